"""清理备份: copies in 备份 that are older than 参数 备份保留月数 are deleted, with a line in the log.

They hold personal data; how long they are needed each bureau rules itself.  Keys stay: without them nothing can be verified.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path

from ssj_xl.domain.draw.ssj1 import digest
from ssj_xl.domain.workdays import months_before
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.safe import digest_of, remove
from ssj_xl.gateways.snapshots import Snapshot, outdated
from ssj_xl.tables.problems import Place, Problem, UserError, fail, problem
from ssj_xl.tables.settings import SETTING_BY_KEY, Settings
from ssj_xl.tables.settings import SHEET as PARAMETERS
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.desk.office import add_entry, refuse_broken_log

ACT = "清理备份"


def find_outdated(book: Book, today: date) -> list[Snapshot]:
    """The copies beside a workbook that are older than 参数 备份保留月数, the newest first.  Raises UserError F75 where it is 0."""
    months = book.settings()[0].backup_months
    if not months:
        raise fail("F75", _place(book))
    return _outdated(book, months, today)


def prune(book: Book, found: Sequence[Snapshot], desk: Desk) -> str:
    """Log that these copies go, save, and delete them; returns the sentence of the log.

    Raises UserError D40 for a broken log, F76 for those that could not be deleted: the log has them, and the next time takes them.
    """
    refuse_broken_log(book)
    content = "\n".join(f"{one.path.name}\t{(digest_of(one.path) or b'').hex()}" for one in found)
    summary = f"清理备份 {len(found)} 份（{found[-1].at:%Y-%m-%d} 至 {found[0].at:%Y-%m-%d}）：{'、'.join(one.path.name for one in found)}"
    add_entry(book, desk, ACT, summary, digest(content))
    book.commit()
    left = [problem("F76", Place(str(one.path)), why=why) for one in found if (why := remove(one.path))]
    if left:
        raise UserError(left, exit_code=3)
    return summary


def reminder(book: Book, settings: Settings, today: date) -> list[Problem]:
    """F77 where 备份 holds copies that are older than 参数 备份保留月数."""
    found = _outdated(book, settings.backup_months, today) if settings.backup_months and book.path else []
    return [problem("F77", _place(book), count=len(found), months=settings.backup_months)] if found else []


def _outdated(book: Book, months: int, today: date) -> list[Snapshot]:
    return outdated(Path(book.path), datetime.combine(months_before(today, months), time.min))


def _place(book: Book) -> Place:
    return Place(book.path, PARAMETERS, SETTING_BY_KEY["backup_months"].column.header)
