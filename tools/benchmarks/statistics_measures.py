"""What is measured on repeated draws: chi-square with exact expectations, largest deviations, who never came.

A `Measure` carries probabilities under the hypothesis that the draw is what it says it is.  Everything is
computed from counts; scipy gives the tail of the chi-square distribution.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import erfc, sqrt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tools.benchmarks.statistics_pools import Drawn

OVERALL = 0.01
"""Chance that a run of all tests fails although every draw is fair (Bonferroni over the tests)."""
_LEAST = 4


@dataclass(frozen=True)
class Measure:
    """One comparison with an exact expectation.

    low, expected, high: shares of draws; all 0 where the cells expect different shares.  worst: largest
    deviation in standard errors, of `cells` cells; worst_p: chance that one so large occurs among them.
    chi2, df, p: chi-square test (df 0: none).
    never: cells that should have come and never did.
    """

    name: str
    draws: int
    low: float
    expected: float
    high: float
    worst: float
    cells: int
    chi2: float = 0.0
    df: int = 0
    never: int = 0

    @property
    def worst_p(self) -> float:
        """Chance of a largest deviation like this one, by Bonferroni over the cells."""
        return min(1.0, self.cells * erfc(self.worst / sqrt(2)))

    @property
    def p(self) -> float:
        """Chance of a chi-square as large as this one."""
        from scipy.stats import chi2

        return float(chi2.sf(self.chi2, self.df)) if self.df else 1.0

    @property
    def p_values(self) -> tuple[float, ...]:
        """The tests that this measure makes."""
        return (self.worst_p, self.p) if self.df else (self.worst_p,)


def passes(measures: Iterable[Measure], overall: float = OVERALL) -> bool:
    """Whether every test stays above the common bound."""
    values = [p for measure in measures for p in measure.p_values]
    return min(values) >= bound(len(values), overall)


def bound(tests: int, overall: float = OVERALL) -> float:
    """The bound for each of so many tests."""
    return overall / tests


def inclusion(name: str, marks: Drawn, count: int) -> Measure:
    """Each object drawn in count/N of the draws?

    Samples of fixed size make the counts dependent: the covariance is −Dp(1−p)/(N−1), so
    (N−1)/N · Σ(O−E)²/(Dp(1−p)) is chi-square with N−1 degrees of freedom.
    """
    draws, size = marks.shape
    share = count / size
    counts = marks.sum(axis=0)
    variance = draws * share * (1 - share)
    chi2 = float(((counts - draws * share) ** 2).sum() / variance * (size - 1) / size)
    return _measure(name, counts, share, draws=draws, test=(chi2, size - 1))


def pairs(name: str, marks: Drawn, count: int) -> Measure:
    """Every two objects drawn together in n(n−1)/(N(N−1)) of the draws?  Largest deviation only."""
    import numpy as np

    draws, size = marks.shape
    together = marks.astype(np.float32).T @ marks.astype(np.float32)
    share = count * (count - 1) / (size * (size - 1))
    return _measure(name, together[np.triu_indices(size, 1)], share, draws=draws)


def overlap(name: str, marks: Drawn, count: int) -> Measure:
    """Draws with neighbouring public values share n²/N objects on average, like independent ones?

    low and high are the mean overlap as a share of n.
    """
    draws, size = marks.shape
    shared = (marks[1:] & marks[:-1]).sum(axis=1)
    expected = count * count / size
    variance = count * (count / size) * (1 - count / size) * (size - count) / (size - 1)
    mean = float(shared.mean())
    worst = abs(mean - expected) / sqrt(variance / (draws - 1))
    return Measure(name, draws, mean / count, expected / count, mean / count, worst, 1)


def samples(name: str, seen: Iterable[object], chances: Mapping[Any, float]) -> Measure:
    """Every possible outcome as often as its exact probability?  Cells that expect fewer than four are joined."""
    counts = Counter(seen)
    draws = counts.total()
    cells = _joined([(counts[key], draws * float(chance)) for key, chance in chances.items()])
    chi2 = sum((number - expected) ** 2 / expected for number, expected in cells)
    never = sum(1 for key in chances if not counts[key])
    scores = [abs(number - expected) / sqrt(expected * (1 - expected / draws)) for number, expected in cells]
    low, expected, high = _range([number / draws for number, _ in cells], [due / draws for _, due in cells])
    return Measure(name, draws, low, expected, high, max(scores), len(cells), chi2, len(cells) - 1, never)


def shares(name: str, counts: Sequence[int], expected: Sequence[float], draws: int) -> Measure:
    """Counts of single events against their exact probabilities, each in its own standard errors."""
    scores = [
        abs(number - draws * share) / sqrt(draws * share * (1 - share))
        for number, share in zip(counts, expected, strict=True)
    ]
    low, common, high = _range([number / draws for number in counts], expected)
    return Measure(name, draws, low, common, high, max(scores), len(scores))


def outcomes(marks: Drawn) -> list[tuple[int, ...]]:
    """Every draw as the numbers of the objects that it drew."""
    return [tuple(int(number) for number in row.nonzero()[0]) for row in marks]


def _range(observed: Sequence[float], expected: Sequence[float]) -> tuple[float, float, float]:
    """Smallest, expected, largest share; nothing where the cells do not expect the same."""
    same = max(expected) - min(expected) < 1e-9
    return (min(observed), expected[0], max(observed)) if same else (0.0, 0.0, 0.0)


def _joined(cells: Iterable[tuple[int, float]]) -> list[tuple[int, float]]:
    """The cells, rare ones joined until each expects at least four."""
    made: list[tuple[int, float]] = []
    number, expected = 0, 0.0
    for seen, due in sorted(cells, key=lambda cell: cell[1]):
        number, expected = number + seen, expected + due
        if expected >= _LEAST:
            made.append((number, expected))
            number, expected = 0, 0.0
    if expected and made:
        made[-1] = (made[-1][0] + number, made[-1][1] + expected)
    return made


def _measure(name: str, counts: NDArray[np.number], share: float, *, draws: int,
             test: tuple[float, int] = (0.0, 0)) -> Measure:
    worst = float(abs(counts - draws * share).max() / sqrt(draws * share * (1 - share)))
    chi2, df = test
    return Measure(name, draws, float(counts.min() / draws), share, float(counts.max() / draws), worst,
                   len(counts), chi2, df, int((counts == 0).sum()))
