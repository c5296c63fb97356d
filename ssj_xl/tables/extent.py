"""Where a table's rows end: one answer for every gateway, for reading and for writing.

Rows typed below an Excel Table are normal (LibreOffice never grows one, Excel not always), blank rows between
them too.  A table therefore goes on to the last row that holds a value in a column that counts, unless a totals row
or another header comes first.  A remark of the user below the rows is none of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from ssj_xl.tables.cells import as_text, halve, is_blank
from ssj_xl.tables.grid import Raw
from ssj_xl.tables.headers import NUMBERING, fold_title, titles_of
from ssj_xl.tables.records import BY_NAME
from ssj_xl.tables.spec import TableSpec

TOTAL = re.compile(r"(本页|本表)?(合计|小计|总计|共计|累计)[:：]?(\d+(家|户|个|人|条|所|名|件)?)?|共\d+(家|户|个|人|条|所|名|件)")
FOOTER = re.compile(
    r"(制表|填表|填报|审核|审批|复核|核对|经办|单位负责|分管|联系|打印|导出|统计|数据|截止|报送)[^:：]{0,8}[:：]|第\d+页|共\d+页")
REMARK = re.compile(r"(注|备注|说明|填表说明|填报说明)[:：]")
FOOTER_CELLS = 6
"""A footer has no more cells than this, a remark no more than two."""
_ALONE = re.compile(r"(注|备注|附注|.{0,4}说明|签名|签字|盖章|公章)|(请|以上|以下|本表|此表).+|(?!\w+://).+[:：；;。！!].*|.+[；;。！!]")

NOTE, FORMULAS, TOTALS, HEADER, BEYOND, OWN = "note", "formulas", "totals", "header", "beyond", "own"
"""Why a row is none of a table's: a remark, formulas only, a totals row, another header, below these, or it holds
something in columns of the user's own only."""

Rows = Sequence[Sequence[Raw]]


@dataclass(frozen=True)
class Counting:
    """Which cells make a row: those of some columns (from 0) that hold a value.

    own: columns of the user's own, but for those that a formula fills and 序号.
    formulas: row (from 0, as in the rows that are looked at) → columns with a formula, for rows where none counts.
    """

    columns: tuple[int, ...]
    own: tuple[int, ...] = ()
    formulas: Mapping[int, Collection[int]] = field(default_factory=dict)

    def hold(self, row: Sequence[Raw], number: int) -> bool:
        """Whether a row holds anything that counts."""
        computed = self.formulas.get(number, ())
        return any(row[column] is not None and column not in computed for column in self.columns)


class Unread(NamedTuple):
    """A row that does not belong to the table.  row: from 0, as in the grid; why: NOTE to BEYOND."""

    row: int
    why: str


class Extent(NamedTuple):
    """Where a table's rows end.  rows: how many, blank ones between them included; unread: what stands below."""

    rows: int
    unread: tuple[Unread, ...]


def spec_of(*names: str) -> TableSpec | None:
    """The register that is called by one of these names (of an Excel Table, of its sheet)."""
    return next((BY_NAME[name] for name in names if name in BY_NAME), None)


def counting(header: Sequence[str], spec: TableSpec | None, computed: Collection[int] = (),
             formulas: Mapping[int, Collection[int]] | None = None) -> Counting:
    """What makes a row of a table under this header (`counting_columns`)."""
    columns = counting_columns(header, spec, computed)
    own = tuple(n for n, title in enumerate(header)
                if spec and n not in columns and n not in computed and fold_title(title) not in NUMBERING)
    return Counting(columns, own, formulas or {})


def counting_columns(header: Sequence[str], spec: TableSpec | None, computed: Collection[int] = ()) -> tuple[int, ...]:
    """Columns (from 0) whose values make a row: those that the register declares, in other tables all but 序号.

    computed: columns that a formula fills; they do not count, unless there are no others.
    """
    declared = [index for index, title in enumerate(header) if spec and titles_of(spec).column(title)]
    counting = declared or [n for n, title in enumerate(header) if fold_title(title) != NUMBERING[0]] or list(range(len(header)))
    return tuple([index for index in counting if index not in computed] or counting)


def models(header: Sequence[str], spec: TableSpec | None, titles: Sequence[str]) -> list[int]:
    """For each new title the column (from 0) under this header whose look it takes: the last one of the same kind."""
    known = [(n, column.kind) for n, title in enumerate(header) if spec and (column := titles_of(spec).column(title))]
    last = known[-1][0] if known else len(header) - 1

    def like(title: str) -> int:
        column = titles_of(spec).column(title) if spec else None
        return next((n for n, kind in reversed(known) if column and kind is column.kind), last)

    return [like(title) for title in titles]


def is_computed(counts: bool, formulas: int, rows: int) -> bool:
    """Whether a column is one that a formula fills, judged by how many of the table's rows have one.

    counts: whether its values make a row.  In such a column staff may have typed a formula or two.
    """
    return formulas == rows >= 2 if counts else 2 * formulas >= rows > 0


def find_extent(rows: Rows, inside: int, header: Sequence[str], cells: Counting, *, totals: bool = False) -> Extent:
    """Where the rows of a table end.

    rows: from the first one down to where the sheet or another table begins, each as long as `header`.
    inside: how many of them lie in the Excel Table, its totals row apart; 0 where there is no Excel Table.
    totals: whether a totals row follows, so that nothing below belongs to the table.
    """
    own = [] if not cells.own else [
        Unread(n, OWN) for n, row in enumerate(rows)
        if not (totals and n == inside) and any(row[c] is not None and c not in cells.formulas.get(n, ()) for c in cells.own) and not cells.hold(row, n)]
    found = _extent(rows, inside, header, cells, totals=totals)
    named = {one.row for one in found.unread}
    return Extent(found.rows, tuple(sorted([*found.unread, *(one for one in own if one.row not in named)])))


def _extent(rows: Rows, inside: int, header: Sequence[str], cells: Counting, *, totals: bool) -> Extent:
    end = next((n + 1 for n in range(min(inside, len(rows)) - 1, -1, -1) if cells.hold(rows[n], n)), 0)
    filled = [n for n in range(inside + totals, len(rows)) if any(cell is not None for cell in rows[n])]
    if totals:
        return Extent(end, tuple(Unread(n, BEYOND) for n in filled if cells.hold(rows[n], n)))
    stop, why = next(_stops(rows, filled, header), (len(rows), ""))
    unread = [Unread(n, why if n == stop else BEYOND) for n in filled if n == stop or (n > stop and cells.hold(rows[n], n))]
    found = [n for n in filled if n < stop and cells.hold(rows[n], n)]
    while found and _is_note(rows[found[-1]]):
        unread.insert(0, Unread(found.pop(), NOTE))
    last = found[-1] if found else end - 1
    computed = Counting(cells.columns)
    unread += [Unread(n, FORMULAS) for n in filled if last < n < stop and not cells.hold(rows[n], n) and computed.hold(rows[n], n)]
    return Extent(last + 1, tuple(sorted(unread)))


def _stops(rows: Rows, filled: Sequence[int], header: Sequence[str]) -> Iterator[tuple[int, str]]:
    for number in filled:
        first = next((cell for cell in rows[number] if not is_blank(cell)), None)
        if TOTAL.fullmatch(_close(first)):
            yield number, TOTALS
        elif _is_header(rows[number], header):
            yield number, HEADER


def _close(cell: Raw) -> str:
    return "".join(halve(as_text(cell)).split())


def _is_header(row: Sequence[Raw], header: Sequence[str]) -> bool:
    """Whether a row repeats the header, or is the header of another register."""
    cells = [cell for cell in row if not is_blank(cell)]
    texts = [fold_title(cell) for cell in cells if isinstance(cell, str)]
    known = {fold_title(title) for title in header} | _headings()
    same = sum(text in known for text in texts)
    return len(texts) == len(cells) and same >= 2 and same * 2 > len(texts)


@cache
def _headings() -> frozenset[str]:
    return frozenset(fold_title(column.header) for spec in BY_NAME.values() for column in spec.columns)


def _is_note(row: Sequence[Raw]) -> bool:
    """Whether a row is a remark under the table: one sentence, or a line such as 填表人：."""
    cells = [cell for cell in row if not is_blank(cell)]
    first = _close(cells[0]) if cells and isinstance(cells[0], str) else ""
    if FOOTER.match(first):
        return len(cells) <= FOOTER_CELLS
    return (len(cells) <= 2 and REMARK.match(first) is not None) or (len(cells) == 1 and _ALONE.fullmatch(first) is not None)
