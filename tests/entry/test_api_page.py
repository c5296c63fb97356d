"""docs/API.md: its examples run as they stand, and it names every public name with its arguments, no more."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests import library

PAGE = Path(__file__).resolve().parents[2] / "docs" / "API.md"
TEXT = PAGE.read_text("utf-8")
BLOCKS = re.findall(r"(?ms)^```python\n(.*?)^```", TEXT)


def test_the_examples_give_what_the_page_says(month: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library.at(monkeypatch)
    names: dict[str, Any] = {}
    with library.inside(library.desk_of(month, tmp_path)):
        wrong = [found for block in BLOCKS for found in library.run(block, names)]

    assert len(BLOCKS) > 5
    assert wrong == []
