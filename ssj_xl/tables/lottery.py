"""When the national lotteries pause, as data (`data/lottery_breaks.csv`): the breaks that the Ministry of Finance announces each December.

Only breaks that are certain: one that is missing makes a period seem earlier than it is, which is safe; one too many would not be.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from pkgutil import get_data

Breaks = tuple[tuple[date, date], ...]
"""First and last day of each break."""

BREAKS: Breaks = tuple(
    (date.fromisoformat(row["from"]), date.fromisoformat(row["to"]))
    for row in csv.DictReader((get_data("ssj_xl", "data/lottery_breaks.csv") or b"").decode().splitlines()))


def parse_breaks(texts: Iterable[str]) -> Breaks:
    """Breaks that a bureau has registered itself: '2027-02-05至2027-02-14' each.  Raises ValueError for anything else.

    >>> parse_breaks(["2027-10-01至2027-10-04"])
    ((datetime.date(2027, 10, 1), datetime.date(2027, 10, 4)),)
    """
    found = []
    for text in texts:
        first, _, last = ("".join(text.split())).partition("至")
        found.append((date.fromisoformat(first), date.fromisoformat(last)))
        if found[-1][0] > found[-1][1]:
            raise ValueError(text)
    return tuple(found)
