"""收件: the statements in a folder, taken into the bureau's own chained log on the day they come (收件日志.csv)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ssj_xl.domain import logchain
from ssj_xl.domain.merging.statements import ReceiptLog, Received, new_entries
from ssj_xl.domain.verifying import Notice, find_notices
from ssj_xl.gateways.locking import locked
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.tables.problems import Place, fail
from ssj_xl.tables.records import LOG
from ssj_xl.workflows.desk import Desk

FILE = "收件日志.csv"
_LIMIT = 1_000_000
_KEYS = (*logchain.FIELDS, "digest")


class Taken(NamedTuple):
    """The log of a folder as it now stands, what came newly, and the files in which there is no statement."""

    log: ReceiptLog
    new: tuple[Received, ...]
    others: tuple[str, ...]


def receive(folder: Path, desk: Desk) -> Taken:
    """Note every statement in a folder that was not there before, with the time of now; nothing is noted twice.

    A log whose chain is broken stays as it is (`broken` tells).  Raises UserError F01 for no folder, F04 or F59 where somebody has the log, F07.
    """
    if not folder.is_dir():
        raise fail("F01", Place(str(folder)), exit_code=3)
    path = folder / FILE
    files = {file: notices for file, notices in _files(folder) if file.name != FILE}
    statements = [one for notices in files.values() for one in notices]
    log, now = _with_new(path, statements, desk)
    if len(now.entries) > len(log.entries):
        with locked(path):  # of two who note at once, neither loses what the other noted
            log, now = _with_new(path, statements, desk)
            atomic_write(path, _as_csv(now.entries))
    return Taken(now, tuple(now.received[len(log.received):]), tuple(file.name for file, notices in files.items() if not notices))


def _with_new(path: Path, statements: Sequence[Notice], desk: Desk) -> tuple[ReceiptLog, ReceiptLog]:
    """The log as it is, and with the statements that are not in it; one whose chain is broken stays as it is."""
    log = ReceiptLog(_read(path), str(path))
    sound = not logchain.verify(log.entries)
    return log, ReceiptLog(new_entries(log, statements if sound else (), at=desk.stamp, who=desk.operator), str(path))


def _files(folder: Path) -> Iterator[tuple[Path, list[Notice]]]:
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.name.startswith((".", "~")):
            with path.open("rb") as file:
                yield path, find_notices(_text(file.read(_LIMIT)))


def _text(data: bytes) -> str:
    """A statement as it was mailed: UTF-8, or the encoding of Windows."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def _read(path: Path) -> Sequence[Mapping[str, Any]]:
    if not path.is_file():
        return ()
    headers = {LOG.by_key[key].header: key for key in _KEYS}
    rows = csv.DictReader(io.StringIO(_text(path.read_bytes())))
    return [{key: row.get(header) or "" for header, key in headers.items()} for row in rows]


def _as_csv(entries: Sequence[Mapping[str, Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([LOG.by_key[key].header for key in _KEYS])
    writer.writerows([entry[key] for key in _KEYS] for entry in entries)
    return b"\xef\xbb\xbf" + text.getvalue().encode()
