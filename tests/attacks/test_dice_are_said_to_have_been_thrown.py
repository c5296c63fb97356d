"""Digits are made up, taken from an earlier draw, or thrown before a witness who was found afterwards."""

import pytest

from ssj_xl.tables import registers
from ssj_xl.workflows.rounds.draw import draw
from ssj_xl.workflows.rounds.lock import lock
from tests.bureau import OPEN_TASK, TASK, Bureau, desk, edit, refused

THROWN = "20237331128159211123"


@pytest.mark.parametrize("digits", [
    "3" * 20, "1234" * 6, "01234567890123456789", "98765432109876543210", "13579135791357913579", "83012345678901234509", "48162048162048162048"])
def test_digits_that_chance_would_hardly_give_are_no_throw(digits: str) -> None:
    book = Bureau().book()
    lock(book, TASK, "dice", desk(9))

    with refused("V89"):
        draw(book, TASK, f"dice:{digits}", desk(10))


def test_digits_of_an_earlier_draw_are_no_throw() -> None:
    book = Bureau().book()
    for task in (TASK, OPEN_TASK):
        lock(book, task, "dice", desk(9))
    draw(book, TASK, f"dice:{THROWN}", desk(10))

    with refused("V90"):
        draw(book, OPEN_TASK, f"dice:{THROWN}", desk(11))


def test_dice_need_a_witness_who_is_named_before_they_are_thrown() -> None:
    with refused("D83"):
        lock(Bureau().change(registers.TASKS, TASK, witness="").book(), TASK, "dice", desk(9))


def test_the_witness_of_the_lock_is_the_witness_of_the_throw() -> None:
    book = Bureau().book()
    lock(book, TASK, "dice", desk(9))
    edit(book, registers.TASKS, {"code": TASK}, witness="听话的人")

    with refused("V91"):
        draw(book, TASK, f"dice:{THROWN}", desk(10))
