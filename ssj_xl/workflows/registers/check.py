"""检查: every problem of a workbook at once, errors and warnings apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import count
from pathlib import Path

from ssj_xl.domain.checks import check as check_tables
from ssj_xl.domain.counts import COVERED, SHEET
from ssj_xl.domain.draw.rule import percent
from ssj_xl.domain.draw.ssj1 import WEIGHTED
from ssj_xl.domain.leads import arranged
from ssj_xl.domain.plans import PREPARING, shares
from ssj_xl.domain.pool import ALWAYS
from ssj_xl.domain.workdays import Calendar
from ssj_xl.domain.world import World
from ssj_xl.gateways.book import Book
from ssj_xl.tables import registers
from ssj_xl.tables.leads import LEADS
from ssj_xl.tables.normalising import rows_unread
from ssj_xl.tables.problems import Problem, UserError, problem
from ssj_xl.tables.records import REGISTERS
from ssj_xl.tables.table import Table
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.desk.trace import unnoted
from ssj_xl.workflows.registers.prune import reminder
from ssj_xl.workflows.rounds.records import key_problems

_PROPOSED = 20
"""So many rows of 线索 are proposed at once."""


@dataclass(frozen=True)
class Checked:
    """What was looked at, and every problem of it: rows by table, problems in sheet order.

    facts: sentences about what is planned and what a draw would do, which are no problem.
    """

    rows: dict[str, int]
    problems: tuple[Problem, ...]
    facts: tuple[str, ...] = ()

    @property
    def unread(self) -> int:
        """How many rows were not read."""
        return rows_unread(self.problems)

    @property
    def errors(self) -> int:
        """How many problems block."""
        return sum(p.severity == "error" for p in self.problems)

    @property
    def sentence(self) -> str:
        """How much was looked at and what was found."""
        return (f"共检查 {sum(self.rows.values())} 行，未读 {self.unread} 行：错误 {self.errors} 项，"
                f"提醒 {len(self.problems) - self.errors} 项。")


def check(book: Book, today: date) -> Checked:
    """Check all registers and 三无 of a workbook as of a day; its 查看日 goes before it.  Nothing is written."""
    tables, missing = book.read_all(REGISTERS)
    settings, found = book.settings()
    holidays = tables.get(registers.HOLIDAYS.name)
    calendar = Calendar.from_rows(holidays.rows if holidays else [])
    day = settings.view_day or today
    problems = [*missing, *book.strays(), *found, *_uncounted(book, tables), *check_tables(tables, settings, calendar=calendar, today=day),
                *key_problems(book), *unnoted(book), *reminder(book, settings, day)]
    name = Path(book.path).name
    named = tuple(p.within(name) for p in problems)
    world = World(tables, settings, calendar, day)
    facts = (*_plan_lines(world), *_lead_lines(world), *_drum_lines(book, day))
    return Checked({table: len(read) for table, read in tables.items()}, named, facts)


def _plan_lines(world: World) -> Iterator[str]:
    """The plan's total of the year: what each plan's ratio means, and what its tasks drew so far."""
    for plan in shares(world):
        missing = plan.needed - plan.objects
        below = "、".join(f"{task}（{size} 个抽 {count} 个）" for task, count, size in plan.below)
        yield (f"计划 {plan.code}：抽查比例 {percent(plan.ratio)}，各任务各自不低于它；范围内现在可抽的 {plan.size} 个，合 {plan.needed} 个；"
               f"{plan.tasks} 个任务已抽 {plan.drawn} 个，共抽中 {plan.objects} 个（重复的只数一次），{f'还差 {missing} 个' if missing > 0 else '已达到'}"
               f"{f'；低于比例的任务：{below}' if below else ''}。")


def _lead_lines(world: World) -> Iterator[str]:
    """Rows of 线索 in place of the label of before, which nobody but staff can date; nothing is written."""
    labelled = [row for row in world[registers.OBJECTS] if ALWAYS in row["labels"] and row["status"] not in registers.GONE]
    open_ = arranged(world[LEADS], world.today)
    taken = {row["number"] for row in world[LEADS]}
    numbers = (f"XS-{world.settings.year or world.today.year}-{number:03}" for number in count(1))
    for row in labelled[:_PROPOSED]:
        if row["code"] in open_:
            yield f"“{row['name']}”（{row['code']}）已在“线索”登记，请从标签删去“{ALWAYS}”。"
        else:
            number = next(one for one in numbers if one not in taken)
            yield (f"建议在“线索”登记：线索编号 {number}，对象编码 {row['code']}（{row['name']}），收到日期、来源、处理由您填写；"
                   f"登记后从标签删去“{ALWAYS}”。没有登记以前照旧不参加抽签。")
    if len(labelled) > _PROPOSED:
        yield f"标签有“{ALWAYS}”的还有 {len(labelled) - _PROPOSED} 个，登记以后再检查，接着列出。"


def _drum_lines(book: Book, day: date) -> Iterator[str]:
    """The chance of an object of each tier in every task of 加权 that is not locked yet; nothing where it cannot be told yet."""
    if book.consolidated or book.submitted or not book.has(registers.TASKS):
        return
    waiting = [task for task in book.read(registers.TASKS) if task["method"] == WEIGHTED and task["state"] == PREPARING]
    if waiting:
        from ssj_xl.workflows.rounds.preview import DRUM, preview
    for task in waiting:
        try:
            found = preview(book, task["code"], Desk(datetime.combine(day, time(9)), "", str))
        except UserError:
            continue  # what stands in the way is among the problems, or told by the preview
        odds = "，".join(f"{one.label} {float(one.odds):.2%}（{one.size} 个）" for one in found.groups if one.label != DRUM)
        yield f"任务 {task['code']} 按加权抽取，现在每个对象的中签机会：{odds}；{found.odds_how}。等级仅供内部使用。"


def _uncounted(book: Book, tables: Mapping[str, Table]) -> Iterator[Problem]:
    """F32: registers with rows beyond those that 计算 covers; nothing where a workbook has no such sheet."""
    rows = book.gateway.table(SHEET).rows if book.gateway.has(SHEET) else ()
    last = {str(row[0])[len(COVERED):]: str(row[2]) for row in rows if str(row[0]).startswith(COVERED) and len(row) > 2}
    for name, table in tables.items():
        line = max((table.grid.top + row.line for row in table), default=0)
        if last.get(name, "").isdigit() and line > int(last[name]):
            yield problem("F32", table.grid.place(int(last[name]) + 1 - table.grid.top), table=name, line=line, last=last[name])
