"""What every door to a workbook offers, live or closed: a handful of verbs on names, never on addresses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol

from ssj_xl.tables.grid import Grid
from ssj_xl.tables.problems import Problem

if TYPE_CHECKING:
    from ssj_xl.domain.counts import Counted, Standing

Count = Callable[[date, "Standing"], "Counted | None"]
"""Counts a workbook for a day, given what stands on its sheet 计算; None where a register is missing."""

Value = str | int | float | bool | date | None


class Gateway(Protocol):
    """A workbook as named tables and defined names.

    What was appended or replaced is visible to `table` at once; nothing reaches the workbook's
    home (disk, Excel) before `commit`.  Text is written as text, whatever it looks like, so that
    a value that starts with = + - @ never becomes a formula.
    """

    @property
    def path(self) -> str:
        """Where the workbook lives, for messages; empty for one that was never saved."""

    def tables(self) -> tuple[str, ...]:
        """Names of the tables, in workbook order."""

    def has(self, name: str) -> bool:
        """Whether `table` finds something under this name; asks for no more than that."""

    def table(self, name: str) -> Grid:
        """One table.  Raises UserError F09 where it is missing."""

    def strays(self) -> Sequence[Problem]:
        """Sheets and tables that look like a register and are read for none (F42, F43)."""

    def names(self) -> Mapping[str, object]:
        """Defined names that point to one cell, with the cell's raw value."""

    def add(self, name: str, titles: Sequence[str]) -> None:
        """Add a sheet with a blank table of this name, behind all others.  Raises UserError F07 where the program refuses.

        In an open workbook the blank sheet stands at once, is saved with the rest, and is taken away where nothing is.
        """

    def append(self, name: str, rows: Sequence[Mapping[str, Value]]) -> None:
        """Add rows (header → value; headers not given stay empty) below the last row that holds anything."""

    def replace(self, name: str, changes: Mapping[int, Mapping[str, Value]]) -> None:
        """Put values into existing rows: 0-based row of the grid → header → new value."""

    def widen(self, name: str, titles: Sequence[str]) -> None:
        """Add blank columns with these titles at the right of a table.

        Raises UserError F63 where something stands there.
        """

    def put(self, name: str, value: Value) -> None:
        """Put a value into the cell of a defined name.  Raises UserError F11 where it is missing."""

    def show(self, count: Count) -> None:
        """What the workbook computes; where no program computes it, `commit` stores it beside the formulas."""

    def commit(self) -> None:
        """Save everything at once, or nothing.  Raises UserError F04, F07, F13; the old file then stays whole."""
