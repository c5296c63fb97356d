"""What a formula is handed, as a block of rows: one cell, one row, one column, or more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ssj_xl.domain.formulas import answered
from ssj_xl.tables.cells import is_blank
from ssj_xl.tables.problems import fail

Block = list[list[Any]]


def block(value: Any) -> Block:
    """Rows of cells, whatever was given: a single value is 1 × 1, a flat list one row."""
    if not isinstance(value, list | tuple):
        return [[value]]
    if value and isinstance(value[0], list | tuple):
        return [list(row) for row in value]
    return [list(value)]


def shape(found: Block) -> tuple[int, int]:
    """Rows and columns."""
    return len(found), len(found[0]) if found else 0


def column(value: Any, name: str) -> list[Any]:
    """The cells of one column (or one row), without the blank ones at its end.  Raises UserError A22."""
    found = block(value)
    rows, columns = shape(found)
    if rows > 1 and columns > 1:
        raise fail("A22", name=name, rows=rows, columns=columns)
    cells = [cell for row in found for cell in row]
    while cells and is_blank(cells[-1]):
        cells.pop()
    return cells


def single(value: Any, name: str) -> Any:
    """The one cell that was given.  Raises UserError A36 where there are more."""
    found = block(value)
    if shape(found) != (1, 1):
        raise fail("A36", name=name)
    return found[0][0]


def each(function: Callable[..., Any], names: Sequence[str], *values: Any) -> Any:
    """Apply a function cell by cell: every value is one cell, which goes for all, or a block of the common shape.

    One cell gives one answer, a block a block.  A blank first cell answers ''; a cell that is wrong answers with its
    own fault and spoils no other.  names: of the arguments, for A34.
    """
    blocks = [block(value) for value in values]
    rows, columns = max(map(shape, blocks), key=lambda size: size[0] * size[1])
    for name, found in zip(names, blocks, strict=True):
        if shape(found) not in ((1, 1), (rows, columns)):
            raise fail("A34", name=name)
    made = [[_one(function, [_cell(found, row, at) for found in blocks]) for at in range(columns)] for row in range(rows)]
    return made[0][0] if (rows, columns) == (1, 1) else made


def _cell(found: Block, row: int, at: int) -> Any:
    return found[0][0] if shape(found) == (1, 1) else found[row][at]


def _one(function: Callable[..., Any], cells: list[Any]) -> Any:
    return "" if is_blank(cells[0]) else answered(function, *cells)
