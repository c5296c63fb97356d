"""跨年: this year's workbook with last year's beside it, read as one, for a period that begins in December."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ssj_xl.gateways.book import Book
from ssj_xl.tables.problems import Place, Problem, block, problem
from ssj_xl.tables.records import LOG
from ssj_xl.tables.settings import SETTING_BY_KEY
from ssj_xl.tables.settings import SHEET as PARAMETERS
from ssj_xl.tables.spec import TableSpec
from ssj_xl.tables.table import Row, Table, identity


@dataclass
class JoinedTable(Table):
    """Rows of two workbooks, each with the cell where it stands.  earlier: last year's table, by the identity of its rows."""

    earlier: dict[int, Table] = field(default_factory=dict)

    def home(self, row: Row) -> Table:
        """The table of the workbook that has a row."""
        return self.earlier.get(id(row), self)


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
        added = [row for row in before if identity(row, spec) not in known]
        joined = JoinedTable(now.spec, [*now.rows, *added], [*now.problems, *before.problems], now.grid, now.columns,
                             earlier={id(row): before for row in added})
        self._tables[spec.name] = joined
        return joined


def join_years(book: Book, earlier: Book) -> JoinedBook:
    """This year's workbook and last year's as one.

    Raises UserError K29 or K30 where one of them is no master workbook, P40 where the other is not of the year before,
    P41 where it is another unit's.
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
    block(found)
    return JoinedBook(book, earlier)
