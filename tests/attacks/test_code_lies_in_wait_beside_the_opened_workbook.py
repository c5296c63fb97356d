"""A stranger's folder holds a workbook, and beside it an xlwings.py, a cmd.exe, or a name that is a command: opening it must run none of them."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from ssj_xl.entry.machine import places

MACROS = Path(__file__).parents[2] / "macros" / "vba"
ALL = {module.stem: module.read_bytes().decode("ascii") for module in MACROS.iterdir()}
FLAGS = re.findall(r'interpreter & """ (.*) \$\(CLSID\)"', ALL["SsjText"])[0]
"""What stands behind the interpreter on the command line that starts Python."""
PLANTED = ("xlwings", "ssj_xl", "sitecustomize", "usercustomize", "pythoncom", "win32com", "os", "encodings", "runpy", "pathlib")
ANSWER = "是附近文件夹里的程序"


def started(flags: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Python as it is started when Excel was opened in a folder, with variables that lead there too."""
    env = {**os.environ, "PYTHONPATH": str(folder), "PYTHONSTARTUP": str(folder / "xlwings.py"), "PYTHONUTF8": "1"}
    return subprocess.run([sys.executable, *shlex.split(flags), "{0e39423b-fce7-4c4f-a96e-5c28c450fa3d}"], cwd=folder,
                          env=env, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False)


@pytest.mark.long
def test_a_module_beside_the_workbook_is_not_the_one_that_is_imported(tmp_path: Path) -> None:
    folder = tmp_path / "来件 & 100% (1)^"
    folder.mkdir()
    for name in PLANTED:
        (folder / f"{name}.py").write_text(f"import sys\nsys.stdout.write({ANSWER!r})\nsys.exit(7)\n", "utf-8")
    done = started(FLAGS, folder)

    assert ANSWER not in done.stdout + done.stderr
    assert done.returncode == 1
    assert "pywin32" in done.stderr, "it came as far as Linux goes: to xlwings' own serve"


def test_it_would_be_the_one_where_python_is_not_started_apart(tmp_path: Path) -> None:
    (tmp_path / "xlwings.py").write_text(f"print({ANSWER!r})\ndef serve(name): pass\n", "utf-8")

    assert ANSWER in started(FLAGS.replace("-I ", ""), tmp_path).stdout


def test_no_program_is_looked_for_by_its_bare_name() -> None:
    """Windows looks into the current folder, which is the opened file's, before it looks into its own."""
    assert not [name for name, text in ALL.items() if re.search(r"cmd\.exe|\bShell\b|CreateObject|%\w+%", text)]
    assert "If Not SsjIsFullPath(SsjInterpreter) Then Err.Raise" in ALL["SsjPython"]
    assert len(re.findall(r"LoadLibraryA\(\w+(?:\(\w+\))? & \"\\\" & LIBRARY\)", ALL["SsjPython"])) == 2


def test_the_name_of_the_opened_file_is_no_part_of_the_command() -> None:
    """Whatever it is: `a & calc.xlsx`, `%TEMP%.xlsx`, `'); import os; ('.xlsx`, `x;evil;.xlsx`."""
    named = re.compile(r"(?:ActiveWorkbook|\bWb|\bbook)\.(?:Path|FullName|Name\b)", re.IGNORECASE)

    assert not [name for name, text in ALL.items() if named.search(text)]
    assert "Workbook" not in ALL["SsjText"]


def test_no_settings_are_taken_from_the_opened_workbook_or_its_folder() -> None:
    asked = re.search(r'Environ\$\("(\w+)"\) & "([^"]+)", "(\w+)"', ALL["SsjPython"])
    assert asked is not None

    assert places.config_file({asked[1]: "/u"}).as_posix() == "/u" + asked[2].replace("\\", "/")
    assert asked[3] == "INTERPRETER_WIN"
    assert sum(text.count("Open ") for text in ALL.values()) == 1
    assert sum(text.count("conf") for text in ALL.values()) == 1
    assert not re.search(r"(?:ActiveWorkbook|\bWb|\bbook)\.(?:Sheets|Worksheets|Names)", "".join(ALL.values()))
