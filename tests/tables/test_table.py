"""Registers: headers found, rows normalised, every doubt a problem at its cell."""

from __future__ import annotations

import ast
import re
from collections import Counter
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from ssj_xl.tables import catalogue
from ssj_xl.tables.catalogue import CATALOGUE
from ssj_xl.tables.grid import Grid, Raw, column_letters
from ssj_xl.tables.headers import TITLES, fold_title, titles_of
from ssj_xl.tables.normalising import join_lacking, normalise
from ssj_xl.tables.platform import SHEETS
from ssj_xl.tables.problems import Place, Problem, UserError, as_lines, fold, folded, problem
from ssj_xl.tables.records import REGISTERS, WINNERS
from ssj_xl.tables.registers import COUNTIES, FINDINGS, HOLIDAYS, INSPECTORS, ITEMS, OBJECTS, TIERS
from ssj_xl.tables.spec import TableSpec
from tests.tables_language import table


def found(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.code, problem.place.cell) for problem in problems]


def read(spec: TableSpec, header: str, *rows: tuple[Raw, ...]) -> list[tuple[str, str]]:
    return found(normalise(Grid(spec.name, tuple(header.split()), rows, sheet=spec.name), spec).problems)


def test_a_register_with_other_peoples_headers_is_the_same_register() -> None:
    grid = Grid("检查对象", ("编码", "企业名称", "*机构\n类型", "登记状态"), [("A1", "某所", "律师事务所", "正常")])
    table = normalise(grid, OBJECTS)
    assert not table.problems
    assert [(row["code"], row["name"], row["object_type"], row["status"]) for row in table] == [
        ("A1", "某所", "律师事务所", "正常")]


def test_a_missing_required_column_is_named_with_its_other_titles() -> None:
    table = normalise(Grid("节假日", ("类型",), [("放假",)], sheet="节假日"), HOLIDAYS)
    assert found(table.problems) == [("T01", "1:1")]
    assert table.rows[0]["day"] is None


def test_two_columns_of_one_meaning_are_a_problem() -> None:
    assert ("T02", "B1") in read(HOLIDAYS, "日期 日期 类型", (date(2021, 1, 1), None, "放假"))


def test_blank_rows_are_left_out_and_lines_stay_right() -> None:
    rows = [(date(2021, 1, 1), "放假"), (None, " \u200b"), (date(2021, 1, 2), None)]
    table = normalise(Grid("节假日", ("日期", "类型"), rows, sheet="节假日", top=5, left=3), HOLIDAYS)
    assert [row.line for row in table] == [0, 2]
    assert found(table.problems) == [("T03", "D7")]


def test_a_required_cell_of_invisible_characters_counts_as_empty() -> None:
    assert ("T03", "B2") in read(COUNTIES, "月份 单位", ("2021-03", "\u200b"))


def test_a_number_out_of_its_bounds_is_told_with_both_bounds() -> None:
    assert read(TIERS, "等级 签数", ("A", 101), ("B", 0), ("C", 100)) == [("T14", "B2"), ("T14", "B3")]


def test_rows_below_the_table_are_read_and_told_once() -> None:
    rows = [("2021-03", "甲县"), (None, None), ("2021-03", "乙县")]
    table = normalise(Grid("区县开展情况", ("月份", "单位"), rows, ref_rows=1), COUNTIES)
    assert len(table) == 2
    assert found(table.problems) == [("F12", "4:4")]
    assert "第 4 行起有 1 行写在表格范围之外（跳过 1 个空行）" in str(table.problems[0])


def test_a_row_that_holds_only_the_users_own_number_is_blank() -> None:
    rows = [(1, "2021-03", "甲县"), (2, None, None), (3, "2021-03", "乙县")]
    table = normalise(Grid("区县开展情况", ("序号", "月份", "单位"), rows), COUNTIES)
    assert [row.line for row in table] == [0, 2]
    assert not table.problems


def test_a_table_that_lost_its_shape_is_one_line_and_what_is_not_read_one_more() -> None:
    rows = [("2021-03", "甲县"), ("2021-03", "乙县")]
    grid = Grid("区县开展情况", ("月份", "单位"), rows, ref_rows=1, lacking=("提示", "合计数"), unread=((4, "note"), (6, "note")))
    table = normalise(grid, COUNTIES)
    assert found(table.problems) == [("F12", "3:3"), ("F46", ""), ("F41", "6:6")]
    assert "有 2 行没有作为记录读取（第 6、8 行）：看来是说明文字" in str(table.problems[2])


def test_lost_formulas_of_all_tables_are_one_line_without_an_address_and_an_empty_table_has_lost_none() -> None:
    def lost(spec: TableSpec, *rows: tuple[object, ...]) -> list[Problem]:
        header = tuple(column.header for column in spec.columns if column.required)
        return normalise(Grid(spec.name, header, rows, "主台账.xlsx", lacking=("提示",)), spec).problems  # type: ignore[arg-type]

    told = join_lacking([*lost(COUNTIES, ("2021-03", "甲县")), *lost(TIERS, (None,)), *lost(HOLIDAYS, (date(2021, 1, 1), "放假"))])
    assert [str(one) for one in told if one.code == "F46"] == [
        "[F46] 主台账.xlsx：“区县开展情况”“节假日”的公式列不全：有的行缺公式，或新加的行不再自动带出（LibreOffice 保存后常见）。"
        "登记的内容已全部读取。下一次由程序写入（导入、锁定、抽取等）时自动补齐；也可在 Excel 中把公式向下填充。"]


def test_formatted_blank_rows_below_the_table_are_no_problem() -> None:
    rows = [("2021-03", "甲县"), (None, ""), (" ", None)]
    assert not normalise(Grid("区县开展情况", ("月份", "单位"), rows, ref_rows=1), COUNTIES).problems


def test_a_percent_format_is_asked_for_only_where_it_matters() -> None:
    asked: list[tuple[int, int]] = []

    def is_percent(row: int, column: int) -> bool:
        asked.append((row, column))
        return True

    grid = Grid("风险等级", ("等级", "抽查比例"), [("A", 0.03), ("B", 1), ("C", "5%")], is_percent=is_percent)
    assert [row["ratio"] for row in normalise(grid, TIERS)] == [Fraction(3, 100), 1, Fraction(5, 100)]
    assert asked == [(1, 1)]


@pytest.mark.parametrize("spec", REGISTERS, ids=lambda spec: spec.name)
def test_a_title_never_means_two_columns_of_one_register(spec: TableSpec) -> None:
    titles = [fold_title(title) for column in spec.columns for title in column.accepted]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("spec", REGISTERS, ids=lambda spec: spec.name)
def test_keys_references_and_choices_of_a_register_exist(spec: TableSpec) -> None:
    by_name = {other.name: other for other in REGISTERS}
    assert len(spec.by_key) == len(spec.columns)
    assert set(spec.unique) <= spec.by_key.keys()
    for column in spec.columns:
        name, _, key = column.refers.partition(".")
        assert not column.refers or key in by_name[name].by_key


@pytest.mark.parametrize("spec", REGISTERS, ids=lambda spec: spec.name)
def test_the_language_of_the_tests_writes_sound_registers(spec: TableSpec) -> None:
    first = spec.columns[0].header
    sound = {"日期": "2021-01-01", "月份": "2021-01", "序号": "1"}.get(first, "A1")
    assert not table(spec.name, f"{first} | {sound}").problems


@pytest.mark.parametrize("typed", ["2021-03", "2021年3月", "2021.3", "2021年3月份", "２０２１－０３", date(2021, 3, 1)])
def test_a_month_is_read_however_it_was_typed(typed: str | date) -> None:
    assert normalise(Grid("区县开展情况", ("月份", "单位"), [(typed, "甲")]), COUNTIES).rows[0]["month"] == "2021-03"


@pytest.mark.parametrize("typed", ["2021-13", "三月", "2021", "3月"])
def test_what_is_no_month_is_an_error(typed: str) -> None:
    found = normalise(Grid("区县开展情况", ("月份", "单位"), [(typed, "甲")]), COUNTIES).problems
    assert [problem.code for problem in found] == ["T19"]


def test_every_problem_has_a_code_a_cause_and_a_remedy() -> None:
    assert [code for code in CATALOGUE if not re.fullmatch("[A-Z][0-9]{2,3}", code, re.ASCII)] == []
    assert [code for code, entry in CATALOGUE.items() if not entry.cause.endswith(("。", "？", "}"))] == []
    assert [code for code, entry in CATALOGUE.items() if not entry.remedy.endswith(("。", "}"))] == []


def test_columns_have_the_letters_of_a_sheet() -> None:
    assert [column_letters(number) for number in (1, 26, 27, 52, 702, 703)] == ["A", "Z", "AA", "AZ", "ZZ", "AAA"]


PUBLIC_HEADERS = {
    OBJECTS: """
        name 律所名称 律师事务所名称 公证处名称 公证机构名称 鉴定机构名称 司法鉴定机构名称 法律服务所名称 企业名称 单位名称 被检查单位
        uscc 社会信用代码 注册号/统一社会信用代码 统一社会信用代码/注册号 统一社会信用代码（注册号） 信用代码
        licence 许可证号 许可证编号 执业许可证号 执业许可证编号 执业证书编号
        object_type 机构类型 机构类别 主体类型
        tier 风险级别 信用风险级别 风险等级
        county 所在区县 所属区县 所属地区 行政区划
        division 主管机关 监管机构 主管单位
        status 登记状态 执业状态 机构状态
        address 办公地址 机构地址 住所 执业场所 注册地址
        head 机构负责人 负责人姓名 法定代表人 法定代表人（负责人）
        phone 办公电话 联系方式 电话号码""",
    INSPECTORS: """
        code 单位工号 人员编号 工号
        certificate 省执法证编号 执法证件编号 行政执法证号
        valid_to 执法证有效期 有效期至 证件有效期限
        division 所在业务部门（机构） 所属科室 所在部门
        items 执法事项范围 执法领域""",
    FINDINGS: """
        published 公示时间
        checked 检查时间
        result 抽查结果
        problem 存在问题""",
}
NOBODYS = ("执业机构", "身份证号", "法定代表人身份证号", "邮箱", "成立日期", "注册资本", "经营范围", "性别", "职务", "邮政编码", "传真")


@pytest.mark.parametrize("spec", PUBLIC_HEADERS, ids=lambda spec: spec.name)
def test_the_headers_of_public_lists_are_known_and_none_is_mistaken(spec: TableSpec) -> None:
    titles = titles_of(spec)
    for line in filter(str.strip, PUBLIC_HEADERS[spec].splitlines()):
        key, *known = line.split()
        assert [column.key for title in known if (column := titles.column(title))] == [key] * len(known)
    assert not [title for title in NOBODYS if titles.column(title)]


def test_a_column_that_is_nobodys_is_named_with_what_it_holds_and_what_it_is_like() -> None:
    header = ("任务编号", "对象编码", "事项编码", "公布日期", "公示日期（必填）", "内部意见", "序号", "空列")
    rows = [("T1", "A1", "B1", "2021-03-01", "", "同意", 1, None), ("T1", "A2", "B1", "2021-03-02", date(2021, 3, 3), None, 2, None)]
    table = normalise(Grid("检查结果", header, rows, sheet="检查结果"), FINDINGS)
    assert table.rows[1]["published"] == date(2021, 3, 3)
    told = [p for p in table.problems if p.code == "F44"]
    assert [(p.place.cell, p.params["titles"]) for p in told] == [("D1", "公布日期（2 个值，像“公示日期”）、内部意见（1 个值）")]


def test_a_choice_cut_short_and_a_ratio_with_at_least_are_understood() -> None:
    grid = Grid("事项清单", ("事项编码", "大项", "小项", "事项类别", "对象类型", "抽查比例"),
                [("A", "甲", "乙", "一般", "律师事务所", "不低于3%"), ("B", "甲", "丙", "般", "律师事务所", "至少 百分之三")], sheet="事项清单")
    table = normalise(grid, ITEMS)
    assert (table.rows[0]["item_class"], table.rows[0]["ratio"]) == ("一般检查事项", Fraction(3, 100))
    assert [code for code, _ in found(table.problems)] == ["T11", "T11", "T08"]


def test_a_column_that_evidence_needs_is_named_as_that_and_one_for_the_eye_is_not_missed() -> None:
    full = [column.header for column in WINNERS.columns]
    for header in full:
        left = tuple(title for title in full if title != header)
        codes = [code for code, _ in found(normalise(Grid(WINNERS.name, left, [], sheet=WINNERS.name), WINNERS).problems)]
        column = WINNERS.by_title[header]
        assert codes == ([] if column.later or column.copies else ["T20"])


def test_equal_findings_of_a_column_are_one_line_and_none_is_lost() -> None:
    def at(cell: str, code: str = "T03") -> Problem:
        return problem(code, Place("台账.xlsx", "检查对象", cell), header="状态", value="1")

    given = [at("E2"), at("B2"), at("E3"), at("E5"), at("B7"), at("E9", "T17"), at("E7")]
    groups = fold(given)
    assert sorted(one.place.cell for group in groups for one in group) == sorted(one.place.cell for one in given)
    assert [folded(group).partition("：")[0] for group in groups] == [
        "[T03] 台账.xlsx 检查对象!E2、E3、E5等 共 4 处，如", "[T03] 台账.xlsx 检查对象!B2", "[T03] 台账.xlsx 检查对象!B7",
        "[T17] 台账.xlsx 检查对象!E9"]


def test_findings_that_say_different_things_in_no_cell_or_of_two_columns_of_a_frame_are_never_one_line() -> None:
    unknown = [problem("P76", name=name, known="会议") for name in ("甲", "乙", "丙", "丙", "丙")]
    frame = [problem("T03", Place(sheet="DataFrame", cell=f"第{row}行"), header=header, value="1") for row in range(1, 132) for header in ("状态", "姓名")]
    assert as_lines(unknown).splitlines() == [str(unknown[0]), str(unknown[1]), f"[P76] 共 3 处，如：{unknown[2].text}{unknown[2].remedy}"]
    assert [len(group) for group in fold(frame)] == [131, 131]
    assert [len(group) for group in fold(problem("T03", Place("", "检查对象", f"{row}:{row}"), header="状态", value="1") for row in range(2, 133))] == [131]
    assert str(UserError(frame)) == as_lines(frame)
    assert [line.partition("：")[0] for line in as_lines(frame).splitlines()] == ["[T03] DataFrame!第1行、第2行、第3行等 共 131 处，如"] * 2


def test_every_title_of_the_data_file_is_of_a_column_and_of_one_only() -> None:
    specs = {spec.name: spec for spec in (*REGISTERS, *SHEETS.values())}
    for name, columns in TITLES.items():
        headers = {column.header for column in specs[name].columns}
        assert columns.keys() <= headers, name
        titles = [fold_title(title) for known in columns.values() for title in known]
        assert len(titles) == len(set(titles)), name
        assert not {fold_title(header) for header in headers} & set(titles), name


def test_an_item_may_be_for_several_types() -> None:
    rows = normalise(Grid("事项清单", ("事项编码", "大项", "小项", "事项类别", "对象类型"),
                          [("A1", "甲", "乙", "一般", "律师事务所、公证机构\n司法鉴定机构")]), ITEMS).rows
    assert rows[0]["object_type"] == ("律师事务所", "公证机构", "司法鉴定机构")
    assert rows[0]["item_class"] == "一般检查事项"


def test_no_problem_code_is_declared_twice() -> None:
    """Of two entries of one code in a file the later would win without a word."""
    for path in sorted(Path(catalogue.__file__).parent.glob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        keys = [key.value for node in ast.walk(tree) if isinstance(node, ast.Dict) for key, value in zip(node.keys, node.values, strict=True)
                if isinstance(key, ast.Constant) and isinstance(value, ast.Call)]
        assert [key for key, count in Counter(keys).items() if count > 1] == [], path.name
