"""The runs: which draws are repeated, and what is measured on each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ssj_xl.domain.draw.chances import by_lot, inclusion
from tools.benchmarks import statistics_exact as exact
from tools.benchmarks import statistics_matching as matching
from tools.benchmarks import statistics_measures as measures
from tools.benchmarks import statistics_rivals as rivals
from tools.benchmarks.statistics_measures import Measure
from tools.benchmarks.statistics_pools import (
    LOTS,
    RATIOS,
    TIERS,
    UNIFORM,
    drawn,
    tier_lock,
    uniform_lock,
    weighted_lock,
)

if TYPE_CHECKING:
    from tools.benchmarks.statistics_pools import Drawn

SMALL = ({"甲": 1, "乙": 1, "丙": 2}, {"甲": 5, "乙": 2, "丙": 1}, 2)
"""The pool of the specification: lots 5, 2, 1, 1, two are drawn."""
DOZEN = ({"甲": 6, "乙": 3, "丙": 2, "丁": 1}, {"甲": 1, "乙": 2, "丙": 5, "丁": 10}, 4)


@dataclass(frozen=True)
class TierRow:
    """A tier's share drawn: announced, by us with the spread of the number drawn, by pandas weights."""

    tier: str
    size: int
    target: float
    ours: float
    ours_sd: float
    pandas: float
    pandas_sd: float


@dataclass(frozen=True)
class LotRow:
    """A group in 加权: size, lots, exact probability, what the preview shows, what was drawn."""

    group: str
    size: int
    lots: int
    exact: float
    shown: float
    drawn: float


@dataclass
class Results:
    """Everything a report needs.  marks: name of a pool → its draws, for the pictures."""

    draws: int
    fair: dict[str, list[Measure]] = field(default_factory=dict)
    rivals: list[tuple[str, Measure, Measure]] = field(default_factory=list)
    tiers: list[TierRow] = field(default_factory=list)
    refusal: str = ""
    lots: dict[str, list[LotRow]] = field(default_factory=dict)
    lot_draws: dict[str, int] = field(default_factory=dict)
    distinct: tuple[int, int] = (0, 0)
    pairs: tuple[int, int] = (0, 0)
    match_draws: int = 0
    marks: dict[str, Drawn] = field(default_factory=dict)

    @property
    def all_fair(self) -> list[Measure]:
        """Every measure of our own draw."""
        return [measure for part in self.fair.values() for measure in part]


def run(draws: int, match_draws: int) -> Results:
    """All runs.  Errors propagate."""
    results = Results(draws, match_draws=match_draws)
    _uniform(results)
    _tiers(results)
    _weighted(results)
    _matching(results)
    return results


def _uniform(results: Results) -> None:
    found: list[Measure] = []
    for size, count in UNIFORM:
        marks = drawn(uniform_lock(size, count), results.draws)
        name = f"{size}抽{count}"
        found += measure_uniform(name, marks, count)
        other = rivals.step_and_start(size, count, results.draws)
        plain = rivals.pandas_sample([1.0] * size, count, results.draws)
        results.rivals += [("跳号", measures.inclusion(name, other, count), measures.pairs(name, other, count)),
                           ("pandas等权", measures.inclusion(name, plain, count), measures.pairs(name, plain, count))]
        results.marks |= {name: marks, f"跳号{name}": other}
        if (size, count) == UNIFORM[-1]:
            found.append(every_sample(name, marks, count))
            results.distinct = (len(set(measures.outcomes(marks))), len(set(measures.outcomes(other))))
    results.fair["等概率"] = found


def measure_uniform(name: str, marks: Drawn, count: int) -> list[Measure]:
    """Objects, pairs of objects, and draws one after another."""
    return [measures.inclusion(f"{name}：每家", marks, count), measures.pairs(f"{name}：每两家同时", marks, count),
            measures.overlap(f"{name}：相邻两次的重合", marks, count)]


def every_sample(name: str, marks: Drawn, count: int) -> Measure:
    """All possible lists of winners equally likely?"""
    chances = exact.samples([1] * marks.shape[1], count)
    equal: dict[object, float] = {sample: 1 / len(chances) for sample in chances}
    return measures.samples(f"{name}：{len(chances)}种名单", measures.outcomes(marks), equal)


def _tiers(results: Results) -> None:
    """Exact quotas in four tiers, each uniform in itself; the same with pandas weights."""
    lock = tier_lock()
    marks = drawn(lock, results.draws)
    weights = [float(RATIOS[line.group]) for line in lock.lines]
    other = rivals.pandas_sample(weights, sum(lock.quotas.values()), results.draws)
    results.refusal = rivals.pandas_refusal(weights, sum(lock.quotas.values()) + 1)
    found = []
    for tier, size in TIERS.items():
        columns = [line.group == tier for line in lock.lines]
        mine, theirs = marks[:, columns], other[:, columns]
        results.tiers.append(tier_row(tier, mine, theirs))
        if lock.quotas[tier] < size:
            found.append(measures.inclusion(f"{tier}级（{size}抽{lock.quotas[tier]}）：每家", mine, lock.quotas[tier]))
    results.fair["分级比例"] = found
    results.marks["分级"] = marks


def tier_row(tier: str, mine: Drawn, theirs: Drawn) -> TierRow:
    """What both do to one tier."""
    return TierRow(tier, mine.shape[1], float(RATIOS[tier]), float(mine.mean()), float(mine.sum(axis=1).std()),
                   float(theirs.mean()), float(theirs.sum(axis=1).std()))


def _weighted(results: Results) -> None:
    results.fair["加权"] = [
        *_small_pool(results, "签数5、2、1、1，抽2", SMALL),
        *_small_pool(results, "12家、签数1至10，抽4", DOZEN),
        _large_pool(results, "1000家、签数1/3/10/100，抽43"),
    ]


def _small_pool(results: Results, name: str, pool: tuple[dict[str, int], dict[str, int], int]) -> list[Measure]:
    """Every sample and every object of a small pool against exact fractions."""
    sizes, lots, count = pool
    lock = weighted_lock(sizes, lots, count)
    marks = drawn(lock, results.draws)
    chances = exact.samples([lots[line.group] for line in lock.lines], count)
    each = [float(share) for share in exact.inclusion(chances, len(lock.lines))]
    possible: dict[object, float] = {sample: float(share) for sample, share in chances.items()}
    results.lot_draws[name] = results.draws
    results.lots[name] = _lot_rows(pool, [line.group for line in lock.lines], each, marks)
    return [measures.samples(f"{name}：{len(possible)}种名单", measures.outcomes(marks), possible),
            measures.shares(f"{name}：每家", marks.sum(axis=0).tolist(), each, results.draws)]


def _large_pool(results: Results, name: str) -> Measure:
    """The pool of the tiers with lots in their proportion: exact by tier, and far from the ratios."""
    pool = (TIERS, LOTS, 43)
    lock, draws = weighted_lock(*pool), max(50, results.draws // 4)
    marks = drawn(lock, draws)
    by_tier = {tier: float(chance) for tier, chance in by_lot(TIERS, LOTS, 43).of.items()}
    each = [by_tier[line.group] for line in lock.lines]
    results.lot_draws[name] = draws
    results.lots[name] = _lot_rows(pool, [line.group for line in lock.lines], each, marks)
    return measures.shares(f"{name}：每家", marks.sum(axis=0).tolist(), each, draws)


def _lot_rows(pool: tuple[dict[str, int], dict[str, int], int], groups: Sequence[str], each: Sequence[float],
              marks: Drawn) -> list[LotRow]:
    sizes, lots, count = pool
    shown = inclusion(sizes, lots, count)
    rows = []
    for group, size in sizes.items():
        columns = [number for number, label in enumerate(groups) if label == group]
        rows.append(LotRow(group, size, lots[group], each[columns[0]], shown[group], float(marks[:, columns].mean())))
    return rows


def _matching(results: Results) -> None:
    found, seen = matching.measure(results.match_draws)
    results.fair["匹配"] = found
    results.pairs = (seen, len(set(rivals.round_robin_pairs(6, results.match_draws))))
