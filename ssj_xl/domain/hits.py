"""Does it work: how often a check of a drawn object finds something, by tier at the draw, item, type and division.

Internal, since it speaks of tiers.  The interval is that of Clopper and Pearson, which covers the true rate with at least
95 % whatever it is; its bounds are found on a grid of whole numbers and rounded outward, so nothing drifts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import comb
from typing import TYPE_CHECKING, Any, NamedTuple

from ssj_xl.domain.period import current_winners
from ssj_xl.tables import records, registers
from ssj_xl.tables.registers import TAKEN_DOWN

if TYPE_CHECKING:
    from ssj_xl.domain.world import World

FEW = 30
"""Below this many results a rate is only a hint."""
NO_TIER = "没有等级记录"
_SCALE = 1 << 256
_TAIL = 40
"""One part in so many may lie beyond either bound: 2.5 %."""

BY_YEAR, BY_TIER, BY_ITEM, BY_TYPE, BY_DIVISION = "年度", "抽取时的等级", "检查事项", "对象类型", "发起处室"


class Result(NamedTuple):
    """What a check of a drawn object came to for one item.  visit: task and object; of: value by way of grouping; hit: a problem that stands."""

    visit: tuple[str, str]
    of: Mapping[str, str]
    hit: bool


@dataclass(frozen=True)
class Rate:
    """How many of the drawn objects with a result had a problem; an object counts once a task (by item: once an item)."""

    by: str
    label: str
    checked: int
    hits: int

    @property
    def share(self) -> Fraction:
        """hits ÷ checked."""
        return Fraction(self.hits, self.checked)

    @cached_property
    def interval(self) -> tuple[Fraction, Fraction]:
        """Where the true rate lies, with 95 %."""
        return interval(self.hits, self.checked)

    @property
    def few(self) -> bool:
        """Whether the number is small."""
        return self.checked < FEW


def results_of(world: World) -> Iterator[Result]:
    """The results of the objects on the lists that stand; of the tasks taken over from another year there are no lists here."""
    winners = {(row["task"], row["object"]): row for row in current_winners(world[records.WINNERS], world[records.DRAWS])}
    tiers = {(row["task"], row["attempt"], row["object"]): row["tier"] for row in world[records.LOCKED] if row["tier"] and (row["task"], row["object"]) in winners}
    drawn_objects, types = {code for _, code in winners}, dict[str, str]()
    for one in world[registers.OBJECTS]:
        if one["code"] in drawn_objects:
            types.setdefault(one["code"], one["object_type"])
    for row in world[registers.FINDINGS]:
        drawn = winners.get((row["task"], row["object"]))
        if drawn is None or not row["checked"] or not row["result"]:
            continue
        task, item = world.tasks.get(row["task"]), world.items.get(row["item"])
        yield Result((row["task"], row["object"]), {
            BY_YEAR: f"{row['checked'].year}年",
            BY_TIER: tiers.get((drawn["task"], drawn["attempt"], drawn["object"]), "") or NO_TIER,
            BY_ITEM: f"{row['item']} {item['minor']}" if item else row["item"],
            BY_TYPE: str(types.get(row["object"], drawn["object_type"])),
            BY_DIVISION: task["division"] if task else "",
        }, row["result"] in world.problem_results and row["dispute_result"] != TAKEN_DOWN)


def rates(results: Iterable[Result]) -> list[Rate]:
    """The rates of every grouping, in its labels' order; first of all, under 年度, of every year at hand together."""
    found = list(results)
    if not found:
        return []
    return [*_rates([one._replace(of={BY_YEAR: "合计"}) for one in found], BY_YEAR),
            *(rate for by in (BY_YEAR, BY_TIER, BY_ITEM, BY_TYPE, BY_DIVISION) for rate in _rates(found, by))]


def _rates(results: Sequence[Result], by: str) -> list[Rate]:
    hit: dict[tuple[str, Any], bool] = {}
    for one in results:
        key = one.of[by], one.visit
        hit[key] = hit.get(key, False) or one.hit
    checked, hits = Counter(label for label, _ in hit), Counter(label for (label, _), yes in hit.items() if yes)
    return [Rate(by, label, checked[label], hits[label]) for label in sorted(checked)]


def interval(hits: int, checked: int, *, steps: int = 10_000) -> tuple[Fraction, Fraction]:
    """Clopper and Pearson's 95 % interval of a rate, outward on a grid of 1/steps.

    The lower bound is the largest p at which `hits` or more have a chance of 2.5 % at most, the upper one the smallest p
    at which `hits` or fewer have.

    >>> [f"{float(bound):.4f}" for bound in interval(1, 10)]
    ['0.0025', '0.4451']
    """
    return 1 - _upper(checked - hits, checked, steps), _upper(hits, checked, steps)


def _upper(hits: int, checked: int, steps: int) -> Fraction:
    low, high = 0, steps
    while hits < checked and high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _is_rare(hits, checked, middle, steps) else (middle, high)
    return Fraction(high, steps)


def _is_rare(hits: int, checked: int, p: int, steps: int) -> bool:
    """Whether `hits` or fewer of `checked` have a chance of one in `_TAIL` at most, at p/steps.

    The binomial term of `hits` is exact; the terms below it follow from it, one by one, in fixed point.
    """
    below, q = _SCALE, steps - p
    for number in range(1, hits + 1):
        below = _SCALE + below * number * q // ((checked - number + 1) * p)
    return bool(comb(checked, hits) * p**hits * q ** (checked - hits) * below * _TAIL <= steps**checked * _SCALE)
