"""下一步: what to do next, from the first parameter to the report, with the cell to go to.

A workbook that is not set up shows what is missing for that, in its order; one that is shows the work that waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ssj_xl.domain.counts.duties import late
from ssj_xl.domain.counts.figure import Figure
from ssj_xl.domain.counts.helpers import OPEN
from ssj_xl.domain.counts.language import BLANK, Column, Helper, countifs, figure, quoted, setting
from ssj_xl.domain.counts.reports import current_names
from ssj_xl.domain.counts.view import TO_DRAW, TO_LOCK, TO_MATCH, View
from ssj_xl.domain.counts.work import TO_ENTER, TO_PUBLISH, TO_SETTLE
from ssj_xl.domain.deadlines import RULES
from ssj_xl.tables.records import WINNERS
from ssj_xl.tables.registers import ACTIVITIES, FINDINGS, INSPECTORS, ITEMS, OBJECTS, PLANS, TASKS
from ssj_xl.tables.settings import SETTINGS, SHEET
from ssj_xl.tables.spec import TableSpec

SHOWN = 4
"""Lines of the box."""

NOTHING = "没有待办：登记、抽查、结果、公示和报送都已完成"


@dataclass(frozen=True)
class Step:
    """One thing to do.  words: around the number of what waits; sheet: where to go; formula, value: how much waits."""

    name: str
    words: tuple[str, str]
    sheet: str
    formula: str
    value: Callable[[View], int]
    setup: bool = False


def steps() -> tuple[Step, ...]:
    """Every step, in the order of the work."""
    return (*_setup(), *_work())


def _setup() -> Iterator[Step]:
    required = [s for s in SETTINGS if s.column.required]
    missing = "+".join(f'({setting(s.column.key)}="")' for s in required)
    yield Step("填写参数", ("填写“参数”中必填的 ", " 项：" + "、".join(s.column.header for s in required)), SHEET, missing,
               lambda v: sum(not getattr(v.world.settings, s.column.key) for s in required), setup=True)
    for spec, what in ((ITEMS, "登记抽查事项清单（一单）"), (OBJECTS, "登记检查对象名录库"), (INSPECTORS, "登记执法检查人员名录库"),
                       (PLANS, "登记年度随机抽查计划"), (TASKS, "登记第一个抽查任务")):
        yield Step(what, (f"{what}：“{spec.name}”还没有一行", ""), spec.name, *_is_empty(spec), setup=True)


def _is_empty(spec: TableSpec) -> tuple[str, Callable[[View], int]]:
    column = Column(spec).code
    return f'IF(SUMPRODUCT(({column}<>"")*(ROW({column})>1))=0,1,0)', lambda v: int(not any(r["code"] for r in v.rows(spec)))


def _work() -> Iterator[Step]:
    phases = ((TO_LOCK, "锁定名录"), (TO_DRAW, "抽取"), (TO_MATCH, "匹配执法人员"))
    for phase, what in phases:
        yield Step(f"待{what}", ("有 ", f" 个任务待{what}"), TASKS.name, countifs(Helper(TASKS).phase, str(phase)), _in_phase(phase))
    findings = Column(FINDINGS)
    yield Step("待处理异议", ("有 ", " 条公示异议没有处理"), FINDINGS.name, countifs(findings.disputed, '">0"', findings.dispute_result, '""'),
               lambda v: sum(bool(row["disputed"] and not row["dispute_result"]) for row in v.rows(FINDINGS)))
    yield Step("待下线", ("有 ", " 条结果过了公示截止日期、还没有下线"), FINDINGS.name, figure(late("expiry")), _value_of(late("expiry")))
    yield Step("待检查", ("有 ", " 户（人）已抽中、还没有检查结果"), FINDINGS.name, countifs(Helper(WINNERS).visit, str(OPEN)),
               lambda v: sum(day is None for found in v.visits.values() for day in found.values()))
    for name, words in ((TO_ENTER, " 条检查结果待录入"), (TO_PUBLISH, " 条检查结果待公示"), (TO_SETTLE, " 条问题的后续处置没有办结")):
        yield Step(f"下一步{name}", ("有 ", words), FINDINGS.name, figure(name), _value_of(name))
    state = current_names()[0][1]
    yield Step("待报上期月报", ("报送上期月报表，报后在“工作动态”登记", ""), ACTIVITIES.name,
               f'IF(OR(LEFT({figure(state)},2)="还有",LEFT({figure(state)},2)="今日",LEFT({figure(state)},2)="已逾"),1,0)', _report)
    rules = [late(rule.key) for rule in RULES]
    yield Step("其余逾期", ("处理已逾期的 ", " 项，见“待办与提醒”"), "首页", "+".join(map(figure, rules)),
               lambda v: sum(v.late(rule.key) for rule in RULES))


def _in_phase(phase: int) -> Callable[[View], int]:
    return lambda view: sum(view.phase(row) == phase for row in view.rows(TASKS))


def _value_of(name: str) -> Callable[[View], int]:
    return lambda view: view.number(name)


def _report(view: View) -> int:
    return int(str(view.values[current_names()[0][1]])[:2] in ("还有", "今日", "已逾"))


# --- the box -----------------------------------------------------------------------------------------

def line_names(number: int) -> tuple[str, str]:
    """Figures of a line of the box (from 1): its words, and the address of its cell."""
    return f"下一步{number}", f"下一步{number}·位置"


def step_figures() -> Iterator[Figure]:
    """How much waits at each step, its place among those that wait, and the lines of the box."""
    known = steps()
    for step in known:
        yield Figure(step.name, "这一步还有多少要做", step.formula, step.value)
    setup = "+".join(figure(step.name) for step in known if step.setup)
    yield Figure("建账未完", "建账各步还缺多少", setup, lambda v: sum(v.number(s.name) for s in known if s.setup))
    before = "0"
    for number, step in enumerate(known):
        condition = f"{figure(step.name)}>0"
        if not step.setup:
            condition = f"AND({condition},{figure('建账未完')}=0)"
        yield Figure(_place(step), "这一步在待办中的次序，0 为没有待办", f"IF({condition},{before}+1,0)", _place_of(number))
        before = f"MAX({','.join(figure(_place(each)) for each in known[: number + 1])})"
    for number in range(1, SHOWN + 1):
        words, target = line_names(number)
        texts = [(f'"{s.words[0]}"' + (f'&{figure(s.name)}&"{s.words[1]}"' if s.words[1] else "")) for s in known]
        empty = NOTHING if number == 1 else BLANK
        yield Figure(words, f"待办的第 {number} 步", _pick(number, texts, f'"{empty}"'), _words_of(number, empty))
        links = [f'"{link(step.sheet)}"' for step in known]
        yield Figure(target, "到哪里去做", _pick(number, links, f'"{link("首页")}"'), _link_of(number))


def link(sheet: str) -> str:
    """The first cell to fill in on a sheet, as HYPERLINK takes it."""
    return f"#{quoted(sheet)}!A{1 if sheet == '首页' else 2}"


def _place(step: Step) -> str:
    return f"{step.name}·次序"


def _pick(number: int, texts: list[str], otherwise: str) -> str:
    formula = otherwise
    for step, text in reversed(list(zip(steps(), texts, strict=True))):
        formula = f"IF({figure(_place(step))}={number},{text},{formula})"
    return formula


def _waiting(view: View) -> list[Step]:
    known = steps()
    found = [step for step in known if view.number(step.name) > 0]
    return [step for step in found if step.setup] or found


def _place_of(number: int) -> Callable[[View], int]:
    name = steps()[number].name
    return lambda view: next((at for at, step in enumerate(_waiting(view), start=1) if step.name == name), 0)


def _words_of(number: int, empty: str) -> Callable[[View], str]:
    def value(view: View) -> str:
        waiting = _waiting(view)
        if number > len(waiting):
            return empty
        step = waiting[number - 1]
        return f"{step.words[0]}{view.values[step.name]}{step.words[1]}" if step.words[1] else step.words[0]

    return value


def _link_of(number: int) -> Callable[[View], str]:
    def value(view: View) -> str:
        waiting = _waiting(view)
        return link(waiting[number - 1].sheet if number <= len(waiting) else "首页")

    return value
