"""The monthly forms and the quarterly 落实情况: handed in, late, near, open, month by month."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from ssj_xl.domain.counts.calendar import END, FIRST, NEAR, START, TODAY, YEAR
from ssj_xl.domain.counts.language import BLANK, Column, figure, setting
from ssj_xl.domain.counts.view import Figure, View
from ssj_xl.domain.deadlines import DONE, LATE, OVERDUE, SOON
from ssj_xl.domain.deadlines import TODAY as ENDS_TODAY
from ssj_xl.domain.deadlines.yearly import end_of, first_day, handed_in, next_day
from ssj_xl.domain.period import period_of
from ssj_xl.tables.registers import ACTIVITIES, FINDINGS, MONTH_REPORT, QUARTER_REPORT, TASKS
from ssj_xl.tables.settings import BUREAU, NATURAL_MONTH

NONE = "—"
HANDED_IN, LATE_REPORT, NEAR_REPORT, OPEN_REPORT = "已报", "逾期", "临期", "待报"
MONTHS_DONE, QUARTERS_DONE = "月报表已报", "落实情况已报"
_activities = Column(ACTIVITIES)
_today, _first = figure(TODAY), figure(FIRST)
_STATES = {DONE: HANDED_IN, LATE: HANDED_IN, OVERDUE: LATE_REPORT, ENDS_TODAY: NEAR_REPORT, SOON: NEAR_REPORT}


def month_name(month: int) -> str:
    """The figure with the state of a month's form."""
    return f"{month}月月报表"


def quarter_name(month: int) -> str:
    """The figure with the state of the 落实情况 of the quarter that ends with a month."""
    return f"{month}月落实情况"


def month_cells() -> list[str]:
    """The cells of all months' forms."""
    return [figure(month_name(month)) for month in range(1, 13)]


def quarter_cells() -> list[str]:
    """The cells of the four quarters' 落实情况."""
    return [figure(quarter_name(month)) for month in (3, 6, 9, 12)]


def first_report() -> Figure:
    """The day before which no report was due."""
    start = setting("start_month")
    month = f'IF(ISNUMBER({start}),{start},DATE(LEFT({start},4),MID({start},6,2),1))'
    days = ",".join((_activities.day, Column(TASKS).scheme_date, Column(FINDINGS).checked))
    earliest = f"IF(MIN({days})=0,{_today},MIN({days}))"
    return Figure(FIRST, "启用月份的第一天；没有填写的，最早的工作动态、方案、检查日期", f'IF({start}="",{earliest},{month})',
                  lambda view: first_day(view.world))


def month_end(month: int) -> str:
    """The last day of the period of a month's form; month 0 is the December before."""
    year = figure(YEAR)
    return f'IF({setting("period")}="{NATURAL_MONTH}",DATE({year},{month}+1,0),DATE({year},{month},20))'


def _form_due(end: str) -> str:
    """The first 月报报送日 after the end of a period."""
    number = setting("form_day")
    return f"DATE(YEAR({end}+1),MONTH({end}+1)+IF({number}>=DAY({end}+1),0,1),{number})"


def _quarter_due(year: str, month: str) -> str:
    return f'MIN(DATE({year},{month},{setting("quarter_day")}),DATE({year},{month}+1,0))'


def _handed_in(category: str, month: str) -> str:
    """Above 0 where 工作动态 says that a report was handed in; of a bureau only its own, not its divisions'."""
    own = "+".join(f"({_activities.division}={name})" for name in ('""', setting("division"), setting("unit")))
    anybody = f'({setting("level")}<>"{BUREAU}")'
    return (f'SUMPRODUCT(({_activities.category}="{category}")*({_activities.month}={month})*'
            f"ISNUMBER({_activities.day})*(({anybody}+{own})>0))")


def report_figures() -> Iterator[Figure]:
    """The state of every month's form and of every quarter's report, then the three that are worked for now."""
    for month in range(1, 13):
        end = month_end(month)
        text = f'TEXT({end},"yyyy-mm")'
        yield Figure(month_name(month), f"本年 {month} 月的月报表：已报、逾期、临期、待报",
                     _state(MONTH_REPORT, text, end=end, due=_form_due(end), day=setting("form_day")), _state_of("form", month))
    for month in (3, 6, 9, 12):
        end, due = f"DATE({figure(YEAR)},{month}+1,0)", _quarter_due(figure(YEAR), str(month))
        yield Figure(quarter_name(month), f"本年至 {month} 月的季度落实情况：已报、逾期、临期、待报",
                     _state(QUARTER_REPORT, f'{figure(YEAR)}&"-{month:02}"', end=end, due=due, day=setting("quarter_day")),
                     _state_of("quarter", month))
    for name, cells, states in ((MONTHS_DONE, month_cells(), [month_name(month) for month in range(1, 13)]),
                                (QUARTERS_DONE, quarter_cells(), [quarter_name(month) for month in (3, 6, 9, 12)])):
        formula = "+".join(f'({cell}="{HANDED_IN}")' for cell in cells)
        yield Figure(name, "本年已经报送的份数", f'"已报 "&({formula})', _done(states))
    yield from _current()


def _state(category: str, month: str, *, end: str, due: str, day: str) -> str:
    open_ = (f'IF({due}<{_today},"{LATE_REPORT}",IF({due}<={figure(NEAR)},"{NEAR_REPORT}",'
             f'IF({end}<{_today},"{OPEN_REPORT}","{BLANK}")))')
    return (f'IF({day}=0,"{NONE}",IF({end}<{_first},"{NONE}",'
            f'IF({_handed_in(category, month)}>0,"{HANDED_IN}",{open_})))')


def _state_of(rule: str, month: int) -> Callable[[View], str]:
    def value(view: View) -> str:
        text = f"{view.year}-{month:02}"
        due = next((due for due in view.dues[rule] if due.duty.facts["month"] == text), None)
        if due is None:
            return NONE
        reading = view.world.settings.period
        end = period_of(text, reading).end if rule == "form" else end_of(view.year, month)
        return _STATES.get(due.state) or (OPEN_REPORT if end < view.today else BLANK)

    return value


def _done(states: list[str]) -> Callable[[View], str]:
    return lambda view: f"已报 {sum(view.values[state] == HANDED_IN for state in states)}"


# --- the reports that are worked for now -------------------------------------------------------------

def current_names() -> list[tuple[str, str]]:
    """Figures with name and state of the last period's form, this period's, and this quarter's report."""
    return [(f"{which}·名称", f"{which}·状态") for which in ("上期月报", "本期月报", "本季落实情况")]


def _current() -> Iterator[Figure]:
    quarter = f"(3*ROUNDUP(MONTH({_today})/3,0))"
    quarter_end = f"DATE(YEAR({_today}),{quarter}+1,0)"
    ends = (f"({figure(START)}-1)", figure(END), quarter_end)
    dues = (_form_due(ends[0]), _form_due(ends[1]), _quarter_due(f"YEAR({_today})", quarter))
    for number, (name, state) in enumerate(current_names()):
        monthly = number < 2
        category, what, key = (MONTH_REPORT, "月报表", "form_day") if monthly else (QUARTER_REPORT, "落实情况", "quarter_day")
        month = f'TEXT({ends[number]},"yyyy-mm")'
        yield Figure(name, "报表的月份和名称", f'{month}&" {what}"', _named(number, what))
        yield Figure(state, "已报送，或离报送日还有几天", _standing(category, month, end=ends[number], due=dues[number], day=setting(key)),
                     _standing_of(number, category))


def _standing(category: str, month: str, *, end: str, due: str, day: str) -> str:
    left = f'"还有 "&({due}-{_today})&" 天，"&TEXT({due},"mm-dd")&" 前报送"'
    late = f'"已逾期 "&({_today}-{due})&" 天，请立即报送"'
    open_ = f'IF({due}<{_today},{late},IF({due}={_today},"今日到期，请立即报送",{left}))'
    return (f'IF({day}=0,"不提醒",IF({_handed_in(category, month)}>0,"已报送",'
            f'IF({end}<{_first},"{NONE}",{open_})))')


def _end(view: View, number: int) -> date:
    """The last day of the last period, of this one, of this quarter."""
    quarter = end_of(view.today.year, (view.today.month + 2) // 3 * 3)
    return (view.period.start - timedelta(days=1), view.period.end, quarter)[number]


def _named(number: int, what: str) -> Callable[[View], str]:
    return lambda view: f"{_end(view, number):%Y-%m} {what}"


def _standing_of(number: int, category: str) -> Callable[[View], str]:
    def value(view: View) -> str:
        settings, end = view.world.settings, _end(view, number)
        day = settings.form_day if number < 2 else settings.quarter_day
        if not day:
            return "不提醒"
        if f"{end:%Y-%m}" in handed_in(view.world, category):
            return "已报送"
        if end < first_day(view.world):
            return NONE
        due = next_day(end, day) if number < 2 else end.replace(day=min(day, end.day))
        left = (due - view.today).days
        if left < 0:
            return f"已逾期 {-left} 天，请立即报送"
        return f"还有 {left} 天，{due:%m-%d} 前报送" if left else "今日到期，请立即报送"

    return value
