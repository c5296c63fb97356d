"""The draw's speed beside the plainest program that draws the same: `python -m tools.benchmarks.draw [--size 1000000]`.

Three programs, each in a process of its own, in turn, on the same locked list in memory:

* ours: every code checked, the order and doubles of the lines, the root, the seed, the winners;
* the peer: tuples of group, SHA-256 in hex and code, sorted, cut; no check, no root, no seed;
* the limit: the hashes that ours cannot do without (a leaf, a node and a ticket a line) and nothing else.

A full run rewrites docs/抽取的快慢.md; `--show` writes nothing.  Exit code 1 where ours and the peer draw different objects.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from random import Random
from statistics import median

from ssj_xl.domain.draw import ssj1
from ssj_xl.domain.draw.canon import canon_id
from ssj_xl.domain.draw.quotas import Group
from ssj_xl.domain.draw.rule import Rule
from ssj_xl.domain.scheme import lock_of
from tools.benchmarks.pages import machine, publish

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "抽取的快慢.md"
RATIOS = {"A": 1, "B": 3, "C": 10, "D": 100}
RULE = Rule("分级比例", {label: Group(label, Fraction(percent, 100)) for label, percent in RATIOS.items()}, None, 2, ("JG-01",),
            date(2026, 12, 31), 0)
SHARES = (60, 30, 9, 1)
PUBLIC = "dice:20237331128159211123"
Pairs = list[tuple[str, str]]


def pairs_of(size: int) -> Pairs:
    """A list of codes of 18 characters and their tiers, in the order in which a lock leaves it."""
    tiers = Random(size).choices(tuple(RATIOS), SHARES, k=size)
    return [(f"9113010{number:010}X", tier) for number, tier in enumerate(tiers)]


def ours(pairs: Pairs) -> set[str]:
    """What the draw computes."""
    lock = lock_of("T", 1, pairs=((canon_id(code), group) for code, group in pairs), rule=RULE, people=())
    return {win.id for win in ssj1.drawn(lock, ssj1.keys(ssj1.seed_text(lock, PUBLIC)).objects)[0]}


def peer(pairs: Pairs, key: str = "") -> set[str]:
    """The same objects by tuples, SHA-256, sort and cut; the key is only known to ours."""
    sizes = Counter(group for _, group in pairs)
    rows = sorted([(group, sha256(f"{key}|{code}".encode()).hexdigest(), code) for code, group in pairs])
    quotas, drawn, start = RULE.quotas(sizes), set[str](), 0
    for group in sorted(sizes):
        drawn.update(code for _, _, code in rows[start: start + quotas[group]])
        start += sizes[group]
    return drawn


def limit(pairs: Pairs) -> set[str]:
    """The hashes alone."""
    node = bytes(65)
    for code, group in pairs:
        sha256(f"\0{code}\t{group}".encode()).digest()
        sha256(node).digest()
        sha256(f"a0179e2a8ef455c211e6aaaae0f5878c|{code}".encode()).hexdigest()
    return set()


PROGRAMS: dict[str, Callable[[Pairs], set[str]]] = {"本程序": ours, "对照": peer, "只算散列": limit}


def once(name: str, size: int) -> None:
    """One run of one program: seconds of processor and clock, peak memory with and without the list, as JSON."""
    pairs = pairs_of(size)
    before = _peak()
    cpu, wall = time.process_time(), time.perf_counter()
    PROGRAMS[name](pairs)
    json.dump({"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall, "peak": _peak(), "list": before}, sys.stdout)


def _peak() -> float:
    """MB that this process took at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(size: int, rounds: int) -> list[dict[str, dict[str, float]]]:
    """The programs in turn, after one round that does not count."""
    found = []
    for number in range(rounds + 1):
        sys.stderr.write(f"\r{number} / {rounds}")
        found.append({name: _run(name, size) for name in PROGRAMS})
    sys.stderr.write("\r")
    return found[1:]


def _run(name: str, size: int) -> dict[str, float]:
    command = [sys.executable, "-m", "tools.benchmarks.draw", "--once", name, "--size", str(size)]
    figures: dict[str, float] = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)
    return figures


def same_winners(size: int) -> bool:
    """Whether the peer draws what ours draws under the key that ours makes."""
    pairs = pairs_of(size)
    lock = lock_of("T", 1, pairs=pairs, rule=RULE, people=())
    return peer(pairs, ssj1.keys(ssj1.seed_text(lock, PUBLIC)).objects) == ours(pairs)


def markdown(size: int, runs: Sequence[Mapping[str, Mapping[str, float]]]) -> str:
    """The page."""
    rows = "".join(_row(name, runs) for name in PROGRAMS)
    return _TEXT.format(size=f"{size:,}", runs=len(runs), rows=rows, machine=machine())


def _row(name: str, runs: Sequence[Mapping[str, Mapping[str, float]]]) -> str:
    cpu, wall, peak, given = (median(run[name][key] for run in runs) for key in ("cpu", "wall", "peak", "list"))
    ratios = sorted(run[name]["cpu"] / run["对照"]["cpu"] for run in runs)
    return (f"| {name} | {cpu:.2f} | {wall:.2f} | {median(ratios):.2f}（{ratios[0]:.2f}–{ratios[-1]:.2f}） | {peak:.0f} | "
            f"{given:.0f} |\n")


_TEXT = """# 抽取的快慢

本文由 `python -m tools.benchmarks.draw` 生成，数字是实际运行的结果。同一份锁定的名录（{size} 行，18 位编码，四个等级，按 1%、3%、10%、100% 抽），
三个程序各在自己的进程里轮流运行 {runs} 次（另有一次不计），取中位数。机器：{machine}，所以看比例。

| 程序 | 处理器秒数 | 实际秒数 | 与对照之比（最小–最大） | 最高内存（MB） | 其中名录（MB） |
|---|---|---|---|---|---|
{rows}
* **本程序**：抽取要算的全部：逐个核对编码，次序，查重，名录指纹（RFC 6962 树），种子原文，签号，中签名单。
* **对照**：能抽出同一批对象的最简单的 Python 程序：组成（组别、SHA-256、编码）的元组，排序，截取。不核对，没有指纹和种子。
* **只算散列**：每行一个叶、一个结点、一个签号，别的什么都不做；SSJ-1 在一个 Python 进程里不可能比它快。

要求：与对照之比不超过 1.1，内存不超过 450 MB。比值在同一轮里算，运行之前先核对两个程序抽中的是同一批对象。
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, report, and say by the exit code whether ours and the peer draw the same."""
    parser = argparse.ArgumentParser(prog="python -m tools.benchmarks.draw", description="抽取的快慢")
    parser.add_argument("--size", type=int, default=1_000_000, help="名录行数（默认 1000000）")
    parser.add_argument("--rounds", type=int, default=5, help="轮数（默认 5）")
    parser.add_argument("--show", action="store_true", help="只显示结果，不写文件")
    parser.add_argument("--once", choices=PROGRAMS, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.once:
        once(options.once, options.size)
        return 0
    if not same_winners(min(options.size, 100_000)):
        sys.stderr.write("两个程序抽中的对象不同\n")
        return 1
    text = markdown(options.size, measure(options.size, options.rounds))
    publish(text, DOCUMENT, show=options.show)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
