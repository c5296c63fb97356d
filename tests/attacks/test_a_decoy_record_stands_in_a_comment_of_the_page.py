"""An honest record stands in a comment, where a program may find it first; the page itself carries a false one."""

import pytest

from tests.attacks.attack_cases import FIRM, Given, look, names_of, text_and_record
from tests.browser.chromium import Reader


@pytest.mark.browser
def test_a_decoy_record_stands_in_a_comment_of_the_page(given: Given, tab: Reader) -> None:
    name = next(iter(names_of(given.record()).values()))
    head, record, tail = text_and_record(given.page)
    decoy = f'<body>\n<!-- <script type="application/json" id="ssj-record">{record}</script> -->'
    given.page.write_text(head.replace("<body>", decoy).replace(f"<bdi>{name}<", f"<bdi>{FIRM}<") + record.replace(name, FIRM) + tail, "utf-8")

    code, said = given.verify(given.page)
    assert (code, "页面里标为记录的内容有 2 处" in said) == (4, True)
    seen = look(tab, given.page)
    assert "结构与发布的模板不同" in seen.warning
    assert seen.verdict.startswith("✗ 不符合")
