"""How the monthly form words ratios, titles, scopes and numbers of things."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain.wording import measure, percent, scope_of, titled, visits_measure


def test_marks_of_a_title_inside_a_title_are_single() -> None:
    assert titled("关于印发《方案》的通知") == "《关于印发〈方案〉的通知》"
    assert titled("《方案》") == "《方案》"


@pytest.mark.parametrize(("ratio", "shown"), [
    (Fraction(1, 10), "10%"), (Fraction(1, 8), "12.5%"), (Fraction(97, 2909), "约3.33%"),
    (Fraction(2, 3), "约66.67%"), (Fraction(1), "100%"), (Fraction(2997, 100_000), "约2.99%"),
    (Fraction(3001, 100_000), "约3%"), (Fraction(0), "0%")])
def test_a_ratio_has_two_decimals_and_never_reaches_a_percent_it_does_not_have(ratio: Fraction, shown: str) -> None:
    assert percent(ratio) == shown


@given(st.integers(1, 10_000), st.integers(1, 10_000))
def test_a_ratio_shown_is_within_a_hundredth_percent_of_the_true_one(drawn: int, pool: int) -> None:
    ratio = Fraction(min(drawn, pool), pool)
    shown = percent(ratio)
    assert abs(Fraction(shown.strip("约%")) / 100 - ratio) <= Fraction(1, 10_000)
    assert (Fraction(shown.strip("约%")) / 100 == ratio) is not shown.startswith("约")


def test_a_scope_without_wording_is_composed_of_what_restricts_the_pool() -> None:
    text = scope_of(types=["律师事务所", "公证机构"], counties=["甲区", "乙县"], divisions=[], labels=["涉外"])
    assert text == "甲区、乙县的律师事务所、公证机构（标签：涉外）"
    assert scope_of(types=[], counties=[], divisions=["律师处"], labels=[]) == "名录库内检查对象（律师处管理）"


def test_bodies_are_counted_by_家_persons_by_名_and_both_by_个() -> None:
    assert measure([False]) == measure([]) == "家"
    assert measure([True, True]) == "名"
    assert measure([False, True]) == "个"
    assert [visits_measure([person]) for person in (False, True)] == ["家次", "人次"]
