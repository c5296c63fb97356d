"""How wide and how high a text is on paper: estimates that err towards too much room."""

from __future__ import annotations

import math
import re
from functools import cache

from ssj_xl.office.xml import is_wide

ROW_LIMIT = 409.0
"""Excel's greatest row height in points."""
USUAL_WIDTH = 8.43
"""Width of a column for which a workbook names none."""

POINTS_A_COLUMN_UNIT = 5.25
"""Points of one unit of column width, for the narrowest common default font (7 pixels a digit at 96 dpi)."""

POINTS_A_PIXEL = 0.75
"""Office programs lay out columns in pixels of 96 dpi."""

POINTS_AN_INDENT = 10.0

_LINE = 1.45
"""Height of a line over the font size, for the tallest fallback font (Noto CJK); 仿宋 and 宋体 need 1.15–1.3."""

_PADDING = 6.0
_ROUNDING = 1e-6
_SIDE_MARGINS = 8.0
_NOT_AT_LINE_START = frozenset("，。、；：？！）》〉」』】〕”’…—,.;:?!)]}%")


def points_a_unit(size: float) -> float:
    """Points of one unit of column width: a digit of the workbook's default font, in whole pixels.

    A digit is half as wide as the font is high in Chinese fonts, and a little wider in others: 7 pixels at 11 points.
    """
    return max(1, round(size / POINTS_A_PIXEL / 2)) * POINTS_A_PIXEL


@cache
def _em(each: str) -> float:
    return 1.0 if is_wide(each) else 0.8 if each.isupper() or each in "@%mw&" else 0.6


def line_count(text: str, width: float, size: float) -> int:
    """Lines that a text takes in an area of `width` points at a font size, broken as an office program does."""
    room = max((width - _SIDE_MARGINS) / size, 1.0)
    return sum(_lines_of(paragraph, room) for paragraph in text.split("\n"))


def _lines_of(paragraph: str, room: float) -> int:
    ems = [*map(_em, paragraph)]
    if sum(ems) < room - _ROUNDING:
        return 1
    lines, used = 1, 0.0
    for word in _WORD.finditer(paragraph.translate(_CLASSES)):
        length = sum(ems[word.start():word.end()])
        if used + length <= room:
            used += length
        elif length <= room:
            lines, used = lines + 1, length
        else:
            lines, used = lines + math.ceil(length / room), length % room
    return lines


class _Classes(dict[int, str]):
    """Of each character, what it is where lines break: `w` wide, `s` a space, `n` another; `c` closes and is wide, `o` closes and is not."""

    def __missing__(self, code: int) -> str:
        each = chr(code)
        closes, wide = each in _NOT_AT_LINE_START, is_wide(each)
        return self.setdefault(code, ("c" if wide else "o") if closes else "w" if wide else "s" if each.isspace() else "n")


_CLASSES = _Classes()
_WORD = re.compile(r".(?:[co]|(?<=[no])n)*")
"""A piece that a line break does not split: a wide character or a run of others, with its closing marks."""


def height_of(text: str, width: float, size: float) -> float:
    """Points of height for a wrapped text, rounded up to quarter points."""
    exact = line_count(text, width, size) * size * _LINE + _PADDING
    return math.ceil(exact * 4) / 4


def fits_one_line(text: str, width: float, size: float) -> bool:
    """Whether a text needs no wrapping."""
    return "\n" not in text and line_count(text, width, size) == 1


def size_that_fits(text: str, width: float, *, size: float, limit: float, least: float = 6.0) -> tuple[float, bool]:
    """The largest font size (half-point steps, not under `least`) whose text is no higher than `limit`; whether it fits."""
    candidate = size
    while candidate > least and height_of(text, width, candidate) > limit:
        candidate = max(least, candidate - 0.5)
    return candidate, height_of(text, width, candidate) <= limit
