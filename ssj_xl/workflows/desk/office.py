"""What the acts of a draw read in common: the registers, the task, its attempts, the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, overload

from ssj_xl.domain import logchain
from ssj_xl.domain.account.ledger import Ledger
from ssj_xl.domain.draw.tiers import Grouping, TierBook, grouping
from ssj_xl.domain.period import History, history
from ssj_xl.domain.persons import Showing, entered_by
from ssj_xl.domain.plans import CANCELLED
from ssj_xl.domain.staff import by_institution
from ssj_xl.domain.workdays import Calendar
from ssj_xl.domain.world import World
from ssj_xl.gateways.book import Book
from ssj_xl.tables import account, joint, leads, records, registers
from ssj_xl.tables.problems import Problem, block, fail
from ssj_xl.tables.settings import Settings
from ssj_xl.tables.spec import Register, TableSpec
from ssj_xl.tables.table import R, Row, Table, TableOf
from ssj_xl.workflows.desk import Desk

if TYPE_CHECKING:
    from ssj_xl.tables.rows import DrawRow, PlanRow, TaskRow

_NEEDED: tuple[TableSpec, ...] = (
    registers.TIERS, registers.ITEMS, registers.OBJECTS, registers.INSPECTORS, registers.RECUSALS,
    registers.PLANS, registers.TASKS, records.DRAWS, records.LOCKED, records.LOCKED_PEOPLE,
    records.WINNERS, registers.FINDINGS, account.VISITS, account.LIMITS, account.COUNTS, leads.LEADS, joint.PARTIES, joint.LENT, records.LOG,
)


@dataclass(frozen=True)
class Office:
    """One workbook's registers as a draw needs them, free of errors that would corrupt it."""

    book: Book
    settings: Settings

    @overload
    def table(self, spec: Register[R]) -> TableOf[R]: ...

    @overload
    def table(self, spec: TableSpec) -> Table: ...

    def table(self, spec: TableSpec) -> Table:
        """One register."""
        return self.book.read(spec)

    @property
    def showing(self) -> Showing:
        """How objects are shown to others."""
        codes = self.table(registers.CODES) if self.book.has(registers.CODES) else ()
        return Showing.of(self.table(registers.OBJECTS), codes)

    def by_institution(self, barred: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
        """Recusals (inspector → objects) by the institution that is entered (`staff.by_institution`)."""
        return by_institution(barred, self.institutions())

    def institutions(self) -> dict[str, str]:
        """Object → the institution that is entered to check it (`persons.entered_by`)."""
        codes = self.table(registers.CODES) if self.book.has(registers.CODES) else ()
        return entered_by(self.table(registers.OBJECTS), codes)

    def task(self, code: str) -> TaskRow:
        """The task of a code.  Raises D01 for an unknown, D30 for a cancelled one, D63 for one of last year's workbook."""
        tasks = self.table(registers.TASKS).by("code")
        row = tasks.get(code.strip().upper())
        if row is None:
            raise fail("D01", task=code, known="、".join(tasks) or "（还没有任务）")
        if row["state"] == CANCELLED:
            raise fail("D30", self.table(registers.TASKS).place(row, "state"), task=code)
        if row["carried"]:
            raise fail("D63", self.table(registers.TASKS).place(row, "carried"), task=code, book=row["carried"])
        return row

    def plan(self, task: TaskRow) -> PlanRow | None:
        """The plan a task belongs to."""
        return self.table(registers.PLANS).by("code").get(task["plan"]) if task["plan"] else None

    def grouping(self, task: TaskRow, day: date, *, use: str = "") -> Grouping:
        """How a task's pool falls into groups by the tiers in force on a day.  use: of 比例与等级, of the parameter where blank."""
        tiers = TierBook.on(self.table(registers.TIERS), day)
        return grouping(task, self.plan(task), tiers, use or self.settings.ratio_use)

    def attempts(self, task: str) -> list[DrawRow]:
        """All attempts of a task in order, voided ones too."""
        rows = [row for row in self.table(records.DRAWS) if row["task"] == task]
        return sorted(rows, key=lambda row: row["attempt"])

    def current(self, task: str) -> DrawRow | None:
        """The attempt that stands: the last one, unless it was voided."""
        rows = self.attempts(task)
        return rows[-1] if rows and not rows[-1]["void_at"] else None

    def drawn_after(self, task: str, day: date) -> str:
        """The day of the draw that stands, where it is later than a day on which somebody is said to have been checked; '' where not."""
        draw = self.current(task)
        drawn = draw["drawn_at"][:10] if draw else ""
        return drawn if day.isoformat() < drawn else ""

    @overload
    def rows_of(self, spec: Register[R], draw: DrawRow) -> list[R]: ...

    @overload
    def rows_of(self, spec: TableSpec, draw: DrawRow) -> list[Row]: ...

    def rows_of(self, spec: TableSpec, draw: DrawRow) -> Sequence[Row]:
        """The rows of one attempt in 锁定名录, 锁定人员 or 抽取名单."""
        return [r for r in self.table(spec) if r["task"] == draw["task"] and r["attempt"] == draw["attempt"]]

    def history(self, year: int) -> History:
        """The year's visits and loads."""
        return history(self.table(registers.FINDINGS), self.table(records.WINNERS), self.table(records.DRAWS), year,
                       objects=self.table(registers.OBJECTS))

    def ledger(self, day: date) -> Ledger:
        """The account of visits on a day."""
        return Ledger.of(World({spec.name: self.table(spec) for spec in records.ACCOUNT if spec.later or self.book.has(spec)}, self.settings, Calendar.from_rows([]), day))

    def journal(self, desk: Desk, act: str, summary: str, content: str = "") -> str:
        """Append an entry to 操作日志; returns its fingerprint, the new head."""
        return add_entry(self.book, desk, act, summary, content)["digest"]

    def log_head(self) -> str:
        """The fingerprint of the last entry of 操作日志."""
        return logchain.head(self.table(records.LOG))


def open_office(book: Book) -> Office:
    """Read what a draw needs.  Raises UserError with every error of these tables at once, K29 for a bureau workbook."""
    book.refuse_acts()
    tables, missing = book.read_all(_NEEDED)
    settings, found = book.settings()
    problems: list[Problem] = [*missing, *found]
    for table in tables.values():
        problems += table.problems
    block(problems)
    refuse_broken_log(book)
    return Office(book, settings)


def refuse_broken_log(book: Book) -> None:
    """Raise UserError D40 for every entry of 操作日志 that breaks its chain: nothing is added to such a log."""
    log = book.read(records.LOG)
    block([log.problem("D40", row, "digest", number=row["number"]) for row, _ in logchain.verify(log.rows)])


def add_entry(book: Book, desk: Desk, act: str, summary: str, content: str = "") -> dict[str, str]:
    """Append an entry to 操作日志, which the next save keeps; returns it by column key."""
    entry = logchain.next_entry(book.read(records.LOG), at=desk.stamp, act=act, who=desk.operator, summary=summary, content=content)
    book.append(records.LOG, [entry])
    return entry

