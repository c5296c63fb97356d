"""How rosters of other offices are imported: rosters made at random, each with its right answer, by seeds that no test looks at.

    python -m tools.benchmarks.rosters [--count N] [--from SEED]
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from pathlib import Path

from ssj_xl.tables import registers
from ssj_xl.tables.defaults import code_rows
from tests.bureau import Bureau
from tests.rosters import judged, roster

FIRST = 10_000
"""Seeds from here on are in no test."""
_OUTCOMES = {"right": "读对", "short": "少读", "refused": "退回", "wrong": "读错"}


def main() -> None:
    """Measure and show."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=450)
    parser.add_argument("--from", dest="first", type=int, default=FIRST)
    asked = parser.parse_args()
    book = Bureau({registers.CODES.name: [row._asdict() for row in code_rows()]}).book()
    rows: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    questions: Counter[int] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(asked.first, asked.first + asked.count):
            for answering, total in rows.items():
                found, words, _ = judged(roster(seed), book, Path(folder), answering=answering)
                total.update(found)
                questions[len(words)] += answering
    for answering, total in rows.items():
        print("回答之后" if answering else "不回答", "，".join(f"{name} {total[key]} 行" for key, name in _OUTCOMES.items()))
    print("每份名单问几项：", "，".join(f"{count} 项 {times} 份" for count, times in sorted(questions.items()) if times))


if __name__ == "__main__":
    main()
