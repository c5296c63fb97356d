"""Whatever way a bureau lays the form out, in Excel or in Word, every text is found where it belongs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import openpyxl
import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from ssj_xl.papers.form.grid import Cell, CellGrid
from ssj_xl.tables.form import BODY_FIELDS, HEADING_OF_ITEM_4, SECTION_ARRANGEMENT, SECTION_CONDUCT, TITLE, FormField
from ssj_xl.tables.problems import UserError
from tests.papers.form_cases import CONTENT, FOOT_LINE, HEAD_LINE, FormContent, fill, opened, put, saved, value
from tests.papers.word_cases import docx, filled_text, joined, opened_docx

KEYS = [field.key for field in BODY_FIELDS]
HINTS = {"meetings": "(注明召开会议的名称及时间)", "scope": "（请填写对象范围）", "publication": "【注明网站】"}

WORDINGS = {
    "as printed": lambda field: field.label,
    "on one line": lambda field: field.title,
    "numbered": lambda field: f"{BODY_FIELDS.index(field) + 1}、{field.title}",
    "full-width": lambda field: field.title.replace("、", "，") + "：",
    "spaced": lambda field: "\u3000".join(field.title),
    "with a hint": lambda field: f"{field.title}（如实填写）",
    "broken": lambda field: field.title[:5] + "\n" + field.title[5:],
}


@dataclass(frozen=True)
class Row:
    """One item of the form: how its label is worded, whether its content is below, what stands in the cell."""

    field: FormField
    wording: str
    below: bool
    hint: bool
    tall: bool

    @property
    def label(self) -> str:
        return str(WORDINGS[self.wording](self.field))

    @property
    def old(self) -> str:
        return HINTS.get(self.field.key, self.field.hint) if self.hint else ""


@dataclass(frozen=True)
class Form:
    """A layout: columns, the column of labels and of contents, blank rows put between, an example beside it."""

    columns: int
    label: int
    content: int
    rows: tuple[Row, ...]
    gaps: tuple[int, ...]
    example: str


@st.composite
def forms(draw: st.DrawFn) -> Form:
    columns = draw(st.integers(3, 6))
    label = draw(st.integers(1, columns - 1))
    rows = tuple(Row(field, draw(st.sampled_from(list(WORDINGS))), draw(st.integers(0, 5)) == 0, draw(st.booleans()),
                     draw(st.integers(0, 5)) == 0) for field in BODY_FIELDS)
    return Form(columns, label, draw(st.integers(label + 1, columns)), rows,
                tuple(draw(st.lists(st.integers(0, len(rows) - 1), max_size=2))),
                draw(st.sampled_from(["", "", "before", "after"])))


texts = st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1, max_size=30)
contents = st.builds(FormContent, **{key: st.one_of(st.just(""), texts, st.lists(texts, min_size=2, max_size=3).map("\n".join))
                                     for key in KEYS},
                     unit=st.just("甲市司法局"), filled_on=st.just(CONTENT.filled_on), contact=st.just("张三"),
                     phone=st.just("0000"), mobile=st.just("1111"))


def wanted(content: FormContent) -> dict[str, str]:
    return {key: content.text(key) for key in KEYS}


def same(found: dict[str, object], content: FormContent) -> bool:
    return {key: str(text).replace("_x005F_", "_") for key, text in found.items()} == wanted(content)


# --- Excel ------------------------------------------------------------------------------------------

def on_sheet(sheet: Any, form: Form) -> None:
    sheet.cell(1, 1, TITLE)
    sheet.cell(2, 1, HEAD_LINE)
    at = 3
    for number, row in enumerate(form.rows):
        caption = {0: SECTION_ARRANGEMENT, 3: SECTION_CONDUCT}.get(number)
        if caption:
            put(sheet, at, 1, caption, to=form.columns)
            at += 1
        if number == 3:
            put(sheet, at, 1, 4)
            put(sheet, at, form.label + 1, HEADING_OF_ITEM_4, to=form.columns)
            at += 1
        at = sheet_row(sheet, form, row, at) + form.gaps.count(number)
    sheet.cell(at, 1, FOOT_LINE)


def sheet_row(sheet: Any, form: Form, row: Row, at: int) -> int:
    if row.below:
        put(sheet, at, form.label, row.label, to=form.columns)
        put(sheet, at + 1, form.label, row.old or None, to=form.columns)
        return at + 2
    down = 1 if row.tall else 0
    put(sheet, at, form.label, row.label, to=form.content - 1, down=down)
    put(sheet, at, form.content, row.old or None, to=form.columns, down=down)
    return at + 1 + down


def workbook(form: Form) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "报表"
    on_sheet(book.active, form)
    if form.example:
        on_sheet(book.create_sheet("填写示例", 0 if form.example == "before" else 1), form)
    return saved(book)


@settings(max_examples=20, deadline=None)
@given(form=forms(), content=contents)
@pytest.mark.long
def test_every_content_is_read_back_from_a_worksheet(form: Form, content: FormContent) -> None:
    data = workbook(form)
    filled = fill(data, content)
    assert same({key: value(filled.data, filled.cells[key]) for key in KEYS}, content)
    if form.example:
        before, after = (list(opened(each)["填写示例"].values) for each in (data, filled.data))
        assert before == after


@settings(max_examples=12, deadline=None)
@given(form=forms(), key=st.sampled_from(KEYS))
@pytest.mark.long
def test_a_label_that_is_missing_or_double_on_a_worksheet_is_named(form: Form, key: str) -> None:
    book = opened(workbook(form))
    sheet = book["报表"]
    cell = next(cell for line in sheet.iter_rows() for cell in line if cell.value == label_of(form, key))
    sheet.cell(60, 2, cell.value)
    assert refused(saved(book)) == ("P02", key)
    sheet.cell(60, 2).value = None
    cell.value = "别的内容"
    assert refused(saved(book)) == ("P01", key)


# --- Word -------------------------------------------------------------------------------------------

def in_document(document: Any, form: Form) -> None:
    document.add_paragraph(TITLE)
    document.add_paragraph(HEAD_LINE)
    table = document.add_table(rows=0, cols=form.columns)
    for number, row in enumerate(form.rows):
        caption = {0: SECTION_ARRANGEMENT, 3: SECTION_CONDUCT}.get(number)
        if caption:
            table.add_row()
            joined(table, len(table.rows) - 1, 0, form.columns - 1).text = caption
        if number == 3:
            table.add_row()
            joined(table, len(table.rows) - 1, form.label, form.columns - 1).text = HEADING_OF_ITEM_4
        document_row(table, form, row)
        for _ in range(form.gaps.count(number)):
            table.add_row()
    document.add_paragraph(FOOT_LINE)


def document_row(table: Any, form: Form, row: Row) -> None:
    at = len(table.rows)
    table.add_row()
    if row.below:
        table.add_row()
        joined(table, at, form.label - 1, form.columns - 1).text = row.label
        joined(table, at + 1, form.label - 1, form.columns - 1).text = row.old
        return
    down = 1 if row.tall else 0
    if row.tall:
        table.add_row()
    table.cell(at, form.label - 1).merge(table.cell(at + down, form.content - 2)).text = row.label
    table.cell(at, form.content - 1).merge(table.cell(at + down, form.columns - 1)).text = row.old


def document(form: Form) -> bytes:
    whole = Document()
    for part in {"before": ("示例", ""), "after": ("", "附件2（样表）")}.get(form.example, ("",)):
        if part:
            whole.add_paragraph(part)
        in_document(whole, form)
    return docx(whole)


@settings(max_examples=15, deadline=None)
@given(form=forms(), content=contents)
@pytest.mark.long
def test_every_content_is_read_back_from_a_document(form: Form, content: FormContent) -> None:
    data = document(form)
    filled = fill(data, content)
    assert same({key: filled_text(filled.data, filled.cells[key]) for key in KEYS}, content)
    if form.example:
        example = 0 if form.example == "before" else 1
        before, after = (opened_docx(each).tables[example]._tbl.xml for each in (data, filled.data))
        assert before == after


@settings(max_examples=10, deadline=None)
@given(form=forms(), key=st.sampled_from(KEYS))
@pytest.mark.long
def test_a_label_that_is_missing_or_double_in_a_document_is_named(form: Form, key: str) -> None:
    whole = opened_docx(document(form))
    mine = 1 if form.example == "before" else 0
    table = whole.tables[mine]
    cell = next(cell for row in table.rows for cell in row.cells if cell.text == label_of(form, key))
    extra = table.add_row().cells[0]
    extra.text = cell.text
    assert refused(docx(whole)) == ("P02", key)
    extra.text, cell.text = "", "别的内容"
    assert refused(docx(whole)) == ("P01", key)


def label_of(form: Form, key: str) -> str:
    return next(row.label for row in form.rows if row.field.key == key)


def refused(data: bytes) -> tuple[str, str]:
    """Code and field of the one problem with which a template is refused."""
    try:
        fill(data, CONTENT)
    except UserError as error:
        [found] = error.problems
        return found.code, next(field.key for field in BODY_FIELDS if field.title == found.params["label"])
    return "", ""


def test_an_area_over_the_whole_sheet_is_looked_up_and_not_listed() -> None:
    whole = Cell(1, 1, 1_048_576, 16_384, "", framed=False, where="A1")
    grid = CellGrid([whole, Cell(3, 2, 3, 2, "里面", framed=False, where="B3")])

    assert grid.at(1_000_000, 9_999) is whole
    assert grid.at(3, 2).text == "里面"
