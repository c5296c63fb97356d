"""Cells of an open sheet in blocks: read, formats, and what a value must be so that Excel takes it as meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from ssj_xl.gateways.live.quiet import patiently
from ssj_xl.office import formats
from ssj_xl.office.formats import Percent, serial
from ssj_xl.office.refs import Area
from ssj_xl.tables.grid import EPOCH, Raw

LONG = 8000
"""Text longer than this goes into its cell alone: Excel refuses it in a block."""
_NEW_ERRORS = {-2146826245: "#GETTING_DATA", -2146826243: "#SPILL!", -2146826238: "#CALC!"}


@dataclass(frozen=True)
class Formula:
    """A formula that stands in a cell and is to stay there, with its equals sign."""

    text: str


class Run(NamedTuple):
    """Rows of a column, from 0 and without the end, that have one number format; None: not known."""

    start: int
    stop: int
    code: str | None


def block(sheet: Any, area: Area) -> Any:
    """Cells of a sheet of xlwings; by their address, because corners are three calls more."""
    return patiently(lambda: sheet.range(str(area)))


def sheet_of(book: Any, title: str) -> Any:
    """A sheet of xlwings by its name."""
    return patiently(lambda: book.sheets[title])


def read(sheet: Any, area: Area) -> list[list[Raw]]:
    """All values of an area in one call, as every other door gives them."""
    cells = block(sheet, area).options(ndim=2, err_to_str=True, chunksize=None)
    rows = patiently(lambda: cells.value)
    if any(isinstance(cell, Decimal) for row in rows for cell in row):  # Excel rounds money, but not in Value2
        exact = _rows(patiently(lambda: cells.api.Value2))
        rows = [[plain if isinstance(cell, Decimal) else cell for cell, plain in zip(row, beside, strict=True)]
                for row, beside in zip(rows, exact, strict=True)]
    return [[None if cell is None else _raw(cell) for cell in row] for row in rows]


def _raw(value: Any) -> Raw:
    if value is None or isinstance(value, str | float | bool):
        return None if value == "" else value
    if isinstance(value, datetime):
        return _moment(value)
    # Excel gives numbers as float; an int is an error that xlwings has no name for.
    return _NEW_ERRORS.get(value, "#ERROR!")


def _moment(value: datetime) -> Raw:
    """Days before March 1900 come one early, because Excel counts a 29 February 1900 that never was."""
    value = value.replace(tzinfo=None)
    value += timedelta(seconds=value.microsecond >= 500_000) - timedelta(microseconds=value.microsecond)
    if value.date() == EPOCH:
        return value.time()
    if value.date() < date(1900, 2, 28):
        value += timedelta(days=1)
    return value if value.time() != time() else value.date()


def formulas(sheet: Any, area: Area) -> list[list[str]]:
    """Formulas of an area in one call; '' for a cell that has none.

    Text that begins with an equals sign looks like a formula to `Range.formula`, but is its own value.
    """
    cells = block(sheet, area)
    found = _rows(patiently(lambda: cells.formula))
    if not any(isinstance(text, str) and text.startswith("=") for row in found for text in row):
        return [[""] * len(row) for row in found]
    values = read(sheet, area)
    return [[text if isinstance(text, str) and text.startswith("=") and text != value else ""
             for text, value in zip(row, kept, strict=True)] for row, kept in zip(found, values, strict=True)]


def standing(sheet: Any, area: Area) -> list[list[Raw | Formula]]:
    """What an area holds: formulas where there are some, values elsewhere."""
    values, texts = read(sheet, area), formulas(sheet, area)
    return [[Formula(text) if text else value for value, text in zip(row, beside, strict=True)]
            for row, beside in zip(values, texts, strict=True)]


def read_block(sheet: Any, area: Area) -> list[list[Raw | Formula]]:
    """What an area holds, as it has to be written to stand there again: an error is typed, not put as text."""
    found = standing(sheet, area)
    if not any(isinstance(cell, str) and cell.startswith("#") for row in found for cell in row):
        return found
    rows = _rows(patiently(lambda: block(sheet, area).raw_value))
    return [[Formula(str(cell)) if type(raw) is int and not isinstance(cell, Formula) else cell
             for cell, raw in zip(row, beside, strict=True)] for row, beside in zip(found, rows, strict=True)]


def _rows(value: Any) -> Sequence[Sequence[Any]]:
    """Rows, also for one cell or one row, which come bare."""
    if not isinstance(value, list | tuple):
        return [[value]]
    return value if isinstance(value[0], list | tuple) else [value]


class Formats:
    """Number formats of columns, found by halves: as many calls as the formats change, up to a budget."""

    def __init__(self, sheet: Any, budget: int = 200) -> None:
        self._sheet = sheet
        self._left = budget

    def column(self, column: int, first: int, last: int) -> list[Run]:
        """Runs of a column of the sheet (1-based, ends included); rows in them count from `first`."""
        return list(_joined(self._runs(column, first, last + 1, first)))

    def _runs(self, column: int, start: int, stop: int, base: int) -> Iterator[Run]:
        self._left -= 1
        cells = block(self._sheet, Area(start, column, stop - 1, column))
        code = patiently(lambda: cells.number_format) if self._left >= 0 else None
        if code is not None or stop - start == 1 or self._left < 0:
            yield Run(start - base, stop - base, code)
            return
        middle = (start + stop) // 2
        yield from self._runs(column, start, middle, base)
        yield from self._runs(column, middle, stop, base)


def _joined(runs: Iterator[Run]) -> Iterator[Run]:
    kept: Run | None = None
    for run in runs:
        if kept is not None and kept.code == run.code:
            kept = Run(kept.start, run.stop, run.code)
            continue
        if kept is not None:
            yield kept
        kept = run
    if kept is not None:
        yield kept


def spread(runs: Sequence[Run]) -> list[str | None]:
    """The format of every row."""
    return [run.code for run in runs for _ in range(run.start, run.stop)]


def needed(value: Raw | Formula, code: str | None) -> str | None:
    """The format that a value needs instead of the one its cell has; None where that will do."""
    if isinstance(value, datetime | date):
        fits = code is not None and formats.is_date(code)
        return None if fits else formats.MOMENT if isinstance(value, datetime) else formats.DAY
    if isinstance(value, Percent):
        return None if code is not None and formats.is_percent(code) else formats.percent(value)
    if isinstance(value, bool | float):
        # A cell formatted as text would take a number as text.
        fits = code is not None and code != formats.TEXT and not (
            isinstance(value, float) and formats.is_timelike(code))
        return None if fits else formats.GENERAL
    return formats.GENERAL if isinstance(value, Formula) and code == formats.TEXT else None


def reformatted(values: Sequence[Raw | Formula], codes: Sequence[str | None]) -> list[Run]:
    """Runs of a column that need another format.  Blanks and text, which have no need, do not part a run."""
    runs: list[Run] = []
    joining = False
    for row, (value, code) in enumerate(zip(values, codes, strict=True)):
        if value is None or isinstance(value, str):
            continue
        wanted = needed(value, code)
        if wanted is not None and joining and runs[-1].code == wanted:
            runs[-1] = Run(runs[-1].start, row + 1, wanted)
        elif wanted is not None:
            runs.append(Run(row, row + 1, wanted))
        joining = wanted is not None
    return runs


def outgoing(value: Raw | Formula, code: str | None, *, from_1904: bool) -> Any:
    """A value as it is handed to the program: text that stays text, days as their number.

    In a cell formatted as text nothing is interpreted, anywhere else everything is; an apostrophe stops that.
    """
    if isinstance(value, Formula):
        return value.text
    if isinstance(value, str):
        return value if code == formats.TEXT and not value.startswith("'") else f"'{value}"
    if isinstance(value, date):
        return serial(value, from_1904=from_1904)
    return float(value) if isinstance(value, float) else value


def rectangles(changes: Mapping[int, Mapping[int, Any]]) -> list[Area]:
    """Changed cells (row → column) as few areas: runs of rows by column, equal neighbours joined."""
    columns: dict[int, list[int]] = {}
    for row in sorted(changes):
        for column in changes[row]:
            columns.setdefault(column, []).append(row)
    found: list[Area] = []
    beside: dict[tuple[int, int], int] = {}  # rows → first column of an area that ends in the column before
    for column in range(min(columns, default=0), max(columns, default=-1) + 2):
        rows = set(_stretches(columns[column])) if column in columns else set()
        found += [Area(top, left, bottom, column - 1) for (top, bottom), left in beside.items()
                  if (top, bottom) not in rows]
        beside = {stretch: beside.get(stretch, column) for stretch in sorted(rows)}
    return found


def _stretches(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of rows without a gap."""
    start = rows[0]
    for row, following in pairwise([*rows, -1]):
        if following != row + 1:
            yield start, row
            start = following


def same(found: Raw, meant: Raw | Formula) -> bool:
    """Whether a cell holds what was meant for it."""
    if isinstance(meant, Formula):
        return True
    if isinstance(meant, bool) or isinstance(found, bool):
        return found is meant
    if isinstance(meant, datetime) and isinstance(found, datetime):
        return abs(found - meant) <= timedelta(seconds=1)
    return found == meant
