"""Looks for new examples that break a property: `python3 run.py search [MINUTES]`.

The tests try the same examples everywhere.  Here every property test of every file runs again and again under new
seeds until the time is over; what fails is shown with its falsifying example and its seed.  Exit code 1 where a
property broke.
"""

from __future__ import annotations

import argparse
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROPERTIES = "hypothesis and not libreoffice and not browser and not validator"
PROFILE = "search"
_TRIED = re.compile(r"\b(\d+) passing, (\d+) failing,")
_BROKEN = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)
PASSED, BROKE, NO_PROPERTY = 0, 1, 5


def main(arguments: Sequence[str] | None = None) -> int:
    """Search as long as told, and say by the exit code whether every property stood."""
    parser = argparse.ArgumentParser(prog="python3 run.py search", description="为性质测试找新的反例")
    parser.add_argument("minutes", nargs="?", type=float, default=10.0, help="找多少分钟（默认 10）")
    minutes = parser.parse_args(arguments).minutes
    end = time.monotonic() + 60 * minutes
    examples, broken = 0, set[str]()
    for path in _files():
        if time.monotonic() >= end:
            break
        code, text = try_file(path, seed := secrets.randbelow(2**32))
        examples += tried(text)
        if code not in (PASSED, NO_PROPERTY):
            broken |= set(_BROKEN.findall(text)) or {path.name}
            sys.stdout.write(f"{text}\n==== {path.relative_to(ROOT)}：--hypothesis-seed={seed}\n")
        sys.stderr.write(f"\r已试 {examples:,} 个例子，不成立的测试 {len(broken)} 个  ")
    sys.stdout.write(f"\n{minutes:g} 分钟，{examples:,} 个例子，不成立的测试 {len(broken)} 个\n")
    sys.stdout.writelines(f"  {name}\n" for name in sorted(broken))
    return 1 if broken else 0


def _files() -> Iterator[Path]:
    """Test files with properties, over and over, each round in another order."""
    found = [path for path in sorted((ROOT / "tests").rglob("test_*.py")) if "hypothesis" in path.read_text("utf-8")]
    while True:
        yield from sorted(found, key=lambda _: secrets.token_bytes(8))


def try_file(path: Path, seed: int) -> tuple[int, str]:
    """One run of a file's properties under a seed: pytest's exit code, and what it printed."""
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-m", PROPERTIES, f"--hypothesis-profile={PROFILE}",
               f"--hypothesis-seed={seed}", "--hypothesis-show-statistics", "--color=no", str(path)]
    run = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                         encoding="utf-8", errors="replace", check=False)
    return run.returncode, run.stdout


def tried(text: str) -> int:
    """How many examples ran, by hypothesis' own statistics."""
    return sum(int(passed) + int(failed) for passed, failed in _TRIED.findall(text))


if __name__ == "__main__":
    raise SystemExit(main())
