"""Values of cells: what a cell can hold, and how it is read back."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from ssj_xl.gateways.contract import Value
from ssj_xl.office.formats import Percent
from ssj_xl.office.xml import TEXT_LIMIT, UNWRITABLE
from ssj_xl.tables.grid import Grid, Raw
from ssj_xl.tables.problems import Place, Problem, UserError, problem

FIRST_DAY = date(1900, 1, 1)
_DIGITS = 10**15
_NEWLINES = re.compile("\r\n?")


class Unstorable(Exception):
    """A value that no cell can hold: the catalogue code and its parameters."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def stored(value: Value) -> Raw:
    """The value as it will be read back: numbers as float, midnight as a date, empty text as None.

    Raises Unstorable for what the user can mend, ValueError for what is a bug of the caller
    (infinities, integers of more than 15 digits, times with a zone).
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int | float):
        return _number(value)
    return _moment(value)


def _text(value: str) -> str | None:
    if "\r" in value:
        value = _NEWLINES.sub("\n", value)
    illegal = UNWRITABLE.search(value)
    if illegal:
        raise Unstorable("F18", position=illegal.start() + 1, char=f"{ord(illegal.group()):04X}")
    if len(value) > TEXT_LIMIT // 2 and len(value.encode("utf-16-le")) > 2 * TEXT_LIMIT:
        raise Unstorable("F19", length=len(value), limit=TEXT_LIMIT)
    return value or None


def _number(value: int | float) -> float:
    if not math.isfinite(value) or (isinstance(value, int) and abs(value) >= _DIGITS):
        raise ValueError(f"a cell cannot hold the number {value!r}")
    return value if isinstance(value, Percent) else float(value)


def _moment(value: date) -> date:
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            raise ValueError("a cell holds no time zone")
        value = value + timedelta(seconds=value.microsecond >= 500_000) - timedelta(microseconds=value.microsecond)
        value = value if value.time() != datetime.min.time() else value.date()
    day = value.date() if isinstance(value, datetime) else value
    if day < FIRST_DAY:
        raise Unstorable("F20", value=day.isoformat())
    return value


def appended(grid: Grid, rows: Sequence[Mapping[str, Value]]) -> list[list[Raw]]:
    """Full rows in the order of the grid's header, for rows to stand after its last one.

    Raises UserError with every problem: F16 unknown header, F18–F20 values that no cell holds.
    """
    columns = _columns(grid)
    problems: list[Problem] = _unknown(grid, columns, rows)
    width = len(grid.header)
    result = []
    for number, row in enumerate(rows, len(grid.rows)):
        cells: list[Raw] = [None] * width
        for header, value in row.items():
            if header in columns:
                cells[columns[header]] = _checked(grid, (number, columns[header]), value, problems)
        result.append(cells)
    if problems:
        raise UserError(problems)
    return result


def replaced(grid: Grid, changes: Mapping[int, Mapping[str, Value]]) -> dict[int, dict[int, Raw]]:
    """Row → column → value (0-based).  Raises UserError as `appended`, IndexError for a row that is not there."""
    columns = _columns(grid)
    problems = _unknown(grid, columns, changes.values())
    result: dict[int, dict[int, Raw]] = {}
    for number, row in changes.items():
        if not 0 <= number < len(grid.rows):
            raise IndexError(f"row {number} of {grid.name}, which has {len(grid.rows)}")
        result[number] = {
            columns[header]: _checked(grid, (number, columns[header]), value, problems)
            for header, value in row.items()
            if header in columns
        }
    if problems:
        raise UserError(problems)
    return result


def single(value: Value, place: Place) -> Raw:
    """One value for one cell.  Raises UserError F18–F20."""
    try:
        return stored(value)
    except Unstorable as error:
        raise UserError([problem(error.code, place, **error.params)]) from error


def _columns(grid: Grid) -> dict[str, int]:
    columns: dict[str, int] = {}
    for index, header in enumerate(grid.header):
        columns.setdefault(header, index)
    return columns


def _unknown(grid: Grid, columns: Mapping[str, int], rows: Iterable[Mapping[str, Value]]) -> list[Problem]:
    unknown = dict.fromkeys(header for row in rows for header in row if header not in columns)
    return [problem("F16", grid.place(-1), table=grid.name, column=header) for header in unknown]


def _checked(grid: Grid, at: tuple[int, int], value: Value, problems: list[Problem]) -> Raw:
    try:
        return stored(value)
    except Unstorable as error:
        problems.append(problem(error.code, grid.place(*at), **error.params))
        return None
