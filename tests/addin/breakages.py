"""Deliberate ways to break the built files, and what catches them: `catch` runs every gate on one of them.

Each breakage is a small function on the parts of a package or on the VBA sources; a breakage that no longer
applies (its text is not found) raises, so the table cannot become empty talk.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ssj_xl.build import master
from ssj_xl.build.addin import addin as addin_build
from ssj_xl.build.addin import project
from ssj_xl.build.addin.addin import SHEETS, with_macros
from ssj_xl.build.addin.project import PROJECT_NAMES, Module, vba_project
from ssj_xl.office.package import Parts, packed, unpacked
from tests.addin import gates, validator

Modules = list[Module]
OURS = ("自有检查", "源文本检查")
GATES = ("校验程序", "自有检查", "源文本检查", "VBA 分析", "oletools")


@dataclass(frozen=True)
class Breakage:
    """One way to break something.  target: xlam, xlsm, or vba (the sources, and the add-in made of them)."""

    name: str
    area: str
    target: str
    act: Callable[[Parts], bytes | None] | Callable[[Modules], Modules]


class Caught(NamedTuple):
    """What the gates say of a breakage: by gate, the first finding, or "" where the gate sees nothing."""

    breakage: Breakage
    by: dict[str, str]

    @property
    def at_all(self) -> bool:
        """Whether any gate saw it."""
        return any(self.by.values())


@cache
def good(target: str) -> bytes:
    """The unbroken file."""
    if target == "xlam":
        return addin_build.addin(gates.MACROS)
    return with_macros(master.content(), addin_build.master_project(gates.MACROS))


def catch(breakage: Breakage, *, validated: bool = True) -> Caught:
    """Break, and run the gates that the build runs.  validated: the validator takes part, where it is installed."""
    with tempfile.TemporaryDirectory() as folder:
        if breakage.target == "vba":
            return Caught(breakage, _catch_sources(breakage, Path(folder, "ssj_xl.xlam")))
        path = Path(folder, f"broken.{breakage.target}")
        parts = unpacked(good(breakage.target))
        raw = breakage.act(parts)  # type: ignore[arg-type]
        path.write_bytes(raw if isinstance(raw, bytes) else packed(parts))
        modules = project.modules(gates.MACROS, breakage.target)
        return Caught(breakage, _told({
            "校验程序": lambda: gates.by_validator(path) if validated and validator.command() else [],
            "自有检查": lambda: gates.by_lint(path),
            "oletools": lambda: gates.by_oletools(path, modules),
        }))


def _catch_sources(breakage: Breakage, path: Path) -> dict[str, str]:
    original = project.modules(gates.MACROS, project.XLAM)
    broken: Modules = breakage.act(list(original))  # type: ignore[assignment,arg-type]
    told = _told({"源文本检查": lambda: gates.by_sources(broken)})
    try:
        parts = unpacked(good("xlam"))
        parts["xl/vbaProject.bin"] = vba_project(broken, sheets=gates.SHEETS_OF_ADDIN, name=PROJECT_NAMES[0])
    except (ValueError, UnicodeEncodeError) as error:
        return told | {"源文本检查": told["源文本检查"] or f"build {error}"}
    path.write_bytes(packed(parts))
    return told | _told({"自有检查": lambda: gates.by_lint(path), "VBA 分析": lambda: gates.by_analyser(path)})


def _told(checks: dict[str, Callable[[], list[str]]]) -> dict[str, str]:
    return {gate: next(iter(check() if gate in OURS else _asked(check)), "") for gate, check in checks.items()}


def _asked(check: Callable[[], list[str]]) -> list[str]:
    """What a foreign reader finds; one that stumbles over the file has found something too."""
    try:
        return check()
    except Exception as error:
        return [f"{type(error).__name__} {error}"[:120]]


# --- tools for breaking ----------------------------------------------------------------------------

def swap(parts: Parts, name: str, old: str, new: str) -> None:
    """Replace the first match of a pattern in a part.  Raises LookupError where there is none."""
    text = parts[name].decode("utf-8")
    changed, times = re.subn(old, new, text, count=1, flags=re.DOTALL)
    if not times or changed == text:
        raise LookupError(f"{old} is not in {name}")
    parts[name] = changed.encode("utf-8")


def edit(modules: Modules, name: str, old: str, new: str) -> Modules:
    """The modules with one text replaced.  Raises LookupError where it is not there."""
    found = next(module for module in modules if module.name == name)
    if old not in found.text:
        raise LookupError(f"{old!r} is not in {name}")
    return [replace(module, text=module.text.replace(old, new, 1)) if module is found else module for module in modules]


def rebuilt(parts: Parts, target: str, change: Callable[[Modules], Modules]) -> None:
    """Put a project made of changed modules into the package."""
    modules = change(project.modules(gates.MACROS, target))
    sheets = gates.SHEETS_OF_ADDIN if target == project.XLAM else SHEETS
    parts["xl/vbaProject.bin"] = vba_project(modules, sheets=sheets, name=PROJECT_NAMES[target != project.XLAM])
