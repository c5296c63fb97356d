"""The page carries two records: one for programs that take the first, one for those that take the last."""

import pytest

from tests.attacks.attack_cases import Given, look, text_and_record
from tests.browser.chromium import Reader


@pytest.mark.browser
@pytest.mark.parametrize("opening", ['<script type="application/json" id="ssj-record">', "<SCRIPT ID=ssj-record type='application/json'>"])
def test_a_second_record_stands_in_the_page(given: Given, tab: Reader, opening: str) -> None:
    head, record, tail = text_and_record(given.page)
    given.page.write_text(f"{head}{record}</script>\n{opening}{record}{tail}", "utf-8")

    code, said = given.verify(given.page)
    assert (code, "页面里标为记录的内容有 2 处" in said) == (4, True)
    assert look(tab, given.page).verdict.startswith("✗ 不符合")
