"""What a catalogue entry is."""

from __future__ import annotations

from typing import Literal, NamedTuple

Severity = Literal["error", "warning"]


class Entry(NamedTuple):
    """One kind of problem: severity, cause and remedy as Chinese templates (str.format).

    window: the remedy of whoever pressed a button, where that of the command line names an option or a command; else ''.
    """

    severity: Severity
    cause: str
    remedy: str
    window: str = ""


def error(cause: str, remedy: str, *, window: str = "") -> Entry:
    """A problem that blocks: it would corrupt a register, a draw or a form."""
    return Entry("error", cause, remedy, window)


def warning(cause: str, remedy: str, *, window: str = "") -> Entry:
    """A doubtful value: it is shown, and the act goes on ("computer says no" is worse than a doubt)."""
    return Entry("warning", cause, remedy, window)
