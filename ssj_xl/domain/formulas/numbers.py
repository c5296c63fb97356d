"""What a formula computes: numbers, days, counts, blocks of cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from ssj_xl.domain import uscc
from ssj_xl.domain.draw import quotas
from ssj_xl.domain.formulas import answered
from ssj_xl.domain.formulas.arguments import code, day, is_title, ratio, whole
from ssj_xl.domain.summary.model import percent
from ssj_xl.domain.workdays import MOVED, OFF, Calendar, NotAnnounced
from ssj_xl.tables.cells import as_text, is_blank, read_cell
from ssj_xl.tables.problems import Problem, fail
from ssj_xl.tables.spec import Column, Kind

LICENCE_LENGTH = 17
_COLUMN = Column("number", "证号", Kind.ID)


def idcheck(codes: Any, object_type: Any = None) -> Any:
    """'' where a number is right, or what is wrong with it; of a cell or of each of a column.

    18 characters are taken for a 统一社会信用代码 (GB 32100-2015, with its check character; object_type also tells
    how it must begin), 17 for a 执业证号, of which nothing but the digits can be checked.
    """
    return each(_wrong, ("证号", "对象类型"), codes, object_type)


def _wrong(raw: Any, object_type: Any) -> str:
    if is_title(raw):
        return ""
    found = read_cell(raw, _COLUMN)
    if found.code in ("T04", "T15"):
        wrong = Problem(found.code, {"header": _COLUMN.header, **dict(found.params)})
        return f"{wrong.text}{wrong.remedy}"
    text = uscc.compact(str(found.value))
    if len(text) == LICENCE_LENGTH:
        return "" if text.isascii() and text.isdigit() else "执业证号应全部是数字"
    if len(text) != uscc.LENGTH:
        return f"应为 18 位（统一社会信用代码）或 17 位（执业证号），现为 {len(text)} 位"
    return _code(text, "" if is_blank(object_type) else as_text(object_type).strip())


def _code(text: str, object_type: str) -> str:
    fault = uscc.validate(text)
    if fault is not None:
        return fault.kind.value + (f"，应为 {fault.suggestion}" if fault.suggestion else "")
    start = uscc.expected_prefix(object_type)
    return "" if text.startswith(start) else f"{object_type}的代码应以 {start} 开头"


# --- SSJ_WORKDAY and SSJ_DUE -----------------------------------------------------------------------------

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


# --- SSJ_QUOTA and SSJ_COVERAGE: exact whole numbers and fractions ---------------------------------------

def quota(count: Any, share: Any, least: Any = None) -> Any:
    """min(count, max(least, count × share rounded up)), because the wording is 不低于; of cells or of columns."""
    return each(_quota, ("数量", "抽查比例", "最少数量"), count, share, least)


def _quota(count: Any, share: Any, least: Any) -> int:
    minimum = 0 if is_blank(least) else whole(least, "最少数量")
    return quotas.quota(whole(count, "数量"), ratio(share), minimum)


def coverage(objects: Any, checked: Any, as_text: Any = None) -> Any:
    """Distinct objects checked ÷ distinct objects: a number, or with as_text a sentence with both numbers.

    What was checked and is not among the objects does not count, as in the year's figures.
    """
    register, done = _codes(objects), _codes(checked)
    if not register:
        raise fail("A33", name="检查对象")
    share = Fraction(len(register & done), len(register))
    return _sentence(share, register, done) if single(as_text, "写成文字") else float(share)


def _sentence(share: Fraction, register: set[str], done: set[str]) -> str:
    strange = len(done - register)
    beside = f"，另有 {strange} 个已检查的不在名录内" if strange else ""
    return f"{percent(share)}（{len(register & done)}÷{len(register)}{beside}）"


def _codes(value: Any) -> set[str]:
    cells = [cell for row in block(value) for cell in row if not is_blank(cell)]
    return {code(cell) for cell in (cells[1:] if cells and is_title(cells[0]) else cells)}


# --- what a formula is handed, as a block of rows: one cell, one row, one column, or more ----------------

Block = list[list[Any]]


def block(value: Any) -> Block:
    """Rows of cells, whatever was given: a single value is 1 × 1, a flat list one row."""
    if not isinstance(value, list | tuple):
        return [[value]]
    if value and isinstance(value[0], list | tuple):
        return [list(row) for row in value]
    return [list(value)]


def shape(found: Block) -> tuple[int, int]:
    """Rows and columns."""
    return len(found), len(found[0]) if found else 0


def column(value: Any, name: str) -> list[Any]:
    """The cells of one column (or one row), without the blank ones at its end.  Raises UserError A22."""
    found = block(value)
    rows, columns = shape(found)
    if rows > 1 and columns > 1:
        raise fail("A22", name=name, rows=rows, columns=columns)
    cells = [cell for row in found for cell in row]
    while cells and is_blank(cells[-1]):
        cells.pop()
    return cells


def single(value: Any, name: str) -> Any:
    """The one cell that was given.  Raises UserError A36 where there are more."""
    found = block(value)
    if shape(found) != (1, 1):
        raise fail("A36", name=name)
    return found[0][0]


def each(function: Callable[..., Any], names: Sequence[str], *values: Any) -> Any:
    """Apply a function cell by cell: every value is one cell, which goes for all, or a block of the common shape.

    One cell gives one answer, a block a block.  A blank first cell answers ''; a cell that is wrong answers with its
    own fault and spoils no other.  names: of the arguments, for A34.
    """
    blocks = [block(value) for value in values]
    rows, columns = max(map(shape, blocks), key=lambda size: size[0] * size[1])
    for name, found in zip(names, blocks, strict=True):
        if shape(found) not in ((1, 1), (rows, columns)):
            raise fail("A34", name=name)
    made = [[_one(function, [_cell(found, row, at) for found in blocks]) for at in range(columns)] for row in range(rows)]
    return made[0][0] if (rows, columns) == (1, 1) else made


def _cell(found: Block, row: int, at: int) -> Any:
    return found[0][0] if shape(found) == (1, 1) else found[row][at]


def _one(function: Callable[..., Any], cells: list[Any]) -> Any:
    return "" if is_blank(cells[0]) else answered(function, *cells)
