"""No watched change without a row in 变更记录, and none of what is not watched: against an oracle that keeps the clerk's own list."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from ssj_xl.domain import logchain
from ssj_xl.domain.trace import packed, unpacked
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.memory import MemoryGateway
from ssj_xl.gateways.opening import open_gateway, working
from ssj_xl.gateways.safe import follow
from ssj_xl.tables import records, registers
from ssj_xl.tables.trace import BASE, CHANGES
from ssj_xl.workflows.trace import ACT, unnoted, watch
from tests.bureau import Bureau, desk

PLAN = {"code": "LG-LS-JH-2026-01", "year": 2026, "name": "律师事务所抽查", "items": ("LS-01",), "ratio": Fraction(3, 100),
        "start": date(2026, 3, 1), "end": date(2026, 11, 30), "published": date(2026, 2, 20)}
WATCHED = {"对象": {"状态": ("正常", "失联", "注销", "停业"), "信用风险等级": "ABCD", "区县": ("东区", "西区", "北区"), "管理处室": ("律师处", "公证处")},
           "人员": {"组长资格": ("是", "否"), "证件有效期": (date(2027, 1, 1), date(2028, 1, 1)), "停用起": (date(2026, 3, 1), None)}}
KEYS = {column.header: column.key for spec in (registers.OBJECTS, registers.INSPECTORS) for column in spec.columns}
SPECS = {"对象": registers.OBJECTS, "人员": registers.INSPECTORS}


def act(gateway: MemoryGateway, name: str = "登记到场", **by: Any) -> list[Any]:
    """An act that itself changes nothing; returns the rows of 变更记录 that it added."""
    before = len(Book(gateway).read(CHANGES))
    book = Book.for_act(gateway)
    watch(book, name, desk(**by))
    book.commit()
    return Book(gateway).read(CHANGES).rows[before:]


def edit(gateway: MemoryGateway, spec: Any, code: str, /, **values: Any) -> None:
    """What a clerk types."""
    book = Book(gateway)
    book.replace(spec, [(book.read(spec).by("code")[code], values)])


@pytest.fixture
def gateway() -> MemoryGateway:
    """An office with a published plan, as it was left by the first act."""
    found = Bureau().add(registers.PLANS, **PLAN).gateway()
    assert act(found) == []
    return found


def test_the_state_of_an_old_book_is_taken_as_known_with_a_line_in_the_log() -> None:
    found = Bureau().gateway()
    assert act(found) == []
    log = Book(found).read(records.LOG).rows
    assert [row["act"] for row in log] == [ACT]
    assert "检查对象 40 行" in log[0]["summary"]
    assert act(found) == []
    assert len(Book(found).read(records.LOG)) == 1


@pytest.mark.parametrize("seed", range(12))
def test_every_watched_change_between_two_acts_is_there_once_and_no_other(gateway: MemoryGateway, seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(3):
        wanted: Counter[tuple[str, str, str]] = Counter()
        first = {(kind, row["code"], header): row[KEYS[header]] for kind, spec in SPECS.items() for row in Book(gateway).read(spec)
                 for header in WATCHED[kind]}
        for _ in range(dice.randrange(1, 25)):
            kind = dice.choice(("对象", "人员"))
            code = dice.choice([row["code"] for row in Book(gateway).read(SPECS[kind])])
            header = dice.choice([*WATCHED[kind]])
            edit(gateway, SPECS[kind], code, **{KEYS[header]: dice.choice(WATCHED[kind][header])}, note=f"备注{dice.random()}")
        for kind, spec in SPECS.items():
            for row in Book(gateway).read(spec):
                wanted += Counter((spec.name, row["code"], header) for header in WATCHED[kind] if row[KEYS[header]] != first[kind, row["code"], header])
        found = act(gateway)
        assert Counter((row["table"], code, row["field"]) for row in found for code in row["code"].split("、")) == wanted
        assert sum(row["rows"] for row in found) == wanted.total()
        assert unnoted(Book(gateway)) == []


def test_a_batch_is_one_row_that_counts_each_kind_and_names_all(gateway: MemoryGateway) -> None:
    for number in range(1, 13):
        edit(gateway, registers.OBJECTS, f"LS{number:03}", tier="B")
    for number in range(37, 40):
        edit(gateway, registers.OBJECTS, f"LS{number:03}", tier="A")
    (row,) = act(gateway, "锁定", operator="李某")
    assert (row["after"], row["rows"], row["kind"], row["noticed_in"], row["noticed_by"]) == ("A→B 12家，C→A 3家", 15, "等级", "锁定", "李某")
    assert row["code"].split("、") == [f"LS{n:03}" for n in (*range(1, 13), *range(37, 40))]


def test_what_was_done_and_undone_telephones_remarks_and_moved_rows_are_no_change(gateway: MemoryGateway) -> None:
    edit(gateway, registers.OBJECTS, "LS001", tier="D", phone="0399-1")
    edit(gateway, registers.OBJECTS, "LS001", tier="A", note="改了又改回")
    book = Book(gateway)
    rows = book.read(registers.OBJECTS).rows
    keys = [column.key for column in registers.OBJECTS.columns if column.key != "phone"]
    book.replace(registers.OBJECTS, [(here, {key: there[key] for key in keys}) for here, there in zip(rows, [*reversed(rows)], strict=True)])
    assert act(gateway) == []


def test_a_code_written_anew_is_one_gone_and_one_new(gateway: MemoryGateway) -> None:
    edit(gateway, registers.OBJECTS, "LS005", code="LS905")
    assert [(row["code"], row["field"], row["before"], row["after"]) for row in act(gateway)] == [
        ("LS905", "在册", "", "新增"), ("LS005", "在册", "在册", "不再在册")]


def test_what_an_act_changes_itself_is_there_too_under_its_name(gateway: MemoryGateway) -> None:
    book = Book.for_act(gateway)
    watch(book, "导入", desk())
    book.replace(registers.OBJECTS, [(book.read(registers.OBJECTS).by("code")["LS001"], {"status": "注销"})])
    book.commit()
    (row,) = Book(gateway).read(CHANGES).rows
    assert (row["noticed_in"], row["field"], row["before"], row["after"]) == ("导入", "状态", "正常", "注销")


def test_a_plan_has_a_row_for_every_change_with_the_reason_that_it_gives_itself(gateway: MemoryGateway) -> None:
    edit(gateway, registers.PLANS, PLAN["code"], ratio=Fraction(5, 100), end=date(2026, 12, 31))
    assert {one.code for one in unnoted(Book(gateway))} == {"F82", "F83"}
    (bare,) = act(gateway)
    assert (bare["field"], bare["before"], bare["why"]) == ("抽查比例、计划截止", "抽查比例：3%；计划截止：2026-11-30", "")
    declared = {"changed": date(2026, 3, 2), "change_why": "人员不足", "change_reported": date(2026, 3, 3)}
    edit(gateway, registers.PLANS, PLAN["code"], ratio=Fraction(4, 100), **declared)
    (told,) = act(gateway)
    assert (told["why"], told["reported"], told["published"]) == ("人员不足", date(2026, 3, 3), None)
    edit(gateway, registers.PLANS, PLAN["code"], ratio=Fraction(2, 100))
    assert [row["why"] for row in act(gateway)] == [""]


DAMAGES = {
    "emptied": lambda book, row: book.replace(BASE, [(row, {"content": ""})]),
    "edited": lambda book, row: book.replace(BASE, [(row, {"content": row["content"][:-9] + "AAAAAAAAA"})]),
    "repeated": lambda book, row: book.append(BASE, [{key: row[key] for key in ("table", "part", "content")}]),
    "a row of no register": lambda book, _: book.append(BASE, [{"table": "没有的表", "part": 1, "content": "x"}]),
    "numbered anew": lambda book, row: book.replace(BASE, [(row, {"part": 7})]),
}


@pytest.mark.parametrize("how", DAMAGES)
def test_a_state_that_was_changed_by_hand_is_told_made_anew_and_logged(gateway: MemoryGateway, how: str) -> None:
    book = Book(gateway)
    DAMAGES[how](book, next(row for row in book.read(BASE) if row["table"] == "执法人员"))
    if how == "numbered anew":
        DAMAGES["repeated"](book, next(row for row in book.read(BASE) if row["table"] == "执法人员"))
    edit(gateway, registers.OBJECTS, "LS001", tier="D")
    assert [one.code for one in unnoted(Book(gateway))] == ["F81"]
    assert act(gateway) == []
    assert "与操作日志不符（被改动过），以现在的状态为准" in Book(gateway).read(records.LOG).rows[-1]["summary"]
    assert unnoted(Book(gateway)) == []
    assert logchain.verify(Book(gateway).read(records.LOG).rows) == []


def test_a_register_that_lost_a_column_is_not_a_change_of_every_row(gateway: MemoryGateway) -> None:
    grid = gateway.table("检查对象")
    at = list(grid.header).index("信用风险等级")
    gateway._grids["检查对象"] = gateway._grid("检查对象", ([f"旧{t}" if n == at else t for n, t in enumerate(grid.header)], list(grid.rows)))
    book = Book(gateway)
    watch(book, "锁定", desk())
    assert book.read(CHANGES).rows == []


def test_a_state_comes_back_as_it_was_packed() -> None:
    state = {f"A{n}": (f"第{n}", "正常", "", "=1+1") for n in range(5_000)}
    assert unpacked(packed(state)) == state
    assert all(len(part) < 32_767 for part in packed(state))


def test_in_a_file_the_state_is_on_a_very_hidden_sheet_and_both_sheets_come_with_the_first_act(tmp_path: Path) -> None:
    path = Bureau().file(tmp_path)
    with follow() as outcome, working(path, reason="登记到场前", now=desk().now) as opened:
        book = Book.for_act(opened)
        watch(book, "登记到场", desk())
        book.replace(registers.OBJECTS, [(book.read(registers.OBJECTS).by("code")["LS001"], {"tier": "D"})])
        book.commit()
    import openpyxl

    assert outcome.doubts == [], "a workbook of this version is not said to be of an older one"
    assert openpyxl.load_workbook(path)["登记底账"].sheet_state == "veryHidden"
    book = Book(open_gateway(path))
    assert [(row["before"], row["after"]) for row in book.read(CHANGES)] == [("A", "D")]
    assert unnoted(book) == []
