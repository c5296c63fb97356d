"""年度情况: coverage against the floor, by register, by unit, by tier; and what of it may be published."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from ssj_xl.tables.problems import UserError
from ssj_xl.workflows.summary.year import summarise, year
from tests.workflows.summary.summary_books import (
    DRAWN,
    FINDINGS,
    YEAR_END,
    book,
    facts,
    finding,
    lines,
    whole_year,
    worded,
)

OBJECTS = """检查对象
对象编码 对象名称 对象类型 信用风险等级 状态 管理处室 联系电话
D1 甲所 律师事务所 A 正常 律师处 0399-5560001
D2 乙所 律师事务所 B 正常 律师处 0399-5560002
D3 丙所 律师事务所 A 停业 律师处 0399-5560003
D4 丁所 律师事务所 - 失联 律师处 0399-5560004
G1 戊处 公证机构 A 正常 公证处 0399-5560005
G2 己处 公证机构 A 注销 公证处 0399-5560006

风险等级
等级 名称 抽查比例
A 低风险 3%
B 一般风险 10%

"""
REGISTER = DRAWN.replace(DRAWN[DRAWN.index("检查对象\n"):DRAWN.index("抽取记录\n")], OBJECTS)
PROBLEM = "发现问题已责令改正"
CHECKED = REGISTER + FINDINGS + finding("D1", 公示日期="2021-03-15") + finding(
    "D2", result=PROBLEM, 问题描述="未建立收案登记", 后续处置="责令改正", 处置期限="2021-04-25")


def test_coverage_is_by_register_with_both_numbers_and_the_floor() -> None:
    assert lines(whole_year(CHECKED), "1覆盖-按类型") == (
        ("律师事务所", 3, 2, Fraction(2, 3), Fraction(3, 100), "达到"),
        ("公证机构", 1, 0, Fraction(0), Fraction(3, 100), "未达到"),
        ("合计", 4, 2, Fraction(1, 2), Fraction(3, 100), "达到"))


@pytest.mark.long
def test_a_type_below_the_floor_is_named() -> None:
    assert worded(whole_year(CHECKED), "coverage") == (
        "年初至12月31日已检查对象2个，占名录库4个的50.00%，达到年度抽查比例不低于3.00%的要求。\n1类对象未达到下限：公证机构。")


@pytest.mark.long
def test_closed_objects_count_only_if_they_were_checked() -> None:
    closed = CHECKED.replace("D1 甲所 律师事务所 A 正常", "D1 甲所 律师事务所 A 注销")
    assert facts(whole_year(closed), "coverage")["名录库检查对象"] == "4个"
    gone = CHECKED.replace("D4 丁所 律师事务所 - 失联", "D4 丁所 律师事务所 - 迁出")
    assert facts(whole_year(gone), "coverage")["名录库检查对象"] == "3个"


def test_each_unit_that_manages_objects_has_a_line() -> None:
    assert [row[:3] for row in lines(whole_year(CHECKED), "1覆盖-按单位")] == [("律师处", 3, 2), ("公证处", 1, 0), ("合计", 4, 2)]


def test_another_years_checks_do_not_count() -> None:
    before = REGISTER + FINDINGS + finding("D1", "2020-12-31")
    assert facts(whole_year(before), "coverage")["年初至期末已检查对象"] == "0个"


@pytest.mark.parametrize(("floor", "met"), [("66.66%", "达到"), ("66.67%", "未达到"), ("100%", "未达到")])
@pytest.mark.long(but=1)
def test_the_floor_is_compared_exactly(floor: str, met: str) -> None:
    row = lines(whole_year(CHECKED, yearly_floor=floor), "1覆盖-按类型")[0]
    assert (row[3], row[5]) == (Fraction(2, 3), met)


@pytest.mark.long
def test_tiers_stand_in_an_internal_section() -> None:
    summary = whole_year(CHECKED)

    assert summary.section("tiers").internal
    assert lines(summary, "风险等级") == (
        ("A", "低风险", 2, 1, 1, Fraction(1, 2), 0), ("B", "一般风险", 1, 1, 1, Fraction(1), 1),
        ("未评级", "", 1, 0, 0, Fraction(0), 0))


def test_how_often_checks_find_something_stands_in_an_internal_section_with_the_years_at_hand() -> None:
    locked = "\n\n锁定名录\n任务编号 轮次 对象编码 风险等级\nT1 1 D1 A\nT1 1 D2 B"
    summary, _ = summarise(book(CHECKED + locked), 2021, made_on=YEAR_END, earlier=[book(CHECKED.replace("T1", "T0").replace("2021-03", "2020-03"))])
    rows = {(row[0], row[1]): row[2:] for row in lines(summary, "问题发现率")}

    assert summary.section("hits").internal
    assert rows["年度", "合计"] == (4, 2, "50.00%", "6.75%–93.25%", "不足 30，只作参考")
    assert {label: rows[by, label][:2] for by, label in rows if by in ("年度", "抽取时的等级")} == {
        "合计": (4, 2), "2020年": (2, 1), "2021年": (2, 1), "A": (1, 0), "B": (1, 1), "没有等级记录": (2, 1)}
    assert "占50.00%（95%区间6.75%–93.25%）" in worded(summary, "hits")


@pytest.mark.long
def test_the_public_report_has_nothing_internal() -> None:
    summary = whole_year(CHECKED, public=True)

    assert {section.key for section in summary.sections}.isdisjoint({"tiers", "credit", "hits"})
    assert not [source for section in summary.sections for fact in section.facts for source in fact.sources]
    assert not [listing.sheet for _, listing in summary.listings() if listing.origins]
    told = str(summary)
    for secret in ("甲所", "D1", "0399", "低风险", "等级", "收案登记"):
        assert secret not in told, secret


@pytest.mark.long
def test_the_public_report_counts_what_the_internal_one_counts() -> None:
    internal, public = whole_year(CHECKED), whole_year(CHECKED, public=True)
    for section in public.sections:
        assert section.sentences == internal.section(section.key).sentences


def test_the_year_is_the_workbooks_own_unless_another_is_given() -> None:
    assert year(book(CHECKED), None, made_on=YEAR_END).summary.title == "2021年度“双随机、一公开”监管工作情况"
    with pytest.raises(UserError, match="Q06"):
        year(book(CHECKED, year=None), None, made_on=YEAR_END)
    with pytest.raises(UserError, match="Q03"):
        year(book(CHECKED), 2020, made_on=YEAR_END)


@pytest.mark.long
def test_a_year_that_is_not_over_says_up_to_which_day_it_counts() -> None:
    made = year(book(CHECKED), None, made_on=date(2021, 3, 11))

    assert [found.code for found in made.warnings] == ["Q05"]
    assert facts(made.summary, "results")["本期公示结果"] == "0家次"


@pytest.mark.long
def test_without_a_base_day_the_denominator_says_so() -> None:
    made = year(book(CHECKED, base_day=None), None, made_on=YEAR_END)

    assert [found.code for found in made.warnings] == ["Q08"]
    note = next(fact.note for fact in made.summary.section("coverage").facts if fact.name == "名录库检查对象")
    assert "未填写名录基准日" in note
