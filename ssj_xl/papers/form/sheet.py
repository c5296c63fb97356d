"""One worksheet part: read as a grid of cells, written cell by cell with everything else left alone, with room made for its texts.

Room is made by wrapping, row heights, and a smaller font where Excel's limit is reached.  Merged cells do not grow by
themselves in Excel, so heights are set from an estimate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ssj_xl.office.hostile import damaged
from ssj_xl.office.measuring import (
    POINTS_AN_INDENT,
    ROW_LIMIT,
    USUAL_WIDTH,
    fits_one_line,
    height_of,
    points_a_unit,
    size_that_fits,
)
from ssj_xl.office.refs import Area
from ssj_xl.office.runs import Run, fill_text, runs_of, sized
from ssj_xl.office.styles import Styles
from ssj_xl.office.xml import TEXT_LIMIT, Element, child, children, integer, local, namespace, numeric
from ssj_xl.papers.form.grid import Cell, CellGrid
from ssj_xl.papers.form.margins import Target
from ssj_xl.papers.form.template import SheetPart
from ssj_xl.tables.grid import column_letters
from ssj_xl.tables.problems import Place, Problem, fail, problem

MAX_ROWS, MAX_COLUMNS = 300, 60
"""A form is no larger; what lies beyond is not looked at."""

_Position = tuple[int, int]


def position(address: str) -> _Position:
    """Row and column (from 1) of an A1 address."""
    area = Area.parse(address)
    return (area.top, area.left) if area else (0, 0)


class FormSheet:
    """A worksheet of a template.  root: of its part; shared: the items of the shared strings part."""

    def __init__(self, root: Element, sheet: SheetPart, shared: list[Element], styles: Styles) -> None:
        self.name, self.part, self.hidden = sheet.name, sheet.part, sheet.hidden
        self.root = root
        self.styles = styles
        self._shared = shared
        self._space = namespace(root)
        self._rows = dict(_numbered_rows(child(self.root, "sheetData")))
        self._cells = {place: cell for row, element in self._rows.items()
                       for place, cell in _numbered_cells(row, element)}
        self._merged = list(self._merged_areas())

    def _merged_areas(self) -> Iterator[tuple[_Position, _Position]]:
        for area in children(child(self.root, "mergeCells"), "mergeCell"):
            found = Area.parse(area.get("ref", ""))
            if found:
                yield (found.top, found.left), (found.bottom, found.right)

    def runs(self, place: _Position) -> list[Run]:
        """The text of a cell in runs of one font each.  Raises UserError F08 where it is longer than any cell's can be."""
        found = self._runs(place)
        if sum(len(run.text) for run in found) > TEXT_LIMIT:
            raise fail("F08", Place("", self.name, f"{column_letters(place[1])}{place[0]}"), exit_code=3,
                       why=f"一格文字超过 {TEXT_LIMIT} 个字符")
        return found

    def _runs(self, place: _Position) -> list[Run]:
        cell = self._cells.get(place)
        if cell is None:
            return []
        kind, value = cell.get("t", ""), child(cell, "v")
        raw = value.text or "" if value is not None else ""
        if kind == "inlineStr":
            return runs_of(child(cell, "is"))
        if kind == "s" and raw.strip():
            return runs_of(self._shared_item(raw.strip(), place))
        return [Run(raw)] if raw else []

    def _shared_item(self, number: str, place: _Position) -> Element:
        if not number.isdecimal() or int(number) >= len(self._shared):
            raise damaged(f"没有第 {number} 段共用文字", Place("", self.name, f"{column_letters(place[1])}{place[0]}"))
        return self._shared[int(number)]

    def text(self, place: _Position) -> str:
        """The text of a cell."""
        return "".join(run.text for run in self.runs(place))

    def has_formula(self, place: _Position) -> bool:
        """Whether a cell computes its value."""
        return child(self._cells.get(place), "f") is not None

    def validation(self, place: _Position) -> tuple[str, tuple[str, ...]]:
        """What a cell's data validation asks for: its type ("list", "whole" …) and the texts that a list has in itself;
        '' where there is none."""
        for rule in children(child(self.root, "dataValidations"), "dataValidation"):
            areas = filter(None, map(Area.parse, rule.get("sqref", "").split()))
            if any(area.top <= place[0] <= area.bottom and area.left <= place[1] <= area.right for area in areas):
                formula = child(rule, "formula1")
                text = (formula.text or "") if formula is not None else ""
                listed = tuple(text[1:-1].split(",")) if text[:1] == text[-1:] == '"' else ()
                return rule.get("type", "none").replace("none", ""), listed
        return "", ()

    def style(self, place: _Position) -> int:
        """Index of a cell's format; for a cell that is not stored, its row's or column's."""
        cell, row = self._cells.get(place), self._rows.get(place[0])
        if cell is not None:
            return integer(cell, "s")
        if row is not None and row.get("customFormat") in {"1", "true"}:
            return integer(row, "s")
        return integer(self._column(place[1]), "style")

    def grid(self, *, also: Iterable[_Position] = ()) -> CellGrid:
        """The sheet's used area as cells, merged areas as one, blank ones included; `also`: further positions."""
        texts = {place: self.text(place) for place in self._cells if place[0] <= MAX_ROWS and place[1] <= MAX_COLUMNS}
        merged = {first: last for first, last in self._merged if first[0] <= MAX_ROWS and first[1] <= MAX_COLUMNS}
        last_row, last_col = self._extent(texts, merged)
        covered = {(row, col) for first, last in merged.items()
                   for row in range(first[0], min(last[0], MAX_ROWS) + 1)
                   for col in range(first[1], min(last[1], MAX_COLUMNS) + 1)} - merged.keys()
        places = {(row, col) for row in range(1, last_row + 1) for col in range(1, last_col + 1)}
        cells = (self._cell(place, merged.get(place, place), texts.get(place, ""))
                 for place in (places | merged.keys() | set(also)) - covered)
        return CellGrid(cells, name=self.name)

    def _extent(self, texts: dict[_Position, str], merged: dict[_Position, _Position]) -> _Position:
        """Last row and column that hold text, a merged area or a border."""
        used = [place for place, text in texts.items() if text.strip() or self.styles.framed(self.style(place))]
        rows = [row for row, _ in used] + [last[0] for last in merged.values()]
        cols = [col for _, col in used] + [last[1] for last in merged.values()]
        return min(max(rows, default=0) + 1, MAX_ROWS), min(max(cols, default=0), MAX_COLUMNS)

    def _cell(self, first: _Position, last: _Position, text: str) -> Cell:
        return Cell(first[0], first[1], last[0] - first[0] + 1, last[1] - first[1] + 1, text,
                    framed=self.styles.framed(self.style(first)))

    def _column(self, number: int) -> Element | None:
        for column in children(child(self.root, "cols"), "col"):
            if integer(column, "min") <= number <= integer(column, "max"):
                return column
        return None

    def width(self, cell: Cell) -> float:
        """Width of an area in points, less what its format indents."""
        units = sum(self._column_width(number) for number in range(cell.col, cell.last_col + 1))
        indent = self.styles.format(self.style((cell.row, cell.col))).indent
        return units * points_a_unit(self.styles.default_size) - indent * POINTS_AN_INDENT

    def font_size(self, place: _Position) -> float:
        """Font size of the text that stands in a cell, in points."""
        for run in self.runs(place):
            size = child(run.font, "sz")
            if size is not None:
                return numeric(size, "val", 11.0)
        return self.styles.font_size(self.style(place))

    def _column_width(self, number: int) -> float:
        usual = numeric(child(self.root, "sheetFormatPr"), "defaultColWidth", USUAL_WIDTH)
        return numeric(self._column(number), "width", usual)

    def row_height(self, number: int) -> float:
        """Height of a row in points as it stands."""
        usual = numeric(child(self.root, "sheetFormatPr"), "defaultRowHeight", 15.0)
        return numeric(self._rows.get(number), "ht", usual)

    def is_hidden(self, cell: Cell) -> bool:
        """Whether all rows or all columns of an area are hidden."""
        rows = [self._rows.get(number) for number in range(cell.row, cell.last_row + 1)]
        columns = [self._column(number) for number in range(cell.col, cell.last_col + 1)]
        return all(map(_hides, rows)) or all(map(_hides, columns))

    def set_row_height(self, number: int, points: float) -> None:
        """Fix a row's height."""
        row = self._row_element(number)
        row.set("ht", f"{points:g}")
        row.set("customHeight", "1")

    def write(self, place: _Position, runs: list[Run], *, style: int) -> None:
        """Put text into a cell as text, whatever it looks like, keeping the cell's place among its neighbours."""
        cell = self._cell_element(place)
        for part in list(cell):
            cell.remove(part)
        for name in ("cm", "vm"):
            cell.attrib.pop(name, None)
        cell.set("t", "inlineStr")
        if style:
            cell.set("s", str(style))
        fill_text(cell, runs, space=self._space)

    def _row_element(self, number: int) -> Element:
        if number not in self._rows:
            data = child(self.root, "sheetData")
            if data is None:
                raise fail("F02", exit_code=3, why=f"部件 {self.part} 没有单元格")
            row = data.makeelement(f"{self._space}row", {"r": str(number)})
            before = sum(1 for other in self._rows if other < number)
            data.insert(before, row)
            self._rows[number] = row
        return self._rows[number]

    def _forget_extent(self, row: Element) -> None:
        """Drop the hints about used cells (both optional), which a new cell may make wrong."""
        row.attrib.pop("spans", None)
        for dimension in children(self.root, "dimension"):
            self.root.remove(dimension)

    def _cell_element(self, place: _Position) -> Element:
        if place not in self._cells:
            row = self._row_element(place[0])
            cell = row.makeelement(f"{self._space}c", {"r": f"{column_letters(place[1])}{place[0]}"})
            before = sum(1 for other in self._cells if other[0] == place[0] and other[1] < place[1])
            row.insert(before, cell)
            self._forget_extent(row)
            self._cells[place] = cell
        return self._cells[place]


def _hides(element: Element | None) -> bool:
    return element is not None and element.get("hidden") in {"1", "true"}


def _numbered_rows(data: Element | None) -> Iterator[tuple[int, Element]]:
    """Rows with their numbers; a row without a number follows the one before."""
    number = 0
    for row in children(data, "row"):
        number = integer(row, "r", number + 1)
        yield number, row


def _numbered_cells(row: int, element: Element) -> Iterator[tuple[_Position, Element]]:
    column = 0
    for cell in element:
        if local(cell) == "c":
            column = position(cell.get("r", ""))[1] or column + 1
            yield (row, column), cell


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
