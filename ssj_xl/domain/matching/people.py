"""The inspectors' lines that a lock commits to (SSJ-1 §3.3): written at the lock, read to match and verify.

`人员编码 TAB capacity left TAB lead(1/0) TAB items joined by 、 TAB status`, for each recusal
`人员编码 TAB ! TAB object id`, without its reason, and in a joint task `人员编码 TAB @ TAB party`.
Only people whose status is 在岗 take part.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from ssj_xl.domain.canon import ID
from ssj_xl.domain.matching import ALL_ITEMS, Person
from ssj_xl.tables.problems import Problem, UserError, problem

ON_DUTY = "在岗"
EVERYTHING = "全部"
_BARRED, _PARTY = "!", "@"
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
