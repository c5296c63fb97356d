"""The rows of a register out of its cells, and which of them need not be read again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from ssj_xl.tables.cells import CODE, Reading, is_blank, read_cell
from ssj_xl.tables.grid import Grid, Raw
from ssj_xl.tables.problems import Problem
from ssj_xl.tables.records import BY_NAME
from ssj_xl.tables.spec import Column, Kind

if TYPE_CHECKING:
    from ssj_xl.tables.table import Row, Table

_TO_1900 = 1462
"""Days between the first days of the two calendars of Excel, 1904-01-01 and 1899-12-31."""
_COMPACT = 19_000_000
"""From here on a number is a date such as 20210315, whatever the calendar."""


_WORDS, _NOTHING = re.compile("[0-9A-Za-z\u4e00-\u9fff]+"), re.compile("(?!)")
AS_IT_STANDS = {Kind.CODE: CODE, Kind.ID: re.compile("[0-9A-Z]+"), **dict.fromkeys((Kind.TEXT, Kind.LONG, Kind.HEX), _WORDS)}
"""Texts that say themselves, without blanks, brackets or signs that `read_cell` would look at: nearly all that stand only once."""


class Reader:
    """One column of a grid: where it stands, and what its cells so far that raised no problem mean.

    Registers say the same words and days again and again.  Of numbers only those of a count mean the same wherever they stand:
    the format of a cell has its say in others (`_read_number`).
    """

    def __init__(self, column: Column, index: int) -> None:
        self.column, self.index = column, index
        self.key, self.required = column.key, column.required
        self.plain = AS_IT_STANDS.get(column.kind, _NOTHING).fullmatch
        self.types = {str, date, float} if column.kind is Kind.INT else {str, date}
        self.known: dict[Any, Any] = {}


def read_row(table: Table, readers: Sequence[Reader], raw: Sequence[Any], row: Row) -> Row:
    """Fill a row, of which every value is blank, from its cells."""
    for reader in readers:
        if (cell := raw[reader.index]) is None:  # so are most cells of a register: nothing to read, to choose from or to bound
            if reader.required:
                table.problems.append(table.problem("T03", row, reader.key))
        elif type(cell) not in reader.types:
            _read_one(table, reader, cell, row)
        elif cell in reader.known:
            row[reader.key] = reader.known[cell]
        elif type(cell) is str and reader.plain(cell):
            row[reader.key] = cell
        else:
            found = len(table.problems)
            _read_one(table, reader, cell, row)
            if len(table.problems) == found:
                reader.known[cell] = row[reader.key]
    return row


def _read_one(table: Table, reader: Reader, cell: Any, row: Row) -> None:
    """Put the value of a cell that holds something into its row, and what is wrong with it among the problems."""
    column = reader.column
    reading = _read_number(table, column, cell, (row.line, reader.index)) if isinstance(cell, int | float) else read_cell(cell, column)
    if column.kind is Kind.CHOICE and (whole := _whole_choice(column, reading.value)):
        reading = Reading(whole, "T11", (("value", reading.value), ("read", whole)))
    row[column.key] = reading.value
    if reading.code:
        table.problems.append(_reading_problem(table, row, column, reading))
    elif column.low is not None or column.high is not None:
        _check_bounds(table, row, column)
    if column.required and reading.value in ("", None, ()) and not reading.code:
        table.problems.append(table.problem("T03", row, column.key))


def _read_number(table: Table, column: Column, cell: int | float, at: tuple[int, int]) -> Reading:
    """A number by what its workbook and its format make of it: the calendar, zeros in front, a percentage.

    at: line and column of the cell in the grid.
    """
    if column.kind is Kind.DATE and table.grid.from_1904 and cell < _COMPACT:
        return read_cell(cell + _TO_1900, column)
    if column.kind in (Kind.CODE, Kind.ID):
        return read_cell(_filled_up(cell, table.grid.digits(*at)), column)
    # Asked only where it decides: a bare 1 may be 100 % or a mistake, 0.03 is 3 % either way.
    return read_cell(cell, column, percent=column.kind is Kind.RATIO and cell >= 1 and table.grid.is_percent(*at))


def _reading_problem(table: Table, row: Row, column: Column, reading: Reading) -> Problem:
    """What is wrong with a cell; T21 where a column that refers to a register's codes holds something else, as a name."""
    params = dict(reading.params)
    if reading.code == "T13" and column.refers:
        target, _, key = column.refers.partition(".")
        return table.problem("T21", row, column.key, table=target, column=BY_NAME[target].header(key), known="", **params)
    return table.problem(reading.code, row, column.key, **params)


def _filled_up(cell: int | float, digits: int) -> Raw:
    """A number that its format shows with zeros in front (008) as the text that is shown."""
    return f"{int(cell):0{digits}}" if digits and cell == int(cell) >= 0 else cell


def _whole_choice(column: Column, value: Any) -> str:
    """The only choice of a column that begins with what was written: 一般 for 一般检查事项; '' where it says itself."""
    choices = column.choices if isinstance(column.choices, tuple) else ()
    if not isinstance(value, str) or len(value) < 2 or value in choices:
        return ""
    meant = [choice for choice in choices if choice.startswith(value)]
    return meant[0] if len(meant) == 1 else ""


def _check_bounds(table: Table, row: Row, column: Column) -> None:
    """A number out of bounds is an error, and nothing is computed with it."""
    value, low, high = row[column.key], column.low, column.high
    if value is not None and not ((low is None or value >= low) and (high is None or value <= high)):
        table.problems.append(table.problem("T14", row, column.key, value=value, low=low, high=high))
        row[column.key] = None


def unchanged(table: Table, before: Table) -> dict[int, tuple[Row, bool]]:
    """Line → row as it was read before, and whether it waits, of the lines whose cells are the very same objects.

    A row that had a problem is read again, so that the problem is told again; and so is what hangs on more than its own
    cells: on another register (`Column.copies`), on another column (`Column.parted`).
    """
    spec, columns, now, then = table.spec, table.columns, table.grid, before.grid
    elsewhere = any((column.copies or column.parted) and column.key not in columns for column in spec.columns)
    if elsewhere or before.spec is not spec or before.columns != columns or _frame(then) != _frame(now):
        return {}
    doubtful = {found.place.row - now.top for found in before.problems}
    copied = [columns[column.key] for column in spec.columns if column.copies]
    found: dict[int, tuple[Row, bool]] = {}
    for rows, waits in ((before.rows, False), (before.waiting, True)):
        for row in rows:
            cells = now.rows[row.line] if row.line < len(now.rows) else None
            if cells is then.rows[row.line] and row.line not in doubtful and not any(is_blank(cells[index]) for index in copied):
                found[row.line] = row, waits
    return found


def _frame(grid: Grid) -> tuple[object, ...]:
    """What the rows of a grid are read by, beside their cells."""
    return grid.header, grid.top, grid.computed, grid.from_1904
