"""How else objects are drawn: the step-and-start scheme of a platform, and weighted sampling in pandas and numpy."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.benchmarks.statistics_pools import Drawn


def step_and_start(size: int, count: int, draws: int) -> Drawn:
    """跳号抽取: step = N // n, random start below the step, no wrap-around, over a list in a fixed order.

    As read in a vendor's platform code of 2017; the starts are seeded here so that the run repeats.
    """
    import numpy as np

    step = size // count
    marks = np.zeros((draws, size), dtype=bool)
    for row in range(draws):
        start = random.Random(row).randrange(step)
        marks[row, start : start + step * count : step] = True
    return marks


def pandas_sample(weights: Sequence[float], count: int, draws: int) -> Drawn:
    """`DataFrame.sample(n, weights)`.  Raises ValueError where pandas does."""
    import numpy as np
    import pandas as pd

    frame = pd.DataFrame({"weight": weights})
    marks = np.zeros((draws, len(weights)), dtype=bool)
    for row in range(draws):
        marks[row, frame.sample(n=count, weights="weight", random_state=row).index] = True
    return marks


def pandas_refusal(weights: Sequence[float], count: int) -> str:
    """What pandas says to a sample of `count`; '' where it draws one."""
    try:
        pandas_sample(weights, count, 1)
    except ValueError as error:
        return str(error)
    return ""


def round_robin_pairs(people: int, draws: int) -> list[tuple[int, int]]:
    """Teams of two as that platform makes them: random start, then consecutive names, around and around."""
    teams: list[tuple[int, int]] = []
    for row in range(draws):
        start = random.Random(row).randrange(people)
        order = [(start + step) % people for step in range(people)]
        pairs = [sorted(order[i : i + 2]) for i in range(0, people - 1, 2)]
        teams += [(low, high) for low, high in pairs]
    return teams
