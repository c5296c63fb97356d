"""What 首页 counts as late is what `due` lists as late, recalculated by LibreOffice from the same workbook."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ssj_xl.build import master
from ssj_xl.build.master_layout import (
    FIRST,
    LIST_ROWS,
    LIST_TOP,
    MIDDLE,
    MONTH_TOP,
    MONTHS,
    PLAN_ROWS,
    PLAN_TOP,
    REGISTER_TOP,
    REPORT_TOP,
    RIGHT,
)
from ssj_xl.domain.deadlines.rule import OVERDUE
from ssj_xl.domain.plans import progress
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables import records, registers
from ssj_xl.workflows.due import DueList, due
from tests import office
from tests.build import master_rows

pytestmark = pytest.mark.libreoffice
TODAY = date(2026, 11, 27)
SETTINGS = {**master_rows.settings(TODAY), "form_day": 21, "quarter_day": 31, "push_days": 7, "transfer_days": 20,
            "confirm_days": 2, "entry_days": 5, "publish_days": 20}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("duties") / "主台账.xlsx"
    master.build(found, settings=SETTINGS, rows=master_rows.busy_rows(TODAY))
    return found


@pytest.fixture(scope="module")
def home(path: Path) -> Any:
    from openpyxl import load_workbook

    held = office.hold_today(Path(shutil.copy(path, path.with_name("定日.xlsx"))), TODAY)
    return load_workbook(office.recalculated(held, path.parent / "out"), data_only=True)["首页"]


@pytest.fixture(scope="module")
def listed(path: Path) -> DueList:
    return due(Book(open_gateway(path)), TODAY)


def _at(sheet: Any, row: int, column: int) -> Any:
    return sheet.cell(row + 1, column + 1).value


def _reminders(home: Any) -> dict[str, int]:
    return {_at(home, row, FIRST): _at(home, row, FIRST + 3) for row in range(LIST_TOP, LIST_TOP + LIST_ROWS)}


def _late(listed: DueList, *rules: str) -> int:
    return sum(line.due.state == OVERDUE for line in listed.lines if line.due.rule.key in rules)


@pytest.mark.parametrize(("reminder", "rules"), [
    ("录入已逾期", ["entry"]), ("公示已逾期", ["publication"]), ("信用归集已逾期", ["push"]), ("移送反馈已逾期", ["transfer"]),
    ("月报、季报逾期未报", ["form", "quarter"]), ("年度计划逾期未完成", ["plan"]), ("平台人员确定已逾期", ["confirm"]),
    ("培训计划逾期未开展", ["training"]),
])
def test_the_front_page_counts_as_late_what_the_list_of_deadlines_does(
        reminder: str, rules: list[str], home: Any, listed: DueList) -> None:
    assert _reminders(home)[reminder] == _rows_late(listed, rules)


def _rows_late(listed: DueList, rules: list[str]) -> int:
    """Rows, not lines: the list joins the items of one visit in a line with several cells."""
    return sum(max(len(line.cells), 1) for line in listed.lines if line.due.rule.key in rules and line.due.state == OVERDUE)


def test_something_of_every_kind_is_late(listed: DueList) -> None:
    for rule in ("entry", "publication", "push", "transfer", "plan", "confirm", "training"):
        assert _late(listed, rule) > 0, rule


def test_plans_are_counted_by_the_state_that_the_rules_give_them(path: Path, home: Any) -> None:
    book = Book(open_gateway(path))
    states = Counter(plan.state for plan in progress(
        book.read(registers.PLANS), book.read(registers.TASKS), book.read(records.DRAWS), book.read(registers.FINDINGS),
        today=TODAY))
    shown = {_at(home, row, RIGHT): _at(home, row, RIGHT + 2) for row in range(PLAN_TOP + 1, PLAN_TOP + PLAN_ROWS)}

    assert {state: count for state, count in shown.items() if count} == dict(states)
    assert set(states) == {"执行中", "逾期", "已取消", "已完成", "未启动"}
    assert _at(home, PLAN_TOP + PLAN_ROWS, RIGHT + 2) == pytest.approx(1 / 4)


def test_cancelled_plans_need_no_publication(home: Any) -> None:
    assert _reminders(home)["年度计划未公示"] == 2


def test_the_month_that_was_handed_in_says_so(home: Any) -> None:
    month = (TODAY.month - 2) % 12
    same_year = TODAY.month > 1
    assert (_at(home, MONTH_TOP + 4, MONTHS + month) == "已报") == same_year
    assert [_at(home, MONTH_TOP + 5, MONTHS + m) for m in range(12) if (m + 1) % 3] == [None] * 8


def test_the_reports_panel_names_the_last_form_this_form_and_the_quarter(home: Any) -> None:
    names = [_at(home, row, MIDDLE) for row in range(REPORT_TOP + 1, REPORT_TOP + 4)]
    states = [_at(home, row, MIDDLE + 2) for row in range(REPORT_TOP + 1, REPORT_TOP + 4)]
    quarter = f"{TODAY.year}-{(TODAY.month + 2) // 3 * 3:02} 落实情况"

    assert [name.split()[1] for name in names] == ["月报表", "月报表", "落实情况"]
    assert names[2] == quarter
    assert all(state.startswith(("已报送", "还有", "今日到期", "已逾期", "—")) for state in states)


def test_registers_are_counted_as_they_are_in_use(home: Any) -> None:
    figures = {_at(home, row, MIDDLE): _at(home, row, MIDDLE + 4) for row in range(REGISTER_TOP + 1, REGISTER_TOP + 4)}
    objects = [row for row in master_rows.rows(TODAY)["检查对象"] if row["status"] in registers.DRAWABLE]

    assert figures == {"抽查事项（在用）": 1, "检查对象（正常、失联）": len(objects), "执法人员（未停用）": 4}
