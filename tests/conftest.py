"""What all tests share: real programs that may be missing, and reproducible properties."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests import office
from tests.addin import validator

# No deadlines: tests never assert times, and machines are shared.  Where CI is set every run tries the same
# examples; elsewhere each run tries new ones.
settings.register_profile("ssj_xl", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ssj_xl-ci", settings.get_profile("ssj_xl"), derandomize=True, database=None,
                          print_blob=True)
settings.load_profile("ssj_xl-ci" if os.environ.get("CI") else "ssj_xl")


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
