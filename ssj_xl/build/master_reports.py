"""Plan, registers and reports on 首页 as native formulas: what is carried out, what is handed in, what is late."""

from __future__ import annotations

from typing import NamedTuple

from ssj_xl.build.master_formulas import PERIOD_END, PERIOD_START, SINCE, YEAR, Whole, is_day, setting
from ssj_xl.domain import plans
from ssj_xl.tables.registers import (
    ACTIVITIES,
    DRAWABLE,
    INSPECTORS,
    ITEMS,
    MONTH_REPORT,
    OBJECTS,
    PLANS,
    QUARTER_REPORT,
    TASKS,
)
from ssj_xl.tables.settings import NATURAL_MONTH

_objects, _people, _items = Whole(OBJECTS), Whole(INSPECTORS), Whole(ITEMS)
_plans, _tasks, _activities = Whole(PLANS), Whole(TASKS), Whole(ACTIVITIES)
NONE = "—"
PLANS_DONE = f'COUNTIF({_plans.state},"{plans.DONE}")'
PLANS_ALL = f'SUMPRODUCT(({_plans.code}<>"")*({_plans.state}<>"{plans.DROPPED}"))'
PLANS_PUBLISHED = f'SUMPRODUCT(({_plans.code}<>"")*({_plans.state}<>"{plans.DROPPED}")*{is_day(_plans.published)})'
HANDED_IN, LATE_REPORT, OPEN_REPORT = "已报", "逾期", "待报"


def month_ends(month: int) -> str:
    """The last day of a month's form: of the calendar month, or the 20th."""
    return f'IF({setting("period")}="{NATURAL_MONTH}",DATE({YEAR},{month}+1,0),DATE({YEAR},{month},20))'


def form_due(end: str) -> str:
    """The day by which the form of a period that ends on `end` is due: the next 月报报送日 after it."""
    number = setting("form_day")
    return f"DATE(YEAR({end}+1),MONTH({end}+1)+IF({number}>=DAY({end}+1),0,1),{number})"


def quarter_due(month: int) -> str:
    """The day of a quarter's last month by which 落实情况 is due."""
    return f'MIN(DATE({YEAR},{month},{setting("quarter_day")}),DATE({YEAR},{month}+1,0))'


def _handed_in(category: str, month: str) -> str:
    """Above 0 where 工作动态 says that a report was handed in; of a bureau only its own, not its divisions'."""
    own = "+".join(f"({_activities.division}={name})" for name in ('""', setting("division"), setting("unit")))
    return (f'SUMPRODUCT(({_activities.category}="{category}")*({_activities.month}={month})*'
            f'{is_day(_activities.day)}*((({setting("level")}<>"市局")+{own})>0))')


def month_report(month: int) -> str:
    """Of a month's form: handed in, late, open (its period is over), or nothing yet."""
    end = month_ends(month)
    return _report(MONTH_REPORT, f'TEXT({end},"yyyy-mm")', end=end, due=form_due(end), day=setting("form_day"))


def quarter_report(month: int) -> str:
    """The same of a quarter's 落实情况, in its last month; nothing in the others."""
    if month % 3:
        return '""'
    last = f"DATE({YEAR},{month}+1,0)"
    return _report(QUARTER_REPORT, f'{YEAR}&"-{month:02}"', end=last, due=quarter_due(month), day=setting("quarter_day"))


def _report(category: str, month: str, *, end: str, due: str, day: str) -> str:
    first = f'IF(OR({SINCE}=0,{end}<{SINCE}),"{NONE}",IF({due}<TODAY(),"{LATE_REPORT}",IF({end}<TODAY(),"{OPEN_REPORT}","")))'
    return f'IF(N({day})=0,"{NONE}",IF({_handed_in(category, month)}>0,"{HANDED_IN}",{first}))'


class ReportLine(NamedTuple):
    """A report as the head of a division asks for it: its name and how it stands, both formulas."""

    name: str
    state: str


def report_lines() -> tuple[ReportLine, ...]:
    """The form of the last period and of this one, and this quarter's 落实情况."""
    last = f"({PERIOD_START}-1)"
    quarter = "(3*ROUNDUP(MONTH(TODAY())/3,0))"
    end = f"DATE(YEAR(TODAY()),{quarter}+1,0)"
    due = f'MIN(DATE(YEAR(TODAY()),{quarter},{setting("quarter_day")}),{end})'
    return (
        ReportLine(f'TEXT({last},"yyyy-mm")&" 月报表"',
                   _standing(MONTH_REPORT, f'TEXT({last},"yyyy-mm")', form_due(last), setting("form_day"))),
        ReportLine(f'TEXT({PERIOD_END},"yyyy-mm")&" 月报表"',
                   _standing(MONTH_REPORT, f'TEXT({PERIOD_END},"yyyy-mm")', form_due(PERIOD_END), setting("form_day"))),
        ReportLine(f'TEXT({end},"yyyy-mm")&" 落实情况"',
                   _standing(QUARTER_REPORT, f'TEXT({end},"yyyy-mm")', due, setting("quarter_day"))),
    )


def _standing(category: str, month: str, due: str, day: str) -> str:
    left = f'"还有 "&({due}-TODAY())&" 天，"&TEXT({due},"mm-dd")&" 前报送"'
    late = f'IF({SINCE}=0,"还没有登记",IF({due}<{SINCE},"{NONE}","已逾期 "&(TODAY()-{due})&" 天，请立即报送"))'
    open_ = f'IF({due}<TODAY(),{late},IF({due}=TODAY(),"今日到期，请立即报送",{left}))'
    return f'IF(N({day})=0,"不提醒",IF({_handed_in(category, month)}>0,"已报送",{open_}))'


def register_lines() -> tuple[tuple[str, str], ...]:
    """How many items, objects and inspectors are in use; names and formulas."""
    def in_use(table: Whole, until: str) -> str:
        return f'SUMPRODUCT(({table.code}<>"")*((({until}="")+({until}>=TODAY()))>0))'

    people = f'SUMPRODUCT(({_people.code}<>"")*(({_people.away_from}="")+({_people.away_from}>TODAY())>0))'
    objects = "+".join(f'COUNTIF({_objects.status},"{status}")' for status in DRAWABLE)
    return (("抽查事项（在用）", in_use(_items, _items.valid_to)), ("检查对象（正常、失联）", objects),
            ("执法人员（未停用）", people))


def plan_lines() -> tuple[tuple[str, str], ...]:
    """The year's plan: how many plans stand where, and how far it is carried out; names and formulas."""
    states = tuple((state, f'COUNTIF({_plans.state},"{state}")')
                   for state in (plans.IDLE, plans.RUNNING, plans.DONE, plans.LATE, plans.DROPPED))
    changed = f'SUMPRODUCT(({_plans.code}<>"")*{is_day(_plans.changed)})'
    tasks = f'SUMPRODUCT(({_tasks.code}<>"")*({_tasks.plan}<>"")*({_tasks.state}<>"已取消"))'
    loose = f'SUMPRODUCT(({_tasks.code}<>"")*({_tasks.plan}="")*({_tasks.state}<>"已取消"))'
    return (*states, ("计划合计", PLANS_ALL), ("已公示", PLANS_PUBLISHED), ("有变更", changed), ("计划内任务", tasks), ("计划外任务", loose))
