"""变更记录 is kept by every door alike: what somebody typed between two acts, and what an act changes itself."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import ssj_xl
from ssj_xl.entry import session
from ssj_xl.entry.ribbon import acts_registers
from ssj_xl.entry.ribbon.case import Case
from ssj_xl.entry.ribbon.dialogs import Cancelled
from ssj_xl.entry.serve.talk import Talk
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.live.gateway import LiveGateway
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables import registers
from ssj_xl.tables.table import Row
from ssj_xl.tables.trace import CHANGES
from tests import bureau, library, wps
from tests.bureau import Bureau
from tests.gateways import fake_excel
from tests.live.answers import Answers
from tests.office import LiveOffice

Act = Callable[[str, str], list[Row]]
"""Writes the state of an object (code, 状态) by an act; returns 变更记录."""


@pytest.fixture(autouse=True)
def _at(monkeypatch: pytest.MonkeyPatch) -> None:
    library.at(monkeypatch, bureau.desk().now)


def _command(path: Path) -> Act:
    def act(code: str, state: str) -> list[Row]:
        with session.writing(path, "登记", bureau.desk()) as book:
            _set(book, code, state)
        return list(Book(open_gateway(path)).read(CHANGES))

    return act


def _set(book: Book, code: str, state: str) -> None:
    book.replace(registers.OBJECTS, [(book.read(registers.OBJECTS).by("code")[code], {"status": state})])
    book.commit()


def _library(source: Any) -> Act:
    book = ssj_xl.open(source)

    def act(code: str, state: str) -> list[Row]:
        book["检查对象"].update([{"对象编码": code, "状态": state}])
        return list(book._read.read(CHANGES))

    return act


def _press(book: Any) -> Act:
    def act(code: str, state: str) -> list[Row]:
        with Case(book, Answers(), bureau.desk()).writing("登记") as opened:
            _set(opened, code, state)
        return list(Book(LiveGateway(book)).read(CHANGES))

    return act


def _frames(path: Path) -> Any:
    found = ssj_xl.open(path)
    return {"参数": found.settings, **{name: found[name].df for name in ("检查对象", "风险等级", "执法人员")}}


DOORS: dict[str, Callable[[Path], Act]] = {
    "command": _command,
    "library, a file": _library,
    "library, openpyxl": lambda path: _library(openpyxl.load_workbook(io.BytesIO(path.read_bytes()))),
    "library, frames": lambda path: _library(_frames(path)),
    "library, an open book": lambda path: _library(fake_excel.loaded(path)),
    "button": lambda path: _press(fake_excel.loaded(path)),
}


def _kept(act: Act) -> None:
    """The first act takes the state; the second is told, and what a third one finds of it is nothing."""
    assert act("LS001", "正常") == []
    (row,) = act("LS001", "注销")
    assert (row["code"], row["field"], row["before"], row["after"], row["noticed_in"]) == ("LS001", "状态", "正常", "注销", "登记")
    assert len(act("LS001", "注销")) == 1


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.long
def test_what_an_act_changes_stands_in_the_trace_whatever_door_it_came_by(door: str, tmp_path: Path) -> None:
    _kept(DOORS[door](Bureau().file(tmp_path)))


@pytest.mark.libreoffice
@pytest.mark.long
def test_a_button_in_libreoffice_keeps_the_trace(live_office: LiveOffice, tmp_path: Path) -> None:
    book = live_office.open(Bureau().file(tmp_path))
    _kept(_press(book))
    assert not book.sheets["登记底账"].visible


@pytest.mark.long
def test_the_button_asks_for_a_plan_what_changes_and_why_and_writes_plan_and_row(tmp_path: Path) -> None:
    office = Bureau().add(registers.PLANS, code="LG-LS-JH-2026-01", year=2026, name="律师事务所抽查", items=("LS-01",), ratio=Fraction(3, 100), published=date(2026, 2, 20))
    book = fake_excel.loaded(office.file(tmp_path))
    with Case(book, Answers(), bureau.desk()).writing("登记") as opened:
        opened.commit()
    for typed, code in ((["1", "随便写"], "I41"), (["1", "没有的列=5"], "I42"), (["1", "抽查比例=5%", "", "明天"], "T05")):
        with bureau.refused(code):  # at once: nothing more is asked
            acts_registers.change(Case(book, Answers(list(typed)), bureau.desk()))
    answers = Answers(["1", "抽查比例=5%；计划截止=2026-12-20", "云司〔2026〕12号", "2026-03-01", ""])
    outcome = acts_registers.change(Case(book, answers, bureau.desk()))
    assert "还没有填写公示日期" in outcome.text
    now = Book(LiveGateway(book))
    (row,) = now.read(CHANGES)
    assert (row["field"], row["why"], row["reported"], row["published"]) == ("抽查比例、计划截止、变更类型", "云司〔2026〕12号", date(2026, 3, 1), None)
    assert now.read(registers.PLANS).rows[0]["ratio"] == Fraction(5, 100)


@pytest.mark.long
def test_an_act_that_is_cancelled_in_an_open_workbook_leaves_no_sheet_behind(tmp_path: Path) -> None:
    book = fake_excel.loaded(Bureau().file(tmp_path))
    before = [sheet.name for sheet in book.sheets]
    with pytest.raises(Cancelled), Case(book, Answers(), bureau.desk()).writing("登记"):
        raise Cancelled
    assert [sheet.name for sheet in book.sheets] == before


@pytest.mark.long
def test_wps_is_told_to_add_the_sheets_that_the_trace_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "desk", bureau.desk)
    talk = Talk("lock", wps.sent(tmp_path))
    event = talk.next()
    while event["kind"] != "write":
        talk.answer(event.get("default", True))
        event = talk.next()
    talk.leave()
    assert [one["sheet"] for one in event["writes"] if one["do"] == "add"] == ["登记底账"]
    assert {"do": "table", "sheet": "登记底账", "table": "登记底账", "hidden": True}.items() <= event["writes"][-1].items()
    assert "'检查对象" in {one["value"] for one in event["writes"] if one.get("sheet") == "登记底账" and one["do"] == "put"}
