"""Rows that are packed say what the rows said that were packed, each time one is asked for."""

from __future__ import annotations

import pickle
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.tables.consolidated import with_source
from ssj_xl.tables.packed import PackedRows
from ssj_xl.tables.registers import FINDINGS
from ssj_xl.tables.sparse import Common, SparseRow, blanks, stated
from ssj_xl.tables.table import Row

BLANK = blanks(FINDINGS)
SOURCE = Common({**blanks(with_source(FINDINGS)), "source_file": "甲.xlsx", "source_unit": "某市司法局律师处"})
TOP = 2


def row(line: int, **values: object) -> Row:
    return Row({**BLANK, "task": "RW-1", "object": f"A-{line}", **values}, line)


ROWS = [row(line, checked=date(2021, 3, 10) if line % 3 else None, inspectors=("R1", "R2")) for line in range(0, 2_400, 2)]


@pytest.fixture(scope="module")
def packed() -> PackedRows:
    return PackedRows.of(ROWS, BLANK)


def taken_over(rows: PackedRows, *without: int, first: int = 0) -> PackedRows:
    return PackedRows(rows.chosen(set(without), SOURCE, first, TOP))


def test_they_are_the_rows_in_their_order_and_on_their_lines(packed: PackedRows) -> None:
    assert len(packed) == len(ROWS)
    assert packed == ROWS
    assert [one.line for one in packed] == [one.line for one in ROWS]
    assert (packed[0], packed[700], packed[-1], packed[700].line) == (ROWS[0], ROWS[700], ROWS[-1], 1_400)
    assert packed[498:502] == ROWS[498:502]
    with pytest.raises(IndexError):
        packed[len(ROWS)]


def test_a_row_reads_as_a_sparse_one_does(packed: PackedRows) -> None:
    one, sparse = packed[1], SparseRow.of(ROWS[1], 2, BLANK)
    assert (dict(one), {**one}, one.filled, dict(stated(one)), [*one], one | {"task": ""}) == (
        dict(sparse), {**sparse}, sparse.filled, dict(stated(sparse)), [*sparse], sparse | {"task": ""})
    assert (one.get("closed"), one.get("task"), one.get("no column", 1), "closed" in one, "no column" in one) == (None, "RW-1", 1, True, False)
    with pytest.raises(KeyError):
        one["no column"]


def test_a_row_is_not_changed_in_place_but_another_may_stand_there(packed: PackedRows) -> None:
    rows = PackedRows(packed.parts)
    with pytest.raises(TypeError):
        rows[3]["task"] = "RW-2"
    rows.put(3, rows[3].changed(task="RW-2"))
    assert (rows[3]["task"], rows[3].line, [one["task"] for one in rows][2:5]) == ("RW-2", 6, ["RW-1", "RW-2", "RW-1"])
    assert packed[3]["task"] == "RW-1"


def test_a_wider_table_has_them_on_its_own_lines_with_their_source(packed: PackedRows) -> None:
    wide = taken_over(packed, 0, 1_000, first=7)
    assert len(wide) == len(ROWS) - 2
    assert [one.line for one in wide] == [*range(7, 7 + len(wide))]
    assert (wide[0]["source_line"], wide[0]["source_file"], wide[0]["object"], wide[0]["closed"]) == (2 + TOP, "甲.xlsx", "A-2", None)
    assert (wide[499]["object"], wide[499]["source_line"], wide[499].line) == ("A-1002", 1_002 + TOP, 506)
    assert dict(stated(wide[0])) == {**{key: value for key, value in ROWS[1].items() if value not in ("", None, ())}, "source_line": 4, "source_file": "甲.xlsx",
                                     "source_unit": "某市司法局律师处"}


def test_a_table_of_which_nothing_is_taken_over_leaves_nothing() -> None:
    assert [*taken_over(PackedRows.of([], BLANK))] == [] == [*taken_over(PackedRows.of([row(0)], BLANK), 0)]


def test_another_process_has_the_same_rows(packed: PackedRows) -> None:
    packed[0]
    for rows in (packed, taken_over(packed, 4)):
        there = pickle.loads(pickle.dumps(rows))
        assert there == rows
        assert [one.line for one in there] == [one.line for one in rows]
    alone = pickle.loads(pickle.dumps(packed[1]))
    assert (alone, alone.line) == (ROWS[1], 2)


@given(st.lists(st.tuples(st.sampled_from(["", "甲", "a\nb"]), st.none() | st.dates(), st.lists(st.sampled_from("RS")).map(tuple)), max_size=5),
       st.sets(st.integers(0, 4)))
def test_whatever_is_in_the_cells_comes_back(cells: list[tuple[str, date | None, tuple[str, ...]]], without: set[int]) -> None:
    rows = [row(line, problem=note, checked=day, inspectors=people) for line, (note, day, people) in enumerate(cells)]
    packed = PackedRows.of(rows, BLANK)
    assert packed == rows
    assert [one["checked"] for one in taken_over(packed, *without)] == [one["checked"] for one in rows if one.line not in without]
