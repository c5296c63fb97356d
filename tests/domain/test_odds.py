"""What a weighted draw does to each tier, as the preview shows it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain import ssj1
from ssj_xl.domain.quotas import inclusion
from ssj_xl.domain.ssj1 import Lock

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
