"""What a weighted draw does to each tier, as the preview shows it."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain.draw import ssj1
from ssj_xl.domain.draw.chances import EXACT, NUMERIC, ROUGH, by_lot, chances, inclusion
from ssj_xl.domain.draw.rule import parse_rule, percent
from ssj_xl.domain.draw.ssj1 import Lock

SIZES = {"A": 600, "B": 300, "C": 80, "D": 20}
WEIGHTS = {"A": 1, "B": 3, "C": 10, "D": 100}


def test_a_tier_meant_at_100_per_cent_gets_about_72() -> None:
    found = inclusion(SIZES, WEIGHTS, 43)
    assert [round(found[tier], 4) for tier in "ABCD"] == [0.0127, 0.0377, 0.1202, 0.7221]


def test_the_figures_are_what_draws_really_do() -> None:
    lines = ssj1.sorted_lines((f"{tier}{n}", tier) for tier, size in SIZES.items() for n in range(size))
    lock, runs = Lock("T", 1, lines, {"*": 43}, WEIGHTS), 60
    drawn = dict.fromkeys(SIZES, 0)
    for seed in range(runs):
        for win in ssj1.winners(lock, f"{seed:032x}"):
            drawn[win.id[0]] += 1
    for tier, odds in inclusion(SIZES, WEIGHTS, 43).items():
        assert drawn[tier] / runs / SIZES[tier] == pytest.approx(odds, rel=0.15)


@given(st.dictionaries(st.sampled_from("ABCD"), st.integers(1, 300), min_size=1), st.integers(0, 400))
def test_the_odds_add_up_to_the_number_drawn(sizes: dict[str, int], count: int) -> None:
    found = inclusion(sizes, WEIGHTS, count)
    assert sum(sizes[tier] * odds for tier, odds in found.items()) == pytest.approx(min(count, sum(sizes.values())))
    assert all(0 <= odds <= 1 for odds in found.values())


def test_drawing_everybody_is_certain() -> None:
    assert inclusion({"A": 3, "B": 2}, {"A": 1, "B": 9}, 5) == {"A": 1.0, "B": 1.0}


def test_one_draw_from_a_drum_has_the_chance_of_its_lots() -> None:
    assert by_lot({"A": 3, "B": 2}, {"A": 1, "B": 10}, 1).of == {"A": Fraction(1, 23), "B": Fraction(10, 23)}


def test_two_draws_go_through_the_first_one() -> None:
    """B first, then A of the rest, or A first, then the other A or B; a winner's other lots are void."""
    found = by_lot({"A": 2, "B": 1}, {"A": 1, "B": 2}, 2)
    assert (found.of["A"], found.of["B"], found.how) == (Fraction(1, 2) * Fraction(1, 2) + Fraction(1, 4) + Fraction(1, 4) * Fraction(1, 3),
                                                         Fraction(1, 2) + Fraction(1, 2) * Fraction(2, 3), EXACT)


@pytest.mark.parametrize(("count", "how"), [(10, EXACT), (43, NUMERIC), (200, ROUGH)])
def test_the_chances_add_up_and_say_how_exact_they_are(count: int, how: str) -> None:
    found = by_lot(SIZES, WEIGHTS, count)
    assert found.how == how
    assert float(sum(SIZES[tier] * chance for tier, chance in found.of.items())) == pytest.approx(count)
    assert [*found.of] == sorted(found.of, key=lambda tier: found.of[tier])


def test_groups_with_as_many_lots_have_one_chance_and_none_of_a_tier_taken_whole() -> None:
    rule = parse_rule("加权;A=1签;B=1签;C=100%;total=2;team=2;items=LS-01;end=2026-03-31")
    assert chances(rule, {"A": 5, "B": 3, "C": 2}).of == {"C": 1, "A": Fraction(1, 4), "B": Fraction(1, 4)}


@given(st.dictionaries(st.sampled_from("ABCD"), st.integers(1, 300), min_size=1), st.integers(1, 10_000), st.integers(0, 5), st.integers(0, 900))
def test_by_ratio_no_group_is_drawn_less_often_than_its_ratio(sizes: dict[str, int], points: int, minimum: int, total: int) -> None:
    shares = ";".join(f"{tier}={percent(Fraction(points, 10_000))}" + (f";{tier}.min={minimum}" if minimum else "") for tier in sorted(sizes))
    found = chances(parse_rule(f"分级比例;{shares};total={total};team=2;items=LS-01;end=2026-03-31"), sizes)
    assert all(chance >= Fraction(points, 10_000) and chance * sizes[tier] >= min(minimum, sizes[tier]) for tier, chance in found.of.items())
    assert sum(chance * sizes[tier] for tier, chance in found.of.items()) >= min(total, sum(sizes.values()))
