"""A clerk who answers what a button asks, as written down beforehand, and remembers what was asked and told."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from ssj_xl.entry.ribbon.dialogs import Kinds

TAKE_DEFAULT = "（默认）"


class Told(NamedTuple):
    """One message."""

    text: str
    title: str
    alarming: bool


@dataclass
class Answers:
    """Dialogs for tests.  given: the answers in the order of the questions; None is 取消.

    asked: the questions, with their defaults; told: the messages.
    """

    given: list[object] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)

    def _next(self, question: str, default: str = "") -> object:
        self.asked.append((question, default))
        assert self.given, f"nobody wrote down an answer to: {question}"
        return self.given.pop(0)

    def tell(self, text: str, *, title: str, alarming: bool) -> None:
        self.told.append(Told(text, title, alarming))

    def confirm(self, text: str) -> bool:
        return self._next(text) is True

    def line(self, prompt: str, default: str) -> str | None:
        answer = self._next(prompt, default)
        return default if answer == TAKE_DEFAULT else None if answer is None else str(answer)

    def files(self, title: str, kinds: Kinds, *, several: bool) -> list[Path]:
        answer = self._next(title)
        return [] if answer is None else [Path(str(path)) for path in (answer if isinstance(answer, list) else [answer])]

    def folder(self, title: str) -> Path | None:
        answer = self._next(title)
        return None if answer is None else Path(str(answer))
