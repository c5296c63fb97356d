"""What a button is about: task, object, inspector, source of the seed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from ssj_xl.build.ribbon import BUTTONS
from ssj_xl.domain.ceremony import first_round_after
from ssj_xl.entry.ribbon.case import Case
from ssj_xl.entry.ribbon.dialogs import Choice, choose
from ssj_xl.entry.ribbon.screen import value_of_cursor
from ssj_xl.entry.ribbon.states import tasks_for
from ssj_xl.tables import registers
from ssj_xl.tables.problems import fail
from ssj_xl.tables.spec import TableSpec
from ssj_xl.tables.table import Row

_LABELS = {button.id: button.label for button in BUTTONS}


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
        raise fail("A43", act=label)
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

_LOTTERY_DAYS = (1, 3, 6)
"""双色球 is drawn on Tuesdays, Thursdays and Sundays, at 21:15."""
_LOTTERY_HOUR = 21
_WAIT = 10


def next_lottery(now: datetime) -> str:
    """The next 双色球 as `ssq:2026024`, counted from the first of January.

    Holidays on which it pauses are not known here, so it is a suggestion to be held against the official number.
    """
    first = date(now.year, 1, 1)
    past = [first + timedelta(days=n) for n in range((now.date() - first).days + 1)]
    held = sum(day.weekday() in _LOTTERY_DAYS for day in past[:-1])
    held += past[-1].weekday() in _LOTTERY_DAYS and now.hour >= _LOTTERY_HOUR
    return f"ssq:{now.year}{held + 1:03}"


def next_round(now: datetime) -> str:
    """The round of drand that is out in ten minutes, as `drand:12345`."""
    return f"drand:{first_round_after(now.strftime('%Y-%m-%d %H:%M:%S'), minutes=_WAIT)}"


def suggested(now: datetime, draws: Iterable[Row]) -> str:
    """What to lock with: of the kind that the bureau used last, else dice thrown on the spot."""
    kinds = [row["source"].partition(":")[0] for row in draws if row["source"]]
    kind = kinds[-1] if kinds else "dice"
    return {"ssq": next_lottery, "drand": next_round}.get(kind, lambda _now: "dice")(now)


def source_prompt(task: str, name: str, now: datetime) -> str:
    """What is asked before a lock."""
    return (f"锁定 {task} {name[:20]}\n请输入随机源（锁定之后才产生的随机数）：\n"
            f"dice 现场摇号、掷骰，锁定后即可抽取\n"
            f"{next_lottery(now)} 下一期双色球（请核对期号）\n"
            f"{next_round(now)} 约{_WAIT}分钟后的公共信标")


def value_prompt(task: str, source: str) -> str:
    """What is asked before a draw, in the words of the source that was locked."""
    kind, _, number = source.partition(":")
    how = {
        "dice": "请输入现场摇出的 20 至 60 位数字：",
        "ssq": f"请输入双色球第 {number} 期开奖号码，如 13,15,19,22,25,27+02（红球从小到大，加号后为蓝球）：",
        "drand": f"请输入公共信标第 {number} 轮的随机值（64 位十六进制）：",
    }
    return f"抽取 {task}\n随机源：{source}\n{how.get(kind, '请输入随机数：')}\n确定后立即抽取，每轮只能抽取一次。"


def public_value(text: str, source: str) -> str:
    """The value as the draw takes it; the source, which is known, need not be typed."""
    return text if ":" in text or "：" in text else f"{source}:{text}"
