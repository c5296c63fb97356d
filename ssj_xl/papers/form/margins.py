"""Head and foot of a form: unit, date, contact and the month, in cells of their own or in a line with their labels."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from ssj_xl.domain.period import month_in_words
from ssj_xl.papers.form.blanks import Blank, blanks, is_empty, month_blanks
from ssj_xl.papers.form.grid import Cell, CellGrid
from ssj_xl.papers.form.labels import fold, is_caption, is_hint, is_weak, margin_field, margin_pattern
from ssj_xl.tables.form import MONTH, MONTH_LABELS, FormField, FormSpec

_DATE_PARTS = "年月日"


@dataclass(frozen=True)
class Target:
    """Where one field goes: a whole cell, or the part `blank` of a cell that also holds the label.

    value: what is written there where it is not the field's text: a month, or one part of a date.
    """

    field: FormField
    cell: Cell
    blank: Blank | None = None
    value: str = ""

    @property
    def old_text(self) -> str:
        """What stands there now; empty where it is only a hint or a blank."""
        text = self.cell.text[self.blank.start:self.blank.end] if self.blank else self.cell.text
        return "" if is_hint(text.strip(":： \n")) else text.strip(":：\n") if self.blank else text


def is_margin(cell: Cell, spec: FormSpec) -> bool:
    """Whether a cell begins the head or foot line."""
    return bool(margin_field(cell.text, spec) or margin_pattern(spec).match(fold(cell.text)))


def margins_in(grid: CellGrid, cell: Cell, taken: Collection[Cell], spec: FormSpec) -> list[Target]:
    """The places of head and foot fields whose labels stand in a cell.  taken: cells that belong to the body."""
    alone, inside = margin_field(cell.text, spec), blanks(cell.text, spec)
    beside = _value_beside(grid, cell, taken, spec) if alone and not cell.text.endswith("  ") else None
    if alone and beside:
        return [Target(alone, beside)]
    if alone and not inside:
        below = [other for other in grid.row_below(cell) if other not in taken and not _closes(other, spec)]
        return [Target(alone, other) for other in _outside(grid, cell) or below[:1]]
    return [Target(blank.field, cell, blank) for blank in inside]


def _outside(grid: CellGrid, cell: Cell) -> list[Cell]:
    """The cell beside a label that is alone in its row, in a plain list without borders; none where a blank of the form is below."""
    used = [other for other in grid.cells if other.text or other.framed]
    alone = not any(other.shares_rows(cell) for other in used if other != cell)
    below = any(other.framed and not other.text for other in grid.row_below(cell))
    free = alone and not (below or cell.framed or grid.bounded)
    return [Cell(cell.row, cell.last_col + 1, cell.row_span, framed=False)] if free and grid.at(cell.row, cell.last_col + 1) is None else []


def _closes(cell: Cell, spec: FormSpec) -> bool:
    """Whether a cell cannot hold the value of a head or foot field: it has a label or caption itself."""
    return is_caption(cell.text, spec) or is_margin(cell, spec)


def _value_beside(grid: CellGrid, cell: Cell, taken: Collection[Cell], spec: FormSpec) -> Cell | None:
    """The cell just right of a label that stands alone, unless it is a label itself."""
    beside = grid.right_of(cell)[:1]
    if not beside or beside[0] in taken or _closes(beside[0], spec) or blanks(beside[0].text, spec):
        return None
    return beside[0]


def best_of(targets: list[Target], label_rows: range) -> list[Target]:
    """Of several places of one field those that are meant most: by its proper label, outside the table, still blank."""
    for is_meant in (_has_proper_label, lambda one: one.cell.row not in label_rows, lambda one: is_empty(one.old_text)):
        targets = [one for one in targets if is_meant(one)] or targets
    return targets


def _has_proper_label(target: Target) -> bool:
    """Whether the label is one that always means the field, and not 填报人, which may be the contact."""
    if not target.blank:
        return True
    before = fold(target.cell.text[:target.blank.start]).rstrip(":")
    return not any(before.endswith(fold(word)) and is_weak(fold(word), target.field) for word in target.field.weak)


def date_parts(grid: CellGrid, target: Target, day: tuple[str, str, str]) -> list[Target]:
    """A date in three cells, each before one of 年, 月, 日; the target as it is where it has one cell."""
    if target.blank:
        return [target]
    cells = [target.cell, *grid.right_of(target.cell)[:5]]
    signs = "".join(fold(cell.text) for cell in cells[1::2])
    if len(cells) < 6 or signs != _DATE_PARTS or any(not is_empty(cell.text) and len(cell.text) > 4 for cell in cells[2::2]):
        return [target]
    return [replace(target, cell=cell, value=part) for cell, part in zip(cells[::2], day, strict=True)]


def month_targets(grid: CellGrid, above: int, month: str) -> Iterator[Target]:
    """The blanks over row `above` that are for the month of the form."""
    for cell in (cell for cell in grid.cells if cell.row < above and cell.text):
        for blank, value in month_blanks(cell.text, month):
            yield Target(MONTH, cell, blank, value)
        if fold(cell.text).rstrip(":") in MONTH_LABELS:
            beside = grid.right_of(cell)[:1]
            if beside and is_empty(beside[0].text):
                yield Target(MONTH, beside[0], None, month_in_words(month))
