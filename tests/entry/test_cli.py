"""The command line as a clerk uses it, on real files."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from ssj_xl.entry import acts, menu
from ssj_xl.entry.cli import cli
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables import records, registers
from tests import library

TASK = "YZSFJ-GZ-2021-001"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def book(month: Path, tmp_path: Path) -> Path:
    """A division's workbook as it stands at the end of the month, in a folder of its own."""
    shutil.copytree(month / "公证工作处", tmp_path / "处")
    return tmp_path / "处" / "主台账-公证工作处.xlsx"


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A division's workbook before its first draw."""
    from ssj_xl.build import example, master

    unit = example.divisions()[1]
    master.build(tmp_path / "主台账.xlsx", settings=unit.settings, rows=unit.rows)
    return tmp_path / "主台账.xlsx"


def run(*arguments: object) -> Result:
    """The command line with these arguments."""
    return CliRunner().invoke(cli, [str(a) for a in arguments])


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its content."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_the_demonstration_makes_every_paper_of_the_month(month: Path) -> None:
    names = [path.name for path in month.rglob("*") if "备份" not in path.parts]

    for kind, count in (("主台账-", 7), ("月报表-", 8), ("月报追溯-", 8), ("汇总台账-", 1), ("公开记录-", 9), ("审计记录-", 9)):
        assert sum(name.startswith(kind) for name in names) == count, kind


@pytest.mark.parametrize("unit", ["律师工作处", "公证工作处", "司法鉴定管理处", "基层法律服务处", "云东区司法局"])
def test_the_months_workbooks_have_no_errors(month: Path, unit: str) -> None:
    done = run("check", month / unit / f"主台账-{unit}.xlsx", "--today", "2021-03-21", "--json")

    assert done.exit_code == 0
    assert json.loads(done.stdout)["errors"] == 0


@pytest.mark.long
def test_every_row_that_was_handed_in_is_merged_duplicate_or_rejected(month: Path, tmp_path: Path) -> None:
    books = sorted(month.rglob("主台账-*.xlsx"))
    done = run("consolidate", *(b for b in books if "备份" not in b.parts), "-o", tmp_path / "汇总.xlsx",
               "--month", "2021-03", "--date", "2021-03-21", "--json")
    summary = json.loads(done.stdout)

    assert summary["rows_read"] == summary["merged"] + summary["duplicates"] + summary["rejected"]
    assert summary["rows_read"] > 5_000
    assert summary["duplicates"] > 0
    assert (tmp_path / "月报表-汇总-2021-03.xlsx").is_file()


@pytest.mark.long
def test_a_clerk_previews_locks_draws_and_matches(fresh: Path) -> None:
    assert "不产生抽取结果" in run("preview", fresh, TASK).stdout
    locked = run("lock", fresh, TASK, "--source", "ssq:2099140", "--operator", "张某")
    assert "名录 12 条" in locked.stdout
    drawn = run("draw", fresh, TASK, "--public", "ssq:2099140:01,05,12,19,23,31+07")
    assert drawn.stdout.count("抽中") == 3
    assert "检查组" in run("match", fresh, TASK).stdout

    log = [row["act"] for row in Book(open_gateway(fresh)).read(records.LOG)]
    assert [act for act in log if act != "变更记录"] == ["锁定", "抽取", "匹配"]
    assert log[0] == "变更记录", "the state before is kept first"
    assert len(list((fresh.parent / "备份").glob("主台账_*"))) == 3


def test_records_of_a_lock_that_was_not_drawn_yet_hold(fresh: Path) -> None:
    run("lock", fresh, TASK, "--source", "ssq:2099140")
    found = [run("verify", path) for path in sorted(fresh.parent.glob("*记录-*.json"))]

    assert [(done.exit_code, "不符合：" in done.output) for done in found] == [(0, False), (0, False)]


@pytest.mark.long
def test_the_whole_ceremony_as_json(fresh: Path) -> None:
    locked = json.loads(run("lock", fresh, TASK, "--source", "dice", "--json").stdout)
    drawn = json.loads(run("draw", fresh, TASK, "--public", "dice:20237331128159211123", "--json").stdout)

    assert drawn["root"] == locked["root"]
    assert len(drawn["winners"]) >= 3
    assert json.loads(run("match", fresh, TASK, "--json").stdout)["teams"]


def test_a_substitution_needs_a_reason_and_an_approver(fresh: Path) -> None:
    run("lock", fresh, TASK, "--source", "dice")
    winners = json.loads(run("draw", fresh, TASK, "--public", "dice:20237331128159211123", "--json").stdout)["winners"]
    leaving = winners[0]["object"]

    assert run("promote", fresh, TASK, leaving, "--reason", "注销").exit_code == 2
    assert run("promote", fresh, TASK, leaving, "--reason", " ", "--approver", "李某").exit_code == 1
    assert run("promote", fresh, TASK, leaving, "--reason", "注销", "--approver", "李某").exit_code == 0


@pytest.mark.parametrize("act", [
    ("promote", "{winner}", "--reason", "注销", "--approver", "李某"),
    ("reassign", "{member}", "--reason", "不在岗", "--approver", "李某"),
    ("void", "--reason", "名录漏登"),
], ids=lambda act: act[0])
@pytest.mark.long(but=1)
def test_a_dry_run_shows_what_would_be_done_and_writes_nothing(fresh: Path, act: tuple[str, ...]) -> None:
    run("lock", fresh, TASK, "--source", "dice")
    run("draw", fresh, TASK, "--public", "dice:20237331128159211123")
    teams = json.loads(run("match", fresh, TASK, "--json").stdout)["teams"]
    winner, team = next(iter(teams.items()))
    before = files(fresh.parent)
    done = run(act[0], fresh, TASK, *(a.format(winner=winner, member=team[1]) for a in act[1:]), "--dry-run")

    assert done.exit_code == 0, done.output
    assert "没有写入" in done.output
    assert files(fresh.parent) == before


@pytest.mark.parametrize(("arguments", "code", "says"), [
    (("check", "没有.xlsx"), 3, "F01"),
    (("preview", "{book}", "没有这个任务"), 1, "D01"),
    (("lock", "{book}", TASK, "--source", "彩票"), 1, "D11"),
    (("lock", "{book}", TASK, "--source", "dice"), 1, "D16"),
    (("draw", "{book}", TASK, "--public", "dice:20237331128159211123"), 1, "D16"),
    (("match", "{book}", TASK), 1, "D28"),
    (("report", "{book}", "--month", "2021-13", "-o", "{out}"), 1, "U01"),
    (("report", "{book}", "--month", "2019-03", "-o", "{out}"), 1, "P32"),
    (("report", "{book}", "--month", "2021-03", "-o", "{book}"), 3, "F25"),
    (("report", "{book}", "--month", "2021-03", "-o", "{book}", "--force"), 3, "F25"),
    (("consolidate", "{home}", "-o", "{book}", "--month", "2021-03", "--force"), 3, "F25"),
    (("publish", "{book}", TASK, "-o", "{book}", "--force"), 3, "F25"),
    (("notice", "{book}", TASK, "-o", "{book}", "--force"), 3, "F25"),
    (("receipt", "{book}", TASK, "32139903MD9AR0WE9Q", "-o", "{book}", "--force"), 3, "F25"),
    (("new", "{folder}", "--unit", "某局", "--unit-code", "律师"), 1, "T13"),
    (("report", "{book}", "--month", "2021-03", "-o", "没有的文件夹/月报.xlsx"), 3, "F15"),
    (("report", "{book}", "--month", "2021-03", "-o", "{out}", "--date", "3月21日"), 1, "U02"),
    (("report", "{book}", "-o", "{out}"), 2, "--month"),
    (("consolidate", "-o", "{out}", "--month", "2021-03"), 2, "U03"),
    (("new", "{folder}", "--unit", "某局", "--unit-code", "MJ"), 0, ""),
], ids=lambda value: value[0] if isinstance(value, tuple) else None)
def test_a_mistake_is_a_sentence_and_changes_nothing(book: Path, arguments: tuple[str, ...], code: int,
                                                     says: str) -> None:
    before = files(book.parent)
    named = {"book": book, "home": book.parent, "out": book.parent / "月报.xlsx", "folder": book.parent.parent / "新"}
    done = run(*(a.format(**named) for a in arguments))

    assert done.exit_code == code, done.output
    assert says in done.output
    assert "Traceback" not in done.output
    assert files(book.parent) == before


@pytest.mark.parametrize(("content", "says"), [
    (b"", "F02"), (b"not a workbook", "F02"), (b"PK\x03\x04 cut off", "F02"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "F0"),
])
@pytest.mark.parametrize("command", ["check", "lock", "draw", "report", "preview", "void"])
def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path, content: bytes, says: str, command: str) -> None:
    path = tmp_path / "主台账.xlsx"
    path.write_bytes(content)
    rest = {"check": (), "lock": (TASK, "--source", "dice"), "draw": (TASK, "--public", "dice:1"), "preview": (TASK,),
            "report": ("--month", "2021-03", "-o", str(tmp_path / "x.xlsx")), "void": (TASK, "--reason", "x")}[command]
    done = run(command, path, *rest)

    assert done.exit_code == 3, done.output
    assert says in done.output
    assert files(tmp_path) == {"主台账.xlsx": content}


def test_a_workbook_open_in_another_program_is_not_touched(fresh: Path) -> None:
    (fresh.parent / f"~${fresh.name}").write_bytes(b"\x04user")
    before = fresh.read_bytes()
    done = run("lock", fresh, TASK, "--source", "dice")

    assert done.exit_code == 3
    assert "F04" in done.output
    assert fresh.read_bytes() == before


def test_an_empty_workbook_gives_a_form_full_of_nothing(tmp_path: Path) -> None:
    run("new", tmp_path / "新", "--unit", "某市司法局", "--unit-code", "MS", "--year", "2021")
    book = tmp_path / "新" / "主台账.xlsx"
    assert run("check", book, "--today", "2021-03-21").exit_code == 0
    assert run("report", book, "--month", "2021-03", "-o", tmp_path / "月报.xlsx", "--date", "2021-03-21").exit_code == 0

    values = {str(c) for row in _sheet(tmp_path / "月报.xlsx") for c in row if c}
    assert "无" in values
    assert "某市司法局" in "".join(values)


def _sheet(path: Path) -> list[tuple[object, ...]]:
    from openpyxl import load_workbook

    return [tuple(cell.value for cell in row) for row in load_workbook(path).worksheets[0].iter_rows()]


@pytest.mark.long
def test_a_new_workbook_never_replaces_an_old_one(tmp_path: Path) -> None:
    arguments = ("new", tmp_path, "--unit", "某局", "--unit-code", "MJ")
    assert run(*arguments).exit_code == 0
    again = run(*arguments)

    assert again.exit_code == 3
    assert "F06" in again.output
    assert run(*arguments, "--force").exit_code == 0
    assert len(list((tmp_path / "备份").iterdir())) == 1


def test_a_bug_is_called_one_and_leaves_its_traceback_in_the_log(monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
                                                                 fresh: Path) -> None:
    from ssj_xl.workflows.registers import check

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    monkeypatch.setattr(check, "check", broken)
    done = run("check", fresh)

    assert done.exit_code == 70
    assert "程序错误" in done.output
    assert "Traceback" not in done.output
    assert "broken on purpose" in (tmp_path / "state" / "ssj_xl" / "ssj_xl.log").read_text(encoding="utf-8")


@pytest.mark.long
def test_a_reader_who_has_seen_enough_is_no_bug(book: Path) -> None:
    command = [sys.executable, "-m", "ssj_xl", "check", str(book), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as done:
        assert done.stdout is not None
        assert done.stderr is not None
        done.stdout.close()
        said = done.stderr.read()

    assert (said, done.returncode) == (b"", 0)


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "utf-8"])
@pytest.mark.long(but=1)
def test_any_console_can_show_what_the_program_says(fresh: Path, encoding: str) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    done = subprocess.run([sys.executable, "-m", "ssj_xl", "check", str(fresh), "--today", "2021-03-01"],
                          capture_output=True, env=environment, check=False)

    assert done.returncode == 0, done.stderr


@pytest.mark.long
def test_the_changes_that_the_manual_shows_can_be_made_on_the_demonstration(month: Path, tmp_path: Path) -> None:
    manual = (ROOT / "docs" / "手册.md").read_text(encoding="utf-8").split("## 七、递补、延期、改派、作废")[1].split("```")[1]
    lines = [shlex.split(line) for line in manual.splitlines()[1:] if line]
    folder = tmp_path / "律师处"
    folder.mkdir()
    kept = month / "律师工作处" / "备份"
    shutil.copy(next(kept.glob("主台账-*_递补前.xlsx")), folder / "主台账.xlsx")
    shutil.copy(next(kept.glob("密钥-*.json")), folder)

    # A delay reaches into the future, which the day of the example does not.
    lines = [[word if word != "2021-04-09" else "2099-12-31" for word in line] for line in lines]
    ended = [(line[1], run(*line[1:2], tmp_path / line[2], *line[3:]).exit_code) for line in lines]
    assert ended == [("promote", 0), ("postpone", 0), ("reassign", 0), ("void", 0)]


@pytest.mark.long
def test_the_first_day_of_the_manual_goes_from_an_empty_folder_to_a_drawn_task(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library.at(monkeypatch, datetime(2026, 3, 2, 9))
    monkeypatch.chdir(tmp_path)
    chapter = (ROOT / "docs" / "手册.md").read_text(encoding="utf-8").split("## 第一天")[1].split("\n## ")[0]
    for name, text in re.findall(r"```text (\S+)\n(.*?)```", chapter, re.DOTALL):
        (tmp_path / name).write_text(text, encoding="utf-8")
    lines = [shlex.split(line) for line in re.findall(r"(?m)^ssj-xl (.+)$", chapter)]

    assert [(line[0], run(*line).exit_code) for line in lines] == [(line[0], 0) for line in lines]
    winners = Book(open_gateway(tmp_path / "公证处" / "主台账.xlsx")).read(records.WINNERS)
    assert [bool(row["lead"]) for row in winners if row["state"] == "抽中"] == [True]


def test_nothing_in_the_public_records_tells_a_tier(month: Path) -> None:
    tiers = {row["tier"] for row in Book(open_gateway(month / "律师工作处" / "主台账-律师工作处.xlsx")).read(registers.OBJECTS)}
    record = json.loads((month / "律师工作处" / "公开记录-YZSFJ-LS-2021-001-1.json").read_text(encoding="utf-8"))

    assert tiers >= {"A", "B", "C", "D"}
    assert {line.split("\t")[1] for line in record["list"]} == {"组1", "组2", "组3", "组4", "X"}
    assert not {"map", "list_secret", "people_list", "excluded"} & record.keys()


@pytest.mark.parametrize("act", acts.COMMANDS.values(), ids=lambda act: act.key)
def test_the_list_of_commands_says_of_each_what_its_own_help_says(act: acts.Act) -> None:
    command = cli.commands[act.key]
    assert command.name == act.key
    assert command.get_short_help_str(500) == act.summary


def test_the_list_of_commands_is_shown_without_loading_them() -> None:
    code = ("import sys; from click.testing import CliRunner; from ssj_xl.entry.cli import cli; "
            "print(CliRunner().invoke(cli, ['--help']).output, *[name for name in sys.modules if name.startswith('ssj_xl')])")
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True)
    assert all(name in run.stdout for name in acts.COMMANDS)
    assert "ssj_xl.entry.commands." not in run.stdout
    assert run.stdout.count("ssj_xl.") < 50


def _options(command: click.Command) -> Iterator[click.Option]:
    yield from (one for one in command.params if isinstance(one, click.Option))
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            if found := command.get_command(click.Context(command), name):
                yield from _options(found)


def test_every_door_reads_a_day_as_its_cells_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """No option has a reader of days of its own, and the menu refuses one at the question, in words."""
    assert [one.name for one in _options(cli) if isinstance(one.type, click.DateTime)] == []
    asks = [ask for act in acts.ACTS for ask in act.asks if ask.key in ("day", "start", "end")]
    assert {ask.kind for ask in asks} == {"day"}
    answers, said = iter(("11月30日", "２０２６.11.30")), []
    monkeypatch.setattr(click, "prompt", lambda *_, **__: next(answers))
    monkeypatch.setattr(click, "echo", said.append)
    assert menu._typed(acts.Ask("day", "检查日期", "day"), "") == "2026-11-30"
    assert said == ["日期“11月30日”没有写年份。请写成 2021-03-15 或 2021年3月15日。输入 q 返回。"]
