"""How the command line ends where nobody reads its output any more."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ssj_xl.entry import console

ENDS = """
import errno
from ssj_xl.entry import console
from ssj_xl.office import programs
programs.WINDOWS = {windows}
with console.Shown(debug=False):
    raise {error}
"""


def _ended(error: str, *, windows: bool) -> subprocess.CompletedProcess[str]:
    code = ENDS.format(error=error, windows=windows)
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("error", "windows"), [
    ("BrokenPipeError(errno.EPIPE, 'Broken pipe')", False),
    ("OSError(errno.EINVAL, 'Invalid argument')", True),
])
def test_a_reader_that_has_seen_enough_is_no_error(error: str, windows: bool) -> None:
    done = _ended(error, windows=windows)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(("error", "windows"), [
    ("OSError(errno.EINVAL, 'Invalid argument')", False),
    ("OSError(errno.EINVAL, 'Invalid argument', 'a<b.xlsx')", True),
])
def test_a_fault_of_a_file_is_not_taken_for_one(error: str, windows: bool) -> None:
    assert _ended(error, windows=windows).returncode == 70


@pytest.mark.parametrize(("seconds", "done", "shown"), [(1, 1, ""), (9, 0, ""), (10, 50, "（约剩 30 秒）"), (100, 50, "（约剩 5 分 0 秒）"), (90, 200, "")])
def test_the_time_that_is_left_is_told_once_it_can_be_known(seconds: float, done: int, shown: str) -> None:
    assert console.time_left(seconds, done, 200) == shown
