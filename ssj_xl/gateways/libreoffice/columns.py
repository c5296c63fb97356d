"""Long columns of LibreOffice in few calls: which of them hold anything, and the formulas that go down one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from ssj_xl.office.refs import moved

_CONTENTS = 1 | 2 | 4 | 16
"""Numbers, dates, text and formulas (com.sun.star.sheet.CellFlags)."""
_FEW = 3
"""Formulas that are asked for one by one."""
_LONG = 500
"""Rows from which on it is worth asking which columns are blank."""
_OF_SHEET = re.compile(r"(?<=['\w])\.(?=\$?[A-Z]{1,3}\$?\d)")


def filled(block: Any) -> list[list[Any]]:
    """Values of a block, None where there is none.  Of a long one blank columns, which are many, are not fetched."""
    at = block.RangeAddress
    count, last = at.EndRow - at.StartRow + 1, at.EndColumn - at.StartColumn
    if count < _LONG or not last:
        return [[None if cell == "" else cell for cell in row] for row in block.DataArray]
    parts = [block.getCellRangeByPosition(column, 0, column, count - 1) for column in range(last + 1)]
    used = [column for column, part in enumerate(parts) if part.queryContentCells(_CONTENTS).Count]
    columns: list[Sequence[Any]] = [(None,) * count] * (last + 1)
    for first, final in _neighbours(used):
        found = block.getCellRangeByPosition(first, 0, final, count - 1).DataArray
        columns[first : final + 1] = [[None if cell == "" else cell for cell in column] for column in zip(*found, strict=True)]
    return [list(row) for row in zip(*columns, strict=True)]


def _neighbours(columns: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of columns without a gap."""
    for column in columns:
        if column - 1 not in columns:
            yield column, next(end for end in range(column, columns[-1] + 1) if end + 1 not in columns)


def down(part: Any, count: int) -> Iterator[str]:
    """The formulas of a column of cells that all have one."""
    def asked(row: int) -> str:
        return str(part.getCellByPosition(0, row).FormulaLocal)

    first, own = asked(0), [text for text, in part.FormulaArray] if count > _FEW else []
    if not own or _moved(first, count - 1) != asked(count - 1):
        yield from (first, *map(asked, range(1, count)))
        return
    for row, text in enumerate(own):
        yield _moved(first, row) if text == _moved(own[0], row) else asked(row)


def _moved(formula: str, rows: int) -> str:
    """A formula as it reads so many rows further down, in Excel's spelling or in that of Calc, who has a full stop after a sheet."""
    return moved(_OF_SHEET.sub("\0", formula), rows).replace("\0", ".")
