"""Files made from the declarations: customUI, VBA callbacks of the ribbon, VBA of the formulas."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from types import ModuleType, SimpleNamespace
from typing import Any
from xml.sax.saxutils import quoteattr

from ssj_xl.build import ribbon
from ssj_xl.build.ribbon import Button, Group
from ssj_xl.domain.formulas.declarations import CATEGORY, FORMULAS, MODULE, Formula

NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
ON_LOAD, GET_ENABLED, GET_SUPERTIP = "SsjOnLoad", "SsjGetEnabled", "SsjGetSupertip"


def custom_ui(groups: tuple[Group, ...] = ribbon.GROUPS) -> bytes:
    """The part customUI/customUI14.xml.  A picture is named by the button's id, which is a relationship of the part."""
    lines = ['<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
             f'<customUI xmlns="{NAMESPACE}" onLoad="{ON_LOAD}">', "  <ribbon>", "    <tabs>",
             f"      <tab{_attributes(id=ribbon.TAB_ID, label=ribbon.TAB_LABEL, keytip=ribbon.TAB_KEYTIP)}>"]
    for group in groups:
        lines += _group(group)
    lines += ["      </tab>", "    </tabs>", "  </ribbon>", "</customUI>", ""]
    return "\n".join(lines).encode("utf-8")


def _group(group: Group) -> list[str]:
    head = f"        <group{_attributes(id=group.control, label=group.label, keytip=group.keytip)}>"
    return [head, *map(_button, group.buttons), "        </group>"]


def _button(button: Button) -> str:
    # supertip and enabled state come from callbacks, because both follow the workbook
    shown = _attributes(id=button.control, label=button.label, screentip=button.screentip, keytip=button.keytip,
                        size=button.size, image=button.id, onAction=button.callback, getEnabled=GET_ENABLED,
                        getSupertip=GET_SUPERTIP)
    return f"          <button{shown}/>"


def _attributes(**values: str) -> str:
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
            f'    SsjRun "{ribbon.python_call(button)}"\n'
            "End Sub\n")


# --- the VBA side of the formulas ------------------------------------------------------------------------

BAS = "SsjFormulas"
"""Name of the VBA module."""

HELP_SHEET = "ssj_xl.formulas"
"""The add-in's sheet of help texts (see SsjHelp.bas)."""

_FORMULAS_HEAD = f"""Attribute VB_Name = "{BAS}"
' Written by "ssj-xl addin build" with the generator of xlwings, from ssj_xl/domain/formulas. Do not edit.
#Const App = "Microsoft Excel" 'Adjust when using outside of Excel
"""
# ThisWorkbook is there whatever is active; the generator takes ActiveWorkbook for the name of an add-in.
_BOOK = SimpleNamespace(Name="ssj_xl.xlsm")
_GENERATOR = "xlwings.udfs"
_WINDOWS_ONLY = ("pythoncom", "pywintypes", "win32com", "win32com.client")


def help_rows() -> list[tuple[str, ...]]:
    """One row a formula: name, description, category, and the descriptions of its arguments, one a line."""
    return [(one.name, one.text, CATEGORY, "\n".join(argument.text for argument in one.arguments)) for one in FORMULAS]


@cache
def wrappers() -> str:
    """The module SsjFormulas as exported text with CRLF line ends."""
    with _generator() as udfs:
        functions = {one.name: _stand_in(one, udfs) for one in FORMULAS}
        out = io.StringIO()
        udfs.generate_vba_wrapper(MODULE, SimpleNamespace(**functions), out, _BOOK)
    text = _FORMULAS_HEAD + out.getvalue().replace("\r\n", "\n")
    return text.rstrip("\n").replace("\n", "\r\n") + "\r\n"


def _stand_in(one: Formula, udfs: ModuleType) -> Callable[..., Any]:
    """A function with name and arguments of a formula; all that the generator looks at."""
    def function() -> None:
        pass

    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    parameters = [inspect.Parameter(argument.name, kind, default=None if argument.optional else inspect.Parameter.empty)
                  for argument in one.arguments]
    function.__name__, function.__annotations__ = one.name, {}
    function.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    made: Callable[..., Any] = udfs.xlfunc(category=CATEGORY, call_in_wizard=not one.heavy)(function)
    return made


@contextmanager
def _generator() -> Iterator[ModuleType]:
    """xlwings' module for formulas, which Windows only has otherwise; nothing of it stays loaded."""
    if importlib.util.find_spec("pythoncom") is not None:
        yield importlib.import_module(_GENERATOR)
        return
    stand_ins = {name: ModuleType(name) for name in _WINDOWS_ONLY}
    stand_ins["pythoncom"].CoInitialize = lambda: None  # type: ignore[attr-defined]
    stand_ins["pywintypes"].com_error = OSError  # type: ignore[attr-defined]
    stand_ins["win32com.client"].Dispatch = None  # type: ignore[attr-defined]
    sys.modules.update(stand_ins)
    try:
        yield importlib.import_module(_GENERATOR)
    finally:
        for name in (*stand_ins, _GENERATOR):
            sys.modules.pop(name, None)
        vars(importlib.import_module("xlwings")).pop("udfs", None)
