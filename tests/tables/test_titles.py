"""Every title under which a column is known leads to that column and to no other."""

from __future__ import annotations

from typing import Any

import pytest

from ssj_xl.tables.cells import is_blank
from ssj_xl.tables.grid import Grid
from ssj_xl.tables.headers import titles_of
from ssj_xl.tables.normalising import normalise
from ssj_xl.tables.records import IMPORTED, REGISTERS
from ssj_xl.tables.spec import Column, TableSpec

COLUMNS = [(spec, column) for spec in REGISTERS for column in spec.columns]


@pytest.mark.parametrize("spec", REGISTERS, ids=lambda spec: spec.name)
def test_a_title_of_a_register_means_one_column(spec: TableSpec) -> None:
    known = titles_of(spec)
    assert {title: known.column(title) for column in spec.columns for title in column.accepted} == {
        title: column for column in spec.columns for title in column.accepted}


def _cell(column: Column) -> Any:
    return column.choices[0] if isinstance(column.choices, tuple) else {"INT": 1, "DATE": "2026-03-01", "MONTH": "2026-03", "RATIO": "3%", "TIME": "2026-03-01 09:00:00",
                                                                       "HEX": "ab"}.get(column.kind.name, "X1")


@pytest.mark.parametrize("spec", REGISTERS, ids=lambda spec: spec.name)
def test_a_register_is_read_under_other_titles(spec: TableSpec) -> None:
    """Each column under each of its titles in turn, the others under their own: the row is read as ever."""
    own = [column.header for column in spec.columns]
    cells = [_cell(column) for column in spec.columns]
    usual = dict(normalise(Grid(spec.name, tuple(own), [cells], sheet=spec.name, top=2), spec).rows[0])
    for at, column in enumerate(spec.columns):
        for title in column.aliases:
            header = (*own[:at], title, *own[at + 1:])
            assert dict(normalise(Grid(spec.name, header, [cells], sheet=spec.name, top=2), spec).rows[0]) == usual, title


@pytest.mark.parametrize(("spec", "column"), [(spec, column) for spec, column in COLUMNS if spec.later or (column.later and spec in IMPORTED)],
                         ids=lambda one: one.name if isinstance(one, TableSpec) else one.header)
def test_a_column_that_came_later_is_known_by_another_title_too(spec: TableSpec, column: Column) -> None:
    """Lists of before, of other offices and of the platform call it something else."""
    assert column.aliases, f"{spec.name}.{column.header}: data/titles.json"
    assert not any(map(is_blank, column.aliases))
