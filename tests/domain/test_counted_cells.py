"""The cells behind a figure are told one by one, however compact they lie in memory."""

from __future__ import annotations

from ssj_xl.domain.monthly import Cells, Source
from ssj_xl.tables.problems import Place

FOUND = Cells("检查结果", Place("", "检查结果", "I"), (2, 5), ("RW-1 A-1", "RW-1 A-2"), ("甲.xlsx 7", "乙.xlsx 9"))


def test_each_cell_is_told_with_its_row_and_where_that_came_from() -> None:
    assert list(FOUND) == [Source("检查结果", Place("", "检查结果", "I2"), "RW-1 A-1", "甲.xlsx 7"),
                           Source("检查结果", Place("", "检查结果", "I5"), "RW-1 A-2", "乙.xlsx 9")]


def test_whole_rows_have_no_column_and_a_part_of_them_is_told_alike() -> None:
    rows = Cells("抽查任务", Place("", "抽查任务"), (3, 4), ("RW-1", "RW-2"), ("", ""))
    assert [source.place.cell for source in rows] == ["3:3", "4:4"]
    assert list(rows[1:]) == [rows[1]]
