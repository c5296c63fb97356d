"""On the page the list was locked a week earlier; the record in it is left alone."""

import pytest

from tests.attacks.attack_cases import Given, look, retell
from tests.browser.chromium import Reader


@pytest.mark.browser
def test_the_time_of_the_lock_is_changed_in_the_text_of_the_page(given: Given, tab: Reader) -> None:
    retell(given.page, "2026-03-02 10:00:00", "2026-02-23 10:00:00")

    code, said = given.verify(given.page)
    assert (code, "抽查概况" in said, "历次抽取" in said) == (4, True, True)
    seen = look(tab, given.page)
    assert "抽查概况" in seen.warning
    assert seen.verdict.startswith("✗ 不符合")
    assert "2026-02-23" not in seen.text
