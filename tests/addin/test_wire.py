"""The wire from VBA to Python: declared as xlwings' library is, started by one command, and silent until the call has ended."""

from __future__ import annotations

import json
import re
import struct
from importlib import metadata
from pathlib import Path, PureWindowsPath

import pytest

from ssj_xl.build.addin import addin, project
from ssj_xl.entry.machine import places
from ssj_xl.entry.machine.install import settings_text
from ssj_xl.office.package import unpacked
from tests.addin import exports, gates

PYTHON = next(module.text for module in project.modules(gates.MACROS) if module.name == "SsjPython")
STATE = next(module.text for module in project.modules(gates.MACROS) if module.name == "SsjState")
TEXT = next(module.text for module in project.modules(gates.MACROS) if module.name == "SsjText")
ALL = "".join(module.text for module in project.modules(gates.MACROS))
LIBRARY = json.loads(exports.FILE.read_text("utf-8"))
DECLARED = re.findall(r'Declare PtrSafe (?:Function|Sub) (\w+) Lib "(xlwings[^"]+)" \(([^)]*)\)', PYTHON)
FLAGS = re.search(r'interpreter & """ (.*) \$\(CLSID\)"', TEXT)[1]  # type: ignore[index]


# --- against the real library ----------------------------------------------------------------------------

def test_the_library_is_that_of_the_xlwings_which_is_pinned() -> None:
    version = metadata.version("xlwings")

    assert LIBRARY["wheel"].startswith(f"xlwings-{version}-"), "python -m tests.addin.exports"
    assert {name for _, name, _ in DECLARED} == set(LIBRARY["libraries"]) == {f"xlwings{bits}-{version}.dll" for bits in (32, 64)}
    assert set(re.findall(r'LIBRARY As String = "([^"]+)"', PYTHON)) == set(LIBRARY["libraries"])


@pytest.mark.parametrize(("function", "library", "arguments"), DECLARED)
def test_what_is_declared_is_exported_and_takes_as_many_arguments(function: str, library: str, arguments: str) -> None:
    found = LIBRARY["libraries"][library]

    assert function in found
    assert found[function] in (None, 4 * len(arguments.split(",")))
    assert LIBRARY["libraries"][library.replace("64", "32")][function] == 4 * len(arguments.split(","))


def test_the_exports_of_a_library_are_read_from_its_table() -> None:
    assert exports.exports(_library(code=b"\x55\x8b\xec\x5d\xc2\x0c\x00")) == {"Ask": 12}
    assert exports.exports(_library(code=b"\xc3", directory=0)) == {}


def _library(*, code: bytes, directory: int = 0x1000) -> bytes:
    """A library of one section, mapped at 0x1000, that exports Ask."""
    head = bytearray(0x200)
    struct.pack_into("<I", head, 60, 64)
    struct.pack_into("<HH12xH", head, 64 + 4, 0x14C, 1, 0xE0)
    struct.pack_into("<H", head, 64 + 24, 0x10B)
    struct.pack_into("<I", head, 64 + 24 + 96, directory)
    struct.pack_into("<IIII", head, 64 + 24 + 0xE0 + 8, 0x100, 0x1000, 0x100, 0x200)
    table = struct.pack("<24xIIIIIIH2x4s", 1, 0x1028, 0x102C, 0x1030, 0x1040, 0x1034, 0, b"Ask")
    return bytes(head) + table.ljust(0x40, b"\0") + code.ljust(0x100, b"\0")


# --- the command -----------------------------------------------------------------------------------------

def test_python_is_started_by_its_full_path_without_a_shell_and_apart_from_everything_around_it() -> None:
    assert FLAGS.split() == ["-I", "-B", "-m", "ssj_xl.entry.wire"]
    assert not re.search(r"cmd\.exe|\bShell\b|CreateObject|%\w+%", ALL)
    assert "If Not SsjIsFullPath(SsjInterpreter) Then Err.Raise" in PYTHON
    assert len(re.findall(r"LoadLibraryA\(\w+(?:\(\w+\))? & \"\\\" & LIBRARY\)", PYTHON)) == 2


def test_one_process_serves_all_workbooks_since_none_is_named_in_its_command() -> None:
    command = TEXT.split("Function SsjCommand")[1].split("End Function")[0]

    assert "Workbook" not in command
    assert ALL.count("SsjCommand(") == 2, "declared once, used once"


# --- without Python, and after a reset of VBA ------------------------------------------------------------

def test_without_python_a_chinese_text_of_the_add_in_is_shown_and_the_ribbon_lives_on() -> None:
    sheet = unpacked((gates.ROOT / "workbooks" / "ssj_xl.xlam").read_bytes())["xl/worksheets/sheet2.xml"].decode("utf-8")

    assert f'"{addin.WIRE_SHEET}"' in STATE
    assert f'"{addin.WIRE_SHEET}"' in PYTHON
    assert [row[0] in sheet.replace("&quot;", '"') for row in addin.wire()] == [True, True, True]
    assert "安装.cmd" in addin.wire()[0][0]
    assert re.search(r"Broken:\r\n    SsjAnswer = SsjBroken\(\)", STATE)
    assert "SsjStop" in STATE.split("Function SsjBroken()")[1], "the next press starts a new process"
    for body in re.findall(r"Function (?:SsjAnswer|SsjCall)\(.*?End Function", ALL, re.DOTALL):
        assert "On Error GoTo Broken" in body
        assert "Err.Description" not in body, "what Windows says is English"


def test_the_ribbon_is_found_again_in_the_cell_in_which_it_was_put() -> None:
    cell = f'"A{len(addin.wire()) + 1}"'

    assert f"Range({cell}).Value = " in STATE
    assert f"SsjWire({cell})" in STATE
    assert "If Shown Is Nothing Then Set Shown = SsjFoundAgain()" in STATE


def test_a_change_in_a_cell_refreshes_the_ribbon_at_most_once_a_second_and_only_for_our_workbooks() -> None:
    events = next(module.text for module in project.modules(gates.MACROS) if module.name == "SsjEvents")
    soon = STATE.split("Sub SsjRefreshSoon")[1].split("End Sub")[0]

    assert "Host_SheetChange(ByVal Sh As Object, ByVal Target As Range)\r\n    SsjRefreshSoon\r\n" in events
    assert "If Waiting Or SsjVerdict(SsjHolds(SsjWire(\"A3\"))" in soon
    assert "TimeSerial(0, 0, 1)" in soon
    assert "Invalidate" not in soon


def test_vba_reads_the_file_and_the_key_that_the_installer_writes() -> None:
    read = re.search(r'Environ\$\("USERPROFILE"\) & "([^"]+)", "([^"]+)"', PYTHON)

    assert read is not None
    assert read[1] == str(PureWindowsPath("\\", *places.config_file({"USERPROFILE": "home"}).parts[1:]))
    assert settings_text(Path("p.exe")).startswith(f'"{read[2]}","')
