"""What macros/ holds: VBA modules with the files they go into, pictures, and the text written by the build."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ssj_xl.build import ribbon_files
from ssj_xl.build.ribbon import BUTTONS

Kind = Literal["document", "standard", "class"]
XLAM, XLSM = "xlam", "xlsm"
SIZES = (16, 32, 64)
"""Pixels of the pictures; a button shows 32 where large and 16 otherwise, and twice as much on a fine screen."""


@dataclass(frozen=True)
class Module:
    """One VBA module.  text: as the VBA editor exports it, CRLF."""

    name: str
    kind: Kind
    text: str
    into: tuple[str, ...]


def modules(macros: Path, target: str | None = None) -> list[Module]:
    """The modules in the order of macros/manifest.json, those for one target or all.

    A module that is written from a declaration is so here, whatever stands in the folder.
    Raises ValueError where the manifest and the folder do not name the same files.
    """
    entries = json.loads((macros / "manifest.json").read_text("utf-8"))
    listed = {entry["file"] for entry in entries}
    there = {path.name for path in (macros / "vba").iterdir()} | {Path(name).name for name in written() if name.startswith("vba/")}
    if listed != there:
        raise ValueError(f"manifest.json and macros/vba differ: {sorted(listed ^ there)}")
    found = [_module(macros, entry) for entry in entries]
    return [module for module in found if target is None or target in module.into]


def _module(macros: Path, entry: Mapping[str, object]) -> Module:
    path = macros / "vba" / str(entry["file"])
    content = written().get(f"vba/{path.name}") or path.read_bytes()
    kind = entry["kind"]
    if kind not in ("document", "standard", "class"):
        raise ValueError(f"unknown kind of module: {kind}")
    into = entry["into"]
    if not isinstance(into, list) or not set(into) <= {XLAM, XLSM}:
        raise ValueError(f"unknown target of {path.name}: {into}")
    return Module(path.stem, kind, content.decode("ascii"), tuple(into))


def pictures(macros: Path) -> dict[str, bytes]:
    """The picture of every button by its id, in the resolution that the add-in carries: twice the size shown."""
    return {button.id: picture_path(macros, button.id, 64 if button.size == "large" else 32).read_bytes()
            for button in BUTTONS}


def picture_path(macros: Path, name: str, size: int) -> Path:
    """Where a picture stands."""
    return macros / "icons" / str(size) / f"{name}.png"


def written() -> dict[str, bytes]:
    """The files below macros/ that the build writes from the declarations of the ribbon and of the formulas."""
    return {f"vba/{ribbon_files.RIBBON_MODULE}.bas": ribbon_files.callbacks().encode("ascii"),
            f"vba/{ribbon_files.BAS}.bas": ribbon_files.wrappers().encode("ascii"),
            "customUI14.xml": ribbon_files.custom_ui()}
