"""What earlier versions made: their verdicts, figures and forms never worsen, and their books go on working.

A folder tests/evidence-COMMIT for each 模板版本, made by `python -m tools.benchmarks.evidence` and never changed since.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ssj_xl.gateways.book import Book
from ssj_xl.gateways.contract import Gateway
from ssj_xl.gateways.opening import open_gateway, working
from ssj_xl.gateways.safe import follow
from ssj_xl.tables import records, registers
from ssj_xl.tables.grid import Grid
from ssj_xl.tables.normalising import locate_columns
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.rounds import draw, lock, match
from tests import evidence
from tests.bureau import opened

FOLDERS = sorted(Path(__file__).parent.glob("evidence-*"))
OFFICES = [office for folder in FOLDERS for office in evidence.offices(folder)]
SOURCE, PUBLIC = "ssq:2021039", "ssq:2021039:02,08,13,19,24,30+05"

_OLD, _NEW = "失信记录和联合惩戒情况/", "信用信息归集情况/"
RENAMED = {
    f"{_OLD}本期发现问题": f"{_NEW}本期发现问题", f"{_OLD}其中应推送失信信息": f"{_NEW}其中应归集信用信息",
    f"{_OLD}其中应推送未推送": f"{_NEW}其中应归集未归集", f"{_OLD}本期问题已推送": f"{_NEW}本期问题已归集",
    f"{_OLD}其中登记联合惩戒": f"{_NEW}决定列入失信"}
"""Figures of the quarter that are called otherwise now: a figure may get another name, never another value."""

each_folder = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
each_office = pytest.mark.parametrize("office", OFFICES, ids=lambda office: f"{office.parent.name}-{office.name}")


def expected(folder: Path) -> dict[str, Any]:
    """What the program that made the evidence said of it."""
    return json.loads((folder / evidence.EXPECTED).read_text("utf-8"))  # type: ignore[no-any-return]


def _renamed(figures: dict[str, str]) -> dict[str, str]:
    return {RENAMED.get(name, name): value for name, value in figures.items()}


def test_there_is_evidence_of_the_first_schema() -> None:
    assert "evidence-89b7853" in {folder.name for folder in FOLDERS}


@each_office
def test_what_was_proved_stays_proved(office: Path) -> None:
    frozen, now = expected(office.parent)[office.name]["核验"], evidence.verdicts(office)

    assert {name: one["exit"] for name, one in now.items()} == {name: one["exit"] for name, one in frozen.items()}
    for name, one in frozen.items():
        for title, codes in one["proved"].items():
            assert set(codes) <= set(now[name]["proved"][title]), (name, title)


@pytest.mark.parametrize("kind", ["公开记录", "审计记录"])
@each_office
def test_what_was_changed_is_still_seen(office: Path, kind: str, tmp_path: Path) -> None:
    for record in office.glob(f"{kind}-*.json"):
        told = json.loads(record.read_text("utf-8"))
        told["list"][0], told["list"][1] = told["list"][1], told["list"][0].replace("\t", "0\t")
        changed = tmp_path / record.name
        changed.write_text(json.dumps(told, ensure_ascii=False), "utf-8")

        assert evidence.run("verify", changed)[0] == 4, record.name


@each_office
@pytest.mark.long
def test_figures_and_form_are_what_they_were(office: Path, tmp_path: Path) -> None:
    frozen, book = expected(office.parent)[office.name], evidence.master(office)

    assert evidence.errors(book) == frozen["错误"]
    assert evidence.form(book, tmp_path / "月报表.xlsx") == frozen["月报"]
    assert evidence.quarter(book, tmp_path / "季度.xlsx").items() >= _renamed(frozen["季度"]).items()


@each_office
def test_deadlines_and_page_of_an_old_book_are_made(office: Path, tmp_path: Path) -> None:
    book = evidence.master(office)
    due, found = evidence.run("due", book, "--today", evidence.FILLED_ON, "--all", "--json")
    (task,) = {record.name.split("-", 1)[1].rsplit("-", 1)[0] for record in office.glob("公开记录-*")}

    assert due == 0
    assert len(found["lines"]) > 10
    page = tmp_path / "公示页.html"
    assert evidence.run("publish", book, task, "-o", page)[0] == 0
    assert evidence.run("verify", page, book)[0] == 0


@each_folder
@pytest.mark.long
def test_the_consolidated_book_goes_on_working(folder: Path, tmp_path: Path) -> None:
    frozen, book = expected(folder)[evidence.BUREAU], evidence.bureau(folder)

    assert set(evidence.errors(book)) <= set(frozen["错误"])
    assert evidence.quarter(book, tmp_path / "季度.xlsx").items() >= _renamed(frozen["季度"]).items()
    assert evidence.run("due", book, "--today", evidence.FILLED_ON)[0] == 0


@each_folder
@pytest.mark.long
def test_old_masters_are_consolidated_to_the_same_form(folder: Path, tmp_path: Path) -> None:
    books = [evidence.master(folder / office.name) for office in evidence.offices(folder) if "作废" not in office.name]
    target = tmp_path / f"汇总台账-{evidence.MONTH}.xlsx"

    done, said = evidence.run("consolidate", *books, "-o", target, "--month", evidence.MONTH,
                              "--date", evidence.FILLED_ON, "--previous", evidence.bureau(folder))

    assert done == 0, said
    form = next(path for path in tmp_path.glob("月报表*.xlsx") if "追溯" not in path.name)
    assert evidence.cells(form) == expected(folder)[evidence.BUREAU]["月报"]


@pytest.mark.parametrize("before", [Book, Book.for_act], ids=["locked by the earlier program", "locked by this program"])
@each_office
@pytest.mark.long
def test_an_old_book_takes_a_new_month(office: Path, before: Callable[[Gateway], Book], tmp_path: Path) -> None:
    for path in office.iterdir():
        shutil.copy(path, tmp_path)
    book = evidence.master(tmp_path)
    task = _planned(book, before)

    locked, drawn = _desk("2021-04-07 10:00:00"), _desk("2021-04-09 09:00:00")
    with working(book, reason="试", now=locked.now) as gateway:
        lock.lock(before(gateway), task, SOURCE, locked)
    with opened(book, drawn) as open_book:
        draw.draw(open_book, task, PUBLIC, drawn)
    with opened(book, drawn) as open_book:
        match.match(open_book, task, drawn)
    visited = _visited(book, task)

    assert evidence.errors(book) == []
    for file in [book, *tmp_path.glob(f"*记录-{task}-1.json")]:
        unnamed = before is not Book and file.name.startswith("公开记录")  # the names of a new lock wait for the notice
        assert evidence.run("verify", file)[0] == (5 if unnamed else 0), file.name
    form = tmp_path / "月报表.xlsx"
    done, said = evidence.run("report", book, "--month", "2021-04", "--date", "2021-04-21", "-o", form)
    assert done == 0, said
    assert f"抽取{visited}家" in str(evidence.cells(form))
    done, said = evidence.run("consolidate", book, "-o", tmp_path / "汇总.xlsx", "--month", "2021-04", "--date", "2021-04-21")
    assert done == 0, said
    assert "退回 0" in said


@each_office
@pytest.mark.long
def test_the_first_act_adds_the_columns_that_a_book_is_older_than(office: Path, tmp_path: Path) -> None:
    for path in office.iterdir():
        shutil.copy(path, tmp_path)
    book = evidence.master(tmp_path)
    _with_own_column(book)
    first = [spec for spec in records.REGISTERS if not spec.later]
    before = {spec.name: open_gateway(book).table(spec.name) for spec in first}

    told = [_moved(book, date(2021, 4, day)) for day in (1, 2)]

    assert [codes.count("F64") for codes in told] == [1, 0]
    for spec in first:
        grid, old = open_gateway(book).table(spec.name), before[spec.name]
        assert [row[: len(old.header)] for row in grid.rows] == [list(row) for row in _as_moved(old)]
        assert grid.header[: len(old.header)] == old.header
        assert locate_columns(grid, spec)[0].keys() == spec.by_key.keys(), spec.name
    codes = {row["name"]: row["person"] for row in Book(open_gateway(book)).read(registers.CODES) if row["category"] == "对象类型"}
    assert (codes["律师"], codes["律师事务所"]) == ("是", "否")
    assert evidence.errors(book) == expected(office.parent)[office.name]["错误"]
    frozen = expected(office.parent)[office.name]["核验"]
    assert {name: one["exit"] for name, one in evidence.verdicts(tmp_path).items()} == {name: one["exit"] for name, one in frozen.items()}
    for sheet in openpyxl.load_workbook(book):
        for listed in sheet.tables.values():
            head = next(iter(sheet[listed.ref]))
            assert [cell.value for cell in head] == [column.name for column in listed.tableColumns]


@each_folder
def test_whatever_a_book_is_older_than_is_added_to_it(folder: Path) -> None:
    """A new column is declared `later`: else the books that do not have it would be refused, or never get it."""
    for office in evidence.offices(folder):
        gateway = open_gateway(evidence.master(office))
        assert all(gateway.has(spec.name) or spec.later for spec in records.REGISTERS)
        for spec in (spec for spec in records.REGISTERS if gateway.has(spec.name)):
            found, problems = locate_columns(gateway.table(spec.name), spec)
            assert not problems
            assert all(column.later for column in spec.columns if column.key not in found), spec.name


def _with_own_column(book: Path) -> None:
    with working(book, reason="试", now=datetime(2021, 4, 1)) as gateway:
        for name in ("抽查任务", "抽取名单"):
            gateway.widen(name, ["自己的列"])
            gateway.replace(name, {0: {"自己的列": "自己写的"}})
        gateway.commit()


def _moved(book: Path, day: date) -> list[str]:
    """An act that writes one cell; returns the codes of what it tells besides."""
    with follow() as outcome, opened(book, _desk(f"{day} 09:00:00")) as open_book:
        table = open_book.read(registers.TASKS)
        open_book.replace(registers.TASKS, [(table.rows[0], {"archived": day})])
        open_book.commit()
    return [found.code for found in outcome.doubts]


def _as_moved(grid: Grid) -> list[list[Any]]:
    rows = [list(row) for row in grid.rows]
    if grid.name == registers.TASKS.name:
        rows[0][grid.header.index("归档日期")] = date(2021, 4, 2)
    return rows


def _desk(stamp: str) -> Desk:
    return Desk(datetime.fromisoformat(stamp), "张某", lambda: sha256(stamp.encode()).hexdigest())


def _planned(book: Path, before: Callable[[Gateway], Book]) -> str:
    """A task of April like the first that the book drew itself; returns its code."""
    with working(book, reason="试", now=datetime(2021, 4, 6, 9)) as gateway:
        open_book = before(gateway)
        drawn = open_book.read(records.DRAWS).rows[0]["task"]
        old = next(row for row in open_book.read(registers.TASKS) if row["code"] == drawn)
        code = f"{drawn.rsplit('-', 1)[0]}-901"
        kept = {key: old[key] for key in open_book.read(registers.TASKS).columns if not key.startswith(("platform", "archive"))}
        new = {"code": code, "platform": f"{old['platform']}-4", "start": date(2021, 4, 8), "end": date(2021, 4, 20),
               "state": "筹备"}
        open_book.append(registers.TASKS, [{**kept, **new}])
        open_book.commit()
    return code


def _visited(book: Path, task: str) -> int:
    """Results of every winner; returns how many there are."""
    at = _desk("2021-04-16 09:00:00")
    with opened(book, at) as open_book:
        items = next(row["items"] for row in open_book.read(registers.TASKS) if row["code"] == task)
        won = [row for row in open_book.read(records.WINNERS) if row["task"] == task and row["state"] == "抽中"]
        open_book.append(registers.FINDINGS, [
            {"task": task, "object": row["object"], "item": item, "checked": date(2021, 4, 15), "inspectors": row["members"],
             "way": "现场检查", "result": "未发现问题", "entered": date(2021, 4, 16)} for row in won for item in items])
        open_book.commit()
    return len(won)
