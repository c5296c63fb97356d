"""One press of a button: the open workbook, who is asked, the desk, and what comes of it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ssj_xl.entry.ribbon.dialogs import Dialogs
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.contract import Gateway
from ssj_xl.gateways.live.finding import working_in
from ssj_xl.gateways.live.gateway import LiveGateway
from ssj_xl.gateways.live.host import where
from ssj_xl.gateways.safe import OUTPUT, atomic_write, find_free, not_written
from ssj_xl.tables.problems import Place, Problem, fail
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.registers.acting import book_for


@dataclass(frozen=True)
class Page:
    """A sheet that a button fills for reading: its name, the titles of its columns with their widths, and the rows.

    A `Link` in a row becomes a link to that cell.  heading: lines above the titles.
    """

    name: str
    columns: tuple[tuple[str, int], ...]
    rows: tuple[tuple[object, ...], ...]
    heading: tuple[str, ...] = ()


@dataclass(frozen=True)
class Link:
    """A cell of the workbook, as something to click on."""

    sheet: str
    cell: str

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet


@dataclass(frozen=True)
class Outcome:
    """What an act came to.

    text: one message in Chinese; problems: for the sheet 问题清单; page: a sheet to read;
    show: the sheet to bring to the front; task: of that register, the task (plan) in whose row, or newest round, the cursor is to be;
    files: what was made.
    """

    text: str
    problems: tuple[Problem, ...] = ()
    page: Page | None = None
    show: str = ""
    task: str = ""
    files: tuple[Path, ...] = ()


@dataclass
class Case:
    """One press.  book: an xlwings.Book."""

    book: Any
    dialogs: Dialogs
    desk: Desk

    @cached_property
    def registers(self) -> Book:
        """The workbook as it is open now, unsaved work included; only to be read."""
        return Book(LiveGateway(self.book))

    @contextlib.contextmanager
    def writing(self, act: str) -> Iterator[Book]:
        """The workbook kept for one act, with a snapshot named after the act before it is changed."""
        with self._working(f"{act}前") as gateway:
            book = book_for(gateway, act, self.desk)
            yield book
        # What the act did not touch need not be read again to tell what came of it.
        self.registers = book

    def _working(self, reason: str) -> contextlib.AbstractContextManager[Gateway]:
        """The workbook kept.  reason: of its snapshot."""
        return working_in(self.book, reason=reason, now=self.desk.now)

    @property
    def path(self) -> Path:
        """The workbook's file.  Raises UserError F30 where it has none on this machine."""
        at = where(self.book)
        if not Path(at).is_absolute() or "://" in at:
            raise fail("F30", Place(at), exit_code=3, where=at)
        return Path(at)

    @property
    def day(self) -> str:
        """Today, as it stands in file names."""
        return f"{self.desk.today:%Y%m%d}"

    def output(self, name: str, *, folder: Path | None = None) -> Path:
        """Where a new file (or folder) of that name goes: 输出 beside the workbook, with a number where it is taken.

        The folder is made.  Raises UserError F30, F07.
        """
        home = folder or self.path.parent / OUTPUT
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise not_written(home, error) from error
        return find_free(home / name)

    def save(self, name: str, data: bytes) -> Path:
        """Put a new file into 输出; returns its path."""
        path = self.output(name)
        atomic_write(path, data)
        return path


def list_files(files: tuple[Path, ...] | list[Path]) -> str:
    """Where files were put, for the end of a message."""
    if not files:
        return ""
    folder = files[0].parent
    names = "、".join(path.name for path in files[:6]) + ("……" if len(files) > 6 else "")
    return f"\n\n已生成：{names}\n位置：{folder}"
