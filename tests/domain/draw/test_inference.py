"""What an outsider infers of tiers, over all draws that were published in a year."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain.draw.inference import NOTHING, Chance, Line, Published, highest, posterior, published
from ssj_xl.domain.draw.tiers import TierBook

SIZES = {"A": 78, "B": 37, "C": 11, "D": 4}
QUOTAS = {"A": 3, "B": 2, "C": 3, "D": 4}
"""The law firms of the demonstration, and how many of each tier are drawn."""


def book(**ratios: Fraction) -> TierBook:
    """Tiers in force with these ratios."""
    return TierBook({(tier, ""): {"tier": tier, "ratio": ratio, "lots": 1} for tier, ratio in ratios.items()})


BOOK = book(A=Fraction(3, 100), B=Fraction(5, 100), C=Fraction(20, 100), D=Fraction(1))


def chances(sizes: dict[str, int], quotas: dict[str, int]) -> dict[str, Chance]:
    """One draw by tiers."""
    return {tier: Chance(size, Fraction(quotas[tier], size)) for tier, size in sizes.items()}


@pytest.mark.parametrize(("draws", "share"), [(1, "33.3%"), (2, "79.3%"), (3, "94.5%")])
def test_a_firm_named_again_and_again_is_nearly_surely_of_the_strictest_tier(draws: int, share: str) -> None:
    assert f"{float(posterior('D', [chances(SIZES, QUOTAS)] * draws)):.1%}" == share


def test_joining_the_two_strictest_tiers_keeps_the_figure_down() -> None:
    joined = {**chances(SIZES, QUOTAS), "C": Chance(11, Fraction(1))}
    assert [f"{float(posterior('D', [joined] * draws)):.1%}" for draws in (1, 2, 3)] == ["20.0%", "26.3%", "26.6%"]


def test_a_single_draw_gives_the_share_of_the_strict_among_the_named() -> None:
    assert posterior("D", [chances(SIZES, QUOTAS)]) == Fraction(QUOTAS["D"], sum(QUOTAS.values()))


def test_a_draw_at_one_ratio_for_all_teaches_nothing() -> None:
    even = {tier: Chance(size, Fraction(1, 10)) for tier, size in SIZES.items()}
    assert posterior("D", [even]) == Fraction(4, 130)
    assert posterior("D", [chances(SIZES, QUOTAS), even]) == posterior("D", [chances(SIZES, QUOTAS)])


def test_the_outsider_starts_from_the_list_that_tells_him_most() -> None:
    small = {"C": Chance(3, Fraction(1, 3)), "D": Chance(2, Fraction(1))}
    assert posterior("D", [chances(SIZES, QUOTAS), small]) == 2 / (2 + 3 * Fraction(3, 11) * Fraction(1, 3))


def test_draws_before_the_tiers_were_renamed_say_nothing_about_the_new_ones() -> None:
    renamed = {f"新{tier}": chance for tier, chance in chances(SIZES, QUOTAS).items()}
    assert posterior("新D", [chances(SIZES, QUOTAS), renamed]) == Fraction(1, 3)


def test_no_draw_tells_nothing() -> None:
    assert posterior("D", []) == 0
    assert highest([], {"1": "律师事务所"}) == NOTHING


def _everybody(sizes: dict[str, int], quotas: dict[str, int], draws: int, tier: str) -> Fraction:
    """By brute force over every outcome: of the firms named in all draws, how many are of the tier, on the average."""
    firms = [(t, n) for t, size in sizes.items() for n in range(size)]
    outcomes = [frozenset(firm for part in parts for firm in part) for parts in product(*(
        list(combinations([firm for firm in firms if firm[0] == t], quotas[t])) for t in sizes))]
    always: Counter[str] = Counter()
    for chosen in product(outcomes, repeat=draws):
        always.update(t for t, _ in frozenset.intersection(*chosen))
    return Fraction(always[tier], sum(always.values()))


@pytest.mark.parametrize("draws", [1, 2])
@pytest.mark.parametrize("quotas", [{"A": 1, "C": 1, "D": 2}, {"A": 2, "C": 1, "D": 1}, {"A": 1, "C": 2, "D": 1}])
def test_the_figure_is_what_counting_every_possible_outcome_gives(quotas: dict[str, int], draws: int) -> None:
    sizes = {"A": 4, "C": 3, "D": 2}
    for tier in sizes:
        assert posterior(tier, [chances(sizes, quotas)] * draws) == _everybody(sizes, quotas, draws, tier)


@given(st.lists(st.dictionaries(st.sampled_from("ABCD"), st.tuples(st.integers(1, 50), st.integers(1, 50)), min_size=4),
                min_size=1, max_size=4))
def test_the_probabilities_of_the_tiers_add_up_to_one_from_the_same_list(drawn: list[dict[str, tuple[int, int]]]) -> None:
    draws = [{tier: Chance(size, Fraction(min(size, quota), size)) for tier, (size, quota) in drawn[0].items()}]
    later = [{tier: Chance(draws[0][tier].size, Fraction(1, max(quota, 1))) for tier, (_, quota) in one.items()} for one in drawn[1:]]
    assert sum(posterior(tier, draws + later) for tier in "ABCD") == 1


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 6))
def test_where_the_strictest_are_drawn_more_often_each_draw_raises_the_figure(size: int, quota: int, draws: int) -> None:
    one = {"A": Chance(size + quota, Fraction(quota, size + quota)), "D": Chance(size, Fraction(1))}
    assert posterior("D", [one] * draws) < posterior("D", [one] * (draws + 1)) < 1


def _lines(sizes: dict[str, int], object_type: str = "律师事务所", groups: dict[str, str] | None = None) -> list[Line]:
    return [Line(f"{object_type}{tier}{n}", object_type, tier, (groups or {}).get(tier, tier))
            for tier, size in sizes.items() for n in range(size)]


def _drawn(lines: list[Line], quotas: dict[str, int]) -> Published:
    """A draw that names the first of each group."""
    seen: Counter[str] = Counter()
    named = []
    for line in lines:
        seen[line.group] += 1
        named += [line.code] if seen[line.group] <= quotas[line.group] else []
    return published(lines, named, BOOK)


def test_the_highest_figure_is_about_those_who_were_named_most_often() -> None:
    lines = _lines(SIZES)
    first, second = _drawn(lines, QUOTAS), _drawn(list(reversed(lines)), QUOTAS)
    found = highest([first, second], {line.code: line.object_type for line in lines})
    assert (found.figure, found.draws, found.objects) == (posterior("D", [chances(SIZES, QUOTAS)] * 2), 2, 4)


def test_before_the_lock_everybody_in_the_list_may_be_named() -> None:
    lines = _lines(SIZES)
    rates = {tier: Fraction(QUOTAS[tier], SIZES[tier]) for tier in SIZES}
    to_come = published(lines, [line.code for line in lines], BOOK, rates=rates)
    found = highest([_drawn(lines, QUOTAS), to_come], {line.code: line.object_type for line in lines})
    assert (found.draws, found.objects) == (2, sum(QUOTAS.values()))


def test_joined_tiers_are_counted_at_the_rate_of_their_group() -> None:
    lines = _lines(SIZES, groups={"C": "C+D", "D": "C+D"})
    found = _drawn(lines, {"A": 3, "B": 2, "C+D": 15})
    assert found.chances["律师事务所"]["D"] == Chance(4, Fraction(1))
    assert found.chances["律师事务所"]["C"] == Chance(11, Fraction(1))
    assert highest([found], {line.code: line.object_type for line in lines}).figure == Fraction(4, 20)


def test_a_type_with_tiers_of_its_own_is_reckoned_by_itself() -> None:
    """A stranger knows a firm's type from its name: among the notaries half of the named are D."""
    lawyers = _lines(SIZES)
    notaries = _lines({"A": 5, "D": 1}, "公证机构", {"A": "A·公证机构", "D": "D·公证机构"})
    found = _drawn([*lawyers, *notaries], {**QUOTAS, "A·公证机构": 1, "D·公证机构": 1})
    figure = highest([found], {line.code: line.object_type for line in (*lawyers, *notaries)})
    assert (figure.figure, figure.object_type) == (Fraction(1, 2), "公证机构")


def test_objects_outside_the_lottery_say_nothing() -> None:
    lines = [*_lines({"A": 4, "D": 1}), Line("外", "律师事务所", "D", "X"), Line("必", "律师事务所", "D", "M")]
    found = published(lines, ["律师事务所A0", "律师事务所D0", "必"], BOOK)
    assert found.chances == {"律师事务所": {"A": Chance(4, Fraction(1, 4)), "D": Chance(1, Fraction(1))}}


def test_a_tier_that_nobody_has_is_not_the_one_watched() -> None:
    assert _drawn(_lines({"A": 4, "C": 2}), {"A": 1, "C": 1}).strictest == {"律师事务所": frozenset("C")}


def test_tiers_at_the_same_ratio_are_watched_alike() -> None:
    lines = _lines({"A": 4, "C": 2, "D": 1})
    equal = book(A=Fraction(1, 4), C=Fraction(1), D=Fraction(1))
    found = published(lines, [line.code for line in lines if line.tier != "A"], equal)
    assert found.strictest == {"律师事务所": frozenset("CD")}
    assert highest([found], {line.code: line.object_type for line in lines}).figure == Fraction(2, 3)


def test_a_list_drawn_in_one_group_tells_nothing() -> None:
    lines = _lines({"D": 9})
    found = _drawn(lines, {"D": 3})
    assert found.chances == {}
    assert highest([found], {line.code: line.object_type for line in lines}) == NOTHING
