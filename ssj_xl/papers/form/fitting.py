"""Making room for a text on a sheet: wrapping, row heights, and a smaller font where Excel's limit is reached.

Merged cells do not grow by themselves in Excel, so heights are set from an estimate.
"""

from __future__ import annotations

from dataclasses import dataclass

from ssj_xl.office.measuring import ROW_LIMIT, fits_one_line, height_of, size_that_fits
from ssj_xl.office.runs import Run, sized
from ssj_xl.papers.form.grid import CellGrid
from ssj_xl.papers.form.margins import Target
from ssj_xl.papers.form.sheet import FormSheet
from ssj_xl.tables.problems import Problem, problem


@dataclass(frozen=True)
class Fit:
    """How a text is put into its cell: format, font size, points of height needed, what to warn of, and
    whether all of it can be read."""

    style: int
    size: float
    height: float
    warnings: tuple[Problem, ...] = ()
    whole: bool = True


LEAST = 9.0
"""No type is made smaller than this, in points, but for a form whose own is."""


def fit(sheet: FormSheet, grid: CellGrid, target: Target, text: str) -> Fit:
    """How `text` (all of it, labels in the same cell included) fits into the target's cell."""
    cell, place, title = target.cell, grid.place(target.cell), target.field.title
    style = sheet.style((cell.row, cell.col))
    size, width = sheet.styles.font_size(style), sheet.width(cell)
    notes = [problem("P15", place, label=title)] if sheet.is_hidden(cell) else []
    wrapping = sheet.styles.wrapping_like(style)
    overflows = target.blank is not None and cell.col_span == 1 and target.field.in_body is False
    if (fits_one_line(text, width, size) or overflows) and wrapping != style:
        return Fit(style, size, height_of("", width, size), tuple(notes))
    if wrapping is None:
        return Fit(style, size, height_of(text, width, size), (*notes, problem("P10", place, label=title)))
    limit = ROW_LIMIT * cell.row_span
    smaller, whole = size_that_fits(text, width, size=size, limit=limit, least=min(LEAST, size))
    if smaller < size:
        notes.append(problem("P08", place, label=title, old=f"{size:g}", new=f"{smaller:g}"))
    if not whole:
        notes.append(problem("P09", place, label=title))
    return Fit(wrapping, smaller, min(limit, height_of(text, width, smaller)), tuple(notes), whole)


def shrunk(sheet: FormSheet, runs: list[Run], fitted: Fit) -> list[Run]:
    """The runs in the font size that fits, if it is not the format's own."""
    if fitted.size >= sheet.styles.font_size(fitted.style):
        return runs
    return [sized(run.text, sheet.styles.run_font(fitted.style, fitted.size), parent=sheet.root) for run in runs]


def make_room(sheet: FormSheet, grid: CellGrid, target: Target, needed: float) -> None:
    """Grow the rows of an area until they give the height needed; other rows keep theirs.

    A row that last month's text had stretched first goes back to what its other cells need.
    """
    rows = list(range(target.cell.row, target.cell.last_row + 1))
    if len(rows) == 1 and _was_stretched(sheet, target):
        sheet.set_row_height(rows[0], _natural_height(sheet, grid, target))
    heights = {row: sheet.row_height(row) for row in rows}
    missing = needed - sum(heights.values())
    for done, row in enumerate(rows):
        if missing <= 0:
            return
        grown = min(ROW_LIMIT, heights[row] + missing / (len(rows) - done))
        sheet.set_row_height(row, grown)
        missing -= grown - heights[row]


def _was_stretched(sheet: FormSheet, target: Target) -> bool:
    """Whether the row's height is the one that this program gave to the text that stands there."""
    if not target.old_text or target.blank:
        return False
    size = sheet.font_size((target.cell.row, target.cell.col))
    old = height_of(target.cell.text, sheet.width(target.cell), size)
    return abs(sheet.row_height(target.cell.row) - min(old, ROW_LIMIT)) < 0.5


def _natural_height(sheet: FormSheet, grid: CellGrid, target: Target) -> float:
    beside = [cell for cell in grid.cells
              if cell.row == target.cell.row and cell.row_span == 1 and cell != target.cell]
    sizes = [sheet.font_size((cell.row, cell.col)) for cell in beside]
    needs = [height_of(cell.text, sheet.width(cell), size) + size
             for cell, size in zip(beside, sizes, strict=True) if cell.text]
    return max(needs, default=30.0)
