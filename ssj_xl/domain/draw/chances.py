"""What a draw really does to each group: the chance of one of its objects.  In 加权 it is none of the ratios.

Lots are drawn one after another, a winner's other lots being void.  How many of each group are drawn after so many
winners is a walk over a lattice; it is gone through in fractions where it is small, in floats where it is not, and
replaced by the mean of a continuous draw where it would take too long.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import comb, exp, prod
from typing import Any

from ssj_xl.domain.draw.canon import ONE_POOL
from ssj_xl.domain.draw.rule import Rule

EXACT = "精确值（按分数逐签推算）"
NUMERIC = "逐签推算，舍入误差不到百万分之一"
ROUGH = "约数（名录大，逐签推算不起）：抽取数比名录数小得多的，误差不到 0.1 个百分点"
_FRACTIONS, _FLOATS = 3_000, 300_000
"""States of the walk up to which it is gone through in fractions, and in floats."""


@dataclass(frozen=True)
class Chances:
    """The chance of one object by group, and how exact the figures are: EXACT, NUMERIC or ROUGH."""

    of: Mapping[str, Fraction]
    how: str = EXACT


def chances(rule: Rule, sizes: Mapping[str, int]) -> Chances:
    """The chances under a rule.  sizes: of the groups that take part in the draw."""
    places, lots = rule.quotas(sizes), rule.weights
    drum = {label: size for label, size in sizes.items() if label in lots}
    sure = {label: Fraction(places[label], size) for label, size in sizes.items() if label not in drum and size}
    if not drum:
        return Chances(sure)
    found = by_lot(drum, lots, places[ONE_POOL])
    return Chances({**sure, **found.of}, found.how)


def by_lot(sizes: Mapping[str, int], lots: Mapping[str, int], count: int) -> Chances:
    """The chances in one drum from which `count` objects are drawn.  Groups with as many lots are one for this."""
    alike: dict[int, int] = {}
    for label, size in sizes.items():
        alike[lots[label]] = alike.get(lots[label], 0) + size
    weights, numbers = tuple(alike), tuple(alike.values())
    count = min(count, sum(numbers))
    states = min(comb(count + len(numbers), len(numbers)), prod(number + 1 for number in numbers))
    if states <= _FLOATS:
        one: Any = Fraction(1) if states <= _FRACTIONS else 1.0
        means, how = _mean_counts(numbers, weights, count, one=one), EXACT if states <= _FRACTIONS else NUMERIC
        each = {weight: Fraction(mean) / number if number else Fraction(0) for weight, mean, number in zip(weights, means, numbers, strict=True)}
        return Chances({label: each[lots[label]] for label in sizes}, how)
    return Chances({label: Fraction(chance) for label, chance in inclusion(sizes, lots, count).items()}, ROUGH)


@lru_cache(maxsize=64)
def _mean_counts(numbers: tuple[int, ...], weights: tuple[int, ...], count: int, *, one: Any) -> list[Any]:
    """How many of each kind are drawn on average.  one: 1 in the numbers to reckon with, a Fraction or a float."""
    kinds = list(zip(numbers, weights, strict=True))
    states = {(0,) * len(kinds): one}
    for _ in range(count):
        following: dict[tuple[int, ...], Any] = {}
        for taken, chance in states.items():
            left = [weight * (number - gone) for (number, weight), gone in zip(kinds, taken, strict=True)]
            part = chance / sum(left)
            for kind, here in enumerate(left):
                if here:
                    state = (*taken[:kind], taken[kind] + 1, *taken[kind + 1:])
                    following[state] = following.get(state, 0) + part * here
        states = following
    return [sum(chance * taken[kind] for taken, chance in states.items()) for kind in range(len(kinds))]


def inclusion(sizes: Mapping[str, int], weights: Mapping[str, int], count: int) -> dict[str, float]:
    """Approximate probability that an object of each group is drawn when `count` of the pool are."""
    pool = sum(sizes.values())
    if count >= pool:
        return dict.fromkeys(sizes, 1.0)

    def expected(t: float) -> float:
        return sum(size * (1 - exp(-weights[group] * t)) for group, size in sizes.items())

    low, high = 0.0, 1.0
    while expected(high) < count:
        high *= 2
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if expected(middle) < count else (low, middle)
    return {group: 1 - exp(-weights[group] * high) for group in sizes}
