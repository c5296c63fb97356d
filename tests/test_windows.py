"""Every branch for Windows, entered on any machine."""

from __future__ import annotations

import os
import re
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ssj_xl.entry.commands.addin import _require_windows
from ssj_xl.entry.machine import extension, facts
from ssj_xl.entry.menu import dropped
from ssj_xl.gateways import locking, safe
from ssj_xl.gateways.live import finding
from ssj_xl.office import programs
from tests.bureau import refused

PACKAGE = Path(programs.__file__).parents[1]


@pytest.fixture(autouse=True)
def on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "WINDOWS", True)


@pytest.fixture
def held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workbook that Excel does not share."""
    path = tmp_path / "主台账.xlsx"
    path.write_bytes(b"PK")
    real = Path.open

    def refuse(self: Path, mode: str = "r", *how: Any, **named: Any) -> Any:
        if self == path and mode == "r+b":
            raise PermissionError(13, "Permission denied", str(path))
        return real(self, mode, *how, **named)

    monkeypatch.setattr(Path, "open", refuse)
    return path


def test_the_system_is_asked_in_one_place_only() -> None:
    asked = [str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*.py")
             if re.search(r"os\.name\s*[!=]=|sys\.platform|platform\.system\(\)\s*==", path.read_text("utf-8"))]
    assert sorted(asked) == ["gateways/foreign/old_reader.py", "office/programs.py"]  # the reader needs nothing of the package


def test_a_file_that_another_program_does_not_share_is_open_there(held: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with refused("F04"):
        locking.refuse_if_open(held)
    assert finding._is_open(held)
    monkeypatch.setattr(programs, "WINDOWS", False)
    with refused("F07"):
        locking.refuse_if_open(held)
    assert not finding._is_open(held)


def test_a_temporary_file_is_left_over_by_its_age_because_processes_cannot_be_asked_there(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "kill", lambda *_: pytest.fail("os.kill ends a process on Windows"))
    file = tmp_path / f".~主台账.xlsx.{safe.HOST}-1.tmp"
    file.write_bytes(b"x")
    now = time.time()
    locking.sweep(tmp_path, now)
    assert file.exists()
    locking.sweep(tmp_path, now + 7200)
    assert not file.exists()


def test_a_folder_is_not_flushed_because_windows_opens_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)
    real = os.open
    monkeypatch.setattr(os, "open", lambda path, *how: pytest.fail("a folder") if Path(path).is_dir() else real(path, *how))
    safe.atomic_write(tmp_path / "a.txt", b"x")
    assert (tmp_path / "a.txt").read_bytes() == b"x"


def test_a_dropped_path_keeps_its_backslashes() -> None:
    assert dropped('"C:\\双 随机\\主台账.xlsm"') == "C:\\双 随机\\主台账.xlsm"
    assert dropped("C:\\双\\ 随机") == "C:\\双\\ 随机"
    assert dropped("file:///C:/%E5%8F%8C/a.xlsx") == "C:/双/a.xlsx"


def test_the_computer_is_examined_by_its_registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def query(key: tuple[str, str], name: str) -> tuple[object, int]:
        if "Policies" in key[1]:
            raise FileNotFoundError
        return {"VBAWarnings": 2}.get(name, "wrong"), 4

    class Key(tuple[str, str]):
        def __enter__(self) -> tuple[str, str]:
            return self

        def __exit__(self, *_: object) -> None:
            return None

    def program(root: str, key: str) -> str:
        if root == "user" or "excel" not in key:
            raise FileNotFoundError
        return "C:\\Office\\EXCEL.EXE"

    monkeypatch.setitem(sys.modules, "winreg", SimpleNamespace(
        HKEY_LOCAL_MACHINE="machine", HKEY_CURRENT_USER="user", OpenKey=lambda root, key: Key((root, key)),
        QueryValueEx=query, QueryValue=program))
    monkeypatch.setenv("APPDATA", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    found = facts.gather(shipped="a1", log="x.log")

    assert (found.macros, found.asr, found.excel, found.wps) == (2, None, "C:\\Office\\EXCEL.EXE", "")
    assert (found.addin, found.settings, found.marked) == (None, None, False)
    (tmp_path / "open").mkdir(mode=0o777)
    (tmp_path / "open").chmod(0o777)
    assert not facts.is_shared(tmp_path / "open", {})
    assert facts.is_shared(tmp_path / "open", {"PUBLIC": str(tmp_path)})


def test_an_environment_has_its_python_in_scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[list[str]] = []
    monkeypatch.setattr(extension, "_office_pythons", lambda _: ["python.exe"])
    monkeypatch.setattr(extension, "_runs", lambda *_: True)
    monkeypatch.setattr(extension, "_called", lambda words: called.append(words) or SimpleNamespace(returncode=0, stdout="", stderr=""))
    extension._own_python(tmp_path, "unopkg", None)
    assert str(tmp_path / "Scripts" / "python.exe") in called[-1]


def test_the_commands_of_the_add_in_run_there() -> None:
    _require_windows()
