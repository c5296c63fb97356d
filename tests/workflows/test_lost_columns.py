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
from ssj_xl.workflows.check import check
from ssj_xl.workflows.due import due
from ssj_xl.workflows.quarter import summarise
from ssj_xl.workflows.report import report
from tests.bureau import desk
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
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Tables, dict[str, object]]:
    """The tables and parameters of a worked office with results of every kind."""
    gateway = open_gateway(ledger(tmp_path_factory.mktemp("处")))
    tables = {spec.name: gateway.table(spec.name) for spec in REGISTERS}
    return {name: (tuple(grid.header), [list(row) for row in grid.rows]) for name, grid in tables.items()}, dict(gateway.names())


@pytest.mark.parametrize("spec", REGISTERS, ids=lambda spec: spec.name)
def test_a_register_without_one_of_its_columns_is_read_or_refused_with_a_sentence(
        whole: tuple[Tables, dict[str, object]], spec: TableSpec) -> None:
    tables, names = whole
    header, rows = tables[spec.name]
    for at, title in enumerate(header):
        lacking = (header[:at] + header[at + 1:], [row[:at] + row[at + 1:] for row in rows])
        for act in (shown, ACTS[at % len(ACTS)]):
            refused = problems_of(act, Book(MemoryGateway({**tables, spec.name: lacking}, names, "主台账.xlsx")))
            assert not refused or any(title in text or spec.name in text for text in refused), (title, refused)


def problems_of(act: Callable[[Book], object], book: Book) -> list[str]:
    """With which sentences an act refuses a workbook; none where it is done."""
    try:
        act(book)
    except UserError as error:
        return [str(problem) for problem in error.problems]
    return []
