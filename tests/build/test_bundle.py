"""The installation package: complete, the same every time, readable by Windows' own programs, and safe."""

from __future__ import annotations

import importlib.util
import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote

import pytest
from click.testing import CliRunner

from ssj_xl.build.bundle import FOLDER, bundle, pages, python_of, unfit
from ssj_xl.entry.cli import cli
from ssj_xl.entry.machine import places
from ssj_xl.office.package import packed, unpacked

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "macros" / "install"
WHEELS = {"ssj_xl-0.1.0-py3-none-any.whl": b"own", "xlwings-0.37.8-cp311-cp311-win_amd64.whl": b"x", "pip-26-py3-none-any.whl": b"p"}
PYTHON = packed({"python.exe": b"MZ", "python311._pth": b"python311.zip\n.\n#import site\n", "python311.zip": b"lib"})


def _bundle(python: bytes | None = None) -> dict[str, bytes]:
    return unpacked(bundle(SCRIPTS, versions=("3.11", "0.1.0"), wheels=WHEELS, python=python, papers={"手册/a.md": b"a"}))


@pytest.fixture(scope="module")
def bootstrap() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap", SCRIPTS / "bootstrap.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """The package unpacked, with an embeddable Python."""
    for name, content in _bundle(PYTHON).items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path / FOLDER / "app"


def test_the_package_holds_scripts_wheels_python_and_papers_and_is_the_same_every_time() -> None:
    names = {name.removeprefix(f"{FOLDER}/") for name in _bundle(PYTHON)}

    assert names >= {"安装.cmd", "卸载.cmd", "说明.txt", "app/bootstrap.py", "app/SHA256SUMS.txt", "app/python/python.exe", "手册/a.md"}
    assert {f"app/wheels/{name}" for name in WHEELS} <= names
    assert _bundle(PYTHON) == _bundle(PYTHON)


@pytest.mark.parametrize("name", ["安装.cmd", "卸载.cmd"])
def test_scripts_are_what_a_chinese_windows_reads_and_ask_for_no_administrator(name: str) -> None:
    script = _bundle()[f"{FOLDER}/{name}"]
    text = script.decode("cp936")

    assert script.count(b"\n") == script.count(b"\r\n")
    assert "chcp 936" in text.splitlines()[1]
    assert 'cd /d "%~dp0"' in text
    assert "{" not in text.replace("{{", "")
    assert not any(word in text.lower() for word in ("runas", "administrator", "net session", "reg add", "setx"))
    labels = {line[1:] for line in text.splitlines() if line.startswith(":")}
    assert {line.split("goto ")[1].strip() for line in text.splitlines() if "goto " in line} == labels


@pytest.mark.parametrize("name", ["安装.cmd", "卸载.cmd"])
def test_whatever_python_ends_with_but_0_is_no_success(name: str) -> None:
    """Windows gives a program that was killed a negative code, which `if errorlevel 1` takes for success."""
    lines = _bundle()[f"{FOLDER}/{name}"].decode("cp936").splitlines()
    started = next(number for number, line in enumerate(lines) if line.startswith("%PY% "))

    assert lines[started + 1] == 'if not "%errorlevel%"=="0" goto failed'
    assert not any("if errorlevel" in line for line in lines)
    assert sum("-64" in line or "sys.maxsize" in line for line in lines) == 3, "only a Python of 64 bits is taken"


@pytest.mark.parametrize("content", [b"", b"no zip", packed({"a": b""}), packed({"python.exe": b"", "python311._pth": b"", "../x": b""})])
def test_what_is_no_embeddable_python_is_refused(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"zip|python|路径"):
        python_of(content)
    path = tmp_path / "python.zip"
    path.write_bytes(content)
    done = CliRunner().invoke(cli, ["addin", "bundle", "--python", str(path), "-o", str(tmp_path / "out.zip")])
    assert (done.exit_code, "A65" in done.stderr) == (1, True)


def test_wheels_for_another_python_or_another_system_are_named() -> None:
    names = ["a-1-py3-none-any.whl", "b-1-cp311-cp311-win_amd64.whl", "c-1-cp39-abi3-win_amd64.whl", "d-1-py3-none-win_amd64.whl"]
    wrong = ["e-1-cp312-cp312-win_amd64.whl", "f-1-cp311-cp311-manylinux_2_17_x86_64.whl", "g-1-cp313-abi3-win_amd64.whl"]

    assert unfit([*names, *wrong], "3.11") == wrong


@pytest.mark.long
def test_the_command_packs_a_folder_of_wheels(tmp_path: Path) -> None:
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    for name, content in WHEELS.items():
        (wheels / name).write_bytes(content)
    (tmp_path / "py.zip").write_bytes(PYTHON)
    out = tmp_path / "包.zip"
    done = CliRunner().invoke(cli, ["addin", "bundle", "--wheels", str(wheels), "--python", str(tmp_path / "py.zip"), "-o", str(out)])

    assert done.exit_code == 0, done.output
    names = zipfile.ZipFile(io.BytesIO(out.read_bytes())).namelist()
    assert f"{FOLDER}/空白工作簿/主台账.xlsm" in names
    assert f"{FOLDER}/LibreOffice扩展/ssj_xl.oxt" in names
    assert f"{FOLDER}/手册/手册.html" in names


def test_a_folder_without_the_program_is_refused(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["addin", "bundle", "--wheels", str(tmp_path), "-o", str(tmp_path / "out.zip")])

    assert done.exit_code == 1
    assert "A67" in done.stderr
    assert not (tmp_path / "out.zip").exists()


def test_the_starter_chooses_the_folder_that_the_program_expects(bootstrap: ModuleType) -> None:
    for name in ("zhang", "张某"):
        env = {"LOCALAPPDATA": f"/C/Users/{name}/AppData/Local", "PUBLIC": "/C/Users/Public", "USERNAME": name}
        assert bootstrap.home_of_program(env) == places.home_of_program(env)


def test_an_embeddable_python_learns_where_packages_lie(bootstrap: ModuleType) -> None:
    once = bootstrap.with_site_packages("python311.zip\n.\n#import site\n")

    assert once.splitlines() == ["python311.zip", ".", "Lib\\site-packages", "import site"]
    assert bootstrap.with_site_packages(once) == once


def test_a_package_that_was_damaged_is_not_installed(bootstrap: ModuleType, app: Path, capsys: pytest.CaptureFixture[str]) -> None:
    next((app / "wheels").glob("xlwings*")).write_bytes(b"other")

    home = app.parents[1] / "home"

    assert bootstrap.install({"LOCALAPPDATA": str(home), "PUBLIC": str(home)}, app) == 1
    assert "安装包不完整" in capsys.readouterr().out
    assert not home.exists()


def test_everything_is_run_offline_and_in_order(bootstrap: ModuleType, app: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run: list[list[str]] = []
    monkeypatch.setattr(subprocess, "call", lambda command: run.append(command) or 0)
    env = {"LOCALAPPDATA": str(app.parents[1] / "home"), "PUBLIC": str(app.parents[1] / "public")}

    assert bootstrap.install(env, app) == 0
    home = bootstrap.home_of_program(env)
    assert [command[0] for command in run] == [str(home / "python" / "python.exe")] * 2
    assert "--no-index" in run[0]
    assert run[1][1:] == ["-m", "ssj_xl", "addin", "install"]
    assert "import site" in (home / "python" / "python311._pth").read_text(encoding="utf-8").splitlines()
    assert (home / "a.md").read_bytes() == b"a"
    assert (home / "双随机.cmd").read_bytes().decode("gbk").count("%*") == 1


def test_what_was_installed_is_gone_afterwards_and_nothing_else(bootstrap: ModuleType, app: Path, monkeypatch: pytest.MonkeyPatch,
                                                               capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(subprocess, "call", lambda _command: 0)
    env = {"LOCALAPPDATA": str(app.parents[1] / "home"), "PUBLIC": str(app.parents[1] / "public")}
    home = bootstrap.home_of_program(env)
    bootstrap.install(env, app)

    assert bootstrap.uninstall(env, app) == 0
    assert not home.exists()

    bootstrap.install(env, app)
    (home / "我的台账.xlsx").write_bytes(b"mine")

    assert bootstrap.uninstall(env, app) == 0
    assert [path.name for path in home.iterdir()] == ["我的台账.xlsx"]
    assert "我的台账.xlsx" in capsys.readouterr().out


def test_an_add_in_that_could_not_be_taken_back_keeps_its_program(bootstrap: ModuleType, app: Path, monkeypatch: pytest.MonkeyPatch,
                                                                 capsys: pytest.CaptureFixture[str]) -> None:
    env = {"LOCALAPPDATA": str(app.parents[1] / "home"), "PUBLIC": str(app.parents[1] / "public")}
    monkeypatch.setattr(subprocess, "call", lambda _command: 0)
    bootstrap.install(env, app)
    monkeypatch.setattr(subprocess, "call", lambda _command: -1073741819)

    assert bootstrap.uninstall(env, app) == 1
    assert (bootstrap.home_of_program(env) / "python" / "python.exe").is_file()
    assert "已卸载" not in capsys.readouterr().out


def test_a_file_that_is_in_use_is_named_and_the_uninstall_is_no_success(bootstrap: ModuleType, app: Path,
                                                                       monkeypatch: pytest.MonkeyPatch,
                                                                       capsys: pytest.CaptureFixture[str]) -> None:
    env = {"LOCALAPPDATA": str(app.parents[1] / "home"), "PUBLIC": str(app.parents[1] / "public")}
    monkeypatch.setattr(subprocess, "call", lambda _command: 0)
    bootstrap.install(env, app)

    def held(path: Path) -> None:
        raise PermissionError(13, "另一个程序正在使用此文件", str(path / "python.exe"))

    monkeypatch.setattr(bootstrap.shutil, "rmtree", held)

    assert bootstrap.uninstall(env, app) == 1
    said = capsys.readouterr().out
    assert "python.exe" in said
    assert "已卸载" not in said


def test_without_a_python_in_the_package_one_of_this_computer_makes_its_own_room(bootstrap: ModuleType, app: Path) -> None:
    first, pip, last = bootstrap.commands(app / "home", app, False)

    assert first[:3] == [sys.executable, "-m", "venv"]
    assert pip[1:4] == ["-m", "pip", "install"]
    assert last[-2:] == ["addin", "install"]


@pytest.mark.long
def test_every_link_and_picture_of_the_manual_leads_somewhere() -> None:
    made = pages(ROOT / "docs")
    found = {name: content.decode("utf-8") for name, content in made.items() if name.endswith(".html")}
    anchors = {name: set(re.findall(r'id="([^"]+)"', text)) for name, text in found.items()}
    for name, text in found.items():
        for target in re.findall(r'(?:href|src)="([^":]+)"', text):
            file, _, mark = unquote(target).partition("#")
            assert not file or file in made or (ROOT / "docs" / file).exists(), (name, target)
            assert not mark or mark in anchors[file or name], (name, target)
