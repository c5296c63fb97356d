"""检查: every problem of a workbook at once, errors and warnings apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ssj_xl.domain.checks import check as check_tables
from ssj_xl.domain.counts import COVERED, SHEET
from ssj_xl.domain.workdays import Calendar
from ssj_xl.gateways.book import Book
from ssj_xl.tables import registers
from ssj_xl.tables.problems import Problem, problem
from ssj_xl.tables.records import REGISTERS
from ssj_xl.tables.table import Table, rows_unread
from ssj_xl.workflows.prune import reminder
from ssj_xl.workflows.records import key_problems


@dataclass(frozen=True)
class Checked:
    """What was looked at, and every problem of it: rows by table, problems in sheet order."""

    rows: dict[str, int]
    problems: tuple[Problem, ...]

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
                *key_problems(book), *reminder(book, settings, day)]
    name = Path(book.path).name
    named = tuple(replace(p, place=replace(p.place, file=name)) for p in problems)
    return Checked({table: len(read) for table, read in tables.items()}, named)


def _uncounted(book: Book, tables: Mapping[str, Table]) -> Iterator[Problem]:
    """F32: registers with rows beyond those that 计算 covers; nothing where a workbook has no such sheet."""
    rows = book.gateway.table(SHEET).rows if book.gateway.has(SHEET) else ()
    last = {str(row[0])[len(COVERED):]: str(row[2]) for row in rows if str(row[0]).startswith(COVERED) and len(row) > 2}
    for name, table in tables.items():
        line = max((table.grid.top + row.line for row in table), default=0)
        if last.get(name, "").isdigit() and line > int(last[name]):
            yield problem("F32", table.grid.place(int(last[name]) + 1 - table.grid.top), table=name, line=line, last=last[name])
