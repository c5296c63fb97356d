"""Files written whole or not at all: how, what came of it, what an act that was cut leaves."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import socket
import stat
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from ssj_xl.office.programs import is_windows
from ssj_xl.office.refusals import is_refusal, why_not_written
from ssj_xl.tables.problems import Place, Problem, UserError, fail, problem

BACKUPS = "备份"
OUTPUT = "输出"
"""The folder beside a workbook into which buttons put files."""
HOST = hashlib.sha256(socket.gethostname().encode()).hexdigest()[:8]
"""This computer, in the names of temporary files on a share."""
_NAME_BYTES = 220
"""File systems take 255 bytes; the rest is for what marks a hidden file beside the workbook."""


def beside(path: Path, suffix: str) -> Path:
    """A hidden file beside a workbook; where its name would be too long, named by a fingerprint."""
    name = path.name
    if len(os.fsencode(name)) > _NAME_BYTES:
        name = hashlib.sha256(name.encode()).hexdigest()[:16]
    return path.with_name(f".~{name}{suffix}")


def find_free(path: Path, *, beside: Callable[[Path], Path] = Path) -> Path:
    """The path itself, or with -2, -3 … where something of that name is there already, or of what stands `beside` it."""
    found, number = path, 1
    while found.exists() or beside(found).exists():
        number += 1
        found = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return found


def not_written(path: Path, error: OSError) -> UserError:
    """The error for a write that the system refused."""
    return fail("F07", Place(str(path)), exit_code=3, why=why_not_written(error, path))


def refused(error: BaseException | None) -> UserError | None:
    """F62 for what the system refused on a file (no room, no right, a broken disk); None for everything else."""
    if not isinstance(error, OSError) or not is_refusal(error):
        return None
    return fail("F62", Place(str(error.filename or "")), exit_code=3, why=why_not_written(error))


def atomic_write(path: Path, data: bytes, *, private: bool = False) -> None:
    """Put a file in place at once: whoever looks sees the old content or the new, whole.

    The new file keeps the permissions of the old one; private: a new one is for its owner only.  What the system
    refuses after the file is in place is a doubt about the disk (F51) and no failure.  Raises UserError F07 with the
    old file as it was and nothing left behind.
    """
    intend(path)
    temporary = beside(path, f".{HOST}-{os.getpid()}.tmp")
    try:
        _put(path, temporary, data, private=private)
        _sync_folder(path.parent)
    except OSError as error:
        found = digest_of(path)
        if found == b"":
            raise fail("F61", Place(str(path)), exit_code=3, why=why_not_written(error)) from error
        if found != hashlib.sha256(data).digest():
            raise not_written(path, error) from error
        doubt(problem("F51", Place(str(path)), why=why_not_written(error)))


def _put(path: Path, temporary: Path, data: bytes, *, private: bool) -> None:
    try:
        _write_through(temporary, data, 0o600 if private else 0o666)
        if path.exists():
            _keep_rights(path, temporary)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put a folder of files in place that is not there yet: whoever looks sees all of it or nothing.

    Raises UserError F07 with nothing left behind; what a killed run left is removed by the next one.
    """
    intend(*(folder / name for name in files))
    temporary = beside(folder, ".tmp")
    try:
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(parents=True)
        for name, data in files.items():
            _write_through(temporary / name, data, 0o666)
        temporary.rename(folder)
    except BaseException as error:
        shutil.rmtree(temporary, ignore_errors=True)
        if isinstance(error, OSError):
            raise not_written(folder, error) from error
        raise
    with contextlib.suppress(OSError):  # it is in place; the disk may be slower
        _sync_folder(folder.parent)


def remove(path: Path) -> str:
    """Delete a file; returns why it could not be, '' where it is gone."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        return why_not_written(error)
    return ""


def _write_through(path: Path, data: bytes, mode: int) -> None:
    path.unlink(missing_ok=True)
    with open(path, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _keep_rights(old: Path, new: Path) -> None:
    found = old.stat()
    new.chmod(stat.S_IMODE(found.st_mode))
    if hasattr(os, "chown"):
        # Only an administrator may give files away.
        with contextlib.suppress(PermissionError):
            os.chown(new, found.st_uid, found.st_gid)


def _sync_folder(folder: Path) -> None:
    if is_windows():
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        # Some network file systems know no such call; the file itself is safe.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)


# --- what became of the files of one act: old, new or absent, by what lies on the disk -------------------

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
