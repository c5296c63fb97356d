"""平台核对表: ledger and platform side by side, the four steps of every task, and every difference.  Internal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from ssj_xl.domain.platform.compare import OUTSIDE, SAME, Compared, TaskSide
from ssj_xl.papers.listing import AMBER, RED, PrintedList
from ssj_xl.papers.listing import as_workbook as printed
from ssj_xl.tables.platform import STEPS

_LEDGER, _PLATFORM = "台账", "平台"
_OVERVIEW = (("任务编号", 18), ("任务名称", 22), ("平台任务编号", 20),
             *((f"{step}\n{side}", 10) for step in STEPS.values() for side in (_LEDGER, _PLATFORM)),
             ("名单\n台账", 6), ("名单\n平台", 6), ("差异", 6), ("结论", 12))
_DIFFERENCES = (("序号", 6), ("类别", 13), ("任务编号", 18), ("平台任务编号", 20), ("任务名称", 24), ("对象", 24),
                ("步骤或事项", 16), ("台账", 20), ("平台", 20))


class Facts(NamedTuple):
    """What the head of the sheets says: unit, the platform's file, the day."""

    unit: str
    file: str
    day: date


class _Line(NamedTuple):
    """One row of a table and the style of its cells that stand out, by column."""

    cells: tuple[str | int, ...]
    marks: Mapping[int, str] = {}


def as_workbook(compared: Compared, facts: Facts) -> bytes:
    """The comparison as .xlsx: 总览 and 差异, A4 landscape, titles on every page."""
    about = f"{facts.unit}　　核对日期：{facts.day.isoformat()}　　平台文件：{facts.file}\n{summary(compared)}"
    tables = (("总览", _OVERVIEW, list(_overview(compared))), ("差异", _DIFFERENCES, list(_differences(compared))))
    return printed("平台核对表", [_list(name, columns, lines, about) for name, columns, lines in tables])


def _list(name: str, columns: Sequence[tuple[str, int]], lines: Sequence[_Line], about: str) -> PrintedList:
    shown = lines or [_Line(("没有差异",) + ("",) * (len(columns) - 1))]
    marks = {(row, column): mark for row, line in enumerate(shown) for column, mark in line.marks.items()}
    return PrintedList(name=name, columns=columns, rows=[line.cells for line in shown], marks=marks,
                       heads=(f"平台核对表（{name}）", about))


def summary(compared: Compared) -> str:
    """One sentence on the whole comparison."""
    outside = sum(compared.verdict(pair) == OUTSIDE for pair in compared.pairs)
    same = sum(compared.verdict(pair) == SAME for pair in compared.pairs)
    head = f"共核对任务 {len(compared.pairs)} 个：一致 {same} 个，平台之外 {outside} 个，其余 {len(compared.pairs) - same - outside} 个。"
    kinds = "、".join(f"{kind} {count}" for kind, count in compared.counts().items() if count)
    return head + (f"差异 {len(compared.differences)} 处：{kinds}。" if kinds else "没有差异。")


def _overview(compared: Compared) -> Iterator[_Line]:
    for pair in compared.pairs:
        verdict, known = compared.verdict(pair), pair.known
        steps = [_step(side, key) for key in STEPS for side in pair]
        count = len(compared.of(pair))
        marks = {3 + 2 * n + m: AMBER for n in range(len(STEPS)) for m in (0, 1)
                 if pair.ours and pair.theirs and steps[2 * n] != steps[2 * n + 1]
                 and list(STEPS)[n] in pair.ours.has & pair.theirs.has}
        last = len(_OVERVIEW) - 1
        final = {OUTSIDE: {2: RED, last: RED}, SAME: {}}.get(verdict, {last: AMBER})
        yield _Line((known.code or "—", known.name, pair.number or "（没有）", *steps, *map(_size, pair), count, verdict),
                    {**marks, **final})


def _step(side: TaskSide | None, key: str) -> str:
    day = side.steps.get(key) if side else None
    return day.isoformat() if day else "—"


def _size(side: TaskSide | None) -> str | int:
    return len(side.visits) if side and side.visits else "—"


def _differences(compared: Compared) -> Iterator[_Line]:
    for number, one in enumerate(compared.differences, 1):
        yield _Line((number, one.kind, one.code or "—", one.number or "（没有）", one.task, one.object, one.what, one.ours,
                     one.theirs), {1: RED} if one.kind == OUTSIDE else {})
