"""On the page a firm did badly in the inspection; the record in it is left alone."""

import pytest

from tests.attacks.attack_cases import Given, look, retell
from tests.browser.chromium import Reader


@pytest.mark.browser
def test_a_result_is_changed_in_the_text_of_the_page(given: Given, tab: Reader) -> None:
    retell(given.page, "<div>未发现问题</div>", "<div>不配合检查情节严重</div>")

    code, said = given.verify(given.page)
    assert (code, "检查结果" in said) == (4, True)
    seen = look(tab, given.page)
    assert "检查结果" in seen.warning
    assert "不配合检查情节严重" not in seen.text
