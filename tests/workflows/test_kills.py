"""A sample of `python -m tools.benchmarks.kills`: acts interrupted where they touch files, and breakages that the trial must find."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.sampling import sample

ROOT = Path(__file__).resolve().parents[2]
# Each breaks one promise of saving, in the process that runs the trial of an act.
BREAKAGES = {
    "damaged": ("抽取", "safe._put = lambda path, temporary, data, *, private: (path.unlink(missing_ok=True), path.write_bytes(data))"),
    "untrue": ("抽取", "safe._state = lambda before, now: '旧'"),
    "accused": ("递补", "records.mend = session.mend = lambda book: None\nverify._older = lambda record, rows: ''"),
    "litter": ("抽取", "locking.sweep = lambda folder, now: None"),
}


def _trial(acts: str, first: str = "", *more: str, stride: int = 20) -> tuple[int, list[str]]:
    """Exit code and lines of a trial in a process of its own; first: what is broken in it; more: its other arguments."""
    code = f"""
import sys
from tools.benchmarks import kills
from ssj_xl.domain import counts
from ssj_xl.entry import session
from ssj_xl.gateways import locking, safe
from ssj_xl.workflows.rounds import records
from ssj_xl.workflows.verifying import verify
counts.ROOM.update(dict.fromkeys(counts.ROOM, 20))  # as in the other tests
{first}
sys.exit(kills.main(["--sample", "--only", "{acts}", "--stride", "{stride}", *{more}]))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, [*done.stdout.splitlines(), *done.stderr.splitlines()]


@pytest.mark.long
def test_acts_that_are_killed_or_fail_anywhere_leave_nothing_damaged_untrue_or_stuck() -> None:
    code, lines = _trial("抽取,递补")
    assert code == 0, lines
    counts = [line.split() for line in lines]
    assert [name for name, *_ in counts] == ["抽取", "递补"]
    assert all(int(kills) >= 4 and int(errors) >= 4 for _, _, kills, errors, *_ in counts)


@pytest.mark.parametrize("kind", sample(BREAKAGES, 2))
@pytest.mark.long
def test_the_trial_finds_saving_that_breaks_its_promise(kind: str) -> None:
    code, lines = _trial(*BREAKAGES[kind], "--until", kind, stride=15)
    assert code == 1, lines
    assert f"'{kind}'" in lines[0]
