"""What the tests of the library share: a day of the demonstration, and examples in texts that are run as they stand."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from ssj_xl.entry import session

LAW = "律师工作处"
MONDAY = datetime(2021, 3, 22, 10)
_SHOWN = re.compile(r"^(?P<code>.+?)\s+# → (?P<value>.+)$")


def at(monkeypatch: pytest.MonkeyPatch, now: datetime = MONDAY) -> None:
    """The clock stands still."""
    monkeypatch.setattr(session, "now", lambda: now)


def desk_of(month: Path, folder: Path) -> Path:
    """A folder as the examples suppose: 主台账.xlsx of a division, and 报送 with what was handed in."""
    shutil.copy(month / LAW / f"主台账-{LAW}.xlsx", folder / "主台账.xlsx")
    (folder / "报送").mkdir()
    for path in sorted(month.glob("*/报送-*.xlsx")):
        shutil.copy(path, folder / "报送")
    return folder


@contextlib.contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Work in a folder."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def run(block: str, names: dict[str, Any]) -> list[str]:
    """Run a block of code; what a line with `# → value` gives otherwise is returned."""
    wrong: list[str] = []
    waiting: list[str] = []
    for line in [*block.split("\n"), ""]:
        shown = _SHOWN.match(line)
        if shown is None:
            waiting.append(line)
            continue
        exec("\n".join(waiting), names)
        waiting = []
        found = eval(shown["code"], names)
        if str(found) != shown["value"]:
            wrong.append(f"{shown['code']} → {found}")
    exec("\n".join(waiting), names)
    return wrong
