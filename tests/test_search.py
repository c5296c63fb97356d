"""The same examples in every run of the tests; new ones only where they are looked for."""

from __future__ import annotations

import pytest
from hypothesis import settings

from tools.benchmarks import search

OUTPUT = """  - during generate phase (0.10 seconds):
    - 100 passing, 0 failing, and 3 invalid test cases
  - during shrink phase (0.02 seconds):
    - 4 passing, 1 failing, and 0 invalid test cases
FAILED tests/test_x.py::test_every_ratio_is_finite - OverflowError
"""


def test_every_run_of_the_tests_tries_the_same_examples() -> None:
    assert settings.get_profile("ssj_xl").derandomize
    assert settings.get_profile("ssj_xl").database is None
    assert not settings.get_profile(search.PROFILE).derandomize


def test_examples_are_counted_by_what_hypothesis_says() -> None:
    assert search.tried(OUTPUT) == 105


@pytest.mark.parametrize(("code", "printed", "ends"), [(search.PASSED, "", 0), (search.NO_PROPERTY, "", 0),
                                                       (search.BROKE, OUTPUT, 1), (2, "ERROR tests/test_x.py", 1)])
def test_a_broken_property_is_named_with_its_example_and_seed(
    code: int, printed: str, ends: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = iter([0.0, 1.0, 61.0])
    monkeypatch.setattr(search.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(search, "try_file", lambda path, seed: (code, printed))

    assert search.main(["1"]) == ends

    shown = capsys.readouterr().out
    assert ("--hypothesis-seed=" in shown) == bool(ends)
    assert ("test_x.py" in shown) == bool(ends)
