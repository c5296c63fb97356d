"""What the tests of the live gateway share."""

from __future__ import annotations

from pathlib import Path

import pytest

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
