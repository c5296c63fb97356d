"""SSJ-1: the draw as a published computation, byte for byte.

A stranger recomputes it with any SHA-256: the locked list gives a root; root, quotas, rule,
people and a public value give the seed text; S = SHA-256(seed text); K = first 32 hex of
SHA-256("SSJ-1|object|" + S); an object's ticket is SHA-256(K + "|" + id) in lower-case hex, and in
each group the quota's smallest tickets win.  Integers and bytes only.

What papers show beside (names, teams, times, results, substitutions) is bound by digests (§11).  The root over the names is
fixed at the lock, stands in the log and on the notice, and binds the whole list; it is apart from the list of ids, so
that in a private list no name leads to a pseudonym.

The idea of hashing seed and id and taking the smallest is Ronald Rivest's consistent sampling.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from math import isqrt
from typing import Any, NamedTuple, overload

from ssj_xl.domain.draw import merkle
from ssj_xl.domain.draw.canon import EXCLUDED, ONE_POOL

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
class Lines(Sequence[Line]):
    """The locked list as the texts that are hashed; a line is taken apart when it is asked for.

    A million texts take half the memory of a million pairs, and sort five times as fast.
    """

    texts: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.texts)

    @overload
    def __getitem__(self, at: int) -> Line: ...

    @overload
    def __getitem__(self, at: slice) -> Lines: ...

    def __getitem__(self, at: int | slice) -> Line | Lines:
        return Lines(self.texts[at]) if isinstance(at, slice) else _line(self.texts[at])

    def __iter__(self) -> Iterator[Line]:
        return map(_line, self.texts)

    @cached_property
    def groups(self) -> dict[str, list[str]]:
        """Group → its ids, both in the order of the list."""
        found: dict[str, list[str]] = {}
        for text in self.texts:
            id_, _, group = text.partition("\t")
            found.setdefault(group, []).append(id_)
        return found

    def sizes(self) -> dict[str, int]:
        """Group → how many lines it has."""
        return {group: len(ids) for group, ids in self.groups.items()}


def _line(text: str) -> Line:
    id_, _, group = text.partition("\t")
    return Line(id_, group)


@dataclass(frozen=True)
class Lock:
    """What is fixed before any seed exists.

    lines: the list, sorted by bytes, ids unique.  rule: the rule's text ('' where none is given).
    people: the inspectors' lines, sorted.  quotas: group → number; in 加权 the one pool is `*`.
    weights: group → lots (加权 only).
    """

    draw: str
    attempt: int
    lines: Lines
    quotas: Mapping[str, int]
    weights: Mapping[str, int] = field(default_factory=dict)
    rule: str = ""
    people: tuple[str, ...] = ()

    @cached_property
    def root(self) -> str:
        """Root of the list."""
        return merkle.root(self.lines.texts)

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
        """加权 where there is one pool, else 分级比例."""
        return WEIGHTED if ONE_POOL in self.quotas else BY_RATIO


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


def sorted_lines(pairs: Iterable[tuple[str, str]]) -> Lines:
    """List lines in canonical order.  Raises ValueError where an id stands twice."""
    texts = tuple(sorted(map("\t".join, pairs)))  # by code points, which is the order of the bytes in UTF-8
    if len({text.partition("\t")[0] for text in texts}) != len(texts):
        raise ValueError("an id stands twice in the list")
    return Lines(texts)


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


def public_of(seed_text: str) -> str:
    """The public value with which a seed text ends; '' for none."""
    return seed_text.rstrip("\n").rpartition("public=")[2]


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
    return {id_: mark for group, ids in lock.lines.groups.items()
            for mark, id_ in _marked(key, [(lock.weights.get(group, 1), ids)])}


def ranking(lock: Lock, key: str) -> dict[str, list[Win]]:
    """The whole order in every group that takes part, winners first; group X never does."""
    return {group: _wins(group, sorted(_marked(key, entrants))) for group, entrants in _pools(lock).items()}


def winners(lock: Lock, key: str) -> list[Win]:
    """The drawn objects: in each group the quota's smallest (ticket, id), groups sorted."""
    return drawn(lock, key)[0]


def reserves(lock: Lock, key: str, count: int) -> list[Win]:
    """The next `count` in the order of each group that was drawn by lot."""
    return drawn(lock, key, count)[1]


def drawn(lock: Lock, key: str, reserve: int = 0) -> tuple[list[Win], list[Win]]:
    """The winners, and the next `reserve` in the order of each group: the first places of `ranking`."""
    first: list[Win] = []
    after: list[Win] = []
    for group, entrants in _pools(lock).items():
        quota = lock.quotas[group]
        order = _wins(group, _smallest(key, entrants, quota + reserve))
        first += order[:quota]
        after += order[quota:]
    return first, after


Entrants = list[tuple[int, list[str]]]
"""Who is drawn together: ids by the number of their lots."""


def _pools(lock: Lock) -> dict[str, Entrants]:
    found: dict[str, Entrants] = {}
    for group, ids in lock.lines.groups.items():
        if group != EXCLUDED:
            pool = ONE_POOL if group in lock.weights else group
            found.setdefault(pool, []).append((lock.weights.get(group, 1), ids))
    return dict(sorted(found.items()))


def _marked(key: str, entrants: Entrants) -> Iterator[tuple[str, str]]:
    """(ticket, id) of each entrant."""
    for lots, ids in entrants:
        if lots > 1:
            yield from ((ticket(key, id_, lots), id_) for id_ in ids)
        else:  # the same ticket, made with less ado for each of a million ids
            yield from ((digest(f"{key}|{id_}"), id_) for id_ in ids)


_MARGIN = 6


def _smallest(key: str, entrants: Entrants, count: int) -> list[tuple[str, str]]:
    """The `count` smallest (ticket, id).

    Tickets are spread evenly, so those beyond the count's share and some deviations are left out of the sorting;
    should too few remain, all are sorted.
    """
    share = (count + _MARGIN * (isqrt(count) + 1)) * 16**16 // sum(len(ids) for _, ids in entrants)
    if share < 16**16:
        reach = f"{share:016x}"
        near = sorted(pair for pair in _marked(key, entrants) if pair[0] < reach)
        if len(near) >= count:
            return near[:count]
    return sorted(_marked(key, entrants))[:count]


def _wins(group: str, order: Iterable[tuple[str, str]]) -> list[Win]:
    return [Win(group, rank, id_, mark) for rank, (mark, id_) in enumerate(order, 1)]


def result_digest(wins: Sequence[Win]) -> str:
    """SHA-256 of the result lines, each ended by LF."""
    return digest("".join(win.text + "\n" for win in wins))


PARTS = ("names", "teams", "times", "results", "changes")
FACTS = ("unit", "title", "floor", "locked_at", "drawn_at", "void_at", "void_why")
"""Keys of a record under its part `times`."""
SHOWN = frozenset((*FACTS, "names", "teams", "results", "substituted"))
"""All keys of a record that its digests bind."""


def names_root(names: Mapping[str, str]) -> str:
    """Root of the lines `code TAB name` of a whole list (object code → name), sorted by bytes."""
    return merkle.root(sorted((f"{code}\t{name}" for code, name in names.items()), key=str.encode))


def shown_digests(record: Mapping[str, Any]) -> dict[str, str]:
    """The digest of each part that a record shows; what it does not have yet counts as empty."""
    changes = (tuple(one.get(key, "") for key in ("left", "left_name", "came", "why"))
               for one in record.get("substituted", ()))
    return {
        "names": _lines("\t".join(pair) for pair in _sorted(record.get("names", {}))),
        "teams": _lines(f"{code}\t{'、'.join(team)}" for code, team in _sorted(record.get("teams", {}))),
        "times": _lines(f"{key}={record[key]}" for key in FACTS if key in record),
        "results": _lines(record.get("results", ())),
        "changes": _lines("\t".join(change) for change in changes),
    }


def _sorted(values: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    return sorted(values.items(), key=lambda pair: pair[0].encode())


def _lines(lines: Iterable[str]) -> str:
    return digest("".join(line + "\n" for line in lines))
