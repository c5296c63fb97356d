"""A row that holds only what is filled is to every rule the row with its blanks."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from datetime import date

import pytest

from ssj_xl.tables.consolidated import with_source
from ssj_xl.tables.registers import FINDINGS
from ssj_xl.tables.sparse import Common, SparseRow, blanks, stated
from ssj_xl.tables.table import Row

BLANK = blanks(FINDINGS)
WHOLE = Row({**BLANK, "task": "RW-1", "object": "A-1", "checked": date(2021, 3, 10), "inspectors": ("R1", "R2")}, 7)


@pytest.fixture
def sparse() -> SparseRow:
    return SparseRow.of(WHOLE, WHOLE.line, BLANK)


def test_it_reads_as_the_whole_row_does(sparse: SparseRow) -> None:
    assert {key: sparse[key] for key in WHOLE} == dict(sparse) == {**sparse} == dict(sparse.items()) == WHOLE
    assert (list(sparse), list(sparse.keys()), list(sparse.values()), len(sparse)) == (list(WHOLE), list(WHOLE), list(WHOLE.values()), len(WHOLE))
    assert (sparse == WHOLE, sparse != WHOLE, sparse != WHOLE.changed(task="RW-2")) == (True, False, True)
    assert ("closed" in sparse, "no column" in sparse, sparse.get("closed"), sparse.get("task"), sparse.get("no column", 1)) == (True, False, None, "RW-1", 1)
    with pytest.raises(KeyError):
        sparse["no column"]


def test_it_holds_what_is_filled_and_no_more(sparse: SparseRow) -> None:
    assert sparse.filled.keys() == {"task", "object", "checked", "inspectors"}


def test_a_change_leaves_the_line_and_may_blank_a_cell(sparse: SparseRow) -> None:
    changed = sparse.changed(checked=None, result="未发现问题")
    assert (changed.line, changed["checked"], changed["result"], changed.filled.keys()) == (7, None, "未发现问题", {"task", "object", "result", "inspectors"})
    assert sparse | {"task": "RW-2"} == WHOLE | {"task": "RW-2"}


def test_another_process_has_the_same_row(sparse: SparseRow) -> None:
    there = pickle.loads(pickle.dumps(sparse))
    assert (there, there.line, there.filled) == (sparse, 7, sparse.filled)


def wider() -> Iterator[SparseRow]:
    common = Common({**blanks(with_source(FINDINGS)), "source_file": "甲.xlsx"})
    for row in (WHOLE, SparseRow.of(WHOLE, 7, BLANK)):
        yield SparseRow.of(row, 0, common, source_line=9)


@pytest.mark.parametrize("row", [*wider()])
def test_in_a_wider_table_it_says_what_all_rows_there_say(row: SparseRow) -> None:
    assert (row.line, row["source_file"], row["source_line"], row["source_unit"], row["task"], row["closed"]) == (0, "甲.xlsx", 9, "", "RW-1", None)
    assert dict(stated(row)) == {"source_file": "甲.xlsx", "source_line": 9, "task": "RW-1", "object": "A-1", "checked": date(2021, 3, 10),
                                 "inspectors": ("R1", "R2")}
    assert dict(stated(WHOLE)) == WHOLE
