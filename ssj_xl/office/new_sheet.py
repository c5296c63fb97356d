"""A sheet with an Excel Table, added to a workbook that does not have it: the parts, and where they are told.

The new sheet stands behind all others, with frozen titles.  Columns look like columns of other sheets (`Look`), so that
codes stay text when somebody types them.
Source: ECMA-376 part 1, §12.3 (parts of a workbook), §18.5 (tables).
"""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from typing import Any, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from ssj_xl.office.package import Package
from ssj_xl.office.refs import Area
from ssj_xl.office.text import escaped
from ssj_xl.office.workbook import Workbook
from ssj_xl.office.xml import MAIN, serialised
from ssj_xl.tables.grid import column_letters

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_KINDS = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_WIDTH = 14.0


class Look(NamedTuple):
    """How a column looks: the formats of its title and of its cells, its width in characters; 0 for nothing special."""

    head: int = 0
    body: int = 0
    width: float = 0


def add_sheet(package: Package, workbook: Workbook, name: str, columns: Sequence[tuple[str, Look]], *, hidden: bool = False) -> None:
    """Add a sheet with a blank Excel Table, both of one name.  columns: titles with how they look; hidden: not offered by programs."""
    folder = posixpath.dirname(workbook.part)
    sheet = _free(package, posixpath.join(folder, "worksheets/sheet{}.xml"))
    table = _free(package, posixpath.join(folder, "tables/table{}.xml"))
    package.add(sheet, _sheet(columns))
    package.add(table, _table(package, name, [title for title, _ in columns]))
    package.add(posixpath.join(posixpath.dirname(sheet), "_rels", posixpath.basename(sheet) + ".rels"),
                f'<Relationships xmlns="{_LINKS}"><Relationship Id="rId1" Type="{_RELATIONS}/table" Target="/{table}"/></Relationships>'.encode())
    types = package.tree("[Content_Types].xml")
    for part, kind in ((sheet, "worksheet"), (table, "table")):
        types.append(types.makeelement(f"{{{_TYPES}}}Override", {"PartName": f"/{part}", "ContentType": f"{_KINDS}{kind}+xml"}))
    package.put("[Content_Types].xml", serialised(types))
    workbook.take_in(name, sheet, _linked(package, workbook.part, sheet), hidden=hidden)


def _free(package: Package, pattern: str) -> str:
    number = 1
    while package.has(pattern.format(number)):
        number += 1
    return pattern.format(number)


def _linked(package: Package, part: str, sheet: str) -> str:
    """Let the workbook part lead to a sheet; returns the relation's id."""
    folder, base = posixpath.split(part)
    links = posixpath.join(folder, "_rels", base + ".rels")
    root = package.tree(links)
    taken = {item.get("Id") for item in root}
    id_ = next(name for number in range(1, len(taken) + 2) if (name := f"rIdNew{number}") not in taken)
    root.append(root.makeelement(f"{{{_LINKS}}}Relationship", {"Id": id_, "Type": f"{_RELATIONS}/worksheet", "Target": f"/{sheet}"}))
    package.put(links, serialised(root))
    return id_


def _sheet(columns: Sequence[tuple[str, Look]]) -> bytes:
    cols = "".join(f'<col min="{n}" max="{n}" width="{look.width or _WIDTH}" style="{look.body}" customWidth="1"/>' for n, (_, look) in enumerate(columns, 1))
    cells = "".join(f'<c r="{column_letters(n)}1" s="{look.head}" t="inlineStr"><is><t>{escape(escaped(title))}</t></is></c>'
                    for n, (title, look) in enumerate(columns, 1))
    blank = "".join(f'<c r="{column_letters(n)}2" s="{look.body}"/>' for n, (_, look) in enumerate(columns, 1))
    return (f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{MAIN}" xmlns:r="{_RELATIONS}">'
            '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
            f'<dimension ref="{Area(1, 1, 2, len(columns))}"/>'
            '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
            f'<cols>{cols}</cols><sheetData><row r="1">{cells}</row><row r="2">{blank}</row></sheetData>'
            '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>'
            '<pageSetup paperSize="9" fitToHeight="0" orientation="landscape"/>'
            '<tableParts count="1"><tablePart r:id="rId1"/></tableParts></worksheet>').encode()


def _table(package: Package, name: str, titles: Sequence[str]) -> bytes:
    area = Area(1, 1, 2, len(titles))
    number = max((_number(package.tree(part)) for part in package.names if part.startswith("xl/tables/")), default=0) + 1
    columns = "".join(f'<tableColumn id="{n}" name={quoteattr(title)}/>' for n, title in enumerate(titles, 1))
    return (f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<table xmlns="{MAIN}" id="{number}" name={quoteattr(name)} '
            f'displayName={quoteattr(name)} ref="{area}" totalsRowShown="0"><autoFilter ref="{area}"/>'
            f'<tableColumns count="{len(titles)}">{columns}</tableColumns>'
            '<tableStyleInfo name="TableStyleLight9" showFirstColumn="0" showLastColumn="0" showRowStripes="1" showColumnStripes="0"/></table>').encode()


def _number(root: Any) -> int:
    text = root.get("id", "0")
    return int(text) if text.isdigit() else 0
