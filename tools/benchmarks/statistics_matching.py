"""Do inspectors who are equally eligible and equally loaded have equal chances?  Small problems, the real engine.

Expectations come from symmetry alone: people whose lines are equal can be exchanged without changing the
problem, so whatever one of them gets with some probability the other gets with the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from math import sqrt

from ssj_xl.domain.matching import Instance, Person, Team, Visit
from ssj_xl.engines.flow import solve
from tools.benchmarks import statistics_measures as measures
from tools.benchmarks.statistics_measures import Measure
from tools.benchmarks.statistics_pools import keys_of, uniform_lock

Teams = Mapping[str, Team]
_ITEM = frozenset(("LS-01",))
_PAIR = 2


def person(code: str, lead: bool = True, barred: tuple[str, ...] = ()) -> Person:
    """An inspector with room for everything."""
    return Person(code, 20, lead, _ITEM, frozenset(barred))


def visits(count: int) -> tuple[Visit, ...]:
    """Objects that need a team of two."""
    return tuple(Visit(f"V{number}", _PAIR, _ITEM) for number in range(1, count + 1))


ALL_ALIKE = tuple(person(f"P{number}") for number in range(1, 7))
FIVE_ALIKE = ALL_ALIKE[:5]
MIXED = (
    *(person(f"L{number}") for number in range(1, 4)),
    person("L4", barred=("V1",)),
    *(person(f"P{number}", lead=False) for number in range(1, 5)),
)
"""Three equal leads, a fourth who is recused from V1, four equal members who may not lead."""


def matched(people: tuple[Person, ...], count: int, draws: int) -> list[Teams]:
    """The teams of `count` objects in each of `draws` draws."""
    wanted = visits(count)
    keys = keys_of(uniform_lock(30, count), draws)
    return [solve(Instance(key.matching, wanted, people)).teams for key in keys]


def measure(draws: int) -> tuple[list[Measure], int]:
    """All measures of the matching, and how many different pairs six equal people were seen in."""
    alike = matched(ALL_ALIKE, 3, draws)
    five = matched(FIVE_ALIKE, 4, draws)
    mixed = matched(MIXED, 3, draws)
    found = [every_outcome(alike), leads(alike), *every_pair(five), *classes(mixed)]
    return found, len({pair for teams in alike for pair in _pairs(teams)})


def _pairs(teams: Teams) -> list[tuple[str, ...]]:
    return [tuple(sorted(team.members)) for _, team in sorted(teams.items())]


def every_outcome(drawn: Sequence[Teams]) -> Measure:
    """Six equal people in three pairs: 90 outcomes, each can be exchanged for each, so all are equally likely."""
    codes = [p.code for p in ALL_ALIKE]
    possible = [
        (first, second, third)
        for first in combinations(codes, _PAIR)
        for second in combinations(sorted(set(codes) - set(first)), _PAIR)
        for third in combinations(sorted(set(codes) - set(first) - set(second)), _PAIR)
    ]
    seen = [tuple(_pairs(teams)) for teams in drawn]
    return measures.samples("6名条件相同的人员分3组：90种分法", seen, {way: 1 / len(possible) for way in possible})


def leads(drawn: Sequence[Teams]) -> Measure:
    """Each of them leads in half of the draws."""
    counts = Counter(team.lead for teams in drawn for team in teams.values())
    codes = [p.code for p in ALL_ALIKE]
    return measures.shares("同上：每人担任组长", [counts[c] for c in codes], [1 / 2] * len(codes), len(drawn))


def every_pair(drawn: Sequence[Teams]) -> Iterator[Measure]:
    """Five equal people, four objects: on each object all ten pairs are equally likely."""
    possible = list(combinations([p.code for p in FIVE_ALIKE], _PAIR))
    for number, visit in enumerate(visits(4), 1):
        seen = [tuple(sorted(teams[visit.object_id].members)) for teams in drawn]
        chances = {pair: 1 / len(possible) for pair in possible}
        yield measures.samples(f"5名条件相同的人员查4家：第{number}家的10种搭档", seen, chances)


def classes(drawn: Sequence[Teams]) -> Iterator[Measure]:
    """Among people of different standing, equals have equal chances at every object."""
    equal = (("3名组长", ["L1", "L2", "L3"]), ("4名组员", ["P1", "P2", "P3", "P4"]))
    for name, codes in equal:
        for number, visit in enumerate(visits(3), 1):
            yield _equals(f"组长、组员、回避混合：第{number}家，{name}之间", drawn, visit.object_id, codes)


def _equals(name: str, drawn: Sequence[Teams], object_id: str, codes: Sequence[str]) -> Measure:
    """The largest difference between two equals, in standard errors of that difference."""
    on_team = {code: [code in teams[object_id].members for teams in drawn] for code in codes}
    counts = {code: sum(flags) for code, flags in on_team.items()}
    scores = []
    for one, other in combinations(codes, _PAIR):
        differ = sum(a != b for a, b in zip(on_team[one], on_team[other], strict=True))
        scores.append(abs(counts[one] - counts[other]) / sqrt(max(differ, 1)))
    draws = len(drawn)
    shares = [count / draws for count in counts.values()]
    return Measure(name, draws, min(shares), sum(shares) / len(shares), max(shares), max(scores), len(scores))
