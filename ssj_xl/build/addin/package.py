"""Office packages as the build writes them: parts declared and related, an empty workbook."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from ssj_xl.office.package import Parts, packed
from ssj_xl.tables.grid import column_letters

CONTENT_TYPES = "[Content_Types].xml"
_DEFAULT = re.compile(rb'<Default\b[^>]*\bExtension="(?i:%s)"')
_NUMBER = re.compile(rb'\bId="rId(\d+)"')


def set_main_type(parts: Parts, content_type: str) -> None:
    """Declare what the workbook part is."""
    types = parts[CONTENT_TYPES]
    found = re.search(rb'(<Override\b[^>]*PartName="/xl/workbook\.xml"[^>]*ContentType=")[^"]*', types)
    if found is None:
        raise ValueError("the package declares no workbook")
    parts[CONTENT_TYPES] = types[:found.start()] + found[1] + content_type.encode("ascii") + types[found.end():]


def declare(parts: Parts, extension: str, content_type: str) -> None:
    """A content type for every part with this extension, unless there is one."""
    types = parts[CONTENT_TYPES]
    if not re.search(_DEFAULT.pattern.replace(b"%s", extension.encode("ascii")), types):
        entry = f'<Default Extension="{extension}" ContentType="{content_type}"/>'.encode("ascii")
        root = re.search(rb"<Types\b[^>]*>", types)
        if root is None:
            raise ValueError("the package has no content types")
        parts[CONTENT_TYPES] = types[:root.end()] + entry + types[root.end():]


def relate(parts: Parts, owner: str, kind: str, target: str) -> None:
    """A relationship of a part (`""`: of the package) to a target, with the next free id."""
    folder, _, name = owner.rpartition("/")
    at = f"{folder}/_rels/{name}.rels" if owner else "_rels/.rels"
    numbers = map(int, _NUMBER.findall(parts[at]))
    entry = f'<Relationship Id="rId{max(numbers, default=0) + 1}" Type="{kind}" Target="{target}"/>'
    parts[at] = parts[at].replace(b"</Relationships>", entry.encode("utf-8") + b"</Relationships>")


# --- the smallest workbook that is one -------------------------------------------------------------------

Rows = Sequence[Sequence[str]]

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEETML = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_MACRO_BOOK = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"

_STYLES = f"""{_XML}<styleSheet xmlns="{_MAIN}">\
<fonts count="1"><font><sz val="11"/><name val="宋体"/><family val="3"/><charset val="134"/></font></fonts>\
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>\
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>\
<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>\
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>
"""


def parts(sheets: Mapping[str, Rows], *, content_type: str = _MACRO_BOOK, title: str = "") -> Parts:
    """The parts of a workbook: sheet names, and rows of texts.  Every sheet has a code name."""
    names = list(sheets)
    return {
        "[Content_Types].xml": _content_types(len(names), content_type),
        "_rels/.rels": _relationships([("rId1", f"{_OFFICE}/officeDocument", "xl/workbook.xml"),
                                       ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
                                       ("rId3", f"{_OFFICE}/extended-properties", "docProps/app.xml")]),
        "docProps/app.xml": _encoded(
            '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
            "<Application>ssj_xl</Application></Properties>"),
        "docProps/core.xml": _core(title),
        "xl/workbook.xml": _workbook(names),
        "xl/_rels/workbook.xml.rels": _relationships([
            *((f"rId{at}", f"{_OFFICE}/worksheet", f"worksheets/sheet{at}.xml") for at in range(1, len(names) + 1)),
            (f"rId{len(names) + 1}", f"{_OFFICE}/styles", "styles.xml")]),
        "xl/styles.xml": _STYLES.encode("utf-8"),
        **{f"xl/worksheets/sheet{at}.xml": _sheet(at, rows) for at, rows in enumerate(sheets.values(), 1)},
    }


def book(names: Sequence[str]) -> bytes:
    """A workbook of empty sheets."""
    return packed(parts({name: [] for name in names}))


def _encoded(text: str) -> bytes:
    return (_XML + text + "\n").encode("utf-8")


def _content_types(sheets: int, content_type: str) -> bytes:
    overrides = {"/xl/workbook.xml": content_type, "/xl/styles.xml": f"{_SHEETML}.styles+xml",
                 "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
                 "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml"}
    overrides |= {f"/xl/worksheets/sheet{at}.xml": f"{_SHEETML}.worksheet+xml" for at in range(1, sheets + 1)}
    listed = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides.items())
    return _encoded(f'<Types xmlns="{_PACKAGE}/content-types">'
                    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                    f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>')


def _relationships(rows: Sequence[tuple[str, str, str]]) -> bytes:
    listed = "".join(f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>' for key, kind, target in rows)
    return _encoded(f'<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>')


def _core(title: str) -> bytes:
    return _encoded(f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
                    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
                    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
                    f"<dc:title>{escape(title)}</dc:title><dc:creator>ssj_xl</dc:creator>"
                    '<dcterms:created xsi:type="dcterms:W3CDTF">2021-01-01T00:00:00Z</dcterms:created></cp:coreProperties>')


def _workbook(names: Sequence[str]) -> bytes:
    listed = "".join(f'<sheet name={quoteattr(name)} sheetId="{at}" r:id="rId{at}"/>' for at, name in enumerate(names, 1))
    return _encoded(f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr codeName="ThisWorkbook"/>'
                    '<bookViews><workbookView xWindow="0" yWindow="0" windowWidth="20000" windowHeight="10000"/>'
                    f"</bookViews><sheets>{listed}</sheets></workbook>")


def _sheet(number: int, rows: Rows) -> bytes:
    listed = "".join(f'<row r="{at}">{_cells(at, row)}</row>' for at, row in enumerate(rows, 1))
    return _encoded(f'<worksheet xmlns="{_MAIN}"><sheetPr codeName="Sheet{number}"/>'
                    f'<sheetFormatPr defaultRowHeight="15"/><sheetData>{listed}</sheetData></worksheet>')


def _cells(line: int, row: Sequence[str]) -> str:
    """Text cells with the format Text, so that a rule stays a text and is never a formula."""
    return "".join(f'<c r="{column_letters(at)}{line}" s="1" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
                   for at, text in enumerate(row, 1) if text)
