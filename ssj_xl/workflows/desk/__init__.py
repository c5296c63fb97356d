"""What every act begins with: who acts and when, the workbook's tables and journal, what changed since the last act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol


class Progress(Protocol):
    """Where a long act says how far it is."""

    def __call__(self, text: str, done: int = 0, total: int = 0) -> None:
        """Show `text`, and `done` of `total` where a total is known."""


def silent(text: str, done: int = 0, total: int = 0) -> None:
    """A progress that shows nothing."""


@dataclass(frozen=True)
class Desk:
    """The clerk's desk.  now: Beijing time, without a zone; operator: who acts, for the log; token: a fresh secret of 64 hex."""

    now: datetime
    operator: str
    token: Callable[[], str]
    progress: Progress = silent

    @property
    def stamp(self) -> str:
        """The time as it is written into records."""
        return self.now.strftime("%Y-%m-%d %H:%M:%S")

    @property
    def today(self) -> date:
        """The day."""
        return self.now.date()
