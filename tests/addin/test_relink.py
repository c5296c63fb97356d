"""Formulas of an add-in are stored with its path: what opening a colleague's workbook makes of its links, on the file's own XML."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote, unquote

import pytest
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.interpreter._objects import VBAObject
from pyopenvba.interpreter._values import EMPTY, VBAArray

from ssj_xl.build.addin import project
from tests.addin import gates
from tests.gateways import workbooks

OWN = r"C:\Users\b\AppData\Roaming\Microsoft\Excel\XLSTART\ssj_xl.xlam"
THEIRS = r"C:\Users\张三 a\AppData\Roaming\Microsoft\Excel\XLSTART\SSJ_XL.xlam"
OTHER = r"D:\共享\单价.xlsx"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _linked(*paths: str) -> bytes:
    """A workbook as Excel stores it whose formulas come from these files, in their order."""
    parts: dict[str, bytes] = {}
    references = "".join(f'<externalReference xmlns:r="{_RELATIONS}" r:id="rIdX{n}"/>' for n in range(1, len(paths) + 1))
    links = "".join(f'<Relationship Id="rIdX{n}" Type="{_RELATIONS}/externalLink" Target="externalLinks/externalLink{n}.xml"/>'
                    for n in range(1, len(paths) + 1))
    for n, path in enumerate(paths, 1):
        parts[f"xl/externalLinks/externalLink{n}.xml"] = (
            '<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            f'<externalBook xmlns:r="{_RELATIONS}" r:id="rId1"/></externalLink>').encode()
        parts[f"xl/externalLinks/_rels/externalLink{n}.xml.rels"] = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{_RELATIONS}/externalLinkPath" Target="file:///{quote(path, safe=chr(92) + ":/")}"'
            ' TargetMode="External"/></Relationships>').encode()
    plain = workbooks.plain({"表": (("数量", "应抽"), [(10, None)])})
    return workbooks.rewritten(plain, {
        "xl/workbook.xml": lambda t: t.replace("</sheets>", f"</sheets><externalReferences>{references}</externalReferences>" if paths else "</sheets>"),
        "xl/_rels/workbook.xml.rels": lambda t: t.replace("</Relationships>", f"{links}</Relationships>"),
        "xl/worksheets/sheet1.xml": lambda t: t.replace(
            "</row></sheetData>", '<c r="B2"><f>[1]!SSJ_QUOTA(A2,3%,"")</f><v>1</v></c></row></sheetData>'),
    }, parts)


def _links(data: bytes) -> list[str]:
    """What Workbook.LinkSources(1) gives for the file."""
    found = [text for name, text in sorted(workbooks.parts(data).items()) if name.endswith(".xml.rels") and "externalLink" in name]
    return [unquote(re.search(r'Target="file:///([^"]+)"', text.decode())[1]) for text in found]  # type: ignore[index]


class _Book(VBAObject):
    """A workbook as the event gets it: its links, and a change of one in the relations as Excel makes it."""

    def __init__(self, data: bytes) -> None:
        self.data, self.changes = data, 0

    def vba_get(self, name: str, args: Sequence[object] = (), named: dict[str, object] | None = None) -> Any:
        if name == "LinkSources":
            links = _links(self.data)
            return VBAArray([(1, len(links))], items=list(links)) if links else EMPTY
        assert name == "ChangeLink"
        old, new, kind = args
        assert kind == 1
        self.changes += 1
        part = next(name for name, text in workbooks.parts(self.data).items() if quote(str(old), safe="\\:/").encode() in text)
        self.data = workbooks.rewritten(self.data, {part: lambda t: t.replace(quote(str(old), safe="\\:/"), quote(str(new), safe="\\:/"))})
        return None


@pytest.fixture(scope="module")
def opened() -> Callable[[bytes], _Book]:
    """The event of opening, from its VBA source, in pyOpenVBA's interpreter."""
    texts = {module.name: module.text for module in project.modules(gates.MACROS)}
    events = texts["SsjEvents"]
    event = events[events.index("Private Sub Host_WorkbookOpen") :].replace("As Workbook", "As Variant")
    program = ExcelApplication()
    program.add_module("\n".join(line for line in texts["SsjText"].splitlines() if not line.startswith("Attribute")), name="SsjText")
    program.add_module("Private Const XL_LINKS As Long = 1\n" + event.replace("Private Sub Host", "Public Sub Host").replace(
        "ThisWorkbook.FullName", f'"{OWN}"'), name="Opening")

    def run(data: bytes) -> _Book:
        book = _Book(data)
        program.run("Host_WorkbookOpen", book)
        return book

    return run


def test_a_colleagues_formulas_are_led_to_the_add_in_of_this_computer_and_nothing_else_changes(opened: Callable[[bytes], _Book]) -> None:
    sent = _linked(THEIRS, OTHER)
    book = opened(sent)

    assert _links(book.data) == [OWN, OTHER]
    before, after = workbooks.parts(sent), workbooks.parts(book.data)
    assert [name for name in after if after[name] != before[name]] == ["xl/externalLinks/_rels/externalLink1.xml.rels"]
    assert b'<f>[1]!SSJ_QUOTA(A2,3%,"")</f>' in after["xl/worksheets/sheet1.xml"]
    assert opened(book.data).changes == 0


def test_a_workbook_that_was_moved_twice_is_led_home_from_each_place(opened: Callable[[bytes], _Book]) -> None:
    assert _links(opened(_linked(r"D:\旧\ssj_xl.xlam", THEIRS)).data) == [OWN, OWN]
    assert opened(_linked(OTHER)).changes == opened(_linked()).changes == 0
