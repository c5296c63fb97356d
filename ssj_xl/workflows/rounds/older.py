"""Whether a workbook is older than its records: files beside it that tell of acts which its log does not have.

Who puts an old copy back can draw again as if nothing had been; its records, notices and statements still lie in the folder.
Another folder is seen only by the consolidation, or by whoever got the statement of the lock.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ssj_xl.domain.verifying import find_notices
from ssj_xl.gateways.safe import OUTPUT
from ssj_xl.tables import records, registers
from ssj_xl.tables.problems import Place, UserError, block, problem
from ssj_xl.workflows.desk.office import Office

_NAMES = ("公开记录-*.json", "审计记录-*.json", "锁定公告*.json", "锁定公告*.xlsx", "锁定声明-*.txt")
_FIELDS = [re.compile(rf'"{key}": "?([^",\n]*)"?'.encode()) for key in ("draw", "attempt", "locked_at", "log_head")]
_CODE = re.compile(r"(.+)-((?:19|20)[0-9]{2})-[0-9]+")
_TASK = re.compile(r"(\S+)\s+第 ([0-9]+) 轮")


class LockMark(NamedTuple):
    """What a file tells: of which attempt, when it was locked, the head of the log that it was made under."""

    task: str
    attempt: str
    locked_at: str
    head: str


def refuse_older_book(office: Office) -> None:
    """Raise D87 for each record, notice or statement beside the workbook whose head of the log its chain does not have.

    Not counted: what is of another division or another year, as far as its number says, and a task taken over from last year's workbook.
    """
    if not office.book.path:
        return
    folder = Path(office.book.path).parent
    known = {entry["digest"] for entry in office.table(records.LOG)}
    files = [path for place in (folder, folder / OUTPUT) for name in _NAMES for path in sorted(place.glob(name))]
    block(problem("D87", Place(str(path)), file=path.name, task=told.task, attempt=told.attempt)
          for path in files for told in _read(path) if told.head not in known and _is_ours(office, told))


def _is_ours(office: Office, told: LockMark) -> bool:
    tasks, settings = office.table(registers.TASKS).by("code"), office.settings
    if told.task in tasks:
        return not tasks[told.task]["carried"]
    own, code = "-".join(filter(None, (settings.unit_code, settings.division_code))), _CODE.fullmatch(told.task)
    year = code[2] if code else told.locked_at[:4]
    return (not settings.year or year == str(settings.year)) and not (own and code and code[1] != own)


def _read(path: Path) -> Iterator[LockMark]:
    try:
        found = _of_notice(path) if path.suffix == ".xlsx" else _of_text(path)
    except (OSError, UserError):
        return  # what cannot be read tells nothing
    if found and re.fullmatch("[0-9a-f]{64}", found.head):
        yield found


def _of_text(path: Path) -> LockMark | None:
    data = path.read_bytes()
    if path.suffix == ".txt":
        return next((LockMark(one.draw, str(one.attempt), one.locked_at, one.log_head) for one in find_notices(data.decode("utf-8", "replace"))), None)
    fields = [form.search(data) for form in _FIELDS]
    return LockMark(*(found[1].decode("utf-8", "replace") if found else "" for found in fields))


def _of_notice(path: Path) -> LockMark | None:
    """A notice as it was printed: labels in the first column, texts in the second."""
    from ssj_xl.gateways.foreign.content import read_sheets  # what reads other people's lists, when there is one

    rows = {str(row[0]): str(row[1] or "") for sheet in read_sheets(path) for row in sheet.rows if len(row) > 1 and row[0]}
    task = _TASK.match(rows.get("任务编号", ""))
    return LockMark(task[1], task[2], rows.get("锁定时间", "")[:19], rows.get("日志指纹", "").replace(" ", "")) if task else None
