"""Every command with arguments that nobody should give it: a sentence in Chinese and an exit code, never a bug, and no file is touched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copy
from typing import Any

import click
import pytest
from click.testing import CliRunner

from ssj_xl.build import example, master
from ssj_xl.entry.cli import cli
from tests.made import MadeOnce
from tests.sampling import sample

NOT_HERE = {("addin", "build"), ("addin", "bundle"), ("addin", "install"), ("addin", "uninstall"), ("serve",), ("demo",), ("doctor",)}
"""What changes this machine or this copy of the program, or has nothing to do with a workbook."""
FILES = ("", " ", "没有.xlsx", "文件夹", "空.xlsx", "假.xlsx", "文.txt", "坏.json", "文.txt/出.xlsx", "没有夹/出.xlsx", "长" * 120 + ".xlsx", "😀.xlsx", "-", "主台账.xlsx")
TEXTS = ("", " ", "2026-02-30", "2021-13", "-1", "0", "很" * 3_000, "😀", "\x01", "\udcb0", "1e3", "=1+1", "../../x", "列=", "=值", "名称=" + "长" * 40_000,
         "9999-12-31", "10000-01-01", "a\nb", "2021-Q5", "9" * 40, "A=1/0", "A=1e400", "'")
NUMBERS = ("-1", "0", "9" * 30, "", "1.5", "😀", "１")
GOOD = {"book": "主台账.xlsx", "table": "检查对象", "task": "YZSFJ-GZ-2021-001", "month": "2021-03", "file": "表.csv", "files": "主台账.xlsx", "folder": "文件夹", "what": "任务",
        "source": "dice", "until": "2021-04-09", "quarter": "2021-Q1", "period": "2021-03"}


def leaves(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    if isinstance(command, click.Group):
        for name in command.commands:
            yield from leaves(command.commands[name], (*path, name))
    elif path not in NOT_HERE:
        yield path, command


def wicked(parameter: click.Parameter) -> tuple[str, ...]:
    if isinstance(parameter.type, click.Path):
        return FILES
    return NUMBERS if isinstance(parameter.type, click.types.IntParamType) else TEXTS


def usual(parameter: click.Parameter) -> str:
    if isinstance(parameter.type, click.Choice):
        return str(parameter.type.choices[0])
    days = "2021-03-20" if "日期" in (getattr(parameter, "help", "") or "") else "X"
    return GOOD.get(parameter.name or "", "出.xlsx" if isinstance(parameter.type, click.Path) else days)


def words(command: click.Command, subject: click.Parameter, value: str) -> list[str]:
    """A line in which one thing is wicked and the rest is as usual."""
    options, given = list[str](), list[str]()
    for parameter in command.params:
        if parameter is not subject and not parameter.required:
            continue
        one = value if parameter is subject else usual(parameter)
        if isinstance(parameter, click.Argument):
            given.append(one)
        else:
            options += [f"{parameter.opts[-1]}={one}"] if parameter.opts[-1].startswith("--") else [parameter.opts[-1], one]
    return [*options, "--", *given]


def _cases() -> list[Any]:
    found = []
    for path, command in leaves(cli):
        for parameter in command.params:
            if isinstance(parameter, click.Option) and parameter.is_flag:
                continue
            name = f"{' '.join(path)} {parameter.name}"
            found += [pytest.param(path, command, parameter, value, id=f"{name} {number}")
                      for number, value in [*enumerate(wicked(parameter))][len(name) % 3 :: 3]]
    return found


@pytest.fixture
def place(made_once: MadeOnce, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a small workbook, and files that are none, in which one stands."""
    unit = example.divisions()[1]
    made = made_once("小台账", lambda folder: (folder.mkdir(), master.build(folder / "主台账.xlsx", settings=unit.settings, rows=unit.rows)))
    copy(made / "主台账.xlsx", tmp_path)
    for name, content in (("空.xlsx", b""), ("假.xlsx", b"no workbook"), ("文.txt", b"x\n"), ("坏.json", b"{"), ("表.csv", "名称,证号\n甲所,1\n".encode())):
        (tmp_path / name).write_bytes(content)
    (tmp_path / "文件夹").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("path", "command", "parameter", "value"), sample(_cases(), 24))
def test_a_wicked_argument_is_answered_in_a_sentence(place: Path, path: tuple[str, ...], command: click.Command, parameter: click.Parameter, value: str) -> None:
    before = {file: file.read_bytes() for file in place.rglob("*") if file.is_file()}

    done = CliRunner().invoke(cli, [*path, *words(command, parameter, value)], prog_name="ssj-xl", input="")

    assert done.exit_code in (0, 1, 2, 3, 4, 5), done.output
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert done.exit_code == 0 or done.output.strip()
    assert not re.search(r"Traceback|Errno|[A-Z][a-z]+Error|object at 0x", done.output.replace(value, "") if value else done.output)
    assert done.exit_code == 0 or all(file.read_bytes() == content for file, content in before.items())
    assert not [file for file in place.rglob("*") if file.suffix == ".tmp"]


def test_a_text_in_another_encoding_than_the_terminals_is_said_to_be_one(place: Path) -> None:
    """Bytes of GBK, as a script of Windows brought over to Linux hands them in."""
    done = CliRunner().invoke(cli, ["void", "主台账.xlsx", "T", "--reason", "\udcc2\udca9"], prog_name="ssj-xl")

    assert (done.exit_code, "编码不是 UTF-8" in done.output) == (2, True)


@pytest.mark.parametrize("name", ["文.txt", "文.txt/夹"])
def test_a_folder_that_is_a_file_is_said_to_be_one(place: Path, name: str) -> None:
    done = CliRunner().invoke(cli, ["due", "主台账.xlsx", "--today", "2021-12-01", "--notices", name], prog_name="ssj-xl")

    assert (done.exit_code, "F62" in done.output and "文件" in done.output) == (3, True), done.output
