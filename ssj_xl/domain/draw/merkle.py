"""The list's fingerprint: a Merkle tree as in RFC 6962, with the odd node promoted.

leaf = SHA-256(0x00 ‖ line), node = SHA-256(0x01 ‖ left ‖ right).  A proof of one line in a list
of N has about log2 N hashes, so a firm can check its own line without the list.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from hashlib import sha256


def leaf(line: str) -> bytes:
    """The hash of one list line (UTF-8, without its line feed)."""
    return sha256(b"\0" + line.encode()).digest()


def _parent(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


def _next_level(level: list[bytes]) -> list[bytes]:
    nodes = iter(level)
    parents = [sha256(b"\1" + left + right).digest() for left, right in zip(nodes, nodes, strict=False)]  # in place: `_parent` for each takes a fifth longer
    return [*parents, level[-1]] if len(level) % 2 else parents


def _top(level: list[bytes]) -> bytes:
    while len(level) > 1:
        level = _next_level(level)
    return level[0]


SUBTREE = 4096
"""So many leaves have a subtree of their own: what a long list's root, and a proof in it, are made of."""


def root(lines: Sequence[str]) -> str:
    """Root of the tree over the lines as they stand, in lower-case hex.  No lines: SHA-256 of nothing.

    Whole subtrees come first and their tops then, so that the leaves of a long list never stand in memory together;
    the odd node, promoted, is the same either way.
    """
    if not lines:
        return sha256(b"").hexdigest()
    return root_of(tops(lines))


def tops(lines: Sequence[str]) -> list[bytes]:
    """The tops of the subtrees over each 4,096 lines; the last may be smaller."""
    parts = (lines[start: start + SUBTREE] for start in range(0, len(lines), SUBTREE))
    return [_top(list(map(leaf, part))) for part in parts]


def root_of(nodes: Sequence[bytes]) -> str:
    """The root over the tops of the subtrees, in lower-case hex."""
    return _top(list(nodes)).hex() if nodes else sha256(b"").hexdigest()


def subtree_of(starts: Sequence[str], code: str) -> int:
    """The number of the subtree in which a code would stand; 0 also for one before all.  starts: first codes of the subtrees."""
    return max(bisect_right(starts, code) - 1, 0)


def bounds(starts: Sequence[str], number: int) -> tuple[str, str]:
    """The codes where a subtree begins and where the next one does, '' after the last."""
    return starts[number], starts[number + 1] if number + 1 < len(starts) else ""


def proof(lines: Sequence[str], index: int) -> list[tuple[str, str]]:
    """The way from line `index` to the root: (side, hash hex) pairs, side 'L' or 'R' of the sibling."""
    return way_up([leaf(line) for line in lines], index)


def way_up(nodes: Sequence[bytes], index: int) -> list[tuple[str, str]]:
    """The way from one of the nodes of a level to the top, as `proof`; in a long list the subtree's way, then that of its top."""
    level, way = list(nodes), list[tuple[str, str]]()
    while len(level) > 1:
        sibling = index ^ 1
        if sibling < len(level):
            way.append(("L" if sibling < index else "R", level[sibling].hex()))
        level, index = _next_level(level), index // 2
    return way


def way_through(lines: Sequence[str], index: int, nodes: Sequence[bytes], number: int) -> list[tuple[str, str]]:
    """The way from a line of one subtree to the root over all.  lines: of subtree `number`; nodes: the tops of all subtrees."""
    return [*way_up([leaf(line) for line in lines], index), *way_up(nodes, number)]


def climb(line: str, way: Iterable[Sequence[str]]) -> str:
    """The root to which the way leads from the line, in lower-case hex."""
    node = leaf(line)
    for side, other in way:
        node = _parent(bytes.fromhex(other), node) if side == "L" else _parent(node, bytes.fromhex(other))
    return node.hex()


def proves(line: str, way: Sequence[tuple[str, str]], root_hex: str) -> bool:
    """Whether the way leads from the line to the root."""
    return climb(line, way) == root_hex
