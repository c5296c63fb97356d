"""What an outsider can infer of tiers from the names, sizes and quotas that all draws of a year make public.

Bayes: a firm named in draws 1…k is of tier t with N_t·Πr_t ÷ Σ N·Πr, where N is how many of the list are of a tier and
r the share of its group whose names went out.  A list of tiers is public by pseudonyms only, so nobody sees who stood
in it and was not drawn: that says nothing here, and the figure is the higher for it.  Only the strictest tier is
watched; the outsider is taken to know a firm's type and how many of a list are of each tier.
Source: account.md P.5; 国市监信发〔2022〕6号 (tiers are internal).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import NamedTuple

from ssj_xl.domain.draw.canon import EXCLUDED, MANDATORY
from ssj_xl.domain.draw.tiers import TierBook


class Line(NamedTuple):
    """One object of a locked list as only the bureau knows it; group: as it was drawn, perhaps of several tiers."""

    code: str
    object_type: str
    tier: str
    group: str


class Chance(NamedTuple):
    """One tier in one draw: how many of the list are of it, and the share of its group whose names are public."""

    size: int
    rate: Fraction


Chances = Mapping[str, Chance]
"""Tier → chance, for the objects of one type."""


@dataclass(frozen=True)
class Published:
    """One draw as it is public.  chances, strictest: by object type; named: codes whose names went out."""

    chances: Mapping[str, Chances]
    strictest: Mapping[str, frozenset[str]]
    named: frozenset[str]


@dataclass(frozen=True)
class Inference:
    """The highest figure: probability, in how many draws the firms it is about were named, how many these are, their type."""

    figure: Fraction
    draws: int
    objects: int
    object_type: str


NOTHING = Inference(Fraction(0), 0, 0, "")


def published(lines: Iterable[Line], named: Collection[str], book: TierBook, *,
              rates: Mapping[str, Fraction] | None = None) -> Published:
    """A draw as an outsider counts it; a type that stands in one group only is left out, since nothing sets its tiers apart.

    book: the tiers in force at the lock; rates: group → chance of being drawn, of a draw to come; without them the
    share of each group whose names went out.
    """
    drawn = [line for line in lines if line.group not in (EXCLUDED, MANDATORY)]
    sizes, shown = Counter(line.group for line in drawn), Counter(line.group for line in drawn if line.code in named)
    rate = rates if rates is not None else {group: Fraction(shown[group], size) for group, size in sizes.items()}
    cells = Counter((line.group, line.tier) for line in drawn)
    groups = {(line.object_type, line.group) for line in drawn}
    apart = Counter(kind for kind, _ in groups)
    chances: dict[str, dict[str, Chance]] = {}
    for line in (line for line in drawn if apart[line.object_type] > 1):
        chances.setdefault(line.object_type, {})[line.tier] = Chance(cells[line.group, line.tier], rate[line.group])
    strictest = {kind: _strictest(found, book, kind) for kind, found in chances.items()}
    return Published(chances, strictest, frozenset(named))


def _strictest(tiers: Iterable[str], book: TierBook, kind: str) -> frozenset[str]:
    """The tiers of a list with the highest ratio, and of those the most lots."""
    rows = {tier: book.row_of({"tier": tier, "object_type": kind}) for tier in tiers}
    weight = {tier: (row["ratio"] or 0, row["lots"] or 0) if row else (-1, 0) for tier, row in rows.items()}
    return frozenset(tier for tier, own in weight.items() if own == max(weight.values()))


def posterior(tier: str, draws: Sequence[Chances]) -> Fraction:
    """Probability that an object named in all these draws is of a tier, whichever list the outsider starts from.

    Where no tier fits all the draws (the tiers were renamed meanwhile), the earliest are left aside.

    >>> posterior("D", [{"A": Chance(9, Fraction(1, 9)), "D": Chance(1, Fraction(1))}] * 2)
    Fraction(9, 10)
    """
    known = [figure for figure in (_bayes(tier, start, draws) for start in draws) if figure is not None]
    if known or not draws:
        return max(known, default=Fraction(0))
    return posterior(tier, draws[1:])


def _bayes(tier: str, start: Chances, draws: Sequence[Chances]) -> Fraction | None:
    weights = {t: chance.size * prod((draw[t].rate if t in draw else Fraction(0) for draw in draws), start=Fraction(1))
               for t, chance in start.items()}
    total = sum(weights.values(), Fraction(0))
    return weights.get(tier, Fraction(0)) / total if total else None


def highest(draws: Sequence[Published], objects: Mapping[str, str]) -> Inference:
    """The highest figure about objects (code → type), over the draws in which each was named."""
    histories = Counter((kind, tuple(n for n, draw in enumerate(draws) if code in draw.named and kind in draw.chances))
                        for code, kind in objects.items())
    found = [Inference(max(posterior(tier, [draws[n].chances[kind] for n in numbers])
                           for tier in frozenset().union(*(draws[n].strictest[kind] for n in numbers))),
                       len(numbers), count, kind)
             for (kind, numbers), count in histories.items() if numbers]
    return max(found, key=lambda one: (one.figure, one.draws, one.object_type), default=NOTHING)
