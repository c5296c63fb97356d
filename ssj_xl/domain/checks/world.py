"""What a rule is, and what several rules need to name rows."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Any

from ssj_xl.domain.world import World
from ssj_xl.tables.problems import Problem
from ssj_xl.tables.table import R, Row, Table

__all__ = ["Rule", "World", "line_of", "repeated"]

Rule = Callable[[World], Iterator[Problem]]


def line_of(table: Table, row: Row) -> int:
    """The sheet row on which a row stands."""
    return table.grid.top + row.line


def repeated(rows: Iterable[R], key: Callable[[R], Hashable]) -> Iterator[tuple[R, R]]:
    """Each row whose key was there before, with the first row of that key; an empty key counts for nothing."""
    first: dict[Any, R] = {}
    for row in rows:
        if (value := key(row)) and first.setdefault(value, row) is not row:
            yield row, first[value]
