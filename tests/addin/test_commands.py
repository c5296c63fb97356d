"""The commands addin build and addin check."""

from __future__ import annotations

import importlib.util
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ssj_xl.entry.cli import cli
from ssj_xl.office.package import packed, unpacked
from tests.addin import gates
from tests.addin.breakages import swap

XLAM = gates.ROOT / "workbooks" / "ssj_xl.xlam"


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the sources, nothing built."""
    shutil.copytree(gates.MACROS, tmp_path / "macros", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


@pytest.mark.long
def test_build_writes_every_file_and_says_which(root: Path) -> None:
    done = _run("addin", "build", "--root", root)

    assert done.exit_code == 0, done.output
    assert (root / "workbooks" / "ssj_xl.xlam").read_bytes() == XLAM.read_bytes()
    assert "已生成：workbooks/主台账.xlsm" in done.output
    assert "没有变化" in _run("addin", "build", "--root", root).output
    assert _run("addin", "build", "--check", "--root", root).exit_code == 0


@pytest.mark.long
def test_a_file_that_is_not_what_the_sources_give_is_named_and_left(root: Path) -> None:
    _run("addin", "build", "--root", root)
    old = root / "workbooks" / "ssj_xl.xlam"
    old.write_bytes(b"old")
    done = _run("addin", "build", "--check", "--root", root)

    assert done.exit_code == 1
    assert "[A04] workbooks/ssj_xl.xlam" in done.output
    assert old.read_bytes() == b"old"


@pytest.mark.long
def test_sources_with_a_fault_are_refused_and_nothing_is_written(root: Path) -> None:
    path = root / "macros" / "vba" / "SsjText.bas"
    path.write_bytes(path.read_bytes().replace(b"Option Explicit\r\n", b""))
    done = _run("addin", "build", "--root", root)

    assert done.exit_code == 1
    assert "A03" in done.output
    assert "Option Explicit" in done.output
    assert not (root / "workbooks").exists()


def test_build_outside_of_the_sources_says_that_users_need_not_build(tmp_path: Path) -> None:
    done = _run("addin", "build", "--root", tmp_path)

    assert done.exit_code == 1
    assert "A01" in done.output


def test_without_the_library_for_vba_both_commands_say_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)

    for arguments in (("addin", "build"), ("addin", "check", XLAM)):
        done = _run(*arguments)
        assert done.exit_code == 1
        assert "A02" in done.output


def test_check_finds_nothing_in_the_add_in() -> None:
    done = _run("addin", "check", XLAM)

    assert done.exit_code == 0
    assert "没有发现结构错误" in done.output
    assert json.loads(_run("addin", "check", XLAM, "--json").output)["ok"] is True


def test_check_names_part_and_fault_in_chinese(tmp_path: Path) -> None:
    parts = unpacked(XLAM.read_bytes())
    swap(parts, "customUI/customUI14.xml", 'keytip="CQ"', 'keytip="SD"')
    path = tmp_path / "坏.xlam"
    path.write_bytes(packed(parts))
    done = _run("addin", "check", path)

    assert done.exit_code == 1
    assert "A05" in done.output
    assert "按键提示重复：SD" in done.output
    assert "customUI14.xml" in done.output
    assert json.loads(_run("addin", "check", path, "--json").stdout)["problems"][0]["code"] == "A05"


def test_check_of_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "说明.xlsm"
    path.write_text("不是工作簿", "utf-8")

    assert _run("addin", "check", path).exit_code == 3
    assert _run("addin", "check", tmp_path / "没有.xlsm").exit_code == 3
