"""Where a table begins on a sheet that has no Excel Table, and what its columns are called."""

from __future__ import annotations

from collections.abc import Sequence

from ssj_xl.tables.grid import Raw

HEADER_WITHIN = 10
"""A sheet without an Excel Table is searched this far down for its header."""


def heading(cell: Raw, declared: str) -> str:
    """A header cell as text; what the Excel Table declares where the cell is blank."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return declared if cell is None else str(cell)


def header_row(rows: Sequence[Sequence[Raw]]) -> int | None:
    """The first row, 1-based, with three texts, or with texts (two at least) in every used column."""
    used = {column for row in rows for column, cell in enumerate(row) if cell is not None}
    for number, row in enumerate(rows[:HEADER_WITHIN], 1):
        texts = [cell for cell in row if isinstance(cell, str) and cell.strip()]
        filled = sum(cell is not None for cell in row)
        if filled == len(texts) and (len(texts) >= 3 or len(texts) == len(used) >= 2):
            return number
    return None
