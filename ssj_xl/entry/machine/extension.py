"""Putting the extension into LibreOffice for one user, with the Python that does its work; taking both out again.

The extension itself carries no program: it asks the Python whose full path stands in the user's settings, and nothing that
is found on the way.  That Python needs ssj_xl and LibreOffice's own module `uno`, which is built for one Python only: the
one that runs here where it has both, else an environment made from the Python that LibreOffice's module belongs to.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.resources import as_file, files
from pathlib import Path
from typing import NamedTuple

from ssj_xl import __version__
from ssj_xl.build.extension import IDENTIFIER, NAME
from ssj_xl.entry.machine import places
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.office.programs import environment, find_soffice, is_windows
from ssj_xl.tables.problems import Place, fail

_COMPUTES = "import ssj_xl.entry.udf"
_ABLE = f"{_COMPUTES}, ssj_xl.entry.ribbon.pressing; from ssj_xl.gateways.libreoffice.bridge import bridge; bridge()"
_FIT = "import sys, uno; sys.exit(sys.version_info < (3, 11))"
_ROOT = Path(__file__).resolve().parents[3]


class Wiring(NamedTuple):
    """What the extension finds in the settings: the Python to ask, and the version it was installed with."""

    python: str
    version: str


def read_wiring(settings: Path) -> Wiring | None:
    """What `write_wiring` wrote, as the extension reads it; None where there is nothing to be read."""
    try:
        found = json.loads(settings.read_text("utf-8"))
        return Wiring(str(found["python"]), str(found["version"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_wiring(settings: Path, wiring: Wiring) -> None:
    """Write the settings.  Raises UserError where they cannot be written."""
    settings.parent.mkdir(parents=True, exist_ok=True)
    atomic_write(settings, json.dumps(wiring._asdict(), ensure_ascii=True).encode("ascii"))


class Installed(NamedTuple):
    """The Python that the extension asks; without_buttons: whether it computes formulas only (A87)."""

    python: Path
    without_buttons: bool


def install(home: Path, wheels: Path | None = None) -> Installed:
    """Register the extension with LibreOffice and write which Python it asks.

    home: the user's folder; wheels: where the packages lie, for a machine without a network.
    Raises UserError U04 (no LibreOffice), A68, A86, and A87 where no Python would even compute formulas.
    """
    unopkg = find_unopkg()
    able = sys.executable if _runs(sys.executable, _ABLE) else _own_python(places.office_python(home), unopkg, wheels)
    if able is None and not _runs(sys.executable, _COMPUTES):
        raise fail("A87")
    python = able or sys.executable
    with as_file(files("ssj_xl").joinpath("data", "addin", NAME)) as file:
        _register(unopkg, "add", "--force", str(file))
    write_wiring(places.office_settings(home), Wiring(str(python), __version__))
    return Installed(Path(python), able is None)


def uninstall(home: Path) -> bool:
    """Take the extension, its settings and its environment out; False where there was nothing.  Raises UserError U04, A86."""
    unopkg = find_unopkg()
    there = is_registered(unopkg)
    if there:
        _register(unopkg, "remove", IDENTIFIER)
    left = [path for path in (places.office_settings(home), places.office_python(home)) if path.exists()]
    places.office_settings(home).unlink(missing_ok=True)
    shutil.rmtree(places.office_python(home), ignore_errors=True)
    return there or bool(left)


def is_registered(unopkg: str) -> bool:
    """Whether LibreOffice has the extension."""
    return _called([unopkg, "list", *_scope(), IDENTIFIER]).returncode == 0


def find_unopkg() -> str:
    """LibreOffice's program for extensions.  Raises UserError U04."""
    soffice = find_soffice()
    if soffice is None:
        raise fail("U04", exit_code=3)
    folder = Path(soffice).resolve().parent
    found = [folder / name for name in ("unopkg.com", "unopkg") if (folder / name).is_file()]
    return str(found[0]) if found else shutil.which("unopkg") or str(folder / "unopkg")


def _register(unopkg: str, verb: str, *what: str) -> None:
    done = _called([unopkg, verb, *_scope(), *what])
    if done.returncode:
        said = [line.removeprefix("ERROR:").strip() for line in done.stderr.splitlines() if line.strip()]
        raise fail("A86", Place(what[-1]), why=said[0] if said else "unopkg 没有说明原因", file=NAME)


def _scope() -> list[str]:
    """LibreOffice lets the administrator's account install for everybody only."""
    return ["--shared"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


def _own_python(folder: Path, unopkg: str, wheels: Path | None) -> Path | None:
    """An environment with this program, made from the Python that LibreOffice's module belongs to; None where there is none.

    Raises UserError A68.
    """
    base = next((python for python in _office_pythons(Path(unopkg)) if _runs(python, _FIT)), None)
    python = folder / ("Scripts/python.exe" if is_windows() else "bin/python")
    if base is None or _called([base, "-m", "venv", "--without-pip", "--clear", str(folder)]).returncode:
        return None
    source = [str(_ROOT)] if (_ROOT / "setup.cfg").is_file() else [f"ssj_xl=={__version__}"]
    found = ["--no-index", "--find-links", str(wheels), "ssj_xl"] if wheels else source
    done = _called([sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "--python", str(python), "install", *found])
    if done.returncode:
        raise fail("A68", why=(done.stderr.strip().splitlines() or ["pip 没有说明原因"])[-1])
    return python if _runs(str(python), _ABLE) else None


def _office_pythons(unopkg: Path) -> Iterator[str]:
    """LibreOffice's own Python where it has one, else the system's."""
    for name in ("python.exe", "python"):
        if (unopkg.resolve().parent / name).is_file():
            yield str(unopkg.resolve().parent / name)
    system = Path("/usr/bin/python3")
    if system.is_file():
        yield str(system)


def _runs(python: str, code: str) -> bool:
    return _called([python, "-I", "-B", "-c", code]).returncode == 0


def _called(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run a program where nothing lies that it could take by mistake."""
    return subprocess.run(command, capture_output=True, text=True, errors="replace", check=False, stdin=subprocess.DEVNULL,
                          cwd=Path(command[0]).parent, env=environment())
