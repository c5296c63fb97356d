"""Installing for one user, on a Windows that is only an environment here: everything it writes can be taken back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from ssj_xl.entry.cli import cli
from ssj_xl.entry.machine import install as installing
from ssj_xl.entry.machine import places
from ssj_xl.tables.problems import UserError

PYTHON = Path("/opt/ssj_xl/python/python.exe")
BOOKS = {"主台账.xlsm": b"master", "月报表.xlsx": b"form"}


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {"APPDATA": str(tmp_path / "Roaming"), "LOCALAPPDATA": str(tmp_path / "Local"),
            "USERPROFILE": str(tmp_path / "user"), "PUBLIC": str(tmp_path / "Public"), "USERNAME": "zhang"}


def install(env: dict[str, str], addin: bytes = b"addin") -> tuple[installing.Item, ...]:
    steps = installing.plan(env, interpreter=PYTHON, addin=addin, workbooks=BOOKS)
    return installing.install(steps, places.manifest_file(env))


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_add_in_settings_and_workbooks_lie_where_excel_and_the_user_look(env: dict[str, str]) -> None:
    items = install(env)

    assert places.addin_file(env).read_bytes() == b"addin"
    assert places.addin_file(env).parent.parts[-3:] == ("Microsoft", "Excel", "XLSTART")
    assert '"INTERPRETER_WIN","/opt/ssj_xl/python/python.exe"\r\n' in places.config_file(env).read_bytes().decode("ascii")
    assert (places.workbooks_folder(env) / "主台账.xlsm").read_bytes() == b"master"
    assert {item.state for item in items} == {installing.PRESENT}


def test_what_was_installed_is_removed_and_nothing_else(env: dict[str, str], tmp_path: Path) -> None:
    mine = places.startup_folder(env) / "我的宏.xlam"
    mine.parent.mkdir(parents=True)
    mine.write_bytes(b"mine")
    before = everything(tmp_path)
    install(env)
    removed, kept = installing.uninstall(places.manifest_file(env))

    assert everything(tmp_path) == before
    assert (len(removed), len(kept)) == (4, 0)


def test_a_file_that_stood_there_before_comes_back(env: dict[str, str]) -> None:
    places.config_file(env).parent.mkdir(parents=True)
    places.config_file(env).write_bytes(b"older")
    install(env)
    install(env, b"newer addin")
    installing.uninstall(places.manifest_file(env))

    assert places.config_file(env).read_bytes() == b"older"


def test_a_file_that_somebody_changed_stays(env: dict[str, str]) -> None:
    install(env)
    book = places.workbooks_folder(env) / "主台账.xlsm"
    book.write_bytes("登记过的".encode())
    _removed, kept = installing.uninstall(places.manifest_file(env))

    assert book.is_file()
    assert [item.target for item in kept] == [str(book)]


def test_an_installation_that_was_interrupted_is_named_and_can_be_taken_back(env: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    place, done = installing._place, []

    def until_the_second(step: installing.Step, *, ours: bool) -> object:
        if done:
            raise KeyboardInterrupt
        done.append(step)
        return place(step, ours=ours)

    monkeypatch.setattr(installing, "_place", until_the_second)
    with pytest.raises(KeyboardInterrupt):
        install(env)
    states = [item.state for item in installing.installed(places.manifest_file(env))]
    assert sorted(set(states)) == sorted({installing.PRESENT, installing.MISSING})

    installing.uninstall(places.manifest_file(env))
    assert not places.addin_file(env).exists()


def test_a_file_that_cannot_be_written_is_named_and_the_others_are_there(env: dict[str, str]) -> None:
    places.config_file(env).mkdir(parents=True)
    with pytest.raises(UserError) as caught:
        install(env)

    assert [problem.place.file for problem in caught.value.problems] == [str(places.config_file(env))]
    assert places.addin_file(env).is_file()


def test_a_user_with_a_chinese_name_gets_a_folder_that_every_code_page_can_name(env: dict[str, str]) -> None:
    chinese = {**env, "LOCALAPPDATA": "/C/Users/张某/AppData/Local", "PUBLIC": "/C/Users/Public", "USERNAME": "张某"}

    assert places.is_ascii(places.home_of_program(chinese))
    assert places.home_of_program(chinese) != places.home_of_program({**chinese, "USERNAME": "李某"})


def test_an_interpreter_below_a_chinese_folder_and_a_missing_variable_are_refused(env: dict[str, str]) -> None:
    with pytest.raises(UserError) as caught:
        installing.plan(env, interpreter=Path("/C/张某/python.exe"), addin=b"", workbooks={})
    assert [problem.code for problem in caught.value.problems] == ["A61"]
    with pytest.raises(UserError) as caught:
        installing.plan({}, interpreter=PYTHON, addin=b"", workbooks={})
    assert [problem.code for problem in caught.value.problems] == ["A60"]


def test_a_damaged_list_is_refused_and_removes_nothing(env: dict[str, str]) -> None:
    install(env)
    places.manifest_file(env).write_text(json.dumps([{"what": 1}]), encoding="utf-8")
    with pytest.raises(UserError) as caught:
        installing.uninstall(places.manifest_file(env))

    assert [problem.code for problem in caught.value.problems] == ["A63"]
    assert places.addin_file(env).is_file()


@pytest.mark.parametrize("command", ["install", "uninstall", "status"])
def test_elsewhere_than_on_windows_it_is_said_what_can_be_used(command: str) -> None:
    done = CliRunner().invoke(cli, ["addin", command])

    assert done.exit_code == 1
    assert "A64" in done.stderr
