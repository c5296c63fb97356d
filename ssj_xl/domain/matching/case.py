"""A case of matching: objects, inspectors, loads; and how it is recorded."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple, TypeVar

from ssj_xl.domain.draw.canon import ID
from ssj_xl.domain.matching import ALL_ITEMS, SEAT, Blocking, Instance, Person, Prices, Solution, Team, Visit
from ssj_xl.tables.problems import Problem, UserError, fail, problem

EVERYWHERE = "*"
"""Among the visits that somebody left: all of the task."""


def promoted(instance: Instance, teams: Mapping[str, Team], *, visits: Iterable[Visit]) -> Instance:
    """递补: the matching of the visits of one new object, all present teams fixed; `teams` without the replaced object's."""
    kept = tuple(v for v in instance.visits if v.object_id in teams)
    fixed = {object_id: team.members for object_id, team in teams.items()}
    return replace(instance, visits=(*kept, *visits), fixed=fixed)


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


# --- the inspectors' lines that a lock commits to (SSJ-1 §3.3) -------------------------------------------

ON_DUTY = "在岗"
EVERYTHING = "全部"
_BARRED, _PARTY, _APPLIES = "!", SEAT, "#"
_JOINT = "、"


class Listed(NamedTuple):
    """A person of the register with the status that decides whether they take part."""

    person: Person
    status: str


def people_lines(listed: Iterable[Listed]) -> list[str]:
    """The lines of these people, sorted by their UTF-8 bytes."""
    lines: list[str] = []
    for person, status in listed:
        items = _JOINT.join(sorted(EVERYTHING if item == ALL_ITEMS else item for item in person.items))
        _plain(person.code, status, *person.barred, *person.items)
        lines.append("\t".join((person.code, str(person.headroom), str(int(person.lead)), items, status)))
        lines += ["\t".join((person.code, _BARRED, object_id)) for object_id in person.barred]
        lines += ["\t".join((person.code, _PARTY, person.party))] if person.party else []
    return sorted(lines, key=str.encode)


def parse_people(lines: Iterable[str]) -> list[Person]:
    """The people who take part, sorted by code; raises `UserError` (M41) naming every bad line."""
    return [person for person, status in parse_listed(lines) if status == ON_DUTY]


def parse_listed(lines: Iterable[str]) -> list[Listed]:
    """Everybody on the list with their status, sorted by code; raises `UserError` (M41)."""
    people: dict[str, Listed] = {}
    barred: dict[str, set[str]] = {}
    parties: dict[str, str] = {}
    first: dict[str, int] = {}  # the line of a person's first recusal or of the party
    found: list[Problem] = []
    for number, line in enumerate(lines, start=1):
        fields = line.split("\t")
        if _applying(fields):
            continue
        if len(fields) == 3 and fields[1] == _BARRED and fields[0] and fields[2]:
            barred.setdefault(fields[0], set()).add(fields[2])
            first.setdefault(fields[0], number)
        elif len(fields) == 3 and fields[1] == _PARTY and fields[0] and fields[0] not in parties and ID.fullmatch(fields[2]):
            parties[fields[0]] = fields[2]
            first.setdefault(fields[0], number)
        elif why := _fault(fields, people):
            found.append(problem("M41", line=number, why=why))
        else:
            people[fields[0]] = _listed(fields)
    strangers = [code for code in first if code not in people]
    found += [problem("M41", line=first[code], why=f"名单里没有人员“{code}”") for code in strangers]
    if found:
        raise UserError(sorted(found, key=lambda p: str(p.params["line"]).zfill(9)))
    return [_completed(people[code], barred.get(code, set()), parties.get(code, "")) for code in sorted(people)]


def applying_lines(items: Mapping[str, Iterable[str]]) -> list[str]:
    """The lines of a joint task that say which items apply to each object, sorted by bytes; nothing for no item."""
    return sorted(("\t".join((id_, _APPLIES, _JOINT.join(sorted(codes)))) for id_, codes in items.items() if codes), key=str.encode)


def parse_applying(lines: Iterable[str]) -> dict[str, frozenset[str]]:
    """The items that apply to each object of a joint task; raises `UserError` (M41) naming objects given twice."""
    found: dict[str, frozenset[str]] = {}
    twice: list[Problem] = []
    for number, line in enumerate(lines, start=1):
        fields = line.split("\t")
        if _applying(fields):
            twice += [problem("M41", line=number, why=f"对象“{fields[0]}”出现两次")] if fields[0] in found else []
            found[fields[0]] = frozenset(fields[2].split(_JOINT))
    if twice:
        raise UserError(twice)
    return found


def _applying(fields: list[str]) -> bool:
    if not (len(fields) == 3 and fields[1] == _APPLIES and re.fullmatch(r"[0-9A-Za-z._-]{1,40}", fields[0])):
        return False
    items = fields[2].split(_JOINT)
    return items == sorted(set(items)) and "" not in items


def _fault(fields: list[str], people: dict[str, Listed]) -> str:
    """What is wrong with a person's line, or nothing."""
    if len(fields) != 5 or not fields[0]:
        return "应为“编码、余量、组长、事项、状态”五栏，用制表符分隔"
    if not re.fullmatch(r"[0-9]{1,9}", fields[1]):
        return f"余量“{fields[1]}”不是非负整数"
    if fields[2] not in ("0", "1"):
        return f"组长栏“{fields[2]}”应为 1 或 0"
    if fields[0] in people:
        return f"人员“{fields[0]}”出现两次"
    return ""


def _listed(fields: list[str]) -> Listed:
    code, headroom, lead, items, status = fields
    tokens = frozenset(ALL_ITEMS if item == EVERYTHING else item for item in items.split(_JOINT) if item)
    return Listed(Person(code, int(headroom), lead == "1", tokens), status)


def _completed(listed: Listed, barred: set[str], party: str) -> Listed:
    return Listed(replace(listed.person, barred=frozenset(barred), party=party), listed.status)


def _plain(*tokens: str) -> None:
    """Refuse a token that would break a line apart; registers never let one through."""
    for token in tokens:
        if re.search(r"[\t\r\n、]", token):
            raise ValueError(f"not a plain token: {token!r}")


# --- A matching with its proof as plain values for the audit record (JSON), and back ---------------------

_T = TypeVar("_T")


def to_record(solution: Solution) -> dict[str, Any]:
    """Plain values, all keys and sets sorted, so that equal solutions give equal bytes."""
    return {
        "teams": {v: list(_lead_first(team)) for v, team in sorted(solution.teams.items())},
        "level": solution.level,
        "digits": solution.digits,
        "prices": {
            "people": dict(sorted(solution.prices.people.items())),
            "visits": dict(sorted(solution.prices.visits.items())),
            "others": dict(sorted(solution.prices.others.items())),
        },
        "blocking": {
            "every_seat": sorted(solution.blocking.every_seat),
            "lead_seat": sorted(solution.blocking.lead_seat),
        },
    }


def from_record(record: Mapping[str, Any]) -> Solution:
    """The solution that a record states; raises `UserError` (M42) for anything of another shape."""
    prices, blocking = _part(record, "prices", _mapping), _part(record, "blocking", _mapping)
    return Solution(
        teams=_part(record, "teams", _teams),
        level=_part(record, "level", _whole),
        prices=Prices(*(_part(prices, key, _wholes) for key in ("people", "visits", "others"))),
        blocking=Blocking(*(frozenset(_part(blocking, key, _texts)) for key in ("every_seat", "lead_seat"))),
        digits=_part(record, "digits", _digits),
    )


def _lead_first(team: Team) -> tuple[str, ...]:
    return (team.lead, *(code for code in team.members if code != team.lead))


def _part(record: Mapping[str, Any], key: str, read: Callable[[object], _T]) -> _T:
    if key not in record:
        raise fail("M42", why=f"缺少“{key}”")
    try:
        return read(record[key])
    except TypeError:
        raise fail("M42", why=f"“{key}”的内容不对") from None


def _mapping(value: object) -> dict[str, Any]:
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise TypeError
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    return value


def _digits(value: object) -> int:
    digits = _whole(value)
    if not 0 <= digits <= 10:  # ten digits exhaust the 256 bits of a hash
        raise TypeError
    return digits


def _wholes(value: object) -> dict[str, int]:
    return {key: _whole(number) for key, number in _mapping(value).items()}


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise TypeError
    return tuple(value)


def _teams(value: object) -> dict[str, Team]:
    teams: dict[str, Team] = {}
    for object_id, members in _mapping(value).items():
        codes = _texts(members)
        if not codes:
            raise TypeError
        teams[object_id] = Team(codes[0], codes)
    return teams
