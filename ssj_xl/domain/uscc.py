"""Unified social credit code (统一社会信用代码) of GB 32100-2015: 18 characters, the last one checks the others.

Position 1 is the registering authority (3 = 司法行政), 2 the class of body, 3–8 the administrative division,
9–17 the body's own code (GB 11714), 18 the check character: with the alphabet's places as values c and the
weights 3^(i-1) mod 31, it is the character at place (31 - Σ c·w mod 31) mod 31.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from ssj_xl.tables.cells import halve

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I O Z S V: they are mistaken for 1 0 2 5 U
AUTHORITIES = "123456789ANY"
LENGTH = 18
PREFIXES = {
    "律师事务所": "31",
    "公证机构": "32",
    "基层法律服务所": "33",
    "司法鉴定机构": "34",
    "仲裁委员会": "35",
}
"""Object type → first two characters, for bodies registered by 司法行政 (GB 32100-2015, table of classes)."""

_VALUE = {character: place for place, character in enumerate(ALPHABET)}
_WEIGHTS = tuple(pow(3, place, 31) for place in range(LENGTH - 1))
_MISREAD = str.maketrans("IOZSV", "1025U")


class Kind(Enum):
    """What is wrong with a code; the value is the cause in Chinese."""

    LENGTH = "应为 18 位"
    ALPHABET = "含有代码中不会出现的字符（只用数字和除 I、O、Z、S、V 以外的大写字母）"
    AUTHORITY = "第 1 位不是登记管理部门代码"
    REGION = "第 3 至 8 位应为行政区划数字"
    CHECK = "末位校验码不符"


@dataclass(frozen=True, slots=True)
class Fault:
    """A wrong code: the kind, and a code that would be right ('' when there is nothing to suggest)."""

    kind: Kind
    suggestion: str = ""


def compact(text: str) -> str:
    """The code as it is compared: half-width, upper case, without blanks and hyphens."""
    return re.sub(r"[\s\-]+", "", halve(text)).upper()


def check_character(body: str) -> str:
    """The 18th character for the first 17; raises ValueError where they are not 17 of the alphabet."""
    if len(body) != LENGTH - 1 or not set(body) <= _VALUE.keys():
        raise ValueError(f"not the first 17 characters of a code: {body!r}")
    total = sum(_VALUE[character] * weight for character, weight in zip(body, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def validate(text: str) -> Fault | None:
    """What is wrong with a code first, or None; blanks, hyphens and lower case do not count as wrong."""
    code = compact(text)
    if len(code) != LENGTH:
        return Fault(Kind.LENGTH)
    if not set(code) <= _VALUE.keys():
        return Fault(Kind.ALPHABET, _reread(code))
    if code[0] not in AUTHORITIES:
        return Fault(Kind.AUTHORITY)
    if not code[2:8].isdigit():
        return Fault(Kind.REGION)
    right = code[:-1] + check_character(code[:-1])
    return None if code == right else Fault(Kind.CHECK, right)


def is_identity_number(text: str) -> bool:
    """Whether a number is built like that of a person's identity card (GB 11643-1999): none is ever registered."""
    code = compact(text)
    if not re.fullmatch(r"[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]", code):
        return False
    total = sum(int(digit) * pow(2, LENGTH - 1 - place, 11) for place, digit in enumerate(code[:-1]))
    return code[-1] == "10X98765432"[total % 11]


def is_valid(text: str) -> bool:
    """Whether a code is well formed and its check character right."""
    return validate(text) is None


def expected_prefix(object_type: str) -> str:
    """First two characters of the codes of an object type, or '' where the type has none of its own."""
    return PREFIXES.get(object_type, "")


def _reread(code: str) -> str:
    """The code with letters that are mistaken for others put right, if that makes it valid."""
    guess = code.translate(_MISREAD)
    return guess if set(guess) <= _VALUE.keys() and is_valid(guess) else ""
