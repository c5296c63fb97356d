"""How a label is recognised whatever its spaces, line breaks, full-width forms, numbering and usual variants of wording."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from ssj_xl.tables.form import MONTHLY, THIS_MONTH, FormField, FormSpec

_ONE_COMMA = str.maketrans(",;·", "、、、") | dict.fromkeys(map(ord, "*\u200b\ufeff“”„\"'‘’「」『』"), "")
_NUMBER = r"(?:\(?(?:[0-9]{1,2}(?:[.-][0-9]{1,2})?|[一二三四五六七八九十]{1,3}|[a-zA-Z])\)?[、.:]?)?"
_TAIL = r":?(?:\(.*\))?:?"
_HINT = re.compile(r"[((【\[][^()]*(?:\([^()]*\)[^()]*)*[))】\]][。.]?")
_HINT_OPENING = re.compile(r"请?(?:注明|填写|填报|说明)")
_INSTRUCTION = re.compile(r"[(【\[]?(?:请|注|填|说明|如实|按|写明|列明|应|须|需|指|包括|仅|不含|例|如[::])")
_TEXTS = 8192
"""So many texts are remembered: one long shared text may stand in every cell of a sheet."""
_STAMP = r"\((?:盖章|签章|公章|加盖公章|印章|盖印|章)\)"
_PLACES = "省市县区州旗"
_FOLDED_WORDS = (
    (re.compile(f"^(?:{'|'.join(THIS_MONTH)})"), ""),
    (re.compile("省本级"), f"[{_PLACES}]?本级"),
    (re.compile("全市本系统"), rf"全[{_PLACES}]?(?:\\([{_PLACES}、]+\\))?本?系统"),
    (re.compile(r"\\\(盖章\\\)"), _STAMP.replace("\\", "\\\\")),
)
"""Parts of a label that every place words in its own way, and what stands for them; 本月 may be left out."""


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
def _pattern(label: str) -> str:
    """A label on folded text, in all its wordings."""
    pattern = re.escape(fold(label))
    for part, wordings in _FOLDED_WORDS:
        pattern = part.sub(wordings, pattern)
    return pattern


@cache
def _opening(label: str) -> re.Pattern[str]:
    return re.compile(f"{_NUMBER}(?:{'|'.join(THIS_MONTH)})?{_pattern(label)}")


@cache
def _whole(label: str) -> re.Pattern[str]:
    return re.compile(_opening(label).pattern + _TAIL)


@lru_cache(_TEXTS)
def body_field(text: str, spec: FormSpec = MONTHLY) -> FormField | None:
    """The body field whose label this cell is: the label alone, or with a number before or a hint behind it."""
    folded = fold(text)
    for field in spec.body:
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


def rest_of(text: str, field: FormField) -> str:
    """What stands in a cell under its label, on lines of its own or behind a colon; '' where there is no such thing."""
    end = label_end(text, field)
    rest = "" if end is None else text[end:].lstrip(" \t\u3000")
    return rest[1:].strip() if rest[:1] in {"\n", "：", ":"} else ""


def is_caption(text: str, spec: FormSpec = MONTHLY) -> bool:
    """Whether a cell is one of the form's captions that has no content: a section, or the heading of item 4."""
    folded = fold(text)
    return any(_whole(label).fullmatch(folded) for label in spec.captions)


_HINTS = frozenset(fold(field.hint).strip("()") for field in MONTHLY.body if field.hint)


@lru_cache(_TEXTS)
def is_hint(text: str) -> bool:
    """Whether a cell says what is to be filled in, rather than being filled: (注明…), or words of the form."""
    folded = fold(text)
    if not folded:
        return False
    if folded.strip("()。.") in _HINTS:
        return True
    return bool(_HINT.fullmatch(folded) or (len(folded) <= 40 and _HINT_OPENING.match(folded)))


def is_instruction(text: str) -> bool:
    """Whether a text under a label tells how to fill it in."""
    return is_hint(text) or bool(_INSTRUCTION.match(fold(text)))


@lru_cache(_TEXTS)
def margin_field(text: str, spec: FormSpec = MONTHLY) -> FormField | None:
    """The head or foot field of which this cell is the label and nothing else."""
    folded = fold(text)
    for field in spec.margins:
        if any(re.fullmatch(_pattern(label) + f"(?:{_STAMP})?:?", folded) for label in field.labels):
            return field
    return None


@cache
def margin_pattern(spec: FormSpec = MONTHLY) -> re.Pattern[str]:
    """A head or foot label before a colon, the longest wording first, on folded text."""
    wordings = sorted((label for field in spec.margins for label in field.labels), key=len, reverse=True)
    return re.compile("(" + "|".join(map(_pattern, wordings)) + f")(?:{_STAMP})?:")


def is_weak(wording: str, field: FormField) -> bool:
    """Whether a folded wording means the field only where no better one stands on the form."""
    return any(re.fullmatch(_pattern(label), wording) for label in field.weak)


@cache
def names_of(field: FormField) -> tuple[str, ...]:
    """The names of cells by which a field is known, folded: its own, and the label as far as a name may hold it."""
    return (fold(field.name), *(re.sub(r"[^\w]", "", fold(label)) for label in field.labels))
