"""One act at a time on a workbook: who has it now, who left it unfinished, and what was left lying about."""

from __future__ import annotations

import contextlib
import getpass
import os
import re
import socket
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from ssj_xl.domain.draw.sources import BEIJING
from ssj_xl.gateways.safe import BACKUPS, HOST, OUTPUT, beside, doubt, not_written
from ssj_xl.office.programs import is_windows
from ssj_xl.tables.problems import Place, fail, problem

_HOUR = 3600
_TEMPORARY = re.compile(r"\.~.+\.(?:([0-9a-f]{8})-)?(\d+)\.tmp")


@contextlib.contextmanager
def locked(path: Path, *, here: bool = False) -> Iterator[None]:
    """Keep other runs of this program away from the file, and refuse one that is open in another program.

    here: it is open in the program through which we write, which is no reason to refuse.
    Raises UserError F59 (another run has it), F04 (another program), both exit code 3; F07 where the folder takes no lock file.
    """
    from filelock import FileLock, Timeout

    if not here:
        refuse_if_open(path)
    mark, note = beside(path, ".lock"), beside(path, ".who")
    lock = FileLock(mark)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise fail("F59", Place(str(path)), exit_code=3, who=_holder(note) or "另一个窗口") from error
    except OSError as error:
        raise not_written(path, error) from error
    try:
        left = _holder(note)
        if left:
            doubt(problem("F54", Place(str(path)), who=left))
        _sign(note)
        for folder in (path.parent, path.parent / BACKUPS, path.parent / OUTPUT):
            sweep(folder, mark.stat().st_mtime)
        yield
    finally:
        # Removed while it is held: whoever opened it meanwhile sees that it lost its name, and tries anew.
        for hidden in (note, mark):
            with contextlib.suppress(OSError):
                hidden.unlink()
        lock.release()


def _sign(note: Path) -> None:
    """Put our name beside the lock; a folder that takes no note takes the act all the same."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError, ImportError):
        name = "未署名"
    with contextlib.suppress(OSError):
        note.write_text(f"{name}（电脑 {socket.gethostname()}）", "utf-8")


def _holder(note: Path) -> str:
    """Who holds the lock and since when; empty where nobody says so."""
    try:
        name, since = note.read_text("utf-8").strip(), note.stat().st_mtime
    except (OSError, ValueError):
        return ""
    return f"{name or '另一个窗口'}，自 {_time(since)} 起"


def _time(stamp: float) -> str:
    return f"{datetime.fromtimestamp(stamp, BEIJING):%Y-%m-%d %H:%M}"


def sweep(folder: Path, now: float) -> None:
    """Remove temporary files that killed runs left in a folder.  now: the time, in seconds as of files."""
    with contextlib.suppress(OSError):
        for item in folder.iterdir() if folder.is_dir() else ():
            found = _TEMPORARY.fullmatch(item.name)
            with contextlib.suppress(OSError):
                if found and _is_left(found, now - item.stat().st_mtime):
                    item.unlink()


def _is_left(found: re.Match[str], age: float) -> bool:
    """Whether nobody writes a temporary file any more: its process is gone, or it is of another computer and old."""
    host, process = found.groups()
    if is_windows() or host not in (None, HOST):
        return age > _HOUR
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, OverflowError):
        return True
    except PermissionError:
        return False
    return False


def refuse_if_open(path: Path) -> None:
    """Raise UserError F04 where Excel, WPS or LibreOffice has the file open, F07 where it is read-only."""
    if not path.exists():
        return
    mark = owner_mark(path)
    if mark:
        who = f"{_owner(mark)}，自 {_time(mark.stat().st_mtime)} 起；如确认无人打开，请删除隐藏文件 {mark.name}"
        raise fail("F04", Place(str(path)), exit_code=3, who=who, program=_program(mark))
    if not path.stat().st_mode & stat.S_IWUSR:
        raise fail("F07", Place(str(path)), exit_code=3, why="文件为只读")
    try:
        with path.open("r+b"):
            pass
    except PermissionError as error:
        # On Windows that is what a file open in Excel answers.
        if is_windows():
            raise fail("F04", Place(str(path)), exit_code=3, who=_EXCEL, program=_EXCEL) from error
        raise not_written(path, error) from error
    except OSError as error:
        raise not_written(path, error) from error


_EXCEL = "Excel 或 WPS"


def owner_mark(path: Path) -> Path | None:
    """The hidden file by which Excel (~$), WPS (~$ or .~) or LibreOffice (.~lock.#) says that it has the workbook open."""
    names = (f"~${path.name}", f".~lock.{path.name}#", f".~{path.name}")
    return next((path.with_name(name) for name in names if path.with_name(name).exists()), None)


def _program(mark: Path) -> str:
    """The program that leaves such an owner file."""
    return "LibreOffice" if mark.name.endswith("#") else _EXCEL if mark.name.startswith("~$") else "WPS"


def _owner(mark: Path) -> str:
    """Who an owner file names: LibreOffice writes fields with commas, Excel a length and a name."""
    try:
        content = mark.read_bytes()[:512]
    except OSError:
        # Excel on Windows does not share its owner file.
        return "别的用户"
    if mark.name.endswith("#"):
        fields = content.decode("utf-8", "replace").split(",")
        return next((text.strip() for text in fields if text.strip()), "") or f"{_program(mark)} 用户"
    # An Excel owner file: the length, the name in the system's code page, and from byte 54 on the same in UTF-16.
    length = int.from_bytes(content[54:56], "little")
    name = content[56 : 56 + 2 * length].decode("utf-16-le", "replace") if 0 < length <= 54 else ""
    return name.strip() or f"{_program(mark)} 用户"
