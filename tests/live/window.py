"""LibreOffice in a window under Xvfb, with the extension installed by its own program for that, and a hand that presses buttons.

Buttons are found and pressed by what LibreOffice tells screen readers.  A press starts what the settings name; here that is
a script that hands over to the test, which then does what the program would (`ssj_xl.entry.office.press`) with a clerk whose
answers are written down and on a pinned day.  `real` lets it start the program itself.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ssj_xl import __version__
from ssj_xl.build.extension import NAME
from ssj_xl.build.ribbon import BUTTONS, GROUPS, TAB_LABEL
from ssj_xl.entry import office
from ssj_xl.entry.machine import extension, places
from ssj_xl.entry.ribbon.case import Outcome
from ssj_xl.entry.ribbon.dialogs import Dialogs
from ssj_xl.entry.ribbon.pressing import carry_out
from ssj_xl.gateways.libreoffice.app import register
from ssj_xl.gateways.libreoffice.bridge import bridge, connect
from ssj_xl.office.programs import environment
from ssj_xl.workflows.desk import Desk
from tests.office import TIMEOUT_SECONDS, LiveOffice, OfficeError

OXT = Path(__file__).resolve().parents[2] / "workbooks" / NAME
_LOST = 5.0
"""Seconds after which a key counts as lost."""
_HANDING_OVER = """#!{python} -IS
import os, socket, sys
if len(sys.argv) < 6:
    os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
line = socket.socket(socket.AF_UNIX)
line.connect({path!r})
line.sendall(repr(sys.argv[4:]).encode() + b"\\n" + sys.stdin.buffer.readline())
sys.exit(len(line.recv(1)))
"""


def options(folder: Path) -> list[str]:
    """Where a LibreOffice with a profile in this folder has its extensions; those of everybody, which the administrator's
    account installs, lie there too."""
    shared = (folder / "shared").as_uri()
    return [f"-env:UserInstallation={folder.as_uri()}", f"-env:UNO_SHARED_PACKAGES={shared}", f"-env:UNO_SHARED_PACKAGES_CACHE={shared}/cache"]


def unopkg(folder: Path, verb: str, *more: str) -> subprocess.CompletedProcess[str]:
    """Run LibreOffice's program for extensions on a profile."""
    scope = ["--shared"] if os.geteuid() == 0 else []
    return subprocess.run([extension.find_unopkg(), verb, *scope, *options(folder), *more], capture_output=True, text=True, check=False,
                          env=environment())


class Shown(NamedTuple):
    """A button as the toolbar shows it: whether it can be pressed, and its tip."""

    on: bool
    tip: str


class Window(LiveOffice):
    """A LibreOffice with windows.  home: the user's folder."""

    def __init__(self) -> None:
        super().__init__()
        self.home = Path()
        self._screen: subprocess.Popen[bytes] | None = None
        self._door: socket.socket | None = None
        self.display = ""

    def _prepared(self, folder: Path) -> tuple[list[str], dict[str, str]]:
        self.home = folder / "home"
        self.home.mkdir()
        unopkg(folder, "add", "--force", str(OXT))
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(folder / "door"))
        self._door.listen()
        self._door.settimeout(TIMEOUT_SECONDS)
        script = folder / "handing over"
        script.write_text(_HANDING_OVER.format(python=sys.executable, path=str(folder / "door")), "utf-8")
        script.chmod(0o700)
        self.asks(script)
        self.display = self._screened()
        return options(folder), {**environment(), "HOME": str(self.home), "DISPLAY": self.display, "SAL_USE_VCLPLUGIN": "gen"}

    def asks(self, python: str | Path) -> None:
        """Write whom the extension asks."""
        extension.write_wiring(places.office_settings(self.home), extension.Wiring(str(python), __version__))

    @contextlib.contextmanager
    def real(self) -> Iterator[None]:
        """A press starts the program itself."""
        before = extension.read_wiring(places.office_settings(self.home))
        assert before is not None
        self.asks(sys.executable)
        yield
        self.asks(before.python)

    def _screened(self) -> str:
        """A screen of its own; returns its name."""
        command = shutil.which("Xvfb")
        if command is None:
            raise OfficeError("Xvfb is not installed; mark the test `window`")
        told, telling = os.pipe()
        self._screen = subprocess.Popen([command, "-displayfd", str(telling), "-screen", "0", "1400x900x24", "-nolisten", "tcp"],
                                        pass_fds=[telling], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(telling)
        with os.fdopen(told) as lines:
            return f":{lines.readline().strip()}"

    def stop(self) -> None:
        """End the program and its screen."""
        super().stop()
        if self._screen is not None:
            self._screen.kill()
            self._screen.wait()
        if self._door is not None:
            self._door.close()
        self._screen = self._door = None

    # --- what a hand does ---

    def press(self, button: str, book: Any, answers: Dialogs, at: Desk) -> Outcome | None:
        """Press a button on the toolbar and carry out what it starts, with these answers and on this day."""
        self.push(button, book)
        assert self._door is not None
        line, _ = self._door.accept()
        with line, line.makefile("r", encoding="utf-8") as lines:
            assert lines.readline() == f"{[__version__, button]!r}\n"
            request = json.loads(lines.readline())
            engine = register(connect(request["address"]), pid=book.app.pid)
            outcome = carry_out(button, office.opened(engine.apps.active, request["workbook"]), answers, at)
        self.settled(book)
        return outcome

    def push(self, button: str, book: Any) -> None:
        """Press a button on the toolbar, which must be on."""
        self._when_on(button, book, f"{button} is off").doAccessibleAction(0)

    def settled(self, book: Any) -> None:
        """Wait until the buttons are given back: the last of them is always on."""
        self._when_on(BUTTONS[-1].id, book, "the act has not ended")

    def _when_on(self, button: str, book: Any, what: str) -> Any:
        """A button of the toolbar, once it is on.  what: the complaint where it never is."""
        found: list[Any] = []

        def is_on() -> bool:
            one = found.pop() if found else self._buttons(book)[button]
            on = _shown(one).on
            found.append(one)  # not one that went away meanwhile: that is looked for anew
            return on

        _until(is_on, what)
        return found[0]

    def bar(self, book: Any) -> dict[str, Shown]:
        """The buttons as the toolbar shows them."""
        return {id: _shown(found) for id, found in self._buttons(book).items()}

    def _buttons(self, book: Any) -> dict[str, Any]:
        order = [id for group in GROUPS for id in ("", *(button.id for button in group.buttons))][1:]
        found: list[Any] = []

        def is_complete() -> bool:
            window = book.api.CurrentController.Frame.ContainerWindow.getAccessibleContext()
            bars = (one for pane in children(window) for one in children(pane)
                    if one.getAccessibleRole() == _constant("AccessibleRole.TOOL_BAR") and one.getAccessibleName() == TAB_LABEL)
            found[:] = [one for bar in bars for one in children(bar)]
            return len(found) == len(order)

        _until(is_complete, "the toolbar has not all its buttons")
        return {id: one for id, one in zip(order, found, strict=True) if id}

    def key(self, *names: str) -> None:
        """Press keys, as xdotool names them."""
        subprocess.run(["xdotool", "key", *names], env={**os.environ, "DISPLAY": self.display}, check=True)

    def click(self, x: int, y: int) -> None:
        """Click into the window: only then do keys go there."""
        subprocess.run(["xdotool", "mousemove", str(x), str(y), "click", "1"], env={**os.environ, "DISPLAY": self.display}, check=True)

    def opened(self, role: str) -> Any:
        """The dialog, message box or menu that stands open, waited for.  role: ALERT, DIALOG or POPUP_MENU."""
        found: list[Any] = []

        def has_come() -> bool:
            found[:] = self._open(role)
            return bool(found)

        _until(has_come, f"no {role} came")
        return found[0]

    @contextlib.contextmanager
    def menu(self, cells: Any) -> Iterator[dict[str, Any]]:
        """The context menu of a cell, by the keyboard; closed again in the end."""
        cells.select()
        self._keyed("shift+F10", lambda: bool(self._open("POPUP_MENU")))
        try:
            yield named(self.opened("POPUP_MENU"))
        finally:
            self._keyed("Escape", lambda: not self._open("POPUP_MENU"))

    def _keyed(self, key: str, holds: Callable[[], bool]) -> None:
        """Press a key until something comes of it: one that a busy window does not take is lost."""
        due = 0.0

        def has_come() -> bool:
            nonlocal due
            if holds():
                return True
            if time.monotonic() >= due:
                self.key(key)
                due = time.monotonic() + _LOST
            return False

        _until(has_come, f"nothing came of {key}")

    def _open(self, role: str) -> list[Any]:
        """The dialogs, boxes or menus of a role that stand open now."""
        wanted = _constant(f"AccessibleRole.{role}")
        toolkit = self.context.ServiceManager.createInstanceWithContext("com.sun.star.awt.Toolkit", self.context)
        windows = (toolkit.getTopWindow(n) for n in range(toolkit.getTopWindowCount()))
        return [one for one in _contexts(windows) if one.getAccessibleRole() == wanted and is_in_state(one, "SHOWING")]


def children(found: Any) -> Iterator[Any]:
    """What stands in something, as a screen reader finds it."""
    return _contexts(found.getAccessibleChild(n) for n in range(found.getAccessibleChildCount())) if found is not None else iter(())


def _contexts(shown: Iterable[Any]) -> Iterator[Any]:
    """What screen readers are told of things; nothing of one that is only coming or already closing."""
    told = (one.getAccessibleContext() for one in shown if one is not None)
    return (one for one in told if one is not None)


def named(found: Any) -> dict[str, Any]:
    """What stands in a dialog or menu, by its name without the letter that LibreOffice underlines."""
    return {str(one.getAccessibleName()).partition("(")[0]: one for one in children(found)}


def answer(dialog: Any, text: str) -> None:
    """Type into the one field of a dialog, and press 确定."""
    field = next(one for one in children(dialog) if one.getAccessibleRole() == _constant("AccessibleRole.TEXT"))
    field.setText(text)
    named(dialog)["确定"].doAccessibleAction(0)


def middle_of(found: Any) -> tuple[float, float]:
    """The middle of something on the screen."""
    at, size = found.getLocationOnScreen(), found.getSize()
    return at.X + size.Width / 2, at.Y + size.Height / 2


def is_in_state(found: Any, name: str) -> bool:
    """Whether something is ENABLED, SHOWING ..."""
    states, state = found.getAccessibleStateSet(), _constant(f"AccessibleStateType.{name}")
    # Before LibreOffice 7.5 an object, since then bits.
    return bool(states & state if isinstance(states, int) else states.contains(state))


def _constant(name: str) -> int:
    return int(bridge().getConstantByName(f"com.sun.star.accessibility.{name}"))


def _shown(found: Any) -> Shown:
    return Shown(is_in_state(found, "ENABLED"), str(found.ToolTipText))


def _until(holds: Callable[[], bool], what: str) -> None:
    """Wait for something of LibreOffice's own pace; what goes away while it is looked at does not hold yet."""
    gone = tuple(bridge().getClass(f"com.sun.star.lang.{name}") for name in ("DisposedException", "IndexOutOfBoundsException"))
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while True:
        with contextlib.suppress(*gone):
            if holds():
                return
        assert time.monotonic() < deadline, what
        time.sleep(0.02)
