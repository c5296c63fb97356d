"""Saving a workbook where it lives (`Home`): a copy into the folder 备份 beside it before each act, then the file is replaced."""

from __future__ import annotations

import contextlib
import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from ssj_xl.gateways import keys
from ssj_xl.gateways.locking import locked, refuse_if_open
from ssj_xl.gateways.safe import BACKUPS, atomic_write, not_written
from ssj_xl.tables.problems import Place, fail

BACKUPS_KEPT = 10
PERMANENT = ("锁定前", "抽取前", "匹配前")
"""Snapshots before these acts are evidence: they are never rotated away, and go only when 参数 备份保留月数 has passed."""
OVERWRITTEN = "覆盖前"
"""A copy of a file that was made again: form, paper, list."""
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


class Snapshot(NamedTuple):
    """A copy in 备份: its file, when it was taken, and before which act ('' where its name does not say)."""

    path: Path
    at: datetime
    reason: str


def snapshot(path: Path, reason: str, now: datetime, data: bytes | None = None) -> Path:
    """Copy a workbook into the folder 备份 beside it, its keys too, and keep the newest ten of that workbook.

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
        content = path.read_bytes() if data is None else data
    except OSError as error:
        raise not_written(path, error) from error
    atomic_write(target, content)
    keys.copy_beside(path, folder)
    _prune(path, target)
    return target


def snapshots(path: Path) -> list[Snapshot]:
    """The snapshots of a workbook, the newest first."""
    return _copies(path.parent / BACKUPS, re.escape(path.stem), re.escape(path.suffix))


def outdated(path: Path, before: datetime) -> list[Snapshot]:
    """What 备份 beside a workbook holds from before a moment, the newest first: its snapshots and the files made again."""
    others = [one for one in _copies(path.parent / BACKUPS, ".+", r"\.[^.]+") if one.reason == OVERWRITTEN]
    found = {one.path: one for one in (*snapshots(path), *others) if one.at < before}
    return sorted(found.values(), key=lambda one: (one.at, one.path.name), reverse=True)


def _copies(folder: Path, stem: str, suffix: str) -> list[Snapshot]:
    """Copies in a folder by their names, the newest first.  stem, suffix: patterns."""
    pattern = re.compile(stem + r"_(\d{8}-\d{6})(?:_(.*?))?(?:-(\d+))?" + suffix)
    found = [(match, item) for item in (folder.iterdir() if folder.is_dir() else ())
             if (match := pattern.fullmatch(item.name))]
    dated = [(match[1], int(match[3] or 1), Snapshot(item, at, match[2] or "")) for match, item in found
             if (at := _moment(match[1]))]
    return [one for _, _, one in sorted(dated, key=lambda entry: entry[:2], reverse=True)]


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y%m%d-%H%M%S")
    except ValueError:
        return None


def _prune(path: Path, newest: Path) -> None:
    """Keep the newest; of several of one second those made last."""
    passing = [one.path for one in snapshots(path) if one.path != newest and one.reason not in PERMANENT]
    for item in passing[BACKUPS_KEPT - 1 :]:
        # An old copy that somebody has open may stay; the save matters more.
        with contextlib.suppress(OSError):
            item.unlink()


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


class Draft(Home):
    """A workbook that is in no file yet: what is saved is held, and nothing is written."""

    content: bytes = b""

    def save(self, data: bytes) -> None:
        """Hold it."""
        self.content = data
