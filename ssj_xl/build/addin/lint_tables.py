"""Rules of Excel Tables and defined names: the parts that Excel repairs most readily."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from ssj_xl.build.addin.opened import MAIN, Finding, Opened, Sheet, area, cell, number
from ssj_xl.office.refs import Area
from ssj_xl.tables.grid import column_letters

_BOOK = "xl/workbook.xml"
_NAME = re.compile(r"[^\W\d][\w.?\\]*|\\[\w.?\\]*")
_LIKE_R1C1 = re.compile(r"(?i)r\d*c\d*|[rc]")
_QUOTED_SHEET = re.compile(r"'((?:[^']|'')+)'!")
_PLAIN_SHEET = re.compile(r"(?<![\w'\].])([^\W\d][\w.]*)!")


def is_name(text: str) -> bool:
    """Whether Excel takes a text as the name of a table or of a range."""
    plain = text.removeprefix("_xlnm.")
    return (0 < len(text) <= 255 and _NAME.fullmatch(plain) is not None and cell(plain.upper()) is None
            and _LIKE_R1C1.fullmatch(plain) is None)


def names_of_tables(book: Opened) -> Iterator[Finding]:
    """Numbers and names of tables are unique, among defined names too, and allowed."""
    taken = Counter(str(entry.get("name", "")).casefold() for entry in book.workbook.iter(f"{MAIN}definedName"))
    shown = Counter(str(root.get("displayName", "")).casefold() for _, _, root in book.tables)
    ids = Counter(str(root.get("id")) for _, _, root in book.tables)
    for _, part, root in book.tables:
        name = str(root.get("displayName", ""))
        if not is_name(name):
            yield Finding("table-name", part, f"表名不合规定：{name or '空'}")
        if shown[name.casefold()] > 1 or taken[name.casefold()]:
            yield Finding("table-name", part, f"表名“{name}”与其他表或名称重复")
        if ids[str(root.get("id"))] > 1:
            yield Finding("table-id", part, f"表的编号 {root.get('id')} 重复")


def columns_of_tables(book: Opened) -> Iterator[Finding]:
    """A table has as many columns as its range, each with a name and a number of its own."""
    for _, part, root in book.tables:
        columns = list(root.iterfind(f"{MAIN}tableColumns/{MAIN}tableColumn"))
        place = area(str(root.get("ref")))
        told = root.find(f"{MAIN}tableColumns")
        if place is None:
            yield Finding("table-ref", part, f"表的区域写法不对：{root.get('ref')}")
        elif len(columns) != place.right - place.left + 1:
            yield Finding("table-columns", part, f"区域 {root.get('ref')} 与 {len(columns)} 列不符")
        if told is not None and told.get("count") is not None and number(told, "count") != len(columns):
            yield Finding("table-columns", part, f"写明 {told.get('count')} 列，实有 {len(columns)} 列")
        for key in ("name", "id"):
            for value, count in Counter(str(column.get(key, "")).casefold() for column in columns).items():
                if count > 1 or not value:
                    yield Finding("table-columns", part, f"列的 {key} 重复或为空：{value}")


def headers_of_tables(book: Opened) -> Iterator[Finding]:
    """The header cells hold the column names, as text."""
    for sheet, part, root in book.tables:
        place = area(str(root.get("ref")))
        if place is None or root.get("headerRowCount") == "0":
            continue
        shown = _texts(book, sheet, place)
        for at, column in enumerate(root.iterfind(f"{MAIN}tableColumns/{MAIN}tableColumn")):
            reference = f"{column_letters(place.left + at)}{place.top}"
            name = str(column.get("name", "")).replace("_x000a_", "\n")
            if shown.get(reference) != name:
                yield Finding("table-header", part, f"{reference} 是“{shown.get(reference, '')}”，列名是“{name}”")


def _texts(book: Opened, sheet: Sheet, place: Area) -> dict[str, str]:
    """The texts in the first row of an area by reference; a number is none."""
    row = next((row for row in sheet.root.iterfind(f"{MAIN}sheetData/{MAIN}row") if row.get("r") == str(place.top)), ())
    return {str(entry.get("r")): text for entry in row if (text := _text(book, entry)) is not None}


def _text(book: Opened, entry: Any) -> str | None:
    value = entry.findtext(f"{MAIN}v") or ""
    if entry.get("t") == "s" and value.isdecimal() and int(value) < len(book.strings):
        return book.strings[int(value)]
    if entry.get("t") == "inlineStr":
        return "".join(text.text or "" for text in entry.iter(f"{MAIN}t"))
    return value if entry.get("t") == "str" else None


def places_of_tables(book: Opened) -> Iterator[Finding]:
    """Tables do not overlap, have a row below the header, and their filter covers them."""
    for at, (sheet, part, root) in enumerate(book.tables):
        place = area(str(root.get("ref")))
        if place is None:
            continue
        heads = number(root, "headerRowCount", 1) + number(root, "totalsRowCount")
        if place.bottom - place.top < heads:
            yield Finding("table-ref", part, f"表的区域 {root.get('ref')} 没有数据行")
        for other_sheet, other_part, other in book.tables[at + 1:]:
            second = area(str(other.get("ref")))
            if other_sheet.part == sheet.part and second and place.meets(second):
                yield Finding("table-overlap", part, f"与 {other_part} 重叠")
        totals = number(root, "totalsRowCount")
        for found in root.iterfind(f"{MAIN}autoFilter"):
            filtered = area(str(found.get("ref")))
            if filtered != Area(place.top, place.left, place.bottom - totals, place.right):
                yield Finding("table-filter", part, f"筛选区域 {found.get('ref')} 与表的区域 {root.get('ref')} 不符")


def parts_of_tables(book: Opened) -> Iterator[Finding]:
    """A sheet lists exactly the tables to which it is related."""
    for sheet in book.sheets:
        listed = len(list(sheet.root.iterfind(f"{MAIN}tableParts/{MAIN}tablePart")))
        related = len(book.of_kind(sheet.part, "table"))
        if listed != related:
            yield Finding("table-part", sheet.part, f"列出 {listed} 个表，关系有 {related} 个")


def styles_of_tables(book: Opened) -> Iterator[Finding]:
    """Formats of table columns exist."""
    formats = book.count("dxfs")
    for _, part, root in book.tables:
        for element in root.iter():
            wrong = [key for key in ("dataDxfId", "headerRowDxfId", "totalsRowDxfId") if number(element, key, -1) >= formats]
            if wrong:
                yield Finding("style", part, f"{'、'.join(wrong)} 不存在")


def defined_names(book: Opened) -> Iterator[Finding]:
    """Defined names are allowed, unique in their scope, and lead to sheets that exist."""
    entries = list(book.workbook.iter(f"{MAIN}definedName"))
    sheets = {str(entry.get("name", "")).casefold() for entry in book.workbook.iterfind(f"{MAIN}sheets/{MAIN}sheet")}
    for (name, scope), count in Counter((str(entry.get("name", "")), entry.get("localSheetId")) for entry in entries).items():
        if not is_name(name):
            yield Finding("defined-name", _BOOK, f"名称不合规定：{name or '空'}")
        if count > 1:
            yield Finding("defined-name", _BOOK, f"名称重复：{name}")
        if scope is not None and not (scope.isdecimal() and int(scope) < len(sheets)):
            yield Finding("defined-name", _BOOK, f"名称“{name}”所属的工作表不存在")
    for entry in entries:
        text = entry.text or ""
        if not text.strip():
            yield Finding("defined-name", _BOOK, f"名称“{entry.get('name')}”没有内容")
        for sheet in _named_sheets(text):
            if sheet.casefold() not in sheets:
                yield Finding("defined-name", _BOOK, f"名称“{entry.get('name')}”指向不存在的工作表“{sheet}”")


def _named_sheets(formula: str) -> set[str]:
    """The sheets to which a formula refers; other workbooks apart."""
    bare = re.sub(r'"(?:[^"]|"")*"', '""', formula)
    quoted = {name.replace("''", "'") for name in _QUOTED_SHEET.findall(bare) if "[" not in name}
    return quoted | set(_PLAIN_SHEET.findall(_QUOTED_SHEET.sub("", bare)))


RULES = (names_of_tables, columns_of_tables, headers_of_tables, places_of_tables, parts_of_tables, styles_of_tables, defined_names)
