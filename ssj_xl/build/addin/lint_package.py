"""Rules of the package: every part is declared, related and there."""

from __future__ import annotations

from collections.abc import Iterator

from ssj_xl.build.addin.opened import LINK_ID, Finding, Opened
from ssj_xl.build.addin.package import CONTENT_TYPES

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
