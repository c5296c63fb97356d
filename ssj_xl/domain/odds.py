"""What a weighted draw really does to each tier.  Floats: these figures are shown, never drawn with.

Drawing lots one after another, a winner's other lots being void, takes a tier of weight w with a
probability that is not n·w/Σw.  For large pools π_T ≈ 1 − exp(−w_T·t) where Σ N_T(1 − exp(−w_T·t)) = n
(Rosén's approximation of successive sampling).
"""

from __future__ import annotations

from collections.abc import Mapping
from math import exp


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
