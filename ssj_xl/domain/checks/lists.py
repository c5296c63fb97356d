"""Rules of 代码表, 节假日, 工作动态 and 区县开展情况."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ssj_xl.domain.checks.world import World, line_of, repeated
from ssj_xl.domain.codes import RESULTS
from ssj_xl.domain.workdays import MOVED, Calendar
from ssj_xl.tables import registers as r
from ssj_xl.tables.problems import Problem
from ssj_xl.tables.table import Row

ASKED = (("文件", "number"), ("培训", "people"), ("培训", "content"))
"""What the form asks of an activity: 注明文件名称及文号; 培训班名称、培训人员数量、及内容."""

ALWAYS_OFF = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))
"""Statutory holidays of fixed date in every year (全国年节及纪念日放假办法)."""


def names_are_unique(world: World) -> Iterator[Problem]:
    """R08: the same name twice in one category."""
    table = world[r.CODES]
    for row, first in repeated(table, lambda row: row["name"] and (row["category"], row["name"])):
        yield table.problem("R08", row, "name", category=row["category"], value=row["name"],
                            line=line_of(table, first))


def results_say_whether_they_are_problems(world: World) -> Iterator[Problem]:
    """R07: a result code of which nobody knows whether it is a problem."""
    table = world[r.CODES]
    for row in table:
        if row["category"] == RESULTS and not row["is_problem"]:
            yield table.problem("R07", row, "is_problem", value=row["name"])


def results_are_entered_on_a_basis(world: World) -> Iterator[Problem]:
    """R27: a result that is to go into the credit record, and no entry of a catalogue that says so."""
    table = world[r.CODES]
    for row in table:
        if row["category"] == RESULTS and row["push"] == "是" and not row["basis"]:
            yield table.problem("R27", row, "push", value=row["name"])


def holiday_years_are_complete(world: World) -> Iterator[Problem]:
    """R05: a year in which a holiday of fixed date is missing, so that the notice was copied in part."""
    table = world[r.HOLIDAYS]
    calendar = Calendar.from_rows(table)
    for year in sorted(calendar.years):
        days = (date(year, month, day) for month, day in ALWAYS_OFF)
        if missing := [f"{day.month}月{day.day}日" for day in days if calendar.is_workday(day)]:
            row = next(row for row in table if row["day"] and row["day"].year == year)
            yield table.problem("R05", row, "day", year=year, missing="、".join(missing))


def moved_workdays_are_weekends(world: World) -> Iterator[Problem]:
    """R06: 调休上班 on a day from Monday to Friday."""
    table = world[r.HOLIDAYS]
    for row in table:
        if row["type"] == MOVED and row["day"] and row["day"].weekday() < 5:
            yield table.problem("R06", row, "day", value=row["day"])


def activities_have_a_day(world: World) -> Iterator[Problem]:
    """R10: an activity that has neither a day nor a planned one; R18: a report of nobody knows which month."""
    table = world[r.ACTIVITIES]
    for row in table:
        if not row["day"] and not row["planned"]:
            yield table.problem("R10", row, "day")
        if row["category"] in (r.MONTH_REPORT, r.QUARTER_REPORT) and not _names_its_month(row):
            yield table.problem("R18", row, "month", category=row["category"])


def _names_its_month(row: Row) -> bool:
    """A month; of a quarter its last one."""
    return bool(row["month"]) and (row["category"] == r.MONTH_REPORT or int(row["month"][-2:]) % 3 == 0)


def activities_have_what_the_form_asks(world: World) -> Iterator[Problem]:
    """R09: a document without its number, a training without people or content."""
    table = world[r.ACTIVITIES]
    for row in table:
        for category, key in ASKED:
            if row["category"] == category and row["day"] and not row[key]:
                yield table.problem("R09", row, key, category=category)
