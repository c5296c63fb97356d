"""Switches of the program during an act, and its status bar; everything is put back, whatever happens."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from ssj_xl.gateways.live.busy import is_busy, is_program_error, patiently

_CALM = {"screen_updating": False, "display_alerts": False, "enable_events": False}


@contextlib.contextmanager
def quiet(app: Any, *, computing: bool = False) -> Iterator[None]:
    """No flicker, no questions, no macros of the workbook meanwhile; and no computing, unless asked for.

    app: an xlwings.App.  Switches come back to what they were in the opposite order, each of them even where
    another does not.  Formulas are computed when computing comes back, so save after that, not within.
    """
    calm: dict[str, Any] = _CALM if computing else {**_CALM, "calculation": "manual"}
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
