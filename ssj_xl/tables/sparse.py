"""Rows that hold only what is filled: of hundreds of thousands in memory most cells are blank."""

from __future__ import annotations

from collections.abc import ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from functools import cache, cached_property
from typing import Any, Self

from ssj_xl.tables.cells import blank_of
from ssj_xl.tables.spec import TableSpec
from ssj_xl.tables.table import Row


class Common(dict[str, Any]):
    """What every column of a table reads as in a row that does not hold it."""

    @cached_property
    def stated(self) -> tuple[tuple[str, Any], ...]:
        """The columns that say something."""
        return tuple((key, value) for key, value in self.items() if value not in ("", None, ()))


@cache
def blanks(spec: TableSpec) -> Common:
    """What each column of a register reads as where its cell is blank."""
    return Common((column.key, blank_of(column.kind)) for column in spec.columns)


def stated(row: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    """The keys and values of a row, of one that is sparse only those that say something, in any order."""
    return (*row.rest.stated, *row.filled.items()) if isinstance(row, SparseRow) else row.items()


class SparseRow(Row):
    """A row of which every column that it does not hold reads as `rest` has it: blank, or alike in all rows of a table."""

    __slots__ = ("rest",)

    def __init__(self, filled: Mapping[str, Any], line: int, rest: Common) -> None:
        super().__init__(filled, line)
        self.rest = rest

    @classmethod
    def of(cls, row: Mapping[str, Any], line: int, rest: Common, **more: Any) -> Self:
        """A row that may be one of a narrower table, with more values: what is otherwise than `rest`."""
        filled = row.filled if isinstance(row, SparseRow) else {key: value for key, value in row.items() if value != rest[key]}
        return cls({**filled, **more}, line, rest)

    @property
    def filled(self) -> dict[str, Any]:
        """What it holds."""
        return dict(dict.items(self))

    @property
    def whole(self) -> dict[str, Any]:
        """Every column, in the table's order."""
        return {**self.rest, **self.filled}

    def changed(self, **values: Any) -> Self:
        """The row with other values, still of the same line."""
        return self.of({**self.whole, **values}, self.line, self.rest)

    def get(self, key: str, default: Any = None) -> Any:
        """A value; `default` for what is no column."""
        return dict.get(self, key, self.rest.get(key, default))

    def keys(self) -> KeysView[str]:  # type: ignore[override]
        """Every column."""
        return self.rest.keys()

    def values(self) -> ValuesView[Any]:  # type: ignore[override]
        """Every value."""
        return self.whole.values()

    def items(self) -> ItemsView[str, Any]:  # type: ignore[override]
        """Every column and its value."""
        return self.whole.items()

    def __missing__(self, key: str) -> Any:
        return self.rest[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.rest)

    def __len__(self) -> int:
        return len(self.rest)

    def __contains__(self, key: object) -> bool:
        return key in self.rest

    def __eq__(self, other: object) -> bool:
        return self.whole == (other.whole if isinstance(other, SparseRow) else other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __or__(self, other: Mapping[str, Any]) -> dict[str, Any]:  # type: ignore[override]
        return {**self.whole, **other}

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.filled, self.line, self.rest)
