"""Numbers of a workbook: days and moments as it counts them, and what kind of value a format code shows."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from ssj_xl.tables.grid import EPOCH, Raw

DAY, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"
WHOLE_PERCENT, FINE_PERCENT = "0%", "0.00%"
GENERAL, TEXT = "General", "@"
# Quoted text, escaped and padded characters, colours and conditions say nothing of the kind of format.
_DECORATION = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)


class Percent(float):
    """A ratio that is to be shown as a percentage; a float to everything that only counts."""


@lru_cache(maxsize=1024)
def bare(code: str) -> str:
    """The code's first section in lower case, without what is only shown; empty for the general format."""
    code = _DECORATION.sub("", code).partition(";")[0].lower()
    return "" if code == "general" else code


def is_percent(code: str) -> bool:
    """Whether it shows a percentage."""
    return "%" in bare(code)


def is_date(code: str) -> bool:
    """Whether it shows a day, perhaps with a time."""
    return _has(code, "yd")


def is_timelike(code: str) -> bool:
    """Whether a number in it would be read as a date, time or duration."""
    return _has(code, "ydhms")


def filled_to(code: str) -> int:
    """How many digits a whole number is filled up to with zeros: 3 for 000; 0 where it is not."""
    shown = bare(code)
    return len(shown) if shown and not shown.strip("0") else 0


def percent(value: float) -> str:
    """The code that shows a ratio to the percent, or to a hundredth where it has such."""
    return WHOLE_PERCENT if abs(value * 100 - round(value * 100)) < 1e-9 else FINE_PERCENT


def _has(code: str, letters: str) -> bool:
    found = bare(code)
    return any(letter in found for letter in letters)


END = 2_958_466
"""One more than the last day number of Excel, 9999-12-31."""
_EPOCH_1900, _EPOCH_1904 = datetime.combine(EPOCH, time()), datetime(1904, 1, 1)
# Excel counts a 29 February 1900 that never was; before it the count is one day behind.
_LEAP_BUG, _LEAP_NUMBER = date(1900, 3, 1), 60


def serial(value: date, *, from_1904: bool = False) -> float:
    """The number of a day or moment; below 0 where the calendar begins later.  from_1904: the calendar that counts from 1904."""
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
    early = not from_1904 and moment.date() < _LEAP_BUG
    return (moment - (_EPOCH_1904 if from_1904 else _EPOCH_1900)).total_seconds() / 86400 - early


def moment_of(number: float, *, from_1904: bool = False) -> Raw:
    """What a number from 0 to `END` shows as a day or moment: below 1 a time, whole a day.  To the millisecond."""
    early = not from_1904 and number < _LEAP_NUMBER
    moment = (_EPOCH_1904 if from_1904 else _EPOCH_1900) + timedelta(milliseconds=round(number * 86_400_000))
    if number < 1:
        return moment.time()
    moment += timedelta(days=early)
    return moment.date() if moment.time() == time() else moment
