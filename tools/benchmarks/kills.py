"""Acts interrupted at everything they do to files: `python -m tools.benchmarks.kills [--extra 2]`.

A full run rewrites docs/中断试验.md; `--sample` takes every fifth step of two acts, shows the counts and writes nothing.  Needs a system
that can fork.  Exit code 1 where a file was damaged, a sentence untrue, somebody falsely accused, or an act stuck.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from ssj_xl.entry import cli, session
from ssj_xl.gateways.safe import BACKUPS, HOST
from ssj_xl.tables.problems import UserError
from ssj_xl.workflows.verifying.verify import verify
from tools.benchmarks.kills_scenes import BOOK, SCENES, Scene, at_work
from tools.benchmarks.kills_trace import Met, Trace

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "中断试验.md"
SEED, SAMPLE, _STRIDE = 20261129, ("抽取", "递补"), 5
FAULTS = {"damaged": "损坏的文件", "untrue": "不实的说明", "accused": "误指改动", "stuck": "不能重做或补齐", "litter": "遗留的临时文件"}
_STATE = re.compile(r"^  (.+)：(旧（没有改动）|新（已写入）|无|不明（读不出来）)$", re.MULTILINE)
_HELD = re.compile(r"\[F07\] (.+?)：写入失败")
_TEMPORARY = re.compile(rf"(\.~.+\.{HOST}-)\d+(\.tmp)")
_CRASH = 70
_WARNED = ("F56", "D61")
"""An act that is done may say by these that a record file is not."""

_MEMORY = "/dev/shm"
"""A file system in memory, where there is one: nothing here hangs on a disk."""

Digests = dict[str, str]


@dataclass
class Score:
    """What came of one act.  wrong: the kinds of `FAULTS`; shown: some of them in words."""

    scene: Scene
    steps: int = 0
    kills: int = 0
    errors: int = 0
    ends: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    shown: list[str] = field(default_factory=list)


def digests(folder: Path) -> Digests:
    """Every file below a folder with its digest."""
    return {os.path.relpath(os.path.join(at, name), folder): sha256(Path(at, name).read_bytes()).hexdigest()
            for at, _, names in os.walk(folder) for name in names}


def visible(found: Mapping[str, str]) -> Digests:
    """Without the hidden files and folders beside the others, and without the record of locks."""
    return {name: digest for name, digest in found.items() if not any(part.startswith(".") for part in Path(name).parts)}


def outside_backups(found: Mapping[str, str]) -> Digests:
    """Without the snapshots, of which a second try makes one more."""
    return {name: digest for name, digest in found.items() if BACKUPS not in Path(name).parts}


@dataclass
class Judge:
    """Looks at the folder after every fault.

    clean: what the act leaves when nothing happens; until: a kind of `FAULTS` after which no more is looked for.
    """

    scene: Scene
    folder: Path
    before: Digests
    clean: Digests
    scratch: Path
    score: Score
    until: str = ""
    _known: dict[tuple[Any, ...], list[tuple[str, str]]] = field(default_factory=dict)

    def see(self, met: Met) -> None:
        """One fault: count it, and note what is wrong about what is left and what was told."""
        if self.score.wrong[self.until]:
            return
        killed = met.exit == -1
        self.score.kills += killed
        self.score.errors += met.fault.how == "error"
        found = digests(self.folder)
        wrong = [*self._damaged(visible(found)), *([] if killed else self._untrue(met, visible(found))), *self._later(met, found)]
        if met.text == "HANGS":
            wrong.append(("stuck", "没有结束"))
        for kind, what in wrong:
            self.score.wrong[kind] += 1
            self.score.shown.append(f"{self.scene.name} {met.step} {met.fault}：{kind} {what}")

    def _damaged(self, found: Digests) -> Iterator[tuple[str, str]]:
        """Every file is the old one or the new one, whole; none is gone."""
        for name, digest in found.items():
            known = digest in (self.before.get(name), self.clean.get(name)) or BACKUPS in Path(name).parts
            if not known and not (self.scene.partial and _is_whole(self.folder / name)):
                yield "damaged", name
        for name in self.before.keys() - found.keys():
            yield "damaged", f"{name} 不见了"

    def _untrue(self, met: Met, found: Digests) -> Iterator[tuple[str, str]]:
        """What was told is what is."""
        told = {os.path.relpath(os.path.join(self.folder, name), self.folder): state[0] for name, state in _STATE.findall(met.text)}
        for name, state in told.items():
            if state not in (self._state(name, found), "不"):
                yield "untrue", f"{name} {state}"
        for path in _HELD.findall(met.text):
            name = os.path.relpath(os.path.join(self.folder, path), self.folder)
            if "原文件保持不变" in met.text and found.get(name) != self.before.get(name):
                yield "untrue", f"{name} 说没有改动"
        changed = {name for name in self.before.keys() | found.keys() if self.before.get(name) != found.get(name)}
        if met.exit == 0:
            warned = self.scene.partial or any(code in met.text for code in _WARNED)
            if outside_backups(found) != outside_backups(self.clean) and not warned:
                yield "untrue", "说完成了，其实没有"
        elif met.exit in (_CRASH, -2):
            yield "untrue", met.text[-400:]
        elif left := {name for name in changed - told.keys() if Path(name).name not in met.text}:
            yield "untrue", f"没有说 {'、'.join(sorted(left))}"

    def _state(self, name: str, found: Digests) -> str:
        if name not in found:
            return "无"
        return "旧" if found[name] == self.before.get(name) else "新"

    def _later(self, met: Met, found: Digests) -> list[tuple[str, str]]:
        """Verify and try again, once for each state that comes up, in a process of its own."""
        hidden = tuple(sorted(_TEMPORARY.sub(r"\1\2", name) for name in found.keys() - visible(found).keys()))
        key = (tuple(sorted(visible(found).items())), hidden)
        if key not in self._known:
            self._known[key] = self._tried(met)
            self.score.ends += 1
        return self._known[key]

    def _tried(self, met: Met) -> list[tuple[str, str]]:
        shutil.rmtree(self.scratch, ignore_errors=True)
        shutil.copytree(self.folder, self.scratch)
        dead = met.step.rpartition("-")[2]
        for path in list(self.scratch.rglob(".~*.tmp")):
            path.rename(path.with_name(_TEMPORARY.sub(rf"\g<1>{dead}\2", path.name)))
        answer = self.scratch.with_name("answer.json")
        answer.unlink(missing_ok=True)
        other = os.fork()
        if other == 0:
            signal.alarm(120)
            answer.write_text(json.dumps(list(self._again())), "utf-8")
            os._exit(0)
        os.waitpid(other, 0)
        return [tuple(one) for one in json.loads(answer.read_text("utf-8"))] if answer.exists() else [("stuck", "出错")]

    def _again(self) -> Iterator[tuple[str, str]]:
        os.chdir(self.scratch)
        yield from accusations(self.scratch)
        for command in self.scene.again:
            code, text = run(command)
            if code and not any(f"[{known}]" in text for known in self.scene.done):
                yield "stuck", f"{' '.join(command)}：{text[-300:]}"
        found = digests(self.scratch)
        if outside_backups(visible(found)) != outside_backups(self.clean):
            differing = {name for name in found.keys() | self.clean.keys() if found.get(name) != self.clean.get(name)}
            yield "stuck", f"重做后不同：{'、'.join(sorted(outside_backups(dict.fromkeys(differing, ''))))}"
        left = sorted(found.keys() - visible(found).keys())
        if left:
            yield "litter", "、".join(left)
        yield from accusations(self.scratch)


def _is_whole(path: Path) -> bool:
    """Whether every part of a workbook can be read."""
    try:
        with zipfile.ZipFile(path) as book:
            return book.testzip() is None
    except (OSError, zipfile.BadZipFile):
        return False


def accusations(folder: Path) -> Iterator[tuple[str, str]]:
    """What `verify` says against the books of a folder with their records."""
    for book in sorted(folder.rglob(BOOK)):
        files = [book, *sorted(book.parent.glob("*记录-*.json"))]
        try:
            found = [problem for one in verify(files) for problem in one.report.wrong]
        except UserError as error:
            found = list(error.problems)
        for problem in found:
            yield "accused", str(problem)


def run(command: tuple[str, ...]) -> tuple[int, str]:
    """Exit code and text of a command in this process."""
    import contextlib
    import io

    text = io.StringIO()
    with contextlib.redirect_stdout(text), contextlib.redirect_stderr(text):
        return act(command), text.getvalue()


def act(command: tuple[str, ...]) -> int:
    """A command carried out; its exit code."""
    try:
        cli.main(command)
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def measure(scene: Scene, folder: Path, *, extra: int = 0, stride: int = 1, until: str = "") -> Score:
    """All faults of one act, or those up to the first of the kind `until`.  folder: an empty one for this act."""
    work, side = folder / "现场", folder / "side"
    for path in (work, side):
        path.mkdir()
    scene.prepare(work)
    scene = scene.filled(work)
    before, score = digests(work), Score(scene)
    whole = folder / "whole"
    shutil.copytree(work, whole)
    os.chdir(whole)
    code, text = run(scene.command)
    if code:
        raise RuntimeError(f"{scene.name}: {text}")
    judge = Judge(scene, work, visible(before), visible(digests(whole)), folder / "scratch", score, until)
    trace = Trace(work, side, judge.see, random.Random(SEED), extra, stride)
    os.chdir(work)
    ended = trace.run(lambda: act(scene.command))
    if ended[0] or visible(digests(work)) != judge.clean:
        raise RuntimeError(f"{scene.name}: the traced run went another way: {ended}")
    score.steps = trace.steps
    os.chdir(folder)
    return score


def page(scores: list[Score]) -> str:
    """docs/中断试验.md."""
    kinds = list(FAULTS)
    rows = [[one.scene.name, one.steps, one.kills, one.errors, one.ends, *(one.wrong[kind] for kind in kinds)] for one in scores]
    total: list[Any] = ["合计", *(sum(row[column] for row in rows) for column in range(1, len(rows[0])))]
    head = ["操作", "步", "杀死", "出错", "不同的结局", *FAULTS.values()]
    lines = [f"| {' | '.join(map(str, row))} |" for row in (head, ["---"] + ["---:"] * (len(head) - 1), *rows, total)]
    return TEXT.format(table="\n".join(lines))


TEXT = """# 中断试验

一步操作在写文件的任何一刻被杀死，或者系统在任何一处报错，会留下什么？本文由 `python -m tools.benchmarks.kills` 生成，数字是实际运行的结果。

每个操作从头到尾运行一次；它对文件做的每一件事（打开、写、刷新、同步、替换、删除、建文件夹、改权限）之前和之后，各复制出一个进程杀死，写到一半也杀死；
同一处再让系统报错：磁盘已满、读写出错、没有权限（在 Windows 上，别的程序占着文件也是这个错误），也试“已经做了却报错”，并随机再加第二次故障。

每次之后检查：

- **损坏的文件**：每个文件必须是原来的或新的，一个字节不差，不能少。
- **不实的说明**：提示里逐个文件的“旧、新、无”，与文件指纹比对；说完成的必须完成；改了的都要说到。
- **误指改动**：`verify` 核验工作簿和全部记录，不能说有人改动过。
- **不能重做或补齐**：原命令再执行一次，全部文件必须与没有中断时一个字节不差（“备份”里可以多一份）。
- **遗留的临时文件**：再执行之后不能还有。

{table}

“不同的结局”是各次故障之后文件状态的种数；核验和重做对每一种做一次。

```bash
python -m tools.benchmarks.kills              # 重写本文
python -m tools.benchmarks.kills --sample     # 两个操作的五分之一，只显示，不写文件
```
"""


def scores_of(names: tuple[str, ...], *, extra: int, stride: int, until: str) -> Iterator[Score]:
    """Each named act, in a folder of its own."""
    session.desk = at_work  # type: ignore[assignment]
    for scene in SCENES:
        if scene.name in names:
            with tempfile.TemporaryDirectory(dir=_MEMORY if os.access(_MEMORY, os.W_OK) else None) as folder:
                yield measure(scene, Path(folder).resolve(), extra=extra, stride=stride, until=until)


def main(arguments: list[str]) -> int:
    """Run, show, and (but for a sample) write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", action="store_true")
    parser.add_argument("--stride", type=int, default=_STRIDE, help="of a sample: every how many steps")
    parser.add_argument("--until", default="", choices=("", *FAULTS), help="with --only: what need not be found twice")
    parser.add_argument("--extra", type=int, default=2)
    parser.add_argument("--only", default="")
    asked = parser.parse_args(arguments)
    names = tuple(asked.only.split(",")) if asked.only else SAMPLE if asked.sample else tuple(s.name for s in SCENES)
    scores = []
    extra, stride = (0, asked.stride) if asked.sample else (asked.extra, 1)
    for score in scores_of(names, extra=extra, stride=stride, until=asked.until):
        scores.append(score)
        print(score.scene.name, score.steps, score.kills, score.errors, score.ends, dict(score.wrong), flush=True)
        for line in score.shown[:12]:
            print(line, file=sys.stderr, flush=True)
    if not asked.sample and not asked.only:
        DOCUMENT.write_text(page(scores), "utf-8")
    return 1 if any(score.wrong for score in scores) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
