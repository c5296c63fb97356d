"""The formula columns of registers: words beside a row for whoever works in it.  No figure hangs on them.

Their text is the same in every row and names no Excel Table, so rows below the table have it as well, and programs
that forget a table's formulas lose nothing that cannot be put back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ssj_xl.domain.codes import NO_DISPOSAL
from ssj_xl.domain.counts.calendar import NEAR, TODAY, term_line
from ssj_xl.domain.counts.helpers import (
    EXPIRED,
    EXPIRING,
    NOT_IN_FORCE,
    NOT_ON_LIST,
    flaw,
)
from ssj_xl.domain.counts.language import BLANK, Cell, Helper, HelperCell, Value, figure, setting
from ssj_xl.domain.counts.view import TO_LOCK, View
from ssj_xl.domain.deadlines import OVERDUE, SOON, UNKNOWN
from ssj_xl.domain.deadlines import TODAY as ENDS_TODAY
from ssj_xl.domain.plans import CANCELLED
from ssj_xl.tables.inputs import LISTED
from ssj_xl.tables.registers import DRAWABLE, FINDINGS, INSPECTORS, ITEMS, OBJECTS, PLANS, TASKS
from ssj_xl.tables.spec import Register
from ssj_xl.tables.table import R

if TYPE_CHECKING:
    from ssj_xl.tables.rows import FindingRow, InspectorRow, ItemRow, ObjectRow, TaskRow

CHECKED, UNCHECKED, NOT_COUNTED = "已查", "未查", "不计"
LATE, NEAR_END, WAITING = "已逾期", "临期", "待公布"
_WORDS = {OVERDUE: LATE, ENDS_TODAY: NEAR_END, SOON: NEAR_END, UNKNOWN: WAITING}


@dataclass(frozen=True)
class Hint:
    """A formula column, written after the declared ones.

    title: its header; width: in characters; meaning: the input message of the header; red, amber: words that are
    coloured; values: by sheet row.
    """

    title: str
    formula: str
    width: int
    meaning: str
    values: Callable[[View], dict[int, Value]]
    red: tuple[str, ...] = ()
    amber: tuple[str, ...] = ()


def _by_line(spec: Register[R], value: Callable[[View, R], Value]) -> Callable[[View], dict[int, Value]]:
    """A value for every row of a register, by sheet row."""
    def values(view: View) -> dict[int, Value]:
        top = view.world[spec].grid.top
        return {top + row.line: value(view, row) for row in view.rows(spec)}

    return values


def _joined(*parts: str) -> str:
    """Texts, each followed by a blank where there is one, joined by ；; a wide blank where there is none."""
    words = f'SUBSTITUTE(TRIM({"&".join(parts)})," ","；")'
    return f'IF({words}="","{BLANK}",{words})'


def _words(parts: Iterable[str]) -> str:
    return "；".join(part for part in parts if part) or BLANK


def _objects() -> Hint:
    row = Cell(OBJECTS)
    found = f"COUNT(MATCH({row.code},{Helper(FINDINGS).object},0))"
    drawable = ",".join(f'{row.status}="{status}"' for status in DRAWABLE)
    formula = (f'IF({row.code}="","{BLANK}",IF({found}>0,"{CHECKED}",IF(OR({drawable}),"{UNCHECKED}","{NOT_COUNTED}")))')

    def value(view: View, row: ObjectRow) -> str:
        if not row["code"]:
            return BLANK
        return CHECKED if row["code"] in view.history.checked else UNCHECKED if row["status"] in DRAWABLE else NOT_COUNTED

    return Hint("本年覆盖", formula, 12, "自动计算：本年度是否已检查。状态不是正常或失联、本年也未检查的对象不计入年度抽查比例。",
                _by_line(OBJECTS, value))


def _inspectors() -> Hint:
    row, state = Cell(INSPECTORS), HelperCell(INSPECTORS).state
    words = f'IF({state}={EXPIRED},"已过期",IF({state}={EXPIRING},"临期","有效"))'
    formula = (f'IF({row.code}="","{BLANK}",IF({row.valid_to}="","未填有效期",IF(NOT(ISNUMBER({row.valid_to})),"日期有误",'
               f'IF({row.valid_to}<{figure(TODAY)},"已过期",{words}))))')

    def value(view: View, row: InspectorRow) -> str:
        if not row["code"]:
            return BLANK
        if not row["valid_to"]:
            return "未填有效期"
        if row["valid_to"] < view.today:
            return "已过期"
        return "临期" if view.states("certificate", row) in (SOON, ENDS_TODAY) else "有效"

    meaning = "自动计算：执法证件已过期，或在“证件到期提醒天数”内到期、在所承担的任务截止前到期（临期）。无有效证件者不参与匹配。"
    return Hint("证件提示", formula, 14, meaning, _by_line(INSPECTORS, value),
                red=("已过期", "未填有效期", "日期有误"), amber=("临期",))


def _items() -> Hint:
    row = Cell(ITEMS)
    formula = f'IF({row.code}="","{BLANK}",IF({row.minor}="",{row.code},{row.code}&" "&{row.minor}))'

    def value(row: ItemRow) -> str:
        return " ".join(filter(None, (row["code"], row["minor"]))) or BLANK

    return Hint(LISTED, formula, 30, "自动计算：年度计划、抽查任务的下拉列表这样显示；选进去的连同名称，按编码办理。",
                lambda view: {view.line(ITEMS, row): value(row) for row in view.rows(ITEMS)})


def _plans() -> Hint:
    state = HelperCell(PLANS).state
    formula = f'IF({Cell(PLANS).code}="","{BLANK}",{state})'

    def values(view: View) -> dict[int, Value]:
        pairs = zip(view.rows(PLANS), view.progress, strict=True)
        return {view.line(PLANS, row): found.state if row["code"] else BLANK for row, found in pairs}

    return Hint("执行状态", formula, 12, "自动计算：所属任务都已完成或归档为已完成；过了计划截止还没有完成为逾期。", values, red=("逾期",))


def _tasks() -> Hint:
    row, today, mine = Cell(TASKS), figure(TODAY), HelperCell(TASKS)
    outside = f'IF({row.platform}="","平台之外 ","")'
    started = f'AND({mine.phase}={TO_LOCK},ISNUMBER({row.start}),N({row.start})<={today})'
    end = f'IF({row.end}<{today},"{LATE} ",IF({row.end}<={figure(NEAR)},"{NEAR_END} ",""))'
    over = f'IF(AND(ISNUMBER({row.end}),{mine.open}=1),{end},"")'
    people = _state("人员确定", "confirm", row.platform_drawn, row.platform_people)
    formula = (f'IF(OR({row.code}="",{row.state}="{CANCELLED}"),"{BLANK}",'
               f'{_joined(outside, f"""IF({started},"未锁定 ","")""", over, people)})')

    def value(view: View, row: TaskRow) -> str:
        if not row["code"] or row["state"] == CANCELLED:
            return BLANK
        states = view.states("task", row), view.states("confirm", row)
        return _words(("" if row["platform"] else "平台之外",
                       "未锁定" if row["start"] and row["start"] <= view.today and view.phase(row) == TO_LOCK else "",
                       _WORDS.get(states[0], ""), f"人员确定{_WORDS[states[1]]}" if states[1] in _WORDS else ""))

    return Hint("进度提示", formula, 28, "自动计算：没有平台任务编号、已到开始日期仍未锁定名录、临近或超过截止日期、平台人员确定逾期的任务。",
                _by_line(TASKS, value),
                red=(LATE, "平台之外"), amber=(NEAR_END, "未锁定", WAITING))


def _state(word: str, term: str, start: str, done: str, *, due: str = "TRUE") -> str:
    """A word and how its term stands, for an act that is called for and not done."""
    low, late, near, known = (figure(term_line(term, line)) for line in ("low", "late", "near", "known"))
    state = (f'IF(OR({start}<{low},{start}>{known}),"{word}{WAITING} ",IF({start}<={late},"{word}{LATE} ",'
             f'IF({start}<={near},"{word}{NEAR_END} ","")))')
    on = f"{setting(f'{term}_days')}>0," if term in ("push", "transfer") else ""
    return f'IF(AND({on}ISNUMBER({start}),{done}="",{due}),{state},"")'


_RULES = {"录入": "entry", "公示": "publication", "处置": "disposal", "归集": "push", "反馈": "transfer"}
"""Words for the terms of a finding, with their rules."""


def _findings() -> Hint:
    row, today = Cell(FINDINGS), figure(TODAY)
    follow = f'{row.disposal}<>"",{row.disposal}<>"{NO_DISPOSAL}"'
    end = f'IF({row.disposal_due}<{today},"处置{LATE} ",IF({row.disposal_due}<={figure(NEAR)},"处置{NEAR_END} ",""))'
    parts = (
        _state("录入", "entry", row.checked, row.entered),
        _state("公示", "publish", row.checked, row.published, due=f'{row.result}<>""'),
        f'IF(AND(ISNUMBER({row.disposal_due}),{follow},{row.closed}=""),{end},"")',
        _state("归集", "push", row.checked, row.credit_pushed, due=f"{HelperCell(FINDINGS).push}=1"),
        _state("反馈", "transfer", row.transferred, row.transfer_result),
    )

    def value(view: View, row: FindingRow) -> str:
        states = ((word, view.states(rule, row)) for word, rule in _RULES.items())
        return _words(word + _WORDS[state] for word, state in states if state in _WORDS)

    meaning = "自动计算：录入、公示、信用归集、移送反馈按“参数”中的工作日期限和“节假日”计算；处置按处置期限计算。与期限清单相同。"
    return Hint("期限提示", _joined(*parts), 44, meaning, _by_line(FINDINGS, value),
                red=(LATE,), amber=(NEAR_END, WAITING))


def _rules() -> Hint:
    row, mine = Cell(FINDINGS), HelperCell(FINDINGS)
    words = {NOT_ON_LIST: "事项不在清单", NOT_IN_FORCE: "事项当日未启用"}
    item = f'IF({mine.flaw}={NOT_ON_LIST},"{words[NOT_ON_LIST]} ",IF({mine.flaw}={NOT_IN_FORCE},"{words[NOT_IN_FORCE]} ",""))'
    formula = _joined(item, f'IF(AND({mine.problem}=1,{row.disposal}=""),"后续处置未填 ","")')

    def value(view: View, row: FindingRow) -> str:
        problem = row["result"] in view.world.problem_results
        return _words((words.get(flaw(view, row), ""), "后续处置未填" if problem and not row["disposal"] else ""))

    return Hint("规范提示", formula, 18, "自动计算：清单之外无检查、后续处置无例外。",
                _by_line(FINDINGS, value),
                red=("不在清单", "未启用", "未填"))


def hints() -> Mapping[str, tuple[Hint, ...]]:
    """The formula columns of each register, in the order in which they stand after its own."""
    return {ITEMS.name: (_items(),), OBJECTS.name: (_objects(),), INSPECTORS.name: (_inspectors(),), PLANS.name: (_plans(),), TASKS.name: (_tasks(),),
            FINDINGS.name: (_findings(), _rules())}
