"""A sentence that no record says is written between the sections of the page, or behind its end."""

import pytest

from tests.attacks.attack_cases import FIRM, Given, look, rewrite
from tests.browser.chromium import Reader


@pytest.mark.browser
@pytest.mark.parametrize("place", ['<section id="list-of-winners" ', "</main>", "</html>"])
def test_a_sentence_is_added_to_the_page(given: Given, tab: Reader, place: str) -> None:
    rewrite(given.page, place, f"<p>更正：抽中的是{FIRM}。</p>{place}")

    code, said = given.verify(given.page)
    assert (code, "固定的文字、样式或脚本" in said) == (4, True)
    seen = look(tab, given.page)
    assert "固定文字或结构与发布的模板不同" in seen.warning
    assert seen.verdict.startswith("✗ 不符合")
