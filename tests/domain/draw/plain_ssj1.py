"""SSJ-1 as a reader of the specification would write it: one line at a time, everything sorted, nothing saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

Place = tuple[str, int, str, str]
"""Group, rank, id, ticket."""


def lines(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """The list lines, sorted by their bytes."""
    return sorted((f"{id_}\t{group}" for id_, group in pairs), key=lambda line: line.encode())


def root(texts: Sequence[str]) -> str:
    """RFC 6962, level by level over the whole list, the odd node promoted."""
    level = [sha256(b"\0" + text.encode()).digest() for text in texts]
    while len(level) > 1:
        above = [sha256(b"\1" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)]
        level = above + level[len(level) - len(level) % 2:]
    return level[0].hex() if level else sha256(b"").hexdigest()


def ticket(key: str, id_: str, lots: int) -> str:
    """The smallest of an id's lots."""
    texts = [f"{key}|{id_}", *(f"{key}|{id_}|{lot}" for lot in range(2, lots + 1))]
    return min(sha256(text.encode()).hexdigest() for text in texts)


def order(pairs: Iterable[tuple[str, str]], weights: Mapping[str, int], key: str) -> dict[str, list[Place]]:
    """The whole order of every group but X."""
    pools: dict[str, list[tuple[str, str]]] = {}
    for id_, group in pairs:
        if group != "X":
            pools.setdefault("*" if group in weights else group, []).append((ticket(key, id_, weights.get(group, 1)), id_))
    return {pool: [(pool, rank, id_, mark) for rank, (mark, id_) in enumerate(sorted(pools[pool]), 1)] for pool in sorted(pools)}
