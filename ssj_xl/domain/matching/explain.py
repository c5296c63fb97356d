"""Why no team can be formed, in sentences: which objects, which people are left, what would unblock it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ssj_xl.domain.matching import SEAT, Blocking, Instance, Need, Person, Visit, capacities, eligible, needs
from ssj_xl.tables.problems import Problem, problem

_SHOWN = 5  # names in one sentence


@dataclass(frozen=True, slots=True)
class Wording:
    """Names for codes in sentences, the code itself where there is none.  `absent`: who is off duty, and why."""

    objects: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    absent: Mapping[str, str] = field(default_factory=dict)
    parties: Mapping[str, str] = field(default_factory=dict)

    def object(self, object_id: str) -> str:
        """One object's name, with the party whose seats are meant in a joint task."""
        id_, _, party = object_id.partition(SEAT)
        seats = f"（{self.parties.get(party, party)}的席位）" if party else ""
        return self.objects.get(id_, id_) + seats

    def person(self, code: str) -> str:
        """One person's name."""
        return self.people.get(code, code)

    def some_objects(self, object_ids: Iterable[str]) -> str:
        """“甲所” or “甲所”等 12 家, by object id."""
        ids = sorted(object_ids)
        more = f"等 {len(ids)} 家" if len(ids) > 1 else ""
        return f"“{self.object(ids[0])}”{more}"

    def some_people(self, codes: Iterable[str]) -> str:
        """张三、李四, at most five, by code."""
        listed = sorted(codes)
        more = f"等 {len(listed)} 人" if len(listed) > _SHOWN else ""
        return "、".join(self.person(code) for code in listed[:_SHOWN]) + more

    def only(self, codes: Iterable[str]) -> str:
        """只有张三、李四, or 一个也没有."""
        listed = tuple(codes)
        return f"只有{self.some_people(listed)}" if listed else "一个也没有"


PLAIN = Wording()


class Supply(NamedTuple):
    """What a set of blocking seats needs and can get; it is a proof where `need` exceeds `supply`."""

    need: int
    supply: int
    people: frozenset[str]


class _Lack(NamedTuple):
    """Everything that decides the sentence about one visit, so that equal visits share it."""

    items: frozenset[str]
    need: Need
    scope: frozenset[str]
    pool: frozenset[str]


def explain(
    instance: Instance, blocking: Blocking | None = None, wording: Wording = PLAIN
) -> list[Problem]:
    """Every reason why there is no matching, most basic first; empty where each visit alone could be staffed.

    `blocking` are the seats that the engine found unfillable with the full headroom: needed only where the
    headroom itself binds, and told only where no visit lacks people by itself.
    """
    found = _unkeepable(instance, wording)
    short = _nobody_on_duty(instance, wording)
    found += [short] if short else _lacking(instance, wording)
    if not found and blocking is not None:
        found.append(_too_little_headroom(instance, blocking, wording))
    return found


def count_supply(instance: Instance, blocking: Blocking, level: int) -> Supply:
    """Seats needed by `blocking` at `level`, and the most that eligible people can fill of them.

    Each person fills at most one seat a visit and at most their capacity, a lead any of the seats, others
    only where every open seat of a visit is counted.
    """
    need, caps = needs(instance), capacities(instance, level)
    demand, pools = 0, eligible(instance)
    times: Counter[tuple[int, bool]] = Counter()  # visits by the pool that they share, and whether only its leads count
    shared: dict[int, tuple[Person, ...]] = {}
    for object_id, wanted in need.items():
        every = object_id in blocking.every_seat
        if every or object_id in blocking.lead_seat:
            demand += wanted.seats if every else wanted.leads
            pool = pools[object_id]
            shared[id(pool)] = pool
            times[id(pool), not every] += 1
    reach: Counter[str] = Counter()
    for (pool_id, only_leads), count in times.items():
        reach.update({person.code: count for person in shared[pool_id] if person.lead or not only_leads})
    supply = {code: min(caps[code], count) for code, count in reach.items()}
    return Supply(demand, sum(supply.values()), frozenset(code for code, count in supply.items() if count))


def _unkeepable(instance: Instance, wording: Wording) -> list[Problem]:
    """M06: a fixed member of a team with open seats who may no longer be in it."""
    people = {person.code: person for person in instance.people}
    need = needs(instance)
    return [
        problem("M06", object=wording.object(visit.object_id), person=wording.person(code), why=why)
        for visit in instance.visits
        if visit.object_id in need
        for code in instance.fixed.get(visit.object_id, ())
        if (why := unfit(people.get(code), visit))
    ]


def unfit(person: Person | None, visit: Visit) -> str:
    """Why this person may not join the visit, or nothing; None stands for somebody not on duty."""
    if person is None:
        return "不在在岗名单中"
    if visit.object_id in person.barred:
        return "须回避或已被换下"
    if not person.covers(visit.items):
        return f"不能检查“{_items(visit.items)}”"
    return "" if person.may_join(visit) else "不是这一参与方的人"


def _nobody_on_duty(instance: Instance, wording: Wording) -> Problem | None:
    """M01: fewer people on duty than one team needs."""
    need = needs(instance)
    seats = max((visit.seats for visit in instance.visits if visit.object_id in need), default=0)
    count = len(instance.people)
    if count >= seats:
        return None
    absent = f"；未参加的有{_absent(wording)}" if wording.absent else ""
    return problem("M01", count=count, seats=seats, short=seats - count, absent=absent)


def _absent(wording: Wording) -> str:
    shown = sorted(wording.absent.items())[:_SHOWN]
    more = f"等 {len(wording.absent)} 人" if len(wording.absent) > _SHOWN else ""
    return "、".join(f"{wording.person(code)}（{why}）" for code, why in shown) + more


def _lacking(instance: Instance, wording: Wording) -> list[Problem]:
    """M02–M04: visits that lack people by themselves, equal ones in one sentence."""
    leads = {person.code for person in instance.people if person.lead}
    groups: dict[_Lack, list[str]] = {}
    for lack, object_id in _lacks(instance, leads):
        groups.setdefault(lack, []).append(object_id)
    ordered = sorted(groups.items(), key=lambda group: min(group[1]))
    return [_sentence(lack, leads, ids=ids, wording=wording) for lack, ids in ordered]


def _lacks(instance: Instance, leads: set[str]) -> Iterator[tuple[_Lack, str]]:
    need, pools = needs(instance), eligible(instance)
    scopes: dict[tuple[frozenset[str], str], frozenset[str]] = {}
    for visit in instance.visits:
        wanted, pool = need.get(visit.object_id), pools[visit.object_id]
        if wanted is None or (len(pool) >= wanted.seats and (not wanted.leads or any(p.lead for p in pool))):
            continue
        key = visit.items, visit.party
        if key not in scopes:
            scopes[key] = frozenset(p.code for p in instance.people if p.may_join(visit))
        scope = scopes[key] - set(instance.fixed.get(visit.object_id, ()))
        able = _Lack(visit.items, wanted, scope, frozenset(p.code for p in pool))
        yield _reason(able, leads), visit.object_id


def _reason(lack: _Lack, leads: set[str]) -> _Lack:
    """Leave out recusals that are not the reason, so that visits with the same reason are told together."""
    if len(lack.scope) < lack.need.seats:
        return lack._replace(pool=lack.scope)
    if len(lack.pool) >= lack.need.seats:
        return lack._replace(pool=lack.scope - leads)
    return lack


def _sentence(lack: _Lack, leads: set[str], *, ids: Sequence[str], wording: Wording) -> Problem:
    objects, items, people = wording.some_objects(ids), _items(lack.items), wording.only(lack.pool)
    short = lack.need.seats - len(lack.pool)
    recused = lack.scope - lack.pool
    lead = "（其中具组长资格 1 名）" if lack.need.leads and not leads & lack.pool else ""
    if short > 0:
        params = {"objects": objects, "items": items, "need": lack.need.seats, "short": short, "lead": lead}
        params |= {"people": people, "scope": len(lack.scope), "barred": wording.some_people(recused)}
        return Problem("M03" if recused else "M02", params)
    barred = f"（有组长资格的{wording.some_people(recused)}须回避或已退出）" if recused else ""
    return problem("M04", objects=objects, items=items, people=wording.some_people(lack.pool), barred=barred)


def _too_little_headroom(instance: Instance, blocking: Blocking, wording: Wording) -> Problem:
    """M05: the smallest set of seats that the people left cannot fill together."""
    need, supply, people = count_supply(instance, blocking, 0)
    visits = [v for v in instance.visits if v.object_id in blocking.every_seat | blocking.lead_seat]
    only_leads = not blocking.every_seat
    return problem(
        "M05",
        objects=wording.some_objects(v.object_id for v in visits),
        need=need,
        kind="（组长）" if only_leads else "",
        people=wording.only(people),
        supply=supply,
        short=need - supply,
        items=_items(frozenset().union(*(v.items for v in visits))),
        lead="（须具组长资格）" if only_leads else "",
    )


def _items(items: frozenset[str]) -> str:
    return "、".join(sorted(items)) if items else "本任务事项"
