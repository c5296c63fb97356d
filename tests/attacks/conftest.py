"""What every attack starts from: honest files, made once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.attacks.attack_cases import Given, make_given


@pytest.fixture(scope="session")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of an office, as they were handed out."""
    return make_given(tmp_path_factory.mktemp("交出去的"))


@pytest.fixture
def given(honest: Path, tmp_path: Path) -> Given:
    """The same files in a folder of their own, to be changed."""
    shutil.copytree(honest, tmp_path, dirs_exist_ok=True)
    return Given(tmp_path)
