"""The list's fingerprint: a Merkle tree as in RFC 6962, with the odd node promoted.

leaf = SHA-256(0x00 ‖ line), node = SHA-256(0x01 ‖ left ‖ right).  A proof of one line in a list
of N has about log2 N hashes, so a firm can check its own line without the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256


def leaf(line: str) -> bytes:
    """The hash of one list line (UTF-8, without its line feed)."""
    return sha256(b"\0" + line.encode()).digest()


def _parent(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


def _next_level(level: list[bytes]) -> list[bytes]:
    nodes = iter(level)
    parents = list(map(_parent, nodes, nodes))
    return [*parents, level[-1]] if len(level) % 2 else parents


def _top(level: list[bytes]) -> bytes:
    while len(level) > 1:
        level = _next_level(level)
    return level[0]


_SUBTREE = 4096


def root(lines: Sequence[str]) -> str:
    """Root of the tree over the lines as they stand, in lower-case hex.  No lines: SHA-256 of nothing.

    Whole subtrees come first and their tops then, so that the leaves of a long list never stand in memory together;
    the odd node, promoted, is the same either way.
    """
    if not lines:
        return sha256(b"").hexdigest()
    parts = (lines[start: start + _SUBTREE] for start in range(0, len(lines), _SUBTREE))
    return _top([_top(list(map(leaf, part))) for part in parts]).hex()


def proof(lines: Sequence[str], index: int) -> list[tuple[str, str]]:
    """The way from line `index` to the root: (side, hash hex) pairs, side 'L' or 'R' of the sibling."""
    level, way = [leaf(line) for line in lines], []
    while len(level) > 1:
        sibling = index ^ 1
        if sibling < len(level):
            way.append(("L" if sibling < index else "R", level[sibling].hex()))
        level, index = _next_level(level), index // 2
    return way


def climb(line: str, way: Iterable[Sequence[str]]) -> str:
    """The root to which the way leads from the line, in lower-case hex."""
    node = leaf(line)
    for side, other in way:
        node = _parent(bytes.fromhex(other), node) if side == "L" else _parent(node, bytes.fromhex(other))
    return node.hex()


def proves(line: str, way: Sequence[tuple[str, str]], root_hex: str) -> bool:
    """Whether the way leads from the line to the root."""
    return climb(line, way) == root_hex
