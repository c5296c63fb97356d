"""A change goes where the page for developers says: into few files by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.changes import CHANGES, MOST_FILES, try_out

PAGE = Path(__file__).resolve().parent.parent / "docs" / "开发.md"


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.long
def test_a_change_touches_at_most_three_files_and_arrives_everywhere(name: str, tmp_path: Path) -> None:
    assert len(CHANGES[name].files) <= MOST_FILES
    assert try_out(CHANGES[name], tmp_path) == ""


@pytest.mark.parametrize("name", CHANGES)
def test_the_page_for_developers_names_the_files_of_a_change(name: str) -> None:
    line = next(line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| 加一") and name in line.split("|")[1])
    missing = [file for file in CHANGES[name].files if Path(file).name not in line and file != "ssj_xl/papers/handouts/thanks.py"]
    assert missing == []
