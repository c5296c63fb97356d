"""The monthly form of a workbook: filled, traced, and refused where a figure would be wrong."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from ssj_xl.tables.form import BODY_FIELDS
from ssj_xl.tables.problems import UserError
from ssj_xl.workflows.monthly.own_form import OwnForm, official
from ssj_xl.workflows.monthly.report import Report, report, write_form
from tests.papers.word_cases import filled_text
from tests.workflows.monthly.report_books import DESK, DRAWN, FORM_DAY, MARCH, TASK, book, winners

FINDINGS = "\n检查结果\n任务编号 对象编码 事项编码 检查日期 检查结果 公示日期\n"
MONTH = TASK + DRAWN + winners("A", "B") + FINDINGS + "T1 A LS-01 2021-03-10 未发现问题 2021-03-12\n"


def made(text: str = MONTH, month: str = MARCH, filled_on: date = FORM_DAY, **settings: object) -> Report:
    return report(book(text, **settings), month, desk=DESK, filled_on=filled_on)


def cells(filled: Report) -> dict[str, str]:
    sheets = load_workbook(io.BytesIO(filled.data))
    at = {key: address.split("!") for key, address in filled.cells.items()}
    return {key: str(sheets[sheet][cell].value) for key, (sheet, cell) in at.items()}


def refused(text: str, month: str = MARCH, filled_on: date = FORM_DAY, **settings: object) -> list[str]:
    with pytest.raises(UserError) as error:
        made(text, month, filled_on, **settings)
    return [found.code for found in error.value.problems]


def test_the_form_is_filled_with_the_figures_of_the_workbook() -> None:
    texts = cells(made(division="律师处", contact="沈砚川"))
    assert texts["scope"].startswith("律所抽查：对象范围为全市律师事务所，名录共40家，抽取2家，抽查比例5%。")
    assert texts["unit"] == "单位名称（盖章）：云州市司法局律师处"
    assert "填表时间：2021年3月21日" in texts["filled_on"]
    assert "联系人：沈砚川" in texts["contact"]


def test_without_a_date_the_form_bears_todays() -> None:
    filled = report(book(MONTH), MARCH, desk=DESK)
    assert "2021年3月21日" in cells(filled)["filled_on"]


def test_an_empty_month_gives_a_complete_form_of_无() -> None:
    texts = cells(made(""))
    assert [texts[field.key] for field in BODY_FIELDS if field.key != "scope"] == ["无"] * (len(BODY_FIELDS) - 1)
    assert texts["scope"] == "无。（统计期间：2021年2月21日至3月20日）"


def test_a_bureaus_own_template_is_filled_in_its_place() -> None:
    sheets = load_workbook(io.BytesIO(official()))
    sheets.active.insert_rows(1, 3)
    sheets.active.title = "本局月报"
    for name in list(sheets.defined_names):
        del sheets.defined_names[name]
    sheets.active.merged_cells.ranges.clear()
    sheets.active.delete_cols(4)
    own = io.BytesIO()
    sheets.save(own)
    filled = report(book(""), MARCH, template=OwnForm(own.getvalue()), desk=DESK, filled_on=FORM_DAY)
    assert filled.cells["meetings"].startswith("本局月报!")


def test_the_same_workbook_gives_the_same_bytes() -> None:
    first, second = made(), made()
    assert (first.data, first.trace) == (second.data, second.trace)


def test_files_are_named_by_unit_and_month() -> None:
    filled = made(division="律师 / 公证处")
    assert (filled.name, filled.trace_name) == ("月报表-云州市司法局律师_公证处-2021-03.xlsx",
                                                "月报追溯-云州市司法局律师_公证处-2021-03.xlsx")


def test_the_trace_is_a_workbook_that_leads_from_each_number_to_its_rows() -> None:
    sheet = load_workbook(io.BytesIO(made().trace))["追溯"]
    rows = [row for row in sheet.iter_rows(min_row=2, values_only=True) if row[2] == "任务T1 抽取数量"]
    assert [(row[0], row[1]) for row in rows] == [("对象范围", "月报表!C10")] * 2
    assert [(row[3], row[4], row[5], row[6]) for row in rows] == [
        ("2", "抽取名单", "C2", "T1 A"), ("2", "抽取名单", "C3", "T1 B")]


def test_the_companion_of_the_form_has_places_for_who_checks_and_who_approves_it() -> None:
    sheet = load_workbook(io.BytesIO(made().trace))["说明"]
    assert any("审核人" in str(row[0]) and "签批人" in str(row[0]) for row in sheet.iter_rows(values_only=True))


def test_the_trace_has_the_running_balance_of_the_year() -> None:
    filled = made()
    lines = list(load_workbook(io.BytesIO(filled.trace))["结存"].iter_rows(values_only=True))
    assert lines[0] == ("任务", "月份", "统计期间", "抽取", "检查", "公示", "累计抽取", "累计检查", "累计公示", "期末待检查",
                        "期末待公示")
    assert lines[3] == ("计划内", "2021-03", "2021年2月21日至3月20日", 2, 1, 1, 2, 1, 1, 1, 0)
    assert len(lines) == 4
    assert filled.trace_data["months"]["计划内"][2]["to_check"] == 1


def test_the_trace_prints_on_a_landscape_page_in_letters_that_can_be_read() -> None:
    for sheet in load_workbook(io.BytesIO(made().trace)):
        width = sum(column.width for column in sheet.column_dimensions.values()) * 5.25
        assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$1:$1")
        assert width * 0.95 <= 842 - 2 * 0.4 * 72


@pytest.mark.long
def test_a_word_form_is_filled_with_the_same_texts() -> None:
    office = book(MONTH)
    as_sheet = report(office, MARCH, desk=DESK, filled_on=FORM_DAY)
    as_word = report(office, MARCH, template=OwnForm(official(".docx")), desk=DESK, filled_on=FORM_DAY)
    expected = cells(as_sheet)
    assert as_word.name == "月报表-云州市司法局-2021-03.docx"
    assert {field.key: filled_text(as_word.data, as_word.cells[field.key]) for field in BODY_FIELDS} == {
        field.key: expected[field.key] for field in BODY_FIELDS}
    trace = load_workbook(io.BytesIO(as_word.trace))["追溯"]
    assert "表1第8行第3格" in {row[1] for row in trace.iter_rows(values_only=True)}


def test_a_name_that_looks_like_a_formula_stays_text_in_the_trace() -> None:
    acts = "工作动态\n日期 类别 名称\n2021-03-05 会议 =1+1\n"
    sheet = load_workbook(io.BytesIO(made(acts).trace))["追溯"]
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1")
    assert cell.data_type == "s"


def test_the_trace_is_plain_data_for_programs() -> None:
    data = json.loads(json.dumps(made().trace_data, ensure_ascii=False))
    assert data["facts"]["统计期间"].startswith("2021年2月21日至3月20日")
    assert {figure["field"] for figure in data["figures"]} <= {field.key for field in BODY_FIELDS}


# --- what is refused --------------------------------------------------------------------------------

def test_a_wrong_month_is_refused() -> None:
    assert refused("", "2021-13") == ["U01"]


def test_a_month_of_another_year_is_refused() -> None:
    assert refused("", "2019-03") == ["P32"]


def test_the_first_form_of_the_next_year_still_counts_this_years_last_days() -> None:
    assert cells(made("", "2022-01", date(2022, 1, 21)))["meetings"] == "无"


def test_a_month_that_has_not_begun_is_refused() -> None:
    assert refused("", "2021-05") == ["P33"]


def test_a_missing_table_is_refused() -> None:
    office = book("")
    del office.gateway._grids["检查结果"]  # type: ignore[attr-defined]
    with pytest.raises(UserError) as error:
        report(office, MARCH, desk=DESK)
    assert [found.code for found in error.value.problems] == ["F09"]


@pytest.mark.parametrize(("faulty", "code"), [
    (MONTH.replace("2021-03-10", "三月十日"), "T05"),
    (MONTH.replace("未发现问题", "没问题"), "T10"),
    (MONTH.replace("T1 JH1", "T1 JH9"), "R01"),
    (MONTH.replace("LS-01、LS-02 律师", "LS-01、LS-09 律师"), "R41"),
    (MONTH + "T1 A LS-01 2021-03-11 未发现问题 -\n", "R02"),
    (MONTH.replace("T1 A LS-01", "T1 Z LS-01"), "R80"),
    (MONTH.replace("2021-03-10", "-"), "R82"),
    (MONTH.replace("2021-03-02~09:00:00", "-"), "R163"),
    ("区县开展情况\n月份 单位\n某月 甲县司法局\n", "T19"),
    ("工作动态\n日期 类别\n2021-03-05 会义\n", "T10")])
def test_an_error_that_would_make_a_figure_wrong_is_refused(faulty: str, code: str) -> None:
    assert refused(faulty) == [code]


def test_all_errors_are_named_at_once_with_their_cells() -> None:
    with pytest.raises(UserError) as error:
        made(MONTH.replace("2021-03-12", "某日").replace("未发现问题", "没问题"), "2019-03")
    places = [(found.code, str(found.place)) for found in error.value.problems]
    assert [code for code, _ in places] == ["T10", "T05", "P32"]
    assert [place for _, place in places[:2]] == ["主台账.xlsx 检查结果!E2", "主台账.xlsx 检查结果!F2"]


def test_an_error_that_touches_no_figure_does_not_stop_the_form() -> None:
    text = MONTH.replace("检查结果 公示日期\n", "检查结果 公示日期 移送日期\n")
    filled = made(text.replace("2021-03-12\n", "2021-03-12 某日\n"))
    assert "T05" in [found.code for found in filled.warnings]


# --- what is said ------------------------------------------------------------------------------------

def warned(text: str, **more: object) -> set[str]:
    return {found.code for found in made(text, **more).warnings}  # type: ignore[arg-type]


def test_a_form_before_the_end_of_its_period_is_made_with_a_warning() -> None:
    assert "P34" in warned(MONTH, filled_on=date(2021, 3, 18))
    assert "P34" not in warned(MONTH)


def test_a_form_of_a_running_month_says_as_of_the_day_of_filling() -> None:
    texts = cells(made(filled_on=date(2021, 3, 18)))
    assert "截至填表日（3月18日），上述对象已检查1家，待检查1家。" in texts["scope"]
    assert "3月20日）已" not in texts["publication"]


def later(text: str, **more: object) -> list[str]:
    return [found.text for found in made(text, **more).warnings if found.code == "P37"]  # type: ignore[arg-type]


@pytest.mark.long
def test_what_happened_between_the_period_and_the_day_of_filling_is_named() -> None:
    text = MONTH.replace("2021-03-02~09:00:00", "2021-03-23~09:00:00").replace("2021-03-10", "2021-03-24").replace(
        "2021-03-12", "2021-03-25")
    assert later(text, filled_on=date(2021, 3, 25)) == [
        "统计期间到 2021-03-20 为止，此后至填表（2021-03-25）又有抽取1次（T1 3月23日）、检查1个对象、公示1个对象，没有计入本表，计入以后的月报。"]
    assert "抽取1次" in later(text, filled_on=date(2021, 3, 23))[0]
    assert later(text, filled_on=date(2021, 3, 22)) == []
    assert later(MONTH, filled_on=date(2021, 3, 25)) == []


def test_a_joint_task_of_another_division_is_not_named_as_later() -> None:
    text = MONTH.replace("2021-03-02~09:00:00", "2021-03-23~09:00:00").replace("发起处室", "发起处室 参与处室").replace(
        "律所抽查 律师处", "律所抽查 律师处 公证处")
    assert later(text, filled_on=date(2021, 3, 25), division="公证处") == []


def test_errors_that_change_no_figure_are_one_line() -> None:
    text = MONTH.replace("律师事务所 全市律师事务所\n", "律师事务所 全市律师事务所\nT2 JH9 P2 别的 律师处 LS-09 律师事务所 -\n")
    text = text.replace("JH1 LS-01\n", "JH1 LS-01\nJH2 LS-77\n")
    found = [problem for problem in made(text.replace("T2 JH9", "T2 JH1").replace("LS-09", "LS-01")).warnings
             if problem.code == "P38"]
    assert [problem.params["count"] for problem in found] == [1]
    assert "ssj-xl check" in found[0].remedy


def test_a_sound_workbook_says_nothing_of_other_problems() -> None:
    assert "P38" not in warned(MONTH)


def test_a_cancelled_task_that_was_drawn_is_named() -> None:
    text = MONTH.replace("对象范围\n", "对象范围 状态\n").replace("全市律师事务所\n", "全市律师事务所 已取消\n")
    assert "P31" in warned(text)


def test_visits_of_a_cancelled_task_are_named() -> None:
    text = MONTH.replace("对象范围\n", "对象范围 状态\n").replace("全市律师事务所\n", "全市律师事务所 已取消\n")
    assert "P45" in warned(text)
    assert "P45" not in warned(MONTH)


def test_a_draw_of_an_earlier_month_that_was_voided_is_named() -> None:
    text = MONTH.replace("抽取时间\n", "抽取时间 作废时间 作废原因\n").replace("09:00:00\n", "09:00:00 2021-03-09~09:00:00 名录有误\n", 1)
    assert "P46" not in warned(text)
    assert "P46" in warned(text.replace("2021-03-01~", "2021-02-01~").replace("2021-03-02~", "2021-02-02~"))


@pytest.mark.long
def test_a_draw_without_the_size_of_its_list_is_named_and_has_no_ratio() -> None:
    text = MONTH.replace("T1 40 ", "T1 - ")
    assert "P35" in warned(text)
    assert "抽查比例" not in cells(made(text))["scope"]


def many_tasks(count: int) -> str:
    """A month with so many tasks, each drawn."""
    tasks = "".join(f"T{n} JH1 P{n} 第{n}次律所抽查 律师处 LS-01、LS-02 律师事务所 甲区、乙区、丙区、丁区、戊区的律师事务所\n" for n in range(2, count + 1))
    text = TASK.replace("律师事务所 全市律师事务所\n", f"律师事务所 全市律师事务所\n{tasks}")
    draws = "".join(f"T{n} 40 2021-03-01~09:00:00 2021-03-02~09:00:00\n" for n in range(2, count + 1))
    drawn = DRAWN.replace("2021-03-02~09:00:00\n", f"2021-03-02~09:00:00\n{draws}", 1)
    return text + drawn + winners("A", "B") + "".join(winners("A", "B", task=f"T{n}") for n in range(2, count + 1))


@pytest.mark.long
def test_what_does_not_fit_at_nine_points_is_a_sum_and_an_annex() -> None:
    filled = made(many_tasks(40))
    assert cells(filled)["scope"] == "抽查40次，抽取检查对象2家。详见附件。"
    assert "P81" in {found.code for found in filled.warnings}
    annex = load_workbook(io.BytesIO(filled.annex))["附件"]
    texts = [str(text) for line in annex.values for text in line if text]
    assert all(any(f"第{n}次律所抽查：" in text for text in texts) for n in range(2, 41))
    sizes = {cell.font.size for line in load_workbook(io.BytesIO(filled.data)).active.iter_rows() for cell in line if cell.value}
    assert min(sizes) >= 9


def test_the_annex_of_an_earlier_form_is_not_beside_a_form_that_needs_none(tmp_path: Path) -> None:
    form = tmp_path / "月报表.xlsx"
    names = [[file.name for file in write_form(form, data=data, trace=b"2", annex=annex)] for data, annex in ((b"1", b"3"), (b"", b""), (b"1", b""))]

    assert names == [["月报表.xlsx", "月报表-追溯.xlsx", "月报表-附件.xlsx"], [], ["月报表.xlsx", "月报表-追溯.xlsx"]]
    assert {file.name for file in tmp_path.iterdir()} == {"月报表.xlsx", "月报表-追溯.xlsx"}


def test_a_month_that_fits_has_no_annex() -> None:
    assert made().annex == b""


def test_a_publication_without_a_site_is_named() -> None:
    assert "P79" in warned(MONTH, site="")
    assert "P79" not in warned(MONTH)


def test_a_county_without_numbers_is_named() -> None:
    assert "P36" in warned("区县开展情况\n月份 单位 抽查主体数 公示数\n2021-03 甲县司法局 - 3\n")


def test_a_task_outside_the_platform_is_named_in_its_month_only() -> None:
    text = MONTH.replace("P1 律所", "- 律所")
    assert "R60" in warned(text)
    assert "R60" not in {found.code for found in made(text, "2021-01").warnings}


def test_a_document_without_its_number_is_named() -> None:
    assert "R09" in warned("工作动态\n日期 类别 名称\n2021-03-05 文件 通知\n")
