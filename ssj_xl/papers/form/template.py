"""The file that is filled in: what kind it is, its sheets and names; one part changes, every other stays what it was."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ssj_xl.office.package import Package
from ssj_xl.office.refs import target
from ssj_xl.office.styles import Styles
from ssj_xl.office.xml import Element, child, children, integer, serialised
from ssj_xl.tables.problems import fail

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

_RELATION_ID = re.compile(r"\{.*\}id$")


@dataclass(frozen=True)
class SheetPart:
    """One worksheet: its name, its part in the file, and whether it is hidden."""

    name: str
    part: str
    hidden: bool


class Template:
    """A workbook or document that holds a form.

    Raises UserError F02, F03, F05, F08 for what is no sound office file, P16 for one that is neither .xlsx, .xlsm,
    .docx nor .docm.
    """

    def __init__(self, data: bytes) -> None:
        self._package = Package(data, "")
        self.main_part = self._related("officeDocument")
        self.kind = self._kind()
        if self.kind not in (*SHEETS, *WORDS):
            raise fail("P16", exit_code=3, kind=self.kind or "其他格式")
        self.main = self.tree(self.main_part)

    def _kind(self) -> str:
        """The suffix that the content has, whatever the file is called; "" for what is not known here."""
        types = self.tree("[Content_Types].xml")
        found = {entry.get("PartName", "").casefold(): entry.get("ContentType", "") for entry in types}
        defaults = {entry.get("Extension", "").casefold(): entry.get("ContentType", "") for entry in types}
        own = found.get(f"/{self.main_part}".casefold()) or defaults.get(self.main_part.rpartition(".")[2].casefold())
        return _KINDS.get((own or "").casefold(), "")

    def tree(self, part: str) -> Element:
        """The root of a part.  Raises UserError F02, F08."""
        return self._package.tree(part)

    def _related(self, kind: str, owner: str = "") -> str:
        """The part of a kind that belongs to `owner` (the package by default); "" where there is none."""
        related = self._package.relations(owner).values()
        return next((relation.target for relation in related if relation.kind == kind), "")

    def shared_strings(self) -> list[Element]:
        """The items of the part that holds the texts which cells share."""
        part = self._related("sharedStrings", self.main_part)
        return children(self.tree(part), "si") if part else []

    def styles(self) -> Styles:
        """The workbook's cell formats."""
        return Styles(self._package, self._related("styles", self.main_part))

    def sheets(self) -> list[SheetPart]:
        """The worksheets in workbook order (chart sheets left out)."""
        relations = self._package.relations(self.main_part)
        found = []
        for entry in children(child(self.main, "sheets"), "sheet"):
            key = next((str(value) for name, value in entry.items() if _RELATION_ID.match(str(name))), "")
            relation = relations.get(key)
            if relation and relation.kind == "worksheet":
                hidden = entry.get("state", "visible") != "visible"
                found.append(SheetPart(entry.get("name", ""), relation.target, hidden))
        return found

    def names_on(self, sheet: str) -> dict[str, tuple[int, int]]:
        """Defined names that point to one cell or area of a sheet: name → row and column (from 1).

        A name of the sheet's own goes before one of the workbook; broken references are left out.
        """
        order = [entry.get("name", "") for entry in children(child(self.main, "sheets"), "sheet")]
        own: dict[str, tuple[int, int]] = {}
        shared: dict[str, tuple[int, int]] = {}
        for entry in children(child(self.main, "definedNames"), "definedName"):
            found = target(entry.text or "")
            if not found or found[0] != sheet:
                continue
            place = found[1].top, found[1].left
            scope = entry.get("localSheetId")
            if scope is None:
                shared[entry.get("name", "")] = place
            elif order[(own_sheet := integer(entry, "localSheetId")):own_sheet + 1] == [sheet]:
                own[entry.get("name", "")] = place
        return shared | own

    def with_part(self, part: str, root: Element) -> bytes:
        """The file again, with one part changed and all others the same bytes, in the same order."""
        self._package.put(part, serialised(root))
        return self._package.build()
