"""Numbers that no person types, in every cell that takes a number or a day: a problem at the cell, never a crash."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import pytest

from ssj_xl.gateways.book import Book
from ssj_xl.gateways.foreign import read_list
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables import registers
from ssj_xl.tables.problems import UserError
from ssj_xl.tables.spec import Kind
from ssj_xl.workflows.deadlines import due
from ssj_xl.workflows.monthly.report import report
from ssj_xl.workflows.registers.check import check
from tests import bureau
from tools.benchmarks import fuzz_books
from tools.benchmarks.fuzz_books import Archive, Cell

HOSTILE = ("1e999", "nan", "-1e308", "-5", "0x10", "123456789012345678901")
FAR = "2958465"
"""9999-12-31 where a day stands."""
NUMERIC = (Kind.INT, Kind.RATIO, Kind.DATE)
UNBOUND = ("名录数量", "余量", "序号", "填写页版次")
"""Numbers that the program writes: a check that compares them with the evidence is `verify`."""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    return Archive(fuzz_books.ledger(tmp_path_factory.mktemp("账")).read_bytes())


def acts(path: Path) -> dict[str, Any]:
    """What check says, after report and due have come to an end: a result or a sentence."""
    for act in (lambda book: report(book, fuzz_books.MONTH, desk=bureau.desk(12, 21)),
                lambda book: due(book, fuzz_books.TODAY)):
        with contextlib.suppress(UserError):
            act(Book(open_gateway(path)))
    found = check(Book(open_gateway(path)), fuzz_books.TODAY).problems
    return {f"{problem.place.sheet}!{problem.place.cell}": problem.code for problem in found}


def _at(cell: Cell) -> str:
    return f"{cell.sheet}!{cell.column.header if cell.table == '参数' else cell.address}"


@pytest.mark.parametrize("number", HOSTILE)
@pytest.mark.long
def test_every_cell_with_an_impossible_number_is_named_and_no_act_crashes(
    archive: Archive, number: str, tmp_path: Path
) -> None:
    cells = [cell for cell in archive.cells if cell.column.kind in NUMERIC]
    path = tmp_path / "主台账.xlsx"
    path.write_bytes(archive.with_cells(dict.fromkeys(cells, f"<v>{number}</v>")))

    named = acts(path)

    unnamed = [_at(cell) for cell in cells if _at(cell) not in named and cell.column.header not in UNBOUND]
    assert unnamed == []
    assert len(cells) > 60


@pytest.mark.long
def test_the_end_of_the_calendar_crashes_nothing(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "主台账.xlsx"
    days = [cell for cell in archive.cells if cell.column.kind is Kind.DATE]
    path.write_bytes(archive.with_cells(dict.fromkeys(days, f"<v>{FAR}</v>")))
    acts(path)


def test_a_list_of_somebody_else_with_an_impossible_day_is_read_with_the_text_of_the_cell(
    archive: Archive, tmp_path: Path
) -> None:
    cell = next(c for c in archive.cells if c.table == "执法人员" and c.column.key == "valid_to")
    path = tmp_path / "名册.xlsx"
    path.write_bytes(archive.with_cells({cell: "<v>-1e308</v>"}))

    grid = read_list(path, registers.INSPECTORS).grid

    assert "-1e308" in grid.rows[0]
