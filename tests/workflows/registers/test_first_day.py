"""The first day: items and tiers to begin with, an example of each register, numbers that follow, and a lock that waits for the bureau's own tiers."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from ssj_xl.build.first_day import EXAMPLES, example_rows
from ssj_xl.domain.plans import name_in_year
from ssj_xl.entry.acts import ACTS
from ssj_xl.entry.commands import book as commands_book
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables import records, registers
from ssj_xl.tables.cells import cell_text, read_cell
from ssj_xl.tables.defaults import ITEM_KINDS, TIER_SCHEMES
from ssj_xl.tables.grid import Raw
from ssj_xl.tables.settings import Settings
from ssj_xl.workflows.registers.adding import ADDED, add, draft_row, next_code, row_lines
from ssj_xl.workflows.registers.check import check
from ssj_xl.workflows.registers.new import Start, new
from ssj_xl.workflows.registers.tiers import confirm_tiers
from ssj_xl.workflows.rounds.preview import preview
from tests.bureau import TASK, Bureau, desk, locked, refused, rows

OFFICE = {"unit": "云州市司法局", "unit_code": "YZSFJ", "division": "公证工作处", "division_code": "GZ", "year": 2026}


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new workbook with the items of every kind, and five tiers."""
    return new(tmp_path_factory.mktemp("新"), OFFICE, now=datetime(2026, 3, 2, 9), start=Start(tuple(ITEM_KINDS), "五级"))


def example_tiers() -> Bureau:
    """The office before anybody confirmed its tiers."""
    office = Bureau()
    for row in office[registers.TIERS]:
        row["scheme"] = "示例（请按本局规定修改）"
    return office


def test_a_new_workbook_has_the_items_of_its_kind_with_their_legal_bases(fresh: Path) -> None:
    items = Book(open_gateway(fresh)).read(registers.ITEMS)

    assert {row["code"][:2] for row in items} == set(ITEM_KINDS.values())
    assert all(row["basis"].startswith("《") for row in items)
    assert {(row["division"], row["valid_from"], row["valid_to"]) for row in items} == {("公证工作处", date(2026, 1, 1), None)}


def test_the_examples_are_no_row_of_any_register_and_the_check_is_quiet_about_them(fresh: Path) -> None:
    book = Book(open_gateway(fresh))

    assert [problem.code for problem in check(book, date(2026, 3, 2)).problems] == ["R19"]
    assert EXAMPLES in book.gateway.tables()  # a sheet, which holds no register
    assert {name: len(book.read(spec)) for name in example_rows() for spec in records.REGISTERS if spec.name == name and spec is not registers.ITEMS} \
        == dict.fromkeys(example_rows().keys() - {registers.ITEMS.name}, 0)


@pytest.mark.parametrize("name", example_rows())
def test_an_example_is_a_row_that_the_register_would_read(name: str) -> None:
    spec, row = records.BY_NAME[name], example_rows()[name]

    assert all(row.get(column.key) not in ("", None, ()) for column in spec.columns if column.required)
    assert [column.header for column in spec.columns if read_cell(_raw(row.get(column.key)), column).code] == []


def _raw(value: Any) -> Raw:
    return float(value) if isinstance(value, Fraction) else cell_text(value)


def test_tiers_may_be_four_five_or_none() -> None:
    assert [[tier for tier, *_ in rows] for rows in TIER_SCHEMES.values()] == [list("ABCD"), list("ABCDE"), []]
    assert all(sum(default == "是" for *_, default in rows) == 1 for rows in TIER_SCHEMES.values() if rows)


def test_the_first_lock_waits_until_somebody_confirmed_the_tiers() -> None:
    book = example_tiers().book()
    with refused("D96"):
        locked(book)
    assert "D96" in {problem.code for problem in preview(book, TASK, desk()).problems}

    confirm_tiers(book, desk())

    assert {row["scheme"] for row in book.read(registers.TIERS)} == {"栾谷县司法局信用风险等级（2026-03-02确认）"}
    assert [row["act"] for row in book.read(records.LOG)] == ["确认等级"]
    assert locked(book).row["attempt"] == 1
    with refused("D97"):
        confirm_tiers(book, desk())


def test_a_workbook_that_is_at_work_is_not_stopped() -> None:
    book = Bureau().book()
    locked(book, "LG-LS-2026-002")
    tiers = book.read(registers.TIERS)
    book.replace(registers.TIERS, [(row, {"scheme": "示例（请按本局规定修改）"}) for row in tiers])

    assert "R19" in {problem.code for problem in locked(book, TASK, desk(10)).warnings}


def test_the_next_number_follows_the_highest_of_the_units_own_in_the_year() -> None:
    office = Settings(unit_code="LG", division_code="LS")
    taken = [{"code": code} for code in ("LG-LS-2026-001", "LG-LS-2026-009", "LG-GZ-2026-050", "LG-LS-2025-077", "LG-LS-JH-2026-02", "乱写")]

    assert next_code(registers.TASKS, taken, office, 2026) == "LG-LS-2026-010"
    assert next_code(registers.PLANS, taken, office, 2026) == "LG-LS-JH-2026-03"
    assert next_code(registers.TASKS, [], Settings(unit_code="QD"), 2026) == "QD-2026-001"


def test_a_new_task_is_like_the_last_one_but_for_what_is_decided_each_time() -> None:
    book = Bureau().book()
    row = add(book, "任务", "", ["任务名称=二季度抽查", "截止日期=2026-06-30"], desk())

    last = rows(book, registers.TASKS, code="LG-LS-2026-002")[0]
    same = {column.key for column in registers.TASKS.columns if row[column.key] == last[column.key]}
    assert (row["code"], row["name"], row["end"], row["state"]) == ("LG-LS-2026-003", "二季度抽查", date(2026, 6, 30), "筹备")
    assert {"items", "method", "ratio", "reserve", "team", "witness", "division"} <= same
    assert [row[key] for key in ("platform", "start", "scheme_date", "platform_drawn")] == ["", None, None, None]
    assert draft_row(book, "任务", "LG-LS-2026-001", date(2026, 3, 2))["ratio"] is None


def test_a_share_is_shown_as_a_percent_when_a_row_is_added() -> None:
    row = add(Bureau().book(), "任务", "", ["抽查比例=25%", "截止日期=2026-03-31"], desk())

    assert "抽查比例：25%" in row_lines("任务", row)


def test_the_first_task_and_plan_are_made_of_the_items_in_force() -> None:
    office = Bureau()
    office.rows[registers.TASKS.name] = []
    book = office.book()

    task, plan = add(book, "任务", "", ["截止日期=2026-03-31"], desk()), add(book, "计划", "", [], desk())

    assert (task["code"], task["items"], task["object_type"], task["team"], task["method"]) == ("LG-LS-2026-001", ("LS-01", "LS-02"), ("律师事务所",), 2, "分级比例")
    assert (plan["code"], plan["year"], plan["draw_type"]) == ("LG-LS-JH-2026-01", 2026, "不定向")


def two_plans() -> Book:
    """An office with a plan of its firms and one of its lawyers, and a task of the first."""
    office = Bureau()
    office[registers.ITEMS].append({**office[registers.ITEMS][0], "code": "LS-09", "minor": "执业表现", "object_type": ("律师",)})
    office[registers.OBJECTS].append({**office[registers.OBJECTS][0], "code": "L1", "name": "张律师", "object_type": "律师"})
    office.rows[registers.PLANS.name] = [
        {"code": f"LG-LS-JH-2026-{number:02}", "year": 2026, "name": f"2026年{kind}抽查", "items": (item,), "object_type": (kind,), "frequency": "1次/年",
         "start": date(2026, 1, 1), "end": date(2026, 12, 1), "division": "律师处"} for number, kind, item in ((1, "律师事务所", "LS-01"), (2, "律师", "LS-09"))]
    for task in office[registers.TASKS]:
        task["plan"] = "LG-LS-JH-2026-01"
    return office.book()


def test_a_task_of_another_plan_has_items_types_and_name_of_that_plan_and_of_the_last_task_only_who_does_it() -> None:
    row = add(two_plans(), "任务", "", ["计划编号=LG-LS-JH-2026-02", "截止日期=2026-06-30"], desk())
    assert (row["name"], row["items"], row["object_type"], row["plan"]) == ("2026年律师抽查", ("LS-09",), ("律师",), "LG-LS-JH-2026-02")
    assert (row["ratio"], row["quantity"], row["scope"]) == (None, None, "")
    assert row["witness"] == rows(Bureau().book(), registers.TASKS)[-1]["witness"]


def test_the_first_task_of_a_plan_that_is_named_is_made_of_that_plan() -> None:
    book = two_plans()
    book.replace(registers.TASKS, [(row, dict.fromkeys(registers.TASKS.by_key)) for row in rows(book, registers.TASKS)])
    row = add(book, "任务", "", ["计划编号=LG-LS-JH-2026-02", "截止日期=2026-06-30"], desk())
    assert (row["name"], row["items"], row["object_type"]) == ("2026年律师抽查", ("LS-09",), ("律师",))


def test_what_a_plan_is_for_gives_the_rest_of_it() -> None:
    book = two_plans()
    of_type, of_item = add(book, "计划", "", ["对象类型=律师事务所"], desk()), add(book, "计划", "LG-LS-JH-2026-02", ["抽查比例=5%"], desk())
    assert (of_type["items"], of_type["name"]) == (("LS-01", "LS-02"), "2026年律师事务所“双随机、一公开”抽查")
    assert (of_item["items"], of_item["name"]) == (("LS-09",), "2026年律师抽查")


def test_last_years_name_says_this_year() -> None:
    assert name_in_year("2025年律师抽查（2025年第二次，12025年）", 2026) == "2026年律师抽查（2026年第二次，12025年）"


def test_a_new_task_asks_of_people_what_its_items_ask_unless_it_says_so_itself() -> None:
    office = Bureau()
    office[registers.ITEMS][0]["people_labels"] = ("会计",)
    book = office.book()
    proposed = add(book, "任务", "", ["截止日期=2026-06-30"], desk())
    other = add(book, "任务", "LG-LS-2026-001", ["截止日期=2026-06-30", "事项编码=LS-02"], desk())
    typed = add(book, "任务", "", ["截止日期=2026-06-30", "人员标签要求=涉外"], desk())

    assert [row["people_labels"] for row in (proposed, other, typed)] == [("会计",), (), ("涉外",)]


def test_every_door_adds_the_same() -> None:
    (asked,) = (ask for act in ACTS if act.key == "add" for ask in act.asks if ask.key == "what")
    (typed,) = (one.type for one in commands_book.add.params if one.name == "what")

    assert set(asked.choices) == {*getattr(typed, "choices", ())} == ADDED.keys()


def test_what_cannot_be_added_is_a_sentence() -> None:
    book = Bureau().book()
    for like, sets, code in (("LG-LS-2026-077", (), "D98"), ("", ("任务编号=LG-LS-2026-001",), "D99"), ("", ("没有的列=1",), "I42"), ("", (), "T03")):
        with refused(code):
            add(book, "任务", like, sets, desk())
