"""Blanks of the head and foot lines that stand in one cell with their labels: 联系人：_____ 手机：_____."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ssj_xl.office.text import columns
from ssj_xl.papers.form.grid import fold, fold_with_origin, margin_field_of, margin_pattern
from ssj_xl.tables.form import FormField

_OTHER_LABEL = re.compile(r"[\s_]+(?=[\u4e00-\u9fff（(][^\s_:：]{0,12}[:：])")
_COLUMNS_A_TAB = 4
"""Half-width characters that a tab stop is apart where none is set (Word: 2 characters)."""

_EMPTY = re.compile(r"[_\s年月日/.-]*")


@dataclass(frozen=True)
class Blank:
    """Where a field's value stands in the text of a cell: text[start:end]."""

    field: FormField
    start: int
    end: int


def blanks(text: str) -> list[Blank]:
    """Every head or foot label before a colon in a cell's text, with the range of its value.

    A value ends at the next label, known or not, or at the end of the line.
    """
    folded = fold_with_origin(text)
    found = [match for match in margin_pattern().finditer(folded.text)
             if _begins_label(text, folded.origin[match.start()])]
    starts = [folded.origin[match.start()] for match in found] + [len(text)]
    result = []
    for match, following in zip(found, starts[1:], strict=True):
        start = folded.source(match.end())
        result.append(Blank(margin_field_of(match[1]), start, _end_of_value(text, start, following)))
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
    if text[blank.end:blank.end + 1] in {"", "\n"}:
        return value
    tabs = old[len(old.rstrip()):].count("\t")
    if tabs:
        return value + "\t" * max(1, tabs - columns(value) // _COLUMNS_A_TAB)
    return value + " " * max(2, columns(old) - columns(value))


def same_value(old: str, new: str) -> bool:
    """Whether two values say the same, white space and underscores aside."""
    return fold(old).replace("_", "") == fold(new).replace("_", "")
