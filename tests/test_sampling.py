"""A share of a long enumeration is the same in every run, and every case is in one of the shares."""

from __future__ import annotations

import pytest

from tests import sampling


def test_the_shares_of_an_enumeration_are_all_of_it_and_have_nothing_twice() -> None:
    shares = [sampling.sample(range(10), 3, first) for first in range(3)]
    assert sorted(case for share in shares for case in share) == list(range(10))
    assert sampling.sample(range(10), 3, 4) == shares[1]


def test_a_share_of_a_short_enumeration_is_never_nothing() -> None:
    assert sampling.sample("甲", 3, 2) == ["甲"]


def test_a_whole_run_tries_every_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "IS_WHOLE", True)
    assert sampling.sample(range(10), 3, 1) == list(range(10))
