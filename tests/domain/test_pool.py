"""Who can be drawn, who is left out and why; nobody is left out silently."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain.draw.tiers import Grouping, TierBook
from ssj_xl.domain.pool import LONG, Limits, Pool, build_pool, in_scope
from ssj_xl.domain.workdays import months_before
from ssj_xl.tables.table import Row
from tests.domain.accounts import ledger
from tests.tables_language import table

DAY = date(2021, 6, 30)
TIERS = table("风险等级", "等级 抽查比例 年度检查上限 | A 3% 1 | B 10% -").rows


def task(columns: str = "任务编号", cells: str = "T1") -> Row:
    """One task."""
    return table("抽查任务", f"{columns} | {cells}").rows[0]


def pool(objects: str, *, past: str = "", rest: int = 0, scope: Row | None = None) -> Pool:
    """The pool of these objects under the tiers above.  past: rows of 检查台账 (对象 日期)."""
    rows = table("检查对象", objects).rows
    visits = f"检查台账\n 对象编码 任务编号 开始日期 检查类别 台账编号 | {past}" if past else ""
    return build_pool(rows, scope or task(), Grouping(TierBook.on(TIERS, DAY)), ledger=ledger(DAY, visits, rest_months=rest), limits=Limits(DAY, "T1"))


def row(code: str, day: str = "2021-02-01", *, task: str = "T0") -> str:
    """A row of 检查台账."""
    return f"{code} {task} {day} 日常检查 {task}-{code}"


def groups(found: Pool) -> dict[str, tuple[str, str]]:
    """Object → group and why it is left out."""
    return {c.code: (c.group, c.excluded) for c in found.candidates}


@pytest.mark.parametrize(("status", "drawable"), [
    ("正常", True), ("失联", True), ("停业", False), ("注销", False), ("吊销", False), ("迁出", False),
])
def test_an_unreachable_firm_stays_drawable_and_a_closed_one_stays_in_the_list_as_x(status: str, drawable: bool) -> None:
    assert groups(pool(f"对象编码 状态 信用风险等级 | D1 {status} A")) == {"D1": ("A", "") if drawable else ("X", f"状态：{status}")}


@pytest.mark.parametrize(("status", "since", "listed"), [
    ("注销", "2020-12-31", False), ("迁出", "2019-05-01", False), ("吊销", "2020-01-01", False),
    ("注销", "2021-01-01", True), ("注销", "-", True), ("停业", "2020-12-31", True),
])
def test_only_who_was_gone_before_the_year_is_not_listed(status: str, since: str, listed: bool) -> None:
    found = pool(f"对象编码 状态 状态日期 信用风险等级 | D1 {status} {since} A | D2 正常 - A")
    assert ("D1" in groups(found)) == listed


def test_a_closed_firm_needs_no_tier_in_force() -> None:
    found = pool("对象编码 状态 信用风险等级 | D1 注销 Q | D2 正常 A")
    assert (groups(found)["D1"], found.unrated) == (("X", "状态：注销"), ())


def test_of_a_long_list_whoever_takes_no_part_is_kept_as_code_and_reason_only() -> None:
    found = pool("对象编码 对象名称 状态 信用风险等级 | D1 甲 停业 A | D2 乙 正常 A")
    assert found.stored is found
    closed, open_ = found.candidates
    long = replace(found, candidates=(closed, *(open_,) * LONG)).stored
    assert (long.candidates[0].object["name"], long.candidates[0].tier, groups(long)["D1"]) == ("", "", ("X", "状态：停业"))
    assert long.candidates[1] is open_


@pytest.mark.parametrize(("columns", "cells", "codes"), [
    ("任务编号", "T1", "D1 D2 D3"),
    ("任务编号 对象类型", "T1 律师事务所", "D1"),
    ("任务编号 对象类型", "T1 公证机构、律师事务所", "D1 D2"),
    ("任务编号 区县", "T1 东区", "D1 D3"),
    ("任务编号 区县", "T1 东区、西区", "D1 D2 D3"),
    ("任务编号 管理处室", "T1 公证处", "D2"),
    ("任务编号 标签", "T1 涉外", "D1 D3"),
    ("任务编号 对象标签", "T1 涉外、新设", "D3"),
    ("任务编号 人员标签要求", "T1 涉外", "D1 D2 D3"),
    ("任务编号 对象类型 区县", "T1 公证机构 东区", ""),
])
def test_the_scope_keeps_to_types_counties_divisions_and_labels(columns: str, cells: str, codes: str) -> None:
    rows = table("检查对象", """对象编码 对象类型 区县 管理处室 标签
        D1 律师事务所 东区 律师处 涉外
        D2 公证机构 西区 公证处 -
        D3 司法鉴定机构 东区 鉴定处 涉外、新设""").rows
    assert [row["code"] for row in rows if in_scope(row, task(columns, cells))] == codes.split()


def test_an_object_at_its_yearly_cap_stays_in_the_list_as_x_with_the_reason() -> None:
    found = pool("对象编码 信用风险等级 | D1 A | D2 B | D3 A", past=f"{row('D1')} | {row('D2')} | {row('D3', task='T1')}")
    assert groups(found) == {"D1": ("X", "本年度检查1次（2021-02-01 T0），达到年度检查上限1次"), "D2": ("B", ""), "D3": ("A", "")}


def test_an_object_checked_within_the_months_of_rest_stays_as_x_with_the_reason() -> None:
    past = f"{row('D1', '2021-04-01')} | {row('D2', '2021-03-30')} | {row('D3', '2021-03-31')}"
    found = pool("对象编码 信用风险等级 | D1 B | D2 B | D3 B", past=past, rest=3)
    assert groups(found)["D1"] == ("X", "2021-04-01已检查，3个月内不再抽取")
    assert groups(found)["D2"] == ("B", "")
    assert groups(found)["D3"][0] == "X"
    assert groups(pool("对象编码 信用风险等级 | D1 B", past=past))["D1"] == ("B", "")


def test_an_object_with_a_lead_takes_no_part_and_the_reason_goes_before_every_other() -> None:
    found = pool("对象编码 信用风险等级 标签 | D1 A 有事必查", past=row("D1", "2021-06-01"), rest=12)
    assert groups(found) == {"D1": ("X", "另行安排")}
    assert not found.groups


def test_an_object_whose_tier_is_not_in_force_is_told_apart_and_never_dropped() -> None:
    found = pool("对象编码 信用风险等级 | D1 A | D2 Q")
    assert [row["code"] for row in found.unrated] == ["D2"]
    assert groups(found) == {"D1": ("A", "")}


def test_a_group_in_which_everybody_is_left_out_is_no_group() -> None:
    found = pool("对象编码 信用风险等级 | D1 A | D2 B", past=row("D1"))
    assert set(found.groups) == {"B"}
    assert found.sizes() == {"X": 1, "B": 1}
    assert [c.tier for c in found.candidates] == ["A", "B"]


@pytest.mark.parametrize(("day", "months", "expected"), [
    (date(2021, 6, 30), 3, date(2021, 3, 30)), (date(2021, 5, 31), 3, date(2021, 2, 28)),
    (date(2020, 5, 31), 3, date(2020, 2, 29)), (date(2021, 1, 15), 1, date(2020, 12, 15)),
    (date(2021, 3, 30), 12, date(2020, 3, 30)), (date(2021, 6, 28), 4, date(2021, 2, 28)),
])
def test_months_back_end_at_the_month_s_last_day(day: date, months: int, expected: date) -> None:
    assert months_before(day, months) == expected


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(1, 120))
def test_months_back_are_calendar_months(day: date, months: int) -> None:
    found = months_before(day, months)
    assert (day.year * 12 + day.month) - (found.year * 12 + found.month) == months
    assert found.day <= day.day


@given(st.permutations(["D1 A 正常", "D2 B 失联", "D3 A 注销", "D4 B 正常"]), st.integers(0, 4))
def test_the_order_of_rows_changes_nobody_s_group(rows: list[str], visits: int) -> None:
    past = " | ".join(row(f"D{n}") for n in range(visits))
    text = "对象编码 信用风险等级 状态 | {}"
    assert groups(pool(text.format(" | ".join(rows)), past=past)) == groups(
        pool(text.format(" | ".join(sorted(rows))), past=past))
