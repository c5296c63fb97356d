"""The form is filled whatever a bureau's template looks like."""

from __future__ import annotations

import io

import openpyxl
import pytest

from ssj_xl.papers.form import Filled
from ssj_xl.tables.form import BODY_FIELDS, FIELDS, HEADING_OF_ITEM_4, FormField
from tests.papers.form_cases import (
    BODY_TEXT,
    CONTENT,
    FOOT_LINE,
    HEAD_LINE,
    FormContent,
    book_with_form,
    fill,
    opened,
    put,
    saved,
    table_form,
    title_of,
    value,
)


def body_values(filled: Filled) -> dict[str, object]:
    return {field.key: value(filled.data, filled.cells[field.key]) for field in BODY_FIELDS}


def body_cells(filled: Filled) -> dict[str, str]:
    return {field.key: filled.cells[field.key].rpartition("!")[2] for field in BODY_FIELDS}


def full_width(field: FormField) -> str:
    return field.title.replace("、", "，").replace("(", "（")


def broken_everywhere(field: FormField) -> str:
    return "\n".join(f"{letter} \u3000" for letter in field.title)


def numbered(field: FormField) -> str:
    return f"{BODY_FIELDS.index(field) + 1}．{field.title}："


def with_hint(field: FormField) -> str:
    return field.title + field.hint


@pytest.mark.parametrize("settings", [
    {},
    {"top": 9},
    {"content": 4, "last": 4},
    {"content": 3, "last": 5},
    {"content": 4, "last": 6},
    {"worded": lambda field: field.label},
    {"worded": broken_everywhere},
    {"worded": full_width},
    {"worded": numbered},
    {"worded": with_hint, "hints": {}},
], ids=["three columns", "moved down", "label over two columns", "five columns", "six columns", "printed line breaks",
        "a break after every letter", "full-width punctuation", "numbers before labels", "hints behind labels"])
@pytest.mark.long(but=1)
def test_every_content_stands_beside_its_label(settings: dict[str, object]) -> None:
    book, places = book_with_form(**settings)
    filled = fill(saved(book), CONTENT)
    assert body_cells(filled) == places
    assert body_values(filled) == BODY_TEXT
    assert not [each for each in filled.warnings if each.code == "P07"]


def test_rows_put_between_do_not_matter() -> None:
    book, places = book_with_form()
    sheet = book.active
    moved = saved(book_with_inserted_rows(sheet))
    filled = fill(moved, CONTENT)
    assert body_values(filled) == BODY_TEXT
    assert body_cells(filled) != places


def book_with_inserted_rows(sheet: openpyxl.worksheet.worksheet.Worksheet) -> openpyxl.Workbook:
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    sheet.insert_rows(5, 2)
    sheet.insert_rows(12)
    return sheet.parent


def test_a_plain_list_without_borders_or_merged_cells_is_filled() -> None:
    book = openpyxl.Workbook()
    for row in (["", HEAD_LINE], *(["", field.title, field.hint or None] for field in BODY_FIELDS), ["", FOOT_LINE]):
        book.active.append(row)
    assert body_values(fill(saved(book), CONTENT)) == BODY_TEXT


def test_the_heading_cell_of_item_4_stays_empty() -> None:
    book, _ = book_with_form()
    sheet = opened(fill(saved(book), CONTENT).data).active
    heading = next(cell for row in sheet.iter_rows() for cell in row if cell.value == HEADING_OF_ITEM_4)
    assert sheet.cell(heading.row, heading.column + 1).value is None


@pytest.mark.parametrize(("hint_col", "content_col"), [(3, 4), (4, 3)], ids=["hint first", "hint last"])
def test_a_hint_in_a_cell_of_its_own_stays(hint_col: int, content_col: int) -> None:
    book, places = book_with_form(last=4, content=3, hints={})
    sheet, row = book.active, book.active[places["meetings"]].row
    sheet.unmerge_cells(start_row=row, end_row=row, start_column=3, end_column=4)
    put(sheet, row, content_col)
    put(sheet, row, hint_col, "（注明召开会议的名称及时间）")
    filled = fill(saved(book), CONTENT)
    after = opened(filled.data).active
    assert after.cell(row, hint_col).value == "（注明召开会议的名称及时间）"
    assert after.cell(row, content_col).value == CONTENT.meetings


def test_a_hint_standing_in_the_content_cell_is_replaced() -> None:
    book, places = book_with_form()
    assert book.active[places["meetings"]].value == "(注明召开会议的名称及时间)"
    filled = fill(saved(book), CONTENT)
    assert opened(filled.data).active[places["meetings"]].value == CONTENT.meetings


def test_content_goes_below_a_label_that_spans_the_table() -> None:
    book = openpyxl.Workbook()
    sheet, expected = book.active, {}
    sheet["A1"] = HEAD_LINE
    for number, field in enumerate(BODY_FIELDS):
        put(sheet, 2 + 2 * number, 1, field.title, to=4)
        put(sheet, 3 + 2 * number, 1, field.hint or None, to=4)
        expected[field.key] = f"A{3 + 2 * number}"
    sheet["A21"] = FOOT_LINE
    filled = fill(saved(book), CONTENT)
    assert body_cells(filled) == expected
    assert body_values(filled) == BODY_TEXT


def test_labels_in_a_row_with_contents_below_are_filled() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = HEAD_LINE
    for column, field in enumerate(BODY_FIELDS, start=1):
        put(sheet, 2, column, field.title)
        put(sheet, 3, column)
    sheet["A5"] = FOOT_LINE
    filled = fill(saved(book), CONTENT)
    assert body_values(filled) == BODY_TEXT
    assert {opened(filled.data).active.cell(3, column).value for column in range(1, 10)} == set(BODY_TEXT.values())


def test_a_cell_with_label_and_hint_and_nothing_around_takes_the_content_under_its_label() -> None:
    book, _ = book_with_form(leave_out=("region",))
    sheet = book.active
    foot = sheet.max_row
    sheet.cell(foot, 1).value = None
    put(sheet, foot, 1, title_of("region") + "\n(开展的单位及抽查检查主体数量及抽查结果公示数量等情况)", to=3)
    sheet.cell(foot + 1, 1, FOOT_LINE)
    data = saved(book)
    first = fill(data, CONTENT)
    assert value(first.data, first.cells["region"]) == f"{title_of('region')}\n{CONTENT.region}"
    again = fill(first.data, FormContent(unit="示例市司法局", filled_on=CONTENT.filled_on))
    assert value(again.data, again.cells["region"]) == f"{title_of('region')}\n无"


def test_a_remarks_column_is_left_alone() -> None:
    book, places = book_with_form(top=2, hints={})
    sheet = book.active
    put(sheet, 1, 3, "填报内容")
    put(sheet, 1, 4, "备注")
    for address in places.values():
        put(sheet, sheet[address].row, 4)
    assert body_cells(fill(saved(book), CONTENT)) == places


def test_a_stamp_column_beside_all_rows_is_not_taken_for_content() -> None:
    book, places = book_with_form(hints={})
    sheet = book.active
    put(sheet, 3, 4, "（此处盖章）", down=12)
    filled = fill(saved(book), CONTENT)
    assert body_cells(filled) == places
    assert opened(filled.data).active["D3"].value == "（此处盖章）"


def test_a_contents_area_of_several_rows_is_one_place() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = HEAD_LINE
    for number, field in enumerate(BODY_FIELDS):
        put(sheet, 2 + 3 * number, 1, field.title, down=2)
        put(sheet, 2 + 3 * number, 2, None, to=4, down=2)
    sheet["A30"] = FOOT_LINE
    assert body_values(fill(saved(book), CONTENT)) == BODY_TEXT


# --- head and foot ----------------------------------------------------------------------------------

def test_blanks_that_share_a_cell_are_filled_and_their_labels_stay() -> None:
    book, _ = book_with_form()
    filled = fill(saved(book), CONTENT)
    head, foot = value(filled.data, filled.cells["unit"]), value(filled.data, filled.cells["mobile"])
    assert str(head).split() == ["单位名称（盖章）：示例市司法局", "填表时间：2021年3月19日"]
    assert str(foot).split() == ["联系人：张三", "联系电话：0311-00000000", "手机：13000000000"]
    assert filled.cells["unit"] == filled.cells["filled_on"]


def test_head_and_foot_fields_with_cells_of_their_own_are_filled() -> None:
    book, _ = book_with_form()
    sheet = book.active
    last = sheet.max_row
    sheet["A2"], sheet["B2"], sheet["C2"], sheet["D2"] = "单位名称（盖章）", None, "填表时间：", "    年  月  日"
    for column, text in enumerate(["联 系 人", None, "联系电话：", None, "手　机", None], start=1):
        sheet.cell(last, column, text)
    put(sheet, 1, 6)
    filled = fill(saved(book), CONTENT)
    found = {field.key: value(filled.data, filled.cells[field.key]) for field in FIELDS if not field.in_body}
    assert found == {"unit": "示例市司法局", "filled_on": "2021年3月19日", "contact": "张三",
                     "phone": "0311-00000000", "mobile": "13000000000"}


@pytest.mark.parametrize(("line", "expected"), [
    ("单位名称（盖章）：\u3000\u3000\u3000 填表时间：  年  月  日",
     "单位名称（盖章）：示例市司法局 填表时间：2021年3月19日"),
    ("单位名称(盖章):某局填表时间:2021年2月20日", "单位名称(盖章):示例市司法局 填表时间:2021年3月19日"),
    ("填报单位：____ 负责人：____ 填报日期：____", "填报单位：示例市司法局 负责人：____ 填报日期：2021年3月19日"),
    ("填表时间：____\n单位名称：____", "填表时间：2021年3月19日 单位名称：示例市司法局"),
], ids=["blank spaces", "glued", "another label between", "two lines"])
def test_head_lines_of_many_kinds_are_filled(line: str, expected: str) -> None:
    book, _ = book_with_form()
    book.active["A2"] = line
    filled = fill(saved(book), CONTENT)
    assert str(value(filled.data, filled.cells["unit"])).split() == expected.split()


def test_the_telephone_of_somebody_else_is_not_the_contacts() -> None:
    book, _ = book_with_form()
    sheet = book.active
    sheet["A2"] = "单位名称：____  负责人联系电话：____  填表时间：____"
    filled = fill(saved(book), CONTENT)
    assert "负责人联系电话：____" in str(value(filled.data, filled.cells["unit"]))
    assert filled.cells["phone"] != filled.cells["unit"]


def test_a_blank_head_field_keeps_its_line_for_the_pen_and_is_named() -> None:
    book, _ = book_with_form()
    filled = fill(saved(book), FormContent(unit="示例市司法局", filled_on=CONTENT.filled_on))
    foot = opened(filled.data).active.cell(opened(filled.data).active.max_row, 1).value
    assert foot == FOOT_LINE
    assert [each.params["label"] for each in filled.warnings if each.code == "P11"] == ["联系人", "联系电话", "手机"]


def test_a_form_without_a_mobile_line_does_where_there_is_no_mobile() -> None:
    book, _ = book_with_form()
    book.active.cell(book.active.max_row, 1, "联系人：_____ 联系电话：_____")
    filled = fill(saved(book), FormContent(unit="甲", filled_on=CONTENT.filled_on, contact="张三", phone="1"))
    assert "mobile" not in filled.cells


def test_an_underlined_blank_keeps_its_line() -> None:
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    book, _ = book_with_form()
    line = InlineFont(u="single")
    unit, day = TextBlock(line, "        "), TextBlock(line, "    ")
    book.active["A2"] = CellRichText("单位名称（盖章）：", unit, "填表时间：", day)
    filled = fill(saved(book), CONTENT)
    sheet = openpyxl.load_workbook(io.BytesIO(filled.data), rich_text=True).active
    underlined = [str(part).strip() for part in sheet["A2"].value if isinstance(part, TextBlock) and part.font.u]
    assert underlined == ["示例市司法局", "2021年3月19日"]


# --- names ------------------------------------------------------------------------------------------

def test_a_defined_name_goes_before_the_label() -> None:
    from openpyxl.workbook.defined_name import DefinedName

    book, places = book_with_form()
    sheet = book.active
    book.defined_names["月报_会议"] = DefinedName("月报_会议", attr_text="三月!$F$30")
    book.defined_names["月报_文件"] = DefinedName("月报_文件", attr_text="三月!#REF!")
    filled = fill(saved(book), CONTENT)
    assert filled.cells["meetings"] == "三月!F30"
    assert value(filled.data, "三月!F30") == CONTENT.meetings
    assert filled.cells["documents"].endswith(places["documents"])
    assert sheet[places["meetings"]].value == "(注明召开会议的名称及时间)"


def test_names_alone_are_enough() -> None:
    from openpyxl.workbook.defined_name import DefinedName

    book = openpyxl.Workbook()
    book.active.title = "上报 表"
    for row, field in enumerate(FIELDS, start=1):
        book.defined_names[field.name] = DefinedName(field.name, attr_text=f"'上报 表'!$B${row}:$D${row}")
    filled = fill(saved(book), CONTENT)
    assert filled.cells == {field.key: f"上报 表!B{row}" for row, field in enumerate(FIELDS, start=1)}
    assert value(filled.data, "上报 表!B1") == CONTENT.meetings


# --- which sheet ------------------------------------------------------------------------------------

@pytest.mark.parametrize("name", ["月报表（示例）", "样表", "填写说明", "示 例"])
def test_a_sheet_named_as_an_example_is_not_the_form(name: str) -> None:
    book, places = book_with_form()
    table_form(book.create_sheet(name, 0))
    filled = fill(saved(book), CONTENT)
    assert filled.cells["meetings"] == f"三月!{places['meetings']}"


def test_a_sheet_titled_as_an_example_is_not_the_form() -> None:
    book, _ = book_with_form()
    other = book.create_sheet("Sheet2")
    table_form(other, top=2)
    other["A1"] = "附件2（样表）"
    assert fill(saved(book), CONTENT).cells["unit"].startswith("三月!")


def test_a_unit_of_the_town_of_example_is_no_example() -> None:
    book, _ = book_with_form()
    book.active.title = "示例市月报表"
    book.active["A1"] = "示例市司法局“双随机、一公开”监管工作月报表"
    first = fill(saved(book), CONTENT)
    assert fill(first.data, CONTENT).cells == first.cells


def test_a_hidden_copy_of_the_form_is_not_filled() -> None:
    book, _ = book_with_form()
    copy = book.copy_worksheet(book.active)
    copy.sheet_state = "hidden"
    assert fill(saved(book), CONTENT).cells["unit"].startswith("三月!")
