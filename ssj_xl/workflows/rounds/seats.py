"""可选人数: whether every object that could be drawn can have a team, and how many inspectors it has to choose from."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ssj_xl.domain.draw import ssj1
from ssj_xl.domain.draw.canon import EXCLUDED
from ssj_xl.domain.draw.rule import Rule
from ssj_xl.domain.matching import Instance, choices
from ssj_xl.domain.matching.case import ON_DUTY, parse_listed
from ssj_xl.domain.matching.explain import Wording, explain
from ssj_xl.domain.matching.seating import Seating
from ssj_xl.tables import registers
from ssj_xl.tables.problems import Problem
from ssj_xl.workflows.desk.office import Office
from ssj_xl.workflows.rounds.evidence import Attempt
from ssj_xl.workflows.rounds.parties import party_names
from ssj_xl.workflows.rounds.planned import Planned


@dataclass(frozen=True)
class Seats:
    """choices: every object's name with its number of eligible inspectors, fewest first.

    blocked: what would make a matching impossible (M01–M05), whatever is drawn.
    """

    choices: tuple[tuple[str, int], ...]
    blocked: tuple[Problem, ...]


def _asking(lock: ssj1.Lock, rule: Rule) -> Instance:
    """Every object that could be drawn, and everybody on the list without a bound of load."""
    asked = Seating.read(rule, lock.people).instance("0" * 32, (line.id for line in lock.lines if line.group != EXCLUDED))
    return replace(asked, people=tuple(replace(p, headroom=len(asked.visits)) for p in asked.people))


def choice_range(attempt: Attempt) -> tuple[int, int]:
    """可选人数 of the objects of a locked list: the fewest and the most; (0, 0) where nobody takes part."""
    counts = [sum(choice) for choice in choices(_asking(attempt.lock, attempt.rule)).values()]
    return (min(counts), max(counts)) if counts else (0, 0)


def seats(office: Office, planned: Planned) -> Seats:
    """可选人数 of every object that could be drawn.

    Every object of the pool is asked about, though only some are drawn: load does not bind here, so an object
    that has a team by itself has one in any draw, and no flow need be solved.
    """
    scheme = planned.scheme
    names = {e.line.id: e.candidate.object["name"] for e in scheme.entries}
    absent = {p.code: status for p, status in parse_listed(scheme.lock.people) if status != ON_DUTY}
    people = {row["code"]: row["name"] for row in office.table(registers.INSPECTORS)}
    instance = _asking(scheme.lock, scheme.rule)
    wording = Wording(names, people, absent, party_names(office, planned.task["code"]))
    counts = sorted((sum(choice), wording.object(key)) for key, choice in choices(instance).items())
    blocked = explain(instance, None, wording)
    return Seats(tuple((name, count) for count, name in counts), tuple(blocked))
