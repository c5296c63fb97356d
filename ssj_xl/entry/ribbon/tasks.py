"""What a button is about: task, object, inspector, source of the seed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from ssj_xl.build.ribbon import BUTTONS, RULES
from ssj_xl.domain.draw.sources import DICE, NOTHING, SOURCES, Known, kind_of
from ssj_xl.entry.ribbon.case import Case
from ssj_xl.entry.ribbon.dialogs import Choice, choose
from ssj_xl.entry.ribbon.screen import value_of_cursor
from ssj_xl.entry.ribbon.states import tasks_for
from ssj_xl.gateways.book import Book
from ssj_xl.tables import records, registers
from ssj_xl.tables.problems import fail
from ssj_xl.tables.spec import TableSpec
from ssj_xl.tables.table import Row
from ssj_xl.workflows.rounds.lottery import known_calendar, read_last

_LABELS = {button.id: button.label for button in BUTTONS}
_HOW = {"joint": "请先锁定名录、抽取、匹配人员。"}
"""What comes before an act, where its rule is about something earlier."""


def task_for(case: Case, button: str, act: str = "") -> str:
    """The task that a button is about.

    act: the key of `RULES` that says which tasks there are; the button's own id where it is one.
    Raises UserError A40 where the cursor is on a task for which the button has nothing to do, A43 where there is no task
    at all, and Cancelled.
    """
    offered = tasks_for(act or button, case.registers)
    named = value_of_cursor(case.book, case.registers, registers.TASKS, "task")
    if named in offered:
        return named
    label = _LABELS[button]
    known = case.registers.read(registers.TASKS).by("code")
    if named in known and offered:
        raise fail("A40", task=named, act=label, state=known[named]["state"] or "（空）", others="、".join(offered))
    if not offered:
        raise fail("A43", act=label, how=_HOW.get(act) or RULES[act or button].reason.partition("。")[2])
    if len(offered) == 1:
        return next(iter(offered))
    return choose(case.dialogs, f"{label}：请选择任务，输入序号", _choices(offered))


def one_of(case: Case, what: str, offered: Mapping[str, str], spec: TableSpec) -> str:
    """An object or inspector among those offered (code → name): the one in the row of the cursor, else asked.

    spec: 检查对象 or 执法人员.  Raises Cancelled, UserError A42.
    """
    key = "object" if spec is registers.OBJECTS else "inspector"
    named = value_of_cursor(case.book, case.registers, spec, key)
    first = named if named in offered else ""
    return choose(case.dialogs, f"请选择{what}，输入序号或编码", _choices(offered), first)


def _choices(offered: Mapping[str, str]) -> list[Choice]:
    return [Choice(code, name) for code, name in offered.items()]


# --- the random source and its value as a clerk is asked for them ----------------------------------------

_WAIT = 10
"""Minutes between a lock and the number of a clock that it may name."""


def calendar_of(now: datetime, book: Book, last: str) -> Known:
    """What the workbook knows of the lottery's calendar, with 最近一期 as it was typed.  Raises UserError D79, D82."""
    return known_calendar(book.settings()[0], book.read(records.DRAWS), str(now.year), read_last(last))


def suggested(now: datetime, draws: Iterable[Row], known: Known = NOTHING) -> str:
    """What to lock with: of the kind that the bureau used last, else dice thrown on the spot."""
    kinds = [kind_of(row["source"]) for row in draws if row["source"]]
    return ((kinds[-1] if kinds else None) or DICE).next(now, minutes=_WAIT, known=known)


def source_prompt(task: str, name: str, now: datetime, known: Known = NOTHING) -> str:
    """What is asked before a lock."""
    offers = [f"{source.next(now, minutes=_WAIT, known=known)} {source.offered.format(minutes=_WAIT)}" for source in SOURCES if source.locks]
    return "\n".join((f"锁定 {task} {name[:20]}", "请输入随机源（锁定之后才产生的随机数）：", *offers))


def value_prompt(task: str, source: str) -> str:
    """What is asked before a draw, in the words of the source that was locked."""
    kind, number = kind_of(source), source.partition(":")[2]
    asked = kind.asked.format(number=number) if kind else "请输入随机数："
    return f"抽取 {task}\n随机源：{source}\n{asked}\n确定后立即抽取，每轮只能抽取一次。"


def public_value(text: str, source: str) -> str:
    """The value as the draw takes it; the source, which is known, need not be typed."""
    return text if ":" in text or "：" in text else f"{source}:{text}"
