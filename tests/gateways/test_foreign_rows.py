"""What stands in the rows of other people's lists besides data: a second table, words for nothing, ditto marks, lost characters."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from ssj_xl.gateways.foreign import Foreign, read_list, read_sheets
from ssj_xl.tables.normalising import normalise
from ssj_xl.tables.problems import UserError
from ssj_xl.tables.registers import INSPECTORS, OBJECTS
from ssj_xl.tables.spec import TableSpec
from ssj_xl.tables.table import Table

HEADER = ("序号", "名称", "统一社会信用代码", "状态")
FIRM = (1, "甲律师事务所", "31130000MD00000001", "正常")
OTHER = (2, "乙律师事务所", "31130000MD00000002", "正常")


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    """A workbook of sheets with rows; those whose name begins with 旧 are hidden."""

    def make(**sheets: Sequence[Sequence[Any]]) -> Path:
        path = tmp_path / "名单.xlsx"
        with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as made:
            for name, lines in sheets.items():
                sheet = made.add_worksheet(name)
                for number, line in enumerate(lines):
                    sheet.write_row(number, 0, line)
                if name.startswith("旧"):
                    sheet.hide()
        return path

    return make


def table(found: Foreign, spec: TableSpec = OBJECTS) -> Table:
    return normalise(found.grid, spec)


def names(path: Path) -> list[str]:
    return [row["name"] for row in table(read_list(path, OBJECTS))]


def refused(path: Path) -> tuple[str, str]:
    with pytest.raises(UserError) as caught:
        read_list(path, OBJECTS)
    return caught.value.problems[0].code, caught.value.problems[0].place.cell


# --- two tables on one sheet ---------------------------------------------------------------------------

@pytest.mark.parametrize(("second", "row"), [
    (("序号", "名称", "统一社会信用代码", "执业证号", "状态"), "1:1"),  # with more columns than the first, whose rows were above the header
    (("序号", "统一社会信用代码", "名称", "状态"), "4:4"), (("序号", "名称", "负责人", "状态"), "4:4"),
])
def test_a_second_table_with_other_columns_is_refused_and_none_of_either_is_lost(book: Callable[..., Path], second: Sequence[str], row: str) -> None:
    path = book(x=[HEADER, FIRM, (), second, (1, *"丁戊己庚"[: len(second) - 1])])
    assert refused(path) == ("I51", row)


@pytest.mark.parametrize("above", [
    [("单位名称", "云州市司法局", "联系电话", "0399-1")], [("名称", "状态")], [("律师事务所名册",), ("填报单位：云州市司法局", "", "", "负责人：某某")],
])
def test_lines_above_a_table_are_no_table(book: Callable[..., Path], above: Sequence[Sequence[str]]) -> None:
    assert names(book(x=[*above, HEADER, FIRM])) == ["甲律师事务所"]


def test_the_same_header_once_more_is_passed_over_whatever_it_is_called(book: Callable[..., Path]) -> None:
    assert names(book(x=[HEADER, FIRM, HEADER, OTHER])) == ["甲律师事务所", "乙律师事务所"]


def test_of_two_tables_side_by_side_the_columns_are_named(book: Callable[..., Path]) -> None:
    path = book(x=[(*HEADER[1:], "", *HEADER[1:]), (*FIRM[1:], "", *OTHER[1:])])
    with pytest.raises(UserError) as caught:
        read_list(path, OBJECTS)
    assert [(one.code, one.params["columns"]) for one in caught.value.problems] == [("I52", "A、E"), ("I52", "B、F"), ("I52", "C、G")]


@pytest.mark.parametrize(("heading", "low", "head", "phone"), [
    ("主任", ("姓名", "电话"), "赵某", ""), ("主任", ("电话", "姓名"), "赵某", ""), ("负责人信息", ("姓名", "联系电话"), "赵某", "0399-1"),
    ("联系人", ("姓名", "电话"), "", ""), ("法定代表人情况", ("学历", "姓名"), "赵某", ""),
])
def test_of_a_heading_over_two_columns_each_is_what_stands_below(tmp_path: Path, heading: str, low: tuple[str, str], head: str, phone: str) -> None:
    cells = {"姓名": "赵某"}
    path = tmp_path / "名单.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet()
        sheet.write_row(2, 0, ("", *low, "姓名", "电话"))
        sheet.write_row(3, 0, ("甲律师事务所", *(cells.get(title, "0399-1") for title in low), "钱某", "0399-2", "正常"))
        sheet.merge_range("A1:F1", "名册")
        for area, title in (("A2:A3", "机构名称"), ("B2:C2", heading), ("D2:E2", "经办人"), ("F2:F3", "状态")):
            sheet.merge_range(area, title)
    found = read_list(path, OBJECTS)
    assert [(row["name"], row["head"], row["phone"], row["status"]) for row in table(found)] == [("甲律师事务所", head, phone, "正常")]


# --- sheets --------------------------------------------------------------------------------------------

def test_sheets_of_districts_are_asked_for_though_one_has_a_column_more(book: Callable[..., Path]) -> None:
    assert refused(book(城区=[HEADER, FIRM], 县区=[(*HEADER, "负责人"), (*OTHER, "赵某")])) == ("I02", "")


def test_a_hidden_sheet_is_read_only_where_no_other_will_do(book: Callable[..., Path]) -> None:
    older = [(*HEADER, "负责人", "住所"), (*OTHER, "赵某", "一号")]
    found = read_list(book(名册=[HEADER, FIRM], 旧名册=older), OBJECTS)
    assert (found.sheet, [note.params["sheets"] for note in found.notes]) == ("名册", ["旧名册（隐藏的）"])
    assert read_list(book(说明=[("填表说明",)], 旧名册=older), OBJECTS).sheet == "旧名册"


# --- rows and cells ------------------------------------------------------------------------------------

def test_a_row_of_which_nothing_is_read_is_shown_unless_only_its_number_is_there(book: Callable[..., Path]) -> None:
    found = read_list(book(x=[HEADER, FIRM, ("截至本月共一家",), (2,), ("3.",)]), OBJECTS)
    assert [(one.line, one.kind, one.text) for one in found.skipped] == [(3, "要读的列都空着的行", "截至本月共一家")]


@pytest.mark.parametrize("text", ["以下空白", "（以下空白）", "以下无正文", "（盖章）"])
def test_the_mark_that_nothing_follows_is_no_row(book: Callable[..., Path], text: str) -> None:
    found = read_list(book(x=[HEADER[1:], FIRM[1:], (text,)]), OBJECTS)
    assert [(one.line, one.kind) for one in found.skipped] == [(3, "表尾说明")]


@pytest.mark.parametrize("word", ["无", "—", "/", "-", "暂无", "N/A", "null", "nan", "——", "待补充", "　/ "])
def test_a_word_for_nothing_is_nothing_and_told(book: Callable[..., Path], word: str) -> None:
    path = book(x=[(*HEADER, "区县", "负责人", "执业证号"), ("1", "甲律师事务所", word, "正常", word, word, "23990001")])
    found = read_list(path, OBJECTS)
    row = table(found).rows[0]
    assert [row[key] for key in ("uscc", "county", "head", "licence")] == ["", "", "", "23990001"]
    assert [(note.code, note.place.cell, note.params["count"]) for note in found.notes] == [("I53", "C2", 3)]


def test_a_word_for_nothing_in_a_choice_is_asked_about_and_names_that_hold_one_stay(book: Callable[..., Path]) -> None:
    found = table(read_list(book(x=[HEADER, (1, "无为律师事务所", "", "无")]), OBJECTS))
    assert (found.rows[0]["name"], found.rows[0]["status"]) == ("无为律师事务所", "无")


@pytest.mark.parametrize("term", ["2022-01-01至2027-1-5", "2022.1.1-2027.1.5", "2022-01-01-2027-01-05", "2022年1月1日—2027年1月5日", "2022/1/1～2027/1/5",
                                  "至2027年1月5日", "有效期至2027.1.5", "证件有效期至2027-01-05", "2022.1.1 - 2027.1.5", "20220101-20270105"])
def test_of_a_term_the_last_day_is_until_when_a_certificate_holds(book: Callable[..., Path], term: str) -> None:
    found = read_list(book(x=[("姓名", "执法证号", "有效期", "科室"), ("赵某", "13990200006", term, "律师科")]), INSPECTORS, renamed={"有效期": "证件有效期"})
    assert table(found, INSPECTORS).rows[0]["valid_to"] == date(2027, 1, 5)
    assert [(note.code, note.place.cell) for note in found.notes] == [("I59", "C2")]


@pytest.mark.parametrize("term", ["2027-01-05", "2027.1.5", "20270105", "2022-01-01至长期", "2027-1", "2022-2027", "2022年1月1日起", "自2022-01-01至2027-02-30"])
def test_what_is_no_term_is_read_or_refused_as_any_day(book: Callable[..., Path], term: str) -> None:
    found = read_list(book(x=[("姓名", "执法证号", "证件有效期", "科室"), ("赵某", "13990200006", term, "律师科")]), INSPECTORS)
    assert found.notes == ()
    assert table(found, INSPECTORS).rows[0]["valid_to"] in (None, date(2027, 1, 5))


@pytest.mark.parametrize("mark", ["同上", "〃", "″", "同 上"])
def test_a_ditto_mark_is_the_cell_above_and_told(book: Callable[..., Path], mark: str) -> None:
    lines = [(*HEADER, "区县"), (*FIRM, "云东区"), (*OTHER, mark), ("小计", 2), (3, "丙律师事务所", "", "正常", mark), (4, "丁律师事务所", "", "正常", "云西区")]
    found = read_list(book(x=lines), OBJECTS)
    assert [row["county"] for row in table(found)] == ["云东区", "云东区", "云东区", "云西区"]
    assert [(note.code, note.place.cell, note.params["count"]) for note in found.notes] == [("I54", "E3", 2)]


@pytest.mark.parametrize(("counties", "told"), [
    (("云东区", "", "", "云西区", ""), [("I58", "E3", 3)]), (("云东区", "云东区", "", "", ""), []), (("", "", "", "云西区", ""), []),
    (("云东区", "云西区", "青麓县", "", ""), []),
])
def test_a_district_that_stands_only_in_the_first_row_of_its_group_is_told(book: Callable[..., Path], counties: Sequence[str],
                                                                            told: list[tuple[str, str, int]]) -> None:
    found = read_list(book(x=[(*HEADER, "区县"), *((n, f"{n}律师事务所", "", "正常", county) for n, county in enumerate(counties))]), OBJECTS)
    assert [(note.code, note.place.cell, note.params["count"]) for note in found.notes] == told
    assert [row["county"] for row in table(found)] == [*counties]


@pytest.mark.parametrize("name", ["河北?律师事务所", "河北\ufffd\ufffd律师事务所"])
def test_characters_that_were_lost_on_the_way_are_told_cell_by_cell(book: Callable[..., Path], name: str) -> None:
    found = read_list(book(x=[HEADER, (1, name, "", "正常"), (2, "是否？律师事务所", "", "正常")]), OBJECTS)
    assert [(note.code, note.place.cell) for note in found.notes] == [("I55", "B2")]


@pytest.mark.parametrize(("written", "read", "code"), [
    ("13990200006.0", "13990200006", "T17"), ("23113000000000013.0", "23113000000000013", "T04"), ("'13990200008", "13990200008", ""),
    ('="01399020"', "01399020", ""), ("7.0", "7", "T17"),
])
def test_a_certificate_that_some_program_rewrote(book: Callable[..., Path], written: str, read: str, code: str) -> None:
    path = book(x=[("姓名", "执法证号", "有效期至", "科室"), ("赵某", written, "2030-01-01", "律师科")])
    found = table(read_list(path, INSPECTORS), INSPECTORS)
    assert found.rows[0]["certificate"] == read
    assert [one.code for one in found.problems if one.code in ("T04", "T17")] == [code] * bool(code)


def test_a_telephone_number_that_some_program_took_for_a_decimal_one(book: Callable[..., Path]) -> None:
    path = book(x=[(*HEADER, "联系电话"), (*FIRM, "10000000003.0")])
    assert table(read_list(path, OBJECTS)).rows[0]["phone"] == "10000000003"


# --- OpenDocument --------------------------------------------------------------------------------------

_ODS = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"><office:automatic-styles>
<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style></office:automatic-styles>
<office:body><office:spreadsheet><table:table table:name="名册"><table:table-header-rows>%s</table:table-header-rows>%s
<table:table-row table:number-rows-repeated="1048571"><table:table-cell table:number-columns-repeated="1024"/></table:table-row></table:table>
<table:table table:name="旧" table:style-name="ta2"><table:table-row><table:table-cell office:value-type="string"><text:p>对象编码</text:p></table:table-cell>
</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"""


_STRING = 'office:value-type="string"'
_TWICE, _MANY = 'table:number-columns-repeated="2"', 'table:number-columns-repeated="900"'


def _cell(value: object, more: str = "") -> str:
    if value is None:
        return "<table:covered-table-cell/>"
    kind = f'office:value-type="date" office:date-value="{value}"' if isinstance(value, date) else _STRING
    text = "".join(f"<text:p>{line}</text:p>" for line in str(value).split("\n"))
    return f"<table:table-cell {kind} {more}>{text}</table:table-cell>"


def _row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def ods(folder: Path, content: str, more: dict[str, str] | None = None) -> Path:
    """A workbook of LibreOffice with this content."""
    path = folder / "名单.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        for name, text in (more or {}).items():
            archive.writestr(name, text)
    return path


def test_a_workbook_of_libreoffice_is_read_with_its_merged_and_hidden_cells(tmp_path: Path) -> None:
    header = _row(*map(_cell, ("对象编码", "名称", "区县", "等级日期", "备注")))
    body = (_row(_cell("A1"), _cell("甲<text:s/>所"), _cell("东区", 'table:number-rows-spanned="2"'), _cell(date(2021, 3, 5)), _cell("一\n二"))
            + _row(_cell("A2"), _cell("乙所"), _cell(None), _cell(date(2021, 3, 5)), more='table:visibility="filter"'))
    found = read_list(ods(tmp_path, _ODS % (header, body)), OBJECTS)
    assert [(row["code"], row["name"], row["county"], row["tier_date"], row["note"]) for row in table(found)] == [
        ("A1", "甲 所", "东区", date(2021, 3, 5), "一\n二"), ("A2", "乙所", "东区", date(2021, 3, 5), "")]
    assert ([note.code for note in found.notes], found.grid.hidden, found.sheet) == (["I13"], (1,), "名册")


def test_equal_rows_and_cells_that_libreoffice_writes_once_are_all_read(tmp_path: Path) -> None:
    row = _row(_cell(date(2021, 3, 5)), _cell("放假", _TWICE), more='table:number-rows-repeated="2"')
    gap = _row(f"<table:table-cell {_TWICE}/>", more='table:number-rows-repeated="3"')
    sheet = read_sheets(ods(tmp_path, _ODS % (_row(*map(_cell, ("日期", "类型", "备注"))), row + gap + row)))[0]
    assert [list(line) for line in sheet.rows[1:]] == [[date(2021, 3, 5), "放假", "放假"]] * 2 + [[None] * 3] * 3 + [[date(2021, 3, 5), "放假", "放假"]] * 2


@pytest.mark.parametrize("more", [{"META-INF/manifest.xml": "<manifest:encryption-data/>"}, {"encrypted-package": "x"}])
def test_a_workbook_of_libreoffice_with_a_password_says_so(tmp_path: Path, more: dict[str, str]) -> None:
    with pytest.raises(UserError, match="F03"):
        read_sheets(ods(tmp_path, _ODS % ("", ""), more))


def test_too_many_equal_cells_are_refused_and_not_laid_out(tmp_path: Path) -> None:
    refused_sheet = read_sheets(ods(tmp_path, _ODS % ("", _row(_cell("x", _MANY), more='table:number-rows-repeated="1048576"'))))[0].refused
    assert [one.code for one in (refused_sheet.problems if refused_sheet else ())] == ["I07"]


def _typed(kind: str, value: str, shown: str = "照抄") -> str:
    return f'<table:table-cell office:value-type="{kind}" office:{"date-value" if kind == "date" else "value"}="{value}"><text:p>{shown}</text:p></table:table-cell>'


@pytest.mark.parametrize("cell", [_typed("float", value) for value in ("", "x", "nan", "inf", "1e999")] + [_typed("date", value) for value in ("", "昨天", "2021-02-30")])
def test_what_libreoffice_could_not_have_written_reads_as_the_text_of_its_cell(tmp_path: Path, cell: str) -> None:
    assert read_sheets(ods(tmp_path, _ODS % (_row(_cell("日期")), _row(cell))))[0].rows[1] == ["照抄"]


def test_a_moment_with_its_zone_is_the_time_that_is_shown(tmp_path: Path) -> None:
    assert read_sheets(ods(tmp_path, _ODS % (_row(_cell("时间")), _row(_typed("date", "2021-03-05T09:30:00Z")))))[0].rows[1] == [datetime(2021, 3, 5, 9, 30)]


@pytest.mark.parametrize("body", [
    _row("<table:table-cell office:value-type='string'><text:p>" + "<text:span>" * 1_900 + "甲<text:s text:c='x'/>所" + "</text:span>" * 1_900 + "</text:p></table:table-cell>"),
    "<table:table-row-group>" * 1_900 + _row(_cell("甲 所")) + "</table:table-row-group>" * 1_900], ids=["spans", "groups"])
def test_elements_in_very_many_elements_are_read_through(tmp_path: Path, body: str) -> None:
    assert read_sheets(ods(tmp_path, _ODS % (_row(_cell("名称")), body)))[0].rows[1] == ["甲 所"]


def test_remarks_and_comments_in_a_cell_of_libreoffice_are_none_of_its_text(tmp_path: Path) -> None:
    cell = _cell("甲<!--x-->乙<office:annotation><text:p>批注<text:span>长</text:span></text:p></office:annotation>丙<text:tab/>丁<text:line-break/>戊")
    assert read_sheets(ods(tmp_path, _ODS % (_row(_cell("名称")), _row(cell))))[0].rows[1] == ["甲乙丙\t丁\n戊"]
