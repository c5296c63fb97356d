"""Rules of 抽查任务: 平台之外无抽查, scheme, supervision, completion."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from ssj_xl.domain.checks.world import World
from ssj_xl.domain.deadlines.conduct import active_tasks
from ssj_xl.domain.deadlines.yearly import BUREAU
from ssj_xl.domain.plans import FINISHED
from ssj_xl.tables.problems import Problem
from ssj_xl.tables.registers import FINDINGS, TASKS
from ssj_xl.tables.settings import Settings

_CODE = re.compile(r"([0-9A-Z._-]+)-(?:19|20)[0-9]{2}-[0-9]{2,6}")


def tasks_are_on_the_platform(world: World) -> Iterator[Problem]:
    """R60: a task without its number on the provincial platform (平台之外)."""
    table = world[TASKS]
    yield from (table.problem("R60", row, "platform") for row in active_tasks(world) if not row["platform"])


def tasks_are_planned(world: World) -> Iterator[Problem]:
    """R61: a task that no plan provides for (计划外)."""
    table = world[TASKS]
    yield from (table.problem("R61", row, "plan") for row in active_tasks(world) if not row["plan"])


def draws_have_a_published_scheme(world: World) -> Iterator[Problem]:
    """R62: a draw without scheme or its date (the form's 4a); R63: a scheme that is not published."""
    table = world[TASKS]
    for row in active_tasks(world):
        if row["code"] in world.drawn_at:
            yield from (table.problem("R62", row, key) for key in ("scheme_name", "scheme_date") if not row[key])
        if (row["scheme_date"] or row["code"] in world.drawn_at) and not row["scheme_published"]:
            yield table.problem("R63", row, "scheme_published")


def the_supervisor_is_somebody_else(world: World) -> Iterator[Problem]:
    """R66: one person as operator and supervisor."""
    table = world[TASKS]
    for row in table:
        if row["operator"] and row["operator"] == row["supervisor"]:
            yield table.problem("R66", row, "supervisor", value=row["operator"])


def finished_tasks_are_published_and_archived(world: World) -> Iterator[Problem]:
    """R68: a finished task with findings not published (100 %); R69: one not archived."""
    table = world[TASKS]
    hidden = Counter(row["task"] for row in world[FINDINGS] if row["checked"] and not row["published"])
    for row in table:
        if row["state"] != FINISHED:
            continue
        if hidden[row["code"]]:
            yield table.problem("R68", row, "state", count=hidden[row["code"]])
        if not row["archived"]:
            yield table.problem("R69", row, "archived")


def codes_follow_the_pattern(world: World) -> Iterator[Problem]:
    """R78: a 任务编号 that is not 单位编码-处室编码-年-序; a division's own tasks begin with its own codes.

    Nothing is said while the unit has no 单位编码 of its own.
    """
    table, settings = world[TASKS], world.settings
    own = "-".join(part for part in (settings.unit_code, settings.division_code) if part)
    for row in table:
        mine = settings.level != BUREAU and row["division"] == settings.division
        if settings.unit_code and row["code"] and not _follows(row["code"], own if mine else ""):
            pattern = f"{own if mine else '单位编码-处室编码'}-年-序"
            yield table.problem("R78", row, "code", value=row["code"], pattern=pattern, example=_example(settings, own))


def _follows(code: str, stem: str) -> bool:
    found = _CODE.fullmatch(code)
    return bool(found) and stem in ("", found[1] if found else "")


def _example(settings: Settings, own: str) -> str:
    return f"{own}-{settings.year or 2021}-001"
