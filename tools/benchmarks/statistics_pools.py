"""Pools to draw from, seeds from a counter, and the real draw repeated over them.

Nothing here imitates the draw: every repetition goes through `ssj1.keys` and `ssj1.winners`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from ssj_xl.domain.draw import ssj1
from ssj_xl.domain.draw.quotas import Group
from ssj_xl.domain.draw.rule import Rule

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Drawn = NDArray[np.bool_]  # a row a draw, a column a line of the list

Drawer = Callable[[ssj1.Lock, str], list[ssj1.Win]]

UNIFORM = ((59, 20), (299, 100), (199, 50), (142, 15), (30, 3))
"""(N, n) at which a platform's step-and-start scheme is not uniform, and (30, 3), where only its pairs show it."""

TIERS = {"A": 600, "B": 300, "C": 80, "D": 20}
RATIOS = {"A": Fraction(1, 100), "B": Fraction(3, 100), "C": Fraction(1, 10), "D": Fraction(1)}
LOTS = {"A": 1, "B": 3, "C": 10, "D": 100}
"""The same proportions as RATIOS, as lots in the drum."""


def code(number: int) -> str:
    """An invented object code of 18 characters, as long as a real one."""
    return f"31139900{number:010d}"


def lock_of(sizes: Mapping[str, int], groups: Mapping[str, Group], mode: str, total: int | None = None) -> ssj1.Lock:
    """A lock over groups of these sizes, by the real rule and its quotas; lines stand group by group."""
    labels = [label for label, size in sizes.items() for _ in range(size)]
    lines = ssj1.sorted_lines((code(number), label) for number, label in enumerate(labels, 1))
    rule = Rule(mode, groups, total, 2, ("LS-01",), date(2021, 3, 31))
    return ssj1.Lock("TJ-JY-001", 1, lines, rule.quotas(sizes), rule.weights, rule.text)


def uniform_lock(size: int, count: int) -> ssj1.Lock:
    """One group, `count` of `size`."""
    return lock_of({"律师事务所": size}, {"律师事务所": Group("律师事务所", None)}, ssj1.BY_RATIO, count)


def tier_lock() -> ssj1.Lock:
    """The four tiers at their ratios."""
    return lock_of(TIERS, {label: Group(label, ratio) for label, ratio in RATIOS.items()}, ssj1.BY_RATIO)


def weighted_lock(sizes: Mapping[str, int], lots: Mapping[str, int], count: int) -> ssj1.Lock:
    """加权: one pool, `count` in all."""
    groups = {label: Group(label, None, lots=number) for label, number in lots.items()}
    return lock_of(sizes, groups, ssj1.WEIGHTED, count)


def keys_of(lock: ssj1.Lock, draws: int) -> list[ssj1.Keys]:
    """Keys of the public values dice:00…00, dice:00…01, and so on.

    The seed text is the real one; only its last line changes, so the list is hashed once.
    """
    first = ssj1.seed_text(lock, public_value(0))
    stem = first[: first.rindex("public=")]
    return [ssj1.keys(f"{stem}public={public_value(number)}\n") for number in range(draws)]


def public_value(number: int) -> str:
    """The counter as twenty dice digits."""
    return f"dice:{number:020d}"


def drawn(lock: ssj1.Lock, draws: int, drawer: Drawer = ssj1.winners) -> Drawn:
    """Who was drawn in each of `draws` draws, by the product's own function unless another is given."""
    import numpy as np

    place = {line.id: number for number, line in enumerate(lock.lines)}
    marks = np.zeros((draws, len(place)), dtype=bool)
    for row, keys in enumerate(keys_of(lock, draws)):
        marks[row, [place[win.id] for win in drawer(lock, keys.objects)]] = True
    return marks
