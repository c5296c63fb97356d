"""Months as the calendar counts them, and how long a visit keeps the next one away."""

from __future__ import annotations

from datetime import date, timedelta


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
