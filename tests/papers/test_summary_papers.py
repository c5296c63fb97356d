"""The report as files: a Word paper with native charts, a workbook in which every number can be traced."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from ssj_xl.domain.monthly import Source
from ssj_xl.domain.period import Period
from ssj_xl.domain.summary.model import Chart, Fact, Listing, Section, Summary
from ssj_xl.papers.summary import heading
from ssj_xl.papers.summary.word import as_document
from ssj_xl.papers.summary.workbook import as_workbook
from ssj_xl.tables.problems import Place
from tests import office

HOSTILE = "=1+1\t@某所"
SOURCE = Source("检查结果", Place("主台账.xlsx", "检查结果", "I7"), "T1 D1", "律师处.xlsx 5")
CHART = Chart("各月抽取、检查（家次）", ("1月", "2月"), (("抽取", (3, 4)), ("检查", (2, 0))))
BARS = Chart("抽查比例", ("律师事务所", "公证机构"), (("比例", (Fraction(2997, 100_000), Fraction(1, 4))),), bars=True, share=True)
LISTING = Listing("1任务", "本期开展的任务", (("任务名称", 30), ("抽取", 8), ("检查日期", 12), ("比例", 10)),
                  ((HOSTILE, 3, date(2021, 3, 5), Fraction(1, 3)), ("合计", 3, "", None)), (SOURCE,), note="以家次计。",
                  total=True, document=("任务名称", "抽取"))
SECRET = Listing("8失信记录", "失信记录清单", (("对象名称", 30),), (("甲所",),), (SOURCE,))


def summary(*, public: bool = False, length: int = 1) -> Summary:
    """A report with everything that there can be."""
    shown = Section("plans", "抽查计划制定及执行情况", ("制定计划1项。",), (
        Fact("年度计划", 1, "项", "年度为报告年度的行", (SOURCE,)), Fact("抽查比例", Fraction(2997, 100_000), "", "已检查÷名录库"),
        Fact("超期", None, "个", "未核对")), (LISTING,), (CHART, BARS))
    inner = Section("credit", "失信记录情况", ("发现问题1条。",), (), (SECRET,), internal=True)
    return Summary("2021年第一季度“双随机、一公开”监管工作落实情况", "云州市司法局律师工作处", "2021年第一季度",
                   Period(date(2021, 1, 1), date(2021, 3, 31), "2021Q1"), date(2021, 3, 31), date(2021, 3, 29),
                   "现将情况报告如下。", (*[shown] * length, *([] if public else [inner])), ("统计期间：自然季度。",),
                   to="行政执法协调监督处", public=public)


def parts(data: bytes) -> dict[str, bytes]:
    """The parts of a file by name, in their order."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def sheets(data: bytes) -> Any:
    """The workbook as another program reads it."""
    from openpyxl import load_workbook

    return load_workbook(io.BytesIO(data))


def document(data: bytes) -> Any:
    """The Word paper as another program reads it."""
    from docx import Document

    return Document(io.BytesIO(data))


@pytest.mark.parametrize("make", [as_document, as_workbook])
@pytest.mark.long(but=1)
def test_the_same_report_is_the_same_file(make: Any) -> None:
    assert make(summary()) == make(summary())


# --- workbook ------------------------------------------------------------------------------------------

def test_the_workbook_has_the_report_charts_a_sheet_each_listing_and_the_sources() -> None:
    assert sheets(as_workbook(summary())).sheetnames == ["落实情况", "图表", "1任务", "8失信记录", "来源"]


def test_numbers_are_numbers_and_what_people_typed_is_text() -> None:
    sheet = sheets(as_workbook(summary()))["1任务"]

    assert [cell.value for cell in sheet[3]][:5] == [HOSTILE, 3, sheet["C3"].value, 0.3333, "检查结果!I7"]
    assert [sheet[cell].data_type for cell in ("A3", "B3", "C3", "D3")] == ["s", "n", "d", "n"]
    assert sheet["D3"].number_format == "0.00%"
    assert b"<f>" not in b"".join(data for name, data in parts(as_workbook(summary())).items() if "worksheets" in name)


def test_a_share_shows_as_on_the_word_paper() -> None:
    cells = {row[0].value: row[1].value for row in sheets(as_workbook(summary()))["落实情况"].iter_rows()}
    assert cells["抽查比例"] == 0.0299
    assert cells["超期"] == "—"


def test_every_fact_has_its_rows_on_the_sheet_of_sources() -> None:
    rows = [[cell.value for cell in row] for row in sheets(as_workbook(summary()))["来源"].iter_rows(min_row=2)]
    assert rows == [["抽查计划制定及执行情况", "年度计划", "1项", "检查结果", "检查结果!I7", "T1 D1", "律师处.xlsx 5"]]


def test_charts_are_native_and_refer_to_their_numbers() -> None:
    found = parts(as_workbook(summary()))
    assert sum(name.startswith("xl/charts/chart") for name in found) == 2
    assert "图表!$B$3:$B$4" in found["xl/charts/chart1.xml"].decode()


def test_every_sheet_prints_on_a4_with_its_header_repeated() -> None:
    for sheet in sheets(as_workbook(summary())):
        assert sheet.page_setup.paperSize == 9, sheet.title
        assert sheet.print_title_rows or sheet.title == "图表", sheet.title


def test_internal_sheets_say_so_on_every_page() -> None:
    book = sheets(as_workbook(summary()))
    marked = [sheet.title for sheet in book if sheet.oddHeader.right.text]
    assert marked == ["落实情况", "8失信记录", "来源"]


def test_a_published_workbook_has_no_sources() -> None:
    book = sheets(as_workbook(summary(public=True)))

    assert book.sheetnames == ["落实情况", "图表", "1任务"]
    assert [cell.value for cell in book["1任务"][2]] == ["任务名称", "抽取", "检查日期", "比例"]
    assert not [sheet.title for sheet in book if sheet.oddHeader.right.text]


# --- Word ----------------------------------------------------------------------------------------------

def test_the_paper_is_laid_out_as_official_documents_are() -> None:
    paper = document(as_document(summary()))
    page = paper.sections[0]
    texts = [paragraph.text for paragraph in paper.paragraphs]

    assert [round(edge.mm) for edge in (page.page_width, page.page_height, page.top_margin, page.left_margin)] == [210, 297, 37, 28]
    assert texts[0] == summary().title
    assert texts[2:4] == ["行政执法协调监督处：", "现将情况报告如下。"]
    assert texts.index("云州市司法局律师工作处") + 1 == texts.index("2021年3月29日")
    assert "PAGE" in page.footer._element.xml


def test_a_table_has_the_columns_that_are_wanted_and_repeats_its_header() -> None:
    table = document(as_document(summary())).tables[0]

    assert [[cell.text for cell in row.cells] for row in table.rows] == [["任务名称", "抽取"], [HOSTILE, "3"], ["合计", "3"]]
    assert "w:tblHeader" in table.rows[0]._tr.xml
    assert all("w:cantSplit" in row._tr.xml for row in table.rows)


def test_an_internal_section_says_so() -> None:
    texts = [paragraph.text for paragraph in document(as_document(summary())).paragraphs]
    at = texts.index("二、失信记录情况（内部资料）")
    assert texts[at + 1] == "本节为内部资料，不得公开。"


def test_every_number_has_its_definition_in_the_appendix() -> None:
    table = document(as_document(summary())).tables[-1]
    assert [cell.text for cell in table.rows[2].cells] == ["抽查比例", "2.99%", "已检查÷名录库"]


def test_charts_in_word_are_native_and_can_be_edited() -> None:
    found = parts(as_document(summary()))
    chart = found["word/charts/chart1.xml"].decode()
    data = sheets(found["word/embeddings/data1.xlsx"])["数据"]

    assert [[cell.value for cell in row] for row in data.iter_rows()] == [["", "抽取", "检查"], ["1月", 3, 2], ["2月", 4, 0]]
    assert re.search(r'<c:externalData r:id="rId\d+">', chart)
    assert chart.index("<c:externalData") < chart.index("</c:chartSpace>")
    assert "<c:v>3</c:v>" in chart
    assert 'showSerName val="0"' in chart
    assert 'PartName="/word/charts/chart1.xml"' in found["[Content_Types].xml"].decode()


def test_headings_are_numbered_in_chinese() -> None:
    section = Section("", "情况", ())
    assert [heading(number, section)[:-3] for number in (1, 10, 11, 20, 21)] == ["一", "十", "十一", "二十", "二十一"]


@pytest.mark.libreoffice
@pytest.mark.parametrize(("make", "suffix"), [(as_document, ".docx"), (as_workbook, ".xlsx")])
def test_an_office_program_prints_all_of_it(make: Any, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"报告{suffix}"
    path.write_bytes(make(summary()))
    text = office.pdf_text(office.to_pdf(path, tmp_path / "印")).replace(" ", "")

    for words in ("抽查计划制定及执行情况", "制定计划1项。", "2.99%", "内部资料", "各月抽取、检查（家次）", "律师事务所"):
        assert words in text, words
