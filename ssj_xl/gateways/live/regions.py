"""Tables of an open workbook: where they stand, and their rows read in one call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ssj_xl.gateways.headers import header_row, heading
from ssj_xl.gateways.live.blocks import formulas, read
from ssj_xl.gateways.live.busy import patiently
from ssj_xl.gateways.live.host import where
from ssj_xl.gateways.xlsx.reading import CELL_LIMIT, ROW_LIMIT
from ssj_xl.gateways.xlsx.refs import Area
from ssj_xl.tables.grid import Raw
from ssj_xl.tables.problems import Place, fail

_BELOW = 200
"""Rows below a table that are read at first, to see whether it goes on there."""


@dataclass
class Region:
    """A table on a sheet.  Rows and columns of the sheet count from 1; `formulas` and `rows` count columns from 0.

    inside: last sheet row that lies in the Excel Table; for a bare sheet the last row with data.
    formulas: columns that compute themselves.  rows: as the caller sees them, changes included.
    seen: as they were in the program.  changed: row → column → value, not yet written.
    """

    name: str
    sheet: Any
    header: tuple[str, ...]
    left: int
    first: int
    inside: int
    listed: Any = None
    totals: bool = False
    formulas: frozenset[int] = frozenset()
    rows: list[list[Raw]] = field(default_factory=list)
    seen: list[list[Raw]] = field(default_factory=list)
    changed: dict[int, dict[int, Raw]] = field(default_factory=dict)

    @property
    def right(self) -> int:
        """The last column."""
        return self.left + len(self.header) - 1

    @property
    def after(self) -> int:
        """The first sheet row below everything the table holds."""
        return self.first + len(self.rows)

    @property
    def title(self) -> str:
        """The sheet's name."""
        return str(self.sheet.name)

    def area(self, first: int, last: int) -> Area:
        """Some sheet rows of the table's columns."""
        return Area(first, self.left, last, self.right)

    def trimmed(self, rows: Sequence[Sequence[Raw]]) -> list[list[Raw]]:
        """The rows without the blank ones at the end."""
        end = len(rows)
        while end and self.is_blank(rows[end - 1]):
            end -= 1
        return [list(row) for row in rows[:end]]

    def is_blank(self, row: Sequence[Raw]) -> bool:
        """Whether nothing stands in the row but what the table's own formulas put there."""
        return all(cell is None or column in self.formulas for column, cell in enumerate(row))


@dataclass
class _Page:
    """A sheet with the names of its tables."""

    sheet: Any
    title: str
    tables: dict[str, Any]

    @cached_property
    def rows(self) -> list[list[Raw]]:
        """All rows from A1, for a sheet without a table."""
        used = self.sheet.used_range
        bottom, right = _end(used)
        _refuse_sparse(self.sheet, bottom, right)
        return read(self.sheet, Area(1, 1, bottom, right))


class Tables:
    """The tables of one workbook (an xlwings.Book), looked up by name once."""

    def __init__(self, book: Any) -> None:
        self._book = book

    @cached_property
    def _pages(self) -> list[_Page]:
        return patiently(lambda: [
            _Page(sheet, sheet.name, {table.name: table for table in sheet.tables}) for sheet in self._book.sheets])

    def names(self) -> Iterator[str]:
        """Every name under which `region` finds a table, in workbook order."""
        taken = {name.casefold() for page in self._pages for name in page.tables}
        for page in self._pages:
            yield from page.tables
            if page.title.casefold() not in taken and self._is_table(page):
                yield page.title

    def _is_table(self, page: _Page) -> bool:
        return len(page.tables) == 1 or (not page.tables and header_row(page.rows) is not None)

    def region(self, name: str) -> Region | None:
        """The table of this name: an Excel Table, else the only one on the sheet so named, else that sheet's rows."""
        wanted = name.casefold()
        for page in self._pages:
            for title, table in page.tables.items():
                if title.casefold() == wanted:
                    return _listed(name, page.sheet, table)
        found = next((page for page in self._pages if page.title.casefold() == wanted), None)
        if found is None:
            return None
        if len(found.tables) == 1:
            return _listed(name, found.sheet, next(iter(found.tables.values())))
        found.__dict__.pop("rows", None)
        return _bare(name, found)

    def neighbours(self, region: Region) -> list[Area]:
        """Areas of the other tables on the region's sheet."""
        page = next(page for page in self._pages if page.title == region.title)
        others = [table for table in page.tables.values() if region.listed is None or table.name != region.listed.name]
        return patiently(lambda: [_area(table.range) for table in others])


def _listed(name: str, sheet: Any, table: Any) -> Region:
    """Read an Excel Table, with the rows directly below that it did not grow to take in."""
    area, heads, totals = patiently(lambda: (_area(table.range), bool(table.show_headers), bool(table.show_totals)))
    _refuse_sparse(sheet, area.bottom, area.right - area.left + 1)
    cells = read(sheet, area)
    declared = [""] * len(cells[0]) if heads else patiently(lambda: [column.name for column in table.columns])
    header = tuple(heading(cell if heads else None, title) for cell, title in zip(cells[0], declared, strict=True))
    region = Region(name, sheet, header, area.left, area.top + heads, area.bottom - totals, table, totals)
    body = cells[int(heads) : len(cells) - int(totals)]
    region.formulas = _computed(region)
    if not totals:
        body += _below(region)
    return _finished(region, body)


def _computed(region: Region) -> frozenset[int]:
    """Columns with a formula in the table's first and last row: those it fills itself."""
    if region.inside < region.first:
        return frozenset()
    ends = [formulas(region.sheet, region.area(row, row))[0] for row in {region.first, region.inside}]
    return frozenset(column for column in range(len(region.header)) if all(end[column] for end in ends))


def _below(region: Region) -> list[list[Raw]]:
    """Rows typed directly under the table; read in steps that double, so that few calls do."""
    bottom, _ = _end(region.sheet.used_range)
    found: list[list[Raw]] = []
    start, step = region.inside + 1, _BELOW
    while start <= bottom:
        rows = read(region.sheet, region.area(start, min(start + step - 1, bottom)))
        blank = next((n for n, row in enumerate(rows) if region.is_blank(row)), len(rows))
        found += rows[:blank]
        if blank < len(rows):
            break
        start, step = start + step, 2 * step
    return found


def _bare(name: str, page: _Page) -> Region | None:
    top = header_row(page.rows)
    if top is None:
        return None
    titles = page.rows[top - 1]
    used = [column for column, title in enumerate(titles) if title is not None]
    header = tuple(heading(titles[column], "") for column in range(used[0], used[-1] + 1))
    region = Region(name, page.sheet, header, used[0] + 1, top + 1, len(page.rows))
    _finished(region, [row[used[0] : used[-1] + 1] for row in page.rows[top:]])
    region.inside = region.after - 1
    return region


def _finished(region: Region, body: list[list[Raw]]) -> Region:
    region.rows = region.trimmed(body)
    region.seen = [list(row) for row in region.rows]
    if len(region.rows) > ROW_LIMIT:
        place = Place(where(region.sheet.book), region.title)
        raise fail("T18", place, table=region.name, line=region.first + ROW_LIMIT, limit=ROW_LIMIT)
    return region


def _refuse_sparse(sheet: Any, rows: int, columns: int) -> None:
    if rows * columns > CELL_LIMIT:
        raise fail("F22", Place(where(sheet.book), sheet.name), exit_code=3)


def _area(cells: Any) -> Area:
    rows, columns = cells.shape
    return Area(cells.row, cells.column, cells.row + rows - 1, cells.column + columns - 1)


def _end(cells: Any) -> tuple[int, int]:
    """Last row and column of a range."""
    return patiently(lambda: (cells.row + cells.shape[0] - 1, cells.column + cells.shape[1] - 1))
