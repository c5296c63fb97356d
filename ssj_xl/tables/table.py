"""Rows of a table normalised, and the titles by which its columns are known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Self, TypeVar

from ssj_xl.tables.catalogue.files import GAPS, UNREAD
from ssj_xl.tables.cells import blank_of, halve, is_blank, tidy
from ssj_xl.tables.grid import Grid, column_letters
from ssj_xl.tables.parted import take_both
from ssj_xl.tables.problems import Place, Problem, problem
from ssj_xl.tables.rows_read import Reader, read_row, unchanged
from ssj_xl.tables.spec import Column, TableSpec

NOT_ALL_READ = frozenset(("F12", "F41", "F44", "F45"))
"""What `normalise` finds about a table as a whole: what was read from outside of it, or hidden, and what was not read."""
OWN_SHAPE = frozenset(("F12", "F46"))
"""Of a table that lost its shape, with all of it read: a note for whoever keeps the workbook, not for whoever is sent it."""
_ROWS_UNREAD = frozenset(("F41", "F42"))
_SHOWN = 5
"""Row numbers that one message names."""


class Row(dict[str, Any]):
    """One row, column key → value.  `line` is its 0-based row in the grid it was read from."""

    __slots__ = ("line",)

    def __init__(self, values: Mapping[str, Any], line: int = -1) -> None:
        super().__init__(values)
        self.line = line

    def changed(self, **values: Any) -> Self:
        """The row with other values, still of the same line."""
        return type(self)({**self, **values}, self.line)


@dataclass
class Table:
    """The rows of one register and the problems found while reading them.

    waiting: rows that the program put there before anything was registered (`Column.given`); no figure counts them.
    """

    spec: TableSpec
    rows: list[Row]
    problems: list[Problem] = field(default_factory=list)
    grid: Grid = field(default_factory=lambda: Grid("", (), ()))
    columns: Mapping[str, int] = field(default_factory=dict)
    waiting: list[Row] = field(default_factory=list)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def home(self, row: Row) -> Table:
        """The table on whose sheet a row stands: this one, unless it was put together from several."""
        return self

    def place(self, row: Row, key: str = "") -> Place:
        """The cell of a row's column, for messages."""
        home = self.home(row)
        return home.grid.place(row.line, home.columns.get(key))

    def problem(self, code: str, row: Row, key: str = "", **params: object) -> Problem:
        """A problem of this table's catalogue at one cell; `header` is filled in from the key."""
        if key:
            params.setdefault("header", self.spec.header(key))
        return problem(code, self.place(row, key), **params)

    def by(self, key: str) -> dict[Any, Row]:
        """Rows by one column; the first of several with the same value."""
        found: dict[Any, Row] = {}
        for row in self.rows:
            found.setdefault(row[key], row)
        return found


R = TypeVar("R", bound=Row)

if TYPE_CHECKING:
    class TableOf(Table, Generic[R]):
        """The rows of a register whose type is known."""
        rows: list[R]  # type: ignore[assignment]
        waiting: list[R]  # type: ignore[assignment]

        def __iter__(self) -> Iterator[R]: ...

        def by(self, key: str) -> dict[Any, R]: ...  # type: ignore[override]
else:
    TableOf = Table


def identity(row: Mapping[str, Any], spec: TableSpec) -> tuple[Any, ...]:
    """What makes a row the same as one of another workbook: its key, where the register has none all that it says."""
    return tuple(row[key] for key in spec.unique or spec.by_key)


def locate_columns(grid: Grid, spec: TableSpec) -> tuple[dict[str, int], list[Problem]]:
    """Column index by key.  A missing optional column is no problem; a missing required or a doubled one is.

    The register's own title goes before an alias, which then is a column that is not read.
    """
    titles = titles_of(spec)
    found: dict[str, int] = {}
    problems: list[Problem] = []
    for index, title in enumerate(grid.header):
        column = titles.column(title)
        if column is None:
            continue
        before = found.get(column.key)
        if before is None or (titles.is_exact(title) and not titles.is_exact(grid.header[before])):
            found[column.key] = index
        elif titles.is_exact(title) == titles.is_exact(grid.header[before]):
            problems.append(problem("T02", grid.place(-1, index), table=spec.name, header=column.header))
    problems += [problem(_lack(spec, column), grid.place(-1), table=spec.name, header=column.header,
                         accepted="、".join(column.accepted))
                 for column in spec.columns if column.key not in found and _lack(spec, column)]
    return found, problems


def _lack(spec: TableSpec, column: Column) -> str:
    """The problem that a missing column is: T20 where it is part of the evidence, '' where rows do without it."""
    if spec.written_by == "程序":
        return "" if column.dispensable else "T20"
    return "T01" if column.required else ""


def normalise(grid: Grid, spec: TableSpec, before: Table | None = None) -> Table:
    """Read a grid as a register: values by kind, all problems collected.

    Rows are left out that hold nothing in a declared column, whatever stands in the user's own.  Rows that wait for
    something to be registered (the codes that are given stand there, and nothing that is not given) stand apart.

    before: the same register as it was read before it was written into: a row of which the grid still holds the very
    cells is not read again.
    """
    columns, problems = locate_columns(grid, spec)
    table = Table(spec, [], [*problems, *_shape_problems(grid, spec), *_columns_unread(grid, spec, columns)], grid, columns)
    declared = sorted(columns.values()) or range(len(grid.header))
    blank = {column.key: blank_of(column.kind) for column in spec.columns}
    readers = [Reader(column, columns[column.key]) for column in spec.columns if column.key in columns]
    given = {columns[column.key] for column in spec.columns if column.given and column.key in columns}
    codes = [columns.get(key) for key in spec.given_codes]
    entered = [index for index in filled_columns(grid) if index not in given]
    stayed = unchanged(table, before) if before else {}
    for line, raw in enumerate(grid.rows):
        if line in stayed:
            known_row, waited = stayed[line]
            (table.waiting if waited else table.rows).append(Row(known_row, line))
            continue
        if all(is_blank(raw[index]) for index in declared):
            continue
        known = len(table.problems)
        row = read_row(table, readers, raw, Row(blank, line))
        waits = (given and len(table.problems) == known and all(is_blank(raw[index]) for index in entered)
                 and all(index is not None and not is_blank(raw[index]) for index in codes))
        (table.waiting if waits else table.rows).append(row)
    table.problems += take_both(table.rows, spec, grid=grid, columns=columns)
    return table


def filled_columns(grid: Grid) -> list[int]:
    """Columns (from 0) that people fill: all but 序号 and those of a formula."""
    return [index for index, title in enumerate(grid.header) if fold_title(title) not in NUMBERING and index not in grid.computed]


def rows_unread(problems: Iterable[Problem]) -> int:
    """How many rows were named as not read: with those that were read they are all there are."""
    return sum(int(str(found.params["count"])) for found in problems if found.code in _ROWS_UNREAD)


def _shape_problems(grid: Grid, spec: TableSpec) -> Iterator[Problem]:
    """One line for rows outside of a table (F12), for formulas it lost (F46), for what stands below and is no row (F41)."""
    below = range(grid.ref_rows if grid.ref_rows >= 0 else len(grid.rows), len(grid.rows))
    outside = [line for line in below if not all(is_blank(cell) for cell in grid.rows[line])]
    if outside:
        gaps = outside[-1] + 1 - below.start - len(outside)
        yield problem("F12", grid.place(outside[0]), table=spec.name, line=grid.top + outside[0], count=len(outside),
                      gaps=GAPS.format(count=gaps) if gaps else "")
    if grid.lacking and not all(map(is_blank, chain.from_iterable(grid.rows))):
        yield problem("F46", Place(grid.file), tables=f"“{spec.name}”")
    for why in dict.fromkeys(why for _, why in grid.unread):
        lines = [line for line, reason in grid.unread if reason == why]
        yield problem("F41", grid.place(lines[0]), table=spec.name, lines=_shown(grid, lines), count=len(lines), why=UNREAD[why])
    hidden = [line for line in grid.hidden if line < len(grid.rows) and not all(is_blank(cell) for cell in grid.rows[line])]
    if hidden:
        yield problem("F45", grid.place(hidden[0]), table=spec.name, lines=_shown(grid, hidden), count=len(hidden))


def join_lacking(problems: Iterable[Problem]) -> list[Problem]:
    """Problems of one workbook in their order, with one F46 that names every table."""
    found = list(problems)
    lacking = [one for one in found if one.code == "F46"]
    joined = [problem("F46", one.place, tables="".join(str(each.params["tables"]) for each in lacking)) for one in lacking[:1]]
    return joined + [one for one in found if one.code != "F46"]


def _columns_unread(grid: Grid, spec: TableSpec, columns: Mapping[str, int]) -> Iterator[Problem]:
    """F44: one line for all columns that hold something and are not the register's."""
    found = [*untaken(grid, titles_of(spec), columns)]
    if found := [*found, *grid.beside]:
        place = Place(grid.file, grid.sheet, f"{column_letters(found[0].column)}{grid.top - 1}")
        yield problem("F44", place, table=spec.name, titles="、".join(map(str, found)), count=len(found))


def _shown(grid: Grid, lines: Sequence[int]) -> str:
    """Some rows of a grid (from 0) by their numbers in the sheet."""
    return "、".join(str(grid.top + line) for line in lines[:_SHOWN]) + ("等" if len(lines) > _SHOWN else "")


def cell_text(value: Any) -> Any:
    """A value as it is written into a cell: lists joined by 、, everything else as it is."""
    return "、".join(value) if isinstance(value, tuple) else value


def value_text(value: Any) -> str:
    """A value as a person writes it: shares as percents, days as 2021-03-20, lists joined by 、, '' for nothing.

    >>> value_text(Fraction(1, 4)), value_text(("a", "b")), value_text(None)
    ('25%', 'a、b', '')
    """
    return f"{float(value * 100):g}%" if isinstance(value, Fraction) else "" if value is None else str(cell_text(value))


# --- what the titles of columns mean ---------------------------------------------------------------------

NUMBERING = ("序号", "No.", "NO.")
"""Columns of the user's that are often filled in advance; a row that holds nothing else is blank."""

_NUMBER = re.compile(r"^(?:\d{1,2}|[一二三四五六七八九十]{1,3})[.、．](?=\D)")
_REMARK = re.compile(r"（[^（）]*(?:填|必须|可选|选项|文本|格式|如|例|%|下拉|单选|多选|全称|yyyy|YYYY|位)[^（）]*）$")
_SAME_WORDS = (("时间", "日期"), ("级别", "等级"), ("号码", "编号"), ("证书", "证"), ("检查对象", "对象"), ("人员", "人"))
_MISSING, _LIKE = 0.2, 0.5
"""So much of the longer of two titles must be the same characters, for one to be named as like the other."""


@lru_cache(maxsize=10_000, typed=True)  # a workbook has the same few hundred titles, asked for at every reading
def fold_title(title: object) -> str:
    """A header as it is compared: half-width, without blanks, line breaks and the mark * of required columns."""
    text = halve(tidy(str(title or ""))).replace("\n", "").replace(" ", "").strip("*")
    return text.replace("(", "（").replace(")", "）")


class Titles:
    """What a register's columns are called, and what the user says that outside columns mean.

    renamed: outside title → title of the register's column, or '' for one that is to be left out.
    """

    def __init__(self, spec: TableSpec, renamed: Mapping[str, str]) -> None:
        self._exact = {fold_title(column.header): column for column in spec.columns}
        self._all = {fold_title(title): column for title, column in spec.by_title.items()} | self._exact
        self._renamed = {fold_title(title): self._all.get(fold_title(own)) for title, own in renamed.items()}
        self.needed = {column.key for column in spec.columns if column.required} | set(spec.unique)

    def column(self, title: str) -> Column | None:
        """The column of a title; remarks such as （必填） and numbers before it are passed over."""
        folded = fold_title(title)
        if folded in self._renamed:
            return self._renamed[folded]
        plain = _REMARK.sub("", _NUMBER.sub("", folded)).strip("*：:")
        if plain in self._renamed:
            return self._renamed[plain]
        return self._all.get(folded) or self._all.get(plain)

    def is_renamed(self, title: str) -> bool:
        """Whether the user said what this title means."""
        return fold_title(title) in self._renamed

    def is_exact(self, title: str) -> bool:
        """Whether it is the register's own title, or one that the user named."""
        return self.is_renamed(title) or fold_title(title) in self._exact

    def is_like(self, _title: str) -> bool:
        """Whether a title is only like one of the register's; here nothing is (`tables.likeness`)."""
        return False

    def nearest(self, title: str, taken: Collection[str] = ()) -> str:
        """The register's own title that is most like one that is not known; '' where none is.

        taken: keys of the columns that stand beside it; one that is missing is more likely to be meant.
        """
        folded = _alike(fold_title(title))
        alike = {known: _likeness(folded, _alike(known)) for known in self._all}
        near = [known for known, same in alike.items() if same >= _LIKE]
        best = max(near, key=lambda known: alike[known] + _MISSING * (self._all[known].key not in taken), default="")
        return self._all[best].header if best else ""


@cache
def titles_of(spec: TableSpec) -> Titles:
    """The titles of a register as it is declared."""
    return Titles(spec, {})


def _alike(title: str) -> str:
    for one, other in _SAME_WORDS:
        title = title.replace(one, other)
    return title


def _likeness(one: str, other: str) -> float:
    same = sum((Counter(one) & Counter(other)).values())
    return same / max(len(one), len(other), 1)


class Untaken(NamedTuple):
    """A column that is not read.  title: '' where it has none; values: how many it holds; near: the title meant, perhaps."""

    title: str
    column: int
    values: int
    near: str

    @property
    def named(self) -> str:
        """Its title, or where it stands."""
        return self.title or f"（没有列名的 {column_letters(self.column)} 列）"

    def __str__(self) -> str:
        near = f"，像“{self.near}”" if self.near else ""
        return f"{self.named}（{self.values} 个值{near}）"


def untaken(grid: Grid, titles: Titles, taken: Mapping[str, int]) -> Iterator[Untaken]:
    """Columns with a value that no column of the register reads.

    taken: key → column (from 0) of those that are read.  A title that the user left out, a serial number, and what a
    formula fills, which is nobody's data, are passed over.
    """
    for index, title in enumerate(grid.header):
        if index in grid.computed or index in taken.values() or fold_title(title) in NUMBERING or titles.is_renamed(title):
            continue
        values = sum(not is_blank(row[index]) for row in grid.rows)
        if values:
            yield Untaken(title, grid.left + index, values, titles.nearest(title, taken) if title else "")
