"""How papers are set: heights, pages, boxes, names of files; Word and Excel files that are the same every time."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.papers.handouts import visit_record
from ssj_xl.papers.handouts.excel import as_workbook
from ssj_xl.papers.handouts.layout import (
    Block,
    Cell,
    Face,
    Form,
    Grid,
    Line,
    Paper,
    Sheet,
    Text,
    boxes,
    fitting,
    lowest,
    pages_of,
    ruled,
)
from ssj_xl.papers.handouts.results import file_stem, sheet_name
from ssj_xl.papers.handouts.word import as_document, printable, text_of

FACE = Face(size=12, pitch=20)
SHEET = Sheet()
HOSTILE = "甲\x00乙\x0b<丙>&\ufffe“丁”\ud800 =1+1"


def paper(*texts: str) -> Paper:
    """A paper with a form for each text."""
    forms = (Form((Text(text, FACE), Grid((40.0, 120.0), (
        Line((Cell("标签", FACE, shade=True), Cell(text, FACE))), Line((Cell(text, FACE, span=2),), least=60)))),
        sheet_name(number, text)) for number, text in enumerate(texts, 1))
    return Paper("试印", SHEET, tuple(forms))


def cells_of(content: bytes) -> list[str]:
    """Every text of a workbook."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert as_document(paper("甲", "乙")) == as_document(paper("甲", "乙"))
    assert as_workbook(paper("甲", "乙")) == as_workbook(paper("甲", "乙"))


def test_a_word_file_tells_neither_author_nor_time_nor_the_template_it_came_from() -> None:
    with zipfile.ZipFile(io.BytesIO(as_document(paper("甲")))) as file:
        core = file.read("docProps/core.xml").decode()
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in file.namelist() if "thumbnail" in name]
    assert "python-docx" not in core
    assert "2021-01-01" in core


def test_each_form_begins_a_page_and_counts_its_pages_from_one() -> None:
    with zipfile.ZipFile(io.BytesIO(as_document(paper("甲", "乙", "丙")))) as file:
        body = file.read("word/document.xml").decode()
    assert body.count("<w:sectPr>") == 3
    assert body.count('<w:pgNumType w:start="1"/>') == 3
    assert body.count('w:w="11906" w:h="16838"') == 3


def test_a_row_never_breaks_over_pages_unless_it_is_higher_than_one() -> None:
    tall = Paper("试印", SHEET, (Form((Grid((160.0,), (Line((Cell("短", FACE),)), Line((Cell("长" * 3000, FACE),)))),)),))
    with zipfile.ZipFile(io.BytesIO(as_document(tall))) as file:
        assert file.read("word/document.xml").decode().count("<w:cantSplit/>") == 1


@given(st.text(max_size=200))
@pytest.mark.long
def test_whatever_people_type_comes_out_as_text(text: str) -> None:
    said = "".join(text_of(as_document(paper(text))).split())
    assert "".join("".join(map(printable, text)).split()) in said


def test_hostile_texts_are_never_a_formula_or_broken_markup() -> None:
    assert "甲乙<丙>&“丁” =1+1" in text_of(as_document(paper(HOSTILE)))
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(paper("=1+1", "@SUM(A1)"))))
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}


@pytest.mark.parametrize(("name", "stem"), [
    ("甲/乙\\丙:丁*戊?己\"庚<辛>壬|癸", "甲_乙_丙_丁_戊_己_庚_辛_壬_癸"), ("con", "_con"), ("LPT1.txt", "_LPT1.txt"),
    ("名. . ", "名"), ("", "_"), ("甲\u202egnp.exe", "甲gnp.exe"), ("\x00\x1f", "_")])
def test_names_of_files_are_names_on_windows(name: str, stem: str) -> None:
    assert file_stem(name) == stem


@given(st.text(max_size=300))
def test_any_name_makes_a_file_and_a_sheet(name: str) -> None:
    stem, sheet = file_stem(name), sheet_name(1, name)
    assert 0 < len(stem.encode()) <= 230
    assert not set(stem) & set('\\/:*?"<>|')
    assert stem == stem.strip(" .")
    assert 0 < len(sheet.encode("utf-16-le")) // 2 <= 31
    assert not set(sheet) & set("[]:*?/\\'")


@given(st.text(alphabet="甲乙abc，\n", max_size=200), st.integers(100, 400))
def test_more_room_never_makes_a_text_higher(text: str, width: int) -> None:
    assert Text(text, FACE).height(width) >= Text(text, FACE).height(width + 50)


def test_a_form_is_set_as_large_as_its_page_allows() -> None:
    def build(level: int) -> tuple[Block, ...]:
        return tuple(Text("行", Face(pitch=pitch)) for _ in range(40) for pitch in ((20, 18, 15)[level],))

    assert [pages_of(build(level), SHEET) for level in range(3)] == [2, 1, 1]
    assert fitting(build, 3, SHEET) == build(1)


def test_on_one_page_nothing_need_be_kept_together() -> None:
    text, grid = fitting(lambda _: (Text("行", FACE, keep=True), Grid((160.0,), (Line((Cell("签", FACE),), keep=True),))),
                         1, SHEET)
    assert isinstance(text, Text)
    assert isinstance(grid, Grid)
    assert not text.keep
    assert not grid.lines[0].keep


def test_what_is_kept_together_goes_to_the_next_page_together() -> None:
    lines = [Text("行", FACE)] * 35
    kept = Grid((160.0,), tuple(Line((Cell("签", FACE),), least=40, keep=place < 2) for place in range(3)))
    assert pages_of(lines, SHEET) == 1
    assert pages_of([*lines, kept], SHEET) == 2


def test_rows_with_columns_of_their_own_make_one_table() -> None:
    grid = ruled([[(30.0, Cell("a", FACE)), (130.0, Cell("b", FACE))], [(10.0, Cell("c", FACE)), (75.0, Cell("d", FACE)),
                                                                         (75.0, Cell("e", FACE))]])
    assert grid.widths == (10.0, 20.0, 55.0, 75.0)
    assert [[cell.span for cell in line.cells] for line in grid.lines] == [[2, 2], [1, 2, 1]]


def test_long_texts_get_the_wider_column() -> None:
    tables = [Grid(widths, (Line((Cell("短", FACE), Cell("长" * 300, FACE))),)) for widths in ((80.0, 80.0), (40.0, 120.0))]
    assert lowest(tables) is tables[1]


@pytest.mark.parametrize(("result", "whole", "ticks"), [
    ("未发现问题", True, {"未发现问题"}), ("未发现问题", False, set()), ("发现问题已责令改正", False, {"发现问题已责令改正"}),
])
def test_nothing_harmless_is_ticked_while_an_item_has_no_result(result: str, whole: bool, ticks: set[str]) -> None:
    choices = visit_record.Choices({}, frozenset({"未发现问题"}))
    findings = {"SX-1": {"result": result, "disposal": "无需后续处置" if result == "未发现问题" else "责令改正", "way": ("现场检查",)}}
    assert visit_record.ticked(visit_record.RESULTS, findings, choices, whole=whole) == ticks
    assert ("无需后续处置" in visit_record.ticked(visit_record.DISPOSALS, findings, choices, whole=whole)) is (whole and result == "未发现问题")
    assert visit_record.ticked(visit_record.WAYS, findings, choices, whole=whole) == {"现场检查"}


def test_boxes_are_ticked_and_stand_in_columns() -> None:
    assert boxes(["现场检查", "书面检查"], ["书面检查"], 40) == "□现场检查\u3000■书面检查"
    rows = boxes(["一" * 8, "二" * 8, "三" * 8], [], 30).split("\n")
    assert [row.index("□", 1) for row in rows[:1]] == [14]
    assert boxes(["长" * 30, "短"], ["短"], 30) == "□" + "长" * 30 + "\n■短"
