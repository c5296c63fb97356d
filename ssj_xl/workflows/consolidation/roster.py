"""应报单位.xlsx beside the bureau workbook: read before a consolidation, and completed after it."""

from __future__ import annotations

from pathlib import Path

from ssj_xl.build import submission
from ssj_xl.domain.merging.roster import Roster
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway, working
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.tables.consolidated import RECEIPTS, ROSTER
from ssj_xl.tables.problems import Problem, UserError, block, problem
from ssj_xl.workflows.consolidation.consolidate import Consolidated
from ssj_xl.workflows.desk import Desk


def read_roster(path: Path) -> Roster:
    """The list as it stands; empty where there is no file yet.

    Raises UserError for a file that cannot be read, F09 where a table is missing, and with every error in its cells.
    """
    return _roster(Book(open_gateway(path)), path) if path.exists() else Roster()


def complete_roster(path: Path, done: Consolidated, desk: Desk) -> tuple[list[Path], list[Problem]]:
    """Put whoever is new on the list, to be confirmed, and a row of 收件登记 for each expected unit of the month.

    The file is made where there is none.  Returns it where it was made, and K47 where it could not be written.
    """
    new = not path.exists()
    try:
        if new:
            atomic_write(path, submission.roster({ROSTER.name: done.new_units}))
        else:
            _append(path, done, desk)
    except UserError as error:
        return [], [problem("K47", file=path.name, why="".join(one.text for one in error.problems))]
    return [path] if new else [], []


def _append(path: Path, done: Consolidated, desk: Desk) -> None:
    with working(path, reason="补应报单位前", now=desk.now) as gateway:
        book = Book(gateway)
        receipts = _roster(book, path).new_receipts(done.month)
        for spec, rows in ((ROSTER, done.new_units), (RECEIPTS, receipts)):
            if rows:
                book.append(spec, rows)
        if done.new_units or receipts:
            book.commit()


def _roster(book: Book, path: Path) -> Roster:
    tables = [book.read(spec) for spec in (ROSTER, RECEIPTS)]
    block(found.within(path.name) for table in tables for found in table.problems)
    return Roster(*(table.rows for table in tables))
