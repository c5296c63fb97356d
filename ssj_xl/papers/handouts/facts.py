"""What the papers of a task say, before it is set: the task with its house, its visits, the results that are public."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ssj_xl.domain.period import long_day, short_day
from ssj_xl.domain.persons import BUILT_IN, Persons
from ssj_xl.tables.settings import Settings

RowLike = Mapping[str, Any]
WAYS, RESULTS, DISPOSALS = "检查方式", "检查结果", "后续处置"
"""The categories of 代码表 that the record form gives to tick."""


@dataclass(frozen=True)
class Job:
    """A task and who carries it out.

    task, plan: rows of 抽查任务 and 年度计划; items: rows of 事项清单, in the task's order; draw: the row of
    抽取记录 that stands; drawn: how many objects are to be checked; day: the date on the papers;
    persons: which object types are natural persons.
    """

    task: RowLike
    settings: Settings
    items: tuple[RowLike, ...]
    day: date
    plan: RowLike | None = None
    draw: RowLike | None = None
    drawn: int = 0
    persons: Persons = BUILT_IN


@dataclass(frozen=True)
class Choices:
    """What is given to tick.  options: by category of 代码表; harmless: results that are no problem."""

    options: Mapping[str, tuple[str, ...]]
    harmless: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Person:
    """A member of a team; certificate '' where the register of inspectors has no such person."""

    name: str
    certificate: str = ""
    division: str = ""
    lead: bool = False


@dataclass(frozen=True)
class Visit:
    """One object to be checked.

    number: its place in the task, from 1; object: its row of 检查对象; items: those that fit it; team: the lead
    first; findings: its rows of 检查结果 by item code; is_person: the object is a person (律师 …) and not a body.
    """

    number: int
    object: RowLike
    items: tuple[RowLike, ...]
    team: tuple[Person, ...] = ()
    findings: Mapping[str, RowLike] = field(default_factory=dict)
    is_person: bool = False

    @property
    def title(self) -> str:
        """How the object is addressed."""
        return "你" if self.is_person else "你单位"


def item_name(item: RowLike) -> str:
    """大项：小项."""
    return f"{item['major']}：{item['minor']}" if item["minor"] else str(item["major"])


def quoted(name: str) -> str:
    """A name in “”; marks inside it become ‘’ (GB/T 15834).

    >>> quoted('律师事务所“双随机、一公开”抽查')
    '“律师事务所‘双随机、一公开’抽查”'
    """
    return "“" + name.replace("“", "‘").replace("”", "’") + "”"


def span(start: date | None, end: date | None, *, blank: str) -> str:
    """2021年3月8日至3月19日; `blank` where a day is not known."""
    if start is None or end is None:
        return f"{long_day(start) if start else blank}至{long_day(end) if end else blank}"
    if start == end:
        return long_day(start)
    return f"{long_day(start)}至{short_day(end) if start.year == end.year else long_day(end)}"


def numbered_task(task: RowLike) -> str:
    """任务编号 and, where there is one, 平台任务编号."""
    platform = f"；平台任务编号：{task['platform']}" if task["platform"] else ""
    return f"任务编号：{task['code']}{platform}"


def named_scheme(task: RowLike) -> str:
    """《方案》（文号）, or ''."""
    if not task["scheme_name"]:
        return ""
    name = task["scheme_name"].strip("《》")
    return f"《{name}》" + (f"（{task['scheme_number']}）" if task["scheme_number"] else "")
