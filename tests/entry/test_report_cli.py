"""The monthly form on the command line: Excel or Word, by the name of the output."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from docx import Document

from ssj_xl.build import example, master, monthly_form
from ssj_xl.entry.cli import cli


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A division's workbook before its first draw."""
    unit = example.divisions()[1]
    master.build(tmp_path / "主台账.xlsx", settings=unit.settings, rows=unit.rows)
    return tmp_path / "主台账.xlsx"


def report(book: Path, *arguments: object) -> Result:
    return CliRunner().invoke(cli, ["report", str(book), "--month", "2021-03", "--date", "2021-03-21",
                                    *map(str, arguments)])


def test_an_output_of_word_is_the_official_word_form(book: Path) -> None:
    done = report(book, "-o", book.with_name("三月.docx"))
    assert done.exit_code == 0, done.output
    assert "公证工作处" in Document(str(book.with_name("三月.docx"))).paragraphs[1].text
    assert book.with_name("三月-追溯.xlsx").is_file()


def test_a_bureaus_own_word_form_is_filled_and_left_as_it_is(book: Path) -> None:
    template = book.with_name("本局月报表.docx")
    monthly_form.build_document(template)
    before = template.read_bytes()
    assert report(book, "--template", template, "-o", book.with_name("三月.docx")).exit_code == 0
    assert template.read_bytes() == before


def test_a_form_as_pdf_is_refused_with_what_to_type(book: Path) -> None:
    done = report(book, "-o", book.with_name("三月.pdf"))
    assert done.exit_code == 2
    assert "U21" in done.output
    assert "--pdf" in done.output


def test_template_and_output_have_to_be_of_one_kind(book: Path) -> None:
    template = book.with_name("本局月报表.docx")
    monthly_form.build_document(template)
    done = report(book, "--template", template, "-o", book.with_name("三月.xlsx"))
    assert (done.exit_code, "P21" in done.output) == (2, True)
    assert not book.with_name("三月.xlsx").exists()


def test_the_bureaus_form_of_a_consolidation_is_of_the_templates_kind(book: Path) -> None:
    template = book.parent / "模板" / "本局月报表.docx"
    template.parent.mkdir()
    monthly_form.build_document(template)
    done = CliRunner().invoke(cli, ["consolidate", str(book), "--month", "2021-03", "--date", "2021-03-21", "--template",
                                    str(template), "-o", str(book.with_name("汇总.xlsx"))])
    assert "月报表-汇总-2021-03.docx" in done.output
    assert Document(str(book.with_name("月报表-汇总-2021-03.docx"))).paragraphs[1].text.startswith("单位名称（盖章）：云州市司法局")


@pytest.mark.libreoffice
def test_the_word_form_is_printed_too(book: Path) -> None:
    done = report(book, "-o", book.with_name("三月.docx"), "--pdf")
    assert done.exit_code == 0, done.output
    assert book.with_name("三月.pdf").read_bytes().startswith(b"%PDF")


def test_a_bureaus_own_wordings_stand_in_the_form_and_a_lost_figure_is_refused(book: Path) -> None:
    words, out = book.with_name("月报措辞.json"), book.with_name("三月.docx")
    words.write_text('{"统计期间": "【{期间}】"}', "utf-8")
    assert report(book, "--words", words, "-o", out).exit_code == 0
    assert "【2021年2月21日至3月20日】" in Document(str(out)).element.xpath("string(.)")
    words.write_text('{"统计期间": "本期"}', "utf-8")
    done = report(book, "--words", words, "-o", book.with_name("又一份.docx"))
    assert (done.exit_code, "P71" in done.output) == (1, True)
    assert not book.with_name("又一份.docx").exists()


@pytest.mark.parametrize(("content", "exit_code", "code"), [
    (b"{", 3, "P69"), ("{}".encode("utf-16"), 3, "P69"), (b"[]", 1, "P70"), (b"[" * 100_000, 3, "P69"), (None, 3, "F01")])
def test_a_file_that_holds_no_wordings_gets_a_sentence(book: Path, content: bytes | None, exit_code: int, code: str) -> None:
    words = book.with_name("月报措辞.json")
    if content is not None:
        words.write_bytes(content)
    done = report(book, "--words", words, "-o", book.with_name("三月.docx"))
    assert (done.exit_code, code in done.output) == (exit_code, True), done.output
