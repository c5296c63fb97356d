"""Working days: 调休 counts, and a year that is not announced is never guessed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain.workdays import MOVED, OFF, Calendar, Due, NotAnnounced
from tests.tables_language import calendar, table

FIRST, LAST = min(chinese_calendar.holidays).year, max(chinese_calendar.holidays).year
KNOWN = calendar(FIRST, LAST)
days = st.dates(date(FIRST, 1, 1), date(LAST, 12, 31))
terms = st.integers(0, 60)


@pytest.mark.long
def test_every_day_of_every_announced_year_is_what_the_notice_says() -> None:
    every = (date(FIRST, 1, 1) + timedelta(days=n) for n in range((date(LAST, 12, 31) - date(FIRST, 1, 1)).days + 1))
    assert not [day for day in every if KNOWN.is_workday(day) != chinese_calendar.is_workday(day)]


def test_twenty_working_days_across_the_national_day() -> None:
    """Mid-autumn 25–27 September, National Day 1–7 October, and Saturday 10 October is worked."""
    year = calendar(2026, 2026)
    assert year.add(date(2026, 9, 21), 20) == date(2026, 10, 26)
    assert year.between(date(2026, 9, 21), date(2026, 10, 26)) == 20


def test_the_day_of_the_event_does_not_count() -> None:
    assert calendar().add(date(2021, 3, 15), 0) == date(2021, 3, 15)
    assert calendar().add(date(2021, 3, 15), 1) == date(2021, 3, 16)
    assert calendar().add(date(2021, 3, 19), 1) == date(2021, 3, 22)  # Friday → Monday


def test_a_weekend_that_was_moved_is_worked() -> None:
    assert calendar().is_workday(date(2021, 4, 25))      # Sunday
    assert not calendar().is_workday(date(2021, 5, 3))   # Monday


@given(days, terms)
def test_a_term_is_the_same_counted_day_by_day(day: date, count: int) -> None:
    assert _answer(lambda: KNOWN.add(day, count)) == _answer(lambda: _counted(day, count))


def _counted(day: date, count: int) -> date:
    while count:
        day += timedelta(days=1)
        count -= KNOWN.is_workday(day)
    return day


def _answer(ask: Callable[[], date]) -> date | int:
    """The day, or the year of which nothing is known."""
    try:
        return ask()
    except NotAnnounced as missing:
        return missing.year


@given(days, days)
def test_days_between_are_those_that_are_worked(start: date, end: date) -> None:
    low, high = min(start, end), max(start, end)
    worked = sum(KNOWN.is_workday(low + timedelta(days=n)) for n in range(1, (high - low).days + 1))
    assert KNOWN.between(start, end) == (worked if start <= end else -worked)


@given(days, terms, days)
def test_a_term_has_passed_when_the_day_lies_after_its_last_day(event: date, count: int, day: date) -> None:
    try:
        due = KNOWN.add(event, count)
    except NotAnnounced:
        due = date.max
    assert KNOWN.is_past(event, count, day) == (day > due)


@given(days.filter(lambda day: day.year < LAST), terms, days)
def test_days_left_are_negative_once_the_term_has_passed(event: date, count: int, today: date) -> None:
    due = KNOWN.due(event, count, today)
    assert due.day == KNOWN.add(event, count)
    assert (due.left < 0) == (today > due.day)


def test_a_deadline_tells_how_many_working_days_are_left() -> None:
    event = date(2021, 3, 1)
    assert calendar().due(event, 5, date(2021, 3, 4)) == Due(date(2021, 3, 8), 2)
    assert calendar().due(event, 5, date(2021, 3, 8)).left == 0
    assert calendar().due(event, 4, date(2021, 3, 6)).left == -1  # the Saturday after the last day


def test_a_year_without_its_notice_is_not_guessed_at() -> None:
    year = calendar(2021, 2021)
    for ask in (lambda: year.is_workday(date(2022, 1, 5)), lambda: year.add(date(2021, 12, 20), 20),
                lambda: year.between(date(2021, 12, 1), date(2022, 1, 5)), lambda: year.add(date(2020, 12, 1), 1)):
        with pytest.raises(NotAnnounced):
            ask()


def test_a_term_that_ends_in_an_unknown_year_has_not_passed_in_a_known_one() -> None:
    assert not calendar(2021, 2021).is_past(date(2021, 12, 20), 20, date(2021, 12, 31))


def test_a_negative_number_of_days_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="-1"):
        KNOWN.add(date(2021, 3, 1), -1)


def test_a_calendar_is_built_from_the_rows_of_the_register() -> None:
    rows = table("节假日", "日期 类型 | 2021-10-01 放假 | 2021-10-09 调休上班 | - - | 2022-01-29 调休上班")
    built = Calendar.from_rows(rows)
    assert built.holidays == {date(2021, 10, 1): OFF, date(2021, 10, 9): MOVED, date(2022, 1, 29): MOVED}
    assert built.years == {2021}


def test_the_new_year_of_the_next_notice_does_not_announce_the_year_before() -> None:
    """元旦 2019 began on 30 December 2018, in the notice of 2019."""
    rows = table("节假日", "日期 类型 | 2018-12-31 放假 | 2019-01-01 放假")
    assert Calendar.from_rows(rows).years == {2019}
