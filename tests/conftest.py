"""What all tests share: real programs that may be missing, and reproducible properties."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.database import DirectoryBasedExampleDatabase

from tests import office
from tests.addin import validator

# Where PYTHONDONTWRITEBYTECODE is set every process, and the tests start hundreds, would compile all it imports anew.
if sys.dont_write_bytecode:
    COMPILED = str(Path(__file__).resolve().parent.parent / ".pytest_cache" / "pycache")
    sys.dont_write_bytecode, sys.pycache_prefix = False, COMPILED
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = COMPILED

# No deadlines: tests never assert times, and machines are shared.  Every run tries the same examples, wherever it is;
# new ones are looked for by `python3 run.py search`.
settings.register_profile("ssj_xl", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True,
                          database=None, print_blob=True)
settings.register_profile("search", settings.get_profile("ssj_xl"), derandomize=False,
                          max_examples=1_000, database=DirectoryBasedExampleDatabase(".hypothesis/examples"))
settings.load_profile("ssj_xl")


def _missing(marker: str) -> str | None:
    """What is not installed of what tests with this marker need."""
    if marker == "browser":
        return None if office.chromium() else "Chromium"
    if marker == "validator":
        return None if validator.command() else "Microsoft's Open XML validator"
    if not office.soffice():
        return "LibreOffice"
    return None if shutil.which("pdftoppm") else "poppler-utils"


MISSING = {marker: _missing(marker) for marker in ("libreoffice", "browser", "validator")}


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test whose program is missing is skipped, with the reason; where nothing may be skipped it fails."""
    lacks = [program for marker, program in MISSING.items() if program and item.get_closest_marker(marker)]
    if not lacks:
        return
    reason = f"not installed: {', '.join(lacks)} (python3 run.py test says how to get it)"
    if os.environ.get("SSJ_XL_NO_SKIP") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def _running_office() -> Iterator[office.LiveOffice]:
    live = office.LiveOffice()
    try:
        yield live
    finally:
        live.stop()


@pytest.fixture
def live_office(_running_office: office.LiveOffice) -> Iterator[office.LiveOffice]:
    """A LibreOffice that keeps running for the session; workbooks that a test opens are closed after it."""
    _running_office.start()
    yield _running_office
    _running_office.close_books()
