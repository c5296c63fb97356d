"""Rules of 抽查任务: 平台之外无抽查, scheme, supervision, completion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ssj_xl.domain.checks.plans import CANCELLED
from ssj_xl.domain.checks.world import World
from ssj_xl.tables.problems import Problem
from ssj_xl.tables.registers import FINDINGS, TASKS
from ssj_xl.tables.table import Row

FINISHED = "已完成"
SHOWN = 5
"""How many object codes a message names."""


def _active(world: World) -> list[Row]:
    return [row for row in world[TASKS] if row["state"] != CANCELLED]


def tasks_are_on_the_platform(world: World) -> Iterator[Problem]:
    """R60: a task without its number on the provincial platform (平台之外)."""
    table = world[TASKS]
    yield from (table.problem("R60", row, "platform") for row in _active(world) if not row["platform"])


def tasks_are_planned(world: World) -> Iterator[Problem]:
    """R61: a task that no plan provides for (计划外)."""
    table = world[TASKS]
    yield from (table.problem("R61", row, "plan") for row in _active(world) if not row["plan"])


def draws_have_a_published_scheme(world: World) -> Iterator[Problem]:
    """R62: a draw without scheme or its date (the form's 4a); R63: a scheme that is not published."""
    table = world[TASKS]
    for row in _active(world):
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


def drawn_objects_are_checked(world: World) -> Iterator[Problem]:
    """R67: a task that is over while objects drawn in it have no 检查日期."""
    table = world[TASKS]
    checked = {(row["task"], row["object"]) for row in world[FINDINGS] if row["checked"]}
    for row in _active(world):
        if FINDINGS not in world or not row["end"] or row["end"] >= world.today:
            continue
        drawn = world.drawn.get(row["code"], {})
        left = [code for code, state in drawn.items() if state != "被替换" and (row["code"], code) not in checked]
        if left:
            named = "、".join(left[:SHOWN]) + (" 等" if len(left) > SHOWN else "")
            yield table.problem("R67", row, "end", value=row["end"], count=len(left), objects=named)


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
