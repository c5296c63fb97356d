"""What is added to a workbook that does not have it: a sheet with an Excel Table, and data validations of a sheet.

The new sheet stands behind all others, with frozen titles.  Columns look like columns of other sheets (`Look`), so that
codes stay text when somebody types them.
A rule of validation (input messages, drop-down lists, what typing is checked for) is a dict with the keys of XlsxWriter's
data_validation, and is written as XlsxWriter writes it.
Source: ECMA-376 part 1, §12.3 (parts of a workbook), §18.5 (tables), §18.3.1.32, §18.3.1.33 (validations), §18.3.1.99 (order).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from ssj_xl.office.formats import serial
from ssj_xl.office.package import Package
from ssj_xl.office.refs import Area
from ssj_xl.office.workbook import Workbook
from ssj_xl.office.xml import MAIN, escaped, serialised
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


_BEFORE_RULES = ("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection", "protectedRanges",
           "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting")
"""What stands before the validations of a worksheet."""
_CHECKS = {"list": "list", "date": "date", "decimal": "decimal", "integer": "whole", "custom": "custom"}
_CHECK_STYLES = {"warning": "warning", "information": "information"}

Rule = tuple[str, Mapping[str, Any]]
"""The area, as a sheet writes it, and the rule."""


def add_rules(frame: Any, rules: Iterable[Rule], *, from_1904: bool = False) -> None:
    """Put rules behind those that a worksheet has.  frame: the worksheet; nothing else of it changes."""
    found = frame.find(f"{{{MAIN}}}dataValidations")
    made = [_element(frame, area, rule, from_1904=from_1904) for area, rule in rules]
    if not made:
        return
    if found is None:
        found = frame.makeelement(f"{{{MAIN}}}dataValidations")
        before = [at for at, part in enumerate(frame) if isinstance(part.tag, str) and part.tag.rpartition("}")[2] in _BEFORE_RULES]
        frame.insert(before[-1] + 1 if before else 0, found)
    found.extend(made)
    found.set("count", str(len(found)))


def _element(frame: Any, area: str, rule: Mapping[str, Any], *, from_1904: bool) -> Any:
    kind, style = _CHECKS.get(rule["validate"]), _CHECK_STYLES.get(rule.get("error_type", ""))
    words = {"errorTitle": rule.get("error_title"), "error": rule.get("error_message"), "promptTitle": rule.get("input_title"),
             "prompt": rule.get("input_message")}
    element = frame.makeelement(f"{{{MAIN}}}dataValidation", {
        **({"type": kind} if kind else {}), **({"errorStyle": style} if style else {}),
        "allowBlank": "1", "showInputMessage": "1", "showErrorMessage": "1", **{key: word for key, word in words.items() if word}, "sqref": area})
    for number, formula in enumerate(_formulas(rule, from_1904=from_1904), start=1):
        child = element.makeelement(f"{{{MAIN}}}formula{number}")
        child.text = formula
        element.append(child)
    return element


def _formulas(rule: Mapping[str, Any], *, from_1904: bool) -> list[str]:
    if rule["validate"] == "list":
        source = rule["source"]
        return [source.removeprefix("=") if isinstance(source, str) else f'"{",".join(source)}"']
    if rule["validate"] == "custom":
        return [rule["value"].removeprefix("=")]
    ends = [rule[key] for key in ("minimum", "maximum") if key in rule]
    return [f"{serial(end, from_1904=from_1904):g}" if isinstance(end, date) else str(end) for end in ends]
