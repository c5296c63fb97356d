"""Proving a matching without a solver: every rule, the levelled load, the smallest cost, its uniqueness.

Only integers are compared.  The proof of levelness is a count (`Blocking`), the proof of cheapness are prices
(linear-programming duality on the network of SSJ-1 §4.1), and uniqueness is the absence of a cycle of pairs
that could be exchanged at no cost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ssj_xl.domain.matching import (
    Instance,
    Need,
    Person,
    Solution,
    Visit,
    capacities,
    costs_within,
    eligible,
    form_teams,
    needs,
)
from ssj_xl.domain.matching.explain import PLAIN, Wording, count_supply, unfit
from ssj_xl.tables.problems import Problem, problem

_HUB = "source"


@dataclass(slots=True)
class _Case:
    """A claim under test, with what is derived from it once.

    `need` holds visits with open seats, `seated` who takes those seats, `caps` people who may take any,
    `load` and `others` how many open seats each person, and people who cannot lead in each visit, have.
    """

    instance: Instance
    solution: Solution
    wording: Wording
    need: dict[str, Need] = field(init=False)
    seated: dict[str, frozenset[str]] = field(init=False)
    caps: dict[str, int] = field(init=False)
    load: Counter[str] = field(init=False)
    others: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        instance, teams = self.instance, self.solution.teams
        leads = {person.code for person in instance.people if person.lead}
        self.need = needs(instance)
        self.seated = {v: frozenset(teams[v].members) - set(instance.fixed.get(v, ())) for v in self.need}
        caps = capacities(instance, self.solution.level) if self.need else {}
        self.caps = {code: cap for code, cap in caps.items() if cap}
        self.load = Counter(code for codes in self.seated.values() for code in codes)
        self.others = {v: len(codes - leads) for v, codes in self.seated.items()}


def verify(instance: Instance, solution: Solution, wording: Wording = PLAIN) -> list[Problem]:
    """Everything that does not hold (M21–M30); empty means the matching is the one that the seed gives.

    Takes `teams`, `level`, `prices` and `blocking` as claims and recomputes costs and eligibility itself.
    """
    found = _teams(instance, solution, wording)
    if found:
        return found
    case = _Case(instance, solution, wording)
    return [*_loads(case), *_levelled(case)] or _price_faults(case) or _cheapest(case)


def has_cycle(arcs: Iterable[tuple[str, str]]) -> bool:
    """Whether directed arcs contain a cycle (nodes that nothing leads to are taken away)."""
    after: dict[str, list[str]] = {}
    waiting: Counter[str] = Counter()
    for tail, head in arcs:
        after.setdefault(tail, []).append(head)
        waiting[head] += 1
        waiting[tail] += 0
    free = [node for node, count in waiting.items() if not count]
    gone = 0
    while free:
        gone += 1
        for head in after.get(free.pop(), ()):
            waiting[head] -= 1
            if not waiting[head]:
                free.append(head)
    return gone < len(waiting)


def _teams(instance: Instance, solution: Solution, wording: Wording) -> list[Problem]:
    """M21–M25: each visit has its team, of the right people, under the right lead."""
    ids = {visit.object_id for visit in instance.visits}
    strange = sorted(ids.symmetric_difference(solution.teams))
    found = [problem("M21", object=wording.object(object_id)) for object_id in strange]
    people = {person.code: person for person in instance.people}
    for visit in instance.visits:
        if visit.object_id in solution.teams:
            fixed = instance.fixed.get(visit.object_id, ())
            members = solution.teams[visit.object_id].members
            found += _team_size(visit, fixed, members=members, wording=wording)
            if len(fixed) < visit.seats:
                found += _team_people(visit, people, members=members, wording=wording)
    return found or _leads(instance, solution, wording)


def _team_size(
    visit: Visit, fixed: tuple[str, ...], *, members: tuple[str, ...], wording: Wording
) -> Iterator[Problem]:
    name, distinct = wording.object(visit.object_id), len(set(members))
    if not len(members) == distinct == visit.seats:
        yield problem("M22", object=name, count=distinct, seats=visit.seats)
    if not set(fixed) <= set(members):
        yield problem("M25", object=name)


def _team_people(
    visit: Visit, people: Mapping[str, Person], *, members: tuple[str, ...], wording: Wording
) -> Iterator[Problem]:
    name = wording.object(visit.object_id)
    for code in members:
        if why := unfit(people.get(code), visit):
            yield problem("M23", object=name, person=wording.person(code), why=why)
    if visit.lead and not any(code in people and people[code].lead for code in members):
        yield problem("M24", object=name, lead="有组长资格的人", person=wording.some_people(members))


def _leads(instance: Instance, solution: Solution, wording: Wording) -> list[Problem]:
    right = form_teams(instance, {v: team.members for v, team in solution.teams.items()})
    pairs = [(v, right[v].lead, team.lead) for v, team in solution.teams.items()]
    name = wording.person
    return [problem("M24", object=wording.object(v), lead=name(a), person=name(b)) for v, a, b in pairs if a != b]


def _loads(case: _Case) -> list[Problem]:
    """M26: nobody above the cap."""
    over = sorted(code for code, load in case.load.items() if load > case.caps.get(code, 0))
    return [
        problem("M26", person=case.wording.person(code), load=case.load[code], cap=case.caps.get(code, 0))
        for code in over
    ]


def _levelled(case: _Case) -> list[Problem]:
    """M27: the level cannot be raised, because the blocking seats cannot all be filled one level higher."""
    level = case.solution.level
    if not case.need:
        return [] if level == 0 else [problem("M27")]
    counted = count_supply(case.instance, case.solution.blocking, level + 1)
    return [] if level >= 0 and counted.need > counted.supply else [problem("M27")]


def _price_faults(case: _Case) -> list[Problem]:
    """M28: a price is missing, or charged for a limit that is not reached."""
    people, others = case.solution.prices.people, case.solution.prices.others
    if not (case.caps.keys() <= people.keys() and case.need.keys() <= case.solution.prices.visits.keys()
            and case.need.keys() <= others.keys()):
        return [problem("M28", what="缺少人员或对象的价格")]
    found = []
    if any(people[p] < 0 or (people[p] and case.load[p] < cap) for p, cap in case.caps.items()):
        found.append(problem("M28", what="任务未排满的人员不应有价格"))
    if any(others[v] < 0 or (others[v] and case.others[v] < need.others) for v, need in case.need.items()):
        found.append(problem("M28", what="组长以外的席位未满的对象不应有附加价格"))
    return found


class _Pool(NamedTuple):
    """People of one kind who may take an open seat of some visits: their codes, as they are hashed too, places and prices.

    least: the smallest of the prices.
    """

    codes: tuple[str, ...]
    places: Mapping[str, int]
    hashed: tuple[bytes, ...]
    charged: tuple[int, ...]
    least: int


class _Pools(NamedTuple):
    """Those who are qualified to lead, and the others."""

    leads: _Pool
    others: _Pool


def _cheapest(case: _Case) -> list[Problem]:
    """M29: a pair contradicts the prices.  M30: pairs could be exchanged at no cost."""
    wrong: list[tuple[str, str]] = []
    tight = list(_limit_arcs(case))
    pools: dict[tuple[int, bool], _Pools] = {}
    everybody = eligible(case.instance)  # holds the shared pools, so their identities stay distinct
    for object_id, need in case.need.items():
        key = id(everybody[object_id]), need.others > 0
        if key not in pools:
            able = [person for person in everybody[object_id] if person.code in case.caps and (need.others > 0 or person.lead)]
            pools[key] = _Pools(*(_pool(case, [one.code for one in able if one.lead is lead]) for lead in (True, False)))
        _compare(case, object_id, pools=pools[key], found=(wrong, tight))
    if wrong:
        object_id, code = min(wrong)
        name, person = case.wording.object(object_id), case.wording.person(code)
        return [problem("M29", count=len(wrong), object=name, person=person)]
    one = _merged(case)
    return [problem("M30")] if has_cycle((one.get(a, a), one.get(b, b)) for a, b in tight) else []


def _pool(case: _Case, codes: Sequence[str]) -> _Pool:
    charged = tuple(case.solution.prices.people[code] for code in codes)
    return _Pool(tuple(codes), {code: at for at, code in enumerate(codes)}, tuple(code.encode() for code in codes), charged, min(charged, default=0))


def _compare(
    case: _Case,
    object_id: str,
    *,
    pools: _Pools,
    found: tuple[list[tuple[str, str]], list[tuple[str, str]]],
) -> None:
    """Hold every admissible pair of one visit against the prices; note contradictions and equalities.

    Of the pairs that are not matched hardly any costs as little as its prices, so only those are looked at one by one.
    """
    wrong, tight = found
    solution, seated = case.solution, case.seated[object_id]
    lead_worth = solution.prices.visits[object_id]
    for pool, worth, node in ((pools.leads, lead_worth, "v"), (pools.others, lead_worth - solution.prices.others[object_id], "o")):
        row = costs_within(case.instance, object_id, pool.hashed, limit=worth - pool.least, digits=solution.digits)
        gaps = {pool.codes[at]: cost + pool.charged[at] - worth for at, cost in row.items()}
        near = {code: gap for code, gap in gaps.items() if gap <= 0}
        wrong += [(object_id, code) for code in seated if code in pool.places and code not in near]
        for code, gap in near.items():
            if gap < 0 and code not in seated:
                wrong.append((object_id, code))
            elif gap == 0:
                here, there = f"p:{code}", f"{node}:{object_id}"
                tight.append((there, here) if code in seated else (here, there))


def _limit_arcs(case: _Case) -> Iterator[tuple[str, str]]:
    """Exchanges at no cost through a limit that is wholly unused or wholly used (the rest is `_merged`)."""
    prices = case.solution.prices
    for code, cap in case.caps.items():
        if case.load[code] == 0:
            yield _HUB, f"p:{code}"
        elif case.load[code] == cap and not prices.people[code]:
            yield f"p:{code}", _HUB
    for object_id, need in case.need.items():
        if case.others[object_id] == 0:
            yield f"o:{object_id}", f"v:{object_id}"
        elif case.others[object_id] == need.others and not prices.others[object_id]:
            yield f"v:{object_id}", f"o:{object_id}"


def _merged(case: _Case) -> dict[str, str]:
    """Nodes that are one, because their limit is partly used and can give either way."""
    people = {f"p:{code}": _HUB for code, cap in case.caps.items() if 0 < case.load[code] < cap}
    seats = {f"o:{v}": f"v:{v}" for v, need in case.need.items() if 0 < case.others[v] < need.others}
    return people | seats
