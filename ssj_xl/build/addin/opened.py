"""A package taken apart for the rules of the lint: parts, parsed XML, relationships, sheets, tables."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

from ssj_xl.build.addin.package import CONTENT_TYPES
from ssj_xl.office.package import Parts
from ssj_xl.office.refs import LAST_COLUMN, LAST_ROW, Area

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Finding(NamedTuple):
    """One fault.  rule: its name; part: the part of the package; text: what is wrong, a Chinese phrase."""

    rule: str
    part: str
    text: str


class Link(NamedTuple):
    """One relationship, its target as a part name ("" where it leads outside)."""

    id: str
    kind: str
    target: str


NOT_A_NUMBER = 10**9
"""Taken for an attribute that is no whole number: out of every range, so that a rule says so."""


def number(element: Any, name: str, default: int = 0) -> int:
    """An attribute as a whole number; `default` where there is none."""
    text = element.get(name)
    if text is None:
        return default
    return int(text) if re.fullmatch(r"-?\d{1,9}", text) else NOT_A_NUMBER


def cell(reference: str) -> tuple[int, int] | None:
    """Row and column of an A1 reference, or None for one that is no cell of a sheet."""
    found = area(reference)
    return (found.top, found.left) if found and ":" not in reference else None


def area(reference: str) -> Area | None:
    """The cells of A1 or A1:B2, or None for anything else."""
    found = Area.parse(reference)
    if found is None or reference.replace("$", "") not in (str(found), f"{found}:{found}"):
        return None
    on_sheet = 1 <= found.top <= found.bottom <= LAST_ROW and found.left <= found.right <= LAST_COLUMN
    return found if on_sheet else None


class Sheet(NamedTuple):
    """A worksheet: its name, part and root element."""

    name: str
    part: str
    root: Any


class Opened:
    """The parts of a package, parsed on demand."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self._roots: dict[str, Any] = {}

    def malformed(self) -> Iterator[Finding]:
        """XML that does not parse; nothing else can be asked then."""
        from lxml import etree

        for name in self.parts:
            if name.endswith((".xml", ".rels", ".vml")):
                try:
                    self.root(name)
                except etree.XMLSyntaxError as error:
                    yield Finding("xml", name, f"XML 有错（{error.msg}）")

    def root(self, name: str) -> Any:
        """The root element of a part.  No entity is expanded and nothing is fetched."""
        from lxml import etree

        if name not in self._roots:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
            self._roots[name] = etree.fromstring(self.parts[name], parser)
        return self._roots[name]

    def links(self, part: str) -> list[Link]:
        """The relationships of a part; `""` is the package."""
        folder, _, name = part.rpartition("/")
        at = f"{folder}/_rels/{name}.rels".lstrip("/")
        if at not in self.parts:
            return []
        return [Link(entry.get("Id", ""), entry.get("Type", ""), _target(folder, entry))
                for entry in self.root(at) if isinstance(entry.tag, str)]

    def of_kind(self, part: str, kind: str) -> list[Link]:
        """The relationships whose type ends with /kind."""
        return [link for link in self.links(part) if link.kind.rpartition("/")[2] == kind]

    @cached_property
    def workbook(self) -> Any:
        """The root of the workbook part."""
        return self.root("xl/workbook.xml")

    @cached_property
    def sheets(self) -> list[Sheet]:
        """The worksheets whose part is there, in the workbook's order."""
        targets = {link.id: link.target for link in self.of_kind("xl/workbook.xml", "worksheet")}
        found = [(entry.get("name", ""), targets.get(entry.get(LINK_ID, ""), ""))
                 for entry in self.workbook.iterfind(f"{MAIN}sheets/{MAIN}sheet")]
        return [Sheet(name, part, self.root(part)) for name, part in found if part in self.parts]

    @cached_property
    def tables(self) -> list[tuple[Sheet, str, Any]]:
        """Every table with its sheet and part."""
        return [(sheet, link.target, self.root(link.target)) for sheet in self.sheets
                for link in self.of_kind(sheet.part, "table") if link.target in self.parts]

    @cached_property
    def strings(self) -> list[str]:
        """The shared strings."""
        if "xl/sharedStrings.xml" not in self.parts:
            return []
        return ["".join(text.text or "" for text in item.iter(f"{MAIN}t"))
                for item in self.root("xl/sharedStrings.xml").iterfind(f"{MAIN}si")]

    def count(self, path: str) -> int:
        """How many children an element of the styles part has."""
        if "xl/styles.xml" not in self.parts:
            return 0
        element = self.root("xl/styles.xml").find("/".join(MAIN + step for step in path.split("/")))
        return 0 if element is None else sum(1 for child in element if isinstance(child.tag, str))

    @cached_property
    def content_types(self) -> Any:
        """The root of [Content_Types].xml, or None."""
        return self.root(CONTENT_TYPES) if CONTENT_TYPES in self.parts else None

    @property
    def main_type(self) -> str:
        """The content type of the workbook part."""
        if self.content_types is None:
            return ""
        return next((str(entry.get("ContentType")) for entry in self.content_types
                     if entry.get("PartName") == "/xl/workbook.xml"), "")


def _target(folder: str, entry: Any) -> str:
    if entry.get("TargetMode") == "External":
        return ""
    target = str(entry.get("Target", ""))
    return target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
