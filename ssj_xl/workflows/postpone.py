"""延期: a drawn object is visited later; it stays on the list, and past the task's last day somebody approves.

What only suits the inspected body is put off and never replaced, so that a letter takes nobody out of a draw.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from ssj_xl.domain import logchain
from ssj_xl.domain.codes import DELAY
from ssj_xl.domain.ssj1 import digest
from ssj_xl.gateways.book import Book
from ssj_xl.tables import records
from ssj_xl.tables.problems import fail
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.match import drawn_attempt
from ssj_xl.workflows.office import open_office
from ssj_xl.workflows.substitute import Grounds, unvisited

NOT_NEEDED = "未超过截止日期"


class Delay(NamedTuple):
    """The object whose visit is put off, and the day by which it is made up for."""

    object: str
    until: date


def postpone(book: Book, task: str, delay: Delay, grounds: Grounds, desk: Desk) -> int:
    """Put the visit of a drawn object off to a day; returns how often that was done.  The list stays as it is.

    grounds: the reason from 代码表 (延期原因), its note, and who approved; without approver only up to the task's
    last day.  Raises D22, D70 (reason), D23, D25 (object), D71–D73, D27 (not drawn).
    """
    office = open_office(book)
    row = drawn_attempt(office, task)
    until = delay.until
    winners, end = office.table(records.WINNERS), office.task(task)["end"]
    late = end is not None and until > end
    if late and not grounds.approver.strip():
        raise fail("D72", day=until.isoformat(), end=end.isoformat())
    grounds = grounds._replace(approver=grounds.approver.strip() or NOT_NEEDED).listed(book, DELAY)
    found = unvisited(office, row, delay.object)
    if until <= desk.today:
        raise fail("D71", day=until.isoformat())
    if "put_off_to" not in winners.columns:
        raise fail("D73", winners.place(found, "state"))
    times = (found["put_off"] or 0) + 1
    text = logchain.plain(f"{found['object']}第{times}次延期至{until.isoformat()}{grounds.text}")
    office.journal(desk, "延期", f"任务{row['task']}第{row['attempt']}轮：{text}", digest(text))
    note = {"note": "；".join(filter(None, (found["note"], grounds.note)))}
    book.replace(records.WINNERS, [(found, {"put_off_to": until, "put_off": times, "put_off_why": grounds.why,
                                            "put_off_by": grounds.approver, **note})])
    book.commit()
    return times
