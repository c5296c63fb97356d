"""A stranger's folder holds a workbook, and beside it an xlwings.py, a cmd.exe, or a name that is a command: opening it must run none of them."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

MACROS = Path(__file__).parents[2] / "macros" / "vba"
WIRE = (MACROS / "xlwings.bas").read_text("ascii")


def statement(start: str) -> str:
    """The one statement of the wire that begins so."""
    found = [line.strip() for line in WIRE.splitlines() if line.strip().startswith(start)]
    assert len(found) == 1, found
    return found[0]


def python_arguments() -> list[str]:
    """What stands behind the interpreter on the command line that starts Python, as VBA puts it together."""
    literal = re.fullmatch(r'tail = "(.*)"', statement("tail = "))
    assert literal is not None
    return shlex.split(literal[1].replace('""', '"'))


@pytest.mark.parametrize("planted", ["xlwings.py", "sitecustomize.py", "os.py", "win32com.py"])
def test_a_module_beside_the_workbook_is_not_the_one_that_is_imported(tmp_path: Path, planted: str) -> None:
    (tmp_path / planted).write_text("open('planted', 'w').close()\n")
    *flags, code = python_arguments()
    assert "xlwings.serve('$(CLSID)')" in code

    subprocess.run([sys.executable, *flags, code.replace("xlwings.serve('$(CLSID)')", "print(xlwings.__file__)")],
                   cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONSTARTUP": planted}, check=True, capture_output=True)
    assert not (tmp_path / "planted").exists()


def test_no_program_is_looked_for_by_its_bare_name() -> None:
    """Windows looks into the current folder, which is the opened file's, before it looks into its own."""
    assert re.findall(r'.{0,20}"cmd\.exe', WIRE) == []
    assert len(re.findall(r'Environ\("SystemRoot"\) & "\\System32\\cmd\.exe', WIRE)) == 3


def test_the_name_of_the_opened_file_is_no_part_of_the_command() -> None:
    """Whatever it is: `a & calc.xlsx`, `%TEMP%.xlsx`, `'); import os; ('.xlsx`, `x;evil;.xlsx`."""
    assert " & " not in statement("tail = ")
    assert statement("XLPyCommand = PYTHON_WIN") == "XLPyCommand = PYTHON_WIN & tail & Chr(34)"
    assert not re.search(r"PYTHON_WIN = .*(FullName|\.Name|PYTHONPATH)", WIRE)


def test_the_way_with_names_on_the_command_line_is_never_taken() -> None:
    assert statement("OPTIMIZED_CONNECTION =") == "OPTIMIZED_CONNECTION = True"


def test_no_settings_are_taken_from_the_opened_workbook_or_its_folder() -> None:
    assert "GetConfigFromSheet(ActiveWorkbook).Exists" in WIRE.split("If False Then")[1][:80]
    assert 'If source = "directory" Then' in WIRE
    assert not re.search(r'GetConfig\([^)]*"directory"', WIRE)
