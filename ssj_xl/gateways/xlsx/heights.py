"""How high a row must be to show its wrapped text.

Excel fits the rows that nobody has sized by itself when it opens a file; LibreOffice and WPS show the stored height.
So rows we write get a stored height that fits, without fixing it (`customHeight` stays unset).
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil
from typing import Any
from unicodedata import east_asian_width

LINE = 15.0
"""Points a line of 10 or 11 point text takes."""
TALLEST = 409.0
_USUAL_WIDTH = 8.43


class Heights:
    """Heights of one sheet's rows.  widths: (first column, last column, width in characters)."""

    def __init__(self, widths: Iterable[tuple[int, int, float]], wraps: frozenset[int]) -> None:
        self._widths = tuple(widths)
        self._wraps = wraps

    def needed(self, cells: Iterable[tuple[int, Any, int]]) -> float | None:
        """The height that (column, value, style) cells need, None where one line will do."""
        lines = max((self._lines(column, value) for column, value, style in cells
                     if isinstance(value, str) and style in self._wraps), default=1)
        return min(TALLEST, lines * LINE + 3) if lines > 1 else None

    def _lines(self, column: int, text: str) -> int:
        width = next((w for first, last, w in self._widths if first <= column <= last), _USUAL_WIDTH)
        return sum(max(1, ceil(_width(line) / max(1.0, width - 1.5))) for line in text.split("\n"))


def _width(line: str) -> int:
    """Characters of the default font; a Chinese one is two wide."""
    return sum(1 + (east_asian_width(sign) in "WFA") for sign in line)
