"""新建: an empty master workbook a clerk can work in at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ssj_xl.build import master
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.tables.problems import Place, fail

NAME = "主台账.xlsx"


def new(folder: Path, settings: Mapping[str, Any], *, force: bool = False) -> Path:
    """Write an empty master workbook into a folder (made if need be); returns its path.

    settings: by key of `tables.settings`.  Raises UserError F06 where the file is there already, F15.
    """
    path = folder / NAME
    if path.exists() and not force:
        raise fail("F06", Place(str(path)), exit_code=3)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise fail("F15", Place(str(folder)), exit_code=3) from None
    atomic_write(path, master.content(settings=settings))
    return path
