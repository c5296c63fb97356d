"""线索: an object with an open lead is visited without a lot, and only as long as the lead is open."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain.leads import arranged, days_of_visits, is_open, last_day
from ssj_xl.domain.workdays import Calendar
from ssj_xl.domain.world import World
from ssj_xl.tables.account import VISITS
from ssj_xl.tables.leads import HANDLINGS, PASSED_ON, REFUSED
from ssj_xl.tables.settings import Settings
from tests.tables_language import tables

CAME = date(2021, 3, 1)
DAYS = st.one_of(st.none(), st.dates(date(2021, 1, 1), date(2022, 6, 30)))


def lead(**known: object) -> dict[str, object]:
    return {"object": "A1", "received": CAME, "handling": "", "valid_to": None, "closed": None, **known}


@pytest.mark.parametrize(("known", "last"), [
    ({}, date(2021, 8, 31)), ({"valid_to": date(2021, 4, 1)}, date(2021, 4, 1)), ({"closed": date(2021, 3, 9)}, date(2021, 3, 9)),
    ({"closed": date(2022, 3, 9)}, date(2021, 8, 31)), ({"received": None}, None)])
def test_a_lead_ends_when_it_is_closed_or_after_six_months_or_when_somebody_says(known: dict[str, object], last: date | None) -> None:
    assert last_day(lead(**known)) == last


@given(st.sampled_from(("", *HANDLINGS)), DAYS, DAYS, st.dates(date(2020, 12, 1), date(2022, 12, 31)))
def test_it_keeps_its_object_out_from_the_day_it_came_to_its_last_day(handling: str, valid_to: date | None, closed: date | None, day: date) -> None:
    one = lead(handling=handling, valid_to=valid_to, closed=closed)
    open_days = [CAME + timedelta(number) for number in range(0, max(0, ((last_day(one) or CAME) - CAME).days) + 1)] if (last_day(one) or CAME) >= CAME else []
    followed = handling not in (PASSED_ON, REFUSED)
    assert is_open(one, day) == (followed and day in open_days)
    assert arranged([one], day) == (frozenset({"A1"}) if is_open(one, day) else frozenset())


@pytest.mark.parametrize(("visit", "day"), [
    ("F1 个案检查 2021-03-05 已检查", date(2021, 3, 5)), ("F2 个案检查 2021-03-05 已检查", None), ("F1 个案检查 2021-03-05 延期", None),
    ("F1 个案检查 2021-03-05 已抽中待检查", None), ("F1 个案检查 2021-12-05 已检查", None), ("F1 个案检查 2021-02-05 已检查", None), ("F1 日常检查 2021-03-05 已检查", None)])
def test_the_day_of_its_visit_is_that_of_the_object_s_own_case_and_of_one_that_took_place(visit: str, day: date | None) -> None:
    known = tables(f"""线索
        线索编号 收到日期 对象编码
        X1 2021-03-01 F1

        检查台账
        台账编号 对象编码 检查类别 开始日期 状态
        V1 {visit}

        检查对象
        对象编码 对象类型 执业机构编码
        F1 律师 JG
        F2 律师 JG
        JG 律师事务所 -""")
    world = World(known, Settings(), Calendar.from_rows([]), date(2021, 6, 30))
    assert [found for _, found in days_of_visits(world, world[VISITS])] == ([day] if day else [])
