"""模板版本: a workbook says which layout it has; a program refuses a later one than it knows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ssj_xl.build import master
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.memory import MemoryGateway
from ssj_xl.gateways.opening import open_gateway, working
from ssj_xl.tables.settings import SCHEMA, SCHEMA_NAME
from tests import evidence
from tests.bureau import TASK, Bureau, desk, refused

COMMANDS: dict[str, tuple[Any, ...]] = {
    "check": (), "due": (), "preview": (TASK,), "lock": (TASK, "--source", "ssq:2099001"), "draw": (TASK, "--public", "ssq:2099001:01,05,12,19,23,31+07"), "match": (TASK,),
    "report": ("--month", "2026-03", "-o", "新.xlsx"), "quarter": ("--quarter", "2026Q1", "-o", "新.xlsx"),
    "year": ("--year", "2026", "-o", "新.xlsx"), "publish": (TASK, "-o", "新.html"), "verify": (),
    "void": (TASK, "--reason", "试"), "notice": (TASK, "-o", "新.xlsx"),
}


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """A master of the next layout."""
    path = Bureau().file(tmp_path)
    with working(path, reason="试", now=desk().now) as gateway:
        gateway.put(SCHEMA_NAME, SCHEMA + 1)
        gateway.commit()
    return path


def test_a_new_master_says_its_layout(tmp_path: Path) -> None:
    master.build(tmp_path / "空.xlsx", spare=5)

    assert open_gateway(tmp_path / "空.xlsx").names()[SCHEMA_NAME] == SCHEMA


def test_a_workbook_without_the_name_has_the_first_layout() -> None:
    assert Book(MemoryGateway({}, {"单位名称": "某局"})).settings()[0].unit == "某局"


@pytest.mark.parametrize("written", ["", "甲", -1, "1", 1.0])
def test_what_is_no_later_layout_bars_nobody(written: object) -> None:
    assert Book(MemoryGateway({}, {SCHEMA_NAME: written})).path == ""


@pytest.mark.parametrize("written", [SCHEMA + 1, float(SCHEMA + 1), str(SCHEMA + 1)])
def test_a_later_layout_is_refused_however_the_number_stands_there(written: object) -> None:
    with refused("F31"):
        Book(MemoryGateway({}, {SCHEMA_NAME: written}))


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_refuses_a_later_layout_and_leaves_the_file_alone(
        command: str, later: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    before = later.read_bytes()

    code, said = evidence.run(command, later, *COMMANDS[command])

    assert (code, "F31" in said, "升级" in said) == (3, True, True), said
    assert later.read_bytes() == before
    assert not list(tmp_path.glob("新.*"))


def test_consolidation_names_a_later_book_and_goes_on_with_the_rest(later: Path, tmp_path: Path) -> None:
    other = tmp_path / "别处"
    other.mkdir()
    code, said = evidence.run("consolidate", later, Bureau().file(other), "-o", tmp_path / "汇总.xlsx", "--month", "2026-03",
                              "--date", "2026-03-21")

    assert code == 1
    assert "F31" in said
    assert (tmp_path / "汇总.xlsx").is_file()
