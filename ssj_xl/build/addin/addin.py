"""The add-in made of its sources: VBA modules, customUI, the workbook that carries them; and whether what lies there is what the sources give.

A master workbook becomes macro-enabled with the project that comes ready-made with the package
(ssj_xl/data/addin/vbaProject.bin), so that this needs no library and works wherever the program runs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from ssj_xl.build import extension, formula_sheet, master, ribbon, ribbon_files
from ssj_xl.build.addin import package, project
from ssj_xl.build.addin.lint import lint
from ssj_xl.build.addin.lint_vba import lint_sources
from ssj_xl.build.addin.opened import Finding
from ssj_xl.build.addin.package import declare, relate, set_main_type
from ssj_xl.build.addin.project import PROJECT_NAMES, vba_project
from ssj_xl.office.package import Parts, packed, unpacked
from ssj_xl.tables.records import REGISTERS


def make(root: Path) -> dict[str, bytes]:
    """Every file that the build writes, by its path below `root`, the folder that holds macros/."""
    macros = root / "macros"
    return {**{f"macros/{name}": content for name, content in project.written().items()}, **built(macros)}


def faults(root: Path, made: Mapping[str, bytes]) -> list[tuple[str, Finding]]:
    """What is wrong with the sources and with the files made of them, by file.

    Sources that are wrong are all that is said: what was made of them is wrong in consequence.
    """
    found = [(finding.part, finding) for finding in lint_sources(project.modules(root / "macros"))]
    return found or [(name, finding) for name, content in made.items()
                     if name.startswith("workbooks/") and not name.endswith(extension.NAME)
                     for finding in lint(content)]


def outdated(root: Path, made: Mapping[str, bytes]) -> list[str]:
    """Files that are not, byte for byte, what the sources give."""
    return [name for name, content in made.items() if not (root / name).is_file() or (root / name).read_bytes() != content]


# --- ssj_xl.xlam -----------------------------------------------------------------------------------------

BUTTONS_SHEET = "ssj_xl.buttons"
_ADDIN = "application/vnd.ms-excel.addin.macroEnabled.main+xml"
_RIBBON_PART = "customUI/customUI14.xml"
_RIBBON_LINK = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
_PICTURE_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_PACKAGE_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"

WIRE_SHEET = "ssj_xl.wire"
TITLE_BROKEN = f"{ribbon.TAB_LABEL}：没有连上 Python"
_ABSENT = ("没有连上 Python，这一步没有完成。常见原因：程序没有装好，杀毒软件隔离了 xlwings 的 DLL，单位禁止 Office 启动其他程序。\n"
           "请先看“操作日志”最后一条，确认做到哪一步；再运行安装包里的“安装.cmd”，或打开“双随机.cmd”菜单选“体检”。")


def addin(macros: Path) -> bytes:
    """The add-in from the text in macros/.  The same text gives the same bytes."""
    rows: dict[str, package.Rows] = {BUTTONS_SHEET: states(), WIRE_SHEET: wire(),
                                     ribbon_files.HELP_SHEET: ribbon_files.help_rows()}
    parts = package.parts(rows, content_type=_ADDIN, title="双随机、一公开（ssj_xl）")
    code = vba_project(project.modules(macros, project.XLAM), sheets=len(rows), name=PROJECT_NAMES[0])
    add_project(parts, code)
    _add_ribbon(parts, macros)
    return packed(parts)


def states() -> Sequence[Sequence[str]]:
    """One row a button: control, supertip, first rule and reason, second rule and reason (see SsjState.bas)."""
    return [(button.control, button.supertip, *(part for rule in ribbon.rules(button) for part in (rule.formula, rule.reason)))
            for button in ribbon.BUTTONS]


def wire() -> Sequence[Sequence[str]]:
    """What VBA shows without Python, text and title, and the rule by which it knows our workbooks (see SsjState.bas)."""
    return [(_ABSENT,), (TITLE_BROKEN,), (ribbon.RULES["master"].formula,)]


def _add_ribbon(parts: Parts, macros: Path) -> None:
    parts[_RIBBON_PART] = project.written()["customUI14.xml"]
    relate(parts, "", _RIBBON_LINK, _RIBBON_PART)
    declare(parts, "png", "image/png")
    pictures = project.pictures(macros)
    links = "".join(f'<Relationship Id="{name}" Type="{_PICTURE_LINK}" Target="images/{name}.png"/>' for name in pictures)
    parts["customUI/_rels/customUI14.xml.rels"] = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Relationships xmlns="{_PACKAGE_LINKS}">{links}</Relationships>\n').encode("ascii")
    for name, picture in pictures.items():
        parts[f"customUI/images/{name}.png"] = picture


def master_project(macros: Path) -> bytes:
    """The VBA project of a master workbook: the formulas, and what connects them to Python.  No ribbon of its own."""
    return vba_project(project.modules(macros, project.XLSM), sheets=SHEETS, name=PROJECT_NAMES[1])


def built(macros: Path) -> dict[str, bytes]:
    """Everything that is built and kept in the repository, by its path there (macros/ itself apart)."""
    code, made, plain = master_project(macros), addin(macros), master.content()
    office = extension.extension(macros)
    return {"workbooks/ssj_xl.xlam": made, "ssj_xl/data/addin/ssj_xl.xlam": made,
            f"workbooks/{extension.NAME}": office, f"ssj_xl/data/addin/{extension.NAME}": office,
            "ssj_xl/data/addin/vbaProject.bin": code,
            "workbooks/主台账.xlsm": with_macros(plain, code), "workbooks/主台账.xlsx": plain,
            "workbooks/公式示例.xlsx": formula_sheet.content()}


SHEETS = len(REGISTERS) + 3
"""Sheets of a master workbook: one a register, 首页, 参数 and 计算."""

PROJECT_PART, PROJECT_TYPE = "xl/vbaProject.bin", "application/vnd.ms-office.vbaProject"
PROJECT_LINK = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
_MACRO_BOOK = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_DATE_FIRST = re.compile(rb"<workbookPr\b(?: date1904=\"[^\"]*\")?")
_SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
_SHEET_PR = re.compile(rb"<sheetPr\b")
_ROOT = re.compile(rb"<worksheet\b[^>]*>")


def prebuilt() -> bytes:
    """The VBA project of a master workbook, as `ssj-xl addin build` made it."""
    return files("ssj_xl").joinpath("data", "addin", "vbaProject.bin").read_bytes()


def with_macros(data: bytes, project: bytes | None = None) -> bytes:
    """The workbook made by `ssj_xl.build.master.content`, macro-enabled.

    project: vbaProject.bin, by default the one in the package.  Raises ValueError where the workbook does not
    have the sheets for which that project has document modules, or has a project already.
    """
    parts = unpacked(data)
    sheets = sorted(int(found[1]) for found in map(_SHEET.fullmatch, parts) if found)
    if project is None and len(sheets) != SHEETS:
        raise ValueError(f"the project is for {SHEETS} sheets, and there are {len(sheets)}")
    add_project(parts, prebuilt() if project is None else project)
    name_modules(parts)
    set_main_type(parts, _MACRO_BOOK)
    return packed(parts)


def add_project(parts: Parts, project: bytes) -> None:
    """The project as a part, declared and related.  Raises ValueError where there is one."""
    if PROJECT_PART in parts:
        raise ValueError("the workbook has a VBA project already")
    parts[PROJECT_PART] = project
    declare(parts, "bin", PROJECT_TYPE)
    relate(parts, "xl/workbook.xml", PROJECT_LINK, "vbaProject.bin")


def name_modules(parts: Parts) -> None:
    """Code names for workbook and sheets, by which they find their document modules."""
    book = parts["xl/workbook.xml"]
    parts["xl/workbook.xml"] = _DATE_FIRST.sub(lambda found: found[0] + b' codeName="ThisWorkbook"', book, count=1)
    for name in parts:
        found = _SHEET.fullmatch(name)
        if found:
            parts[name] = _named(parts[name], f"Sheet{found[1]}".encode("ascii"))


def _named(sheet: bytes, code_name: bytes) -> bytes:
    attribute = b' codeName="' + code_name + b'"'
    if _SHEET_PR.search(sheet):
        return _SHEET_PR.sub(b"<sheetPr" + attribute, sheet, count=1)
    return _ROOT.sub(lambda root: root[0] + b"<sheetPr" + attribute + b"/>", sheet, count=1)
