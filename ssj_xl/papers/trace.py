"""月报追溯: the companion of the monthly form, a workbook that lists for each figure the rows it came from.

Internal: it is kept with the form and not handed in.  The same figures give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ssj_xl.domain.monthly import Figure, Figures, Source
from ssj_xl.tables.form import FIELD_BY_KEY
from ssj_xl.tables.problems import Problem

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

_CREATED = datetime(2021, 1, 1)
_COLUMNS = (("月报栏目", 26), ("填在", 14), ("数字名称", 40), ("数字", 18), ("来源表", 14), ("单元格", 12),
            ("这一行是", 44), ("来源文件、行", 24), ("说明", 50))
_PROBLEM_COLUMNS = (("级别", 8), ("代码", 8), ("位置", 30), ("问题", 70), ("处理办法", 60))
_LAST_ROW = 1_048_000
_SEVERITY = {"error": "错误", "warning": "提醒"}


def as_workbook(figures: Figures, *, cells: Mapping[str, str], facts: Iterable[tuple[str, str]],
                problems: Sequence[Problem] = ()) -> bytes:
    """The trace as .xlsx.  cells: field → "sheet!cell" of the filled form; facts: what the first sheet says."""
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"title": "月报追溯", "created": _CREATED})
        plain, head = book.add_format(_TEXT), book.add_format({**_TEXT, "bold": True, "bg_color": "#D9E2EF"})
        _write(book, "说明", (("项目", 18), ("内容", 90)), facts, formats=(head, plain))
        _write(book, "追溯", _COLUMNS, _lines(figures.figures, cells), formats=(head, plain))
        _write(book, "提醒", _PROBLEM_COLUMNS, (_problem(found) for found in problems), formats=(head, plain))
        book.get_worksheet_by_name("追溯").activate()
    return buffer.getvalue()


def as_data(figures: Figures, *, cells: Mapping[str, str], facts: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The trace as plain values for JSON: facts, and a list of figures with their sources."""
    return {"facts": dict(facts), "figures": [_figure_data(figure, cells) for figure in figures.figures]}


_TEXT: dict[str, Any] = {"font_name": "宋体", "font_size": 10, "valign": "top", "text_wrap": True, "border": 1}


def _write(book: Workbook, name: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[str]], *,
           formats: Sequence[Any]) -> None:
    """One sheet of text, ready to print on A4 with its header on every page."""
    sheet, (head, plain) = book.add_worksheet(name), formats
    last = 0
    for column, (title, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, head)
    for last, row in enumerate(rows, start=1):
        for column, text in enumerate(row):
            sheet.write_string(last, column, text, plain)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _lines(figures: Sequence[Figure], cells: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """A line each source; a figure without one has a line of its own.  Where a sheet would overflow it says so."""
    for count, line in enumerate(line for figure in figures for line in _figure_lines(figure, cells)):
        if count == _LAST_ROW:
            yield ("", "", "其余来源行数超过工作表上限，没有列出", "", "", "", "", "", "")
            return
        yield line


def _figure_lines(figure: Figure, cells: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    head = (FIELD_BY_KEY[figure.field].title, cells.get(figure.field, ""), figure.what, figure.value)
    for source in figure.sources:
        yield (*head, source.table, _cell(source), source.row, source.origin, figure.note)
    if not figure.sources:
        yield (*head, "", "", "", "", figure.note)


def _cell(source: Source) -> str:
    """The cell; with its sheet where that is called otherwise than the table."""
    sheet = source.place.sheet
    return source.place.cell if sheet in ("", source.table) else f"{sheet}!{source.place.cell}"


def _problem(found: Problem) -> tuple[str, ...]:
    return _SEVERITY[found.severity], found.code, str(found.place), found.text, found.remedy


def _figure_data(figure: Figure, cells: Mapping[str, str]) -> dict[str, Any]:
    return {
        "field": figure.field, "label": FIELD_BY_KEY[figure.field].title, "cell": cells.get(figure.field, ""),
        "what": figure.what, "value": figure.value, "note": figure.note,
        "sources": [_source_data(source) for source in figure.sources],
    }


def _source_data(source: Source) -> dict[str, str]:
    at = source.place
    return {"table": source.table, "file": at.file, "sheet": at.sheet, "cell": at.cell, "row": source.row,
            "origin": source.origin}
