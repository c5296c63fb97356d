"""Lists as divisions and platforms really hand them in: every format, encoding and layout becomes one grid."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import docx
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from ssj_xl.gateways.foreign import Foreign, Sheet, read_list, read_sheets
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.office.programs import environment, find_soffice
from ssj_xl.tables.normalising import normalise
from ssj_xl.tables.problems import UserError
from ssj_xl.tables.registers import HOLIDAYS, INSPECTORS, ITEMS, OBJECTS, PLANS
from ssj_xl.tables.spec import TableSpec
from ssj_xl.tables.table import Table
from tests import office

HEADER = ("对象编码", "企业名称", "统一社会信用代码", "对象类型", "状态")
FIRM = ("A1", "甲律师事务所", "31130000MD00000001", "律师事务所", "正常")
OLD_BOOK = Path(__file__).parent / "执法人员.xls"


def csv(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    """Rows as delimited text."""
    return "".join(delimiter.join(row) + "\r\n" for row in rows)


@pytest.fixture
def saved(tmp_path: Path) -> Callable[..., Path]:
    """A file of some content under some name."""

    def save(content: bytes | str, name: str = "名单.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return save


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    """A workbook whose sheets are filled by functions."""

    def make(**sheets: Callable[[Any], object]) -> Path:
        path = tmp_path / "名单.xlsx"
        with xlsxwriter.Workbook(path) as made:
            for name, fill in sheets.items():
                fill(made.add_worksheet(name))
        return path

    return make


def rows(*lines: Sequence[object]) -> Callable[[Any], None]:
    """Write rows from A1 on."""

    def fill(sheet: Any) -> None:
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, line)

    return fill


def read_or_refused(path: Path) -> Sequence[Sheet]:
    """The sheets of a file, none where it is refused in a sentence; anything else is a bug."""
    try:
        return read_sheets(path)
    except UserError:
        return ()


def table(found: Foreign, spec: TableSpec = OBJECTS) -> Table:
    return normalise(found.grid, spec)


def names(path: Path, spec: TableSpec = OBJECTS, **options: Any) -> list[str]:
    return [row["name"] for row in table(read_list(path, spec, **options), spec)]


def refused(path: Path, spec: TableSpec = OBJECTS, **options: Any) -> str:
    with pytest.raises(UserError) as caught:
        read_list(path, spec, **options)
    assert all("{" not in str(found) and str(path) in str(found.place) for found in caught.value.problems)
    return caught.value.problems[0].code


# --- text ----------------------------------------------------------------------------------------------

@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_text_is_read_in_every_encoding_and_with_every_delimiter(saved: Callable[..., Path], encoding: str,
                                                                 delimiter: str) -> None:
    assert names(saved(csv([HEADER, FIRM], delimiter), encoding=encoding)) == ["甲律师事务所"]


def test_a_rare_character_of_a_name_survives(saved: Callable[..., Path]) -> None:
    firm = ("A1", "䶮𠮷律师事务所", *FIRM[2:])
    assert names(saved(csv([HEADER, firm]), encoding="gb18030")) == ["䶮𠮷律师事务所"]


def test_the_line_that_cannot_be_decoded_is_named(saved: Callable[..., Path]) -> None:
    lines = csv([HEADER, *[FIRM] * 5]).encode().split(b"\r\n")
    lines[3] += b"\xff\xfe\xff"
    with pytest.raises(UserError, match="第 4 行"):
        read_list(saved(b"\r\n".join(lines)), OBJECTS)


def test_codes_that_a_program_dressed_up_for_excel_are_bare_again(saved: Callable[..., Path]) -> None:
    text = csv([HEADER, ('="00123"', "甲所", "\t31130000MD00000001", "律师事务所", "正常"),
                ("'00456", "乙所", "", "律师事务所", "正常")])
    found = table(read_list(saved(text), OBJECTS))
    assert [row["code"] for row in found] == ["00123", "00456"]
    assert found.rows[0]["uscc"] == "31130000MD00000001"


def test_the_separator_that_excel_is_told_is_no_row(saved: Callable[..., Path]) -> None:
    found = read_list(saved("sep=;\r\n" + csv([HEADER, FIRM], ";")), OBJECTS)
    assert (found.grid.top, found.grid.place(0, 0).cell) == (3, "A3")


def test_a_quoted_line_break_counts_as_one_row_as_excel_counts(saved: Callable[..., Path]) -> None:
    text = csv([HEADER, ("A1", '"甲\n律师事务所"', *FIRM[2:]), ("A2", "", *FIRM[2:])])
    found = table(read_list(saved(text), OBJECTS))
    assert [problem.place.cell for problem in found.problems if problem.code == "T03"] == ["B3"]


def test_an_unclosed_quote_is_told_and_never_a_traceback(saved: Callable[..., Path]) -> None:
    assert refused(saved(csv([HEADER]) + 'A1,"' + "很长" * 100_000)) == "I06"


# --- what a file really is -----------------------------------------------------------------------------

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


# --- header --------------------------------------------------------------------------------------------

def test_the_header_is_found_below_titles_and_warnings(book: Callable[..., Path]) -> None:
    path = book(x=rows(("律师事务所名册",), ("注意：本表不得改动列名",), (), HEADER, FIRM))
    found = read_list(path, OBJECTS)
    assert (found.above, found.grid.top, found.missing, found.unknown) == (3, 5, (), ())


def test_titles_with_numbers_stars_and_remarks_are_known(book: Callable[..., Path]) -> None:
    path = book(x=rows(("1.对象编码*", "*企业名称（必填）", "统一社会信用代码（18位）", "机构类型(下拉选择)", "状态："), FIRM))
    found = read_list(path, OBJECTS)
    assert not found.unknown
    assert table(found).rows[0]["uscc"] == FIRM[2]


@pytest.mark.parametrize("merged", [True, False])
def test_a_header_over_two_rows_is_joined(book: Callable[..., Path], saved: Callable[..., Path], merged: bool) -> None:
    upper, lower = ["序号", "抽查项目", "", "检查对象", "抽查比例"], ["", "抽查事项名称", "事项名称", "", ""]
    data = [["1", "律师监督", "年度检查", "律师事务所", "3%"], ["2", "律师监督", "档案", "律师事务所", "5%"]]

    def fill(sheet: Any) -> None:
        rows(upper, lower, *data)(sheet)
        sheet.merge_range("B1:C1", "抽查项目")
        for column in ("A", "D", "E"):
            sheet.merge_range(f"{column}1:{column}2", upper["ABCDE".index(column)])

    path = book(x=fill) if merged else saved(csv([upper, lower, *data]))
    found = read_list(path, ITEMS)
    assert [(row["major"], row["minor"], row["ratio"]) for row in table(found, ITEMS)] == [
        ("律师监督", "年度检查", Fraction(3, 100)), ("律师监督", "档案", Fraction(5, 100))]
    assert (found.grid.top, found.missing) == (3, ("事项编码", "事项类别"))


def test_a_title_that_is_only_like_ours_is_read_under_a_heading_too_and_the_day_of_issue_is_no_last_day(book: Callable[..., Path]) -> None:
    def fill(sheet: Any) -> None:
        rows(("科室", "姓名", "执法证信息", "", ""), ("", "", "证号", "发证日期", "有效期"), ("律师处", "张三", "13990200001", "2022.5.1", "2027.5.1"))(sheet)
        sheet.merge_range("C1:E1", "执法证信息")

    found = read_list(book(x=fill), INSPECTORS)
    assert table(found, INSPECTORS).rows[0]["valid_to"] == date(2027, 5, 1)
    assert [(one.title, one.near) for one in found.unknown] == [("执法证信息/发证日期", "")]


def test_a_list_in_a_document_is_no_damaged_workbook(tmp_path: Path) -> None:
    path = tmp_path / "鉴定机构.docx"
    docx.Document().save(str(path))
    with pytest.raises(UserError) as found:
        read_sheets(path)
    assert [(one.code, "Word" in one.text) for one in found.value.problems] == [("I06", True)]


def test_a_formula_column_of_another_master_is_nobodys_data(book: Callable[..., Path]) -> None:
    found = read_list(book(x=rows((*HEADER, "本年覆盖"), (*FIRM, "未查"))), OBJECTS)
    assert not found.unknown


def test_one_lower_title_under_two_upper_ones_is_nobodys(book: Callable[..., Path]) -> None:
    def fill(sheet: Any) -> None:
        sheet.merge_range("C1:D1", "去年")
        sheet.merge_range("E1:F1", "今年")
        rows(("计划编号", "任务名称"), ("", "", "抽查比例", "备注", "抽查比例", "备注"),
             ("P1", "检查", "3%", "", "5%", ""))(sheet)

    found = read_list(book(x=fill), PLANS)
    assert table(found, PLANS).rows[0]["ratio"] is None
    assert "抽查比例" not in found.grid.header


def test_a_title_row_does_not_make_a_second_header(book: Callable[..., Path]) -> None:
    def fill(sheet: Any) -> None:
        rows((), HEADER, FIRM)(sheet)
        sheet.merge_range("A1:E1", "检查对象")

    assert read_list(book(x=fill), OBJECTS).grid.top == 3


def test_where_no_header_is_the_nearest_row_is_told(book: Callable[..., Path]) -> None:
    path = book(x=rows(("甲", "乙", "企业名称"), ("1", "2", "3")))
    with pytest.raises(UserError, match="只认出：对象名称"):
        read_list(path, OBJECTS)
    assert refused(path) == "I01"


def test_two_columns_that_could_be_the_name_are_refused_until_one_is_told(book: Callable[..., Path]) -> None:
    path = book(x=rows(("对象编码", "企业名称", "单位名称", "状态"), ("A1", "甲所", "某区司法局", "正常")))
    assert refused(path) == "I04"
    assert names(path, renamed={"单位名称": ""}) == ["甲所"]
    assert names(path, renamed={"单位名称": "对象名称"}) == ["某区司法局"]


def test_the_registers_own_title_goes_before_an_alias(book: Callable[..., Path]) -> None:
    path = book(x=rows(("对象编码", "对象名称", "单位名称"), ("A1", "甲所", "某区司法局")))
    found = read_list(path, OBJECTS)
    assert table(found).rows[0]["name"] == "甲所"
    assert not [problem for problem in table(found).problems if problem.code == "T02"]


def test_a_column_is_told_by_its_title_in_the_file(book: Callable[..., Path]) -> None:
    path = book(x=rows(("对象编码", "律所名", "状态"), ("A1", "甲所", "正常")))
    assert [str(one) for one in read_list(path, OBJECTS).unknown] == ["律所名（1 个值，像“对象名称”）"]
    assert names(path, renamed={"律所名": "对象名称"}) == ["甲所"]
    assert refused(path, renamed={"律所全程": "对象名称"}) == "I08"


@pytest.mark.parametrize(("titles", "meant"), [
    (("对象编码", "律所全称", "所在县（市、区）", "办公地点"), ("name", "county", "address")),
    (("对象编码", "公证处名称", "原机构名称", "负责人手机"), ("name",)),
    (("对象编码", "单位名称", "通讯地址", "详细地址"), ("name",)),
    (("对象编码", "单位名称", "办公地址", "通讯地址"), ("name", "address")),
])
def test_a_title_is_like_a_column_only_where_nothing_else_is(book: Callable[..., Path], titles: tuple[str, ...], meant: tuple[str, ...]) -> None:
    found = read_list(book(x=rows(titles, ("A1", "甲所", "乙", "丙"))), OBJECTS)

    assert [key for key, value in table(found).rows[0].items() if value][1:] == list(meant)


def test_a_name_that_is_only_like_one_beside_a_known_one_is_refused_until_one_is_told(book: Callable[..., Path]) -> None:
    path = book(x=rows(("执业证号", "律师姓名", "机构名称"), ("A1", "赵一", "甲所")))
    assert refused(path) == "I04"
    assert names(path, renamed={"律师姓名": "对象名称"}) == ["赵一"]


# --- sheets --------------------------------------------------------------------------------------------

def test_the_sheet_that_has_the_header_is_taken(book: Callable[..., Path]) -> None:
    path = book(说明=rows(("填表说明",), ("请勿改动",)), 数据=rows(HEADER, FIRM))
    assert read_list(path, OBJECTS).sheet == "数据"


def test_of_two_like_sheets_one_must_be_named(book: Callable[..., Path]) -> None:
    path = book(城区=rows(HEADER, FIRM), 县区=rows(HEADER, ("A2", "乙所", "", "律师事务所", "正常")))
    assert refused(path) == "I02"
    assert refused(path, sheet="郊区") == "I03"
    assert names(path, sheet="县区") == ["乙所"]


def test_the_sheet_called_like_the_register_is_the_register(book: Callable[..., Path]) -> None:
    path = book(名单=rows(HEADER, ("A2", "乙所", "", "律师事务所", "正常")), 检查对象=rows(HEADER, FIRM))
    found = read_list(path, OBJECTS)
    assert (found.sheet, [note.code for note in found.notes]) == ("检查对象", ["I14"])


# --- rows that are no data -----------------------------------------------------------------------------

def test_rows_that_are_no_data_are_passed_over_and_shown(book: Callable[..., Path]) -> None:
    def fill(sheet: Any) -> None:
        rows(HEADER, ("必填", "必填，全称", "18位", "下拉选择", "必填"), ("示例", "某律师事务所", "", "律师事务所", "正常"),
             (), FIRM, HEADER, ("A2", "乙所", "", "律师事务所", "正常"), ("", "", "", "", ""), ("合　计", 2),
             ("制表人：某某", "", "审核人：某某"), ("第 1 页，共 1 页",))(sheet)
        sheet.merge_range("A4:E4", "一、城区")

    found = read_list(book(x=fill), OBJECTS)
    assert [(one.line, one.kind) for one in found.skipped] == [
        (2, "提示行"), (3, "提示行"), (4, "分组标题"), (6, "重复的表头"), (9, "合计行"), (10, "表尾说明"), (11, "表尾说明")]
    assert found.hints == (2, 3)
    assert [(row["code"], found.grid.top + row.line) for row in table(found)] == [("A1", 5), ("A2", 7)]


@pytest.mark.parametrize("row", [
    ("A0", "案例（请删除）", "", "律师事务所", "正常"), ("A0", "示例数据", "", "律师事务所", "正常"), ("A0", "（样例）", "", "", "正常"),
    ("", "多个以中文逗号分开填写", "", "", "YYYY-MM-DD"),
])
def test_sample_rows_of_platforms_are_no_data(book: Callable[..., Path], row: Sequence[str]) -> None:
    found = read_list(book(x=rows(HEADER, row, FIRM)), OBJECTS)
    assert (found.hints, names(found.path)) == ((2,), ["甲律师事务所"])


@pytest.mark.parametrize("row", [
    ("A1", "甲所", "", "律师事务所", "请删除"), ("A1", "案例研究所", "", "律师事务所", ""),
    FIRM, ("A1", "必填律师事务所", "", "律师事务所", "正常"), ("A1", "合计律师事务所", "", "", ""),
    ("A1", "示例律师事务所", "", "律师事务所", "正常"), ("1", "共和律师事务所", "", "", ""),
    ("A1", "说明", "", "律师事务所", ""), ("联系", "甲所", "", "律师事务所", "正常"),
])
def test_a_row_of_data_is_never_taken_for_a_hint(book: Callable[..., Path], row: Sequence[str]) -> None:
    found = read_list(book(x=rows(HEADER, row)), OBJECTS)
    assert (found.skipped, len(table(found))) == ((), 1)


def test_a_row_that_counts_the_columns_is_a_hint(book: Callable[..., Path]) -> None:
    assert read_list(book(x=rows(HEADER, (1, 2, 3, 4, 5), FIRM)), OBJECTS).hints == (2,)


def test_a_cell_merged_over_rows_counts_for_each_and_is_told(book: Callable[..., Path]) -> None:
    def fill(sheet: Any) -> None:
        rows(("对象编码", "对象名称", "区县"), ("A1", "甲所"), ("A2", "乙所"), ("A3", "丙所", "西区"))(sheet)
        sheet.merge_range("C2:C3", "东区")

    found = read_list(book(x=fill), OBJECTS)
    assert [row["county"] for row in table(found)] == ["东区", "东区", "西区"]
    assert [(note.code, note.place.cell) for note in found.notes] == [("I13", "C2:C3")]


def test_formulas_are_told_and_those_without_a_value_one_by_one(book: Callable[..., Path]) -> None:
    def fill(sheet: Any) -> None:
        rows(HEADER, FIRM, ("A2", "", "", "律师事务所", "正常"))(sheet)
        sheet.write_formula("B2", '="甲"&"所"', None, "甲所")
        sheet.write_formula("C3", "=1+1", None, "")

    path = book(x=fill)
    notes = read_list(path, OBJECTS).notes
    assert [(note.code, note.place.cell) for note in notes] == [("I11", "B2"), ("I12", "C3")]


def test_columns_without_a_title_are_told_where_they_hold_something(book: Callable[..., Path]) -> None:
    path = book(x=rows((*HEADER, "", "", "序号"), (*FIRM, "", "传阅", 1)))
    assert [one.named for one in read_list(path, OBJECTS).unknown] == ["（没有列名的 G 列）"]


# --- values --------------------------------------------------------------------------------------------

@pytest.mark.parametrize("typed", ["2021.3.5", "2021年3月5日", "20210305", "２０２１－３－５", "2021/03/05", 44260])
def test_a_day_is_read_however_it_was_typed(book: Callable[..., Path], typed: object) -> None:
    path = book(x=rows(("日期", "类型"), (typed, "放假")))
    assert table(read_list(path, HOLIDAYS), HOLIDAYS).rows[0]["day"] == date(2021, 3, 5)


def test_a_percent_format_is_known(book: Callable[..., Path], tmp_path: Path) -> None:
    path = tmp_path / "比例.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("x")
        sheet.write_row(0, 0, ("事项编码", "大项", "小项", "抽查比例"))
        sheet.write_row(1, 0, ("A", "甲", "乙"))
        sheet.write_number(1, 3, 1, made.add_format({"num_format": "0%"}))
    assert table(read_list(path, ITEMS), ITEMS).rows[0]["ratio"] == 1


def test_zeros_that_only_the_format_shows_belong_to_the_code(tmp_path: Path) -> None:
    path = tmp_path / "编码.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("检查对象")
        rows(HEADER, ("", "甲所", "", "律师事务所", "正常"), (7, "乙所", "", "律师事务所", "正常"))(sheet)
        sheet.write_number(1, 0, 8, made.add_format({"num_format": "000"}))
    for grid in (read_list(path, OBJECTS).grid, open_gateway(path).table("检查对象")):
        read = normalise(grid, OBJECTS)
        assert [row["code"] for row in read] == ["008", "7"]
        assert [found.place.cell for found in read.problems if found.code == "T17"] == ["A3"]
