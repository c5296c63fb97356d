"""How formulas of the workbook are written here: with marks for columns, parameters and figures instead of addresses.

No function newer than Excel 2016, no array that must spill, and only what Excel, WPS and LibreOffice compute alike.
A column is never a structured reference, which ends with the Excel Table, nor an area that deleting rows shortens: it
reaches from the header to the last row that 计算 covers.  Codes are compared by = or MATCH, never as a criterion of
COUNTIFS, which reads an 18-digit code as a number of 15 digits and some codes as days.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache

from ssj_xl.tables.settings import SETTING_BY_KEY, SETTINGS, Settings
from ssj_xl.tables.spec import Kind, TableSpec

SHEET = "计算"
"""The hidden sheet with every figure, and beside them the helper columns, row by row with the registers."""

TITLES = ("名称", "含义", "值", "参数")
"""Its first row."""

BLANK = "　"
"""What a formula shows where there is nothing to show: an empty text would count as a formula without a value."""

Value = int | str | date | Fraction
"""What a formula gives."""

_MARK = re.compile(r"⟦([^⟧!@+*#~]*)([!@+*#~])([^⟧]+)⟧")
LAST_ROW = 1_048_576
_NOWHERE = "XFD"
"""The last column of a sheet: blank, in place of one that a workbook does not have."""


class Column:
    """Columns of a register by English key, from the header down: Column(OBJECTS).code."""

    def __init__(self, spec: TableSpec) -> None:
        self._spec = spec

    def __getattr__(self, key: str) -> str:
        self._spec.by_key[key]
        return f"⟦{self._spec.name}!{key}⟧"


class Cell(Column):
    """The same for the cell in the formula's own row."""

    def __getattr__(self, key: str) -> str:
        return super().__getattr__(key).replace("!", "@")


class Beyond(Column):
    """The rows of a column that 计算 does not cover any more."""

    def __getattr__(self, key: str) -> str:
        return super().__getattr__(key).replace("!", "~")


class Helper:
    """Helper columns of a register on 计算, from their header down."""

    _sign = "+"

    def __init__(self, spec: TableSpec) -> None:
        self._name = spec.name

    def __getattr__(self, key: str) -> str:
        return f"⟦{self._name}{self._sign}{key}⟧"


class HelperCell(Helper):
    """The same for the cell in the formula's own row."""

    _sign = "*"


def figure(name: str) -> str:
    """The cell of a figure, for another formula."""
    return f"⟦#{name}⟧"


def setting(key: str) -> str:
    """A parameter of a workbook; where its cell holds no number or ratio within bounds, it has its default."""
    found = SETTING_BY_KEY[key]
    name, default = found.column.header, found.default
    if found.column.kind is Kind.RATIO:
        # A ratio may be typed as text.
        ratio = f'IFERROR(VALUE(SUBSTITUTE({name},"％","%")),-1)'
        return f"IF(AND({ratio}>=0,{ratio}<=1),{ratio},{float(getattr(Settings(), key))!r})"
    if not isinstance(default, int):
        return name
    return f"IF(AND(ISNUMBER({name}),{name}>={found.column.low},{name}<={found.column.high}),{name},{default})"


@cache
def settings_in(formula: str) -> tuple[str, ...]:
    """The parameters that a formula reads, by their defined names."""
    names = re.sub(r'"[^"]*"|⟦[^⟧]*⟧', "", formula)
    return tuple(s.column.header for s in SETTINGS if re.search(rf"(?<![\w⟦!@+*#“]){s.column.header}(?![\w”])", names))


@dataclass(frozen=True)
class Area:
    """Where a register stands: its sheet, the last row that is covered, letters of its columns by key.

    Columns are taken from the sheet's first row on, so that a row of a register and its row on 计算 have one number.
    """

    sheet: str
    last: int
    columns: Mapping[str, str]


@dataclass(frozen=True)
class Layout:
    """Where everything stands in one workbook.

    areas: registers by name; helpers: (register, key) → letters on 计算; blocks: named areas of 计算 that belong to no
    register; figures: name → row on 计算.
    """

    areas: Mapping[str, Area]
    helpers: Mapping[tuple[str, str], str]
    blocks: Mapping[str, str]
    figures: Mapping[str, int]

    def render(self, formula: str) -> str:
        """The formula as it stands in a cell, without the equals sign."""
        return _MARK.sub(self._address, formula)

    def _address(self, match: re.Match[str]) -> str:
        table, sign, key = match.groups()
        if sign == "#":
            return self.blocks[key] if key in self.blocks else f"{SHEET}!$C${self.figures[key]}"
        area = self.areas[table]
        if sign in "+*":
            sheet, letters = SHEET, self.helpers[table, key]
        else:
            sheet, letters = quoted(area.sheet), area.columns.get(key, _NOWHERE)
        column = f"{sheet}!${letters}:${letters}"
        if sign in "@*":
            return f"INDEX({column},ROW())"
        if sign == "~":
            return f"INDEX({column},{area.last + 1}):INDEX({column},{LAST_ROW})"
        return f"{sheet}!${letters}$1:INDEX({column},{area.last})"


def quoted(sheet: str) -> str:
    """A sheet's name as formulas have it."""
    plain = sheet.isalnum() and not sheet[0].isdigit() and not sheet.isascii()
    return sheet if plain else "'" + sheet.replace("'", "''") + "'"


def count_rows(*conditions: str) -> str:
    """How many rows meet every condition; conditions over whole columns, which the header does not meet."""
    return f"SUMPRODUCT({'*'.join(f'({each})' for each in conditions)}*1)"


def countifs(*pairs: str) -> str:
    """COUNTIFS of columns and criteria in turn."""
    return f"COUNTIFS({','.join(pairs)})"
