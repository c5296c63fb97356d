"""Native formulas of the master workbook: what it computes without any program beside it.

No function newer than Excel 2016, no array that must spill, nothing quadratic in the rows, and only
functions that Excel, WPS and LibreOffice compute alike.  Codes are compared by MATCH or =, never by
COUNTIF, which reads an 18-digit code as a number of 15 digits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ssj_xl.domain import plans
from ssj_xl.tables.records import DRAWS, WINNERS
from ssj_xl.tables.registers import (
    ACTIVITIES,
    CODES,
    DRAWABLE,
    FINDINGS,
    HOLIDAYS,
    INSPECTORS,
    ITEMS,
    OBJECTS,
    PLANS,
    TASKS,
)
from ssj_xl.tables.settings import NATURAL_MONTH, SETTING_BY_KEY
from ssj_xl.tables.spec import TableSpec

SOON_WORKDAYS, SOON_CERTIFICATE_DAYS, SOON_TASK_DAYS = 5, 60, 14
OVERDUE, SOON = "已逾期", f"{SOON_WORKDAYS}个工作日内到期"
EXPIRED, EXPIRING = "已过期", f"{SOON_CERTIFICATE_DAYS}日内到期"
DONE, NOT_DONE, OUTSIDE = "已查", "未查", "不计"
NOT_ON_LIST, NOT_IN_FORCE, NO_DISPOSAL = "事项不在清单", "事项当日未启用", "后续处置未填"
UNKNOWN_CALENDAR = "节假日待补录"
OFF_PLATFORM, NOT_LOCKED = "平台之外", "未锁定"

YEAR, PERIOD_START, PERIOD_END, WORKED_TODAY, SINCE = "本年度", "本期起", "本期止", "今日工作日", "登记起始日"

# Keys of the columns that the workbook computes, with their titles.
_TITLES: dict[str, dict[str, str]] = {
    OBJECTS.name: {"cover": "本年覆盖"},
    INSPECTORS.name: {"hint": "证件提示"},
    PLANS.name: {"state": "执行状态"},
    TASKS.name: {"hint": "进度提示"},
    FINDINGS.name: {"hint": "期限提示", "flaw": "规范提示", "is_problem": "是否问题", "elapsed": "检查后工作日",
                    "object_of_year": "本年检查对象"},
    HOLIDAYS.name: {"shift": "工作日折算"},
}


class Whole:
    """Columns of a table by English key as structured references: Whole(OBJECTS).code → 检查对象[对象编码]."""

    def __init__(self, spec: TableSpec) -> None:
        self._spec = spec

    def __getattr__(self, key: str) -> str:
        return f"{self._spec.name}[{_title(self._spec, key)}]"


class This:
    """The same for the cell in the formula's own row."""

    def __init__(self, spec: TableSpec) -> None:
        self._spec = spec

    def __getattr__(self, key: str) -> str:
        return f"{self._spec.name}[[#This Row],[{_title(self._spec, key)}]]"


def _title(spec: TableSpec, key: str) -> str:
    return _TITLES.get(spec.name, {}).get(key) or spec.header(key)


def setting(key: str) -> str:
    """The defined name of a parameter."""
    return SETTING_BY_KEY[key].column.header


def is_day(cell: str) -> str:
    """1 where the cells hold a day that counts as one, else 0; also over a column."""
    return f"ISNUMBER({cell})"


def within_year(column: str) -> str:
    """1 for cells with a day of the workbook's year, else 0 (text is later than every day, blanks earlier)."""
    return f"({column}>=DATE({YEAR},1,1))*({column}<DATE({YEAR}+1,1,1))"


@dataclass(frozen=True)
class Helper:
    """A computed column, written after the declared ones.  meaning: the input message of its header."""

    title: str
    formula: str
    width: int
    meaning: str


def named_formulas() -> dict[str, str]:
    """Names that stand for a formula: the year, this reporting period, whether today is a working day, and the first
    day of the records (0 without any), before which nothing was due."""
    first = (Whole(ACTIVITIES).day, Whole(TASKS).scheme_date, Whole(FINDINGS).checked, Whole(PLANS).published)
    shift = Whole(HOLIDAYS)
    month = "YEAR(TODAY()),MONTH(TODAY())"
    natural = f'{setting("period")}="{NATURAL_MONTH}"'
    start = f"IF({natural},DATE({month},1),IF(DAY(TODAY())>20,DATE({month},21),DATE({month}-1,21)))"
    end = f"IF({natural},DATE({month}+1,0),IF(DAY(TODAY())>20,DATE({month}+1,20),DATE({month},20)))"
    return {
        YEAR: f"=IF(N({setting('year')})>0,{setting('year')},YEAR(TODAY()))",
        PERIOD_START: f"={start}",
        PERIOD_END: f"={end}",
        SINCE: f"=MIN({','.join(first)})",
        WORKED_TODAY: f"=NETWORKDAYS(TODAY(),TODAY())+SUMIFS({shift.shift},{shift.day},TODAY())",
    }


def helpers(spec: TableSpec) -> tuple[Helper, ...]:
    """Computed columns of a table, in the order in which they stand after its own."""
    make = _HELPERS.get(spec.name)
    return make() if make else ()


def _helper(spec: TableSpec, key: str, formula: str, *, width: int, meaning: str) -> Helper:
    return Helper(_title(spec, key), f"={formula}", width, meaning)


def _of_objects() -> tuple[Helper, ...]:
    row, found = This(OBJECTS), Whole(FINDINGS)
    drawable = ",".join(f'{row.status}="{status}"' for status in DRAWABLE)
    formula = (f'IF({row.code}="","",IF(ISNUMBER(MATCH({row.code},{found.object_of_year},0)),"{DONE}",'
               f'IF(OR({drawable}),"{NOT_DONE}","{OUTSIDE}")))')
    meaning = "自动计算：本年度是否已检查。状态不是正常或失联、本年也未检查的对象不计入年度抽查比例。"
    return (_helper(OBJECTS, "cover", formula, width=12, meaning=meaning),)


def _of_inspectors() -> tuple[Helper, ...]:
    row = This(INSPECTORS)
    formula = (f'IF({row.code}="","",IF({row.valid_to}="","未填有效期",IF(NOT(ISNUMBER({row.valid_to})),"日期有误",'
               f'IF({row.valid_to}<TODAY(),"{EXPIRED}",'
               f'IF({row.valid_to}<=TODAY()+{SOON_CERTIFICATE_DAYS},"{EXPIRING}","有效")))))')
    meaning = f"自动计算：执法证件已过期，或 {SOON_CERTIFICATE_DAYS} 日内到期。无有效证件者不参与匹配。"
    return (_helper(INSPECTORS, "hint", formula, width=14, meaning=meaning),)


def _joined(*parts: str) -> str:
    """Texts, each followed by a blank where there is one, joined by ；."""
    return f'SUBSTITUTE(TRIM({"&".join(parts)})," ","；")'


def _of_plans() -> tuple[Helper, ...]:
    """The same state as `domain.plans.progress` gives.  Codes are compared by =: a plan's may look like a date."""
    row, task, draw = This(PLANS), Whole(TASKS), Whole(DRAWS)
    own = f'({task.plan}={row.code})*({task.state}<>"{plans.CANCELLED}")'
    over = f'((({task.state}="{plans.FINISHED}")+{is_day(task.archived)})>0)'
    stand = "-".join(f'COUNTIFS({draw.task},{task.code},{draw.drawn_at},"?*"{more})' for more in ("", f',{draw.void_at},"?*"'))
    begun = f"(({is_day(task.platform_drawn)}+{stand})>0)"
    tasks = f"SUMPRODUCT({own})"
    formula = (f'IF({row.code}="","",IF({row.change_kind}="取消","{plans.DROPPED}",'
               f'IF(AND({tasks}>0,SUMPRODUCT({own}*{over})={tasks}),"{plans.DONE}",'
               f'IF(AND({is_day(row.end)},N({row.end})<TODAY()),"{plans.LATE}",'
               f'IF(SUMPRODUCT({own}*{begun})>0,"{plans.RUNNING}","{plans.IDLE}")))))')
    meaning = "自动计算：所属任务都已完成或归档为已完成；过了计划截止还没有完成为逾期。"
    return (_helper(PLANS, "state", formula, width=12, meaning=meaning),)


def _of_tasks() -> tuple[Helper, ...]:
    row = This(TASKS)
    ended = f'OR({row.state}="已完成",{row.state}="已取消")'
    late = (f'IF({is_day(row.end)},IF({row.end}<TODAY(),"{OVERDUE} ",'
            f'IF({row.end}<=TODAY()+{SOON_TASK_DAYS},"{SOON_TASK_DAYS}日内截止 ","")),"")')
    waiting = (f'IF(AND(OR({row.state}="",{row.state}="筹备"),{is_day(row.start)},N({row.start})<=TODAY()),'
               f'"{NOT_LOCKED} ","")')
    outside = f'IF({row.platform}="","{OFF_PLATFORM} ","")'
    timely = f'IF({ended},"",{waiting}&{late})'
    people = _passed("人员确定", f'AND({is_day(row.platform_drawn)},{row.platform_people}="")', row.platform_drawn,
                     setting("confirm_days"))
    formula = f'IF(OR({row.code}="",{row.state}="已取消"),"",{_joined(outside, timely, people)})'
    meaning = "自动计算：没有平台任务编号、已到开始日期仍未锁定名录、临近或超过截止日期、平台人员确定逾期的任务。"
    return (_helper(TASKS, "hint", formula, width=28, meaning=meaning),)


def _of_findings() -> tuple[Helper, ...]:
    return (
        _helper(FINDINGS, "hint", _due_hint(), width=44,
                meaning="自动计算：录入、公示、信用归集、移送反馈按“参数”中的工作日期限和“节假日”计算；处置按处置期限计算。"),
        _helper(FINDINGS, "flaw", _flaw(), width=18,
                meaning="自动计算：清单之外无检查、后续处置无例外。"),
        _helper(FINDINGS, "is_problem", _is_problem(), width=10,
                meaning="自动计算：按“代码表”中检查结果的“是否问题”判断。"),
        _helper(FINDINGS, "elapsed", _elapsed(), width=14,
                meaning="自动计算：检查日期次日起至昨日的工作日数；已录入且已公示的不再计算。"),
        _helper(FINDINGS, "object_of_year", _object_of_year(), width=18,
                meaning="自动计算：检查日期在本年度的，列出对象编码，供统计年度抽查比例。"),
    )


def _elapsed() -> str:
    """Working days after 检查日期 up to yesterday, while an entry or a publication is due.

    A term of N working days has passed when N of them lie before today; a year whose holidays
    are not in the table has no known working days.
    """
    row = This(FINDINGS)
    pending = f'AND({is_day(row.checked)},OR({row.entered}="",{row.published}=""))'
    return f'IF({pending},{_workdays_since(row.checked)},"")'


def _workdays_since(day: str) -> str:
    """Working days after a day up to yesterday, or the word for years whose holidays are not in the table."""
    days = Whole(HOLIDAYS)
    unknown = "+".join(
        f'(COUNTIFS({days.type},"放假",{days.day},">="&DATE({year},1,1),{days.day},"<"&DATE({year},12,1))=0)'
        for year in (f"YEAR({day})", "YEAR(TODAY())")
    )
    count = f'NETWORKDAYS({day}+1,TODAY()-1)+SUMIFS({days.shift},{days.day},">"&{day},{days.day},"<"&TODAY())'
    return f'IF({day}>=TODAY()-1,0,IF({unknown}>0,"{UNKNOWN_CALENDAR}",{count}))'


def _passed(word: str, open_: str, start: str, days: str) -> str:
    """已逾期 for an act that is open and was due within `days` working days of `start`; 0 days: no such term."""
    since = _workdays_since(start)
    late = f"IF({days}>0,{is_day(since)},FALSE)"
    return f'IF({open_},IF({late},IF({since}>={days},"{word}{OVERDUE} ",""),""),"")'


def _due_hint() -> str:
    row = This(FINDINGS)
    calendar = f'IF({row.elapsed}="{UNKNOWN_CALENDAR}","{UNKNOWN_CALENDAR} ","")'
    entry = _term("录入", row.entered, setting("entry_days"))
    publication = _term("公示", row.published, setting("publish_days"))
    credit = _passed("归集", f'AND({is_day(row.checked)},{row.credit_pushed}="",{_called_for()}>0)', row.checked,
                     setting("push_days"))
    feedback = _passed("反馈", f'AND({is_day(row.transferred)},{row.transfer_result}="")', row.transferred,
                       setting("transfer_days"))
    return f'IF({row.object}="","",{_joined(calendar, entry, publication, _disposal_term(), credit, feedback)})'


def _called_for() -> str:
    """Above 0 where the result has to go into the credit record."""
    row, codes = This(FINDINGS), Whole(CODES)
    return f'COUNTIFS({codes.category},"检查结果",{codes.name},{row.result},{codes.push},"是",{codes.basis},"?*")'


def _term(word: str, done: str, days: str) -> str:
    """已逾期 or near its end, for an act due within `days` working days of the check."""
    elapsed = This(FINDINGS).elapsed
    today = f"IF({This(FINDINGS).checked}<TODAY(),{WORKED_TODAY},0)"
    soon = f'IF({days}-{elapsed}-{today}<={SOON_WORKDAYS},"{word}{SOON} ","")'
    return f'IF(AND({done}="",{is_day(elapsed)}),IF({elapsed}>={days},"{word}{OVERDUE} ",{soon}),"")'


def _disposal_term() -> str:
    row, days = This(FINDINGS), Whole(HOLIDAYS)
    left = (f'NETWORKDAYS(TODAY()+1,{row.disposal_due})+SUMIFS({days.shift},{days.day},">"&TODAY(),'
            f'{days.day},"<="&{row.disposal_due})')
    near = f'IF({row.disposal_due}=TODAY(),"处置{SOON} ",IF({left}<={SOON_WORKDAYS},"处置{SOON} ",""))'
    return (f'IF(AND({row.is_problem}="是",{row.closed}="",{is_day(row.disposal_due)}),'
            f'IF({row.disposal_due}<TODAY(),"处置{OVERDUE} ",{near}),"")')


def _flaw() -> str:
    row, items = This(FINDINGS), Whole(ITEMS)
    place = f"MATCH({row.item},{items.code},0)"
    early = f"{row.checked}<INDEX({items.valid_from},{place})"
    late = f"(N(INDEX({items.valid_to},{place}))>0)*({row.checked}>INDEX({items.valid_to},{place}))"
    in_force = f'IF({is_day(row.checked)},IF(OR({early},{late}),"{NOT_IN_FORCE} ",""),"")'
    item = f'IF(ISNA({place}),"{NOT_ON_LIST} ",{in_force})'
    disposal = f'IF(AND({row.is_problem}="是",{row.disposal}=""),"{NO_DISPOSAL} ","")'
    return f'IF({row.object}="","",{_joined(item, disposal)})'


def _is_problem() -> str:
    row, codes = This(FINDINGS), Whole(CODES)
    counted = f'COUNTIFS({codes.category},"检查结果",{codes.name},{row.result},{codes.is_problem},"是")'
    return f'IF({row.result}="","",IF({counted}>0,"是","否"))'


def _object_of_year() -> str:
    row = This(FINDINGS)
    return f'IF(AND({is_day(row.checked)},N({row.checked})>=DATE({YEAR},1,1),' \
           f'N({row.checked})<DATE({YEAR}+1,1,1)),{row.object},"")'


def _of_holidays() -> tuple[Helper, ...]:
    row = This(HOLIDAYS)
    formula = (f'IF({is_day(row.day)},IF(AND({row.type}="放假",WEEKDAY({row.day},2)<6),-1,'
               f'IF(AND({row.type}="调休上班",WEEKDAY({row.day},2)>5),1,0)),"")')
    meaning = "自动计算：工作日放假为 -1，周末上班为 1，供期限计算使用。"
    return (_helper(HOLIDAYS, "shift", formula, width=12, meaning=meaning),)


_HELPERS: dict[str, Callable[[], tuple[Helper, ...]]] = {
    OBJECTS.name: _of_objects,
    INSPECTORS.name: _of_inspectors,
    PLANS.name: _of_plans,
    TASKS.name: _of_tasks,
    FINDINGS.name: _of_findings,
    HOLIDAYS.name: _of_holidays,
}


def drawn_in_month(month: str) -> str:
    """Objects on the list (drawn or promoted) of attempts drawn in a month given as text 2021-03, not voided."""
    draw, winner = Whole(DRAWS), Whole(WINNERS)
    rows = f"{winner.task},{draw.task},{winner.attempt},{draw.attempt},{winner.state}"
    listed = "+".join(f'COUNTIFS({rows},"{state}")' for state in ("抽中", "递补"))
    return f'SUMPRODUCT((LEFT({draw.drawn_at},7)={month})*({draw.void_at}="")*({listed}))'
