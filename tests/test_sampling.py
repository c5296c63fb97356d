"""A share of a long enumeration is the same in every run, and every case is in one of the shares."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests import sampling

ROOT = Path(__file__).resolve().parent.parent


def test_the_shares_of_an_enumeration_are_all_of_it_and_have_nothing_twice() -> None:
    shares = [sampling.sample(range(10), 3, first) for first in range(3)]
    assert sorted(case for share in shares for case in share) == list(range(10))
    assert sampling.sample(range(10), 3, 4) == shares[1]


def test_a_share_of_a_short_enumeration_is_never_nothing() -> None:
    assert sampling.sample("甲", 3, 2) == ["甲"]


def test_a_whole_run_tries_every_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "IS_WHOLE", True)
    assert sampling.sample(range(10), 3, 1) == list(range(10))


LONG_TESTS = """
import pytest


def test_short() -> None: ...


@pytest.mark.long
def test_long() -> None: ...


@pytest.mark.long(but=1)
@pytest.mark.parametrize("case", [1, 2, 3])
def test_cases(case: int) -> None: ...
"""


@pytest.mark.parametrize(("asked", "taken"), [((), 2), (("--long",), 5), (("--whole",), 5)])
def test_what_takes_long_is_left_out_where_nobody_asks_for_it(tmp_path: Path, asked: tuple[str, ...], taken: int) -> None:
    assert collected(tmp_path, tmp_path, *asked) == taken


def test_a_file_that_is_named_is_tested_whole(tmp_path: Path) -> None:
    assert collected(tmp_path, tmp_path / "test_it.py") == 5


def collected(folder: Path, *arguments: Path | str) -> int:
    """How many tests of a file with long ones are chosen by these arguments."""
    (folder / "test_it.py").write_text(LONG_TESTS, "utf-8")
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", "--collect-only", "-p", "no:cacheprovider", "-p", "tests.conftest", f"--rootdir={ROOT}",
                           "-c", str(ROOT / "setup.cfg"), *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.count("::test_")
