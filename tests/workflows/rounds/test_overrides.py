"""No ratio, number, tier or method gives way in a draw without a line that says so."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import product
from math import ceil
from random import Random
from typing import Any

import pytest

from ssj_xl.domain.draw.ssj1 import WEIGHTED
from ssj_xl.tables import records, registers
from ssj_xl.tables.leads import LEADS
from ssj_xl.tables.settings import AS_FLOOR, INSTEAD
from ssj_xl.workflows.registers.check import check
from ssj_xl.workflows.rounds.preview import Preview, preview
from ssj_xl.workflows.rounds.substitute import void
from tests.bureau import ITEMS, OPEN_TASK, TASK, Bureau, codes, desk, drawn, edit, locked, rows

PLAN = {"code": "LG-JH-01", "year": 2026, "name": "年度计划", "items": ITEMS}
SIZES = {"A": 24, "B": 12, "C": 3, "D": 1}
SHARES = (None, 5, 30, 100)
"""Ratios in percent that a task or a plan may have."""


def office(use: str, plan: int | None, task: dict[str, Any], tiers: dict[str, tuple[int, int]]) -> Bureau:
    """An office with these settings.  tiers: percent and minimum by tier, none of them where it is empty."""
    found = Bureau().add(registers.PLANS, **PLAN, ratio=_share(plan)).change(registers.TASKS, TASK, plan=PLAN["code"], **task)
    found.settings["ratio_use"] = use
    for row in found[registers.TIERS]:
        row["ratio"], row["minimum"] = (Fraction(tiers[row["tier"]][0], 100), tiers[row["tier"]][1]) if tiers else (None, None)
    if not tiers:
        found[registers.TIERS].clear()
    return found


def _share(percent: int | None) -> Fraction | None:
    return None if percent is None else Fraction(percent, 100)


def silent(found: Preview, plan: int | None, task: dict[str, Any], tiers: dict[str, tuple[int, int]]) -> list[str]:
    """Settings that the draw does not keep to and of which no line speaks, worked out from the settings alone."""
    told, group = codes(found.problems), {tier: one for one in found.groups for tier in one.label.split("+")}
    replaced = "D104" in told or "等比例" in found.steps
    out = []
    for tier, (percent, minimum) in tiers.items():
        if replaced:
            continue
        spoken = any(one.code == "D109" and f"{group[tier].label} " in one.text for one in found.problems)
        if task["method"] == WEIGHTED and percent < 100:
            kept = group[tier].odds >= Fraction(percent, 100) and (not minimum or group[tier].odds == 1)
        else:
            kept = group[tier].quota >= min(SIZES[tier], max(minimum, ceil(Fraction(percent, 100) * SIZES[tier])))
        out += [] if kept or spoken else [f"{tier} {percent}% 最少{minimum}"]
    fewer = "D111" in told
    if plan is not None and found.drawn < ceil(Fraction(plan, 100) * 40) and not fewer and "D107" not in told:
        out.append(f"计划 {plan}%")
    if task["ratio"] is not None and found.drawn < ceil(task["ratio"] * 40) and not fewer:
        out.append(f"任务 {task['ratio']}")
    if task["quantity"] is not None and found.drawn != task["quantity"] and not told & {"D39", "D108"} and found.drawn <= task["quantity"]:
        out.append(f"数量 {task['quantity']}，抽 {found.drawn}")
    if task["quantity"] is not None and found.drawn > task["quantity"] and "D39" not in told:
        out.append(f"数量 {task['quantity']}，抽 {found.drawn}")
    return out


@pytest.mark.long
def test_no_setting_gives_way_silently_whatever_stands_beside_it() -> None:
    dice, tried, lines = Random(2026), 0, set()
    for use, method, plan, ratio in product((AS_FLOOR, INSTEAD), registers.METHODS, SHARES, SHARES):
        tiers = {tier: (dice.choice((1, 5, 20, 90, 100)), dice.choice((0, 0, 3))) for tier in SIZES} if dice.random() < 0.9 else {}
        quantity = dice.choice((None, None, 1, 9, 60))
        if quantity is None and plan is None and ratio is None and (method == registers.EVEN or not tiers):
            continue
        task = {"method": method, "ratio": _share(ratio), "quantity": quantity}
        found = preview(office(use, plan, task, tiers).book(), TASK, desk())
        tried += 1
        lines |= codes(found.problems)
        assert not silent(found, plan, task, tiers), (use, plan, task, tiers, found.groups, found.steps, [*map(str, found.problems)])
    assert tried > 80
    assert lines >= {"D39", "D104", "D107", "D108", "D109", "D111"}


WAYS = [*product(registers.METHODS, (AS_FLOOR, INSTEAD))]
SAME = {(registers.EVEN, use) for use in (AS_FLOOR, INSTEAD)}
"""Ways that are one: 等比例 asks no parameter."""


@pytest.mark.parametrize(("use", "drawn_then", "told"), [(AS_FLOOR, 14, "D39"), (INSTEAD, 5, "D111")])
def test_by_lot_without_tiers_a_number_does_not_replace_a_ratio_unsaid(use: str, drawn_then: int, told: str) -> None:
    found = preview(office(use, None, {"method": WEIGHTED, "ratio": Fraction(35, 100), "quantity": 5}, {}).book(), TASK, desk())
    assert (found.drawn, told in codes(found.problems)) == (drawn_then, True)


@pytest.mark.parametrize(("first", "use"), WAYS)
def test_a_lock_after_a_void_keeps_the_method_and_the_use_of_its_ratio(first: str, use: str) -> None:
    tiers = {"A": (5, 0), "B": (10, 0), "C": (50, 0), "D": (100, 0)}
    book = office(use, None, {"method": first, "ratio": Fraction(30, 100), "quantity": None}, tiers).book()
    groups = preview(book, TASK, desk()).groups
    locked(book)
    void(book, TASK, "名录有误", desk(9, 20))

    def change(method: str, other: str) -> set[str]:
        edit(book, registers.TASKS, {"code": TASK}, method=method)
        book.put("比例与等级", other)
        found = preview(book, TASK, desk(10))
        assert found.groups == groups
        return codes(found.problems)

    for way in WAYS:
        same = way == (first, use) or {way, (first, use)} <= SAME
        assert ("D110" in change(*way)) is not same
    assert locked(book, TASK, desk(10)).row["method"] == rows(book, registers.TASKS, code=TASK)[0]["method"] == first

    if (first, use) != (WEIGHTED, AS_FLOOR):  # a workbook that did not keep them knew no such draw
        void(book, TASK, "名录有误", desk(10, 20))
        edit(book, records.DRAWS, {"task": TASK, "attempt": 2}, method=None, ratio_use=None)
        for way in WAYS:
            change(*way)


def test_check_tells_what_a_plan_s_ratio_means_and_what_its_tasks_drew_so_far() -> None:
    tiers = {"A": (1, 0), "B": (1, 0), "C": (1, 0), "D": (100, 0)}
    book = office(INSTEAD, 30, {"ratio": Fraction(5, 100)}, tiers).change(
        registers.TASKS, OPEN_TASK, plan=PLAN["code"], ratio=Fraction(30, 100)).book()
    assert check(book, desk().today).facts == (
        "计划 LG-JH-01：抽查比例 30%，各任务各自不低于它；范围内现在可抽的 40 个，合 12 个；2 个任务已抽 0 个，共抽中 0 个（重复的只数一次），还差 12 个。",)
    drawn(book, TASK)
    assert check(book, desk().today).facts[0].endswith("2 个任务已抽 1 个，共抽中 2 个（重复的只数一次），还差 10 个；低于比例的任务：LG-LS-2026-001（40 个抽 2 个）。")
    drawn(book, OPEN_TASK)
    (fact,) = check(book, desk().today).facts
    both = {row["object"] for row in rows(book, records.WINNERS, state="抽中")}
    assert f"2 个任务已抽 2 个，共抽中 {len(both)} 个" in fact


def test_a_plan_of_another_division_and_a_task_that_one_only_takes_part_in_are_not_told_as_one_s_own() -> None:
    tiers = {"A": (1, 0), "B": (1, 0), "C": (1, 0), "D": (100, 0)}
    theirs = office(INSTEAD, 30, {"division": "公证处", "partners": ("律师处",)}, tiers)
    assert "；0 个任务已抽 0 个" in check(theirs.book(), desk().today).facts[0]
    assert check(theirs.change(registers.PLANS, PLAN["code"], division="公证处").book(), desk().today).facts == ()


def test_check_tells_the_chances_of_a_task_by_lot_until_it_is_locked() -> None:
    book = office(AS_FLOOR, None, {"method": WEIGHTED, "quantity": 9}, {"A": (5, 0), "B": (10, 0), "C": (50, 0), "D": (100, 0)}).book()
    (fact,) = check(book, desk().today).facts
    assert fact == ("任务 LG-LS-2026-001 按加权抽取，现在每个对象的中签机会：A 13.78%（24 个），B 25.84%（12 个），C 53.06%（3 个），D 100.00%（1 个）；"
                    "精确值（按分数逐签推算）。等级仅供内部使用。")
    locked(book)
    assert check(book, desk().today).facts == ()
    assert check(office(AS_FLOOR, None, {"method": WEIGHTED, "end": None}, {}).book(), desk().today).facts == ()


def test_check_proposes_a_lead_for_everybody_with_the_label_of_before_and_writes_nothing() -> None:
    office = Bureau().change(registers.OBJECTS, "LS002", labels=("有事必查",)).change(registers.OBJECTS, "LS003", labels=("涉外", "有事必查"))
    office.add(LEADS, number="XS-2026-001", received=date(2026, 3, 1), object="LS003")
    book = office.book()
    assert check(book, desk().today).facts == (
        "建议在“线索”登记：线索编号 XS-2026-002，对象编码 LS002（第002律师事务所），收到日期、来源、处理由您填写；登记后从标签删去“有事必查”。没有登记以前照旧不参加抽签。",
        "“第003律师事务所”（LS003）已在“线索”登记，请从标签删去“有事必查”。")
    assert len(book.read(LEADS).rows) == 1
