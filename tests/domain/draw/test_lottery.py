"""When a period of 双色球 is drawn at the earliest, held against periods whose day is known."""

from __future__ import annotations

from datetime import datetime

import pytest

from ssj_xl.domain.draw.sources import SSQ

# Period and day as the official results have them.
DRAWN = {"2022057": "2022-05-22", "2022058": "2022-05-24", "2023117": "2023-10-12", "2023118": "2023-10-15", "2025011": "2025-01-26",
         "2025012": "2025-02-06", "2025113": "2025-09-30", "2025114": "2025-10-05", "2025151": "2025-12-30", "2026001": "2026-01-01",
         "2026019": "2026-02-12", "2026020": "2026-02-24", "2026096": "2026-08-20"}


@pytest.mark.parametrize("period", DRAWN)
def test_the_calendar_gives_the_day_on_which_a_period_was_drawn(period: str) -> None:
    assert SSQ.earliest(period) == f"{DRAWN[period]} 21:15:00"


def test_a_period_that_no_year_has_is_never_drawn() -> None:
    assert [SSQ.earliest(period) for period in ("2026000", "2026160", "0000001", "9999001")] == [""] * 4


def test_in_a_year_whose_breaks_are_not_known_a_period_seems_earlier_and_never_later() -> None:
    assert SSQ.earliest("2031020") < "2031-02-17"


@pytest.mark.parametrize(("at", "source"), [
    ("2026-03-03 21:14:59", "ssq:2026023"), ("2026-03-03 21:15:00", "ssq:2026024"), ("2026-02-13 09:00:00", "ssq:2026020"),
    ("2025-12-30 22:00:00", "ssq:2026001")])
def test_what_is_suggested_is_the_first_that_is_surely_later(at: str, source: str) -> None:
    assert SSQ.next(datetime.fromisoformat(at), minutes=10) == source
