"""Where DuckDB puts what does not fit into memory: a folder of its own, which goes with it; what killed runs left goes too."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import weakref
from pathlib import Path

from filelock import FileLock, Timeout

_PREFIX, _HELD = ".~duckdb-", "在用"


class Spill:
    """A folder below another, or below the system's where that one takes none; it lives as long as this object."""

    def __init__(self, parent: Path) -> None:
        _sweep(parent)
        self.folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent if os.access(parent, os.W_OK) else None))
        lock = FileLock(self.folder / _HELD)
        lock.acquire(timeout=0)
        weakref.finalize(self, _remove, self.folder, lock)


def _remove(folder: Path, lock: FileLock) -> None:
    lock.release()
    shutil.rmtree(folder, ignore_errors=True)


def _sweep(parent: Path) -> None:
    """Remove the folders whose holder is no more; one that cannot be asked is left alone."""
    for folder in parent.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError, Timeout):
            lock = FileLock(folder / _HELD)
            lock.acquire(timeout=0)
            _remove(folder, lock)
