"""Cell references as numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ssj_xl.tables.grid import column_letters

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
_CELLS = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
_COLUMNS = re.compile(r"\$?([A-Z]{1,3}):\$?([A-Z]{1,3})")
_NAMED_CELL = re.compile(r"=?(?:'((?:[^']|'')+)'|([^'!\[\]]+))!(\S+)")
_ROWS = re.compile(r"\$?(\d{1,7}):\$?(\d{1,7})")

_NO_CELLS = re.compile(r"""("(?:[^"]|"")*"|'(?:[^']|'')*'|\[(?:[^\[\]]|\[[^\[\]]*\])*\])""")
_ROW_OF_CELL = re.compile(r"(?<![\w.$])(\$?[A-Z]{1,3})(\d{1,7})(?![\w(.!])")


def moved(formula: str, rows: int) -> str:
    """A formula as it reads so many rows further down: rows without a dollar sign go along."""
    parts = _NO_CELLS.split(formula)
    return "".join(part if n % 2 else _ROW_OF_CELL.sub(lambda m: f"{m[1]}{int(m[2]) + rows}", part)
                   for n, part in enumerate(parts))


def column_number(letters: str) -> int:
    """The 1-based number of a column: A → 1, AB → 28."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells: 1-based, both ends inclusive."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def parse(cls, text: str) -> Area | None:
        """Read A1, $A$1:B2, A:C or 1:3; None for anything else."""
        text = text.upper()
        if match := _CELLS.fullmatch(text):
            a, top, b, bottom = match.groups()
            return cls(int(top), column_number(a), int(bottom or top), column_number(b or a))
        if match := _COLUMNS.fullmatch(text):
            return cls(1, column_number(match[1]), LAST_ROW, column_number(match[2]))
        if match := _ROWS.fullmatch(text):
            return cls(int(match[1]), 1, int(match[2]), LAST_COLUMN)
        return None

    def __str__(self) -> str:
        start = f"{column_letters(self.left)}{self.top}"
        end = f"{column_letters(self.right)}{self.bottom}"
        return start if start == end else f"{start}:{end}"

    def meets(self, other: Area) -> bool:
        """Whether the two share a cell."""
        return (
            self.top <= other.bottom and other.top <= self.bottom
            and self.left <= other.right and other.left <= self.right
        )

    def joined(self, other: Area) -> Area:
        """The smallest area that holds both."""
        return Area(
            min(self.top, other.top), min(self.left, other.left),
            max(self.bottom, other.bottom), max(self.right, other.right),
        )

    def down_to(self, bottom: int) -> Area:
        """The same area, ending in another row."""
        return replace(self, bottom=bottom)


def extended(sqref: str, area: Area, bottom: int) -> str:
    """A list of references in which what begins in `area` and ends with it, or not far below, ends at `bottom`."""
    return " ".join(_extended(text, area, bottom) for text in sqref.split())


def _extended(text: str, area: Area, bottom: int) -> str:
    part = Area.parse(text)
    if part and area.bottom <= part.bottom < bottom and part.top >= area.top and part.meets(area):
        return str(part.down_to(bottom))
    return text


def target(text: str) -> tuple[str, Area] | None:
    """Sheet and area that a defined name's text means (=参数!$B$5), None where it is anything else."""
    match = _NAMED_CELL.fullmatch(text.strip())
    area = Area.parse(match[3]) if match else None
    return (match[1].replace("''", "'") if match[1] else match[2], area) if match and area else None
