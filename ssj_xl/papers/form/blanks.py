"""Blanks of the head and foot lines that stand in one cell with their labels: 联系人：_____ 手机：_____."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ssj_xl.domain.period import month_in_words
from ssj_xl.office.xml import columns
from ssj_xl.papers.form.heads import is_month, months_in
from ssj_xl.papers.form.labels import fold, fold_with_origin, margin_field, margin_pattern
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
