"""What a workbook knows of the lottery's calendar: the breaks in 参数, and 最近一期 of this lock or an earlier one of the year."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from ssj_xl.domain.draw.sources import SSQ, Known
from ssj_xl.tables.lottery import parse_breaks
from ssj_xl.tables.problems import Problem, fail, problem
from ssj_xl.tables.settings import Settings

_LAST = re.compile(r"\D*([0-9]{7})\D+([0-9]{4})\D([0-9]{1,2})\D([0-9]{1,2})\D*")
Rows = Iterable[Mapping[str, Any]]


class Dated(NamedTuple):
    """A source as it is named at a lock, with 最近一期 as somebody typed it ('2027020 2027-02-23'), and why an account of
    visits that is older than five weeks is used all the same."""

    source: str
    last: str = ""
    why_old: str = ""


def read_last(text: str) -> str:
    """最近一期 in canonical form, '2027020@2027-02-23'; '' for nothing.  Raises UserError D79."""
    found = _LAST.fullmatch(text)
    if not text.strip():
        return ""
    try:
        period, year, month, day = found.groups() if found else ("", "", "", "")
        return f"{period}@{date(int(year), int(month), int(day))}"
    except ValueError:
        raise fail("D79", value=text) from None


def known_calendar(settings: Settings, draws: Rows, year: str, last: str = "") -> Known:
    """The calendar for a lock in a year.  last: canonical, '' for the newest that an earlier lock of the year took.

    Raises UserError D82 for breaks in 参数 that cannot be read.
    """
    try:
        breaks = parse_breaks(settings.lottery_breaks)
    except ValueError:
        raise fail("D82", value="、".join(settings.lottery_breaks)) from None
    return Known(breaks, last or max((row["last"] for row in draws if row.get("last", "").startswith(year)), default=""))


def last_problems(known: Known, draws: Rows, stamp: str) -> list[Problem]:
    """What forbids a lock with this 最近一期: D80 where the calendar has no such evening, D81 where an earlier lock says otherwise."""
    if not known.last:
        return []
    if not SSQ.fits(known.last, stamp, known):
        return [problem("D80", last=known.last, at=stamp)]
    return [problem("D81", last=known.last, task=row["task"], attempt=row["attempt"], other=row.get("last") or row["source"])
            for row in draws if _contradicts(known, row)]


def _contradicts(known: Known, row: Mapping[str, Any]) -> bool:
    """Whether an earlier lock cannot be true together with 最近一期: numbers and days grow together; what was drawn with is out."""
    period, _, day = known.last.partition("@")
    other = row.get("last", "")
    older, newer = sorted((known.last, other))
    if other[:4] == period[:4] and not _go_together(older, newer, known):
        return True
    key, _, named = row["source"].partition(":")
    if key != SSQ.key or named[:4] != period[:4]:
        return False
    out = f"{day} {SSQ.hour}:00"
    return (out <= row["locked_at"] and named <= period) or bool(row["seed_text"] and row["drawn_at"] <= out and named > period)


def _go_together(older: str, newer: str, known: Known) -> bool:
    """Whether the second pair can follow from the first: no number twice, none sooner than the evenings between them allow."""
    period, _, day = newer.partition("@")
    if older.partition("@")[0] == period:
        return older == newer
    return older.partition("@")[2] < day and SSQ.earliest(period, known._replace(last=older)) <= f"{day} {SSQ.hour}:00"
