"""A draw of the provincial platform in a workbook: what can be said of it, and that it cannot be recomputed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssj_xl.domain.platform.evidence import odd, statement
from ssj_xl.domain.ssj1 import digest
from ssj_xl.domain.verifying import NO_NOTICE, Notice, Report
from ssj_xl.tables.platform import ACT

if TYPE_CHECKING:
    from ssj_xl.domain.verifying.book import BookRows


def verify_platform(rows: BookRows, notice: Notice = NO_NOTICE) -> Report:
    """That the list is the one that was imported, by the log; whether it was drawn at random the platform must show."""
    report = Report()
    entries = sorted(rows.entries(ACT), key=lambda entry: int(entry["number"]) if entry["number"].isdecimal() else 0)
    report.wrong += odd(rows.draw, rows.winners, entries, digest=digest(statement(rows.draw, rows.winners)),
                        locked=bool(rows.locked or rows.entries("锁定")))
    if not report.wrong:
        last = entries[-1]
        report.prove("P21", count=len(rows.winners), number=last["number"], at=last["at"], who=last["who"])
    report.doubt("N23", attempt=rows.draw["attempt"])
    if rows.draw["void_at"]:
        report.doubt("N15", at=rows.draw["void_at"], why=rows.draw["void_why"])
    if not notice.log_head:
        report.doubt("N12")
    return report
