"""The public value that makes the seed, in one canonical spelling a source.

Free text could be ground: one lottery result spelled ten ways would give ten draws.  So a value is exactly one of the
kinds in `sources`; `text:` is the digest of any text, worth nothing as proof: formulas and library take it, no lock does.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256

from ssj_xl.domain.draw.canon import SPACE
from ssj_xl.domain.draw.sources import SOURCES, TEXT, Source, kind_of

_PROOF = re.compile(r"[0-9a-f]{96}")


def _fold(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()


def canon_source(text: str) -> str:
    """A named source as it is locked: `dice`, `ssq:2021026` or `drand:12345`; `text` of a trial.  Raises ValueError."""
    source = _fold(text)
    kind = kind_of(source)
    if kind is None or not re.fullmatch(kind.name_pattern, source):
        raise ValueError(text)
    return source


def canon_public(text: str) -> str:
    """A public value in canonical form.  Raises ValueError where it is none of the known kinds."""
    value = _fold(text)
    kind = kind_of(value)
    if kind is None or not re.fullmatch(kind.value_pattern, value) or _drum_flaw(kind, value):
        raise ValueError(text)
    return value


def text_public(text: str) -> str:
    """Any text as the public value of a trial: `text:` and the SHA-256 of the stripped text's NFC form."""
    plain = re.sub(f"^[{SPACE}]+|[{SPACE}]+$", "", text)
    return f"{TEXT.key}:{sha256(unicodedata.normalize('NFC', plain).encode()).hexdigest()}"


def is_proof_of(proof: str, public: str) -> bool:
    """Whether a beacon's signature (96 hex) gives the value of a canonical `drand:` value, its SHA-256.

    Whether the beacon made the signature is another question (`engines.witnesses`).
    """
    kind = kind_of(public)
    return bool(kind and kind.signed and re.fullmatch(kind.value_pattern, public) and _PROOF.fullmatch(proof)
                and sha256(bytes.fromhex(proof)).hexdigest() == public.rpartition(":")[2])


def flaw(text: str) -> str:
    """What is wrong with a text that is no public value, as a Chinese clause for the person who typed it."""
    value = _fold(text)
    kind = kind_of(value)
    if kind is None or not kind.locks:
        keys = [f"{source.key}:" for source in SOURCES if source.locks]
        return f"开头应是 {'、'.join(keys[:-1])} 或 {keys[-1]}"
    if kind.flaw:
        return _drum_flaw(kind, value) if re.fullmatch(kind.value_pattern, value) else kind.flaw
    return _digits_flaw(kind, value.partition(":")[2])


def _digits_flaw(kind: Source, digits: str) -> str:
    other = sorted(set(re.sub(r"[0-9]", "", digits)))
    if other:
        return f"{kind.key}: 之后只能是数字，现有“{''.join(other)}”"
    return f"{kind.key}: 之后应有 20 至 60 位数字，现在是 {len(digits)} 位"


def drums_of(kind: Source, value: str) -> list[tuple[str, list[str]]]:
    """The numbers in a value of the kind, as they are written: the name of each drum with its numbers."""
    numbers, found = re.findall("[0-9]+", value.rpartition(":")[2]), []
    for name, count, _ in kind.drums:
        found.append((name, numbers[:count]))
        numbers = numbers[count:]
    return found


def source_in_words(source: str) -> str:
    """A named source in words; as it stands where it is of no known kind."""
    kind = kind_of(source)
    return kind.named.format(number=source.partition(":")[2]) if kind else source


def value_in_words(value: str) -> str:
    """A public value in words, the numbers of a lottery drum by drum; '' for none."""
    kind = kind_of(value)
    if kind and kind.drums:
        return "，".join(f"{name} {' '.join(numbers)}" for name, numbers in drums_of(kind, value))
    return value.rpartition(":")[2]


def _drum_flaw(kind: Source, value: str) -> str:
    """Which numbers no drum gives, twice gives, or are in another order; '' for none.  value: of the kind's pattern."""
    for (name, numbers), (_, _, highest) in zip(drums_of(kind, value), kind.drums, strict=True):
        outside = [text for text in numbers if not 1 <= int(text) <= highest]
        if outside:
            now = "现有" if len(numbers) > 1 else "现在是"
            return f"{name}只有 01 至 {highest:02}，{now} {'、'.join(outside)}"
        twice = sorted({text for text in numbers if numbers.count(text) > 1})
        if twice:
            return f"{name} {'、'.join(twice)} 重复"
        if numbers != sorted(numbers):
            return f"{name}要从小到大写"
    return ""


def comes_from(public: str, source: str) -> bool:
    """Whether a canonical public value is of the source named at the lock."""
    return public.startswith(source + ":")
