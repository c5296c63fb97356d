"""What the tests of gateways share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from ssj_xl.gateways.live.quiet import WAITS, patiently
from tests.gateways.live_desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An open workbook."""
    return Desk(tmp_path)


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy program is asked again at once."""
    monkeypatch.setattr("time.sleep", lambda _: None)
    monkeypatch.setattr(patiently, "__kwdefaults__", {"waits": WAITS, "sleep": lambda _: None})


@pytest.fixture
def saved(tmp_path: Path) -> Callable[..., Path]:
    """A file of some content under some name."""

    def save(content: bytes | str, name: str = "名单.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return save


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    """A workbook whose sheets are filled by functions."""

    def make(**sheets: Callable[[Any], object]) -> Path:
        path = tmp_path / "名单.xlsx"
        with xlsxwriter.Workbook(path) as made:
            for name, fill in sheets.items():
                fill(made.add_worksheet(name))
        return path

    return make
