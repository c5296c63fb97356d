"""Where a draw's record files live: beside the workbook, one pair an attempt, replaced whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ssj_xl.gateways.book import Book
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.papers.record import as_json


def record_paths(book: Book, task: str, attempt: int) -> tuple[Path, Path]:
    """(公开记录, 审计记录) of an attempt."""
    folder = Path(book.path).parent
    return tuple(folder / f"{kind}-{task}-{attempt}.json" for kind in ("公开记录", "审计记录"))  # type: ignore[return-value]


def kept_public(book: Book, task: str, attempt: int) -> dict[str, Any]:
    """What the public record beside the workbook says; empty where the file is missing or is no record."""
    return _kept(book, record_paths(book, task, attempt)[0])


def kept_audit(book: Book, task: str, attempt: int) -> dict[str, Any]:
    """What the audit record so far says; empty where the file is missing or is no record."""
    return _kept(book, record_paths(book, task, attempt)[1])


def _kept(book: Book, path: Path) -> dict[str, Any]:
    if not book.path or not path.is_file():
        return {}
    try:
        found = json.loads(path.read_bytes())
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def save(book: Book, public: Mapping[str, Any], audit: Mapping[str, Any]) -> tuple[Path, ...]:
    """Save workbook and both records; on any failure the audit record is put back as it was.

    The audit record goes first, because the list secret exists nowhere else; a workbook that lives in
    memory (dry run, tests) has no record files.
    """
    if not book.path:
        book.commit()
        return ()
    public_path, audit_path = record_paths(book, public["draw"], public["attempt"])
    before = audit_path.read_bytes() if audit_path.exists() else None
    atomic_write(audit_path, as_json(audit))
    try:
        book.commit()
    except BaseException:
        _restore(audit_path, before)
        raise
    atomic_write(public_path, as_json(public))
    return public_path, audit_path


def _restore(path: Path, before: bytes | None) -> None:
    if before is None:
        path.unlink(missing_ok=True)
    else:
        atomic_write(path, before)
