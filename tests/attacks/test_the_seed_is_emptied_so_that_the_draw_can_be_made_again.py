"""The seed of a drawn attempt is emptied in the workbook, as if it had never been drawn."""

from ssj_xl.tables import records
from tests.attacks.attack_cases import Given, tamper
from tests.bureau import OPEN_TASK


def test_the_seed_is_emptied_so_that_the_draw_can_be_made_again(given: Given) -> None:
    tamper(given, records.DRAWS, {"task": OPEN_TASK}, seed_text="", seed="", drawn_at="", nonces="")

    code, said = given.verify(given.book)
    assert (code, "却没有种子" in said) == (4, True)
