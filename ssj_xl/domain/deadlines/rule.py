"""What a deadline is: a rule, the duties it finds, and how each of them stands on a day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from ssj_xl.domain.workdays import Calendar, NotAnnounced
from ssj_xl.domain.world import World
from ssj_xl.tables.problems import Place

OVERDUE, TODAY, SOON, AHEAD, UNKNOWN = "已逾期", "今日到期", "即将到期", "未到期", "待公布"
DONE, LATE = "已完成", "逾期完成"
STATES = (OVERDUE, TODAY, SOON, UNKNOWN, AHEAD, LATE, DONE)
"""Every state, the most urgent first; 待公布 where the holiday notice that the deadline needs is not in the table."""

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Duty:
    """Something that has to be done once, by a day that the rule sets in one of three ways.

    day: the deadline itself; start and days: within so many working days of the event; before and days: at least so
    many working days before the event.  done: the day on which it was done; finished: it is done, whatever the day.
    place: the cell to fill in or to look at; subject: who or what; division: who answers for it.
    soon_from: the day from which on it is near its end, where that is not a matter of working days.
    note: what to know besides; facts: parameters for the problem of the same rule.
    """

    place: Place
    subject: str
    division: str = ""
    day: date | None = None
    start: date | None = None
    before: date | None = None
    days: int = 0
    done: date | None = None
    finished: bool = False
    soon_from: date | None = None
    note: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def terms(self) -> tuple[object, ...]:
        """All on which it hangs how it stands on a day."""
        return self.day, self.start, self.before, self.days, self.done, self.finished, self.soon_from


@dataclass(frozen=True)
class Rule:
    """One kind of duty.

    title: in Chinese; source: what sets it; setting: key of the parameter with its term, '' where the register has
    the day; optional: whether 0 in that parameter turns the rule off; find: its duties in a world.
    """

    key: str
    title: str
    source: str
    setting: str
    find: Callable[[World], Iterator[Duty]]
    optional: bool = True

    def applies(self, world: World) -> bool:
        """Whether the unit uses the rule."""
        return not (self.setting and self.optional) or bool(getattr(world.settings, self.setting))


@dataclass(frozen=True)
class Due:
    """A duty as it stands on a day.

    deadline: its last day, None where the notice of `year` is not in the table; left: working days after today up to
    the deadline (0 on the last of them, negative once it has passed), None where they cannot be counted or do not
    matter any more; state: one of `STATES`; last_workday: the last working day up to a deadline that is none itself.
    """

    rule: Rule
    duty: Duty
    deadline: date | None
    state: str
    left: int | None = None
    year: int = 0
    last_workday: date | None = None

    @property
    def place(self) -> Place:
        """The cell to fill in or to look at."""
        return self.duty.place

    @property
    def subject(self) -> str:
        """Who or what."""
        return self.duty.subject

    @property
    def division(self) -> str:
        """Who answers for it."""
        return self.duty.division

    @property
    def start(self) -> date | None:
        """The event from which on its working days are counted."""
        return self.duty.start

    @property
    def done(self) -> date | None:
        """The day on which it was done."""
        return self.duty.done


def settle(rule: Rule, duty: Duty, world: World, within: int) -> Due:
    """How a duty stands today.  within: working days before its end in which a duty is 即将到期.

    A question about a year that is not announced ends in 待公布, never in an exception.
    """
    calendar, today = world.calendar, world.today
    deadline, year = _deadline(duty, calendar)
    if duty.finished and not duty.done:
        return Due(rule, duty, deadline, DONE, year=year)
    try:
        passed = _is_past(duty, deadline, calendar, duty.done or today)
    except NotAnnounced as missing:
        return Due(rule, duty, None, UNKNOWN, year=missing.year)
    if duty.done:
        return Due(rule, duty, deadline, LATE if passed else DONE, year=year)
    if deadline is None:
        return Due(rule, duty, None, UNKNOWN, year=year)
    left = _left(today, deadline, calendar)
    last = None if passed else last_workday(deadline, calendar)
    return Due(rule, duty, deadline, _state(duty, deadline, today, left, within), left, last_workday=last)


def _deadline(duty: Duty, calendar: Calendar) -> tuple[date | None, int]:
    """The last day, or None and the year that is not announced."""
    try:
        if duty.day:
            return duty.day, 0
        if duty.before:
            return _before(duty.before, duty.days, calendar), 0
        return (calendar.add(duty.start, duty.days), 0) if duty.start else (None, 0)
    except NotAnnounced as missing:
        return None, missing.year


def _before(day: date, days: int, calendar: Calendar) -> date:
    """The `days`-th working day before a day; raises NotAnnounced."""
    while days:
        day -= _DAY
        days -= calendar.is_workday(day)
    return day


def _is_past(duty: Duty, deadline: date | None, calendar: Calendar, day: date) -> bool:
    """Whether a day lies after the deadline; asks only for the years up to that day.  Raises NotAnnounced."""
    if deadline:
        return day > deadline
    if duty.start:
        return calendar.is_past(duty.start, duty.days, day)
    _before(duty.before or day, duty.days, calendar)
    return False


def _left(today: date, deadline: date, calendar: Calendar) -> int | None:
    try:
        if today <= deadline:
            return calendar.between(today, deadline)
        return min(-1, -calendar.between(deadline, today))
    except NotAnnounced:
        return None


def last_workday(deadline: date, calendar: Calendar) -> date | None:
    """The working day before a deadline that is no working day; None where it is one, or nobody knows."""
    try:
        return None if calendar.is_workday(deadline) else _before(deadline, 1, calendar)
    except NotAnnounced:
        return None


def _state(duty: Duty, deadline: date, today: date, left: int | None, within: int) -> str:
    """The state of a duty that is open.  Where working days are not known, days stand for at most as many of them."""
    if deadline < today:
        return OVERDUE
    if deadline == today:
        return TODAY
    most = (deadline - today).days if left is None else left
    near = today >= duty.soon_from if duty.soon_from else most <= within
    return SOON if near else AHEAD
