"""What is filled where on one sheet, or in one table of a document."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from ssj_xl.papers.form.content import HEAD_ROWS, Surroundings, agreed, content_cells, total_cell, without_borders
from ssj_xl.papers.form.grid import Cell, CellGrid
from ssj_xl.papers.form.labels import (
    ANY,
    NOWHERE,
    Asked,
    body_field,
    fold,
    is_caption,
    is_instruction,
    label_end,
    margin_field,
    rest_of,
)
from ssj_xl.papers.form.margins import Blank, Target, best_of, blanks, is_margin, margins_in, month_targets
from ssj_xl.tables.form import MONTHLY, FormField, FormSpec
from ssj_xl.tables.problems import Place, Problem, problem


@dataclass
class Located:
    """The result of the search on one sheet: targets by field key, labels seen, and what is wrong.

    months: blanks for the month; totals: cells for the year's running total by field; doubts: the cells that a field
    could mean, by field; absent: head and foot fields that the form does not have; known: every cell that is a label.
    """

    grid: CellGrid
    spec: FormSpec = MONTHLY
    targets: dict[str, Target] = field(default_factory=dict)
    labels: dict[str, Cell] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    months: list[Target] = field(default_factory=list)
    totals: dict[str, Cell] = field(default_factory=dict)
    doubts: dict[str, tuple[Cell, ...]] = field(default_factory=dict)
    absent: list[FormField] = field(default_factory=list)
    known: list[Cell] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Whether every field has its place."""
        return not self.problems

    @property
    def body_seen(self) -> int:
        """How many body fields have a label or a name here, be it a double one."""
        missing = {found.params["label"] for found in self.problems if found.code == "P01"}
        return sum(part.title not in missing for part in self.spec.body)

    @property
    def top(self) -> int:
        """The row of the first label; 0 where there is none."""
        return min((cell.row for cell in self.labels.values()), default=0)

    @property
    def fingerprint(self) -> str:
        """What the layout is known by: where its labels stand, and how they are worded."""
        lines = (f"{cell.address}\t{fold(cell.text)}" for cell in self.known)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def locate(grid: CellGrid, *, named: Mapping[str, tuple[int, int]] | None = None, asked: Asked = ANY,
           spec: FormSpec = MONTHLY) -> Located:
    """Find the place of every field on one sheet or table.

    named: field key → row and column that a defined name points to; a name goes before the labels, and what somebody
    named (`asked.places`) before both.
    """
    found = Located(grid, spec)
    _take_names(found, {**(named or {}), **_places(grid, asked)})
    _find_body(found, asked)
    _find_margins(found, asked)
    if asked.month:
        found.months = list(month_targets(grid, found.top, asked.month))
    _refuse_shared_cells(found)
    return found


def _places(grid: CellGrid, asked: Asked) -> dict[str, tuple[int, int]]:
    """Where the cells are that somebody named for this grid."""
    places = {key: grid.position(address) for key, address in asked.places.items() if address}
    return {key: place for key, place in places.items() if place}


def _take_names(found: Located, named: Mapping[str, tuple[int, int]]) -> None:
    for part in found.spec.fields:
        position = named.get(part.key)
        if position is None:
            continue
        cell = found.grid.at(*position) or Cell(*position)
        if part not in (body_field(cell.text, found.spec), margin_field(cell.text, found.spec)):
            found.targets[part.key] = Target(part, cell, _blank_in(cell, part, found.spec))


def _blank_in(cell: Cell, part: FormField, spec: FormSpec) -> Blank | None:
    """The part of a cell to be replaced where the label stands in the same cell."""
    if not part.in_body:
        return next((blank for blank in blanks(cell.text, spec) if blank.field is part), None)
    return _rest_of(cell, part) if rest_of(cell.text, part) else None


def _rest_of(cell: Cell, part: FormField) -> Blank:
    return Blank(part, label_end(cell.text, part) or 0, len(cell.text))


def _find_body(found: Located, asked: Asked) -> None:
    """Body fields: the cell beside or below the label, or the rest of the label's own cell."""
    whole: dict[str, list[Cell]] = {part.key: [] for part in found.spec.body}
    for cell in found.grid.cells:
        part = body_field(cell.text, found.spec)
        if part:
            whole[part.key].append(cell)
    for part in found.spec.body:
        whole[part.key] = whole[part.key] or [cell for cell in found.grid.cells if rest_of(cell.text, part)]
    wanted = [part for part in found.spec.body if part.key not in found.targets and asked.places.get(part.key) != NOWHERE]
    for part in wanted:
        _only(found, part, whole[part.key])
    found.known = [cell for cells in whole.values() for cell in cells]
    around = _surroundings(found, asked, found.known)
    choices = agreed({label: content_cells(label, around) for _, label in _labels(found, wanted)}, around)
    choices |= without_borders([label for part, label in _labels(found, wanted)
                                if not choices[label] and not rest_of(label.text, part)], around)
    for part, label in _labels(found, wanted):
        _place_content(found, part, choices[label])
        _place_total(found, part, around)


def _labels(found: Located, wanted: Sequence[FormField]) -> list[tuple[FormField, Cell]]:
    return [(part, found.labels[part.key]) for part in wanted if part.key in found.labels]


def _surroundings(found: Located, asked: Asked, named: Sequence[Cell]) -> Surroundings:
    cells = found.grid.cells
    captions = {cell for cell in cells if is_caption(cell.text, found.spec)}
    margins = frozenset(cell for cell in cells if is_margin(cell, found.spec))
    top, bottom = (pick((cell.row for cell in named), default=0) for pick in (min, max))
    edge = max((cell.last_col for cell in cells if cell.framed and top - HEAD_ROWS < cell.row <= bottom), default=0)
    return Surroundings(found.grid, frozenset(named) | captions, margins, frozenset(named), asked, edge)


def _only(found: Located, part: FormField, cells: list[Cell]) -> None:
    """Note the one cell with the label; otherwise the problem."""
    if len(cells) == 1:
        found.labels[part.key] = cells[0]
    elif cells:
        listed = "、".join(cell.address for cell in cells)
        place = found.grid.place(cells[0])
        found.problems.append(problem("P02", place, label=part.title, cells=listed, name=part.name))
    else:
        found.problems.append(problem("P01", Place(sheet=found.grid.name), label=part.title, name=part.name,
                                      near=_near_miss(found, part), short=part.short))


_NEAR = 0.6
"""So much of a label's wording a cell has to share to be offered as the one that may be meant."""


def _near_miss(found: Located, part: FormField) -> str:
    """The cell that is worded most like a label, as a question; '' where there is none.  It is never taken unasked."""
    best, most = None, _NEAR
    for cell in found.grid.cells:
        if 3 < len(cell.text) < 60 and not body_field(cell.text, found.spec):
            ratio = max(SequenceMatcher(None, fold(label), fold(cell.text)).ratio() for label in part.labels)
            best, most = (cell, ratio) if ratio > most else (best, most)
    return f"最像的是 {best.address} 的“{' '.join(best.text.split())}”。" if best else ""


def _place_content(found: Located, part: FormField, cells: Sequence[Cell]) -> None:
    label = found.labels[part.key]
    own = rest_of(label.text, part)
    if own and not (cells and is_instruction(own)):
        if cells:
            _doubt(found, part, (label, *cells))
        else:
            found.targets[part.key] = Target(part, label, _rest_of(label, part))
    elif len(cells) == 1:
        found.targets[part.key] = Target(part, cells[0])
    elif cells:
        _doubt(found, part, cells)
    elif fold(label.text).endswith(")"):
        found.targets[part.key] = Target(part, label, _rest_of(label, part))
    else:
        found.problems.append(
            problem("P05", found.grid.place(label), label=part.title, cell=label.address, name=part.name))


def _doubt(found: Located, part: FormField, cells: Sequence[Cell]) -> None:
    found.doubts[part.key] = tuple(cells)
    found.problems.append(problem("P72", found.grid.place(cells[0]), label=part.title,
                                  cells=" 或 ".join(cell.address for cell in cells), short=part.short))


def _place_total(found: Located, part: FormField, around: Surroundings) -> None:
    target = found.targets.get(part.key)
    if target and not target.blank:
        cell = total_cell(target.cell, found.labels[part.key], around)
        if cell:
            found.totals[part.key] = cell


def _find_margins(found: Located, asked: Asked) -> None:
    """Head and foot fields: a blank behind the label in its own cell, or the cell beside it."""
    taken = {target.cell for target in found.targets.values() if target.field.in_body}
    taken.update(found.labels.values())
    rows = [cell.row for cell in found.labels.values()]
    heads = {row for row in rows if rows.count(row) > 2}
    places: dict[str, list[Target]] = {part.key: [] for part in found.spec.margins}
    for cell in found.grid.cells:
        if cell.text and cell not in taken and cell.row not in heads:
            for target in margins_in(found.grid, cell, taken, found.spec):
                places[target.field.key].append(target)
    inside = range(found.top, max(rows, default=0) + 1)
    for part in found.spec.margins:
        targets = best_of(places[part.key], inside)
        if part.key in found.targets or asked.places.get(part.key) == NOWHERE:
            continue
        if not targets:
            found.absent.append(part)
        elif len(targets) > 1:
            _only(found, part, [target.cell for target in targets])
        else:
            found.labels[part.key] = targets[0].cell
            found.targets[part.key] = targets[0]


def _refuse_shared_cells(found: Located) -> None:
    whole: dict[Cell, FormField] = {}
    for target in found.targets.values():
        if target.blank:
            continue
        other = whole.setdefault(target.cell, target.field)
        if other is not target.field:
            found.problems.append(problem("P12", found.grid.place(target.cell), label=other.title,
                                          other=target.field.title, name=target.field.name))
