"""The chained log (操作日志): every entry carries the fingerprint of the one before it.  This is its specification.

1. A field is plain text: Unicode NFC, no control characters, tabs and line breaks as blanks, runs of blanks as
   one, none at the ends, round brackets full-width; a field that is nothing but an error value of Excel (#N/A)
   stands in “”.  Entries are written in this form, so that a cell's text is the field, and reading it back
   changes nothing.
2. 本条指纹 = lower-case hex of SHA-256 over the UTF-8 bytes of the seven fields 序号, 时间, 操作, 操作人, 摘要,
   内容指纹, 上一指纹, in this order, joined by single TAB characters (an empty field is an empty string).
3. 序号 counts 1, 2, 3 … in decimal digits; 上一指纹 is the 本条指纹 of the entry before, and 64 zeros in the first.
4. The order of rows in the sheet means nothing; 序号 gives the order (a sorted or filtered table stays valid).

A chain proves that nothing was changed, removed or put in between, as long as one later fingerprint is known from
elsewhere (a signed notice, a form, last month's consolidation): `contains` answers that.  A chain cut off at its
end, or written anew from the beginning, shows only against such an anchor.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any, NotRequired, TypedDict, TypeVar, Unpack

from ssj_xl.tables.cells import brackets, is_error, tidy

GENESIS = "0" * 64
FIELDS = ("number", "at", "act", "who", "summary", "content", "previous")
"""Column keys of the fields that the fingerprint covers, in its order."""

Entry = TypeVar("Entry", bound=Mapping[str, Any])


class Act(TypedDict):
    """What happened.  at: 'YYYY-MM-DD HH:MM:SS'; content: fingerprint of what the act concerned, '' by default."""

    at: str
    act: str
    who: str
    summary: str
    content: NotRequired[str]


class Break(Enum):
    """How a row breaks the chain."""

    CHANGED = "changed"    # its own fingerprint does not fit its fields
    REMOVED = "removed"    # numbers are missing before it
    INSERTED = "inserted"  # its number is there already
    RELINKED = "relinked"  # it does not continue the row before, which was replaced or written anew


def plain(value: object) -> str:
    """A field in the form of rule 1."""
    text = brackets(" ".join(tidy(str(value)).split()))
    return f"“{text}”" if is_error(text) else text


def digest(entry: Mapping[str, Any]) -> str:
    """本条指纹 of an entry given by column key; raises KeyError for a missing field."""
    return hashlib.sha256("\t".join(plain(entry[key]) for key in FIELDS).encode()).hexdigest()


def next_entry(rows: Iterable[Mapping[str, Any]], **act: Unpack[Act]) -> dict[str, str]:
    """The entry that continues the chain `rows` with an act, by column key of 操作日志."""
    last = max(rows, key=number_of, default=None)
    fields = {key: plain(value) for key, value in {"content": "", **act}.items()}
    entry = {"number": str(number_of(last) + 1 if last else 1), **fields}
    entry["previous"] = last["digest"] if last else GENESIS
    return {**entry, "digest": digest(entry)}


def verify(rows: Iterable[Entry], *, links_only: bool = False) -> list[tuple[Entry, Break]]:
    """Every row that breaks the chain, with how; empty for a sound chain (or an empty one).

    links_only: of rows without 操作人 and 摘要, whose own fingerprints cannot be computed.
    """
    found: list[tuple[Entry, Break]] = []
    number, links = 0, {GENESIS}
    for row in sorted(rows, key=number_of):
        own = row["digest"] if links_only else digest(row)
        if number_of(row) == number:
            found.append((row, Break.INSERTED))
            continue
        if own != row["digest"]:
            found.append((row, Break.CHANGED))
        if number_of(row) != number + 1:
            found.append((row, Break.REMOVED))
        elif row["previous"] not in links:
            found.append((row, Break.RELINKED))
        number, links = number_of(row), {own, row["digest"]}
    return found


def contains(rows: Iterable[Mapping[str, Any]], head: str) -> bool:
    """Whether a fingerprint noted earlier (a log head) is still one of the chain's; 64 zeros always is."""
    return head == GENESIS or any(row["digest"] == head for row in rows)


def head(rows: Iterable[Mapping[str, Any]]) -> str:
    """The fingerprint of the last entry, 64 zeros for an empty log."""
    last = max(rows, key=number_of, default=None)
    return str(last["digest"]) if last else GENESIS


def number_of(row: Mapping[str, Any]) -> int:
    """序号; 0, which no entry has, for anything that is not written as a counting number."""
    text = str(row["number"])
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else 0
