"""报送件: what a division sends to the bureau for a month, and nothing that the bureau does not need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ssj_xl.build import submission
from ssj_xl.domain import logchain
from ssj_xl.domain.merging.units import is_active
from ssj_xl.domain.period import period_of
from ssj_xl.domain.submitting import finding, submitted
from ssj_xl.gateways.book import Book
from ssj_xl.tables.normalising import OWN_SHAPE
from ssj_xl.tables.problems import Problem, block, errors, problem
from ssj_xl.tables.records import DRAWS, LOG, REGISTERS
from ssj_xl.tables.registers import TASKS
from ssj_xl.tables.table import Table
from ssj_xl.tables.trace import CHANGES
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.desk.trace import with_pending
from ssj_xl.workflows.desk.years import last_book
from ssj_xl.workflows.monthly.report import file_stem
from ssj_xl.workflows.registers.check import check

PREFIX = "报送"


@dataclass(frozen=True)
class Submission:
    """A 报送件.  data: the workbook; name: its file name; rows: by table; head: of the log; problems: of the master;

    whose: of last year's workbook, which year's, as it stands in the name; '' of this year's.
    """

    data: bytes
    name: str
    rows: dict[str, int]
    head: str
    problems: tuple[Problem, ...]
    whose: str = ""

    @property
    def sentence(self) -> str:
        """What was made and what is still to be done with it."""
        wrong = len(errors(self.problems))
        listed = f"自查有错误 {wrong} 项，已随件列出，请先改正再报。" if wrong else ""
        early = "".join(f"{one.text}{one.remedy}" for one in self.problems if one.code == "P34")
        log, trace, every = self.rows[LOG.name], self.rows[CHANGES.name], sum(self.rows.values())
        only = f"操作日志 {log} 行" + (f"、变更记录 {trace} 行" if trace else "")
        return (f"{self.whose and f'{self.whose}的'}报送件已生成，共 {every} 行（{only}只供核对，不并入：汇总时读取 {every - log - trace} 行）。{early}{listed}"
                "请打印封面，签字盖章后与文件一并报送。")


def submit(book: Book, month: str, desk: Desk, *, filled_on: date | None = None) -> Submission:
    """Make the 报送件 of a month ("2021-03") from a master workbook, which is only read.

    filled_on: 填报日期, today by default.  Problems of the registers go with it by place and kind and stop nothing:
    the bureau sees them as it would in the master.  Raises UserError U01 for the month, K29 for a bureau
    workbook, and what is wrong with the parameters.
    """
    book.refuse_acts()
    return _made(book, month, desk, filled_on or desk.today)


def submit_both(book: Book, month: str, desk: Desk, *, filled_on: date | None = None) -> list[Submission]:
    """The 报送件 of a month, and that of last year's workbook where tasks of last year were seen to in the month.

    Raises as `submit`, and P40, P41, P43, P44 where 上年台账 is not last year's workbook.
    """
    day = filled_on or desk.today
    made = [submit(book, month, desk, filled_on=day)]
    earlier = last_book(book)
    if earlier is None:
        return made
    period = period_of(month, book.settings()[0].period).until(day)
    if period.year_before or is_active(earlier.read_all(REGISTERS)[0], period):
        made.append(_made(earlier, month, desk, day))
    return made


def _made(book: Book, month: str, desk: Desk, day: date) -> Submission:
    tables, missing = book.read_all(REGISTERS)
    settings, found = book.settings()
    block(found)
    period = period_of(month, settings.period).until(day)
    early = [problem("P34", end=period.end, day=day, deadline=period.deadline)] if day < period.end else []
    problems = (*early, *missing, *check(book, day).problems)
    rows = submitted({**tables, CHANGES.name: with_pending(book, PREFIX, desk)})
    head = logchain.head(tables[LOG.name]) if LOG.name in tables else logchain.GENESIS
    cover = submission.Cover(period, day, head, settings.contact or _operator(tables))
    data = submission.content(settings, rows, cover, [finding(one) for one in problems if one.code not in OWN_SHAPE])
    whose = f"{settings.year}年台账" if settings.year and settings.year < period.end.year else ""
    return Submission(data, f"{file_stem(PREFIX, settings.unit, settings.division, period.month, whose)}.xlsx", {name: len(kept) for name, kept in rows.items()},
                      head, problems, whose)


def _operator(tables: Mapping[str, Table]) -> str:
    """操作人 of the task that was drawn last; '' where nobody is named."""
    tasks = tables[TASKS.name].by("code") if TASKS.name in tables else {}
    draws = sorted(tables[DRAWS.name].rows if DRAWS.name in tables else (), key=lambda row: str(row["drawn_at"]))
    named = [tasks[row["task"]]["operator"] for row in draws if row["drawn_at"] and row["task"] in tasks]
    return next((str(name) for name in reversed(named) if name), "")
