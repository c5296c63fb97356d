"""期限: what is due, overdue or waits for the holiday notice, as of a day; the list on paper, and 督办通知.  Nothing is written.

督办通知 is one for each division (unit) with what it is late with or soon has to do, from the deadlines and from 报送情况.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ssj_xl.domain.checks.drawing import cancelled_draws_are_voided
from ssj_xl.domain.deadlines import DONE, LATE, OVERDUE, RULES, STATES, UNKNOWN, Due, Rule, dues, in_order
from ssj_xl.domain.deadlines.rule import AHEAD
from ssj_xl.domain.period import Period, long_day, month_in_words
from ssj_xl.domain.summary.model import Cell, Listing, Section, Summary
from ssj_xl.domain.workdays import Calendar
from ssj_xl.domain.world import World
from ssj_xl.gateways.book import Book
from ssj_xl.papers.listing import AMBER, RED, PrintedList
from ssj_xl.papers.listing import as_workbook as printed
from ssj_xl.papers.summary.word import as_document
from ssj_xl.tables import leads, records, registers
from ssj_xl.tables.consolidated import MISSING, SUBMISSION, SUBMISSIONS
from ssj_xl.tables.problems import Place, Problem, errors, problem
from ssj_xl.tables.settings import SETTING_BY_KEY, Settings
from ssj_xl.tables.spec import Kind
from ssj_xl.tables.table import Table
from ssj_xl.workflows.monthly.report import file_stem

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
    named = tuple(item.within(name) for item in problems)
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


_SIZE = 9
_COLUMNS = (("状态", 9), ("事项", 13), ("对象、任务", 27), ("责任处室", 13), ("起算日期", 10), ("期限", 12), ("剩余", 14),
            ("位置", 17), ("说明", 21), ("依据", 24))
_RULES = (("事项", 20), ("期限参数", 24), ("依据", 50), ("已逾期", 8), ("今日到期", 8), ("即将到期", 8), ("待公布", 8),
          ("未到期", 8), ("逾期完成", 8), ("已完成", 8))
_MARKS = {"已逾期": RED, "今日到期": AMBER, "即将到期": AMBER}


def as_workbook(facts: str, lines: Sequence[Sequence[str]], rules: Sequence[Sequence[str]]) -> bytes:
    """The workbook as .xlsx.

    facts: whose list, of which day, with the counts; lines: state, duty, subject, division, start, deadline, rest,
    place, note, source; rules: title, term, source, and the count of each state.
    """
    given = lines or [["", "没有到期、逾期或待公布的事项", *[""] * (len(_COLUMNS) - 2)]]
    marks = {(number, 0): _MARKS[line[0]] for number, line in enumerate(given) if line[0] in _MARKS}
    return printed("期限清单", [
        PrintedList(name="期限清单", columns=_COLUMNS, rows=given, heads=("期限清单", facts), marks=marks, size=_SIZE),
        PrintedList(name="期限规则和依据", columns=_RULES, rows=rules, size=_SIZE,
                    heads=("期限规则和依据", "期限可在主台账“参数”中修改；工作日按“节假日”计算。")),
    ])


COLUMNS = (("状态", 10), ("事项", 16), ("内容", 34), ("期限", 18), ("情况", 16), ("依据", 32))


def urge(book: Book, found: DueList) -> dict[str, bytes]:
    """The notices as Word files by name, in the order of the list.

    found: the deadlines of the same workbook.  Of a bureau workbook each unit has its own by 来源单位, and who did not hand in has one
    too; duties that are the bureau's own have none there.
    """
    rows = dict(_by_unit(book, found))
    return {f"{file_stem('督办通知', unit, str(found.today))}.docx": as_document(_notice(unit, lines, found)) for unit, lines in rows.items()}


def _by_unit(book: Book, found: DueList) -> Iterator[tuple[str, list[tuple[Cell, ...]]]]:
    units: dict[str, list[tuple[Cell, ...]]] = {}
    sources = _sources(book) if book.consolidated else None
    for line in found.listed(everything=False):
        unit = (line.due.division or found.unit) if sources is None else sources.get((line.due.place.sheet, line.due.place.row), "")
        if unit:
            units.setdefault(unit, []).append(_row(line))
    for row in book.read(SUBMISSIONS) if book.consolidated else ():
        if row["state"] == MISSING:
            units.setdefault(f"{row['unit']}{row['division']}", []).insert(0, (MISSING, "报送", f"{month_in_words(row['month'])}{SUBMISSION}", "", "汇总时没有收到", "实施方案三（三）：定期报送"))
    yield from units.items()


def _sources(book: Book) -> Mapping[tuple[str, int], str]:
    """Sheet and row of every merged row that a line is about → the unit that it came from."""
    tables, _ = book.read_all(NEEDED)
    return {(table.grid.sheet, table.grid.top + row.line): str(row.get("source_unit") or "") for table in tables.values() for row in table}


def _row(line: Line) -> tuple[Cell, ...]:
    return line.due.state, line.due.rule.title, line.due.subject, line.when, line.rest, line.due.rule.source


def _notice(unit: str, rows: list[tuple[Cell, ...]], found: DueList) -> Summary:
    late = sum(row[0] in (OVERDUE, MISSING) for row in rows)
    opening = (f"经核对台账，截至{long_day(found.today)}，你单位有下列{len(rows)}项“双随机、一公开”监管事项需要办理"
               + (f"，其中已逾期、未报送的{late}项" if late else "") + "。请抓紧办理，办结后登记到主台账；已经办结的，请补登日期。")
    listing = Listing("督办", "需要办理的事项", COLUMNS, tuple(rows), document=True, note="期限按工作日计算的，依照节假日安排；剩余、逾期天数为工作日。")
    return Summary("“双随机、一公开”监管工作督办通知", found.settings.unit, "", Period(found.today, found.today, ""), found.today, found.today, opening,
                   (Section("urged", "需要办理的事项", (), (), (listing,)),), to=unit)
