"""The attempts of tasks like another: the same plan, item and object type in one year.

A drawn task that is given up and made again under another number would be a second throw; so every page and lock names
what was locked, drawn, voided and cancelled beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from ssj_xl.domain.plans import CANCELLED

Row = Mapping[str, Any]
R = TypeVar("R", bound=Row)

LOCKED, DRAWN, VOID = "已锁定", "已抽取", "已作废"


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


def standing(code: str, draws: Iterable[Row]) -> Row | None:
    """The attempt of a task that was locked or drawn and not voided."""
    return next((row for row in draws if row["task"] == code and not row["void_at"]), None)


def attempts_like(task: Row, tasks: Iterable[Row], draws: Iterable[Row], year: str) -> list[str]:
    """The attempts of a year beside a task's own, as lines: task, attempt, state, lock, draw, void, root; in their order.

    year: as times begin with it.  The reason of a void stays in the workbook and on the task's own page.
    """
    all_ = list(draws)
    lines = [line for other in tasks_like(task, tasks) for line in _lines(other, all_, year)]
    return sorted(lines, key=lambda line: (line.split("\t")[3], line))


def _lines(task: Row, draws: Iterable[Row], year: str) -> Iterator[str]:
    cancelled = "，任务已取消" if task["state"] == CANCELLED else ""
    for row in draws:
        if row["task"] == task["code"] and row["locked_at"].startswith(year):
            state = VOID if row["void_at"] else DRAWN if row["seed_text"] else LOCKED
            yield "\t".join((row["task"], str(row["attempt"]), state + cancelled, row["locked_at"], row["drawn_at"], row["void_at"], row["root"]))
