"""期限清单 as a workbook to print on A4: what is due, and the rules with their terms and sources.  Internal.

The same list gives the same bytes; every cell is text.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ssj_xl.office.measuring import POINTS_A_COLUMN_UNIT, ROW_LIMIT, height_of

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_CREATED = datetime(2021, 1, 1)
_SIZE = 9
_COLUMNS = (("状态", 9), ("事项", 13), ("对象、任务", 27), ("责任处室", 13), ("起算日期", 10), ("期限", 12), ("剩余", 14),
            ("位置", 17), ("说明", 21), ("依据", 24))
_RULES = (("事项", 20), ("期限参数", 24), ("依据", 50), ("已逾期", 8), ("今日到期", 8), ("即将到期", 8), ("待公布", 8),
          ("未到期", 8), ("逾期完成", 8), ("已完成", 8))
_TEXT: dict[str, Any] = {"font_name": "宋体", "font_size": _SIZE, "valign": "vcenter", "text_wrap": True, "border": 1,
                         "border_color": "#B8C4D0", "num_format": "@"}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"font_name": "黑体", "font_size": 16, "align": "center", "valign": "vcenter"},
    "facts": {"font_name": "仿宋", "font_size": 10, "valign": "vcenter", "text_wrap": True},
    "head": {**_TEXT, "font_name": "黑体", "bg_color": "#D9E2EF", "align": "center"},
    "text": _TEXT,
    "已逾期": {**_TEXT, "font_name": "黑体", "font_color": "#A5281B", "bg_color": "#FBE4E1", "align": "center"},
    "今日到期": {**_TEXT, "font_name": "黑体", "font_color": "#8A5A00", "bg_color": "#FDF1D6", "align": "center"},
    "即将到期": {**_TEXT, "font_color": "#8A5A00", "bg_color": "#FDF1D6", "align": "center"},
    "other": {**_TEXT, "align": "center"},
}


def as_workbook(facts: str, lines: Sequence[Sequence[str]], rules: Sequence[Sequence[str]]) -> bytes:
    """The workbook as .xlsx.

    facts: whose list, of which day, with the counts; lines: state, duty, subject, division, start, deadline, rest,
    place, note, source; rules: title, term, source, and the count of each state.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"title": "期限清单", "created": _CREATED})
        formats = {name: book.add_format(style) for name, style in _STYLES.items()}
        given = lines or [["", "没有到期、逾期或待公布的事项", *[""] * (len(_COLUMNS) - 2)]]
        _write(book, ("期限清单", facts), _COLUMNS, given, formats=formats)
        _write(book, ("期限规则和依据", "期限可在主台账“参数”中修改；工作日按“节假日”计算。"), _RULES, rules, formats=formats)
    return buffer.getvalue()


def _write(book: Workbook, head: tuple[str, str], columns: Sequence[tuple[str, int]], rows: Sequence[Sequence[str]], *,
           formats: dict[str, Format]) -> None:
    """A sheet ready to print on A4 across, its header on every page."""
    sheet, last = book.add_worksheet(head[0]), len(columns) - 1
    total = sum(width for _, width in columns)
    for number, (text, style, size) in enumerate(((head[0], "title", 16), (head[1], "facts", 10))):
        sheet.merge_range(number, 0, number, last, "", formats[style])
        sheet.write_string(number, 0, text, formats[style])
        sheet.set_row(number, height_of(text, total * POINTS_A_COLUMN_UNIT, size) + 6)
    for column, (name, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(2, column, name, formats["head"])
    sheet.set_row(2, 22)
    for number, row in enumerate(rows, start=3):
        _row(sheet, number, row, formats)
        sheet.set_row(number, min(ROW_LIMIT, 4 + max(
            height_of(text, width * POINTS_A_COLUMN_UNIT, _SIZE) for text, (_, width) in zip(row, columns, strict=True))))
    _print(sheet)


def _row(sheet: Worksheet, number: int, row: Sequence[str], formats: dict[str, Format]) -> None:
    for column, text in enumerate(row):
        plain = formats["other"] if column == 0 or text.isdigit() else formats["text"]
        sheet.write_string(number, column, text, formats[text] if column == 0 and text in formats else plain)


def _print(sheet: Worksheet) -> None:
    sheet.freeze_panes(3, 0)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.repeat_rows(2)
    sheet.set_footer('&L&"宋体,Regular"&9内部资料&C&"宋体,Regular"&9第 &P 页，共 &N 页')
