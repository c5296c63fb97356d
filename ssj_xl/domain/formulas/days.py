"""SSJ_WORKDAY and SSJ_DUE: terms in working days, by the table 节假日; a year without its notice is 待公布."""

from __future__ import annotations

from datetime import date
from typing import Any

from ssj_xl.domain.formulas.arguments import day, is_title, whole
from ssj_xl.domain.formulas.blocks import block, each, single
from ssj_xl.domain.workdays import MOVED, OFF, Calendar, NotAnnounced
from ssj_xl.tables.cells import as_text, is_blank
from ssj_xl.tables.problems import fail

UNKNOWN = "待公布"


def workday(start: Any, count: Any, holidays: Any) -> Any:
    """The count-th working day after start (the day of the event does not count), or 待公布; of cells or columns."""
    calendar = _calendar(holidays)
    return each(lambda event, number: _add(calendar, day(event, "起算日期"), whole(number, "工作日数")),
                ("起算日期", "工作日数"), start, count)


def _add(calendar: Calendar, event: date, count: int) -> date | str:
    try:
        return calendar.add(event, count)
    except NotAnnounced:
        return UNKNOWN


def due(start: Any, count: Any, holidays: Any, today: Any, done: Any = None) -> Any:
    """How an act due within count working days of start stands on `today`; done: the day it was done, if it was."""
    calendar, now = _calendar(holidays), day(single(today, "今天"), "今天")

    def one(event: Any, number: Any, end: Any) -> str:
        term = (day(event, "起算日期"), whole(number, "工作日数"))
        try:
            return _stands(calendar, term, now) if is_blank(end) else _done(calendar, term, day(end, "完成日期"))
        except NotAnnounced:
            return UNKNOWN

    return each(one, ("起算日期", "工作日数", "完成日期"), start, count, done)


def _stands(calendar: Calendar, term: tuple[date, int], today: date) -> str:
    found = calendar.due(*term, today)
    if found.day == today:
        return "今天到期"
    return f"还有 {found.left} 个工作日" if found.left >= 0 else f"已逾期 {-found.left} 个工作日"


def _done(calendar: Calendar, term: tuple[date, int], end: date) -> str:
    if not calendar.is_past(*term, end):
        return "按期完成"
    return f"逾期 {-calendar.due(*term, end).left} 个工作日完成"


def _calendar(value: Any) -> Calendar:
    """The calendar of the columns 日期 and 类型; a head and blank rows are passed over.  Raises UserError A35."""
    rows = [row for row in block(value) if not is_blank(row[0])]
    if rows and is_title(rows[0][0]):
        rows = rows[1:]
    return Calendar.from_rows([_holiday(number, row) for number, row in enumerate(rows, 1)])


def _holiday(number: int, row: list[Any]) -> dict[str, Any]:
    kind = as_text(row[1]).strip() if len(row) > 1 else ""
    if kind not in (OFF, MOVED):
        raise fail("A35", line=number, value="　".join(as_text(cell) for cell in row[:2]))
    return {"day": day(row[0], f"节假日第 {number} 行的日期"), "type": kind}
