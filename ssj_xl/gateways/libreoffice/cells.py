"""Blocks of cells in one call: values as Excel gives them to xlwings, and as xlwings gives them to Excel."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from ssj_xl.gateways.libreoffice.document import DAY, LOGICAL, TEXT, TIME, Document

Block = Sequence[Sequence[Any]]

FORMULAS = 16
"""com.sun.star.sheet.CellFlags."""
_ERRORS = 4
"""com.sun.star.sheet.FormulaResult."""
ERROR_NAMES = {502: "#NUM!", 503: "#NUM!", 519: "#VALUE!", 521: "#NULL!", 524: "#REF!", 525: "#NAME?",
               532: "#DIV/0!", 32767: "#N/A"}
"""By LibreOffice's numbers; what it has more than Excel is #VALUE!."""


class CellError(str):
    """The name of an error that a formula gives, told apart from text that looks like it."""


class Area(NamedTuple):
    """Rows and columns of an area within a block, counted from 0; ends are included."""

    top: int
    left: int
    bottom: int
    right: int

    def cells(self) -> Iterator[tuple[int, int]]:
        """Row and column of every cell."""
        return ((row, column) for row in range(self.top, self.bottom + 1) for column in range(self.left, self.right + 1))


def areas(found: Any, block: Any) -> list[Area]:
    """Areas of a collection of ranges (`SheetCellRanges`) relative to the block's first cell."""
    at = block.RangeAddress
    return [Area(a.StartRow - at.StartRow, a.StartColumn - at.StartColumn,
                 a.EndRow - at.StartRow, a.EndColumn - at.StartColumn) for a in found.RangeAddresses]


def formats(block: Any) -> Iterator[tuple[int, list[Area]]]:
    """Key of each number format in the block, with the areas that have it; one round a format, not a cell."""
    groups = block.UniqueCellFormatRanges
    for index in range(groups.Count):
        group = groups.getByIndex(index)
        yield group.NumberFormat, areas(group, block)


def read(document: Document, block: Any) -> list[list[Any]]:
    """Values of a block as COM gives them: float, bool, str, None, datetime where the format shows one."""
    rows = [[None if cell == "" else cell for cell in row] for row in block.DataArray]
    if any(isinstance(cell, float) for row in rows for cell in row):
        for key, found in formats(block):
            _shown(document, rows, document.kind(key), found)
    for row, column in _cells(areas(block.queryFormulaCells(_ERRORS), block)):
        code = block.getCellByPosition(column, row).getError()
        rows[row][column] = CellError(ERROR_NAMES.get(code, "#VALUE!"))
    return rows


def _cells(found: Iterable[Area]) -> Iterator[tuple[int, int]]:
    return (cell for area in found for cell in area.cells())


def _shown(document: Document, rows: list[list[Any]], kind: int, found: list[Area]) -> None:
    if not kind & (DAY | TIME | LOGICAL):
        return
    for row, column in _cells(found):
        value = rows[row][column]
        if isinstance(value, float):
            rows[row][column] = value != 0 if kind & LOGICAL else _moment(document, value)


def _moment(document: Document, number: float) -> datetime | float:
    try:
        return document.null_date + timedelta(milliseconds=round(number * 86_400_000))
    except OverflowError:
        return number


def write(document: Document, block: Any, rows: Block) -> None:
    """Put values into a block as Excel takes them: an apostrophe makes text, an equals sign a formula.

    Unlike Excel, text that looks like a number or a date stays text.  A cell that shows no date (truth value)
    and gets one is formatted so, and one that shows a truth value and gets a number is not any more.
    """
    formulas: dict[tuple[int, int], str] = {}
    data = tuple(tuple(_plain(document, cell, (r, c), formulas) for c, cell in enumerate(row))
                 for r, row in enumerate(rows))
    literal = _literal(document, block) if formulas else set()
    block.setDataArray(tuple(
        tuple(formulas[r, c] if (r, c) in formulas and (r, c) in literal else cell for c, cell in enumerate(row))
        for r, row in enumerate(data)))
    for (row, column), text in formulas.items():
        if (row, column) not in literal:
            block.getCellByPosition(column, row).FormulaLocal = text
    _fit(document, block, rows)


def _plain(document: Document, value: Any, at: tuple[int, int], formulas: dict[tuple[int, int], str]) -> Any:
    if value is None:
        return ""
    if isinstance(value, str):
        if value.startswith("="):
            formulas[at] = value
            return ""
        return value[1:] if value.startswith("'") else value
    if isinstance(value, date):
        return document.serial(value)
    number = float(value)
    return "" if math.isnan(number) else number


def _literal(document: Document, block: Any) -> set[tuple[int, int]]:
    """Cells whose format says text: there an equals sign is text as well."""
    return {cell for key, found in formats(block) if document.kind(key) & TEXT for cell in _cells(found)}


def _fit(document: Document, block: Any, rows: Block) -> None:
    """Let numbers show as what they were meant."""
    wanted = {(r, c): _wanted(cell) for r, row in enumerate(rows) for c, cell in enumerate(row)}
    wanted = {at: kind for at, kind in wanted.items() if kind is not None}
    if not wanted:
        return
    changes: dict[tuple[int, int], int] = {}
    for key, found in formats(block):
        has = document.kind(key)
        for at in _cells(found):
            kind = wanted.get(at)
            if kind is not None and (has & LOGICAL if kind == 0 else not has & kind):
                changes[at] = kind
    for area, kind in _runs(changes):
        part = block.getCellRangeByPosition(area.left, area.top, area.right, area.bottom)
        part.NumberFormat = _format(document, kind)


def _wanted(value: Any) -> int | None:
    if isinstance(value, bool):
        return LOGICAL
    if isinstance(value, date):
        return DAY
    return 0 if isinstance(value, int | float) else None


def _format(document: Document, kind: int) -> int:
    return document.logical if kind == LOGICAL else document.key("yyyy-mm-dd" if kind == DAY else "General")


def _runs(changes: dict[tuple[int, int], int]) -> Iterator[tuple[Area, int]]:
    """Cells below each other that get the same, as areas one column wide."""
    start: tuple[int, int] | None = None
    for row, column in sorted(changes, key=lambda at: (at[1], at[0])):
        if start is None:
            start = (row, column)
        if changes.get((row + 1, column)) != changes[row, column]:
            yield Area(start[0], column, row, column), changes[row, column]
            start = None


def formulas(block: Any) -> list[list[Any]]:
    """Formulas of a block as Excel writes them; what has none gives its value."""
    rows: list[list[Any]] = [list(row) for row in block.DataArray]
    for row, column in _cells(areas(block.queryContentCells(FORMULAS), block)):
        rows[row][column] = block.getCellByPosition(column, row).FormulaLocal
    return rows
