"""What became of the files of one act: old, new or absent, by what lies on the disk.

Whoever carries out an act `follow`s it; whatever writes a file in between says so with `intend` first.  After a
failure the files are compared with what they were, so that nobody is told more than is true.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from ssj_xl.tables.problems import Problem

OLD, NEW, ABSENT, UNKNOWN = "旧", "新", "无", "不明"


class FileState(NamedTuple):
    """A file of the act: `OLD` as it was before, `NEW` with other content, `ABSENT` not there.

    `UNKNOWN`: it cannot be read.
    """

    path: Path
    state: str


@dataclass
class Outcome:
    """The files of one act with the digests that they had before (None: not there), and what is doubtful about them."""

    before: dict[Path, bytes | None] = field(default_factory=dict)
    doubts: list[Problem] = field(default_factory=list)

    def states(self) -> list[FileState]:
        """Every file of the act as it is now, in the order in which they were named."""
        return [FileState(path, _state(digest, digest_of(path))) for path, digest in self.before.items()]

    @property
    def changed(self) -> bool:
        """Whether any file is not what it was before."""
        return any(digest != digest_of(path) for path, digest in self.before.items())


_followed: ContextVar[Outcome | None] = ContextVar("followed", default=None)


@contextlib.contextmanager
def follow() -> Iterator[Outcome]:
    """Keep account of the files of one act."""
    outcome = Outcome()
    token = _followed.set(outcome)
    try:
        yield outcome
    finally:
        _followed.reset(token)


def intend(*paths: Path) -> None:
    """These files are about to be written by the act that is followed, if one is."""
    outcome = _followed.get()
    for path in paths:
        if outcome is not None and path not in outcome.before:
            outcome.before[path] = digest_of(path)


def doubt(problem: Problem) -> None:
    """Something to be told of the act that is followed, although it goes on."""
    outcome = _followed.get()
    if outcome is not None and problem not in outcome.doubts:
        outcome.doubts.append(problem)


def digest_of(path: Path) -> bytes | None:
    """The digest of a file's content; None where there is none, b'' where it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).digest()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        return b""


def _state(before: bytes | None, now: bytes | None) -> str:
    if now is None:
        return ABSENT
    if b"" in (before, now):
        return UNKNOWN
    return OLD if now == before else NEW
