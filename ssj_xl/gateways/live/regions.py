"""Tables of an open workbook: where they stand, and their rows read in one call."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any

from ssj_xl.gateways.headers import header_row, heading
from ssj_xl.gateways.live.blocks import formulas, read
from ssj_xl.gateways.live.host import place_of
from ssj_xl.gateways.live.quiet import name_of, patiently
from ssj_xl.gateways.strays import Piece, columns_beside
from ssj_xl.gateways.xlsx.reading import CELL_LIMIT, ROW_LIMIT
from ssj_xl.office.refs import LAST_ROW, Area
from ssj_xl.tables.extent import Counting, Unread, counting, counting_columns, find_extent, is_computed, spec_of
from ssj_xl.tables.grid import Grid, Raw
from ssj_xl.tables.headers import Untaken
from ssj_xl.tables.problems import fail
from ssj_xl.tables.spec import TableSpec

_BELOW = 200
"""Rows below a table that are read at first, to see whether it goes on there."""
_STEP = 20_000
"""So many at most in one call."""


@dataclass
class Region:
    """A table on a sheet.  Rows and columns of the sheet count from 1; the others, and those of `rows`, from 0.

    inside: last sheet row that lies in the Excel Table; for a bare sheet the last row with data.
    counting: which cells make a row.  computed: columns that a formula fills; lacking: those with a blank cell.
    rows: as the caller sees them, changes included.  seen: as they were in the program.
    beside: titled columns outside of the Excel Table; hidden: rows that are not shown, None before anybody asked.
    copy: the table in a copy of the workbook, once somebody asked for what the program tells only cell by cell.
    changed: row → column → value, not yet written.  added: titles at the end of `header` that the sheet does not have yet.
    """

    name: str
    sheet: Any
    header: tuple[str, ...]
    left: int
    first: int
    inside: int
    listed: Any = None
    totals: bool = False
    counting: Counting = field(default_factory=lambda: Counting(()))
    computed: frozenset[int] = frozenset()
    lacking: frozenset[int] = frozenset()
    unread: tuple[Unread, ...] = ()
    rows: list[list[Raw]] = field(default_factory=list)
    seen: list[list[Raw]] = field(default_factory=list)
    changed: dict[int, dict[int, Raw]] = field(default_factory=dict)
    added: tuple[str, ...] = ()
    beside: tuple[Untaken, ...] = ()
    hidden: tuple[int, ...] | None = None
    copy: Grid | None = None

    @property
    def right(self) -> int:
        """The last column."""
        return self.left + len(self.header) - 1

    @property
    def after(self) -> int:
        """The first sheet row below everything the table holds."""
        return self.first + len(self.rows)

    @cached_property
    def title(self) -> str:
        """The sheet's name."""
        return name_of(self.sheet)

    def area(self, first: int, last: int) -> Area:
        """Some sheet rows of the table's columns."""
        return Area(first, self.left, last, self.right)

    def widen(self, titles: Sequence[str]) -> None:
        """Take blank columns with these titles at the right; they are not written yet."""
        new = range(len(self.header), len(self.header) + len(titles))
        self.header, self.added = (*self.header, *titles), (*self.added, *titles)
        self.rows = [[*row, *(None for _ in titles)] for row in self.rows]
        self.counting = replace(self.counting, columns=(*self.counting.columns, *new))

    def trimmed(self, rows: list[list[Raw]]) -> list[list[Raw]]:
        """The rows, each the very one, without the blank ones at the end."""
        end = len(rows)
        while end and all(cell is None or column in self.computed for column, cell in enumerate(rows[end - 1])):
            end -= 1
        return rows[:end]


@dataclass
class _Page:
    """A sheet with the names of its tables."""

    sheet: Any
    title: str
    tables: dict[str, Any]

    @cached_property
    def rows(self) -> list[list[Raw]]:
        """All rows from A1, for a sheet without a table."""
        bottom, right = _end(self.sheet)
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

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every name under which `region` finds a table, in workbook order."""
        return tuple(self._named())

    def _named(self) -> Iterator[str]:
        taken = {name.casefold() for page in self._pages for name in page.tables}
        for page in self._pages:
            yield from page.tables
            if page.title.casefold() not in taken and self._is_table(page):
                yield page.title

    def has(self, name: str) -> bool:
        """Whether `region` finds a table of this name; no other sheet is read for it."""
        page, table = self._found(name)
        return page is not None and (table is not None or self._is_table(page))

    def shapeless(self, may_be: Callable[[Any], bool], *, besides: Collection[str] = ()) -> Iterator[Region]:
        """Registers in an Excel Table that may lack their shape, as they are now, on sheets of which this may be said.

        besides: sheets that are left out where they hold one table only.  Those that plainly have it are not read.
        """
        for page in self._pages:
            own = {name: table for name, table in page.tables.items() if spec_of(name, page.title)}
            if own and not (len(page.tables) == 1 and page.title in besides) and may_be(page.sheet):
                yield from (_listed(name, page, table) for name, table in own.items() if not _has_its_shape(page.sheet, table))

    def _is_table(self, page: _Page) -> bool:
        return len(page.tables) == 1 or (not page.tables and header_row(page.rows) is not None)

    def region(self, name: str) -> Region | None:
        """The table of this name: an Excel Table, else the only one on the sheet so named, else that sheet's rows."""
        page, table = self._found(name)
        if page is None:
            return None
        if table is not None:
            return _listed(name, page, table)
        page.__dict__.pop("rows", None)
        return _bare(name, page)

    def _found(self, name: str) -> tuple[_Page | None, Any]:
        wanted = name.casefold()
        for page in self._pages:
            for title, table in page.tables.items():
                if title.casefold() == wanted:
                    return page, table
        found = next((page for page in self._pages if page.title.casefold() == wanted), None)
        return found, next(iter(found.tables.values())) if found and len(found.tables) == 1 else None

    def pieces(self, names: Iterable[str]) -> Iterator[Piece]:
        """What none of these names leads to: Excel Tables, and sheets from which none is read."""
        found = [self._found(name) for name in names]
        taken = {(page.title, name_of(table) if table is not None else "") for page, table in found if page}
        for page in self._pages:
            yield from (_piece(page, table) for name, table in page.tables.items() if (page.title, name) not in taken)
            if not any(title == page.title for title, _ in taken):
                yield Piece(page.title, partial(getattr, page, "rows"))

    def neighbours(self, region: Region) -> list[Area]:
        """Areas of the other tables on the region's sheet."""
        return _neighbours(next(page for page in self._pages if page.title == region.title), region)


def _has_its_shape(sheet: Any, table: Any) -> bool:
    """Whether nothing stands on the sheet below a table, and no column in which a formula stands has a blank cell."""
    area, first, last = patiently(lambda: (at := area_of(table.range), at.top + bool(table.show_headers), at.bottom - bool(table.show_totals)))
    if _end(sheet)[0] > area.bottom:
        return False
    ends = [formulas(sheet, Area(row, area.left, row, area.right))[0] for row in sorted({first, last})] if first <= last else []
    computed = {area.left + column for end in ends for column, text in enumerate(end) if text}
    return not any(_blank_rows(sheet, Area(first, column, last, column)) for column in computed)


def _piece(page: _Page, table: Any) -> Piece:
    area = patiently(lambda: area_of(table.range))
    return Piece(page.title, lambda: read(page.sheet, area), name_of(table), area.top, area.left)


def _neighbours(page: _Page, region: Region) -> list[Area]:
    others = [table for table in page.tables.values() if table is not region.listed]
    return patiently(lambda: [area_of(table.range) for table in others])


def _listed(name: str, page: _Page, table: Any) -> Region:
    """Read an Excel Table, with the rows below that it did not grow to take in."""
    sheet = page.sheet
    area, heads, totals = patiently(lambda: (area_of(table.range), bool(table.show_headers), bool(table.show_totals)))
    _refuse_sparse(sheet, area.bottom, area.right - area.left + 1)
    cells = read(sheet, area)
    declared = [""] * len(cells[0]) if heads else patiently(lambda: [column.name for column in table.columns])
    header = tuple(heading(cell if heads else None, title) for cell, title in zip(cells[0], declared, strict=True))
    region = Region(name, sheet, header, area.left, area.top + heads, area.bottom - totals, table, totals)
    body = cells[int(heads) :]
    _find_formulas(region, body)
    below, computed = _below(region, min((a.top - 1 for a in _neighbours(page, region) if a.meets(
        Area(area.bottom + 1, region.left, LAST_ROW, region.right))), default=LAST_ROW))
    formulas = {len(body) + number: columns for number, columns in computed.items()}
    finished = _finished(region, [*body, *below], formulas)
    if heads and (spec := spec_of(name, page.title)):
        finished.beside = tuple(_beside(page, finished, spec))
    return finished


def _beside(page: _Page, region: Region, spec: TableSpec) -> Iterator[Untaken]:
    right, head = _end(region.sheet)[1], region.first - 1
    if right <= region.right and region.left == 1:
        return
    cells = read(region.sheet, Area(head, 1, max(region.after - 1, region.inside), max(right, region.right)))
    others = _neighbours(page, region)
    yield from columns_beside(region.header, spec, ((at, [row[at - 1] for row in cells]) for at in range(1, len(cells[0]) + 1)
                                                    if not region.left <= at <= region.right
                                                    and not any(area.meets(Area(head, at, head, at)) for area in others)))


def _counting(region: Region) -> tuple[int, ...]:
    return counting_columns(region.header, spec_of(region.name, region.title), region.computed)


def _find_formulas(region: Region, body: Sequence[Sequence[Raw]]) -> None:
    """Columns that a formula fills, judged by the table's first and last row, and those with a blank cell."""
    if region.inside < region.first:
        return
    ends = [formulas(region.sheet, region.area(row, row))[0] for row in sorted({region.first, region.inside})]
    known = _counting(region)
    rows = len({region.first, region.inside})
    region.computed = frozenset(c for c in range(len(region.header))
                                if is_computed(c in known, sum(bool(end[c]) for end in ends), rows))
    inside = body[: region.inside - region.first + 1]
    blank = [c for c in region.computed if any(row[c] is None for row in inside)]
    region.lacking = frozenset(c for c in blank if blanks(region, c, region.inside))


def blanks(region: Region, column: int, last: int, *, first: int = 0) -> list[int]:
    """Sheet rows, from `first` (that of the region) down to `last`, in which a computed column holds nothing."""
    top = max(first, region.first)
    if top > last:
        return []
    return _blank_rows(region.sheet, Area(top, region.left + column, last, region.left + column))


def _blank_rows(sheet: Any, area: Area) -> list[int]:
    """Sheet rows of an area one column wide that hold nothing.  Where every cell shows something no formula is asked for."""
    values = read(sheet, area)
    if all(value is not None for value, in values):
        return []
    return [area.top + n for n, ((value,), (text,)) in enumerate(zip(values, formulas(sheet, area), strict=True)) if value is None and not text]


def _below(region: Region, floor: int) -> tuple[list[list[Raw]], dict[int, set[int]]]:
    """Rows under the table down to the end of the sheet or the next table, and where formulas stand in them.

    Read in steps that double, so that few calls do; the blank rows at the end cost nothing.
    """
    found: list[list[Raw]] = []
    computed: dict[int, set[int]] = {}
    start, step = region.inside + region.totals + 1, _BELOW
    bottom = min(_end(region.sheet)[0], floor)
    while start <= bottom:
        area = region.area(start, min(start + step - 1, bottom))
        rows = read(region.sheet, area)
        if any(cell is not None for row in rows for cell in row):
            skipped = start - region.inside - region.totals - 1
            found += [[None for _ in region.header] for _ in range(skipped - len(found))]
            found += rows
            for number, row in enumerate(formulas(region.sheet, area), skipped):
                if columns := {column for column, text in enumerate(row) if text}:
                    computed[number] = columns
        start, step = area.bottom + 1, min(2 * step, _STEP)
    return found, computed


def _bare(name: str, page: _Page) -> Region | None:
    top = header_row(page.rows)
    if top is None:
        return None
    titles = page.rows[top - 1]
    used = [column for column, title in enumerate(titles) if title is not None]
    header = tuple(heading(titles[column], "") for column in range(used[0], used[-1] + 1))
    region = Region(name, page.sheet, header, used[0] + 1, top + 1, len(page.rows))
    # Only a register says what belongs to it on a sheet without an Excel Table; elsewhere all of it does.
    region.inside = top if spec_of(name, page.title) else len(page.rows)
    _finished(region, [row[used[0] : used[-1] + 1] for row in page.rows[top:]], {})
    region.inside = region.after - 1
    return region


def _finished(region: Region, body: list[list[Raw]], computed: Mapping[int, Collection[int]]) -> Region:
    """The region with its rows: down to where they end (`tables.extent`).  computed: where formulas stand in them."""
    region.counting = counting(region.header, spec_of(region.name, region.title), region.computed, computed)
    inside = max(0, region.inside - region.first + 1)
    extent = find_extent(body, inside, region.header, region.counting, totals=region.totals)
    region.rows, region.unread = [list(row) for row in body[: extent.rows]], extent.unread
    region.seen = [list(row) for row in region.rows]
    if len(region.rows) > ROW_LIMIT:
        place = place_of(region.sheet)
        raise fail("T18", place, table=region.name, line=region.first + ROW_LIMIT, limit=ROW_LIMIT)
    return region


def _refuse_sparse(sheet: Any, rows: int, columns: int) -> None:
    if rows * columns > CELL_LIMIT:
        raise fail("F22", place_of(sheet), exit_code=3)


def area_of(cells: Any) -> Area:
    """Where cells of xlwings stand."""
    rows, columns = cells.shape
    return Area(cells.row, cells.column, cells.row + rows - 1, cells.column + columns - 1)


def _end(sheet: Any) -> tuple[int, int]:
    """Last row and column of a sheet's used range."""
    area = patiently(lambda: area_of(sheet.used_range))
    return area.bottom, area.right
