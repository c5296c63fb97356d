"""On the page the list was locked a week earlier; the record in it is left alone."""

import pytest

from tests.attacks.attack_cases import Given, see_through
from tests.browser.chromium import Reader


@pytest.mark.browser
def test_the_time_of_the_lock_is_changed_in_the_text_of_the_page(given: Given, tab: Reader) -> None:
    seen = see_through(given, tab, "2026-03-02 10:00:00", "2026-02-23 10:00:00", "抽查概况（各项）", "历次抽取")

    assert "2026-02-23" not in seen.text
