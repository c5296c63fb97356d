"""Who sits where: the visits of a draw's objects, and in a joint task the seats of each party at them.

A party has its seats at an object where one of its items applies; the initiator is in every team, gives the lead and
fills it up to the announced size.  People belong to one party each, so the seats of a party at an object are a visit
of their own (`object@party`), and the matching of SSJ-1 §4.1 stays the flow that it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ssj_xl.domain.draw.rule import Rule
from ssj_xl.domain.matching import LABEL, SEAT, Instance, Person, Team, Visit
from ssj_xl.domain.matching.case import parse_applying, parse_people


def seat_key(object_id: str, party: str) -> str:
    """The key of a party's seats at an object; the object itself where there are no parties."""
    return f"{object_id}{SEAT}{party}" if party else object_id


@dataclass(frozen=True, slots=True)
class Seating:
    """The locked people under a rule.  applies: the items that apply to each object, of a joint task."""

    rule: Rule
    people: tuple[Person, ...]
    applies: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def read(cls, rule: Rule, lines: Sequence[str]) -> Seating:
        """From the people lines of a lock.  Raises `UserError` (M41) naming every bad line."""
        people = tuple(parse_people(lines))
        if rule.seats:  # recusals are of objects; in the matching they are of the party's seats there
            people = tuple(replace(p, barred=frozenset(seat_key(id_, p.party) for id_ in p.barred)) for p in people)
        return cls(rule, people, parse_applying(lines))

    def instance(self, km: str, ids: Iterable[str]) -> Instance:
        """The matching problem of these objects, nobody seated yet."""
        return Instance(km, tuple(visit for id_ in ids for visit in self.visits(id_)), self.people)

    def visits(self, id_: str) -> tuple[Visit, ...]:
        """The visits that an object stands for: one, or in a joint task one a party that has seats there."""
        scope, seats = frozenset(self.rule.scope), self.rule.seats
        if not seats:
            return (Visit(id_, self.rule.team, scope),)
        labels = frozenset(item for item in scope if item.startswith(LABEL))
        due = {party: self.applies.get(id_, frozenset()).intersection(self.rule.parties[party]) for party in seats}
        first = next(iter(seats))
        others = sum(count for party, count in seats.items() if party != first and due[party])
        counts = {**seats, first: max(seats[first], self.rule.team - others)}
        return tuple(Visit(seat_key(id_, party), counts[party], due[party] | labels, party, party == first)
                     for party in seats if party == first or due[party])

    def keys(self, ids: Iterable[str], code: str = "") -> set[str]:
        """The keys of all seats of these objects, or only of those of one person's party."""
        party = next((p.party for p in self.people if p.code == code), None)
        return {visit.object_id for id_ in ids for visit in self.visits(id_) if party is None or visit.party in ("", party)}

    def parted(self, teams: Mapping[str, Team]) -> dict[str, Team]:
        """Teams of objects as the teams of each party's seats, in their order."""
        if not self.rule.seats:
            return dict(teams)
        party_of, found = {p.code: p.party for p in self.people}, dict[str, Team]()
        for id_, team in teams.items():
            for visit in self.visits(id_):
                members = tuple(code for code in team.members if party_of.get(code) == visit.party)
                found[visit.object_id] = Team(members[0] if members else "", members)
        return found

    def joined(self, teams: Mapping[str, Team]) -> dict[str, Team]:
        """Teams of objects from those of each party's seats: the initiator's, with the lead, come first."""
        parts: dict[str, list[Team]] = {}
        order = {party: number for number, party in enumerate(self.rule.seats)}
        for key in sorted(teams, key=lambda key: order.get(key.partition(SEAT)[2], 0)):
            parts.setdefault(key.partition(SEAT)[0], []).append(teams[key])
        return {id_: Team(one[0].lead, tuple(code for team in one for code in team.members)) for id_, one in parts.items()}
