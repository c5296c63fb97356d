"""One case after the matching: a promoted object (递补) or an inspector who cannot come (改派).

Both are the same problem with everybody else's seat fixed, so only the open seats are solved again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from ssj_xl.domain.matching import Instance, Person, Team, Visit

EVERYWHERE = "*"
"""Among the visits that somebody left: all of the task."""


def promoted(instance: Instance, teams: Mapping[str, Team], *, visit: Visit) -> Instance:
    """递补: the matching of one new visit, all present teams fixed; `teams` without the replaced object's."""
    kept = tuple(v for v in instance.visits if v.object_id in teams)
    fixed = {object_id: team.members for object_id, team in teams.items()}
    return replace(instance, visits=(*kept, visit), fixed=fixed)


def reassigned(
    instance: Instance, teams: Mapping[str, Team], *, leaving: Mapping[str, Collection[str]]
) -> Instance:
    """改派: the matching of the seats that people leave, all other members fixed.

    `leaving` gives by object everybody who has left its team, now or at an earlier 改派: none of them comes
    back to it.
    """
    fixed = {
        object_id: tuple(code for code in team.members if code not in leaving.get(object_id, ()))
        for object_id, team in teams.items()
    }
    people = tuple(_barred_where_left(person, leaving) for person in instance.people)
    return replace(instance, people=people, fixed=fixed)


def _barred_where_left(person: Person, leaving: Mapping[str, Collection[str]]) -> Person:
    left = {object_id for object_id, codes in leaving.items() if person.code in codes}
    return replace(person, barred=person.barred | left) if left else person


def barring(instance: Instance, departed: Mapping[str, frozenset[str]]) -> Instance:
    """The instance in which nobody who left takes an open seat again where they left; seats they kept stay theirs.

    departed: inspector → object ids left at 改派 so far, or `EVERYWHERE`.
    """
    every = frozenset(visit.object_id for visit in instance.visits)

    def barred(person: Person) -> Person:
        left = departed.get(person.code, frozenset())
        kept = {id_ for id_, members in instance.fixed.items() if person.code in members}
        return replace(person, barred=person.barred | ((every if EVERYWHERE in left else left & every) - kept))

    return replace(instance, people=tuple(barred(person) for person in instance.people))
