"""How other programs save a workbook: real ones, and the habits of those that cannot be had here.

Each habit takes the bytes of a workbook and returns it with the same content, written in another way.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tests import office

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = {
    MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/officeDocument/2006": "http://purl.oclc.org/ooxml/officeDocument",
}
EPOCH_DAYS = (date(1904, 1, 1) - date(1899, 12, 31)).days + 1
"""By how many days the two calendars of Excel differ."""

Parts = dict[str, bytes]
Habit = Callable[[Parts], None]


def unpacked(data: bytes) -> Parts:
    """The parts by name, in order."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The archive of parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


def habit(data: bytes, change: Habit) -> bytes:
    """The workbook as a program with this habit saves it."""
    parts = unpacked(data)
    change(parts)
    return packed(parts)


def q(tag: str) -> str:
    """A tag of the main namespace."""
    return f"{{{MAIN}}}{tag}"


def _sheets(parts: Parts) -> list[str]:
    return [name for name in parts if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)]


def _edited(parts: Parts, name: str, change: Callable[[Any], None]) -> None:
    root = etree.fromstring(parts[name])
    change(root)
    parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _every_sheet(parts: Parts, change: Callable[[Any], None]) -> None:
    for name in _sheets(parts):
        _edited(parts, name, change)


def _shared(parts: Parts) -> list[str]:
    root = etree.fromstring(parts["xl/sharedStrings.xml"])
    return ["".join(item.itertext(q("t"))) for item in root]


def _drop(parts: Parts, name: str) -> None:
    """A part and everything that leads to it."""
    del parts[name]
    file = name.rpartition("/")[2]
    parts["[Content_Types].xml"] = re.sub(rf'<Override PartName="/{name}"[^>]*/>'.encode(), b"", parts["[Content_Types].xml"])
    for source in [part for part in parts if part.endswith(".rels")]:
        parts[source] = re.sub(rf'<Relationship [^>]*Target="[^"]*{file}"[^>]*/>'.encode(), b"", parts[source])


# --- real programs -----------------------------------------------------------------------------------

def node_modules() -> Path | None:
    """Where `run.py test` put exceljs and SheetJS, or None where one of them or Node.js is missing."""
    root = Path(__file__).resolve().parents[2]
    for folder in (root / ".venv" / "npm", Path(sys.prefix) / "npm"):
        modules = folder / "node_modules"
        if shutil.which("node") and all((modules / name).is_dir() for name in ("exceljs", "xlsx")):
            return modules
    return None


def save_by_libreoffice(source: Path, target: Path) -> None:
    """Opened and saved as .xlsx by LibreOffice."""
    folder = target.parent / f"{target.stem}-libreoffice"
    office.recalculated(source, folder).replace(target)


def save_by_openpyxl(source: Path, target: Path) -> None:
    """Loaded and saved by openpyxl, which drops macros unless it is asked to keep them."""
    import openpyxl

    openpyxl.load_workbook(source).save(target)


def save_by_exceljs(source: Path, target: Path) -> None:
    """Loaded and saved by exceljs."""
    _node("exceljs", source, target)


def save_by_sheetjs(source: Path, target: Path) -> None:
    """Loaded and saved by SheetJS, whose free edition keeps values, formulas and names only."""
    _node("sheetjs", source, target)


def _node(program: str, source: Path, target: Path) -> None:
    modules = node_modules()
    if modules is None:
        raise FileNotFoundError("exceljs and SheetJS are not installed; mark the test `node`")
    command = ["node", str(Path(__file__).with_name("savers.js")), program, str(source), str(target)]
    run = subprocess.run(command, env={**os.environ, "NODE_PATH": str(modules)}, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


SAVERS: dict[str, Callable[[Path, Path], None]] = {
    "LibreOffice": save_by_libreoffice, "openpyxl": save_by_openpyxl, "exceljs": save_by_exceljs, "SheetJS": save_by_sheetjs}
_NEEDS = {"LibreOffice": "libreoffice", "exceljs": "node", "SheetJS": "node"}

each_program = pytest.mark.parametrize("program", [
    pytest.param(name, marks=getattr(pytest.mark, _NEEDS[name])) if name in _NEEDS else name for name in SAVERS])


# --- cells -------------------------------------------------------------------------------------------

def inline_strings(parts: Parts) -> None:
    """Every text in its cell, and no part of shared strings."""
    texts = _shared(parts)

    def change(root: Any) -> None:
        for cell in root.iter(q("c")):
            if cell.get("t") == "s":
                text = texts[int(cell.findtext(q("v")))]
                cell.remove(cell.find(q("v")))
                cell.set("t", "inlineStr")
                inner = etree.SubElement(etree.SubElement(cell, q("is")), q("t"))
                inner.text = text
                inner.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    _every_sheet(parts, change)
    _drop(parts, "xl/sharedStrings.xml")


def plain_strings(parts: Parts) -> None:
    """Every text as the value of a cell of type str, as SheetJS writes it."""
    texts = _shared(parts)

    def change(root: Any) -> None:
        for cell in root.iter(q("c")):
            if cell.get("t") == "s":
                cell.set("t", "str")
                cell.find(q("v")).text = texts[int(cell.findtext(q("v")))]

    _every_sheet(parts, change)
    _drop(parts, "xl/sharedStrings.xml")


def rich_strings(parts: Parts) -> None:
    """Shared strings in runs, with the pronunciation that IMEs add."""
    def change(root: Any) -> None:
        for item in root:
            text = "".join(item.itertext(q("t")))
            for child in list(item):
                item.remove(child)
            for part in (text[:1], text[1:]):
                run = etree.SubElement(item, q("r"))
                inner = etree.SubElement(run, q("t"))
                inner.text = part
                inner.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            spoken = etree.SubElement(item, q("rPh"), sb="0", eb="1")
            etree.SubElement(spoken, q("t")).text = "ㄅㄆ"

    _edited(parts, "xl/sharedStrings.xml", change)


def unaddressed(parts: Parts) -> None:
    """Rows and cells without addresses, blanks filled in."""
    def change(root: Any) -> None:
        data = root.find(q("sheetData"))
        rows = {int(row.get("r")): row for row in data}
        for row in list(data):
            data.remove(row)
        for number in range(1, max(rows, default=0) + 1):
            old = rows.get(number)
            row = etree.SubElement(data, q("row"))
            cells = {_column(cell.get("r")): cell for cell in old} if old is not None else {}
            for column in range(1, max(cells, default=0) + 1):
                cell = cells.get(column)
                row.append(cell if cell is not None else row.makeelement(q("c")))
                row[-1].attrib.pop("r", None)

    _every_sheet(parts, change)


def _column(address: str) -> int:
    number = 0
    for letter in re.match(r"[A-Z]+", address)[0]:  # type: ignore[index]
        number = number * 26 + ord(letter) - 64
    return number


def wrong_dimension(parts: Parts) -> None:
    """Every sheet says that it ends at A1."""
    for name in _sheets(parts):
        parts[name] = re.sub(rb'<dimension ref="[^"]*"/>', b'<dimension ref="A1"/>', parts[name])


def no_dimension(parts: Parts) -> None:
    """No sheet says where it ends."""
    for name in _sheets(parts):
        parts[name] = re.sub(rb'<dimension ref="[^"]*"/>', b"", parts[name])


def from_1904(parts: Parts) -> None:
    """Days count from 1904, as in books that began on an old Mac."""
    parts["xl/workbook.xml"] = re.sub(rb"<workbookPr\b", b'<workbookPr date1904="1"', parts["xl/workbook.xml"])
    dated = _date_styles(parts)

    def change(root: Any) -> None:
        for cell in root.iter(q("c")):
            value = cell.find(q("v"))
            if value is not None and cell.get("t", "n") == "n" and int(cell.get("s", 0)) in dated:
                value.text = f"{float(value.text) - EPOCH_DAYS:.10g}"

    _every_sheet(parts, change)


def _date_styles(parts: Parts) -> set[int]:
    root = etree.fromstring(parts["xl/styles.xml"])
    codes = {int(item.get("numFmtId")): item.get("formatCode") for item in root.iter(q("numFmt"))}
    styles = root.find(q("cellXfs"))
    return {index for index, xf in enumerate(styles) if "yy" in codes.get(int(xf.get("numFmtId", 0)), "")}


# --- parts and names ---------------------------------------------------------------------------------

def absolute_targets(parts: Parts) -> None:
    """Relations name their parts from the root of the package."""
    for name in [part for part in parts if part.endswith(".rels")]:
        folder = name.rpartition("_rels/")[0]
        root = etree.fromstring(parts[name])
        for item in root:
            if item.get("TargetMode") != "External":
                joined = re.sub(r"[^/]+/\.\./", "", folder + item.get("Target"))
                item.set("Target", "/" + joined)
        parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def backslashes(parts: Parts) -> None:
    """Part names with backslashes, as some libraries on Windows write them."""
    for name in list(parts):
        if name != "[Content_Types].xml":
            parts[name.replace("/", "\\")] = parts.pop(name)


def prefixed(parts: Parts) -> None:
    """Every element of the main namespace with a prefix: <x:worksheet>, as the Open XML SDK writes it."""
    for name in [*_sheets(parts), "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml",
                 *(part for part in parts if part.startswith("xl/tables/"))]:
        text = parts[name].decode().replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')
        parts[name] = re.sub(r"<(/?)(?![?!/])(?![a-zA-Z0-9]+:)", r"<\1x:", text).encode()


def strict(parts: Parts) -> None:
    """Strict Open XML: other namespaces throughout."""
    for name in list(parts):
        for old, new in STRICT.items():
            parts[name] = parts[name].replace(old.encode(), new.encode())


def declared_as_xlsm(parts: Parts) -> None:
    """The content type of a workbook with macros, and none in it."""
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")


def declared_as_template(parts: Parts) -> None:
    """The content type of a template."""
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"sheet.main+xml", b"template.main+xml")


# --- names, tables, styles ---------------------------------------------------------------------------

def no_names(parts: Parts) -> None:
    """Defined names dropped."""
    parts["xl/workbook.xml"] = re.sub(rb"<definedNames>.*</definedNames>", b"", parts["xl/workbook.xml"], flags=re.DOTALL)


def names_of_a_sheet(parts: Parts) -> None:
    """Defined names that belong to the sheet they stand on, as after copying sheets into another workbook."""
    parts["xl/workbook.xml"] = re.sub(rb'<definedName name="([^"_]+)">(?=[^<]*!\$)',
                                      rb'<definedName name="\1" localSheetId="1">', parts["xl/workbook.xml"])


def names_lost_their_sheet(parts: Parts) -> None:
    """Defined names that lead nowhere any more."""
    parts["xl/workbook.xml"] = re.sub(rb"(<definedName [^>]*>)[^<]*!\$B\$\d+<", rb"\1#REF!<", parts["xl/workbook.xml"])


def no_tables(parts: Parts) -> None:
    """Excel Tables dropped: their sheets are plain rows."""
    for name in [part for part in parts if part.startswith("xl/tables/")]:
        _drop(parts, name)
    for name in _sheets(parts):
        parts[name] = re.sub(rb"<tableParts.*</tableParts>", b"", parts[name], flags=re.DOTALL)


def nothing_but_cells(parts: Parts) -> None:
    """Neither names nor tables."""
    no_names(parts)
    no_tables(parts)


def renamed_tables(parts: Parts) -> None:
    """Tables with names that a program made up."""
    for number, name in enumerate([part for part in parts if part.startswith("xl/tables/")], 1):
        parts[name] = re.sub(rb' (name|displayName)="[^"]*"', rf' \1="Table{number}"'.encode(), parts[name])


def tables_beyond_the_sheet(parts: Parts) -> None:
    """Every table says that it is below the last row that a sheet can have."""
    _move_tables(parts, lambda left, right, rows: f"{left}1048577:{right}{1048576 + rows}")


def tables_elsewhere(parts: Parts) -> None:
    """Every table says that it is far below its titles, where nothing stands."""
    _move_tables(parts, lambda left, right, rows: f"{left}5001:{right}{5000 + rows}")


def tables_one_row_down(parts: Parts) -> None:
    """Every table says that it begins at the row below its titles."""
    _move_tables(parts, lambda left, right, rows: f"{left}2:{right}{rows + 1}")


def _move_tables(parts: Parts, place: Callable[[str, str, int], str]) -> None:
    for name in [name for name in parts if name.startswith("xl/tables/")]:
        root = etree.fromstring(parts[name])
        left, _, right, bottom = re.fullmatch(r"([A-Z]+)(\d+):([A-Z]+)(\d+)", root.get("ref", "")).groups()  # type: ignore[union-attr]
        root.set("ref", place(left, right, int(bottom)))
        for filtered in root.findall(q("autoFilter")):
            filtered.set("ref", root.get("ref", ""))
        parts[name] = etree.tostring(root)


def headless_tables(parts: Parts) -> None:
    """Tables that say they have no header row, though it is in their area, as exceljs writes them."""
    for name in [part for part in parts if part.startswith("xl/tables/")]:
        parts[name] = parts[name].replace(b"<table ", b'<table headerRowCount="0" ', 1)


def unstyled(parts: Parts) -> None:
    """Cells without formats."""
    for name in _sheets(parts):
        parts[name] = re.sub(rb'(<(?:c|row|col) [^>]*?) s="\d+"', rb"\1", parts[name])


def blanks_around_sheet_names(parts: Parts) -> None:
    """Sheet names with a blank before or behind."""
    parts["xl/workbook.xml"] = re.sub(rb'<sheet name="([^"]*)"', rb'<sheet name="\1 "', parts["xl/workbook.xml"])


def blanks_and_no_tables(parts: Parts) -> None:
    """Sheet names with a blank, and no table to go by."""
    blanks_around_sheet_names(parts)
    nothing_but_cells(parts)


def title_above(parts: Parts) -> None:
    """No tables, and over every header two rows of headings: the title in three cells, and a note."""
    nothing_but_cells(parts)

    def change(root: Any) -> None:
        data = root.find(q("sheetData"))
        for row in data:
            number = int(row.get("r")) + 2
            row.set("r", str(number))
            for cell in row:
                cell.set("r", re.sub(r"\d+", str(number), cell.get("r")))
        for number, texts in ((1, ("某市司法局", "2026年", "登记表")), (2, ("填表说明：按要求填写",))):
            row = etree.Element(q("row"), r=str(number))
            for letter, text in zip("ABC", texts, strict=False):
                cell = etree.SubElement(row, q("c"), r=f"{letter}{number}", t="inlineStr")
                etree.SubElement(etree.SubElement(cell, q("is")), q("t")).text = text
            data.insert(number - 1, row)

    # 首页 and 参数 are no registers
    for name in sorted(_sheets(parts), key=lambda name: int(re.findall(r"\d+", name)[0]))[2:]:
        _edited(parts, name, change)


def an_advertisement(parts: Parts) -> None:
    """A sheet of the program's own in front: Evaluation Warning."""
    number = len(_sheets(parts)) + 1
    parts[f"xl/worksheets/sheet{number}.xml"] = (
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Evaluation Only. Created '
        f"with a library.</t></is></c></row></sheetData></worksheet>").encode()
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>", f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="application/vnd.openxmlformats-'
                     f'officedocument.spreadsheetml.worksheet+xml"/></Types>'.encode())
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>", f'<Relationship Id="rIdAd" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{number}.xml"/>'
                             f"</Relationships>".encode())
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        b"</sheets>", f'<sheet name="Evaluation Warning" sheetId="{number + 40}" r:id="rIdAd"/></sheets>'.encode())


HABITS: dict[str, Habit] = {
    change.__name__: change
    for change in (inline_strings, plain_strings, rich_strings, unaddressed, wrong_dimension, no_dimension, from_1904,
                   absolute_targets, backslashes, prefixed, strict, declared_as_xlsm, declared_as_template, no_names,
                   names_of_a_sheet, names_lost_their_sheet, no_tables, nothing_but_cells, renamed_tables, headless_tables,
                   unstyled, blanks_around_sheet_names, blanks_and_no_tables, title_above, an_advertisement,
                   tables_beyond_the_sheet, tables_elsewhere, tables_one_row_down)
}
