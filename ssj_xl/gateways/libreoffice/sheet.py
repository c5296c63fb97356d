"""Sheets for xlwings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ssj_xl.gateways.libreoffice.bridge import Unfinished
from ssj_xl.gateways.libreoffice.cells import Names
from ssj_xl.gateways.libreoffice.range import Range
from ssj_xl.gateways.libreoffice.tables import Tables

if TYPE_CHECKING:
    from ssj_xl.gateways.libreoffice.book import Book
    from ssj_xl.gateways.libreoffice.document import Document


class Sheets(Unfinished):
    """The sheets of a book, in order."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self.api = book.document.model.Sheets

    def __len__(self) -> int:
        return int(self.api.Count)

    def __iter__(self) -> Iterator[Sheet]:
        return (Sheet(self._book, self.api.getByIndex(number)) for number in range(len(self)))

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and bool(self.api.hasByName(name))

    def __call__(self, which: int | str) -> Sheet:
        """A sheet by number, from 1, or by name.  Raises KeyError, IndexError."""
        if isinstance(which, str):
            if which not in self:
                raise KeyError(which)
            return Sheet(self._book, self.api.getByName(which))
        if not 1 <= which <= len(self):
            raise IndexError(which)
        return Sheet(self._book, self.api.getByIndex(which - 1))

    @property
    def active(self) -> Sheet:
        """The one that is shown; the first where there is no window."""
        controller = self._book.document.model.CurrentController
        return Sheet(self._book, controller.ActiveSheet) if controller is not None else self(1)

    def add(self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None) -> Sheet:
        """A new sheet before or after another; at the front where none is named."""
        title = name or next(f"Sheet{n}" for n in range(1, len(self) + 2) if f"Sheet{n}" not in self)
        at = after.index if after else before.index - 1 if before else 0
        self.api.insertNewByName(title, at)
        return self(title)


class Sheet(Unfinished):
    """One sheet.  `api` is LibreOffice's own object (XSpreadsheet)."""

    def __init__(self, book: Book, api: Any) -> None:
        self.book = book
        self.api = api

    @property
    def document(self) -> Document:
        """The document it belongs to."""
        return self.book.document

    @property
    def name(self) -> str:
        """The name on its tab."""
        return str(self.api.Name)

    @name.setter
    def name(self, value: str) -> None:
        self.api.Name = value

    @property
    def index(self) -> int:
        """Its number, from 1."""
        return int(self.api.RangeAddress.Sheet) + 1

    def block(self, row: int, column: int, rows: int, columns: int) -> Range:
        """Cells by first row and column, from 1, and size."""
        return Range(self, self.api.getCellRangeByPosition(column - 1, row - 1, column + columns - 2, row + rows - 2))

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        """Cells by corner, corners, or address, as xlwings asks for them."""
        if isinstance(arg1, tuple) and len(arg1) == 4:
            row, column, rows, columns = arg1
            return self.block(row, column, rows, columns)
        if isinstance(arg1, tuple) and isinstance(arg2, tuple):
            (top, left), (bottom, right) = arg1, arg2
            if 1 <= top <= bottom and 1 <= left <= right:
                return self.block(top, left, bottom - top + 1, right - left + 1)
        first = self._corner(arg1)
        if arg2 is None:
            return first
        last = self._corner(arg2)
        ends = [(r.row, r.column, r.row + r.shape[0], r.column + r.shape[1]) for r in (first, last)]
        top, left = min(e[0] for e in ends), min(e[1] for e in ends)
        return self.block(top, left, max(e[2] for e in ends) - top, max(e[3] for e in ends) - left)

    def _corner(self, where: Any) -> Range:
        if isinstance(where, Range):
            return where
        if isinstance(where, tuple):
            row, column = where
            if row < 1 or column < 1:
                raise IndexError("rows and columns count from 1")
            return self.block(row, column, 1, 1)
        return Range(self, self.api.getCellRangeByName(where))

    @property
    def cells(self) -> Range:
        """All of it."""
        return Range(self, self.api)

    @property
    def used_range(self) -> Range:
        """From the first cell that holds anything to the last."""
        cursor = self.api.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        return Range(self, cursor)

    @property
    def tables(self) -> Tables:
        """Its tables."""
        return Tables(self)

    @property
    def names(self) -> Names:
        """Names that hold on this sheet only."""
        return Names(self.book, self.api.NamedRanges)

    @property
    def visible(self) -> bool:
        """Whether its tab is shown."""
        return bool(self.api.IsVisible)

    @visible.setter
    def visible(self, value: bool) -> None:
        self.api.IsVisible = bool(value)

    def merged(self, cell: Any) -> bool:
        """Whether a cell belongs to merged cells."""
        cursor = self.api.createCursorByRange(cell)
        cursor.collapseToMergedArea()
        at = cursor.RangeAddress
        return bool(at.StartRow != at.EndRow or at.StartColumn != at.EndColumn)

    def edge(self, row: int, column: int, direction: str) -> tuple[int, int]:
        """Where Ctrl and an arrow key lead from a cell: row and column, from 1."""
        used = self.used_range
        last = (used.row + used.shape[0] - 1, used.column + used.shape[1] - 1)
        down, right = {"UP": (-1, 0), "DOWN": (1, 0), "LEFT": (0, -1), "RIGHT": (0, 1)}[direction]
        filled = self._filled(last)
        at, start = (row, column), (row, column) in filled
        ends = start and (row + down, column + right) in filled
        while True:
            ahead = (at[0] + down, at[1] + right)
            if 0 in ahead or (down + right > 0 and (ahead[0] > last[0] or ahead[1] > last[1])):
                return at
            if ends and ahead not in filled:
                return at
            at = ahead
            if not ends and at in filled:
                return at

    def _filled(self, last: tuple[int, int]) -> set[tuple[int, int]]:
        rows = self.block(1, 1, *last).api.DataArray
        return {(r, c) for r, row in enumerate(rows, 1) for c, cell in enumerate(row, 1) if cell != ""}

    def activate(self) -> None:
        """Show it."""
        controller = self.document.model.CurrentController
        if controller is not None:
            controller.ActiveSheet = self.api

    select = activate

    def clear_contents(self) -> None:
        """Remove values and formulas."""
        self.cells.clear_contents()

    def clear(self) -> None:
        """Remove everything."""
        self.cells.clear()

    def autofit(self, axis: str | None = None) -> None:
        """Let its rows, columns or both be as large as their content."""
        self.used_range.autofit(axis)

    def delete(self) -> None:
        """Remove it."""
        self.document.model.Sheets.removeByName(self.name)
