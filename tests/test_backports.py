"""Where run.py gets a newer LibreOffice from: the mirror that the machine itself names, in either of apt's formats."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent

DEB822 = """# the release
Types: deb deb-src
# where from
URIs: http://mirror.invalid/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.invalid/debian-security
Suites: bookworm-security
Components: main
"""


@pytest.fixture(scope="module")
def run() -> Any:
    spec = importlib.util.spec_from_file_location("run_py", ROOT / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def apt(tmp_path: Path) -> Path:
    (tmp_path / "sources.list.d").mkdir()
    return tmp_path


def test_an_entry_of_fields_gives_one_of_fields(run: Any, apt: Path) -> None:
    (apt / "sources.list.d" / "debian.sources").write_text(DEB822)
    name, text = run.backports_source(apt, "bookworm")
    assert name == "ssj-xl-backports.sources"
    assert text == ("Types: deb\nURIs: http://mirror.invalid/debian\nSuites: bookworm-backports\nComponents: main\n"
                    "Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg\n")


def test_an_entry_of_one_line_gives_one_of_one_line(run: Any, apt: Path) -> None:
    (apt / "sources.list").write_text(
        "# deb http://old.invalid/debian bookworm main\n"
        "deb [arch=amd64 signed-by=/k.gpg] http://mirror.invalid/debian bookworm main contrib # ours\n")
    assert run.backports_source(apt, "bookworm") == (
        "ssj-xl-backports.list", "deb [arch=amd64 signed-by=/k.gpg] http://mirror.invalid/debian bookworm-backports main\n")


def test_backports_that_are_there_already_are_not_added_again(run: Any, apt: Path) -> None:
    (apt / "sources.list").write_text("deb http://mirror.invalid/debian bookworm main\n"
                                      "deb http://mirror.invalid/debian bookworm-backports main\n")
    assert run.backports_source(apt, "bookworm") == ("", "")


@pytest.mark.parametrize("text", [
    "", "deb http://mirror.invalid/debian trixie main\n", "deb-src http://mirror.invalid/debian bookworm main\n",
    "deb http://tool.invalid/apt bookworm stable\n"])
def test_where_the_release_has_no_entry_nothing_is_invented(run: Any, apt: Path, text: str) -> None:
    (apt / "sources.list").write_text(text)
    (apt / "sources.list.d" / "gone.sources.disabled").write_text(DEB822)
    (apt / "sources.list.d" / "off.sources").write_text("Enabled: no\n" + DEB822.split("\n\n")[0])
    assert run.backports_source(apt, "bookworm") is None
