"""What a command may write: never what it reads, and nothing that is there already unless it is told to."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ssj_xl.entry import session
from ssj_xl.gateways.locking import sweep
from ssj_xl.gateways.snapshots import snapshot
from ssj_xl.tables import registers
from ssj_xl.tables.problems import Place, fail


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
    now = session.desk().now
    for folder in {path.absolute().parent for path in paths}:
        sweep(folder, now.timestamp())
    for path in paths:
        if path.exists():
            snapshot(path, "覆盖前", now)


def _is_master(path: Path) -> bool:
    """Whether a file in a folder that is read holds registers, and so is one of the inputs."""
    return path.suffix.lower() in (".xlsx", ".xlsm") and session.reading(path).has(registers.OBJECTS)
