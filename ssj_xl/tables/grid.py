"""A table as it stands in a workbook, before anything is normalised."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from ssj_xl.tables.problems import Place

Raw = str | int | float | bool | date | datetime | time | timedelta | None
EPOCH = date(1899, 12, 30)
"""Day 0 of Excel."""


def _never(_row: int, _column: int) -> bool:
    return False


def _none(_row: int, _column: int) -> int:
    return 0


@cache
def column_letters(number: int) -> str:
    """Letters of a 1-based column number: 1 → A, 28 → AB."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True)
class Grid:
    """Header and raw rows of one table.

    rows: one sequence a sheet row, blank rows included, each as long as `header`.
    top, left: 1-based sheet row of `rows[0]` and sheet column of `header[0]`.
    ref_rows: how many of the rows lie inside the Excel Table (the rest stand below it).
    unread: rows below that are none of the table's (from 0, perhaps beyond `rows`), with the reason of `tables.extent`.
    lacking: titles of columns that a formula fills, but not in every row.
    computed: columns (from 0) that a formula fills, and nothing else.
    beside: columns with values that stand beside the table, under a title in the row of its header (`headers.Untaken`).
    hidden: rows (from 0, perhaps beyond `rows`) that the sheet does not show, by hand or by a filter.
    from_1904: whether numbers that are days count from 1904.
    digits(row, column): to how many digits the cell's format fills a whole number up with zeros, 0 for no such format.
    is_percent(row, column): whether the cell (0-based in this grid) has a percent number format.
    """

    name: str
    header: tuple[str, ...]
    rows: Sequence[Sequence[Raw]]
    file: str = ""
    sheet: str = ""
    top: int = 2
    left: int = 1
    ref_rows: int = -1
    unread: tuple[tuple[int, str], ...] = ()
    lacking: tuple[str, ...] = ()
    computed: tuple[int, ...] = ()
    beside: tuple[Any, ...] = ()
    hidden: tuple[int, ...] = ()
    from_1904: bool = False
    is_percent: Callable[[int, int], bool] = _never
    digits: Callable[[int, int], int] = _none

    def place(self, row: int, column: int | None = None) -> Place:
        """The cell of a 0-based row and column of this grid (`row=-1` is the header)."""
        if column is None:
            return Place(self.file, self.sheet, f"{self.top + row}:{self.top + row}")
        return Place(self.file, self.sheet, f"{column_letters(self.left + column)}{self.top + row}")
