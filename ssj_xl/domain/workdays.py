"""Days as the rules count them: working days, months, and whether a dated row holds on a day.

Working days are those of the Chinese calendar, from the yearly notice of 国务院办公厅 (table 节假日).

A term of N working days starts on the day after the event (民法典 §201: 开始的当日不计入).  The notice moves
weekends (调休), so a year without its notice has no known working day at all, not even a weekend:
every question about such a year raises `NotAnnounced`, and callers show 待公布.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

OFF = "放假"
MOVED = "调休上班"
_FRIDAY = 4
_DAY = timedelta(days=1)
_NEXT_YEARS_NOTICE = 12  # days off in December belong to the next year's notice (元旦)


class NotAnnounced(Exception):
    """The holiday notice of `year` is not in the table, so nothing can be said about its days."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(f"holidays of {year} are not announced")


class Due(NamedTuple):
    """A deadline: its day, and the working days left (0 on the last day, negative once it has passed)."""

    day: date
    left: int


@dataclass(frozen=True)
class Calendar:
    """Announced holidays.  `holidays`: day → 放假 or 调休上班; `years`: those whose notice is in the table."""

    holidays: Mapping[date, str]
    years: frozenset[int]
    _workdays: dict[int, list[date]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, Any]]) -> Calendar:
        """The calendar of the rows of 节假日 (keys day, type); a year counts with a day off before December."""
        holidays = {row["day"]: row["type"] for row in rows if row["day"] and row["type"] in (OFF, MOVED)}
        years = {day.year for day, kind in holidays.items() if kind == OFF and day.month != _NEXT_YEARS_NOTICE}
        return cls(holidays, frozenset(years))

    def is_workday(self, day: date) -> bool:
        """Whether `day` is worked; raises NotAnnounced."""
        if day.year not in self.years:
            raise NotAnnounced(day.year)
        kind = self.holidays.get(day)
        return kind == MOVED or (kind != OFF and day.weekday() <= _FRIDAY)

    def add(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (0: the day itself); raises NotAnnounced."""
        if count < 0:
            raise ValueError(f"cannot count {count} working days")
        if not count:
            return day
        year, left = day.year, count + bisect_right(self._of(day.year), day)
        while left > len(self._of(year)):
            left -= len(self._of(year))
            year += 1
        return self._of(year)[left - 1]

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and with `end`; negative when `end` is earlier; raises NotAnnounced."""
        if end < start:
            return -self.between(end, start)
        if end == start:
            return 0
        whole = sum(len(self._of(year)) for year in range(start.year, end.year))
        return whole + bisect_right(self._of(end.year), end) - bisect_right(self._of(start.year), start)

    def due(self, event: date, days: int, today: date) -> Due:
        """The deadline of an act due within `days` working days of `event`; raises NotAnnounced."""
        day = self.add(event, days)
        return Due(day, self.between(today, day) if today <= day else min(-1, -self.between(day, today)))

    def is_past(self, event: date, days: int, day: date) -> bool:
        """Whether `day` lies after that deadline.  Asks only for the years up to `day`; raises NotAnnounced."""
        return day > event and self.between(event, day - _DAY) >= days

    def _of(self, year: int) -> list[date]:
        if year not in self._workdays:
            if year not in self.years:
                raise NotAnnounced(year)
            first, length = date(year, 1, 1), (date(year, 12, 31) - date(year, 1, 1)).days + 1
            days = (first + timedelta(days=number) for number in range(length))
            self._workdays[year] = [day for day in days if self.is_workday(day)]
        return self._workdays[year]


def months_before(day: date, months: int) -> date:
    """The same day `months` earlier, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, day.day)


def rest_end(last: date, months: int) -> date:
    """The last day on which an object is left alone after a visit: `months_before` of it is still before the visit.

    >>> rest_end(date(2021, 4, 1), 3), rest_end(date(2021, 1, 31), 1)
    (datetime.date(2021, 6, 30), datetime.date(2021, 2, 28))
    """
    same = months_before(last, -months)
    return same - timedelta(days=1) if same.day == last.day else same


def in_force(row: Mapping[str, Any], day: date) -> bool:
    """Whether `day` lies in the row's period (keys valid_from, valid_to; both days belong to it, blank is open)."""
    start, end = row["valid_from"], row["valid_to"]
    return (start is None or start <= day) and (end is None or day <= end)


def overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two rows' periods have a day in common."""
    return _begins_by(one, other["valid_to"]) and _begins_by(other, one["valid_to"])


def _begins_by(row: Mapping[str, Any], end: date | None) -> bool:
    return row["valid_from"] is None or end is None or row["valid_from"] <= end
