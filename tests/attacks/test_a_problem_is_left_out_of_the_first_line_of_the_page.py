"""The page opens with fewer firms with problems than there are: the workbook tells."""

from __future__ import annotations

from ssj_xl.papers.page import facts_of, records_of, text_of
from tests.attacks.attack_cases import Given
from tests.attacks.forger import forge_beside


def test_a_problem_is_left_out_of_the_first_line_of_the_page(given: Given) -> None:
    data = given.page.read_bytes()
    (told,) = facts_of(text_of(data), records_of(data))["tally"]
    unit, published, faulty = told.split("\t")

    forge_beside(given.page, "tally", [f"{unit}\t{published}\t{int(faulty) + 1}"])
    code, said = given.verify(given.page, given.book)
    assert (code, f"页面开头写的是公示{published}{unit}、有问题{int(faulty) + 1}{unit}" in said) == (4, True), said
