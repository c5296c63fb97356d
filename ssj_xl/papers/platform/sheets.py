"""The sheets that a platform's import takes: warning in row 1, titles in row 2, hints in row 3, data from row 4.

Codes, dates and numbers of certificates are text, so that nothing is lost on the way.  The same rows give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ssj_xl.domain.platform.fill import Filled
from ssj_xl.domain.platform.layout import Target
from ssj_xl.office.measuring import POINTS_A_COLUMN_UNIT, height_of
from ssj_xl.office.package import CREATED
from ssj_xl.office.xml import columns
from ssj_xl.papers.listing import PrintedList, formats_of, write_list

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_FIRST = 3
_SPARE = 200
"""Rows below the data that are text too, for what is typed in there."""
_OPTIONS_LIMIT = 255  # characters of a drop-down list
_SIZE = 10
_LINE = 18.0

_TEXT: dict[str, Any] = {"font_name": "宋体", "font_size": _SIZE, "valign": "vcenter", "border": 1, "num_format": "@",
                         "text_wrap": True}
_STYLES: dict[str, dict[str, Any]] = {
    "warning": {"font_name": "宋体", "font_size": _SIZE, "valign": "vcenter", "text_wrap": True, "font_color": "#C00000"},
    "title": {**_TEXT, "font_name": "黑体", "align": "center", "bg_color": "#D9E2EF"},
    "needed": {**_TEXT, "font_name": "黑体", "align": "center", "bg_color": "#D9E2EF", "font_color": "#C00000"},
    "hint": {**_TEXT, "font_size": 9, "font_color": "#595959", "bg_color": "#F2F2F2"},
    "text": _TEXT,
    "number": {**_TEXT, "num_format": "0"},
    "gap": {**_TEXT, "bg_color": "#FFF2CC"},
    "spare": {"font_name": "宋体", "font_size": _SIZE, "num_format": "@"},
}


def as_workbook(filled: Sequence[Filled], lists: Sequence[PrintedList] = ()) -> bytes:
    """The sheets as .xlsx, in the order given, then lists for people."""
    from ssj_xl.office.streamed import StreamedBook, completed

    buffer = io.BytesIO()
    with StreamedBook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"title": "监管平台导入表", "created": CREATED})
        formats = {name: book.add_format(style) for name, style in _STYLES.items()}
        for one in filled:
            _sheet(book, one, formats)
        for each in lists:
            write_list(book.add_worksheet(each.name), each, formats_of(book, each.size))
    return completed(buffer.getvalue(), book)


def _sheet(book: Workbook, filled: Filled, formats: Mapping[str, Format]) -> None:
    sheet, targets = book.add_worksheet(filled.sheet.name), filled.sheet.columns
    for number, target in enumerate(targets):
        sheet.set_column(number, number, target.width, formats["spare"])
    _head(sheet, filled, formats)
    for line, row in enumerate(filled.rows, _FIRST):
        sheet.set_row(line, _height([(str(value), target) for value, target in zip(row, targets, strict=True)]))
        for number, (value, target) in enumerate(zip(row, targets, strict=True)):
            if isinstance(value, int):
                sheet.write_number(line, number, value, formats["number"])
            else:
                sheet.write_string(line, number, value, formats["gap" if target.required and not value else "text"])
    _choices(sheet, targets, len(filled.rows))
    _print(sheet)


def _head(sheet: Worksheet, filled: Filled, formats: Mapping[str, Format]) -> None:
    targets = filled.sheet.columns
    if len(targets) > 1:
        sheet.merge_range(0, 0, 0, len(targets) - 1, "", formats["warning"])
    sheet.write_string(0, 0, filled.sheet.warning, formats["warning"])
    width = sum(target.width for target in targets) * POINTS_A_COLUMN_UNIT
    sheet.set_row(0, height_of(filled.sheet.warning, width, _SIZE))
    sheet.set_row(1, _height([(f"*{target.title}", target) for target in targets]))
    sheet.set_row(2, _height([(target.hint, target) for target in targets]))
    for number, target in enumerate(targets):
        sheet.write_string(1, number, f"*{target.title}" if target.required else target.title,
                           formats["needed" if target.required else "title"])
        sheet.write_string(2, number, target.hint, formats["hint"])


def _height(cells: Sequence[tuple[str, Target]]) -> float:
    """The height of a row; a text that has no more characters than its column is wide needs one line."""
    return max((height_of(text, target.width * POINTS_A_COLUMN_UNIT, _SIZE) for text, target in cells
                if columns(text) > target.width - 1), default=_LINE)


def _choices(sheet: Worksheet, targets: Sequence[Target], rows: int) -> None:
    """Drop-down lists, where they fit into one."""
    for number, target in enumerate(targets):
        if target.options and len(",".join(target.options)) <= _OPTIONS_LIMIT:
            sheet.data_validation(_FIRST, number, _FIRST + rows + _SPARE, number, {
                "validate": "list", "source": list(target.options), "error_type": "warning",
                "error_title": target.title, "error_message": "平台只收列表中的内容。"})


def _print(sheet: Worksheet) -> None:
    sheet.freeze_panes(_FIRST, 0)
    sheet.repeat_rows(1)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&9第 &P 页，共 &N 页")
