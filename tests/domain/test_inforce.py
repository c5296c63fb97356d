"""Dated rows: both ends belong to the period, a blank end is open."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain.workdays import in_force, overlap

DAY = date(2021, 3, 15)
NEXT = date(2021, 3, 16)
ends = st.none() | st.dates(date(2021, 1, 1), date(2021, 1, 12))
periods = st.fixed_dictionaries({"valid_from": ends, "valid_to": ends}).filter(
    lambda row: row["valid_from"] is None or row["valid_to"] is None or row["valid_from"] <= row["valid_to"])


@pytest.mark.parametrize(("start", "end", "holds"), [
    (None, None, True), (DAY, None, True), (NEXT, None, False), (None, DAY, True),
    (None, date(2021, 3, 14), False), (DAY, DAY, True),
])
def test_a_row_holds_from_its_first_to_its_last_day(start: date | None, end: date | None, holds: bool) -> None:
    assert in_force({"valid_from": start, "valid_to": end}, DAY) is holds


@given(periods, periods)
def test_periods_overlap_when_they_share_a_day(one: dict[str, date | None], other: dict[str, date | None]) -> None:
    days = [date(2020, 12, 31), *(date(2021, 1, n) for n in range(1, 14))]
    assert overlap(one, other) == any(in_force(one, day) and in_force(other, day) for day in days)
