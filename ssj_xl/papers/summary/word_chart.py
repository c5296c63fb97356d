"""A native chart in a Word document: the chart part that XlsxWriter writes, and the workbook it is edited from."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from ssj_xl.domain.summary.model import Chart
from ssj_xl.papers.summary import CREATED, charts
from ssj_xl.papers.summary.word_styles import TEXT_MM

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
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": CREATED})
        sheet = book.add_worksheet(_SHEET)
        sheet.set_column(0, 0, 30)
        charts.write_data(sheet, chart, 0, {name: book.add_format(style) for name, style in _FORMATS.items()})
        if drawn:
            sheet.insert_chart(0, 6, charts.make(book, chart, _SHEET, 0))
    return buffer.getvalue()
