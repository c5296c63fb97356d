"""Rules of 检查结果: of drawn objects only, whole, by two entitled inspectors, in the task's time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ssj_xl.domain.checks.world import World
from ssj_xl.domain.matching.people import ON_DUTY
from ssj_xl.domain.staff import status_on
from ssj_xl.tables.problems import Problem
from ssj_xl.tables.records import WINNERS
from ssj_xl.tables.registers import FINDINGS

NEEDS_DAY = ("result", "entered", "published")
NEEDS_RESULT = ("entered", "published")
WHY = {"证件到期": "的执法证已过有效期", "停用": "已停用"}


def findings_are_of_drawn_objects(world: World) -> Iterator[Problem]:
    """R80: an object that was not drawn in the task; R81: a task with findings and no draw (once a task)."""
    if WINNERS not in world:
        return
    table = world[FINDINGS]
    told: set[str] = set()
    for row in table:
        task = row["task"]
        if task in world.drawn and row["object"] not in world.drawn[task]:
            yield table.problem("R80", row, "object", value=row["object"], task=task)
        elif task in world.tasks and task not in world.drawn and task not in told:
            told.add(task)
            yield table.problem("R81", row, "task", task=task)


def findings_are_whole(world: World) -> Iterator[Problem]:
    """R82: something without 检查日期; R83: something without 检查结果.  Each once a row."""
    table = world[FINDINGS]
    for row in table:
        needs_day = [key for key in NEEDS_DAY if row[key]]
        if needs_day and not row["checked"]:
            yield table.problem("R82", row, "checked", header=table.spec.header(needs_day[0]))
        needs_result = [key for key in NEEDS_RESULT if row[key]]
        if needs_result and not row["result"]:
            yield table.problem("R83", row, "result", header=table.spec.header(needs_result[0]))


def publications_name_the_site(world: World) -> Iterator[Problem]:
    """R88: a publication of which nobody knows the site, which the form has to name (4e)."""
    table = world[FINDINGS]
    for row in table:
        if row["published"] and not row["site"] and not world.settings.site:
            yield table.problem("R88", row, "site")


def inspectors_were_entitled(world: World) -> Iterator[Problem]:
    """R89: an inspector whose certificate or post did not hold on the day of the check."""
    table = world[FINDINGS]
    for row in table:
        day = row["checked"]
        for code in row["inspectors"] if day else ():
            person = world.inspectors.get(code)
            status = status_on(person, day, day) if person else ON_DUTY
            if person and status != ON_DUTY:
                yield table.problem("R89", row, "inspectors", value=person["name"], day=day, why=WHY[status])


def two_inspectors_took_part(world: World) -> Iterator[Problem]:
    """R90: a check by fewer than two."""
    table = world[FINDINGS]
    for row in table:
        if row["checked"] and len(row["inspectors"]) < 2:
            yield table.problem("R90", row, "inspectors", count=len(row["inspectors"]))


def checks_keep_to_the_tasks_dates(world: World) -> Iterator[Problem]:
    """R91: a check before the first or after the last day of its task, or the day to which it was put off."""
    table = world[FINDINGS]
    for row in table:
        task, day = world.tasks.get(row["task"]), row["checked"]
        until = world.put_off.get((row["task"], row["object"]), date.min)
        if task and day and not (task["start"] or day) <= day <= max(task["end"] or day, until):
            yield table.problem("R91", row, "checked", value=day, start=task["start"] or "未定",
                                end=task["end"] or "未定")


def checks_follow_the_draw(world: World) -> Iterator[Problem]:
    """R92: a check before the draw."""
    table = world[FINDINGS]
    for row in table:
        drawn = world.drawn_at.get(row["task"], "")[:10]
        if row["checked"] and row["checked"].isoformat() < drawn:
            yield table.problem("R92", row, "checked", value=row["checked"], other=drawn)
