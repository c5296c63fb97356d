"""What the master workbook computes by itself, recalculated by LibreOffice and compared with the rules in Python."""

from __future__ import annotations

import csv
import subprocess
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ssj_xl.build import master
from ssj_xl.build.master_layout import CARD_TOP, FIRST, LIST_ROWS, LIST_TOP, MIDDLE, MONTH_TOP, MONTHS, RIGHT, TYPE_ROWS
from ssj_xl.domain.codes import problem_results
from ssj_xl.domain.history import coverage, current_winners, history
from ssj_xl.domain.workdays import Calendar, NotAnnounced
from ssj_xl.tables.records import BY_NAME
from tests import office
from tests.build import master_rows
from tests.build.master_rows import Row

pytestmark = pytest.mark.libreoffice
TODAY = date(2026, 11, 27)
ENTRY_DAYS, PUBLISH_DAYS = 5, 20


def _with_every_key(name: str, row: Row) -> Row:
    blank: Row = {column.key: None for column in BY_NAME[name].columns}
    texts = {key: "" for key in ("void_at", "lead", "state", "platform", "tier", "disposal", "result") if key in blank}
    return {**blank, **texts, **({"members": ()} if "members" in blank else {}), **row}


ROWS = {name: [_with_every_key(name, row) for row in rows] for name, rows in master_rows.rows(TODAY).items()}
FINDINGS = ROWS["检查结果"]
CALENDAR = Calendar.from_rows(ROWS["节假日"])
PROBLEMS = problem_results(())
OF_YEAR = [row for row in FINDINGS if row["checked"] and row["checked"].year == TODAY.year]


def _computed(folder: Path, **content: Any) -> Any:
    from openpyxl import load_workbook

    path = folder / "主台账.xlsx"
    master.build(path, **content)
    office.hold_today(path, TODAY)
    return load_workbook(office.recalculated(path, folder / "out"), data_only=True)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return _computed(tmp_path_factory.mktemp("empty"))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return _computed(tmp_path_factory.mktemp("filled"), settings=master_rows.settings(TODAY),
                     rows=master_rows.rows(TODAY))


@pytest.fixture(scope="module")
def home(filled: Any) -> Any:
    return filled["首页"]


def _at(sheet: Any, row: int, column: int) -> Any:
    return sheet.cell(row + 1, column + 1).value


def _errors(book: Any) -> Iterator[str]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            yield from (f"{sheet.title}!{cell.coordinate} {cell.value}" for cell in row
                        if cell.data_type == "e" or str(cell.value).startswith(("#", "Err:")))


def _column(book: Any, name: str, title: str) -> list[Any]:
    sheet = book[name]
    index = [cell.value for cell in sheet[1]].index(title)
    return [row[index] or "" for row in sheet.iter_rows(min_row=2, max_row=len(ROWS[name]) + 1, values_only=True)]


def _ratio(part: int, whole: int) -> Any:
    return pytest.approx(part / whole) if whole else "—"


def _is_problem(row: Row) -> bool:
    return row["result"] in PROBLEMS


def _hint(row: Row) -> str:
    """The words of 期限提示 by the rules of the domain."""
    words = []
    for word, done, days in (("录入", row["entered"], ENTRY_DAYS), ("公示", row["published"], PUBLISH_DAYS)):
        if row["checked"] and not done:
            left = CALENDAR.due(row["checked"], days, TODAY).left
            words += [f"{word}已逾期"] if left < 0 else [f"{word}5个工作日内到期"] if left <= 5 else []
    due = row["disposal_due"]
    if _is_problem(row) and due and not row["closed"]:
        near = due >= TODAY and CALENDAR.between(TODAY, due) <= 5
        words += ["处置已逾期"] if due < TODAY else ["处置5个工作日内到期"] if near else []
    return "；".join(words)


def _flaw(row: Row) -> str:
    """The words of 规范提示: SX-9 is on no list, SX-2 ended before all checks but the oldest."""
    ended = next(item["valid_to"] for item in ROWS["事项清单"] if item["code"] == "SX-2")
    words = ["事项不在清单"] if row["item"] == "SX-9" else []
    words += ["事项当日未启用"] if row["item"] == "SX-2" and row["checked"] and row["checked"] > ended else []
    words += ["后续处置未填"] if _is_problem(row) and not row["disposal"] else []
    return "；".join(words)


def test_no_cell_of_an_empty_workbook_shows_an_error(empty: Any) -> None:
    assert list(_errors(empty)) == []


def test_no_cell_of_a_filled_workbook_shows_an_error(filled: Any) -> None:
    assert list(_errors(filled)) == []


def test_an_empty_workbook_has_dashes_and_noughts(empty: Any) -> None:
    figures = [_at(empty["首页"], CARD_TOP + 1, FIRST + 3 * number) for number in range(6)]
    assert figures == ["—", "—", "—", 0, 0, 0]


def test_yearly_coverage_is_that_of_the_rules_though_codes_differ_in_the_18th_digit_only(home: Any) -> None:
    checked = history(FINDINGS, [], [], TODAY.year).checked
    wanted = coverage(ROWS["检查对象"], checked)
    assert _at(home, CARD_TOP + 1, FIRST) == _ratio(wanted.checked, wanted.registered)
    assert _at(home, LIST_TOP + TYPE_ROWS, RIGHT + 3) == wanted.registered
    assert _at(home, LIST_TOP + TYPE_ROWS, RIGHT + 4) == wanted.checked
    note = _at(home, CARD_TOP + 2, FIRST)
    assert f"已查 {wanted.checked} ÷ 名录 {wanted.registered}" in note
    assert ("达到下限 3.0%" in note) == wanted.reaches(30)


def test_coverage_by_type_adds_up(home: Any) -> None:
    checked = history(FINDINGS, [], [], TODAY.year).checked
    for row in range(LIST_TOP, LIST_TOP + TYPE_ROWS):
        name = _at(home, row, RIGHT)
        if name:
            objects = [each for each in ROWS["检查对象"] if each["object_type"] == name]
            wanted = coverage(objects, checked)
            assert (_at(home, row, RIGHT + 3), _at(home, row, RIGHT + 4)) == (wanted.registered, wanted.checked)


def test_publication_and_settlement_are_counted_over_the_year(home: Any) -> None:
    problems = [row for row in OF_YEAR if _is_problem(row)]
    assert _at(home, CARD_TOP + 1, FIRST + 3) == _ratio(sum(bool(r["published"]) for r in OF_YEAR), len(OF_YEAR))
    assert _at(home, CARD_TOP + 1, FIRST + 6) == _ratio(sum(bool(r["closed"]) for r in problems), len(problems))


def test_what_waits_is_counted_over_all_years(home: Any) -> None:
    checked = [row for row in FINDINGS if row["checked"]]
    waiting = [sum(not row["entered"] for row in checked), sum(not row["published"] for row in checked),
               sum(_is_problem(row) and not row["closed"] for row in FINDINGS)]
    assert [_at(home, CARD_TOP + 1, FIRST + 3 * number) for number in (3, 4, 5)] == waiting


def test_terms_end_on_the_working_day_that_the_calendar_says(filled: Any) -> None:
    assert _column(filled, "检查结果", "期限提示") == [_hint(row) for row in FINDINGS]


def test_findings_outside_the_list_and_without_disposal_are_named(filled: Any) -> None:
    assert _column(filled, "检查结果", "规范提示") == [_flaw(row) for row in FINDINGS]


def test_certificates_are_valid_through_their_last_day(filled: Any) -> None:
    assert _column(filled, "执法人员", "证件提示") == ["有效", "已过期", "60日内到期", "60日内到期"]


def test_tasks_off_the_platform_unlocked_or_late_are_named(filled: Any) -> None:
    assert _column(filled, "抽查任务", "进度提示") == ["", "平台之外；未锁定；14日内截止", "", "已逾期", ""]


def test_reminders_count_what_the_registers_hold(home: Any) -> None:
    found = {_at(home, row, FIRST): _at(home, row, FIRST + 3) for row in range(LIST_TOP, LIST_TOP + LIST_ROWS)}
    hints, flaws = [_hint(row) for row in FINDINGS], [_flaw(row) for row in FINDINGS]
    late = {f"{word}已逾期": sum(f"{word}已逾期" in hint for hint in hints) for word in ("录入", "公示", "处置")}
    assert found == late | {
        "平台之外的抽查任务": 1, "清单之外的检查": sum("事项" in flaw for flaw in flaws),
        "问题未填后续处置": sum("处置" in flaw for flaw in flaws),
        "信用归集已逾期": 0, "移送反馈已逾期": 0, "月报、季报逾期未报": found["月报、季报逾期未报"],
        "年度计划未公示": 0, "计划变更未报备、公示": 0, "年度计划逾期未完成": 0, "任务已过截止日期": 1,
        "已开始而方案未公示": 4, "平台人员确定已逾期": 0, "培训计划逾期未开展": 0, "已完成而未归档": 1,
        "执法证件已过期": 1, "执法证件60日内到期": 2,
        "风险等级为示例的行": 4, "本年节假日待公布": 0,
    }


def test_tasks_are_counted_by_state_and_one_without_is_in_preparation(home: Any) -> None:
    found = {_at(home, row, MIDDLE): _at(home, row, MIDDLE + 2) for row in range(LIST_TOP, LIST_TOP + 7)}
    wanted = Counter(row["state"] or "筹备" for row in ROWS["抽查任务"])
    assert {state: count for state, count in found.items() if count} == dict(wanted)


def test_tiers_are_listed_once_each_and_counted(home: Any) -> None:
    found = {_at(home, row, MIDDLE + 4): _at(home, row, MIDDLE + 5) for row in range(LIST_TOP, LIST_TOP + 4)}
    wanted = Counter(row["tier"] for row in ROWS["检查对象"])
    assert found == {tier: wanted[tier] for tier in "ABCD"}
    assert _at(home, LIST_TOP + 5, MIDDLE + 5) == wanted[""]


def test_months_show_drawn_checked_and_published(home: Any) -> None:
    drawn = len(current_winners(ROWS["抽取名单"], ROWS["抽取记录"]))
    checked = Counter(row["checked"].month for row in OF_YEAR)
    published = Counter(row["published"].month for row in FINDINGS if row["published"])
    lines = [[_at(home, MONTH_TOP + line, MONTHS + month) for month in range(12)] for line in (1, 2, 3)]
    assert lines[0] == [drawn if month == TODAY.month else 0 for month in range(1, 13)]
    assert lines[1] == [checked[month] for month in range(1, 13)]
    assert lines[2] == [published[month] for month in range(1, 13)]


def test_a_year_whose_holidays_are_missing_has_no_known_terms(tmp_path: Path) -> None:
    rows = {**master_rows.rows(TODAY), "节假日": []}
    found = _column(_computed(tmp_path, rows=rows), "检查结果", "期限提示")
    pending = [row for row in FINDINGS if row["checked"] and not row["entered"] and (TODAY - row["checked"]).days > 1]
    assert pending
    hints = [found[FINDINGS.index(row)] for row in pending]
    assert all("节假日待补录" in hint and "录入" not in hint.replace("待补录", "") for hint in hints)
    with pytest.raises(NotAnnounced):
        Calendar.from_rows([]).add(TODAY, 1)


def test_libreoffice_as_it_is_installed_computes_the_file_as_it_is_shipped(tmp_path: Path) -> None:
    """No setting asks for a recalculation here, and stored values would be noughts."""
    master.build(tmp_path / "book.xlsx", settings=master_rows.settings(TODAY), rows=master_rows.rows(TODAY))
    command = [office.soffice(), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
               "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", tmp_path, tmp_path / "book.xlsx"]
    subprocess.run(command, check=True, capture_output=True, timeout=office.TIMEOUT_SECONDS)
    page = list(csv.reader((tmp_path / "book.csv").read_text("utf-8").splitlines()))
    assert page[1][FIRST].startswith("云州市司法局")
    assert page[CARD_TOP + 1][FIRST + 9] == str(sum(bool(row["checked"]) and not row["entered"] for row in FINDINGS))


def test_the_front_page_prints_on_one_page(tmp_path: Path) -> None:
    master.build(tmp_path / "book.xlsx", settings=master_rows.settings(TODAY), rows=master_rows.rows(TODAY))
    pages = office.pdf_text(office.to_pdf(tmp_path / "book.xlsx", tmp_path / "out")).split("\f")
    assert "监管工作台账" in pages[0]
    assert "年度抽查比例 = " in pages[0]
    assert "先填写本页" in pages[1]
