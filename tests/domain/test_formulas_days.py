"""Formulas of terms in working days and of numbers on paper."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain.formulas import answered, numbers
from ssj_xl.domain.uscc import check_character
from ssj_xl.domain.workdays import Calendar
from tests.domain.test_formulas import down, fault

HOLIDAYS: list[list[Any]] = [
    ["日期", "类型"], [datetime(2021, 4, 3), "放假"], [datetime(2021, 4, 4), "放假"], [datetime(2021, 4, 5), "放假"],
    [datetime(2021, 4, 25), "调休上班"], [None, None],
]
CALENDAR = Calendar.from_rows([{"day": row[0].date(), "type": row[1]} for row in HOLIDAYS[1:-1]])
USCC = "31130000MD0000001" + check_character("31130000MD0000001")


def due(*arguments: Any) -> Any:
    return answered(numbers.due, *arguments)


@given(st.dates(date(2021, 1, 1), date(2021, 9, 30)), st.integers(0, 40))
def test_a_working_day_is_that_of_the_calendar(start: date, count: int) -> None:
    assert numbers.workday(start, count, HOLIDAYS) == CALENDAR.add(start, count)


def test_a_date_may_be_a_date_a_text_or_the_number_that_excel_keeps() -> None:
    found = numbers.workday(down([datetime(2021, 4, 2, 15), "2021年4月2日", 44288.0, None]), 1, HOLIDAYS)

    assert found == down([date(2021, 4, 6)] * 3 + [""])


def test_a_year_without_its_notice_is_not_guessed() -> None:
    assert numbers.workday(date(2022, 3, 1), 5, HOLIDAYS) == "待公布"
    assert numbers.workday(date(2021, 12, 30), 5, HOLIDAYS) == "待公布"
    assert due(date(2022, 3, 1), 5, HOLIDAYS, date(2022, 3, 2)) == "待公布"
    assert due(date(2021, 4, 2), 5, None, date(2021, 4, 3)) == "待公布"


@pytest.mark.parametrize(("today", "text"), [
    (date(2021, 4, 2), "还有 3 个工作日"), (date(2021, 4, 7), "还有 1 个工作日"), (date(2021, 4, 8), "今天到期"),
    (date(2021, 4, 9), "已逾期 1 个工作日"), (date(2021, 4, 12), "已逾期 2 个工作日"),
])
def test_a_term_says_how_it_stands(today: date, text: str) -> None:
    assert due(date(2021, 4, 2), 3, HOLIDAYS, today) == text


def test_what_was_done_is_in_time_or_late_whatever_day_it_is() -> None:
    found = due(down([date(2021, 4, 2)] * 3), 3, HOLIDAYS, date(2021, 5, 1),
                down([date(2021, 4, 8), date(2021, 4, 12), None]))

    assert found == down(["按期完成", "逾期 2 个工作日完成", "已逾期 17 个工作日"])


@pytest.mark.parametrize(("arguments", "code"), [
    (("昨天", 3, HOLIDAYS, date(2021, 4, 2)), "T05"),
    ((date(2021, 4, 2), -1, HOLIDAYS, date(2021, 4, 2)), "A32"),
    ((date(2021, 4, 2), None, HOLIDAYS, date(2021, 4, 2)), "A33"),
    ((date(2021, 4, 2), 3, HOLIDAYS, None), "A33"),
    ((date(2021, 4, 2), 3, HOLIDAYS, "今天"), "T05"),
    ((date(2021, 4, 2), 3, [["2021-04-03", "休息"]], date(2021, 4, 2)), "A35"),
    ((date(2021, 4, 2), 3, [["2021-04-03"]], date(2021, 4, 2)), "A35"),
    ((date(2021, 4, 2), 3, [["清明", "放假"]], date(2021, 4, 2)), "T05"),
])
def test_what_is_no_term_is_said_in_the_cell(arguments: tuple[Any, ...], code: str) -> None:
    fault(due(*arguments), code)


# --- numbers ---------------------------------------------------------------------------------------

def test_a_right_number_gives_a_blank_cell() -> None:
    assert numbers.idcheck(down([USCC, USCC.lower(), "11301201010123456", None, "统一社会信用代码"])) == down([""] * 5)


@pytest.mark.parametrize(("value", "text"), [
    (USCC[:-1] + ("0" if USCC[-1] != "0" else "1"), f"末位校验码不符，应为 {USCC}"),
    (USCC[:-1], "执业证号应全部是数字"),
    ("123", "应为 18 位（统一社会信用代码）或 17 位（执业证号），现为 3 位"),
    ("I" * 18, "含有代码中不会出现的字符（只用数字和除 I、O、Z、S、V 以外的大写字母）"),
])
def test_a_wrong_number_says_what_is_wrong(value: str, text: str) -> None:
    assert numbers.idcheck(value) == text


def test_a_number_that_excel_has_rounded_is_said_to_be_damaged() -> None:
    assert "15 位" in numbers.idcheck(11301201010123456.0)


def test_the_kind_of_an_object_tells_how_its_code_begins() -> None:
    assert numbers.idcheck(USCC, "律师事务所") == ""
    assert numbers.idcheck(USCC, "公证机构") == "公证机构的代码应以 32 开头"
    assert numbers.idcheck(USCC, "别的机构") == ""


@given(st.one_of(st.none(), st.booleans(), st.floats(), st.text(max_size=20), st.dates()))
def test_no_value_of_a_cell_breaks_a_formula(value: Any) -> None:
    for found in (answered(numbers.idcheck, value), answered(numbers.workday, value, value, [[value, value]]),
                  due(value, 3, HOLIDAYS, date(2021, 4, 2), value)):
        assert isinstance(found, str | date)
