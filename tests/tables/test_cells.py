"""One cell in, one value out."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ssj_xl.tables.cells import cell_text, halve, is_blank, read_cell, tidy, why_no_day
from ssj_xl.tables.rows_read import AS_IT_STANDS
from ssj_xl.tables.spec import Column, Kind

K = Kind
ANY_TEXT = st.text() | st.text(" \t\n　\u00a0\u200b\u00adeé\u0301()（）、，;1Ａａ%％.-年月日/:")
ANY_RAW = (ANY_TEXT | st.integers(-10**20, 10**20) | st.floats() | st.booleans()
           | st.dates() | st.datetimes() | st.times() | st.timedeltas() | st.none())


def read(raw: Any, kind: Kind, *, percent: bool = False) -> tuple[Any, str]:
    reading = read_cell(raw, Column("x", "列", kind), percent=percent)
    return reading.value, reading.code


@pytest.mark.parametrize(("kind", "raw", "value", "code"), [
    # text
    (K.TEXT, "律师\t一所", "律师 一所", "T11"),
    (K.TEXT, "  某  所 ", "某 所", "T11"),
    (K.TEXT, "某(河北)所", "某（河北）所", "T11"),
    (K.TEXT, "某\u200b所", "某所", "T11"),
    (K.TEXT, 12.0, "12", ""),
    (K.TEXT, True, "TRUE", ""),
    (K.LONG, "一\r\n二", "一\n二", ""),
    (K.CHOICE, " 正常", "正常", "T11"),
    # codes and numbers of documents
    (K.CODE, "ｓｊｚ－００１", "SJZ-001", "T11"),
    (K.CODE, "sjz 001", "SJZ001", "T11"),
    (K.CODE, 101.0, "101", "T17"),
    (K.CODE, 1.3e17, "1.3e+17", "T04"),
    (K.CODE, 12.5, "12.5", "T04"),
    (K.CODE, "LS001 某某律师事务所", "LS001", "T11"),  # as a drop-down shows it
    (K.CODE, "LS 001（旧）", "LS001(旧)", "T13"),
    (K.CODE, "LS001某某", "LS001某某", "T13"),
    (K.CODES, "LS-01 执业 表现、ls-02 内部管理", ("LS-01", "LS-02"), ""),
    (K.CODES, "LS-01 公证、鉴定", ("LS-01", "鉴定"), "T13"),
    (K.CODE, "甲-1", "甲-1", "T13"),
    (K.CODE, "A" * 41, "A" * 41, "T13"),
    (K.CODE, "ſ1", "ſ1", "T13"),           # its capital is an S
    (K.CODE, "\u212a1", "\u212a1", "T13"),  # the Kelvin sign composes to a K
    (K.ID, "冀（2021）第1号", "冀(2021)第1号", "T11"),
    (K.ID, 311301000000000123, "311301000000000123", "T04"),
    (K.CODES, "a1, b2；C3\nD4", ("A1", "B2", "C3", "D4"), ""),
    (K.CODES, "A1\tB2 A1", ("A1", "B2"), ""),
    (K.CODES, "全部", ("全部",), ""),
    (K.CODES, "A1、律师", ("A1", "律师"), "T13"),
    (K.CODES, 311301000000000123, ("311301000000000123",), "T04"),
    (K.LIST, "律师、 公证，律师", ("律师", "公证"), ""),
    # whole numbers
    (K.INT, "１２", 12, ""),
    (K.INT, "1,200", 1200, ""),
    (K.INT, "1,5", None, "T07"),
    (K.INT, 3.0, 3, ""),
    (K.INT, 3.5, None, "T07"),
    (K.INT, "三", None, "T07"),
    (K.INT, date(2021, 1, 1), None, "T07"),
    (K.INT, True, None, "T07"),
    # ratios
    (K.RATIO, "3%", Fraction(3, 100), ""),
    (K.RATIO, " 3 ％", Fraction(3, 100), ""),
    (K.RATIO, 0.03, Fraction(3, 100), ""),
    (K.RATIO, "0.125", Fraction(1, 8), ""),
    (K.RATIO, 0, Fraction(0), ""),
    (K.RATIO, 1, None, "T09"),
    (K.RATIO, 3.0, None, "T09"),
    (K.RATIO, "3", None, "T09"),
    (K.RATIO, "101%", None, "T08"),
    (K.RATIO, -0.1, None, "T08"),
    (K.RATIO, "百分之三", None, "T08"),
    # dates and times
    (K.DATE, date(2021, 3, 15), date(2021, 3, 15), ""),
    (K.DATE, datetime(2021, 3, 15, 9, 30), date(2021, 3, 15), ""),
    (K.DATE, 44270, date(2021, 3, 15), ""),
    (K.DATE, 20210315.0, date(2021, 3, 15), "T06"),
    (K.DATE, "2021年3月15日", date(2021, 3, 15), "T06"),
    (K.DATE, "二〇二六年十二月二十一日", date(2026, 12, 21), "T06"),
    (K.DATE, "二○二六年十月三十日", date(2026, 10, 30), "T06"),
    (K.DATE, "二〇二六年十三月一日", None, "T05"),
    (K.DATE, "2021/3/15", date(2021, 3, 15), "T06"),
    (K.DATE, "２０２１．３．１５", date(2021, 3, 15), "T06"),
    (K.DATE, "2021-03-15 00:00:00", date(2021, 3, 15), "T06"),
    (K.DATE, "2021-02-30", None, "T05"),
    (K.DATE, "三月", None, "T05"),
    (K.DATE, 3, None, "T05"),
    (K.DATE, True, None, "T05"),
    (K.DATE, time(9), None, "T05"),
    (K.DATE, date(2201, 1, 1), date(2201, 1, 1), "T16"),
    (K.DATE, "1021-03-15", date(1021, 3, 15), "T16"),
    (K.TIME, "2021-03-15 9:30", "2021-03-15 09:30:00", ""),
    (K.TIME, datetime(2021, 3, 15, 9, 30, 5), "2021-03-15 09:30:05", ""),
    (K.TIME, date(2021, 3, 15), "2021-03-15 00:00:00", ""),
    (K.TIME, "2021-13-45 09:30:00", "", "T12"),
    (K.TIME, "2021-03-15 25:61", "", "T12"),
    # formulas that failed
    (K.DATE, "#REF!", None, "T15"),
    (K.CODE, " #N/A ", "", "T15"),
])
def test_a_cell_says_what_a_person_reads_in_it(kind: Kind, raw: Any, value: Any, code: str) -> None:
    assert read(raw, kind) == (value, code)


@pytest.mark.parametrize(("raw", "why"), [
    ("2028年5月", "没有写到哪一天"), ("2028-05", "没有写到哪一天"), (202805, "没有写到哪一天"), (2028, "没有写到哪一天"), ("2028年", "没有写到哪一天"),
    ("5/6/2028", "看不出哪个是月、哪个是日"), ("28-05-06", "的年份不是四位，看不出是哪一年"), ("28年5月6日", "的年份不是四位，看不出是哪一年"),
    ("5月6日", "没有写年份"), ("2021-02-30", "在日历上没有这一天"), (20211345, "在日历上没有这一天"), ("长期", "不是日期"), ("", "不是日期"),
])
def test_what_a_day_lacks_is_said(raw: object, why: str) -> None:
    assert why_no_day(raw) == why  # type: ignore[arg-type]



def test_a_whole_is_a_ratio_only_where_the_cell_is_formatted_as_a_percentage() -> None:
    assert read(1, K.RATIO, percent=True) == (Fraction(1), "")
    assert read(3, K.RATIO, percent=True) == (None, "T08")


@given(ANY_RAW, st.sampled_from(Kind), st.booleans())
def test_no_cell_makes_the_reader_fail(raw: Any, kind: Kind, percent: bool) -> None:
    reading = read_cell(raw, Column("x", "列", kind), percent=percent)
    expected = {K.INT: int, K.RATIO: Fraction, K.DATE: date, K.LIST: tuple, K.CODES: tuple}.get(kind, str)
    assert isinstance(reading.value, expected) or (reading.value is None and expected in (int, Fraction, date))


@given(ANY_RAW, st.sampled_from([k for k in Kind if k not in (K.RATIO, K.DATE)]))
@example("律师\n\n事务所", K.CHOICE)
def test_a_value_written_reads_back_as_it_was(raw: Any, kind: Kind) -> None:
    value, code = read(raw, kind)
    if code in ("", "T11", "T17"):
        assert read(cell_text(value), kind) == (value, "")


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_every_way_of_writing_a_day_gives_that_day(day: date) -> None:
    texts = (day.isoformat(), f"{day:%Y/%m/%d}", f"{day.year}年{day.month}月{day.day}日", f"{day:%Y%m%d}")
    assert {read(text, K.DATE)[0] for text in texts} == {day}
    assert read((day - date(1899, 12, 30)).days, K.DATE) == (day, "")


@given(st.integers(0, 10_000))
def test_a_percentage_is_exact(basis_points: int) -> None:
    ratio = Fraction(basis_points, 10_000)
    assert read(f"{basis_points // 100}.{basis_points % 100:02}%", K.RATIO) == (ratio, "")
    assert read(basis_points / 10_000, K.RATIO, percent=True) == (ratio, "")


@given(ANY_TEXT)
def test_tidying_twice_changes_nothing(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(ANY_TEXT)
def test_halving_touches_full_width_ascii_only(text: str) -> None:
    assert all(new == old or (new.isascii() and ord(old) > 127) for new, old in zip(halve(text), text, strict=True))


@pytest.mark.parametrize("raw", [None, "", "  ", "\u3000\u00a0", "\n", "\u200b", "\ufeff \t"])
def test_what_cannot_be_seen_is_blank(raw: str | None) -> None:
    assert is_blank(raw)
    assert read(raw, K.TEXT) == ("", "")


@pytest.mark.parametrize("raw", [0, 0.0, False, "0", "-", timedelta(0)])
def test_a_zero_is_not_blank(raw: Any) -> None:
    assert not is_blank(raw)


@given(st.sampled_from([*AS_IT_STANDS]), ANY_TEXT | st.text("AZaz09一鿿.-_#（(", max_size=12))
def test_what_is_taken_as_it_stands_is_what_would_be_read(kind: Kind, raw: str) -> None:
    if AS_IT_STANDS[kind].fullmatch(raw):
        assert read(raw, kind) == (raw, "")
