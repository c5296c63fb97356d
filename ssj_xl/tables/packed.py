"""Rows packed by column: of hundreds of thousands each takes a few dozen bytes, and is unpacked while somebody looks at it.

A row is there as long as it is held, with the columns that were asked of it; whoever keeps rows keeps them unpacked.
"""

from __future__ import annotations

import pickle
import zlib
from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, islice
from typing import Any, NamedTuple, Self

from ssj_xl.tables.sparse import Common, SparseRow
from ssj_xl.tables.table import Row

_AT_ONCE = 500
"""Rows of a block: enough to pack well, and few lie unpacked where one of them is looked at."""
_LEVEL = 1


class Block(NamedTuple):
    """Some rows.  columns: the values of each column that says something in one of them, packed; lines: of the rows."""

    columns: Mapping[str, bytes]
    lines: Sequence[int]


class Part(NamedTuple):
    """What a table has of a block.

    rest: what a column reads as that the block does not hold; places: rows of the block; first: line of the first of them,
    those after it on the next ones, None where they keep their own; more: columns beside those of the block, by place.
    """

    block: Block
    rest: Common
    places: Sequence[int]
    first: int | None = None
    more: Mapping[str, Sequence[Any]] = {}


class PackedRows(Sequence[Row]):
    """The rows of a table.  Each time one is asked for it is another object; one that is put in place of another stays."""

    def __init__(self, parts: Iterable[Part]) -> None:
        self.parts = tuple(parts)
        self._ends = [*accumulate(len(part.places) for part in self.parts)]
        self._instead: dict[int, Row] = {}
        self._last: tuple[int, _Columns] | None = None

    @classmethod
    def of(cls, rows: Iterable[Row], rest: Common) -> Self:
        """Pack rows.  rest: what their columns read as where they say nothing."""
        if isinstance(rows, cls):
            return rows
        left, parts = iter(rows), list[Part]()
        while some := [*islice(left, _AT_ONCE)]:
            columns = {key: [row[key] for row in some] for key in rest}
            filled = {key: values for key, values in columns.items() if values.count(rest[key]) != len(values)}
            block = Block({key: _packed(values) for key, values in filled.items()}, _numbers([row.line for row in some]))
            parts.append(Part(block, rest, range(len(some))))
        return cls(parts)

    def chosen(self, without: Collection[int], rest: Common, first: int, top: int) -> Iterator[Part]:
        """The parts of another table that takes these rows over as they were packed, from its line `first` on.

        without: lines that are left out; rest: as there; top: sheet row of line 0 here, for the column `source_line` there.
        """
        for part in self.parts:
            places = _numbers([place for place in part.places if part.block.lines[place] not in without]) if without else part.places
            if places:
                yield Part(part.block, rest, places, first, {"source_line": _Moved(part.block.lines, top)})
                first += len(places)

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def __iter__(self) -> Iterator[Row]:
        rows = (row for part in self.parts for row in _unpacked(part, _Columns(part)))
        if not self._instead:
            return rows
        return (self._instead.get(at, row) for at, row in enumerate(rows))

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        at = range(len(self))[at]
        if at in self._instead:
            return self._instead[at]
        number = bisect_right(self._ends, at)
        part, place = self.parts[number], at - (self._ends[number - 1] if number else 0)
        if self._last is None or self._last[0] != number:
            self._last = number, _Columns(part)
        line = part.block.lines[part.places[place]] if part.first is None else part.first + place
        return PackedRow(self._last[1], part.places[place], line, part.rest)

    def put(self, at: int, row: Row) -> None:
        """Have another row in the place of one."""
        self._instead[at] = row

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and [*self] == [*other]

    __hash__ = None  # type: ignore[assignment]

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_last": None}


class _Moved(Sequence[int]):
    """Numbers, each so much higher."""

    def __init__(self, numbers: Sequence[int], by: int) -> None:
        self._numbers, self._by = numbers, by

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, at: Any) -> Any:
        return self._numbers[at] + self._by


class _Columns(dict[str, Sequence[Any] | None]):
    """The columns of a block, each unpacked when it is asked for; None for one that it does not hold."""

    def __init__(self, part: Part) -> None:
        super().__init__(part.more)
        self.keys_held = (*part.block.columns, *part.more)
        self._packed = part.block.columns

    def __missing__(self, key: str) -> Sequence[Any] | None:
        packed = self._packed.get(key)
        self[key] = found = None if packed is None else pickle.loads(zlib.decompress(packed))
        return found


class PackedRow(SparseRow):
    """A row that looks its values up in the columns of its block.  It is not changed: `changed` gives another one."""

    __slots__ = ("_columns", "_place")

    def __init__(self, columns: _Columns, place: int, line: int, rest: Common) -> None:
        self._columns, self._place, self.line, self.rest = columns, place, line, rest

    @property
    def filled(self) -> dict[str, Any]:
        """What it holds."""
        return {key: value for key in self._columns.keys_held if (value := self[key]) != self.rest[key]}

    def changed(self, **values: Any) -> SparseRow:  # type: ignore[override]
        """The row with other values, still of the same line."""
        return SparseRow.of({**self.whole, **values}, self.line, self.rest)

    def get(self, key: str, default: Any = None) -> Any:
        """A value; `default` for what is no column."""
        return self[key] if key in self.rest else default

    def __missing__(self, key: str) -> Any:
        column = self._columns[key]
        return self.rest[key] if column is None else column[self._place]

    def __setitem__(self, key: str, value: Any) -> None:
        raise TypeError(f"a packed row is not changed in place ({key})")

    def __reduce__(self) -> tuple[Any, ...]:
        return SparseRow, (self.filled, self.line, self.rest)


def _unpacked(part: Part, columns: _Columns) -> Iterator[PackedRow]:
    if part.first is None:
        return (PackedRow(columns, place, part.block.lines[place], part.rest) for place in part.places)
    return (PackedRow(columns, place, line, part.rest) for line, place in enumerate(part.places, start=part.first))


def _numbers(found: Sequence[int]) -> Sequence[int]:
    """Whole numbers, as few bytes as they are."""
    run = range(found[0], found[0] + len(found)) if found else range(0)
    return run if [*run] == found else array("l", found)


def _packed(values: Sequence[Any]) -> bytes:
    """Values as bytes that only this program made and only its own processes read."""
    return zlib.compress(pickle.dumps(values, pickle.HIGHEST_PROTOCOL), _LEVEL)
