"""Excel Tables for xlwings: LibreOffice keeps them as database ranges."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ssj_xl.gateways.libreoffice.bridge import Unfinished, structure

if TYPE_CHECKING:
    from ssj_xl.gateways.libreoffice.range import Range
    from ssj_xl.gateways.libreoffice.sheet import Sheet

_ANONYMOUS = "__Anonymous"
"""What LibreOffice calls the range of a plain filter."""


class Tables(Unfinished):
    """The tables of one sheet, from top to bottom."""

    def __init__(self, sheet: Sheet) -> None:
        self.parent = sheet
        self.api = sheet.document.model.DatabaseRanges

    def _found(self) -> list[Table]:
        return [Table(self.parent, name) for name in self.parent.document.tables(self.parent.index - 1, _ANONYMOUS)]

    def __iter__(self) -> Iterator[Table]:
        return iter(self._found())

    def __len__(self) -> int:
        return len(self._found())

    def __contains__(self, name: object) -> bool:
        return any(table.name == name for table in self._found())

    def __call__(self, which: int | str) -> Table:
        """A table by number, from 1, or by name.  Raises KeyError, IndexError."""
        if isinstance(which, int):
            return self._found()[which - 1]
        for table in self._found():
            if table.name.casefold() == which.casefold():
                return table
        raise KeyError(which)

    def add(self, *, source: Any, name: str | None = None, has_headers: bool = True, **_others: Any) -> Table:
        """Make a table of a range of xlwings, filter buttons shown."""
        title = name or f"Table{len(self.api.ElementNames) + 1}"
        self.api.addNewByName(title, source.api.RangeAddress)
        made = self.api.getByName(title)
        made.ContainsHeader, made.AutoFilter = has_headers, True
        return Table(self.parent, title)


class Table(Unfinished):
    """One table.  `api` is LibreOffice's database range."""

    def __init__(self, parent: Sheet, name: str) -> None:
        self.parent = parent
        self._name = name

    @property
    def api(self) -> Any:
        """LibreOffice's own object, looked up by name each time: others may change it."""
        return self.parent.document.model.DatabaseRanges.getByName(self._name)

    @property
    def name(self) -> str:
        """The name."""
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        self.api.setName(value)
        self._name = value

    display_name = name

    def _rows(self, first: int, count: int) -> Range | None:
        at = self.api.DataArea
        if count < 1:
            return None
        return self.parent.block(first + 1, at.StartColumn + 1, count, at.EndColumn - at.StartColumn + 1)

    @property
    def range(self) -> Range:
        """All of it, header and totals included."""
        at = self.api.DataArea
        return self.parent.block(at.StartRow + 1, at.StartColumn + 1, at.EndRow - at.StartRow + 1,
                                 at.EndColumn - at.StartColumn + 1)

    @property
    def header_row_range(self) -> Range | None:
        """The header."""
        found = self.api
        return self._rows(found.DataArea.StartRow, 1) if found.ContainsHeader else None

    @property
    def totals_row_range(self) -> Range | None:
        """The totals row."""
        found = self.api
        return self._rows(found.DataArea.EndRow, 1) if found.TotalsRow else None

    @property
    def data_body_range(self) -> Range | None:
        """The rows between header and totals."""
        found = self.api
        at, head, totals = found.DataArea, bool(found.ContainsHeader), bool(found.TotalsRow)
        return self._rows(at.StartRow + head, at.EndRow - at.StartRow + 1 - head - totals)

    @property
    def insert_row_range(self) -> None:
        """A table here always has a row."""

    @property
    def show_headers(self) -> bool:
        """Whether its first row is a header."""
        return bool(self.api.ContainsHeader)

    @property
    def show_totals(self) -> bool:
        """Whether its last row holds totals."""
        return bool(self.api.TotalsRow)

    @property
    def show_autofilter(self) -> bool:
        """Whether the header has filter buttons."""
        return bool(self.api.AutoFilter)

    @show_autofilter.setter
    def show_autofilter(self, value: bool) -> None:
        self.api.AutoFilter = value

    @property
    def columns(self) -> TableColumns:
        """Its columns."""
        return TableColumns(self)

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell of its sheet lies in it."""
        at = self.api.DataArea
        return bool(at.StartRow < row <= at.EndRow + 1 and at.StartColumn < column <= at.EndColumn + 1)

    def resize(self, range: Any) -> None:
        """Let it cover a range of xlwings."""
        at = range.api.RangeAddress
        self.api.setDataArea(structure("table.CellRangeAddress", Sheet=at.Sheet, StartRow=at.StartRow, EndRow=at.EndRow,
                                       StartColumn=at.StartColumn, EndColumn=at.EndColumn))


class TableColumns(Unfinished):
    """Columns of a table, named by its header."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def __iter__(self) -> Iterator[TableColumn]:
        at = self._table.api.DataArea
        return (TableColumn(self._table, number) for number in range(at.EndColumn - at.StartColumn + 1))

    def __len__(self) -> int:
        return sum(1 for _ in self)


class TableColumn(Unfinished):
    """One column.  index: from 1."""

    def __init__(self, table: Table, number: int) -> None:
        self._table, self._number = table, number
        self.index = number + 1

    @property
    def name(self) -> str:
        """Its header."""
        head = self._table.header_row_range
        return str(head.api.getCellByPosition(self._number, 0).String) if head else f"Column{self.index}"
