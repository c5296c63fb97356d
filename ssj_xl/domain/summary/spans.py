"""The days of a quarter and of a year: calendar quarters and years, both ends counted.

The setting 报表周期 is for the monthly form only; the notice wants the quarter's report by the end of March, June,
September and December (实施方案三（三）).
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from ssj_xl.domain.period import Period
from ssj_xl.tables.cells import halve, tidy
from ssj_xl.tables.problems import fail

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
    """2021年第一季度, 2021年度."""
    year, _, quarter = period.month.partition("Q")
    return f"{year}年第{_NUMERALS[int(quarter) - 1]}季度" if quarter else f"{year}年度"


def _last_day(year: int, month: int) -> date:
    return (date(year, month, 1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
