"""Saving without loss: lock, snapshot, temporary file, replace."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from ssj_xl.tables.problems import Place, UserError, fail

BACKUPS = "备份"
BACKUPS_KEPT = 10
_NAME_BYTES = 230
"""File systems take 255 bytes; the rest is for what marks a hidden file beside the workbook."""
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
_REASONS = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EFBIG: "文件过大",
    errno.EACCES: "没有写入权限",
    errno.EPERM: "没有写入权限",
    errno.EROFS: "磁盘为只读",
    errno.ENAMETOOLONG: "文件名过长",
    errno.EIO: "磁盘读写出错",
}


@dataclass
class Home:
    """Where a workbook lives, and what stood there when it was read.

    reason, now: name the snapshot that `save` takes; without `now` it takes none.
    held: the caller holds the lock already.
    """

    path: Path
    digest: bytes
    reason: str = ""
    now: datetime | None = None
    held: bool = False
    saved: list[Path] = field(default_factory=list)

    def save(self, data: bytes) -> None:
        """Replace the file.  Raises UserError F04 (open elsewhere), F13 (changed since), F07."""
        with contextlib.nullcontext() if self.held else locked(self.path):
            refuse_if_open(self.path)
            self._refuse_if_changed()
            if self.now is not None:
                self.saved.append(snapshot(self.path, self.reason, self.now))
            atomic_write(self.path, data)
            self.digest = hashlib.sha256(data).digest()

    def _refuse_if_changed(self) -> None:
        try:
            found = hashlib.sha256(self.path.read_bytes()).digest()
        except OSError:
            found = b""
        if found != self.digest:
            raise fail("F13", Place(str(self.path)), exit_code=3)


@contextlib.contextmanager
def locked(path: Path, *, here: bool = False) -> Iterator[None]:
    """Keep other runs of this program away from the file, and refuse one that is open in another program.

    here: it is open in the program through which we write, which is no reason to refuse.
    Raises UserError F04 (exit code 3), F07 where the folder takes no lock file.
    """
    from filelock import FileLock, Timeout

    if not here:
        refuse_if_open(path)
    mark = beside(path, ".lock")
    lock = FileLock(mark)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise fail("F04", Place(str(path)), exit_code=3, who="另一个双随机程序窗口") from error
    except OSError as error:
        raise not_written(path, error) from error
    try:
        _sweep(path)
        yield
    finally:
        # Removed while it is held: whoever opened it meanwhile sees that it lost its name, and tries anew.
        with contextlib.suppress(OSError):
            mark.unlink()
        lock.release()


def beside(path: Path, suffix: str) -> Path:
    """A hidden file beside a workbook; where its name would be too long, named by a fingerprint."""
    name = path.name
    if len(os.fsencode(name)) > _NAME_BYTES:
        name = hashlib.sha256(name.encode()).hexdigest()[:16]
    return path.with_name(f".~{name}{suffix}")


def _sweep(path: Path) -> None:
    """Remove temporary files that a killed run left; the lock is held, so nobody writes them now."""
    left = re.compile(re.escape(beside(path, "").name) + r"\.\d+\.tmp")
    copies = re.compile(re.escape(f".~{path.stem}_") + r"\d{8}-\d{6}.*\.tmp")
    for folder, pattern in ((path.parent, left), (path.parent / BACKUPS, copies)):
        for item in folder.iterdir() if folder.is_dir() else ():
            if pattern.fullmatch(item.name):
                with contextlib.suppress(OSError):
                    item.unlink()


def refuse_if_open(path: Path) -> None:
    """Raise UserError F04 where Excel, WPS or LibreOffice has the file open, F07 where it is read-only."""
    if not path.exists():
        return
    mark = owner_mark(path)
    if mark:
        who = f"{_owner(mark)}；如确认无人打开，请删除隐藏文件 {mark.name}"
        raise fail("F04", Place(str(path)), exit_code=3, who=who)
    if not path.stat().st_mode & stat.S_IWUSR:
        raise fail("F07", Place(str(path)), exit_code=3, why="文件为只读")
    try:
        with path.open("r+b"):
            pass
    except PermissionError as error:
        # On Windows that is what a file open in Excel answers.
        if os.name == "nt":
            raise fail("F04", Place(str(path)), exit_code=3, who="Excel 或 WPS") from error
        raise not_written(path, error) from error


def owner_mark(path: Path) -> Path | None:
    """The hidden file by which Excel (~$), WPS (.~) or LibreOffice (.~lock.#) says that it has the workbook open."""
    names = (f"~${path.name}", f".~lock.{path.name}#", f".~{path.name}")
    return next((path.with_name(name) for name in names if path.with_name(name).exists()), None)


def _owner(mark: Path) -> str:
    """Who an owner file names: LibreOffice writes fields with commas, Excel a length and a name."""
    try:
        content = mark.read_bytes()[:512]
    except OSError:
        # Excel on Windows does not share its owner file.
        return "别的用户"
    if mark.name.endswith("#"):
        fields = content.decode("utf-8", "replace").split(",")
        return next((text.strip() for text in fields if text.strip()), "") or "LibreOffice 用户"
    # An Excel owner file: the length, the name in the system's code page, and from byte 54 on the same in UTF-16.
    length = int.from_bytes(content[54:56], "little")
    name = content[56 : 56 + 2 * length].decode("utf-16-le", "replace") if 0 < length <= 54 else ""
    return name.strip() or "Excel 或 WPS 用户"


def not_written(path: Path, error: OSError) -> UserError:
    """The error for a write that the system refused."""
    why = _REASONS.get(error.errno or 0) or error.strerror or type(error).__name__
    return fail("F07", Place(str(path)), exit_code=3, why=why)


def snapshot(path: Path, reason: str, now: datetime, data: bytes | None = None) -> Path:
    """Copy a workbook into the folder 备份 beside it, and keep the newest ten of that workbook.

    data: what the copy is to hold, where that is not what the file holds (a workbook that is open).
    The copy is named 主台账_20261123-180300_锁定前.xlsm.  Raises UserError F07.
    """
    folder = path.parent / BACKUPS
    words = _NOT_IN_NAMES.sub("", reason).strip(" .")
    stem = f"{path.stem}_{now:%Y%m%d-%H%M%S}" + (f"_{words}" if words else "")
    try:
        folder.mkdir(exist_ok=True)
        target = folder / f"{stem}{path.suffix}"
        count = 1
        while target.exists():
            count += 1
            target = folder / f"{stem}-{count}{path.suffix}"
        atomic_write(target, path.read_bytes() if data is None else data)
    except OSError as error:
        raise not_written(path, error) from error
    _prune(path, target)
    return target


def _prune(path: Path, newest: Path) -> None:
    pattern = re.compile(re.escape(path.stem) + r"_(\d{8}-\d{6})(?:[_-].*)?" + re.escape(path.suffix))
    dated = [(match[1], item.stat().st_mtime_ns, item) for item in newest.parent.iterdir()
             if item != newest and (match := pattern.fullmatch(item.name))]
    for _, _, item in sorted(dated)[: max(0, len(dated) - BACKUPS_KEPT + 1)]:
        # An old copy that somebody has open may stay; the save matters more.
        with contextlib.suppress(OSError):
            item.unlink()


def atomic_write(path: Path, data: bytes) -> None:
    """Put a file in place at once: whoever looks sees the old content or the new, whole.

    The new file keeps the permissions of the old one.  Raises UserError F07 with nothing left behind.
    """
    temporary = beside(path, f".{os.getpid()}.tmp")
    try:
        try:
            _write_through(temporary, data)
            if path.exists():
                _keep_rights(path, temporary)
            os.replace(temporary, path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)
    except OSError as error:
        raise not_written(path, error) from error


def _write_through(path: Path, data: bytes) -> None:
    path.unlink(missing_ok=True)
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _keep_rights(old: Path, new: Path) -> None:
    found = old.stat()
    new.chmod(stat.S_IMODE(found.st_mode))
    if hasattr(os, "chown"):
        # Only an administrator may give files away.
        with contextlib.suppress(PermissionError):
            os.chown(new, found.st_uid, found.st_gid)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        # Some network file systems know no such call; the file itself is safe.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)
