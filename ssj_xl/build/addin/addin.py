"""The add-in made of its sources: VBA modules, customUI, the workbook that carries them; and whether what lies there is what the sources give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ssj_xl.build import extension, formula_sheet, master, ribbon, ribbon_files
from ssj_xl.build.addin import package, sources
from ssj_xl.build.addin.lint import lint
from ssj_xl.build.addin.lint_vba import lint_sources
from ssj_xl.build.addin.macros import SHEETS, add_project, with_macros
from ssj_xl.build.addin.opened import Finding
from ssj_xl.build.addin.package import declare, relate
from ssj_xl.build.addin.project import PROJECT_NAMES, vba_project
from ssj_xl.office.package import Parts, packed


def make(root: Path) -> dict[str, bytes]:
    """Every file that the build writes, by its path below `root`, the folder that holds macros/."""
    macros = root / "macros"
    return {**{f"macros/{name}": content for name, content in sources.written().items()}, **built(macros)}


def faults(root: Path, made: Mapping[str, bytes]) -> list[tuple[str, Finding]]:
    """What is wrong with the sources and with the files made of them, by file.

    Sources that are wrong are all that is said: what was made of them is wrong in consequence.
    """
    found = [(finding.part, finding) for finding in lint_sources(sources.modules(root / "macros"))]
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
    project = vba_project(sources.modules(macros, sources.XLAM), sheets=len(rows), name=PROJECT_NAMES[0])
    add_project(parts, project)
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
    parts[_RIBBON_PART] = sources.written()["customUI14.xml"]
    relate(parts, "", _RIBBON_LINK, _RIBBON_PART)
    declare(parts, "png", "image/png")
    pictures = sources.pictures(macros)
    links = "".join(f'<Relationship Id="{name}" Type="{_PICTURE_LINK}" Target="images/{name}.png"/>' for name in pictures)
    parts["customUI/_rels/customUI14.xml.rels"] = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Relationships xmlns="{_PACKAGE_LINKS}">{links}</Relationships>\n').encode("ascii")
    for name, picture in pictures.items():
        parts[f"customUI/images/{name}.png"] = picture


def master_project(macros: Path) -> bytes:
    """The VBA project of a master workbook: the formulas, and what connects them to Python.  No ribbon of its own."""
    return vba_project(sources.modules(macros, sources.XLSM), sheets=SHEETS, name=PROJECT_NAMES[1])


def built(macros: Path) -> dict[str, bytes]:
    """Everything that is built and kept in the repository, by its path there (macros/ itself apart)."""
    project, made, plain = master_project(macros), addin(macros), master.content()
    office = extension.extension(macros)
    return {"workbooks/ssj_xl.xlam": made, "ssj_xl/data/addin/ssj_xl.xlam": made,
            f"workbooks/{extension.NAME}": office, f"ssj_xl/data/addin/{extension.NAME}": office,
            "ssj_xl/data/addin/vbaProject.bin": project,
            "workbooks/主台账.xlsm": with_macros(plain, project), "workbooks/主台账.xlsx": plain,
            "workbooks/公式示例.xlsx": formula_sheet.content()}
