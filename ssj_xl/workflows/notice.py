"""锁定公告 of an attempt, from the workbook that was locked."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from ssj_xl.domain.canon import ONE_POOL
from ssj_xl.domain.matching.people import parse_listed
from ssj_xl.domain.wording import measure
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.papers.notice import LockNotice, as_data, as_workbook
from ssj_xl.papers.record import as_json
from ssj_xl.tables import records
from ssj_xl.tables.problems import fail
from ssj_xl.tables.table import Row
from ssj_xl.workflows.evidence import Attempt
from ssj_xl.workflows.integrity import held_attempt, logged
from ssj_xl.workflows.office import Office, open_office


def notice(book: Book, task: str, *, attempt: int = 0) -> LockNotice:
    """The lock notice of an attempt (0: the last one).

    Raises V13 where there is none, and D17–D19 or D38 where it is no longer as it was locked.
    """
    office = open_office(book)
    row = attempt_row(office, task, attempt)
    held = held_attempt(office, row)
    entry = [entry for number, entry in logged(office, row["task"], "锁定") if number == row["attempt"]][-1]
    named, showing = office.task(row["task"]), office.showing
    return LockNotice(
        held.row, entry["digest"], office.settings.unit, named["name"], _groups(held),
        people=len(parse_listed(held.lock.people)),
        signers=(named["operator"] or entry["who"], named["supervisor"], ""),
        measure=measure(showing.is_person(code) for code in held.pid_of),
    )


def save(book: Book, task: str, path: Path, *, attempt: int = 0) -> None:
    """Write the lock notice of an attempt: a workbook to print, or its data where the name ends in .json."""
    made = notice(book, task, attempt=attempt)
    atomic_write(path, as_json(as_data(made)) if path.suffix.lower() == ".json" else as_workbook(made))


def attempt_row(office: Office, task: str, attempt: int) -> Row:
    """The row of 抽取记录 of an attempt, 0 for the last one.  Raises V13."""
    code = office.task(task)["code"]
    rows = [row for row in office.attempts(code) if attempt in (0, row["attempt"])]
    if not rows:
        raise fail("V13", office.table(records.DRAWS).grid.place(-1), task=code)
    return rows[-1]


def _groups(held: Attempt) -> list[tuple[str, int, int]]:
    """(label, size, quota) of every group, the one pool of 加权 counted together."""
    lock = held.lock
    sizes = Counter(ONE_POOL if line.group in lock.weights else line.group for line in lock.lines)
    return [(group, sizes[group], quota) for group, quota in sorted(lock.quotas.items())]
