"""Writing into an open workbook: few blocks, every one read back, and all of it undone where one fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from ssj_xl.gateways.live.blocks import (
    LONG,
    Formats,
    Formula,
    block,
    outgoing,
    read,
    read_block,
    rectangles,
    reformatted,
    same,
    spread,
    standing,
)
from ssj_xl.gateways.live.quiet import is_program_error, name_of, patiently
from ssj_xl.gateways.live.regions import Region, area_of, blanks
from ssj_xl.office.refs import Area
from ssj_xl.tables.extent import models, spec_of
from ssj_xl.tables.grid import Raw
from ssj_xl.tables.problems import Place, UserError, fail

Cells = Mapping[int, Mapping[int, Raw | Formula]]
"""Sheet row → sheet column → value."""

BLOCKS = 64
"""Changes in more places than this are written as whole columns, so that calls do not grow with the rows."""
_MENDED = 50


class Writing:
    """What one commit writes into one workbook, with the way back.

    from_1904: how the workbook counts days.  path: for messages.
    """

    def __init__(self, path: str, *, from_1904: bool) -> None:
        self._path = path
        self._from_1904 = from_1904
        self._back: list[Callable[[], None]] = []

    @property
    def begun(self) -> bool:
        """Whether anything was written that would have to be undone."""
        return bool(self._back)

    def region(self, region: Region, last: int) -> None:
        """Put a table's changes into its sheet, and let it have its shape.  Raises UserError F28.

        last: sheet row in which the table is to end.  Rows typed below it are taken in as they stand; only cells
        that are blank get formulas, only rows that are new get formats.
        """
        if region.added:
            self._widen(region)
        # Of a column that was whole in the table only what stands below it is looked at, however long it is.
        blank = {column: blanks(region, column, last, first=region.first if column in region.lacking else region.inside + 1)
                 for column in sorted(region.computed)}
        self._note_blank(region, blank)
        if region.listed is not None and last > region.inside:
            self._resize(region, last)
        self._dress(region, max(region.first + len(region.seen), region.inside + 1), last)
        cells = {region.first + n: {region.left + column: value for column, value in row.items()}
                 for n, row in region.changed.items()}
        if cells:
            self._cells(region.sheet, self._few(region, cells))
        for column, rows in blank.items():
            if rows:
                self._compute(region, column, (max(region.first, rows[0] - 1), last))

    def cell(self, sheet: Any, at: tuple[int, int], value: Raw) -> None:
        """Put a value into one cell.  Raises UserError F28."""
        row, column = at
        self._cells(sheet, {row: {column: value}})

    def attempt(self, region: Region, last: int) -> None:
        """The same for a table that no act is about; where the program refuses, it stays as it was."""
        done = len(self._back)
        try:
            self.region(region, last)
        except Exception as error:
            if is_program_error(error) or isinstance(error, UserError):
                self.take_back(done)
                return
            raise

    def take_back(self, done: int = 0) -> None:
        """Undo what was written, the last first.  done: steps that are to stay."""
        while len(self._back) > done:
            self._back.pop()()

    def _note_blank(self, region: Region, blank: Mapping[int, Sequence[int]]) -> None:
        """Computed cells that are blank now are blank again afterwards, whoever fills them."""
        spots: dict[int, dict[int, None]] = {}
        for column, rows in blank.items():
            for row in rows:
                spots.setdefault(row, {})[region.left + column] = None
        for area in rectangles(spots):
            self._back.append(partial(_clear, region.sheet, area))

    def _dress(self, region: Region, first: int, last: int) -> None:
        """Give new rows below the table the formats of the row above them."""
        if first - 1 < region.first or last < first:
            return
        sheet, model = region.sheet, region.area(first - 1, first - 1)
        whole = block(sheet, region.area(first - 1, last))
        patiently(lambda: block(sheet, model).autofill(whole, "fill_formats"))

    def _compute(self, region: Region, column: int, rows: tuple[int, int]) -> None:
        """Let the blank cells of a computed column have its formula: down from the cell above, else the one of all.

        rows: the first one, above which nothing is blank, and the last.
        A program fills no rows that a filter hides; they get theirs as text.
        """
        first, last = rows
        area = Area(first, region.left + column, last, region.left + column)
        for run, above, _ in _runs_without(region.sheet, area):
            if isinstance(above, Formula):
                whole = block(region.sheet, Area(run.top - 1, run.left, run.bottom, run.right))
                source = block(region.sheet, Area(run.top - 1, run.left, run.top - 1, run.right))
                patiently(partial(source.autofill, whole, "fill_copy"))
        if not blanks(region, column, last, first=first):
            return
        for run, _, texts in _runs_without(region.sheet, Area(region.first, area.left, last, area.right)):
            if len(texts) == 1:
                _send(region.sheet, run, [[text] for text in texts] * (run.bottom + 1 - run.top))

    def _resize(self, region: Region, last: int) -> None:
        table, sheet = region.listed, region.sheet
        old = patiently(lambda: area_of(table.range))
        self._back.append(partial(patiently, lambda: table.resize(block(sheet, region.area(old.top, old.bottom)))))
        patiently(lambda: table.resize(block(sheet, region.area(old.top, last))))

    def _widen(self, region: Region) -> None:
        """Write the titles of new columns, let each look like the last one of its kind, and let the table take them in."""
        sheet, table, head = region.sheet, region.listed, region.first - 1
        first, bottom = region.right + 1 - len(region.added), max(region.inside, region.first)
        known = region.header[: -len(region.added)]
        for at, column in enumerate(models(known, spec_of(region.name, region.title), region.added), first):
            _look_like(sheet, at, region.left + column, (head, bottom))
        self._cells(sheet, {head: dict(enumerate(region.added, first))})
        if table is not None:
            before, after = Area(head, region.left, region.inside + region.totals, first - 1), Area(head, region.left, region.inside + region.totals, region.right)
            self._back.append(partial(patiently, lambda: table.resize(block(sheet, before))))
            patiently(lambda: table.resize(block(sheet, after)))

    def _few(self, region: Region, cells: Cells) -> Cells:
        """The changes themselves, or where they are scattered the columns they stand in, from first to last."""
        if len(rectangles(cells)) <= BLOCKS:
            return cells
        columns = sorted({column for row in cells.values() for column in row})
        first, last = min(cells), max(cells)
        found = read_block(region.sheet, Area(first, columns[0], last, columns[-1]))
        return {row: {c: cells.get(row, {}).get(c, found[row - first][c - columns[0]]) for c in columns}
                for row in range(first, last + 1)}

    def _cells(self, sheet: Any, cells: Cells) -> None:
        areas = rectangles(cells)
        for area in areas:
            self._area(sheet, area, cells)
        for area in areas:
            self._check(sheet, area, cells)

    def _area(self, sheet: Any, area: Area, cells: Cells) -> None:
        """Formats first, then the values in one call; what puts either back is noted just before."""
        values = [[cells[row][column] for column in range(area.left, area.right + 1)]
                  for row in range(area.top, area.bottom + 1)]
        before = read_block(sheet, area)
        codes = self._formatted(sheet, area, values)
        self._back.append(partial(_send, sheet, area, self._sent(before, codes)))
        _send(sheet, area, self._sent(values, codes))

    def _sent(self, values: Sequence[Sequence[Any]], codes: Sequence[Sequence[str | None]]) -> list[list[Any]]:
        return [[outgoing(value, code, from_1904=self._from_1904) for value, code in zip(row, kinds, strict=True)]
                for row, kinds in zip(values, codes, strict=True)]

    def _formatted(self, sheet: Any, area: Area, values: Sequence[Sequence[Any]]) -> list[list[str | None]]:
        """Give cells formats that their values need; returns the formats they then have."""
        known = Formats(sheet)
        old = [known.column(column, area.top, area.bottom) for column in range(area.left, area.right + 1)]
        codes = [spread(runs) for runs in old]
        for number, column in enumerate(range(area.left, area.right + 1)):
            runs = reformatted([row[number] for row in values], codes[number])
            for run in runs:
                codes[number][run.start : run.stop] = [run.code] * (run.stop - run.start)
            if runs:
                self._back.append(partial(_reformat, sheet, area.top, column, old[number]))
                _reformat(sheet, area.top, column, runs)
        return [list(row) for row in zip(*codes, strict=True)]

    def _check(self, sheet: Any, area: Area, cells: Cells) -> None:
        """Read back what was written; text that the program took otherwise gets another apostrophe, or one less."""
        wrong = self._wrong(sheet, area, cells)
        if not wrong:
            return
        if len(wrong) <= _MENDED:
            for row, column in wrong:
                value = cells[row][column]
                if isinstance(value, str):
                    spelt = value if value.startswith("'") else f"'{value}"
                    _send(sheet, Area(row, column, row, column), [[spelt]])
            wrong = self._wrong(sheet, area, cells)
        if wrong:
            row, column = wrong[0]
            raise fail("F28", Place(self._path, name_of(sheet), str(Area(row, column, row, column))), exit_code=3)

    def _wrong(self, sheet: Any, area: Area, cells: Cells) -> list[tuple[int, int]]:
        found = read(sheet, area)
        return [(row, column) for row in range(area.top, area.bottom + 1) for column in range(area.left, area.right + 1)
                if not same(found[row - area.top][column - area.left], cells[row][column])]


def _runs_without(sheet: Any, area: Area) -> Iterator[tuple[Area, Raw | Formula, set[str]]]:
    """Blank cells of a column below each other, with what stands above them, and all formulas of the column."""
    found = [row[0] for row in standing(sheet, area)]
    texts = {cell.text for cell in found if isinstance(cell, Formula)}
    blank = {area.top + n: {area.left: None} for n, cell in enumerate(found) if cell is None}
    for run in rectangles(blank)[:BLOCKS]:
        yield run, found[run.top - 1 - area.top] if run.top > area.top else None, texts


def _send(sheet: Any, area: Area, rows: Sequence[Sequence[Any]]) -> None:
    """Values in one call; then long text, which goes into its cells one by one."""
    long = {(r, c): cell for r, row in enumerate(rows) for c, cell in enumerate(row)
            if isinstance(cell, str) and len(cell) > LONG}
    short = tuple(tuple(None if (r, c) in long else cell for c, cell in enumerate(row)) for r, row in enumerate(rows))
    patiently(partial(_fill, block(sheet, area), short))
    for (r, c), text in long.items():
        patiently(partial(_fill, block(sheet, Area(area.top + r, area.left + c, area.top + r, area.left + c)), text))


def _look_like(sheet: Any, at: int, model: int, rows: tuple[int, int]) -> None:
    """Give a column the width, the number format and the title's look of another one.  rows: of the title, of the last row."""
    head, last = rows
    source, cell = (block(sheet, Area(head, column, head, column)) for column in (model, at))
    below, body = (block(sheet, Area(head + 1, column, last, column)) for column in (model, at))

    def dress() -> None:
        cell.column_width, cell.color, cell.wrap_text = source.column_width, source.color, source.wrap_text
        cell.font.bold, cell.font.color = source.font.bold, source.font.color
        body.number_format = below[0, 0].number_format

    patiently(dress)


def _clear(sheet: Any, area: Area) -> None:
    patiently(lambda: block(sheet, area).clear_contents())


def _fill(cells: Any, values: Any) -> None:
    cells.raw_value = values


def _reformat(sheet: Any, top: int, column: int, runs: Sequence[Any]) -> None:
    for run in runs:
        cells = block(sheet, Area(top + run.start, column, top + run.stop - 1, column))
        if run.code is not None:
            patiently(partial(setattr, cells, "number_format", run.code))
