"""登记报送: that a monthly form or a quarter's 落实情况 was handed in, a row of 工作动态; taken back as easily.

Deadlines, 首页 and consolidation read that row (`deadlines.yearly.handed_in`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from ssj_xl.domain.checks.drawing import reports_wait_for_the_end_of_their_period
from ssj_xl.domain.deadlines.yearly import report_name
from ssj_xl.domain.draw.ssj1 import digest
from ssj_xl.domain.period import period_of
from ssj_xl.domain.summary.spans import quarter_of
from ssj_xl.domain.workdays import Calendar
from ssj_xl.domain.world import World
from ssj_xl.gateways.book import Book
from ssj_xl.tables.problems import Problem, block, fail
from ssj_xl.tables.registers import ACTIVITIES, HOLIDAYS, MONTH_REPORT, QUARTER_REPORT
from ssj_xl.tables.settings import NATURAL_MONTH, Settings
from ssj_xl.tables.table import Row
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.desk.office import add_entry, refuse_broken_log


class Report(NamedTuple):
    """A report as 工作动态 has it: 类别, 所属月份 (of a quarter its last), 名称."""

    category: str
    month: str
    name: str


def report_of(text: str) -> Report:
    """The monthly form of 2021-03, or the 落实情况 of 2021Q1.  Raises UserError U01 for what is neither."""
    if "Q" in text.upper() or "季" in text:
        category, month = QUARTER_REPORT, f"{quarter_of(text).end:%Y-%m}"
    else:
        category, month = MONTH_REPORT, period_of(text, NATURAL_MONTH).month
    return Report(category, month, report_name(category, month))


def reported_on(book: Book, report: Report) -> date | None:
    """The day on which a report is registered as handed in; None where it is not."""
    found = _rows(book, report, book.settings()[0])
    return found[-1]["day"] if found else None


class Marked(NamedTuple):
    """What was registered, as a sentence, and W03 where the report's period was not over."""

    text: str
    warnings: tuple[Problem, ...]


def mark_reported(book: Book, report: Report, day: date, desk: Desk) -> Marked:
    """Register that a report was handed in on a day.

    Raises UserError Q11 (a day to come), Q12 (it is registered already), D40, and what is wrong with the parameters.
    """
    settings = _settings(book)
    if day > desk.today:
        raise fail("Q11", day=day)
    if found := _rows(book, report, settings):
        raise fail("Q12", book.read(ACTIVITIES).place(found[-1], "day"), name=report.name, day=found[-1]["day"])
    text = f"{report.name}：{day}报送"
    add_entry(book, desk, "登记报送", text, digest(text))
    book.append(ACTIVITIES, [{**report._asdict(), "day": day, "division": settings.division or settings.unit}])
    book.commit()
    holidays = book.read(HOLIDAYS) if book.has(HOLIDAYS) else ()
    world = World({ACTIVITIES.name: book.read(ACTIVITIES)}, settings, Calendar.from_rows(holidays), desk.today)
    early = [one for one in reports_wait_for_the_end_of_their_period(world) if (one.params["category"], one.params["month"]) == report[:2]]
    return Marked(f"已登记：{text}。登记错了可以撤销。", tuple(early))


def unmark_reported(book: Book, report: Report, desk: Desk) -> str:
    """Take the row of a report back; the log says what stood there.  Raises UserError Q13 where there is none, D40."""
    found = _rows(book, report, _settings(book))
    if not found:
        raise fail("Q13", name=report.name)
    text = f"撤销{report.name}的报送登记（{'、'.join(str(row['day']) for row in found)}）"
    add_entry(book, desk, "撤销报送登记", text, digest(text))
    book.replace(ACTIVITIES, [(row, dict.fromkeys(ACTIVITIES.by_key)) for row in found])
    book.commit()
    return f"已{text}。"


def _settings(book: Book) -> Settings:
    settings, problems = book.settings()
    block(problems)
    refuse_broken_log(book)
    return settings


def _rows(book: Book, report: Report, settings: Settings) -> Sequence[Row]:
    """The unit's own rows that say so."""
    own = ("", settings.division, settings.unit)
    return [row for row in book.read(ACTIVITIES)
            if (row["category"], row["month"]) == report[:2] and row["day"] and row["division"] in own]
