"""How far an act goes through the house: modules and lines, what a command loads, which files an act passes.

    python -m tools.benchmarks.trip
"""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from ssj_xl.build import example, master
from ssj_xl.entry import acts
from ssj_xl.entry.cli import cli

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "ssj_xl"
SOURCES = ("ssj_xl", "tools", "docs", "macros", "run.py")
TASK, MONTH = "YZSFJ-GZ-2021-001", "2021-03"
_PUBLIC = "ssq:2099001:13,15,19,22,25,27+02"


def tracked() -> list[Path]:
    """The Python files that count."""
    found = subprocess.run(["git", "ls-files", "-z", *SOURCES], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in found.stdout.split("\0") if name.endswith(".py")]


def loaded(command: str) -> int:
    """How many modules of ours a command loads before it does anything; '' for the command line alone."""
    target = f"acts.load(acts.COMMANDS[{command!r}].command)" if command else ""
    code = f"import sys; from ssj_xl.entry import acts, cli; {target}\nprint(sum(name.startswith('ssj_xl') for name in sys.modules))"
    return int(subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout)


@contextlib.contextmanager
def followed() -> Iterator[set[tuple[str, str]]]:
    """The functions of ours that are entered, by file and name."""
    seen: set[tuple[str, str]] = set()
    inside = str(PACKAGE)

    def note(frame: FrameType, event: str, _argument: object) -> None:
        # What a module does when it is loaded is not part of the way.
        if event == "call" and frame.f_code.co_filename.startswith(inside) and frame.f_code.co_name != "<module>":
            seen.add((frame.f_code.co_filename, frame.f_code.co_qualname))

    sys.setprofile(note)
    try:
        yield seen
    finally:
        sys.setprofile(None)


def run(*words: object) -> set[tuple[str, str]]:
    """What a command passes.  Raises RuntimeError where it does not end well."""
    with followed() as seen, contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as told:
        try:
            cli.main(args=[str(word) for word in words], prog_name="ssj-xl")
        except SystemExit as ended:
            if ended.code not in (None, 0):
                raise RuntimeError(f"{words}: {told.getvalue()}") from ended
    return seen


def trips(folder: Path) -> Iterator[tuple[str, set[tuple[str, str]]]]:
    """Acts on a division of the example bureau, in the order of the work."""
    unit = example.divisions()[1]
    book = folder / "主台账.xlsx"
    master.build(book, settings=unit.settings, rows=unit.rows)
    run("lock", book, TASK, "--source", "ssq:2099001")
    yield "draw", run("draw", book, TASK, "--public", _PUBLIC)
    yield "report", run("report", book, "--month", MONTH, "-o", folder / "月报表.xlsx")
    yield "consolidate", run("consolidate", book, "--month", MONTH, "-o", folder / "汇总.xlsx")


def main() -> None:
    """Show the figures."""
    files = tracked()
    print(f"模块 {len(files)} 个，{sum(len(path.read_text('utf-8').splitlines()) for path in files):,} 行")
    print("载入的自有模块：" + "，".join(f"{name or '命令行'} {loaded(name)}" for name in ("", *sorted(acts.COMMANDS))))
    with tempfile.TemporaryDirectory() as folder:
        for name, seen in trips(Path(folder)):
            print(f"{name}：经过 {len({file for file, _ in seen})} 个文件，{len(seen)} 个函数")


if __name__ == "__main__":
    main()
