"""What a report on a quarter or a year is made of: its days, its shares, and the registers as they stood."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain.summary.model import Carried, missing, named, parts, percent, points, ratio, together
from ssj_xl.domain.summary.spans import as_of, in_words, months_of, quarter_of, year_of
from ssj_xl.domain.wording import percent as form_percent
from ssj_xl.tables.problems import UserError
from tests.tables_language import table, tables

ratios = st.fractions(min_value=0, max_value=2, max_denominator=100_000)


@pytest.mark.parametrize("text", ["2021Q1", "2021q1", "2021-Q1", "２０２１Ｑ１", "2021年第一季度", "2021年1季度", "2021 年 一 季度"])
def test_a_quarter_is_read_as_people_write_it(text: str) -> None:
    assert (quarter_of(text).start, quarter_of(text).end) == (date(2021, 1, 1), date(2021, 3, 31))


@pytest.mark.parametrize("text", ["", "2021", "2021Q5", "2021Q0", "21Q1", "1999Q1", "2021-03", "第一季度"])
def test_what_is_no_quarter_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="Q01"):
        quarter_of(text)


@given(st.integers(2000, 2100))
def test_four_quarters_and_twelve_months_are_the_year(year: int) -> None:
    quarters = [quarter_of(f"{year}Q{number}") for number in range(1, 5)]
    months = [month for quarter in quarters for month in months_of(quarter)]

    assert [month.start for month in months] == [date(year, number, 1) for number in range(1, 13)]
    assert all(after.start - before.end == timedelta(1) for before, after in pairwise(months))
    assert (quarters[0].start, quarters[3].end) == (year_of(year).start, year_of(year).end)
    assert months_of(year_of(year)) == tuple(months)


def test_a_period_is_named_as_officials_name_it() -> None:
    assert (in_words(quarter_of("2021Q3")), in_words(year_of(2021))) == ("2021年第三季度", "2021年度")


@given(ratios)
def test_a_share_is_the_monthly_forms_with_both_decimals(share: Fraction) -> None:
    form = form_percent(share).removeprefix("约").removesuffix("%")

    assert Fraction(percent(share).removesuffix("%")) == Fraction(form)
    assert len(percent(share).partition(".")[2]) == 3


@given(ratios, st.integers(0, 200))
def test_a_share_never_looks_like_a_whole_percent_that_is_not_reached(share: Fraction, floor: int) -> None:
    assert (points(share) >= floor * 100) == (share >= Fraction(floor, 100))


def test_there_is_no_share_of_nothing() -> None:
    assert ratio(0, 0) is None
    assert ratio(3, 100) == Fraction(3, 100)


# --- the registers as of a day -------------------------------------------------------------------------

FINDINGS = "任务编号 对象编码 事项编码 检查日期 检查结果 公示日期 办结日期 处置期限"


def test_what_happened_later_is_blank_and_planned_days_stay() -> None:
    given_ = tables(f"检查结果\n{FINDINGS}\nT1 D1 A-1 2021-03-10 未发现问题 2021-04-02 2021-04-09 2021-06-30\n")
    row = as_of(given_, date(2021, 3, 31))["检查结果"].rows[0]

    assert (row["checked"], row["published"], row["closed"]) == (date(2021, 3, 10), None, None)
    assert row["disposal_due"] == date(2021, 6, 30)
    assert row.line == 0
    assert given_["检查结果"].rows[0]["published"] == date(2021, 4, 2)


def test_a_later_check_is_not_there_and_an_unchecked_row_stays() -> None:
    rows = f"检查结果\n{FINDINGS}\nT1 D1 A-1 2021-04-10 - - - -\nT1 D2 A-1 - - - - -\n"
    assert [row["object"] for row in as_of(tables(rows), date(2021, 3, 31))["检查结果"]] == ["D2"]


def test_a_draw_voided_later_still_stood() -> None:
    rows = ("抽取记录\n任务编号 锁定时间 抽取时间 作废时间\n"
            "T1 2021-03-01~09:00:00 2021-03-02~09:00:00 2021-04-01~09:00:00\nT2 2021-04-01~09:00:00 - -\n")
    found = as_of(tables(rows), date(2021, 3, 31))["抽取记录"].rows

    assert [(row["task"], row["drawn_at"], row["void_at"]) for row in found] == [("T1", "2021-03-02 09:00:00", "")]


days = st.dates(date(2021, 1, 1), date(2021, 12, 31))


@given(st.lists(st.tuples(days, days), max_size=6), days, days)
def test_looking_back_twice_is_looking_back_to_the_earlier_day(rows: list[tuple[date, date]], one: date,
                                                               other: date) -> None:
    lines = " | ".join(f"T1 D{number} A-1 {checked} 未发现问题 {published} - -"
                       for number, (checked, published) in enumerate(rows))
    given_ = {"检查结果": table("检查结果", f"{FINDINGS} | {lines}" if lines else FINDINGS)}

    assert as_of(as_of(given_, one), other)["检查结果"].rows == as_of(given_, min(one, other))["检查结果"].rows


# --- words and states ----------------------------------------------------------------------------------

def test_a_task_is_over_when_everything_drawn_is_checked_and_published() -> None:
    assert Carried(drawn=4, checked=4, published=4).over
    assert not Carried(drawn=4, checked=4, published=3, to_publish=1).over
    assert not Carried(drawn=4, checked=3, published=3, to_check=1).over
    assert not Carried().over


@given(st.lists(st.tuples(*[st.integers(0, 9)] * 5), max_size=4))
def test_what_tasks_have_come_to_adds_up(parts_: list[tuple[int, ...]]) -> None:
    whole = together(Carried(*part) for part in parts_)
    assert (whole.drawn, whole.to_publish) == (sum(part[0] for part in parts_), sum(part[4] for part in parts_))


def test_what_is_missing_is_named_up_to_eight() -> None:
    assert missing(["T1", "T2"], "个任务未登记平台任务编号") == "2个任务未登记平台任务编号：T1、T2。"
    assert missing([], "个任务未登记平台任务编号") == ""
    assert named(f"T{number}" for number in range(12)).endswith("T7等12个")
    assert parts([(2, "已完成"), (0, "执行中"), (1, "未启动")], "项") == "已完成2项、未启动1项"
