"""How an official paper looks in Word (GB/T 9704): A4, 仿宋 三号, headings in 黑体, 22 lines a page, page numbers."""

from __future__ import annotations

from typing import Any

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
