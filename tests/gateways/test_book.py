"""A book takes rows by the keys that its registers declare, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.gateways.book import Book
from ssj_xl.gateways.memory import MemoryGateway
from ssj_xl.gateways.safe import follow
from ssj_xl.tables import records, registers
from ssj_xl.tables.grid import Raw
from ssj_xl.tables.normalising import normalise

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


HEAD = ("对象编码", "对象名称", "对象类型", "状态", "风险等级", "标签", "最近等级日期")


@given(st.lists(st.sampled_from([
    ("A1", "甲所", "律师事务所", "正常", "A", "涉外", date(2026, 1, 5)), ("A2", "乙所(南)", "律师事务所", "存续", "", None, "2026-1-6"), (None,) * 7,
    ("A3", None, "律师事务所", "正常", "B", "一、二", 45000.0), (None, " ", None, None, None, None, None)]), max_size=6), st.data())
def test_a_register_that_was_written_into_reads_as_if_it_were_opened_again(rows: list[tuple[Raw, ...]], data: st.DataObject) -> None:
    gateway = MemoryGateway({"检查对象": (HEAD, rows)}, path="主台账.xlsx")
    book = Book(gateway)
    for _ in range(3):
        known = book.read(registers.OBJECTS)
        changed = data.draw(st.lists(st.sampled_from(known.rows), max_size=2, unique_by=id)) if known.rows else []
        book.replace(registers.OBJECTS, [(row, {"name": data.draw(st.sampled_from(["丙所", ""])), "status": "注销"}) for row in changed])
        book.append(registers.OBJECTS, [{**FIRM, "code": "A7"}] * data.draw(st.integers(0, 1)))
        now, again = book.read(registers.OBJECTS), normalise(gateway.table("检查对象"), registers.OBJECTS)
        assert [(row.line, dict(row)) for row in now] == [(row.line, dict(row)) for row in again]
        assert (now.problems, now.waiting) == (again.problems, again.waiting)


def test_what_a_row_takes_from_another_register_is_taken_again_after_that_was_written() -> None:
    head = tuple(column.header for column in records.WINNERS.columns)
    row = {"任务编号": "T1", "轮次": 1, "序号": 1, "对象编码": "A1", "状态": "抽中"}
    gateway = MemoryGateway({"检查对象": (("对象编码", "对象名称", "对象类型", "状态"), [("A1", "甲所", "律师事务所", "正常")]),
                             "抽取名单": (head, [tuple(row.get(title) for title in head)])})
    book = Book(gateway)
    assert [found["name"] for found in book.read(records.WINNERS)] == ["甲所"]
    book.replace(registers.OBJECTS, [(book.read(registers.OBJECTS).rows[0], {"name": "新名所"})])
    book.append(records.WINNERS, [{"task": "T1", "attempt": 1, "rank": 2, "object": "A1", "state": "候补"}])
    assert [found["name"] for found in book.read(records.WINNERS)] == ["新名所", "新名所"]
