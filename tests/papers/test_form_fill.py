"""What a filled form is: text as text, every other part untouched, last month's text gone, nothing cut off."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.etree import fromstring as parse

from ssj_xl.build.monthly_form import build_sheet
from ssj_xl.office.measuring import points_a_unit
from ssj_xl.papers.form import Filled
from ssj_xl.papers.form.labels import body_field, fold, is_hint
from ssj_xl.tables.form import BODY_FIELDS, FIELDS
from tests.papers.form_cases import BODY_TEXT, CONTENT, FormContent, book_with_form, fill, opened, parts, saved, value

GOLDEN = """\
1 市有关部门“双随机、一公开”监管工作月报表
2 单位名称（盖章）：示例市司法局 | 填表时间：2021年3月19日
3 一、“双随机、一公开”监管工作安排部署情况
4 1 | 本月召开会议部署/随机抽查工作情况 | 3月2日，召开全市“双随机、一公开”监管工作部署会
5 2 | 本月印发双随机工/作文件情况 | 《2021年度随机抽查工作计划》（示司通〔2021〕3号）
6 3 | 本月组织随机抽查/业务培训情况 | 执法业务培训班，32人，平台操作与执法文书
7 二、“双随机、一公开”监管工作开展情况
8 4 | 本月按年度随机抽查工作计划省本级开展随机抽查情况
9 本月组织随机/抽查的文件 | 《律师事务所随机抽查实施方案》（示司通〔2021〕9号）
10 随机抽查抽查对象范/围、数量、抽查比例 | 全市律师事务所140家，抽取14家，抽查比例10%
11 随机抽查的检查事项 | 2个大项、9个小项
12 发现问题的/检查主体数量 | 3家
13 随机抽查结果公示情况 | 国家企业信用信息公示系统（河北），公示14家
14 5 | 全市本系统开展随机抽查情况
15 桥东区司法局检查5家，公示5家
16 联系人：张三 | 联系电话：0311-00000000 | 手机：13000000000
"""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("form") / "月报表.xlsx"
    build_sheet(path)
    return path.read_bytes()


def listing(data: bytes) -> str:
    lines = []
    for row in opened(data).active.iter_rows():
        texts = [str(cell.value).replace("\n", "/") for cell in row if cell.value is not None]
        lines.append(f"{row[0].row} {' | '.join(texts)}\n")
    return "".join(lines)


def heights(data: bytes) -> dict[int, float]:
    return {row: size.height for row, size in opened(data).active.row_dimensions.items() if size.height}


def codes(filled: Filled) -> list[str]:
    return [each.code for each in filled.warnings]


def test_the_official_form_reads_as_it_should(template: bytes) -> None:
    filled = fill(template, CONTENT)
    assert listing(filled.data) == GOLDEN
    assert filled.warnings == []
    assert filled.cells.keys() == {field.key for field in FIELDS}


def test_filling_twice_gives_the_same_bytes(template: bytes) -> None:
    assert fill(template, CONTENT).data == fill(template, CONTENT).data


def test_the_official_form_is_filled_by_its_labels_too(template: bytes) -> None:
    book = opened(template)
    book.defined_names.clear()
    assert fill(saved(book), CONTENT).cells == fill(template, CONTENT).cells


def test_a_blank_month_says_nothing_to_report_in_every_cell(template: bytes) -> None:
    filled = fill(template, FormContent(unit="示例市司法局", filled_on=date(2021, 3, 19), meetings="  \n"))
    assert {value(filled.data, filled.cells[field.key]) for field in BODY_FIELDS} == {"无"}


# --- every other part -------------------------------------------------------------------------------

def other_parts(data: bytes) -> list[tuple[str, bytes]]:
    return [(name, part) for name, part in parts(data) if name != "xl/worksheets/sheet1.xml"]


def test_every_other_part_stays_byte_for_byte(template: bytes) -> None:
    assert other_parts(fill(template, CONTENT).data) == other_parts(template)


def rich_template() -> bytes:
    """A form among charts, pictures, macros, a table and a protected sheet, as a real workbook may be."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet, other = book.add_worksheet("月报表"), book.add_worksheet("台账")
    wrap = book.add_format({"text_wrap": True, "border": 1})
    sheet.set_column(2, 2, 40)
    sheet.write(0, 0, "单位名称：____ 填表时间：____")
    for row, field in enumerate(BODY_FIELDS, start=1):
        sheet.write(row, 1, field.label, wrap)
        sheet.write(row, 2, field.hint, wrap)
    sheet.write(10, 0, "联系人：____ 联系电话：____ 手机：____")
    sheet.protect("密码")
    sheet.data_validation(1, 2, 9, 2, {"validate": "length", "criteria": "<", "value": 2000})
    sheet.conditional_format(1, 2, 9, 2, {"type": "blanks", "format": wrap})
    sheet.insert_textbox(0, 5, "盖章处")
    sheet.write_comment(1, 2, "由办公室填写")
    other.add_table(0, 0, 2, 1, {"data": [[1, 2], [3, 4]]})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=台账!$A$2:$A$3"})
    other.insert_chart(5, 5, chart)
    other.write_formula(6, 0, "=月报表!C3")
    book.close()
    return with_macro_part(out.getvalue())


def with_macro_part(data: bytes) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", bytes(range(256)) * 8)
        archive.writestr("customUI/customUI14.xml", "<customUI xmlns='http://schemas.microsoft.com/office/2009/07/customui'/>")
    return out.getvalue()


def test_charts_macros_and_protection_survive() -> None:
    data = rich_template()
    filled = fill(data, CONTENT)
    assert other_parts(filled.data) == other_parts(data)
    after = dict(parts(filled.data))["xl/worksheets/sheet1.xml"].decode("utf-8")
    before = dict(parts(data))["xl/worksheets/sheet1.xml"].decode("utf-8")
    tail = before[before.index("</sheetData>"):]
    assert after.endswith(tail.rstrip())
    assert "<sheetProtection" in tail


def test_only_cells_that_are_filled_change_on_the_sheet(template: bytes) -> None:
    filled = fill(template, dataclasses.replace(CONTENT, scope="长" * 400))
    written = {address.rpartition("!")[2] for address in filled.cells.values()}
    assert unfilled_cells(filled.data, written) == unfilled_cells(template, written)


def unfilled_cells(data: bytes, written: set[str]) -> list[tuple[str, str, str]]:
    root = parse(dict(parts(data))["xl/worksheets/sheet1.xml"])
    return [(cell.get("r"), cell.get("s"), "".join(cell.itertext()))
            for cell in root.iter("{*}c") if cell.get("r") not in written]


def test_filled_cells_keep_their_format(template: bytes) -> None:
    def styles(data: bytes) -> dict[str, str]:
        root = parse(dict(parts(data))["xl/worksheets/sheet1.xml"])
        return {cell.get("r"): cell.get("s") for cell in root.iter("{*}c")}

    assert styles(fill(template, CONTENT).data) == styles(template)


# --- text is text -----------------------------------------------------------------------------------

@pytest.mark.parametrize("text", ["=1+1", "+SUM(A1)", "-3", "@cmd", "007", "3/15", "<b>&\"'", "_x000D_", "甲  乙 "])
def test_whatever_it_looks_like_it_is_written_as_text(template: bytes, text: str) -> None:
    filled = fill(template, dataclasses.replace(CONTENT, problem_subjects=text))
    sheet = opened(filled.data).active
    cell = sheet[filled.cells["problem_subjects"].rpartition("!")[2]]
    assert (cell.value.replace("_x005F_", "_"), cell.data_type) == (text.strip(), "s")


@given(text=st.text(max_size=60))
@pytest.mark.long
def test_no_text_makes_a_file_that_does_not_open(text: str) -> None:
    book, _ = book_with_form()
    filled = fill(saved(book), dataclasses.replace(CONTENT, meetings=text, contact=text))
    assert opened(filled.data)


# --- last month's form ------------------------------------------------------------------------------

def test_last_months_text_is_replaced_and_its_cells_are_named(template: bytes) -> None:
    first = fill(template, CONTENT)
    april = dataclasses.replace(CONTENT, filled_on=date(2021, 4, 20), meetings="4月1日，召开推进会", scope="")
    again = fill(first.data, april)
    assert value(again.data, again.cells["meetings"]) == "4月1日，召开推进会"
    assert value(again.data, again.cells["scope"]) == "无"
    assert "填表时间：2021年4月20日" in str(value(again.data, again.cells["filled_on"]))
    [warning] = again.warnings
    assert warning.code == "P07"
    assert all(address in warning.text for address in ("C4", "C10", "D2"))
    assert "C5" not in warning.text


def test_last_months_form_of_another_layout_is_replaced_too() -> None:
    book, _ = book_with_form()
    first = fill(saved(book), dataclasses.replace(CONTENT, trainings="联系人：李四\n（培训班）", meetings="（无）"))
    again = fill(first.data, CONTENT)
    assert {field.key: value(again.data, again.cells[field.key]) for field in BODY_FIELDS} == BODY_TEXT


def test_a_preprinted_contact_is_not_wiped_out(template: bytes) -> None:
    first = fill(template, CONTENT)
    again = fill(first.data, dataclasses.replace(CONTENT, contact="", phone="", mobile=""))
    assert listing(again.data).splitlines()[-1] == GOLDEN.splitlines()[-1]


def test_a_row_that_last_months_text_stretched_goes_back(template: bytes) -> None:
    long = fill(template, dataclasses.replace(CONTENT, items="检查事项" * 100))
    again = fill(long.data, CONTENT)
    assert heights(long.data)[11] > 200
    assert heights(again.data)[11] < 60


# --- room for the text ------------------------------------------------------------------------------

def test_rows_grow_with_their_text_and_others_do_not(template: bytes) -> None:
    before = heights(template)
    after = heights(fill(template, dataclasses.replace(CONTENT, items="检查事项" * 40)).data)
    assert {row for row in before if after[row] != before[row]} == {11}
    assert after[11] > before[11]


def test_a_text_beyond_the_highest_row_gets_a_smaller_font_and_a_warning(template: bytes) -> None:
    filled = fill(template, dataclasses.replace(CONTENT, items="检查事项" * 250))
    book = openpyxl.load_workbook(io.BytesIO(filled.data), rich_text=True)
    [part] = book.active["C11"].value
    assert codes(filled) == ["P08"]
    assert part.font.sz < 12
    assert part.font.rFont == "仿宋"
    assert heights(filled.data)[11] <= 409


def test_a_text_that_no_font_makes_fit_is_said_to_be_cut(template: bytes) -> None:
    assert codes(fill(template, dataclasses.replace(CONTENT, items="检查事项" * 2000))) == ["P08", "P09"]


def test_an_area_of_several_rows_shares_the_height() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "单位名称：____ 填表时间：____"
    for number, field in enumerate(BODY_FIELDS):
        row = 2 + 2 * number
        sheet.cell(row, 1, field.title)
        sheet.cell(row, 2).alignment = openpyxl.styles.Alignment(wrap_text=True)
        sheet.merge_cells(start_row=row, start_column=1, end_row=row + 1, end_column=1)
        sheet.merge_cells(start_row=row, start_column=2, end_row=row + 1, end_column=5)
    sheet["A20"] = "联系人：____ 联系电话：____ 手机：____"
    filled = fill(saved(book), dataclasses.replace(CONTENT, meetings="会议" * 100))
    assert heights(filled.data)[2] == heights(filled.data)[3] > 40


def test_a_cell_that_cannot_wrap_is_named_where_its_text_is_long() -> None:
    book = openpyxl.Workbook()
    for text in ("单位名称：__ 填表时间：__", *(field.title for field in BODY_FIELDS), "联系人：_ 联系电话：_ 手机：_"):
        book.active.append([text])
    book.active.column_dimensions["B"].width = 80
    data = saved(book)
    filled = fill(data, dataclasses.replace(CONTENT, scope="长" * 300))
    assert [(each.code, each.place.cell) for each in filled.warnings] == [("P10", "B6")]
    assert other_parts(filled.data) == other_parts(data)


def test_a_format_of_the_workbook_that_wraps_is_used_where_the_cells_own_does_not() -> None:
    book, places = book_with_form()
    cell = book.active[places["scope"]]
    cell.alignment = openpyxl.styles.Alignment(vertical="center")
    data = saved(book)
    filled = fill(data, dataclasses.replace(CONTENT, scope="长" * 300))
    assert opened(filled.data).active[places["scope"]].alignment.wrap_text
    assert opened(filled.data).active[places["scope"]].border.left.style == "thin"
    assert other_parts(filled.data) == other_parts(data)


def test_a_hidden_row_is_named() -> None:
    book, places = book_with_form()
    book.active.row_dimensions[book.active[places["items"]].row].hidden = True
    assert codes(fill(saved(book), CONTENT)) == ["P15"]


@pytest.mark.parametrize(("size", "points"), [(9, 4.5), (10, 5.25), (11, 5.25), (12, 6.0)])
def test_a_column_is_as_wide_as_digits_of_the_workbooks_default_font(size: float, points: float) -> None:
    assert points_a_unit(size) == points


def test_a_workbook_of_a_larger_default_font_has_wider_columns_and_lower_rows() -> None:
    import xlsxwriter

    def height(size: int) -> float:
        out = io.BytesIO()
        with xlsxwriter.Workbook(out, {"in_memory": True, "default_format_properties": {"font_size": size}}) as book:
            sheet, wrap = book.add_worksheet("月报表"), book.add_format({"text_wrap": True, "font_size": 12, "border": 1})
            sheet.set_column(1, 1, 40)
            for row, field in enumerate(BODY_FIELDS):
                sheet.write(row, 0, field.label, wrap)
                sheet.write(row, 1, "", wrap)
            sheet.write(9, 0, "单位名称：____ 填表时间：____ 联系人：____ 联系电话：____ 手机：____")
        return heights(fill(out.getvalue(), dataclasses.replace(CONTENT, scope="长" * 300)).data)[5]

    assert height(12) < height(11)


# --- words ------------------------------------------------------------------------------------------

@given(field=st.sampled_from(BODY_FIELDS), data=st.data())
def test_white_space_anywhere_in_a_label_does_not_matter(field: object, data: st.DataObject) -> None:
    gaps = st.text(alphabet=" \n\t\u3000\u00a0", max_size=2)
    spaced = "".join(letter + data.draw(gaps) for letter in field.label)  # type: ignore[attr-defined]
    assert body_field(spaced) is field


def test_full_width_forms_and_quotes_fold_to_one() -> None:
    assert fold("“双随机，一公开”（Ａ１）") == fold('"双随机、一公开"(A1)')


@pytest.mark.parametrize("text", ["(注明文件名称及文号)", "（ 多少大项、多少小项 ）", "请注明会议名称", "【填写网址】"])
def test_words_that_tell_what_to_fill_in_are_hints(text: str) -> None:
    assert is_hint(text)


@pytest.mark.parametrize("text", ["", "无", "3家", "(一)会议(二)培训", "召开会议（3月2日）"])
def test_content_is_no_hint(text: str) -> None:
    assert not is_hint(text)


# --- on paper ---------------------------------------------------------------------------------------

TEN_TASKS = dataclasses.replace(
    CONTENT,
    task_files="\n".join(f"{n}.《关于开展第{n}次随机抽查的实施方案》（示司通{n + 10}号）" for n in range(1, 11)),
    scope="\n".join(f"{n}.全市律师事务所（甲区、乙区、丙区、丁区、戊区）名录库{n}40家，抽取{n}4家，抽查比例10%，"
                    f"任务编号SFJ-LSC-2021-{n:03d}" for n in range(1, 11)),
    items="8个大项、39个小项：\n" + "；".join(f"第{n}项遵守法律法规和行业规范的情况" for n in range(1, 30)),
    publication="；".join(f"国家企业信用信息公示系统公示{n}家，https://example.org/publication/2021/03/{n:04d}.html"
                         for n in range(8)),
    region="\n".join(f"{place}区司法局检查{n}家，公示{n}家" for n, place in enumerate("甲乙丙丁戊己庚辛壬癸", start=3)),
)


@pytest.mark.libreoffice
def test_ten_tasks_print_without_a_letter_cut_off(template: bytes, tmp_path: Path) -> None:
    from collections import Counter

    from ssj_xl.papers.pdf import to_pdf
    from tests import office

    filled = fill(template, TEN_TASKS)
    (tmp_path / "form.xlsx").write_bytes(filled.data)
    printed = Counter("".join(office.pdf_text(to_pdf(tmp_path / "form.xlsx", tmp_path / "form.pdf")).split()))
    wanted = Counter("".join("".join(TEN_TASKS.texts().values()).split()))
    assert not wanted - printed


@pytest.mark.libreoffice
def test_an_ordinary_month_prints_on_one_page(template: bytes, tmp_path: Path) -> None:
    from ssj_xl.papers.pdf import to_pdf
    from tests import office

    (tmp_path / "form.xlsx").write_bytes(fill(template, CONTENT).data)
    assert office.pdf_pages(to_pdf(tmp_path / "form.xlsx", tmp_path / "form.pdf")) == 1
