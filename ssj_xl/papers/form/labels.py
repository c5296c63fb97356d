"""How labels and heads are recognised whatever their spaces, line breaks, full-width forms, numbering and usual variants of wording.

The head of a column or of a row says of the cells there: content of this form, or something of the bureau's own.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache

from ssj_xl.tables.form import (
    CONTENT_HEADS,
    MONTHLY,
    ORGANISATIONS,
    OTHER_HEADS,
    THIS_MONTH,
    TOTAL_HEADS,
    FormField,
    FormSpec,
)

_ONE_COMMA = str.maketrans(",;·", "、、、") | dict.fromkeys(map(ord, "*\u200b\ufeff“”„\"'‘’「」『』"), "")
_NUMBER = r"(?:\(?(?:[0-9]{1,2}(?:[.-][0-9]{1,2})?|[一二三四五六七八九十]{1,3}|[a-zA-Z])\)?[、.:]?)?"
_TAIL = r":?(?:\(.*\))?:?"
_HINT = re.compile(r"[((【\[][^()]*(?:\([^()]*\)[^()]*)*[))】\]][。.]?")
_HINT_OPENING = re.compile(r"请?(?:注明|填写|填报|说明)")
_INSTRUCTION = re.compile(r"[(【\[]?(?:请|注|填|说明|如实|按|写明|列明|应|须|需|指|包括|仅|不含|例|如[::])")
_TEXTS = 8192
"""So many texts are remembered: one long shared text may stand in every cell of a sheet."""
_STAMP = r"\((?:盖章|签章|公章|加盖公章|印章|盖印|章)\)"
_PLACES = "省市县区州旗"
_FOLDED_WORDS = (
    (re.compile(f"^(?:{'|'.join(THIS_MONTH)})"), ""),
    (re.compile("省本级"), f"[{_PLACES}]?本级"),
    (re.compile("全市本系统"), rf"全[{_PLACES}]?(?:\\([{_PLACES}、]+\\))?本?系统"),
    (re.compile(r"\\\(盖章\\\)"), _STAMP.replace("\\", "\\\\")),
)
"""Parts of a label that every place words in its own way, and what stands for them; 本月 may be left out."""


@dataclass(frozen=True)
class Folded:
    """Text without white space and width variants; `origin[i]` is where its i-th character came from."""

    text: str
    origin: tuple[int, ...]

    def source(self, index: int) -> int:
        """Position in the unfolded text just after the folded character `index - 1`."""
        return self.origin[index - 1] + 1 if index else 0


@lru_cache(_TEXTS)
def fold_with_origin(text: str) -> Folded:
    """NFKC, no white space, one kind of comma; each character's origin is kept."""
    characters: list[str] = []
    origin: list[int] = []
    for index, raw in enumerate(text):
        for character in unicodedata.normalize("NFKC", raw).translate(_ONE_COMMA):
            if not character.isspace():
                characters.append(character)
                origin.append(index)
    return Folded("".join(characters), tuple(origin))


def fold(text: str) -> str:
    """The form of a text in which labels are compared."""
    return fold_with_origin(text).text


@cache
def _pattern(label: str) -> str:
    """A label on folded text, in all its wordings."""
    pattern = re.escape(fold(label))
    for part, wordings in _FOLDED_WORDS:
        pattern = part.sub(wordings, pattern)
    return pattern


@cache
def _opening(label: str) -> re.Pattern[str]:
    return re.compile(f"{_NUMBER}(?:{'|'.join(THIS_MONTH)})?{_pattern(label)}")


@cache
def _whole(label: str) -> re.Pattern[str]:
    return re.compile(_opening(label).pattern + _TAIL)


@lru_cache(_TEXTS)
def body_field(text: str, spec: FormSpec = MONTHLY) -> FormField | None:
    """The body field whose label this cell is: the label alone, or with a number before or a hint behind it."""
    folded = fold(text)
    for field in spec.body:
        if any(_whole(label).fullmatch(folded) for label in field.labels):
            return field
    return None


def label_end(text: str, field: FormField) -> int | None:
    """Where the label at the beginning of a cell ends, in the cell's own characters; None if it is not there."""
    folded = fold_with_origin(text)
    for label in field.labels:
        match = _opening(label).match(folded.text)
        if match:
            return folded.source(match.end())
    return None


def rest_of(text: str, field: FormField) -> str:
    """What stands in a cell under its label, on lines of its own or behind a colon; '' where there is no such thing."""
    end = label_end(text, field)
    rest = "" if end is None else text[end:].lstrip(" \t\u3000")
    return rest[1:].strip() if rest[:1] in {"\n", "：", ":"} else ""


def is_caption(text: str, spec: FormSpec = MONTHLY) -> bool:
    """Whether a cell is one of the form's captions that has no content: a section, or the heading of item 4."""
    folded = fold(text)
    return any(_whole(label).fullmatch(folded) for label in spec.captions)


_HINTS = frozenset(fold(field.hint).strip("()") for field in MONTHLY.body if field.hint)


@lru_cache(_TEXTS)
def is_hint(text: str) -> bool:
    """Whether a cell says what is to be filled in, rather than being filled: (注明…), or words of the form."""
    folded = fold(text)
    if not folded:
        return False
    if folded.strip("()。.") in _HINTS:
        return True
    return bool(_HINT.fullmatch(folded) or (len(folded) <= 40 and _HINT_OPENING.match(folded)))


def is_instruction(text: str) -> bool:
    """Whether a text under a label tells how to fill it in."""
    return is_hint(text) or bool(_INSTRUCTION.match(fold(text)))


@lru_cache(_TEXTS)
def margin_field(text: str, spec: FormSpec = MONTHLY) -> FormField | None:
    """The head or foot field of which this cell is the label and nothing else."""
    folded = fold(text)
    for field in spec.margins:
        if any(re.fullmatch(_pattern(label) + f"(?:{_STAMP})?:?", folded) for label in field.labels):
            return field
    return None


@cache
def margin_pattern(spec: FormSpec = MONTHLY) -> re.Pattern[str]:
    """A head or foot label before a colon, the longest wording first, on folded text."""
    wordings = sorted((label for field in spec.margins for label in field.labels), key=len, reverse=True)
    return re.compile("(" + "|".join(map(_pattern, wordings)) + f")(?:{_STAMP})?:")


def is_weak(wording: str, field: FormField) -> bool:
    """Whether a folded wording means the field only where no better one stands on the form."""
    return any(re.fullmatch(_pattern(label), wording) for label in field.weak)


@cache
def names_of(field: FormField) -> tuple[str, ...]:
    """The names of cells by which a field is known, folded: its own, and the label as far as a name may hold it."""
    return (fold(field.name), *(re.sub(r"[^\w]", "", fold(label)) for label in field.labels))


NOWHERE = ""
_LONGEST = 14
_NUMERALS = "一二三四五六七八九"
_YEAR_MONTH = re.compile(r"(?:(?P<year>\d{4})[年.\-/]?)?(?P<month>0?\d{1,2}|[一二三四五六七八九十]{1,2})月")
_ONE_MONTH = re.compile(_YEAR_MONTH.pattern + r"份?(?:完成|工作|开展)?(?:情况|数)?")
_ORDINAL = re.compile(r"\(?[0-9一二三四五六七八九十]{1,2}\)?[、.]?")
_OTHER_SPAN = re.compile(r"季|半年|年度|[0-9一二三四五六七八九十][-~至—–][0-9一二三四五六七八九十]{1,2}月")
_COUNTED = "(?:完成|开展)?(?:情况|数|数量|值)?"
_TOTAL = re.compile(rf"(?:截[至止](?:本月|目前)|年初至(?:今|本月)|本年度?|今年|全年|至本月|1[-~至—–](?P<end>[0-9]{{1,2}})月份?)?累计{_COUNTED}"
                    rf"|年初至(?:今|本月){_COUNTED}|1[-~至—–](?P<only>[0-9]{{1,2}})月份?{_COUNTED}")
_CONTENT_WORDS = ("情况", "内容", "进展", "进度", "成效", "结果", "数据", "填")


@dataclass(frozen=True)
class Asked:
    """What is known of the form that is wanted.

    month: "2021-03", '' where it is not known; names: how the unit is called, the division alone too;
    places: field → cell that somebody named, before everything else; NOWHERE for one that is not to be filled;
    now: what a head begins with for the form's own period.
    """

    month: str = ""
    names: tuple[str, ...] = ()
    places: Mapping[str, str] = dataclasses.field(default_factory=dict)
    now: tuple[str, ...] = THIS_MONTH


ANY = Asked()
"""Nothing is known of the form."""


class Rank(IntEnum):
    """How much a head speaks for the cells that it is over: another's, nothing, unknown words, content, this month, ours."""

    AGAINST = -1
    NONE = 0
    UNKNOWN = 1
    CONTENT = 2
    MONTH = 3
    OWN = 4


def rank_of(text: str, asked: Asked) -> Rank:
    """What a head says.  A number or a blank says nothing."""
    folded = re.sub(r"\([^()]*\)$", "", fold(text).rstrip(":")) or fold(text)
    if not folded or _ORDINAL.fullmatch(folded):
        return Rank.NONE
    if len(folded) > _LONGEST or ":" in folded:
        return Rank.OWN if _is_own(folded, asked) else Rank.NONE
    if _is_own(folded, asked):
        return Rank.OWN
    return _of_words(folded, asked)


def _of_words(folded: str, asked: Asked) -> Rank:
    if _now(asked.now).fullmatch(folded):
        return Rank.MONTH
    if _OTHER_SPAN.search(folded) or any(word in folded for word in (*TOTAL_HEADS, *OTHER_HEADS)) or folded.endswith(ORGANISATIONS):
        return Rank.AGAINST
    month = _ONE_MONTH.fullmatch(folded)
    if month:
        return Rank.UNKNOWN if not asked.month else Rank.MONTH if is_month(month, asked.month) else Rank.AGAINST
    content = folded in CONTENT_HEADS or any(word in folded for word in _CONTENT_WORDS)
    return Rank.CONTENT if content else Rank.UNKNOWN


@cache
def _now(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(words)})份?(?:工作|完成|开展|落实|填报|进展)*(?:情况|数|数据|内容|值|量)?")


def _is_own(folded: str, asked: Asked) -> bool:
    """Whether a head is the unit: its name, or the end of it that names a division."""
    names = [fold(name) for name in asked.names if name]
    return folded in names or (len(folded) > 2 and folded.endswith(ORGANISATIONS)
                               and any(name.endswith(folded) for name in names))


def is_total(text: str, month: str = "") -> bool:
    """Whether a head is that of the year's running total up to a month ("2021-03"), and not of another stretch or a plan."""
    match = _TOTAL.fullmatch(fold(text))
    end = match and (match["end"] or match["only"])
    return bool(match) and (not end or int(end) == int(month[5:] or 0))


def is_number(text: str) -> bool:
    """Whether a cell is a running number."""
    return bool(_ORDINAL.fullmatch(fold(text)))


def months_in(text: str) -> list[re.Match[str]]:
    """The months that a name or title speaks of; days are none, nor is a stretch of months."""
    folded = fold(text)
    return [match for match in _YEAR_MONTH.finditer(folded) if not re.match(r"\d{1,2}日", folded[match.end():])]


def is_month(found: re.Match[str], month: str) -> bool:
    """Whether what was found is a month ("2021-03"); where no year is told, its number is enough."""
    year, _, number = month.partition("-")
    return found["year"] in (None, year) and _number(found["month"]) == int(number)


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return 10 * bool(ten) + (_NUMERALS.find(ones) + 1) if not tens else 0
