"""Gates of a built package: its parts, its workbook, its ribbon."""

from __future__ import annotations

import re
import struct
from collections import Counter
from collections.abc import Iterator
from typing import Any

from ssj_xl.build.addin.lint_vba import sources
from ssj_xl.build.addin.opened import LINK_ID, MAIN, Finding, Opened, area, number
from ssj_xl.build.addin.package import CONTENT_TYPES
from ssj_xl.build.ribbon import PREFIX
from ssj_xl.office.refs import LAST_COLUMN

_BOOKS = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
}
_MACRO_BOOKS = {f"application/vnd.ms-excel.{kind}.macroEnabled.main+xml" for kind in ("sheet", "addin", "template")}
_KINDS = {
    "/worksheet": "worksheet+xml", "/styles": "styles+xml", "/sharedStrings": "sharedStrings+xml",
    "/table": "table+xml", "/theme": "theme+xml", "/drawing": "drawing+xml", "/vbaProject": "vbaProject",
}
_HEADS = {"png": b"\x89PNG\r\n\x1a\n", "jpeg": b"\xff\xd8\xff", "jpg": b"\xff\xd8\xff", "gif": b"GIF8"}


def _declared(book: Opened) -> tuple[dict[str, str], dict[str, str]]:
    defaults: dict[str, str] = {}
    overrides: dict[str, str] = {}
    for entry in book.content_types if book.content_types is not None else ():
        if entry.get("Extension") is not None:
            defaults[str(entry.get("Extension")).lower()] = str(entry.get("ContentType"))
        elif entry.get("PartName") is not None:
            overrides[str(entry.get("PartName"))] = str(entry.get("ContentType"))
    return defaults, overrides


def content_types(book: Opened) -> Iterator[Finding]:
    """Every part has a content type, and nothing is declared that is not there, or twice."""
    if book.content_types is None:
        yield Finding("content-type", CONTENT_TYPES, "缺少内容类型部件")
        return
    defaults, overrides = _declared(book)
    entries = [str(entry.get("Extension") or entry.get("PartName")).lower() for entry in book.content_types]
    for name in sorted({entry for entry in entries if entries.count(entry) > 1}):
        yield Finding("content-type", CONTENT_TYPES, f"重复声明 {name}")
    for name in overrides:
        if name[1:] not in book.parts:
            yield Finding("content-type", CONTENT_TYPES, f"声明了不存在的部件 {name}")
    for name in book.parts:
        extension = name.rpartition(".")[2].lower()
        if name != CONTENT_TYPES and f"/{name}" not in overrides and extension not in defaults:
            yield Finding("content-type", name, "没有内容类型")


def main_type(book: Opened) -> Iterator[Finding]:
    """The workbook part says what it is, and a project stands only in a macro-enabled one."""
    kind = book.main_type
    if kind not in _BOOKS | _MACRO_BOOKS:
        yield Finding("main-type", CONTENT_TYPES, f"工作簿的内容类型不对：{kind or '没有声明'}")
    elif "xl/vbaProject.bin" in book.parts and kind in _BOOKS:
        yield Finding("main-type", CONTENT_TYPES, "含 VBA 项目，但没有声明为启用宏的工作簿")


def part_types(book: Opened) -> Iterator[Finding]:
    """What a relationship leads to is declared as what the relationship says."""
    defaults, overrides = _declared(book)
    for owner in ("xl/workbook.xml", *(sheet.part for sheet in book.sheets)):
        for link in book.links(owner):
            wanted = next((end for kind, end in _KINDS.items() if link.kind.endswith(kind)), None)
            extension = link.target.rpartition(".")[2].lower()
            declared = overrides.get(f"/{link.target}", defaults.get(extension, ""))
            if wanted and link.target in book.parts and not declared.endswith(wanted):
                yield Finding("part-type", link.target, f"内容类型不对：{declared}")


def relationships(book: Opened) -> Iterator[Finding]:
    """Ids are unique, and targets exist."""
    for owner in _owners(book):
        links = book.links(owner)
        ids = [link.id for link in links]
        for key in sorted({key for key in ids if ids.count(key) > 1}):
            yield Finding("relationship", owner or "_rels/.rels", f"关系编号 {key} 重复")
        for link in links:
            if link.target and link.target not in book.parts:
                yield Finding("relationship", owner or "_rels/.rels", f"关系 {link.id} 指向不存在的部件 {link.target}")


def used_links(book: Opened) -> Iterator[Finding]:
    """Every r:id that a part uses is one of its relationships."""
    for owner in _xml_parts(book):
        ids = {link.id for link in book.links(owner)}
        for element in book.root(owner).iter():
            used = element.get(LINK_ID) if isinstance(element.tag, str) else None
            if used is not None and used not in ids:
                yield Finding("relationship", owner, f"用到不存在的关系 {used}")


def reachable(book: Opened) -> Iterator[Finding]:
    """The package leads to the workbook, and every part is reached by some relationship."""
    if not any(link.target == "xl/workbook.xml" for link in book.of_kind("", "officeDocument")):
        yield Finding("relationship", "_rels/.rels", "没有指向工作簿的关系")
    reached = {link.target for owner in _owners(book) for link in book.links(owner)}
    for name in book.parts:
        if name != CONTENT_TYPES and not name.endswith(".rels") and name not in reached:
            yield Finding("orphan", name, "没有任何关系指向这个部件")


def pictures(book: Opened) -> Iterator[Finding]:
    """A picture is what its extension says."""
    for name, content in book.parts.items():
        head = _HEADS.get(name.rpartition(".")[2].lower())
        if head and not content.startswith(head):
            yield Finding("picture", name, "图片损坏或扩展名不对")


def _owners(book: Opened) -> list[str]:
    return ["", *_xml_parts(book)]


def _xml_parts(book: Opened) -> list[str]:
    return [name for name in book.parts if name.endswith(".xml") and name != CONTENT_TYPES]


RULES = (content_types, main_type, part_types, relationships, used_links, reachable, pictures)


# --- rules of the workbook part, of styles, and of what a sheet holds beside its cells -------------------

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
            if not taken < first <= last <= LAST_COLUMN:
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


BOOK_RULES = (sheets, styles, style_counts, columns, merges, headers_and_footers, selections, once_per_sheet)


# --- rules of the ribbon: names, keytips, pictures, and callbacks that VBA really has --------------------

_LINKS = {"http://schemas.microsoft.com/office/2007/relationships/ui/extensibility":
          "http://schemas.microsoft.com/office/2009/07/customui",
          "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility":
          "http://schemas.microsoft.com/office/2006/01/customui"}
_CALLBACK = re.compile(r"^(on|get)[A-Z]\w*$|^loadImage$")
_KEYTIP = re.compile(r"[A-Z0-9]{1,3}")
_NCNAME = re.compile(r"[^\W\d][\w.-]*")
_PROCEDURE = re.compile(r"(?im)^\s*(?:Public\s+)?Sub\s+(\w+)\s*\(([^)]*)\)")
_TEXT_LIMIT = 1024
_OURS = ("label", "screentip", "keytip", "image", "onAction", "getEnabled")
_BOARD = "ssj_xl.buttons"


def _ribbons(book: Opened) -> Iterator[tuple[str, str, Any]]:
    """Relationship type, part and root of each ribbon in the package."""
    for link in book.links(""):
        if link.kind in _LINKS and link.target in book.parts:
            yield link.kind, link.target, book.root(link.target)


def _elements(root: Any) -> Iterator[Any]:
    return (element for element in root.iter() if isinstance(element.tag, str))


def namespaces(book: Opened) -> Iterator[Finding]:
    """The relationship and the namespace belong to the same version, or Office ignores the ribbon."""
    for kind, part, root in _ribbons(book):
        if root.tag != f"{{{_LINKS[kind]}}}customUI":
            yield Finding("ribbon", part, "功能区的命名空间与关系类型不是同一版本")
    if not any(_ribbons(book)) and any(name.startswith("customUI/") for name in book.parts):
        yield Finding("ribbon", "_rels/.rels", "有功能区部件，但没有指向它的关系")


def ids(book: Opened) -> Iterator[Finding]:
    """Controls have unique ids that are names."""
    for _, part, root in _ribbons(book):
        found = Counter(element.get("id") for element in _elements(root) if element.get("id") is not None)
        for name, count in found.items():
            if count > 1:
                yield Finding("ribbon", part, f"控件编号重复：{name}")
            if not _NCNAME.fullmatch(name):
                yield Finding("ribbon", part, f"控件编号不合规定：{name}")


def keytips(book: Opened) -> Iterator[Finding]:
    """Keytips are capitals or digits, differ within a tab, and none is the beginning of another."""
    for _, part, root in _ribbons(book):
        for tab in (element for element in _elements(root) if element.tag.endswith("}tab")):
            tips = [str(element.get("keytip")) for element in _elements(tab) if element is not tab and element.get("keytip")]
            for tip, count in Counter(tips).items():
                if count > 1:
                    yield Finding("ribbon-keytip", part, f"按键提示重复：{tip}")
                if not _KEYTIP.fullmatch(tip):
                    yield Finding("ribbon-keytip", part, f"按键提示不合规定：{tip}")
                if any(other != tip and other.startswith(tip) for other in tips):
                    yield Finding("ribbon-keytip", part, f"按键提示 {tip} 是另一个的开头")


def texts(book: Opened) -> Iterator[Finding]:
    """Texts keep to Office's length."""
    for _, part, root in _ribbons(book):
        for element in _elements(root):
            for name in ("label", "screentip", "supertip", "description"):
                if len(element.get(name, "")) > _TEXT_LIMIT:
                    yield Finding("ribbon", part, f"{element.get('id')} 的 {name} 超过 {_TEXT_LIMIT} 个字符")


def images(book: Opened) -> Iterator[Finding]:
    """A picture that a control names is a relationship of the ribbon, and a square PNG of 16 to 64 pixels."""
    for _, part, root in _ribbons(book):
        targets = {link.id: link.target for link in book.links(part)}
        for element in _elements(root):
            name = element.get("image")
            if name is None or root.get("loadImage"):
                continue
            content = book.parts.get(targets.get(name, ""))
            if content is None:
                yield Finding("ribbon-image", part, f"{element.get('id')} 的图片 {name} 不存在")
            elif content[12:16] == b"IHDR" and len(content) >= 24:
                width, height = struct.unpack(">II", content[16:24])
                if width != height or not 16 <= width <= 64:
                    yield Finding("ribbon-image", targets[name], f"图片是 {width}×{height} 像素，应为 16 至 64 像素的正方形")


def callbacks(book: Opened) -> Iterator[Finding]:
    """Every callback is a Sub in a standard module, once, with the parameters that Office passes."""
    modules = sources(book.parts)
    found: dict[str, list[int]] = {}
    for module in modules:
        if module.is_standard:
            for name, parameters in _PROCEDURE.findall(module.text):
                found.setdefault(name.casefold(), []).append(len([one for one in parameters.split(",") if one.strip()]))
    for _, part, root in _ribbons(book):
        for element in _elements(root):
            for attribute, value in element.attrib.items():
                if _CALLBACK.match(attribute):
                    wanted = _parameters(element.tag.rpartition("}")[2], attribute)
                    there = found.get(value.rpartition(".")[2].casefold(), [])
                    yield from (Finding("ribbon-callback", part, fault) for fault in _faults(attribute, value, wanted, there))


def _parameters(tag: str, attribute: str) -> int:
    """How many parameters Office passes to a callback."""
    if attribute == "onAction":
        return {"toggleButton": 2, "checkBox": 2, "dropDown": 3, "gallery": 3}.get(tag, 1)
    if attribute == "onChange" or (attribute.startswith("getItem") and attribute != "getItemCount"):
        return 2 if attribute == "onChange" else 3
    return 2 if attribute.startswith("get") or attribute == "loadImage" else 1


def _faults(attribute: str, name: str, wanted: int, found: list[int]) -> Iterator[str]:
    if not found:
        yield f"VBA 中没有 {attribute} 所指的 {name}"
    elif len(found) > 1:
        yield f"VBA 中有 {len(found)} 个 {name}"
    elif found[0] != wanted:
        yield f"VBA 中 {name} 的参数应为 {wanted} 个，现为 {found[0]} 个"


def complete(book: Opened) -> Iterator[Finding]:
    """A button of ours has everything a user needs, and a row of texts and rules for its state."""
    rows = _board(book)
    for _, part, root in _ribbons(book):
        for element in _elements(root):
            name = element.get("id", "")
            if element.tag.endswith("}button") and name.startswith(PREFIX):
                missing = [wanted for wanted in _OURS if not element.get(wanted)]
                if not (element.get("supertip") or element.get("getSupertip")):
                    missing.append("supertip")
                if missing:
                    yield Finding("ribbon-complete", part, f"{name} 缺少 {'、'.join(missing)}")
                if element.get("getSupertip") and not rows.get(name):
                    yield Finding("ribbon-complete", part, f"工作表 {_BOARD} 中没有 {name} 的说明")


def _board(book: Opened) -> dict[str, str]:
    """Supertips by control, from the add-in's own sheet."""
    rows: dict[str, str] = {}
    for sheet in book.sheets:
        if sheet.name == _BOARD:
            for row in sheet.root.iter(f"{MAIN}row"):
                cells = ["".join(text.text or "" for text in entry.iter(f"{MAIN}t")) for entry in row]
                rows[cells[0] if cells else ""] = cells[1] if len(cells) > 1 else ""
    return rows


RIBBON_RULES = (namespaces, ids, keytips, texts, images, callbacks, complete)
