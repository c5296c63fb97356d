"""Number format codes: what kind of value they show."""

from __future__ import annotations

import re
from functools import lru_cache

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
