"""Every parameter with values that nobody should type: the acts end in figures or in a sentence."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from ssj_xl.gateways.book import Book
from ssj_xl.gateways.memory import MemoryGateway
from ssj_xl.tables.problems import UserError, errors
from ssj_xl.tables.records import REGISTERS
from ssj_xl.tables.settings import SETTING_BY_KEY, SETTINGS, Settings
from ssj_xl.tables.spec import Kind
from ssj_xl.workflows.deadlines import due
from ssj_xl.workflows.monthly.report import report
from ssj_xl.workflows.registers.check import check
from ssj_xl.workflows.rounds.preview import preview
from tests import bureau
from tests.sampling import sample

TODAY = date(2026, 3, 21)
ODD: tuple[Any, ...] = (float("inf"), float("-inf"), float("nan"), 1e308, -5.0, 0.0, 1.0, 29.0, 31.0, 366.0, 1e10, True,
                        date(1900, 1, 1), date(9999, 12, 31), "0001-01-01", "９", "-1", "31", "市局", "自然月", "全部", "%",
                        "0%", "#REF!", "{0}", "A" * 41, "1" * 400)

ACTS: tuple[Callable[[Book], object], ...] = (
    lambda book: check(book, TODAY), lambda book: due(book, TODAY), lambda book: preview(book, bureau.OPEN_TASK, bureau.desk(12, 21)))
"""Every value goes through one of these in turn, so that each parameter goes through all with values of its own kind and others."""
REPORTED = (31.0, "0001-01-01", "1" * 400)
"""The form takes longer; these go through it too."""


@pytest.fixture(scope="module")
def office() -> Book:
    found = bureau.Bureau().book()
    bureau.matched(found)
    found.read_all(REGISTERS)
    return found


def with_setting(office: Book, header: str, value: Any) -> Book:
    """The office with one parameter as the cell holds it; its registers are not read again."""
    tables = {name: (office.gateway.table(name).header, office.gateway.table(name).rows) for name in office.gateway.tables()}
    found = Book(MemoryGateway(tables, {**office.gateway.names(), header: value}))
    found._tables = dict(office._tables)
    return found


@pytest.mark.parametrize("key", sorted(SETTING_BY_KEY))
@pytest.mark.long(but=1)
def test_no_value_of_a_parameter_crashes_an_act(key: str, office: Book) -> None:
    for at, value in sample(enumerate(ODD), 3, list(SETTING_BY_KEY).index(key)):
        book = with_setting(office, SETTING_BY_KEY[key].column.header, value)
        for act in (ACTS[at // 3 % len(ACTS)], *((lambda book: report(book, "2026-03", desk=bureau.desk(12, 21)),) if value in REPORTED else ())):
            with contextlib.suppress(UserError):
                act(book)


@pytest.mark.parametrize("setting", [s for s in SETTINGS if s.column.kind in (Kind.INT, Kind.RATIO, Kind.DATE)
                                     or s.column.choices], ids=lambda setting: setting.column.key)
def test_a_value_that_cannot_be_is_named_and_the_default_stands(setting: Any, office: Book) -> None:
    header, key = setting.column.header, setting.column.key

    found, problems = with_setting(office, header, -5.0).settings()

    assert {p.code for p in problems if p.place.cell == header} <= {"T05", "T08", "T10", "T14"}
    assert header in {p.place.cell for p in problems}
    assert getattr(found, key) == getattr(Settings(), key)


def test_the_form_day_31_is_no_crash() -> None:
    office = bureau.Bureau()
    office.settings["form_day"] = 31
    assert "T14" in {problem.code for problem in check(office.book(), TODAY).problems}
    assert due(office.book(), TODAY).lines


@pytest.mark.parametrize(("header", "typed", "read"), [
    ("单位名称", "某市司法局 ", "某市司法局"), ("处室编码", "ｇｚ ", "GZ"), ("单位层级", "　区县局", "区县局"), ("公示期限工作日", "３０ ", 30),
    ("年度抽查比例下限", "5％", Fraction(5, 100)), ("查看日", "2021年4月30日", date(2021, 4, 30)),
])
def test_what_is_understood_is_used(header: str, typed: str, read: object, office: Book) -> None:
    found, problems = with_setting(office, header, typed).settings()
    key = next(key for key, setting in SETTING_BY_KEY.items() if setting.column.header == header)
    assert (getattr(found, key), errors(problems)) == (read, [])


def test_a_day_of_another_century_is_named_and_not_used(office: Book) -> None:
    found, problems = with_setting(office, "查看日", "1899-12-31").settings()
    assert (found.view_day, [p.code for p in problems]) == (None, ["T16"])
