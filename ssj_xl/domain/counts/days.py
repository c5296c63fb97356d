"""Working days around a day, without a count for each row: the day up to which an event makes a term overdue.

A term of N working days has passed when N of them lie after its event and before today.  The later the event, the
fewer there are; so one day decides for all rows, and COUNTIFS does the rest.  Years whose notice is not in 节假日 have
no known working day: events before the known years, and terms that end after them, wait for a notice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from ssj_xl.domain.workdays import Calendar

SPAN = 450
"""Days that are looked at on either side: more than 250 working days, the longest term, ever need."""

YEARS = 31
"""Years that are asked for, from the year after next backwards."""

EARLIEST, NEVER = date(1990, 1, 1), date(2200, 1, 1)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Term:
    """Lines between the events of a term of working days, as they stand today.

    low: from this event on the calendar is known; late: up to this event the term is overdue; near: up to this one it
    ends today or soon; known: up to this one its end is known.
    """

    low: date
    late: date
    near: date
    known: date


@dataclass(frozen=True)
class Days:
    """The calendar as seen from `today`."""

    calendar: Calendar
    today: date

    @cached_property
    def years(self) -> list[tuple[int, int]]:
        """(year, whether its notice is in the table as 1 or 0), the latest first."""
        last = self.today.year + 2
        return [(year, int(year in self.calendar.years)) for year in range(last, last - YEARS, -1)]

    @cached_property
    def anchor(self) -> date:
        """The last day before today of a known year; yesterday where none is known."""
        before = self.today - _DAY
        year = max((year for year, known in self.years if known and year <= before.year), default=0)
        return min(before, date(year, 12, 31)) if year else before

    @cached_property
    def known_from(self) -> date:
        """The first day of the known years up to the anchor; today where none is known."""
        if self.anchor.year not in self.calendar.years:
            return self.today
        missing = [year for year, known in self.years if not known and year < self.anchor.year]
        return date((missing[0] if missing else self.years[-1][0] - 1) + 1, 1, 1)

    @cached_property
    def known_to(self) -> date:
        """The last day of the known years from today's on; before today where today's is not known."""
        year = self.today.year
        while year in self.calendar.years and year < self.today.year + 3:
            year += 1
        return date(year, 1, 1) - _DAY

    @cached_property
    def back(self) -> list[tuple[date, int]]:
        """Days from the anchor backwards, each with 1 where it was worked."""
        days = (self.anchor - number * _DAY for number in range(SPAN))
        return [(day, int(day >= self.known_from and self.calendar.is_workday(day))) for day in days]

    @cached_property
    def ahead(self) -> list[tuple[date, int]]:
        """Days from today on, each with 1 where it is worked."""
        days = (self.today + number * _DAY for number in range(SPAN))
        return [(day, int(day <= self.known_to and self.calendar.is_workday(day))) for day in days]

    @cached_property
    def worked_today(self) -> int:
        """1 where today is known to be a working day."""
        return self.ahead[0][1]

    def nearness(self) -> list[int]:
        """For each day ahead the working days up to it after today; where they are not known, the days."""
        found, total = [], -self.worked_today
        for number, (day, worked) in enumerate(self.ahead):
            total += worked
            found.append(total if day <= self.known_to else number)
        return found

    @cached_property
    def left(self) -> int:
        """Working days that are known after today."""
        return sum(worked for _, worked in self.ahead) - self.worked_today

    def near(self, within: int) -> date:
        """The last day that is at most so many working days away."""
        found = [day for (day, _), distance in zip(self.ahead, self.nearness(), strict=True) if distance <= within]
        return found[-1]

    def before(self, count: int) -> date:
        """The last event after which `count` working days lie before today."""
        if count <= 0:
            return self.today - _DAY
        return (_nth(self.back, count) or self.known_from) - _DAY

    def after(self, day: date, count: int) -> date:
        """The last event of which the `count`-th working day before it is not later than `day` (today or after, or yesterday)."""
        start = sum(worked for other, worked in self.ahead if other <= day)
        return _nth(self.ahead, start + count) or self.known_to + _DAY

    def term(self, days: int, within: int) -> Term:
        """The lines of a term.  within: working days before its end in which it is near."""
        if days <= 0:
            return Term(EARLIEST, self.today - _DAY, max(self.today, self.near(within)), NEVER)
        missing = days - self.left
        known = NEVER if missing <= 0 else self.before(missing - self.worked_today)
        late = self.before(days)
        ends_today = self.before(days - 1) if self.worked_today else late
        rest = days - within
        soon = self.today if rest <= 0 else self.before(rest - self.worked_today)
        return Term(self.known_from, late, min(max(ends_today, soon), known), known)


def _nth(days: list[tuple[date, int]], count: int) -> date | None:
    """The `count`-th day that is worked, None where there are not so many."""
    total = 0
    for day, worked in days:
        total += worked
        if worked and total == count:
            return day
    return None


Rows = Callable[[Days], list[int | date]]
