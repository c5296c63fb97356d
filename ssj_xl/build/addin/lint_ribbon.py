"""Rules of the ribbon: names, keytips, pictures, and callbacks that VBA really has."""

from __future__ import annotations

import re
import struct
from collections import Counter
from collections.abc import Iterator
from typing import Any

from ssj_xl.build.addin.opened import MAIN, Finding, Opened
from ssj_xl.build.addin.vba_read import sources
from ssj_xl.build.ribbon import PREFIX

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


RULES = (namespaces, ids, keytips, texts, images, callbacks, complete)
