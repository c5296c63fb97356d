"""Damaged workbooks through every act: `python3 run.py fuzz [PAIRS] [--seed N]`.

Inputs are made one after the other by `fuzz_damage`, and each goes through all acts in one process; a second process
watches it, names what it was about when it died or took more than 20 seconds of the processor, and starts it again
behind that.  A run of at least 10,000 pairs of input and act rewrites docs/模糊测试.md.  Exit code 1 where an act
crashed, hung, or lost a row without a word.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import selectors
import signal
import subprocess
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tools.benchmarks import fuzz_books, fuzz_damage
from tools.benchmarks.fuzz_books import CRASHED, DONE, LOST, OF_BOOKS, OF_FORMS, REFUSED, Archive, Case, Outcome

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "模糊测试.md"
PAIRS, SEED, FULL = 10_000, 20260321, 10_000
HANG_SECONDS, WALL_SECONDS = 20, 900
HUNG = "超时"
BAD = (CRASHED, HUNG, LOST)


@dataclass
class Results:
    """Outcomes by kind of damage and act, and the first of every way to fail."""

    states: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    failures: dict[str, str] = field(default_factory=dict)

    def add(self, number: int, kind: str, act: str, outcome: Outcome) -> str:
        """One pair.  Returns the fault that is found in it for the first time, '' where there is none."""
        self.states[kind, act, outcome.state] += 1
        fault = f"{act}：{outcome.state} {outcome.detail}" if outcome.state in BAD else ""
        if not fault or fault in self.failures:
            return ""
        self.failures[fault] = f"输入 {number}（{kind}）"
        return f"{fault}，{self.failures[fault]}"

    def count(self, state: str = "", *, kind: str = "", act: str = "") -> int:
        """Pairs of a state, kind and act; '' for all."""
        return sum(count for (one, other, was), count in self.states.items()
                   if state in ("", was) and kind in ("", one) and act in ("", other))


def main(arguments: Sequence[str] | None = None) -> int:
    """Damage, try, report, and say by the exit code whether all went well."""
    parser = argparse.ArgumentParser(prog="python3 run.py fuzz", description="模糊测试：损坏的工作簿经过各项操作")
    parser.add_argument("pairs", nargs="?", type=int, default=PAIRS, help="输入和操作的对数（默认 10000）")
    parser.add_argument("--seed", type=int, default=SEED, help="起始编号；同一编号得到同样的输入")
    parser.add_argument("--from", dest="first", type=int, default=0, help="从第几个输入开始")
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.worker:
        return work(options.first, options.seed)
    results = Results()
    with contextlib.suppress(KeyboardInterrupt):  # what has been tried is shown
        for number, kind, act, outcome in watched(options.first, options.pairs, options.seed):
            if fault := results.add(number, kind, act, outcome):
                sys.stderr.write(f"\r{fault}\n")  # a run that is cut short has named it
            sys.stderr.write(f"\r{results.count():,} / {options.pairs:,}，{sum(map(results.count, BAD))} 个问题 ")
    text = markdown(results, options.seed)
    if results.count() >= FULL and not options.first:
        DOCUMENT.write_text(text, "utf-8")
    else:
        sys.stdout.write(text)
    return 1 if results.failures else 0


# --- the process that tries ------------------------------------------------------------------------

def work(first: int, seed: int) -> int:
    """Try inputs from `first` on for ever; one line of JSON before and after each act on stdout."""
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        number = first
        while True:
            for kind, act, case in bench.cases(number, seed):
                _tell(number, kind, act)
                signal.setitimer(signal.ITIMER_PROF, HANG_SECONDS)  # ends the process, whatever it is in
                outcome = fuzz_books.run(act, case)
                signal.setitimer(signal.ITIMER_PROF, 0)
                _tell(number, kind, act, outcome.state, outcome.detail)
            number += 1


def _tell(*parts: object) -> None:
    sys.stdout.write(json.dumps(parts, ensure_ascii=False) + "\n")
    sys.stdout.flush()


class Bench:
    """The whole workbook and the whole form, and a folder for damaged ones."""

    def __init__(self, folder: Path) -> None:
        from ssj_xl.workflows.monthly.own_form import official

        (folder / "账").mkdir()
        self.whole = fuzz_books.ledger(folder / "账")
        self._book = Archive(self.whole.read_bytes())
        self._form = Archive(official())
        self._folder = folder / "损坏"
        self._folder.mkdir()

    def cases(self, number: int, seed: int) -> Iterator[tuple[str, str, Case]]:
        """Kind, act and case of every act on the `number`-th input."""
        for whole, acts in ((self._book, OF_BOOKS), (self._form, OF_FORMS)):
            kind, data = fuzz_damage.damaged(whole, number, seed)
            for act in acts:
                path = self._folder / "主台账.xlsx"
                path.write_bytes(data)
                yield kind, act, Case(path, data, self.whole, self._folder)


# --- the process that watches ----------------------------------------------------------------------

def watched(first: int, pairs: int, seed: int) -> Iterator[tuple[int, str, str, Outcome]]:
    """Outcomes of `pairs` pairs; a worker that dies or is silent is replaced by one that goes on with the next input."""
    left = pairs
    while left > 0:
        command = [sys.executable, "-m", "tools.benchmarks.fuzz", "--worker", "--from", str(first), "--seed", str(seed)]
        with subprocess.Popen(command, cwd=ROOT, bufsize=0, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL) as worker:
            begun: list[object] = []
            while left > 0 and (line := _line(worker)):
                told = json.loads(line)
                if len(told) == 3:
                    begun = told
                    continue
                left, begun = left - 1, []
                yield told[0], told[1], told[2], Outcome(told[3], told[4])
                first = told[0]
            worker.kill()
        if left > 0:
            if not begun:
                raise SystemExit("试验进程没有开始就结束了，请单独运行 python -m tools.benchmarks.fuzz --worker 查看原因。")
            number, kind, act = begun
            state = HUNG if worker.returncode in (-signal.SIGPROF, -signal.SIGKILL) else CRASHED
            left -= 1
            yield int(str(number)), str(kind), str(act), Outcome(state, f"进程结束 {worker.returncode}")
            first = int(str(number)) + 1


def _line(worker: subprocess.Popen[bytes]) -> bytes:
    """The worker's next line; nothing where it has ended or says nothing for too long."""
    assert worker.stdout
    with selectors.DefaultSelector() as waiting:
        waiting.register(worker.stdout, selectors.EVENT_READ)
        return worker.stdout.readline() if waiting.select(WALL_SECONDS) else b""


# --- the table -------------------------------------------------------------------------------------

def markdown(results: Results, seed: int) -> str:
    """The document."""
    kinds = "".join(_row(kind, results, kind=kind) for kind in fuzz_damage.KINDS)
    acts = "".join(_row(act, results, act=act) for act in fuzz_books.ACTS)
    failures = "".join(f"- {what}，首见于{where}\n" for what, where in results.failures.items()) or "没有。\n"
    return _TEXT.format(kinds=kinds + _row("**合计**", results), acts=acts, failures=failures, seed=seed,
                        hang=HANG_SECONDS)


def _row(title: str, results: Results, *, kind: str = "", act: str = "") -> str:
    counts = [results.count(state, kind=kind, act=act) for state in ("", DONE, REFUSED, *BAD)]
    return f"| {title} | {' | '.join(f'{count:,}' for count in counts)} |\n"


_HEAD = "| 对数 | 完成 | 有说明地拒绝 | 程序错误 | 超时 | 丢行 |\n|---|---|---|---|---|---|---|\n"
_TEXT = """# 模糊测试

把一本完整的主台账（登记、锁定、抽取、匹配、登记结果之后的）和官方月报表按各种方式弄坏，交给程序的各项操作。
每一对输入和操作只能有两种结局：完成，或者说明原因和办法而拒绝。本文由 `python3 run.py fuzz` 生成，数字是实际运行的结果；
起始编号 {seed}，同一编号得到同样的输入。

## 按损坏方式

| 损坏方式 """ + _HEAD + """{kinds}
## 按操作

| 操作 """ + _HEAD + """{acts}
- **程序错误**：任何不是给用户看的说明的结局（退出码 70），包括读表库内部的崩溃。
- **超时**：一次操作占用处理器超过 {hang} 秒；由另一个进程看守，超时即结束它并从下一个输入继续。
- **丢行**：另用 lxml 直接读损坏后的文件（格式良好的工作表），逐表数有内容的行；检查、汇总、导入读到的行数少于它，
  而问题清单又没有提到这张表的，算丢行。汇总还核对 读取 = 并入 + 重复 + 退回；“导入（写入它）”在保存后再数一遍，原有的行一行不能少。

## 发现的问题

{failures}"""


if __name__ == "__main__":
    raise SystemExit(main())
