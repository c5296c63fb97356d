"""The report as a Word paper in the style of official documents: sentences, tables, native charts."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from ssj_xl.domain.period import long_day
from ssj_xl.domain.summary.model import Cell, Listing, shown
from ssj_xl.papers.package import reproducible
from ssj_xl.papers.summary import CREATED, INTERNAL, Section, Summary, heading
from ssj_xl.papers.summary.word_chart import add_chart
from ssj_xl.papers.summary.word_styles import TEXT_MM, narrow_cells, set_up

_DAY, _LEAST = 16, 8
"""Widths that hold a day on one line, and a title of two characters."""

_FACTS = (("指标", 34), ("数值", 14), ("统计口径", 62))


class _Paper:
    """A document being written, and how many tables and charts it has so far."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.tables = 0
        self.charts = 0

    def say(self, text: str, style: str) -> Any:
        return self.document.add_paragraph(text, style=style)


def as_document(summary: Summary) -> bytes:
    """The report as .docx."""
    from docx import Document

    document = Document()
    set_up(document)
    _properties(document, summary)
    paper = _Paper(document)
    paper.say(summary.title, "公文标题")
    paper.say("", "公文称谓")
    if summary.to:
        paper.say(f"{summary.to}：", "公文称谓")
    paper.say(summary.opening, "公文正文")
    for number, section in enumerate(summary.sections, start=1):
        _section(paper, number, section)
    _signed(paper, summary)
    _definitions(paper, summary)
    buffer = io.BytesIO()
    document.save(buffer)
    return reproducible(buffer.getvalue())


def _properties(document: Any, summary: Summary) -> None:
    known = document.core_properties
    known.title, known.author, known.last_modified_by = summary.title, summary.unit, ""
    known.comments, known.keywords, known.revision = "", "", 1
    known.created = known.modified = CREATED


def _section(paper: _Paper, number: int, section: Section) -> None:
    paper.say(heading(number, section), "公文一级标题")
    if section.internal:
        paper.say(f"本节为{INTERNAL}，不得公开。", "公文正文")
    for text in section.sentences:
        paper.say(text, "公文正文")
    for listing in section.listings:
        if listing.document and listing.rows:
            _table(paper, listing)
    for chart in section.charts:
        if not chart.empty:
            paper.charts += 1
            paragraph = paper.document.add_paragraph()
            paragraph.alignment = 1
            add_chart(paper.document, paragraph, chart, paper.charts)


def _table(paper: _Paper, listing: Listing) -> None:
    """A table with its title above and its note below; the header is repeated, a row never breaks."""
    paper.tables += 1
    printed = listing.printed()
    title = paper.say(f"表{paper.tables}　{listing.title}", "公文表题")
    title.paragraph_format.keep_with_next = True
    rows = [[shown(value) for value in row] for row in printed.rows]
    right = [all(not isinstance(row[at], str) for row in printed.rows) for at in range(len(printed.columns))]
    columns = tuple((title, _width(width, [row[at] for row in printed.rows]))
                    for at, (title, width) in enumerate(printed.columns))
    _grid(paper.document, columns, rows, right=right)
    paper.say(listing.note, "公文表注")


def _width(width: int, values: list[Cell]) -> int:
    """The share of a column: days are not broken."""
    return max(width, _DAY if any(isinstance(value, date) for value in values) else _LEAST)


def _grid(document: Any, columns: tuple[tuple[str, int], ...], rows: list[list[str]], *, right: list[bool]) -> None:
    from docx.shared import Mm

    table = document.add_table(rows=1, cols=len(columns), style="Table Grid")
    table.autofit = False
    narrow_cells(table)
    total = sum(width for _, width in columns)
    widths = [Mm(TEXT_MM * width / total) for _, width in columns]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    # By their ids: a look-up by name for every cell would take most of the time.
    head, body = (document.styles[name].style_id for name in ("公文表头", "公文表格"))
    lines = [[title for title, _ in columns], *rows]
    for number, line in enumerate(lines):
        row = table.rows[0] if number == 0 else table.add_row()
        _never_broken(row, header=number == 0)
        for at, (cell, text) in enumerate(zip(row.cells, line, strict=True)):
            cell.width = widths[at]
            paragraph = cell.paragraphs[0]
            paragraph._p.style = body if number else head
            paragraph.add_run(text)
            if number and right[at]:
                paragraph.alignment = 1
            cell.vertical_alignment = 1


def _never_broken(row: Any, *, header: bool) -> None:
    from docx.oxml import OxmlElement

    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if header:
        properties.append(OxmlElement("w:tblHeader"))


def _signed(paper: _Paper, summary: Summary) -> None:
    paper.say("", "公文称谓")
    for text in (summary.unit, long_day(summary.made_on)):
        paper.say(text, "公文落款").paragraph_format.keep_with_next = text == summary.unit


def _definitions(paper: _Paper, summary: Summary) -> None:
    """The appendix, on a page of its own: every number with its definition."""
    first = paper.say("附：指标和统计口径", "公文一级标题")
    first.paragraph_format.page_break_before = True
    for text in summary.definitions:
        paper.say(text, "公文表注")
    for number, section in enumerate(summary.sections, start=1):
        if section.facts:
            title = paper.say(heading(number, section), "公文表题")
            title.paragraph_format.keep_with_next = True
            rows = [[fact.name, fact.text, fact.note] for fact in section.facts]
            _grid(paper.document, _FACTS, rows, right=[False, True, False])
            paper.say("", "公文表注")
