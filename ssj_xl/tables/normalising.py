"""A grid read as a register: which of its columns are the register's, its rows by kind, and what was not read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from ssj_xl.tables.catalogue.files import GAPS, UNREAD
from ssj_xl.tables.cells import blank_of, is_blank
from ssj_xl.tables.grid import Grid, column_letters
from ssj_xl.tables.headers import NUMBERING, fold_title, titles_of, untaken
from ssj_xl.tables.problems import Place, Problem, problem
from ssj_xl.tables.rows_read import Reader, read_row, unchanged
from ssj_xl.tables.spec import Column, TableSpec
from ssj_xl.tables.table import Row, Table

NOT_ALL_READ = frozenset(("F12", "F41", "F44", "F45"))
"""What `normalise` finds about a table as a whole: what was read from outside of it, or hidden, and what was not read."""
OWN_SHAPE = frozenset(("F12", "F46"))
"""Of a table that lost its shape, with all of it read: a note for whoever keeps the workbook, not for whoever is sent it."""
_ROWS_UNREAD = frozenset(("F41", "F42"))
_SHOWN = 5
"""Row numbers that one message names."""


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


PARTED = "T22"


def take_both(rows: Sequence[dict[str, Any]], spec: TableSpec, *, grid: Grid, columns: Mapping[str, int]) -> Iterator[Problem]:
    """T22 for each old column that counts for another one too.  columns: key → column (from 0) of those that are read."""
    for column in spec.columns:
        if column.parted and column.key not in columns:
            yield from _take_both(rows, column, spec, grid=grid, old=columns.get(column.parted))


def _take_both(rows: Iterable[dict[str, Any]], column: Column, spec: TableSpec, *, grid: Grid, old: int | None) -> Iterator[Problem]:
    """Fill `column`, which the grid lacks, with what stands under the old title of `column.parted`; T22 where there is any.

    Nothing is filled where that column has its new title: somebody then took this one away.
    """
    if old is None or grid.header[old] == spec.header(column.parted):
        return
    both = [row for row in rows if row[column.parted]]
    for row in both:
        row[column.key] = row[column.parted]
    if both:
        yield problem(PARTED, grid.place(-1, old), old=grid.header[old], count=len(both),
                      header=spec.header(column.parted), other=column.header)
