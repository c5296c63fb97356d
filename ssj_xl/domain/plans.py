"""How far the yearly plan is carried out: plan → tasks → drawn → checked → published → archived."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ssj_xl.domain.draw.canon import EXCLUDED, MANDATORY
from ssj_xl.domain.draw.quotas import quota
from ssj_xl.domain.period import current_winners, standing
from ssj_xl.tables import records, registers
from ssj_xl.tables.settings import Settings
from ssj_xl.tables.table import R, Table

if TYPE_CHECKING:
    from ssj_xl.domain.world import World

Rows = Iterable[Mapping[str, Any]]

IDLE, RUNNING, DONE, LATE, DROPPED = "未启动", "执行中", "已完成", "逾期", "已取消"
STATES = (DONE, RUNNING, IDLE, LATE, DROPPED)
PREPARING, CANCELLED, FINISHED = "筹备", "已取消", "已完成"
"""States of a task."""
ENDED = (CANCELLED, FINISHED)


def name_in_year(name: str, year: int) -> str:
    """The name of a plan or task of last year as one of `year`: 2025年律师事务所抽查 becomes 2026年律师事务所抽查."""
    return re.sub(rf"(?<!\d){year - 1}(?=年)", str(year), name)


def is_partner(task: Mapping[str, Any], settings: Settings) -> bool:
    """Whether this division only takes part in a task that another started, and counts."""
    return bool(settings.division) and settings.division != task["division"] and settings.division in task["partners"]


def is_counted(task: Mapping[str, Any], settings: Settings) -> bool:
    """Whether a task counts in the figures: not cancelled, and this division's own."""
    return task["state"] != CANCELLED and not is_partner(task, settings)


def schemes(tasks: Iterable[R], holds: Callable[[date], bool] = lambda day: True) -> list[list[R]]:
    """实施方案 as they are counted everywhere (4a): by 方案日期, and by nothing else; the tasks of each, by day.

    holds: whether a 方案日期 counts.  What has the same 方案文件 and 方案文号 is one document that orders several tasks.
    """
    found: dict[tuple[str, ...], list[R]] = {}
    for row in sorted((row for row in tasks if row["scheme_date"] and holds(row["scheme_date"])), key=lambda row: row["scheme_date"]):
        found.setdefault(scheme_key(row), []).append(row)
    return list(found.values())


def scheme_key(task: Mapping[str, Any]) -> tuple[str, ...]:
    """What tells one 实施方案 from another: name and number; without a number the division too, for two may call theirs alike; the task where it has neither."""
    if task["scheme_number"]:
        return task["scheme_name"], task["scheme_number"]
    return (task["scheme_name"], "", task["division"]) if task["scheme_name"] else (task["code"],)


@dataclass(frozen=True)
class PlanProgress:
    """Where one plan stands.  Tasks that were cancelled count for nothing.

    code, name, division: of the plan; tasks: of it, drawn and archived: of these tasks; checked and published:
    visits (task and object), published where every checked item of the visit is; state: one of `STATES`.
    """

    code: str
    name: str
    division: str
    tasks: int
    drawn: int
    checked: int
    published: int
    archived: int
    state: str


def progress(plans: Table, tasks: Table, draws: Table, findings: Table, *, today: date) -> tuple[PlanProgress, ...]:
    """The progress of every plan on a day, in the order of 年度计划.

    A task is drawn when an attempt of it stands or it has a 平台抽取日期, over when it is 已完成 or archived.  A plan
    is 已取消 when it was changed so, 已完成 when all its tasks are over, 逾期 when its 计划截止 has passed and it is
    not, 未启动 while no task of it is drawn.
    """
    known = _Known.of(tasks, draws, findings)
    return tuple(_of_plan(plan, known, today) for plan in plans)


def is_dropped(plan: Mapping[str, Any]) -> bool:
    """Whether a plan was cancelled by a change (变更类型 = 取消): nothing is due from it any more."""
    return bool(plan["change_kind"] == "取消")


@dataclass(frozen=True)
class _Known:
    """Tasks by plan, which of them are drawn, and visits by task with whether they are published."""

    tasks: Mapping[str, list[Mapping[str, Any]]]
    drawn: frozenset[str]
    visits: Mapping[str, Mapping[str, bool]]

    @classmethod
    def of(cls, tasks: Rows, draws: Rows, findings: Rows) -> _Known:
        by_plan: dict[str, list[Mapping[str, Any]]] = {}
        own = [row for row in tasks if row["state"] != CANCELLED]
        for row in own:
            by_plan.setdefault(row["plan"], []).append(row)
        drawn = {task for task, _ in standing(draws)} | {row["code"] for row in own if row["platform_drawn"]}
        visits: dict[str, dict[str, bool]] = {}
        for row in findings:
            if row["checked"]:
                of_task = visits.setdefault(row["task"], {})
                of_task[row["object"]] = of_task.get(row["object"], True) and row["published"] is not None
        return cls(by_plan, frozenset(drawn), visits)


def _of_plan(plan: Mapping[str, Any], known: _Known, today: date) -> PlanProgress:
    tasks = known.tasks.get(plan["code"], []) if plan["code"] else []
    drawn = sum(row["code"] in known.drawn for row in tasks)
    visits = [done for row in tasks for done in known.visits.get(row["code"], {}).values()]
    return PlanProgress(plan["code"], plan["name"], plan["division"], len(tasks), drawn, len(visits), sum(visits),
                        sum(row["archived"] is not None for row in tasks), _state(plan, tasks, drawn, today))


def _state(plan: Mapping[str, Any], tasks: list[Mapping[str, Any]], drawn: int, today: date) -> str:
    if is_dropped(plan):
        return DROPPED
    if tasks and all(row["state"] == FINISHED or row["archived"] for row in tasks):
        return DONE
    if plan["end"] is not None and plan["end"] < today:
        return LATE
    return RUNNING if drawn else IDLE


def is_planned(obj: Mapping[str, Any], plan: Mapping[str, Any], items: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether an object can be drawn and is of a plan's types; of its items' where it names none.  items: rows by code."""
    types = plan["object_type"] or [kind for code in plan["items"] if code in items for kind in items[code]["object_type"]]
    return obj["status"] in registers.DRAWABLE and (not types or obj["object_type"] in types)


@dataclass(frozen=True)
class PlanShare:
    """A plan's ratio beside what its tasks drew so far.  Tasks that were cancelled count for nothing.

    size: objects that can be drawn in its scope today, needed: the ratio of them; tasks and drawn: how many tasks there are
    and were drawn; objects: drawn, each once; below: tasks drawn below the ratio, with how many of how many took part.
    """

    code: str
    ratio: Fraction
    size: int
    needed: int
    tasks: int
    drawn: int
    objects: int
    below: tuple[tuple[str, int, int], ...]


def shares(world: World) -> list[PlanShare]:
    """Every plan of the unit's own of the year that has a ratio and was not cancelled; the ratio is each task's own floor."""
    year, own = world.settings.year or world.today.year, world.settings.division
    plans = [plan for plan in world.plans.values() if plan["year"] == year and _can_be_reckoned(plan["ratio"]) and not is_dropped(plan)
             and (not own or plan["division"] in ("", own))]
    winners: dict[str, set[str]] = {}
    for row in current_winners(world[records.WINNERS], world[records.DRAWS]) if plans else ():
        winners.setdefault(row["task"], set()).add(row["object"])
    listed: dict[str, int] = {}
    valid = standing(world[records.DRAWS])
    for row in world[records.LOCKED] if plans else ():
        if (row["task"], row["attempt"]) in valid and row["group"] not in (EXCLUDED, MANDATORY):
            listed[row["task"]] = listed.get(row["task"], 0) + 1
    return [_share_of(world, plan, winners, listed) for plan in plans]


def _can_be_reckoned(ratio: Fraction | None) -> bool:
    """Whether there is a ratio, and none finer than a draw takes (D07)."""
    return ratio is not None and ratio > 0 and (ratio * 10_000).denominator == 1


def _share_of(world: World, plan: Mapping[str, Any], winners: Mapping[str, set[str]], listed: Mapping[str, int]) -> PlanShare:
    tasks = [task["code"] for task in world.tasks.values() if task["plan"] == plan["code"] and is_counted(task, world.settings)]
    size = sum(is_planned(obj, plan, world.items) for obj in world.objects.values())
    drawn = [code for code in tasks if winners.get(code)]
    below = tuple((code, len(winners[code]), listed[code]) for code in drawn
                  if code in listed and len(winners[code]) < quota(listed[code], plan["ratio"]))
    return PlanShare(plan["code"], plan["ratio"], size, quota(size, plan["ratio"]), len(tasks), len(drawn),
                     len(set().union(*(winners[code] for code in drawn))), below)
