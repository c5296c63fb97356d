"""What changed in a unit's registers since last month, with and without a word in its 变更记录."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway, working
from ssj_xl.tables import registers
from ssj_xl.tables.trace import BASE, CHANGES
from ssj_xl.workflows.consolidation.consolidate import consolidate
from ssj_xl.workflows.consolidation.submit import submit
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.desk.trace import unnoted
from ssj_xl.workflows.registers.acting import book_for
from tests.bureau import Bureau

MARCH, APRIL = (Desk(datetime(2026, month, 20, 9), "协调处王某", lambda: "0" * 64) for month in (3, 4))
LATER = Desk(datetime(2026, 4, 2, 9), "张某", lambda: "0" * 64)
PLAN = {"code": "LG-LS-JH-2026-01", "year": 2026, "name": "律师事务所抽查", "items": ("LS-01",), "ratio": Fraction(3, 100),
        "start": date(2026, 3, 1), "end": date(2026, 11, 30), "published": date(2026, 2, 20)}


@pytest.fixture
def master(tmp_path: Path) -> Path:
    """A division's workbook as it was in March, with an act behind it."""
    (tmp_path / "律师处").mkdir()
    path = Bureau().add(registers.PLANS, **PLAN).file(tmp_path / "律师处")
    _act(path, MARCH)
    return path


def _act(path: Path, desk: Desk) -> None:
    with working(path, reason="试", now=desk.now) as gateway:
        book_for(gateway, "登记", desk).commit()


def _typed(path: Path, **changes: dict[str, Any]) -> None:
    """What a clerk types: code → values."""
    with working(path, reason="试", now=LATER.now) as gateway:
        book = Book(gateway)
        for code, values in changes.items():
            spec = registers.OBJECTS if code.startswith("LS0") else registers.INSPECTORS if code.startswith("P") else registers.PLANS
            book.replace(spec, [(book.read(spec).by("code")[code if spec is not registers.PLANS else PLAN["code"]], values)])
        gateway.commit()


def _handed(path: Path, how: str, desk: Desk) -> Path:
    if how == "主台账":
        return path
    folder = path.parent.parent / f"报送-{desk.now:%m}"
    folder.mkdir()
    file = folder / "报送.xlsx"
    file.write_bytes(submit(Book(open_gateway(path)), f"{desk.now:%Y-%m}", desk).data)
    return file


def _found(path: Path, previous: Path | None, desk: Desk, how: str) -> tuple[list[tuple[str, str]], Path]:
    done = consolidate([_handed(path, how, desk)], month=f"{desk.now:%Y-%m}", previous=previous, desk=desk)
    out = path.parent.parent / f"汇总台账-{desk.now:%m}.xlsx"
    out.write_bytes(done.data)
    return [(found.code, str(found.params.get("header", found.params.get("how", "")))) for found in done.problems if found.code in ("K55", "K56")], out


SILENT = {"LS001": {"status": "停业"}, "LS002": {"status": "注销", "phone": "0399-1"}, "LS003": {"code": "LS903"}, "P01": {"may_lead": "否"}, "J": {"ratio": Fraction(1, 100)}}


@pytest.mark.parametrize("how", ["主台账", "报送件"])
@pytest.mark.long
def test_what_changed_without_a_word_is_told_and_what_was_noted_is_not(master: Path, how: str) -> None:
    found, march = _found(master, None, MARCH, how)
    assert found == []
    _typed(master, **SILENT)
    # what waits for the next act is handed in as noted already
    found, _ = _found(master, march, APRIL, how)
    assert found == []


@pytest.mark.long
def test_a_workbook_whose_trace_was_begun_anew_does_not_hide_what_changed(master: Path) -> None:
    _, march = _found(master, None, MARCH, "主台账")
    _typed(master, **SILENT)
    with working(master, reason="试", now=LATER.now) as gateway:
        book = Book(gateway)
        book.replace(BASE, [(row, {"content": ""}) for row in book.read(BASE)])
        gateway.commit()
    _act(master, LATER)
    assert len(Book(open_gateway(master)).read(CHANGES)) == 0
    found, _ = _found(master, march, APRIL, "主台账")
    assert sorted(found) == [("K55", "抽查比例"), ("K55", "状态"), ("K55", "组长资格"), ("K56", "上月报送、本月没有了"), ("K56", "上月没有、本月新增")]


@pytest.mark.long
def test_a_row_of_a_month_before_does_not_excuse_a_change_of_this_month(master: Path) -> None:
    _typed(master, LS001={"status": "停业"})
    _act(master, MARCH)
    _, march = _found(master, None, MARCH, "主台账")
    _typed(master, LS001={"status": "正常"})
    with working(master, reason="试", now=LATER.now) as gateway:
        book = book_for(gateway, "登记", LATER)
        book.replace(CHANGES, [(row, {"noticed_at": "2026-03-20 08:00:00"}) for row in book.read(CHANGES)])
        book.before_commit = None
        book.commit()
    found, _ = _found(master, march, APRIL, "主台账")
    assert found == [("K55", "状态")]


def test_codes_of_persons_are_masked_in_the_trace_that_is_handed_in_and_tiers_are_not_told(master: Path) -> None:
    _typed(master, LS001={"tier": "D"}, LS002={"tier": "D", "county": "北区"})
    rows = Book(open_gateway(_handed(master, "报送件", APRIL))).read(CHANGES).rows
    assert [(row["field"], row["before"], row["after"], row["rows"]) for row in rows] == [("信用风险等级", "", "", 2), ("区县", "", "", 1)]


@pytest.mark.long
def test_a_file_of_before_that_is_copied_back_whole_is_told_by_its_log_and_by_what_stands_otherwise_again(master: Path) -> None:
    kept = master.read_bytes()
    _typed(master, LS001={"status": "停业"})
    _act(master, MARCH)
    _, march = _found(master, None, MARCH, "主台账")
    master.write_bytes(kept)
    assert unnoted(Book(open_gateway(master))) == []  # by itself it is consistent
    found = consolidate([master], month="2026-04", previous=march, desk=APRIL).problems
    assert {one.code for one in found} >= {"K14", "K55"}


@pytest.mark.long
def test_of_two_copies_that_were_edited_apart_what_is_taken_over_from_the_other_is_noted(master: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(master.parent, tmp_path / "另一份")) / master.name
    _typed(master, LS001={"status": "停业"})
    _act(master, LATER)
    _typed(other, LS002={"tier": "D"})
    _act(other, LATER)
    theirs = {row["code"]: row for row in Book(open_gateway(other)).read(registers.OBJECTS)}
    _typed(master, LS002={"tier": theirs["LS002"]["tier"]}, LS001={"status": theirs["LS001"]["status"]})
    _act(master, APRIL)
    rows = Book(open_gateway(master)).read(CHANGES).rows
    assert [(row["code"], row["before"], row["after"]) for row in rows] == [("LS001", "正常", "停业"), ("LS001", "停业", "正常"), ("LS002", "A", "D")]
    assert unnoted(Book(open_gateway(master))) == []
