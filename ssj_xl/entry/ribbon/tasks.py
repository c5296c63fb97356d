"""Which task, object or inspector a button is about: the row of the cursor, else the only one there is, else asked."""

from __future__ import annotations

from collections.abc import Mapping

from ssj_xl.build.ribbon import BUTTONS
from ssj_xl.entry.ribbon.case import Case
from ssj_xl.entry.ribbon.dialogs import Choice, choose
from ssj_xl.entry.ribbon.screen import value_of_cursor
from ssj_xl.entry.ribbon.states import tasks_for
from ssj_xl.tables import registers
from ssj_xl.tables.problems import fail
from ssj_xl.tables.spec import TableSpec

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
