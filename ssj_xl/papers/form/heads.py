"""What the head of a column or of a row says of the cells there: content of this form, or something of the bureau's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache

from ssj_xl.papers.form.labels import fold
from ssj_xl.tables.form import CONTENT_HEADS, ORGANISATIONS, OTHER_HEADS, THIS_MONTH, TOTAL_HEADS

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
    places: Mapping[str, str] = field(default_factory=dict)
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
