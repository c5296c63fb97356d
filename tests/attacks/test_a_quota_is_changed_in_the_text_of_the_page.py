"""On the page a group has another quota; the record in it is left alone."""

import pytest

from tests.attacks.attack_cases import Given, see_through
from tests.browser.chromium import Reader


@pytest.mark.browser
def test_a_quota_is_changed_in_the_text_of_the_page(given: Given, tab: Reader) -> None:
    see_through(given, tab, 'data-label="抽取个数"><div>4</div>', 'data-label="抽取个数"><div>3</div>', "各组个数")
