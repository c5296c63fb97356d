"""Which sheet is the form, and what is filled where."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from ssj_xl.papers.form.blanks import Blank, blanks, is_empty, same_value
from ssj_xl.papers.form.grid import (
    Cell,
    CellGrid,
    Surroundings,
    body_field,
    content_cell,
    fold,
    is_caption,
    is_hint,
    label_end,
    margin_field,
    margin_pattern,
    opens_with,
)
from ssj_xl.tables.form import (
    ANNEX_WORDS,
    BODY_FIELDS,
    EXAMPLE_WORDS,
    FORM_WORD,
    INSTRUCTION_WORDS,
    MARGIN_FIELDS,
    FormField,
)
from ssj_xl.tables.problems import Place, Problem, UserError, fail, problem


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


# --- which sheet of a workbook (or form in a document) is meant ------------------------------------------

_ENOUGH = 3
"""Body labels from which on a page is taken for a form with something missing, not for another paper."""

_PLACE = "(?![市县区省])"  # 示例市 is a town's invented name, not an example
_IN_NAME = re.compile(f"(?:{'|'.join((*EXAMPLE_WORDS, *INSTRUCTION_WORDS))}){_PLACE}")
_IN_TITLE = re.compile(rf"(?:{'|'.join(EXAMPLE_WORDS)})(?:[)\]】:]|$)|(?:{'|'.join(INSTRUCTION_WORDS)})[)\]】]?$")
_HEADING = re.compile(rf"^(?:{'|'.join(ANNEX_WORDS)})[0-9一二三四五六七八九十]{{0,2}}(?:[:.、(]|$)|{FORM_WORD}(?:\(.*\))?$")
_LONGEST_TITLE = 40

Page = TypeVar("Page")


def choose(looked_at: Sequence[tuple[Page, Located]]) -> tuple[Page, Located]:
    """The one page (a sheet, or a form in a document) that is the form, with the place of every field.

    looked_at: what could be the form, each with what was found on it.  Raises UserError P01, P02, P05, P12 (the page
    most like the form has something missing or double), P03 (no form at all), P04 (several), P13 (only examples).
    """
    forms = [(page, found) for page, found in looked_at if not _is_example(found)]
    complete = [(page, found) for page, found in forms if found.complete]
    if len(complete) == 1:
        return complete[0]
    if complete:
        raise fail("P04", sheets=_named(found for _, found in complete))
    examples = [found for _, found in looked_at if _is_example(found) and found.complete]
    raise _nothing_complete([found for _, found in forms], examples)


def _named(found: Iterable[Located]) -> str:
    return "、".join(f"“{each.grid.title}”" for each in found)


def _nothing_complete(forms: list[Located], examples: list[Located]) -> UserError:
    best = max(forms, key=lambda found: found.body_seen, default=None)
    if best and best.body_seen >= _ENOUGH:
        return UserError(best.problems)
    if examples:
        return fail("P13", sheets=_named(examples))
    return fail("P03", label=BODY_FIELDS[0].title)


def _is_example(found: Located) -> bool:
    """Whether the page's name, or a short text above the form, says that it is an example."""
    if _IN_NAME.search(fold(found.grid.title)):
        return True
    own = {target.cell for target in found.targets.values()} | set(found.labels.values())
    top = min((cell.row for cell in own), default=0)
    titles = (fold(cell.text) for cell in found.grid.cells if cell.row <= top and cell not in own)
    return any(map(_tells_example, titles))


def is_heading(text: str) -> bool:
    """Whether a paragraph of a document begins another paper: 附件…, a title with 月报表, 示例, 填写说明."""
    folded = fold(text)
    return _tells_example(folded) or (len(folded) <= _LONGEST_TITLE and bool(_HEADING.search(folded)))


def _tells_example(folded: str) -> bool:
    return len(folded) <= _LONGEST_TITLE and bool(_IN_TITLE.search(folded))


# --- what has to be said about the places that were found, whatever file the form is in ------------------

def absent_margins(texts: Mapping[str, str]) -> set[str]:
    """Head and foot fields with nothing to write: the form may do without them."""
    return {field.key for field in MARGIN_FIELDS if not texts[field.key]}


def to_fill(located: Located, texts: Mapping[str, str]) -> list[Target]:
    """The places for which there is a text."""
    return [target for target in located.targets.values() if texts[target.field.key]]


def warnings(located: Located, texts: Mapping[str, str]) -> list[Problem]:
    """P07 for text of last month that goes, all cells in one; P11 for each blank that stays blank."""
    return [*_replaced_text(located, to_fill(located, texts), texts), *_left_blank(located, texts)]


def _replaced_text(located: Located, targets: Iterable[Target], texts: Mapping[str, str]) -> list[Problem]:
    old = [target for target in targets
           if not is_empty(target.old_text) and not same_value(target.old_text, texts[target.field.key])]
    if not old:
        return []
    listed = "、".join(f"{target.cell.address}（{target.field.title}）" for target in old)
    return [problem("P07", located.grid.place(old[0].cell), cells=listed)]


def _left_blank(located: Located, texts: Mapping[str, str]) -> list[Problem]:
    return [problem("P11", located.grid.place(target.cell), label=target.field.title)
            for key, target in located.targets.items() if not texts[key] and is_empty(target.old_text)]
