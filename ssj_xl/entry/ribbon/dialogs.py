"""What a button asks its user, and how it answers: one protocol, whatever the program.

A question that is left by 取消 raises `Cancelled`, so an act reads as if every question had an answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from ssj_xl.tables.problems import fail

TITLE = "双随机"
PROMPT_LIMIT = 250
"""Characters that Excel's input box shows: longer text is an error there."""


class Cancelled(Exception):
    """The user left a question by 取消; nothing was written."""


class Choice(NamedTuple):
    """One of several things.  value: what is chosen, and may be typed; label: what it is called."""

    value: str
    label: str = ""

    def __str__(self) -> str:
        return f"{self.value} {self.label}".rstrip()


class Kinds(NamedTuple):
    """Kinds of files to choose from: a title and the endings."""

    title: str
    endings: tuple[str, ...]


LISTS = Kinds("名单", (".xlsx", ".xlsm", ".xls", ".csv", ".html", ".htm"))
SEALED = Kinds("承诺原件", (".json",))


class Dialogs(Protocol):
    """Where questions and answers are shown."""

    def tell(self, text: str, *, title: str, alarming: bool) -> None:
        """Show a message until it is closed."""

    def confirm(self, text: str) -> bool:
        """Ask a question that is answered by yes or no."""

    def line(self, prompt: str, default: str) -> str | None:
        """Ask for a line of text; None for 取消.  prompt: at most `PROMPT_LIMIT` characters."""

    def files(self, title: str, kinds: Kinds, *, several: bool) -> list[Path]:
        """Let files be chosen; none for 取消."""

    def folder(self, title: str) -> Path | None:
        """Let a folder be chosen; None for 取消."""


def ask(dialogs: Dialogs, prompt: str, default: str = "") -> str:
    """A line of text, without the blanks around it.  Raises Cancelled."""
    answer = dialogs.line(fitted(prompt), default)
    if answer is None:
        raise Cancelled
    return answer.strip()


def ask_filled(dialogs: Dialogs, what: str, prompt: str) -> str:
    """A line of text that may not be blank; what: what it is, for A41.  Raises Cancelled, UserError A41."""
    answer = ask(dialogs, prompt)
    if not answer:
        raise fail("A41", what=what)
    return answer


def choose(dialogs: Dialogs, prompt: str, choices: Sequence[Choice], default: str = "") -> str:
    """One of the choices, by its number in the list or as it is called.

    Raises Cancelled, UserError A42 for anything else.
    """
    answer = ask(dialogs, listed(prompt, choices), default or "1")
    if answer.isdecimal() and 1 <= int(answer) <= len(choices):
        return choices[int(answer) - 1].value
    folded = answer.casefold()
    found = [c.value for c in choices if folded in (c.value.casefold(), c.label.casefold(), str(c).casefold())]
    if not found:
        raise fail("A42", value=answer, known="、".join(choice.value for choice in choices[:20]))
    return found[0]


def ask_file(dialogs: Dialogs, title: str, kinds: Kinds) -> Path:
    """One file.  Raises Cancelled."""
    found = dialogs.files(title, kinds, several=False)
    if not found:
        raise Cancelled
    return found[0]


def ask_folder(dialogs: Dialogs, title: str) -> Path:
    """A folder.  Raises Cancelled."""
    found = dialogs.folder(title)
    if found is None:
        raise Cancelled
    return found


def listed(prompt: str, choices: Sequence[Choice]) -> str:
    """The prompt with numbered choices, as many as fit; the others can still be typed."""
    text, last = prompt, "\n……其余请直接输入编号、编码"
    for number, choice in enumerate(choices, 1):
        line = f"\n{number} {choice}"
        rest = "" if number == len(choices) else last
        if len(text) + len(line) + len(rest) > PROMPT_LIMIT:
            short = f"\n{number} {choice.value}"
            if len(text) + len(short) + len(rest) > PROMPT_LIMIT:
                return text + last
            line = short
        text += line
    return text


def fitted(prompt: str) -> str:
    """A prompt that the input box can show."""
    return prompt if len(prompt) <= PROMPT_LIMIT else f"{prompt[:PROMPT_LIMIT - 1]}…"
