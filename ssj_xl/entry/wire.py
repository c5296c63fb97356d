"""The Python end of the add-in's wire: `python -I -B -m ssj_xl.entry.wire CLASS`, as macros/vba/SsjText.bas starts it.

xlwings' library for Windows starts this process once for all workbooks and takes calls under the class it names.  A
formula is called by xlwings itself (`ssj_xl.entry.udf`); a button's act is `press` here.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

FAILED, DONE = 0x10, 0x40
"""Kinds of message box (MB_ICONERROR, MB_ICONINFORMATION of Windows)."""


def serve(name: str) -> None:
    """Serve calls under a class until Excel ends.  name: the class, as xlwings' library gives it.

    First out of the folder in which Excel was opened, so that nothing that lies there is ever found.
    """
    os.chdir(Path(sys.executable).parent)
    windows: Any = import_module("xlwings")
    windows.serve(name)


def press(id: str, workbook: Any) -> tuple[str, str, int]:
    """Carry out a button's act: the text, title and kind of the box that VBA shows when this call has ended.

    workbook: the workbook in front, as Excel's own COM object.
    """
    from ssj_xl.entry.ribbon import press as carry_out

    windows: Any = import_module("xlwings")
    shown = carry_out(id, windows.Book(impl=import_module("xlwings._xlwindows").Book(xl=workbook)))
    return shown.text, shown.title, FAILED if shown.alarming else DONE


if __name__ == "__main__":
    serve(*sys.argv[1:])
