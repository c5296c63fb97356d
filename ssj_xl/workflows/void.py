"""作废: an attempt is voided with a reason, never deleted; the next lock is a new 轮次."""

from __future__ import annotations

from pathlib import Path

from ssj_xl.domain.ssj1 import digest
from ssj_xl.gateways.book import Book
from ssj_xl.tables import records, registers
from ssj_xl.tables.problems import UserError, fail
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.evidence import read_attempt
from ssj_xl.workflows.office import open_office
from ssj_xl.workflows.records import save_records


def void(book: Book, task: str, why: str, desk: Desk) -> tuple[int, tuple[Path, ...]]:
    """Void the standing attempt of a task; returns its number and the record files.  Raises D21, D22.

    An attempt whose locked list was tampered with can still be voided: then only the workbook is written,
    and the record files stay as they were.
    """
    if not why.strip():
        raise fail("D22")
    office = open_office(book)
    row = office.current(office.task(task)["code"])
    if row is None:
        raise fail("D21", task=task)
    text = f"任务{row['task']}第{row['attempt']}轮作废：{why.strip()}"
    head = office.journal(desk, "作废", text, digest(text))
    mark = {"void_at": desk.stamp, "void_why": why.strip(), "log_head": head}
    book.replace(records.DRAWS, [(row, mark)])
    book.replace(registers.TASKS, [(office.task(task), {"state": "筹备"})])
    try:
        read_attempt(office, row)
    except UserError:
        book.commit()
        return row["attempt"], ()
    return row["attempt"], save_records(office, row)
