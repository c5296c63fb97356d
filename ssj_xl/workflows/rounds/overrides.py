"""Which of ratio, number, tiers and method goes before which in one draw, and the line that says so: none gives way silently."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from ssj_xl.domain.draw.quotas import Group, quota
from ssj_xl.domain.draw.rule import parse_rule, percent
from ssj_xl.domain.draw.ssj1 import BY_RATIO, WEIGHTED
from ssj_xl.domain.draw.tiers import Grouping, TierBook, ratio_of
from ssj_xl.domain.pool import Pool
from ssj_xl.domain.scheme import day_of
from ssj_xl.tables import registers
from ssj_xl.tables.problems import Problem, problem
from ssj_xl.tables.settings import AS_FLOOR, INSTEAD
from ssj_xl.workflows.desk.office import Office
from ssj_xl.workflows.rounds.outlook import drawn_of

if TYPE_CHECKING:
    from ssj_xl.tables.rows import DrawRow, TaskRow
    from ssj_xl.workflows.rounds.planned import Planned


class Chosen(NamedTuple):
    """A task as it is drawn.  task: with the 抽取方式 that holds; use: of 比例与等级; told: what of the registers does not hold."""

    task: TaskRow
    use: str
    told: tuple[Problem, ...] = ()


def chosen(office: Office, task: TaskRow) -> Chosen:
    """Method and use of a ratio: of the attempt before, which a re-lock keeps, else as the registers say now."""
    before = [row for row in office.attempts(task["code"]) if row["rule_text"]]
    use = office.settings.ratio_use
    if not before:
        return Chosen(task, use)
    method, used = _of_attempt(office, task, before[-1])
    ratio = ratio_of(task, office.plan(task))
    then, now = _in_words(method, used, ratio), _in_words(task["method"], use, ratio)
    told = office.table(registers.TASKS).problem("D110", task, "method", task=task["code"], attempt=before[-1]["attempt"], then=then, now=now)
    return Chosen(task.changed(method=method), used, (told,) if then != now else ())


def _in_words(method: str, use: str, ratio: Fraction | None) -> str:
    """A method, with the use of a ratio where it makes a difference."""
    differs = method == WEIGHTED or (method == BY_RATIO and ratio is not None)
    return f"{method}，比例与等级：{use}" if differs else method


def _of_attempt(office: Office, task: TaskRow, row: DrawRow) -> tuple[str, str]:
    """Method and use of an attempt; where a workbook has not kept them, what its rule tells (groups that are types: 代替等级)."""
    if row["method"] and row["ratio_use"]:
        return row["method"], row["ratio_use"]
    rule = parse_rule(row["rule_text"])
    if rule.mode == WEIGHTED:
        return WEIGHTED, INSTEAD
    types = {obj["object_type"] for obj in office.table(registers.OBJECTS)}
    if not rule.groups.keys() <= types:
        return BY_RATIO, AS_FLOOR
    tiers = TierBook.on(office.table(registers.TIERS), day_of(row["locked_at"])).by_key
    return (registers.EVEN if task["method"] == registers.EVEN else BY_RATIO), INSTEAD if tiers else office.settings.ratio_use


def overrides(office: Office, planned: Planned, pool_in: Callable[[Grouping], Pool]) -> Iterator[Problem]:
    """A line for each number or ratio that somebody set and this draw does not keep to.  pool_in: the pool under another grouping."""
    task, how, tasks = planned.task, planned.grouping, office.table(registers.TASKS)
    there = sum(planned.sizes.values())
    if how.even and how.book.by_key and task["method"] != registers.EVEN:
        beside = replace(how, even=False)
        yield tasks.problem("D104", task, "ratio", task=task["code"], ratio=percent(how.ratio or Fraction(0)), now=planned.drawn,
                            both=drawn_of(task, pool_in(beside), beside))
    plan = office.plan(task)
    if plan and plan["ratio"] is not None and task["ratio"] is not None and planned.drawn < (needed := quota(there, plan["ratio"])):
        yield tasks.problem("D107", task, "ratio", task=task["code"], ratio=percent(task["ratio"]), plan=plan["code"],
                            planned=percent(plan["ratio"]), now=planned.drawn, needed=needed)
    wanted = task["quantity"]
    if wanted is not None and wanted < planned.drawn:
        yield problem("D39", wanted=wanted, needed=planned.drawn)
    if wanted is not None and wanted > there:
        yield problem("D108", wanted=wanted, there=there)
    if task["method"] == WEIGHTED:
        yield from _by_lot(office, planned)


def _by_lot(office: Office, planned: Planned) -> Iterator[Problem]:
    """D109: tiers whose objects are drawn less often than their ratio says, or whose minimum nothing keeps; D111: fewer in all than they ask."""
    task, how, odds = planned.task, planned.grouping, planned.chances.of
    tasks, labels = office.table(registers.TASKS), planned.scheme.labels
    less = [f"{label} {float(odds[labels[label]]):.2%}（{_own(group)}）" for label, group in sorted(planned.pool.groups.items())
            if not group.whole and (odds[labels[label]] < (group.ratio or 0) or group.minimum)]
    if how.private and less:
        yield tasks.problem("D109", task, "method", task=task["code"], figures="，".join(less))
    both = drawn_of(task, planned.pool, replace(how, beside=True))
    if planned.drawn < both:
        yield tasks.problem("D111", task, "quantity", task=task["code"], now=planned.drawn, both=both)


def _own(group: Group) -> str:
    parts = [f"本级比例 {percent(group.ratio)}"] if group.ratio is not None else []
    return "，".join([*parts, *([f"最少 {group.minimum} 个"] if group.minimum else [])])
