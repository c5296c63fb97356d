"""On the page a group has another quota; the record in it is left alone."""

import pytest

from tests.attacks.attack_cases import Given, look, retell
from tests.browser.chromium import Reader


@pytest.mark.browser
def test_a_quota_is_changed_in_the_text_of_the_page(given: Given, tab: Reader) -> None:
    retell(given.page, 'data-label="抽取个数"><div>4</div>', 'data-label="抽取个数"><div>3</div>')

    code, said = given.verify(given.page)
    assert (code, "各组个数" in said) == (4, True)
    seen = look(tab, given.page)
    assert "各组个数" in seen.warning
    assert seen.verdict.startswith("✗ 不符合")
