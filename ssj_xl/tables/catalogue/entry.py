"""What a catalogue entry is."""

from __future__ import annotations

from typing import Literal, NamedTuple

Severity = Literal["error", "warning"]


class Entry(NamedTuple):
    """One kind of problem: severity, cause and remedy as Chinese templates (str.format)."""

    severity: Severity
    cause: str
    remedy: str


def error(cause: str, remedy: str) -> Entry:
    """A problem that blocks: it would corrupt a register, a draw or a form."""
    return Entry("error", cause, remedy)


def warning(cause: str, remedy: str) -> Entry:
    """A doubtful value: it is shown, and the act goes on ("computer says no" is worse than a doubt)."""
    return Entry("warning", cause, remedy)
