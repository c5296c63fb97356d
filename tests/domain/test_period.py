"""The days that one monthly form counts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain.period import Period, period_of, same_month
from ssj_xl.tables.problems import UserError
from ssj_xl.tables.settings import NATURAL_MONTH, TO_THE_20TH

months = st.dates(date(2000, 1, 1), date(2100, 11, 30)).map(lambda day: (day.year, day.month))
readings = st.sampled_from((TO_THE_20TH, NATURAL_MONTH))


def name(month: tuple[int, int]) -> str:
    return f"{month[0]:04}-{month[1]:02}"


def test_the_forms_march_runs_from_21_february_to_20_march() -> None:
    assert period_of("2021-03", TO_THE_20TH) == Period(date(2021, 2, 21), date(2021, 3, 20), "2021-03")


def test_the_forms_january_begins_in_the_year_before() -> None:
    assert period_of("2021-01", TO_THE_20TH).start == date(2020, 12, 21)


@pytest.mark.parametrize(("month", "last"), [("2020-02", 29), ("2021-02", 28), ("2021-04", 30), ("2021-12", 31)])
def test_a_natural_month_ends_on_its_last_day(month: str, last: int) -> None:
    period = period_of(month, NATURAL_MONTH)
    assert (period.start.day, period.end.day) == (1, last)


WRITTEN = ["2021-3", "２０２１－０３", "2021年3月", " 2021 年 03 月 ", "2021/3", "2021.03", "202103"]
WRONG = ["", "2021-13", "2021-00", "2021", "3月", "2021-03-15", "21-03", "1921-03", "二〇二一年三月"]


@pytest.mark.parametrize("written", WRITTEN)
def test_a_month_is_understood_however_clerks_write_it(written: str) -> None:
    assert period_of(written, TO_THE_20TH).month == "2021-03"


@pytest.mark.parametrize("written", WRONG)
def test_a_month_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(UserError) as refused:
        period_of(written, TO_THE_20TH)
    assert [found.code for found in refused.value.problems] == ["U01"]


def test_both_ends_belong_to_the_period_and_their_neighbours_do_not() -> None:
    period = period_of("2021-03", TO_THE_20TH)
    inside = [day for day in (date(2021, 2, 20), date(2021, 2, 21), date(2021, 3, 20), date(2021, 3, 21))
              if period.holds(day)]
    assert inside == [date(2021, 2, 21), date(2021, 3, 20)]
    assert not period.holds(None)


def test_the_form_is_due_on_the_next_21st() -> None:
    assert period_of("2021-03", TO_THE_20TH).deadline == date(2021, 3, 21)
    assert period_of("2021-03", NATURAL_MONTH).deadline == date(2021, 4, 21)
    assert period_of("2021-12", NATURAL_MONTH).deadline == date(2022, 1, 21)


def test_a_period_is_written_with_the_second_year_only_where_it_differs() -> None:
    assert period_of("2021-03", TO_THE_20TH).text == "2021年2月21日至3月20日"
    assert period_of("2021-01", TO_THE_20TH).text == "2020年12月21日至2021年1月20日"


def test_a_month_in_a_cell_is_compared_by_what_it_means() -> None:
    period = period_of("2021-03", TO_THE_20TH)
    assert same_month("2021年3月", period)
    assert not same_month("2021-04", period)
    assert not same_month("三月", period)


@given(months, readings)
def test_every_day_belongs_to_exactly_one_month(month: tuple[int, int], reading: str) -> None:
    period = period_of(name(month), reading)
    following = (month[0] + month[1] // 12, month[1] % 12 + 1)
    assert period_of(name(following), reading).start == period.end + timedelta(days=1)
    assert period.end < period.deadline <= period.end + timedelta(days=31)
