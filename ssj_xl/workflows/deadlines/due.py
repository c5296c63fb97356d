"""期限: what is due, overdue or waits for the holiday notice, as of a day.  Nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from ssj_xl.domain.checks.drawing import cancelled_draws_are_voided
from ssj_xl.domain.deadlines import DONE, LATE, OVERDUE, RULES, STATES, UNKNOWN, Due, Rule, dues, in_order
from ssj_xl.domain.deadlines.rule import AHEAD
from ssj_xl.domain.workdays import Calendar
from ssj_xl.domain.world import World
from ssj_xl.gateways.book import Book
from ssj_xl.papers.due_list import as_workbook
from ssj_xl.tables import leads, records, registers
from ssj_xl.tables.problems import Place, Problem, errors, problem
from ssj_xl.tables.settings import SETTING_BY_KEY, Settings
from ssj_xl.tables.spec import Kind
from ssj_xl.tables.table import Table

NEEDED = (registers.CODES, registers.OBJECTS, registers.INSPECTORS, registers.PLANS, registers.TASKS, records.DRAWS,
          records.WINNERS, registers.FINDINGS, registers.ACTIVITIES, registers.HOLIDAYS, leads.LEADS)
"""The registers that deadlines are read from."""

PRESSING = tuple(state for state in STATES if state not in (AHEAD, DONE, LATE))
"""States that are listed without being asked for."""


@dataclass(frozen=True)
class Line:
    """One line of the list: a duty, with every cell of it where several items of a visit have the same deadline."""

    due: Due
    cells: tuple[str, ...]

    @property
    def place(self) -> str:
        """Where it stands in the workbook: 检查结果!J12、J13."""
        sheet = self.due.place.sheet
        return f"{sheet}!{'、'.join(self.cells)}" if self.cells else sheet

    @property
    def when(self) -> str:
        """The deadline in words: its day, or that it waits for a year's notice."""
        return str(self.due.deadline) if self.due.deadline else f"待公布（{self.due.year}年放假安排）"

    @property
    def rest(self) -> str:
        """What is left of the time, in words; '' where it does not matter any more."""
        left = self.due.left
        if self.due.state in (DONE, LATE):
            return f"{self.due.done}完成" if self.due.done else "已完成"
        if left is None:
            return "工作日待公布"
        if self.due.state == OVERDUE:
            return f"已逾期{-left}个工作日"
        return f"剩{left}个工作日"

    @property
    def note(self) -> str:
        """What to know besides."""
        last = self.due.last_workday
        early = f"当日不是工作日，之前最后一个工作日是 {last}" if last and self.due.state in PRESSING else ""
        return "；".join(part for part in (self.due.duty.note, early) if part)

    def as_data(self) -> dict[str, Any]:
        """The line with stable keys for JSON."""
        due = self.due
        return {"state": due.state, "rule": due.rule.key, "title": due.rule.title, "subject": due.subject,
                "division": due.division, "start": due.start, "deadline": due.deadline, "year": due.year or None,
                "left": due.left, "done": due.done, "note": self.note, "sheet": due.place.sheet,
                "cells": list(self.cells), "source": due.rule.source}


@dataclass(frozen=True)
class DueList:
    """Every duty of a workbook on a day, the most urgent first.

    unit: whose; within: working days in which a duty is 即将到期; problems: what kept a deadline from being known.
    """

    file: str
    unit: str
    today: date
    within: int
    settings: Settings
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Lines by state, every state named."""
        found = Counter(line.due.state for line in self.lines)
        return {state: found[state] for state in STATES}

    def listed(self, *, everything: bool) -> list[Line]:
        """The lines to show: what presses, or all of them."""
        return [line for line in self.lines if everything or line.due.state in PRESSING]

    def as_data(self, *, everything: bool) -> dict[str, Any]:
        """The list with stable keys for JSON."""
        return {"file": self.file, "unit": self.unit, "today": self.today, "within": self.within, "counts": self.counts,
                "lines": [line.as_data() for line in self.listed(everything=everything)]}


def due(book: Book, today: date, *, within: int | None = None, asked: bool = False) -> DueList:
    """What is due in a workbook as of a day; its 查看日 goes before today, unless the day was asked for.

    within: working days before its end in which a duty is 即将到期; None takes the parameter 到期提醒工作日.
    What cannot be read keeps nothing else from being listed; it is said in `problems` (F09, W01, W02, R11), as is a draw
    that was cancelled and not voided (R100).
    """
    tables, missing = book.read_all(NEEDED)
    settings, found = book.settings()
    today = today if asked else settings.view_day or today
    holidays = tables.get(registers.HOLIDAYS.name)
    world = World(tables, settings, Calendar.from_rows(holidays.rows if holidays else []), today)
    near = settings.soon_days if within is None else within
    lines = _lines(in_order(dues(world, within=near)))
    name = Path(book.path).name
    problems = [*missing, *errors(found), *_unread(tables.values()), *_other_year(settings, today), *_waiting(lines), *cancelled_draws_are_voided(world)]
    named = tuple(replace(item, place=replace(item.place, file=name)) for item in problems)
    return DueList(name, settings.unit + settings.division, today, near, settings, tuple(lines), named)


def workbook(found: DueList, *, everything: bool) -> bytes:
    """The list as .xlsx to print on A4, with the rules, their terms and their sources on a second sheet."""
    listed = found.listed(everything=everything)
    rows = [(line.due.state, line.due.rule.title, line.due.subject, line.due.division, str(line.due.start or ""),
             line.when, line.rest, line.place, line.note, line.due.rule.source) for line in listed]
    counts = "，".join(f"{state} {count} 项" for state, count in found.counts.items() if count) or "没有期限事项"
    facts = f"{found.unit}　{found.today}　{counts}。即将到期：还剩 {found.within} 个工作日以内。来源：{found.file}"
    return as_workbook(facts, rows, _rules(found))


def term_of(rule: Rule, settings: Settings) -> str:
    """A rule's term as the unit has set it: 公示期限工作日 20; where the register has the day, that it has."""
    if not rule.setting:
        return "按登记的日期"
    value = getattr(settings, rule.setting)
    header = SETTING_BY_KEY[rule.setting].column.header
    return f"{header} {value}" if value or not rule.optional else f"{header} 0（不启用）"


def _rules(found: DueList) -> list[tuple[str, ...]]:
    count = Counter((line.due.rule.key, line.due.state) for line in found.lines)
    return [(rule.title, term_of(rule, found.settings), rule.source, *(str(count[rule.key, state] or "") for state in STATES))
            for rule in RULES]


def _lines(found: Sequence[Due]) -> list[Line]:
    """Duties of one visit that differ by item only are one line."""
    cells: dict[tuple[Any, ...], list[str]] = {}
    first: dict[tuple[Any, ...], Due] = {}
    for item in found:
        key = (item.rule.key, item.subject, item.state, item.deadline, item.year, item.done, item.duty.note)
        first.setdefault(key, item)
        cells.setdefault(key, []).extend([item.place.cell] if item.place.cell else [])
    return [Line(item, tuple(cells[key])) for key, item in first.items()]


def _unread(tables: Iterable[Table]) -> list[Problem]:
    """W01, once a register: cells of dates that could not be read, so that their deadlines are not listed."""
    found = []
    for table in tables:
        days = {column.header for column in table.spec.columns if column.kind is Kind.DATE}
        bad = [item for item in errors(table.problems) if item.params.get("header") in days]
        if bad:
            found.append(problem("W01", bad[0].place, count=len(bad), table=table.spec.name))
    return found


def _other_year(settings: Settings, today: date) -> list[Problem]:
    """W02: the workbook is of another year than the day."""
    if settings.year and settings.year != today.year:
        return [problem("W02", Place(sheet="参数", cell="年度"), year=settings.year, today=today)]
    return []


def _waiting(lines: Sequence[Line]) -> list[Problem]:
    """R11, once a year whose holidays are not in the table."""
    years: Mapping[int, int] = Counter(line.due.year for line in lines if line.due.state == UNKNOWN)
    return [problem("R11", Place(sheet=registers.HOLIDAYS.name), year=year, count=years[year]) for year in sorted(years)]
