"""导入预览和名册核对 as a workbook: a sheet of facts, and a sheet for each kind of row that there is.

Internal.  The same preview gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ssj_xl.office.measuring import POINTS_A_COLUMN_UNIT, ROW_LIMIT, height_of

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

_CREATED = datetime(2021, 1, 1)
_TEXT: dict[str, Any] = {"font_name": "宋体", "font_size": 10, "valign": "top", "text_wrap": True, "border": 1}
_HEAD: dict[str, Any] = {**_TEXT, "font_name": "黑体", "bg_color": "#D9E2EF", "align": "center", "valign": "vcenter"}
_TITLE: dict[str, Any] = {"font_name": "黑体", "font_size": 16, "align": "center", "valign": "vcenter"}


@dataclass(frozen=True)
class Leaf:
    """One sheet: its name, columns as (title, width in characters), and rows of text."""

    name: str
    columns: Sequence[tuple[str, int]]
    rows: Sequence[Sequence[str]]


def as_workbook(title: str, facts: Iterable[tuple[str, str]], leaves: Iterable[Leaf]) -> bytes:
    """The workbook as .xlsx; every cell is text, so nothing from the file becomes a formula."""
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"title": title, "created": _CREATED})
        formats = tuple(book.add_format(one) for one in (_TITLE, _HEAD, _TEXT))
        _write(book, title, Leaf("概要", (("项目", 24), ("内容", 100)), list(facts)), formats)
        for leaf in leaves:
            if not leaf.rows:
                continue
            _write(book, f"{title}：{leaf.name}（{len(leaf.rows)}）", leaf, formats)
    return buffer.getvalue()


def _height(leaf: Leaf, row: Sequence[str]) -> float:
    """The height in points that shows every text of a row whole."""
    return min(ROW_LIMIT, max(height_of(text, width * POINTS_A_COLUMN_UNIT, _TEXT["font_size"])
                              for text, (_, width) in zip(row, leaf.columns, strict=True)))


def _write(book: Workbook, title: str, leaf: Leaf, formats: Sequence[Any]) -> None:
    """A sheet ready to print on A4 across, its header on every page."""
    sheet = book.add_worksheet(leaf.name)
    big, head, plain = formats
    last = len(leaf.columns) - 1
    sheet.merge_range(0, 0, 0, last, title, big)
    sheet.set_row(0, 28)
    for column, (name, width) in enumerate(leaf.columns):
        sheet.set_column(column, column, width)
        sheet.write_string(1, column, name, head)
    for number, row in enumerate(leaf.rows, start=2):
        for column, text in enumerate(row):
            sheet.write_string(number, column, text[:32_000], plain)
        sheet.set_row(number, _height(leaf, row))
    sheet.freeze_panes(2, 0)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(0.5, 0.5, 0.6, 0.6)
    sheet.repeat_rows(0, 1)
    sheet.set_footer("&C第 &P 页，共 &N 页")
