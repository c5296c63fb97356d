"""When the national lotteries pause, as data (`data/lottery_breaks.csv`): the breaks that the Ministry of Finance announces each December.

Only breaks that are certain: one that is missing makes a period seem earlier than it is, which is safe; one too many would not be.
"""

from __future__ import annotations

import csv
from datetime import date
from pkgutil import get_data

BREAKS: tuple[tuple[date, date], ...] = tuple(
    (date.fromisoformat(row["from"]), date.fromisoformat(row["to"]))
    for row in csv.DictReader((get_data("ssj_xl", "data/lottery_breaks.csv") or b"").decode().splitlines()))
"""First and last day of each break."""


def pauses(day: date) -> bool:
    """Whether no lottery is drawn on a day."""
    return any(first <= day <= last for first, last in BREAKS)
