"""A program kept quiet during an act, and asked again while it is busy."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, TypeVar

from ssj_xl.tables.problems import fail

_CALM: dict[str, Any] = {"screen_updating": False, "display_alerts": False, "enable_events": False}


@contextlib.contextmanager
def quiet(app: Any, *, computing: bool = False, drawing: bool = False) -> Iterator[None]:
    """No questions, no macros of the workbook meanwhile; and no flicker, no computing, unless asked for.

    app: an xlwings.App.  Switches come back to what they were in the opposite order, each of them even where
    another does not.  Formulas are computed when computing comes back, so save after that, not within; and not while
    nothing is drawn, because LibreOffice calls a workbook changed when drawing comes back, saved or not.
    """
    left = {"calculation": computing, "screen_updating": drawing}
    calm = {name: value for name, value in {**_CALM, "calculation": "manual"}.items() if not left.get(name)}
    with contextlib.ExitStack() as stack:
        for name, value in calm.items():
            before = patiently(partial(getattr, app, name))
            stack.callback(_restore, partial(setattr, app, name, before))
            if before != value:
                patiently(partial(setattr, app, name, value))
        yield


def _restore(switch: Callable[[], None]) -> None:
    """Put a switch back; a program that refuses is asked once more, because a frozen screen helps nobody."""
    try:
        patiently(switch)
    except Exception as error:
        if is_program_error(error):
            patiently(switch)
            return
        raise


@contextlib.contextmanager
def status(app: Any) -> Iterator[Callable[..., None]]:
    """A progress (text, done, total) in the status bar, which is given back at the end.

    It speaks when the text or the whole per cent changes, so the calls do not grow with the rows.  A status
    bar that fails stops no act.
    """
    shown = ""

    def show(text: str, done: int = 0, total: int = 0) -> None:
        nonlocal shown
        line = f"双随机：{text}（{100 * done // total}%）" if total else f"双随机：{text}"
        if line != shown:
            shown = line
            _say(app, line)

    try:
        yield show
    finally:
        if shown:
            _say(app, False)


def _say(app: Any, text: str | bool) -> None:
    try:
        app.status_bar = text
    except Exception as error:
        if is_busy(error) or is_program_error(error):
            return
        raise


# --- A program that is busy with its user: wait a little and ask again, but not for ever -----------------

T = TypeVar("T")

WAITS = (0.1, 0.2, 0.4, 0.8, 1.5, 3.0, 4.0)
"""Seconds between the attempts, ten in all."""
_BUSY = {
    0x80010001,  # RPC_E_CALL_REJECTED: call was rejected by callee
    0x8001010A,  # RPC_E_SERVERCALL_RETRYLATER: a dialog is open, or Excel computes
    0x800AC472,  # VBA_E_IGNORE: somebody is typing into a cell
}
_XLWINGS_ATTEMPTS = 20


class ProgramError(Exception):
    """What the spreadsheet program refused, as an ordinary exception.

    Those of LibreOffice's bridge cannot be given a traceback, which every `with` statement does.
    """


def patiently(action: Callable[[], T], *, waits: Sequence[float] = WAITS,
              sleep: Callable[[float], None] = time.sleep) -> T:
    """Do something that may be done again, until the program is not too busy for it.

    Raises UserError F26 (exit code 3) where it stays busy; every other failure goes on.
    """
    for pause in waits:
        try:
            return action()
        except Exception as error:
            if is_busy(error):
                sleep(pause)
                continue
            if _is_of_office(error):
                raise ProgramError(reason(error)) from None
            raise
    try:
        return action()
    except Exception as error:
        if is_busy(error):
            raise fail("F26", exit_code=3) from error
        raise


def name_of(thing: Any) -> str:
    """The name of a workbook, sheet or table of xlwings."""
    return patiently(lambda: str(thing.name))


def is_busy(error: BaseException) -> bool:
    """Whether the program only asks to come again."""
    return type(error).__name__ == "ExcelBusyError" or any(n & 0xFFFFFFFF in _BUSY for n in _numbers(error.args))


def _numbers(parts: Any) -> Iterator[int]:
    """All codes in the arguments of a COM error: its own, and the one of the exception it carries."""
    for part in parts:
        if isinstance(part, int):
            yield part
        elif isinstance(part, tuple):
            yield from _numbers(part)


def limit_xlwings() -> None:
    """Let xlwings, which asks a busy Excel again without pause or end, give up so that `patiently` can wait.

    Only where its Windows part is loaded.
    """
    import sys

    windows = sys.modules.get("xlwings._xlwindows")
    if windows is not None:
        windows.N_COM_ATTEMPTS = _XLWINGS_ATTEMPTS  # type: ignore[attr-defined]


def is_program_error(error: BaseException) -> bool:
    """Whether the spreadsheet program itself refused: a COM error of Excel, an exception of LibreOffice."""
    return isinstance(error, ProgramError) or type(error).__name__ == "com_error" or _is_of_office(error)


def _is_of_office(error: BaseException) -> bool:
    return type(error).__name__.startswith(("com.sun.star.", "uno.com.sun.star."))


def reason(error: BaseException) -> str:
    """What the program said, as one line."""
    said = getattr(error, "Message", None)
    texts = [text.strip() for text in _texts([said] if isinstance(said, str) else error.args) if text.strip()]
    return max(texts, key=len, default=f"程序没有说明原因（{type(error).__name__}）").splitlines()[0]


def _texts(parts: Any) -> Iterator[str]:
    for part in parts:
        if isinstance(part, str):
            yield part
        elif isinstance(part, tuple):
            yield from _texts(part)
