"""Forms of bureaus made at random: every one is filled in the right cells, or asked about; none is filled wrongly."""

from __future__ import annotations

import io

import openpyxl
import pytest
from docx import Document
from openpyxl.worksheet.datavalidation import DataValidation

from ssj_xl.papers.form import Asked
from ssj_xl.papers.form.labels import Rank, body_field, is_total, rank_of
from ssj_xl.tables.form import BODY_FIELDS, FIELD_BY_KEY
from ssj_xl.tables.problems import Problem, UserError
from tests.papers.bureau_forms import judged, variant
from tests.papers.form_cases import (
    CONTENT,
    FOOT_LINE,
    HEAD_LINE,
    FormContent,
    book_with_form,
    fill,
    opened,
    put,
    saved,
    title_of,
    value,
)
from tests.papers.word_cases import docx, filled_text, word_form
from tests.sampling import sample

_SEEDS = sample(range(120), 2)
_MARCH = Asked(month="2021-03", names=("律师处",))
OF_MARCH = FormContent(**{field.key: CONTENT.text(field.key) for field in BODY_FIELDS}, unit="示例市司法局律师处",
                       filled_on=CONTENT.filled_on, contact="张三", phone="1", mobile="2", asked=_MARCH)


@pytest.mark.parametrize("seed", _SEEDS)
@pytest.mark.long(but=1)
def test_a_form_is_filled_right_or_asked_about(seed: int) -> None:
    case = variant(seed)
    outcome, why = judged(case)
    assert (outcome, why) == ("right", "") or (case.doubt and outcome == "asked")


@pytest.mark.long
def test_what_is_asked_about_leaves_nine_in_ten_that_are_filled() -> None:
    assert sum(not variant(seed).doubt for seed in _SEEDS) > 0.9 * len(_SEEDS)


def refusal(data: bytes) -> list[Problem]:
    with pytest.raises(UserError) as caught:
        fill(data, OF_MARCH)
    return list(caught.value.problems)


# --- which of two cells ------------------------------------------------------------------------------

def with_second_column(*heads: str) -> bytes:
    """The form with two columns for content, headed as given."""
    book, places = book_with_form(top=2, hints={})
    for number, head in enumerate(heads):
        put(book.active, 1, 3 + number, head)
    for address in places.values():
        put(book.active, book.active[address].row, 4)
    return saved(book)


def test_two_blank_columns_without_heads_are_asked_about_cell_by_cell() -> None:
    found = refusal(with_second_column())
    assert [one.code for one in found] == ["P72"] * 9
    assert "C5 或 D5" in found[0].text
    assert "--map 会议=" in found[0].remedy


@pytest.mark.parametrize(("heads", "column"), [
    (("上月", "本月"), "D"), (("本月", "上月"), "C"), (("责任单位", "填报内容"), "D"), (("累计", "3月"), "D"),
    (("2月", "三月"), "D"), (("备注", "完成情况"), "D"), (("公证处", "律师处"), "D"), (("具体进展", "备注"), "C")])
def test_the_forms_own_heads_decide(heads: tuple[str, str], column: str) -> None:
    filled = fill(with_second_column(*heads), OF_MARCH)
    assert {cell.rpartition("!")[2][0] for key, cell in filled.cells.items() if FIELD_BY_KEY[key].in_body} == {column}


@pytest.mark.parametrize("heads", [("工作内容", "完成情况"), ("甲", "乙"), ("上月", "备注"), ("公证处", "司法鉴定处"), ("甲", "备注")])
def test_heads_that_leave_a_doubt_are_asked_about(heads: tuple[str, str]) -> None:
    assert {one.code for one in refusal(with_second_column(*heads))} <= {"P72", "P05"}


@pytest.mark.parametrize(("text", "rank"), [
    ("本月", Rank.MONTH), ("本月完成情况", Rank.MONTH), ("截至本月累计", Rank.AGAINST), ("３月", Rank.MONTH), ("2021年3月", Rank.MONTH),
    ("2020年3月", Rank.AGAINST), ("12月", Rank.AGAINST), ("十二月", Rank.AGAINST), ("填报内容", Rank.CONTENT), ("备 注", Rank.AGAINST),
    ("律师处", Rank.OWN),
    ("第一季度", Rank.AGAINST), ("1-3月", Rank.AGAINST), ("本年计划", Rank.AGAINST),
    ("示例市司法局", Rank.AGAINST), ("计量单位：家", Rank.NONE), ("3", Rank.NONE), ("", Rank.NONE), ("其他", Rank.UNKNOWN)])
def test_what_a_head_says(text: str, rank: Rank) -> None:
    assert rank_of(text, _MARCH) is rank


@pytest.mark.parametrize(("text", "total"), [
    ("累计", True), ("本年累计", True), ("1-3月累计", True), ("1—3月", True), ("1-3月", True), ("年初至今", True), ("截至本月累计数", True),
    ("1-2月累计", False), ("上年累计", False), ("本年计划", False), ("全年任务数", False), ("去年同期累计", False), ("累计同比", False)])
def test_which_column_is_for_the_running_total(text: str, total: bool) -> None:
    assert is_total(text, "2021-03") is total


# --- wordings ----------------------------------------------------------------------------------------

@pytest.mark.parametrize(("text", "key"), [
    ("召开会议部署随机抽查工作情况", "meetings"), ("当月印发“双随机”工作文件情况", "documents"), ("全省（市、县）本系统开展随机抽查情况", "region"),
    ("全区(市、县)本系统开展随机抽查情况", "region"), ("五、全县系统开展随机抽查情况：", "region")])
def test_a_label_is_known_in_the_wording_of_every_place(text: str, key: str) -> None:
    assert body_field(text) is FIELD_BY_KEY[key]


@pytest.mark.parametrize("text", ["上月召开会议部署随机抽查工作情况", "本年召开会议部署随机抽查工作情况", "本季度随机抽查的检查事项",
                                  "全市其他系统开展随机抽查情况", "发现问题的检查主体"])
def test_a_wording_with_another_meaning_is_no_label(text: str) -> None:
    assert body_field(text) is None


def test_a_near_miss_is_offered_with_its_cell_and_not_taken() -> None:
    book, places = book_with_form(worded=lambda field: "本月召开部署随机抽查工作会议情况" if field.key == "meetings" else field.title)
    [found] = refusal(saved(book))
    row = book.active[places["meetings"]].row
    assert found.code == "P01"
    assert f"B{row} 的“本月召开部署随机抽查工作会议情况”" in found.text


# --- prose, and what stands in one cell ----------------------------------------------------------------

@pytest.mark.parametrize("note", ["注：填报中如有问题，联系人：王五，联系电话：0311-1。", "请于每月21日前报送，联系人：王五  电话：2",
                                  "填报说明：单位名称：填全称"])
def test_a_contact_in_a_note_is_not_the_forms(note: str) -> None:
    book, _ = book_with_form()
    row = book.active.max_row + 1
    book.active.cell(row, 1, note)
    filled = fill(saved(book), OF_MARCH)
    assert opened(filled.data).active.cell(row, 1).value == note
    assert filled.cells["contact"].endswith(f"A{row - 1}")


def test_an_instruction_under_a_label_stays_and_the_content_goes_beside() -> None:
    book, places = book_with_form(worded=lambda field: f"{field.title}\n请写明时间", hints={})
    filled = fill(saved(book), OF_MARCH)
    assert {key: filled.cells[key].rpartition("!")[2] for key in places} == places
    assert "请写明时间" in str(value(filled.data, f"三月!B{book.active[places['items']].row}"))


def test_a_small_table_in_a_word_cell_is_left_alone_and_named() -> None:
    document = word_form(hints=False)
    cell = document.tables[0].rows[-1].cells[-1]
    inner = cell.add_table(rows=2, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "名称", "时间"
    filled = fill(docx(document), OF_MARCH)
    assert filled_text(filled.data, filled.cells["region"]).strip() == CONTENT.region
    after = Document(io.BytesIO(filled.data)).tables[0].rows[-1].cells[-1].tables[0]
    assert [each.text for row in after.rows for each in row.cells] == ["名称", "时间", "", ""]


# --- the month, the date, what stays blank -------------------------------------------------------------

@pytest.mark.parametrize(("title", "after"), [
    ("双随机工作月报表（    年  月）", "双随机工作月报表（2021年3月）"), ("____年__月月报表", "2021年3月月报表"), ("（  月）月报表", "（3月）月报表"),
    ("2021年2月月报表", "2021年3月月报表"), ("2021年度双随机工作 月报表", None), ("报告期：", "报告期：2021年3月"),
    ("报告期：2021年3月", None), ("2021年2月20日印发", None)])
def test_the_month_of_the_form_is_filled_where_the_form_has_a_blank_for_it(title: str, after: str | None) -> None:
    book, _ = book_with_form()
    book.active["A1"] = title
    assert value(fill(saved(book), OF_MARCH).data, "三月!A1") == (after or title)


def test_a_date_in_three_cells_is_written_in_three_parts() -> None:
    book, _ = book_with_form()
    for column, text in enumerate(["填表时间：", None, "年", None, "月", None, "日"], start=1):
        book.active.cell(2, column).value = text
    sheet = opened(fill(saved(book), OF_MARCH).data).active
    assert [sheet.cell(2, column).value for column in range(1, 8)] == ["填表时间：", "2021", "年", "3", "月", "19", "日"]


def test_what_is_still_blank_is_listed_with_its_cell() -> None:
    book, _ = book_with_form()
    foot = book.active.max_row
    put(book.active, foot + 1, 2, "本月信用监管情况")
    put(book.active, foot + 1, 3)
    book.active.cell(foot, 1).value = FOOT_LINE + "  审核人：____"
    [found] = [one for one in fill(saved(book), OF_MARCH).warnings if one.code == "P73"]
    assert found.params["cells"] == f"C{foot + 1}"


def test_a_label_whose_value_is_written_into_the_next_cell_is_no_blank() -> None:
    book, _ = book_with_form()
    for column, text in enumerate(["单位名称：", None, "审核人："], start=1):
        book.active.cell(2, column).value = text
    filled = fill(saved(book), OF_MARCH)
    assert opened(filled.data).active["B2"].value == OF_MARCH.unit
    assert [one.params["cells"] for one in filled.warnings if one.code == "P73"] == ["C2"]


def test_a_cell_that_allows_only_some_words_is_named() -> None:
    book, places = book_with_form(hints={})
    rule = DataValidation(type="list", formula1='"有,无"')
    book.active.add_data_validation(rule)
    rule.add(places["meetings"])
    [found] = [one for one in fill(saved(book), OF_MARCH).warnings if one.code == "P82"]
    assert (found.place.cell, "只能填有、无" in found.text) == (places["meetings"], True)
    nothing = FormContent(unit="甲", filled_on=CONTENT.filled_on)
    assert "P82" not in {one.code for one in fill(saved(book), nothing).warnings}


def test_of_a_year_book_the_month_is_filled() -> None:
    book, _ = book_with_form()
    for name in ("二月", "四月"):
        book.copy_worksheet(book.active).title = name
    assert fill(saved(book), OF_MARCH).cells["meetings"].startswith("三月!")


def test_names_of_cells_may_be_the_labels_themselves() -> None:
    from openpyxl.workbook.defined_name import DefinedName

    book, _ = book_with_form(leave_out=("meetings",))
    book.defined_names["本月召开会议部署随机抽查工作情况"] = DefinedName("本月召开会议部署随机抽查工作情况", attr_text="三月!$F$30")
    assert fill(saved(book), OF_MARCH).cells["meetings"] == "三月!F30"


# --- what somebody named -------------------------------------------------------------------------------

def test_the_cell_that_somebody_named_goes_before_everything() -> None:
    places = {field.key: f"D{row}" for field, row in zip(BODY_FIELDS, (5, 6, 7, 10, 11, 12, 13, 14, 15), strict=True)}
    content = FormContent(meetings="甲", filled_on=CONTENT.filled_on, unit="乙", asked=Asked(places=places))
    filled = fill(with_second_column(), content)
    assert value(filled.data, filled.cells["meetings"]) == "甲"
    assert {key: filled.cells[key] for key in places} == {key: f"三月!{cell}" for key, cell in places.items()}


def test_a_field_that_somebody_left_out_is_not_filled() -> None:
    book = openpyxl.Workbook()
    for row in (["", HEAD_LINE], *(["", field.title, field.hint or None] for field in BODY_FIELDS[1:]), ["", FOOT_LINE]):
        book.active.append(row)
    left = FormContent(unit="乙", filled_on=CONTENT.filled_on, asked=Asked(places={"meetings": ""}))
    assert "meetings" not in fill(saved(book), left).cells
    assert [one.params["label"] for one in refusal(saved(book))] == [title_of("meetings")]
