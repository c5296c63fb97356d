"""A paper as a workbook (.xlsx): a sheet each form, set up to print on A4.  Same paper, same bytes."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from ssj_xl.office.measuring import ROW_LIMIT, size_that_fits
from ssj_xl.office.package import CREATED
from ssj_xl.papers.handouts.layout import POINTS_A_MM, Across, Align, Face, Form, Grid, Line, Paper, Sheet, Text

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_MM_AN_INCH = 25.4
_PIXELS_A_MM = 96 / _MM_AN_INCH
_SPREAD = 1.05
"""Rows are this much higher than counted: in a sheet the pitch is the font's own."""
_ALIGNS: Mapping[Align, str] = {"left": "left", "center": "center", "right": "right"}
_ACROSS: Mapping[Across, str] = {"top": "top", "center": "vcenter", "bottom": "bottom"}


class _Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.made: dict[tuple[Any, ...], Format] = {}

    def of(self, face: Face, *, size: float, across: Across = "center", shade: bool = False, frame: bool = False) -> Format:
        key = (face, size, across, shade, frame)
        if key not in self.made:
            style: dict[str, Any] = {
                "font_name": face.font, "font_size": size, "bold": face.bold, "align": _ALIGNS[face.align],
                "valign": _ACROSS[across], "text_wrap": True, "border": int(frame), "num_format": "@"}
            self.made[key] = self.book.add_format(style | ({"bg_color": "#F2F2F2"} if shade else {}))
        return self.made[key]


def as_workbook(paper: Paper) -> bytes:
    """The paper as .xlsx."""
    from ssj_xl.office.streamed import StreamedBook, completed

    buffer = io.BytesIO()
    with StreamedBook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"title": paper.title, "created": CREATED})
        styles = _Styles(book)
        for form in paper.forms:
            _form(book.add_worksheet(form.name), form, paper.sheet, styles)
    return completed(buffer.getvalue(), book)


@dataclass(frozen=True)
class _Page:
    """One sheet being written.  places: where its columns end, in mm from the left."""

    sheet: Worksheet
    on: Sheet
    places: list[float]
    styles: _Styles

    def put(self, row: int, across: tuple[int, int], text: str, style: Format) -> None:
        first, last = across
        if last > first:
            self.sheet.merge_range(row, first, row, last, "", style)
        if text:
            self.sheet.write_string(row, first, text, style)
        else:
            self.sheet.write_blank(row, first, None, style)


def _form(sheet: Worksheet, form: Form, on: Sheet, styles: _Styles) -> None:
    places = sorted({place for block in form.blocks if isinstance(block, Grid) for place in _ends(block)})
    page = _Page(sheet, on, places, styles)
    _set_up(page)
    row = 0
    for block in form.blocks:
        if isinstance(block, Text):
            _paragraph(page, row, block)
            row += 1
            continue
        for line in block.lines:
            if line.head:
                sheet.repeat_rows(row)
            _line(page, row, line, block)
            row += 1
    sheet.print_area(0, 0, row - 1, len(places) - 1)


def _set_up(page: _Page) -> None:
    sheet, on = page.sheet, page.on
    sheet.set_paper(9)
    if on.landscape:
        sheet.set_landscape()
    inches = {side: getattr(on, side) / _MM_AN_INCH for side in ("left", "right", "top", "bottom")}
    sheet.set_margins(**inches)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.hide_gridlines(2)
    sheet.set_footer("&C&\"宋体\"&10第 &P 页，共 &N 页", {"margin": 0.25})
    for column, (start, end) in enumerate(zip([0.0, *page.places], page.places, strict=False)):
        sheet.set_column_pixels(column, column, round((end - start) * _PIXELS_A_MM))


def _line(page: _Page, row: int, line: Line, grid: Grid) -> None:
    ends = _ends(grid)
    wanted = grid.line_height(line) * _SPREAD
    page.sheet.set_row(row, min(ROW_LIMIT, wanted))
    column, start = 0, 0.0
    for cell in line.cells:
        column += cell.span
        end = ends[column - 1]
        first = page.places.index(start) + 1 if start else 0
        size = cell.face.size
        if wanted > ROW_LIMIT:
            size, _ = size_that_fits(cell.text, (end - start) * POINTS_A_MM, size=size, limit=ROW_LIMIT)
        style = page.styles.of(cell.face, size=size, across=cell.across, shade=cell.shade, frame=True)
        page.put(row, (first, page.places.index(end)), cell.text, style)
        start = end


def _ends(grid: Grid) -> list[float]:
    return [round(place, 2) for place in accumulate(grid.widths)]


def _paragraph(page: _Page, row: int, text: Text) -> None:
    """A paragraph over the whole width."""
    page.sheet.set_row(row, min(ROW_LIMIT, text.height(page.on.width) * _SPREAD))
    page.put(row, (0, len(page.places) - 1), "\u3000" * text.face.indent + text.text, page.styles.of(text.face, size=text.face.size))
