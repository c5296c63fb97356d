"""Rules of the workbook part, of styles, and of what a sheet holds beside its cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from ssj_xl.build.addin.opened import LINK_ID, MAIN, MAX_COLUMNS, Finding, Opened, area, number

_BOOK, _STYLES = "xl/workbook.xml", "xl/styles.xml"
_BAD_SHEET_NAME = re.compile(r"[\[\]:*?/\\]|^'|'$")
_HEADER_FOOTER_LIMIT = 255


def sheets(book: Opened) -> Iterator[Finding]:
    """Sheet names and numbers are unique and allowed, and each sheet has its part."""
    entries = list(book.workbook.iterfind(f"{MAIN}sheets/{MAIN}sheet"))
    names = Counter(str(entry.get("name", "")).casefold() for entry in entries)
    for name, count in names.items():
        if count > 1:
            yield Finding("sheet", _BOOK, f"工作表名重复：{name}")
    for entry in entries:
        name = str(entry.get("name", ""))
        if not name or len(name) > 31 or _BAD_SHEET_NAME.search(name):
            yield Finding("sheet", _BOOK, f"工作表名不合规定：{name or '空'}")
    for key, count in Counter(str(entry.get("sheetId")) for entry in entries).items():
        if count > 1:
            yield Finding("sheet", _BOOK, f"工作表编号 {key} 重复")
    targets = {link.id: link.target for link in book.links(_BOOK)}
    for entry in entries:
        if targets.get(str(entry.get(LINK_ID)), "") not in book.parts:
            yield Finding("sheet", _BOOK, f"工作表“{entry.get('name')}”没有内容")
    if not any(entry.get("state", "visible") == "visible" for entry in entries):
        yield Finding("sheet", _BOOK, "没有可见的工作表")


def styles(book: Opened) -> Iterator[Finding]:
    """Formats refer to fonts, fills, borders and number formats that exist."""
    if _STYLES not in book.parts:
        return
    root = book.root(_STYLES)
    sizes = {"fontId": book.count("fonts"), "fillId": book.count("fills"), "borderId": book.count("borders")}
    formats = {entry.get("numFmtId") for entry in root.iter(f"{MAIN}numFmt")}
    parents = book.count("cellStyleXfs")
    for path in ("cellStyleXfs", "cellXfs"):
        for at, xf in enumerate(root.iterfind(f"{MAIN}{path}/{MAIN}xf")):
            wrong = [name for name, size in sizes.items() if number(xf, name) >= size]
            if number(xf, "numFmtId") >= 164 and xf.get("numFmtId") not in formats:
                wrong.append("numFmtId")
            if path == "cellXfs" and number(xf, "xfId") >= parents:
                wrong.append("xfId")
            if wrong:
                yield Finding("style", _STYLES, f"{path} 第 {at} 项的 {'、'.join(wrong)} 超出范围")


def style_counts(book: Opened) -> Iterator[Finding]:
    """A count attribute agrees with what it counts."""
    for part in (_STYLES, "xl/sharedStrings.xml"):
        if part in book.parts:
            for element in (book.root(part), *book.root(part)):
                held = sum(1 for child in element if isinstance(child.tag, str))
                told = number(element, "count" if part == _STYLES else "uniqueCount", held)
                if told != held and str(element.tag).startswith(MAIN):
                    yield Finding("count", part, f"{element.tag.rpartition('}')[2]} 写明 {told} 项，实有 {held} 项")


def columns(book: Opened) -> Iterator[Finding]:
    """Column definitions do not overlap and stay on the sheet."""
    for sheet in book.sheets:
        taken = 0
        for entry in sheet.root.iterfind(f"{MAIN}cols/{MAIN}col"):
            first, last = number(entry, "min"), number(entry, "max")
            if not taken < first <= last <= MAX_COLUMNS:
                yield Finding("column", sheet.part, f"列定义 {first}–{last} 重叠或超出范围")
            taken = max(taken, last)


def merges(book: Opened) -> Iterator[Finding]:
    """Merged cells do not overlap each other or a table."""
    for sheet in book.sheets:
        tables = [area(str(root.get("ref"))) for owner, _, root in book.tables if owner.part == sheet.part]
        seen = [found for found in tables if found]
        for entry in sheet.root.iterfind(f"{MAIN}mergeCells/{MAIN}mergeCell"):
            place = area(str(entry.get("ref")))
            if place is None:
                yield Finding("merge", sheet.part, f"合并区域写法不对：{entry.get('ref')}")
            elif any(place.meets(other) for other in seen):
                yield Finding("merge", sheet.part, f"合并区域 {entry.get('ref')} 与表格或其他合并区域重叠")
            else:
                seen.append(place)


def headers_and_footers(book: Opened) -> Iterator[Finding]:
    """Excel repairs a header or footer of more than 255 characters."""
    for sheet in book.sheets:
        for element in sheet.root.iterfind(f"{MAIN}headerFooter/*"):
            if len(element.text or "") > _HEADER_FOOTER_LIMIT:
                yield Finding("header-footer", sheet.part, "页眉或页脚超过 255 个字符")


def selections(book: Opened) -> Iterator[Finding]:
    """The workbook opens on a sheet that exists, and no view names a window that does not."""
    views = list(book.workbook.iterfind(f"{MAIN}bookViews/{MAIN}workbookView"))
    for view in views:
        if number(view, "activeTab") >= max(1, len(book.sheets)):
            yield Finding("view", _BOOK, "打开时选中的工作表不存在")
    for sheet in book.sheets:
        for view in sheet.root.iterfind(f"{MAIN}sheetViews/{MAIN}sheetView"):
            if number(view, "workbookViewId") >= max(1, len(views)):
                yield Finding("view", sheet.part, "视图指向不存在的窗口")


def once_per_sheet(book: Opened) -> Iterator[Finding]:
    """A sheet has each of its sections once."""
    for sheet in book.sheets:
        tags = Counter(child.tag for child in sheet.root if isinstance(child.tag, str))
        for tag, count in tags.items():
            if count > 1 and tag != f"{MAIN}conditionalFormatting":
                yield Finding("section", sheet.part, f"{tag.rpartition('}')[2]} 出现 {count} 次")


RULES = (sheets, styles, style_counts, columns, merges, headers_and_footers, selections, once_per_sheet)
