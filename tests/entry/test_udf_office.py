"""Formulas on ranges of a workbook that is open in a spreadsheet program, read as xlwings reads arguments."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from xlwings import conversion

from ssj_xl.entry import udf
from ssj_xl.entry.udf import Cells, clipped
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import working
from ssj_xl.tables import records
from ssj_xl.tables.spec import TableSpec
from tests import bureau
from tests.bureau import OPEN_TASK, Bureau
from tests.office import LiveOffice

pytestmark = pytest.mark.libreoffice


def handed(area: Any) -> Any:
    """What the function receives for a range, by the path that xlwings takes for the argument of a formula."""
    return conversion.read(area, None, {"convert": Cells})


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook file with one draw."""
    path = Bureau().file(tmp_path_factory.mktemp("udf"))
    with working(path, reason="抽取", now=bureau.desk().now) as gateway:
        bureau.drawn(Book(gateway), OPEN_TASK)
    return path


@pytest.fixture
def book(drawn: Path, live_office: LiveOffice) -> Any:
    return live_office.open(drawn)


def test_whole_columns_of_the_locked_list_give_the_winners(book: Any) -> None:
    pids, groups, tickets = (_whole(book, records.LOCKED, key) for key in ("pid", "group", "ticket"))
    rule, seed = (_cell(book, records.DRAWS, key) for key in ("rule_text", "seed"))

    found = udf.SSJ_DRAW(handed(pids), handed(groups), handed(rule), handed(seed))
    shown = [row[0] for row in handed(_whole(book, records.WINNERS, "ticket"))]
    assert [row[3] for row in found] == shown[1:len(found) + 1]
    assert udf.SSJ_TICKET(handed(pids)[1:], handed(seed)) == handed(tickets)[1:]
    assert clipped(pids).shape == book.sheets["锁定名录"].used_range.columns[0].shape


def _whole(book: Any, spec: TableSpec, key: str) -> Any:
    """The whole column, all million rows of it."""
    place = [column.key for column in spec.columns].index(key) + 1
    return book.sheets[spec.name].range((1, place), (1_048_576, place))


def _cell(book: Any, spec: TableSpec, key: str) -> Any:
    """The column's first cell under the title."""
    return _whole(book, spec, key)[1, 0]


def test_the_tables_of_the_workbook_verify(book: Any) -> None:
    tables = [handed(book.sheets[name].used_range) for name in ("抽取记录", "锁定名录", "锁定人员", "抽取名单", "操作日志")]

    assert udf.SSJ_VERIFY(*tables).startswith("相符：1 轮已抽取，")


def test_dates_errors_and_blanks_of_cells_are_what_the_formula_sees(book: Any) -> None:
    sheet = book.sheets["工作动态"]
    sheet.range("T30").value = datetime(2026, 3, 2)
    sheet.range("T31").formula = "=NA()"

    assert handed(sheet.range("T30:T32")) == [[datetime(2026, 3, 2)], ["#N/A"], [None]]
    holidays = handed(book.sheets["节假日"].used_range)
    found = udf.SSJ_WORKDAY(handed(sheet.range("T30:T32")), 5, holidays)
    assert found[0] == [date(2026, 3, 9)]
    assert "（T15）" in found[1][0]
    assert found[2] == [""]
