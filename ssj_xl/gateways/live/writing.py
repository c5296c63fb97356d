"""Writing into an open workbook: few blocks, every one read back, and all of it undone where one fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from ssj_xl.gateways.live.blocks import (
    LONG,
    Formats,
    Formula,
    block,
    formulas,
    outgoing,
    read,
    rectangles,
    reformatted,
    same,
    spread,
)
from ssj_xl.gateways.live.busy import patiently
from ssj_xl.gateways.live.regions import Region
from ssj_xl.gateways.xlsx.refs import Area
from ssj_xl.tables.grid import Raw
from ssj_xl.tables.problems import Place, fail

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

    def region(self, region: Region) -> None:
        """Put a table's changes into its sheet; an Excel Table grows as far as needed.  Raises UserError F28."""
        last = region.first + max(region.changed)
        before = {region.first + n: dict(enumerate(row, region.left)) for n, row in enumerate(region.seen)}
        if last > region.inside:
            self._grow(region, last)
        cells = {region.first + n: {region.left + column: value for column, value in row.items()}
                 for n, row in region.changed.items()}
        self._cells(region.sheet, self._few(region, cells), before)

    def cell(self, sheet: Any, at: tuple[int, int], value: Raw) -> None:
        """Put a value into one cell.  Raises UserError F28."""
        row, column = at
        before = read(sheet, Area(row, column, row, column))[0][0]
        self._cells(sheet, {row: {column: value}}, {row: {column: before}})

    def take_back(self) -> None:
        """Undo what was written, the last first."""
        while self._back:
            self._back.pop()()

    def _grow(self, region: Region, last: int) -> None:
        """Extend the table, and give its new rows the formats and formulas of its last one."""
        sheet, origin = region.sheet, region.inside
        fresh = region.area(origin + 1, last)
        if region.listed is not None:
            self._resize(region, last)
        self._back.append(partial(patiently, lambda: block(sheet, fresh).clear_contents()))
        if origin < region.first:
            return
        whole = block(sheet, region.area(origin, last))
        patiently(lambda: block(sheet, region.area(origin, origin)).autofill(whole, "fill_formats"))
        for area in rectangles({origin: dict.fromkeys((region.left + c for c in region.formulas), None)}):
            column = block(sheet, Area(origin, area.left, last, area.right))
            patiently(partial(block(sheet, area).autofill, column, "fill_copy"))

    def _resize(self, region: Region, last: int) -> None:
        table, sheet = region.listed, region.sheet
        old = patiently(lambda: table.range)
        top, bottom = old.row, old.row + old.shape[0] - 1
        self._back.append(partial(patiently, lambda: table.resize(block(sheet, region.area(top, bottom)))))
        patiently(lambda: table.resize(block(sheet, region.area(top, last))))

    def _few(self, region: Region, cells: Cells) -> Cells:
        """The changes themselves, or where they are scattered the columns they stand in, from first to last."""
        if len(rectangles(cells)) <= BLOCKS:
            return cells
        columns = sorted({column for row in cells.values() for column in row})
        first, last = min(cells), max(cells)
        texts = formulas(region.sheet, Area(first, columns[0], last, columns[-1]))
        filled: dict[int, dict[int, Raw | Formula]] = {}
        for row in range(first, last + 1):
            given, text, number = cells.get(row, {}), texts[row - first], row - region.first
            kept = region.rows[number] if number < len(region.rows) else [None] * len(region.header)
            filled[row] = {c: given[c] if c in given else Formula(text[c - columns[0]]) if text[c - columns[0]]
                           else kept[c - region.left] for c in columns}
        return filled

    def _cells(self, sheet: Any, cells: Cells, before: Cells) -> None:
        areas = rectangles(cells)
        for area in areas:
            self._area(sheet, area, cells, before)
        for area in areas:
            self._check(sheet, area, cells)

    def _area(self, sheet: Any, area: Area, cells: Cells, before: Cells) -> None:
        """Formats first, then the values in one call."""
        values = [[cells[row][column] for column in range(area.left, area.right + 1)]
                  for row in range(area.top, area.bottom + 1)]
        codes = self._formatted(sheet, area, values, before)
        sent = [[outgoing(value, code, from_1904=self._from_1904) for value, code in zip(row, kinds, strict=True)]
                for row, kinds in zip(values, codes, strict=True)]
        _send(sheet, area, sent)

    def _formatted(self, sheet: Any, area: Area, values: Sequence[Sequence[Any]], before: Cells) -> list[list[str | None]]:
        """Give cells formats that their values need; returns the formats they then have.

        What puts the old values and formats back is noted before anything is changed.
        """
        known = Formats(sheet)
        old = [known.column(column, area.top, area.bottom) for column in range(area.left, area.right + 1)]
        codes = [spread(runs) for runs in old]
        was = [[before.get(row, {}).get(column) for column in range(area.left, area.right + 1)]
               for row in range(area.top, area.bottom + 1)]
        back = [[outgoing(value, codes[c][r], from_1904=self._from_1904) for c, value in enumerate(row)]
                for r, row in enumerate(was)]
        self._back.append(partial(_send, sheet, area, back))
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
            raise fail("F28", Place(self._path, str(sheet.name), str(Area(row, column, row, column))), exit_code=3)

    def _wrong(self, sheet: Any, area: Area, cells: Cells) -> list[tuple[int, int]]:
        found = read(sheet, area)
        return [(row, column) for row in range(area.top, area.bottom + 1) for column in range(area.left, area.right + 1)
                if not same(found[row - area.top][column - area.left], cells[row][column])]


def _send(sheet: Any, area: Area, rows: Sequence[Sequence[Any]]) -> None:
    """Values in one call; then long text, which goes into its cells one by one."""
    long = {(r, c): cell for r, row in enumerate(rows) for c, cell in enumerate(row)
            if isinstance(cell, str) and len(cell) > LONG}
    short = tuple(tuple(None if (r, c) in long else cell for c, cell in enumerate(row)) for r, row in enumerate(rows))
    patiently(partial(_fill, block(sheet, area), short))
    for (r, c), text in long.items():
        patiently(partial(_fill, block(sheet, Area(area.top + r, area.left + c, area.top + r, area.left + c)), text))


def _fill(cells: Any, values: Any) -> None:
    cells.raw_value = values


def _reformat(sheet: Any, top: int, column: int, runs: Sequence[Any]) -> None:
    for run in runs:
        cells = block(sheet, Area(top + run.start, column, top + run.stop - 1, column))
        if run.code is not None:
            patiently(partial(setattr, cells, "number_format", run.code))
