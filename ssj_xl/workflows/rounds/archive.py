"""Where a draw's files live: record files beside the workbook, one pair an attempt, and the key of a private list.

The workbook's replace is the act.  A key is there before it, the records follow it and can be built again from it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from glob import escape
from hashlib import sha256
from pathlib import Path
from typing import Any

from ssj_xl.domain.draw import ssj1
from ssj_xl.domain.draw.canon import bound_pid, canon_id, object_key, pid
from ssj_xl.gateways import keys
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.safe import OUTPUT, atomic_write, digest_of, intend
from ssj_xl.tables.problems import Place, Problem, UserError, problem

NOTICE = "锁定公告"


def record_paths(book: Book, task: str, attempt: int) -> tuple[Path, Path]:
    """(公开记录, 审计记录) of an attempt."""
    folder = Path(book.path).parent
    return tuple(folder / f"{kind}-{task}-{attempt}.json" for kind in ("公开记录", "审计记录"))  # type: ignore[return-value]


def find_notices(book: Book, task: str, attempt: int) -> list[Path]:
    """The 锁定公告 of an attempt, beside the workbook or in its 输出."""
    folder = Path(book.path).parent
    stem = escape(Path(notice_name(task, attempt)).stem)
    names = (f"{stem}.xlsx", f"{stem}[-（( ]*.xlsx", *([f"{NOTICE}-{escape(task)}.xlsx"] if attempt == 1 else []))
    return [path for place in (folder, folder / OUTPUT) for one in names for path in place.glob(one)]


def notice_name(task: str, attempt: int) -> str:
    """What the file of a 锁定公告 is called, where nobody says otherwise."""
    return f"{NOTICE}-{task}-{attempt}.xlsx"


def statement_name(task: str, attempt: int) -> str:
    """What the file with the statement of a lock is called."""
    return f"锁定声明-{task}-{attempt}.txt"


def read_public_record(book: Book, task: str, attempt: int) -> dict[str, Any]:
    """What the public record beside the workbook says; empty where the file is missing or is no record."""
    return _read_record(book, record_paths(book, task, attempt)[0])


def read_audit_record(book: Book, task: str, attempt: int) -> dict[str, Any]:
    """What the audit record so far says; empty where the file is missing or is no record."""
    return _read_record(book, record_paths(book, task, attempt)[1])


def _read_record(book: Book, path: Path) -> dict[str, Any]:
    if not book.path or not path.is_file():
        return {}
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def keep_key(book: Book, task: str, attempt: int, secret: str) -> None:
    """Put the secret of a new list into the key file, before anything hangs on it.  Raises UserError F07, F55."""
    if book.path:
        keys.add_key(Path(book.path), keys.Key(task, attempt, secret))


def find_secret(book: Book, row: Mapping[str, Any], locked: Iterable[Mapping[str, Any]]) -> str:
    """The secret of an attempt's list: from a key file, or from the audit record of an old book; '' where none fits.

    A secret fits where the workbook has its digest, or else where it gives the list's pseudonyms.
    """
    if not book.path:
        return ""
    line = next(iter(locked), None)
    asked = row.get("secret", "")
    known = [*keys.find_keys(Path(book.path)), *_of_audit(book, row)]
    return next((key.secret for digest, key in known
                 if (digest == asked if asked else line is not None and _gives(key.secret, line))), "")


def _of_audit(book: Book, row: Mapping[str, Any]) -> list[tuple[str, keys.Key]]:
    secret = read_audit_record(book, row["task"], row["attempt"]).get("list_secret")
    return [(ssj1.digest(secret), keys.Key(row["task"], row["attempt"], secret))] if secret else []


def _gives(secret: str, line: Mapping[str, Any]) -> bool:
    try:
        id_ = canon_id(line["object"])
        return line["pid"] in (pid(secret, id_), bound_pid(object_key(secret, id_), id_, line.get("identity", "")))
    except (ValueError, TypeError):
        return False


def save(book: Book, files: Mapping[Path, bytes]) -> tuple[Path, ...]:
    """Save the workbook, which is the act, then its record files.

    A workbook that lives in memory (dry run, tests) has no files.  Raises what `Book.commit` raises with nothing
    done, and UserError F53 where the workbook is saved and some record is not.
    """
    intend(*([Path(book.path)] if book.path else []), *files)
    book.commit()
    failed = write_records(files)
    if failed:
        raise UserError([problem("F53", Place(book.path), count=len(failed)), *failed], exit_code=3)
    return tuple(files)


def write_records(files: Mapping[Path, bytes]) -> list[Problem]:
    """Write those record files that are not so already; returns what kept any of them from being written."""
    failed: list[Problem] = []
    for path, data in files.items():
        try:
            if digest_of(path) != sha256(data).digest():
                atomic_write(path, data)
        except UserError as error:
            failed += error.problems
    return failed
