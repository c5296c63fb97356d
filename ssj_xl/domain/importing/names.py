"""Names and values as they are compared, and as a person's name is written."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from ssj_xl.domain import uscc
from ssj_xl.tables.cells import brackets, halve
from ssj_xl.tables.spec import Column, Kind

_DOTS = str.maketrans(dict.fromkeys("•‧・●∙⋅", "·"))
_HAN_GAP = re.compile(r"(?<=[\u3400-\u9fff\U00020000-\U0003ffff])\s+(?=[\u3400-\u9fff\U00020000-\U0003ffff])")
_NO_PERSON = re.compile(r"[、，,;；/\\&+()（）\[\]【】<>《》*:：\n]")
_NUMBERS = ("uscc", "licence", "certificate")


def person(name: str) -> str:
    """A person's name without blanks between Chinese characters (张　三 → 张三); other names keep theirs."""
    return _HAN_GAP.sub("", name).translate(_DOTS)


def is_persons_name(name: str) -> bool:
    """Whether a text can be the name of one person: no brackets or marks, no signs that divide several."""
    return _NO_PERSON.search(name) is None


def folded(name: str) -> str:
    """A name as it is compared: half-width, without blanks, brackets of one kind, capitals as small letters."""
    return brackets("".join(halve(unicodedata.normalize("NFC", name)).split())).translate(_DOTS).casefold()


def bare(name: str) -> str:
    """A name without brackets and punctuation either: two that are equal then are near-identical."""
    return "".join(c for c in folded(name) if unicodedata.category(c)[0] not in "PSZ")


def comparable(key: str, value: Any) -> Any:
    """A value as it is looked up: numbers without blanks and hyphens, names folded, lists as sets."""
    if isinstance(value, tuple):
        return frozenset(value)
    if not isinstance(value, str):
        return value
    return uscc.compact(value) if key in _NUMBERS else folded(value)


def same(column: Column, one: Any, other: Any) -> bool:
    """Whether two values of a column say the same; long texts may differ in blanks only."""
    if column.kind is Kind.LONG and isinstance(one, str) and isinstance(other, str):
        return one.split() == other.split()
    return bool(comparable(column.key, one) == comparable(column.key, other))
