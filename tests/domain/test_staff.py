"""Who takes part in a task: certificate and post hold through its last day; everybody is listed with a status."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain.matching import ALL_ITEMS, LABEL
from ssj_xl.domain.staff import (
    barred_pairs,
    base_load,
    by_institution,
    labels_asked,
    listed,
    needed_scope,
    scope_of,
    status_on,
)
from ssj_xl.tables.table import Row
from tests.tables_language import table

START, END = date(2021, 3, 1), date(2021, 3, 31)


def inspector(columns: str, cells: str) -> Row:
    """One inspector."""
    return table("执法人员", f"人员编码 {columns} | P1 {cells}").rows[0]


@pytest.mark.parametrize(("valid_to", "status"), [
    ("2021-03-31", "在岗"), ("2021-03-30", "证件到期"), ("2021-02-01", "证件到期"), ("2030-01-01", "在岗"),
])
def test_a_certificate_must_hold_through_the_last_day(valid_to: str, status: str) -> None:
    assert status_on(inspector("证件有效期", valid_to), START, END) == status


@pytest.mark.parametrize(("away", "status"), [
    ("2021-03-10 2021-03-12", "停用"), ("2021-02-01 2021-03-01", "停用"), ("2021-02-01 2021-02-28", "在岗"),
    ("2021-03-31 -", "停用"), ("2021-04-01 -", "在岗"), ("- 2021-03-01", "停用"), ("- 2021-02-28", "在岗"),
    ("- -", "在岗"),
])
def test_leave_that_touches_the_task_keeps_an_inspector_out(away: str, status: str) -> None:
    assert status_on(inspector("停用起 停用止", away), START, END) == status


def test_an_inspector_without_a_certificate_date_takes_no_part() -> None:
    assert status_on(inspector("证件有效期", "-"), START, END) == "证件到期"


def test_everything_waives_items_but_never_a_label() -> None:
    assert scope_of(inspector("可检查事项 标签", "全部 涉外")) == {ALL_ITEMS, LABEL + "涉外"}
    assert scope_of(inspector("可检查事项", "LS-01、LS-02")) == {"LS-01", "LS-02"}


def test_a_team_must_cover_the_task_s_items_and_labels() -> None:
    task = table("抽查任务", "任务编号 事项编码 对象标签 人员标签要求 | T1 LS-01、LS-02 新设 涉外").rows[0]
    assert needed_scope(task) == {"LS-01", "LS-02", LABEL + "涉外"}


def test_what_items_ask_of_people_is_proposed_once_each() -> None:
    items = table("事项清单", "事项编码 检查人员要求 | LS-01 涉外、会计 | LS-02 会计 | LS-03 -").by("code")
    assert labels_asked(("LS-02", "LS-01", "LS-03", "LS-99"), items) == ("会计", "涉外")


@pytest.mark.parametrize(("dates", "bars"), [
    ("- -", True), ("2021-03-31 -", True), ("2021-04-01 -", False), ("- 2021-03-01", True), ("- 2021-02-28", False),
])
def test_a_recusal_that_touches_the_task_bars_the_pair(dates: str, bars: bool) -> None:
    rows = table("回避关系", f"人员编码 对象编码 起始日期 截止日期 | P1 D1 {dates}").rows
    assert barred_pairs(rows, START, END) == ({"P1": frozenset({"D1"})} if bars else {})


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(["F1", "F2", "L1", "L2", "L3"])), max_size=6))
def test_who_is_recused_from_a_firm_or_one_of_its_lawyers_enters_it_for_none_of_them(recused: list[tuple[str, str]]) -> None:
    enters = {"F1": "F1", "F2": "F2", "L1": "F1", "L2": "F1", "L3": "F2"}
    rows = table("回避关系", "人员编码 对象编码 | " + " | ".join(map(" ".join, recused))).rows if recused else []
    bars = {(who, code) for who, there in recused for code in enters if enters[code] == enters[there]}
    assert {(who, code) for who, codes in by_institution(barred_pairs(rows, START, END), enters).items() for code in codes} == bars


def test_everybody_is_listed_with_the_year_s_load_taken_off() -> None:
    people = table("执法人员", """人员编码 证件有效期 组长资格 可检查事项
        P1 2030-01-01 是 全部
        P2 2020-01-01 否 LS-01""").rows
    task = table("抽查任务", "任务编号 截止日期 | T1 2021-03-31").rows[0]
    loads = {"P1": 3, "P9": 99}
    base = base_load(people, loads, 5)
    found = listed(people, task, START, loads=loads, base=base)
    assert base == 8
    assert [(p.code, p.headroom, p.lead, status) for p, status in found] == [
        ("P1", 5, True, "在岗"), ("P2", 8, False, "证件到期")]
