"""Builds workbooks/月报表.xlsx: the official monthly form, empty and ready to print on A4."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ssj_xl.tables.form import (
    BODY_FIELDS,
    FIELD_BY_KEY,
    HEADING_OF_ITEM_4,
    MARGIN_FIELDS,
    SECTION_ARRANGEMENT,
    SECTION_CONDUCT,
    TITLE,
    FormField,
)

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

SHEET = "月报表"

_CREATED = datetime(2021, 1, 1)
_WIDTHS = (5.0, 21.0, 33.6, 33.6)
_LAST = len(_WIDTHS) - 1
_HEAD_ROW, _ARRANGEMENT_ROW, _CONDUCT_ROW, _ITEM_4_ROW, _REGION_ROW, _FOOT_ROW = 1, 2, 6, 7, 13, 15
_HEIGHTS = (44, 28, 26, 52, 52, 52, 26, 26, 44, 52, 42, 44, 48, 26, 90, 32)

_DEFAULT_FONT = {"font_name": "Arial", "font_size": 10}
"""Column widths are counted in digits of this font, which is as wide in every office program; no text is set in it."""

_LABEL: dict[str, Any] = {"align": "center", "border": 1}
_FORMATS: dict[str, dict[str, Any]] = {
    "title": {"font_name": "宋体", "font_size": 18, "bold": True, "align": "center"},
    "head": {"font_name": "仿宋", "align": "left"},
    "date": {"font_name": "仿宋", "align": "right"},
    "section": {"font_name": "黑体", "align": "left", "border": 1, "indent": 1},
    "label": {"font_name": "仿宋", **_LABEL},
    "content": {"font_name": "仿宋", "align": "left", "border": 1, "indent": 1},
}


def build(path: Path) -> None:
    """Write the empty form.  The same bytes every time."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"default_format_properties": {**_DEFAULT_FONT}}) as book:
        book.set_properties({"title": TITLE, "created": _CREATED})
        book.set_calc_mode("auto")
        sheet = book.add_worksheet(SHEET)
        formats = {name: book.add_format({"font_size": 12, "valign": "vcenter", "text_wrap": True, **settings})
                   for name, settings in _FORMATS.items()}
        _set_page(sheet)
        _write_head_and_foot(book, sheet, formats)
        _write_arrangement(book, sheet, formats)
        _write_conduct(book, sheet, formats)


def _set_page(sheet: Worksheet) -> None:
    """A4 upright, one page wide and as many long as the text takes."""
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    for row, height in enumerate(_HEIGHTS):
        sheet.set_row(row, height)
    sheet.set_paper(9)
    sheet.set_portrait()
    sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.7)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, _FOOT_ROW, _LAST)
    sheet.hide_gridlines(2)


def _define(book: Workbook, field: FormField, row: int, column: int) -> None:
    book.define_name(field.name, f"={SHEET}!${chr(65 + column)}${row + 1}")


def _write_head_and_foot(book: Workbook, sheet: Worksheet, formats: dict[str, Format]) -> None:
    sheet.merge_range(0, 0, 0, _LAST, TITLE, formats["title"])
    areas = {"unit": (_HEAD_ROW, 0, 2, "head"), "filled_on": (_HEAD_ROW, 3, 3, "date"),
             "contact": (_FOOT_ROW, 0, 1, "head"), "phone": (_FOOT_ROW, 2, 2, "head"),
             "mobile": (_FOOT_ROW, 3, 3, "head")}
    for field in MARGIN_FIELDS:
        row, first, last, style = areas[field.key]
        text = f"{field.label}：{field.hint}"
        if first == last:
            sheet.write_string(row, first, text, formats[style])
        else:
            sheet.merge_range(row, first, row, last, text, formats[style])
        _define(book, field, row, first)


def _write_arrangement(book: Workbook, sheet: Worksheet, formats: dict[str, Format]) -> None:
    """Section one: items 1 to 3."""
    sheet.merge_range(_ARRANGEMENT_ROW, 0, _ARRANGEMENT_ROW, _LAST, SECTION_ARRANGEMENT, formats["section"])
    for number, field in enumerate(BODY_FIELDS[:3], start=1):
        row = _ARRANGEMENT_ROW + number
        sheet.write_number(row, 0, number, formats["label"])
        _write_item(book, sheet, formats, row=row, field=field)


def _write_item(book: Workbook, sheet: Worksheet, formats: dict[str, Format], *, row: int, field: FormField) -> None:
    sheet.write_string(row, 1, field.label, formats["label"])
    sheet.merge_range(row, 2, row, _LAST, field.hint, formats["content"])
    _define(book, field, row, 2)


def _write_conduct(book: Workbook, sheet: Worksheet, formats: dict[str, Format]) -> None:
    """Section two: item 4 with its heading and five rows, item 5 with its content under the heading."""
    sheet.merge_range(_CONDUCT_ROW, 0, _CONDUCT_ROW, _LAST, SECTION_CONDUCT, formats["section"])
    sheet.merge_range(_ITEM_4_ROW, 0, _ITEM_4_ROW + 5, 0, 4, formats["label"])
    sheet.merge_range(_ITEM_4_ROW, 1, _ITEM_4_ROW, _LAST, HEADING_OF_ITEM_4, formats["label"])
    for row, field in enumerate(BODY_FIELDS[3:8], start=_ITEM_4_ROW + 1):
        _write_item(book, sheet, formats, row=row, field=field)
    region = FIELD_BY_KEY["region"]
    sheet.merge_range(_REGION_ROW, 0, _REGION_ROW + 1, 0, 5, formats["label"])
    sheet.merge_range(_REGION_ROW, 1, _REGION_ROW, _LAST, region.label, formats["label"])
    sheet.merge_range(_REGION_ROW + 1, 1, _REGION_ROW + 1, _LAST, region.hint, formats["content"])
    _define(book, region, _REGION_ROW + 1, 1)
