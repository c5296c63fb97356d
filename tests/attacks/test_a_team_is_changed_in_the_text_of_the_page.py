"""On the page somebody else inspected; the record in it is left alone."""

import re

import pytest

from tests.attacks.attack_cases import Given, see_through, text_and_record
from tests.browser.chromium import Reader


@pytest.mark.browser
def test_a_team_is_changed_in_the_text_of_the_page(given: Given, tab: Reader) -> None:
    found = re.search(r"<bdi>([^<]*)</bdi>（组长）", text_and_record(given.page)[0])
    assert found
    seen = see_through(given, tab, found[0], "<bdi>某甲</bdi>（组长）", "抽查名单")

    assert "某甲" not in seen.text
