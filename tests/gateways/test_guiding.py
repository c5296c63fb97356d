"""What a workbook of before gets later says and offers what a new workbook says and offers."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from ssj_xl.build import master
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables.headers import titles_of
from ssj_xl.tables.records import BY_NAME, REGISTERS

OLD = Path(__file__).parents[1] / "evidence-89b7853" / "公证工作处" / "主台账-公证工作处.xlsx"
LATER = [spec for spec in REGISTERS if spec.later]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any, Any]:
    """The workbook of before, the same after an act that needs every sheet, and a new one."""
    folder = tmp_path_factory.mktemp("旧台账")
    path, new = folder / "旧.xlsx", folder / "新.xlsx"
    shutil.copy(OLD, path)
    book = Book.for_act(open_gateway(path))
    for spec in LATER:
        book.append(spec, [{spec.columns[0].key: 1 if spec.columns[0].kind.name == "INT" else "X1"}])
    book.gateway.commit()
    master.build(new)
    return load_workbook(OLD), load_workbook(path), load_workbook(new)


def _said(book: Any, sheet: str) -> dict[str, list[tuple[Any, ...]]]:
    """Key of a column → what its title and its cells say, offer and check; addresses of its own are left out."""
    page, known, found = book[sheet], titles_of(BY_NAME[sheet]), dict[str, list[tuple[Any, ...]]]()
    for rule in page.data_validations.dataValidation:
        area = next(iter(rule.sqref.ranges))
        column = known.column(str(page.cell(1, area.min_col).value))
        formula = str(rule.formula1 or "").replace("编码和名称", "")
        if column and (area.min_row, rule.type) != (2, "custom"):
            found.setdefault(column.key, []).append((area.min_row, rule.type, formula, rule.formula2, rule.errorStyle, rule.error, rule.promptTitle, rule.prompt))
    return {key: sorted(rules, key=str) for key, rules in found.items()}


def _new_columns(before: Any) -> Iterator[tuple[str, str]]:
    for spec in REGISTERS:
        titles = titles_of(spec)
        had = {column.key for cell in before[spec.name][1] if (column := titles.column(str(cell.value)))} if spec.name in before.sheetnames else set()
        yield from ((spec.name, column.key) for column in spec.columns if column.key not in had and (column.later or spec.later))


def test_new_columns_and_sheets_say_and_offer_what_those_of_a_new_workbook_do(made: tuple[Any, Any, Any]) -> None:
    before, now, new = made
    expected = [(sheet, key) for sheet, key in _new_columns(before)]
    assert {sheet for sheet, _ in expected} >= {spec.name for spec in LATER}
    said, wanted = ({sheet: _said(book, sheet) for sheet, _ in expected} for book in (now, new))
    assert {(sheet, key): said[sheet].get(key) for sheet, key in expected} == {(sheet, key): wanted[sheet].get(key) for sheet, key in expected}


def test_what_was_there_says_what_it_said(made: tuple[Any, Any, Any]) -> None:
    before, now, _ = made
    for sheet in before.sheetnames:
        was = [(str(rule.sqref), rule.type, rule.formula1, rule.prompt) for rule in before[sheet].data_validations.dataValidation]
        assert [(str(rule.sqref), rule.type, rule.formula1, rule.prompt) for rule in now[sheet].data_validations.dataValidation][:len(was)] == was


def test_cells_of_new_columns_have_the_formats_of_a_new_workbook(made: tuple[Any, Any, Any]) -> None:
    before, now, new = made
    for sheet, key in _new_columns(before):
        places = [next(cell for cell in book[sheet][1] if (column := titles_of(BY_NAME[sheet]).column(str(cell.value))) and column.key == key) for book in (now, new)]
        formats = [book[sheet].cell(2, place.column).number_format for book, place in zip((now, new), places, strict=True)]
        assert formats[0] == formats[1], (sheet, key)


def test_a_new_sheet_prints_across_one_page(made: tuple[Any, Any, Any]) -> None:
    _, now, _ = made
    for spec in LATER:
        page = now[spec.name]
        assert (page.page_setup.orientation, page.page_setup.fitToHeight, page.sheet_properties.pageSetUpPr.fitToPage) == ("landscape", 0, True)
