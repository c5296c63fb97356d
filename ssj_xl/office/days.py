"""Days and moments as the numbers that a workbook counts them by."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from ssj_xl.tables.grid import EPOCH, Raw

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
