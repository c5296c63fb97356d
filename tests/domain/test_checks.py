"""Every rule finds what it is there for, at the right cell, and leaves a sound workbook alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain.checks import RULES, check
from ssj_xl.domain.checks.cells import ORDER
from ssj_xl.domain.checks.registers import percent
from ssj_xl.domain.logchain import next_entry
from ssj_xl.tables.catalogue import registers as catalogue
from ssj_xl.tables.grid import Grid
from ssj_xl.tables.normalising import normalise
from ssj_xl.tables.records import BY_NAME, DRAWS, LOG, REGISTERS
from ssj_xl.tables.settings import Settings
from ssj_xl.tables.table import Table
from tests.domain import checks_cases_findings, checks_cases_registers, checks_cases_tasks
from tests.domain.checking import CALENDAR, TODAY, Case, name, places, problems
from tests.tables_language import table

CASES = [*checks_cases_registers.CASES, *checks_cases_tasks.CASES, *checks_cases_findings.CASES]

SOUND = """
    代码表
    类别 代码 名称 是否问题 是否计入检查
    检查结果 1 未发现问题 否 是
    检查结果 2 责令改正 是 是

    风险等级
    等级 抽查比例 未评级默认
    A 3% -
    B 10% 是

    事项清单
    事项编码 检查依据 抽查比例 对象类型
    S1 律师法第四条 10% 律师事务所

    检查对象
    对象编码 对象名称 统一社会信用代码 信用风险等级
    A1 甲所 31130000MD00000019 A
    A2 乙所 31130000MD0000002C B

    执法人员
    人员编码 可检查事项
    P1 全部
    P2 S1

    回避关系
    人员编码 对象编码
    P1 A2

    年度计划
    计划编号 事项编码 公示日期 计划开始 计划截止
    J1 S1 2021-03-01 2021-03-01 2021-06-01

    抽查任务
    任务编号 计划编号 平台任务编号 事项编码 方案文件 方案日期 方案公示日期 开始日期 截止日期 操作人 监督人 状态 归档日期
    T1 J1 340000 S1 方案 2021-03-02 2021-03-03 2021-03-02 2021-06-01 张三 李四 已完成 2021-06-20

    抽取记录
    任务编号 锁定时间 抽取时间
    T1 2021-03-05~09:00:00 2021-03-05~10:00:00

    抽取名单
    任务编号 对象编码 状态 检查组长 检查人员
    T1 A1 抽中 P1 P1、P2
    T1 A2 候补 - -

    检查结果
    任务编号 对象编码 事项编码 检查日期 检查人员 检查结果 问题描述 录入日期 公示日期 公示网站 后续处置 处置期限 办结日期
    T1 A1 S1 2021-03-10 P1、P2 责令改正 收费未入账 2021-03-12 2021-03-20 局官网 责令改正 2021-04-10 2021-04-02

    工作动态
    日期 类别 名称 文号 人数 内容
    2021-03-01 培训 业务培训 - 30 执法程序

    区县开展情况
    月份 单位
    2021-03 某区司法局
"""


@pytest.mark.parametrize("case", CASES, ids=name)
def test_a_problem_is_found_at_its_cell_and_nowhere_else(case: Case) -> None:
    assert places(case.code, case.text) == case.cells.split()


def test_every_problem_of_the_registers_has_a_case() -> None:
    told = {case.code for case in CASES} | {"L01", "L02", "L03", "L04", "L05", "R78"}
    assert {code for code in catalogue.ENTRIES if code[0] != "I"} <= told


def test_a_sound_workbook_has_no_problem() -> None:
    assert [str(problem) for problem in problems(SOUND)] == []


@pytest.mark.parametrize("spec", REGISTERS, ids=lambda spec: spec.name)
def test_a_register_that_is_missing_makes_no_rule_fail(spec: Any) -> None:
    blocks = [block for block in SOUND.split("\n\n") if block.split()[0] != spec.name]
    found = {problem.code for problem in problems("\n\n".join(blocks))}
    assert found <= {"T10", "R29", "R34", "R60", "R81", "R93"}


def test_nothing_at_all_has_no_problem() -> None:
    assert check({}, Settings(), calendar=CALENDAR, today=TODAY) == []


def test_a_site_in_the_parameters_answers_for_every_publication() -> None:
    text = "检查结果\n任务编号 公示日期\nT1 2021-03-01"
    assert places("R88", text) == ["检查结果!2:2"]
    assert places("R88", text, Settings(site="局官网")) == []


def test_terms_are_those_of_the_parameters() -> None:
    text = "检查结果\n任务编号 检查日期 录入日期\nT1 2021-06-28 -"
    assert places("R84", text, Settings(entry_days=1)) == ["检查结果!C2"]
    assert places("R84", text, Settings(entry_days=2)) == []


def test_a_term_of_0_turns_its_rule_off() -> None:
    text = ("检查结果\n任务编号 检查日期 检查结果 信用信息归集日期\nT1 2021-03-01 严重违法 -\n\n"
            "代码表\n类别 代码 名称 是否问题 信用信息归集 目录依据\n检查结果 1 严重违法 是 是 省目录第5项")
    assert places("R99", text) == ["检查结果!D2"]
    assert places("R99", text, Settings(push_days=0)) == []


@pytest.mark.parametrize(("code", "told"), [
    ("YZSFJ-LS-2021-001", False), ("YZSFJ-GZ-2021-001", True), ("T1", True), ("YZSFJ-LS-21-001", True)])
def test_a_divisions_own_task_codes_follow_the_pattern(code: str, told: bool) -> None:
    text = f"抽查任务\n任务编号 发起处室\n{code} 律师处"
    unit = Settings(unit_code="YZSFJ", division_code="LS", division="律师处")
    assert places("R78", text, unit) == (["抽查任务!A2"] if told else [])
    assert places("R78", text) == []


def test_tasks_of_others_keep_the_pattern_with_their_own_codes() -> None:
    unit = Settings(unit_code="YZSFJ", division_code="LS", division="律师处")
    assert places("R78", "抽查任务\n任务编号 发起处室\nYZSFJ-GZ-2021-001 公证处\nGZ-1 公证处", unit) == ["抽查任务!A3"]


def test_a_year_that_is_not_announced_is_told_once_with_how_many_terms_wait_for_it() -> None:
    text = "检查结果\n任务编号 检查日期 检查结果\nT1 2020-06-01 未发现问题\nT2 2020-06-02 -"
    found = [problem for problem in problems(text) if problem.code == "R11"]
    assert [(problem.params["year"], problem.params["count"]) for problem in found] == [(2020, 3)]
    assert "待公布" in found[0].text


def test_a_cell_that_cannot_be_read_gets_no_second_problem() -> None:
    found = problems("检查结果\n任务编号 检查日期 检查结果\nT1 去年 未发现问题")
    assert [problem.code for problem in found if str(problem.place) == "检查结果!B2"] == ["T05"]


def test_problems_come_in_the_order_of_sheets_rows_and_columns() -> None:
    found = problems("""
        检查结果
        任务编号 检查日期 检查结果
        T1 - 未发现问题

        检查对象
        对象编码 统一社会信用代码 状态
        A1 1 正常
        a1 1 倒闭""")
    cells = [str(problem.place) for problem in found]
    assert cells.index("检查对象!B2") < cells.index("检查对象!A3") < cells.index("检查对象!C3")
    assert cells.index("检查对象!C3") < cells.index("检查结果!B2")


@pytest.mark.parametrize("pair", [("valid_from", "valid_to"), ("start", "end"), ("away_from", "away_to")])
def test_wherever_a_register_has_a_first_and_a_last_day_they_are_held_in_order(pair: tuple[str, str]) -> None:
    having = [spec.name for spec in REGISTERS if spec.written_by == "人工" and set(pair) <= {column.key for column in spec.columns}]

    assert having
    assert [name for name in having if pair not in ORDER.get(name, ())] == []


def test_both_lines_of_a_duplicate_are_named() -> None:
    [twice] = [p for p in problems("检查对象\n对象编码\nA1\nA2\nA1") if p.code == "R02"]
    assert (twice.place.cell, twice.params["line"]) == ("A4", 2)


def test_a_credit_code_is_told_with_the_one_that_is_probably_meant() -> None:
    [wrong] = [p for p in problems("检查对象\n对象编码 统一社会信用代码\nA1 9144030071526726XH") if p.code == "R12"]
    assert "9144030071526726XG" in wrong.text


def test_rules_are_listed_once_and_say_what_they_find() -> None:
    assert len(RULES) == len(set(RULES))
    told = "".join(rule.__doc__ or "" for rule in RULES)
    assert not [rule for rule in RULES if not rule.__doc__]
    assert not [code for code in catalogue.ENTRIES if code[0] != "I" and code not in _ranges(told)]


def _ranges(text: str) -> str:
    """The text with ranges of codes written out."""
    for low, high in (("L01", "L04"), ("R20", "R21"), ("R56", "R58"), ("R64", "R65"), ("R84", "R87")):
        text += "".join(f" {low[0]}{number:02}" for number in range(int(low[1:]), int(high[1:]) + 1))
    return text


# --- the log ---------------------------------------------------------------------------------------

def _log(change: Callable[[list[dict[str, str]]], None], count: int = 4) -> Table:
    rows: list[dict[str, str]] = []
    for number in range(count):
        rows.append(next_entry(rows, at="2021-03-01 09:00:00", act="登记", who="张三", summary=f"第{number}件事"))
    change(rows)
    raw = [tuple(row[column.key] or None for column in LOG.columns) for row in rows]
    return normalise(Grid(LOG.name, tuple(column.header for column in LOG.columns), raw, sheet=LOG.name), LOG)


def _change(rows: list[dict[str, str]]) -> None:
    rows[1]["summary"] = "别的事"


def _remove(rows: list[dict[str, str]]) -> None:
    del rows[1]


def _insert(rows: list[dict[str, str]]) -> None:
    rows.insert(1, dict(rows[0]))


def _rewrite(rows: list[dict[str, str]]) -> None:
    rows[1] = next_entry(rows[:1], at="2021-03-01 09:00:00", act="登记", who="李四", summary="别的事")


def _cut(rows: list[dict[str, str]]) -> None:
    rows.pop()


@pytest.mark.parametrize(("change", "code", "cell"), [
    (_change, "L01", "A3"), (_remove, "L02", "A3"), (_insert, "L03", "A3"), (_rewrite, "L04", "A4"),
])
def test_a_log_that_was_tampered_with_is_told_at_the_row(change: Any, code: str, cell: str) -> None:
    found = check({LOG.name: _log(change)}, Settings(), calendar=CALENDAR, today=TODAY)
    assert (code, cell) in [(problem.code, problem.place.cell) for problem in found]
    assert {problem.code[0] for problem in found} <= {"L", "R"}


def test_a_log_that_was_cut_off_is_told_at_the_draw_that_remembers_it() -> None:
    whole, cut = _log(lambda rows: None), _log(_cut)
    draw = table(DRAWS.name, f"任务编号 日志末指纹 | T1 {whole.rows[-1]['digest']}")
    for log, expected in ((whole, []), (cut, ["抽取记录!B2"])):
        found = check({LOG.name: log, DRAWS.name: draw}, Settings(), calendar=CALENDAR, today=TODAY)
        assert [str(problem.place) for problem in found if problem.code == "L05"] == expected


# --- any input -------------------------------------------------------------------------------------

raw_cells = st.sampled_from([None, "", "T1", "A1", "S1", "P1", "J1", "A1、A2", "是", "正常", "抽中", "已完成", "3%",
                             0, 1, 2, "移送行业处分", "未发现问题", "发现问题待后续处理", date(2021, 3, 1),
                             date(2022, 1, 1), date(1999, 1, 1), "2021-03-01 09:00:00", "全部", "#N/A",
                             "9144030071526726XG"])


@given(st.data())
def test_no_workbook_makes_a_rule_fail(data: st.DataObject) -> None:
    """Whatever stands in the cells: every problem has a sentence, and errors are data, not exceptions."""
    chosen = data.draw(st.lists(st.sampled_from(REGISTERS), min_size=1, max_size=4, unique_by=lambda spec: spec.name))
    books = {}
    for spec in chosen:
        rows = data.draw(st.lists(st.tuples(*[raw_cells] * len(spec.columns)), max_size=3))
        grid = Grid(spec.name, tuple(column.header for column in spec.columns), rows, sheet=spec.name)
        books[spec.name] = normalise(grid, BY_NAME[spec.name])
    for problem in check(books, Settings(), calendar=CALENDAR, today=TODAY):
        assert problem.text
        assert problem.remedy


@pytest.mark.parametrize(("ratio", "text"), [("3/100", "3%"), ("1/8", "12.5%"), ("1", "100%"), ("1/5", "20%")])
def test_a_ratio_is_shown_as_people_write_it(ratio: str, text: str) -> None:
    assert percent(Fraction(ratio)) == text


def test_names_where_codes_belong_are_all_told_with_the_codes_that_they_have() -> None:
    found = problems("""
        检查结果
        任务编号 对象编码 事项编码 检查人员
        T1 甲所(北) S1 李三、P9、王二、周五

        检查对象
        对象编码 对象名称
        A1 甲所（北）

        执法人员
        人员编码 姓名
        P1 李三
        P2 王二
        P3 王二""")
    told = [str(problem) for problem in found if problem.code == "T21"]
    assert "（甲所（北）是 A1）" in told[0]
    assert "“李三、王二、周五”不是编码" in told[1]
    assert "“执法人员”表的“人员编码”（李三是 P1，王二是 P2 或 P3）" in told[1]
