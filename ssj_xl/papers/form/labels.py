"""How a label is recognised whatever its spaces, line breaks, full-width forms and numbering."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from ssj_xl.tables.form import (
    BODY_FIELDS,
    HEADING_OF_ITEM_4,
    MARGIN_FIELDS,
    SECTION_ARRANGEMENT,
    SECTION_CONDUCT,
    FormField,
)

_ONE_COMMA = str.maketrans(",;·", "、、、") | dict.fromkeys(map(ord, "*\u200b\ufeff“”„\"'‘’「」『』"), "")
_NUMBER = r"(?:\(?(?:[0-9]{1,2}(?:[.-][0-9]{1,2})?|[一二三四五六七八九十]{1,3}|[a-zA-Z])\)?[、.:]?)?"
_TAIL = r":?(?:\(.*\))?:?"
_HINT = re.compile(r"[((【\[][^()]*(?:\([^()]*\)[^()]*)*[))】\]][。.]?")
_HINT_OPENING = re.compile(r"请?(?:注明|填写|填报|说明)")
_TEXTS = 8192
"""So many texts are remembered: one long shared text may stand in every cell of a sheet."""
_STAMP = r"(?:\((?:盖章|签章|公章|加盖公章)\))?"


@dataclass(frozen=True)
class Folded:
    """Text without white space and width variants; `origin[i]` is where its i-th character came from."""

    text: str
    origin: tuple[int, ...]

    def source(self, index: int) -> int:
        """Position in the unfolded text just after the folded character `index - 1`."""
        return self.origin[index - 1] + 1 if index else 0


@lru_cache(_TEXTS)
def fold_with_origin(text: str) -> Folded:
    """NFKC, no white space, one kind of comma; each character's origin is kept."""
    characters: list[str] = []
    origin: list[int] = []
    for index, raw in enumerate(text):
        for character in unicodedata.normalize("NFKC", raw).translate(_ONE_COMMA):
            if not character.isspace():
                characters.append(character)
                origin.append(index)
    return Folded("".join(characters), tuple(origin))


def fold(text: str) -> str:
    """The form of a text in which labels are compared."""
    return fold_with_origin(text).text


@cache
def _whole(label: str) -> re.Pattern[str]:
    return re.compile(_NUMBER + re.escape(fold(label)) + _TAIL)


@cache
def _opening(label: str) -> re.Pattern[str]:
    return re.compile(_NUMBER + re.escape(fold(label)))


@lru_cache(_TEXTS)
def body_field(text: str) -> FormField | None:
    """The body field whose label this cell is: the label alone, or with a number before or a hint behind it."""
    folded = fold(text)
    for field in BODY_FIELDS:
        if any(_whole(label).fullmatch(folded) for label in field.labels):
            return field
    return None


def label_end(text: str, field: FormField) -> int | None:
    """Where the label at the beginning of a cell ends, in the cell's own characters; None if it is not there."""
    folded = fold_with_origin(text)
    for label in field.labels:
        match = _opening(label).match(folded.text)
        if match:
            return folded.source(match.end())
    return None


def opens_with(text: str, field: FormField) -> bool:
    """Whether a cell holds the label on lines of its own (or before a colon) and its content under it."""
    end = label_end(text, field)
    if end is None:
        return False
    rest = text[end:].lstrip(" \t\u3000")
    return rest[:1] in {"\n", "：", ":"} and bool(rest[1:].strip())


def is_caption(text: str) -> bool:
    """Whether a cell is one of the form's captions that has no content: a section, or the heading of item 4."""
    folded = fold(text)
    return any(_whole(label).fullmatch(folded) for label in (HEADING_OF_ITEM_4, *_SECTIONS))


_SECTIONS = tuple(section.split("、", 1)[1] for section in (SECTION_ARRANGEMENT, SECTION_CONDUCT))
_HINTS = frozenset(fold(field.hint).strip("()") for field in BODY_FIELDS if field.hint)


@lru_cache(_TEXTS)
def is_hint(text: str) -> bool:
    """Whether a cell says what is to be filled in, rather than being filled: (注明…), or words of the form."""
    folded = fold(text)
    if not folded:
        return False
    if folded.strip("()。.") in _HINTS:
        return True
    return bool(_HINT.fullmatch(folded) or (len(folded) <= 40 and _HINT_OPENING.match(folded)))


@lru_cache(_TEXTS)
def margin_field(text: str) -> FormField | None:
    """The head or foot field of which this cell is the label and nothing else."""
    folded = fold(text)
    for field in MARGIN_FIELDS:
        if any(re.fullmatch(re.escape(fold(label)) + _STAMP + ":?", folded) for label in field.labels):
            return field
    return None


@cache
def margin_pattern() -> re.Pattern[str]:
    """A head or foot label before a colon, the longest wording first, on folded text."""
    wordings = sorted((fold(label) for field in MARGIN_FIELDS for label in field.labels), key=len, reverse=True)
    return re.compile("(" + "|".join(map(re.escape, wordings)) + ")" + _STAMP + ":")


@cache
def margin_field_of(wording: str) -> FormField:
    """The head or foot field of a folded wording."""
    return next(field for field in MARGIN_FIELDS if wording in {fold(label) for label in field.labels})
