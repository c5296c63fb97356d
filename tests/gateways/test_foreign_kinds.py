"""What a list that is handed in really is, whatever its name says: text, web page, old workbook, or nothing that can be read."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from ssj_xl.gateways.foreign import read_list, read_sheets
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.office.programs import environment, find_soffice
from ssj_xl.tables.normalising import normalise
from ssj_xl.tables.problems import UserError
from ssj_xl.tables.registers import HOLIDAYS, INSPECTORS, OBJECTS
from tests import office
from tests.gateways.lists import FIRM, HEADER, OLD_BOOK, csv, names, read_or_refused, refused, rows, table

PAGE = ("<html><head><meta charset='gb2312'></head><body><table><tr><td colspan='3'>名册</td></tr>"
        "<tr><th>对象编码</th><th>企业<br>名称</th><th>对象类型</th></tr>"
        "<tr><td>A1</td><td>甲律师事务所&nbsp;</td><td rowspan='2'>律师事务所</td></tr>"
        "<tr><td>A2</td><td>乙律师事务所</td></tr></table></body></html>")
XML = ('<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
       'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="名册"><Table>'
       '<Row ss:Index="2"><Cell><Data ss:Type="String">对象编码</Data></Cell>'
       '<Cell ss:Index="3"><Data ss:Type="String">企业名称</Data></Cell>'
       '<Cell><Data ss:Type="String">评级日期</Data></Cell></Row>'
       '<Row><Cell><Data ss:Type="Number">123</Data></Cell><Cell ss:Index="3"><Data ss:Type="String">甲所</Data></Cell>'
       '<Cell><Data ss:Type="DateTime">2021-03-05T00:00:00.000</Data></Cell></Row></Table></Worksheet></Workbook>')


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_a_web_page_saved_as_a_workbook_is_read_as_the_table_it_is(saved: Callable[..., Path], encoding: str) -> None:
    text = PAGE if encoding == "gb18030" else PAGE.replace("gb2312", "utf-8")
    found = read_list(saved(text, "导出.xls", encoding), OBJECTS)
    assert [(row["code"], row["name"], row["object_type"]) for row in table(found)] == [
        ("A1", "甲律师事务所", "律师事务所"), ("A2", "乙律师事务所", "律师事务所")]
    assert found.grid.place(1, 0).cell == "A4"


def test_an_xml_workbook_is_read_with_its_gaps(saved: Callable[..., Path]) -> None:
    found = read_list(saved(XML, "导出.xls"), OBJECTS)
    row = table(found).rows[0]
    assert (row["code"], row["name"], row["tier_date"]) == ("123", "甲所", date(2021, 3, 5))
    assert (found.sheet, found.grid.place(0, 2).cell) == ("名册", "C3")


@pytest.mark.parametrize("name", ["名单.xls", "名单.xlsx", "名单.txt", "名单"])
def test_a_suffix_that_lies_changes_nothing(saved: Callable[..., Path], name: str) -> None:
    assert names(saved(csv([HEADER, FIRM]), name)) == ["甲律师事务所"]


def test_a_real_old_workbook_is_read_with_a_header_over_two_rows() -> None:
    found = read_list(OLD_BOOK, INSPECTORS)
    people = table(found, INSPECTORS).rows
    assert [(p["name"], p["division"], p["certificate"], p["valid_to"]) for p in people] == [
        ("张 三", "律师处", "ZF00001", date(2030, 12, 31)), ("李四", "律师处", "3130100200001", date(2030, 3, 5))]
    assert (found.above, found.grid.top, [one.kind for one in found.skipped]) == (2, 4, ["合计行"])


@pytest.mark.libreoffice
@pytest.mark.parametrize("target", ["xls:MS Excel 97", "html:HTML (StarCalc)", "csv:Text - txt - csv (StarCalc):44,34,76"])
@pytest.mark.long
def test_what_libreoffice_makes_of_a_list_reads_as_the_list(book: Callable[..., Path], tmp_path: Path, target: str) -> None:
    path = book(名单=rows(("律师事务所名册",), HEADER, FIRM, ("A2", "乙律师事务所", "", "律师事务所", "停业")))
    command = [str(find_soffice()), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
               "--convert-to", target, "--outdir", str(tmp_path / "out"), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=office.TIMEOUT_SECONDS, env=environment())
    made = tmp_path / "out" / f"名单.{target.partition(':')[0]}"
    assert [row["code"] for row in table(read_list(made, OBJECTS))] == ["A1", "A2"]


@pytest.mark.parametrize(("content", "code"), [
    (b"", "F02"), (b"  \r\n", "F02"), (b"%PDF-1.4 ...", "I06"), (b"\x89PNG\r\n", "I06"), (b"MIME-Version: 1.0\n", "I06"),
    (b"PK\x03\x04 half a workbook", "F02"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "F02"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "F03"),
    (b"\x00\x01\x02\x03" * 50, "I06"), (b"<html><p>no table</p></html>", "I06"),
    (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><Workbook '
     b'xmlns="urn:schemas-microsoft-com:office:spreadsheet">&a;</Workbook>', "F08"),
])
def test_what_is_no_list_is_refused_in_a_sentence(saved: Callable[..., Path], content: bytes, code: str) -> None:
    assert refused(saved(content, "名单.xls")) == code


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def packed(*names: str, **parts: str) -> bytes:
    """An archive with members of these names, and some with content."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in (*parts, *names):
            archive.writestr(name, parts.get(name, "<x/>"))
    return made.getvalue()


@pytest.mark.parametrize(("content", "why"), [
    (b"ID;PCALCOOO32\r\nC;X1;Y1;K\"a\"\r\n", "SYLK"), (b"TABLE\r\n0,1\r\n\"a\"\r\n", "DIF"), (b"TABLE\n0,1\n\"a\"\n", "DIF"),
    (b'[{"name": "A"}]', "JSON"), (b'{\n "rows": []}', "JSON"), (b'<?xml version="1.0"?><rows><row a="1"/></rows>', "XML"),
    (b"SQLite format 3\0" + bytes(90), "SQLite"), (b"\0\1\0\0Standard Jet DB\0", "Access"), (b"GIF89a" + bytes(20), "图片"),
    (b"From: <Saved by WPS>\r\nMIME-Version: 1.0\r\n", ".mht"), (packed("a.txt"), "压缩包"), (packed("OFD.xml"), "OFD"),
    (packed("ppt/presentation.xml"), "演示文稿"), (packed("Index/Document.iwa"), "Numbers"),
    (packed(mimetype="application/vnd.oasis.opendocument.text"), "Word 文档"),
    (OLE + "WordDocument".encode("utf-16-le"), "Word 文档"), (OLE + "PowerPoint Document".encode("utf-16-le"), "演示文稿"),
    (OLE + "Book".encode("utf-16-le"), "Excel 95"), (b"\x09\x04\x06\x00\x00\x04\x10\x00\x00\x00", "Excel 95"),
    ("名称,证号\n甲\0所,1\n乙所,2\n".encode(), "第 2 行有零字节"), ("名称,证号\n甲\0所,1\n乙所,2\n".encode("gbk"), "第 2 行有零字节"),
])
def test_what_is_no_list_is_refused_for_what_it_is(saved: Callable[..., Path], content: bytes, why: str) -> None:
    path = saved(content, "名单.xls")

    assert refused(path) == "I06"
    with pytest.raises(UserError, match=re.escape(why)):
        read_sheets(path)


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_a_list_whose_first_column_begins_as_sylk_does_is_a_list(saved: Callable[..., Path], end: str) -> None:
    path = saved(f"ID;Person;类型{end}BJ-1;甲;律师{end}".encode(), "名单.csv")

    assert read_sheets(path)[0].rows[1][1] == "甲"


def test_an_ods_with_a_password_of_a_newer_libreoffice_is_said_to_have_one(saved: Callable[..., Path]) -> None:
    content = packed("encrypted-package", "META-INF/manifest.xml", mimetype="application/vnd.oasis.opendocument.spreadsheet")

    assert refused(saved(content, "名单.ods")) == "F03"


@pytest.mark.parametrize("bars", [False, True])
def test_a_text_divided_by_bars_is_read(saved: Callable[..., Path], bars: bool) -> None:
    text = csv([HEADER, FIRM], "|")
    path = saved("".join(f"|{line}|\r\n" for line in text.splitlines()) if bars else text, "名单.txt")

    assert names(path) == ["甲律师事务所"]


def test_a_workbook_that_holds_a_document_is_no_document(tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsx"
    with xlsxwriter.Workbook(path) as made:
        rows(HEADER, FIRM)(made.add_worksheet("名录"))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/embeddings/a.docx", packed("word/document.xml"))

    assert names(path) == ["甲律师事务所"]


@pytest.mark.parametrize("start", ["", '<?xml version="1.0" encoding="UTF-8"?>\n<!-- 导出 -->\n'])
def test_a_workbook_that_is_one_xml_file_is_read(saved: Callable[..., Path], start: str) -> None:
    cells = "".join("<table:table-row>" + "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row) + "</table:table-row>"
                    for row in (HEADER, FIRM))
    names_of = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    path = saved(f'{start}<office:document {names_of}><office:body><office:spreadsheet><table:table table:name="名录">{cells}'
                 "</table:table></office:spreadsheet></office:body></office:document>", "名单.fods")

    assert names(path) == ["甲律师事务所"]


@pytest.mark.parametrize("page", [
    "<table><tr><td rowspan='999999' colspan='999999'>1</td></tr></table>",
    "<table>" + "<tr><td rowspan='60000' colspan='900'>1</td></tr>" * 3 + "</table>",
    "<table><tr>" + "<td>1</td>" * 2_000 + "</tr></table>",
])
def test_a_page_that_spans_the_world_is_refused(saved: Callable[..., Path], page: str) -> None:
    assert refused(saved(page, "导出.xls")) == "I07"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert refused(tmp_path / "没有.xls") == "F01"


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("任意") / "名单.xls"
    path.write_bytes(data)
    assert all(len(row) == sheet.width for sheet in read_or_refused(path) for row in sheet.rows)


@settings(max_examples=10)  # each one starts a process
@given(st.integers(0, 6_143), st.integers(0, 255), st.integers(1, 6_144))
@pytest.mark.long
def test_a_damaged_old_workbook_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, at: int, value: int,
                                                   size: int) -> None:
    data = bytearray(OLD_BOOK.read_bytes())
    data[at] = value
    path = tmp_path_factory.mktemp("坏") / "名单.xls"
    path.write_bytes(bytes(data[:size] if size < 600 else data))
    assert all(len(row) == sheet.width for sheet in read_or_refused(path) for row in sheet.rows)


def test_an_old_workbook_with_a_password_is_said_to_have_one(saved: Callable[..., Path]) -> None:
    data = OLD_BOOK.read_bytes()
    bof = data.index(b"\x09\x08\x10\x00\x00\x06")
    after = bof + 4 + 16
    locked = data[:after] + b"\x2f\x00\x36\x00" + bytes(0x36) + data[after + 4 + 0x36 :]
    assert refused(saved(locked, "名单.xls")) == "F03"
    with pytest.raises(UserError, match="密码"):
        open_gateway(saved(locked, "主台账.xlsx"))


@pytest.mark.parametrize("text", [
    'A1,"甲律师事务所,1,律师事务所,正常\r\nA2,乙律师事务所,2,律师事务所,正常\r\n',
    'A1,"甲律师事务所,1,律师事务所,正常\r\nA2,乙律师事务所,2,律师事务所,正常\r\nA3,丙律师事务所",3,律师事务所,正常\r\n',
    'A1,"甲"律师事务所,1,律师事务所,正常\r\n',
])
def test_a_quote_that_would_swallow_firms_is_told(saved: Callable[..., Path], text: str) -> None:
    assert refused(saved(csv([HEADER]) + text)) == "I06"


@pytest.mark.parametrize(("row", "doubted"), [
    ("A1,甲所,1,律师事务所,正常", 0), ("A1,甲所,1,律师事务所,正常,,,", 0), ("A1,甲所,1,律师事务所", 1),
    ("A1,甲所,3层,1,律师事务所,正常", 1), (",,", 0), ("", 0), ('A1,"甲所,一部",1,律师事务所,正常', 0),
    ('A1,"甲所\r\n一部",1,律师事务所,正常', 0),
])
def test_a_record_of_another_width_than_the_header_is_doubtful(saved: Callable[..., Path], row: str, doubted: int) -> None:
    notes = [note for note in read_list(saved(csv([HEADER]) + row + "\r\n"), OBJECTS).notes if note.code == "I16"]
    assert [note.place.cell for note in notes] == ["2:2"] * doubted


def test_a_sheet_that_cannot_be_read_bars_nobody_who_wants_another(book: Callable[..., Path]) -> None:
    def far(sheet: Any) -> None:
        sheet.write(2, 1_200, "x")

    path = book(名册=rows(HEADER, FIRM), 草稿=far)
    assert names(path) == names(path, sheet="名册") == ["甲律师事务所"]
    assert [(note.code, note.params["sheet"]) for note in read_list(path, OBJECTS).notes] == [("I18", "草稿")]
    assert refused(path, sheet="草稿") == "I07"


def test_hidden_rows_are_read_and_said(book: Callable[..., Path]) -> None:
    def fill(sheet: Any) -> None:
        rows(HEADER, FIRM, ("A2", "乙所", "", "律师事务所", "正常"), ())(sheet)
        for number in (2, 3):
            sheet.set_row(number, None, None, {"hidden": True})

    found = table(read_list(book(x=fill), OBJECTS))
    assert [row["code"] for row in found] == ["A1", "A2"]
    assert [(p.code, p.params["count"], p.place.cell) for p in found.problems if p.code == "F45"] == [("F45", 1, "3:3")]


def test_a_day_number_counts_from_the_first_day_of_its_workbook(tmp_path: Path) -> None:
    path = tmp_path / "证件.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": True}) as made:
        sheet = made.add_worksheet("节假日")
        rows(("日期", "类型"), (46_021, "放假"), (20291231, "放假"), ("2029-12-31", "放假"))(sheet)
        sheet.write_datetime(4, 0, datetime(2029, 12, 31), made.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write(4, 1, "放假")
    assert [row["day"] for row in table(read_list(path, HOLIDAYS), HOLIDAYS)] == [date(2029, 12, 31)] * 4
    assert [row["day"] for row in normalise(open_gateway(path).table("节假日"), HOLIDAYS)] == [date(2029, 12, 31)] * 4


def test_an_old_workbook_says_from_which_year_its_days_count(saved: Callable[..., Path]) -> None:
    data = OLD_BOOK.read_bytes()
    assert [sheet.from_1904 for sheet in read_sheets(saved(data, "名单.xls"))] == [False]
    mac = data.replace(b"\x22\x00\x02\x00\x00\x00", b"\x22\x00\x02\x00\x01\x00", 1)
    assert [sheet.from_1904 for sheet in read_sheets(saved(mac, "名单.xls"))] == [True]
