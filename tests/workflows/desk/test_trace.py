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
from ssj_xl.domain.trace import changes, moves, packed, unpacked
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.memory import MemoryGateway
from ssj_xl.gateways.opening import open_gateway, working
from ssj_xl.gateways.safe import follow
from ssj_xl.tables import records, registers
from ssj_xl.tables.trace import ALL, BASE, CHANGES
from ssj_xl.tables.trace import WATCHED as WATCHED_TABLES
from ssj_xl.workflows.deadlines import due
from ssj_xl.workflows.desk.office import open_office
from ssj_xl.workflows.desk.trace import ACT, unexplained, unnoted, watch
from ssj_xl.workflows.registers.acting import book_for
from ssj_xl.workflows.registers.changing import Changed, Reason, change
from ssj_xl.workflows.registers.check import check
from tests.bureau import TASK, Bureau, desk, refused

PLAN = {"code": "LG-LS-JH-2026-01", "year": 2026, "name": "律师事务所抽查", "items": ("LS-01",), "ratio": Fraction(3, 100),
        "start": date(2026, 3, 1), "end": date(2026, 11, 30), "published": date(2026, 2, 20)}
WATCHED = {"对象": {"状态": ("正常", "失联", "注销", "停业"), "信用风险等级": "ABCD", "区县": ("东区", "西区", "北区"), "管理处室": ("律师处", "公证处")},
           "人员": {"组长资格": ("是", "否"), "证件有效期": (date(2027, 1, 1), date(2028, 1, 1)), "停用起": (date(2026, 3, 1), None)}}
KEYS = {column.header: column.key for spec in (registers.OBJECTS, registers.INSPECTORS) for column in spec.columns}
SPECS = {"对象": registers.OBJECTS, "人员": registers.INSPECTORS}


def act(gateway: MemoryGateway, name: str = "登记到场", **by: Any) -> list[Any]:
    """An act that itself changes nothing; returns the rows of 变更记录 that it added."""
    before = len(Book(gateway).read(CHANGES))
    book_for(gateway, name, desk(**by)).commit()
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
        ("LS905", "在册", "", "新增"), ("LS005", "在册", "在册（律师事务所·正常）", "不再在册")]


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


@pytest.mark.long
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


# --- what a public plan may not do without a word ---

@pytest.mark.parametrize(("key", "value", "field"), [
    ("items", ("LS-02",), "事项编码"), ("object_type", ("公证机构",), "对象类型"), ("draw_type", "定向", "抽查类型"), ("ratio", Fraction(1, 100), "抽查比例"),
    ("start", date(2026, 4, 1), "计划开始"), ("end", date(2026, 12, 31), "计划截止"), ("published", None, "公示日期"), ("published", date(2026, 3, 2), "公示日期")])
def test_a_public_plan_that_changed_without_a_basis_is_an_error_and_forbids_the_lock(gateway: MemoryGateway, key: str, value: Any, field: str) -> None:
    edit(gateway, registers.TASKS, TASK, plan=PLAN["code"])
    act(gateway)
    edit(gateway, registers.PLANS, PLAN["code"], **{key: value})
    assert "F83" in {one.code for one in unnoted(Book(gateway))}
    (row,) = act(gateway)
    assert (row["field"], row["needs"]) == (field, ALL)
    assert [found.params["field"] for found in check(Book(gateway), desk().today).problems if found.code == "R142"] == [field]
    assert [found.code for found in unexplained(open_office(Book(gateway)), PLAN["code"])] == ["R142"]


def test_the_day_of_publication_taken_away_does_not_hide_what_is_changed_after_it(gateway: MemoryGateway) -> None:
    edit(gateway, registers.PLANS, PLAN["code"], published=None)
    act(gateway)
    edit(gateway, registers.PLANS, PLAN["code"], ratio=Fraction(1, 100))
    act(gateway)
    edit(gateway, registers.PLANS, PLAN["code"], published=date(2026, 2, 20))
    act(gateway)
    assert [found.code for found in unexplained(open_office(Book(gateway)), PLAN["code"])] == ["R142"]


def test_a_public_plan_that_is_taken_out_of_the_register_is_an_error(gateway: MemoryGateway) -> None:
    edit(gateway, registers.PLANS, PLAN["code"], code="LG-LS-JH-2026-09")
    assert [(row["code"], row["needs"]) for row in act(gateway)] == [("LG-LS-JH-2026-09", ""), (PLAN["code"], ALL)]
    assert [found.code for found in check(Book(gateway), desk().today).problems if found.code == "R142"] == ["R142"]


def test_a_plan_that_is_not_public_yet_may_change_and_that_it_becomes_public_is_no_change() -> None:
    found = Bureau().add(registers.PLANS, **{**PLAN, "published": None}).gateway()
    act(found)
    edit(found, registers.PLANS, PLAN["code"], ratio=Fraction(5, 100))
    assert [row["needs"] for row in act(found)] == [""]
    edit(found, registers.PLANS, PLAN["code"], published=date(2026, 3, 1))
    assert act(found) == []
    assert unnoted(Book(found)) == []


def test_of_the_states_of_a_task_only_an_end_is_a_change(gateway: MemoryGateway) -> None:
    edit(gateway, registers.TASKS, TASK, state="实施中")
    assert act(gateway) == []
    edit(gateway, registers.TASKS, TASK, state="已取消")
    assert [(row["field"], row["before"], row["after"], row["kind"]) for row in act(gateway)] == [("状态", "实施中", "已取消", "状态")]


# --- rows and log hold each other ---

@pytest.mark.parametrize(("how", "numbers"), [("deleted", (2, 2)), ("edited", (2, 2)), ("added", (4, 4)), ("sorted", None), ("explained", None)])
def test_rows_that_are_deleted_edited_or_added_by_hand_are_told_and_sorted_ones_are_not(gateway: MemoryGateway, how: str, numbers: tuple[int, int] | None) -> None:
    for tier in "BCD":
        edit(gateway, registers.OBJECTS, "LS001", tier=tier)
        act(gateway)
    book, keys = Book(gateway), [column.key for column in CHANGES.columns]
    rows = book.read(CHANGES).rows
    if how == "deleted":
        book.replace(CHANGES, [(rows[1], dict.fromkeys(keys, ""))])
    elif how == "edited":
        book.replace(CHANGES, [(rows[1], {"after": "A"})])
    elif how == "added":
        book.append(CHANGES, [{**rows[0], "number": 4}])
    elif how == "sorted":
        book.replace(CHANGES, [(here, {key: there[key] for key in keys}) for here, there in zip(rows, [*reversed(rows)], strict=True)])
    else:
        book.replace(CHANGES, [(rows[1], {"why": "云司〔2026〕3号", "reported": date(2026, 3, 1)})])
    assert [(found.params["first"], found.params["last"]) for found in unnoted(Book(gateway)) if found.code == "F84"] == ([numbers] if numbers else [])


def test_what_a_row_says_of_each_of_its_objects_can_be_read_back(gateway: MemoryGateway) -> None:
    for number in range(1, 31):
        edit(gateway, registers.OBJECTS, f"LS{number:03}", tier="C" if number % 3 else "D", county="北区")
    before = {row["code"]: row["tier"] for row in Bureau().book().read(registers.OBJECTS)}
    rows = act(gateway)
    (of_tiers,) = (row for row in rows if row["kind"] == "等级")
    assert {one.code: (one.old, one.new) for one in moves(of_tiers) or ()} == {
        f"LS{number:03}": (before[f"LS{number:03}"], "C" if number % 3 else "D") for number in range(1, 31)}


def test_a_batch_that_does_not_fit_into_a_cell_is_several_rows_and_no_code_is_left_out() -> None:
    watched = WATCHED_TABLES[0]
    before = {f"91130100MA{number:08}": ("甲", "正常", "A", "律师事务所", "", "东区", "") for number in range(2_500)}
    after = {code: ("甲", "正常", "B", *rest) for code, (_, _, _, *rest) in before.items()}
    rows = changes(watched, before, after)
    assert [row["rows"] for row in rows] == [1_000, 1_000, 500]
    assert {one.code for row in rows for one in moves(row) or ()} == before.keys()
    assert max(len(row["code"]) for row in rows) < 32_767


# --- 变更计划 ---

def changed(gateway: MemoryGateway, *sets: str, day: int = 2, **reason: Any) -> Changed:
    at = desk(day=day)
    return change(book_for(gateway, "变更计划", at), PLAN["code"], sets, Reason(**reason), at)


def test_one_form_writes_the_plan_and_the_row_with_its_basis_and_days_several_times(gateway: MemoryGateway) -> None:
    changed(gateway, "抽查比例=5%", "计划截止=2026-12-20", why="云司〔2026〕12号", reported=date(2026, 3, 3), published=date(2026, 3, 5))
    changed(gateway, "抽查比例=4%", day=9, why="云司〔2026〕15号")
    plan = Book(gateway).read(registers.PLANS).by("code")[PLAN["code"]]
    assert (plan["ratio"], plan["end"], plan["changed"], plan["change_why"], plan["change_kind"]) == (
        Fraction(4, 100), date(2026, 12, 20), date(2026, 3, 9), "云司〔2026〕15号", "调整")
    rows = Book(gateway).read(CHANGES).rows
    assert [(row["field"], row["changed"].day, row["why"], row["reported"], row["published"]) for row in rows] == [
        ("抽查比例、计划截止、变更类型", 2, "云司〔2026〕12号", date(2026, 3, 3), date(2026, 3, 5)), ("抽查比例", 9, "云司〔2026〕15号", None, None)]
    done = changed(gateway, day=10, reported=date(2026, 3, 10), published=date(2026, 3, 10))
    assert (done.filled, done.lacking) == ((2,), ())
    plan = Book(gateway).read(registers.PLANS).by("code")[PLAN["code"]]
    assert (plan["change_reported"], plan["change_published"]) == (date(2026, 3, 10), date(2026, 3, 10))
    assert unnoted(Book(gateway)) == []
    assert not [found for found in check(Book(gateway), date(2026, 3, 11)).problems if found.code in ("R142", "R143", "F82", "F83")]


def test_a_change_that_was_typed_is_explained_afterwards_by_the_same_form(gateway: MemoryGateway) -> None:
    edit(gateway, registers.PLANS, PLAN["code"], ratio=Fraction(1, 100))
    done = changed(gateway, why="云司〔2026〕12号")
    assert (done.cells, done.filled, done.lacking) == ((), (1,), ("报备日期", "公示日期"))
    assert unexplained(open_office(Book(gateway)), PLAN["code"]) == []
    plan = Book(gateway).read(registers.PLANS).by("code")[PLAN["code"]]
    assert (plan["change_why"], plan["changed"]) == ("云司〔2026〕12号", date(2026, 3, 2))


def test_a_day_that_is_typed_into_the_plan_later_reaches_the_row_of_the_same_change(gateway: MemoryGateway) -> None:
    changed(gateway, "抽查比例=5%", why="云司〔2026〕12号")
    edit(gateway, registers.PLANS, PLAN["code"], change_reported=date(2026, 3, 4))
    assert act(gateway) == []
    assert [row["reported"] for row in Book(gateway).read(CHANGES)] == [date(2026, 3, 4)]


@pytest.mark.parametrize(("sets", "reason", "code"), [
    (("抽查比例=5%",), {}, "D130"), ((), {}, "D131"), ((), {"why": "文号"}, "D132"), (("任务名称=乙",), {"why": "文号"}, "D123"),
    (("公示日期=2026-03-01",), {"why": "文号"}, "D123"), (("抽查比例=3%",), {"why": "文号"}, "D124"), (("抽查比=5%",), {"why": "文号"}, "I42")])
def test_what_the_form_does_not_take_is_refused_and_nothing_is_written(gateway: MemoryGateway, sets: tuple[str, ...], reason: dict[str, Any], code: str) -> None:
    before = Book(gateway).read(registers.PLANS).rows
    with refused(code):
        changed(gateway, *sets, **reason)
    assert Book(gateway).read(registers.PLANS).rows == before
    assert len(Book(gateway).read(CHANGES)) == 0


def test_a_plan_that_is_not_public_is_changed_without_a_basis() -> None:
    found = Bureau().add(registers.PLANS, **{**PLAN, "published": None}).gateway()
    act(found)
    assert changed(found, "抽查比例=5%").lacking == ()
    plan = Book(found).read(registers.PLANS).by("code")[PLAN["code"]]
    assert (plan["ratio"], plan["changed"]) == (Fraction(5, 100), None)


def test_a_silent_change_is_asked_for_in_time_and_what_was_said_of_an_earlier_one_stays_in_its_row(gateway: MemoryGateway) -> None:
    changed(gateway, "抽查比例=5%", why="云司〔2026〕12号", reported=date(2026, 3, 3), published=date(2026, 3, 4))
    edit(gateway, registers.PLANS, PLAN["code"], ratio=Fraction(1, 100))
    act(gateway, day=9)
    plan = Book(gateway).read(registers.PLANS).by("code")[PLAN["code"]]
    assert (plan["changed"], plan["change_why"], plan["change_reported"]) == (date(2026, 3, 9), "", None)
    asked = [line for line in due(Book(gateway), date(2026, 3, 10), asked=True).lines if line.due.rule.key in ("change_report", "change_publication")]
    assert [(line.due.start, line.due.done, line.due.duty.note) for line in asked] == [(date(2026, 3, 9), None, "调整；还没有写依据")] * 2
    assert [row["why"] for row in Book(gateway).read(CHANGES)] == ["云司〔2026〕12号", ""]
    changed(gateway, day=11, why="云司〔2026〕15号", reported=date(2026, 3, 11), published=date(2026, 3, 11))
    assert [row["why"] for row in Book(gateway).read(CHANGES)] == ["云司〔2026〕12号", "云司〔2026〕15号"]
    assert {line.due.done for line in due(Book(gateway), date(2026, 3, 12), asked=True).lines if line.due.rule.key.startswith("change_")} == {date(2026, 3, 11)}
    assert act(gateway, day=12) == []
