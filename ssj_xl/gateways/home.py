"""Where a workbook's file lives, and saving it there: snapshot, then replace."""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from ssj_xl.gateways.locking import locked, refuse_if_open
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.gateways.snapshots import snapshot
from ssj_xl.tables.problems import Place, fail


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
