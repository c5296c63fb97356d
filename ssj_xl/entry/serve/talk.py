"""One press of a button in WPS as a talk: the act runs in its own thread, asks, and hands over what to write."""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from queue import Queue
from types import SimpleNamespace
from typing import Any

from ssj_xl.entry import session
from ssj_xl.entry.ribbon import pressing, screen
from ssj_xl.entry.ribbon.case import Case, Page
from ssj_xl.entry.ribbon.dialogs import Cancelled, Kinds
from ssj_xl.entry.serve import rows
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.contract import Gateway
from ssj_xl.gateways.locking import locked
from ssj_xl.gateways.safe import follow
from ssj_xl.gateways.snapshots import Home, snapshot
from ssj_xl.gateways.xlsx.gateway import FileGateway
from ssj_xl.tables.problems import Place, Problem, fail

Json = dict[str, Any]
_ENDINGS = (".xlsx", ".xlsm")


class Talk:
    """A press.  Events go out by `next`, what the add-in says to them comes in by `answer`; the last event is `done`.

    Raises LookupError, TypeError or ValueError for what no add-in sends.
    waits_to_write: rows were handed over, and nobody has said yet that they stand in the workbook.
    """

    def __init__(self, id: str, sent: Json) -> None:
        self._events: Queue[Json] = Queue()
        self._answers: Queue[Any] = Queue()
        self.waits_to_write = self.is_over = False
        self._titles = [str(sheet["name"]) for sheet in sent["sheets"]]
        front = self._front(sent)
        self._thread = threading.Thread(target=self._run, args=(id, sent, front), daemon=True)
        self._thread.start()

    def next(self) -> Json:
        """The next event; waits for it."""
        event = self._events.get()
        self.is_over = event["kind"] == "done"
        return event

    def answer(self, value: Any) -> None:
        """What the add-in says to the last event; None for 取消."""
        self._answers.put(value)

    def leave(self) -> None:
        """Give the press up where it waits for an answer; nothing is written by it any more."""
        self._answers.put(None)
        while not self.is_over:
            if self.next()["kind"] != "done":
                self._answers.put(None)

    def ask(self, kind: str, **event: Any) -> Any:
        """Send an event from the act, and wait for what is said to it."""
        self._events.put({"kind": kind, **event})
        return self._answers.get()

    def _run(self, id: str, sent: Json, front: Any) -> None:
        shown: list[Page] = []
        desk = session.desk()

        def listing(problems: tuple[Problem, ...]) -> bool:
            shown.append(screen.problem_page(problems, self._titles, str(sent["path"])))
            return True

        told = pressing.Ending(id, listing, lambda: str(sent["path"]))
        with follow() as told.files, told:
            case = WpsCase(front, _Asking(self), desk, talk=self, sent=sent)
            done = told.outcome = pressing.act(pressing.button_of(id), case)
            shown += [done.page] if done.page else []
            if done.problems:
                listing(done.problems)
        message = told.message()
        pages = [{"name": page.name, "rows": [[str(cell) for cell in row] for row in screen.rows_of(page, desk.stamp)]} for page in shown]
        self._events.put({"kind": "done", "text": message.text, "title": message.title, "alarming": message.alarming, "pages": pages})

    def _front(self, sent: Json) -> Any:
        """The workbook in front, as far as buttons look at it: what is selected, and a copy on request."""
        book = SimpleNamespace(name=Path(str(sent["path"])).name, api=SimpleNamespace(SaveCopyAs=lambda path: self.ask("copy", path=path)))
        areas = [SimpleNamespace(Row=first, Rows=SimpleNamespace(Count=count)) for first, count in (map(int, pair) for pair in sent["selected"])]
        chosen = SimpleNamespace(sheet=SimpleNamespace(name=sent["front"], book=book), row=areas[0].Row if areas else 1,
                                 api=SimpleNamespace(Areas=areas))
        book.app = SimpleNamespace(engine=SimpleNamespace(name="excel"), selection=chosen if areas else None)
        return book


@dataclass(kw_only=True)
class WpsCase(Case):
    """A press on rows that were sent."""

    talk: Talk
    sent: Json

    @cached_property
    def content(self) -> bytes:
        """The workbook as it was sent."""
        return rows.workbook(self.sent)

    @cached_property
    def registers(self) -> Book:
        """The workbook as it was sent; only to be read."""
        return Book(self._gateway("", reads=True))

    @property
    def path(self) -> Path:
        """The workbook's file.  Raises UserError F30 where it has none on this machine."""
        path = Path(str(self.sent["path"]))
        if not path.is_absolute() or ".." in path.parts or path.suffix.casefold() not in _ENDINGS or not path.is_file():
            raise fail("F30", Place(str(path)), exit_code=3, where=str(path))
        return path

    @contextlib.contextmanager
    def _working(self, reason: str) -> Iterator[Gateway]:
        """The rows kept; what an act commits is written by WPS."""
        with locked(self.path, here=True):
            yield self._gateway(reason, reads=False)

    def _gateway(self, reason: str, *, reads: bool) -> FileGateway:
        path = Path(str(self.sent["path"])) if reads else self.path
        home = _Home(path, hashlib.sha256(self.content).digest(), reason, self.desk.now, held=True, talk=self.talk, before=self.content)
        return FileGateway(home, self.content)


@dataclass(kw_only=True)
class _Home(Home):
    """Saving is done by WPS: what changed goes there, and what then stands there comes back."""

    talk: Talk
    before: bytes

    def save(self, data: bytes) -> None:
        """Have the changes written and saved.  Raises UserError F07 where WPS refused, F28 where it took them otherwise."""
        wanted = rows.writes(self.before, data)
        if self.now is not None:
            self.saved.append(snapshot(self.path, self.reason, self.now, self._copy()))
        self.talk.waits_to_write = True
        found = self.talk.ask("write", writes=wanted)
        if not isinstance(found, dict) or found.get("why"):
            self.talk.waits_to_write = False
            raise fail("F07", Place(str(self.path)), exit_code=3, why=str(found["why"]) if found else "WPS 没有回答")
        holds = rows.is_read_back(wanted, found.get("values"))
        said = self.talk.ask("save" if holds else "undo")
        self.talk.waits_to_write = False
        if not holds:
            raise fail("F28", Place(str(self.path)), exit_code=3)
        if said is not True:
            raise fail("F07", Place(str(self.path)), exit_code=3, why=str(said or "WPS 没有回答"))
        self.before, self.digest = data, hashlib.sha256(data).digest()

    def _copy(self) -> bytes:
        """The workbook as it is open, from a copy that WPS writes."""
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / f"copy{self.path.suffix}"
            self.talk.ask("copy", path=str(copy))
            return copy.read_bytes() if copy.is_file() else self.before


class _Asking:
    """The questions of an act, as events."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk

    def tell(self, text: str, *, title: str, alarming: bool) -> None:
        """Show a message."""
        self._talk.ask("tell", text=text, title=title, alarming=alarming)

    def confirm(self, text: str) -> bool:
        """Ask a question that is answered by yes or no."""
        return self._answered(self._talk.ask("confirm", text=text)) is True

    def line(self, prompt: str, default: str) -> str | None:
        """Ask for a line of text; None for 取消."""
        answer = self._talk.ask("line", text=prompt, default=default)
        return None if answer is None else str(answer)

    def files(self, title: str, kinds: Kinds, *, several: bool) -> list[Path]:
        """Let files be chosen; none for 取消."""
        found = self._talk.ask("files", title=title, several=several)
        return [Path(str(path)) for path in found] if isinstance(found, list) else []

    def folder(self, title: str) -> Path | None:
        """Let a folder be chosen; None for 取消."""
        found = self._talk.ask("folder", title=title)
        return Path(str(found)) if found else None

    @staticmethod
    def _answered(value: Any) -> Any:
        if value is None:
            raise Cancelled
        return value
