"""The scripts of the installation package, run by a cmd.exe (wine's) with a stand-in python.exe that logs how it was called and dies on demand."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.build.test_bundle import FOLDER, PYTHON, _bundle

pytestmark = pytest.mark.wine

# Its exit code is SSJ_CODE, but for `-c pass`, by which a script looks for a Python, and then SSJ_FOUND.
STUB = r"""
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
int main(void) {
  const char *line = GetCommandLineA();
  FILE *log = fopen(getenv("SSJ_LOG"), "ab");
  fprintf(log, "%s\n", line);
  fclose(log);
  ExitProcess((UINT)strtol(getenv(strstr(line, " -c ") ? "SSJ_FOUND" : "SSJ_CODE"), 0, 10));
}
"""
DIED = -1073741819  # an access violation, as Windows gives it
HOME = Path(sys.prefix) / "wine"


def _wine(*words: str, folder: Path, **env: str) -> None:
    quiet = {"WINEPREFIX": str(HOME), "WINEDEBUG": "-all", "WINEDLLOVERRIDES": "mscoree,mshtml,winemenubuilder.exe=", "WINEARCH": "win64"}
    subprocess.run(["wine", *words], cwd=folder, env={**os.environ, **quiet, **env}, stdin=subprocess.DEVNULL, capture_output=True, check=False)


def _run(*, script: str, code: int, found: int, at: Path) -> list[str]:
    """Lines of a script that runs one of ours and notes how it ended."""
    return [f"set SSJ_CODE={code}", f"set SSJ_FOUND={found}", f'call "{_path(at / script)}"', ">>%ENDS% echo %errorlevel%", ">>%SSJ_LOG% echo -"]


def _path(path: Path) -> str:
    return "Z:" + str(path).replace("/", "\\")


@pytest.mark.long
def test_the_scripts_start_the_right_python_and_take_nothing_but_0_for_success(tmp_path: Path) -> None:
    source, stub = tmp_path / "stub.c", tmp_path / "stub.exe"
    source.write_text(STUB, "ascii")
    subprocess.run(["x86_64-w64-mingw32-gcc", "-O1", "-s", "-o", str(stub), str(source)], check=True)
    carried, bare = tmp_path / "a & b" / "carried", tmp_path / "a & b" / "bare"
    for folder, python in ((carried, PYTHON), (bare, None)):
        for name, content in _bundle(python).items():
            plain = {"安装.cmd": "install.cmd", "卸载.cmd": "remove.cmd"}.get(name.removeprefix(f"{FOLDER}/"), name.removeprefix(f"{FOLDER}/"))
            path = folder / plain
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(stub.read_bytes() if plain == "app/python/python.exe" else content)
    launcher = tmp_path / "launcher"
    launcher.mkdir()
    for name in ("py.exe", "python.exe"):
        (launcher / name).write_bytes(stub.read_bytes())

    lines = ["@echo off", f"set SSJ_LOG={_path(tmp_path / 'log')}", f"set ENDS={_path(tmp_path / 'ends')}", f"set PATH={_path(launcher)};%PATH%"]
    cases = [("install.cmd", 0, 0, carried), ("install.cmd", DIED, 0, carried), ("install.cmd", 1, 0, carried), ("remove.cmd", 0, 0, carried),
             ("remove.cmd", DIED, 0, carried), ("install.cmd", 0, 0, bare), ("install.cmd", 0, DIED, bare)]
    for script, code, found, at in cases:
        lines += _run(script=script, code=code, found=found, at=at)
    (tmp_path / "all.cmd").write_bytes("\r\n".join(["\r\n".join(lines), ""]).encode("ascii"))
    if not (HOME / "system.reg").is_file():
        _wine("wineboot", "-i", folder=tmp_path)
    _wine("cmd", "/c", "all.cmd", folder=tmp_path)

    assert (tmp_path / "ends").read_text("ascii").split() == ["0", "1", "1", "0", "1", "0", "1"]
    calls = [[line.strip() for line in part.splitlines()] for part in (tmp_path / "log").read_text("ascii").replace("\r", "").replace('"', "").split("-\n")[:-1]]
    own = "app\\python\\python.exe"
    assert calls[:5] == [[f"{own} app\\bootstrap.py"]] * 3 + [[f"{own} app\\bootstrap.py uninstall"]] * 2
    assert calls[5] == ["py -3.11-64 -c pass", "py -3.11-64 app\\bootstrap.py"]
    assert [line.split(" -c ")[0] for line in calls[6]] == ["py -3.11-64", "python"]
