"""The form as a Word table: filled by its labels, and every other part of the file untouched."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt, RGBColor

from ssj_xl.build.monthly_form import build_document
from ssj_xl.papers.form import Filled, kind
from ssj_xl.tables.form import BODY_FIELDS, FIELDS, TITLE
from ssj_xl.tables.problems import UserError
from tests.papers.form_cases import BODY_TEXT, CONTENT, FOOT_LINE, HEAD_LINE, FormContent, fill, parts, title_of
from tests.papers.word_cases import W, body_of, docx, filled_text, opened_docx, texts_of, word_form, word_table


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("form") / "月报表.docx"
    build_document(path)
    return path.read_bytes()


def worded(filled: Filled) -> dict[str, str]:
    return {field.key: filled_text(filled.data, filled.cells[field.key]) for field in BODY_FIELDS}


def refusal(data: bytes, content: FormContent = CONTENT) -> list[Any]:
    with pytest.raises(UserError) as caught:
        fill(data, content)
    return list(caught.value.problems)


def other_parts(data: bytes) -> list[tuple[str, bytes]]:
    return [(name, part) for name, part in parts(data) if name != "word/document.xml"]


# --- the official form ------------------------------------------------------------------------------

def test_every_cell_of_the_official_form_is_filled(template: bytes) -> None:
    filled = fill(template, CONTENT)
    assert worded(filled) == BODY_TEXT
    assert filled.warnings == []
    assert filled.cells.keys() == {field.key for field in FIELDS}
    assert filled.cells["scope"] == "表1第8行第3格"


def test_the_lines_over_and_under_the_table_are_filled(template: bytes) -> None:
    lines = [paragraph.text for paragraph in opened_docx(fill(template, CONTENT).data).paragraphs]
    assert lines == [TITLE, "单位名称（盖章）：示例市司法局\t填表时间：2021年3月19日",
                     "联系人：张三\t联系电话：0311-00000000\t手机：13000000000"]


def test_filling_twice_gives_the_same_bytes(template: bytes) -> None:
    assert fill(template, CONTENT).data == fill(template, CONTENT).data


def test_last_months_form_serves_as_a_template(template: bytes) -> None:
    april = dataclasses.replace(CONTENT, meetings="4月1日，召开推进会\n第二行", scope="", contact="李四")
    again = fill(fill(template, CONTENT).data, april)
    assert worded(again)["meetings"] == "4月1日，召开推进会\n第二行"
    assert worded(again)["scope"] == "无"
    assert worded(fill(again.data, CONTENT)) == BODY_TEXT
    [warning] = again.warnings
    assert warning.code == "P07"
    assert "表1第2行第3格（本月召开会议部署随机抽查工作情况）" in warning.text


def test_a_blank_month_says_无_in_every_cell(template: bytes) -> None:
    filled = fill(template, FormContent(unit="甲", filled_on=CONTENT.filled_on))
    assert set(worded(filled).values()) == {"无"}


def test_the_kind_of_a_template_is_told_by_its_content(template: bytes) -> None:
    assert kind(template) == ".docx"


# --- every other part -------------------------------------------------------------------------------

def test_every_other_part_stays_byte_for_byte(template: bytes) -> None:
    assert other_parts(fill(template, CONTENT).data) == other_parts(template)


def test_python_docx_itself_would_not_leave_them_so() -> None:
    """Why the part is put back into the file by hand."""
    data = compact(word_form())
    assert other_parts(docx(opened_docx(data))) != other_parts(data)


def compact(data: bytes) -> bytes:
    """A file as another program writes it: parts in another order, one that python-docx does not know."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx(data))) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:  # type: ignore[arg-type]
        for name in sorted(old.namelist()):
            new.writestr(name, old.read(name).replace(b"\r\n", b"\n"))
        new.writestr("customUI/customUI14.xml", "<customUI xmlns='http://schemas.microsoft.com/office/2009/07/customui'/>")
    return out.getvalue()


def test_macros_pictures_and_notes_of_a_docm_survive() -> None:
    document = word_form()
    document.sections[0].footer.paragraphs[0].text = "第 1 页"
    data = as_docm(docx(document))
    filled = fill(data, CONTENT)
    assert kind(filled.data) == ".docm"
    assert other_parts(filled.data) == other_parts(data)


def as_docm(data: bytes) -> bytes:
    plain = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(plain, b"application/vnd.ms-word.document.macroEnabled.main+xml"))
        new.writestr("word/vbaProject.bin", bytes(range(256)) * 8)
    return out.getvalue()


def test_only_the_filled_cells_and_lines_change_in_the_text(template: bytes) -> None:
    def unfilled(data: bytes) -> list[str]:
        lines = ("单位名称", "联系人")
        return [text for text in texts_of(data) if text not in BODY_TEXT.values() and not text.startswith(lines)]

    hints = {field.hint for field in BODY_FIELDS}
    before = [text for text in unfilled(template) if text and text not in hints]
    assert [text for text in unfilled(fill(template, CONTENT).data) if text] == before


# --- looks ------------------------------------------------------------------------------------------

def run_with(cell: Any, text: str, **font: Any) -> None:
    run = cell.paragraphs[0].add_run(text)
    for key, value in font.items():
        setattr(run.font, key, value)


def content_of(document: Any, key: str) -> Any:
    label = title_of(key)
    return next(row.cells[-1] for row in document.tables[0].rows if row.cells[1].text.replace("\n", "") == label)


def test_a_text_takes_the_font_of_what_stood_there() -> None:
    document = word_form(hints=False)
    run_with(content_of(document, "scope"), "上月的内容", size=Pt(9), name="仿宋")
    run, = content_of(opened_docx(fill(docx(document), CONTENT).data), "scope").paragraphs[0].runs
    assert (run.text, run.font.size, run.font.name) == (CONTENT.scope, Pt(9), "仿宋")


def test_the_red_of_a_hint_does_not_stay() -> None:
    document = word_form(hints=False)
    run_with(content_of(document, "items"), "（请注明多少大项）", size=Pt(9))
    content_of(document, "items").paragraphs[0].runs[0].font.color.rgb = RGBColor(255, 0, 0)
    run, = content_of(opened_docx(fill(docx(document), CONTENT).data), "items").paragraphs[0].runs
    assert (run.font.size, run.font.color.rgb) == (Pt(9), None)


def test_an_empty_cell_is_filled_in_the_font_of_its_paragraph_mark() -> None:
    document = word_form(hints=False)
    cell = content_of(document, "scope")
    cell.paragraphs[0]._p.get_or_add_pPr().append(parse_xml(f'<w:rPr {nsdecls("w")}><w:sz w:val="18"/></w:rPr>'))
    run, = content_of(opened_docx(fill(docx(document), CONTENT).data), "scope").paragraphs[0].runs
    assert run.font.size == Pt(9)


def test_an_underlined_blank_keeps_its_line() -> None:
    document = word_form()
    head = document.paragraphs[1]
    head.text = "单位名称（盖章）："
    for text, line in (("        ", True), ("填表时间：", None), ("    ", True), ("年", None), ("  ", True), ("月", None)):
        head.add_run(text).underline = line
    after = opened_docx(fill(docx(document), CONTENT).data).paragraphs[1]
    underlined = [run.text.strip() for run in after.runs if run.underline and run.text.strip()]
    assert underlined == ["示例市司法局", "2021年3月19日"]
    assert after.text.split() == ["单位名称（盖章）：示例市司法局", "填表时间：2021年3月19日"]


def test_blanks_of_tabs_leave_the_next_label_at_a_tab_stop() -> None:
    document = word_form()
    document.paragraphs[2].text = "联系人：\t\t\t联系电话：\t\t\t\t\t手机：\t"
    after = opened_docx(fill(docx(document), CONTENT).data).paragraphs[2].text
    assert after == "联系人：张三\t\t联系电话：0311-00000000\t\t手机：13000000000"


def test_a_row_of_fixed_height_may_grow() -> None:
    document = word_form()
    for row in document.tables[0].rows:
        row._tr.get_or_add_trPr().append(parse_xml(f'<w:trHeight {nsdecls("w")} w:val="400" w:hRule="exact"/>'))
    filled = opened_docx(fill(docx(document), CONTENT).data).tables[0]
    rules = [row._tr.trPr.find(f"{W}trHeight").get(f"{W}hRule") for row in filled.rows]
    assert rules.count("atLeast") == len(BODY_FIELDS)


def test_a_picture_and_a_bookmark_in_a_cell_stay() -> None:
    document = word_form(hints=False)
    paragraph = content_of(document, "scope").paragraphs[0]._p
    paragraph.append(parse_xml(f'<w:bookmarkStart {nsdecls("w")} w:id="7" w:name="某处"/>'))
    paragraph.append(parse_xml(f'<w:r {nsdecls("w")}><w:t>旧</w:t><w:drawing/></w:r>'))
    paragraph.append(parse_xml(f'<w:bookmarkEnd {nsdecls("w")} w:id="7"/>'))
    cell = content_of(opened_docx(fill(docx(document), CONTENT).data), "scope")
    assert cell.text == CONTENT.scope
    assert {f"{W}drawing", f"{W}bookmarkStart", f"{W}bookmarkEnd"} <= {part.tag for part in cell._tc.iter()}


# --- where things stand -----------------------------------------------------------------------------

def test_cells_merged_downwards_count_as_one() -> None:
    document = word_form(hints=False)
    table = document.tables[0]
    label = next(i for i, row in enumerate(table.rows) if row.cells[1].text.replace("\n", "") == title_of("items"))
    extra = deepcopy(table.rows[label]._tr)
    table.rows[label]._tr.addnext(extra)
    for col in (1, 2):
        table.cell(label + 1, col).text = ""
        table.cell(label, col).merge(table.cell(label + 1, col))
    filled = fill(docx(document), CONTENT)
    assert worded(filled) == BODY_TEXT


def test_labels_and_contents_in_content_controls_are_found() -> None:
    document = word_form(hints=False)
    paragraph = content_of(document, "scope").paragraphs[0]._p
    paragraph.append(parse_xml(
        f'<w:sdt {nsdecls("w")}><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:rPr><w:rStyle w:val="a3"/></w:rPr>'
        "<w:t>单击此处输入文字。</w:t></w:r></w:sdtContent></w:sdt>"))
    document.paragraphs[1]._p.append(parse_xml(
        f'<w:sdt {nsdecls("w")}><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>选日期</w:t></w:r></w:sdtContent></w:sdt>'))
    document.paragraphs[1].runs[0].text = "单位名称：____ 填表时间："
    filled = fill(docx(document), CONTENT)
    assert (worded(filled), filled.warnings) == (BODY_TEXT, [])
    xml = dict(parts(filled.data))["word/document.xml"].decode()
    assert "单击此处" not in xml
    assert "选日期" not in xml
    assert "showingPlcHdr" not in xml


def test_head_fields_in_a_table_of_their_own_are_filled() -> None:
    document = Document()
    document.add_paragraph(TITLE)
    head = document.add_table(rows=1, cols=4)
    for cell, text in zip(head.rows[0].cells, ["单位名称（盖章）", "", "填表时间", ""], strict=True):
        cell.text = text
    document.add_paragraph("")
    word_table(document)
    document.add_paragraph(FOOT_LINE)
    filled = fill(docx(document), CONTENT)
    assert worded(filled) == BODY_TEXT
    assert filled_text(filled.data, filled.cells["unit"]) == "示例市司法局"
    assert filled.cells["filled_on"] == "表1第1行第4格"


def test_a_label_with_its_content_in_the_same_cell_keeps_the_label() -> None:
    document = word_form(leave_out=("region",))
    row = document.tables[0].add_row()
    whole = row.cells[0].merge(row.cells[-1])
    whole.text = f"{title_of('region')}\n（开展的单位及抽查检查主体数量及抽查结果公示数量等情况）"
    first = fill(docx(document), CONTENT)
    assert filled_text(first.data, first.cells["region"]) == f"{title_of('region')}\n{CONTENT.region}"
    again = fill(first.data, FormContent(unit="甲", filled_on=CONTENT.filled_on))
    assert filled_text(again.data, again.cells["region"]) == f"{title_of('region')}\n无"


def test_a_bookmark_names_a_cell_as_a_defined_name_does() -> None:
    document = word_form(worded=lambda field: "另有说法" if field.key == "items" else field.label, hints=False)
    row = next(row for row in document.tables[0].rows if row.cells[1].text == "另有说法")
    row.cells[-1].paragraphs[0]._p.append(parse_xml(f'<w:bookmarkStart {nsdecls("w")} w:id="1" w:name="月报_检查事项"/>'))
    row.cells[-1].paragraphs[0]._p.append(parse_xml(f'<w:bookmarkEnd {nsdecls("w")} w:id="1"/>'))
    assert worded(fill(docx(document), CONTENT)) == BODY_TEXT


# --- which form -------------------------------------------------------------------------------------

def with_example(note: str, *, first: bool) -> Any:
    document = Document()
    for number in (0, 1):
        if (number == 0) is first:
            document.add_paragraph(note)
        document.add_paragraph(TITLE)
        document.add_paragraph(HEAD_LINE)
        word_table(document)
        document.add_paragraph(FOOT_LINE)
    return document


@pytest.mark.parametrize("first", [True, False], ids=["example first", "example last"])
@pytest.mark.parametrize("note", ["附件2（样表）", "示例：", "（示例）"])
def test_an_example_in_the_same_document_is_not_touched(note: str, first: bool) -> None:
    data = docx(with_example(note, first=first))
    filled = fill(data, CONTENT)
    mine, example = (2, 1) if first else (1, 2)
    assert filled.cells["meetings"].startswith(f"表{mine}第")
    before, after = opened_docx(data).tables[example - 1], opened_docx(filled.data).tables[example - 1]
    assert after._tbl.xml == before._tbl.xml


def test_the_notice_with_the_form_as_its_annex_is_filled_in_the_annex_only() -> None:
    document = Document()
    for text in ("关于报送月报表的通知", "请于每月21日前报送。", "联系人：王五  联系电话：0000-1111"):
        document.add_paragraph(text)
    document.add_paragraph("附件1")
    document.add_paragraph(TITLE)
    document.add_paragraph(HEAD_LINE)
    word_table(document)
    document.add_paragraph(FOOT_LINE)
    filled = fill(docx(document), CONTENT)
    assert worded(filled) == BODY_TEXT
    assert "联系人：王五  联系电话：0000-1111" in texts_of(filled.data)


def test_a_form_that_goes_on_over_a_page_break_is_one_form() -> None:
    document = Document()
    document.add_paragraph(HEAD_LINE)
    word_table(document, leave_out=tuple(field.key for field in BODY_FIELDS[4:]))
    document.add_page_break()
    word_table(document, leave_out=tuple(field.key for field in BODY_FIELDS[:4]))
    document.add_paragraph(FOOT_LINE)
    assert worded(fill(docx(document), CONTENT)) == BODY_TEXT


# --- what is refused --------------------------------------------------------------------------------

@pytest.mark.parametrize("field", BODY_FIELDS, ids=lambda field: field.key)
def test_a_missing_label_is_named(field: Any) -> None:
    [problem] = refusal(docx(word_form(leave_out=(field.key,))))
    assert (problem.code, problem.params["label"]) == ("P01", field.title)


def test_a_label_found_twice_is_named_with_both_cells() -> None:
    document = word_form()
    row = document.tables[0].add_row()
    row.cells[1].text = title_of("items")
    [problem] = refusal(docx(document))
    assert (problem.code, problem.params["cells"]) == ("P02", "表1第9行第2格、表1第13行第2格")


def test_two_forms_that_could_be_meant_are_refused() -> None:
    document = word_form()
    document.add_paragraph("附件2")
    document.add_paragraph(TITLE)
    document.add_paragraph(HEAD_LINE)
    word_table(document)
    document.add_paragraph(FOOT_LINE)
    [problem] = refusal(docx(document))
    assert problem.code == "P04"


def test_a_document_with_nothing_but_an_example_is_refused() -> None:
    document = Document()
    document.add_paragraph("样表")
    for paragraph in (TITLE, HEAD_LINE):
        document.add_paragraph(paragraph)
    word_table(document)
    document.add_paragraph(FOOT_LINE)
    assert [problem.code for problem in refusal(docx(document))] == ["P13"]


def test_a_document_without_a_form_is_refused() -> None:
    document = Document()
    document.add_paragraph("通知")
    assert [problem.code for problem in refusal(docx(document))] == ["P03"]


def test_a_label_with_no_cell_for_its_content_is_named() -> None:
    document = word_form(leave_out=("region",))
    row = document.tables[0].add_row()
    row.cells[0].merge(row.cells[-1]).text = title_of("region")
    [problem] = refusal(docx(document))
    assert (problem.code, problem.place.cell) == ("P05", "表1第12行第1格")


def test_a_date_that_word_would_change_again_is_refused() -> None:
    document = word_form()
    document.paragraphs[1].text = "单位名称：____ 填表时间："
    document.paragraphs[1]._p.append(parse_xml(
        f'<w:fldSimple {nsdecls("w")} w:instr=" DATE \\@ yyyy年M月d日 "><w:r><w:t>2021年2月1日</w:t></w:r></w:fldSimple>'))
    found = refusal(docx(document))
    assert {problem.code for problem in found} == {"P17"}


def test_a_template_of_another_kind_is_refused() -> None:
    plain, other = b"wordprocessingml.document.main+xml", b"presentationml.presentation.main+xml"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx(word_form()))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(plain, other))
    assert [problem.code for problem in refusal(out.getvalue())] == ["P16"]


@pytest.mark.parametrize("span", ["99999999999", "999999999", "-1", "x", "0"])
def test_absurd_spans_neither_hang_nor_crash(span: str) -> None:
    document = word_form()
    for row in document.tables[0].rows:
        row.cells[-1]._tc.get_or_add_tcPr().append(parse_xml(f'<w:gridSpan {nsdecls("w")} w:val="{span}"/>'))
        row._tr.get_or_add_trPr().append(parse_xml(f'<w:gridBefore {nsdecls("w")} w:val="x"/>'))
    assert worded(fill(docx(document), CONTENT)) == BODY_TEXT


@pytest.mark.libreoffice
def test_a_long_month_prints_without_a_letter_cut_off(template: bytes, tmp_path: Path) -> None:
    from collections import Counter

    from tests import office
    from tests.papers.test_form_fill import TEN_TASKS

    (tmp_path / "form.docx").write_bytes(fill(template, TEN_TASKS).data)
    printed = Counter("".join(office.pdf_text(office.to_pdf(tmp_path / "form.docx", tmp_path / "out")).split()))
    wanted = Counter("".join("".join(TEN_TASKS.texts().values()).split()))
    assert not wanted - printed


@pytest.mark.libreoffice
def test_the_empty_form_and_an_ordinary_month_print_on_one_page(template: bytes, tmp_path: Path) -> None:
    from tests import office

    two_tasks = FormContent(
        unit="栾谷县司法局律师处", filled_on=date(2026, 3, 20), contact="张某", phone="0399-5600001", mobile="13900000000",
        scope="无。\n计划外抽查：\n1. 律师事务所抽查：对象范围为名录库内检查对象，名录共40家，抽取7家，抽查比例17.5%；\n"
              "2. 律师事务所抽查：对象范围为名录库内检查对象，名录共40家，抽取4家，抽查比例10%。\n"
              "合计开展随机抽查2次，抽取检查对象11家。\n截至3月20日，上述对象已检查0家，待检查11家。\n"
              "（统计期间：2026年2月21日至3月20日）",
        items="无。\n计划外抽查：\n1个大项、2个小项。\n执业监督（2个小项：LS-01；LS-02）。",
        publication="无。\n计划外抽查：本月未公示抽查结果。本月抽取11家、检查0家、公示0家，"
                    "数量不一致的原因：截至3月20日已抽取待检查11家。")
    for name, data in (("empty", template), ("month", fill(template, CONTENT).data), ("two", fill(template, two_tasks).data)):
        (tmp_path / f"{name}.docx").write_bytes(data)
        assert office.pdf_pages(office.to_pdf(tmp_path / f"{name}.docx", tmp_path / "out")) == 1


def test_the_body_is_read_without_python_docx(template: bytes) -> None:
    assert len(body_of(template).findall(f"{W}tbl")) == 1
