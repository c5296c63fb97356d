"""A number that draws better winners is taken instead of the one named at the lock, or the named one is spelled otherwise."""

import pytest

from ssj_xl.workflows.rounds.draw import draw
from tests.attacks.attack_cases import Given, forge
from tests.attacks.forger import draw_anew
from tests.bureau import OPEN_TASK, PUBLIC, TASK, Bureau, desk, locked, refused

OTHERS = ("dice:20237331128159211123", PUBLIC.replace("ssq:2026", "ssq:2025"), PUBLIC.replace("+", " + ").replace(":0", ":"))


@pytest.mark.parametrize("public", OTHERS)
def test_another_random_number_is_taken_than_the_one_named(given: Given, public: str) -> None:
    def forged(record: dict[str, object]) -> None:
        record["public"] = public
        draw_anew(record)

    forge(given.record(), forged)

    assert given.verify(given.record())[0] == 4


@pytest.mark.parametrize("public", OTHERS[:2])
def test_the_program_refuses_to_draw_with_it(public: str) -> None:
    book = Bureau().book()
    locked(book, TASK)
    with refused("D13"):
        draw(book, TASK, public, desk(9, 4))
    assert OPEN_TASK != TASK
