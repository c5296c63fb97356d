"""Every visit that a workbook knows of, once: drawn, checked, or entered by hand.

A visit is one institution that one 检查主体 enters for one task; without a task each row of 检查台账 is one.  Persons are
visited where they practise.  What was drawn is taken from 抽取名单 and 检查结果 and never from what 检查台账 repeats of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from ssj_xl.domain.leads import SITUATION, lead_of
from ssj_xl.domain.period import current_winners
from ssj_xl.domain.plans import CANCELLED as TASK_CANCELLED
from ssj_xl.domain.publication import is_offsite
from ssj_xl.tables import account, records, registers
from ssj_xl.tables.cells import fold_name

if TYPE_CHECKING:
    from ssj_xl.domain.world import World
    from ssj_xl.tables.rows import VisitRow

Key = tuple[str, str, str]
"""检查主体 as it is compared, task (without one 台账编号), institution."""
_LONGEST = 40
_SITUATION = {account.ORDERED: account.BY_ORDER}
"""The situation that a kind of visit is of itself."""


class Entry(NamedTuple):
    """One object and one item ('' where none is named) of a visit, and the day: of the check, or the one planned for it."""

    object: str
    item: str
    day: date
    state: str = account.DONE


@dataclass(frozen=True)
class Visit:
    """One visit.

    body: 检查主体 as it is written; number: 台账编号, '' of one that was typed and has none yet; situation: 不计入情形;
    division: 承办处室.  Without entries it was cancelled.
    """

    body: str
    institution: str
    task: str = ""
    number: str = ""
    entries: frozenset[Entry] = frozenset()
    kind: str = account.DAILY
    situation: str = ""
    division: str = ""

    @cached_property
    def key(self) -> Key:
        """What makes it the same as a visit of another workbook."""
        return fold_name(self.body), self.task or self.number or f"?{sorted(self.entries)}", self.institution

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The days on which somebody was there."""
        return tuple(sorted({one.day for one in self.entries if one.state == account.DONE}))

    @property
    def planned(self) -> date | None:
        """The day of what is still open; None where nothing is."""
        return min((one.day for one in self.entries if one.state != account.DONE), default=None)

    @property
    def state(self) -> str:
        """As in 检查台账."""
        states = {one.state for one in self.entries}
        return next((state for state in (account.OPEN, account.PUT_OFF, account.DONE) if state in states), account.CANCELLED)

    @property
    def objects(self) -> frozenset[str]:
        """Who is checked there."""
        return frozenset(one.object for one in self.entries)

    def all_days(self, today: date) -> tuple[date, ...]:
        """Its days, and the one on which what is open is reckoned: never in a year that is over."""
        return tuple(sorted({max(one.day, date(today.year, 1, 1)) if one.state != account.DONE else one.day for one in self.entries}))

    def joined(self, other: Visit) -> Visit:
        """One visit of which two registers tell; what one of them has checked is open no more."""
        every = self.entries | other.entries
        done = {one.object for one in every if one.state == account.DONE}
        return replace(self, entries=frozenset(one for one in every if one.state == account.DONE or one.object not in done),
                       situation=_both(self.situation, other.situation))


def _both(one: str, other: str) -> str:
    """The situation of a visit that two registers tell: off-site only where both are."""
    if account.REMOTE in (one, other):
        return one if one == other else (one if other == account.REMOTE else other)
    return one or other


def find_visits(world: World) -> dict[Key, Visit]:
    """Every visit of a workbook by its key, whatever its year."""
    return _once((*_drawn(world), *_checked(world), *_entered(world)))


def union(books: Iterable[Mapping[Key, Visit]]) -> dict[Key, Visit]:
    """The visits of several workbooks, each once."""
    return _once(visit for book in books for visit in book.values())


def _once(visits: Iterable[Visit]) -> dict[Key, Visit]:
    found: dict[Key, Visit] = {}
    for visit in visits:
        found[visit.key] = found[visit.key].joined(visit) if visit.key in found else visit
    return found


def _drawn(world: World) -> Iterator[Visit]:
    """What stands on a list and is still to be checked."""
    done = {(row["task"], row["object"]) for row in world[registers.FINDINGS] if row["checked"]}
    for row in current_winners(world[records.WINNERS], world[records.DRAWS]):
        task: Mapping[str, Any] = world.tasks.get(row["task"], {})
        if task.get("state") == TASK_CANCELLED or (row["task"], row["object"]) in done:
            continue
        drawn, state = date.fromisoformat(world.drawn_at[row["task"]][:10]), account.PUT_OFF if row["put_off_to"] else account.OPEN
        yield _of_task(world, row["task"], row["object"], frozenset(
            Entry(row["object"], item, row["put_off_to"] or drawn, state) for item in task.get("items") or ("",)))


def _checked(world: World) -> Iterator[Visit]:
    """What was checked, on a list or not: results outlive an attempt that was voided."""
    codes, away = world[registers.CODES].rows, dict[tuple[str, ...], bool]()
    for row in world[registers.FINDINGS]:
        if row["checked"]:
            ways = row["way"] or (world.tasks[row["task"]]["way"] if row["task"] in world.tasks else ())
            if ways not in away:
                away[ways] = is_offsite(ways, codes)
            yield _of_task(world, row["task"], row["object"], frozenset({Entry(row["object"], row["item"], row["checked"])}),
                           situation=account.REMOTE if away[ways] else "")


def _of_task(world: World, task: str, object_: str, entries: frozenset[Entry], *, situation: str = "") -> Visit:
    institution = world.institutions.get(object_, object_)
    return Visit(world.settings.unit, institution, task, number_of(task, institution), entries, situation=situation,
                 division=world.tasks[task]["division"] if task in world.tasks else world.settings.division)


def number_of(task: str, institution: str) -> str:
    """台账编号 of a drawn visit: task and institution, cut to what a code may have and still its own."""
    whole = f"{task}-{institution}"
    return whole if len(whole) <= _LONGEST else f"{task[:_LONGEST - 13]}-{sha256(whole.encode()).hexdigest()[:12].upper()}"


def _entered(world: World) -> Iterator[Visit]:
    """Rows of 检查台账 that nothing else in the workbook tells: typed, come from another workbook, or of the year before."""
    return (of_row(row, world) for row in world[account.VISITS]
            if row["object"] and (row["start"] or row["task"]) and not is_repeated(row, world))


def is_repeated(row: Mapping[str, Any], world: World) -> bool:
    """Whether a row of 检查台账 only repeats what this workbook has in 抽取名单 and 检查结果."""
    return row["origin"] == account.FROM_TASK and row["task"] in world.own_tasks


def situation_known(row: Mapping[str, Any], world: World) -> str:
    """不计入情形 as 检查类别, the lead of a 个案检查 or 方式 makes it; '' where none does."""
    lead = lead_of(row, world)
    of_lead = SITUATION.get(lead["origin"], "") if lead else ""
    return _SITUATION.get(row["kind"], "") or of_lead or (account.REMOTE if row["way"] == account.OFF_SITE else "")


def _situation(row: Mapping[str, Any], world: World) -> str:
    """不计入情形 as it was typed, else as it is known.  Which visits are one by their day, the account finds."""
    typed = "" if row["situation"] == account.SAME_DAY else row["situation"]
    return str(typed or situation_known(row, world))


def of_row(row: VisitRow, world: World) -> Visit:
    """The visit that a row of 检查台账 tells, with what the program fills in.

    A day to come makes it an open one; so does, of a task, a state that says so (a drawn visit of the year before).
    """
    first, state = row["start"], row["state"]
    waits = state in (account.OPEN, account.PUT_OFF) and (bool(row["task"]) or state == account.PUT_OFF)
    ahead = first is None or first > world.today or (waits and not row["task"])
    days = [] if ahead else [(day, account.DONE) for day in sorted({first, row["end"] or first})]
    if ahead or waits:
        days.append((first if first and ahead else date(world.today.year, 1, 1), account.PUT_OFF if state == account.PUT_OFF else account.OPEN))
    entries = (Entry(one, item, day, how) for one in row["object"] for item in row["items"] or ("",) for day, how in days)
    return Visit(
        row["body"] or world.settings.unit, row["institution"] or world.institutions.get(row["object"][0], row["object"][0]),
        row["task"], row["number"], frozenset() if state == account.CANCELLED else frozenset(entries), row["kind"],
        _situation(row, world), row["division"] or world.settings.division)
