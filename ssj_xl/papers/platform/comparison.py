"""平台核对表: ledger and platform side by side, the four steps of every task, and every difference.  Internal."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from ssj_xl.domain.platform.compare import OUTSIDE, SAME, Compared, TaskSide
from ssj_xl.office.measuring import height_of
from ssj_xl.papers.platform import POINTS_A_UNIT
from ssj_xl.tables.platform import STEPS

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_CREATED = datetime(2021, 1, 1)
_SIZE = 10
_LEDGER, _PLATFORM = "台账", "平台"
_OVERVIEW = (("任务编号", 18), ("任务名称", 22), ("平台任务编号", 20),
             *((f"{step}\n{side}", 10) for step in STEPS.values() for side in (_LEDGER, _PLATFORM)),
             ("名单\n台账", 6), ("名单\n平台", 6), ("差异", 6), ("结论", 12))
_DIFFERENCES = (("序号", 6), ("类别", 13), ("任务编号", 18), ("平台任务编号", 20), ("任务名称", 24), ("对象", 24),
                ("步骤或事项", 16), ("台账", 20), ("平台", 20))

_TEXT: dict[str, Any] = {"font_name": "宋体", "font_size": _SIZE, "valign": "vcenter", "text_wrap": True, "border": 1}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"font_name": "黑体", "font_size": 16, "valign": "vcenter", "align": "center"},
    "about": {"font_name": "宋体", "font_size": _SIZE, "valign": "vcenter", "text_wrap": True},
    "head": {**_TEXT, "font_name": "黑体", "align": "center", "bg_color": "#D9E2EF"},
    "text": {**_TEXT, "num_format": "@"},
    "number": {**_TEXT, "align": "center"},
    "outside": {**_TEXT, "bold": True, "bg_color": "#F8CBAD"},
    "differs": {**_TEXT, "bg_color": "#FFF2CC"},
}


class Facts(NamedTuple):
    """What the head of the sheets says: unit, the platform's file, the day."""

    unit: str
    file: str
    day: date


class _Line(NamedTuple):
    """One row of a table and the style of its cells that stand out, by column."""

    cells: tuple[str | int, ...]
    marks: Mapping[int, str] = {}


class _Table(NamedTuple):
    """One sheet's table."""

    name: str
    columns: Sequence[tuple[str, int]]
    lines: Sequence[_Line]


def as_workbook(compared: Compared, facts: Facts) -> bytes:
    """The comparison as .xlsx: 总览 and 差异, A4 landscape, titles on every page."""
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"title": "平台核对表", "created": _CREATED})
        formats = {name: book.add_format(style) for name, style in _STYLES.items()}
        about = f"{facts.unit}　　核对日期：{facts.day.isoformat()}　　平台文件：{facts.file}\n{summary(compared)}"
        _write(book, _Table("总览", _OVERVIEW, list(_overview(compared))), about, formats=formats)
        _write(book, _Table("差异", _DIFFERENCES, list(_differences(compared))), about, formats=formats)
    return buffer.getvalue()


def summary(compared: Compared) -> str:
    """One sentence on the whole comparison."""
    outside = sum(compared.verdict(pair) == OUTSIDE for pair in compared.pairs)
    same = sum(compared.verdict(pair) == SAME for pair in compared.pairs)
    head = f"共核对任务 {len(compared.pairs)} 个：一致 {same} 个，平台之外 {outside} 个，其余 {len(compared.pairs) - same - outside} 个。"
    kinds = "、".join(f"{kind} {count}" for kind, count in compared.counts().items() if count)
    return head + (f"差异 {len(compared.differences)} 处：{kinds}。" if kinds else "没有差异。")


def _overview(compared: Compared) -> Iterator[_Line]:
    for pair in compared.pairs:
        verdict, known = compared.verdict(pair), pair.known
        steps = [_step(side, key) for key in STEPS for side in pair]
        count = len(compared.of(pair))
        marks = {3 + 2 * n + m: "differs" for n in range(len(STEPS)) for m in (0, 1)
                 if pair.ours and pair.theirs and steps[2 * n] != steps[2 * n + 1]
                 and list(STEPS)[n] in pair.ours.has & pair.theirs.has}
        last = len(_OVERVIEW) - 1
        style = "outside" if verdict == OUTSIDE else "text" if verdict == SAME else "differs"
        yield _Line((known.code or "—", known.name, pair.number or "（没有）", *steps, *map(_size, pair), count, verdict),
                    {**marks, last: style, **({2: "outside"} if verdict == OUTSIDE else {})})


def _step(side: TaskSide | None, key: str) -> str:
    day = side.steps.get(key) if side else None
    return day.isoformat() if day else "—"


def _size(side: TaskSide | None) -> str | int:
    return len(side.visits) if side and side.visits else "—"


def _differences(compared: Compared) -> Iterator[_Line]:
    for number, one in enumerate(compared.differences, 1):
        yield _Line((number, one.kind, one.code or "—", one.number or "（没有）", one.task, one.object, one.what, one.ours,
                     one.theirs), {1: "outside"} if one.kind == OUTSIDE else {})


def _write(book: Workbook, table: _Table, about: str, *, formats: Mapping[str, Format]) -> None:
    name, columns, lines = table
    sheet, last = book.add_worksheet(name), len(columns) - 1
    for number, (_, width) in enumerate(columns):
        sheet.set_column(number, number, width)
    for row, (text, style, height) in enumerate(((f"平台核对表（{name}）", "title", 28.0), (about, "about", 34.0))):
        sheet.merge_range(row, 0, row, last, "", formats[style])
        sheet.write_string(row, 0, text, formats[style])
        sheet.set_row(row, height)
    for number, (title, _) in enumerate(columns):
        sheet.write_string(2, number, title, formats["head"])
    sheet.set_row(2, 30)
    for row, line in enumerate(lines or [_Line(("没有差异",) + ("",) * last)], 3):
        _row(sheet, row, line, columns, formats=formats)
    _print(sheet, last, max(3 + len(lines) - 1, 3))


def _row(sheet: Worksheet, row: int, line: _Line, columns: Sequence[tuple[str, int]], *,
         formats: Mapping[str, Format]) -> None:
    sheet.set_row(row, max(height_of(str(text), width * POINTS_A_UNIT, _SIZE)
                           for text, (_, width) in zip(line.cells, columns, strict=True)))
    for number, value in enumerate(line.cells):
        style = formats[line.marks.get(number, "number" if isinstance(value, int) else "text")]
        if isinstance(value, int):
            sheet.write_number(row, number, value, style)
        else:
            sheet.write_string(row, number, value, style)


def _print(sheet: Worksheet, last_column: int, last_row: int) -> None:
    sheet.freeze_panes(3, 0)
    sheet.autofilter(2, 0, last_row, last_column)
    sheet.repeat_rows(2)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&9第 &P 页，共 &N 页")
