"""The holiday rows a new workbook starts with."""

from __future__ import annotations

from datetime import date, timedelta
from importlib.resources import files

from ssj_xl.build import holidays
from ssj_xl.domain.workdays import Calendar


def test_the_file_is_what_chinesecalendar_knows() -> None:
    assert files("ssj_xl").joinpath("data", "holidays.json").read_text("utf-8") == holidays.generated()


def test_every_day_of_a_known_year_is_worked_as_the_notices_say() -> None:
    from chinese_calendar import is_workday

    calendar = Calendar.from_rows(holidays.holiday_rows(2020))
    first, last = date(2020, 1, 1), date(holidays.last_year(), 12, 31)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    assert [day for day in days if calendar.is_workday(day) != is_workday(day)] == []


def test_only_days_that_change_something_are_listed() -> None:
    rows = holidays.holiday_rows(2004)
    assert all((row["day"].weekday() < 5) == (row["type"] == "放假") for row in rows)
    assert [row["day"] for row in rows] == sorted({row["day"] for row in rows})
