"""The engine that xlwings is given, and the program itself behind it.

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
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from ssj_xl.gateways.libreoffice.book import Book, Books
from ssj_xl.gateways.libreoffice.bridge import Unfinished, bridge
from ssj_xl.gateways.libreoffice.cells import CellError
from ssj_xl.gateways.libreoffice.range import Range

Answer = Callable[[str, str, str, str], str]
"""What answers a message: text, title, buttons (ok, yes_no …) and kind (info, critical) → the button pressed."""

_BOXES = {"info": "INFOBOX", "critical": "ERRORBOX"}
_BUTTONS = {"ok": 1, "ok_cancel": 2, "yes_no": 3, "yes_no_cancel": 4}
_PRESSED = {0: "cancel", 1: "ok", 2: "yes", 3: "no"}


class Apps(Unfinished):
    """The one LibreOffice that the engine is connected to."""

    def __init__(self, app: App) -> None:
        self._app = app

    def keys(self) -> list[int]:
        """Its process number."""
        return [self._app.pid]

    def __iter__(self) -> Iterator[App]:
        return iter((self._app,))

    def __len__(self) -> int:
        return 1

    def __getitem__(self, pid: int) -> App:
        if pid != self._app.pid:
            raise KeyError(pid)
        return self._app

    def add(self, **_how: Any) -> App:
        """The same program: LibreOffice runs once for a user."""
        return self._app

    def cleanup(self) -> None:
        """Nothing is left behind."""


class App(Unfinished):
    """LibreOffice.  answer: shows messages instead of a window, where nobody sits before one."""

    def __init__(self, engine: Engine, context: Any, pid: int, answer: Answer | None) -> None:
        self.engine, self.api, self.pid = engine, context, pid
        self.answer = answer
        self.desktop = self._service("com.sun.star.frame.Desktop")
        self.enable_events = self.display_alerts = self.interactive = True
        self._locked: list[Any] = []
        self._status: tuple[Any, str] | None = None

    def _service(self, name: str) -> Any:
        return self.api.ServiceManager.createInstanceWithContext(name, self.api)

    @property
    def version(self) -> str:
        """As 25.2."""
        setup = self._service("com.sun.star.configuration.ConfigurationProvider")
        path = bridge().createUnoStruct("com.sun.star.beans.NamedValue")
        path.Name, path.Value = "nodepath", "/org.openoffice.Setup/Product"
        found = setup.createInstanceWithArguments("com.sun.star.configuration.ConfigurationAccess", (path,))
        return str(found.getByName("ooSetupVersion"))

    @property
    def books(self) -> Books:
        """Open spreadsheets."""
        return Books(self)

    @property
    def visible(self) -> bool:
        """It shows itself as it was started."""
        return True

    @visible.setter
    def visible(self, value: bool) -> None:
        pass

    @property
    def selection(self) -> Range | None:
        """The selected cells, of several areas one, None where something else is selected or there is no window."""
        model = self.desktop.CurrentComponent
        controller = getattr(model, "CurrentController", None)
        chosen: Any = controller.Selection if controller is not None else None
        supports = getattr(chosen, "supportsService", lambda _: False)
        if supports("com.sun.star.sheet.SheetCellRanges") and chosen.Count:
            chosen = chosen.getByIndex(0)
        elif not supports("com.sun.star.sheet.SheetCellRange"):
            return None
        sheet = Book(self, model).sheets(chosen.RangeAddress.Sheet + 1)
        return Range(sheet, chosen)

    def activate(self, steal_focus: bool = False) -> None:
        """Nothing to do: it is the only one."""

    # --- switches ---

    @property
    def screen_updating(self) -> bool:
        """Whether windows follow every change."""
        return not self._locked

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        if value:
            while self._locked:
                self._locked.pop().unlockControllers()
        elif not self._locked:
            for book in self.books:
                book.api.lockControllers()
                self._locked.append(book.api)

    @property
    def calculation(self) -> str:
        """Whether formulas follow every change: automatic or manual."""
        return "automatic" if all(book.api.isAutomaticCalculationEnabled() for book in self.books) else "manual"

    @calculation.setter
    def calculation(self, value: str) -> None:
        for book in self.books:
            book.api.enableAutomaticCalculation(value != "manual")

    def calculate(self) -> None:
        """Compute every formula."""
        for book in self.books:
            book.api.calculateAll()

    @property
    def status_bar(self) -> str | bool:
        """The text in the status bar; False where it is the program's own."""
        return self._status[1] if self._status else False

    @status_bar.setter
    def status_bar(self, value: str | bool) -> None:
        if self._status:
            self._status[0].end()
            self._status = None
        if isinstance(value, str):
            frame = self.desktop.CurrentFrame
            indicator = frame.createStatusIndicator() if frame is not None else _NoBar()
            indicator.start(value, 100)
            self._status = (indicator, value)

    def alert(self, prompt: str, title: str, buttons: str | None, mode: str | None, callback: Any = None) -> str:
        """Show a message and return the button pressed: ok, cancel, yes or no."""
        if self.answer is not None:
            return self.answer(prompt, title, buttons or "ok", mode or "info")
        toolkit = self._service("com.sun.star.awt.Toolkit")
        box = _BOXES.get(mode or "info", "INFOBOX")
        # One that only informs has one button, whatever it is told.
        asks = box == "INFOBOX" and buttons not in (None, "ok")
        kind = bridge().Enum("com.sun.star.awt.MessageBoxType", "QUERYBOX" if asks else box)
        parent = self.desktop.CurrentFrame.ContainerWindow
        shown = toolkit.createMessageBox(parent, kind, _BUTTONS[buttons or "ok"], title or "", prompt or "")
        return _PRESSED[shown.execute()]

    def quit(self) -> None:
        """End the program."""
        self.desktop.terminate()


class _NoBar:
    """The status bar of a program without windows."""

    def start(self, text: str, steps: int) -> None:
        pass

    def end(self) -> None:
        pass


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
