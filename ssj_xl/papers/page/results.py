"""A published result as the page shows it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class ResultLine(NamedTuple):
    """One published result: the object's name, the item, the result in words, 公示日期."""

    name: str
    item: str
    result: str
    published: date
