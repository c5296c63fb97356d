"""A month goes on after another program saved the workbook: every act gives the figures of the original."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from ssj_xl.build import master
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables import records, registers
from tests import evidence
from tests.bureau import OPEN_TASK, TASK, Bureau, desk, matched, opened, refused, rows
from tests.gateways.savers import SAVERS, each_program

ROOT = Path(__file__).resolve().parents[2]
MONTH, DAY = "2026-03", "2026-03-21"


def _bureau() -> Bureau:
    """The office; its highest tier is drawn at 90 %, as the format of 100 % is what a program may lose."""
    bureau = Bureau()
    bureau[registers.TIERS][-1]["ratio"] = Fraction(90, 100)
    return bureau


@pytest.fixture(scope="module")
def registered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A master before its first draw."""
    return _bureau().file(tmp_path_factory.mktemp("登记"))


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A master with a draw, teams and results in it."""
    path = _bureau().file(tmp_path_factory.mktemp("抽取"))
    _carry_out(path, TASK)
    return path


@pytest.fixture(scope="module")
def wanted(drawn: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the commands make of the original."""
    return dict(figures(drawn, tmp_path_factory.mktemp("数字")))


def _carry_out(path: Path, task: str) -> None:
    """Lock, draw and match a task, and type one result."""
    with opened(path, desk(9)) as book:
        matched(book, task)
    with opened(path, desk(9, 10)) as book:
        winners = rows(book, records.WINNERS, task=task)
        book.append(registers.FINDINGS, [{"task": task, "object": winners[0]["object"], "item": "LS-01",
                                          "inspectors": winners[0]["members"], "checked": desk(9, 9).today,
                                          "way": "现场检查", "result": "未发现问题", "entered": desk(9, 10).today}])
        book.commit()


def figures(book: Path, folder: Path) -> Iterator[tuple[str, Any]]:
    """What each command makes of a workbook: exit code and figures."""
    form = folder / "月报表.xlsx"
    code, checked = evidence.run("check", book, "--today", DAY, "--json")
    yield "check", (code, checked["rows"], [(found["code"], found["sheet"]) for found in checked["problems"]
                                            if found["severity"] == "error"])
    code, due = evidence.run("due", book, "--today", DAY, "--json")
    yield "due", (code, due["counts"], [(line["rule"], line["deadline"], line["state"]) for line in due["lines"]])
    yield "report", (evidence.run("report", book, "--month", MONTH, "--date", DAY, "-o", form, "--force")[0], evidence.cells(form))
    yield "winners", [(row["object"], row["state"], row["members"]) for row in Book(open_gateway(book)).read(records.WINNERS)]
    yield "verify", evidence.verdict([book])
    code, told = evidence.run("consolidate", book, "--month", MONTH, "--date", DAY, "-o", folder / "汇总.xlsx", "--force", "--json")
    yield "consolidate", (code, told["tables"], told["rows_read"], told["merged"], told["duplicates"], told["rejected"])


@each_program
@pytest.mark.long
def test_a_month_carried_out_after_it_and_saved_again_is_that_of_the_original_and_goes_on(
        program: str, registered: Path, wanted: dict[str, Any], tmp_path: Path) -> None:
    saved, again = tmp_path / "另存" / registered.name, tmp_path / "又存" / registered.name
    for path in (saved, again):
        path.parent.mkdir()
    SAVERS[program](registered, saved)
    _carry_out(saved, TASK)
    assert evidence.run("verify", saved, *saved.parent.glob("*记录-*.json"))[0] == 0

    SAVERS[program](saved, again)

    assert dict(figures(again, tmp_path)) == wanted
    _carry_out(again, OPEN_TASK)
    assert evidence.run("verify", again)[0] == 0


@each_program
@pytest.mark.long
def test_an_empty_master_with_macros_saved_without_them_is_as_new(program: str, tmp_path: Path) -> None:
    saved = tmp_path / "主台账.xlsx"
    SAVERS[program](ROOT / "workbooks" / "主台账.xlsm", saved)
    fresh = tmp_path / "新.xlsx"
    master.build(fresh, spare=5)

    now, new = (Book(open_gateway(path)) for path in (saved, fresh))
    differing = [spec.name for spec in records.REGISTERS if now.read(spec).rows != new.read(spec).rows]
    found = [problem.code for spec in records.REGISTERS for problem in now.read(spec).problems
             if problem.code != "F46"]  # which says that the program dropped the formula columns
    assert (differing, found) == ((["风险等级"], ["T09"]) if program == "SheetJS" else ([], []))
    assert now.settings()[0] == new.settings()[0]


@pytest.mark.node
@pytest.mark.long
def test_a_lost_percent_format_is_asked_about_and_not_guessed(tmp_path: Path) -> None:
    saved = tmp_path / "另存.xlsx"
    SAVERS["SheetJS"](Bureau().file(tmp_path), saved)

    with opened(saved, desk(9)) as book, refused("T09") as caught:
        matched(book)
    assert "应写成“100%”" in str(caught.value)


def test_the_manual_names_every_program_that_is_tried() -> None:
    manual = (ROOT / "docs" / "手册.md").read_text("utf-8")

    assert all(f"| {program} |" in manual for program in SAVERS), json.dumps(list(SAVERS))
