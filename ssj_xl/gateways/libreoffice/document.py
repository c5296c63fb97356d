"""One open spreadsheet document as the parts of the engine share it: number formats, dates, addresses, long columns in few calls."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any

from ssj_xl.gateways.libreoffice.bridge import structure
from ssj_xl.office.refs import moved

DAY, TIME, PERCENT, TEXT, LOGICAL = 2, 4, 128, 256, 1024
"""com.sun.star.util.NumberFormat."""
_GENERAL = ("general", "standard", "boolean")
_QUOTED = re.compile(r'("[^"]*"|\[[^\]]*\]|\\.)')
_LETTERS = re.compile("[YMDHS]+(?!/PM|M/P)")


class Document:
    """A model of LibreOffice with what is remembered about it."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self._kinds: dict[int, tuple[int, str]] = {}
        self._keys: dict[str, int] = {}
        self._state: tuple[Any, ...] = ()
        self._tables: list[tuple[int, int, int, str]] = []

    @cached_property
    def _english(self) -> Any:
        return structure("lang.Locale", Language="en", Country="US")

    @cached_property
    def null_date(self) -> datetime:
        """The day with number 0."""
        day = self.model.NullDate
        return datetime(day.Year, day.Month, day.Day)

    @cached_property
    def _collections(self) -> tuple[Any, Any]:
        """Database ranges and sheets; they stay the same objects whatever is in them."""
        return self.model.DatabaseRanges, self.model.Sheets

    def tables(self, sheet: int, hidden: str) -> list[str]:
        """Names of the database ranges on a sheet (from 0), from top to bottom, but for those whose names begin with `hidden`.

        Asked once while neither ranges nor sheets come, go or are renamed.
        """
        ranges, sheets = self._collections
        state = (ranges.ElementNames, sheets.ElementNames)
        if state != self._state:
            areas = {name: ranges.getByName(name).DataArea for name in state[0] if not name.startswith(hidden)}
            self._tables = sorted((area.Sheet, area.StartRow, area.StartColumn, name) for name, area in areas.items())
            self._state = state
        return [name for on, _, _, name in self._tables if on == sheet]

    def kind(self, key: int) -> int:
        """What a number format shows: DAY, TIME, PERCENT, TEXT, LOGICAL as bits."""
        return self._known(key)[0]

    def code(self, key: int) -> str:
        """The format's code as Excel writes it."""
        return self._known(key)[1]

    def _known(self, key: int) -> tuple[int, str]:
        if key not in self._kinds:
            found = self.model.NumberFormats.getByKey(key)
            self._kinds[key] = (found.Type, _as_excel(found.FormatString))
        return self._kinds[key]

    def key(self, code: str) -> int:
        """The number format of a code as Excel writes it; made where there is none."""
        if code not in self._keys:
            self._keys[code] = self._made(code)
        return self._keys[code]

    def _made(self, code: str) -> int:
        formats = self.model.NumberFormats
        if code.casefold() == "general":
            return int(formats.getStandardIndex(self._english))
        found = formats.queryKey(code, self._english, False)
        return int(found if found >= 0 else formats.addNew(code, self._english))

    @cached_property
    def logical(self) -> int:
        """The number format that shows 1 as TRUE."""
        return int(self.model.NumberFormats.getStandardFormat(LOGICAL, self._english))

    def serial(self, value: date) -> float:
        """The number of a day or moment."""
        moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
        return (moment.replace(tzinfo=None) - self.null_date).total_seconds() / 86400


def _as_excel(code: str) -> str:
    """LibreOffice writes YYYY-MM-DD where Excel writes yyyy-mm-dd; quoted text stays as it is."""
    if code.casefold() in _GENERAL:
        return "General"
    parts = _QUOTED.split(code)
    return "".join(part if n % 2 else _LETTERS.sub(lambda m: m[0].lower(), part) for n, part in enumerate(parts))


_CONTENTS = 1 | 2 | 4 | 16
"""Numbers, dates, text and formulas (com.sun.star.sheet.CellFlags)."""
_FEW = 3
"""Formulas that are asked for one by one."""
_LONG = 500
"""Rows from which on it is worth asking which columns are blank."""
_OF_SHEET = re.compile(r"(?<=['\w])\.(?=\$?[A-Z]{1,3}\$?\d)")


def filled(block: Any) -> list[list[Any]]:
    """Values of a block, None where there is none.  Of a long one blank columns, which are many, are not fetched."""
    at = block.RangeAddress
    count, last = at.EndRow - at.StartRow + 1, at.EndColumn - at.StartColumn
    if count < _LONG or not last:
        return [[None if cell == "" else cell for cell in row] for row in block.DataArray]
    parts = [block.getCellRangeByPosition(column, 0, column, count - 1) for column in range(last + 1)]
    used = [column for column, part in enumerate(parts) if part.queryContentCells(_CONTENTS).Count]
    columns: list[Sequence[Any]] = [(None,) * count] * (last + 1)
    for first, final in _neighbours(used):
        found = block.getCellRangeByPosition(first, 0, final, count - 1).DataArray
        columns[first : final + 1] = [[None if cell == "" else cell for cell in column] for column in zip(*found, strict=True)]
    return [list(row) for row in zip(*columns, strict=True)]


def _neighbours(columns: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of columns without a gap."""
    for column in columns:
        if column - 1 not in columns:
            yield column, next(end for end in range(column, columns[-1] + 1) if end + 1 not in columns)


def down(part: Any, count: int) -> Iterator[str]:
    """The formulas of a column of cells that all have one."""
    def asked(row: int) -> str:
        return str(part.getCellByPosition(0, row).FormulaLocal)

    first, own = asked(0), [text for text, in part.FormulaArray] if count > _FEW else []
    if not own or _moved(first, count - 1) != asked(count - 1):
        yield from (first, *map(asked, range(1, count)))
        return
    for row, text in enumerate(own):
        yield _moved(first, row) if text == _moved(own[0], row) else asked(row)


def _moved(formula: str, rows: int) -> str:
    """A formula as it reads so many rows further down, in Excel's spelling or in that of Calc, who has a full stop after a sheet."""
    return moved(_OF_SHEET.sub("\0", formula), rows).replace("\0", ".")
