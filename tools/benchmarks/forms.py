"""How forms of other bureaus are filled: forms made at random, each with its right answer, by seeds that no test looks at.

    python -m tools.benchmarks.forms [--count N] [--from SEED] [--show]
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from pathlib import Path

from tests.papers.bureau_forms import judged, variant

DOC = Path("docs/月报表样试验.md")
FIRST = 10_000
"""Seeds from here on are in no test, and were not looked at while the program was made."""
_OUTCOMES = {"right": "填对", "short": "少填", "asked": "询问", "wrong": "填错"}


def measured(first: int, count: int) -> tuple[Counter[tuple[bool, str]], dict[str, Counter[str]]]:
    """Outcomes by whether the form leaves a doubt, and of the others by what is unusual about them."""
    total: Counter[tuple[bool, str]] = Counter()
    by_kind: dict[str, Counter[str]] = defaultdict(Counter)
    for seed in range(first, first + count):
        case = variant(seed)
        outcome, _ = judged(case)
        total[case.doubt, outcome] += 1
        for kind in (() if case.doubt else case.kinds):
            by_kind[kind][outcome] += 1
    return total, by_kind


def report(first: int, count: int) -> str:
    """The page of the docs."""
    total, by_kind = measured(first, count)
    clear = sum(number for (doubt, _), number in total.items() if not doubt)
    lines = ["# 月报表样试验", "", f"`python -m tools.benchmarks.forms --count {count}` 生成（种子 {first} 至 {first + count - 1}，"
             "测试用的是 0 至 119，改程序时没有看过这里的）。",
             "每张表样由种子随机组成：栏的次序和栏头、栏目的措辞、提示、备注、合并、两列栏目、一行或一列一个处室、一月一张表、没有边框，"
             "Excel 和 Word 各一部分；正确答案在生成时已知。",
             "种子是新的，栏头和措辞的词却出自同一份清单（`tests/papers/bureau_forms.py`），所以真实的表样会比这里难。", "",
             "| 表样 | 张数 | " + " | ".join(_OUTCOMES.values()) + " |", "|---|---|" + "---|" * len(_OUTCOMES)]
    for doubt, name in ((False, "只有一种填法"), (True, "有两种填法，应当询问")):
        numbers = [total[doubt, outcome] for outcome in _OUTCOMES]
        lines.append(f"| {name} | {sum(numbers)} | " + " | ".join(map(str, numbers)) + " |")
    right = total[False, "right"]
    lines += ["", f"只有一种填法的，不用 `--map` 填对 {right}/{clear}（{100 * right / clear:.1f}%）；不声不响填错的 "
              f"{total[False, 'wrong'] + total[True, 'wrong']} 张。", "",
              "| 只有一种填法的表样里有 | 张数 | 填对 |", "|---|---|---|"]
    lines += [f"| {kind} | {sum(found.values())} | {found['right']} |" for kind, found in sorted(by_kind.items())]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--from", dest="first", type=int, default=FIRST)
    parser.add_argument("--show", action="store_true", help="only show it")
    asked = parser.parse_args()
    page = report(asked.first, asked.count)
    if asked.show:
        print(page)
    else:
        DOC.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
