"""Formulas on ranges of a workbook that is open in a spreadsheet program, read as xlwings reads arguments."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from xlwings import conversion

from ssj_xl.build import formula_sheet
from ssj_xl.domain.formulas.declarations import BY_NAME
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


# --- the workbook of examples ----------------------------------------------------------------------

EXAMPLES = Path(__file__).resolve().parents[2] / "workbooks" / "公式示例.xlsx"
CALLS = [(title, at, formula) for title, (_, formulas, _) in formula_sheet.SHEETS.items() for at, formula in formulas.items()]


@pytest.fixture
def examples(live_office: LiveOffice) -> Any:
    return live_office.open(EXAMPLES)


def test_every_example_gives_what_is_stored_beside_it(examples: Any) -> None:
    """Its arguments are cells of the open workbook, read as a formula is handed them."""
    kept = examples.sheets[formula_sheet.KEPT]
    line = 2
    for title, _, formula in CALLS:
        name, _, rest = formula.partition("(")
        found = getattr(udf, name)(*(_argument(text, examples, title) for text in re.findall(r'"[^"]*"|[^,()]+', rest.removesuffix(")"))))
        rows = found if isinstance(found, list) else [[found]]
        assert kept.range((line, 2)).value == f"={formula}"
        stored = handed(kept.range((line, 3), (line + len(rows) - 1, 2 + len(rows[0]))))
        assert [[_plain(cell) for cell in row] for row in stored] == [[_plain(cell) for cell in row] for row in rows]
        line += len(rows)


def _argument(text: str, book: Any, title: str) -> Any:
    if text.startswith('"'):
        return text.strip('"')
    if text.isdigit():
        return float(text)
    sheet, _, area = text.rpartition("!")
    return handed(book.sheets[sheet or title].range(area.replace("$", "")))


def _plain(cell: Any) -> Any:
    return cell.date() if isinstance(cell, datetime) else float(cell) if isinstance(cell, int) else cell


def test_every_formula_but_the_one_for_whole_workbooks_has_an_example() -> None:
    assert {formula.partition("(")[0] for _, _, formula in CALLS} == BY_NAME.keys() - {"SSJ_VERIFY"}


def test_the_cells_of_the_examples_hold_the_values_too() -> None:
    stored = openpyxl.load_workbook(EXAMPLES, data_only=True)
    for title, (row, column), formula in CALLS:
        value = formula_sheet.value_of(formula, title)
        first = value[0][0] if isinstance(value, list) else value
        assert _plain(stored[title].cell(row, column).value) == _plain(first)
