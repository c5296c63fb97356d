"""Rules of 抽取记录 and the lists that belong to it.  Whether a draw is right, `verify` recomputes; here is what
can be seen without recomputing: gaps, second attempts, teams, substitutions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ssj_xl.domain.checks.world import World
from ssj_xl.domain.history import ON_THE_LIST, team_of
from ssj_xl.tables.problems import Problem
from ssj_xl.tables.records import DRAWS, LOCKED, LOCKED_PEOPLE, WINNERS
from ssj_xl.tables.table import Row

EXPLAINED = {"递补": ("replaces", "why", "approver"), "被替换": ("why", "approver")}


def locks_are_followed_by_a_draw(world: World) -> Iterator[Problem]:
    """R70: a lock of an earlier day without draw or void; R77: a draw before its lock."""
    table = world[DRAWS]
    for row in table:
        locked, drawn = row["locked_at"], row["drawn_at"]
        if locked and not drawn and not row["void_at"] and locked[:10] < world.today.isoformat():
            yield table.problem("R70", row, "locked_at", task=row["task"], attempt=row["attempt"], value=locked)
        if locked and drawn and drawn < locked:
            yield table.problem("R77", row, "drawn_at", value=drawn, other=locked)


def voids_have_a_reason(world: World) -> Iterator[Problem]:
    """R71: an attempt voided without a reason."""
    table = world[DRAWS]
    for row in table:
        if row["void_at"] and not row["void_why"]:
            yield table.problem("R71", row, "void_why", task=row["task"], attempt=row["attempt"])


def _attempts(world: World) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in world[DRAWS]:
        if row["attempt"]:
            found.setdefault(row["task"], []).append(row)
    return {task: sorted(rows, key=lambda row: int(row["attempt"])) for task, rows in found.items()}


def one_attempt_stands(world: World) -> Iterator[Problem]:
    """R72: two attempts of a task, neither of which is voided."""
    table = world[DRAWS]
    for task, rows in _attempts(world).items():
        valid = [row for row in rows if not row["void_at"]]
        for first, row in pairwise(valid):
            if row["attempt"] != first["attempt"]:
                yield table.problem("R72", row, "attempt", task=task, other=first["attempt"], attempt=row["attempt"])


def no_attempt_is_missing(world: World) -> Iterator[Problem]:
    """R73: a task whose attempts do not count 1, 2, 3 …: a record was deleted."""
    table = world[DRAWS]
    for task, rows in _attempts(world).items():
        missing = sorted(set(range(1, rows[-1]["attempt"])) - {row["attempt"] for row in rows})
        if missing:
            yield table.problem("R73", rows[-1], "attempt", task=task, missing="、".join(map(str, missing)))


def lists_belong_to_a_draw(world: World) -> Iterator[Problem]:
    """R74: a locked list or winners of an attempt that 抽取记录 does not have (once an attempt and table)."""
    known = {(row["task"], row["attempt"]) for row in world[DRAWS]}
    for spec in (LOCKED, LOCKED_PEOPLE, WINNERS):
        table = world[spec]
        told = set(known)
        for row in table:
            key = (row["task"], row["attempt"])
            if DRAWS in world and key not in told:
                told.add(key)
                yield table.problem("R74", row, "task", task=row["task"], attempt=row["attempt"])


def teams_are_two_or_more(world: World) -> Iterator[Problem]:
    """R75: a team of one (行政处罚法 §42: 执法人员不得少于两人)."""
    table = world[WINNERS]
    for row in table:
        if row["state"] in ON_THE_LIST and len(team_of(row)) == 1:
            yield table.problem("R75", row, "members", object=row["name"] or row["object"], count=1)


def substitutions_are_explained(world: World) -> Iterator[Problem]:
    """R76: an object promoted or replaced without reason or approver."""
    table = world[WINNERS]
    for row in table:
        for key in EXPLAINED.get(row["state"], ()):
            if not row[key]:
                yield table.problem("R76", row, key, object=row["name"] or row["object"], state=row["state"])
