"""What macros/ holds, and its VBA modules as vbaProject.bin, without Excel: [MS-OVBA] by pyOpenVBA, finished as the specification has it.

The project has code page 936 and its sources are ASCII, so it means the same under every Windows.
"""

from __future__ import annotations

import json
import struct
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ssj_xl.build import ribbon_files
from ssj_xl.build.addin import package
from ssj_xl.build.ribbon import BUTTONS

CODE_PAGE = 936
PROJECT_NAMES = ("SsjXl", "SsjBook")
"""Names of the projects in the VBA editor: of the add-in, of a master workbook."""

_CODE_PAGE_RECORD, _NAME_RECORD = 0x0003, 0x0004
_COOKIE = 0xFFFF  # "MUST be 0xFFFF on write": PROJECTCOOKIE, MODULECOOKIE (2.3.4.2.3)
_VERSION = bytes.fromhex("cc61ffff000000")  # _VBA_PROJECT: Version 0xFFFF, no performance cache (2.3.4.1)


def vba_project(modules: Sequence[Module], *, sheets: int, name: str) -> bytes:
    """vbaProject.bin with document modules ThisWorkbook, Sheet1 … Sheet`sheets`, and the given modules.

    name: the project's name in the VBA editor, ASCII.  The same arguments give the same bytes.
    Raises ValueError for a source that code page 936 cannot hold (pyOpenVBA would write ? for it).
    """
    from pyopenvba.excel import ExcelFile

    _refuse_unwritable(modules)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "book.xlsm")
        path.write_bytes(package.book([f"S{number + 1}" for number in range(sheets)]))
        with ExcelFile(path) as book:
            project = book.add_vba_project()
            _set_code_page(project)
            _set_name(book, project, name)
            for module in modules:
                _add(book, project, module)
            _set_cookies(project)
            book.save()
        with ExcelFile(path) as book:
            return _canonical(book.vba_project_bytes())


def _refuse_unwritable(modules: Sequence[Module]) -> None:
    for module in modules:
        module.text.encode(f"cp{CODE_PAGE}")
        if "\n" in module.text.replace("\r\n", ""):
            raise ValueError(f"{module.name}: a line does not end with CRLF")


def _set_code_page(project: Any) -> None:
    old = struct.pack("<HIH", _CODE_PAGE_RECORD, 2, project.code_page)
    if project.dir_raw.count(old) != 1:
        raise ValueError("the template's project has no single code page record")
    project.dir_raw = project.dir_raw.replace(old, struct.pack("<HIH", _CODE_PAGE_RECORD, 2, CODE_PAGE))
    project.code_page = CODE_PAGE


def _set_name(book: Any, project: Any, name: str) -> None:
    """The name stands in the dir stream (its length shifts what follows) and in the PROJECT stream."""
    old, new = project.name.encode("ascii"), name.encode("ascii")
    record = struct.pack("<HI", _NAME_RECORD, len(old)) + old
    if project.dir_raw.count(record) != 1:
        raise ValueError("the template's project has no single name record")
    project.dir_raw = project.dir_raw.replace(record, struct.pack("<HI", _NAME_RECORD, len(new)) + new)
    project.dir_modules_offset += len(new) - len(old)
    cfb = book._get_cfb()  # there is no public way to rename a project, and the version is pinned
    text = cfb.get_stream("PROJECT")
    cfb.write_stream("PROJECT", text.replace(b'Name="' + old + b'"', b'Name="' + new + b'"'))
    project.name = name


def _add(book: Any, project: Any, module: Module) -> None:
    from pyopenvba.vba import VBAModuleKind

    if module.kind == "document":
        book.set_module(module.name, module.text)
    else:
        kind = VBAModuleKind.standard if module.kind == "standard" else VBAModuleKind.other
        project.add_module(module.name, module.text, kind=kind)


def _set_cookies(project: Any) -> None:
    project.project_cookie = _COOKIE
    project.dir_structure_dirty = True
    for module in project.modules:
        module.cookie = _COOKIE


def _canonical(data: bytes) -> bytes:
    from pyopenvba.cfb import CFB

    cfb = CFB.from_bytes(data)
    cfb.write_stream_in_storage("VBA", "_VBA_PROJECT", _VERSION)
    return bytes(cfb.to_bytes())


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
