"""What is known about this computer.  Only `gather` looks; everything else is told."""

from __future__ import annotations

import csv
import locale
import os
import platform
import shutil
import stat
import sys
import sysconfig
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

from ssj_xl.entry.machine import places
from ssj_xl.entry.machine.extension import Wiring, read_wiring
from ssj_xl.office.programs import find_soffice, is_windows

_OFFICE = r"Software\Microsoft\Office\16.0\Excel\Security"
_ASR = r"SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
BLOCK_CHILDREN = "D4F940AB-401B-4EFC-AADC-AD5F3C50688A"
"""Defender's rule “Block all Office applications from creating child processes”."""


@dataclass(frozen=True)
class Facts:
    """A computer as the doctor sees it; '' and None where nothing could be found out.

    versions: of packages, by name, '' where one is not installed; wanted: what this program needs of them, 'name==1'
    or 'name>=1'; dlls: names beside the interpreter; settings: the settings file, None without one; addin: digest of
    the installed add-in, shipped: of the one that belongs to this program; marked: whether Windows marks the add-in as
    coming from the internet; macros: VBAWarnings of Excel (1 all, 2 ask, 3 signed only, 4 none), by policy or user;
    shared: whether others on this computer can write where the program lies;
    extension: whom the extension for LibreOffice asks, None where it is not installed;
    asr: state of Defender's rule (0 off, 1 block, 2 audit, 6 warn); free: bytes free on the program's disk.
    """

    system: str
    python: tuple[int, ...]
    bits: int
    interpreter: Path
    code_page: str
    versions: dict[str, str] = field(default_factory=dict)
    wanted: tuple[str, ...] = ()
    dlls: tuple[str, ...] = ()
    settings: dict[str, str] | None = None
    addin: str | None = None
    shipped: str = ""
    marked: bool = False
    shared: bool = False
    macros: int | None = None
    asr: int | None = None
    excel: str = ""
    wps: str = ""
    office: str = ""
    extension: Wiring | None = None
    free: int | None = None
    log: str = ""


def gather(*, shipped: str, log: str) -> Facts:
    """Look at this computer.  shipped: digest of the add-in that belongs to this program; log: where bugs are logged."""
    windows = is_windows()
    env = os.environ
    addin = places.addin_file(env) if windows and env.get("APPDATA") else None
    return Facts(
        system=f"{platform.system()} {platform.release()}", python=sys.version_info[:3], bits=64 if sys.maxsize > 2**32 else 32,
        interpreter=Path(sys.executable), code_page=locale.getencoding(), versions=_versions(), wanted=_wanted(),
        dlls=_dlls(), settings=read_settings(places.config_file(env)) if windows and env.get("USERPROFILE") else None,
        addin=_digest(addin) if addin else None, shipped=shipped, marked=bool(addin and _is_marked(addin)),
        shared=is_shared(Path(sys.executable).parent, env),
        macros=_registry(_OFFICE, "VBAWarnings") if windows else None,
        asr=_registry(_ASR, BLOCK_CHILDREN, machine=True) if windows else None,
        excel=_program("excel.exe") if windows else "", wps=_program("et.exe") if windows else shutil.which("et") or "",
        office=find_soffice() or "", extension=read_wiring(places.office_settings(Path.home())), free=_free(), log=log,
    )


def _wanted() -> tuple[str, ...]:
    """Requirements of the installed program that hold at run time or for the live door, without markers."""
    try:
        found = metadata.requires("ssj_xl") or []
    except metadata.PackageNotFoundError:
        return ()
    plain = [text.partition(";") for text in found]
    return tuple(name.strip() for name, _, marker in plain if not marker.strip() or 'extra == "excel"' in marker)


def _versions() -> dict[str, str]:
    found = {}
    for text in (*_wanted(), "pywin32"):
        name = package(text)
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = ""
    return found


def package(requirement: str) -> str:
    """The name in a requirement such as `pandas>=2.2`."""
    return requirement.split(">")[0].split("=")[0].split("<")[0].split("!")[0].split("[")[0].strip()


def _dlls() -> tuple[str, ...]:
    folders = {Path(sys.executable).parent, Path(sys.executable).parent.parent, Path(sysconfig.get_path("data"))}
    return tuple(sorted({file.name for folder in folders for file in folder.glob("xlwings*-*.dll")}))


def read_settings(path: Path) -> dict[str, str] | None:
    """The pairs of a settings file (`install.settings_text`) by their keys; None without the file."""
    if not path.is_file():
        return None
    with path.open(encoding="utf-8", errors="replace", newline="") as lines:
        return {pair[0]: pair[1] for pair in csv.reader(lines) if len(pair) == 2}


def _digest(path: Path) -> str | None:
    from hashlib import sha256

    return sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def _is_marked(path: Path) -> bool:
    """The stream in which Windows writes where a file came from."""
    try:
        return "ZoneId=3" in Path(f"{path}:Zone.Identifier").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False


def is_shared(folder: Path, env: places.Env) -> bool:
    """Whether others can write into a folder: by its rights, on Windows (whose lists are not read here) because it is a public one."""
    public = env.get("PUBLIC", "")
    if public and folder.is_relative_to(Path(public)):
        return True
    return not is_windows() and bool(folder.stat().st_mode & stat.S_IWOTH)


def _registry(path: str, name: str, *, machine: bool = False) -> int | None:
    """A number of the registry: by policy first, then the user's own."""
    import winreg as _winreg

    winreg: Any = _winreg
    roots = [(winreg.HKEY_LOCAL_MACHINE, path)] if machine else [
        (winreg.HKEY_CURRENT_USER, path.replace("Software\\", "Software\\Policies\\", 1)), (winreg.HKEY_CURRENT_USER, path)]
    for root, key in roots:
        try:
            with winreg.OpenKey(root, key) as opened:
                return int(winreg.QueryValueEx(opened, name)[0])
        except (OSError, ValueError):
            continue
    return None


def _program(name: str) -> str:
    """Where a program is registered, '' where it is not."""
    import winreg as _winreg

    winreg: Any = _winreg
    key = rf"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\{name}"
    for root in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):
        try:
            return str(winreg.QueryValue(root, key))
        except OSError:
            continue
    return ""


def _free() -> int | None:
    try:
        return shutil.disk_usage(Path.home()).free
    except OSError:
        return None
