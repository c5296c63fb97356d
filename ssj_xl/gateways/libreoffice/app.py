"""The program itself for xlwings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from ssj_xl.gateways.libreoffice.book import Book, Books
from ssj_xl.gateways.libreoffice.bridge import Unfinished, bridge
from ssj_xl.gateways.libreoffice.range import Range

if TYPE_CHECKING:
    from ssj_xl.gateways.libreoffice.engine import Engine

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
