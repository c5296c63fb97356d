"""A bureau workbook: every report works on it and agrees with the consolidation, and nothing is written in it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ssj_xl.entry.acts import ACTS
from ssj_xl.entry.cli import cli
from ssj_xl.entry.ribbon.pressing import carry_out
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables.problems import UserError
from ssj_xl.tables.records import LOG, PROBLEMS
from ssj_xl.workflows import deadlines, demo
from ssj_xl.workflows.monthly.report import report
from ssj_xl.workflows.registers.check import check
from ssj_xl.workflows.summary import quarter, year
from tests import evidence, office
from tests.bureau import PUBLIC, Bureau, desk
from tests.live.answers import Answers
from tests.sampling import sample
from tools.docs.make import every_command

MONTH, TASK, PERSON = "2021-03", "YZSFJ-LS-2021-001", "YZSFJ-LS-01"
READ_BY = {"bulletin", "check", "due", "report", "quarter", "year", "platform export", "platform compare"}
REFUSED: dict[str, tuple[str, ...]] = {
    "account": (), "add": ("任务",), "archive": (TASK,), "change": ("JH-1", "--why", "局发〔2021〕1号"), "tiers": ("--yes",), "platform entered": (TASK, "--on", "2021-03-18"),
    "collect": ("名册.csv",), "passed": (TASK,), "published": (TASK, "--on", "2021-03-18"), "sheets": (TASK, "-o", "填写页"), "visited": (TASK, "--on", "2021-03-10", "--signed", "已签"),
    "draw": (TASK, "--public", PUBLIC), "draw-registry export": ("--parquet", "."), "import": ("检查对象", "名册.csv"), "lock": (TASK, "--source", "dice"),
    "match": (TASK,), "notice": (TASK, "-o", "新.xlsx"), "prune": (), "papers": (TASK, "-o", "文书"),
    "platform import": (TASK, "名册.csv"), "joint add": ("名册.csv",), "joint join": ("名册.csv", "-o", "新.xlsx"), "joint send": (TASK, "-o", "分发件"),
    "joint invite": (TASK, "--party", "GZ=公证处:GZ-01", "--lock-on", "2021-03-18", "--due", "2021-03-17", "-o", "新.xlsx"),
    "postpone": (TASK, "D1", "--until", "2021-04-09", "--reason", "被检查对象申请"), "preview": (TASK,), "publish": (TASK, "-o", "新.html"),
    "promote": (TASK, "D1", "--reason", "注销", "--approver", "张某"),
    "reassign": (TASK, PERSON, "--reason", "不在岗", "--approver", "张某"),
    "records": (TASK,), "reported": (MONTH,), "restore": ("--to", "1", "--yes"),
    "receipt": (TASK, "D1", "-o", "新.json"), "submit": ("--month", MONTH),
    "void": (TASK, "--reason", "重来"),
}


@pytest.fixture
def bureau_book(month: Path, tmp_path: Path) -> Path:
    (tmp_path / "名册.csv").write_text("对象编码,对象名称\nD1,某所\n", "utf-8")
    return Path(shutil.copy(month / "汇总" / f"汇总台账-{MONTH}.xlsx", tmp_path))


@pytest.fixture(scope="module", params=["as it was made", pytest.param("saved by LibreOffice", marks=pytest.mark.libreoffice)])
def saved(month: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    made = month / "汇总" / f"汇总台账-{MONTH}.xlsx"
    return made if request.param == "as it was made" else office.recalculated(made, tmp_path_factory.mktemp("另存"))


@pytest.fixture
def book(saved: Path) -> Book:
    return Book(open_gateway(saved))


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def with_book() -> set[str]:
    return {name for name, command in every_command(cli) if any(one.name == "book" for one in command.params)}


def test_every_command_on_a_workbook_either_reads_a_bureau_workbook_or_is_refused_in_it() -> None:
    assert with_book() == READ_BY | REFUSED.keys()


# A command that only lists is refused too: what it lists leads nowhere.
@pytest.mark.parametrize(("name", "more"), [*sorted(REFUSED.items()), ("restore", ())], ids=str)
@pytest.mark.long(but=1)
def test_a_command_that_is_the_masters_is_refused_with_one_sentence_and_leaves_nothing(
        name: str, more: tuple[str, ...], bureau_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    before = contents(tmp_path)
    done: Result = CliRunner().invoke(cli, [*name.split(), bureau_book.name, *more])
    assert done.exit_code == 1, done.output
    assert done.output.count("错误 [K29]") == done.output.count("错误 [") == 1
    assert "汇总台账-2021-03.xlsx：这是汇总台账" in done.output
    assert contents(tmp_path) == before


def test_whatever_writes_past_the_acts_is_refused_too(bureau_book: Path) -> None:
    book = Book(open_gateway(bureau_book))
    row = book.read(LOG).rows[0]
    for write in (lambda: book.append(LOG, [{"number": 9}]), lambda: book.replace(LOG, [(row, {"who": "某人"})]),
                  lambda: book.put("年度", 2022)):
        with pytest.raises(UserError) as refusal:
            write()
        assert [problem.code for problem in refusal.value.problems] == ["K29"]


def test_it_cannot_be_verified_and_nobody_is_accused(bureau_book: Path) -> None:
    done = CliRunner().invoke(cli, ["verify", str(bureau_book)])
    assert done.exit_code == 5
    assert "[A39]" in done.output
    assert "不符合" not in done.output


def test_consolidating_it_again_takes_nothing_and_says_why(bureau_book: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["consolidate", str(bureau_book), "-o", str(tmp_path / "再汇总.xlsx"), "--month", MONTH])
    assert done.exit_code == 1
    assert "[K02]" in done.output
    assert not (tmp_path / "再汇总.xlsx").exists()


def test_the_form_made_of_it_is_the_form_that_consolidation_wrote(book: Book, month: Path) -> None:
    made = report(book, MONTH, desk=desk(), filled_on=demo.FORM_DAY)
    assert made.data == (month / "汇总" / f"月报表-汇总-{MONTH}.xlsx").read_bytes()
    assert all(problem.severity == "warning" for problem in made.warnings)


@pytest.mark.long
def test_check_finds_no_error_that_the_masters_do_not_have(book: Book) -> None:
    found = check(book, demo.FORM_DAY)
    assert [str(problem) for problem in found.problems if problem.severity == "error"] == []
    assert [row for row in book.read(PROBLEMS) if row["severity"] == "错误"] == []


@pytest.mark.long
def test_quarter_year_and_deadlines_read_it_alike_whoever_saved_it(book: Book, bureau_book: Path) -> None:
    plain = Book(open_gateway(bureau_book))
    for one in (quarter.summarise(book, "2021Q1", made_on=demo.FORM_DAY), year.summarise(book, None, made_on=demo.FORM_DAY)):
        assert any(re.search("抽取检查对象[1-9][0-9]*个", text) for section in one[0].sections for text in section.sentences)
    for act in (lambda at: quarter.summarise(at, "2021Q1", made_on=demo.FORM_DAY)[0].sections,
                lambda at: year.summarise(at, None, made_on=demo.FORM_DAY)[0].sections):
        assert shown(act(book)) == shown(act(plain))
    assert deadlines.due(book, demo.FORM_DAY).counts == deadlines.due(plain, demo.FORM_DAY).counts


def shown(sections: Any) -> list[Any]:
    return [(section.title, section.sentences, [(fact.name, fact.value) for fact in section.facts],
             [(listing.title, listing.rows) for listing in section.listings]) for section in sections]


@pytest.mark.libreoffice
@pytest.mark.long
def test_a_button_in_an_open_bureau_workbook_is_refused_before_it_asks(live_office: office.LiveOffice, tmp_path: Path) -> None:
    bureau_book = tmp_path / "汇总.xlsx"
    assert evidence.run("consolidate", Bureau().file(tmp_path), "--month", "2026-03", "--date", "2026-03-21", "-o", bureau_book)[0] == 0
    opened = live_office.open(bureau_book)
    before = Book(open_gateway(bureau_book)).read(LOG).rows
    told = {}
    for act in sample((act for act in ACTS if act.press), 3):
        if not act.any_book:
            answers = Answers()
            assert carry_out(act.key, opened, answers, desk()) is None
            told[act.key] = answers.told[0].text
    assert told
    assert {id: text for id, text in told.items() if not text.startswith("[K29]")} == {}
    assert Book(open_gateway(bureau_book)).read(LOG).rows == before
    assert carry_out("check", opened, Answers(), desk()) is not None
