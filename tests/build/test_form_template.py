"""The empty official form is verbatim, reproducible, and prints on one page."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from ssj_xl.build.monthly_form import build_sheet
from ssj_xl.tables.form import FIELDS, TITLE

ROOT = Path(__file__).resolve().parent.parent.parent

VERBATIM = """
市有关部门“双随机、一公开”监管工作月报表
单位名称（盖章）：_____ 填表时间：____年__月__日
一、“双随机、一公开”监管工作安排部署情况
1 本月召开会议部署 随机抽查工作情况 (注明召开会议的名称及时间)
2 本月印发双随机工 作文件情况 (注明文件名称及文号)
3 本月组织随机抽查 业务培训情况 (培训班名称、培训人员数量、及内容)
二、“双随机、一公开”监管工作开展情况
4 本月按年度随机抽查工作计划省本级开展随机抽查情况
本月组织随机 抽查的文件
随机抽查抽查对象范 围、数量、抽查比例
随机抽查的检查事项 (多少大项、多少小项)
发现问题的 检查主体数量
随机抽查结果公示情况 (注明抽查结果公示的网站及公示数量)
5 全市本系统开展随机抽查情况
(开展的单位及抽查检查主体数量及抽查结果公示数量等情况)
联系人：_____ 联系电话：_____ 手机：_____
"""


@pytest.fixture
def form(tmp_path: Path) -> Path:
    build_sheet(tmp_path / "月报表.xlsx")
    return tmp_path / "月报表.xlsx"


def test_the_wording_is_that_of_the_notice(form: Path) -> None:
    rows = openpyxl.load_workbook(form).active.iter_rows(values_only=True)
    written = "".join("".join(str(text).split()) for row in rows for text in row if text is not None)
    assert written == "".join(VERBATIM.split())


def test_the_same_bytes_come_out_every_time(form: Path, tmp_path: Path) -> None:
    build_sheet(tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == form.read_bytes()


def test_the_file_in_the_repository_is_the_one_that_is_built(form: Path) -> None:
    assert (ROOT / "workbooks" / "月报表.xlsx").read_bytes() == form.read_bytes()


def test_every_field_has_its_defined_name(form: Path) -> None:
    assert {field.name for field in FIELDS} <= set(openpyxl.load_workbook(form).defined_names)


def test_it_is_set_up_for_a4_upright_one_page_wide(form: Path) -> None:
    sheet = openpyxl.load_workbook(form).active
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "portrait")
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)


def test_at_full_size_it_fits_on_the_paper(form: Path) -> None:
    """Office programs shrink a page that is too wide, here by the fonts they have; Excel must not need to."""
    sheet = openpyxl.load_workbook(form).active
    margins = sheet.page_margins
    height = sum(sheet.row_dimensions[row].height for row in range(1, 17)) + (margins.top + margins.bottom) * 72
    width = sum(sheet.column_dimensions[c].width for c in "ABCD") * 5.25 + (margins.left + margins.right) * 72
    assert height <= 842 - 40
    assert width <= 595


@pytest.mark.libreoffice
def test_it_prints_on_one_page(form: Path, tmp_path: Path) -> None:
    from tests import office

    pdf = office.to_pdf(form, tmp_path / "out")
    assert office.pdf_pages(pdf) == 1
    assert TITLE in office.pdf_text(pdf)
