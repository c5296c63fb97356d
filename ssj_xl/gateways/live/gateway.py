"""A workbook that is open in Excel (or LibreOffice): the same verbs as for a closed file."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from ssj_xl.gateways import snapshots, values
from ssj_xl.gateways.contract import Count, Value
from ssj_xl.gateways.live.blocks import Formats, Formula, block, formulas, sheet_of, spread
from ssj_xl.gateways.live.host import app_of, host_of, readable, where
from ssj_xl.gateways.live.quiet import is_program_error, limit_xlwings, patiently, quiet, reason
from ssj_xl.gateways.live.regions import Region, Tables
from ssj_xl.gateways.live.room import Cell, NamedCells, check_append, check_replace, check_widen, end_of
from ssj_xl.gateways.live.writing import Writing
from ssj_xl.gateways.safe import intend
from ssj_xl.gateways.strays import find_strays
from ssj_xl.office import formats
from ssj_xl.office.formats import Percent
from ssj_xl.office.refs import Area
from ssj_xl.tables.grid import Grid, Raw
from ssj_xl.tables.problems import Place, Problem, UserError, fail
from ssj_xl.tables.records import BY_NAME

T = TypeVar("T")


class LiveGateway:
    """The workbook as it is open now, with changes held until `commit`.

    book: an xlwings.Book, of Excel or of the engine in `gateways.libreoffice`.
    reason, now: for the snapshot that `commit` takes; without `now` it takes none.
    saved: the snapshots taken.
    """

    def __init__(self, book: Any, *, reason: str = "", now: datetime | None = None) -> None:
        limit_xlwings()
        self._book = book
        self._host = host_of(book)
        self._reason, self._now = reason, now
        self._path = where(book)
        self.saved: list[Path] = []
        self._new: list[Any] = []
        self._forget()

    def _forget(self) -> None:
        self._tables = Tables(self._book)
        self._named = NamedCells(self._book)
        self._regions: dict[str, Region] = {}
        self._put: dict[Cell, Raw] = {}
        self._seen: object = None

    @property
    def path(self) -> str:
        """The file; for a workbook that was never saved its title."""
        return self._path

    def tables(self) -> tuple[str, ...]:
        """Every name under which `table` finds something: Excel Tables, and sheets that have no table so named."""
        return self._tables.names

    def has(self, name: str) -> bool:
        """Whether `table` finds something under this name."""
        return self._tables.has(name)

    def table(self, name: str) -> Grid:
        """One table, read in one call.  Raises UserError F09, F22, F26, T18."""
        region = self._region(name)
        return Grid(
            name=name,
            header=region.header,
            rows=region.rows,
            file=self.path,
            sheet=region.title,
            top=region.first,
            left=region.left,
            ref_rows=min(len(region.rows), max(0, region.inside - region.first + 1)),
            unread=region.unread,
            computed=tuple(sorted(region.computed)),
            beside=region.beside,
            hidden=self._hidden(region),
            lacking=tuple(region.header[column] for column in sorted(region.lacking)),
            is_percent=self._percents(region),
            digits=self._digits(region),
        )

    def _hidden(self, region: Region) -> tuple[int, ...]:
        """Rows (from 0) that are not shown, as they were when the table was first read."""
        if region.hidden is None:
            last = region.first + len(region.seen) - 1
            found = self._host.hidden_rows(region.sheet, region.first, last) if region.seen else frozenset[int]()
            region.hidden = tuple(row for row in self._in_copy(region).hidden if row < len(region.seen)) if found is None else tuple(
                row - region.first for row in sorted(found))
        return region.hidden

    def strays(self) -> Sequence[Problem]:
        """Sheets and tables that look like a register and are read for none (F42, F43)."""
        return tuple(find_strays(self._tables.pieces(BY_NAME), self.path))

    def _region(self, name: str) -> Region:
        if name not in self._regions:
            if not self._regions:
                self._seen = self._host.state()
            region = self._tables.region(name)
            if region is None:
                raise fail("F09", Place(self.path), table=name)
            # Two names may mean one table; what one appends, the other must see.
            same = (r for r in self._regions.values() if _place(r) == _place(region))
            self._regions[name] = next(same, region)
        return self._regions[name]

    def _percents(self, region: Region) -> Callable[[int, int], bool]:
        rows, known = region.rows, len(region.seen)
        shown = self._shown(region, formats.is_percent, lambda grid, row, column: grid.is_percent(row, column))

        def is_percent(row: int, column: int) -> bool:
            if row >= len(rows) or isinstance(rows[row][column], Percent):
                return row < len(rows)
            return row < known and shown(row, column)

        return is_percent

    def _digits(self, region: Region) -> Callable[[int, int], int]:
        shown = self._shown(region, formats.filled_to, lambda grid, row, column: grid.digits(row, column))
        return lambda row, column: shown(row, column) if row < len(region.seen) else 0

    def _shown(self, region: Region, ask: Callable[[str], T], of_copy: Callable[[Grid, int, int], T]) -> Callable[[int, int], T]:
        """What number formats say (`ask`).  Where they change too often, a copy of the workbook tells (`of_copy`)."""
        columns: dict[int, list[T]] = {}

        def of_column(column: int) -> list[T]:
            at, last = region.left + column, region.first + len(region.seen) - 1
            codes = spread(Formats(region.sheet).column(at, region.first, last))
            known = [ask(code) for code in codes if code is not None]
            return known if len(known) == len(codes) else [of_copy(self._in_copy(region), row, column) for row in range(len(codes))]

        def shown(row: int, column: int) -> T:
            if column not in columns:
                columns[column] = of_column(column)
            return columns[column][row]

        return shown

    def _in_copy(self, region: Region) -> Grid:
        """The table in a copy of the workbook, which is made once."""
        from ssj_xl.gateways.opening import open_gateway

        if region.copy is None:
            with tempfile.TemporaryDirectory() as folder:
                copy = readable(Path(folder, f"copy{Path(self.path).suffix}"))
                self._host.save_copy(copy)
                region.copy = open_gateway(copy).table(region.name)
        return region.copy

    def names(self) -> Mapping[str, object]:
        """Defined names of one cell (or of one merged cell), with the cell's raw value."""
        cells = self._named.cells
        return {name: self._put.get(cells[name], value) for name, value in self._named.values().items()}

    def add(self, name: str, titles: Sequence[str]) -> None:
        """Add a sheet with a blank Excel Table; all of it takes text until something else is written.  The sheet in front stays there."""
        area, head = Area(1, 1, 2, len(titles)), Area(1, 1, 1, len(titles))
        try:
            with quiet(app_of(self._book)):
                front = patiently(lambda: self._book.sheets.active)
                sheet = patiently(lambda: self._book.sheets.add(name, after=self._book.sheets[len(self._book.sheets) - 1]))
                self._new.append(sheet)
                patiently(lambda: setattr(block(sheet, area), "number_format", "@"))
                patiently(lambda: setattr(block(sheet, head), "raw_value", (tuple(titles),)))
                patiently(lambda: sheet.tables.add(source=block(sheet, area), name=name))
                patiently(front.impl.activate)  # not the program's window: that would come before what the user is looking at
                if (spec := BY_NAME.get(name)) and spec.hidden:
                    self._host.hide(sheet)
        except Exception as error:
            if is_program_error(error):
                raise fail("F07", Place(self.path), exit_code=3, why=reason(error)) from error
            raise
        self._tables = Tables(self._book)

    def give_up(self) -> None:
        """Take away the sheets that were added and have not been saved since: the act came to nothing.

        A program that does not let go of one keeps a blank sheet, which the next act fills.
        """
        new, self._new = self._new, []
        for sheet in reversed(new):
            try:
                with quiet(app_of(self._book)):
                    patiently(sheet.delete)
            except Exception as error:
                if is_program_error(error):
                    continue
                raise

    def append(self, name: str, rows: Sequence[Mapping[str, Value]]) -> None:
        """Add rows below the last one.  Raises UserError F09, F10, F14, F16–F21."""
        region = self._region(name)
        new = values.appended(self.table(name), rows)
        while new and not any(cell is not None for cell in new[-1]):
            new.pop()
        if not new:
            return
        found = check_append(region, new, self._tables.neighbours(region))
        # Where something stands in a column, that column is left alone; the others are one block.
        blank = [c for c in range(len(region.header))
                 if c not in region.computed and all(row[c] is None for row in found)]
        for number, row in enumerate(new, len(region.rows)):
            region.changed[number] = {c: row[c] for c in blank}
        shown = [[None if isinstance(old, Formula) else old if cell is None else cell
                  for cell, old in zip(row, beside, strict=True)] for row, beside in zip(new, found, strict=True)]
        region.rows = region.trimmed([*region.rows, *shown])

    def replace(self, name: str, changes: Mapping[int, Mapping[str, Value]]) -> None:
        """Put values into rows.  Raises UserError F09, F14, F16–F20; IndexError for a row that is not there."""
        region = self._region(name)
        new = values.replaced(self.table(name), changes)
        check_replace(region, new)
        rows = list(region.rows)
        for number, cells in new.items():
            rows[number] = [cells.get(column, old) for column, old in enumerate(rows[number])]
            region.changed.setdefault(number, {}).update(cells)
        region.rows = region.trimmed(rows)

    def widen(self, name: str, titles: Sequence[str]) -> None:
        """Add columns at the right of a table.  Raises UserError F09, F63."""
        region = self._region(name)
        check_widen(region, titles, self._tables.neighbours(region))
        region.widen(titles)

    def put(self, name: str, value: Value) -> None:
        """Fill the cell of a defined name.  Raises UserError F11, F18–F20, F24."""
        cell = self._named.cells.get(name)
        if cell is None:
            raise fail("F11", Place(self.path), name=name)
        title, row, column = cell
        area = Area(row, column, row, column)
        place = Place(self.path, title, str(area))
        raw = values.single(value, place)
        if formulas(sheet_of(self._book, title), area)[0][0]:
            raise fail("F24", place)
        self._put[cell] = raw

    def show(self, count: Count) -> None:
        """The program computes by itself."""

    def commit(self) -> None:
        """Write the changes into the open workbook and save it, or leave both as they were.

        One block a table for new rows, one a stretch of changed cells; each is read back before anything is
        saved.  Raises UserError (exit code 3): F07 not saved, F13 changed since it was read, F26 busy, F27 sheet
        with a password, F28 not taken as written, F29 not undone, F30 not on this machine.
        """
        regions = list({id(r): r for r in self._regions.values() if r.changed or r.added}.values())
        if not regions and not self._put:
            return
        try:
            self.refuse_home()
            self._refuse_changed(regions)
            if self._now is not None:
                self._snapshot(self._now)
            intend(Path(self.path))
            self._carry_out(regions)
        except Exception as error:
            if is_program_error(error) or isinstance(error, OSError):
                raise fail("F07", Place(self.path), exit_code=3, why=reason(error)) from error
            raise
        self._host.forget_undo()
        self._new = []
        self._forget()

    def refuse_home(self) -> None:
        """Raise UserError where nothing could be saved, or what others saved would be lost: F30 not on this machine, F07 opened only
        to be read, F85 the file is another by now."""
        place = Place(self.path)
        if not Path(self.path).is_absolute() or "://" in self.path:
            raise fail("F30", place, exit_code=3, where=self.path)
        if self._host.read_only:
            raise fail("F07", place, exit_code=3, why="工作簿以只读方式打开")
        if self._host.is_replaced:
            raise fail("F85", place, exit_code=3)

    def _refuse_changed(self, regions: Sequence[Region]) -> None:
        """Somebody may have typed since the tables were read; they are read again unless the program can tell that nobody has."""
        if self._seen is not None and self._seen == self._host.state():
            return
        for region in regions:
            now = self._tables.region(region.name)
            if now is None or _typed(now) != _typed(region):
                raise fail("F13", Place(self.path, region.title), exit_code=3)

    def _snapshot(self, now: datetime) -> None:
        """A copy of the workbook as it is open, unsaved work included, beside those that closed files get.

        Where nothing is unsaved the file is that copy already, and the program need not write another.
        """
        if self._host.is_saved and Path(self.path).is_file():
            self.saved.append(snapshots.snapshot(Path(self.path), self._reason, now))
            return
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder, f"copy{Path(self.path).suffix}")
            self._host.save_copy(copy)
            data = copy.read_bytes()
        self.saved.append(snapshots.snapshot(Path(self.path), self._reason, now, data))

    def _carry_out(self, regions: Sequence[Region]) -> None:
        writing = Writing(self.path, from_1904=self._host.from_1904)
        titles = dict.fromkeys([*(r.title for r in regions), *(cell[0] for cell in self._put)])
        sheets = {title: sheet_of(self._book, title) for title in titles}
        broken = self._broken({_place(region) for region in regions})
        try:
            with quiet(app_of(self._book), computing=True, drawing=True):
                with quiet(app_of(self._book)), self._host.unprotected(sheets.values()):
                    for region in broken:
                        writing.attempt(region, end_of(region))
                    for region in regions:
                        writing.region(region, end_of(region))
                    for (title, row, column), value in self._put.items():
                        writing.cell(sheets[title], (row, column), value)
                # Computed, drawn and protected again: only so is it saved.
                patiently(self._book.save)
        except BaseException as error:
            self._undo(writing, sheets.values(), error)
            raise

    def _broken(self, others: set[tuple[str, int, int]]) -> list[Region]:
        """Registers that lost their shape, other ones than these: what no act is about is mended by every write.

        Those that this act has read are not read again: they had their shape, or are the ones that it writes.
        """
        sound = {region.title for region in self._regions.values()
                 if _place(region) in others or not (region.lacking or region.after - 1 > region.inside)}
        return [region for region in self._tables.shapeless(lambda sheet: not self._host.is_protected(sheet), besides=sound)
                if _place(region) not in others and (region.lacking or end_of(region) > region.inside)]

    def _undo(self, writing: Writing, sheets: Iterable[Any], error: BaseException) -> None:
        if not writing.begun:
            return
        try:
            with quiet(app_of(self._book)), self._host.unprotected(sheets):
                writing.take_back()
        except Exception as another:
            if is_program_error(another) or isinstance(another, UserError):
                raise fail("F29", Place(self.path), exit_code=3, why=reason(error)) from error
            raise


def _place(region: Region) -> tuple[str, int, int]:
    return region.title, region.first, region.left


def _typed(region: Region) -> tuple[object, ...]:
    """What must not have changed: place, header, and rows but for what formulas give; columns to be added are not there yet."""
    rows = [[None if c in region.computed else cell for c, cell in enumerate(row)] for row in region.seen]
    return region.header[: len(region.header) - len(region.added)], region.first, region.left, region.inside, rows
