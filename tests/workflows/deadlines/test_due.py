"""The list of what is due: from a workbook to text, JSON and a page to print."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ssj_xl.build.holidays import holiday_rows
from ssj_xl.domain.checks import check
from ssj_xl.domain.checks.findings import OF_DEADLINES
from ssj_xl.domain.deadlines import OVERDUE, RULES, STATES
from ssj_xl.domain.workdays import Calendar
from ssj_xl.entry.cli import cli
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables import registers as r
from ssj_xl.tables.records import REGISTERS
from ssj_xl.workflows.deadlines import DueList, Line, due, workbook
from tests.bureau import Bureau

TODAY = date(2021, 4, 20)
TASK = "LG-LS-2021-001"


def _finding(obj: str, item: str, **more: Any) -> dict[str, Any]:
    return {"task": TASK, "object": obj, "item": item, "checked": date(2021, 3, 15), "result": "未发现问题",
            "entered": date(2021, 3, 16), "inspectors": ("P01", "P02"), **more}


@pytest.fixture
def bureau() -> Bureau:
    """An office in April 2021: one firm's two items are not published, one disposal is open, one training planned."""
    made = Bureau()
    made.settings["year"] = 2021
    made.rows[r.HOLIDAYS.name] = [row for row in holiday_rows(2021) if row["day"].year == 2021]
    made.rows[r.TASKS.name] = []
    made.add(r.TASKS, code=TASK, name="律师事务所抽查", division="律师处", items=("LS-01", "LS-02"), start=date(2021, 3, 8),
             end=date(2021, 6, 30), method="分级比例", state="实施中", platform="HB1", scheme_date=date(2021, 3, 1))
    made.add(r.FINDINGS, **_finding("LS001", "LS-01"))
    made.add(r.FINDINGS, **_finding("LS001", "LS-02"))
    made.add(r.FINDINGS, **_finding("LS002", "LS-01", published=date(2021, 3, 20), result="发现问题已责令改正", problem="账目",
                                    disposal="责令改正", disposal_due=date(2021, 4, 25)))
    made.add(r.ACTIVITIES, category="培训", name="第二期培训", planned=date(2021, 9, 1))
    made.add(r.ACTIVITIES, day=date(2021, 3, 19), category="月报报送", name="3月月报表", month="2021-03")
    return made


@pytest.fixture
def path(bureau: Bureau, tmp_path: Path) -> Path:
    return bureau.file(tmp_path)


@pytest.fixture
def book(path: Path) -> Book:
    return Book(open_gateway(path))


def listed(found: DueList, rule: str) -> list[Line]:
    return [line for line in found.lines if line.due.rule.key == rule]


def test_two_items_of_one_visit_are_one_line_with_both_cells(book: Book) -> None:
    found = due(book, TODAY)
    late = [line for line in listed(found, "publication") if line.due.state == OVERDUE]
    assert [(line.due.subject, line.place, line.when, line.rest) for line in late] == [
        (f"第001律师事务所（{TASK}）", "检查结果!N2、N3", "2021-04-13", "已逾期5个工作日")]


def test_a_deadline_on_a_day_off_is_told_with_the_working_day_before(bureau: Bureau) -> None:
    bureau.rows[r.FINDINGS.name][2]["disposal_due"] = date(2021, 5, 1)
    [line] = listed(due(bureau.book(), date(2021, 4, 28)), "disposal")
    assert line.note == "责令改正；当日不是工作日，之前最后一个工作日是 2021-04-30"


def test_the_form_that_was_handed_in_is_done_and_the_next_is_near(bureau: Bureau) -> None:
    forms = listed(due(bureau.book(), TODAY), "form")
    assert [(line.due.subject, line.due.state) for line in forms[:2]] == [
        ("2021年4月月报表", "即将到期"), ("2021年5月月报表", "未到期")]
    assert forms[-1].rest == "2021-03-19完成"


def test_a_wider_view_shows_more_as_near(bureau: Bureau) -> None:
    near, wide = (due(bureau.book(), TODAY, within=days).counts["即将到期"] for days in (0, 60))
    assert near < wide


def test_every_state_is_counted_and_only_what_presses_is_listed(bureau: Bureau) -> None:
    found = due(bureau.book(), TODAY)
    assert tuple(found.counts) == STATES
    assert sum(found.counts.values()) == len(found.listed(everything=True))
    assert {line.due.state for line in found.listed(everything=False)} <= {"已逾期", "今日到期", "即将到期", "待公布"}


def test_a_year_without_its_holidays_waits_and_the_rest_goes_on(bureau: Bureau) -> None:
    bureau.rows[r.FINDINGS.name].append(_finding("LS003", "LS-01", checked=date(2021, 12, 27), entered=None))
    found = due(bureau.book(), date(2021, 12, 29))
    waiting = [line for line in found.lines if line.due.state == "待公布"]
    assert [line.when for line in waiting] == ["待公布（2022年放假安排）"] * 2
    assert [problem.params for problem in found.problems if problem.code == "R11"] == [{"year": 2022, "count": 2}]
    assert found.counts["已逾期"] > 2


def test_dates_that_cannot_be_read_are_said_once_a_register(bureau: Bureau) -> None:
    bureau.rows[r.FINDINGS.name] += [_finding("LS004", "LS-01", checked="去年"), _finding("LS005", "LS-01", checked="前年")]
    told = [problem for problem in due(bureau.book(), TODAY).problems if problem.code == "W01"]
    assert [(problem.params["count"], problem.place.cell) for problem in told] == [(2, "F5")]


def test_a_register_that_is_missing_keeps_nothing_else_from_being_listed(bureau: Bureau) -> None:
    gateway = bureau.gateway()
    kept = {name: gateway.table(name) for name in gateway.tables() if name != r.ACTIVITIES.name}
    book = Book(type(gateway)({name: (grid.header, grid.rows) for name, grid in kept.items()}, gateway.names()))
    found = due(book, TODAY)
    assert [problem.code for problem in found.problems] == ["F09"]
    assert listed(found, "publication")


def test_a_workbook_of_another_year_says_so(bureau: Bureau) -> None:
    assert "W02" in {problem.code for problem in due(bureau.book(), date(2022, 4, 20)).problems}
    assert due(bureau.book(), TODAY).problems == ()


def test_check_and_due_say_the_same(book: Book) -> None:
    """One truth: every overdue duty of a rule that has a code is a problem of that code at the same cell."""
    tables, _ = book.read_all(REGISTERS)
    problems = check(tables, book.settings()[0], calendar=Calendar.from_rows(tables["节假日"].rows), today=TODAY)
    cells = {(problem.code, f"{problem.place.sheet}!{problem.place.cell}") for problem in problems}
    told = [(OF_DEADLINES[line.due.rule.key].overdue, f"{line.due.place.sheet}!{cell}") for line in due(book, TODAY).lines
            if line.due.state == OVERDUE and line.due.rule.key in OF_DEADLINES for cell in line.cells]
    assert {place for place in told if place[0] and place[0] not in ("R52", "R67")} <= cells
    assert ("R86", "检查结果!N2") in cells


# --- the page --------------------------------------------------------------------------------------

def _cells(data: bytes) -> dict[str, list[tuple[Any, ...]]]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def test_the_page_names_cell_deadline_and_source(book: Book) -> None:
    sheets = _cells(workbook(due(book, TODAY), everything=False))
    row = next(row for row in sheets["期限清单"] if row[1] == "检查结果公示")
    assert row[:8] == ("已逾期", "检查结果公示", f"第001律师事务所（{TASK}）", "律师处", "2021-03-15", "2021-04-13", "已逾期5个工作日",
                       "检查结果!N2、N3")
    assert "20个工作日" in row[9]
    assert len(sheets["期限规则和依据"]) == 3 + len(RULES)


def test_the_page_is_a4_with_its_header_on_every_page_and_the_same_bytes_each_time(bureau: Bureau) -> None:
    from openpyxl import load_workbook

    first, second = (workbook(due(bureau.book(), TODAY), everything=True) for _ in range(2))
    assert first == second
    for sheet in load_workbook(io.BytesIO(first)).worksheets:
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows == "$3:$3"


def test_names_that_look_like_formulas_stay_text(bureau: Bureau) -> None:
    bureau.change(r.OBJECTS, "LS001", name="=1+1")
    rows = _cells(workbook(due(bureau.book(), TODAY), everything=False))["期限清单"]
    assert any(row[2] == f"=1+1（{TASK}）" for row in rows)


def test_a_list_with_nothing_in_it_says_so() -> None:
    empty = Bureau(rows={})
    rows = _cells(workbook(due(empty.book(), date(2026, 1, 5)), everything=False))["期限清单"]
    assert rows[3][1] == "没有到期、逾期或待公布的事项"


# --- the command -----------------------------------------------------------------------------------

def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def _lines(result: Result) -> Iterable[str]:
    return result.stdout.splitlines()


def test_the_command_lists_by_state_with_source_and_place(path: Path) -> None:
    result = run("due", path, "--today", "2021-04-20")
    assert result.exit_code == 0, result.output
    assert "【已逾期】" in result.stdout
    assert any("公示期限工作日 20" in line and "依据：" in line for line in _lines(result))
    assert any(line.startswith("  第001律师事务所") and "检查结果!N2、N3" in line for line in _lines(result))
    assert "加 --all 列出" in result.stdout


def test_all_lists_what_is_done_and_far_away_too(path: Path) -> None:
    result = run("due", path, "--today", "2021-04-20", "--all")
    assert {"【未到期】", "【已完成】"} <= {line.partition("】")[0] + "】" for line in _lines(result) if line.startswith("【")}
    assert "--all" not in result.stdout


def test_json_has_stable_keys(path: Path) -> None:
    data = json.loads(run("due", path, "--today", "2021-04-20", "--json").stdout)
    [line] = [line for line in data["lines"] if line["rule"] == "publication"]
    assert (line["sheet"], line["cells"], line["deadline"], line["left"], line["state"]) == (
        "检查结果", ["N2", "N3"], "2021-04-13", -5, "已逾期")
    assert data["counts"]["已逾期"] == sum(line["state"] == "已逾期" for line in data["lines"])


def test_a_list_is_written_and_never_over_the_workbook(path: Path, tmp_path: Path) -> None:
    made = tmp_path / "期限清单.xlsx"
    assert run("due", path, "--today", "2021-04-20", "-o", made).exit_code == 0
    assert made.read_bytes()[:2] == b"PK"
    assert run("due", path, "--today", "2021-04-20", "-o", made).exit_code == 3
    before = path.read_bytes()
    assert run("due", path, "-o", path, "--force").exit_code == 3
    assert path.read_bytes() == before


def test_a_day_that_is_none_is_asked_back(path: Path) -> None:
    result = run("due", path, "--today", "下周")
    assert result.exit_code == 1
    assert "U02" in result.stderr
