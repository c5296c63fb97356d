"""The report as a workbook: 落实情况 with sentences and numbers, charts, a sheet each listing, and where all came from."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ssj_xl.domain.monthly import Source
from ssj_xl.domain.period import long_day
from ssj_xl.domain.summary.model import Listing
from ssj_xl.office.measuring import POINTS_A_COLUMN_UNIT, height_of
from ssj_xl.office.package import CREATED
from ssj_xl.papers.listing import (
    SHADE,
    SIZE,
    SONG,
    Formats,
    PrintedList,
    formats_of,
    merge_line,
    set_up_page,
    write_cell,
    write_list,
)
from ssj_xl.papers.summary import INTERNAL, Fact, Section, Summary, charts, heading

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

MAIN, CHARTS, SOURCES = "落实情况", "图表", "来源"
_COLUMNS = (("指标", 32), ("数值", 11), ("单位", 7), ("统计口径", 49))
_SOURCE_COLUMNS = (("事项", 26), ("指标", 32), ("数值", 10), ("来源表", 14), ("单元格", 16), ("这一行是", 54),
                   ("来源文件、行", 34))
_PLACE, _ORIGIN = ("来源", 16), ("来源文件、行", 30)
_GAP = 2  # rows between charts
_ROW_PIXELS, _PAGE_PIXELS, _SCALE = 20, 1200, 75

_SONG: dict[str, Any] = {**SONG, "font_size": SIZE}
_STYLES: dict[str, dict[str, Any]] = {
    "report": {**_SONG, "font_name": "黑体", "font_size": 18, "align": "center"},
    "centred": {**_SONG, "align": "center"},
    "band": {**_SONG, "font_name": "黑体", "font_size": 12, "border": 1, **SHADE},
    "prose": {**_SONG, "font_name": "仿宋", "font_size": 12, "border": 1, "valign": "top"},
    "note": {**_SONG, "border": 1, "font_size": 9},
}


def as_workbook(summary: Summary) -> bytes:
    """The report as .xlsx."""
    from ssj_xl.office.streamed import StreamedBook, completed

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with StreamedBook(buffer, options) as book:
        book.set_properties({"title": summary.title, "created": CREATED})
        formats = {**formats_of(book), **{name: book.add_format(style) for name, style in _STYLES.items()}}
        _main(book.add_worksheet(MAIN), summary, formats)
        if any(summary.charts()):
            _charts(book, summary, formats)
        for section, listing in summary.listings():
            printed = _printed(listing, section, public=summary.public)
            write_list(book.add_worksheet(printed.name), printed, formats)
        if not summary.public:
            lines = PrintedList(name=SOURCES, columns=_SOURCE_COLUMNS, rows=list(_source_lines(summary)))
            write_list(book.add_worksheet(SOURCES), lines, formats)
    return completed(buffer.getvalue(), book)


def _main(sheet: Worksheet, summary: Summary, formats: Formats) -> None:
    widths = [width for _, width in _COLUMNS]
    internal = any(section.internal for section in summary.sections)
    set_up_page(sheet, widths, internal=internal)
    last = len(_COLUMNS) - 1
    merge_line(sheet, 0, last, summary.title, formats["report"])
    sheet.set_row(0, height_of(summary.title, sum(widths) * POINTS_A_COLUMN_UNIT, 18) + 8)
    about = f"{summary.unit}　　统计期间：{summary.period.text}　　数据截至{long_day(summary.until)}　　报告日期：{long_day(summary.made_on)}"
    merge_line(sheet, 1, last, about, formats["centred"])
    sheet.set_row(1, height_of(about, sum(widths) * POINTS_A_COLUMN_UNIT, 10))
    for column, (title, _) in enumerate(_COLUMNS):
        sheet.write_string(2, column, title, formats["head"])
    sheet.freeze_panes(3, 0)
    sheet.repeat_rows(2)
    row = 3
    for number, section in enumerate(summary.sections, start=1):
        row = _section(sheet, row, heading(number, section), section, formats=formats)
    for text in ("统计口径说明：", *summary.definitions):
        _prose(sheet, row, text, formats["below"], 9)
        row += 1


def _section(sheet: Worksheet, row: int, title: str, section: Section, *, formats: Formats) -> int:
    """A band, the sentences, a line each number; returns the next free row."""
    merge_line(sheet, row, len(_COLUMNS) - 1, title, formats["band"])
    sheet.set_row(row, 22)
    row += 1
    for text in section.sentences:
        _prose(sheet, row, text, formats["prose"], 12)
        row += 1
    for fact in section.facts:
        _fact(sheet, row, fact, formats)
        row += 1
    return row


def _prose(sheet: Worksheet, row: int, text: str, style: Format, size: float) -> None:
    merge_line(sheet, row, len(_COLUMNS) - 1, text, style)
    sheet.set_row(row, height_of(text, sum(width for _, width in _COLUMNS) * POINTS_A_COLUMN_UNIT, size))


def _fact(sheet: Worksheet, row: int, fact: Fact, formats: Formats) -> None:
    sheet.write_string(row, 0, fact.name, formats["text"])
    write_cell(sheet, (row, 1), fact.value, formats)
    sheet.write_string(row, 2, fact.unit, formats["blank"])
    sheet.write_string(row, 3, fact.note, formats["note"])
    needs = max(height_of(fact.name, _COLUMNS[0][1] * POINTS_A_COLUMN_UNIT, 10),
                height_of(fact.note, _COLUMNS[3][1] * POINTS_A_COLUMN_UNIT, 9))
    sheet.set_row(row, needs)


def _charts(book: Workbook, summary: Summary, formats: Formats) -> None:
    """Each chart below its numbers; none is cut by the end of a page."""
    sheet = book.add_worksheet(CHARTS)
    most = max(len(chart.series) for _, chart in summary.charts())
    set_up_page(sheet, [36, *[12] * most], internal=any(s.internal for s, _ in summary.charts()), scale=_SCALE)
    row, top, breaks = 0, 0, []
    for section, chart in summary.charts():
        data = len(chart.categories) + 3
        end = row + data + charts.height(chart) // _ROW_PIXELS + 1 + _GAP
        if row > top and (end - top) * _ROW_PIXELS > _PAGE_PIXELS:
            breaks.append(row)
            top = row
        title = chart.title + (f"（{INTERNAL}）" if section.internal else "")
        merge_line(sheet, row, most, title, formats["band"])
        charts.write_data(sheet, chart, row + 1, formats)
        sheet.insert_chart(row + data, 0, charts.make(book, chart, CHARTS, row + 1))
        row = end
    sheet.set_h_pagebreaks(breaks)


def _printed(listing: Listing, section: Section, *, public: bool) -> PrintedList:
    """A listing of the report with, where it is internal, the place that each of its rows came from."""
    traced = bool(listing.origins) and not public
    merged = traced and any(source.origin for source in listing.origins)
    columns = (*listing.columns, *((_PLACE,) if traced else ()), *((_ORIGIN,) if merged else ()))
    width, rows = len(columns) - len(listing.columns), listing.rows
    if traced:
        origins = [*map(_origin, listing.origins), *[("", "")] * (len(rows) - len(listing.origins))]
        rows = tuple((*values, *origin[:width]) for values, origin in zip(rows, origins, strict=False))
    notes = [text for text in (listing.note, "" if rows else "（没有）") if text]
    return PrintedList(name=listing.sheet, columns=columns, rows=rows, heads=(listing.title,), notes=notes,
                       total=listing.total, internal=section.internal)


def _origin(source: Source) -> tuple[str, str]:
    """Where a line came from: the cell, and file and row before consolidation."""
    return _cell(source), source.origin


def _source_lines(summary: Summary) -> Iterator[tuple[str, ...]]:
    for section in summary.sections:
        for fact in section.facts:
            for source in fact.sources:
                yield (section.title, fact.name, fact.text, source.table, _cell(source), source.row, source.origin)


def _cell(source: Source) -> str:
    sheet = source.place.sheet or source.table
    return f"{sheet}!{source.place.cell}" if source.place.cell else sheet
