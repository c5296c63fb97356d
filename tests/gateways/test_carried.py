"""Files that Excel opens are opened: what the program does not use is carried as it is, byte for byte, and not judged."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables.problems import UserError
from tests.gateways import mixes

Parts = dict[str, bytes]
UTF16 = '<?xml version="1.0" encoding="utf-16"?><x/>'.encode("utf-16")
RELS = "xl/_rels/workbook.xml.rels"


def parts_of(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Parts, *, names: Callable[[str], str] = str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name)
            info.filename = names(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()


def edited(part: str, old: str, new: str) -> Callable[[Parts], None]:
    def change(parts: Parts) -> None:
        text = parts[part].decode()
        assert old in text
        parts[part] = text.replace(old, new, 1).encode()

    return change


def added(name: str, content: bytes) -> Callable[[Parts], None]:
    return lambda parts: parts.update({name: content})


def related(kind: str, target: str, content: bytes) -> Callable[[Parts], None]:
    def change(parts: Parts) -> None:
        parts[f"xl/{target}"] = content
        relation = f'<Relationship Id="rId99" Type="http://schemas.microsoft.com/office/2006/relationships/{kind}" Target="{target}"/>'
        edited(RELS, "</Relationships>", f"{relation}</Relationships>")(parts)
        if kind == "xlMacrosheet":
            edited("xl/workbook.xml", "</sheets>", '<sheet name="宏1" sheetId="99" r:id="rId99"/></sheets>')(parts)

    return change


MACRO = (b'<?xml version="1.0" encoding="UTF-8"?><xm:macrosheet xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" '
         b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></xm:macrosheet>')
CARRIED: dict[str, Callable[[Parts], None]] = {
    "power query": added("customXml/item1.xml", UTF16),
    "a connection in UTF-16": added("xl/connections.xml", UTF16),
    "a drawing with a document type": added("xl/drawings/drawing9.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'),
    "a property in UTF-16": added("xl/customProperty1.xml", UTF16),
    "an empty thumbnail": added("docProps/thumbnail.jpeg", b""),
    "an empty part": added("xl/printerSettings/printerSettings1.bin", b""),
    "a broken chart": added("xl/charts/chart9.xml", b"<c:chart"),
    "an Excel 4 sheet": related("xlMacrosheet", "macrosheets/sheet9.xml", MACRO),
    "a sheet without a relation": edited("xl/workbook.xml", "</sheets>", '<sheet name="空" sheetId="98" r:id=""/></sheets>'),
    "a dimension of whole rows": edited("xl/worksheets/sheet1.xml", '<dimension ref="', '<dimension ref="1:4" x="'),
    "a wrong dimension": edited("xl/worksheets/sheet1.xml", '<dimension ref="', '<dimension ref="XFE9999999" x="'),
    "whole columns merged": edited("xl/worksheets/sheet2.xml", "</sheetData>",
                                   '</sheetData><mergeCells count="1"><mergeCell ref="J:K"/></mergeCells>'),
    "a drawing without a relation": edited("xl/worksheets/sheet1.xml", "</worksheet>", '<legacyDrawing r:id=""/></worksheet>'),
    "an empty style": edited("xl/worksheets/sheet1.xml", '<c r="A2"', '<c r="A2" s=""'),
    "blanks around a sheet's name": edited("xl/workbook.xml", 'name="检查对象"', 'name=" 检查对象 "'),
    "one more empty cell far away": edited("xl/worksheets/sheet2.xml", "</sheetData>",
                                           '<row r="1048576"><c r="XFD1048576"/></row></sheetData>'),
    "a value far away on another sheet": edited("xl/worksheets/sheet2.xml", "</sheetData>",
                                                '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
}


@pytest.fixture(scope="module")
def whole() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for name, header in (("检查对象", mixes.OBJECTS), ("便笺", ("甲", "乙", "丙"))):
            sheet = book.add_worksheet(name)
            for line, row in enumerate([header, *mixes.Mix(1).rows(header, 3)]):
                sheet.write_row(line, 0, row)
    return out.getvalue()


@pytest.mark.parametrize("kind", CARRIED)
def test_a_file_that_excel_opens_is_read_and_written_with_all_it_carries(whole: bytes, tmp_path: Path, kind: str) -> None:
    parts = parts_of(whole)
    CARRIED[kind](parts)
    path = tmp_path / "主台账.xlsx"
    path.write_bytes(zipped(parts))
    gateway = open_gateway(path)
    assert len(gateway.table("检查对象").rows) == 3
    gateway.append("检查对象", [{"对象编码": "N1", "对象名称": "新所"}])
    gateway.commit()
    after = parts_of(path.read_bytes())
    touched = {name for name in parts if after[name] != parts[name]}
    assert touched <= {"xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"}
    assert len(open_gateway(path).table("检查对象").rows) == 4


def test_names_with_backslashes_are_the_same_names(whole: bytes, tmp_path: Path) -> None:
    path = tmp_path / "主台账.xlsx"
    path.write_bytes(zipped(parts_of(whole), names=lambda name: name.replace("/", "\\")))
    gateway = open_gateway(path)
    gateway.append("检查对象", [{"对象编码": "N1", "对象名称": "新所"}])
    gateway.commit()
    assert len(open_gateway(path).table("检查对象").rows) == 4


@pytest.mark.parametrize("folder", ["xl/", "xl/drawings/", "customXml/"])
def test_a_part_that_is_read_is_judged_wherever_it_lies(whole: bytes, tmp_path: Path, folder: str) -> None:
    parts = parts_of(whole)
    strings = parts.pop("xl/sharedStrings.xml").decode().replace("UTF-8", "UTF-16").encode("utf-16")
    parts[f"{folder}sharedStrings.xml"] = strings
    edited(RELS, 'Target="sharedStrings.xml"', f'Target="/{folder}sharedStrings.xml"')(parts)
    path = tmp_path / "主台账.xlsx"
    path.write_bytes(zipped(parts))
    with pytest.raises(UserError, match=r"sharedStrings\.xml"):
        open_gateway(path).table("检查对象")


def test_a_refusal_names_the_part(whole: bytes, tmp_path: Path) -> None:
    parts = parts_of(whole)
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"][:-20]
    path = tmp_path / "主台账.xlsx"
    path.write_bytes(zipped(parts))
    with pytest.raises(UserError, match=r"xl/workbook\.xml"):
        open_gateway(path).table("检查对象")
