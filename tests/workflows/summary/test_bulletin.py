"""What the coordinating division sends out: the bulletin on a month, and a notice for each unit that is late."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables.consolidated import MISSING, SUBMISSIONS
from ssj_xl.workflows.deadlines import due, urge
from ssj_xl.workflows.summary.bulletin import POINTS, bulletin
from ssj_xl.workflows.summary.quarter import Made
from ssj_xl.workflows.summary.scope import open_scope
from ssj_xl.workflows.summary.units import division_line
from tests.bureau import refused

MARCH, APRIL = date(2021, 3, 22), date(2021, 4, 20)


@pytest.fixture(scope="module")
def book(month: Path) -> Book:
    return Book(open_gateway(month / "汇总" / "汇总台账-2021-03.xlsx"))


@pytest.fixture(scope="module")
def made(book: Book) -> Made:
    return bulletin(book, "2021-03", made_on=MARCH)


def test_the_bulletin_has_a_line_a_division_on_each_of_the_six_points_of_the_notice(made: Made) -> None:
    (listing,) = made.summary.section("points").listings
    assert [title for title, _ in listing.columns] == ["处室", "报送", *POINTS]
    assert {row[0]: row[1] for row in listing.rows} == dict.fromkeys(("律师工作处", "公证工作处", "司法鉴定管理处", "基层法律服务处"), "按时")
    table = Document(io.BytesIO(made.data)).tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows][1:] == [list(row) for row in listing.rows]


def test_its_numbers_are_those_of_the_report_on_the_same_days(book: Book, made: Made) -> None:
    scope, _ = open_scope(book, made.summary.period, made_on=MARCH)
    for division, _, plans, schemes, platform, _, results, _ in made.summary.section("points").listings[0].rows:
        planned, active, listed, published, _, checked, faulty, public, _, waiting, open_, _ = division_line(scope, str(division))
        assert str(plans).startswith(f"计划{planned}项")
        assert (str(schemes), str(platform)) == (f"开展任务{active}个，有方案{active}个，已公示{published}个", f"登记平台编号{listed}个，未登记{active - listed}个")
        assert results == f"检查{checked}，公示{public}，待公示{waiting}；发现问题{faulty}条，未办结{open_}条"


@pytest.mark.long
def test_who_did_not_hand_in_is_named_and_has_a_line_and_a_notice(month: Path) -> None:
    late = Book(open_gateway(month / "汇总" / "汇总台账-2021-03.xlsx"))
    rows = late.read(SUBMISSIONS).rows
    rows.append(type(rows[0])({**rows[0], "unit": "云州市司法局", "division": "法治处", "level": "处室", "state": MISSING}, 99))
    found = bulletin(late, "2021-03", made_on=MARCH).summary
    assert found.section("submissions").sentences == ("按时7个，未报1个。", "1个单位未报：云州市司法局法治处。")
    assert [row[:3] for row in found.section("points").listings[0].rows if row[0] == "法治处"] == [("法治处", MISSING, "没有登记年度计划")]
    text = _text(urge(late, due(late, APRIL, asked=True))["督办通知-云州市司法局法治处-2021-04-20.docx"])
    assert "你单位有下列1项" in text
    assert "2021年3月报送件" in text


def _text(data: bytes) -> str:
    document = Document(io.BytesIO(data))
    return "\n".join([*(p.text for p in document.paragraphs), *(cell.text for table in document.tables for row in table.rows for cell in row.cells)])


@pytest.mark.long
def test_every_pressing_duty_of_a_unit_stands_in_its_own_notice_and_the_bureaus_own_in_none(book: Book) -> None:
    found = due(book, APRIL, asked=True)
    notices = urge(book, found)
    assert {name.split("-")[1] for name in notices} == {
        "云州市司法局律师工作处", "云州市司法局公证工作处", "云州市司法局司法鉴定管理处", "云州市司法局基层法律服务处",
        "云东区司法局律师公证股", "柳荫县司法局律师公证股", "青麓县司法局律师公证股"}
    told = [row for data in notices.values() for row in Document(io.BytesIO(data)).tables[0].rows[1:]]
    pressing = [line for line in found.listed(everything=False) if line.cells]
    assert len(told) == len(pressing) > 20
    laws = _text(notices["督办通知-云州市司法局律师工作处-2021-04-20.docx"])
    assert "YZSFJ-LS-2021-001" in laws
    assert not any(other in laws for other in ("YZSFJ-GZ", "YDSFJ", "月报表报送"))


@pytest.mark.long
def test_a_divisions_own_book_has_one_notice(month: Path) -> None:
    own = Book(open_gateway(month / "律师工作处" / "主台账-律师工作处.xlsx"))
    assert "督办通知-律师工作处-2021-04-20.docx" in urge(own, due(own, APRIL, asked=True))


def test_a_month_that_is_none_and_a_file_of_another_kind_are_refused(book: Book) -> None:
    with refused("U01"):
        bulletin(book, "三月", made_on=MARCH)
    with refused("Q02"):
        bulletin(book, "2021-03", made_on=MARCH, kind=".pdf")
