"""Where things of a user lie, on Windows from the environment alone; no right of an administrator is needed."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

Env = Mapping[str, str]

ADDIN, CONFIG, MANIFEST = "ssj_xl.xlam", "ssj_xl.conf", "已安装.json"


def is_ascii(path: Path | str) -> bool:
    """Whether every code page can name the path: xlwings' DLL takes ANSI paths only."""
    return str(path).isascii()


def home_of_program(env: Env) -> Path:
    """The folder for program and interpreter: the user's own, or a public one where the user's name is not ASCII."""
    own = Path(env["LOCALAPPDATA"]) / "ssj_xl"
    if is_ascii(own):
        return own
    mark = sha256(env.get("USERNAME", str(own)).encode("utf-8")).hexdigest()[:8]
    return Path(env["PUBLIC"]) / f"ssj_xl-{mark}"


def startup_folder(env: Env) -> Path:
    """XLSTART: Excel opens what lies there and trusts it, unless an administrator has changed that."""
    return Path(env["APPDATA"]) / "Microsoft" / "Excel" / "XLSTART"


def addin_file(env: Env) -> Path:
    """The installed add-in."""
    return startup_folder(env) / ADDIN


def config_file(env: Env) -> Path:
    """Where the add-in reads the interpreter, and nowhere else."""
    return Path(env["USERPROFILE"]) / ".ssj_xl" / CONFIG


def manifest_file(env: Env) -> Path:
    """The list of what was installed; what is not in it is never removed."""
    return home_of_program(env) / MANIFEST


def workbooks_folder(env: Env) -> Path:
    """Empty workbooks and forms for the user, beside the program."""
    return home_of_program(env) / "workbooks"


def office_settings(home: Path) -> Path:
    """Where the extension for LibreOffice reads whom it asks, on every system (macros/libreoffice/ssj_office.py).  home: the user's folder."""
    return home / ".ssj_xl" / "libreoffice.json"


def office_python(home: Path) -> Path:
    """The environment that is made where the Python of the program cannot talk to LibreOffice."""
    return home / ".ssj_xl" / "libreoffice"
