"""体检: every check has a verdict with a remedy for whatever is wrong, judged from facts alone."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from ssj_xl import __version__
from ssj_xl.entry.cli import cli
from ssj_xl.entry.doctor import report
from ssj_xl.entry.machine.checks import BAD, CHECKS, GOOD, NOTE, SKIPPED, examine
from ssj_xl.entry.machine.extension import Wiring
from ssj_xl.entry.machine.facts import BLOCK_CHILDREN, Facts, gather, package, read_settings
from ssj_xl.entry.machine.install import SETTINGS, settings_text

PYTHON = Path("C:/Users/Public/ssj_xl/python/python.exe")
SOUND = Facts(
    system="Windows 10", python=(3, 11, 9), bits=64, interpreter=PYTHON, code_page="cp936",
    versions={"xlwings": "0.37.8", "pywin32": "311", "pandas": "2.2.3"}, wanted=("pandas>=2.2", "xlwings==0.37.8"),
    dlls=("xlwings64-0.37.8.dll",), settings={"INTERPRETER_WIN": str(PYTHON)}, addin="a1", shipped="a1", macros=2, asr=None,
    excel=r"C:\Office\EXCEL.EXE", wps="", office=r"C:\LibreOffice\soffice.exe",
    extension=Wiring(sys.executable, __version__), free=50_000_000_000, log="x.log",
)


def states(facts: Facts) -> dict[str, str]:
    return {check.key: verdict.state for check, verdict in examine(facts)}


def test_a_sound_computer_has_nothing_wrong() -> None:
    assert set(states(SOUND).values()) == {GOOD}


@pytest.mark.parametrize(("key", "change", "state"), [
    ("python", {"python": (3, 10, 1)}, BAD), ("bits", {"bits": 32}, BAD),
    ("path", {"interpreter": Path("C:/Users/张某/python.exe")}, BAD),
    ("packages", {"versions": {**SOUND.versions, "pandas": ""}}, BAD),
    ("packages", {"versions": {**SOUND.versions, "pandas": "2.1.9"}}, BAD),
    ("packages", {"versions": {**SOUND.versions, "xlwings": "0.36.0"}}, BAD),
    ("xlwings", {"versions": {"pandas": "2.2.3"}}, BAD),
    ("dll", {"dlls": ()}, BAD), ("dll", {"dlls": ("xlwings64-0.36.0.dll",)}, BAD),
    ("settings", {"settings": None}, BAD), ("settings", {"settings": {"INTERPRETER_WIN": "C:/other.exe"}}, BAD),
    ("addin", {"addin": None}, BAD), ("addin", {"addin": "b2"}, BAD), ("marked", {"marked": True}, BAD),
    ("macros", {"macros": 4}, BAD), ("macros", {"macros": 3}, NOTE),
    ("defender", {"asr": 1}, BAD), ("defender", {"asr": 6}, BAD), ("defender", {"asr": 2}, NOTE), ("defender", {"asr": 0}, GOOD),
    ("code_page", {"code_page": "cp1252"}, NOTE), ("code_page", {"code_page": "utf-8"}, NOTE),
    ("excel", {"excel": ""}, NOTE), ("wps", {"wps": "et.exe"}, NOTE), ("pdf", {"office": ""}, NOTE),
    ("room", {"free": 1_000_000}, BAD), ("room", {"free": None}, NOTE),
])
def test_each_thing_that_is_wrong_is_found_and_has_a_remedy(key: str, change: dict[str, Any], state: str) -> None:
    found = {check.key: verdict for check, verdict in examine(replace(SOUND, **change))}

    assert found[key].state == state
    assert found[key].remedy or state != BAD


def test_the_settings_that_the_installer_wrote_are_read_back(tmp_path: Path) -> None:
    path = tmp_path / "xlwings.conf"
    path.write_bytes(settings_text(PYTHON).encode("ascii"))

    assert read_settings(path) == {"INTERPRETER_WIN": str(PYTHON), **SETTINGS}
    assert read_settings(tmp_path / "none.conf") is None


def test_elsewhere_than_on_windows_what_concerns_excel_does_not_apply() -> None:
    found = states(replace(SOUND, system="Linux 6.1", addin=None, settings=None, dlls=()))

    assert {key for key, state in found.items() if state == SKIPPED} == {check.key for check in CHECKS if check.windows}
    assert BAD not in found.values()


def test_this_computer_can_be_examined_and_the_report_names_every_check() -> None:
    text = report()

    assert all(check.title in text for check in CHECKS)
    assert gather(shipped="", log="").python >= (3, 11)


def test_the_command_gives_json_with_stable_keys() -> None:
    done = CliRunner().invoke(cli, ["doctor", "--json"])

    assert [row["key"] for row in json.loads(done.stdout)["checks"]] == [check.key for check in CHECKS]


def test_names_of_packages_are_read_from_requirements() -> None:
    assert [package(text) for text in ("pandas>=2.2", "xlwings==0.37.8", "a[b]>=1", "c<2", "d")] == ["pandas", "xlwings", "a", "c", "d"]
    assert BLOCK_CHILDREN == "D4F940AB-401B-4EFC-AADC-AD5F3C50688A"
