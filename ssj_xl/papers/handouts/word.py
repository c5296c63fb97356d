"""A paper as a Word document (.docx): A4, fixed line pitch, rows that stay whole, page numbers.  Same paper, same bytes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from ssj_xl.office.package import CREATED, reproducible
from ssj_xl.papers.handouts.layout import (
    CELL_SIDE,
    CELL_TOP,
    POINTS_A_MM,
    Block,
    Cell,
    Face,
    Form,
    Grid,
    Line,
    Paper,
    Sheet,
    Text,
)

if TYPE_CHECKING:
    from docx.document import Document


_BORDERS = "".join(f'<w:{side} w:val="single" w:sz="6" w:space="0" w:color="000000"/>'
                   for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
_END = Face(size=1.0, pitch=1.0)  # the paragraph that Word wants after a table


def as_document(paper: Paper) -> bytes:
    """The paper as .docx."""
    from docx import Document
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = Document()
    _properties(document, paper.title)
    footer = _footer(document, paper.sheet.folio)
    last = len(paper.forms) - 1
    parts = [part for number, form in enumerate(paper.forms)
             for part in _form(form, paper.sheet, footer, last=number == last)]
    body = document.element.body
    for child in list(body):
        body.remove(child)
    for child in parse_xml(f"<w:body {nsdecls('w', 'r')}>{''.join(parts)}</w:body>"):
        body.append(child)
    buffer = io.BytesIO()
    document.save(buffer)
    return reproducible(buffer.getvalue())


def _properties(document: Document, title: str) -> None:
    known = document.core_properties
    known.title, known.author, known.comments, known.last_modified_by = title, "", "", ""
    known.created = known.modified = CREATED
    known.revision = 1
    package = document.part.package
    for key in [key for key, rel in package.rels.items() if rel.reltype.endswith("/thumbnail")]:
        del package.rels[key]  # of the template, not of this paper


def _footer(document: Document, face: Face) -> str:
    """Write the page number into the foot of the page; returns the relationship of the footer."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    section = document.sections[0]
    section.footer.is_linked_to_previous = False
    old = section.footer.paragraphs[0]._p
    fields = "".join(f'<w:r>{_run_style(face)}<w:fldChar w:fldCharType="{kind}"/></w:r>' if kind else
                     f'<w:r>{_run_style(face)}<w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
                     for kind in ("begin", "", "separate"))
    number = (f"{_run('— ', face)}{fields}{_run('1', face)}"
              f'<w:r>{_run_style(face)}<w:fldChar w:fldCharType="end"/></w:r>{_run(" —", face)}')
    new = parse_xml(f"<w:p {nsdecls('w')}>{_paragraph_style(face)}{number}</w:p>")
    old.getparent().replace(old, new)
    reference = section._sectPr.xpath("./w:footerReference/@r:id")
    return str(reference[0])


def _form(form: Form, sheet: Sheet, footer: str, *, last: bool) -> Iterator[str]:
    """The blocks of one form; the section that they make ends in its last paragraph."""
    section = _section(sheet, footer)
    blocks: list[Block] = list(form.blocks)
    for block in blocks[:-1]:
        yield _block(block, sheet)
    closing = blocks[-1]
    if isinstance(closing, Grid):
        yield _block(closing, sheet)
        closing = Text("", _END)
    yield _paragraphs(closing, "" if last else section)
    if last:
        yield section


def _section(sheet: Sheet, footer: str) -> str:
    width, height = sheet.size
    lies = ' w:orient="landscape"' if sheet.landscape else ""
    sides = " ".join(f'w:{side}="{_twips(value * POINTS_A_MM)}"' for side, value in (
        ("top", sheet.top), ("right", sheet.right), ("bottom", sheet.bottom), ("left", sheet.left), ("header", 10.0),
        ("footer", max(8.0, sheet.bottom / 2))))
    return (f'<w:sectPr><w:footerReference w:type="default" r:id={quoteattr(footer)}/>'
            f'<w:pgSz w:w="{_twips(width * POINTS_A_MM)}" w:h="{_twips(height * POINTS_A_MM)}"{lies}/>'
            f'<w:pgMar {sides} w:gutter="0"/><w:pgNumType w:start="1"/></w:sectPr>')


def _block(block: Block, sheet: Sheet) -> str:
    return _grid(block, sheet) if isinstance(block, Grid) else _paragraphs(block)


def _paragraphs(text: Text, section: str = "") -> str:
    parts = text.text.split("\n")
    last = len(parts) - 1
    made = []
    for number, part in enumerate(parts):
        face = replace(text.face, before=text.face.before if number == 0 else 0.0,
                       after=text.face.after if number == last else 0.0)
        style = _paragraph_style(face, keep=text.keep or number < last <= 2, section=section if number == last else "")
        made.append(f"<w:p>{style}{_run(part, face)}</w:p>")
    return "".join(made)


def _paragraph_style(face: Face, *, keep: bool = False, section: str = "") -> str:
    first = f'w:firstLineChars="{100 * face.indent}" w:firstLine="{_twips(face.indent * face.size)}"' if face.indent else ""
    right = f'w:rightChars="{100 * face.inset}" w:right="{_twips(face.inset * face.size)}"' if face.inset else ""
    indent = f"<w:ind {right} {first}/>" if right or first else ""
    return (f"<w:pPr>{'<w:keepNext/>' if keep else ''}<w:widowControl/><w:autoSpaceDE w:val=\"0\"/><w:autoSpaceDN w:val=\"0\"/>"
            f'<w:spacing w:before="{_twips(face.before)}" w:after="{_twips(face.after)}" '
            f'w:line="{_twips(face.pitch)}" w:lineRule="exact"/>{indent}'
            f'<w:jc w:val="{face.align}"/>{_outline(face)}{_run_style(face)}{section}</w:pPr>')


def _outline(face: Face) -> str:
    return f'<w:outlineLvl w:val="{face.outline - 1}"/>' if face.outline else ""


def _run_style(face: Face) -> str:
    fonts = " ".join(f'w:{kind}="{face.font}"' for kind in ("ascii", "eastAsia", "hAnsi", "cs"))
    bold = "<w:b/>" if face.bold else ""
    size = round(face.size * 2)
    return (f'<w:rPr><w:rFonts {fonts} w:hint="eastAsia"/>{bold}<w:color w:val="000000"/>'
            f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>')


def _run(text: str, face: Face) -> str:
    if not text:
        return ""
    return f'<w:r>{_run_style(face)}<w:t xml:space="preserve">{escape(printable(text))}</w:t></w:r>'


def printable(text: str) -> str:
    """A text without the characters that XML cannot hold; a tab becomes a blank."""
    return "".join(c for c in text.replace("\t", " ")
                   if c >= " " and c not in "\ufffe\uffff" and not "\ud800" <= c <= "\udfff")


def _grid(grid: Grid, sheet: Sheet) -> str:
    columns = [_twips(width * POINTS_A_MM) for width in grid.widths]
    lines = "".join(_line(grid, line, columns, sheet) for line in grid.lines)
    widths = "".join(f'<w:gridCol w:w="{width}"/>' for width in columns)
    return (f'<w:tbl><w:tblPr><w:tblW w:w="{sum(columns)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{_BORDERS}</w:tblBorders>'
            f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="{_twips(CELL_TOP)}" w:type="dxa"/>'
            f'<w:left w:w="{_twips(CELL_SIDE)}" w:type="dxa"/><w:bottom w:w="{_twips(CELL_TOP)}" w:type="dxa"/>'
            f'<w:right w:w="{_twips(CELL_SIDE)}" w:type="dxa"/></w:tblCellMar></w:tblPr>'
            f"<w:tblGrid>{widths}</w:tblGrid>{lines}</w:tbl>")


def _line(grid: Grid, line: Line, columns: list[int], sheet: Sheet) -> str:
    whole = grid.line_height(line) < 0.9 * sheet.height  # a row higher than the page must break
    height = f'<w:trHeight w:val="{_twips(line.least)}" w:hRule="atLeast"/>' if line.least else ""
    marks = ("<w:cantSplit/>" if whole else "") + height + ("<w:tblHeader/>" if line.head else "")
    cells, column = [], 0
    for cell in line.cells:
        cells.append(_cell(cell, sum(columns[column: column + cell.span]), keep=line.keep or line.head))
        column += cell.span
    return f"<w:tr><w:trPr>{marks}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(cell: Cell, width: int, *, keep: bool) -> str:
    span = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/>' if cell.shade else ""
    return (f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{shade}<w:vAlign w:val="{cell.across}"/></w:tcPr>'
            f"{_paragraphs(Text(cell.text, cell.face, keep))}</w:tc>")


def _twips(points: float) -> int:
    return round(points * 20)


def text_of(content: bytes) -> str:
    """Every word of a document, a line a paragraph, for whoever must see what a paper says."""
    from docx import Document

    document: Any = Document(io.BytesIO(content))
    return "\n".join("".join(t.text or "" for t in p.iter("{*}t")) for p in document.element.body.iter("{*}p"))
