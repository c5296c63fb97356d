"""What the year's records say: visits, loads, coverage.  A voided draw and a replaced object count for nothing."""

from __future__ import annotations

from datetime import date

from ssj_xl.domain.period import Coverage, History, coverage, current_winners, history
from tests.tables_language import table, tables

YEAR = tables("""抽取记录
    任务编号 轮次 抽取时间 作废时间
    T1 1 2021-02-01~09:00:00 2021-02-02~09:00:00
    T1 2 2021-02-03~09:00:00 -
    T2 1 2021-03-01~09:00:00 -
    T3 1 - -
    T0 1 2020-12-30~09:00:00 -

    抽取名单
    任务编号 轮次 对象编码 状态 检查组长 检查人员
    T1 1 D1 抽中 P1 P2
    T1 2 D2 抽中 P1 P2、P3
    T1 2 D3 被替换 P4 P5
    T1 2 D4 递补 P1 P1、P2
    T1 2 D5 候补 - -
    T2 1 D2 抽中 - -
    T3 1 D6 抽中 P9 P8
    T0 1 D7 抽中 P7 P8

    检查结果
    任务编号 对象编码 事项编码 检查日期
    T2 D2 I1 2021-03-05
    T1 D8 I1 2021-04-01
    T0 D7 I1 2020-12-31
    T1 D4 I1 -""")
ROWS = (YEAR["检查结果"].rows, YEAR["抽取名单"].rows, YEAR["抽取记录"].rows)


def year(number: int = 2021) -> History:
    """The history of a year."""
    return history(*ROWS, number)


def test_only_what_was_drawn_and_not_voided_or_replaced_stands() -> None:
    assert [(w["task"], w["attempt"], w["object"]) for w in current_winners(*ROWS[1:])] == [
        ("T1", 2, "D2"), ("T1", 2, "D4"), ("T2", 1, "D2"), ("T0", 1, "D7")]


def test_years_are_those_of_the_draw_and_of_the_check() -> None:
    assert (year(2020).touched, year().touched) == ({"D7"}, {"D2", "D4", "D8"})
    assert year().last_checked == {"D2": date(2021, 3, 5), "D8": date(2021, 4, 1), "D7": date(2020, 12, 31)}
    assert year().checked == {"D2", "D8"}


def test_a_load_counts_each_member_of_a_standing_team_once_a_visit() -> None:
    assert year().loads == {"P1": 2, "P2": 2, "P3": 1}


def test_coverage_counts_objects_in_practice_and_those_checked_before_they_closed() -> None:
    objects = table("检查对象", "对象编码 状态 | D1 正常 | D2 注销 | D3 失联 | D4 停业").rows
    assert coverage(objects, ["D1", "D2", "D9"]) == Coverage(2, 3)


def test_three_per_cent_is_compared_in_integers() -> None:
    assert Coverage(3, 100).reaches(30)
    assert not Coverage(2, 67).reaches(30)
    assert Coverage(0, 0).reaches(30)
