"""Terms in working days: entry, publication, confirmation on the platform."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ssj_xl.domain.checks.world import World
from ssj_xl.domain.workdays import NotAnnounced
from ssj_xl.tables.problems import Place, Problem, problem
from ssj_xl.tables.registers import FINDINGS, HOLIDAYS, TASKS
from ssj_xl.tables.spec import TableSpec
from ssj_xl.tables.table import Row


@dataclass(frozen=True)
class Term:
    """An act due within some working days of an event.

    event, done: date columns of the table; days: key of the setting; needs: a column without which nothing is due
    yet; overdue, late: codes for what is still open, and for what was done after the term.
    """

    spec: TableSpec
    event: str
    done: str
    days: str
    overdue: str
    late: str
    needs: str = ""


TERMS = (
    Term(FINDINGS, "checked", "entered", "entry_days", "R84", "R85"),
    Term(FINDINGS, "checked", "published", "publish_days", "R86", "R87", needs="result"),
    Term(TASKS, "platform_drawn", "platform_people", "confirm_days", "R64", "R65"),
)


def terms_are_kept(world: World) -> Iterator[Problem]:
    """R64–R65, R84–R87: terms that have passed; R11 once for each year whose holidays are not announced."""
    unknown: Counter[int] = Counter()
    for term in TERMS:
        for row in world[term.spec]:
            try:
                found = _lapse(world, term, row)
            except NotAnnounced as missing:
                unknown[missing.year] += 1
                continue
            if found:
                yield found
    place = Place(world[HOLIDAYS].grid.file, HOLIDAYS.name)
    yield from (problem("R11", place, year=year, count=unknown[year]) for year in sorted(unknown))


def _lapse(world: World, term: Term, row: Row) -> Problem | None:
    """The problem of one row, if its term has passed by the day of the act or by today."""
    event, done = row[term.event], row[term.done]
    days: int = getattr(world.settings, term.days)
    if event is None or (term.needs and not row[term.needs]):
        return None
    if not world.calendar.is_past(event, days, done or world.today):
        return None
    due = world.calendar.add(event, days)
    code = term.late if done else term.overdue
    return world[term.spec].problem(code, row, term.done, value=done, days=days, due=due)
