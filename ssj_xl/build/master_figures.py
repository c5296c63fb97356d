"""The figures of 首页 as native formulas, apart from where they stand on the page."""

from __future__ import annotations

from typing import NamedTuple

from ssj_xl.build.master_formulas import (
    DONE,
    EXPIRED,
    EXPIRING,
    NO_DISPOSAL,
    NOT_DONE,
    NOT_IN_FORCE,
    NOT_ON_LIST,
    OVERDUE,
    PERIOD_END,
    PERIOD_START,
    YEAR,
    Whole,
    is_day,
    setting,
    within_year,
)
from ssj_xl.build.master_reports import LATE_REPORT, NONE
from ssj_xl.domain import plans
from ssj_xl.tables.records import DRAWS
from ssj_xl.tables.registers import (
    ACTIVITIES,
    CODES,
    COUNTIES,
    FINDINGS,
    HOLIDAYS,
    INSPECTORS,
    ITEMS,
    OBJECTS,
    PLANS,
    TASKS,
    TIERS,
)

UNRATED = "未评级"
_objects, _findings, _tasks, _people = Whole(OBJECTS), Whole(FINDINGS), Whole(TASKS), Whole(INSPECTORS)
_plans, _counties = Whole(PLANS), Whole(COUNTIES)
_codes, _tiers, _days = Whole(CODES), Whole(TIERS), Whole(HOLIDAYS)
_draws, _activities, _items = Whole(DRAWS), Whole(ACTIVITIES), Whole(ITEMS)

COVERED = f'COUNTIF({_objects.cover},"{DONE}")'
REGISTERED = f'(COUNTIF({_objects.cover},"{DONE}")+COUNTIF({_objects.cover},"{NOT_DONE}"))'
_OF_YEAR = within_year(_findings.checked)
CHECKED = f"SUMPRODUCT({_OF_YEAR})"
PUBLISHED = f"SUMPRODUCT({_OF_YEAR}*{is_day(_findings.published)})"
PROBLEMS = f'SUMPRODUCT({_OF_YEAR}*({_findings.is_problem}="是"))'
SETTLED = f'SUMPRODUCT({_OF_YEAR}*({_findings.is_problem}="是")*{is_day(_findings.closed)})'
TO_ENTER = f'SUMPRODUCT({is_day(_findings.checked)}*({_findings.entered}=""))'
TO_PUBLISH = f'SUMPRODUCT({is_day(_findings.checked)}*({_findings.published}=""))'
TO_SETTLE = f'SUMPRODUCT(({_findings.is_problem}="是")*({_findings.closed}=""))'


def _with(column: str, words: str) -> str:
    return f'SUMPRODUCT(--ISNUMBER(SEARCH("{words}",{column})))'


LATE_ENTRY = _with(_findings.hint, f"录入{OVERDUE}")
LATE_PUBLICATION = _with(_findings.hint, f"公示{OVERDUE}")
LATE_DISPOSAL = _with(_findings.hint, f"处置{OVERDUE}")


class Card(NamedTuple):
    """A key figure: its title, a formula for the figure, its number format, and a formula for the line below."""

    title: str
    figure: str
    form: str
    note: str


def ratio(part: str, whole: str) -> str:
    """A ratio, or a dash where there is nothing to divide by."""
    return f'IFERROR(IF({whole}=0,"{NONE}",{part}/{whole}),"{NONE}")'


def cards() -> tuple[Card, ...]:
    """The six key figures, coverage first."""
    floor = setting("yearly_floor")
    met = (f'IF({REGISTERED}=0,"名录库为空",IF({COVERED}>={REGISTERED}*{floor},"达到","低于")'
           f'&"下限 "&TEXT({floor},"0.0%"))')
    return (
        Card("年度抽查比例", ratio(COVERED, REGISTERED), "0.00%",
             f'"已查 "&{COVERED}&" ÷ 名录 "&{REGISTERED}&"，"&{met}'),
        Card("结果公示率", ratio(PUBLISHED, CHECKED), "0.0%",
             f'"已公示 "&{PUBLISHED}&" ÷ 已检查 "&{CHECKED}&"，要求 100%"'),
        Card("问题后续办结率", ratio(SETTLED, PROBLEMS), "0.0%", f'"已办结 "&{SETTLED}&" ÷ 发现问题 "&{PROBLEMS}'),
        Card("待录入", TO_ENTER, "0", f'"其中已逾期 "&{LATE_ENTRY}&" 条"'),
        Card("待公示", TO_PUBLISH, "0", f'"其中已逾期 "&{LATE_PUBLICATION}&" 条"'),
        Card("处置未办结", TO_SETTLE, "0", f'"其中已逾期 "&{LATE_DISPOSAL}&" 条"'),
    )


class Reminder(NamedTuple):
    """Something to attend to: what it is, a formula that counts it, and what to say where there is some."""

    what: str
    tally: str
    word: str


def reminders(reports: str) -> tuple[Reminder, ...]:
    """What needs doing, 三无 first.  reports: the cells that say of every month whether its reports were handed in."""
    outside = f'SUMPRODUCT(({_tasks.code}<>"")*({_tasks.platform}="")*({_tasks.state}<>"已取消"))'
    open_tasks = f'({_tasks.state}<>"已完成")*({_tasks.state}<>"已取消")'
    late_tasks = f"SUMPRODUCT({is_day(_tasks.end)}*({_tasks.end}<TODAY())*{open_tasks})"
    years = f'COUNTIFS({_days.type},"放假",{_days.day},">="&DATE({YEAR},1,1),{_days.day},"<"&DATE({YEAR},12,1))'
    quiet_plans = f'SUMPRODUCT(({_plans.code}<>"")*({_plans.published}="")*({_plans.change_kind}<>"取消"))'
    begun = f'((({_tasks.state}<>"")*({_tasks.state}<>"筹备")+{is_day(_tasks.start)}*({_tasks.start}<=TODAY()))>0)'
    quiet_schemes = f'SUMPRODUCT(({_tasks.code}<>"")*({_tasks.scheme_published}="")*({_tasks.state}<>"已取消")*{begun})'
    trainings = f'SUMPRODUCT({is_day(_activities.planned)}*({_activities.planned}<TODAY())*({_activities.day}=""))'
    unfiled = f'SUMPRODUCT(({_tasks.state}="已完成")*({_tasks.archived}=""))'
    changes = f'{is_day(_plans.changed)}*(({_plans.change_reported}="")+({_plans.change_published}="")>0)'
    off_list = f"{_with(_findings.flaw, NOT_ON_LIST)}+{_with(_findings.flaw, NOT_IN_FORCE)}"
    return (
        Reminder("平台之外的抽查任务", outside, "补录平台编号"),
        Reminder("清单之外的检查", off_list, "核对事项"),
        Reminder("问题未填后续处置", _with(_findings.flaw, NO_DISPOSAL), "补填处置"),
        Reminder("录入已逾期", LATE_ENTRY, "立即录入"),
        Reminder("公示已逾期", LATE_PUBLICATION, "立即公示"),
        Reminder("处置已逾期", LATE_DISPOSAL, "督促办结"),
        Reminder("信用归集已逾期", _with(_findings.hint, f"归集{OVERDUE}"), "尽快归集"),
        Reminder("移送反馈已逾期", _with(_findings.hint, f"反馈{OVERDUE}"), "催办反馈"),
        Reminder("月报、季报逾期未报", f'COUNTIF({reports},"{LATE_REPORT}")', "立即报送"),
        Reminder("年度计划未公示", quiet_plans, "尽快公示"),
        Reminder("计划变更未报备、公示", f"SUMPRODUCT({changes})", "报备并公示"),
        Reminder("年度计划逾期未完成", f'COUNTIF({_plans.state},"{plans.LATE}")', "完成或变更"),
        Reminder("任务已过截止日期", late_tasks, "办结或说明"),
        Reminder("已开始而方案未公示", quiet_schemes, "公示方案"),
        Reminder("平台人员确定已逾期", _with(_tasks.hint, f"人员确定{OVERDUE}"), "平台确认"),
        Reminder("培训计划逾期未开展", trainings, "开展并登记"),
        Reminder("已完成而未归档", unfiled, "整理归档"),
        Reminder("执法证件已过期", f'COUNTIF({_people.hint},"{EXPIRED}")', "停止派员"),
        Reminder(f"执法证件{EXPIRING}", f'COUNTIF({_people.hint},"{EXPIRING}")', "办理换证"),
        Reminder("风险等级为示例的行", f'SUMPRODUCT(--(LEFT({_tiers.scheme},2)="示例"))', "换成本局标准"),
        Reminder("本年节假日待公布", f"IF({years}=0,1,0)", "公布后补录"),
    )


def tasks_in(state: str) -> str:
    """How many tasks are in a state; one without a state is in preparation."""
    count = f'COUNTIFS({_tasks.state},"{state}",{_tasks.code},"?*")'
    blank = f'SUMPRODUCT(({_tasks.code}<>"")*({_tasks.state}=""))'
    return f"{count}+{blank}" if state == "筹备" else count


def type_name(number: int) -> str:
    """The `number`-th (from 1) object type of 代码表, or nothing."""
    count = f'COUNTIF({_codes.category},"对象类型")'
    found = f'INDEX({_codes.name},MATCH("对象类型",{_codes.category},0)+{number - 1})'
    return f'IFERROR(IF({number}>{count},"",{found}&""),"")'


def of_type(cell: str, *, done_only: bool) -> str:
    """Objects of the type that stands in a cell: those checked this year, or all that count."""
    done = f'COUNTIFS({_objects.object_type},{cell},{_objects.cover},"{DONE}")'
    rest = f'COUNTIFS({_objects.object_type},{cell},{_objects.cover},"{NOT_DONE}")'
    return f'IF({cell}="","",{done if done_only else f"{done}+{rest}"})'


def next_tier(above: str) -> str:
    """The first tier of 风险等级 that is not among the cells above; an array formula."""
    return f'IFERROR(INDEX({_tiers.tier},MATCH(1,(COUNTIF({above},{_tiers.tier})=0)*({_tiers.tier}<>""),0))&"","")'


def of_tier(cell: str) -> str:
    """Objects of the tier that stands in a cell."""
    return f'IF({cell}="","",COUNTIF({_objects.tier},{cell}))'


def unrated() -> str:
    """Objects without a tier."""
    return f'SUMPRODUCT(({_objects.code}<>"")*({_objects.tier}=""))'


def in_month(column: str, month: int) -> str:
    """Rows of 检查结果 whose day in a column (by key) lies in a month of the workbook's year."""
    days = getattr(_findings, column)
    return f'COUNTIFS({days},">="&DATE({YEAR},{month},1),{days},"<"&DATE({YEAR},{month + 1},1))'


class FormLine(NamedTuple):
    """A line of the monthly form: its short name and a formula that counts what there is to report."""

    what: str
    tally: str


def form_lines() -> tuple[FormLine, ...]:
    """What this reporting period has for the monthly form, in the form's order."""
    def activity(category: str) -> str:
        return (f'COUNTIFS({_activities.category},"{category}",{_activities.day},">="&{PERIOD_START},'
                f'{_activities.day},"<="&{PERIOD_END})')

    def days(column: str) -> str:
        return f'COUNTIFS({column},">="&{PERIOD_START},{column},"<="&{PERIOD_END})'

    drawn = (f'SUMPRODUCT((LEFT({_draws.drawn_at},10)>=TEXT({PERIOD_START},"yyyy-mm-dd"))*'
             f'(LEFT({_draws.drawn_at},10)<=TEXT({PERIOD_END},"yyyy-mm-dd"))*({_draws.void_at}=""))')
    problems = (f'SUMPRODUCT(({_findings.checked}>={PERIOD_START})*({_findings.checked}<={PERIOD_END})*'
                f'({_findings.is_problem}="是"))')
    counties = f'SUMPRODUCT(--({_counties.month}=TEXT({PERIOD_END},"yyyy-mm")))'
    return (
        FormLine("会议", activity("会议")),
        FormLine("文件", activity("文件")),
        FormLine("培训", activity("培训")),
        FormLine("抽查方案", days(_tasks.scheme_date)),
        FormLine("抽取（次）", drawn),
        FormLine("检查（条）", days(_findings.checked)),
        FormLine("发现问题（条）", problems),
        FormLine("结果公示（条）", days(_findings.published)),
        FormLine("区县已报（家）", counties),
    )
