"""Canonical object ids and group labels of SSJ-1: the same bytes on every machine.

Full-width ASCII forms are folded to half-width; every other compatibility character is refused,
so that ② or ſ never turns into a digit or a letter.  Names never enter a ticket.
"""

from __future__ import annotations

import re
import unicodedata

ID = re.compile(r"[0-9A-Z._-]{1,40}")
EXCLUDED, MANDATORY, ONE_POOL = "X", "M", "*"
RESERVED = frozenset((EXCLUDED, MANDATORY, ONE_POOL))


def canon_id(text: str) -> str:
    """The canonical id of an object code.  Raises ValueError for a character outside 0-9 A-Z . _ - .

    >>> canon_id(" ９１１３０１０cwfk2d13314 ")
    '9113010CWFK2D13314'
    """
    if ID.fullmatch(text):
        return text
    folded = "".join(chr(ord(c) - 0xFEE0) if "\uff01" <= c <= "\uff5e" else c for c in text).strip()
    if not folded.isascii() or not ID.fullmatch(folded.upper()):
        raise ValueError(text)
    return folded.upper()


def group_label(text: str) -> str:
    """A group label in canonical form: NFC, stripped, 1–20 characters, no = | TAB LF, not X, M or *.

    Raises ValueError otherwise.
    """
    label = unicodedata.normalize("NFC", text).strip()
    bad = any(c in "=|" or unicodedata.category(c).startswith("C") for c in label)
    if bad or not 1 <= len(label) <= 20 or label in RESERVED:
        raise ValueError(text)
    return label
