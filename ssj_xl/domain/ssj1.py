"""SSJ-1: the draw as a published computation, byte for byte.

A stranger recomputes it with any SHA-256: the locked list gives a root; root, quotas, rule,
people and a public value give the seed text; S = SHA-256(seed text); K = first 32 hex of
SHA-256("SSJ-1|object|" + S); an object's ticket is SHA-256(K + "|" + id) in lower-case hex, and in
each group the quota's smallest tickets win.  Integers and bytes only.

The idea of hashing seed and id and taking the smallest is Ronald Rivest's consistent sampling.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple

from ssj_xl.domain import merkle
from ssj_xl.domain.canon import EXCLUDED, ONE_POOL

SPEC = "SSJ-1"
BY_RATIO, WEIGHTED = "分级比例", "加权"


def digest(text: str) -> str:
    """SHA-256 of a text's UTF-8 bytes in lower-case hex."""
    return sha256(text.encode()).hexdigest()


class Line(NamedTuple):
    """One line of the locked list: id and group."""

    id: str
    group: str

    @property
    def text(self) -> str:
        """The line as it is hashed: id TAB group."""
        return f"{self.id}\t{self.group}"


@dataclass(frozen=True)
class Lock:
    """What is fixed before any seed exists.

    lines: the list, sorted by bytes, ids unique.  rule: the rule's text ('' where none is given).
    people: the inspectors' lines, sorted.  quotas: group → number; in 加权 the one pool is `*`.
    weights: group → lots (加权 only).
    """

    draw: str
    attempt: int
    lines: tuple[Line, ...]
    quotas: Mapping[str, int]
    weights: Mapping[str, int] = field(default_factory=dict)
    rule: str = ""
    people: tuple[str, ...] = ()

    @property
    def root(self) -> str:
        """Root of the list."""
        return merkle.root([line.text for line in self.lines])

    @property
    def people_root(self) -> str:
        """Root of the inspectors' lines; '' where there are none."""
        return merkle.root(self.people) if self.people else ""

    @property
    def rule_digest(self) -> str:
        """Fingerprint of the rule's text; '' where there is none."""
        return digest(self.rule) if self.rule else ""

    @property
    def mode(self) -> str:
        """分级比例, or 加权 where groups have weights."""
        return WEIGHTED if self.weights else BY_RATIO


class Keys(NamedTuple):
    """S and the two 128-bit keys made from it: K for objects, Km for matching."""

    seed: str
    objects: str
    matching: str


class Win(NamedTuple):
    """One drawn object: group (`*` in 加权), rank in it from 1, id and ticket."""

    group: str
    rank: int
    id: str
    ticket: str

    @property
    def text(self) -> str:
        """The result line of the record."""
        return f"{self.group}\t{self.rank}\t{self.id}\t{self.ticket}"


def sorted_lines(pairs: Iterable[tuple[str, str]]) -> tuple[Line, ...]:
    """List lines in canonical order.  Raises ValueError where an id stands twice."""
    lines = sorted((Line(*pair) for pair in pairs), key=lambda line: line.text.encode())
    ids = [line.id for line in lines]
    if len(set(ids)) != len(ids):
        raise ValueError("an id stands twice in the list")
    return tuple(lines)


def seed_text(lock: Lock, public: str, nonces: Mapping[str, str] | None = None) -> str:
    """The text that is hashed into the seed: everything that matters, one line each, ended by LF."""
    parts = [SPEC, f"draw={lock.draw}"]
    if lock.attempt > 1:
        parts.append(f"attempt={lock.attempt}")
    if lock.rule:
        parts.append(f"rule={lock.rule_digest}")
    parts += [f"list={lock.root}", f"count={len(lock.lines)}"]
    if lock.people:
        parts.append(f"people={lock.people_root}")
    parts += [f"quota.{group}={lock.quotas[group]}" for group in sorted(lock.quotas)]
    parts += [f"weight.{group}={lock.weights[group]}" for group in sorted(lock.weights)]
    parts += [f"nonce.{party}={value}" for party, value in sorted((nonces or {}).items())]
    return "".join(part + "\n" for part in [*parts, f"public={public}"])


def whole(text: str) -> str:
    """A seed text again from a cell, which keeps no line feed at its end; '' stays ''."""
    return text.rstrip("\n") + "\n" if text else ""


def keys(text: str) -> Keys:
    """S, K and Km of a seed text."""
    seed = digest(text)
    return Keys(seed, digest(f"{SPEC}|object|{seed}")[:32], digest(f"{SPEC}|match|{seed}")[:32])


def ticket(key: str, id_: str, lots: int = 1) -> str:
    """The ticket of an id: the smallest of its lots, of which there is one outside 加权."""
    first = digest(f"{key}|{id_}")
    return min([first, *(digest(f"{key}|{id_}|{lot}") for lot in range(2, lots + 1))])


def tickets(lock: Lock, key: str) -> dict[str, str]:
    """Every id's ticket.  In 加权 a group without a weight (X, M) has one lot."""
    return {line.id: ticket(key, line.id, lock.weights.get(line.group, 1)) for line in lock.lines}


def ranking(lock: Lock, key: str) -> dict[str, list[Win]]:
    """The whole order in every group that takes part, winners first; group X never does."""
    drawn = tickets(lock, key)
    groups: dict[str, list[tuple[str, str]]] = {}
    for line in lock.lines:
        if line.group != EXCLUDED:
            group = ONE_POOL if line.group in lock.weights else line.group
            groups.setdefault(group, []).append((drawn[line.id], line.id))
    return {
        group: [Win(group, rank, id_, mark) for rank, (mark, id_) in enumerate(sorted(members), 1)]
        for group, members in sorted(groups.items())
    }


def winners(lock: Lock, key: str) -> list[Win]:
    """The drawn objects: in each group the quota's smallest (ticket, id), groups sorted."""
    return [win for group, order in ranking(lock, key).items() for win in order[: lock.quotas[group]]]


def reserves(lock: Lock, key: str, count: int) -> list[Win]:
    """The next `count` in the order of each group that was drawn by lot."""
    return [
        win
        for group, order in ranking(lock, key).items()
        for win in order[lock.quotas[group]:][:count]
    ]


def result_digest(wins: Sequence[Win]) -> str:
    """SHA-256 of the result lines, each ended by LF."""
    return digest("".join(win.text + "\n" for win in wins))
