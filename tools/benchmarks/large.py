"""Every act on a large workbook: `python3 run.py bench large [--sizes 1000,10000,60000,100000]`.

A workbook of N objects, N results and their lists and visits is made for each size; every act runs on a copy of it, each in a process of
its own.  Beside the closed file stand openpyxl (the peer), unpacking and packing alone (the limit), and LibreOffice with the workbook open.

A whole run is expected to take a quarter of an hour on two idle processors; it says on stderr how far it is.  It rewrites docs/大台账的快慢.md; `--show`
writes nothing.  With `--keep FOLDER` workbooks and figures stay there, and what is there is not measured again; else nothing stays.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from ssj_xl.entry.cli import RARELY
from tools.benchmarks import large_acts as acts
from tools.benchmarks.large_page import markdown
from tools.benchmarks.pages import machine, publish

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "大台账的快慢.md"
SIZES, LIVE = "1000,10000,60000,100000", "1000,10000"
BUTTON = "lock"
_ROUNDS = 5
_OPEN = "打开着"


class Figures:
    """What was measured, kept in a file as it comes.  path: None where nothing is kept; total: how many there are to be."""

    def __init__(self, path: Path | None, total: int) -> None:
        self._path, self._total, self._count, self._start = path, total, 0, time.monotonic()
        self.found: dict[str, Any] = json.loads(path.read_text("utf-8")) if path and path.is_file() else {}

    def get(self, key: str, measure: Callable[[], Any]) -> Any:
        """A figure, measured where it is not there yet."""
        self._count += 1
        if key not in self.found:
            sys.stderr.write(f"[{self._count}/{self._total}] {time.monotonic() - self._start:.0f} 秒 {key.replace('|', '，')}\n")
            self.found[key] = measure()
            if self._path:
                self._path.write_text(json.dumps(self.found, ensure_ascii=False, indent=1), "utf-8")
        return self.found[key]


def wanted(options: argparse.Namespace) -> list[tuple[int, str]]:
    """What is to be measured of workbooks: size and act, `_OPEN` for those in LibreOffice."""
    found = []
    for size in options.sizes:
        names = [name for name in acts.ACTS if not options.only or name in options.only]
        names += [*acts.PEERS] if size <= options.peer else []
        names += [*acts.MANY_ROWS, _OPEN] if size in options.live else []
        found += [(size, name) for name in names]
    return found


def measure(options: argparse.Namespace, folder: Path, figures: Figures) -> None:
    """Everything that was asked for; where nothing is kept, the workbooks of a size go with its last act."""
    for size, same in groupby(wanted(options), itemgetter(0)):
        place = folder / str(size)
        for _, name in same:
            figures.get(f"{name}|{size}", partial(_live, place) if name == _OPEN else partial(_on_copy, place, name))
        if not options.keep:
            shutil.rmtree(place, ignore_errors=True)
    figures.get("配对", lambda: [*options.matching, *acts.match_and_prove(*options.matching)])
    figures.get("启动", starting)


def _book(place: Path, left_by: str = "") -> Path:
    """The folder of the workbook of a size as an act of `DRAWING` has left it; '' before all of them."""
    made = place / (left_by or "起始")
    if not (made / acts.BOOK).is_file():
        if left_by:
            _on_copy(place, left_by)
        else:
            made.mkdir(parents=True, exist_ok=True)
            _python("-m", "tools.benchmarks.large_books", str(made / acts.BOOK), place.name)
    return made


def _on_copy(place: Path, name: str) -> list[float]:
    """An act in a process of its own, on the workbook that the act before it has left."""
    target = _copied(place, name, place / name)
    done = _python("-m", "tools.benchmarks.large", "--once", name, str(target / acts.BOOK))
    if name not in acts.DRAWING:
        shutil.rmtree(target)
    return list(json.loads(done))


def _copied(place: Path, name: str, target: Path) -> Path:
    """A copy of the folder with which an act begins: what the act before it has left."""
    names = list(acts.DRAWING)
    source = _book(place, names[names.index(name) - 1] if name in names[1:] else "")
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
    return target


def _live(place: Path) -> dict[str, list[float]]:
    """The same acts, each on what it begins with as a closed file, in an open workbook."""
    target = place / _OPEN
    books = ((name, _copied(place, name, target) / acts.BOOK) for name in acts.OPENED)
    try:
        return {name: list(cost) for name, cost in acts.live(books)}
    finally:
        shutil.rmtree(target)


def starting() -> dict[str, float]:
    """Processor seconds of `--help` and of an interpreter alone, and how many modules of ours are loaded."""
    code = "import sys; {}\nprint(sum(name.startswith('ssj_xl') for name in sys.modules))"
    button = f"from ssj_xl.entry.ribbon import pressing; from ssj_xl.entry import acts; acts.load(pressing._ACTS[{BUTTON!r}].press, 'ssj_xl.entry.ribbon'); import ssj_xl.workflows.rounds.{BUTTON}"
    return {"help": min(_cpu("-m", "ssj_xl", "--help") for _ in range(_ROUNDS)), "python": min(_cpu("-c", "") for _ in range(_ROUNDS)),
            "click": min(_cpu("-c", "import click") for _ in range(_ROUNDS)),
            "modules": int(_python("-c", code.format("from ssj_xl.entry import cli"))), "button": int(_python("-c", code.format(button)))}


def _python(*arguments: str) -> str:
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def _cpu(*arguments: str) -> float:
    before = os.times()
    _python(*arguments)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and report."""
    parser = argparse.ArgumentParser(prog="python -m tools.benchmarks.large", description="大台账的快慢")
    parser.add_argument("--sizes", type=_numbers, default=SIZES, help=f"各有多少个对象（默认 {SIZES}）")
    parser.add_argument("--peer", type=int, default=60_000, help="到多少个对象为止也测 openpyxl（默认 60000）")
    parser.add_argument("--live", type=_numbers, default=LIVE, help=f"有多少个对象的也在 LibreOffice 里测，0 不测（默认 {LIVE}）")
    parser.add_argument("--matching", type=_numbers, default="10000,500", help="匹配多少家、多少人（默认 10000,500）")
    parser.add_argument("--only", type=lambda text: text.split(","), help=f"只测其中几项：{'、'.join(acts.ACTS)}")
    parser.add_argument("--keep", type=Path, help="台账和数字留在这个文件夹里，已有的不再测")
    parser.add_argument("--show", action="store_true", help="只显示结果，不写文件")
    parser.add_argument("--once", nargs=2, metavar=("操作", "台账"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.once:
        name, path = options.once
        gc.set_threshold(*RARELY)
        print(json.dumps(acts.timed(lambda: acts.ON_FILE[name](Path(path)))))
        return 0
    with tempfile.TemporaryDirectory(prefix="ssj-bench-") as scratch:
        folder = options.keep or Path(scratch)
        figures = Figures(folder / "figures.json" if options.keep else None, len(wanted(options)) + 2)
        measure(options, folder, figures)
    sizes = sorted({int(key.partition("|")[2]) for key in figures.found if "|" in key})
    text = markdown(figures.found, sizes, machine())
    publish(text, DOCUMENT, show=options.show)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
