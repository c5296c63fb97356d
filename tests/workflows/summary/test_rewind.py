"""Denominators and states of a quarter as of its last day, against an oracle that wrote down every day what stood there."""

from __future__ import annotations

import random
from copy import deepcopy
from datetime import date, datetime
from typing import Any

import pytest

from ssj_xl.domain.period import coverage
from ssj_xl.domain.summary.model import Fact, Summary
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.memory import MemoryGateway
from ssj_xl.tables import registers
from ssj_xl.tables.trace import CHANGES
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.registers.acting import book_for
from ssj_xl.workflows.summary.quarter import summarise
from tests.bureau import OPEN_TASK, Bureau

END = date(2026, 3, 31)
KINDS = ("律师事务所", "公证机构")


def on(month: int, day: int) -> Desk:
    return Desk(datetime(2026, month, day, 9), "张某", lambda: "0" * 64)


def edited(gateway: MemoryGateway, desk: Desk, **changes: dict[str, Any]) -> None:
    """What a clerk types (code → values; a code of its own is a new row), noticed by an act on that day."""
    book = Book(gateway)
    known = book.read(registers.OBJECTS).by("code")
    book.replace(registers.OBJECTS, [(known[code], values) for code, values in changes.items() if code in known])
    book.append(registers.OBJECTS, [{"code": code, "name": f"新{code}", "object_type": KINDS[0], "status": "正常", **values}
                                    for code, values in changes.items() if code not in known])
    book_for(gateway, "登记", desk).commit()


def begun(**settings: Any) -> MemoryGateway:
    office = Bureau()
    office.settings.update(settings)
    found = office.gateway()
    book_for(found, "登记", on(1, 5)).commit()
    return found


def report(gateway: MemoryGateway) -> Summary:
    return summarise(Book(gateway), "2026Q1", made_on=date(2026, 12, 31))[0]


def fact(summary: Summary, name: str) -> Fact:
    return next(found for section in summary.sections for found in section.facts if found.name == name)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.long(but=1)
def test_the_register_of_the_last_day_is_counted_whatever_came_after_it(seed: int) -> None:
    dice, gateway = random.Random(seed), begun()
    then: list[Any] = []
    for month, day in ((2, 3), (3, 31), (4, 1), (5, 6), (9, 9)):
        codes = [row["code"] for row in Book(gateway).read(registers.OBJECTS)]
        changes = {code: {"status": dice.choice(("正常", "失联", "注销", "停业"))} if dice.random() < 0.7 else {"object_type": dice.choice(KINDS)}
                   for code in dice.sample(codes, 9)}
        changes |= {code: dict.fromkeys(("code", "name", "object_type", "status", "tier", "county", "division", "phone"), "") for code in dice.sample(codes, 2)}
        edited(gateway, on(month, day), **changes, **{f"N{month}{n}": {} for n in range(dice.randrange(3))})
        if (month, day) == (3, 31):
            then = deepcopy(Book(gateway).read(registers.OBJECTS).rows)
    found = report(gateway)
    assert fact(found, "名录库检查对象").value == coverage(then, ()).registered
    assert any("照“变更记录”推回到2026年3月31日" in one for one in found.definitions)
    (listing,) = (one for section in found.sections for one in section.listings if one.sheet == "名录变动")
    assert len(listing.origins) == len(listing.rows) > 0
    assert {source.table for source in fact(found, "名录库检查对象").sources} == {"变更记录"}


def test_of_types_and_tiers_those_of_the_day_are_counted_too() -> None:
    from ssj_xl.domain.summary.rewind import rewind

    gateway = begun()
    before = {row["code"]: (row["object_type"], row["tier"], row["status"]) for row in Book(gateway).read(registers.OBJECTS)}
    edited(gateway, on(4, 2), **{f"LS{n:03}": {"object_type": KINDS[n % 2], "tier": "ABCD"[n % 4], "status": "注销" if n % 3 else "正常"} for n in range(1, 41)})
    book = Book(gateway)
    tables, past = rewind({"检查对象": book.read(registers.OBJECTS)}, book.read(CHANGES).rows, END, date(2026, 1, 5))
    assert {row["code"]: (row["object_type"], row["tier"], row["status"]) for row in tables["检查对象"]} == before
    assert past.unread == ()


def test_a_task_that_was_cancelled_after_the_quarter_counts_in_it() -> None:
    gateway = begun()
    edited(gateway, on(3, 2))
    known = fact(report(gateway), "本期开展的任务").value
    book = Book(gateway)
    book.replace(registers.TASKS, [(book.read(registers.TASKS).by("code")[OPEN_TASK], {"state": "已取消"})])
    book_for(gateway, "登记", on(4, 8)).commit()
    assert fact(report(gateway), "本期开展的任务").value == known


@pytest.mark.long
def test_where_the_record_begins_later_or_never_the_report_says_so() -> None:
    late = Bureau().gateway()
    assert any("还没有“变更记录”，取现状" in one for one in report(late).definitions)
    book_for(late, "登记", on(4, 20)).commit()
    edited(late, on(5, 4), LS001={"status": "注销"})
    (told,) = (one for one in report(late).definitions if "推回到" in one)
    assert "推回到2026年4月20日" in told
    assert "变更记录从2026年4月20日开始，2026年3月31日至这一天之间的变动没有记录" in told
    assert fact(report(late), "名录库检查对象").value == 40
