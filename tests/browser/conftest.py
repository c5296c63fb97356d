"""One browser for the tests of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.chromium import DESKTOP, Reader, reader


@pytest.fixture(scope="module")
def browser() -> Iterator[Reader]:
    """A browser that is closed after the module."""
    with reader() as tab:
        yield tab


@pytest.fixture
def tab(browser: Reader) -> Reader:
    """The browser with a desktop window and nothing to complain about yet."""
    browser.size(DESKTOP)
    browser.errors.clear()
    return browser
