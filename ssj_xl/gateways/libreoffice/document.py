"""One open spreadsheet document as the parts of the engine share it: number formats, dates, addresses."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cached_property
from typing import Any

from ssj_xl.gateways.libreoffice.bridge import structure

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
