"""Periods of the form, and the months before."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from ssj_xl.tables.cells import halve, tidy
from ssj_xl.tables.problems import fail
from ssj_xl.tables.registers import DRAWABLE
from ssj_xl.tables.settings import NATURAL_MONTH

DEADLINE_DAY = 21
_MONTH = re.compile(r"([0-9]{4})[-./年]([0-9]{1,2})月?|([0-9]{4})([0-9]{2})")


@dataclass(frozen=True)
class Period:
    """From `start` to `end`, both counted; `month` is the form's month as '2021-03', the last where it has several.

    first: the first month of several;
    known: the day on which the form is filled, where that is before the end; what lies behind it is not counted.
    """

    start: date
    end: date
    month: str
    known: date | None = None
    first: str = ""

    def holds(self, day: date | None) -> bool:
        """Whether a day lies in the period, as far as it is known; a blank does not."""
        return day is not None and self.start <= day <= self.last

    @property
    def last(self) -> date:
        """The last day counted: the end, or the day of filling before it."""
        return self.end if self.known is None else min(self.end, self.known)

    @property
    def year_before(self) -> int:
        """The year in which the period begins, where that is the one before it ends; 0 for every other period."""
        return self.start.year if self.start.year < self.end.year else 0

    def until(self, day: date) -> Period:
        """The period as it is known on a day."""
        return replace(self, known=day) if day < self.end else self

    @property
    def deadline(self) -> date:
        """The day by which the form is handed in: the first 21st after the end."""
        after = self.end + timedelta(days=1)
        return after.replace(day=DEADLINE_DAY)

    @property
    def text(self) -> str:
        """The period in words: 2021年2月21日至3月20日, the second year only where it differs."""
        year = f"{self.end.year}年" if self.end.year != self.start.year else ""
        return f"{long_day(self.start)}至{year}{short_day(self.end)}"

    @property
    def as_of(self) -> str:
        """截至3月20日; while the period runs, 截至填表日（3月18日）."""
        return f"截至{short_day(self.end)}" if self.last == self.end else f"截至填表日（{short_day(self.last)}）"


def month_in_words(month: str) -> str:
    """2021年3月, of "2021-03"."""
    return f"{month[:4]}年{int(month[5:])}月"


@lru_cache(1_000)  # asked for with every row of a month
def period_of(month: str, reading: str) -> Period:
    """The period of a month under a reading of the setting 报表周期.

    month: 2021-03, also 2021-3, 2021年3月, 2021/3, 202103, full-width.  Raises UserError U01 for anything else.
    """
    year, number = _year_and_month(month)
    first = date(year, number, 1)
    name = f"{year:04}-{number:02}"
    if reading == NATURAL_MONTH:
        next_month = (first + timedelta(days=31)).replace(day=1)
        return Period(first, next_month - timedelta(days=1), name)
    before = first - timedelta(days=1)
    return Period(before.replace(day=DEADLINE_DAY), first.replace(day=DEADLINE_DAY - 1), name)


MONTH_SPAN, QUARTER_SPAN, YEAR_SPAN = "月", "季", "年"


def span_of(month: str, reading: str, span: str) -> Period:
    """The period of the month, the quarter or the year that ends with a month's period, or that the month lies in.

    span: `MONTH_SPAN`, `QUARTER_SPAN` or `YEAR_SPAN`; month, reading: as of `period_of`.
    """
    year, number = _year_and_month(month)
    months = {MONTH_SPAN: 1, QUARTER_SPAN: 3, YEAR_SPAN: 12}[span]
    last = -(-number // months) * months
    first, end = (period_of(f"{year}-{each:02}", reading) for each in (last - months + 1, last))
    return replace(end, start=first.start, first=first.month)


def year_to(month: str, reading: str) -> Period:
    """The year's periods up to that of a month."""
    end = period_of(month, reading)
    first = period_of(f"{end.month[:4]}-01", reading)
    return replace(end, start=first.start, first=first.month)


@lru_cache(10_000)
def month_of(day: date, reading: str) -> str:
    """The month ("2021-03") of the period in which a day lies.  reading: of the setting 报表周期."""
    found = period_of(f"{day:%Y-%m}", reading)
    return found.month if day <= found.end else f"{day.replace(day=1) + timedelta(days=31):%Y-%m}"


def same_month(text: str, period: Period) -> bool:
    """Whether a month written in a cell is one of the period's; what is no month is not."""
    found = _read(text)
    return found is not None and (period.first or period.month) <= f"{found[0]:04}-{found[1]:02}" <= period.month


def long_day(day: date) -> str:
    """2021年3月5日."""
    return f"{day.year}年{short_day(day)}"


def short_day(day: date) -> str:
    """3月5日."""
    return f"{day.month}月{day.day}日"


def _year_and_month(text: str) -> tuple[int, int]:
    found = _read(text)
    if found is None:
        raise fail("U01", value=text)
    return found


def _read(text: str) -> tuple[int, int] | None:
    """Year and month; None for what is no month between 2000 and 2100."""
    match = _MONTH.fullmatch("".join(halve(tidy(text)).split()))
    if match is None:
        return None
    year, month = int(match[1] or match[3]), int(match[2] or match[4])
    return (year, month) if 2000 <= year <= 2100 and 1 <= month <= 12 else None


# --- what the year's records say of an object or an inspector: loads, coverage (visits: `domain.account`) -------------------

Rows = Iterable[Mapping[str, Any]]
ON_THE_LIST = ("抽中", "递补")
RESERVE, REPLACED = "候补", "被替换"


def standing(draws: Rows) -> dict[tuple[str, int], Mapping[str, Any]]:
    """Attempts that were drawn and not voided, by (task, attempt)."""
    return {(row["task"], row["attempt"]): row for row in draws if row["drawn_at"] and not row["void_at"]}


def current_winners(winners: Rows, draws: Rows) -> list[Mapping[str, Any]]:
    """Rows of 抽取名单 that stand: drawn or promoted, in an attempt that was not voided."""
    valid = standing(draws)
    return [row for row in winners if row["state"] in ON_THE_LIST and (row["task"], row["attempt"]) in valid]


@dataclass(frozen=True)
class History:
    """One year's records.  touched: objects that were drawn or checked; last_checked: object → latest 检查日期 of all years.

    loads: inspector → visits of the year; checked: objects with a 检查日期 in the year.
    """

    touched: frozenset[str] = frozenset()
    last_checked: Mapping[str, date] = field(default_factory=dict)
    loads: Mapping[str, int] = field(default_factory=dict)
    checked: frozenset[str] = frozenset()


def history(findings: Rows, winners: Rows, draws: Rows, year: int, *, objects: Rows = ()) -> History:
    """The history of one calendar year from 检查结果, 抽取名单 and 抽取记录; of earlier years' workbooks from 检查对象."""
    draws = list(draws)
    drawn_in = {key for key, row in standing(draws).items() if row["drawn_at"][:4] == str(year)}
    rows = [row for row in current_winners(winners, draws) if (row["task"], row["attempt"]) in drawn_in]
    last: dict[str, date] = {row["code"]: row["visited"] for row in objects if row["visited"]}
    checked = set[str]()
    for row in findings:
        if (day := row["checked"]) is not None:
            last[row["object"]] = max(day, last.get(row["object"], day))
            if day.year == year:
                checked.add(row["object"])
    loads = Counter(person for row in rows for person in team_of(row))
    return History(frozenset(checked).union(row["object"] for row in rows), last, loads, frozenset(checked))


def team_of(winner: Mapping[str, Any]) -> tuple[str, ...]:
    """Everybody in the team of a row of 抽取名单, the lead first, each once."""
    return tuple(dict.fromkeys(code for code in (winner["lead"], *winner["members"]) if code))


@dataclass(frozen=True)
class Coverage:
    """年度覆盖: distinct objects checked in the year over distinct objects in the register; both are shown."""

    checked: int
    registered: int

    def reaches(self, permille_floor: int) -> bool:
        """Whether checked ÷ registered is at least the floor (in thousandths), in integers."""
        return self.checked * 1000 >= self.registered * permille_floor


def coverage(objects: Rows, checked: Iterable[str]) -> Coverage:
    """Coverage of the register: objects in practice, and those checked before they closed, are the denominator."""
    return next(iter(_coverages(objects, checked, lambda _: "").values()), Coverage(0, 0))


def coverages(objects: Rows, checked: Iterable[str]) -> dict[str, Coverage]:
    """The same by object type."""
    return _coverages(objects, checked, lambda row: row["object_type"])


def _coverages(objects: Rows, checked: Iterable[str], by: Callable[[Mapping[str, Any]], str]) -> dict[str, Coverage]:
    done, found = set(checked), dict[str, set[str]]()
    for row in objects:
        codes = found.setdefault(by(row), set())
        if row["status"] in DRAWABLE or row["code"] in done:
            codes.add(row["code"])
    return {name: Coverage(len(done & codes), len(codes)) for name, codes in found.items()}
