"""The report as a workbook: 落实情况 with sentences and numbers, charts, a sheet each listing, and where all came from."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ssj_xl.domain.monthly import Source
from ssj_xl.domain.period import long_day
from ssj_xl.domain.summary.model import BLANK, Cell, Listing, points
from ssj_xl.office.measuring import POINTS_A_COLUMN_UNIT, height_of
from ssj_xl.office.text import columns as text_width
from ssj_xl.papers.summary import CREATED, INTERNAL, Fact, Section, Summary, charts, heading

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

MAIN, CHARTS, SOURCES = "落实情况", "图表", "来源"
_COLUMNS = (("指标", 32), ("数值", 11), ("单位", 7), ("统计口径", 49))
_SOURCE_COLUMNS = (("事项", 26), ("指标", 32), ("数值", 10), ("来源表", 14), ("单元格", 16), ("这一行是", 54),
                   ("来源文件、行", 34))
_PLACE, _ORIGIN = ("来源", 16), ("来源文件、行", 30)
_LAST_ROW = 1_048_000
_PORTRAIT = 100  # half-width characters that A4 holds upright at a readable size
_LEAST = 17.0  # points of a row
_GAP = 2  # rows between charts
_ROW_PIXELS, _PAGE_PIXELS, _SCALE = 20, 1200, 75

_SONG: dict[str, Any] = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "text_wrap": True}
_CELL: dict[str, Any] = {**_SONG, "border": 1}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {**_SONG, "font_name": "黑体", "font_size": 18, "align": "center"},
    "about": {**_SONG, "align": "center"},
    "head": {**_CELL, "font_name": "黑体", "align": "center", "bg_color": "#E7ECF2"},
    "band": {**_CELL, "font_name": "黑体", "font_size": 12, "bg_color": "#F4F6F9"},
    "prose": {**_CELL, "font_name": "仿宋", "font_size": 12, "valign": "top"},
    "text": {**_CELL},
    "note": {**_CELL, "font_size": 9},
    "number": {**_CELL, "align": "right", "num_format": "0"},
    "share": {**_CELL, "align": "right", "num_format": "0.00%"},
    "day": {**_CELL, "align": "center", "num_format": "yyyy-mm-dd"},
    "blank": {**_CELL, "align": "center"},
    "sum": {**_CELL, "font_name": "黑体", "bg_color": "#F4F6F9"},
    "sum_number": {**_CELL, "align": "right", "num_format": "0", "bg_color": "#F4F6F9", "bold": True},
    "sum_share": {**_CELL, "align": "right", "num_format": "0.00%", "bg_color": "#F4F6F9", "bold": True},
    "below": {**_SONG, "font_size": 9},
}

Formats = Mapping[str, "Format"]


def as_workbook(summary: Summary) -> bytes:
    """The report as .xlsx."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": summary.title, "created": CREATED})
        formats = {name: book.add_format(style) for name, style in _STYLES.items()}
        _main(book.add_worksheet(MAIN), summary, formats)
        if any(summary.charts()):
            _charts(book, summary, formats)
        for section, listing in summary.listings():
            _listing(book.add_worksheet(listing.sheet), section, listing, summary=summary, formats=formats)
        if not summary.public:
            _sources(book.add_worksheet(SOURCES), summary, formats)
    return buffer.getvalue()


def _page(sheet: Worksheet, widths: Sequence[int], *, mark: str = "", fit: bool = True) -> None:
    """A4 upright, or lying where the columns need it, one page wide; internal sheets say so on every page.

    Without `fit` the sheet breaks where it is told to.
    """
    sheet.set_paper(9)
    if sum(widths) > _PORTRAIT:
        sheet.set_landscape()
    sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
    if fit:
        sheet.fit_to_pages(1, 0)
    else:
        sheet.set_print_scale(_SCALE)
    sheet.hide_gridlines(2)
    sheet.set_footer("&C&\"宋体\"&9第 &P 页，共 &N 页")
    if mark:
        sheet.set_header(f'&R&"黑体"&10{mark}')
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)


def _merged(sheet: Worksheet, row: int, last: int, text: str, style: Format) -> None:
    sheet.merge_range(row, 0, row, last, "", style)
    sheet.write_string(row, 0, text, style)


def _main(sheet: Worksheet, summary: Summary, formats: Formats) -> None:
    widths = [width for _, width in _COLUMNS]
    internal = any(section.internal for section in summary.sections)
    _page(sheet, widths, mark=INTERNAL if internal else "")
    last = len(_COLUMNS) - 1
    _merged(sheet, 0, last, summary.title, formats["title"])
    sheet.set_row(0, height_of(summary.title, sum(widths) * POINTS_A_COLUMN_UNIT, 18) + 8)
    about = f"{summary.unit}　　统计期间：{summary.period.text}　　数据截至{long_day(summary.until)}　　报告日期：{long_day(summary.made_on)}"
    _merged(sheet, 1, last, about, formats["about"])
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
    _merged(sheet, row, len(_COLUMNS) - 1, title, formats["band"])
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
    _merged(sheet, row, len(_COLUMNS) - 1, text, style)
    sheet.set_row(row, height_of(text, sum(width for _, width in _COLUMNS) * POINTS_A_COLUMN_UNIT, size))


def _fact(sheet: Worksheet, row: int, fact: Fact, formats: Formats) -> None:
    sheet.write_string(row, 0, fact.name, formats["text"])
    _write(sheet, (row, 1), fact.value, formats=formats)
    sheet.write_string(row, 2, fact.unit, formats["blank"])
    sheet.write_string(row, 3, fact.note, formats["note"])
    needs = max(height_of(fact.name, _COLUMNS[0][1] * POINTS_A_COLUMN_UNIT, 10),
                height_of(fact.note, _COLUMNS[3][1] * POINTS_A_COLUMN_UNIT, 9))
    sheet.set_row(row, needs)


def _write(sheet: Worksheet, at: tuple[int, int], value: Cell, *, formats: Formats, total: bool = False) -> None:
    """A cell of its kind: text stays text, a share is a number with two decimals."""
    sums = "sum_" if total else ""
    if isinstance(value, Fraction):
        sheet.write_number(*at, points(value) / 10_000, formats[f"{sums}share"])
    elif isinstance(value, int):
        sheet.write_number(*at, value, formats[f"{sums}number"])
    elif isinstance(value, date):
        sheet.write_datetime(*at, value, formats["day"])
    else:
        style = "sum" if total else "blank" if value is None else "text"
        sheet.write_string(*at, BLANK if value is None else value, formats[style])


def _charts(book: Workbook, summary: Summary, formats: Formats) -> None:
    """Each chart below its numbers; none is cut by the end of a page."""
    sheet = book.add_worksheet(CHARTS)
    most = max(len(chart.series) for _, chart in summary.charts())
    _page(sheet, [36, *[12] * most], mark=INTERNAL if any(s.internal for s, _ in summary.charts()) else "", fit=False)
    row, top, breaks = 0, 0, []
    for section, chart in summary.charts():
        data = len(chart.categories) + 3
        end = row + data + charts.height(chart) // _ROW_PIXELS + 1 + _GAP
        if row > top and (end - top) * _ROW_PIXELS > _PAGE_PIXELS:
            breaks.append(row)
            top = row
        title = chart.title + (f"（{INTERNAL}）" if section.internal else "")
        _merged(sheet, row, most, title, formats["band"])
        charts.write_data(sheet, chart, row + 1, formats)
        sheet.insert_chart(row + data, 0, charts.make(book, chart, CHARTS, row + 1))
        row = end
    sheet.set_h_pagebreaks(breaks)


def _listing(sheet: Worksheet, section: Section, listing: Listing, *, summary: Summary, formats: Formats) -> None:
    """One table, its header on every page."""
    traced = bool(listing.origins) and not summary.public
    merged = traced and any(source.origin for source in listing.origins)
    columns = (*listing.columns, *((_PLACE,) if traced else ()), *((_ORIGIN,) if merged else ()))
    _page(sheet, [width for _, width in columns], mark=INTERNAL if section.internal else "")
    if len(columns) > 1:
        _merged(sheet, 0, len(columns) - 1, listing.title, formats["band"])
    sheet.set_row(0, 24)
    for column, (title, _) in enumerate(columns):
        sheet.write_string(1, column, title, formats["head"])
    for at, values in enumerate(listing.rows[:_LAST_ROW]):
        total = listing.total and at == len(listing.rows) - 1
        for column, value in enumerate(values):
            _write(sheet, (at + 2, column), value, formats=formats, total=total)
        if traced:
            origin = _origin(listing.origins[at] if at < len(listing.origins) else None)[:len(columns) - len(values)]
            for offset, text in enumerate(origin):
                sheet.write_string(at + 2, len(values) + offset, text, formats["text"])
            values = (*values, *origin)
        sheet.set_row(at + 2, _height(values, columns))
    below = len(listing.rows) + 2
    for offset, text in enumerate(text for text in (listing.note, "" if listing.rows else "（没有）") if text):
        _merged(sheet, below + offset, len(columns) - 1, text, formats["below"])
        sheet.set_row(below + offset, height_of(text, sum(w for _, w in columns) * POINTS_A_COLUMN_UNIT, 9))
    sheet.freeze_panes(2, 0)
    sheet.repeat_rows(0, 1)
    if listing.rows:
        sheet.autofilter(1, 0, below - 1 - listing.total, len(columns) - 1)


def _height(values: Sequence[Cell], columns: Sequence[tuple[str, int]]) -> float:
    """Points of height for a row: programs do not find it themselves for files that say nothing."""
    longer = (height_of(value, width * POINTS_A_COLUMN_UNIT, 10) for value, (_, width) in zip(values, columns, strict=True)
              if isinstance(value, str) and text_width(value) > width)
    return max(longer, default=_LEAST)


def _origin(source: Source | None) -> tuple[str, str]:
    """Where a line came from: the cell, and file and row before consolidation."""
    return (_cell(source), source.origin) if source else ("", "")


def _sources(sheet: Worksheet, summary: Summary, formats: Formats) -> None:
    """A line each row that a number was counted from."""
    _page(sheet, [width for _, width in _SOURCE_COLUMNS], mark=INTERNAL)
    for column, (title, _) in enumerate(_SOURCE_COLUMNS):
        sheet.write_string(0, column, title, formats["head"])
    row = 0
    for row, line in enumerate(_source_lines(summary), start=1):
        if row == _LAST_ROW:
            sheet.write_string(row, 0, "其余来源行数超过工作表上限，没有列出", formats["text"])
            break
        for column, text in enumerate(line):
            sheet.write_string(row, column, text, formats["text"])
        sheet.set_row(row, _height(line, _SOURCE_COLUMNS))
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, max(row, 1), len(_SOURCE_COLUMNS) - 1)


def _source_lines(summary: Summary) -> Iterator[tuple[str, ...]]:
    for section in summary.sections:
        for fact in section.facts:
            for source in fact.sources:
                yield (section.title, fact.name, fact.text, source.table, _cell(source), source.row, source.origin)


def _cell(source: Source) -> str:
    sheet = source.place.sheet or source.table
    return f"{sheet}!{source.place.cell}" if source.place.cell else sheet
