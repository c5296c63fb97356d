"""Rows written into the package as they come are the bytes that XlsxWriter makes of the same cells."""

from __future__ import annotations

import io
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

import ssj_xl
from ssj_xl.build.master_styles import finished
from ssj_xl.office.package import CREATED, reproducible, unpacked
from ssj_xl.office.streamed import Body, Line, StreamedBook, Strip, completed

TEXTS = ("甲", "=1+1", "a<b&c>\"'", " 前后 ", "_x0041_", "\x07", "长" * 40_000, "😀" * 17_000, "字", "甲")
ROWS = [Line([text, place, Fraction(1, 3), date(2021, 3, place + 1), None if place % 2 else ""], 29 * (place % 3))
        for place, text in enumerate(TEXTS)]
TITLES = ("名", "数", "比", "日", "空", "算", "样")
SHOWN: tuple[dict[int, Any], ...] = ({2: "是<", 3: 0.5, 4: date(2021, 3, 1), 5: "#N/A", 6: "", 7: 12, 8: Fraction(1, 3)}, {})
FORMULAS = ('=IF(算[[#This Row],[数]]>1,"<",2)', '=IFERROR(算[@数],"")')


def made(book: Any, links: list[int], *, streamed: bool) -> None:
    """A workbook of one table, by our sheet or cell by cell."""
    book.set_properties({"created": CREATED})
    sheet = book.add_worksheet("算")
    styles = [book.add_format({"num_format": form}) for form in ("@", "0", "0.0%", "yyyy-mm-dd", "@")]
    helper, link, last = book.add_format({"italic": True}), book.add_format({"underline": 1}), len(ROWS)
    columns = [{"header": title} for title in TITLES[:5]] + [
        {"header": title, "formula": formula, "format": helper} for title, formula in zip(TITLES[5:], FORMULAS, strict=True)]
    table = {"name": "算", "columns": columns}
    if streamed:
        write_links(sheet, links, link)
        strips = [Strip(formula, helper, values) for formula, values in zip(FORMULAS, SHOWN, strict=True)]
        sheet.stream(Body(lambda: ROWS, styles, strips, "　"), last, table)
    else:
        write_links(sheet, links, link)
        sheet.add_table(0, 0, last, 6, table)
        for row, line in enumerate(ROWS, start=1):
            write_cells(sheet, row, line, styles, linked=row in links)
            for column, (formula, values) in enumerate(zip(FORMULAS, SHOWN, strict=True), start=5):
                value = values.get(row + 1, "　")
                sheet.write_formula(row, column, formula, helper, float(value) if isinstance(value, Fraction) else
                                    (value - date(1899, 12, 30)).days if isinstance(value, date) else value)
    other = book.add_worksheet("后")
    other.write_string(0, 0, "后面的文字", link)


def write_links(sheet: Any, links: list[int], link: Any) -> None:
    for row in links:
        sheet.write_url(row, 0, "external:a.xlsx#'表'!A1", link, string=ROWS[row - 1].cells[0])


def write_cells(sheet: Any, row: int, line: Line, styles: list[Any], *, linked: bool) -> None:
    for column, (value, style) in enumerate(zip(line.cells, styles, strict=True)):
        if linked and not column:
            continue
        if value in (None, ""):
            sheet.write_blank(row, column, None, style)
        elif isinstance(value, str):
            sheet.write_string(row, column, value, style)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), style)
        else:
            sheet.write_number(row, column, value, style)
    if line.height:
        sheet.set_row(row, line.height)


@pytest.mark.parametrize("links", [[], [1], [2, 3], [4], [1, 2, 3, 5, 9], [*range(1, len(ROWS) + 1)]])
def test_a_streamed_table_is_what_xlsxwriter_makes(links: list[int]) -> None:
    ours, theirs = io.BytesIO(), io.BytesIO()
    with StreamedBook(ours, {"in_memory": True}) as book:
        made(book, links, streamed=True)
    with xlsxwriter.Workbook(theirs, {"in_memory": True}) as plain:
        made(plain, links, streamed=False)
    assert finished(ours.getvalue(), bodies=book.bodies()) == finished(theirs.getvalue())


def listed(book: Any, *, streamed: bool) -> None:
    """A sheet with a line above and below its rows, each cell of a format of its own, by our sheet or cell by cell."""
    book.set_properties({"created": CREATED})
    sheet = book.add_worksheet("单")
    head, red, day = (book.add_format(style) for style in ({"bold": True}, {"font_color": "#FF0000"}, {"num_format": "yyyy-mm-dd"}))
    rows = [Line([text, "", date(2021, 3, 1 + place)], 29 + place, [red if place % 3 else head, head, day]) for place, text in enumerate(TEXTS)]
    write_line(sheet, 0, Line(("甲", "=1", ""), 40, [head] * 3))
    if streamed:
        sheet.stream(Body(lambda: rows, [head] * 3, first=1, listed=True), len(rows))
    else:
        for row, line in enumerate(rows, start=1):
            write_line(sheet, row, line)
    write_line(sheet, len(rows) + 1, Line(("甲", "注", "乙"), 40, [red] * 3))
    sheet.autofilter(0, 0, len(rows), 2)


def write_line(sheet: Any, row: int, line: Line) -> None:
    assert line.styles
    for column, (value, style) in enumerate(zip(line.cells, line.styles, strict=True)):
        if isinstance(value, date):
            sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), style)
        else:
            sheet.write_string(row, column, value, style)
    sheet.set_row(row, line.height)


def test_a_streamed_list_is_what_xlsxwriter_makes() -> None:
    ours, theirs = io.BytesIO(), io.BytesIO()
    with StreamedBook(ours, {"in_memory": True}) as book:
        listed(book, streamed=True)
    with xlsxwriter.Workbook(theirs, {"in_memory": True}) as plain:
        listed(plain, streamed=False)
    assert completed(ours.getvalue(), book) == reproducible(theirs.getvalue())


def test_names_without_end_stand_in_their_cells_and_words_are_shared() -> None:
    rows = [[f"第{place}家", "正常" if place % 2 else "停业", f"_x0041_ <{place}>", place] for place in range(2_500)]
    buffer = io.BytesIO()
    with StreamedBook(buffer, {"in_memory": True}) as book:
        plain = book.add_format()
        book.add_worksheet("名").stream(Body(lambda: map(Line, rows), [plain] * 4), len(rows), {"columns": [{"header": name} for name in "甲乙丙丁"]})
    data = completed(buffer.getvalue(), book)
    written = openpyxl.load_workbook(io.BytesIO(data))["名"]
    assert [[*row] for row in written.iter_rows(min_row=2, values_only=True)] == rows
    assert CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("名").to_python()[1:] == rows
    parts = unpacked(data)
    assert parts["xl/worksheets/sheet1.xml"].count(b"inlineStr") == 1_500, "of the first column those behind the first thousand"
    assert "停业".encode() in parts["xl/sharedStrings.xml"]


def test_a_text_with_tags_of_the_file_itself_is_a_text() -> None:
    """XlsxWriter takes what stands between <r> and </r> for markup of its own: whoever types it would spoil the file."""
    texts = ["<r>甲</r>", "<r><t>乙</t></r>", "<r>a & b</x></r>", "<r></r>"]
    buffer = io.BytesIO()
    with StreamedBook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("文")
        for row, text in enumerate(texts):
            sheet.write_string(row, 0, text)
    written = openpyxl.load_workbook(io.BytesIO(completed(buffer.getvalue(), book)))["文"]
    assert [row[0] for row in written.iter_rows(values_only=True)] == texts


def test_every_workbook_with_what_people_typed_is_made_so() -> None:
    root = Path(ssj_xl.__file__).parent
    assert sorted(path.name for path in root.rglob("*.py") if "xlsxwriter.Workbook(" in path.read_text("utf-8")) == ["formula_sheet.py", "monthly_form.py"]
