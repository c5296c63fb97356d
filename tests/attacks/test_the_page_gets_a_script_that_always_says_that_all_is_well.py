"""The page's script is replaced by one that says 符合 whatever stands in it: no page can prove itself, `verify` can."""

import re

from tests.attacks.attack_cases import Given

SCRIPT = "<script>document.getElementById('verdict').textContent = '✓ 符合';</script>"


def test_the_page_gets_a_script_that_always_says_that_all_is_well(given: Given) -> None:
    page = given.page.read_text("utf-8")
    changed = re.sub(r"<script>.*?</script>", SCRIPT, page, flags=re.DOTALL)
    given.page.write_text(changed, "utf-8")

    code, said = given.verify(given.page)
    assert (code, "固定的文字、样式或脚本" in said) == (4, True)


def test_a_page_that_does_not_even_name_its_template_is_not_called_right(given: Given) -> None:
    page = given.page.read_text("utf-8")
    given.page.write_text(re.sub('<meta name="generator".*?>', "", re.sub(r"<script>.*?</script>", SCRIPT, page, flags=re.DOTALL)), "utf-8")

    code, said = given.verify(given.page)
    assert (code, "无从核验" in said) == (5, True)
