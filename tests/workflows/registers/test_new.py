"""A new master workbook asks for nothing that was due before it was there."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from ssj_xl.domain.deadlines import OVERDUE
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables.settings import NATURAL_MONTH, TO_THE_20TH
from ssj_xl.workflows.deadlines import due
from ssj_xl.workflows.registers.new import new

OFFICE = {"unit": "云州市司法局", "unit_code": "YZSFJ"}


@pytest.mark.parametrize(("day", "period", "month"), [
    (date(2026, 11, 20), TO_THE_20TH, "2026-11"),
    (date(2026, 11, 29), TO_THE_20TH, "2026-12"),
    (date(2026, 12, 31), TO_THE_20TH, "2027-01"),
    (date(2026, 11, 30), NATURAL_MONTH, "2026-11"),
])
@pytest.mark.long(but=1)
def test_the_first_form_asked_for_is_that_of_the_period_in_which_the_workbook_is_made(
        tmp_path: Path, day: date, period: str, month: str) -> None:
    path = new(tmp_path, {**OFFICE, "year": day.year, "period": period}, now=datetime(day.year, day.month, day.day, 9))
    book = Book(open_gateway(path))

    assert book.settings()[0].start_month == month
    assert due(book, day).counts[OVERDUE] == 0


@pytest.mark.long
def test_a_month_that_is_given_is_the_one_from_which_forms_are_asked_for(tmp_path: Path) -> None:
    path = new(tmp_path, {**OFFICE, "year": 2026, "start_month": "2026-03"}, now=datetime(2026, 11, 29, 9))

    assert Book(open_gateway(path)).settings()[0].start_month == "2026-03"
