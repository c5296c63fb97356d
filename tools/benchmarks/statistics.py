"""Statistical tests of the draw: `python -m tools.benchmarks.statistics [--draws 20000] [--sample]`.

A full run rewrites docs/抽取的统计检验.md and its pictures; `--sample` shows a small run and writes nothing.
Seeds come from a counter, so the figures repeat.  Exit code 1 where a test fails.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.benchmarks.statistics_measures import passes
from tools.benchmarks.statistics_report import FOLDER, markdown, verdict
from tools.benchmarks.statistics_runs import Results, run

DOCS = Path(__file__).resolve().parents[2] / "docs"
DOCUMENT = "抽取的统计检验.md"
SAMPLE = 500


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, report, and say by the exit code whether every test passed."""
    options = _options(arguments)
    draws = SAMPLE if options.sample else options.draws
    results = run(draws, max(200, draws * 3 // 20))
    if options.sample:
        sys.stdout.write(markdown(results))
    else:
        _save(markdown(results), options.output)
        _pictures(results, options.output)
    sys.stderr.write(verdict(results) + "\n")
    return 0 if passes(results.all_fair) else 1


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.benchmarks.statistics", description="抽取的统计检验")
    parser.add_argument("--draws", type=int, default=20_000, help="每项检验抽取的次数（默认 20000）")
    parser.add_argument("--sample", action="store_true", help=f"只抽 {SAMPLE} 次，显示结果，不写文件")
    parser.add_argument("--output", type=Path, default=DOCS, help="报告和图写入的文件夹（默认 docs）")
    options = parser.parse_args(arguments)
    if options.draws < SAMPLE:
        parser.error(f"--draws 不能少于 {SAMPLE}")
    return options


def _save(text: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / DOCUMENT).write_text(text, "utf-8", newline="\n")


def _pictures(results: Results, folder: Path) -> None:
    from tools.benchmarks.statistics_plots import save

    save(results, folder / FOLDER)


if __name__ == "__main__":
    sys.exit(main())
