"""The VBA callbacks of the ribbon, written from the declaration in `ssj_xl.build.ribbon`.

Every procedure is a wire of at most five lines: it hands the button's name to Python, or a cell of the
add-in's sheet to Excel.
"""

from __future__ import annotations

from ssj_xl.build import ribbon
from ssj_xl.build.ribbon import Button
from ssj_xl.build.ribbon_xml import GET_ENABLED, GET_SUPERTIP, ON_LOAD

MODULE = "SsjRibbon"

_HEAD = f"""Attribute VB_Name = "{MODULE}"
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
            f'    SsjRun "{ribbon.python_call(button)}"\n'
            "End Sub\n")
