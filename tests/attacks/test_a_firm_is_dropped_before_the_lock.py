"""A firm is left out of the register before the lock: nothing that is computed later can know; it is said every time."""

from tests.attacks.attack_cases import Given


def test_a_firm_is_dropped_before_the_lock(given: Given) -> None:
    for file in (given.book, given.record()):
        assert "名录是否把应当纳入的单位都纳入了" in given.verify(file)[1]
