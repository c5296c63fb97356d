"""Word templates of the monthly form as other bureaus lay them out; all invented."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from docx import Document
from docx.document import Document as Doc
from docx.table import Table, _Cell
from lxml.etree import fromstring as parse

from ssj_xl.papers.form.word import forms_of, whole_of
from ssj_xl.tables.form import BODY_FIELDS, HEADING_OF_ITEM_4, SECTION_ARRANGEMENT, SECTION_CONDUCT, TITLE, FormField
from tests.papers.form_cases import FOOT_LINE, HEAD_LINE, parts

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def docx(document: Doc) -> bytes:
    """A document as the bytes of its file."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def opened_docx(data: bytes) -> Doc:
    """A file as a document to look into."""
    return Document(io.BytesIO(data))


def body_of(data: bytes) -> Any:
    """The XML of a file's text."""
    return parse(dict(parts(data))["word/document.xml"])[0]


def filled_text(data: bytes, address: str) -> str:
    """The text of the cell or paragraph that a message would call so."""
    holders = whole_of(body_of(data)).holders
    [text] = [cell.text for cell in holders if cell.address == address]
    return text


def texts_of(data: bytes) -> list[str]:
    """All texts of a document, in order."""
    return [cell.text for form in forms_of(body_of(data)) for cell in form.grid.cells]


def joined(table: Table, row: int, first: int, last: int) -> _Cell:
    """A cell merged over columns of one row."""
    return table.cell(row, first).merge(table.cell(row, last)) if last > first else table.cell(row, first)


def word_table(document: Doc, *, columns: int = 3, label: int = 1, content: int = 2,
               worded: Callable[[FormField], str] = lambda field: field.label, hints: bool = True,
               leave_out: tuple[str, ...] = ()) -> Table:
    """A form as a table of the document: label merged up to the content column, content to the last."""
    fields = [field for field in BODY_FIELDS if field.key not in leave_out]
    table = document.add_table(rows=0, cols=columns)
    for field in fields:
        caption = {"meetings": SECTION_ARRANGEMENT, "task_files": SECTION_CONDUCT}.get(field.key)
        if caption:
            table.add_row()
            joined(table, len(table.rows) - 1, 0, columns - 1).text = caption
        if field.key == "task_files":
            table.add_row()
            joined(table, len(table.rows) - 1, label, columns - 1).text = HEADING_OF_ITEM_4
        row = len(table.rows)
        table.add_row()
        joined(table, row, label, content - 1).text = worded(field)
        joined(table, row, content, columns - 1).text = field.hint if hints else ""
    return table


def word_form(**settings: Any) -> Doc:
    """A document with title, head line, table and foot line."""
    document = Document()
    document.add_paragraph(TITLE)
    document.add_paragraph(HEAD_LINE)
    word_table(document, **settings)
    document.add_paragraph(FOOT_LINE)
    return document
