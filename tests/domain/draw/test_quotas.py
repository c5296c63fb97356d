"""How many of each group: exact, never below the announced ratio, never more than there are."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain.draw.quotas import Group, apportion, basis_points, quota, quotas

SIZES = st.integers(0, 5000)
POINTS = st.integers(1, 10_000)


def percent(text: str) -> Fraction:
    """A ratio typed in per cent."""
    return Fraction(text) / 100


@pytest.mark.parametrize(("size", "ratio", "expected"), [
    (33, "3", 1), (34, "3", 2), (100, "3", 3), (101, "3", 4), (20, "3.33", 1), (100, "100", 100),  # SSJ-1 §3.5
    (40, "3", 2), (16, "3", 1),                     # half up would give 1 and none: below 3 %
    (12, "4", 1), (4, "5", 1), (2, "6", 1),
    (7, "10", 1), (140, "10", 14), (629_235, "3", 18_878), (1_860_000, "1.5", 27_900), (0, "3", 0),
    (100, "7", 7),                                  # 0.07 * 100 is 7.000000000000001 in floating point
])
def test_published_draws_and_known_traps(size: int, ratio: str, expected: int) -> None:
    assert quota(size, percent(ratio)) == expected


@given(SIZES, POINTS, st.integers(0, 20))
def test_a_quota_is_the_smallest_number_not_below_the_ratio(size: int, points: int, minimum: int) -> None:
    ratio = Fraction(points, 10_000)
    found = quota(size, ratio, minimum)
    assert found <= size
    assert found >= min(size, minimum)
    assert found >= size * ratio
    assert found - 1 < max(size * ratio, minimum)


@given(SIZES, POINTS)
def test_a_larger_group_or_a_higher_ratio_never_means_fewer(size: int, points: int) -> None:
    ratio = Fraction(points, 10_000)
    assert quota(size + 1, ratio) >= quota(size, ratio)
    assert quota(size, min(Fraction(1), ratio + Fraction(1, 10_000))) >= quota(size, ratio)


def test_a_ratio_finer_than_a_hundredth_of_a_per_cent_is_refused() -> None:
    assert basis_points(percent("3.25")) == 325
    with pytest.raises(ValueError, match="1/3"):
        basis_points(Fraction(1, 3))


# --- a wanted total above the quotas: largest remainders -------------------------------------------

ROOMS = st.dictionaries(st.sampled_from("ABCDEFG"), st.integers(0, 60), min_size=1)


@st.composite
def cases(draw: st.DrawFn) -> tuple[int, dict[str, int], dict[str, Fraction]]:
    """Places to deal, room and claim by group."""
    room = draw(ROOMS)
    claims = {g: Fraction(draw(st.integers(0, 500)), draw(st.sampled_from([1, 7, 100]))) for g in room}
    return draw(st.integers(0, 200)), room, claims


@given(cases())
def test_all_places_are_dealt_as_long_as_there_is_room(case: tuple[int, dict[str, int], dict[str, Fraction]]) -> None:
    missing, room, claims = case
    given_ = apportion(missing, room, claims)
    assert sum(given_.values()) == min(missing, sum(room.values()))
    assert all(0 <= given_[g] <= room[g] for g in room)


@given(cases())
def test_where_nobody_runs_out_of_room_each_gets_its_share_up_or_down(
        case: tuple[int, dict[str, int], dict[str, Fraction]]) -> None:
    missing, room, claims = case
    total = sum(claims.values())
    if not total:
        return
    found = apportion(missing, dict.fromkeys(room, 10**6), claims)
    for group, claim in claims.items():
        assert abs(found[group] - missing * claim / total) < 1
        assert claim or not found[group]


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_groups_does_not_matter(case: tuple[int, dict[str, int], dict[str, Fraction]], dice: object) -> None:
    missing, room, claims = case
    assert apportion(missing, dict(reversed(room.items())), claims) == apportion(missing, room, claims)


def test_the_rest_goes_to_the_largest_remainders_not_to_the_largest_groups() -> None:
    claims = {"A": Fraction(61, 10), "B": Fraction(29, 10)}
    assert apportion(9, {"A": 50, "B": 50}, claims) == {"A": 6, "B": 3}


def test_a_full_group_s_share_goes_to_the_others() -> None:
    claims = {"A": Fraction(8), "B": Fraction(1), "C": Fraction(1)}
    assert apportion(10, {"A": 2, "B": 50, "C": 50}, claims) == {"A": 2, "B": 4, "C": 4}


def test_ties_go_to_the_larger_claim_then_to_the_label() -> None:
    assert apportion(1, {"B": 9, "A": 9}, {"A": Fraction(1), "B": Fraction(1)}) == {"A": 1, "B": 0}
    assert apportion(2, {"A": 9, "B": 9}, {"A": Fraction(1), "B": Fraction(3)}) == {"A": 0, "B": 2}
    assert apportion(3, {"A": 9, "B": 9}, {"A": Fraction(0), "B": Fraction(0)}) == {"A": 2, "B": 1}


GROUPS = {"A": Group("A", percent("3")), "B": Group("B", percent("4")), "C": Group("C", percent("5")),
          "D": Group("D", percent("6"))}
TIERS = {"A": 40, "B": 12, "C": 4, "D": 2}


def test_four_tiers_of_a_district() -> None:
    assert quotas(TIERS, GROUPS) == {"A": 2, "B": 1, "C": 1, "D": 1}


@given(st.integers(0, 80))
def test_a_wanted_total_is_reached_and_never_lowers_an_announced_ratio(total: int) -> None:
    found = quotas(TIERS, GROUPS, total)
    assert sum(found.values()) == min(58, max(total, 5))
    assert all(found[g] >= quota(TIERS[g], GROUPS[g].ratio or Fraction(0)) for g in TIERS)


def test_without_ratios_a_total_is_dealt_by_size() -> None:
    groups = {"律师": Group("律师", None), "公证员": Group("公证员", None)}
    assert quotas({"律师": 30, "公证员": 10}, groups, 8) == {"律师": 6, "公证员": 2}
