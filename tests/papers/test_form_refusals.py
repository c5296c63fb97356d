"""A template that could be read in two ways is refused, with the cells named, and nothing comes back."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from ssj_xl.build import monthly_form
from ssj_xl.papers.form import labels
from ssj_xl.tables.form import BODY_FIELDS, HEADING_OF_ITEM_4
from ssj_xl.tables.problems import Problem, UserError
from tests.papers.form_cases import CONTENT, book_with_form, fill, put, saved, table_form, title_of

_DTD = '<!DOCTYPE worksheet [<!ENTITY a "b">]>'


def refusal(book: object, content: object = CONTENT) -> list[Problem]:
    with pytest.raises(UserError) as caught:
        fill(saved(book), content)  # type: ignore[arg-type]
    assert caught.value.exit_code == 1
    return list(caught.value.problems)


@pytest.mark.parametrize("field", BODY_FIELDS, ids=lambda field: field.key)
def test_a_missing_label_is_named(field: object) -> None:
    book, _ = book_with_form(leave_out=(field.key,))  # type: ignore[attr-defined]
    [problem] = refusal(book)
    assert problem.code == "P01"
    assert field.title in problem.text  # type: ignore[attr-defined]
    assert problem.place.sheet == "三月"


def test_all_missing_labels_are_named_at_once() -> None:
    book, _ = book_with_form(leave_out=("meetings", "region"))
    found = [problem.params["label"] for problem in refusal(book)]
    assert found == [title_of(key) for key in ("meetings", "region")]


def test_a_foot_that_a_form_does_not_have_is_a_note() -> None:
    book, _ = book_with_form()
    book.active.cell(book.active.max_row, 1).value = "联系人：____"
    [note] = [found for found in fill(saved(book), CONTENT).warnings if found.code == "P74"]
    assert (note.severity, note.params["labels"]) == ("warning", "联系电话、手机")


def test_a_label_found_twice_is_named_with_both_cells() -> None:
    book, _ = book_with_form()
    put(book.active, 30, 2, title_of("items"))
    [problem] = refusal(book)
    assert problem.code == "P02"
    assert "B11、B30" in problem.text


def test_a_foot_label_found_twice_is_refused() -> None:
    book, _ = book_with_form()
    book.active["F1"] = "联系电话：____"
    [problem] = refusal(book)
    assert (problem.code, problem.params["label"]) == ("P02", "联系电话")


def test_two_sheets_that_could_be_meant_are_named() -> None:
    book, _ = book_with_form()
    table_form(book.create_sheet("四月"))
    [problem] = refusal(book)
    assert problem.code == "P04"
    assert "“三月”、“四月”" in problem.text


def test_a_workbook_with_nothing_but_examples_is_refused() -> None:
    book, _ = book_with_form()
    book.active.title = "样表"
    [problem] = refusal(book)
    assert (problem.code, problem.params["sheets"]) == ("P13", "“样表”")


def test_a_workbook_without_a_form_is_refused() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "联系人：____"
    book.active["B2"] = title_of("items")
    [problem] = refusal(book)
    assert problem.code == "P03"


@pytest.mark.parametrize("column", [2, 3], ids=["label", "content"])
def test_a_formula_is_not_written_over(column: int) -> None:
    book, places = book_with_form()
    row = book.active[places["items"]].row
    text = title_of("items") if column == 2 else "2"
    book.active.cell(row, column, f'="{text}"')
    data = with_result(saved(book), text)
    with pytest.raises(UserError) as caught:
        fill(data, CONTENT)
    [problem] = caught.value.problems
    assert (problem.code, problem.place.cell) == ("P06", book.active.cell(row, column).coordinate)


def with_result(data: bytes, result: str) -> bytes:
    """openpyxl writes a formula without its result; Excel stores the result beside."""
    return with_sheet(data, lambda part: re.sub("(<f>[^<]*</f>)<v ?/?>(?:</v>)?", rf"\1<v>{result}</v>", part))


def with_sheet(data: bytes, change: Callable[[str], str]) -> bytes:
    """A file whose sheet part is changed as text."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, change(part.decode("utf-8")) if name.endswith("sheet1.xml") else part)
    return out.getvalue()


def test_a_label_with_no_cell_for_its_content_is_named() -> None:
    book, places = book_with_form()
    row = book.active[places["items"]].row
    book.active.cell(row, 3).value = None
    put(book.active, row, 2, title_of("items"), to=3)
    [problem] = refusal(book)
    assert (problem.code, problem.place.cell) == ("P05", f"B{row}")


def test_two_fields_with_one_cell_are_refused() -> None:
    from openpyxl.workbook.defined_name import DefinedName

    book, _ = book_with_form()
    for name in ("月报_会议", "月报_文件"):
        book.defined_names[name] = DefinedName(name, attr_text="三月!$C$4")
    assert [problem.code for problem in refusal(book)] == ["P12"]


def test_a_text_longer_than_a_cell_holds_is_refused() -> None:
    book, _ = book_with_form()
    [problem] = refusal(book, dataclasses.replace(CONTENT, scope="长" * 32768))
    assert (problem.code, problem.params["count"]) == ("P14", 32768)


def test_an_item_named_in_a_note_is_not_a_second_label() -> None:
    book, _ = book_with_form()
    book.active["A40"] = f"注：“{title_of('problem_subjects')}”按户数填写；{HEADING_OF_ITEM_4}指全年。"
    assert fill(saved(book), CONTENT).cells


def test_what_is_no_workbook_is_refused_as_unreadable() -> None:
    with pytest.raises(UserError) as caught:
        fill(b"not a workbook", CONTENT)
    assert (caught.value.problems[0].code, caught.value.exit_code) == ("F02", 3)


def test_a_part_that_declares_entities_is_refused() -> None:
    book, _ = book_with_form()
    data = with_sheet(saved(book), lambda part: _DTD + part[part.index("<worksheet"):])
    with pytest.raises(UserError) as caught:
        fill(data, CONTENT)
    assert caught.value.problems[0].code == "F08"


@pytest.mark.parametrize(("what", "spoilt"), [
    (r'\ss="\d+"', ' s=""'), (r'\ss="\d+"', ' s="x"'), (r'(<row r="\d+")', r'\1 ht="hoch"'),
    (r'(<col [^>]*?)width="[\d.]+"', r'\1width=""'), (r'<row r="\d+"', '<row r="x"'),
])
def test_an_attribute_that_is_no_number_is_taken_for_absent(what: str, spoilt: str) -> None:
    assert fill(with_sheet(saved(book_with_form()[0]), lambda xml: re.sub(what, spoilt, xml)), CONTENT).data


@pytest.mark.parametrize("number", ["99999", "x", "-1"])
def test_a_text_that_is_not_in_the_file_is_no_blank_as_it_is_none_in_a_register(number: str) -> None:
    spoilt = with_sheet(saved(book_with_form()[0]), lambda xml: re.sub(r'(?s)t="inlineStr"><is>.*?</is>', f't="s"><v>{number}</v>', xml, count=1))
    with pytest.raises(UserError) as caught:
        fill(spoilt, CONTENT)
    assert (caught.value.problems[0].code, number in caught.value.problems[0].text) == ("F02", True)


def test_a_sheet_without_cells_is_refused() -> None:
    data = with_sheet(saved(book_with_form()[0]), lambda xml: re.sub(r"(?s)<sheetData>.*</sheetData>", "", xml))
    with pytest.raises(UserError):
        fill(data, CONTENT)


def with_one_text_everywhere(folder: Path, length: int) -> bytes:
    """The official form with cells below it that all hold one shared text: a few kilobytes on disk."""
    path = folder / "月报表.xlsx"
    monthly_form.build_sheet(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    number = parts["xl/sharedStrings.xml"].count("<si>")
    parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace("</sst>", f"<si><t>{'(' * length}</t></si></sst>")
    cells = ((row, "".join(f'<c r="{chr(65 + column)}{row}" t="s"><v>{number}</v></c>' for column in range(26))) for row in range(100, 280))
    rows = "".join(f'<row r="{row}">{found}</row>' for row, found in cells)
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace("</sheetData>", f"{rows}</sheetData>")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.long
def test_one_long_text_in_every_cell_is_looked_at_once(tmp_path: Path) -> None:
    labels.fold_with_origin.cache_clear()
    assert fill(with_one_text_everywhere(tmp_path, 30_000), CONTENT).data
    assert labels.fold_with_origin.cache_info().misses < 500


def test_a_text_that_no_cell_can_hold_is_refused_with_its_cell(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        fill(with_one_text_everywhere(tmp_path, 40_000), CONTENT)
    assert [(found.code, found.place.cell) for found in caught.value.problems] == [("F08", "A100")]
