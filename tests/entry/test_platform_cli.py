"""The platform's round trip as a clerk does it: real files, previews before anything is written."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ssj_xl.entry.cli import cli
from ssj_xl.entry.commands import platform as commands_platform
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables import records, registers
from tests import office
from tests.bureau import OPEN_TASK, TASK, Bureau, desk, matched, opened
from tests.platform_cases import Platform, hand_out


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return Bureau().change(registers.TASKS, OPEN_TASK, platform="").file(tmp_path)


@pytest.fixture
def result(tmp_path: Path) -> Path:
    return hand_out(tmp_path / "平台结果.xlsx", Platform())


def run(*arguments: object, typed: str = "") -> Result:
    return CliRunner().invoke(cli, ["platform", *map(str, arguments)], input=typed)


def acts(ledger: Path) -> list[str]:
    return [row["act"] for row in Book(open_gateway(ledger)).read(records.LOG)]


def test_without_a_terminal_and_without_yes_an_import_only_shows(ledger: Path, result: Path) -> None:
    before = ledger.read_bytes()
    done = run("import", ledger, TASK, result)

    assert done.exit_code == 0, done.output
    assert "随机源：省监管平台" in done.stdout
    assert "抽中 3 家" in done.stdout
    assert "（预览，没有写入）" in done.stdout
    assert ledger.read_bytes() == before


@pytest.mark.long
def test_yes_writes_with_a_snapshot_and_the_second_time_there_is_nothing_to_do(ledger: Path, result: Path) -> None:
    done = run("import", ledger, TASK, result, "--yes", "--operator", "张某")

    assert "已写入。" in done.stdout
    written = acts(ledger)
    assert [act for act in written if act != "变更记录"] == ["平台导入"]
    assert len(list((ledger.parent / "备份").iterdir())) == 1
    assert "没有需要写入的内容" in run("import", ledger, TASK, result, "--yes").stdout
    assert acts(ledger) == written


@pytest.mark.parametrize(("typed", "written"), [("y\n", True), ("n\n", False), ("\n", False)])
def test_at_a_terminal_the_clerk_is_asked(ledger: Path, result: Path, monkeypatch: pytest.MonkeyPatch, typed: str,
                                          written: bool) -> None:
    monkeypatch.setattr(commands_platform, "_at_terminal", lambda: True)
    done = run("import", ledger, TASK, result, typed=typed)

    assert done.exit_code == 0
    assert "写入主台账吗" in done.stderr
    assert acts(ledger) == (["变更记录", "平台导入", "变更记录"] if written else [])


def test_errors_of_the_list_end_the_import_with_exit_code_1(ledger: Path, tmp_path: Path) -> None:
    done = run("import", ledger, TASK, hand_out(tmp_path / "r.xlsx", Platform().changed(0, name="外地所")), "--yes")

    assert done.exit_code == 1
    assert "[S23]" in done.stderr
    assert acts(ledger) == []


def test_an_import_as_json_says_what_would_be_written(ledger: Path, result: Path) -> None:
    data = json.loads(run("import", ledger, TASK, result, "--json").stdout)

    assert (data["written"], len(data["winners"]), len(data["added"]), data["dates"]["platform_drawn"]) == (False, 3, 6, "2026-03-04")


def test_a_comparison_prints_steps_and_ends_with_0_whatever_it_finds(ledger: Path, result: Path, tmp_path: Path) -> None:
    output = tmp_path / "核对.xlsx"
    done = run("compare", ledger, result, "-o", output)

    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("■ 平台之外")
    assert "方案录入\t台账 —\t平台 2026-03-02\t≠" in done.stdout
    assert output.is_file()
    assert json.loads(run("compare", ledger, result, "--json").stdout)["counts"]["平台之外"] == 1
    assert run("compare", ledger, result, "-o", output).exit_code == 3
    assert run("compare", ledger, result, "-o", result, "--force").exit_code == 3


def test_an_export_says_how_many_cells_the_platform_will_not_take(ledger: Path, tmp_path: Path) -> None:
    output = tmp_path / "平台导入表.xlsx"
    done = run("export", ledger, "-o", output, "--what", "对象")

    assert done.exit_code == 0, done.output
    assert "平台不收的格：40 处" in done.stdout
    assert "[S10]" in done.stderr
    assert json.loads(run("export", ledger, TASK, "-o", output, "--force", "--json").stdout)["rows"]["抽查任务"] == 1
    assert run("export", ledger, "-o", ledger, "--force").exit_code == 3


def test_the_layout_can_be_taken_out_and_used_again(ledger: Path, tmp_path: Path) -> None:
    layout = tmp_path / "版式.json"
    assert run("layout", "-o", layout).exit_code == 0
    assert "河北" in json.loads(layout.read_text("utf-8"))["说明"]
    assert run("export", ledger, "-o", tmp_path / "out.xlsx", "--layout", layout).exit_code == 0


@pytest.mark.parametrize("name", ["export", "import", "compare", "layout"])
def test_every_command_of_the_platform_has_chinese_help_with_an_example(name: str) -> None:
    assert f"例：ssj-xl platform {name}" in run(name, "--help").stdout


@pytest.mark.libreoffice
@pytest.mark.long
def test_the_comparison_prints_whole_on_a4(ledger: Path, result: Path, tmp_path: Path) -> None:
    run("compare", ledger, result, "-o", tmp_path / "核对.xlsx")
    text = office.pdf_text(office.to_pdf(tmp_path / "核对.xlsx", tmp_path / "pdf"))

    assert "平台核对表（总览）" in text
    assert "平台核对表（差异）" in text
    assert "平台之外" in text


@pytest.mark.long
def test_results_are_exported_with_their_list_and_the_day_of_typing_is_entered(tmp_path: Path) -> None:
    path, out = Bureau().file(tmp_path), tmp_path / "平台录入.xlsx"
    with opened(path, desk(11, 4)) as book:
        matched(book, OPEN_TASK)
        row = book.read(registers.FINDINGS).waiting[0]
        book.replace(registers.FINDINGS, [(row, {"checked": date(2026, 3, 9), "result": "未发现问题"})])
        book.commit()
    assert "抽查结果：8 行" in run("export", path, OPEN_TASK, "--what", "结果", "-o", out).stdout
    assert out.is_file()
    done = run("entered", path, OPEN_TASK, "--on", "2026-03-18")
    assert "已登记平台录入日期" in done.stdout, done.output
    assert [each["uploaded"] for each in Book(open_gateway(path)).read(registers.FINDINGS) if each["result"]] == [date(2026, 3, 18)]
