"""On the page a winner is called otherwise; the record in it is left alone."""

import pytest

from tests.attacks.attack_cases import FIRM, Given, names_of, see_through
from tests.browser.chromium import Reader


@pytest.mark.browser
def test_a_winner_is_renamed_in_the_text_of_the_page(given: Given, tab: Reader) -> None:
    name = next(iter(names_of(given.record()).values()))
    seen = see_through(given, tab, f"<bdi>{name}</bdi>", f"<bdi>{FIRM}</bdi>", "抽查名单")

    assert FIRM not in seen.text
    assert name in seen.text
