"""Workbooks of LibreOffice and OpenOffice (.ods, .fods), read from their XML: values, merged cells, what is hidden.

Source: OpenDocument 1.3 part 3, 9 (tables) and 19.385 (values).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from math import isfinite
from typing import Any

from ssj_xl.gateways.foreign.books import CELL_LIMIT, COLUMN_LIMIT, ROW_LIMIT, Sheet, squared
from ssj_xl.office.hostile import parse_xml
from ssj_xl.office.package import Package
from ssj_xl.office.refs import Area
from ssj_xl.tables.grid import Raw
from ssj_xl.tables.problems import Place, UserError, fail

MARK = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
_NAMES = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TABLE, _OFFICE, _TEXT, _STYLE = (_NAMES % name for name in ("table", "office", "text", "style"))
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_GROUPS = (f"{_TABLE}table-row-group", f"{_TABLE}table-header-rows", f"{_TABLE}table-rows")
_FLAT = re.compile(r"\s*(?:<\?xml[^>]*\?>)?\s*(?:<!--.*?-->\s*)*<office:document\b", re.DOTALL)
_BLANKS = 1_000
"""So many blanks in a row are read at most."""


def read_ods(data: bytes, place: Place) -> tuple[Sheet, ...]:
    """Every worksheet; one that is too large says so in `refused`.  Raises UserError F02, F03, F08, I06."""
    package = Package(data, place.file)
    if package.has("encrypted-package") or (package.has("META-INF/manifest.xml") and b"encryption-data" in package.part("META-INF/manifest.xml")):
        raise fail("F03", place, exit_code=3)
    return _sheets(package.tree("content.xml"), place)


def is_flat(start: str) -> bool:
    """Whether a text begins like an OpenDocument that is one XML file (.fods), whatever it holds."""
    return _FLAT.match(start) is not None


def read_flat(data: bytes, place: Place) -> tuple[Sheet, ...]:
    """The same of a workbook that is one XML file (.fods).  Raises UserError F02, F08, I06."""
    return _sheets(parse_xml(data, place), place)


def _sheets(root: Any, place: Place) -> tuple[Sheet, ...]:
    hidden = {style.get(f"{_STYLE}name") for style in root.iter(f"{_STYLE}style")
              if any(one.get(f"{_TABLE}display") == "false" for one in style.iter(f"{_STYLE}table-properties"))}
    tables = [*root.iterfind(f"{_OFFICE}body/{_OFFICE}spreadsheet/{_TABLE}table")]
    if not tables:
        raise fail("I06", place, exit_code=3, why="没有工作表")
    return tuple(_sheet(table, Place(place.file, table.get(f"{_TABLE}name", "")), table.get(f"{_TABLE}style-name") in hidden) for table in tables)


def _sheet(table: Any, place: Place, is_hidden: bool) -> Sheet:
    laid = _Laid(place)
    try:
        for row in _rows(table):
            laid.take(row)
        return Sheet(place.sheet, squared(laid.rows, place), tuple(laid.merged), frozenset(laid.formulas), frozenset(), laid.is_percent,
                     frozenset(laid.hidden), is_hidden=is_hidden)
    except UserError as error:
        return Sheet(place.sheet, (), refused=error, is_hidden=is_hidden)


def _rows(table: Any) -> Iterator[Any]:
    """Rows in order, those in groups and in repeated headers too; a table inside a cell is none of it."""
    walk = _walk(table, "start")
    for _, element in walk:
        if element.tag == f"{_TABLE}table-row":
            yield element
        if element is not table and element.tag not in _GROUPS:
            walk.skip_subtree()


def _walk(element: Any, *events: str) -> Any:
    """All in an element, however deep: Python calls itself a thousand times at most."""
    from lxml import etree

    return etree.iterwalk(element, events=events)


class _Laid:
    """Rows and cells, those that are written once for many put where they stand."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self.rows: list[list[Raw]] = []
        self.merged: list[Area] = []
        self.formulas: set[tuple[int, int]] = set()
        self.hidden: set[int] = set()
        self._percents: set[tuple[int, int]] = set()
        self._blank = self._count = 0

    def is_percent(self, row: int, column: int) -> bool:
        """Whether a cell (1-based) shows a percentage."""
        return (row, column) in self._percents

    def take(self, row: Any) -> None:
        """One row, as often as it is there."""
        times = _whole(row, f"{_TABLE}number-rows-repeated")
        cells = [(cell, _whole(cell, f"{_TABLE}number-columns-repeated")) for cell in row if cell.tag in _CELLS]
        while cells and _value(cells[-1][0]) is None and not cells[-1][0].get(f"{_TABLE}formula"):
            cells.pop()
        if not cells:
            self._blank += times
            return
        self._count += times * sum(count for _, count in cells)
        for what, size, limit in (("行数", len(self.rows) + self._blank + times, ROW_LIMIT), ("列数", sum(count for _, count in cells), COLUMN_LIMIT),
                                  ("单元格数", self._count, CELL_LIMIT)):
            if size > limit:
                raise fail("I07", self._place, exit_code=3, what=what, limit=limit)
        self.rows.extend([] for _ in range(self._blank))
        self._blank = 0
        for _ in range(times):
            self._put(cells, row.get(f"{_TABLE}visibility", "visible") != "visible")

    def _put(self, cells: list[tuple[Any, int]], is_hidden: bool) -> None:
        line, number = list[Raw](), len(self.rows) + 1
        self.rows.append(line)
        if is_hidden:
            self.hidden.add(number)
        for cell, times in cells:
            value, down, across = _value(cell), _whole(cell, f"{_TABLE}number-rows-spanned"), _whole(cell, f"{_TABLE}number-columns-spanned")
            for column in range(len(line) + 1, len(line) + 1 + times):
                if down > 1 or across > 1:
                    self.merged.append(Area(number, column, number + down - 1, column + across - 1))
                if cell.get(f"{_TABLE}formula"):
                    self.formulas.add((number, column))
                if cell.get(f"{_OFFICE}value-type") == "percentage":
                    self._percents.add((number, column))
            line.extend([value] * times)


def _whole(element: Any, name: str) -> int:
    text = element.get(name) or "1"
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 1


def _value(cell: Any) -> Raw:
    """What a cell holds; a covered one holds nothing that is shown, and one whose value cannot be its text."""
    if cell.tag != _CELLS[0]:
        return None
    kind = cell.get(f"{_OFFICE}value-type")
    value: Raw = None
    if kind in ("float", "percentage", "currency"):
        value = _number(cell.get(f"{_OFFICE}value", ""))
    elif kind == "boolean":
        value = bool(cell.get(f"{_OFFICE}boolean-value") == "true")
    elif kind == "date":
        value = _day(cell.get(f"{_OFFICE}date-value", ""))
    if value is not None:
        return value
    text = cell.get(f"{_OFFICE}string-value")
    return (text if text is not None else "\n".join(_text(line) for line in cell.iterchildren(f"{_TEXT}p"))) or None


def _number(text: str) -> float | None:
    with suppress(ValueError):
        found = float(text)
        return found if isfinite(found) else None
    return None


def _day(text: str) -> date | None:
    with suppress(ValueError):
        return datetime.fromisoformat(text).replace(tzinfo=None) if "T" in text else date.fromisoformat(text)
    return None


def _text(line: Any) -> str:
    """A paragraph: several blanks, tabs and line breaks are elements of their own, a remark is none of it."""
    parts, walk = list[str](), _walk(line, "start", "end", "comment", "pi")
    for event, element in walk:
        if event != "start":
            parts.append((element.tail if element is not line else "") or "")
        elif element.tag == f"{_OFFICE}annotation":
            walk.skip_subtree()
        elif element.tag == f"{_TEXT}s":
            parts.append(" " * min(_whole(element, f"{_TEXT}c"), _BLANKS))
        else:
            parts.append({f"{_TEXT}line-break": "\n", f"{_TEXT}tab": "\t"}.get(element.tag) or element.text or "")
    return "".join(parts)
