"""Small matching problems for the tests; every name and number is invented."""

from __future__ import annotations

import random
from collections import Counter
from itertools import combinations, product

from ssj_xl.domain.matching import Instance, Person, Visit, cost_row

KM = "367f4fd08c2a3682b5dffe6f3d774aef"
LAW = "LS-01"
NOTARY = "GZ-01"


def person(
    code: str, *items: str, lead: bool = False, headroom: int = 100, barred: tuple[str, ...] = ()
) -> Person:
    """An inspector for the law item unless other items are given."""
    return Person(code, headroom, lead, frozenset(items or (LAW,)), frozenset(barred))


def visit(object_id: str, *items: str, seats: int = 2) -> Visit:
    """A drawn object for the law item unless other items are given."""
    return Visit(object_id, seats, frozenset(items or (LAW,)))


def office(people: tuple[Person, ...], *visits: Visit, km: str = KM, bits: int = 40) -> Instance:
    """A matching problem with nobody seated yet."""
    return Instance(km, visits, people, bits=bits)


def some_office(seed: int, *, bits: int = 40, binding: bool = False) -> Instance:
    """A random small problem; with `binding`, headroom is so short that it may be infeasible."""
    dice = random.Random(seed)
    people = tuple(
        Person(
            code=f"P{i}",
            headroom=dice.randrange(0, 4) if binding else 10 + dice.randrange(0, 3),
            lead=dice.random() < 0.6,
            items=frozenset(dice.sample([LAW, NOTARY], dice.choice([1, 2, 2]))),
            barred=frozenset(f"V{v}" for v in range(4) if dice.random() < 0.15),
        )
        for i in range(dice.randrange(3, 6))
    )
    visits = tuple(
        Visit(f"V{v}", dice.choice([2, 2, 3]), frozenset([dice.choice([LAW, NOTARY])]))
        for v in range(dice.randrange(1, 4))
    )
    return Instance(f"{seed:032x}", visits, people, bits=bits)


def brute_force(instance: Instance) -> tuple[int, int, list[dict[str, frozenset[str]]]] | None:
    """Level, smallest total cost and all matchings that have it, by trying everything; None where there is none."""
    people = {p.code: p for p in instance.people}
    options = [
        [
            frozenset(team)
            for team in combinations(sorted(people), v.seats)
            if set(instance.fixed.get(v.object_id, ())) <= set(team)
            and any(people[code].lead for code in team)
            and all(
                people[code].covers(v.items) and v.object_id not in people[code].barred
                for code in set(team) - set(instance.fixed.get(v.object_id, ()))
            )
        ]
        for v in instance.visits
    ]
    tried = [(*_level_and_cost(instance, teams), teams) for teams in product(*options)]
    level = max((level for level, _, _ in tried), default=-1)
    if level < 0:
        return None
    best = min(total for reached, total, _ in tried if reached == level)
    ids = [v.object_id for v in instance.visits]
    best_teams = [teams for *reached, teams in tried if reached == [level, best]]
    return level, best, [dict(zip(ids, teams, strict=True)) for teams in best_teams]


def _level_and_cost(instance: Instance, teams: tuple[frozenset[str], ...]) -> tuple[int, int]:
    room = {p.code: p.headroom for p in instance.people}
    load: Counter[str] = Counter()
    opened: set[str] = set()
    total = 0
    for v, team in zip(instance.visits, teams, strict=True):
        seated = team - set(instance.fixed.get(v.object_id, ()))
        load.update(team)
        opened |= seated
        total += sum(cost_row(instance, v.object_id, [code.encode() for code in seated]))
    return min((room[code] - load[code] for code in opened), default=0), total
