"""Python, JavaScript, the stranger's example and sha256sum on the same random draws: `python -m tools.benchmarks.two_languages [--cases 10000]`.

A full run rewrites docs/两种语言核对.md; `--sample` shows 200 cases and writes nothing.  Needs Chromium and GNU
coreutils.  Exit code 1 where any figure differs.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tests.browser.chromium import Reader, reader
from tests.papers import page_cases
from tools.benchmarks import two_languages_cases as languages
from tools.benchmarks.two_languages_cases import Case

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "两种语言核对.md"
OUTCOMES = ROOT / "tests" / "js" / "outcomes.js"
SAMPLE, BATCH, SEED, TIMES = 200, 250, 20210301, 7
OTHERS = ("JavaScript", "核验示例", "sha256sum")
BANDS = ((1, 1), (2, 10), (11, 100), (101, 1000), (1001, 2000))


@dataclass
class Band:
    """Cases of one band of sizes and one mode."""

    cases: int = 0
    lines: int = 0
    wrong: dict[str, int] = field(default_factory=lambda: dict.fromkeys(OTHERS, 0))


Bands = dict[tuple[str, tuple[int, int]], Band]


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare, report, and say by the exit code whether all figures are the same."""
    options = _options(arguments)
    count = SAMPLE if options.sample else options.cases
    with reader() as tab:
        languages.load_scripts(tab, OUTCOMES)
        bands = compare(tab, count)
        speeds = [] if options.sample else [speed(tab, size) for size in (40, 1_000, 10_000, 100_000)]
        text = markdown(bands, speeds, str(tab.run("navigator.userAgent")))
    if options.sample:
        sys.stdout.write(text)
    else:
        DOCUMENT.write_text(text, "utf-8")
    wrong = sum(sum(band.wrong.values()) for band in bands.values())
    sys.stderr.write(f"{count} 例，不一致 {wrong} 例\n")
    return 1 if wrong else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.benchmarks.two_languages", description="两种语言核对")
    parser.add_argument("--cases", type=int, default=10_000, help="随机抽取的个数（默认 10000）")
    parser.add_argument("--sample", action="store_true", help=f"只做 {SAMPLE} 例，显示结果，不写文件")
    return parser.parse_args(arguments)


def compare(tab: Reader, count: int) -> Bands:
    """Every figure of `count` random draws by all three."""
    bands: Bands = {}
    for number, some in enumerate(_batches(count)):
        sys.stderr.write(f"\r{number * BATCH} / {count}")
        outcomes = zip(some, map(languages.by_package, some), languages.by_scripts(tab, some),
                       languages.by_coreutils(some), strict=True)
        for case, package, scripts, coreutils in outcomes:
            band = bands.setdefault(_band(case), Band())
            band.cases += 1
            band.lines += len(case.lock.lines)
            band.wrong["JavaScript"] += scripts != package
            band.wrong["核验示例"] += not languages.example_agrees(case, package)
            band.wrong["sha256sum"] += {**coreutils, "quotas": package["quotas"]} != package
    sys.stderr.write("\r")
    return bands


def _batches(count: int) -> Iterator[list[Case]]:
    for start in range(0, count, BATCH):
        yield languages.cases(min(BATCH, count - start), SEED + start)


def _band(case: Case) -> tuple[str, tuple[int, int]]:
    size = len(case.lock.lines)
    return case.lock.mode, next(band for band in BANDS if band[0] <= size <= band[1])


def speed(tab: Reader, size: int) -> dict[str, float]:
    """Bytes of a page, and milliseconds that its verification takes in a newly loaded page (median, most)."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "page.html")
        path.write_bytes(page_cases.page(page_cases.private_case(size).record()))
        times = []
        for _ in range(TIMES):
            tab.open(path)
            times.append(float(tab.run(_TIMED)))
        return {"size": size, "bytes": path.stat().st_size, "median": median(times), "most": max(times)}


_TIMED = """(function () {
  var record = JSON.parse(document.getElementById("ssj-record").textContent)[0], start = performance.now();
  var steps = VERIFY.steps(record, null), time = performance.now() - start;
  if (steps.some(function (step) { return step.state !== "ok"; })) { throw new Error("not verified"); }
  return time;
}())"""


def markdown(bands: Mapping[tuple[str, tuple[int, int]], Band], speeds: Sequence[Mapping[str, float]], agent: str) -> str:
    """The document."""
    rows = "".join(_row(mode, sizes, bands[mode, sizes]) for mode, sizes in sorted(bands))
    total = Band(sum(band.cases for band in bands.values()), sum(band.lines for band in bands.values()),
                 {name: sum(band.wrong[name] for band in bands.values()) for name in OTHERS})
    browser = next((part for part in agent.split() if "Chrome/" in part), agent)
    fast = "".join(f"| {s['size']:,.0f} | {s['bytes'] / 1e6:.2f} | {s['median']:.0f} | {s['most']:.0f} |\n" for s in speeds)
    return _TEXT.format(rows=rows, cases=f"{total.cases:,}", lines=f"{total.lines:,}", js=total.wrong["JavaScript"],
                        example=total.wrong["核验示例"], sums=total.wrong["sha256sum"], fast=fast, browser=browser, seed=SEED, times=TIMES,
                        labels=json.dumps(languages.LABELS, ensure_ascii=True))


def _row(mode: str, sizes: tuple[int, int], band: Band) -> str:
    shown = str(sizes[0]) if sizes[0] == sizes[1] else f"{sizes[0]:,}–{sizes[1]:,}"
    return f"| {mode} | {shown} | {band.cases:,} | {band.lines:,} | " + " | ".join(str(band.wrong[name]) for name in OTHERS) + " |\n"


_TEXT = """# 两种语言核对

公示页里的核验程序（JavaScript）、抽取程序（Python）和[核验示例](核验示例.py)是分开写的三份代码，再加上 GNU coreutils 的 `sha256sum` 作第四方。
同一批随机名录分别交给四者，逐项比较。本文由 `python -m tools.benchmarks.two_languages` 生成，数字是实际运行的结果。

## 结果

| 抽取方式 | 名录个数 | 例数 | 名录行数合计 | Python 与 JavaScript 不一致 | 与核验示例不一致 | 与 sha256sum 不一致 |
|---|---|---|---|---|---|---|
{rows}| **合计** | | **{cases}** | **{lines}** | **{js}** | **{example}** | **{sums}** |

每例比较：名录指纹、种子、两个密钥、全部签号的顺序（指纹）、中签结果指纹、候补指纹；Python 与 JavaScript 之间还比较各组名额。
JavaScript 只得到名录、规则原文、人员名单、各方随机原件和随机数，其余全部自己计算。`sha256sum` 一栏的每一个散列值都由该命令算出，
待散列的内容按规范另行拼成，不用抽取程序的代码；名额不含散列，沿用抽取程序的。核验示例得到由 Python 写成的记录，必须找不出不符之处，而把各组名额都加 1，必须认出来。

随机名录：个数 1 至 2,000（按对数均匀，小的居多）；编码为两种名单代号、18 位编码、由名称算出的编码或 3 至 40 位任意合法字符；
1 至 5 组，半数含 X（排除）、M（必查）；比例 0 至 100%，精确到万分之一；带或不带最少数量、总数、合计下限、候补、人员名单、参与方、多方承诺；
加权的有整组全取的组；第 1、2、13 轮；四种随机源。组别名称取自 `{labels}`，其中有的按 UTF-8 字节与按 UTF-16 单元的先后不同。起始编号 {seed}。

散列长度 0、1、55、56、63、64、65、119、120、1000 字节，以及新开的浏览器里第一次计算，另由测试逐一核对（`tests/browser`）。

## 快慢

公示页在浏览器里核验一次（全部步骤，每次都重新打开网页；{times} 次）：{browser}，2 核 x86-64，测量时另有程序在运行。

| 名录个数 | 网页大小（MB） | 核验用时中位数（毫秒） | 最长（毫秒） |
|---|---|---|---|
{fast}"""


if __name__ == "__main__":
    raise SystemExit(main())
