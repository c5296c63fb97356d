"""Which group an object is drawn in: task over plan over tier, the row with the type over the row without."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from ssj_xl.domain.draw.quotas import Group
from ssj_xl.domain.draw.tiers import Grouping, TierBook, grouping
from ssj_xl.tables.settings import AS_FLOOR, INSTEAD
from ssj_xl.tables.table import Row
from tests.tables_language import table

DAY = date(2021, 6, 30)
TIERS = """等级 对象类型 抽查比例 签数 最少数量 未评级默认 年度检查上限 启用日期 停用日期
           A - 1% 1 - 否 1 - -
           A 公证机构 10% 4 2 否 2 - -
           B - 3% 2 - 是 - - -
           E - 50% 9 - 否 - 2020-01-01 2021-12-31
           Z - 90% 9 - 否 - 2022-01-01 -"""


def book(day: date = DAY) -> TierBook:
    """The tiers above as in force on a day."""
    return TierBook.on(table("风险等级", TIERS).rows, day)


def obj(tier: str, object_type: str = "律师事务所") -> Row:
    """One object of a tier."""
    return table("检查对象", f"对象编码 信用风险等级 对象类型 | O1 {tier} {object_type}").rows[0]


def task(ratio: str = "-", method: str = "分级比例") -> Row:
    """One task with a ratio."""
    return table("抽查任务", f"任务编号 抽查比例 抽取方式 | T1 {ratio} {method}").rows[0]


def plan(ratio: str) -> Row:
    """A plan with a ratio."""
    return table("年度计划", f"计划编号 抽查比例 | P1 {ratio}").rows[0]


@pytest.mark.parametrize(("own", "planned", "expected"), [
    ("5%", "7%", Fraction(5, 100)), ("-", "7%", Fraction(7, 100)), ("-", "-", None),
])
def test_the_task_s_ratio_goes_before_the_plan_s_and_the_plan_s_before_the_tier_s(
        own: str, planned: str, expected: Fraction | None) -> None:
    how = grouping(task(own), plan(planned), book(), INSTEAD)
    assert how.ratio == expected
    assert how.private == (expected is None)


def test_with_a_ratio_of_task_or_plan_the_group_is_the_object_type_and_public() -> None:
    how = grouping(task("5%"), None, book(), INSTEAD)
    assert how.group_of(obj("A")) == Group("律师事务所", Fraction(5, 100))
    assert not how.private


@pytest.mark.parametrize(("method", "use", "even"), [
    ("分级比例", AS_FLOOR, False), ("分级比例", INSTEAD, True), ("等比例", AS_FLOOR, True), ("等比例", INSTEAD, True), ("加权", AS_FLOOR, False)])
def test_a_ratio_is_the_floor_of_the_whole_beside_the_tiers_unless_one_for_all_is_asked_for(method: str, use: str, even: bool) -> None:
    how = grouping(task("5%", method), None, book(), use)
    assert how.even == even
    assert how.floor == (None if even else Fraction(5, 100))
    assert how.group_of(obj("A")) == (Group("律师事务所", Fraction(5, 100)) if even else Group("A", Fraction(1, 100), 0, 1))


def test_without_tiers_a_floor_is_the_ratio_of_each_type() -> None:
    how = grouping(task("5%"), None, TierBook.on([], DAY), AS_FLOOR)
    assert (how.floor, how.group_of(obj("-"))) == (None, Group("律师事务所", Fraction(5, 100)))


def test_without_one_the_group_is_the_tier_and_private() -> None:
    how = grouping(task(), None, book(), INSTEAD)
    assert how.group_of(obj("A")) == Group("A", Fraction(1, 100), 0, 1)
    assert how.private


def test_in_a_weighted_draw_the_lots_are_the_tiers_even_where_the_task_names_a_ratio() -> None:
    """There the ratio only says how many are drawn in all; without the tiers every lot would weigh the same."""
    how = grouping(task("5%", "加权"), None, book(), INSTEAD)
    assert how.private
    assert how.group_of(obj("B")) == Group("B", Fraction(3, 100), 0, 2)


def test_the_row_with_the_object_type_goes_before_the_row_without() -> None:
    how = Grouping(book())
    assert how.group_of(obj("A", "公证机构")) == Group("A·公证机构", Fraction(10, 100), 2, 4)
    assert (how.yearly_cap(obj("A")), how.yearly_cap(obj("A", "公证机构")), how.yearly_cap(obj("B"))) == (1, 2, None)


def test_an_object_without_a_tier_takes_the_default_one() -> None:
    assert Grouping(book()).group_of(obj("-")) == Group("B", Fraction(3, 100), 0, 2)


def test_a_tier_is_only_good_while_it_is_in_force() -> None:
    assert Grouping(book()).group_of(obj("Z")) is None
    assert Grouping(book(date(2022, 6, 30))).group_of(obj("E")) is None
    assert Grouping(book()).group_of(obj("E")) is not None
    assert Grouping(book()).yearly_cap(obj("Q")) is None


def test_without_a_default_an_object_without_a_tier_has_no_group() -> None:
    rows = table("风险等级", "等级 抽查比例 | A 1%").rows
    assert Grouping(TierBook.on(rows, DAY)).group_of(obj("-")) is None


def test_a_bureau_without_tiers_draws_by_object_type_and_a_number() -> None:
    assert Grouping(TierBook.on([], DAY)).group_of(obj("-")) == Group("律师事务所", None)


def test_a_long_tier_name_is_kept_whole_lest_two_groups_become_one() -> None:
    names = ["很长很长很长很长很长很长很长很长的等级一", "很长很长很长很长很长很长很长很长的等级二"]
    rows = table("风险等级", "等级 对象类型 抽查比例 | " + " | ".join(f"{name} 律师事务所 {n}%" for n, name in enumerate(names, 1))).rows
    how = Grouping(TierBook.on(rows, DAY))
    labels = {group.label for name in names if (group := how.group_of(obj(name)))}
    assert len(labels) == 2
