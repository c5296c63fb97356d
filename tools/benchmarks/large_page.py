"""The page of the benchmark of large workbooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tools.benchmarks import large_acts as acts

GOAL_APPEND, GOAL_LIVE, GOAL_MATCHING, GOAL_HELP = 0.20, 3.0, 8.0, 0.15
_GROWS = 1.5
"""An act whose time a thousand rows grows by more than this, from the second size to the last, grows faster than the work."""
Found = Mapping[str, Any]


def markdown(found: Found, sizes: Sequence[int], machine: str) -> str:
    """The page.  found: by what was measured and size."""
    known = [size for size in sizes if f"检查|{size}" in found]
    return _TEXT.format(machine=machine, heads="".join(f" {size:,} |" for size in known), line="---|" * len(known),
                        acts="".join(_act(found, name, known) for name in acts.ACTS), append=_append(found, known),
                        live=_live(found, known), matching=_matching(found["配对"]), start=_start(found["启动"]), grows=_growing(found, known),
                        goal_append=GOAL_APPEND, goal_live=GOAL_LIVE, goal_help=GOAL_HELP, goal_matching=GOAL_MATCHING)


def _act(found: Found, name: str, sizes: Sequence[int]) -> str:
    cells = (f" {found[f'{name}|{size}'][0]:.1f}（{_each(found, name, size):.2f}） |" if f"{name}|{size}" in found else " — |" for size in sizes)
    return f"| {name} |{''.join(cells)}\n"


def _each(found: Found, name: str, size: int) -> float:
    """Processor seconds for a thousand objects."""
    return float(found[f"{name}|{size}"][0]) * 1000 / size


def _growing(found: Found, sizes: Sequence[int]) -> str:
    """Acts whose time grows faster than the rows; what every start takes is lost in all but the first size."""
    grown = {}
    for name in acts.ACTS:
        measured = [size for size in sizes[1:] if f"{name}|{size}" in found]
        if len(measured) > 1:
            grown[name] = (_each(found, name, measured[-1]) / _each(found, name, measured[0]), measured[0], measured[-1])
    if not grown:
        return "只测了一两个大小，看不出是否随行数成比例。"
    told = "、".join(f"{name} {ratio:.2f}（{last:,} 比 {first:,}）" for name, (ratio, first, last) in grown.items())
    worse = "、".join(name for name, (ratio, _, _) in grown.items() if ratio > _GROWS)
    return f"每千个对象的时间之比：{told}。" + (f"比行数长得快的：{worse}。" if worse else "没有一项比行数长得快。")


def _append(found: Found, sizes: Sequence[int]) -> str:
    peer, limit = acts.PEERS
    lines = ""
    for size in (size for size in sizes if f"{peer}|{size}" in found and f"{acts.FEW_ROWS}|{size}" in found):
        ours, theirs, bare = (found[f"{name}|{size}"][0] for name in (acts.FEW_ROWS, peer, limit))
        lines += f"| {size:,} | {ours:.1f} | {theirs:.1f} | {bare:.1f} | {ours / theirs:.2f} | {_met(ours / theirs <= GOAL_APPEND)} |\n"
    return lines


def _live(found: Found, sizes: Sequence[int]) -> str:
    lines = ""
    for size in (size for size in sizes if f"打开着|{size}" in found):
        for name, (wall, cpu, calls, limit) in found[f"打开着|{size}"].items():
            closed = found[f"{name}|{size}"][0]
            lines += (f"| {size:,} | {name} | {wall:.1f} | {cpu:.1f} | {limit:.1f} | {closed:.1f} | {cpu / closed:.1f} | {limit / closed:.1f} | "
                      f"{(cpu - limit) / closed:.1f} | {calls} | {_met(cpu / closed <= GOAL_LIVE)} |\n")
    return lines or f"| — | 没有测 |{' |' * 9}\n"


def _matching(found: Sequence[float]) -> str:
    visits, people, cpu, wall = found
    return f"{visits:,} 家 × {people} 人：处理器 {cpu:.1f} 秒，实际 {wall:.1f} 秒，{_met(cpu <= GOAL_MATCHING)}。"


def _start(found: Mapping[str, float]) -> str:
    return (f"| `ssj-xl --help` | {found['help']:.2f} | {GOAL_HELP} | {_met(found['help'] <= GOAL_HELP)} |\n"
            f"| 只启动 Python | {found['python']:.2f} | | |\n| 启动 Python、载入 click | {found['click']:.2f} | | |\n"
            f"| 命令行载入的自有模块 | {found['modules']} | | |\n| 按钮“锁定”载入的自有模块 | {found['button']} | | |\n")


def _met(is_so: bool) -> str:
    return "达到" if is_so else "没有达到"


_TEXT = """# 大台账的快慢

本文由 `python3 run.py bench large` 生成，数字是实际运行的结果。台账有 N 个检查对象、N 条检查结果，连同它们的锁定名录、抽取名单、检查台账共约 5N 行；
每项操作各在自己的进程里、在一份拷贝上做一次，连同它前后的一切（核对、备份、变更记录、检查台账、首页的数）。
机器：{machine}。记处理器的秒数，看比例。

## 各项操作：处理器秒数（每千个对象的秒数）

| 操作 |{heads}
|---|{line}
{acts}
{grows}

## 打开、追加 100 行、保存

对照是 openpyxl 读入、追加、保存；极限是把包里的每个部分解压、再压缩，别的什么都不做。目标：不超过对照的 {goal_append}。

| 对象 | 本程序 | openpyxl | 解压再压缩 | 与 openpyxl 之比 | 目标 |
|---|---|---|---|---|---|
{append}
## 打开着的工作簿（LibreOffice）

同样的操作从同样的台账开始，写关着的文件，和在 LibreOffice 里打开着的工作簿（处理器时间含 LibreOffice 的）。LibreOffice 每次都存整本，多少与改了几行无关：
“只存一次”是操作以后改一个格、重算、再存一次，本程序什么也不做；它与关着之比就是倍数的下限，“其余”是减去它以后的倍数。
目标：倍数不超过 {goal_live:g}，调用次数不随行数增加（`tests/gateways/test_live.py`、`test_live_office.py`、`test_libreoffice.py` 核对）。

| 对象 | 操作 | 打开着，实际秒数 | 打开着，处理器秒数 | LibreOffice 只存一次 | 关着，处理器秒数 | 倍数 | 下限 | 其余 | 调用次数 | 目标 |
|---|---|---|---|---|---|---|---|---|---|---|
{live}
## 匹配，连同证明

目标：不超过 {goal_matching:g} 秒。{matching}

## 启动

| 量 | 测得（处理器秒数或个数） | 目标 | |
|---|---|---|---|
{start}
百万行的抽取见[抽取的快慢](抽取的快慢.md)，汇总见[汇总的快慢](汇总的快慢.md)。
"""
