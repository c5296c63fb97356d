"""An office file as its parts, so that one of them can be changed and every other stays what it was."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any, TypeAlias

from ssj_xl.tables.problems import fail

Element: TypeAlias = Any
"""An lxml element (lxml ships no types)."""

_KINDS = {content.casefold(): suffix for content, suffix in {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": ".xlsx",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml": ".xlsm",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml": ".xltx",
    "application/vnd.ms-excel.template.macroEnabled.main+xml": ".xltm",
    "application/vnd.ms-excel.sheet.binary.macroEnabled.main": ".xlsb",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": ".docx",
    "application/vnd.ms-word.document.macroEnabled.main+xml": ".docm",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml": ".dotx",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml": ".dotm",
}.items()}
SHEETS, WORDS = (".xlsx", ".xlsm"), (".docx", ".docm")
"""What can be filled."""

_NUMBER, _DIGITS = re.compile(r"[0-9]+(?:\.[0-9]+)?"), 20
_RELATION_ID = re.compile(r"\{.*\}id$")
_TARGET = re.compile(r"^(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?[A-Z]{1,3}\$?[0-9]{1,7})?$")


@dataclass(frozen=True)
class SheetPart:
    """One worksheet: its name, its part in the file, and whether it is hidden."""

    name: str
    part: str
    hidden: bool


def parse(data: bytes) -> Element:
    """The root of an XML part.  Raises UserError F02 (not XML) or F08 (declares entities)."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise fail("F02", exit_code=3, why="部件不是有效的 XML") from error
    if root.getroottree().docinfo.doctype:
        raise fail("F08", exit_code=3, why="XML 中含有 DTD 声明")
    return root


def serialise(root: Element) -> bytes:
    """An XML part as bytes, declared the way Excel does."""
    from lxml import etree

    declaration = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
    return declaration + bytes(etree.tostring(root, encoding="utf-8", xml_declaration=False))


def local(element: Element) -> str:
    """An element's name without its namespace (transitional and strict files differ in it)."""
    return str(element.tag).rpartition("}")[2]


def children(element: Element | None, name: str) -> list[Element]:
    """Children of an element by local name."""
    return [] if element is None else [child for child in element if local(child) == name]


def child(element: Element | None, name: str) -> Element | None:
    """The first child of that local name."""
    return next(iter(children(element, name)), None)


def number(element: Element | None, name: str, default: float) -> float:
    """A numeric attribute; the default where there is none, or it is no number from 0 on."""
    text = "" if element is None else element.get(name, "")
    return float(text) if len(text) <= _DIGITS and _NUMBER.fullmatch(text) else default


def whole(element: Element | None, name: str, default: int = 0) -> int:
    """The same for a whole number."""
    return int(number(element, name, default))


class Package:
    """The parts of a workbook or document, read from its bytes.

    The bytes are taken as already checked for zip bombs and the like.  Raises UserError F02 for what
    is no office file, P16 for one that is neither .xlsx, .xlsm, .docx nor .docm.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except zipfile.BadZipFile as error:
            raise fail("F02", exit_code=3, why="不是 .xlsx 或 .docx 文件") from error
        self._names = set(self._archive.namelist())
        self.main_part = self._related("", "officeDocument")
        self.kind = self._kind()
        if self.kind not in (*SHEETS, *WORDS):
            raise fail("P16", exit_code=3, kind=self.kind or "其他格式")
        self.main = parse(self.read(self.main_part))

    def _kind(self) -> str:
        """The suffix that the content has, whatever the file is called; "" for what is not known here."""
        types = parse(self.read("[Content_Types].xml"))
        found = {entry.get("PartName", "").casefold(): entry.get("ContentType", "") for entry in types}
        defaults = {entry.get("Extension", "").casefold(): entry.get("ContentType", "") for entry in types}
        own = found.get(f"/{self.main_part}".casefold()) or defaults.get(self.main_part.rpartition(".")[2].casefold())
        return _KINDS.get((own or "").casefold(), "")

    def read(self, part: str) -> bytes:
        """The bytes of a part."""
        if part not in self._names:
            raise fail("F02", exit_code=3, why=f"缺少部件 {part}")
        try:
            return self._archive.read(part)
        except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
            raise fail("F02", exit_code=3, why=f"部件 {part} 已损坏或加密") from error

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Relation id → (kind, target part) of a part; the package itself is ""."""
        folder, name = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        if relations not in self._names:
            return {}
        return {
            entry.get("Id", ""): (
                entry.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, entry.get("Target", ""))).lstrip("/"),
            )
            for entry in parse(self.read(relations))
        }

    def _related(self, part: str, kind: str) -> str:
        """The part of a kind that belongs to `part`; "" where there is none."""
        found = (target for its_kind, target in self._relations(part).values() if its_kind == kind)
        return next(found, "")

    def optional(self, kind: str) -> Element | None:
        """The workbook's part of a kind (styles, sharedStrings), parsed, where there is one."""
        part = self._related(self.main_part, kind)
        return parse(self.read(part)) if part else None

    def sheets(self) -> list[SheetPart]:
        """The worksheets in workbook order (chart sheets left out)."""
        relations = self._relations(self.main_part)
        found = []
        for entry in children(child(self.main, "sheets"), "sheet"):
            key = next((str(value) for name, value in entry.items() if _RELATION_ID.match(str(name))), "")
            kind, part = relations.get(key, ("", ""))
            if kind == "worksheet":
                found.append(SheetPart(entry.get("name", ""), part, entry.get("state", "visible") != "visible"))
        return found

    def names_on(self, sheet: str) -> dict[str, tuple[int, int]]:
        """Defined names that point to one cell or area of a sheet: name → row and column (from 1).

        A name of the sheet's own goes before one of the workbook; broken references are left out.
        """
        order = [entry.get("name", "") for entry in children(child(self.main, "sheets"), "sheet")]
        own: dict[str, tuple[int, int]] = {}
        shared: dict[str, tuple[int, int]] = {}
        for entry in children(child(self.main, "definedNames"), "definedName"):
            target = _TARGET.match((entry.text or "").strip())
            if not target or (target[1] or target[2]).replace("''", "'") != sheet:
                continue
            scope = entry.get("localSheetId")
            if scope is None:
                shared[entry.get("name", "")] = (int(target[4]), column_number(target[3]))
            elif order[(own_sheet := whole(entry, "localSheetId")):own_sheet + 1] == [sheet]:
                own[entry.get("name", "")] = (int(target[4]), column_number(target[3]))
        return shared | own

    def with_parts(self, changed: Mapping[str, bytes]) -> bytes:
        """The file again, with some parts changed and all others the same, in the same order."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for entry in self._archive.infolist():
                data = changed.get(entry.filename)
                archive.writestr(copy(entry), self._archive.read(entry) if data is None else data,
                                 compress_type=entry.compress_type)
        return out.getvalue()


def column_number(letters: str) -> int:
    """1-based number of column letters: A → 1, AB → 28."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
