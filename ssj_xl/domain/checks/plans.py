"""Rules of 年度计划: published, carried out, changed in the open."""

from __future__ import annotations

from collections.abc import Iterator

from ssj_xl.domain.checks.world import World
from ssj_xl.tables.problems import Problem
from ssj_xl.tables.registers import PLANS, TASKS

CHANGE = ("changed", "change_why", "change_reported", "change_published")


def changes_are_reported_and_published(world: World) -> Iterator[Problem]:
    """R50: a changed plan without date, reason, report or publication."""
    table = world[PLANS]
    for row in table:
        if any(row[key] for key in (*CHANGE, "change_kind")):
            yield from (table.problem("R50", row, key) for key in CHANGE if not row[key])


def changes_are_in_order(world: World) -> Iterator[Problem]:
    """R59: a change published before it was made or reported (it may be reported before it is made)."""
    table = world[PLANS]
    for row in table:
        public = row["change_published"]
        if early := [key for key in ("changed", "change_reported") if public and row[key] and public < row[key]]:
            yield table.problem("R59", row, "change_published", value=public, other=table.spec.header(early[0]),
                                day=row[early[0]])


def plans_are_published(world: World) -> Iterator[Problem]:
    """R51: a plan that is not published."""
    table = world[PLANS]
    yield from (table.problem("R51", row, "published") for row in table
                if not row["published"] and row["change_kind"] not in ("新增", "取消"))


def plan_dates_lie_in_the_year(world: World) -> Iterator[Problem]:
    """R54: a plan's first or last day in another year than the plan's."""
    table = world[PLANS]
    for row in table:
        for key in ("start", "end"):
            if row["year"] and row[key] and row[key].year != row["year"]:
                yield table.problem("R54", row, key, value=row[key], year=row["year"])


def tasks_keep_to_the_plan(world: World) -> Iterator[Problem]:
    """R53: a task outside the plan's time; R55: an object type that the plan does not have."""
    table = world[TASKS]
    for row in table:
        plan = world.plans.get(row["plan"])
        if plan is None:
            continue
        first, last = plan["start"], plan["end"]
        for key in ("start", "end"):
            if row[key] and ((first and row[key] < first) or (last and row[key] > last)):
                yield table.problem("R53", row, key, value=row[key], plan=row["plan"], start=first or "未定",
                                    end=last or "未定")
        more = [kind for kind in row["object_type"] if plan["object_type"] and kind not in plan["object_type"]]
        if more:
            yield table.problem("R55", row, "object_type", value="、".join(more), plan=row["plan"])
