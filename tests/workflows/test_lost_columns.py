"""A workbook that lost a column says so or does without it; nothing that is counted or listed stumbles over it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from ssj_xl.domain.counts import Standing
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.memory import MemoryGateway
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables.problems import UserError
from ssj_xl.tables.records import REGISTERS
from ssj_xl.tables.spec import TableSpec
from ssj_xl.workflows.deadlines import due
from ssj_xl.workflows.monthly.report import report
from ssj_xl.workflows.registers.check import check
from ssj_xl.workflows.summary.quarter import summarise
from tests.bureau import desk
from tests.sampling import sample
from tools.benchmarks.fuzz_books import ledger

DAY = date(2026, 3, 20)
Tables = dict[str, tuple[tuple[str, ...], list[list[object]]]]


def shown(book: Book) -> None:
    """All that the next write puts on 计算 and into the formula columns."""
    counted = book._count(DAY, Standing())
    if counted is not None:
        assert sum(len(strip.values) for strip in counted.strips()) > 0
        assert all(isinstance(dict(values), dict) for spec in REGISTERS for _, _, values in counted.words(spec.name))


ACTS: tuple[Callable[[Book], object], ...] = (
    lambda book: check(book, DAY),
    lambda book: due(book, DAY),
    lambda book: report(book, "2026-03", desk=desk(), filled_on=DAY),
    lambda book: summarise(book, "2026Q1", made_on=DAY),
)
"""What reads every register; each column is tried with `shown` and one of these in turn."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """A worked office with results of every kind."""
    gateway = open_gateway(ledger(tmp_path_factory.mktemp("处")))
    tables = {spec.name: gateway.table(spec.name) for spec in REGISTERS}
    book = Book(MemoryGateway({name: (grid.header, grid.rows) for name, grid in tables.items()}, gateway.names(), "主台账.xlsx"))
    book.read_all(REGISTERS)
    return book


def with_table(whole: Book, spec: TableSpec, header: tuple[str, ...], rows: list[list[object]]) -> Book:
    """The office with another table in one place; its other registers are not read again."""
    tables: Tables = {each.name: (whole.gateway.table(each.name).header, whole.gateway.table(each.name).rows) for each in REGISTERS}
    found = Book(MemoryGateway({**tables, spec.name: (header, rows)}, whole.gateway.names(), "主台账.xlsx"))
    found._tables = {name: table for name, table in whole._tables.items() if name != spec.name}
    return found


@pytest.mark.parametrize("spec", REGISTERS, ids=lambda spec: spec.name)
@pytest.mark.long
def test_a_register_without_one_of_its_columns_is_read_or_refused_with_a_sentence(
        whole: Book, spec: TableSpec) -> None:
    grid = whole.gateway.table(spec.name)
    header = grid.header
    for at, title in sample(enumerate(header), 4, REGISTERS.index(spec)):
        lacking = (header[:at] + header[at + 1:], [[*row[:at], *row[at + 1:]] for row in grid.rows])
        for act in (shown, ACTS[at // 4 % len(ACTS)]):
            refused = problems_of(act, with_table(whole, spec, *lacking))
            assert not refused or any(title in text or spec.name in text for text in refused), (title, refused)


def problems_of(act: Callable[[Book], object], book: Book) -> list[str]:
    """With which sentences an act refuses a workbook; none where it is done."""
    try:
        act(book)
    except UserError as error:
        return [str(problem) for problem in error.problems]
    return []
