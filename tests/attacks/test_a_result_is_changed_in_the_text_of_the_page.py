"""On the page a firm did badly in the inspection; the record in it is left alone."""

import pytest

from tests.attacks.attack_cases import Given, see_through
from tests.browser.chromium import Reader


@pytest.mark.browser
def test_a_result_is_changed_in_the_text_of_the_page(given: Given, tab: Reader) -> None:
    seen = see_through(given, tab, "<div>未发现问题（", "<div>不配合检查情节严重（", "检查结果")

    assert "不配合检查情节严重" not in seen.text
