"""A workbook that lives in memory: for tests, for drafts, and as the twin on which a dry run writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ssj_xl.gateways import values
from ssj_xl.gateways.contract import Count, Gateway, Value
from ssj_xl.office.formats import Percent
from ssj_xl.tables.extent import counting, find_extent, spec_of
from ssj_xl.tables.grid import Grid, Raw
from ssj_xl.tables.problems import Place, Problem, fail

Table = tuple[Sequence[str], Sequence[Sequence[Raw]]]


class MemoryGateway:
    """Tables given as name → (header, rows), defined names as name → value.

    `commit` saves nothing and counts in `commits`.
    """

    def __init__(
        self, tables: Mapping[str, Table], names: Mapping[str, object] | None = None, path: str = ""
    ) -> None:
        self.commits = 0
        self._path = path
        self._names: dict[str, object] | None = dict(names or {})
        self._beyond: dict[str, list[Sequence[Raw]]] = {}
        self._grids = {name: self._grid(name, table) for name, table in tables.items()}
        self._source: Gateway | None = None

    @classmethod
    def copy_of(cls, gateway: Gateway, *, path: str | None = None) -> MemoryGateway:
        """A twin that takes every change and passes none on; each table is copied when first read.

        path: where it is said to live; '' for a draft that has no place, so that nothing is written beside it.
        """
        twin = cls({}, path=gateway.path if path is None else path)
        twin._source = gateway
        twin._names = None
        return twin

    @property
    def path(self) -> str:
        """Where the workbook is said to live."""
        return self._path

    def tables(self) -> tuple[str, ...]:
        """Names of the tables, in the order given."""
        return tuple(dict.fromkeys((*(self._source.tables() if self._source else ()), *self._grids)))

    def has(self, name: str) -> bool:
        """Whether there is a table of this name."""
        return name in self._grids or (self._source is not None and self._source.has(name))

    def table(self, name: str) -> Grid:
        """One table as it stands now.  Raises UserError F09 where it is missing."""
        if name not in self._grids:
            if not self._source:
                raise fail("F09", Place(self._path), table=name)
            self._grids[name] = self._source.table(name)
        return self._grids[name]

    def names(self) -> Mapping[str, object]:
        """Defined names with their values."""
        if self._names is None:
            self._names = dict(self._source.names()) if self._source else {}
        return dict(self._names)

    def add(self, name: str, titles: Sequence[str]) -> None:
        """Add a blank table."""
        self._grids[name] = self._grid(name, (titles, []))

    def append(self, name: str, rows: Sequence[Mapping[str, Value]]) -> None:
        """Add rows below the last row that holds anything."""
        grid = self.table(name)
        new: list[Sequence[Raw]] = list(values.appended(grid, rows))
        trim(new)
        # What was filled in advance below the last row stays beside the new values.
        beyond = self._beyond.get(name, [])
        standing = [*beyond[: len(new)], *([[None] * len(grid.header)] * (len(new) - len(beyond)))]
        for number, (row, beside) in enumerate(zip(new, standing, strict=True), len(grid.rows)):
            if any(cell is not None and old is not None for cell, old in zip(row, beside, strict=True)):
                raise fail("F10", grid.place(number), table=name, line=grid.top + number)
        self._beyond[name] = beyond[len(new) :]
        whole = [*grid.rows, *([old if cell is None else cell for cell, old in zip(row, beside, strict=True)]
                               for row, beside in zip(new, standing, strict=True))]
        self._set(replace(grid, ref_rows=len(whole)), whole)  # the table reaches as far as its rows

    def replace(self, name: str, changes: Mapping[int, Mapping[str, Value]]) -> None:
        """Put values into existing rows."""
        grid = self.table(name)
        rows = list(grid.rows)
        for number, cells in values.replaced(grid, changes).items():
            rows[number] = [cells.get(column, old) for column, old in enumerate(rows[number])]
        self._set(grid, rows)

    def widen(self, name: str, titles: Sequence[str]) -> None:
        """Add columns at the right of a table."""
        grid, new = self.table(name), [None] * len(titles)
        self._beyond[name] = [[*row, *new] for row in self._beyond.get(name, [])]
        self._grids[name] = replace(grid, header=(*grid.header, *titles), rows=[[*row, *new] for row in grid.rows])

    def put(self, name: str, value: Value) -> None:
        """Put a value into the cell of a defined name."""
        if name not in self.names():
            raise fail("F11", Place(self._path), name=name)
        self._names = {**self.names(), name: values.single(value, Place(self._path))}

    def state(self) -> object:
        """What it holds now, for `restore`."""
        return dict(self._grids), dict(self._beyond), None if self._names is None else dict(self._names)

    def restore(self, state: Any) -> None:
        """Hold again what it held when `state` was asked for."""
        grids, beyond, names = state
        self._grids, self._beyond, self._names = dict(grids), dict(beyond), names if names is None else dict(names)

    def strays(self) -> Sequence[Problem]:
        """What its source says."""
        return self._source.strays() if self._source else ()

    def show(self, count: Count) -> None:
        """Nothing is computed here."""

    def commit(self) -> None:
        """Count a commit; there is no home to save to."""
        self.commits += 1

    def _grid(self, name: str, table: Table) -> Grid:
        header, given = tuple(table[0]), table[1]
        rows: list[Sequence[Raw]] = [[None if cell == "" else cell for cell in row] for row in given]
        trim(rows)
        end, unread = find_extent(rows, len(rows), header, counting(header, spec_of(name)))
        self._beyond[name] = rows[end:]
        sheet = name if self._path else ""
        return Grid(name, header, rows[:end], self._path, sheet, ref_rows=end, unread=unread, is_percent=percents(rows[:end]))

    def _set(self, grid: Grid, rows: list[Sequence[Raw]]) -> None:
        trim(rows)
        shown = percents(rows, grid.is_percent)
        self._grids[grid.name] = replace(grid, rows=rows, is_percent=shown)


def trim(rows: list[Sequence[Raw]]) -> None:
    """Drop the blank rows at the end."""
    while rows and all(cell is None for cell in rows[-1]):
        rows.pop()


def percents(
    rows: Sequence[Sequence[Raw]], before: Callable[[int, int], bool] | None = None
) -> Callable[[int, int], bool]:
    """Tell percent cells: those that hold a `Percent`, and those that `before` (the format) knows."""

    def is_percent(row: int, column: int) -> bool:
        held = row < len(rows) and isinstance(rows[row][column], Percent)
        return held or (before is not None and before(row, column))

    return is_percent
