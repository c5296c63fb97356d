"""Values of a closed workbook: sheets through calamine, tables as regions of sheets."""

from __future__ import annotations

import contextlib
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Any

from ssj_xl.gateways.headers import header_row, heading
from ssj_xl.gateways.strays import Piece, columns_beside
from ssj_xl.office.hostile import damaged
from ssj_xl.office.package import Package
from ssj_xl.office.refs import LAST_ROW, Area, moved
from ssj_xl.office.values import XmlValues
from ssj_xl.office.workbook import ListObject, Sheet, Workbook, restore_header
from ssj_xl.tables.extent import Counting, Unread, counting, counting_columns, find_extent, is_computed, spec_of
from ssj_xl.tables.grid import Raw
from ssj_xl.tables.headers import Untaken
from ssj_xl.tables.problems import Place, UserError, fail
from ssj_xl.tables.records import BY_NAME
from ssj_xl.tables.spec import TableSpec

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

ROW_LIMIT = 1_000_000
CELL_LIMIT = 32_000_000
_NONE: frozenset[int] = frozenset()
_SAMPLES = 50
"""Formulas of a column that are compared, to see whether they are one."""


@dataclass
class Region:
    """A table on a sheet.  Rows and columns are 1-based; the others count columns from 0, `unread` rows as well.

    inside: last row that lies in the Excel Table; for a bare sheet the last row with data.
    counting: which cells make a row.  computed: columns that a formula fills.
    undeclared: those of which the Excel Table does not say so (any more), with the formula that it should tell.
    lacking: those with a blank cell; typed: those with a value of somebody's.  beside: titled columns outside of the Excel Table.
    """

    name: str
    sheet: Sheet
    header: tuple[str, ...]
    left: int
    first: int
    inside: int
    listed: ListObject | None = None
    rows: list[list[Raw]] = field(default_factory=list)
    unread: tuple[Unread, ...] = ()
    counting: Counting = field(default_factory=lambda: Counting(()))
    computed: frozenset[int] = frozenset()
    undeclared: dict[int, str] = field(default_factory=dict)
    lacking: frozenset[int] = frozenset()
    typed: frozenset[int] = frozenset()
    beside: tuple[Untaken, ...] = ()

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

    @property
    def others(self) -> list[Area]:
        """Where the other tables of its sheet stand; its own that says it is elsewhere (`_is_misplaced`) is none of them."""
        own = self.listed.part if self.listed else ""
        return [listed.area for listed in self.sheet.lists if listed.part != own and listed.name.casefold() != self.name.casefold()]

    def widen(self, titles: Sequence[str]) -> None:
        """Take blank columns with these titles at the right."""
        new = range(len(self.header), len(self.header) + len(titles))
        self.header = (*self.header, *titles)
        self.rows = [[*row, *(None for _ in titles)] for row in self.rows]
        self.counting = replace(self.counting, columns=(*self.counting.columns, *new))
        if self.listed:
            area = replace(self.listed.area, right=self.right)
            self.listed = replace(self.listed, area=area, columns=(*self.listed.columns, *titles))

    def set_rows(self, rows: list[list[Raw]]) -> None:
        """Take other rows, without the blank ones at the end."""
        end = len(rows)
        while end and all(cell is None or column in self.computed for column, cell in enumerate(rows[end - 1])):
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
        self._plain: dict[str, bytes] = {}
        self._gave_up = False

    @cached_property
    def _by_xml(self) -> XmlValues:
        return XmlValues(self._package, self._workbook)

    @cached_property
    def _calamine(self) -> CalamineWorkbook:
        try:
            return self._opened(self._package.data)
        except UserError:  # it knows no Excel 4 sheets, no sheets without a part, no names with backslashes
            self._plain = {self._workbook.part: self._workbook.plainest()}
        try:
            return self._opened(self._package.build_with(self._plain))
        except UserError:
            self._gave_up = True
            raise

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
        found = self._cells(sheet)
        rows = [[None if cell == "" else cell for cell in row] if "" in row else row for row in found]
        for row, column, text in sheet.xml.errors():
            if row <= len(rows) and column <= len(rows[row - 1]):
                rows[row - 1][column - 1] = text
        return rows

    def _cells(self, sheet: Sheet) -> list[list[Any]]:
        """Rows by calamine; where it gives up on the workbook or this sheet, which Excel need not, by our own reader."""
        if not self._gave_up:
            with contextlib.suppress(UserError), _refusing(f"工作表“{sheet.name}”读不出来", self._package.place):
                return self._by_calamine(sheet)
        return self._by_xml.rows(sheet.xml)

    def _by_calamine(self, sheet: Sheet) -> list[list[Any]]:
        from python_calamine import CalamineError

        # What our scan has to rewrite first, calamine may misread (it drops a value in CDATA).
        rewritten = sheet.xml.numbers_as_text(self._workbook.is_timelike) or sheet.xml.rewritten
        try:
            return _grid(self._with(sheet, rewritten) if rewritten else self._calamine, sheet)
        except CalamineError:  # it gives up on a merged area that it does not understand, and needs none
            return _grid(self._with(sheet, sheet.xml.cells_alone), sheet)

    def _with(self, sheet: Sheet, part: bytes) -> CalamineWorkbook:
        _ = self._calamine
        return self._opened(self._package.build_with({**self._plain, sheet.part: part}))

    def value(self, sheet: Sheet, row: int, column: int) -> Raw:
        """One cell."""
        rows = self.rows(sheet)
        return rows[row - 1][column - 1] if row <= len(rows) and column <= len(rows[row - 1]) else None

    def cells(self, region: Region, number: int) -> list[Raw]:
        """What stands in one sheet row of a table's columns."""
        rows = self.rows(region.sheet)
        return _cut(rows, number, region) if number <= len(rows) else [None] * len(region.header)

    def region(self, name: str) -> Region | None:
        """The table of this name: an Excel Table, else the only one on the sheet so named, else that sheet's rows."""
        sheet, listed = self._found(name)
        if sheet is None:
            return None
        return self._listed(name, sheet, listed) if listed and not self._is_misplaced(sheet, listed) else self._bare(name, sheet)

    def _is_misplaced(self, sheet: Sheet, listed: ListObject) -> bool:
        """Whether a register's Excel Table says that it is where none of its titles stand, though its sheet has them elsewhere."""
        top = (self.value(sheet, listed.area.top, listed.area.left + index) for index in range(len(listed.columns)))
        if not listed.headers or any(heading(cell, "") in listed.columns for cell in top):
            return False
        spec = spec_of(listed.name, sheet.name)
        return spec is not None and header_row(self.rows(sheet), spec) not in (None, listed.area.top)

    def _found(self, name: str) -> tuple[Sheet | None, ListObject | None]:
        for sheet in self._workbook.sheets.values():
            for listed in sheet.lists:
                if listed.name.casefold() == name.casefold():
                    return sheet, listed
        wanted = _folded(name)
        found = next((s for s in self._workbook.sheets.values() if _folded(s.name) == wanted), None)
        return found, found.lists[0] if found and len(found.lists) == 1 else None

    def pieces(self, names: Iterable[str]) -> Iterator[Piece]:
        """What none of these names leads to: Excel Tables, and sheets from which none is read."""
        found = [self._found(name) for name in names]
        taken = {(sheet.name, listed.part if listed else "") for sheet, listed in found if sheet}
        for sheet in self._workbook.sheets.values():
            yield from (self._piece(sheet, listed) for listed in sheet.lists if (sheet.name, listed.part) not in taken)
            if not any(name == sheet.name for name, _ in taken):
                yield Piece(sheet.name, partial(self.rows, sheet))

    def _piece(self, sheet: Sheet, listed: ListObject) -> Piece:
        area, rows = listed.area, partial(self.rows, sheet)
        return Piece(sheet.name, lambda: [row[area.left - 1 : area.right] for row in rows()[area.top - 1 : area.bottom]],
                     listed.name, area.top, area.left)

    def names(self) -> Iterator[str]:
        """Every name under which `region` finds a table, in workbook order."""
        taken = {_folded(listed.name) for sheet in self._workbook.sheets.values() for listed in sheet.lists}
        for sheet in self._workbook.sheets.values():
            yield from (listed.name for listed in sheet.lists)
            if _folded(sheet.name) not in taken and self._is_table(sheet):
                yield sheet.name.strip()

    def has(self, name: str) -> bool:
        """Whether `region` finds a table of this name."""
        sheet, listed = self._found(name)
        return sheet is not None and (listed is not None or self._is_table(sheet))

    def _is_table(self, sheet: Sheet) -> bool:
        try:
            return len(sheet.lists) == 1 or header_row(self.rows(sheet)) is not None
        except UserError:  # a sheet of the user's own that cannot be read bars nobody; whoever asks for it is told
            return False

    def _listed(self, name: str, sheet: Sheet, listed: ListObject) -> Region:
        listed = self._headed(sheet, listed)
        area = listed.area
        header = tuple(
            heading(self.value(sheet, area.top, area.left + index) if listed.headers else None, title)
            for index, title in enumerate(listed.columns)
        )
        region = Region(name, sheet, header, area.left, listed.first, listed.last, listed)
        _find_formulas(region)
        return self._ended(region)

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

    def _ended(self, region: Region) -> Region:
        """The region with its rows: down to where they end (`tables.extent`)."""
        rows, listed = self.rows(region.sheet), region.listed
        spec = spec_of(region.name, region.sheet.name)
        own = frozenset(counting(region.header, spec).own)
        # Below the table a formula alone makes no row; inside it, and where there is none, one in a column of the user's own.
        within = cache(lambda columns: frozenset(column - region.left for column in columns))  # rows share their sets
        formulas = {row - region.first: within(columns) if listed and row > region.inside else within(columns) & own
                    for row, columns in region.sheet.xml.formulas.items()}
        region.counting = replace(counting(region.header, spec, region.computed, formulas), own=tuple(sorted(own)))
        found = [_cut(rows, n, region) for n in range(region.first, min(len(rows), _floor(region)) + 1)]
        # Only a register says what belongs to it on a sheet without an Excel Table; elsewhere all of it does.
        inside = max(0, listed.last - region.first + 1) if listed else 0 if spec else len(found)
        extent = find_extent(found, inside, region.header, region.counting, totals=bool(listed and listed.totals))
        region.rows, region.unread = found[: extent.rows], extent.unread
        if len(region.rows) > ROW_LIMIT:
            place = Place(self._package.place.file, region.sheet.name)
            raise fail("T18", place, table=region.name, line=region.first + ROW_LIMIT, limit=ROW_LIMIT)
        if listed:
            _find_gaps(region)
            _find_typed(region)
        if listed and listed.headers and spec:
            region.beside = tuple(_beside(region, rows, spec))
        return region

    def _bare(self, name: str, sheet: Sheet) -> Region | None:
        rows = self.rows(sheet)
        top = header_row(rows, BY_NAME.get(name))
        if top is None:
            return None
        titles = rows[top - 1]
        used = [column for column, title in enumerate(titles) if title is not None]
        header = tuple(heading(titles[column], "") for column in range(used[0], used[-1] + 1))
        region = Region(name, sheet, header, used[0] + 1, top + 1, len(rows))
        self._ended(region)
        region.inside = region.after - 1
        return region


def _beside(region: Region, rows: list[list[Raw]], spec: TableSpec) -> Iterator[Untaken]:
    """Columns with a title in the row of the header and values below it, that are in no Excel Table."""
    head = region.first - 1
    lines = rows[head - 1 : max(region.after - 1, region.inside)]
    yield from columns_beside(region.header, spec, ((at, [row[at - 1] if len(row) >= at else None for row in lines])
                                                    for at in range(1, len(lines[0]) + 1 if lines else 1)
                                                    if not region.left <= at <= region.right
                                                    and not any(area.meets(Area(head, at, head, at)) for area in region.others)))


def _floor(region: Region) -> int:
    """The last row above the next table below."""
    below = region.area(region.inside + 1, LAST_ROW)
    return min((area.top - 1 for area in region.others if area.meets(below)), default=LAST_ROW)


def _find_formulas(region: Region) -> None:
    """Columns that a formula fills: as the Excel Table says, or where a program dropped that, as its cells show."""
    declared = frozenset(region.listed.formulas) if region.listed else frozenset()
    region.computed = declared
    formulas = region.sheet.xml.formulas
    rows = range(region.first, region.inside + 1)
    counts = Counter[int]()
    for columns, count in Counter(formulas[row] for row in rows if row in formulas).items():
        counts.update({column - region.left: count for column in columns})
    known = counting_columns(region.header, spec_of(region.name, region.sheet.name))
    for column, count in counts.items():
        if 0 <= column < len(region.header) and column not in declared and is_computed(column in known, count, len(rows)):
            texts = set(_samples(region, column, [row for row in rows if region.left + column in formulas.get(row, ())]))
            if len(texts) == 1:
                region.computed |= {column}
                text = texts.pop()
                if region.listed and moved(text, 1) == text:
                    region.undeclared[column] = text


def _samples(region: Region, column: int, rows: list[int]) -> Iterator[str]:
    """Formulas of a column, some of them, as they would read in the first row below."""
    for row in rows[:: max(1, len(rows) // _SAMPLES)]:
        text = region.sheet.xml.formula(row, region.left + column)
        if text:
            yield moved(text, rows[-1] + 1 - row)


def _find_typed(region: Region) -> None:
    """Computed columns in which somebody typed something as well: what stands there is not only the formula's."""
    formulas = region.sheet.xml.formulas
    for number, row in enumerate(region.rows, region.first):
        there = formulas.get(number, _NONE)
        region.typed |= {column for column in region.computed if row[column] is not None and region.left + column not in there}


def _find_gaps(region: Region) -> None:
    """Computed columns of which a cell is blank."""
    formulas = region.sheet.xml.formulas
    wanted = {region.left + column for column in region.computed}
    for number in range(region.first, max(region.inside, region.after - 1) + 1):
        missing = wanted - formulas.get(number, _NONE)
        if missing:
            cells = region.sheet.xml.cells(number)
            region.lacking |= {at - region.left for at in missing if (info := cells.get(at)) is None or not info.filled}
        if region.lacking == region.computed:
            return


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

