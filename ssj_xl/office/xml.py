"""Elements of a part by their local names (transitional and strict files differ in the namespace), and their numbers.

And texts in it: what cannot be written, what is escaped, how wide it is.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any, TypeAlias

from ssj_xl.office.hostile import damaged
from ssj_xl.tables.problems import Place

Element: TypeAlias = Any
"""An lxml element (lxml ships no types)."""

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NUMBER, _DIGITS = re.compile(r"[0-9]+(?:\.[0-9]+)?"), 20


def serialised(root: Element) -> bytes:
    """An element tree as a part, with the declaration that Excel writes."""
    from lxml import etree

    text: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=False)
    return _DECLARATION + text


def local(element: Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def namespace(element: Element) -> str:
    """An element's namespace in braces."""
    return str(element.tag).rpartition("}")[0] + "}"


def children(element: Element | None, name: str) -> list[Element]:
    """Children of an element by local name."""
    return [] if element is None else [child for child in element if local(child) == name]


def child(element: Element | None, name: str) -> Element | None:
    """The first child of that local name."""
    return next(iter(children(element, name)), None)


def numeric(element: Element | None, name: str, default: float) -> float:
    """A numeric attribute; the default where there is none, or it is no number from 0 on."""
    text = "" if element is None else element.get(name, "")
    return float(text) if len(text) <= _DIGITS and _NUMBER.fullmatch(text) else default


def integer(element: Element | None, name: str, default: int = 0) -> int:
    """The same for a whole number."""
    return int(numeric(element, name, default))


def whole(element: Element, name: str, default: int, place: Place) -> int:
    """An attribute that must be a whole number where it is there.  Raises UserError F02."""
    text = element.get(name)
    if text is None:
        return default
    if not text.isdecimal() or len(text) > 10:
        raise damaged("内部 XML 有错", place)
    return int(text)


TEXT_LIMIT = 32_767
"""UTF-16 units that a cell holds (Excel specifications and limits)."""
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 cannot say."""
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(r"_x((?![dD][89A-Fa-f])[0-9A-Fa-f]{4})_")


def escaped(text: str) -> str:
    """A text that looks like an escape, so that it is read as it stands (ECMA-376 part 1, 22.9.2.19)."""
    return _LOOKS_ESCAPED.sub("_x005F_", text)


def unescaped(text: str) -> str:
    """A text with its escapes (_x000A_) resolved; half a surrogate pair stays as it is."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


@cache
def is_wide(character: str) -> bool:
    """Whether a character takes the room of two Latin ones."""
    return unicodedata.east_asian_width(character) in {"W", "F", "A"}


def columns(text: str) -> int:
    """Width in half-width characters."""
    return len(text) if text.isascii() else len(text) + sum(map(is_wide, text))
