"""Values of a closed workbook: sheets through calamine, tables as regions of sheets."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ssj_xl.gateways.headers import header_row, heading
from ssj_xl.gateways.hostile import damaged
from ssj_xl.gateways.xlsx.package import Package
from ssj_xl.gateways.xlsx.refs import Area
from ssj_xl.gateways.xlsx.workbook import ListObject, Sheet, Workbook, restore_header
from ssj_xl.tables.grid import Raw
from ssj_xl.tables.problems import Place, UserError, fail
from ssj_xl.tables.records import BY_NAME

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

ROW_LIMIT = 1_000_000
CELL_LIMIT = 32_000_000


@dataclass
class Region:
    """A table on a sheet.  Rows and columns are 1-based; `formulas` and `rows` count columns from 0.

    inside: last row that lies in the Excel Table; for a bare sheet the last row with data.
    """

    name: str
    sheet: Sheet
    header: tuple[str, ...]
    left: int
    first: int
    inside: int
    listed: ListObject | None = None
    rows: list[list[Raw]] = field(default_factory=list)
    formulas: dict[int, str] = field(default_factory=dict)

    @property
    def right(self) -> int:
        """The last column."""
        return self.left + len(self.header) - 1

    @property
    def corner(self) -> tuple[str, int, int]:
        """Sheet, row and column of its first cell: what makes two regions the same."""
        return self.sheet.name, self.first, self.left

    @property
    def after(self) -> int:
        """The first row below everything the table holds."""
        return self.first + len(self.rows)

    def set_rows(self, rows: list[list[Raw]]) -> None:
        """Take other rows, without the blank ones at the end."""
        end = len(rows)
        while end and _blank(rows[end - 1], self):
            end -= 1
        self.rows = rows[:end]

    def area(self, first: int, last: int) -> Area:
        """Some rows of the table's columns."""
        return Area(first, self.left, last, self.right)


class Reader:
    """Sheets of a workbook as dense rows from A1, read once each."""

    def __init__(self, package: Package, workbook: Workbook) -> None:
        self._package = package
        self._workbook = workbook
        self._rows: dict[str, list[list[Raw]]] = {}

    @cached_property
    def _calamine(self) -> CalamineWorkbook:
        return self._opened(self._package.data)

    def _opened(self, data: bytes) -> CalamineWorkbook:
        from python_calamine import CalamineWorkbook

        with _refusing("内部结构有错", self._package.place):
            return CalamineWorkbook.from_filelike(io.BytesIO(data))

    def rows(self, sheet: Sheet) -> list[list[Raw]]:
        """All rows of a sheet down to its last value; '' is None, an error is its text (#N/A)."""
        if sheet.name not in self._rows:
            self._rows[sheet.name] = self._read(sheet)
        return self._rows[sheet.name]

    def _read(self, sheet: Sheet) -> list[list[Raw]]:
        if sheet.xml.is_sparse(CELL_LIMIT):
            raise fail("F22", Place(self._package.place.file, sheet.name), exit_code=3)
        with _refusing(f"工作表“{sheet.name}”读不出来", self._package.place):
            found = self._cells(sheet)
        rows = [[None if cell == "" else cell for cell in row] if "" in row else row for row in found]
        for row, column, text in sheet.xml.errors():
            if row <= len(rows) and column <= len(rows[row - 1]):
                rows[row - 1][column - 1] = text
        return rows

    def _cells(self, sheet: Sheet) -> list[list[Any]]:
        from python_calamine import CalamineError

        # What our scan has to rewrite first, calamine may misread (it drops a value in CDATA).
        rewritten = sheet.xml.numbers_as_text(self._workbook.is_timelike) or sheet.xml.rewritten
        try:
            return _grid(self._with(sheet, rewritten) if rewritten else self._calamine, sheet)
        except CalamineError:  # it gives up on a merged area that it does not understand, and needs none
            return _grid(self._with(sheet, sheet.xml.cells_alone), sheet)

    def _with(self, sheet: Sheet, part: bytes) -> CalamineWorkbook:
        return self._opened(self._package.build_with(sheet.part, part))

    def value(self, sheet: Sheet, row: int, column: int) -> Raw:
        """One cell."""
        rows = self.rows(sheet)
        return rows[row - 1][column - 1] if row <= len(rows) and column <= len(rows[row - 1]) else None

    def region(self, name: str) -> Region | None:
        """The table of this name: an Excel Table, else the only one on the sheet so named, else that sheet's rows."""
        for sheet in self._workbook.sheets.values():
            for listed in sheet.lists:
                if listed.name.casefold() == name.casefold():
                    return self._listed(name, sheet, listed)
        wanted = _folded(name)
        found = next((s for s in self._workbook.sheets.values() if _folded(s.name) == wanted), None)
        if found is None:
            return None
        return self._listed(name, found, found.lists[0]) if len(found.lists) == 1 else self._bare(name, found)

    def names(self) -> Iterator[str]:
        """Every name under which `region` finds a table, in workbook order."""
        taken = {_folded(listed.name) for sheet in self._workbook.sheets.values() for listed in sheet.lists}
        for sheet in self._workbook.sheets.values():
            yield from (listed.name for listed in sheet.lists)
            if _folded(sheet.name) not in taken and self._is_table(sheet):
                yield sheet.name.strip()

    def _is_table(self, sheet: Sheet) -> bool:
        try:
            return len(sheet.lists) == 1 or header_row(self.rows(sheet)) is not None
        except UserError:  # a sheet of the user's own that cannot be read bars nobody; whoever asks for it is told
            return False

    def _listed(self, name: str, sheet: Sheet, listed: ListObject) -> Region:
        listed = self._headed(sheet, listed)
        area = listed.area
        rows = self.rows(sheet)
        header = tuple(
            heading(self.value(sheet, area.top, area.left + index) if listed.headers else None, title)
            for index, title in enumerate(listed.columns)
        )
        region = Region(name, sheet, header, area.left, listed.first, listed.last, listed, formulas=listed.formulas)
        region.rows = [_cut(rows, n, region) for n in range(region.first, min(region.inside, len(rows)) + 1)]
        if not listed.totals:
            region.rows += self._below(region)
        return self._trimmed(region)

    def _headed(self, sheet: Sheet, listed: ListObject) -> ListObject:
        """The Excel Table with its header row, where a program forgot to say that it has one (exceljs does).

        The next write says it again: to Excel the titles would be a row of data.
        """
        top = [self.value(sheet, listed.area.top, listed.area.left + index) for index in range(len(listed.columns))]
        forgotten = not listed.headers and [heading(cell, "") for cell in top] == list(listed.columns)
        if not forgotten:
            return listed
        restore_header(self._package, listed.part)
        return replace(listed, headers=1)

    def _below(self, region: Region) -> Iterator[list[Raw]]:
        """Rows typed directly under the table, which it did not grow to take in."""
        rows = self.rows(region.sheet)
        others = [listed.area for listed in region.sheet.lists if listed is not region.listed]
        for number in range(region.inside + 1, len(rows) + 1):
            row = _cut(rows, number, region)
            if _blank(row, region) or any(region.area(number, number).meets(other) for other in others):
                return
            yield row

    def _bare(self, name: str, sheet: Sheet) -> Region | None:
        rows = self.rows(sheet)
        top = header_row(rows, BY_NAME.get(name))
        if top is None:
            return None
        titles = rows[top - 1]
        used = [column for column, title in enumerate(titles) if title is not None]
        header = tuple(heading(titles[column], "") for column in range(used[0], used[-1] + 1))
        region = Region(name, sheet, header, used[0] + 1, top + 1, len(rows))
        region.rows = [_cut(rows, n, region) for n in range(region.first, len(rows) + 1)]
        self._trimmed(region)
        region.inside = region.after - 1
        return region

    def _trimmed(self, region: Region) -> Region:
        region.set_rows(region.rows)
        if len(region.rows) > ROW_LIMIT:
            place = Place(self._package.place.file, region.sheet.name)
            raise fail("T18", place, table=region.name, line=region.first + ROW_LIMIT, limit=ROW_LIMIT)
        return region


@contextlib.contextmanager
def _refusing(why: str, place: Place) -> Iterator[None]:
    """Whatever the reader library fails with is a damaged file.  Its panics are no `Exception`, and have no name to import."""
    from python_calamine import CalamineError

    try:
        yield
    except (CalamineError, ValueError, OverflowError) as error:
        raise damaged(why, place) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise damaged(why, place) from error
        raise


def _grid(book: CalamineWorkbook, sheet: Sheet) -> list[list[Any]]:
    found: list[list[Any]] = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
    return found


def _folded(name: str) -> str:
    """A name of a sheet or table as names are compared: programs tell neither case nor blanks around it apart."""
    return name.strip().casefold()


def _cut(rows: list[list[Raw]], number: int, region: Region) -> list[Raw]:
    row = rows[number - 1]
    if region.left == 1 and len(row) == region.right:
        return row
    part = row[region.left - 1 : region.right]
    return part + [None] * (len(region.header) - len(part))


def _blank(row: list[Raw], region: Region) -> bool:
    """Whether nothing stands in the row but what the table's own formulas put there."""
    if not region.formulas:
        return not any(cell is not None for cell in row)
    return all(cell is None or column in region.formulas for column, cell in enumerate(row))
