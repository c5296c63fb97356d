"""The draw gives every object its announced chance, on a small sample with fixed seeds.

Each bound is shown to bite: the same test is put to a drawer that is unfair in a way that happens, and fails.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from ssj_xl.domain.draw import ssj1
from ssj_xl.domain.draw.chances import NUMERIC, by_lot, inclusion
from tools.benchmarks import statistics_exact as exact
from tools.benchmarks import statistics_measures as measures
from tools.benchmarks import statistics_rivals as rivals
from tools.benchmarks.statistics_pools import (
    LOTS,
    RATIOS,
    TIERS,
    UNIFORM,
    drawn,
    keys_of,
    public_value,
    tier_lock,
    uniform_lock,
    weighted_lock,
)
from tools.benchmarks.statistics_runs import DOZEN, SMALL, every_sample, measure_uniform

DRAWS = 400
each_pool = pytest.mark.parametrize(("size", "count"), UNIFORM, ids=lambda number: str(number))


def first_of_order(lock: ssj1.Lock, key: str) -> list[ssj1.Win]:
    """Drawer: the right order, but one object gets two tickets."""
    extra = {lock.lines[0].id: min(ssj1.ticket(key, lock.lines[0].id), ssj1.ticket(key, "SECOND"))}
    return _smallest(lock, {line.id: extra.get(line.id, ssj1.ticket(key, line.id)) for line in lock.lines})


def cut_tickets(lock: ssj1.Lock, key: str) -> list[ssj1.Win]:
    """Drawer: tickets cut to one digit, so that ties go to the smaller code."""
    return _smallest(lock, {line.id: ssj1.ticket(key, line.id)[0] for line in lock.lines})


def short_seed(lock: ssj1.Lock, key: str) -> list[ssj1.Win]:
    """Drawer: a seed of six bits, as fair to each object as sixty-four lists can be."""
    return ssj1.winners(lock, f"{int(key[:2], 16) % 64:032x}")


def by_place(lock: ssj1.Lock, key: str) -> list[ssj1.Win]:
    """Drawer: a random start, then neighbours in the list."""
    start = int(key, 16) % len(lock.lines)
    turned = [*lock.lines[start:], *lock.lines[:start]]
    return _smallest(lock, {line.id: f"{place:05}" for place, line in enumerate(turned)})


def _smallest(lock: ssj1.Lock, tickets: dict[str, str]) -> list[ssj1.Win]:
    (group, quota), = lock.quotas.items()
    order = sorted((ticket, id_) for id_, ticket in tickets.items())
    return [ssj1.Win(group, rank, id_, ticket) for rank, (ticket, id_) in enumerate(order[:quota], 1)]


def one_lot(lock: ssj1.Lock, key: str) -> list[ssj1.Win]:
    """Drawer: forgets all lots but the first."""
    return _smallest(lock, {line.id: ssj1.ticket(key, line.id) for line in lock.lines})


def same_lots(lock: ssj1.Lock, key: str) -> list[ssj1.Win]:
    """Drawer: divides the ticket by the lots, which is another draw than lot by lot."""
    return _smallest(lock, {line.id: f"{int(ssj1.ticket(key, line.id), 16) // lock.weights[line.group]:064x}"
                            for line in lock.lines})


# --- one group -------------------------------------------------------------------------------------

@each_pool
@pytest.mark.long
def test_every_object_and_every_two_objects_have_equal_chances(size: int, count: int) -> None:
    marks = drawn(uniform_lock(size, count), DRAWS)

    assert (marks.sum(axis=1) == count).all()
    assert measures.passes(measure_uniform("SSJ-1", marks, count))


def test_every_list_of_winners_is_equally_likely() -> None:
    marks = drawn(uniform_lock(30, 3), DRAWS)

    assert measures.passes([every_sample("SSJ-1", marks, 3)])
    assert len(set(measures.outcomes(marks))) > 0.9 * DRAWS


@each_pool
def test_the_step_and_start_scheme_would_be_caught(size: int, count: int) -> None:
    marks = rivals.step_and_start(size, count, DRAWS)
    objects, pairs, _ = measure_uniform("跳号", marks, count)

    assert not measures.passes([objects, pairs])
    assert pairs.worst_p < 1e-12


@pytest.mark.parametrize(("size", "count", "never"), [(299, 100, 99), (59, 20, 19), (199, 50, 49), (142, 15, 7)])
def test_the_step_and_start_scheme_never_draws_the_end_of_the_list(size: int, count: int, never: int) -> None:
    marks = rivals.step_and_start(size, count, DRAWS)

    assert measures.inclusion("跳号", marks, count).never == never
    assert measures.inclusion("SSJ-1", drawn(uniform_lock(size, count), DRAWS), count).never == 0
    assert not marks[:, size - never:].any()


@pytest.mark.parametrize("drawer", [first_of_order, cut_tickets, by_place], ids=lambda drawer: drawer.__name__)
def test_an_unfair_drawer_would_be_caught(drawer: object) -> None:
    marks = drawn(uniform_lock(59, 20), DRAWS, drawer)  # type: ignore[arg-type]

    assert not measures.passes(measure_uniform("做偏的", marks, 20))


def test_a_seed_of_few_possibilities_would_be_caught_by_the_lists_that_repeat() -> None:
    marks = drawn(uniform_lock(30, 3), DRAWS, short_seed)

    assert not measures.passes([every_sample("短种子", marks, 3)])


# --- tiers -----------------------------------------------------------------------------------------

@pytest.mark.long
def test_every_draw_takes_exactly_the_announced_share_of_each_tier() -> None:
    lock = tier_lock()
    marks = drawn(lock, DRAWS)

    assert lock.quotas == {"A": 6, "B": 9, "C": 8, "D": 20}
    for tier, quota in lock.quotas.items():
        assert Fraction(quota, TIERS[tier]) == RATIOS[tier]
        assert (marks[:, [line.group == tier for line in lock.lines]].sum(axis=1) == quota).all()


def test_within_a_tier_all_have_equal_chances() -> None:
    lock = tier_lock()
    marks = drawn(lock, DRAWS)
    tiers = {tier: marks[:, [line.group == tier for line in lock.lines]] for tier in "BC"}

    assert measures.passes([measures.inclusion(tier, part, lock.quotas[tier]) for tier, part in tiers.items()])


def test_pandas_weights_would_miss_the_announced_shares() -> None:
    lock = tier_lock()
    marks = rivals.pandas_sample([float(RATIOS[line.group]) for line in lock.lines], 43, DRAWS)
    highest = marks[:, [line.group == "D" for line in lock.lines]]

    assert 0.69 < highest.mean() < 0.76
    assert highest.sum(axis=1).std() > 1


# --- lots ------------------------------------------------------------------------------------------

def test_exact_probabilities_are_those_of_the_specification() -> None:
    chances = exact.samples([5, 2, 1, 1], 2)

    assert sum(chances.values()) == 1
    assert [round(float(p), 3) for p in exact.inclusion(chances, 4)] == [0.853, 0.556, 0.296, 0.296]


def test_exact_probabilities_by_tier_agree_with_those_by_list() -> None:
    sizes, lots, count = DOZEN
    each = exact.inclusion(exact.samples([lots[g] for g, size in sizes.items() for _ in range(size)], count), 12)

    assert [*by_lot(sizes, lots, count).of.values()] == [each[0], each[6], each[9], each[11]]


def test_the_preview_comes_close_to_the_exact_probability_of_a_large_pool() -> None:
    found = by_lot(TIERS, LOTS, 43)
    right = [float(chance) for chance in found.of.values()]

    assert found.how == NUMERIC
    assert right[-1] == pytest.approx(0.7231, abs=5e-5)
    assert list(inclusion(TIERS, LOTS, 43).values()) == pytest.approx(right, abs=0.002)


@pytest.mark.parametrize("pool", [SMALL, DOZEN], ids=["four", "twelve"])
def test_weighted_draws_follow_the_exact_probability_of_every_list(
        pool: tuple[dict[str, int], dict[str, int], int]) -> None:
    sizes, lots, count = pool
    lock = weighted_lock(sizes, lots, count)
    weights = [lots[line.group] for line in lock.lines]
    chances = exact.samples(weights, count)
    each = [float(share) for share in exact.inclusion(chances, len(weights))]

    def fair(marks):  # type: ignore[no-untyped-def]
        return measures.passes([measures.samples("名单", measures.outcomes(marks), chances),
                                measures.shares("每家", marks.sum(axis=0).tolist(), each, len(marks))])

    assert fair(drawn(lock, 2000))
    assert not fair(drawn(lock, 2000, one_lot))
    assert not fair(drawn(lock, 2000, same_lots))


# --- the run itself --------------------------------------------------------------------------------

def test_the_repeated_draws_use_the_keys_of_the_real_seed_text() -> None:
    lock = tier_lock()

    assert keys_of(lock, 3)[2] == ssj1.keys(ssj1.seed_text(lock, public_value(2)))
