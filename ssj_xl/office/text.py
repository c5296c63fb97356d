"""Text as a part of an Office file holds it: what cannot be written, what is escaped, how wide it is."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

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
