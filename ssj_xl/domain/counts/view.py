"""A figure of 首页 as it is declared, and what it is computed from in Python: a world, and the duties of its day, row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, overload

from ssj_xl.domain.counts.days import Days
from ssj_xl.domain.counts.language import Value, settings_in
from ssj_xl.domain.deadlines import DONE, LATE, OVERDUE, RULES, SOON, TODAY, Due, each_due
from ssj_xl.domain.deadlines.conduct import ends, visits
from ssj_xl.domain.deadlines.yearly import YEARLY_RULES
from ssj_xl.domain.period import (
    ON_THE_LIST,
    Coverage,
    History,
    Period,
    coverages,
    current_winners,
    history,
    month_of,
    period_of,
    standing,
)
from ssj_xl.domain.plans import CANCELLED, FINISHED, PlanProgress, is_counted, progress
from ssj_xl.domain.world import World
from ssj_xl.tables.records import DRAWS, WINNERS
from ssj_xl.tables.registers import FINDINGS, INSPECTORS, OBJECTS, PLANS, TASKS
from ssj_xl.tables.spec import Register, TableSpec
from ssj_xl.tables.table import R, Row

if TYPE_CHECKING:
    from ssj_xl.tables.rows import DrawRow, TaskRow

TO_LOCK, TO_DRAW, TO_MATCH, UNDER_WAY = 1, 2, 3, 4
"""Phases of a task."""
_OF_THE_YEAR = frozenset(rule.key for rule in YEARLY_RULES)


@dataclass(frozen=True)
class View:
    """A workbook as 首页 looks at it.

    full: registers that hold more rows than 计算 covers, by name; values: figures that are known already, by name.
    """

    world: World
    full: tuple[str, ...] = ()
    values: dict[str, Value] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day on which everything is looked at."""
        return self.world.today

    @property
    def year(self) -> int:
        """The workbook's year."""
        return self.world.settings.year or self.today.year

    def number(self, name: str) -> int:
        """A figure that is a number and known already."""
        found = self.values[name]
        assert isinstance(found, int)
        return found

    @overload
    def rows(self, spec: Register[R]) -> list[R]: ...

    @overload
    def rows(self, spec: TableSpec) -> list[Row]: ...

    def rows(self, spec: TableSpec) -> Sequence[Row]:
        """The rows of a register."""
        return self.world[spec].rows

    def line(self, spec: TableSpec, row: Row) -> int:
        """The sheet row on which a row stands."""
        return self.world[spec].grid.top + row.line

    @cached_property
    def days(self) -> Days:
        """The working days around the day."""
        return Days(self.world.calendar, self.today)

    @cached_property
    def dues(self) -> dict[str, list[Due]]:
        """Every duty by rule, but for those of the work that were done: of tens of thousands nobody asks again."""
        found: dict[str, list[Due]] = {rule.key: [] for rule in RULES}
        for due in each_due(self.world):
            if due.state not in (DONE, LATE) or due.rule.key in _OF_THE_YEAR:
                found[due.rule.key].append(due)
        return found

    @cached_property
    def _states(self) -> Counter[tuple[str, str]]:
        return Counter((key, due.state) for key, found in self.dues.items() for due in found)

    @cached_property
    def _of_rows(self) -> dict[tuple[str, int], str]:
        return {(key, due.place.row): due.state for key, found in self.dues.items() for due in found}

    def states(self, rule: str, row: Row) -> str:
        """How the duty of a rule stands for a row (of the register the rule is about); '' where there is none."""
        spec = INSPECTORS if rule == "certificate" else TASKS if rule in ("task", "confirm") else FINDINGS
        return self._of_rows.get((rule, self.line(spec, row)), "")

    def late(self, rule: str) -> int:
        """How many duties of a rule are overdue."""
        return self._states[rule, OVERDUE]

    def near(self, rule: str) -> int:
        """How many duties of a rule end today or soon."""
        return self._states[rule, TODAY] + self._states[rule, SOON]

    @cached_property
    def history(self) -> History:
        """The visits of the workbook's year."""
        return history(self.world[FINDINGS], self.world[WINNERS], self.world[DRAWS], self.year)

    @cached_property
    def progress(self) -> tuple[PlanProgress, ...]:
        """Where each row of 年度计划 stands."""
        tables = (self.world[spec] for spec in (PLANS, TASKS, DRAWS, FINDINGS))
        return progress(*tables, today=self.today)

    @cached_property
    def visits(self) -> dict[str, dict[str, date | None]]:
        """Task → objects of its standing list, each with the last day on which it was checked."""
        return visits(self.world)

    @cached_property
    def ends(self) -> dict[str, date]:
        """Task → the last publication or closing of its findings, where nothing of it is open."""
        return ends(self.world)

    @cached_property
    def standing(self) -> dict[str, DrawRow]:
        """Task → the last attempt that was not voided, locked or drawn."""
        return {row["task"]: row for row in self.rows(DRAWS) if not row["void_at"]}

    @cached_property
    def drawn(self) -> frozenset[str]:
        """Tasks with an attempt that was drawn and not voided."""
        return frozenset(task for task, _ in standing(self.rows(DRAWS)))

    @cached_property
    def unmatched(self) -> frozenset[str]:
        """Tasks with an object on the standing list that has no team yet."""
        return frozenset(row["task"] for row in self.rows(WINNERS) if row["state"] in ON_THE_LIST and not row["lead"]
                         and (row["task"], row["attempt"]) not in self.world.void)

    def phase(self, task: TaskRow) -> int:
        """How far a task is: one of the phases below, 0 where it is over or cancelled."""
        if not task["code"] or task["state"] in (CANCELLED, FINISHED):
            return 0
        found = self.standing.get(task["code"])
        if not found:
            return UNDER_WAY if task["platform_drawn"] else TO_LOCK
        if not found["drawn_at"]:
            return TO_DRAW
        return TO_MATCH if task["code"] in self.unmatched else UNDER_WAY

    @cached_property
    def drawn_by_month(self) -> Counter[tuple[int, int]]:
        """Objects of standing lists by year and report month of their draw."""
        valid = standing(self.rows(DRAWS))
        times = (valid[row["task"], row["attempt"]]["drawn_at"] for row in current_winners(self.rows(WINNERS), self.rows(DRAWS)))
        return Counter(map(self.report_month, times))

    def report_month(self, drawn_at: str) -> tuple[int, int]:
        """The year and month of the form in which a time of a draw is counted."""
        if drawn_at not in self._report_months:
            month = month_of(date.fromisoformat(drawn_at[:10]), self.world.settings.period)
            self._report_months[drawn_at] = int(month[:4]), int(month[5:])
        return self._report_months[drawn_at]

    @cached_property
    def _report_months(self) -> dict[str, tuple[int, int]]:
        return {}

    @cached_property
    def coverages(self) -> dict[str, Coverage]:
        """The year's coverage by object type."""
        return coverages(self.rows(OBJECTS), self.history.checked)

    @cached_property
    def tiers(self) -> Counter[str]:
        """Objects by tier."""
        return Counter(row["tier"] for row in self.rows(OBJECTS) if row["tier"])

    @cached_property
    def finding_days(self) -> dict[str, Counter[date]]:
        """How many results there are of a day: of 检查日期 (`checked`), of 公示日期 (`published`)."""
        return {key: Counter(row[key] for row in self.rows(FINDINGS) if row[key]) for key in ("checked", "published")}

    def is_counted(self, task: TaskRow) -> bool:
        """Whether a task counts in the form."""
        return bool(task["code"]) and is_counted(task, self.world.settings)

    @cached_property
    def attempts(self) -> dict[tuple[str, int], DrawRow]:
        """Attempts by task and number."""
        return {(row["task"], row["attempt"]): row for row in self.rows(DRAWS)}

    @cached_property
    def period(self) -> Period:
        """The period of the form that is being worked for."""
        reading = self.world.settings.period
        return period_of(month_of(self.today, reading), reading)


def count(rows: Iterable[object]) -> int:
    """How many there are."""
    return sum(1 for _ in rows)


@dataclass(frozen=True)
class Figure:
    """One value of 首页, or one that others are made of.

    name: unique, in Chinese; meaning: what is counted; formula: with the marks of `language`; value: the same in
    Python.  A share is a fraction; a figure without anything to divide by is a dash.
    """

    name: str
    meaning: str
    formula: str
    value: Callable[[View], Value]

    @property
    def settings(self) -> tuple[str, ...]:
        """The parameters that the formula reads itself."""
        return settings_in(self.formula)


@dataclass(frozen=True)
class HelperColumn:
    """A helper column on 计算: one cell a row of a register.

    table, key: which; title: its header; formula: the same text in every row; values: by sheet row, 0 where none is.
    """

    table: str
    key: str
    title: str
    formula: str
    values: Callable[[View], dict[int, Value]]
