"""Printed lists: a list is data, and this is what writes it, ready to print on A4 with its header on every page.

The same lists give the same bytes, and what is text stays text whatever it looks like.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from ssj_xl.domain.summary.model import BLANK, INTERNAL, Cell, points
from ssj_xl.office.measuring import POINTS_A_COLUMN_UNIT, ROW_LIMIT, height_of
from ssj_xl.office.package import CREATED
from ssj_xl.office.xml import TEXT_LIMIT
from ssj_xl.office.xml import columns as half_widths

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from ssj_xl.office.streamed import Body, Line, StreamedSheet

SIZE = 10
_LAST_ROW = 1_048_000
_PORTRAIT = 100  # half-width characters that A4 holds upright at a readable size
_LEAST = 17.0  # points of a row
_CHOICES = 255  # characters of a list that Excel takes
_OVERFLOW = "其余各行超过工作表上限，没有列出"
RED, AMBER = "red", "amber"
"""How a cell stands out beside what it says."""

_COLOURS = {RED: {"font_name": "黑体", "font_color": "#A5281B", "bg_color": "#FBE4E1"},
            AMBER: {"font_color": "#8A5A00", "bg_color": "#FDF1D6"}}
SONG: dict[str, Any] = {"font_name": "宋体", "valign": "vcenter", "text_wrap": True}
SHADE = {"bg_color": "#F4F6F9"}
_KINDS: dict[str, dict[str, Any]] = {
    "text": {"num_format": "@"}, "number": {"align": "right", "num_format": "0"},
    "share": {"align": "right", "num_format": "0.00%"}, "day": {"align": "center", "num_format": "yyyy-mm-dd"},
    "blank": {"align": "center"},
}
Formats = Mapping[str, "Format"]


@dataclass(frozen=True, kw_only=True)
class PrintedList:
    """One sheet.

    columns: (title, width in half-width characters); rows: a fraction is a share, None a blank; heads: lines above the
    header, the title first; notes: lines below; total: the last row adds up the others; marks: (row, column), from 0,
    of cells that stand out; internal: every page says so; size: of the text, in points; choices: what may be chosen in the
    cells of a column, from 0, where Excel takes the list.
    """

    name: str
    columns: Sequence[tuple[str, int]]
    rows: Sequence[Sequence[Cell]]
    heads: Sequence[str] = ()
    notes: Sequence[str] = ()
    total: bool = False
    marks: Mapping[tuple[int, int], str] = field(default_factory=dict)
    internal: bool = True
    size: int = SIZE
    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)


def as_workbook(title: str, lists: Iterable[PrintedList], *, shown: str = "") -> bytes:
    """Lists as one .xlsx, a sheet each.  shown: name of the sheet that is open at first."""
    from ssj_xl.office.streamed import StreamedBook, completed

    buffer, made = io.BytesIO(), {}
    with StreamedBook(buffer, {"in_memory": True}) as book:
        book.set_properties({"title": title, "created": CREATED})
        for one in lists:
            if one.size not in made:
                made[one.size] = formats_of(book, one.size)
            write_list(book.add_worksheet(one.name), one, made[one.size])
        if shown:
            book.get_worksheet_by_name(shown).activate()
    return completed(buffer.getvalue(), book)


def formats_of(book: Workbook, size: int = SIZE) -> dict[str, Format]:
    """The formats of lists: a name for each kind of cell, also `sum_` and a colour before it."""
    cell = {**SONG, "font_size": size, "border": 1}
    styles = {
        "title": {**SONG, "font_name": "黑体", "font_size": 16, "align": "center"},
        "about": {**SONG, "font_size": size},
        "head": {**cell, "font_name": "黑体", "align": "center", "bg_color": "#E7ECF2"},
        "below": {**SONG, "font_size": 9},
        **{name: {**cell, **kind} for name, kind in _KINDS.items()},
        **{f"sum_{name}": {**cell, **kind, **SHADE, "font_name": "黑体"} for name, kind in _KINDS.items()},
        **{f"{mark}_{name}": {**cell, **kind, **colour} for name, kind in _KINDS.items() for mark, colour in _COLOURS.items()},
    }
    return {name: book.add_format(style) for name, style in styles.items()}


def write_list(sheet: StreamedSheet, one: PrintedList, formats: Formats) -> None:
    """A list on a sheet of its own, of a `StreamedBook`.  formats: of `formats_of` at the list's size."""
    set_up_page(sheet, [width for _, width in one.columns], internal=one.internal)
    for number, text in enumerate(one.heads):
        _across(sheet, number, text, one, formats["about" if number else "title"])
    head = len(one.heads)
    for column, (title, _) in enumerate(one.columns):
        sheet.write_string(head, column, title, formats["head"])
    sheet.set_row(head, _height([title for title, _ in one.columns], one))
    rows = one.rows[:_LAST_ROW]
    if rows:
        sheet.stream(_body(one, rows, formats), head + len(rows))
    for column, words in one.choices.items() if rows else ():
        if len(",".join(words)) <= _CHOICES:
            sheet.data_validation(head + 1, column, head + len(rows), column, {"validate": "list", "source": list(words)})
    notes = [*one.notes, *([_OVERFLOW] if len(rows) < len(one.rows) else [])]
    for number, text in enumerate(notes, head + 1 + len(rows)):
        _across(sheet, number, text, one, formats["below"])
    sheet.freeze_panes(head + 1, 0)
    sheet.repeat_rows(head if head > 1 else 0, head)  # a title goes along to every page, longer heads do not
    if rows:
        sheet.autofilter(head, 0, head + len(rows) - one.total, len(one.columns) - 1)


def _body(one: PrintedList, rows: Sequence[Sequence[Cell]], formats: Formats) -> Body:
    from ssj_xl.office.streamed import Body, Line

    def lines() -> Iterator[Line]:
        measure = cache(height_of)  # a trace has the same long texts under one figure after the other
        for number, values in enumerate(rows):
            usual = "sum" if one.total and number == len(one.rows) - 1 else ""
            marks = [one.marks.get((number, column), usual) for column in range(len(values))] if one.marks else [usual] * len(values)
            shown = [_shown(value) for value in values]
            yield Line([value for _, value in shown], _height(values, one, measure),
                       [formats[f"{mark}_{kind}" if mark else kind] for mark, (kind, _) in zip(marks, shown, strict=True)])

    return Body(lines, [formats["text"]] * len(one.columns), first=len(one.heads) + 1, listed=True)


def _shown(value: Cell) -> tuple[str, str | int | float | date]:
    """Of which kind a cell is, and what stands in it: text stays text, a share is a number with two decimals."""
    if isinstance(value, str):
        return "text", value[:TEXT_LIMIT]
    if value is None:
        return "blank", BLANK
    if isinstance(value, date):
        return "day", value
    return ("number", value) if isinstance(value, int) else ("share", points(value) / 10_000)


def write_cell(sheet: Worksheet, at: tuple[int, int], value: Cell, formats: Formats, *, mark: str = "") -> None:
    """A cell of its kind.  mark: `sum` or a colour."""
    kind, shown = _shown(value)
    style = formats[f"{mark}_{kind}" if mark else kind]
    if isinstance(shown, str):
        sheet.write_string(*at, shown, style)
    elif isinstance(shown, date):
        sheet.write_datetime(*at, shown, style)
    else:
        sheet.write_number(*at, shown, style)


def _across(sheet: Worksheet, row: int, text: str, one: PrintedList, style: Format) -> None:
    """A line over all columns."""
    merge_line(sheet, row, len(one.columns) - 1, text, style)
    width = sum(width for _, width in one.columns) * POINTS_A_COLUMN_UNIT
    sheet.set_row(row, height_of(text, width, style.font_size) + 4)


def merge_line(sheet: Worksheet, row: int, last: int, text: str, style: Format) -> None:
    """A text over the columns up to the last one."""
    if last:
        sheet.merge_range(row, 0, row, last, "", style)
    sheet.write_string(row, 0, text, style)


def _height(values: Sequence[Cell], one: PrintedList, measure: Callable[[str, float, float], float] = height_of) -> float:
    """Points of height for a row: programs do not find it themselves for files that say nothing."""
    longer = (measure(value, width * POINTS_A_COLUMN_UNIT, one.size)
              for value, (_, width) in zip(values, one.columns, strict=True)
              if isinstance(value, str) and ("\n" in value or (2 * len(value) > width and half_widths(value) > width)))
    return min(ROW_LIMIT, max(longer, default=_LEAST))


def set_up_page(sheet: Worksheet, widths: Sequence[int], *, internal: bool, scale: int = 0) -> None:
    """A4 upright, or lying where the columns need it, one page wide; internal sheets say so on every page.

    scale: in per cent, for a sheet that breaks where it is told to.
    """
    sheet.set_paper(9)
    if sum(widths) > _PORTRAIT:
        sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    if scale:
        sheet.set_print_scale(scale)
    else:
        sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    sheet.set_footer('&C&"宋体"&9第 &P 页，共 &N 页')
    if internal:
        sheet.set_header(f'&R&"黑体"&10{INTERNAL}')
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
