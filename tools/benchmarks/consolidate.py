"""Consolidation beside the plainest program that puts the same workbooks together: `python3 run.py bench consolidate [--size 200]`.

Three programs, each in processes of its own, in turn, on the same 报送件:

* ours: every row read, checked for its fate, merged; bureau workbook, problem list, form, trace;
* the peer: pandas with calamine reads every sheet as text, concatenates, writes with XlsxWriter;
* the limit: calamine reads every sheet, and nothing else.

A full run rewrites docs/汇总的快慢.md and its picture; `--show` writes nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from tools.benchmarks.consolidate_books import MONTH, ROWS, write_books
from tools.benchmarks.pages import machine, publish

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "汇总的快慢.md"
PICTURE = ROOT / "docs" / "图" / "汇总的快慢.png"
FILES, SHARES = 200, (8, 4, 2, 1)
LIMIT, LIMIT_MB, LIMIT_BYTES = 0.5, 400, 150
_PAUSE = 0.1


class Cost(NamedTuple):
    """What one run took: seconds of clock and of processors, MB that its processes had at most (PSS)."""

    wall: float
    cpu: float
    peak: float


def ours(folder: Path, output: Path) -> int:
    """What the command does; returns how many rows were merged."""
    from ssj_xl.gateways.safe import atomic_write
    from ssj_xl.workflows.consolidation.consolidate import consolidate
    from ssj_xl.workflows.desk import Desk

    done = consolidate([folder], month=MONTH, previous=None, desk=Desk(datetime(2021, 4, 2, 9), "协调处", lambda: "0" * 64))
    atomic_write(output, done.data)
    for name, data in (("form", done.form), ("trace", done.trace)):
        atomic_write(output.with_name(f"{name}.xlsx"), data)
    return done.count.merged


def peer(folder: Path, output: Path) -> int:
    """pandas: every sheet read as text, concatenated by its name, and written."""
    import pandas

    sheets: dict[str, list[pandas.DataFrame]] = {}
    for path in sorted(folder.iterdir()):
        for name, frame in pandas.read_excel(path, sheet_name=None, engine="calamine", dtype=str).items():
            sheets.setdefault(str(name), []).append(frame)
    rows = 0
    with pandas.ExcelWriter(output, engine="xlsxwriter") as writer:
        for name, frames in sheets.items():
            whole = pandas.concat(frames)
            rows += len(whole)
            whole.to_excel(writer, sheet_name=name, index=False)
    return rows


def limit(folder: Path, _output: Path) -> int:
    """Reading alone."""
    from python_calamine import load_workbook

    books = (load_workbook(str(path)) for path in sorted(folder.iterdir()))
    return sum(len(book.get_sheet_by_name(name).to_python()) for book in books for name in book.sheet_names)


PROGRAMS: dict[str, Callable[[Path, Path], int]] = {"本程序": ours, "对照": peer, "只读": limit}


def measure(files: int, rows: int) -> dict[str, Cost]:
    """Every program once on so many books of so many rows."""
    with tempfile.TemporaryDirectory(prefix="ssj-bench-") as scratch:
        books, results = Path(scratch, "报送"), Path(scratch, "结果")
        for folder in (books, results):
            folder.mkdir()
        write_books(books, files, rows)
        return {name: _run(name, books, results / f"{place}.xlsx") for place, name in enumerate(PROGRAMS)}


def _run(name: str, books: Path, output: Path) -> Cost:
    command = [sys.executable, "-m", "tools.benchmarks.consolidate", "--once", name, str(books), str(output)]
    before, start = os.times(), time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, sum(map(pss, tree(process.pid))))
        time.sleep(_PAUSE)
    after = os.times()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(time.perf_counter() - start, cpu, peak / 1024)


def tree(pid: int) -> list[int]:
    """A process and all below it."""
    found = [pid]
    for one in found:
        try:
            found += [int(child) for task in Path(f"/proc/{one}/task").iterdir() for child in (task / "children").read_text().split()]
        except OSError:
            continue  # it has ended
    return found


def pss(pid: int) -> int:
    """KB that a process has, pages that it shares counted in parts."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def markdown(found: dict[int, dict[str, Cost]], rows: int) -> str:
    """The page."""
    most, fewer = max(found), max((size for size in found if size < max(found)), default=0)
    further = (found[most]["本程序"].peak - (found[fewer]["本程序"].peak if fewer else 0)) * 1024 * 1024 / ((most - fewer) * rows)
    lines = "".join(_line(size, name, costs) for size, costs in sorted(found.items()) for name in costs)
    ratio, peak = found[most]["本程序"].wall / found[most]["对照"].wall, found[most]["本程序"].peak
    return _TEXT.format(rows=f"{rows:,}", machine=machine(), lines=lines, files=most, ratio=f"{ratio:.2f}", peak=f"{peak:.0f}",
                        further=f"{further:.0f}", limit=LIMIT, limit_mb=LIMIT_MB, limit_bytes=LIMIT_BYTES, picture=PICTURE.name)


def _line(size: int, name: str, costs: dict[str, Cost]) -> str:
    cost, beside = costs[name], costs["对照"]
    return (f"| {size} | {name} | {cost.wall:.1f} | {cost.wall / beside.wall:.2f} | {cost.cpu / beside.cpu:.2f} | {cost.peak:.0f} | "
            f"{cost.wall / size * 1000:.0f} |\n")


_TEXT = """# 汇总的快慢

本文由 `python3 run.py bench consolidate` 生成，数字是实际运行的结果。同一批报送件（每件 {rows} 行），三个程序各在自己的进程里依次运行。
机器：{machine}，所以看比例。

| 文件 | 程序 | 实际秒数 | 与对照之比 | 处理器时间与对照之比 | 最高内存（MB，PSS，全部进程） | 每个文件毫秒 |
|---|---|---|---|---|---|---|
{lines}
* **本程序**：读取并逐行核对，每行归入并入、重复或退回；汇总台账（表格、格式、公式列连同数值、首页）、问题清单、月报表和追溯。
* **对照**：pandas 用 calamine 把每张表按文本读入（`read_excel(engine="calamine", dtype=str)`），同名的相接，用 XlsxWriter 写出；不核对，没有格式、公式和月报表。
* **只读**：calamine 读入每张表，别的什么都不做。

| {files} 个文件 | 测得 | 要求 |
|---|---|---|
| 时间与对照之比 | {ratio} | 不超过 {limit} |
| 最高内存（MB） | {peak} | 不超过 {limit_mb} |
| 再多一行的内存（字节） | {further} | 不超过 {limit_bytes} |

测得大于要求的，就是还没有达到。

![文件数与时间、内存](图/{picture})
"""


def draw_picture(found: dict[int, dict[str, Cost]], path: Path) -> None:
    """Cost against the number of files.  Needs matplotlib (extra `bench`)."""
    from matplotlib.figure import Figure

    from tools.benchmarks.statistics_plots import use_fonts

    use_fonts()
    figure = Figure(figsize=(9, 3.6), layout="constrained")
    sizes = sorted(found)
    for axis, key, title in zip(figure.subplots(1, 2), ("wall", "peak"), ("时间（秒）", "最高内存（MB）"), strict=True):
        for name in PROGRAMS:
            axis.plot(sizes, [getattr(found[size][name], key) for size in sizes], "o-", label=name)
        axis.set(title=title, xlabel="文件数", ylim=(0, None))
        axis.legend(frameon=False)
    figure.savefig(path, dpi=110, metadata={"Software": None})


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and report."""
    parser = argparse.ArgumentParser(prog="python -m tools.benchmarks.consolidate", description="汇总的快慢")
    parser.add_argument("--size", type=int, default=FILES, help=f"最多多少个文件（默认 {FILES}）")
    parser.add_argument("--rows", type=int, default=ROWS, help=f"每个文件多少行（默认 {ROWS}）")
    parser.add_argument("--show", action="store_true", help="只显示结果，不写文件")
    parser.add_argument("--once", nargs=3, metavar=("程序", "文件夹", "结果"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.once:
        name, folder, output = options.once
        json.dump(PROGRAMS[name](Path(folder), Path(output)), sys.stdout)
        return 0
    found = {}
    for size in sorted({max(1, options.size // share) for share in SHARES}):
        sys.stderr.write(f"{size} 个文件\n")
        found[size] = measure(size, options.rows)
    text = markdown(found, options.rows)
    if not options.show:
        draw_picture(found, PICTURE)  # before the page: it needs a library that may be missing
    publish(text, DOCUMENT, show=options.show)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
