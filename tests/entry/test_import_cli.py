"""`import` as a clerk uses it: it shows first, asks, and only then writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ssj_xl.entry.cli import cli
from ssj_xl.entry.commands import importing as commands_import
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables import registers
from tests.bureau import Bureau

TEXT = "编码,单位名称,类型,状态\nLS001,第001律师事务所,律师事务所,停业\nLS900,新律师事务所,律师事务所,正常\n"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return Bureau().file(tmp_path)


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "名册.xls"  # the suffix lies
    path.write_bytes(TEXT.encode("gbk"))
    return path


def run(*arguments: object, answer: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["import", *map(str, arguments)], input=answer)


def codes(book: Path) -> list[str]:
    return [row["code"] for row in Book(open_gateway(book)).read(registers.OBJECTS)]


def test_without_a_terminal_it_only_previews(book: Path, roster: Path) -> None:
    before = book.read_bytes()
    done = run(book, "检查对象", roster)
    assert done.exit_code == 0, done.output
    assert "数据行 2 = 新增 1 + 变更 1 + 一致 0 + 疑似 0 + 退回 0" in done.stdout
    assert "没有写入（可写入 1 行" in done.stdout
    assert book.read_bytes() == before


@pytest.mark.parametrize(("answer", "written"), [("n\ny\n", True), ("n\nn\n", False), ("\n\n", False)])
def test_at_a_terminal_it_asks_and_the_answer_counts(book: Path, roster: Path, monkeypatch: pytest.MonkeyPatch,
                                                     answer: str, written: bool) -> None:
    monkeypatch.setattr(commands_import, "can_ask", lambda: True)
    before = book.read_bytes()
    done = run(book, "检查对象", roster, answer=answer)
    assert done.exit_code == 0
    assert ("LS900" in codes(book)) is written
    assert (book.read_bytes() == before) is not written


@pytest.mark.long
def test_yes_writes_without_asking_and_a_second_time_there_is_nothing_to_write(book: Path, roster: Path) -> None:
    assert "已写入：检查对象：新增1行，变更1行" in run(book, "检查对象", roster, "--yes", "--update").stdout
    before = book.read_bytes()
    assert "没有可写入的行" in run(book, "检查对象", roster, "--yes", "--update").stdout
    assert book.read_bytes() == before


def test_the_answer_as_json_has_the_counts_and_the_rows(book: Path, roster: Path) -> None:
    done = json.loads(run(book, "检查对象", roster, "--yes", "--json").stdout)
    assert (done["rows_read"], done["counts"]["新增"], done["written"]) == (2, 1, 1)
    assert done["rows"][0]["changes"] == [{"column": "状态", "old": "正常", "new": "停业"}]


def test_the_preview_and_the_comparison_are_kept_as_files(book: Path, roster: Path, tmp_path: Path) -> None:
    out = tmp_path / "结果.xlsx"
    before = book.read_bytes()
    assert run(book, "检查对象", roster, "-o", out).exit_code == 0
    assert run(book, "检查对象", roster, "--compare", "-o", out).exit_code == 3
    done = run(book, "检查对象", roster, "--compare", "-o", out, "--force", "--yes")
    assert "名录有、名册没有（39）" in done.stdout
    assert json.loads(run(book, "检查对象", roster, "--compare", "--json").stdout)["differences"] == 41
    assert book.read_bytes() == before


def test_the_list_is_never_overwritten_by_its_own_preview(book: Path, roster: Path) -> None:
    for path in (book, roster):
        done = run(book, "检查对象", roster, "-o", path, "--force")
        assert (done.exit_code, "F25" in done.output) == (3, True)


@pytest.mark.parametrize(("table", "code", "exit_code"), [("操作日志", "I40", 2), ("节假日", "I01", 1)])
def test_what_cannot_be_imported_is_a_sentence(book: Path, roster: Path, table: str, code: str, exit_code: int) -> None:
    done = run(book, table, roster, "--yes")
    assert (done.exit_code, f"[{code}]" in done.output) == (exit_code, True)


ORDINARY = "公证机构名称,机构负责人,所属县区,状态\n" + "".join(f"示例{name}公证处,钱{name},{county},{state}\n" for name, county, state in (
    ("甲", "云东区", "存续"), ("乙", "云西区", "存续"), ("丙", "青麓县", "歇业")))


@pytest.mark.long
def test_an_ordinary_roster_is_asked_about_once_and_the_next_file_is_read_as_the_first_was(book: Path, tmp_path: Path,
                                                                                      monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = tmp_path / "一.csv", tmp_path / "二.csv"
    first.write_text(ORDINARY, encoding="utf-8")
    second.write_text(ORDINARY.replace("示例", "又一"), encoding="utf-8")
    assert "退回（3）" in run(book, "检查对象", first).stdout

    monkeypatch.setattr(commands_import, "can_ask", lambda: True)
    done = run(book, "检查对象", first, answer="\n" * 4 + "y\n")
    again = run(book, "检查对象", second, answer="\n" * 2 + "y\n")

    assert "--set 对象类型=公证机构 --coin --value 状态:存续=正常 --value 状态:歇业=停业" in " ".join(done.stdout.split())
    assert done.stdout.count("[I48]") == 1
    assert "用语对照：状态：存续→正常（2 个）" in done.stdout
    assert ("登记为什么" in again.stdout, again.exit_code) == (False, 0)
    found = {row["name"]: (row["object_type"], row["head"], row["county"], row["status"]) for row in Book(open_gateway(book)).read(registers.OBJECTS)}
    assert found["示例乙公证处"] == ("公证机构", "钱乙", "云西区", "正常")
    assert found["又一丙公证处"] == ("公证机构", "钱丙", "青麓县", "停业")


def test_whoever_cannot_be_asked_is_told_how_to_say_it(book: Path, tmp_path: Path) -> None:
    path = tmp_path / "一.csv"
    path.write_text(ORDINARY.replace("歇业", "存续"), encoding="utf-8")
    done = run(book, "检查对象", path, "--yes")

    assert "3 行同样的原因：第 2 示例甲公证处、3 示例乙公证处、4 示例丙公证处" in done.stdout
    assert done.stdout.count("[T10]") == 1
    assert all(text in done.stderr for text in ("--set 对象类型=律师事务所，或", "“状态”写的是“存续”（3 行）", "--value 状态:存续=正常", "用 --coin"))


def test_a_tier_in_other_words_and_a_column_that_nobody_knows_are_asked_about(book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "一.csv"
    path.write_text("编码,单位名称,类型,状态,信用等级,片警\nLS901,甲甲律师事务所,律师事务所,正常,A级,某某\nLS902,乙乙律师事务所,律师事务所,正常,良好,某某\n", encoding="utf-8")
    monkeypatch.setattr(commands_import, "can_ask", lambda: True)
    done = run(book, "检查对象", path, answer="\n\n片警=备注\ny\n")

    found = {row["code"]: (row["tier"], row["note"]) for row in Book(open_gateway(book)).read(registers.OBJECTS)}
    assert (found["LS901"], found["LS902"]) == (("A", "某某"), ("", "某某"))
    assert "这些列没有认出，不读：片警（2 个值" in done.stdout
