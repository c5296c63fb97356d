"""The full ceremony: parties commit to secret numbers at the lock and open them after the public value.

commitment = SHA-256("SSJ-1|nonce|" + draw + "|" + party + "|" + nonce), nonce = 64 hex.  One honest party is
enough for a seed that nobody could steer, even where the public value is doubted; a party that does not open
its number voids the attempt, which stays in the record.  Also here: when a round of the drand beacon is due,
and what the log's fingerprint of a lock covers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from typing import Any

from ssj_xl.domain.draw.canon import group_label
from ssj_xl.domain.draw.sources import BY_KEY, DRAND
from ssj_xl.domain.draw.ssj1 import SPEC, digest
from ssj_xl.tables.cells import brackets
from ssj_xl.tables.problems import Problem, problem

HEX64 = re.compile(r"[0-9a-f]{64}")
LEAST_PARTIES = 2
BY_PARTIES = "多方承诺：各方在锁定时交存承诺，随机数产生后公开原件，只要有一方诚实，种子就无法操纵。"

_JOINT = "、"
_CLOSED = set("、，,；;")


def party_name(text: str) -> str:
    """A party's name in canonical form: as a group label, further without white space and separators of lists.

    Raises ValueError otherwise.
    """
    name = group_label(text)
    if any(c.isspace() or c in _CLOSED for c in name):
        raise ValueError(text)
    return name


def commitment(draw: str, party: str, nonce: str) -> str:
    """What a party hands in at the lock for its nonce (64 hex)."""
    return digest(f"{SPEC}|nonce|{draw}|{party}|{nonce}")


def pairs_text(pairs: Mapping[str, str]) -> str:
    """Parties with their values as a cell keeps them: `公证处=…、纪检组=…`, sorted."""
    return _JOINT.join(f"{party}={pairs[party]}" for party in sorted(pairs))


def read_pairs(text: str) -> dict[str, str]:
    """The parties with their values from a cell; what is not of the form stands under its own text as ''."""
    parts = (part.partition("=") for part in text.split(_JOINT) if part)
    return {party: value for party, _, value in parts}


def parse_pair(text: str) -> tuple[str, str]:
    """One `party=64 hex` as it is handed in, folded to canonical form.  Raises ValueError."""
    party, mark, value = unicodedata.normalize("NFKC", text).strip().partition("=")
    value = re.sub(r"\s+", "", value).lower()
    if not mark or not HEX64.fullmatch(value):
        raise ValueError(text)
    return party_name(party), value


def commitment_problems(commitments: Mapping[str, str], *, used: Iterable[str] = ()) -> list[Problem]:
    """What forbids a lock with these commitments (V01–V04).  used: commitments of earlier attempts.

    A commitment that was handed in before is refused, because its nonce may be known since.
    """
    found: list[Problem] = []
    known = set(used)
    for party, value in commitments.items():
        if not _is_party(party):
            found.append(problem("V01", party=party))
        if not HEX64.fullmatch(value):
            found.append(problem("V02", party=party))
        if value in known:
            found.append(problem("V04", party=party))
    if len(commitments) == 1:
        found.append(problem("V03", least=LEAST_PARTIES))
    return found


def _is_party(text: str) -> bool:
    try:
        return party_name(text) == text
    except ValueError:
        return False


def opening_problems(draw: str, commitments: Mapping[str, str], nonces: Mapping[str, str]) -> list[Problem]:
    """Every party whose nonce is missing (V05), wrong (V06) or not asked for (V07)."""
    found = [problem("V07", party=party) for party in sorted(nonces.keys() - commitments.keys())]
    for party, promised in sorted(commitments.items()):
        if party not in nonces:
            found.append(problem("V05", party=party))
        elif not HEX64.fullmatch(nonces[party]) or commitment(draw, party, nonces[party]) != promised:
            found.append(problem("V06", party=party))
    return found


def strength(source: str, commitments: Mapping[str, str]) -> str:
    """How strong the ceremony is, in the words that record, notice and page show."""
    named = BY_KEY[source.partition(":")[0]].strength
    return BY_PARTIES + named if commitments else named


def drand_round(source: str) -> int | None:
    """The round of a drand source or value; None for other kinds."""
    kind, _, rest = source.partition(":")
    return int(rest.partition(":")[0]) if kind == DRAND.key else None


def due(number: int) -> str:
    """When a round of drand quicknet is made, Beijing time, 'YYYY-MM-DD HH:MM:SS' ('' beyond all reason)."""
    return DRAND.due(number)


def first_round_after(stamp: str, *, minutes: int = 10) -> int:
    """A round some minutes after a time (Beijing): what to name at a lock."""
    return DRAND.number_at((datetime.fromisoformat(stamp) + timedelta(minutes=minutes)).isoformat(" "))


def witness_mark(draw: str, attempt: int, name: str) -> str:
    """What fixes the witness at the lock without naming a person in public: 16 hex; '' where there is none."""
    plain = one_word(name)
    return digest(f"{SPEC}|witness|{draw}|{attempt}|{plain}")[:16] if plain else ""


def one_word(name: str) -> str:
    """A person's name as it stands in a statement: without white space and the statement's own signs."""
    return re.sub(r'[\s|"]', "", brackets(unicodedata.normalize("NFC", name)))


_DIFFERENT, _RUN = 5, 10
"""So many different digits at least are thrown in twenty (fewer: 1 in 100,000); so long an arithmetic run hardly ever is."""


def unlikely(digits: str) -> str:
    """Why chance would hardly give these digits; '' where it would.

    >>> unlikely("01234567890123456789"), unlikely("20237331128159211123")
    ('有 20 位依次相差同一个数', '')
    """
    if len(set(digits)) < _DIFFERENT:
        return f"只有 {len(set(digits))} 种数字"
    if any((digits[:size] * len(digits))[:len(digits)] == digits for size in range(1, len(digits) // 2 + 1)):
        return "一段数字反复出现"
    steps = [(int(b) - int(a)) % 10 for a, b in pairwise(digits)]
    longest = max(len(list(group)) for _, group in groupby(steps)) + 1
    return f"有 {longest} 位依次相差同一个数" if longest >= _RUN else ""


def lock_statement(row: Mapping[str, Any]) -> str:
    """What the log's fingerprint of a lock covers: one line each of the facts on the lock notice.

    row: of 抽取记录.  The root of the names, the floor, 最近一期, who supervises, the witness's mark, up to when visits count and each commitment have
    a line where there are any.
    """
    keys = ("task", "attempt", "count", "root", "people", "rule", "profile", "source", "locked_at")
    promised = sorted(read_pairs(row["commitments"]).items())
    later = [f"{key}={row[key]}" for key in ("names_root", "floor", "last", "supervisor", "witness", "visits_to") if row.get(key)]
    lines = [*(f"{key}={row[key]}" for key in keys), *later,
             *(f"commitment.{party}={value}" for party, value in promised)]
    return "".join(line + "\n" for line in lines)


def lock_summary(row: Mapping[str, Any]) -> str:
    """The log's summary of a lock."""
    return (f"任务{row['task']}第{row['attempt']}轮：名录{row['count']}条，名录根{row['root']}，"
            f"随机源{row['source']}")
