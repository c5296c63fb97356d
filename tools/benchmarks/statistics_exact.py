"""Exact probabilities of drawing lots one after another, a winner's other lots being void.

For small pools every sample's probability as a fraction, by dynamic programming over the sets drawn so far; a tier's
alone is in `domain.draw.chances`, which is held against these.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

Sample = tuple[int, ...]


def samples(weights: Sequence[int], count: int) -> dict[Sample, Fraction]:
    """Probability of every sample of `count` objects (their numbers, ascending) with these lots."""
    states: dict[Sample, Fraction] = {(): Fraction(1)}
    for _ in range(count):
        following: dict[Sample, Fraction] = {}
        for taken, chance in states.items():
            left = [number for number in range(len(weights)) if number not in taken]
            lots = sum(weights[number] for number in left)
            for number in left:
                state = tuple(sorted((*taken, number)))
                following[state] = following.get(state, Fraction(0)) + chance * Fraction(weights[number], lots)
        states = following
    return dict(sorted(states.items()))


def inclusion(chances: Mapping[Sample, Fraction], size: int) -> list[Fraction]:
    """Each object's probability of being drawn."""
    return [sum((p for sample, p in chances.items() if number in sample), Fraction(0)) for number in range(size)]
