"""Joint matching by trying everything, written apart from the program: plain values in, nothing of `ssj_xl` used.

Every name and number is invented.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import combinations, product

TYPES = ("律所", "公证处")
PARTIES = {"LS": ("LS-01", "LS-02"), "GZ": ("GZ-01",), "SJ": ("SJ-01", "SJ-02")}
LABEL = "标签:女"


@dataclass
class Inspector:
    """One of 执法人员: the party, what may be checked, recusals by object."""

    party: str
    items: set[str]
    lead: bool
    headroom: int
    recused: set[str]


@dataclass
class Joint:
    """A joint draw after the lottery: seats by party, the initiator first; for which types each item is; types of the objects."""

    km: str
    team: int
    seats: dict[str, int]
    types_of_item: dict[str, set[str]]
    objects: dict[str, str]
    people: dict[str, Inspector]
    labels: set[str] = field(default_factory=set)

    def applying(self, object_: str) -> set[str]:
        """The items for an object's type."""
        return {item for item, types in self.types_of_item.items() if self.objects[object_] in types}


def some_joint(seed: int) -> Joint:
    """A small random joint draw, now and then without enough people."""
    dice = random.Random(seed)
    parties = dice.sample(list(PARTIES), dice.choice([2, 2, 3]))
    first, *rest = parties
    seats = {first: dice.choice([1, 1, 2]), **{party: dice.choice([1, 1, 2]) for party in sorted(rest)}}
    types = {item: set(dice.sample(TYPES, dice.choice([1, 1, 2]))) for party in parties for item in PARTIES[party]}
    objects = {f"V{n}": dice.choice(TYPES) for n in range(dice.choice([1, 2, 2, 3]))}
    tight = dice.random() < 0.5
    people = {
        f"{party}{n}": Inspector(
            party, {"全部"} if dice.random() < 0.6 else set(dice.sample(PARTIES[party], dice.randrange(len(PARTIES[party]) + 1))),
            dice.random() < 0.6, dice.randrange(1, 4) if tight else 9 - dice.randrange(3),
            {v for v in objects if dice.random() < 0.12})
        for party in parties for n in range(dice.choice([2, 3]))}
    labels = {LABEL} if dice.random() < 0.2 else set()
    for one in people.values():
        one.items |= labels if dice.random() < 0.8 else set()
    return Joint(f"{seed:032x}", 2, seats, types, objects, people, labels)


def wanted(joint: Joint, object_: str) -> dict[str, tuple[int, set[str]]]:
    """Party → seats at an object and the items to be covered; the initiator fills the team up to its size."""
    first = next(iter(joint.seats))
    found = {p: (n, joint.applying(object_) & set(PARTIES[p])) for p, n in joint.seats.items()}
    found = {p: (n, items) for p, (n, items) in found.items() if items or p == first}
    lacking = joint.team - sum(n for n, _ in found.values())
    seats, items = found[first]
    return {**found, first: (seats + max(0, lacking), items)}


def may_sit(joint: Joint, code: str, object_: str, party: str) -> bool:
    """Whether somebody may take one of a party's seats at an object."""
    one, (_, items) = joint.people[code], wanted(joint, object_)[party]
    return (one.party == party and object_ not in one.recused and joint.labels <= one.items
            and ("全部" in one.items or items <= one.items))


def cost(joint: Joint, object_: str, code: str) -> int:
    """The 40 bits of a pair."""
    return int(sha256(f"{joint.km}|{object_}|{code}".encode()).hexdigest()[:10], 16)


Teams = dict[str, frozenset[str]]


def _teams(joint: Joint, object_: str) -> list[frozenset[str]]:
    parts = [[frozenset(part) for part in combinations([c for c in joint.people if may_sit(joint, c, object_, party)], seats)
              if party != next(iter(joint.seats)) or any(joint.people[c].lead for c in part)]
             for party, (seats, _) in wanted(joint, object_).items()]
    return [frozenset().union(*parts) for parts in product(*parts)]


def best(joint: Joint) -> tuple[int, int, list[Teams]] | None:
    """Level, least cost and the matchings that have it; None where there is no matching."""
    found: list[tuple[int, int, Teams]] = []
    for teams in product(*(_teams(joint, v) for v in joint.objects)):
        load = Counter(code for team in teams for code in team)
        level = min(joint.people[code].headroom - times for code, times in load.items())
        total = sum(cost(joint, v, code) for v, team in zip(joint.objects, teams, strict=True) for code in team)
        found.append((level, total, dict(zip(joint.objects, teams, strict=True))))
    top = max((level for level, _, _ in found), default=-1)
    if top < 0:
        return None
    least = min(total for level, total, _ in found if level == top)
    return top, least, [teams for level, total, teams in found if (level, total) == (top, least)]


Seats = dict[tuple[str, str], str]  # (object, party) → "every" or "lead"


def short(joint: Joint, level: int, seats: Seats) -> int:
    """How many of these seats stay empty by counting: demand less the visits that people could make."""
    return _lacking(joint, level, {place: _demand(joint, place, which) for place, which in seats.items()})


Demand = tuple[int, list[str]]  # seats, and who may take them


def _demand(joint: Joint, place: tuple[str, str], which: str) -> Demand:
    object_, party = place
    pool = [c for c in joint.people if may_sit(joint, c, object_, party) and (which == "every" or joint.people[c].lead)]
    return (1 if which == "lead" else wanted(joint, object_)[party][0]), pool


def _lacking(joint: Joint, level: int, demands: dict[tuple[str, str], Demand]) -> int:
    reach: dict[str, int] = {}
    for _, pool in demands.values():
        for code in pool:
            reach[code] = reach.get(code, 0) + 1
    supply = sum(min(times, max(0, joint.people[code].headroom - level)) for code, times in reach.items())
    return sum(count for count, _ in demands.values()) - supply


def blocking(joint: Joint) -> Seats:
    """The smallest set of seats that lacks the most people at the full headroom."""
    demand = {(place, which): _demand(joint, place, which) for place, options in _places(joint).items() for which in options if which}
    tried = [(_lacking(joint, 0, {place: demand[place, which] for place, which in seats.items()}), seats) for seats in _choices(joint)]
    most = max(lacking for lacking, _ in tried)
    worst = [seats for lacking, seats in tried if lacking == most]
    return min(worst, key=lambda seats: sum(1 if which == "lead" else 2 for which in seats.values()))


def _places(joint: Joint) -> dict[tuple[str, str], tuple[str, ...]]:
    """Which seats of a party at an object may be in a set: the lead's alone, or all."""
    first = next(iter(joint.seats))
    return {(v, party): ("", "lead") if party == first and seats == 1 else ("", "lead", "every") if party == first else ("", "every")
            for v in joint.objects for party, (seats, _) in wanted(joint, v).items()}


def _choices(joint: Joint) -> Iterator[Seats]:
    places = _places(joint)
    for chosen in product(*places.values()):
        yield {place: which for place, which in zip(places, chosen, strict=True) if which}
