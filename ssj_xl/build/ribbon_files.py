"""Files made from the declarations: customUI, VBA callbacks of the ribbon, VBA of the formulas."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from ssj_xl.build import ribbon
from ssj_xl.build.ribbon import Button, Group
from ssj_xl.domain.formulas.declarations import CATEGORY, FORMULAS, Formula

NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
ON_LOAD, GET_ENABLED, GET_SUPERTIP = "SsjOnLoad", "SsjGetEnabled", "SsjGetSupertip"


def custom_ui(groups: tuple[Group, ...] = ribbon.GROUPS) -> bytes:
    """The part customUI/customUI14.xml.  A picture is named by the button's id, which is a relationship of the part."""
    lines = ['<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
             f'<customUI xmlns="{NAMESPACE}" onLoad="{ON_LOAD}">', "  <ribbon>", "    <tabs>",
             f"      <tab{attributes(id=ribbon.TAB_ID, label=ribbon.TAB_LABEL, keytip=ribbon.TAB_KEYTIP)}>"]
    for group in groups:
        lines += _group(group)
    lines += ["      </tab>", "    </tabs>", "  </ribbon>", "</customUI>", ""]
    return "\n".join(lines).encode("utf-8")


def _group(group: Group) -> list[str]:
    head = f"        <group{attributes(id=group.control, label=group.label, keytip=group.keytip)}>"
    return [head, *map(_button, group.buttons), "        </group>"]


def _button(button: Button) -> str:
    # supertip and enabled state come from callbacks, because both follow the workbook
    shown = attributes(id=button.control, label=button.label, screentip=button.screentip, keytip=button.keytip,
                        size=button.size, image=button.id, onAction=button.callback, getEnabled=GET_ENABLED,
                        getSupertip=GET_SUPERTIP)
    return f"          <button{shown}/>"


def attributes(**values: str) -> str:
    """Attributes of an element, quoted."""
    return "".join(f" {name}={quoteattr(value)}" for name, value in values.items())


# --- the VBA callbacks of the ribbon, written from the declaration in `ssj_xl.build.ribbon` --------------

RIBBON_MODULE = "SsjRibbon"

_HEAD = f"""Attribute VB_Name = "{RIBBON_MODULE}"
Option Explicit
' Written by "ssj-xl addin build" from ssj_xl/build/ribbon.py. Do not edit.

Public Sub {ON_LOAD}(ribbon As IRibbonUI)
    SsjRemember ribbon
End Sub

Public Sub {GET_ENABLED}(control As IRibbonControl, ByRef returnedVal As Variant)
    returnedVal = (SsjReason(control.ID) = "")
End Sub

Public Sub {GET_SUPERTIP}(control As IRibbonControl, ByRef returnedVal As Variant)
    returnedVal = SsjSupertip(control.ID)
End Sub
"""


def callbacks(buttons: tuple[Button, ...] = ribbon.BUTTONS) -> str:
    """The module SsjRibbon as exported text with CRLF line ends."""
    return "\n".join([_HEAD, *map(_press, buttons)]).replace("\n", "\r\n")


def _press(button: Button) -> str:
    return (f"Public Sub {button.callback}(control As IRibbonControl)\n"
            f'    SsjRun "{button.id}"\n'
            "End Sub\n")


# --- the VBA side of the formulas ------------------------------------------------------------------------

BAS = "SsjFormulas"
"""Name of the VBA module."""

HELP_SHEET = "ssj_xl.formulas"
"""The add-in's sheet of help texts (see SsjHelp.bas)."""

_FORMULAS_HEAD = f"""Attribute VB_Name = "{BAS}"
Option Explicit
' Written by "ssj-xl addin build" from ssj_xl/domain/formulas. Do not edit.
"""


def help_rows() -> list[tuple[str, ...]]:
    """One row a formula: name, description, category, and the descriptions of its arguments, one a line."""
    return [(one.name, one.text, CATEGORY, "\n".join(argument.text for argument in one.arguments)) for one in FORMULAS]


def wrappers() -> str:
    """The module SsjFormulas as exported text with CRLF line ends."""
    return "\n".join([_FORMULAS_HEAD, *map(_wrapper, FORMULAS)]).replace("\n", "\r\n")


def _wrapper(one: Formula) -> str:
    shown = ", ".join(f"Optional {argument.name}" if argument.optional else argument.name for argument in one.arguments)
    given = ", ".join(argument.name for argument in one.arguments)
    waits = "    If SsjInWizard() Then Exit Function\n" if one.heavy else ""
    return (f"Public Function {one.name}({shown})\n{waits}"
            f'    {one.name} = SsjCall("{one.name}", Array({given}))\n'
            "End Function\n")
