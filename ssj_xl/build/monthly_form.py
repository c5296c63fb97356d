"""The monthly form as a worksheet and as a Word document."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from ssj_xl.office.package import CREATED, reproducible
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


def build_sheet(path: Path) -> None:
    """Write the empty form.  The same bytes every time."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"default_format_properties": {**_DEFAULT_FONT}}) as book:
        book.set_properties({"title": TITLE, "created": CREATED})
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


# --- builds workbooks/月报表.docx ---------------------------------------------------------------------------

if TYPE_CHECKING:
    from docx.document import Document


_COLUMN_TWIPS = (600, 2620, 6700)
"""Columns in twentieths of a point: number, label, content."""

_BORDERS = "".join(f'<w:{side} w:val="single" w:sz="6" w:space="0" w:color="000000"/>'
                   for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
_PADDING = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>'
                   for side, width in (("top", 40), ("left", 108), ("bottom", 40), ("right", 108)))
_PAGE = ('<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1077" w:right="964" w:bottom="964" w:left="964" '
         'w:header="600" w:footer="600" w:gutter="0"/></w:sectPr>')


@dataclass(frozen=True)
class _Look:
    """Of a paragraph.  size, before and after in points; stops: tab stops as (kind, twentieths of a point).

    keep: on the page of what follows.
    """

    font: str = "仿宋"
    align: str = "center"
    size: int = 12
    bold: bool = False
    before: int = 0
    after: int = 0
    stops: tuple[tuple[str, int], ...] = ()
    keep: bool = False


def build_document(path: Path) -> None:
    """Write the empty form.  The same bytes every time."""
    from docx import Document
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = Document()
    _properties(document)
    body = document.element.body
    for part in list(body):
        body.remove(part)
    for part in parse_xml(f"<w:body {nsdecls('w')}>{_form()}{_PAGE}</w:body>"):
        body.append(part)
    buffer = io.BytesIO()
    document.save(buffer)
    path.write_bytes(reproducible(buffer.getvalue()))


def _properties(document: Document) -> None:
    known = document.core_properties
    known.title, known.author, known.comments, known.last_modified_by = TITLE, "", "", ""
    known.created = known.modified = CREATED
    known.revision = 1
    package = document.part.package
    for key in [key for key, relation in package.rels.items() if relation.reltype.endswith("/thumbnail")]:
        del package.rels[key]  # of python-docx's template, not of this form


def _form() -> str:
    unit, day, *foot = (f"{field.label}：{field.hint}" for field in map(FIELD_BY_KEY.__getitem__, (
        "unit", "filled_on", "contact", "phone", "mobile")))
    head = _Look(align="left", after=4, stops=(("right", sum(_COLUMN_TWIPS)),))
    return (_paragraph(TITLE, _Look(font="宋体", size=18, bold=True, after=12)) + _paragraph(f"{unit}\t{day}", head)
            + _table() + _paragraph("\t".join(foot), _Look(align="left", before=6, stops=(("left", 3240), ("left", 6900)))))


def _table() -> str:
    first, second = BODY_FIELDS[:3], BODY_FIELDS[3:8]
    region = FIELD_BY_KEY["region"]
    rows = [_row(24, _section(SECTION_ARRANGEMENT))]
    rows += [_row(34, _label(str(number)), _item(field)) for number, field in enumerate(first, start=1)]
    rows += [_row(24, _section(SECTION_CONDUCT)), _row(24, _label("4", merge="restart"), _wide(HEADING_OF_ITEM_4))]
    rows += [_row(34, _label("", merge="continue"), _item(field)) for field in second]
    rows += [_row(24, _label("5", merge="restart"), _wide(region.label)),
             _row(44, _label("", merge="continue"), _wide(region.hint, _Look(align="left")))]
    widths = "".join(f'<w:gridCol w:w="{width}"/>' for width in _COLUMN_TWIPS)
    return (f'<w:tbl><w:tblPr><w:tblW w:w="{sum(_COLUMN_TWIPS)}" w:type="dxa"/><w:jc w:val="center"/>'
            f'<w:tblBorders>{_BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>{_PADDING}</w:tblCellMar></w:tblPr>'
            f"<w:tblGrid>{widths}</w:tblGrid>{''.join(rows)}</w:tbl>")


def _row(points: int, *cells: str) -> str:
    return f'<w:tr><w:trPr><w:trHeight w:val="{points * 20}" w:hRule="atLeast"/></w:trPr>{"".join(cells)}</w:tr>'


def _section(text: str) -> str:
    return _cell(text, span=3, look=_Look(font="黑体", align="left", keep=True))


def _wide(text: str, look: _Look = _Look(keep=True)) -> str:
    return _cell(text, first=1, span=2, look=look)


def _label(text: str, *, merge: str = "") -> str:
    return _cell(text, merge=merge)


def _item(field: FormField) -> str:
    return _cell(field.label, first=1) + _cell(field.hint, first=2, look=_Look(align="left"))


def _cell(text: str, *, first: int = 0, span: int = 1, merge: str = "", look: _Look = _Look()) -> str:
    """A cell over `span` columns from column `first` on; merge: restart or continue, where it is merged downwards."""
    across = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    down = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    return (f'<w:tc><w:tcPr><w:tcW w:w="{sum(_COLUMN_TWIPS[first:first + span])}" w:type="dxa"/>{across}{down}'
            f'<w:vAlign w:val="center"/></w:tcPr>{_paragraph(text, look)}</w:tc>')


def _paragraph(text: str, look: _Look) -> str:
    face = _face(look)
    stops = "".join(f'<w:tab w:val="{kind}" w:pos="{at}"/>' for kind, at in look.stops)
    tabs = f"<w:tabs>{stops}</w:tabs>" if stops else ""
    keep = "<w:keepNext/>" if look.keep else ""
    return (f'<w:p><w:pPr>{keep}{tabs}<w:spacing w:before="{20 * look.before}" w:after="{20 * look.after}" w:line="240" '
            f'w:lineRule="auto"/><w:jc w:val="{look.align}"/>{face}</w:pPr>{_run(text, face)}</w:p>')


def _face(look: _Look) -> str:
    fonts = " ".join(f'w:{kind}="{look.font}"' for kind in ("ascii", "hAnsi", "eastAsia", "cs"))
    bold = "<w:b/>" if look.bold else ""
    return (f'<w:rPr><w:rFonts w:hint="eastAsia" {fonts}/>{bold}<w:sz w:val="{2 * look.size}"/>'
            f'<w:szCs w:val="{2 * look.size}"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>')


def _run(text: str, face: str) -> str:
    if not text:
        return ""
    shown = escape(text).replace("\n", "</w:t><w:br/><w:t>").replace("\t", "</w:t><w:tab/><w:t>")
    return f"<w:r>{face}<w:t>{shown}</w:t></w:r>"
