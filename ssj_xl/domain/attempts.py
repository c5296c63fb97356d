"""The attempts of tasks like another: the same plan, item and object type in one year.

A drawn task that is given up and made again under another number would be a second throw; so every page and lock names
what was locked, drawn, voided and cancelled beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

from ssj_xl.domain.plans import CANCELLED

Row = Mapping[str, Any]
R = TypeVar("R", bound=Row)

LOCKED, DRAWN, VOID = "已锁定", "已抽取", "已作废"


class Like(NamedTuple):
    """An attempt of another task like this one, as a page names it; times are '' for what did not happen."""

    task: str
    attempt: str
    state: str
    locked_at: str
    drawn_at: str
    void_at: str
    root: str

    @property
    def text(self) -> str:
        """The line on a page."""
        return "\t".join(self)


def by_attempt(rows: Iterable[R]) -> defaultdict[tuple[str, int], list[R]]:
    """Rows of 锁定名录, 锁定人员 or 抽取名单 by task and attempt: the draws of a year are many, and so are their rows."""
    found: defaultdict[tuple[str, int], list[R]] = defaultdict(list)
    for row in rows:
        found[row["task"], row["attempt"]].append(row)
    return found


def tasks_like(task: Row, tasks: Iterable[R]) -> list[R]:
    """Other tasks with the same plan (or none), an item and an object type in common; no object type means all of them."""
    return [row for row in tasks if row["code"] and row["code"] != task["code"]
            and (row["plan"] == task["plan"] or not (row["plan"] and task["plan"]))
            and {*row["items"]} & {*task["items"]}
            and (not row["object_type"] or not task["object_type"] or {*row["object_type"]} & {*task["object_type"]})]


def given_up(tasks: Iterable[R], draws: Iterable[Row]) -> list[tuple[R, Row]]:
    """Each task that was cancelled after its lock or draw and never voided, with the attempt that stands: nothing tells of it."""
    all_ = list(draws)
    found = ((row, standing(row["code"], all_)) for row in tasks if row["state"] == CANCELLED)
    return [(row, stands) for row, stands in found if stands]


def how_far(attempt: Row) -> str:
    """抽取 or 锁定: how far an attempt went."""
    return "抽取" if attempt["drawn_at"] else "锁定"


def may_pass_for(one: Row, other: Row) -> bool:
    """Whether a draw of one task could be shown as the other's where both have one number of the platform: tasks of one
    year, neither parts of one joint task nor of different counties."""
    if one["code"] == other["code"] or (one["end"] and other["end"] and one["end"].year != other["end"].year):
        return False
    joint = one["plan"] and one["plan"] == other["plan"] and (one["partners"] or other["partners"])
    return not joint and not (one["county"] and other["county"] and {*one["county"]}.isdisjoint(other["county"]))


def standing(code: str, draws: Iterable[Row]) -> Row | None:
    """The attempt of a task that was locked or drawn and not voided."""
    return next((row for row in draws if row["task"] == code and not row["void_at"]), None)


def attempts_like(task: Row, tasks: Iterable[Row], draws: Iterable[Row], year: str) -> list[Like]:
    """The attempts of a year beside a task's own, in the order of their locks.

    year: as times begin with it.  The reason of a void stays in the workbook and on the task's own page.
    """
    return _in_order(tasks_like(task, tasks), draws, year)


def attempts_before(task: Row, tasks: Iterable[Row], draws: Iterable[Row], locked_at: str) -> list[Like]:
    """What a lock knew of the year's attempts for the same purpose, the task's own too: those before it, as they then stood."""
    return _in_order([task, *tasks_like(task, tasks)], draws, locked_at[:4], until=locked_at)


def _in_order(tasks: Iterable[Row], draws: Iterable[Row], year: str, *, until: str = "") -> list[Like]:
    all_ = list(draws)
    return sorted((one for task in tasks for one in _attempts(task, all_, year, until=until)), key=lambda one: (one.locked_at, one.text))


def _attempts(task: Row, draws: Iterable[Row], year: str, *, until: str) -> Iterator[Like]:
    cancelled = "，任务已取消" if task["state"] == CANCELLED and not until else ""
    for row in draws:
        when = row["locked_at"] or row["drawn_at"]  # a draw of the platform was not locked here
        if row["task"] == task["code"] and when.startswith(year) and not ("" < until <= when):
            drawn, void = (at if not until or at < until else "" for at in (row["drawn_at"], row["void_at"]))
            state = VOID if void else DRAWN if drawn else LOCKED
            yield Like(row["task"], str(row["attempt"]), state + cancelled, row["locked_at"], drawn, void, row["root"])
