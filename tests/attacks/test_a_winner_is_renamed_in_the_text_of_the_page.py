"""On the page a winner is called otherwise; the record in it is left alone."""

import pytest

from tests.attacks.attack_cases import FIRM, Given, look, names_of, retell
from tests.browser.chromium import Reader


@pytest.mark.browser
def test_a_winner_is_renamed_in_the_text_of_the_page(given: Given, tab: Reader) -> None:
    name = next(iter(names_of(given.record()).values()))
    retell(given.page, f"<bdi>{name}</bdi>", f"<bdi>{FIRM}</bdi>")

    code, said = given.verify(given.page)
    assert (code, "页面上的“抽查名单”与所附的记录不同" in said) == (4, True)
    seen = look(tab, given.page)
    assert "抽查名单" in seen.warning
    assert seen.verdict.startswith("✗ 不符合")
    assert FIRM not in seen.text
    assert name in seen.text
