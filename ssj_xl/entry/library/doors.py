"""Where a book of the library lives: a file, an open workbook (xlwings), an object in memory (openpyxl, DataFrames)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from ssj_xl.entry import session
from ssj_xl.entry.library.frames import near_of, percent, plain, rows_of
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.memory import MemoryGateway
from ssj_xl.tables.cells import read_cell
from ssj_xl.tables.problems import Place, fail, problem
from ssj_xl.tables.problems import block as refuse
from ssj_xl.tables.records import BY_NAME, REGISTERS
from ssj_xl.tables.settings import SETTINGS, SHEET
from ssj_xl.tables.spec import Column, Kind
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.registers.acting import book_for


class Door(Protocol):
    """How a book is read and written.  evidence: whether a lock made here is one (a file, or open in Excel)."""

    evidence: bool

    def reading(self) -> Book:
        """The book as it stands now."""

    def writing(self, act: str, desk: Desk) -> contextlib.AbstractContextManager[Book]:
        """The book kept for one act; nothing that is not committed stays."""


class FileDoor:
    """A workbook file; read anew when it has changed."""

    evidence = True

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read: Book | None = None
        self._seen: tuple[int, int] = (0, 0)
        self.reading()

    def reading(self) -> Book:
        """The file, or the workbook that is open in this Excel with its unsaved work."""
        found = self.path.stat() if self.path.exists() else None
        seen = (found.st_mtime_ns, found.st_size) if found else (0, 0)
        if self._read is None or seen != self._seen:
            self._read, self._seen = session.reading(self.path), seen
        return self._read

    @contextlib.contextmanager
    def writing(self, act: str, desk: Desk) -> Iterator[Book]:
        """The file locked for one act, with a snapshot before it is replaced."""
        try:
            with session.writing(self.path, act, desk) as book:
                yield book
        finally:
            self._read = None


class LiveDoor:
    """A workbook that is open in Excel.  book: an xlwings.Book."""

    evidence = True

    def __init__(self, book: Any) -> None:
        self._book = book
        self.reading()

    def reading(self) -> Book:
        """The workbook as it is open now, unsaved work included."""
        from ssj_xl.gateways.live.gateway import LiveGateway

        return Book(LiveGateway(self._book))

    @contextlib.contextmanager
    def writing(self, act: str, desk: Desk) -> Iterator[Book]:
        """The open workbook kept for one act, with a snapshot before it is changed."""
        from ssj_xl.gateways.live.finding import working_in

        with working_in(self._book, reason=f"{act}前", now=desk.now) as gateway:
            yield book_for(gateway, act, desk)


class ObjectDoor:
    """A workbook in memory.  What is not committed is given up where an act fails."""

    evidence = False

    def __init__(self, gateway: MemoryGateway) -> None:
        self._gateway = gateway
        self._book = Book(gateway)

    def reading(self) -> Book:
        """The workbook as it stands."""
        return self._book

    @contextlib.contextmanager
    def writing(self, act: str, desk: Desk) -> Iterator[Book]:
        """The same; as it was before, where the act fails."""
        before = self._gateway.state()
        try:
            yield book_for(self._gateway, act, desk, mended=False)
        except BaseException:
            self._gateway.restore(before)
            raise
        finally:
            self._book = Book(self._gateway)


def door_of(source: Any) -> Door:
    """The door to a path, an xlwings.Book, an openpyxl.Workbook, or a dict of DataFrames by table.  Raises UserError E20."""
    if isinstance(source, str | Path):
        return FileDoor(Path(source))
    if isinstance(source, Mapping):
        return ObjectDoor(_of_frames(source))
    home = type(source).__module__.partition(".")[0]
    if home == "openpyxl":
        from ssj_xl.gateways.openpyxl_book import OpenpyxlGateway

        return ObjectDoor(OpenpyxlGateway(source))
    if home == "xlwings":
        return LiveDoor(source)
    raise fail("E20", value=type(source).__name__)


def settings_of(values: Mapping[str, Any]) -> list[tuple[Column, Any]]:
    """Parameters by name, alias or key as their cells.  Raises UserError E21 for every name that is none, T.. for every value."""
    known = {title: s.column for s in SETTINGS for title in (s.column.key, *s.column.accepted)}
    cells = {str(name): plain(value) for name, value in values.items()}
    wrong = [problem("E21", value=name, tables="、".join(s.column.header for s in SETTINGS), near=near_of(name, known))
             for name in cells if name not in known]
    found = [(known[name], percent(cell) if known[name].kind is Kind.RATIO else cell) for name, cell in cells.items() if name in known]
    for column, cell in found:
        read = read_cell(cell, column)
        wrong += [problem(read.code, Place(sheet=SHEET, cell=column.header), header=column.header, **dict(read.params))] if read.code else []
    refuse(wrong)
    return found


def _of_frames(frames: Mapping[str, Any]) -> MemoryGateway:
    """Every register, those that are given filled.  参数 is a dict or Series by name, or by key."""
    refuse([problem("E21", value=name, tables="、".join((SHEET, *BY_NAME)), near=near_of(name, BY_NAME)) for name in frames if name not in (SHEET, *BY_NAME)])
    given = frames.get(SHEET, {})
    names = {s.column.header: s.default for s in SETTINGS} | {column.header: value for column, value in settings_of(dict(given.items()))}
    gateway = MemoryGateway({spec.name: ([c.header for c in spec.columns], []) for spec in REGISTERS}, names)
    book = Book(gateway)
    for name, frame in frames.items():
        if name != SHEET:
            book.append(BY_NAME[name], rows_of(frame, BY_NAME[name]))
    return gateway
