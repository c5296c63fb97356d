"""The rows of a register, and the problems found while they were read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from ssj_xl.tables.grid import Grid
from ssj_xl.tables.problems import Place, Problem, problem
from ssj_xl.tables.spec import TableSpec


class Row(dict[str, Any]):
    """One row, column key → value.  `line` is its 0-based row in the grid it was read from."""

    __slots__ = ("line",)

    def __init__(self, values: Mapping[str, Any], line: int = -1) -> None:
        super().__init__(values)
        self.line = line

    def changed(self, **values: Any) -> Self:
        """The row with other values, still of the same line."""
        return type(self)({**self, **values}, self.line)


@dataclass
class Table:
    """The rows of one register and the problems found while reading them.

    waiting: rows that the program put there before anything was registered (`Column.given`); no figure counts them.
    """

    spec: TableSpec
    rows: list[Row]
    problems: list[Problem] = field(default_factory=list)
    grid: Grid = field(default_factory=lambda: Grid("", (), ()))
    columns: Mapping[str, int] = field(default_factory=dict)
    waiting: list[Row] = field(default_factory=list)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def home(self, row: Row) -> Table:
        """The table on whose sheet a row stands: this one, unless it was put together from several."""
        return self

    def place(self, row: Row, key: str = "") -> Place:
        """The cell of a row's column, for messages."""
        home = self.home(row)
        return home.grid.place(row.line, home.columns.get(key))

    def problem(self, code: str, row: Row, key: str = "", **params: object) -> Problem:
        """A problem of this table's catalogue at one cell; `header` is filled in from the key."""
        if key:
            params.setdefault("header", self.spec.header(key))
        return problem(code, self.place(row, key), **params)

    def by(self, key: str) -> dict[Any, Row]:
        """Rows by one column; the first of several with the same value."""
        found: dict[Any, Row] = {}
        for row in self.rows:
            found.setdefault(row[key], row)
        return found


R = TypeVar("R", bound=Row)

if TYPE_CHECKING:
    class TableOf(Table, Generic[R]):
        """The rows of a register whose type is known."""
        rows: list[R]  # type: ignore[assignment]
        waiting: list[R]  # type: ignore[assignment]

        def __iter__(self) -> Iterator[R]: ...

        def by(self, key: str) -> dict[Any, R]: ...  # type: ignore[override]
else:
    TableOf = Table


def identity(row: Mapping[str, Any], spec: TableSpec) -> tuple[Any, ...]:
    """What makes a row the same as one of another workbook: its key, where the register has none all that it says."""
    return tuple(row[key] for key in spec.unique or spec.by_key)
