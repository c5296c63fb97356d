"""Matching inspectors to drawn objects: the problem, its costs and the shape of its answer.

Every drawn object gets a team of inspectors who may check its items, none of them recused, one of them
qualified to lead, with the load of the year as level as it can be.  Among all such matchings the one with
the smallest total cost is taken; costs are hashed from the draw's seed (SSJ-1 §4), so inspectors equally
eligible have equal chances.  The engine finds the answer; `matching.check` proves it without a solver.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from struct import unpack
from typing import NamedTuple

ALL_ITEMS = "*"  # what 全部 in 可检查事项 stands for
LABEL = "标签:"  # prefix of a label among items: 全部 waives items, never a label
SEAT = "@"  # between an object and a party in the key of that party's seats; no id has it

COST_BITS = 40
TIE_BITS = 20  # a tie-break digit; it stands in a place of COST_BITS bits, so 2^20 seats cannot carry over


@dataclass(frozen=True, slots=True)
class Person:
    """An inspector who takes part in the matching.

    `headroom` is the number of visits the people line still allows (a base equal for all, less this year's
    load); `items` are item codes and labels, with `ALL_ITEMS` for 全部; `barred` are object ids (recusal); `party` is theirs in a joint
    task, '' otherwise.
    """

    code: str
    headroom: int
    lead: bool
    items: frozenset[str]
    barred: frozenset[str] = frozenset()
    party: str = ""

    def covers(self, items: frozenset[str]) -> bool:
        """May check every one of `items`, and carries every label among them."""
        missing = items - self.items
        waived = ALL_ITEMS in self.items and not any(item.startswith(LABEL) for item in missing)
        return not missing or waived

    def may_join(self, visit: Visit) -> bool:
        """Covers the items of a visit and is of its party; recusals are not looked at."""
        return self.covers(visit.items) and visit.party in ("", self.party)


@dataclass(frozen=True, slots=True)
class Visit:
    """A drawn object that needs a team: `seats` people (never fewer than two) able to check `items`.

    In a joint task it is one party's part of a team: `object_id` is then `object@party`, only that party's people
    may sit there, and only one of the parts asks for a `lead`.
    """

    object_id: str
    seats: int
    items: frozenset[str]
    party: str = ""
    lead: bool = True

    def __post_init__(self) -> None:
        if self.seats < (1 if self.party else 2):
            raise ValueError(f"a team has at least two members, not {self.seats}")


@dataclass(frozen=True, slots=True)
class Instance:
    """One matching problem.

    `km` is the matching key of the draw (32 hex characters); `fixed` gives members already seated by object,
    lead first: they stay, and their visits count as load.  `bits` is 40 by the specification; fewer (the first
    bits of the same hash) are for trials of ties.
    """

    km: str
    visits: tuple[Visit, ...]
    people: tuple[Person, ...]
    fixed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    bits: int = COST_BITS

    def __post_init__(self) -> None:
        if not 0 < self.bits <= COST_BITS:
            raise ValueError(f"costs have 1 to {COST_BITS} bits, not {self.bits}")
        _unique(visit.object_id for visit in self.visits)
        _unique(person.code for person in self.people)
        for visit in self.visits:
            if len(self.fixed.get(visit.object_id, ())) > visit.seats:
                raise ValueError(f"more members fixed than seats for {visit.object_id}")


class Need(NamedTuple):
    """Open seats of a visit: at least `leads` (0 or 1) go to a lead, so at most `others` to anyone else."""

    seats: int
    leads: int

    @property
    def others(self) -> int:
        """How many open seats people without lead qualification may take."""
        return self.seats - self.leads


class Team(NamedTuple):
    """The members of one visit, the lead first; `lead` is one of `members`."""

    lead: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prices:
    """Integer prices that prove a matching cheapest: by person, by visit, and by the visit's limit on others.

    With cost c, a pair that is not matched has c + people[i] + others[v]·(i is no lead) ≥ visits[v], and a
    matched one ≤; people[i] > 0 only where i is at the cap, others[v] > 0 only where v has as many others as
    it may have.
    """

    people: Mapping[str, int]
    visits: Mapping[str, int]
    others: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Blocking:
    """Seats that cannot all be filled: every open seat of some visits, and only the lead's seat of others."""

    every_seat: frozenset[str] = frozenset()
    lead_seat: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Solution:
    """The matching and its proof.

    `level` is how much everybody's headroom could be cut; `blocking` are seats that cannot all be filled with
    one more cut; `digits` counts the tie-break digits that the costs needed (normally 0).
    """

    teams: Mapping[str, Team]
    level: int
    prices: Prices
    blocking: Blocking
    digits: int = 0


class Choice(NamedTuple):
    """可选人数 of an object: eligible people with and without lead qualification."""

    leads: int
    others: int


def cost(km: str, object_id: str, code: str) -> int:
    """The first 40 bits of SHA-256(km|object|person) (SSJ-1 §3.5 has a test vector)."""
    return int.from_bytes(sha256(f"{km}|{object_id}|{code}".encode()).digest()[:5], "big")


def digests(instance: Instance, object_id: str, codes: Iterable[bytes]) -> list[bytes]:
    """SHA-256(km|object|person) for each person code (given as UTF-8 bytes) of one object."""
    return list(_hashed(instance, object_id, codes))


def _hashed(instance: Instance, object_id: str, codes: Iterable[bytes]) -> Iterator[bytes]:
    # Copying a hash that has taken in the stem costs less than beginning another one.
    begin = sha256(f"{instance.km}|{object_id.partition(SEAT)[0]}|".encode()).copy
    for code in codes:
        one = begin()
        one.update(code)
        yield one.digest()


def digest_cost(instance: Instance, digest: bytes, digits: int = 0) -> int:
    """The cost that a digest stands for: its first `instance.bits` bits, then `digits` tie-break digits.

    A tie-break digit is the next 20 bits, one place of 40 bits further down, so it decides only between
    matchings whose totals of all digits before are equal.
    """
    value = int.from_bytes(digest, "big")
    read = instance.bits
    total = value >> (256 - read)
    for _ in range(digits):
        read += TIE_BITS
        total = (total << COST_BITS) | ((value >> (256 - read)) & ((1 << TIE_BITS) - 1))
    return total


def cost_row(instance: Instance, object_id: str, codes: Sequence[bytes], *, digits: int = 0) -> list[int]:
    """Costs of one object with each of `codes`, in their order."""
    rows = digests(instance, object_id, codes)
    if digits == 0 and instance.bits == COST_BITS:
        return [value >> 64 - COST_BITS for value in unpack(">" + "Q24x" * len(rows), b"".join(rows))]
    return [digest_cost(instance, row, digits) for row in rows]


def costs_within(
    instance: Instance, object_id: str, codes: Sequence[bytes], *, limit: int, digits: int = 0
) -> dict[int, int]:
    """Costs of one object with those of `codes` that cost at most `limit`, by their place: few of many are turned into numbers."""
    if limit < 0:
        return {}
    above = ((limit >> COST_BITS * digits) + 1) << 256 - instance.bits
    bound = above.to_bytes(32, "big") if above < 1 << 256 else b"\xff" * 33
    near = [(at, digest) for at, digest in enumerate(_hashed(instance, object_id, codes)) if digest < bound]
    found = {at: digest_cost(instance, digest, digits) for at, digest in near}
    return {at: cost for at, cost in found.items() if cost <= limit}


def needs(instance: Instance) -> dict[str, Need]:
    """What every visit with open seats still needs; visits whose members are all fixed are left out."""
    leads = {person.code for person in instance.people if person.lead}
    result: dict[str, Need] = {}
    for visit in instance.visits:
        seated = instance.fixed.get(visit.object_id, ())
        if len(seated) < visit.seats:
            led = not visit.lead or not leads.isdisjoint(seated)
            result[visit.object_id] = Need(visit.seats - len(seated), 0 if led else 1)
    return result


def eligible(instance: Instance) -> dict[str, tuple[Person, ...]]:
    """Who may take an open seat, by object, in the order of `people`: scope and labels hold, no recusal.

    Visits with equal items and no recusal share one tuple, so that callers can work a whole pool at once.
    """
    pools: dict[tuple[frozenset[str], str], tuple[Person, ...]] = {}
    out = _excluded(instance)
    result: dict[str, tuple[Person, ...]] = {}
    for visit in instance.visits:
        key = visit.items, visit.party
        if key not in pools:
            pools[key] = tuple(p for p in instance.people if p.may_join(visit))
        pool, kept_out = pools[key], out.get(visit.object_id)
        result[visit.object_id] = tuple(p for p in pool if p.code not in kept_out) if kept_out else pool
    return result


def capacities(instance: Instance, level: int) -> dict[str, int]:
    """How many more visits each person may take at `level`: max(0, headroom − fixed visits − level)."""
    load = Counter(code for visit in instance.visits for code in instance.fixed.get(visit.object_id, ()))
    return {p.code: max(0, p.headroom - load[p.code] - level) for p in instance.people}


def choices(instance: Instance) -> dict[str, Choice]:
    """可选人数 by object, for the preview and the public record (SSJ-1 §4.6); load is not looked at."""
    result, known = dict[str, Choice](), dict[int, Choice]()
    pools = eligible(instance)  # holds the shared pools, so their identities stay distinct
    for object_id, pool in pools.items():
        if id(pool) not in known:
            leads = sum(person.lead for person in pool)
            known[id(pool)] = Choice(leads, len(pool) - leads)
        result[object_id] = known[id(pool)]
    return result


def costs(instance: Instance) -> dict[str, dict[str, int]]:
    """Cost of every eligible pair, by object and person code."""
    result: dict[str, dict[str, int]] = {}
    for object_id, pool in eligible(instance).items():
        row = cost_row(instance, object_id, [person.code.encode() for person in pool])
        result[object_id] = dict(zip((person.code for person in pool), row, strict=True))
    return result


def form_teams(instance: Instance, members: Mapping[str, Iterable[str]]) -> dict[str, Team]:
    """Teams by object: a fixed lead stays lead, else the qualified member with the smallest (cost, code) is.

    The other members follow in that order too.  A visit whose members are all fixed keeps them as they stand.
    Where no lead is asked for, everybody counts as qualified.
    """
    qualified = {person.code for person in instance.people if person.lead}
    led = {visit.object_id for visit in instance.visits if visit.lead}
    return {v: _team(instance, v, tuple(codes), qualified if v in led else set(codes)) for v, codes in members.items()}


def _team(instance: Instance, object_id: str, codes: tuple[str, ...], qualified: set[str]) -> Team:
    fixed = instance.fixed.get(object_id, ())
    if set(codes) == set(fixed):
        return Team(fixed[0], fixed)
    row = cost_row(instance, object_id, [code.encode() for code in codes])
    order = [code for _, code in sorted(zip(row, codes, strict=True))]
    lead = next(code for code in (*fixed, *order) if code in qualified)
    return Team(lead, (lead, *(code for code in order if code != lead)))


def _excluded(instance: Instance) -> dict[str, set[str]]:
    """Codes that cannot take an open seat of an object: recused, or seated there already."""
    out: dict[str, set[str]] = {}
    for person in instance.people:
        for object_id in person.barred:
            out.setdefault(object_id, set()).add(person.code)
    for object_id, seated in instance.fixed.items():
        out.setdefault(object_id, set()).update(seated)
    return out


def _unique(keys: Iterable[str]) -> None:
    twice = [key for key, times in Counter(keys).items() if times > 1]
    if twice:
        raise ValueError(f"given twice: {twice}")
