"""What a verification reads: JSON in the specification's strict reading, and a draw of the platform."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from ssj_xl.domain.logchain import number_of
from ssj_xl.domain.platform.evidence import odd, statement
from ssj_xl.domain.ssj1 import digest
from ssj_xl.domain.verifying import NO_NOTICE, Notice, Report
from ssj_xl.tables.platform import ACT

_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,59}")


def read_json(text: str) -> Any:
    """The value of a text.  Raises ValueError, or RecursionError for one that is nested beyond all reason."""
    found = json.loads(text, object_pairs_hook=_once, parse_int=_integer, parse_float=_refuse, parse_constant=_refuse)
    json.dumps(found, ensure_ascii=False).encode()  # half characters cannot be hashed
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _refuse(text: str) -> Any:
    raise ValueError(text)


# --- A draw of the provincial platform in a workbook -----------------------------------------------------

if TYPE_CHECKING:
    from ssj_xl.domain.verifying.book import BookRows


def verify_platform(rows: BookRows, notice: Notice = NO_NOTICE) -> Report:
    """That the list is the one that was imported, by the log; whether it was drawn at random the platform must show."""
    report = Report()
    entries = sorted(rows.entries(ACT), key=number_of)
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
