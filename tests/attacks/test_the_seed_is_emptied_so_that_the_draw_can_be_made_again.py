"""The seed of a drawn attempt is emptied in the workbook, as if it had never been drawn."""

from ssj_xl.tables import records
from tests.attacks.attack_cases import Given
from tests.bureau import OPEN_TASK, desk, edit, opened


def test_the_seed_is_emptied_so_that_the_draw_can_be_made_again(given: Given) -> None:
    with opened(given.book, desk(17, 5)) as book:
        edit(book, records.DRAWS, {"task": OPEN_TASK}, seed_text="", seed="", drawn_at="", nonces="")
        book.commit()

    code, said = given.verify(given.book)
    assert (code, "却没有种子" in said) == (4, True)
