"""Falsified records, and the verdict of three programs on each: `python -m tools.benchmarks.one_verdict [--cases 10000]`.

A full run rewrites docs/同一结论.md; `--sample` shows 500 cases and writes nothing.  Needs Chromium.  Exit code 1 where
any verdict differs.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import runpy
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from ssj_xl.domain.verifying import BROKEN, HOLDS, OPEN
from ssj_xl.domain.verifying.record import verify_record
from ssj_xl.domain.verifying.shape import read_json
from tests.browser.chromium import reader
from tools.benchmarks import one_verdict_cases as falsified
from tools.benchmarks.two_languages_cases import Browser, load_scripts

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT, EXAMPLE, OUTCOMES = ROOT / "docs" / "同一结论.md", ROOT / "docs" / "核验示例.py", ROOT / "tests" / "js" / "outcomes.js"
SAMPLE, BATCH, SEED = 500, 500, 20260301
_OF_EXIT_CODE = {0: HOLDS, 4: BROKEN, 5: OPEN}


class Case(NamedTuple):
    """A falsified record: which one, what was done to it, its text."""

    base: str
    how: str
    text: str


class Judged(NamedTuple):
    """The verdicts of Python, the page's JavaScript and the example."""

    python: str
    scripts: str
    example: str

    @property
    def agree(self) -> bool:
        """Whether all three say the same."""
        return len(set(self)) == 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Falsify, judge, report, and say by the exit code whether all verdicts are the same."""
    options = _options(arguments)
    count = SAMPLE if options.sample else options.cases
    bases = falsified.bases()
    with reader() as tab:
        load_scripts(tab, OUTCOMES)
        found: list[tuple[Case, Judged]] = []
        for some in _batches(bases, count):
            found += zip(some, judge(tab, some), strict=True)
            sys.stderr.write(f"\r{len(found)} / {count}")
        agent = str(tab.run("navigator.userAgent"))
    text = markdown(bases, found, agent)
    if options.sample:
        sys.stdout.write(text)
    else:
        DOCUMENT.write_text(text, "utf-8")
    wrong = [(case, judged) for case, judged in found if not judged.agree]
    for case, judged in wrong[:20]:
        sys.stderr.write(f"\n{case.base}：{case.how}：{'、'.join(judged)}")
    sys.stderr.write(f"\n{count} 份，结论不同 {len(wrong)} 份\n")
    return 1 if wrong else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.benchmarks.one_verdict", description="同一结论")
    parser.add_argument("--cases", type=int, default=10_000, help="改动的份数（默认 10000）")
    parser.add_argument("--sample", action="store_true", help=f"只做 {SAMPLE} 份，显示结果，不写文件")
    return parser.parse_args(arguments)


def _batches(bases: Mapping[str, falsified.Record], count: int) -> list[list[Case]]:
    return [cases(bases, min(BATCH, count - start), SEED + start) for start in range(0, count, BATCH)]


def cases(bases: Mapping[str, falsified.Record], count: int, seed: int) -> list[Case]:
    """So many falsified records; every base is as likely."""
    dice, names = Random(seed), sorted(bases)
    chosen = [dice.choice(names) for _ in range(count)]
    return [Case(name, *falsified.mutated(bases[name], dice)) for name in chosen]


def judge(tab: Browser, some: Sequence[Case]) -> list[Judged]:
    """The three verdicts on each."""
    scripts: list[str] = tab.run(f"{json.dumps([case.text for case in some])}.map(VERIFY.verdict)")
    return [Judged(by_package(case.text), script, by_example(case.text)) for case, script in zip(some, scripts, strict=True)]


def by_package(text: str) -> str:
    """The verdict of `ssj_xl.domain.verifying`, without a way to check a beacon's signature."""
    try:
        return verify_record(read_json(text.removeprefix("\ufeff"))).verdict
    except (ValueError, RecursionError):
        return BROKEN


@cache
def _example() -> dict[str, Any]:
    return runpy.run_path(str(EXAMPLE))


def by_example(text: str) -> str:
    """The verdict of docs/核验示例.py."""
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            return _OF_EXIT_CODE[_example()["verify"](_example()["read"](text.removeprefix("\ufeff")))]
        except (ValueError, RecursionError):
            return BROKEN


def markdown(bases: Mapping[str, falsified.Record], found: Sequence[tuple[Case, Judged]], agent: str) -> str:
    """The document."""
    kinds = Counter((_kind(case.base), judged.python) for case, judged in found)
    wrong = Counter(_kind(case.base) for case, judged in found if not judged.agree)
    rows = "".join(f"| {kind} | {sum(kinds[kind, one] for one in (BROKEN, OPEN, HOLDS)):,} | {kinds[kind, BROKEN]:,} | {kinds[kind, OPEN]:,} | "
                   f"{kinds[kind, HOLDS]:,} | {wrong[kind]} |\n" for kind in sorted({kind for kind, _ in kinds}))
    totals = Counter(judged.python for _, judged in found)
    browser = next((part for part in agent.split() if "Chrome/" in part), agent)
    return _TEXT.format(rows=rows, cases=f"{len(found):,}", bases=len(bases), wrong=sum(wrong.values()), seed=SEED, browser=browser,
                        **{name: f"{totals[one]:,}" for name, one in (("broken", BROKEN), ("open", OPEN), ("holds", HOLDS))})


def _kind(base: str) -> str:
    """格式 2 审计记录, 格式 1 公开记录, or 最简记录 (vectors)."""
    if base.startswith("向量"):
        return "最简记录（其他程序的）"
    kind = "审计记录" if "审计" in base or "联合" in base else "公开记录"
    return f"{'格式 1' if base.startswith('格式 1') or '无法重算' in base else '格式 2'} {kind}"


_TEXT = """# 同一结论

抽取程序（Python）、公示页里的核验程序（JavaScript）和[核验示例](核验示例.py)照[规范](抽取规范-SSJ-1.md)第 11、13 节的同一种读法各写一份。
一份记录不论怎样改动，三者的结论（符合、不符合、无从核验）必须相同，否则改动的人总能拿出说“符合”的那一个。本文由 `python -m tools.benchmarks.one_verdict` 生成，数字是实际运行的结果。

## 结果

| 记录 | 份数 | 不符合 | 无从核验 | 符合 | 三者结论不同 |
|---|---|---|---|---|---|
{rows}| **合计** | **{cases}** | **{broken}** | **{open}** | **{holds}** | **{wrong}** |

改动的是 {bases} 份真实的记录：锁定后、抽取后、匹配后、递补和改派后的公开记录和审计记录，公开、不公开等级和加权的，两种格式的；还有页面所附的、作废的、多方承诺的、信标的、
自定文字的、以名称作编码的、有合计下限的、联合任务的，和规范的测试数据。每份改一处：每个键的机会相同，或删、或增、或改名、或对调、或换一个字符、或换成别的类型或像样的值；
约八分之一改的是 JSON 的文字（键重复、`1.0`、半个字符、截断……），其中有的并没有改变内容；改值的有一半再照造假人的办法补齐：名录根、行数、种子、结果、指纹重新算过。
“符合”的是没有改变内容的，改在不参加计算之处的（单位名称、电脑时间、日志指纹；格式 2 里与指纹不符即被看出，除非指纹也重算），和连同种子、结果一并重算、自身前后一致的：
后两种要靠锁定公告、主台账和它的日志才看得出来，所以核验时总要说明。
起始编号 {seed}；JavaScript 在 {browser} 里运行；信标的 BLS 签名三者都不验证。

同样的改动用在 89b7853 的三个程序上（格式 1 的 1,200 份），有 496 份结论不同：335 份只有 Python 认出（`spec` `state` `profile` `locked_at` `drawn_at` 等网页和示例不查的键，
多出的键，`1e0` 和重复的键，人员行，审计记录的对照表和检查组）；
92 份示例放过（各组行数、抽取方式、人员根）；29 份网页放过（单独一份承诺等）；40 份 Python 放过而网页不放过（缺少的键、没有说明的递补）。
现在三者照同一种读法。
"""


if __name__ == "__main__":
    raise SystemExit(main())
