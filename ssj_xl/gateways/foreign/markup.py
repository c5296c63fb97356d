"""Web pages and XML saved as .xls, which is what many platforms call an Excel export."""

from __future__ import annotations

import re
from typing import Any

from ssj_xl.gateways.foreign.books import CELL_LIMIT, COLUMN_LIMIT, ROW_LIMIT, Sheet, squared
from ssj_xl.gateways.foreign.delimited import TEXT_LIMIT, decoded
from ssj_xl.office.hostile import parse_xml
from ssj_xl.office.refs import Area
from ssj_xl.tables.grid import Raw
from ssj_xl.tables.problems import Place, fail

SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
_S = "{" + SPREADSHEET + "}"
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_TABLE_START = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|meta|style|body|table|div|center)\b",
                          re.IGNORECASE | re.DOTALL)


def is_page(start: str) -> bool:
    """Whether a text starts like a web page, or like a table cut out of one."""
    return _TABLE_START.match(_DECLARATION.sub("", start, count=1)) is not None


def page_text(data: bytes, place: Place) -> str:
    """The text of a page: by the encoding it names, where that is true, else as any other text."""
    told = _CHARSET.search(data[:4096])
    name = told[1].decode("ascii", "replace").lower() if told else ""
    if name in ("gb2312", "gbk", "gb18030") and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("gb18030")
        except UnicodeDecodeError:
            pass
    return decoded(data, place)


def read_page(text: str, place: Place) -> tuple[Sheet, ...]:
    """Every table of a web page that holds no other table, as 表1, 表2 …  Raises UserError I06, I07."""
    from lxml import etree

    parser = etree.HTMLParser(no_network=True, remove_comments=True, encoding="utf-8")
    root = etree.fromstring(_DECLARATION.sub("", text, count=1).encode("utf-8", "replace"), parser)
    tables = [] if root is None else [t for t in root.iter("table") if next(t.iterdescendants("table"), None) is None]
    if not tables:
        raise fail("I06", place, exit_code=3, why="网页里没有表格")
    return tuple(_page_sheet(f"表{number}", table, place) for number, table in enumerate(tables, 1))


def _page_sheet(name: str, table: Any, place: Place) -> Sheet:
    laid = _Layout(place)
    for row in table.iter("tr"):
        laid.next_row()
        for cell in row.iterchildren("td", "th"):
            laid.put(_shown(cell), _span(cell, "rowspan"), _span(cell, "colspan"))
    return laid.sheet(name)


def _span(cell: Any, name: str) -> int:
    text = (cell.get(name) or "1").strip()
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _shown(cell: Any) -> str | None:
    """The text of a cell; <br> is a line break, as Excel takes it."""
    for mark in cell.iter("br"):
        mark.tail = "\n" + (mark.tail or "")
    text = "".join(cell.itertext())
    lines = (" ".join(line.split(" ")).strip(" \t\r\xa0") for line in text.split("\n"))
    return "\n".join(line for line in lines if line) or None


class _Layout:
    """Cells that span rows and columns, put where they stand."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._cells: list[list[Raw]] = []
        self._merged: list[Area] = []
        self._taken: set[tuple[int, int]] = set()
        self._column = self._room = 0

    def next_row(self, number: int = 0) -> None:
        """Go to the next row, or to a later one."""
        number = number or len(self._cells) + 1
        if number > ROW_LIMIT:
            raise fail("I07", self._place, exit_code=3, what="行数", limit=ROW_LIMIT)
        self._cells.extend([] for _ in range(number - len(self._cells)))
        self._column = 0

    def put(self, value: Raw, rows: int, columns: int, at: int = 0) -> None:
        """Put a value at the next free column of the row (or at a 1-based column) and reserve what it spans."""
        row = len(self._cells)
        column = at or self._column + 1
        while (row, column) in self._taken:
            column += 1
        self._column = column + columns - 1
        self._check(rows, columns)
        cells = self._cells[-1]
        cells.extend([None] * (column - len(cells)))
        cells[column - 1] = value
        if rows > 1 or columns > 1:
            self._merged.append(Area(row, column, row + rows - 1, column + columns - 1))
            self._taken.update((row + r, column + c) for r in range(rows) for c in range(columns))

    def _check(self, rows: int, columns: int) -> None:
        self._room += rows * columns if rows * columns > 1 else 0
        if self._column > COLUMN_LIMIT:
            raise fail("I07", self._place, exit_code=3, what="列数", limit=COLUMN_LIMIT)
        if rows > ROW_LIMIT or self._room > CELL_LIMIT // 4:
            raise fail("I07", self._place, exit_code=3, what="合并单元格的范围", limit=CELL_LIMIT // 4)

    def sheet(self, name: str) -> Sheet:
        """What was laid out."""
        return Sheet(name, squared(self._cells, self._place), tuple(self._merged))


def read_xml(data: bytes, place: Place) -> tuple[Sheet, ...]:
    """The sheets of an “XML 表格 2003” file.  Raises UserError F02, F08, I06, I07."""
    if len(data) > TEXT_LIMIT:
        raise fail("I07", place, exit_code=3, what="文件大小", limit=f"{TEXT_LIMIT >> 20} MB")
    root = parse_xml(data, place)
    found = tuple(_xml_sheet(sheet, place) for sheet in root.iter(f"{_S}Worksheet"))
    if not found:
        raise fail("I06", place, exit_code=3, why="XML 里没有工作表")
    return found


def _xml_sheet(sheet: Any, place: Place) -> Sheet:
    laid = _Layout(place)
    count = 0
    for row in sheet.iterfind(f"{_S}Table/{_S}Row"):
        count = max(count + 1, _whole(row, "Index", place))
        laid.next_row(count)
        for cell in row.iterchildren(f"{_S}Cell"):
            down, across = (_whole(cell, name, place) + 1 for name in ("MergeDown", "MergeAcross"))
            laid.put(_xml_value(cell.find(f"{_S}Data")), down, across, at=_whole(cell, "Index", place))
    return laid.sheet(sheet.get(f"{_S}Name", ""))


def _whole(element: Any, name: str, place: Place) -> int:
    text = element.get(_S + name, "0")
    if not (text.isascii() and text.isdigit() and len(text) < 8):
        raise fail("I06", place, exit_code=3, why="XML 里的行列号不对")
    return int(text)


def _xml_value(data: Any) -> Raw:
    """A cell's value: a whole number beyond 15 digits stays text, so that it is seen to be one."""
    if data is None:
        return None
    text = "".join(data.itertext())
    kind = data.get(f"{_S}Type", "String")
    if kind == "Number":
        return _number(text)
    return _day(text) if kind == "DateTime" else text or None


def _number(text: str) -> Raw:
    try:
        return float(text)
    except ValueError:
        return text or None


def _day(text: str) -> str:
    """2021-03-05T00:00:00.000 as the text of the day, which every date column understands."""
    return text.replace("T", " ").removesuffix(".000").removesuffix(" 00:00:00")
