"""What every door does around an act: the clock, who acts, the workbook locked for it or only read, what may be written."""

from __future__ import annotations

import contextlib
import getpass
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from ssj_xl.domain.draw.sources import BEIJING
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.live.finding import reading_on, working_on
from ssj_xl.gateways.locking import sweep
from ssj_xl.gateways.memory import MemoryGateway
from ssj_xl.gateways.snapshots import OVERWRITTEN, snapshot
from ssj_xl.tables import registers
from ssj_xl.tables.problems import Place, UserError, fail
from ssj_xl.workflows.desk import Desk, Progress, silent
from ssj_xl.workflows.registers.acting import book_for


def now() -> datetime:
    """The moment by Beijing time, whatever zone the machine is set to: the only place where the clock is read.

    A lottery or a beacon round that is known already would otherwise pass for one of the future.
    """
    return datetime.now(BEIJING).replace(tzinfo=None)


def desk(operator: str = "", *, progress: Progress = silent) -> Desk:
    """The desk of this moment: the only place where a secret is made."""
    return Desk(now(), operator or _user(), lambda: secrets.token_hex(32), progress)


def signed(at: Desk, book: Book, task: str, operator: str) -> Desk:
    """The desk in the name of whoever acts on a task: `operator`, else the task's 操作人, else the computer's user."""
    tasks = book.read(registers.TASKS).by("code")
    named = tasks[code]["operator"] if (code := task.strip().upper()) in tasks else ""
    return replace(at, operator=operator or named or at.operator)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "未署名"


@contextlib.contextmanager
def writing(path: Path, act: str, at: Desk, *, dry_run: bool = False, mended: bool = True) -> Iterator[Book]:
    """A workbook locked for one act; a snapshot named after the act is taken before it is replaced.

    mended: record files that an earlier act could not write are written first.
    With `dry_run` the act is carried out on a draft in memory, and neither workbook nor records are written.
    """
    if dry_run:
        yield draft(path)
        click.echo("（试运行，没有写入）", err=True)
        return
    with working_on(path, reason=f"{act}前", now=at.now) as gateway:
        yield book_for(gateway, act, at, mended=mended)


def draft(path: Path) -> Book:
    """A workbook in memory on which an act is tried."""
    return Book.for_act(MemoryGateway.copy_of(reading_on(path), path=""))


def reading(path: Path) -> Book:
    """A workbook that is only read."""
    return Book(reading_on(path))


# --- what a command may write ----------------------------------------------------------------------------

def refuse_existing(paths: list[Path], *, force: bool, inputs: Iterable[Path | None] = ()) -> None:
    """Raise F25 for an output that is an input, F06 for a file that is there already, F15 for a folder that is not.

    With `force` a file that will be overwritten is first copied into 备份 beside it.
    """
    read = {path.resolve() for path in inputs if path is not None and path.exists()}
    for path in paths:
        if not path.absolute().parent.is_dir():
            raise fail("F15", Place(str(path.parent)), exit_code=3)
        if path.exists() and any(path.resolve() == one or (one in path.resolve().parents and _is_master(path)) for one in read):
            raise fail("F25", Place(str(path)), exit_code=3)
        if path.exists() and not force:
            raise fail("F06", Place(str(path)), exit_code=3)
    at = now()
    for folder in {path.absolute().parent for path in paths}:
        sweep(folder, at.replace(tzinfo=BEIJING).timestamp())
    for path in paths:
        if path.exists():
            snapshot(path, OVERWRITTEN, at)


def masters(folder: Path) -> list[Path]:
    """The workbooks of a folder that hold registers; those that cannot be read are left out."""
    found = []
    for path in sorted(folder.iterdir()):
        with contextlib.suppress(UserError):
            if path.is_file() and not path.name.startswith(("~", ".")) and _is_master(path):
                found.append(path)
    return found


def _is_master(path: Path) -> bool:
    """Whether a file in a folder that is read holds registers, and so is one of the inputs."""
    return path.suffix.lower() in (".xlsx", ".xlsm") and reading(path).has(registers.OBJECTS)
