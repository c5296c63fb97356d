"""Lists as divisions and platforms really hand them in: every format, encoding and layout becomes one grid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import docx
import pytest
import xlsxwriter

from ssj_xl.gateways.foreign import read_list, read_sheets
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables.normalising import normalise
from ssj_xl.tables.problems import UserError
from ssj_xl.tables.registers import HOLIDAYS, INSPECTORS, ITEMS, OBJECTS, PLANS
from tests.gateways.lists import FIRM, HEADER, csv, names, refused, rows, table

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
