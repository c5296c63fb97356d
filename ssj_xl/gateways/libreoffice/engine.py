"""The engine that xlwings is given.

    context = connect("pipe,name=ssj")        # a soffice that was started with --accept=pipe,name=ssj;urp;
    engine = register(context)                # from now on the active engine of xlwings
    book = engine.apps.active.books.open("主台账.xlsx")

It is written against LibreOffice's public API and the BSD part of xlwings.  What it leaves out raises
NotImplementedError with the name.  Where Excel and LibreOffice differ, it does as Excel does, with one
exception: text that looks like a number or a date is not converted.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from ssj_xl.gateways.libreoffice.app import Answer, App, Apps
from ssj_xl.gateways.libreoffice.bridge import Unfinished
from ssj_xl.gateways.libreoffice.cells import CellError

NAME = "libreoffice"
_FRAMES = ("matplotlib", "numpy", "pandas", "PIL", "plotly", "polars")
"""What xlwings loads for kinds of values that it can convert; together they take longer than all else that a press loads."""


class Engine(Unfinished):
    """LibreOffice as an engine of xlwings."""

    name = NAME
    type = "desktop"

    def __init__(self, context: Any, *, pid: int = 0, answer: Answer | None = None) -> None:
        self.apps = Apps(App(self, context, pid, answer))

    @staticmethod
    def prepare_xl_data_element(value: Any, _options: Any) -> Any:
        """A value on its way into a cell."""
        return value.item() if hasattr(value, "item") else value

    @staticmethod
    def clean_value_data(data: Any, dates: Callable[..., Any], empty: Any, numbers: Callable[[float], Any] | None,
                         err_to_str: bool) -> list[list[Any]]:
        """Values as they come from cells, as the user of xlwings wants them."""
        def clean(value: Any) -> Any:
            if value is None or value == "":
                return empty
            if isinstance(value, datetime):
                return dates(year=value.year, month=value.month, day=value.day, hour=value.hour, minute=value.minute,
                             second=value.second, microsecond=value.microsecond, tzinfo=None)
            if isinstance(value, CellError):
                return str(value) if err_to_str else None
            return numbers(value) if numbers and isinstance(value, float) and not isinstance(value, date) else value

        return [[empty if value is None else clean(value) for value in row] for row in data]


def load_xlwings() -> None:
    """Load xlwings for a process that does one act and goes, without the packages that nothing here converts values for.

    Whoever needs one of them later can import it.
    """
    if "xlwings" in sys.modules:
        return
    hidden = [name for name in _FRAMES if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # Python takes None for a module that cannot be imported
    try:
        importlib.import_module("xlwings")
    finally:
        for name in hidden:
            del sys.modules[name]


def register(context: Any, *, pid: int = 0, answer: Answer | None = None, activate: bool = True) -> Any:
    """Add LibreOffice to the engines of xlwings, in place of one registered before; returns the xlwings engine.

    context: from `connect`, or a macro's own.  pid: process number, if known.  answer: see `App`.
    """
    import xlwings

    made = xlwings.Engine(impl=Engine(context, pid=pid, answer=answer))
    known = xlwings.engines
    known.engines[:] = [engine for engine in known.engines if engine.name != NAME]
    known.add(made)
    if activate:
        made.activate()
    return made
