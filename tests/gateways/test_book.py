"""A book takes rows by the keys that its registers declare, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ssj_xl.gateways.book import Book
from ssj_xl.gateways.memory import MemoryGateway
from ssj_xl.gateways.safe import follow
from ssj_xl.tables import records, registers

FIRM = {"code": "A1", "name": "甲所", "object_type": "律师事务所", "status": "正常"}


def book(*left_out: str) -> Book:
    header = [column.header for column in registers.OBJECTS.columns if column.key not in left_out]
    return Book(MemoryGateway({"检查对象": (header, [])}))


def test_a_key_that_the_register_does_not_declare_is_a_mistake_of_the_program() -> None:
    one = book()
    with pytest.raises(KeyError, match="object_types"):
        one.append(registers.OBJECTS, [{**FIRM, "object_types": "律师事务所"}])
    assert len(one.read(registers.OBJECTS)) == 0

    one.append(registers.OBJECTS, [FIRM])
    with pytest.raises(KeyError, match="tiers"):
        one.replace(registers.OBJECTS, [(one.read(registers.OBJECTS).rows[0], {"tiers": "A"})])


def test_a_column_that_an_older_workbook_lacks_is_left_out() -> None:
    old = book("labels", "note")
    old.append(registers.OBJECTS, [{**FIRM, "labels": ("重点",), "note": "旧账没有这一列"}])
    assert old.read(registers.OBJECTS).rows[0]["name"] == "甲所"


def test_what_only_repeats_a_register_is_filled_from_there_where_the_workbook_has_lost_it() -> None:
    gateway = MemoryGateway({
        "检查对象": (("对象编码", "对象名称", "对象类型", "状态"), [("A1", "甲所", "律师事务所", "正常")]),
        "抽取名单": (("任务编号", "轮次", "序号", "对象编码", "签号", "状态", "替补自", "原因", "批准人", "检查组长", "检查人员"),
                 [("T1", 1, 1, "A1", "", "抽中", "", "", "", "", ""), ("T1", 1, 2, "A9", "", "抽中", "", "", "", "", "")])})
    table = Book(gateway).read(records.WINNERS)
    assert [(row["name"], row["object_type"]) for row in table] == [("甲所", "律师事务所"), ("", "")]
    assert not table.problems

    Book.for_act(gateway)
    grid = gateway.table("抽取名单")
    assert grid.header[11:13] == ("对象名称", "对象类型")
    assert [row[11:13] for row in grid.rows] == [["甲所", "律师事务所"], [None, None]]


def test_an_old_label_of_a_task_fills_both_new_columns_once_and_says_so() -> None:
    tasks = MemoryGateway({"抽查任务": (
        ("任务编号", "任务名称", "发起处室", "事项编码", "截止日期", "抽取方式", "标签"),
        [("T1", "涉外抽查", "律师处", "LS-01", date(2021, 3, 31), "加权", "涉外"), ("T2", "抽查", "律师处", "LS-01", date(2021, 3, 31), "加权", "")])},
        {}, "主台账.xlsx")
    old = Book(tasks).read(registers.TASKS)
    assert [(row["labels"], row["people_labels"]) for row in old] == [(("涉外",), ("涉外",)), ((), ())]
    assert [found.code for found in old.problems if found.code[0] == "T" and found.severity == "warning"] == ["T22"]

    with follow() as outcome:
        book = Book.for_act(tasks)
        book.commit()
    assert [found.code for found in outcome.doubts] == ["F64", "T22"]
    book.replace(registers.TASKS, [(book.read(registers.TASKS).rows[0], {"people_labels": None})])
    with follow() as outcome:
        later = Book.for_act(tasks)
        later.commit()
    assert [(row["labels"], row["people_labels"]) for row in later.read(registers.TASKS)] == [(("涉外",), ()), ((), ())]
    assert not outcome.doubts
    assert "T22" not in [found.code for found in later.read(registers.TASKS).problems]


def test_a_requirement_that_somebody_took_away_is_not_filled_from_the_labels_of_objects() -> None:
    tasks = MemoryGateway({"抽查任务": (("任务编号", "对象标签"), [("T1", "涉外")])})
    assert Book(tasks).read(registers.TASKS).rows[0]["people_labels"] == ()


def test_a_dry_run_on_an_old_book_adds_columns_and_says_nothing_of_it() -> None:
    with follow() as outcome:
        draft = Book.for_act(MemoryGateway({"检查对象": (("对象编码", "对象名称", "对象类型", "状态"), [])}))
        draft.append(registers.OBJECTS, [{**FIRM, "employer": "B1"}])
        draft.commit()
    assert draft.read(registers.OBJECTS).rows[0]["employer"] == "B1"
    assert not outcome.doubts


def test_a_table_that_is_no_register_of_ours_gets_no_columns() -> None:
    gateway = MemoryGateway({"检查对象": (("自己的", "列"), [("x", "y")])})
    Book.for_act(gateway)
    assert gateway.table("检查对象").header == ("自己的", "列")


def test_a_register_that_an_older_workbook_lacks_is_empty_and_added_with_its_first_row() -> None:
    later, gateway = replace(registers.RECUSALS, later=True), MemoryGateway({"检查对象": (("对象编码", "对象名称", "对象类型", "状态"), [])})
    one = Book(gateway)
    assert [*one.read(later)] == []
    one.append(later, [])
    assert not one.has(later)
    one.append(later, [{"inspector": "R1", "object": "A1"}])
    assert [(row["inspector"], row["object"], row["valid_from"]) for row in one.read(later)] == [("R1", "A1", None)]
    assert gateway.table("回避关系").header == tuple(column.header for column in later.columns)
