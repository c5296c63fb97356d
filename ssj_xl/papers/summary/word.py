"""A summary in Word: paragraphs, tables, charts, styles."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from typing import Any

from ssj_xl.domain.period import long_day
from ssj_xl.domain.summary.model import Cell, Chart, Listing, shown
from ssj_xl.office.package import CREATED, reproducible
from ssj_xl.papers.summary import INTERNAL, Section, Summary, charts, heading

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
    """The appendix, on a page of its own: every number with its definition; none where nothing is defined."""
    if not summary.definitions:
        return
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


# --- A native chart in a Word document -------------------------------------------------------------------

_SHEET = "数据"
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PRINT = re.compile(rb"<c:printSettings>.*?</c:printSettings>", re.DOTALL)
_LABELS = re.compile(rb'<c:showVal val="1"\s*/>')
_ALL_LABELS = (b'<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/>'
               b'<c:showPercent val="0"/><c:showBubbleSize val="0"/>')
_EMU_A_MM = 36_000
_FORMATS: dict[str, dict[str, Any]] = {
    "head": {"bold": True}, "text": {}, "number": {"num_format": "0"}, "share": {"num_format": "0.00%"}}
_INLINE = """<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
 xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><wp:inline distT="0" distB="0"
 distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/><wp:docPr id="{number}" name="图{number}"/>
<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart
 r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing>"""


def add_chart(document: Any, paragraph: Any, chart: Chart, number: int) -> None:
    """Put a chart into a paragraph.  number: of the chart in the document, from 1."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml

    package = document.part.package
    data = Part(PackURI(f"/word/embeddings/data{number}.xlsx"), _BOOK_TYPE, _book(chart, drawn=False), package)
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), _CHART_TYPE, b"", package)
    external = part.relate_to(data, RELATIONSHIP_TYPE.PACKAGE)
    part._blob = _part(chart, external)
    relation = document.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    width = TEXT_MM * _EMU_A_MM
    height = width * charts.height(chart) // charts.WIDTH
    xml = _INLINE.format(width=width, height=height, number=number, relation=relation)
    paragraph.add_run()._element.append(parse_xml(xml))


def _part(chart: Chart, external: str) -> bytes:
    """The chart's XML, with the workbook beside it instead of printer settings (their order is fixed by the schema).

    What a label does not show is said: in a document, programs take what is left out for shown.
    """
    with zipfile.ZipFile(io.BytesIO(_book(chart, drawn=True))) as file:
        xml = _LABELS.sub(_ALL_LABELS, _PRINT.sub(b"", file.read("xl/charts/chart1.xml")))
    link = f'<c:externalData r:id="{external}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    return xml.replace(b"</c:chartSpace>", link.encode())


def _book(chart: Chart, *, drawn: bool) -> bytes:
    """A workbook of the chart's numbers, with the chart or without."""
    from ssj_xl.office.streamed import StreamedBook, completed

    buffer = io.BytesIO()
    with StreamedBook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": CREATED})
        sheet = book.add_worksheet(_SHEET)
        sheet.set_column(0, 0, 30)
        charts.write_data(sheet, chart, 0, {name: book.add_format(style) for name, style in _FORMATS.items()})
        if drawn:
            sheet.insert_chart(0, 6, charts.make(book, chart, _SHEET, 0))
    return completed(buffer.getvalue(), book)


# --- how an official paper looks in Word (GB/T 9704) -----------------------------------------------------

Element = Any
"""An lxml element of a document."""

BODY, HEI, SONG, LATIN = "仿宋", "黑体", "宋体", "Times New Roman"
TEXT_MM = 156
"""Width of the type area in millimetres: A4 less 28 on the left and 26 on the right."""

_LINE_POINTS = 28
_STYLES = (
    # name, base, East Asian font, points, alignment (0 left, 1 centre, 2 right), indent in characters
    ("公文标题", "Title", HEI, 22, 1, 0),
    ("公文正文", "Normal", BODY, 16, None, 2),
    ("公文称谓", "Normal", BODY, 16, None, 0),
    ("公文一级标题", "Heading 1", HEI, 16, None, 2),
    ("公文落款", "Normal", BODY, 16, 2, 0),
    ("公文表题", "Normal", HEI, 12, 1, 0),
    ("公文表头", "Normal", HEI, 9, 1, 0),
    ("公文表格", "Normal", SONG, 9, None, 0),
    ("公文表注", "Normal", SONG, 9, None, 0),
)

_AROUND = {"公文表题": 4, "公文表头": 2, "公文表格": 2, "公文表注": 3}
"""Points above and below a paragraph."""


def set_up(document: Any) -> None:
    """Page, styles and page number of a new document."""
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    for name, base, font, size, alignment, indent in _STYLES:
        _style(document, name, base, font=(font, size), layout=(alignment, indent))
    _page_number(section)


def _style(document: Any, name: str, base: str, *, font: tuple[str, float], layout: tuple[int | None, int]) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal" if base == "Title" else base]
    style.font.size, style.font.bold, style.font.italic = Pt(font[1]), False, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    set_fonts(style.element.get_or_add_rPr(), font[0])
    alignment, indent = layout
    form = style.paragraph_format
    form.alignment = alignment
    form.space_before = form.space_after = Pt(_AROUND.get(name, 0))
    if font[1] >= 16:
        form.line_spacing = Pt(_LINE_POINTS if font[1] < 20 else 36)
    if base == "Heading 1":
        form.keep_with_next = True
    if indent:
        _indent(style.element, indent)


def set_fonts(properties: Element, font: str) -> None:
    """The fonts of a run or a style: Chinese in `font`, figures and letters in Times New Roman; no theme fonts."""
    from docx.oxml.ns import qn

    fonts = properties.get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name, value in (("ascii", LATIN), ("hAnsi", LATIN), ("eastAsia", font)):
        fonts.set(qn(f"w:{name}"), value)


def narrow_cells(table: Any) -> None:
    """One millimetre on the left and right of every cell's text."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "57")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    if look is None:
        table._tbl.tblPr.append(margins)
    else:
        look.addprevious(margins)


def _indent(style: Element, characters: int) -> None:
    """Indent the first line by characters, so that it follows the font size."""
    from docx.oxml.ns import qn

    indent = style.get_or_add_pPr().get_or_add_ind()
    indent.set(qn("w:firstLineChars"), str(characters * 100))
    indent.set(qn("w:firstLine"), str(characters * 320))


def _page_number(section: Any) -> None:
    """— 1 — in the middle of every page's foot, 四号."""
    from docx.shared import Pt

    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = 1
    for text in ("— ", None, " —"):
        run = paragraph.add_run(text or "")
        run.font.size = Pt(14)
        set_fonts(run._element.get_or_add_rPr(), SONG)
        if text is None:
            _field(run._element, "PAGE")


def _field(run: Element, code: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind in ("begin", "", "end"):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = code
        run.append(element)
