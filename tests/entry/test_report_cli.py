"""The monthly form on the command line: Excel or Word, by the name of the output."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from docx import Document
from openpyxl import load_workbook

from ssj_xl.build import example, master, monthly_form
from ssj_xl.entry.cli import cli
from tests.papers.form_cases import book_with_form, put, saved


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


@pytest.mark.long
def test_a_second_consolidation_of_a_month_leaves_the_form_of_the_first(book: Path) -> None:
    def made(name: str) -> list[str]:
        done = CliRunner().invoke(cli, ["consolidate", str(book), "--month", "2021-03", "--date", "2021-03-21", "-o", str(book.with_name(name))])
        return [Path(line.removeprefix("已生成：")).name for line in done.stdout.splitlines() if line.startswith("已生成") and "检查次数" not in line]

    assert made("汇总甲.xlsx") == ["汇总甲.xlsx", "月报表-汇总-2021-03.xlsx", "月报表-汇总-2021-03-追溯.xlsx", "应报单位.xlsx"]
    first = book.with_name("月报表-汇总-2021-03.xlsx").read_bytes()
    assert made("汇总乙.xlsx") == ["汇总乙.xlsx", "月报表-汇总-2021-03-2.xlsx", "月报表-汇总-2021-03-2-追溯.xlsx"]
    assert book.with_name("月报表-汇总-2021-03.xlsx").read_bytes() == first


# --- a form that leaves a doubt -------------------------------------------------------------------------

def doubtful(book: Path) -> Path:
    """A bureau's own form with a blank column without a head beside the contents."""
    form, places = book_with_form(hints={})
    for address in places.values():
        put(form.active, form.active[address].row, 4)
    template = book.with_name("本局月报表.xlsx")
    template.write_bytes(saved(form))
    return template


def test_the_form_is_shown_with_its_doubts_and_nothing_is_written(book: Path) -> None:
    template = doubtful(book)
    before = sorted(path.name for path in book.parent.iterdir())
    done = report(book, "--template", template, "--show")
    assert done.exit_code == 1
    assert "？\tC4 或 D4\t会议\t" in done.output
    assert "填\tA2\t单位名称\t" in done.output
    assert sorted(path.name for path in book.parent.iterdir()) == before


@pytest.mark.long
def test_a_doubt_that_was_answered_is_remembered_beside_the_template(book: Path) -> None:
    template = doubtful(book)
    rows = dict(zip(("会议", "文件", "培训", "抽查文件", "对象范围", "检查事项", "问题主体", "结果公示", "全市情况"),
                    (4, 5, 6, 9, 10, 11, 12, 13, 14), strict=True))
    first = report(book, "--template", template, *(f"--map={name}=D{row}" for name, row in rows.items()),
                   "--map", "手机=不填", "-o", book.with_name("三月.xlsx"))
    assert first.exit_code == 0, first.output
    kept = json.loads(book.with_name("本局月报表.xlsx.填法.json").read_text(encoding="utf-8"))
    assert kept["栏目"]["会议"] == "D4"
    assert report(book, "--template", template, "-o", book.with_name("又三月.xlsx")).exit_code == 0
    sheet = load_workbook(book.with_name("又三月.xlsx")).active
    assert (sheet["C4"].value, bool(sheet["D4"].value)) == (None, True)
    assert str(sheet.cell(15, 1).value).rstrip().endswith("手机：_____")


def test_an_answer_for_another_layout_is_not_taken(book: Path) -> None:
    template = doubtful(book)
    book.with_name("本局月报表.xlsx.填法.json").write_text('{"版式": "0", "栏目": {"会议": "D4"}}', encoding="utf-8")
    done = report(book, "--template", template, "--show")
    assert "？\tC4 或 D4\t会议\t" in done.output


@pytest.mark.parametrize(("place", "code"), [("会议", "I41"), ("开会=C5", "P76")])
def test_what_is_no_answer_is_named(book: Path, place: str, code: str) -> None:
    done = report(book, "--template", doubtful(book), "--map", place, "-o", book.with_name("三月.xlsx"))
    assert (done.exit_code, code in done.output) == (2, True)


@pytest.mark.parametrize("written", ["2021年3月21日", "2021/3/21", "２０２１－３－２１"])
def test_the_day_of_filling_is_read_as_people_write_it(book: Path, written: str) -> None:
    done = CliRunner().invoke(cli, ["report", str(book), "--month", "2021年3月", "--date", written, "-o", str(book.with_name("三月.xlsx"))])
    assert done.exit_code == 0, done.output
    texts = {str(text) for line in load_workbook(book.with_name("三月.xlsx")).active.values for text in line}
    assert "填表时间：2021年3月21日" in texts


def test_the_pdf_of_an_earlier_form_goes_into_the_backups_with_it(book: Path) -> None:
    form, old = book.with_name("三月.xlsx"), book.with_name("三月.pdf")
    assert report(book, "-o", form).exit_code == 0
    old.write_bytes(b"old")
    assert "F06" in report(book, "-o", form).output
    assert report(book, "-o", form, "--force").exit_code == 0
    assert not old.exists()
    assert b"old" in {path.read_bytes() for path in (book.parent / "备份").iterdir()}
