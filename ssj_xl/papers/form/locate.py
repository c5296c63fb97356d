"""Where each field of the form is filled: found by labels and names, never by fixed addresses."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from ssj_xl.papers.form.blanks import Blank, blanks
from ssj_xl.papers.form.grid import Cell, CellGrid
from ssj_xl.papers.form.labels import (
    body_field,
    fold,
    is_caption,
    is_hint,
    label_end,
    margin_field,
    margin_pattern,
    opens_with,
)
from ssj_xl.papers.form.neighbours import Surroundings, content_cell
from ssj_xl.tables.form import BODY_FIELDS, MARGIN_FIELDS, FormField
from ssj_xl.tables.problems import Place, Problem, problem


@dataclass(frozen=True)
class Target:
    """Where one field goes: a whole cell, or the part `blank` of a cell that also holds the label."""

    field: FormField
    cell: Cell
    blank: Blank | None = None

    @property
    def old_text(self) -> str:
        """What stands there now; empty where it is only a hint or a blank."""
        text = self.cell.text[self.blank.start:self.blank.end] if self.blank else self.cell.text
        return "" if is_hint(text.strip(":： \n")) else text.strip(":：\n") if self.blank else text


@dataclass
class Located:
    """The result of the search on one sheet: targets by field key, labels seen, and what is wrong."""

    grid: CellGrid
    targets: dict[str, Target] = field(default_factory=dict)
    labels: dict[str, Cell] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Whether every field has its place."""
        return not self.problems

    @property
    def body_seen(self) -> int:
        """How many body fields have a label or a name here, be it a double one."""
        missing = {found.params["label"] for found in self.problems if found.code == "P01"}
        return sum(part.title not in missing for part in BODY_FIELDS)


def locate(grid: CellGrid, *, named: Mapping[str, tuple[int, int]] | None = None,
           optional: Collection[str] = ()) -> Located:
    """Find the place of every field on one sheet or table.

    named: field key → row and column that a defined name points to; a name goes before the labels.
    optional: keys of head and foot fields that may be absent, because there is nothing to write.
    """
    found = Located(grid)
    _take_names(found, named or {})
    _find_body(found)
    _find_margins(found, optional)
    _refuse_shared_cells(found)
    return found


def _take_names(found: Located, named: Mapping[str, tuple[int, int]]) -> None:
    for part in (*BODY_FIELDS, *MARGIN_FIELDS):
        position = named.get(part.key)
        if position is None:
            continue
        cell = found.grid.at(*position) or Cell(*position)
        if part not in (body_field(cell.text), margin_field(cell.text)):
            found.targets[part.key] = Target(part, cell, _blank_in(cell, part))


def _blank_in(cell: Cell, part: FormField) -> Blank | None:
    """The part of a cell to be replaced where the label stands in the same cell."""
    if not part.in_body:
        return next((blank for blank in blanks(cell.text) if blank.field is part), None)
    return _rest_of(cell, part) if opens_with(cell.text, part) else None


def _rest_of(cell: Cell, part: FormField) -> Blank:
    return Blank(part, label_end(cell.text, part) or 0, len(cell.text))


def _find_body(found: Located) -> None:
    """Body fields: the cell beside or below the label, or the rest of the label's own cell."""
    wanted = [part for part in BODY_FIELDS if part.key not in found.targets]
    whole: dict[str, list[Cell]] = {part.key: [] for part in BODY_FIELDS}
    for cell in found.grid.cells:
        part = body_field(cell.text)
        if part:
            whole[part.key].append(cell)
    labels = {cell for cells in whole.values() for cell in cells}
    captions = {cell for cell in found.grid.cells if is_caption(cell.text)}
    surroundings = Surroundings(found.grid, labels | captions, {c for c in found.grid.cells if _is_margin(c)})
    for part in wanted:
        own = [] if whole[part.key] else [cell for cell in found.grid.cells if opens_with(cell.text, part)]
        label = _only(found, part, [*whole[part.key], *own])
        if label and own:
            found.targets[part.key] = Target(part, label, _rest_of(label, part))
        elif label:
            _place_content(found, part, label, surroundings)


def _is_margin(cell: Cell) -> bool:
    """Whether a cell begins the head or foot line."""
    return bool(margin_field(cell.text) or margin_pattern().match(fold(cell.text)))


def _closes(cell: Cell) -> bool:
    """Whether a cell cannot hold the value of a head or foot field: it has a label or caption itself."""
    return is_caption(cell.text) or _is_margin(cell)


def _only(found: Located, part: FormField, cells: list[Cell]) -> Cell | None:
    """The one cell with the label; otherwise the problem is noted."""
    if len(cells) == 1:
        found.labels[part.key] = cells[0]
        return cells[0]
    if cells:
        listed = "、".join(cell.address for cell in cells)
        place = found.grid.place(cells[0])
        found.problems.append(problem("P02", place, label=part.title, cells=listed, name=part.name))
    else:
        found.problems.append(problem("P01", Place(sheet=found.grid.name), label=part.title, name=part.name))
    return None


def _place_content(found: Located, part: FormField, label: Cell, around: Surroundings) -> None:
    content = content_cell(label, around)
    if content:
        found.targets[part.key] = Target(part, content)
    elif fold(label.text).endswith(")"):
        found.targets[part.key] = Target(part, label, _rest_of(label, part))
    else:
        found.problems.append(
            problem("P05", found.grid.place(label), label=part.title, cell=label.address, name=part.name))


def _find_margins(found: Located, optional: Collection[str]) -> None:
    """Head and foot fields: a blank behind the label in its own cell, or the cell beside it."""
    taken = {target.cell for target in found.targets.values() if target.field.in_body}
    taken.update(found.labels.values())
    places: dict[str, list[Target]] = {part.key: [] for part in MARGIN_FIELDS}
    for cell in found.grid.cells:
        if cell.text and cell not in taken:
            for target in _margins_in(found.grid, cell, taken):
                places[target.field.key].append(target)
    for part in MARGIN_FIELDS:
        targets = places[part.key]
        if part.key in found.targets or (not targets and part.key in optional):
            continue
        if _only(found, part, [target.cell for target in targets]):
            found.targets[part.key] = targets[0]


def _margins_in(grid: CellGrid, cell: Cell, taken: set[Cell]) -> list[Target]:
    alone = margin_field(cell.text)
    beside = _value_beside(grid, cell, taken) if alone and not cell.text.endswith("  ") else None
    if alone and beside:
        return [Target(alone, beside)]
    if alone and not blanks(cell.text):
        below = [other for other in grid.row_below(cell) if other not in taken and not _closes(other)]
        return [Target(alone, below[0])] if below else []
    return [Target(blank.field, cell, blank) for blank in blanks(cell.text)]


def _value_beside(grid: CellGrid, cell: Cell, taken: set[Cell]) -> Cell | None:
    """The cell just right of a label that stands alone, unless it is a label itself."""
    beside = grid.right_of(cell)[:1]
    if not beside or beside[0] in taken or _closes(beside[0]) or blanks(beside[0].text):
        return None
    return beside[0]


def _refuse_shared_cells(found: Located) -> None:
    whole: dict[Cell, FormField] = {}
    for target in found.targets.values():
        if target.blank:
            continue
        other = whole.setdefault(target.cell, target.field)
        if other is not target.field:
            found.problems.append(problem("P12", found.grid.place(target.cell), label=other.title,
                                          other=target.field.title, name=target.field.name))
