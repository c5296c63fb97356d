"""The formulas as Excel calls them: declared in one place, fed with cells of a real workbook."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from ssj_xl.domain.formulas.declarations import BY_NAME, FORMULAS, Formula
from ssj_xl.entry import udf
from ssj_xl.gateways.book import Book
from ssj_xl.tables import records
from ssj_xl.tables.spec import TableSpec
from tests import bureau
from tests.bureau import OPEN_TASK, TASK, Bureau

EVIDENCE = (records.DRAWS, records.LOCKED, records.LOCKED_PEOPLE, records.WINNERS, records.LOG)
each_formula = pytest.mark.parametrize("formula", FORMULAS, ids=lambda one: one.name)


def cells(book: Book, spec: TableSpec) -> list[list[Any]]:
    """A table with its titles, as a formula is handed it."""
    grid = book.gateway.table(spec.name)
    return [list(grid.header), *(list(row) for row in grid.rows)]


def column(book: Book, spec: TableSpec, key: str, **where: Any) -> list[list[Any]]:
    """One column of the rows that have these values."""
    return [[row[key]] for row in bureau.rows(book, spec, **where)]


def verified(book: Book) -> str:
    found = udf.SSJ_VERIFY(*(cells(book, spec) for spec in EVIDENCE))
    assert isinstance(found, str)
    return found


@pytest.fixture
def book() -> Book:
    """A workbook in which both tasks were drawn, one of them matched."""
    made = Bureau().book()
    bureau.matched(made, TASK)
    bureau.drawn(made, OPEN_TASK)
    return made


# --- declarations ----------------------------------------------------------------------------------

@each_formula
def test_every_formula_is_a_function_with_the_declared_arguments(formula: Formula) -> None:
    parameters = inspect.signature(getattr(udf, formula.name)).parameters.values()

    assert [one.name for one in parameters] == [argument.name for argument in formula.arguments]
    assert [one.default is None for one in parameters] == [argument.optional for argument in formula.arguments]


def test_there_is_no_function_without_a_declaration() -> None:
    assert {name for name in dir(udf) if name.startswith("SSJ_")} == BY_NAME.keys()


@each_formula
def test_a_formula_has_few_short_arguments_that_vba_can_name(formula: Formula) -> None:
    reserved = {"date", "end", "error", "for", "get", "in", "is", "loop", "next", "set", "step", "string", "to", "type"}

    assert len(formula.arguments) <= 6
    for argument in formula.arguments:
        assert argument.name.isascii()
        assert argument.name.isidentifier()
        assert len(argument.name) <= 8
        assert argument.name not in reserved


@each_formula
def test_the_wizard_can_show_every_help_text(formula: Formula) -> None:
    """Excel shows 255 characters, and a line break divides the arguments in the add-in's sheet."""
    for text in (formula.text, *(argument.text for argument in formula.arguments)):
        assert 0 < len(text) <= 255
        assert "\n" not in text
    assert all(example.startswith(f"={formula.name}(") for example in formula.examples)


@each_formula
def test_xlwings_is_told_help_and_conversion_of_every_argument(formula: Formula) -> None:
    told: dict[str, Any] = {}

    def arg(name: str, convert: Any, doc: str) -> Any:
        told[name] = (convert, doc)
        return lambda function: function

    def func(**options: Any) -> Any:
        told["func"] = options
        return lambda function: function

    udf.declared(getattr(udf, formula.name), formula, SimpleNamespace(arg=arg, func=func))
    assert told.pop("func") == {"category": "双随机", "call_in_wizard": not formula.heavy}
    assert told == {one.name: (udf.Cells, one.text) for one in formula.arguments}


# --- the cells that a formula is handed ------------------------------------------------------------

@dataclass
class FakeRange:
    """What is used of an xlwings range."""

    row: int
    column: int
    shape: tuple[int, int]
    used: tuple[int, int, int, int] = (1, 1, 1, 1)

    @property
    def sheet(self) -> Any:
        row, at, *size = self.used
        return SimpleNamespace(used_range=FakeRange(row, at, (size[0], size[1])))

    def resize(self, rows: int, columns: int) -> FakeRange:
        return FakeRange(self.row, self.column, (rows, columns), self.used)


@pytest.mark.parametrize(("area", "used", "expected"), [
    ((1, 1, 1_048_576, 1), (1, 1, 41, 8), (41, 1)),
    ((1, 1, 1_048_576, 1), (3, 1, 41, 8), (43, 1)),
    ((5, 2, 1_048_572, 2), (1, 1, 41, 8), (37, 2)),
    ((1, 20, 1_048_576, 1), (1, 1, 41, 8), (41, 1)),
    ((100, 1, 1_048_000, 1), (1, 1, 41, 8), (1, 1)),
    ((1, 1, 5, 16_384), (1, 1, 41, 8), (5, 8)),
    ((1, 1, 500, 1), (1, 1, 41, 8), (500, 1)),
])
def test_a_whole_column_ends_where_the_sheet_does(area: tuple[int, ...], used: Any, expected: tuple[int, int]) -> None:
    found = udf.clipped(FakeRange(area[0], area[1], (area[2], area[3]), used))

    assert (found.row, found.column) == area[:2]
    assert found.shape == expected


def _context(value: Any, area: Any = None) -> Any:
    def clean(rows: Any, dates: Any, empty: Any, numbers: Any, err_to_str: bool) -> Any:
        assert (dates, empty, numbers, err_to_str) == (datetime, None, None, True)
        return rows

    return SimpleNamespace(range=area, value=value, engine=SimpleNamespace(impl=SimpleNamespace(clean_value_data=clean)))


@pytest.mark.parametrize(("value", "expected"), [
    (3.0, [[3.0]]), ([1, 2], [[1, 2]]), (((1, 2), (3, 4)), [[1, 2], [3, 4]]), (None, [[None]]),
])
def test_whatever_is_handed_over_becomes_rows(value: Any, expected: Any) -> None:
    by_value, by_range = _context(value), _context(None, SimpleNamespace(shape=(1, 1), raw_value=value))
    for context in (by_value, by_range):
        udf.Cells.reader({})(context)
        assert context.value == expected


# --- on the workbook of a bureau -------------------------------------------------------------------

@pytest.mark.parametrize("task", [TASK, OPEN_TASK])
@pytest.mark.parametrize("quotas", ["rule_text", "seed_text"])
def test_the_formula_draws_what_the_ceremony_drew(book: Book, task: str, quotas: str) -> None:
    drawn = bureau.rows(book, records.DRAWS, task=task)[0]
    listed = [column(book, records.LOCKED, key, task=task) for key in ("pid", "group")]

    found = udf.SSJ_DRAW(*listed, drawn[quotas], drawn["seed"])
    wins = {row["ticket"] for row in bureau.rows(book, records.WINNERS, task=task, state="抽中")}
    assert {row[3] for row in found} == wins
    assert len(found) == len(wins) > 0


@pytest.mark.parametrize("task", [TASK, OPEN_TASK])
def test_the_formula_gives_the_tickets_of_the_locked_list(book: Book, task: str) -> None:
    drawn = bureau.rows(book, records.DRAWS, task=task)[0]
    codes, tickets = (column(book, records.LOCKED, key, task=task) for key in ("pid", "ticket"))

    assert udf.SSJ_TICKET(codes, [[drawn["seed"]]]) == tickets


def test_a_workbook_that_holds_is_said_to_hold_and_what_it_cannot_show(book: Book) -> None:
    entries = len(book.read(records.LOG))

    assert verified(book) == f"相符：2 轮已抽取，操作日志 {entries} 条连续。锁定是否在先，另须与签字的锁定公告核对。"
    assert verified(book) == verified(book)


def test_a_workbook_before_its_first_lock_holds() -> None:
    assert verified(Bureau().book()) == "相符：还没有锁定或抽取，操作日志 0 条连续。"


def test_a_lock_without_a_draw_is_counted_apart() -> None:
    book = Bureau().book()
    bureau.locked(book)

    assert verified(book).startswith("相符：0 轮已抽取，1 轮已锁定未抽取，")


@pytest.mark.parametrize(("spec", "key", "value"), [
    (records.DRAWS, "seed", "0" * 64), (records.LOCKED, "group", "组9"), (records.WINNERS, "ticket", "0" * 64),
    (records.LOG, "summary", "别的"), (records.LOCKED_PEOPLE, "headroom", 99),
])
def test_a_cell_that_was_changed_is_found(book: Book, spec: TableSpec, key: str, value: Any) -> None:
    bureau.edit(book, spec, {}, **{key: value})

    found = verified(book)
    assert found.startswith("不符（")
    assert spec == records.LOG or f"任务 {TASK} 第 1 轮，" in found
    assert "{" not in found


def test_a_table_without_titles_and_a_wrong_table_are_faults(book: Book) -> None:
    tables = [cells(book, spec) for spec in EVIDENCE]
    assert "（A38）" in udf.SSJ_VERIFY(None, *tables[1:])
    assert udf.SSJ_VERIFY(tables[1], *tables[1:]).startswith("不符（"), "the wrong table, as every column it lacks says"


def test_a_bureau_workbook_is_not_verified_by_a_formula(book: Book) -> None:
    """Its log is not the divisions', so that everything would seem to fail."""
    tables = [cells(book, spec) for spec in EVIDENCE]
    merged = [[*row, extra] for row, extra in zip(tables[0], ["来源文件", "甲.xlsx", "乙.xlsx"], strict=True)]

    assert "（A39）" in udf.SSJ_VERIFY(merged, *tables[1:])
