"""Which door a workbook takes: open in this Excel, open elsewhere, or closed."""

from __future__ import annotations

import contextlib
import importlib.util
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ssj_xl.gateways.contract import Gateway
from ssj_xl.gateways.locking import locked, owner_mark
from ssj_xl.gateways.opening import open_gateway, working
from ssj_xl.office.programs import is_windows

if TYPE_CHECKING:
    from ssj_xl.gateways.live.gateway import LiveGateway


def open_here(path: str | Path) -> Any | None:
    """The workbook if it is open in the spreadsheet program of this machine: an xlwings.Book, else None.

    xlwings is loaded only where something holds the file; a machine without it has no live door.
    """
    real = Path(os.path.realpath(path))
    if not _is_open(real) or importlib.util.find_spec("xlwings") is None:
        return None
    # What belongs to an open workbook is loaded where there is one.
    import xlwings

    from ssj_xl.gateways.live.quiet import patiently

    if xlwings.engines.active is None:
        return None
    books = (book for app in xlwings.apps for book in app.books)
    return next((book for book in books if patiently(lambda book=book: _is_at(book, real))), None)


def _is_open(path: Path) -> bool:
    """Whether some program has the file open: its mark lies beside, or (on Windows) it does not share it."""
    if not path.is_file():
        return False
    if owner_mark(path) is not None:
        return True
    try:
        with path.open("r+b"):
            return False
    except PermissionError:
        return is_windows()
    except OSError:
        return False  # whoever reads or writes it will say why


def _is_at(book: Any, path: Path) -> bool:
    from ssj_xl.gateways.live.host import where

    if str(book.name).casefold() != path.name.casefold():
        return False
    return os.path.normcase(os.path.realpath(where(book))) == os.path.normcase(path)


@contextlib.contextmanager
def working_on(path: str | Path, *, reason: str, now: datetime) -> Iterator[Gateway]:
    """A workbook kept for one act: live where it is open in this Excel, else the file.

    `commit` is the caller's; it takes a snapshot named after `reason` first.
    Raises UserError F04 where another program has the file, else as `open_gateway`.
    """
    book = open_here(path)
    if book is None:
        with working(path, reason=reason, now=now) as gateway:
            yield gateway
        return
    with working_in(book, reason=reason, now=now) as live:
        yield live


@contextlib.contextmanager
def working_in(book: Any, *, reason: str, now: datetime) -> Iterator[LiveGateway]:
    """An open workbook (an xlwings.Book) kept for one act of a button.

    Raises UserError F04, F07, and F30 where it has no place on this machine: what an act writes beside it would lie anywhere.
    """
    from ssj_xl.gateways.live.gateway import LiveGateway

    gateway = LiveGateway(book, reason=reason, now=now)
    gateway.refuse_home()
    placed = Path(gateway.path).is_file()
    with locked(Path(os.path.realpath(gateway.path)), here=True) if placed else contextlib.nullcontext():
        try:
            yield gateway
        finally:
            gateway.give_up()


def reading_on(path: str | Path) -> Gateway:
    """A workbook that is only read: as it is open in this Excel, unsaved work included, else the file."""
    book = open_here(path)
    if book is None:
        return open_gateway(path)
    from ssj_xl.gateways.live.gateway import LiveGateway

    return LiveGateway(book)
