"""How often checks of drawn objects find something, and how sure that is."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import betaincinv

from ssj_xl.domain.hits import (
    BY_DIVISION,
    BY_ITEM,
    BY_TIER,
    BY_TYPE,
    BY_YEAR,
    NO_TIER,
    Rate,
    interval,
    rates,
    results_of,
)
from ssj_xl.domain.workdays import Calendar
from ssj_xl.domain.world import World
from ssj_xl.tables.settings import Settings
from tests.tables_language import tables

WORK = """代码表
    类别 代码 名称 是否问题
    检查结果 1 没问题 否
    检查结果 2 有问题 是

    事项清单
    事项编码 小项
    LS-01 执业
    LS-02 收费

    检查对象
    对象编码 对象类型
    D1 律师事务所
    D2 律师事务所
    D3 公证机构

    抽查任务
    任务编号 发起处室
    T1 律师处
    T2 公证处

    抽取记录
    任务编号 轮次 锁定时间 抽取时间 作废时间
    T1 1 2021-03-01~09:00:00 2021-03-02~09:00:00 2021-03-02~10:00:00
    T1 2 2021-03-01~09:00:00 2021-03-02~09:00:00 -
    T2 1 2022-03-01~09:00:00 2022-03-02~09:00:00 -

    锁定名录
    任务编号 轮次 对象编码 风险等级
    T1 1 D1 D
    T1 2 D1 A
    T1 2 D2 C
    T2 1 D3 -
    T2 1 D1 A

    抽取名单
    任务编号 轮次 序号 对象编码 状态
    T1 1 1 D3 抽中
    T1 2 1 D1 抽中
    T1 2 2 D2 递补
    T1 2 3 D3 被替换
    T2 1 1 D3 抽中
    T2 1 2 D1 抽中

    检查结果
    任务编号 对象编码 事项编码 检查日期 检查结果 异议处理
    T1 D1 LS-01 2021-03-10 有问题 维持
    T1 D1 LS-02 2021-03-10 没问题 -
    T1 D2 LS-01 2021-03-11 有问题 撤下
    T1 D3 LS-01 2021-03-11 有问题 -
    T2 D3 LS-02 2022-03-11 没问题 -
    T2 D1 LS-01 2022-03-11 - -
    T2 D1 LS-02 - 有问题 -"""


def test_an_object_counts_once_a_task_if_it_is_on_the_list_and_has_a_result_and_a_problem_counts_while_it_stands() -> None:
    world = World(tables(WORK), Settings(), Calendar.from_rows([]), date(2022, 12, 31))
    found = {(one.by, one.label): (one.checked, one.hits) for one in rates(results_of(world))}

    assert found == {
        (BY_YEAR, "合计"): (3, 1), (BY_YEAR, "2021年"): (2, 1), (BY_YEAR, "2022年"): (1, 0),
        (BY_TIER, "A"): (1, 1), (BY_TIER, "C"): (1, 0), (BY_TIER, NO_TIER): (1, 0),
        (BY_ITEM, "LS-01 执业"): (2, 1), (BY_ITEM, "LS-02 收费"): (2, 0),
        (BY_TYPE, "律师事务所"): (2, 1), (BY_TYPE, "公证机构"): (1, 0),
        (BY_DIVISION, "律师处"): (2, 1), (BY_DIVISION, "公证处"): (1, 0)}
    assert rates(()) == []


@pytest.mark.parametrize(("hits", "checked", "low", "high"), [
    (0, 10, "0", "0.308498"), (1, 10, "0.002528", "0.445017"), (5, 20, "0.086571", "0.491046"), (10, 100, "0.049004", "0.176223"),
    (10, 10, "0.691502", "1"), (0, 1, "0", "0.975"), (1, 1, "0.025", "1")])
def test_the_interval_is_the_published_one_rounded_outward(hits: int, checked: int, low: str, high: str) -> None:
    assert interval(hits, checked, steps=1_000_000) == (Fraction(low), Fraction(high))


@given(st.integers(1, 3_000), st.data())
def test_the_interval_holds_the_one_of_the_beta_distribution_and_is_no_wider_than_its_grid(checked: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, checked))
    low, high = interval(hits, checked)
    right_low = betaincinv(hits, checked - hits + 1, 0.025) if hits else 0.0
    right_high = betaincinv(hits + 1, checked - hits, 0.975) if hits < checked else 1.0
    assert -1e-9 <= right_low - float(low) <= 1.000001e-4
    assert -1e-9 <= float(high) - right_high <= 1.000001e-4


def test_few_results_are_only_a_hint() -> None:
    assert (Rate(BY_TIER, "A", 29, 1).few, Rate(BY_TIER, "A", 30, 1).few, Rate(BY_TIER, "A", 30, 1).share) == (True, False, Fraction(1, 30))
