"""The spans of a summary, and the registers as they stood on a day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from ssj_xl.domain.period import Period, month_in_words
from ssj_xl.tables import records, registers
from ssj_xl.tables.cells import halve, tidy
from ssj_xl.tables.problems import fail
from ssj_xl.tables.spec import TableSpec
from ssj_xl.tables.table import Row, Table

_NUMERALS = "一二三四"
_QUARTER = re.compile(r"([0-9]{4})年?[-./]?(?:[Qq]([1-4])|第?([1-4一二三四])季度?)")


def quarter_of(text: str) -> Period:
    """The period of a quarter: 2021Q1, also 2021-q1, 2021年第一季度, 2021年1季度, full-width.

    Raises UserError Q01 for anything else.
    """
    match = _QUARTER.fullmatch("".join(halve(tidy(text)).split()))
    if match is None or not 2000 <= int(match[1]) <= 2100:
        raise fail("Q01", value=text)
    number = match[2] or match[3]
    quarter = _NUMERALS.index(number) + 1 if number in _NUMERALS else int(number)
    year, first = int(match[1]), 3 * quarter - 2
    return Period(date(year, first, 1), _last_day(year, first + 2), f"{year:04}Q{quarter}")


def year_of(year: int) -> Period:
    """The period of a calendar year."""
    return Period(date(year, 1, 1), date(year, 12, 31), f"{year:04}")


def months_of(period: Period) -> tuple[Period, ...]:
    """The calendar months of a quarter or a year."""
    months = []
    first = period.start
    while first <= period.end:
        last = _last_day(first.year, first.month)
        months.append(Period(first, last, f"{first:%Y-%m}"))
        first = last + timedelta(days=1)
    return tuple(months)


def in_words(period: Period) -> str:
    """2021年第一季度, 2021年度, 2021年3月."""
    if "-" in period.month:
        return month_in_words(period.month)
    year, _, quarter = period.month.partition("Q")
    return f"{year}年第{_NUMERALS[int(quarter) - 1]}季度" if quarter else f"{year}年度"


def _last_day(year: int, month: int) -> date:
    return (date(year, month, 1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


# --- the registers as they stood at the end of a day: what happened later is left out --------------------

HAPPENED: Mapping[str, tuple[str, ...]] = {spec.name: keys for spec, keys in {
    registers.PLANS: ("published", "changed", "change_reported", "change_published"),
    registers.TASKS: ("scheme_date", "scheme_published", "platform_scheme", "platform_drawn", "platform_people",
                      "platform_published", "archived"),
    records.DRAWS: ("locked_at", "drawn_at", "void_at"),
    registers.FINDINGS: ("checked", "entered", "published", "closed", "transferred", "credit_pushed", "listed_on"),
    registers.ACTIVITIES: ("day",),
}.items()}
"""Columns that date what has happened; planned days (截止日期, 处置期限 …) are not among them."""

_NEEDED: Mapping[str, str] = {spec.name: key for spec, key in {
    registers.FINDINGS: "checked", records.DRAWS: "locked_at"}.items()}
"""A row whose day here lies later was not there yet."""


def as_of(tables: Mapping[str, Table], day: date) -> dict[str, Table]:
    """The tables with every later day blank, and without rows that were not there yet."""
    return {name: _table(table, day) for name, table in tables.items()}


def _table(table: Table, day: date) -> Table:
    keys = [key for key in HAPPENED.get(table.spec.name, ()) if _has(table.spec, key)]
    if not keys:
        return table
    needed = _NEEDED.get(table.spec.name, "")
    rows = [_row(row, keys, day) for row in table if not (needed and _later(row[needed], day))]
    return replace(table, rows=rows)


def _row(row: Row, keys: list[str], day: date) -> Row:
    late = [key for key in keys if _later(row[key], day)]
    return row.changed(**{key: _blank(row[key]) for key in late}) if late else row


def _later(value: Any, day: date) -> bool:
    """Whether a day, or a time written as text, lies after `day`."""
    if isinstance(value, date):
        return value > day
    return bool(value) and isinstance(value, str) and value[:10] > day.isoformat()


def _blank(value: Any) -> str | None:
    return "" if isinstance(value, str) else None


def _has(spec: TableSpec, key: str) -> bool:
    return any(column.key == key for column in spec.columns)
