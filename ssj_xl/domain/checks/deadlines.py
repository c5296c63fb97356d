"""Deadlines as problems: what `domain.deadlines` says is overdue or was done late.  No term is computed here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from ssj_xl.domain.checks.world import World
from ssj_xl.domain.deadlines import LATE, OVERDUE, SOON, TODAY, UNKNOWN, Due, dues
from ssj_xl.tables.problems import Place, Problem, problem
from ssj_xl.tables.registers import HOLIDAYS


class _Codes(NamedTuple):
    """Codes of a rule: open and overdue, done late, near its end.  '' where another rule says it, or nobody need."""

    overdue: str = ""
    late: str = ""
    soon: str = ""


CODES: dict[str, _Codes] = {
    "plan_publication": _Codes(late="R56"),
    "change_report": _Codes(late="R57"),
    "change_publication": _Codes(late="R58"),
    "plan": _Codes("R52"),
    "training": _Codes("R17"),
    "certificate": _Codes("R20", soon="R21"),
    "scheme": _Codes(late="R79"),
    "confirm": _Codes("R64", "R65"),
    "task": _Codes("R67"),
    "entry": _Codes("R84", "R85"),
    "publication": _Codes("R86", "R87"),
    "disposal": _Codes("R96"),
    "push": _Codes("R99"),
}
"""Rule → the problems that it makes.  Blanks have rules of their own where they are wrong before any deadline."""

_ONLY_WITH = {"task": "count"}
_ONLY_WITHOUT = {"plan": "tasks"}


def terms_are_kept(world: World) -> Iterator[Problem]:
    """R17, R20–R21, R52, R56–R58, R64–R65, R67, R79, R84–R87, R96, R99: terms that have passed, or certificates that soon will;
    R26: a certificate that ends before a task of its holder; R11 once for each year whose holidays are not announced.
    """
    unknown: Counter[int] = Counter()
    for due in dues(world):
        if due.state == UNKNOWN:
            unknown[due.year] += 1
        elif code := _code(due):
            yield _problem(code, due)
        if due.rule.key == "certificate" and "task" in due.duty.facts and due.state != OVERDUE:
            yield _problem("R26", due)
    place = Place(world[HOLIDAYS].grid.file, HOLIDAYS.name)
    yield from (problem("R11", place, year=year, count=unknown[year]) for year in sorted(unknown))


def _code(due: Due) -> str:
    """The code of a duty's state, if its rule has one."""
    codes, facts = CODES.get(due.rule.key, _Codes()), due.duty.facts
    wanted, unwanted = _ONLY_WITH.get(due.rule.key), _ONLY_WITHOUT.get(due.rule.key)
    if (wanted and not facts[wanted]) or (unwanted and facts[unwanted]):
        return ""
    return {OVERDUE: codes.overdue, LATE: codes.late, SOON: codes.soon, TODAY: codes.soon}.get(due.state, "")


def _problem(code: str, due: Due) -> Problem:
    facts = {"value": due.done or due.deadline, "due": due.deadline, "days": due.duty.days, **due.duty.facts}
    return problem(code, due.place, **facts)
