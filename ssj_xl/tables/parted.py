"""An old column that meant two things, read as both of the columns that it was parted into."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ssj_xl.tables.grid import Grid
from ssj_xl.tables.problems import Problem, problem
from ssj_xl.tables.spec import Column, TableSpec

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
