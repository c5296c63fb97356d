"""Other official forms: declared in a file, filled without a line of Python."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from openpyxl.styles import Border, Side

from ssj_xl.domain.form_spec import NUMBERS, names, read_spec, totals
from ssj_xl.tables.form import BODY_FIELDS
from ssj_xl.tables.problems import UserError
from ssj_xl.workflows.monthly.own_form import OwnForm, read_declared
from ssj_xl.workflows.monthly.report import report
from tests.papers.form_cases import book_with_form, put, saved
from tests.workflows.monthly.report_books import DESK, DRAWN, FORM_DAY, MARCH, TASK, counted, winners
from tests.workflows.monthly.test_report import book
from tests.workflows.monthly.test_report_figures import finding, findings

DECLARED = Path(__file__).parents[3] / "docs" / "报表声明"
_SIDE = Side(style="thin")


def rows_of(name: str) -> list[str]:
    return [field["标签"] for field in json.loads((DECLARED / name).read_text(encoding="utf-8"))["栏目"]]


def workbook(labels: list[str], *heads: str) -> bytes:
    """A bureau's table: a label a row, and columns with heads."""
    form = openpyxl.Workbook()
    sheet = form.active
    sheet.title = "统计表"
    sheet.append(["填报单位（盖章）：____", "", "", "填报日期：____"])
    sheet.append(["项目", *heads])
    for label in labels:
        sheet.append([label])
    for line in sheet.iter_rows(min_row=2, max_row=len(labels) + 2, max_col=len(heads) + 1):
        for cell in line:
            cell.border = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
    return saved(form)


REGISTERS = TASK + DRAWN + winners("A", "B", "C") + findings(
    finding("A", "2021-03-05", published="2021-03-10"), finding("B", "2021-03-06"))


def test_a_quarterly_form_is_filled_from_its_declaration() -> None:
    own = OwnForm(workbook(rows_of("季报表.json"), "上季度", "本季度", "备注"), declared=read_declared(DECLARED / "季报表.json"))
    done = report(book(REGISTERS), MARCH, template=own, desk=DESK, filled_on=FORM_DAY)
    sheet = openpyxl.load_workbook(io.BytesIO(done.data)).active
    assert [sheet.cell(row, 3).value for row in range(3, 8)] == ["1", "3", "2", "0", "1"]
    assert {sheet.cell(row, column).value for row in range(3, 10) for column in (2, 4)} == {None}
    assert (done.name, sheet["A1"].value) == ("季报表-云州市司法局-2021-03.xlsx", "填报单位（盖章）：云州市司法局")


def test_a_quarter_has_the_work_of_all_its_months() -> None:
    declared = read_declared(DECLARED / "季报表.json")
    own = OwnForm(workbook(rows_of("季报表.json"), "内容"), declared=declared)
    first, second = (report(book(REGISTERS), month, template=own, desk=DESK, filled_on=FORM_DAY).data for month in ("2021-01", MARCH))
    assert openpyxl.load_workbook(io.BytesIO(first)).active["B4"].value == "3"
    assert openpyxl.load_workbook(io.BytesIO(second)).active["B4"].value == "3"


def test_a_yearly_table_in_word_is_filled_from_its_declaration() -> None:
    document = Document()
    document.add_paragraph("填报单位：____  填报日期：____")
    table = document.add_table(rows=0, cols=2)
    for label in rows_of("年度统计表.json"):
        table.add_row().cells[0].text = label
    out = io.BytesIO()
    document.save(out)
    own = OwnForm(out.getvalue(), declared=read_declared(DECLARED / "年度统计表.json"))
    done = report(book(REGISTERS), "2021-03", template=own, desk=DESK, filled_on=FORM_DAY)
    after = Document(io.BytesIO(done.data)).tables[0]
    assert after.rows[2].cells[1].text.startswith("共1次。")
    assert after.rows[1].cells[1].text.startswith("在市局网站公示抽查结果1家。")


def test_the_months_of_a_quarter_are_not_the_quarter() -> None:
    own = OwnForm(workbook(rows_of("季报表.json"), "1月", "2月", "3月"), declared=read_declared(DECLARED / "季报表.json"))
    with pytest.raises(UserError) as caught:
        report(book(REGISTERS), MARCH, template=own, desk=DESK, filled_on=FORM_DAY)
    assert {found.code for found in caught.value.problems} == {"P72"}


def test_the_trace_names_the_cells_of_the_other_form() -> None:
    own = OwnForm(workbook(rows_of("季报表.json"), "内容"), declared=read_declared(DECLARED / "季报表.json"))
    done = report(book(REGISTERS), MARCH, template=own, desk=DESK, filled_on=FORM_DAY)
    by_what = {figure["what"]: figure["cell"] for figure in done.trace_data["figures"]}
    assert by_what["任务T1 抽取数量"] == "统计表!B3、统计表!B4"


def test_a_declared_form_without_a_file_to_fill_is_refused() -> None:
    with pytest.raises(UserError) as caught:
        report(book(REGISTERS), MARCH, template=OwnForm(declared=read_declared(DECLARED / "季报表.json")), desk=DESK, filled_on=FORM_DAY)
    assert [found.code for found in caught.value.problems] == ["P78"]


@pytest.mark.parametrize("given", [
    [], {}, {"名称": "甲", "周期": "周", "栏目": [{"标签": "甲", "内容": "乙"}]}, {"名称": "", "周期": "季", "栏目": [{"标签": "甲", "内容": "乙"}]},
    {"名称": "甲", "周期": "季", "栏目": ["乙"]}, {"名称": "甲", "周期": "季", "栏目": [{"标签": "甲"}]},
    {"名称": "甲", "周期": "季", "栏目": [{"标签": "甲", "内容": "{没有的数}"}]}, {"名称": "甲", "周期": "季", "栏目": [{"标签": "甲", "内容": "{"}]},
    {"名称": "甲", "周期": "季", "栏目": [{"标签": "甲", "内容": "乙", "别名": "丙"}]}, {"名称": "甲", "周期": "季", "多余": 1, "栏目": [{"标签": "甲", "内容": "乙"}]},
    {"名称": "甲", "周期": "季", "小标题": "丙", "栏目": [{"标签": "甲", "内容": "乙", "提示": 1, "多": 2}]},
    {"名称": "甲", "周期": "季", "栏目": [{"标签": "甲", "内容": "乙"}, {"标签": "甲", "内容": "乙"}]}])
def test_what_is_no_declaration_is_refused_with_everything_wrong_in_it(given: object) -> None:
    with pytest.raises(UserError) as caught:
        read_spec(given, "季报表.json")
    assert {found.code for found in caught.value.problems} == {"P77"}


def test_every_number_is_counted_and_none_is_negative() -> None:
    found = counted(REGISTERS)
    assert all(number.of(found) >= 0 for number in NUMBERS.values())
    assert len(set(names())) == len(names())


def test_a_column_for_the_running_total_gets_the_years_numbers() -> None:
    form, places = book_with_form(top=2, hints={})
    put(form.active, 1, 3, "本月")
    put(form.active, 1, 4, "累计")
    for address in places.values():
        put(form.active, form.active[address].row, 4)
    done = report(book(REGISTERS), "2021-04", template=OwnForm(saved(form)), desk=DESK, filled_on=FORM_DAY.replace(month=4))
    sheet = openpyxl.load_workbook(io.BytesIO(done.data)).active
    beside = {key: (sheet[cell].value, sheet[cell].offset(0, 1).value) for key, cell in places.items()}
    assert beside["scope"] == ("无。（统计期间：2021年3月21日至4月20日）", "抽查1次，抽取检查对象3家")
    assert {key: total for key, (_, total) in beside.items()} == totals(counted(REGISTERS))
    assert set(totals(counted(REGISTERS))) == {field.key for field in BODY_FIELDS}
