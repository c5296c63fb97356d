"""The public value that makes the seed, in one canonical spelling a source.

Free text could be ground: one lottery result spelled ten ways would give ten draws.  So a value is
exactly one of `dice:` (20–60 digits read aloud), `ssq:` (双色球: period, six numbers, one number),
`drand:` (round and 64 hex) or `text:` (the digest of any text, worth nothing as proof: formulas and library
take it, no lock does).  New sources are added to this grammar, never as free text.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256

from ssj_xl.domain.canon import SPACE

# [0-9], not \d: digits of other scripts would be a second spelling of the same numbers.
_DICE = re.compile(r"dice:([0-9]{20,60})")
_SSQ = re.compile(r"ssq:([0-9]{7}):" + ",".join([r"([0-9]{2})"] * 6) + r"\+([0-9]{2})")
_DRAND = re.compile(r"drand:(0|[1-9][0-9]{0,11}):([0-9a-f]{64})")
_TEXT = re.compile(r"text:([0-9a-f]{64})")
_SOURCE = re.compile(r"dice|text|ssq:[0-9]{7}|drand:(0|[1-9][0-9]{0,11})")
_PROOF = re.compile(r"[0-9a-f]{96}")
OWN_TEXT = "text"

STRENGTH = {
    "dice": "现场摇号：种子由见证人面前掷出的数字构成，可信程度取决于见证。",
    "ssq": "公共随机源：种子取自锁定后开奖的双色球，任何人可查官方开奖公告。",
    "drand": "公共随机源：种子取自锁定后产生的公共随机信标，任何人可在线核对。",
    OWN_TEXT: "自定文字，无公信力。",
}


def _fold(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()


def canon_source(text: str) -> str:
    """A named source as it is locked: `dice`, `ssq:2021026` or `drand:12345`; `text` of a trial.  Raises ValueError."""
    source = _fold(text)
    if not _SOURCE.fullmatch(source):
        raise ValueError(text)
    return source


def canon_public(text: str) -> str:
    """A public value in canonical form.  Raises ValueError where it is none of the known kinds."""
    value = _fold(text)
    if _DICE.fullmatch(value) or _DRAND.fullmatch(value) or _TEXT.fullmatch(value):
        return value
    found = _SSQ.fullmatch(value)
    if not found or not _plausible_ssq([int(n) for n in found.groups()[1:]]):
        raise ValueError(text)
    return value


def text_public(text: str) -> str:
    """Any text as the public value of a trial: `text:` and the SHA-256 of the stripped text's NFC form."""
    plain = re.sub(f"^[{SPACE}]+|[{SPACE}]+$", "", text)
    return f"{OWN_TEXT}:{sha256(unicodedata.normalize('NFC', plain).encode()).hexdigest()}"


def is_proof_of(proof: str, public: str) -> bool:
    """Whether a beacon's signature (96 hex) gives the value of a canonical `drand:` value, its SHA-256.

    Whether the beacon made the signature is another question (`engines.drand`).
    """
    found = _DRAND.fullmatch(public)
    return bool(found and _PROOF.fullmatch(proof) and sha256(bytes.fromhex(proof)).hexdigest() == found[2])


def flaw(text: str) -> str:
    """What is wrong with a text that is no public value, as a Chinese clause for the person who typed it."""
    value = _fold(text)
    kind, _, rest = value.partition(":")
    if kind == "dice":
        return _dice_flaw(rest)
    if kind == "drand":
        return "drand 之后应是轮次和 64 位十六进制数，用冒号隔开"
    if kind != "ssq":
        return "开头应是 ssq:、dice: 或 drand:"
    found = _SSQ.fullmatch(value)
    return _ssq_flaw([int(n) for n in found.groups()[1:]]) if found else (
        "应是 7 位期号、6 个红球和 1 个蓝球，每个号码写两位数字，红球用逗号隔开，蓝球前写加号")


def _dice_flaw(digits: str) -> str:
    other = sorted(set(re.sub(r"[0-9]", "", digits)))
    if other:
        return f"dice: 之后只能是数字，现有“{''.join(other)}”"
    return f"dice: 之后应有 20 至 60 位数字，现在是 {len(digits)} 位"


def _ssq_flaw(numbers: list[int]) -> str:
    red, blue = numbers[:6], numbers[6]
    outside = [f"{n:02}" for n in red if not 1 <= n <= 33]
    if outside:
        return f"红球只有 01 至 33，现有 {'、'.join(outside)}"
    if not 1 <= blue <= 16:
        return f"蓝球只有 01 至 16，现在是 {blue:02}"
    twice = sorted({f"{n:02}" for n in red if red.count(n) > 1})
    return f"红球 {'、'.join(twice)} 重复" if twice else "红球要从小到大写"


def _plausible_ssq(numbers: list[int]) -> bool:
    """Six different ascending numbers of 1–33 and one of 1–16 (rules of the lottery)."""
    red, blue = numbers[:6], numbers[6]
    return red == sorted(set(red)) and red[0] >= 1 and red[-1] <= 33 and 1 <= blue <= 16


def comes_from(public: str, source: str) -> bool:
    """Whether a canonical public value is of the source named at the lock."""
    return public.startswith(source + ":")
