"""跨年: this year's workbook with last year's beside it, in which tasks of last year are seen to, read as one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from ssj_xl.domain import logchain
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.live.finding import reading_on
from ssj_xl.tables.problems import Place, Problem, block, problem
from ssj_xl.tables.records import LOG
from ssj_xl.tables.settings import SETTING_BY_KEY
from ssj_xl.tables.settings import SHEET as PARAMETERS
from ssj_xl.tables.spec import TableSpec
from ssj_xl.tables.table import Row, Table, identity

ROLLED = "年度结转"
"""The act that begins the log of a year's workbook; its content is the head of the log of the year before."""
_LAST_BOOK = SETTING_BY_KEY["last_book"].column.header


class EarlierRow(Row):
    """A row of last year's workbook.  home: the table there, on whose sheet it stands."""

    __slots__ = ("home",)

    def __init__(self, values: Mapping[str, Any], line: int, home: Table) -> None:
        super().__init__(values, line)
        self.home = home

    def changed(self, **values: Any) -> Self:
        """As `Row.changed`."""
        return type(self)({**self, **values}, self.line, self.home)


@dataclass
class JoinedTable(Table):
    """Rows of two workbooks, each with the cell where it stands."""

    def home(self, row: Row) -> Table:
        """The table of the workbook that has a row."""
        return row.home if isinstance(row, EarlierRow) else self


class JoinedBook(Book):
    """Two years' workbooks of one unit, to be read only.  What both have is this year's: it was carried over and went on there."""

    def __init__(self, book: Book, earlier: Book) -> None:
        super().__init__(book.gateway)
        self._earlier = earlier

    def _read(self, spec: TableSpec) -> Table:
        """One register of both.  操作日志 is this year's own: each is a chain of its own.  Raises as `Book.read`."""
        now = super()._read(spec)
        if spec is LOG or isinstance(now, JoinedTable) or not self._earlier.has(spec):
            return now
        before = self._earlier.read(spec)
        known = {identity(row, spec) for row in now}
        added = [EarlierRow(row, row.line, before) for row in before if identity(row, spec) not in known]
        joined = JoinedTable(now.spec, [*now.rows, *added], [*now.problems, *before.problems], now.grid, now.columns)
        self._tables[spec.name] = joined
        return joined


def join_years(book: Book, earlier: Book) -> JoinedBook:
    """This year's workbook and last year's as one.  Raises as `_refuse_another`."""
    _refuse_another(book, earlier)
    return JoinedBook(book, earlier)


def _refuse_another(book: Book, earlier: Book) -> None:
    """Raises UserError K29 or K30 where one of them is no master workbook, P40 where the other is not of the year before,
    P41 where it is another unit's, P44 where it is not the one that this year's was made from.
    """
    for one in (book, earlier):
        one.refuse_acts()
    now, before = book.settings()[0], earlier.settings()[0]
    file, found = Path(earlier.path).name, list[Problem]()
    if before.year != now.year - 1:
        place = Place(earlier.path, PARAMETERS, SETTING_BY_KEY["year"].column.header)
        found.append(problem("P40", place, file=file, year=now.year - 1, found=before.year or "空白"))
    if (now.unit_code, now.division_code) != (before.unit_code, before.division_code):
        place = Place(earlier.path, PARAMETERS, SETTING_BY_KEY["unit_code"].column.header)
        found.append(problem("P41", place, file=file, found=before.unit + before.division, unit=now.unit + now.division))
    if not found and (head := _begun_with(book)) and not (earlier.has(LOG) and logchain.contains(earlier.read(LOG), head)):
        found.append(problem("P44", Place(earlier.path, LOG.name), file=file, head=head[:16]))
    block(found)


def _begun_with(book: Book) -> str:
    """The head of last year's log with which this workbook's begins; '' where it was not made of one."""
    first = next(iter(book.read(LOG)), None) if book.has(LOG) else None
    return str(first["content"]) if first is not None and first["act"] == ROLLED else ""


def last_book(book: Book) -> Book | None:
    """Last year's workbook of a master, found by the parameter 上年台账; None where it names none.

    Raises UserError P43 where there is no such file, what opening it raises, and P40, P41, P44, K29, K30 where it is another.
    """
    if book.consolidated or book.submitted or isinstance(book, JoinedBook):
        return None
    named = book.settings()[0].last_book
    if not named or not book.path:
        return None
    path = Path(book.path).parent / named.replace("\\", "/")
    if not path.is_file():
        block([problem("P43", Place(book.path, PARAMETERS, _LAST_BOOK), named=named, year=book.settings()[0].year - 1)])
    earlier = Book(reading_on(path))
    _refuse_another(book, earlier)
    return earlier


def with_last_year(book: Book) -> Book:
    """A master together with last year's, where it names one; any other workbook as it is.  Raises as `last_book`."""
    earlier = last_book(book)
    return book if earlier is None else JoinedBook(book, earlier)
