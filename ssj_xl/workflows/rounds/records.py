"""记录: the record files of draws, built from the workbook and its keys alone, the same to the byte each time.

An act saves the workbook and then its records; whatever kept a record from being written, the next act or
`ssj-xl records` builds it again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ssj_xl.domain.platform.evidence import is_platform_draw
from ssj_xl.domain.record import as_json, audit_record, public_record
from ssj_xl.domain.scheme import PRIVATE
from ssj_xl.domain.verifying import notice_of
from ssj_xl.gateways import keys
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.safe import digest_of, doubt
from ssj_xl.papers.notice import as_workbook
from ssj_xl.tables import records
from ssj_xl.tables.problems import Place, Problem, UserError, block, fail, problem
from ssj_xl.tables.table import Row
from ssj_xl.workflows.desk.office import Office, open_office
from ssj_xl.workflows.rounds import archive
from ssj_xl.workflows.rounds.evidence import describe, names_are_due, read_attempt, without_names
from ssj_xl.workflows.rounds.integrity import logged
from ssj_xl.workflows.rounds.notice import notice
from ssj_xl.workflows.rounds.proofs import matching_of

if TYPE_CHECKING:
    from ssj_xl.tables.rows import DrawRow

_HEAD = re.compile(rb'"log_head": "([0-9a-f]{64})"')


def build_records(office: Office, row: DrawRow, *found: Mapping[str, Any]) -> dict[Path, bytes]:
    """Both record files of an attempt as the workbook now has it, and the statement of one that is not drawn yet; without the
    审计记录 where its key is missing.

    found: matchings that the act has just found.  The 公开记录 has no names before 参数 名单公示时点 lets them out.  Raises D17–D19, D38 where the attempt is not as locked and drawn.
    """
    attempt = read_attempt(office, row)
    book, draw = office.book, describe(office, attempt)
    public_path, audit_path = archive.record_paths(book, row["task"], row["attempt"])
    public = draw if names_are_due(office, row["task"], date.max) else without_names(draw)
    files, statement = {public_path: as_json(public_record(public))}, _statement(office, row)
    secret = archive.find_secret(book, row, attempt.locked) if row["profile"] == PRIVATE else ""
    if row["profile"] == PRIVATE and not secret:
        doubt(_no_key(office, row))
        return files | statement
    kept = archive.read_audit_record(book, row["task"], row["attempt"])
    known = kept.get("matching") if kept.get("root") == attempt.lock.root else None
    matching = matching_of(office, attempt, *found, *([known] if isinstance(known, dict) else []))
    return {**files, audit_path: as_json(audit_record(draw, attempt.locked, secret=secret, matching=matching)), **statement}


def _statement(office: Office, row: DrawRow) -> dict[Path, bytes]:
    """The statement of a lock that is not drawn yet, to be sent away before the seed: one line, without a line feed."""
    entries = [entry for number, entry in logged(office, row["task"], "锁定") if number == row["attempt"]]
    if row["seed_text"] or row["void_at"] or not entries:
        return {}
    path = Path(office.book.path).with_name(archive.statement_name(row["task"], row["attempt"]))
    return {path: notice_of(row, entries[-1]["digest"]).text.encode()}


def save_records(office: Office, row: Mapping[str, Any], *found: Mapping[str, Any]) -> tuple[Path, ...]:
    """Save the workbook, and with it both record files of an attempt; returns them.  row: names the attempt."""
    now = next(r for r in office.attempts(row["task"]) if r["attempt"] == row["attempt"])
    return archive.save(office.book, build_records(office, now, *found) if office.book.path else {})


def rebuild(book: Book, task: str) -> dict[Path, bool]:
    """Build all record files of a task again, and each 锁定公告 that is missing: each with whether it was not so already.

    A notice that is there stays: it is what was signed, and may lie here filled in.
    Raises V13 where nothing is locked, D60 where a record tells of acts that the workbook does not have, D61 where
    a key is missing, D17–D19 and D38 where an attempt is not as it was locked and drawn, F07.
    """
    office = open_office(book)
    code = office.task(task)["code"]
    rows = [row for row in office.attempts(code) if not is_platform_draw(row)]
    if not rows:
        raise fail("V13", office.table(records.DRAWS).grid.place(-1), task=code)
    refuse_newer_records(office, *rows)
    built = [(row, build_records(office, row)) for row in rows]
    files = {path: data for _, made in built for path, data in made.items()}
    files |= _missing_notices(book, rows)
    changed = {path: digest_of(path) != sha256(data).digest() for path, data in files.items()}
    failed = archive.write_records(files)
    if failed:
        raise UserError(failed, exit_code=3)
    keyless = [_no_key(office, row) for row, made in built if archive.record_paths(book, code, row["attempt"])[1] not in made]
    if keyless:
        raise UserError(keyless)
    return changed


def _missing_notices(book: Book, rows: Iterable[Row]) -> dict[Path, bytes]:
    missing = [(row["task"], row["attempt"]) for row in rows if not archive.find_notices(book, row["task"], row["attempt"])]
    return {Path(book.path).with_name(archive.notice_name(*one)): as_workbook(notice(book, one[0], attempt=one[1])) for one in missing}


def refuse_newer_records(office: Office, *rows: Mapping[str, Any]) -> None:
    """Raises D60 where record files of these attempts tell of acts that the workbook does not have."""
    block([found for row in rows for found in _newer(office, row)])


def _newer(office: Office, row: Mapping[str, Any]) -> list[Problem]:
    """D60 for each record file of an attempt with a head that the workbook's log does not have."""
    if not office.book.path:
        return []
    known = {entry["digest"] for entry in office.table(records.LOG)}
    paths = archive.record_paths(office.book, row["task"], row["attempt"])
    return [problem("D60", Place(str(path)), file=path.name, attempt=row["attempt"])
            for path in paths if (head := _head(path)) and head not in known]


def mend(book: Book) -> None:
    """Before an act: write the record files that an earlier act could not, and say what is amiss with them.

    Never in the way of the act; what cannot be mended stays as it is.
    """
    if not book.path or not book.has(records.DRAWS):
        return
    try:
        stale = [row for row in book.read(records.DRAWS) if not is_platform_draw(row) and _is_stale(book, row)]
        office = open_office(book) if stale else None
        lost = key_problems(book)
    except UserError:
        return  # the act itself, or `check`, says what is wrong with the tables
    for found in lost:
        doubt(found)
    for row in stale if office else ():
        _mend(office, row)  # type: ignore[arg-type]


def key_problems(book: Book) -> list[Problem]:
    """D61 for each attempt that stands and whose key is lost or another, as far as the workbook has its digest."""
    if not book.path or not book.has(records.DRAWS):
        return []
    draws = book.read(records.DRAWS)
    asked = [row for row in draws if row["secret"] and not row["void_at"]]
    known = {digest for digest, _ in keys.find_keys(Path(book.path))} if asked else set()
    return [draws.problem("D61", row, "root", task=row["task"], attempt=row["attempt"])
            for row in asked if row["secret"] not in known]


def _is_stale(book: Book, row: DrawRow) -> bool:
    paths = archive.record_paths(book, row["task"], row["attempt"])
    return bool(row["log_head"]) and any(_head(path) != row["log_head"] for path in paths)


def _mend(office: Office, row: DrawRow) -> None:
    newer = _newer(office, row)
    if newer:
        for found in newer:
            doubt(problem("F58", found.place, file=found.params["file"]))
        return
    try:
        files = build_records(office, row)
    except UserError:
        return  # `verify` tells of an attempt that is not as it was locked and drawn
    changed = [path for path, data in files.items() if digest_of(path) != sha256(data).digest()]
    failed = archive.write_records(files)
    for found in failed:
        doubt(problem("F56", found.place, why=found.text))
    if changed and not failed:
        doubt(problem("F57", Place(office.book.path), files="、".join(path.name for path in changed)))


def _head(path: Path) -> str:
    """The head of the log that a record file was made under; '' where it has none."""
    try:
        found = _HEAD.search(path.read_bytes())
    except OSError:
        return ""
    return found[1].decode() if found else ""


def _no_key(office: Office, row: Mapping[str, Any]) -> Problem:
    return office.table(records.DRAWS).problem("D61", row, "root", task=row["task"], attempt=row["attempt"])  # type: ignore[arg-type]
