"""督办通知: one for each division (unit) with what it is late with or soon has to do, from the deadlines and from 报送情况."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ssj_xl.domain.deadlines import OVERDUE
from ssj_xl.domain.period import Period, long_day, month_in_words
from ssj_xl.domain.summary.model import Cell, Listing, Section, Summary
from ssj_xl.gateways.book import Book
from ssj_xl.papers.summary.word import as_document
from ssj_xl.tables.consolidated import MISSING, SUBMISSION, SUBMISSIONS
from ssj_xl.workflows.deadlines.due import NEEDED, DueList, Line
from ssj_xl.workflows.monthly.report import file_stem

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
