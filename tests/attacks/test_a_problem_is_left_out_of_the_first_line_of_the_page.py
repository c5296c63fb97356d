"""The page opens with fewer firms with problems than there are: the workbook tells."""

from __future__ import annotations

from datetime import date

from ssj_xl.papers.page import facts_of, records_of, text_of
from ssj_xl.tables import registers
from tests.attacks.attack_cases import Given, tamper
from tests.attacks.forger import forge_beside
from tests.bureau import OPEN_TASK


def test_a_problem_is_left_out_of_the_first_line_of_the_page(given: Given) -> None:
    data = given.page.read_bytes()
    (told,) = facts_of(text_of(data), records_of(data))["tally"]
    unit, published, faulty = told.split("\t")

    forge_beside(given.page, "tally", [f"{unit}\t{published}\t{int(faulty) + 1}"])
    code, said = given.verify(given.page, given.book)
    assert (code, f"页面开头写的是公示{published}{unit}、有问题{int(faulty) + 1}{unit}" in said) == (4, True), said


def test_one_disputed_result_does_not_hide_two_that_are_left_out(given: Given) -> None:
    tamper(given, registers.FINDINGS, {"task": OPEN_TASK}, disputed=date(2026, 3, 24), dispute_result="维持")
    data = given.page.read_bytes()
    (told,) = facts_of(text_of(data), records_of(data))["tally"]
    unit, published, faulty = told.split("\t")
    forge_beside(given.page, "tally", [f"{unit}\t{int(published) - 2}\t{faulty}"])

    code, said = given.verify(given.page, given.book)
    assert (code, f"公示{int(published) - 2}{unit}" in said) == (4, True), said
