"""Opening a workbook file: every check first, then the gateway."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from ssj_xl.gateways.locking import locked
from ssj_xl.gateways.snapshots import Home
from ssj_xl.gateways.xlsx.gateway import FileGateway
from ssj_xl.office.hostile import check, missing, read_file


def open_gateway(path: str | Path, *, reason: str = "", now: datetime | None = None) -> FileGateway:
    """Open a .xlsx or .xlsm file.  Nothing is locked before `commit`.

    reason, now: for the snapshot that `commit` takes; without `now` it takes none.
    Raises UserError (exit code 3): F01 missing, F02 not a workbook or damaged, F03 encrypted,
    F05 an older format, F07 unreadable, F08 hostile, F23 strict format.
    """
    return _opened(_real(path), reason=reason, now=now, held=False)


@contextlib.contextmanager
def working(path: str | Path, *, reason: str, now: datetime) -> Iterator[FileGateway]:
    """A workbook locked for one act, from before it is read until after it is saved.

    `commit` is the caller's; it takes a snapshot named after `reason` just before it replaces the
    file.  Raises UserError F04 where another program has the file, else as `open_gateway`.
    """
    real = _real(path)
    if not real.is_file():
        raise missing(real)
    with locked(real):
        yield _opened(real, reason=reason, now=now, held=True)


def _real(path: str | Path) -> Path:
    """The file itself, not a link to it: replacing a link would part it from the file."""
    return Path(os.path.realpath(path))


def _opened(path: Path, *, reason: str, now: datetime | None, held: bool) -> FileGateway:
    data = read_file(path)
    return FileGateway(Home(path, hashlib.sha256(data).digest(), reason, now, held), data)


def safe_content(path: str | Path) -> bytes:
    """The bytes of a workbook that passed every check, for a form template.  Raises UserError as `open_gateway`."""
    real = _real(path)
    data = read_file(real)
    check(data, str(real))
    return data
