"""Head and foot of a form: unit, date, contact and the month, in cells of their own, in a line with their labels, or in blanks (联系人：_____ 手机：_____)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from ssj_xl.domain.period import month_in_words
from ssj_xl.office.xml import columns
from ssj_xl.papers.form.grid import Cell, CellGrid
from ssj_xl.papers.form.labels import (
    fold,
    fold_with_origin,
    is_caption,
    is_hint,
    is_month,
    is_weak,
    margin_field,
    margin_pattern,
    months_in,
)
from ssj_xl.tables.form import MONTH, MONTH_LABELS, MONTHLY, PROSE, FormField, FormSpec

_OTHER_LABEL = re.compile(r"[\s_]+(?=[\u4e00-\u9fff（(][^\s_:：]{0,12}[:：])")
_COLUMNS_A_TAB = 4
"""Half-width characters that a tab stop is apart where none is set (Word: 2 characters)."""

_EMPTY = re.compile(r"[_\s年月日/.-]*")
_PROSE = re.compile(rf"(?:{'|'.join(PROSE)})[0-9一二三四五六]?[:、.]|请|※")
_SENTENCE = re.compile("[，,。；;！!]")
_GAP = r"[_\s]"
_MONTH_BLANK = re.compile(rf"(?:(?:\d{{4}}|{_GAP}*)年{_GAP}*\d{{0,2}}{_GAP}*|(?<=[（(]){_GAP}*\d{{0,2}}{_GAP}*)月(?!{_GAP}*\d{{0,2}}{_GAP}*日)")
_MONTH_LINE = re.compile(rf"(?:{'|'.join(MONTH_LABELS)})[:：][ \t\u3000]*([^\s）)]*(?:[_\s]*年[_\s\d]*月)?_*)")


@dataclass(frozen=True)
class Blank:
    """Where a field's value stands in the text of a cell: text[start:end]."""

    field: FormField
    start: int
    end: int


def blanks(text: str, spec: FormSpec = MONTHLY) -> list[Blank]:
    """Every head or foot label before a colon in a cell's text, with the range of its value.

    A value ends at the next label, known or not, or at the end of the line.  What stands in a note to the reader is none.
    """
    folded = fold_with_origin(text)
    found = [match for match in margin_pattern(spec).finditer(folded.text)
             if _begins_label(text, folded.origin[match.start()]) and not _in_prose(text, folded.origin[match.start()])]
    starts = [folded.origin[match.start()] for match in found] + [len(text)]
    result = []
    for match, following in zip(found, starts[1:], strict=True):
        start = folded.source(match.end())
        field = margin_field(match[1], spec)
        if field:
            result.append(Blank(field, start, _end_of_value(text, start, following)))
    return result


def _in_prose(text: str, position: int) -> bool:
    """Whether a label stands in a sentence or in a note: 注：…联系人：王五."""
    line = text[text.rfind("\n", 0, position) + 1:position]
    return bool(_PROSE.match(fold(text)) or _PROSE.match(fold(line)) or _SENTENCE.search(line))


def month_blanks(text: str, month: str) -> list[tuple[Blank, str]]:
    """The blanks of a title or head line for the month of the form, each with what it has to say: （ 年 月）, 报告期：____.

    month: "2021-03".  A month that stands there already is one of them if it is another.
    """
    shown = month_in_words(month)
    found = [(match.start(), match.end()) for match in _MONTH_BLANK.finditer(text)]
    named = [match.span(1) for match in _MONTH_LINE.finditer(text)]
    found += [span for span in named if not any(start < span[1] and span[0] < end for start, end in found)]
    result = []
    for start, end in sorted(found):
        old = text[start:end]
        told = months_in(old)
        if (told and all(is_month(one, month) for one in told)) or not (told or is_empty(old)):
            continue
        lead = len(old) - len(old.lstrip()) if "年" in old and start and text[start - 1] not in "（(:：" else 0
        result.append((Blank(MONTH, start + lead, end), shown if "年" in old or old[-1:] != "月" else shown[5:]))
    return result


def _begins_label(text: str, position: int) -> bool:
    """Whether a label begins here: not the tail of a longer one (负责人联系电话), but maybe glued to a value."""
    before = re.search(r"[^\s_:：;；，,。]*$", text[:position])
    glued = before[0] if before else ""
    return not glued or text[:position - len(glued)].endswith((":", "："))


def _end_of_value(text: str, start: int, following: int) -> int:
    line_end = text.find("\n", start, following)
    end = following if line_end < 0 else line_end
    other = _OTHER_LABEL.search(text, start, len(text))
    return other.end() if other and other.end() <= end else end


def is_empty(text: str) -> bool:
    """Whether a value is only blanks: spaces, underscores, or 年 月 日 without figures."""
    return bool(_EMPTY.fullmatch(text))


def written(text: str, blank: Blank, value: str) -> str:
    """What replaces text[blank.start:blank.end]: the value, padded so that the next label keeps its place."""
    old = text[blank.start:blank.end]
    if blank.field is MONTH or text[blank.end:blank.end + 1] in {"", "\n"}:
        return value
    tabs = old[len(old.rstrip()):].count("\t")
    if tabs:
        return value + "\t" * max(1, tabs - columns(value) // _COLUMNS_A_TAB)
    return value + " " * max(2, columns(old) - columns(value))


def same_value(old: str, new: str) -> bool:
    """Whether two values say the same, white space and underscores aside."""
    return fold(old).replace("_", "") == fold(new).replace("_", "")


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
