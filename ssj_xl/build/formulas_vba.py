"""The VBA side of the formulas: wrappers written by xlwings' own generator, and the texts of their help.

The wrappers come ready-made with the add-in, so staff need neither "Import Functions" nor trust in access to the VBA
project.  They are what xlwings writes on Windows: here its module for formulas is loaded with stand-ins for the
packages that exist on Windows only, which the generator imports and does not use.
"""

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

from ssj_xl.domain.formulas.declarations import CATEGORY, FORMULAS, MODULE, Formula

BAS = "SsjFormulas"
"""Name of the VBA module."""

HELP_SHEET = "ssj_xl.formulas"
"""The add-in's sheet of help texts (see SsjHelp.bas)."""

_HEAD = f"""Attribute VB_Name = "{BAS}"
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
    text = _HEAD + out.getvalue().replace("\r\n", "\n")
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
