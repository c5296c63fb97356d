"""Text of Word paragraphs: read as Word shows it, and replaced in its runs, so that what is left keeps its looks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass

from ssj_xl.office.xml import UNWRITABLE, XML_SPACE, Element, child, children, local, namespace

IsHint = Callable[[str], bool]
"""Whether a text says what is to be filled in."""

_AROUND_RUNS = frozenset(("hyperlink", "ins", "moveTo", "smartTag", "customXml", "sdt", "sdtContent", "fldSimple",
                          "bdo", "dir"))
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_TEXTUAL = frozenset(("t", "tab", "br", "cr", "noBreakHyphen", "softHyphen", "sym", "fldChar", "instrText", "ptab",
                      "lastRenderedPageBreak"))
_LASTING_FIELDS = frozenset(("FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN", "MERGEFIELD", "HYPERLINK", "MACROBUTTON"))
_OF_A_HINT = ("color", "highlight", "shd", "vanish")
_PIECE = re.compile(r"[\n\t]|[^\n\t]+")


@dataclass(frozen=True)
class Piece:
    """A text element of a paragraph, and what it shows; `placeholder`: the content control that prompts with it."""

    element: Element
    text: str
    placeholder: Element | None = None


def pieces(paragraph: Element) -> list[Piece]:
    """What a paragraph shows, in order.  Deleted text, fields' codes, drawings and text boxes are left out.

    A content control's prompt (“单击此处输入文字”) is a blank: it reads as underscores.
    """
    return list(_pieces_in(paragraph, _control_around(paragraph)))


def _control_around(paragraph: Element) -> Element | None:
    """The content control around a paragraph that shows its prompt."""
    return next((outer for outer in paragraph.iterancestors() if _prompts(outer)), None)


def _pieces_in(element: Element, control: Element | None) -> Iterator[Piece]:
    for part in element:
        name = local(part)
        if name == "r":
            yield from _pieces_of_run(part, control)
        elif name in _AROUND_RUNS:
            yield from _pieces_in(part, part if _prompts(part) else control)


def _pieces_of_run(run: Element, control: Element | None) -> Iterator[Piece]:
    for part in run:
        name = local(part)
        if name == "t" and part.text:
            yield Piece(part, part.text if control is None else "_" * len(part.text), control)
        elif name in _SIGNS and not _breaks_page(part):
            yield Piece(part, _SIGNS[name], control)


def _prompts(element: Element) -> bool:
    return local(element) == "sdt" and child(child(element, "sdtPr"), "showingPlcHdr") is not None


def _breaks_page(element: Element) -> bool:
    return attribute(element, "type") in {"page", "column"}


def attribute(element: Element | None, name: str) -> str:
    """An attribute's value by its local name; "" where there is none."""
    if element is None:
        return ""
    return next((str(value) for key, value in element.items() if str(key).rpartition("}")[2] == name), "")


def text_of(paragraphs: Sequence[Element]) -> str:
    """The text of paragraphs, a line each."""
    return "\n".join("".join(piece.text for piece in pieces(paragraph)) for paragraph in paragraphs)


def updates_itself(paragraph: Element) -> bool:
    """Whether a field stands in the paragraph that Word would fill anew, such as today's date."""
    codes = ["".join(element.itertext()) if local(element) == "instrText" else attribute(element, "instr")
             for element in paragraph.iter() if local(element) in {"instrText", "fldSimple"}]
    return any(code.split()[:1] and code.split()[0].upper() not in _LASTING_FIELDS for code in codes)


def page_breaks(paragraph: Element) -> tuple[bool, bool]:
    """Whether a new page begins before the paragraph's text, and whether one begins after it."""
    properties = child(paragraph, "pPr")
    before, after = _is_on(child(properties, "pageBreakBefore")), child(properties, "sectPr") is not None
    seen = False
    for element in paragraph.iter():
        if local(element) == "t" and element.text:
            seen = True
        elif local(element) == "br" and _breaks_page(element):
            before, after = before or not seen, after or seen
    return before, after


def _is_on(switch: Element | None) -> bool:
    return switch is not None and attribute(switch, "val") not in {"0", "false", "off"}


def replace(paragraph: Element, start: int, end: int, text: str) -> None:
    """Replace the characters start:end of a paragraph; the new text looks like the first of those it replaces."""
    begin, before, first = 0, None, None
    for piece in pieces(paragraph):
        stop = begin + len(piece.text)
        if begin < end and start < stop:
            head, tail = piece.text[:max(0, start - begin)], piece.text[max(0, end - begin):]
            _set(piece, head + (text if first is None else "") + tail)
            first = piece
        elif stop <= start:
            before = piece
        begin = stop
    if first is None and before is not None:
        _set(before, before.text + text)


def _set(piece: Piece, text: str) -> None:
    """Put text in the place of one text element."""
    if piece.placeholder is not None:
        _no_prompt(piece.placeholder)
    element, run = piece.element, piece.element.getparent()
    for new in _elements(text, run):
        element.addprevious(new)
    run.remove(element)


def _no_prompt(control: Element) -> None:
    """A content control that has been filled no longer shows its prompt, nor the prompt's grey."""
    for mark in children(child(control, "sdtPr"), "showingPlcHdr"):
        mark.getparent().remove(mark)
    for font in [font for font in control.iter() if local(font) == "rPr"]:
        for style in children(font, "rStyle"):
            font.remove(style)


def _elements(text: str, like: Element) -> list[Element]:
    """Text as the elements of a run, in the namespace of `like`."""
    space = namespace(like)
    found = []
    for part in _PIECE.findall(UNWRITABLE.sub("", text)):
        name = {"\n": "br", "\t": "tab"}.get(part, "t")
        element = like.makeelement(f"{space}{name}", {})
        if name == "t":
            element.text = part
            element.set(XML_SPACE, "preserve")
        found.append(element)
    return found


def write(paragraphs: Sequence[Element], text: str, is_hint: IsHint) -> None:
    """Put text in the place of that of some paragraphs, a paragraph a line.

    It looks like the text that stood there, without the colours of a hint, or as text typed there would; pictures and
    notes stay.
    """
    first = next((paragraph for paragraph in paragraphs if pieces(paragraph)), paragraphs[0])
    font, controls = _font([first, *paragraphs], is_hint), {_control_around(paragraph) for paragraph in paragraphs} - {None}
    for paragraph in paragraphs:
        _empty(paragraph)
    for control in controls:
        _no_prompt(control)
    _drop(first, paragraphs)
    lines = [text] if child(child(first, "pPr"), "sectPr") is not None else text.split("\n")
    _add_run(first, lines[0], font)
    add_lines(first, lines[1:], font)


def _drop(first: Element, paragraphs: Sequence[Element]) -> None:
    """Remove the other paragraphs where nothing is left in them; the one behind a table has to stay."""
    for paragraph in paragraphs:
        before = paragraph.getprevious()
        behind_table = before is not None and local(before) == "tbl"
        if (paragraph is not first and paragraph.getparent() is first.getparent()
                and not behind_table and not _holds_more(paragraph)):
            paragraph.getparent().remove(paragraph)


def add_lines(after: Element, lines: Sequence[str], font: Element | None) -> None:
    """Add paragraphs like `after` behind it, a line of text each."""
    for line in reversed(lines):
        new = after.makeelement(after.tag, {})
        if child(after, "pPr") is not None:
            new.append(deepcopy(child(after, "pPr")))
        _add_run(new, line, font)
        after.addnext(new)


def write_rest(paragraphs: Sequence[Element], start: int, text: str, *, is_hint: IsHint) -> None:
    """Put text, on lines of its own, in the place of everything from character `start` on; it looks as in `write`."""
    begin = 0
    for number, paragraph in enumerate(paragraphs):
        length = len(text_of([paragraph]))
        if start <= begin + length:
            rest = paragraphs[number + 1:]
            font = _font(rest if text_of(rest).strip() else [paragraph], is_hint)
            replace(paragraph, start - begin, length, "")
            for old in rest:
                _empty(old)
            _drop(paragraph, rest)
            add_lines(paragraph, text.split("\n"), font)
            return
        begin += length + 1


def _font(paragraphs: Sequence[Element], is_hint: IsHint) -> Element | None:
    """The font of the text, without the colours of a hint; for blank paragraphs that of the first one's mark."""
    found = [piece for paragraph in paragraphs for piece in pieces(paragraph) if piece.text.strip()]
    if not found:
        mark = child(child(paragraphs[0], "pPr"), "rPr")
        return None if mark is None else _without(mark, "ins", "del", "moveFrom", "moveTo")
    run = found[0].element.getparent()
    font = child(run, "rPr")
    if font is None:
        return None
    prompted = ("rStyle",) if found[0].placeholder is not None else ()
    return _without(font, *prompted, *(_OF_A_HINT if is_hint(text_of(paragraphs)) else ()))


def _without(font: Element, *names: str) -> Element:
    kept = deepcopy(font)
    for part in list(kept):
        if local(part) in names:
            kept.remove(part)
    return kept


def _add_run(paragraph: Element, text: str, font: Element | None) -> None:
    run = paragraph.makeelement(f"{namespace(paragraph)}r", {})
    if font is not None:
        run.append(deepcopy(font))
    run.extend(_elements(text, run))
    properties = child(paragraph, "pPr")
    paragraph.insert(0 if properties is None else 1, run)


def _empty(paragraph: Element) -> None:
    """Take the text out of a paragraph, with the links, controls and changes around it."""
    for part in list(paragraph):
        if local(part) == "r":
            _empty_run(part)
        elif local(part) in _AROUND_RUNS or local(part) in {"del", "moveFrom", "proofErr"}:
            paragraph.remove(part)


def _empty_run(run: Element) -> None:
    for part in list(run):
        if local(part) in _TEXTUAL and not _breaks_page(part):
            run.remove(part)
    if all(local(part) == "rPr" for part in run):
        run.getparent().remove(run)


def _holds_more(paragraph: Element) -> bool:
    """Whether something but text is left in a paragraph: a picture, the mark of a note, a bookmark."""
    return any(local(part) != "pPr" for part in paragraph)
