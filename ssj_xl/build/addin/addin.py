"""ssj_xl.xlam: ribbon, pictures, callbacks, the sheet of texts and rules from which buttons take their state, the texts of formulas."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ssj_xl.build import formulas_vba, master, ribbon
from ssj_xl.build.addin import skeleton, sources
from ssj_xl.build.addin.foreign import CONFIG_SHEET
from ssj_xl.build.addin.macros import SHEETS, add_project, with_macros
from ssj_xl.build.addin.package import declare, relate
from ssj_xl.build.addin.project import PROJECT_NAMES, vba_project
from ssj_xl.papers.package import Parts, packed

BUTTONS_SHEET = "ssj_xl.buttons"
_ADDIN = "application/vnd.ms-excel.addin.macroEnabled.main+xml"
_RIBBON_PART = "customUI/customUI14.xml"
_RIBBON_LINK = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
_PICTURE_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_PACKAGE_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"

# What must hold wherever the add-in is; where Python is, and how it is run, is the user's own file's to say.
CONFIG = (("UDF MODULES", "ssj_xl.entry.udf"), ("ADD_WORKBOOK_TO_PYTHONPATH", "False"))


def addin(macros: Path) -> bytes:
    """The add-in from the text in macros/.  The same text gives the same bytes."""
    rows: dict[str, skeleton.Rows] = {CONFIG_SHEET: CONFIG, BUTTONS_SHEET: states(),
                                     formulas_vba.HELP_SHEET: formulas_vba.help_rows()}
    parts = skeleton.parts(rows, content_type=_ADDIN, title="双随机、一公开（ssj_xl）")
    project = vba_project(sources.modules(macros, sources.XLAM), sheets=len(rows), name=PROJECT_NAMES[0])
    add_project(parts, project)
    _add_ribbon(parts, macros)
    return packed(parts)


def states() -> Sequence[Sequence[str]]:
    """One row a button: control, supertip, first rule and reason, second rule and reason (see SsjState.bas)."""
    return [(button.control, button.supertip, *(part for rule in ribbon.rules(button) for part in (rule.formula, rule.reason)))
            for button in ribbon.BUTTONS]


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
    project, made = master_project(macros), addin(macros)
    return {"workbooks/ssj_xl.xlam": made, "ssj_xl/data/addin/ssj_xl.xlam": made,
            "ssj_xl/data/addin/vbaProject.bin": project,
            "workbooks/主台账.xlsm": with_macros(master.content(), project)}
