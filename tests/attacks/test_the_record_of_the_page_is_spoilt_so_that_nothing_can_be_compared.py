"""The record in the page is made unreadable, in the hope that its script stops and the false text stays."""

import pytest

from tests.attacks.attack_cases import FIRM, Given, look, names_of, text_and_record
from tests.browser.chromium import Reader


@pytest.mark.browser
@pytest.mark.parametrize("record", ["", "[", "[]", "{}", "[1]", '[{"draw": "T"}]'])
def test_the_record_of_the_page_is_spoilt_so_that_nothing_can_be_compared(given: Given, tab: Reader, record: str) -> None:
    name = next(iter(names_of(given.record()).values()))
    head, _, tail = text_and_record(given.page)
    given.page.write_text(head.replace(f"<bdi>{name}</bdi>", f"<bdi>{FIRM}</bdi>") + record + tail, "utf-8")

    assert given.verify(given.page)[0] in (3, 4)
    seen = look(tab, given.page)
    assert "无法由它得出" in seen.warning
    assert seen.verdict.startswith("✗ 不符合")
    assert FIRM not in seen.text
