"""The system that the program runs on: whether it is Windows, where LibreOffice is, how a program of it is started.

Asked in one place, so that every branch for Windows is entered by a test on any machine.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

WINDOWS = os.name == "nt"
LONGEST = 259
"""As many characters of a path Windows takes, as it comes; of a longer one it says that there is no such folder."""


def is_windows() -> bool:
    """Whether the program runs on Windows."""
    return WINDOWS


def is_too_long(path: Path | str) -> bool:
    """Whether a path is too long for this system."""
    return WINDOWS and len(os.path.abspath(path)) > LONGEST


_COMMANDS = ("soffice", "libreoffice", "soffice.com", "soffice.exe")
_USUAL_PLACES = (
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/snap/bin/libreoffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
_SYSTEM = ("/usr/bin", "/bin")


def find_soffice() -> str | None:
    """The LibreOffice program of this machine, if there is one (Linux, Windows, macOS)."""
    named = next(filter(None, map(shutil.which, _COMMANDS)), None)
    return named or next((str(place) for place in _places() if place.is_file()), None)


def _places() -> Iterator[Path]:
    yield from map(Path, _USUAL_PLACES)
    yield from sorted(Path("/opt").glob("libreoffice*/program/soffice"), reverse=True)
    for variable in ("ProgramFiles", "ProgramFiles(x86)", "LOCALAPPDATA"):
        folder = os.environ.get(variable)
        if folder:
            yield Path(folder) / "LibreOffice" / "program" / "soffice.com"
            yield Path(folder) / "Programs" / "LibreOffice" / "program" / "soffice.com"


def environment() -> dict[str, str]:
    """The environment for LibreOffice's programs: without what the user's shell tells Python, the system's own Python first.

    LibreOffice takes the library of the first python3 on the PATH; one of another make (pyenv, conda) brings it down.
    """
    found = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return found if is_windows() else {**found, "PATH": os.pathsep.join((*_SYSTEM, found.get("PATH", "")))}
