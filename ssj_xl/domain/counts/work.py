"""The year's work in figures: coverage, publication, follow-ups, tasks, plans, months, and the form of this period."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from ssj_xl.domain.codes import NO_DISPOSAL
from ssj_xl.domain.counts.calendar import END, START, TODAY, YEAR
from ssj_xl.domain.counts.duties import late
from ssj_xl.domain.counts.helpers import listed_tiers, listed_types
from ssj_xl.domain.counts.language import BLANK, Column, Helper, Value, count_rows, countifs, figure, setting
from ssj_xl.domain.counts.reports import NONE, month_end
from ssj_xl.domain.counts.view import Figure, View, count
from ssj_xl.domain.period import Coverage, coverage, period_of
from ssj_xl.domain.plans import CANCELLED, DONE, DROPPED, IDLE, LATE, PREPARING, RUNNING, PlanProgress, schemes
from ssj_xl.domain.summary.model import ratio
from ssj_xl.tables.records import DRAWS, WINNERS
from ssj_xl.tables.registers import (
    ACTIVITIES,
    CODES,
    COUNTIES,
    DRAWABLE,
    FINDINGS,
    INSPECTORS,
    ITEMS,
    OBJECTS,
    PLANS,
    TASKS,
    TIERS,
)
from ssj_xl.tables.table import R, Row

if TYPE_CHECKING:
    from ssj_xl.tables.rows import FindingRow, PlanRow

TYPES_SHOWN, TIERS_SHOWN = 13, 6
"""Names that have a line of their own; what is beyond them is counted in a line 其他."""

STATES = tuple(TASKS.by_key["state"].choices or ())
COVERED, REGISTERED, COVERAGE, PUBLISHED_SHARE, SETTLED_SHARE = "已查对象", "名录对象", "年度抽查比例", "结果公示率", "问题后续办结率"
TO_ENTER, TO_PUBLISH, TO_SETTLE = "待录入", "待公示", "处置未办结"
_CHECKED, _PUBLISHED, _PROBLEMS, _SETTLED = "本年检查", "本年检查已公示", "本年问题", "本年问题已办结"

_objects, _findings, _tasks, _plans = Column(OBJECTS), Column(FINDINGS), Column(TASKS), Column(PLANS)
_checked, _of = Helper(FINDINGS), figure
_year_start, _year_end = f"DATE({figure(YEAR)},1,1)", f"DATE({figure(YEAR)}+1,1,1)"
_OF_YEAR = (_findings.checked, f'">="&{_year_start}', _findings.checked, f'"<"&{_year_end}')


def share(part: str, whole: str) -> str:
    """One figure divided by another, or a dash where there is nothing to divide by."""
    return f'IF({figure(whole)}=0,"{NONE}",{figure(part)}/{figure(whole)})'


def _share_of(part: str, whole: str) -> Callable[[View], Value]:
    def value(view: View) -> Value:
        found = ratio(view.number(part), view.number(whole))
        return NONE if found is None else found

    return value


def _rows(spec_rows: Callable[[View], list[R]], test: Callable[[View, R], object]) -> Callable[[View], int]:
    return lambda view: count(row for row in spec_rows(view) if test(view, row))


def _findings_where(test: Callable[[View, FindingRow], object]) -> Callable[[View], int]:
    return _rows(lambda view: view.rows(FINDINGS), test)


def _this_year(view: View, row: FindingRow) -> bool:
    return bool(row["checked"] and row["checked"].year == view.year)


def _is_problem(view: View, row: FindingRow) -> bool:
    return row["result"] in view.world.problem_results


def whole(view: View) -> Coverage:
    """The year's coverage."""
    return coverage(view.rows(OBJECTS), view.history.checked)


def year_figures() -> Iterator[Figure]:
    """Coverage, publication, follow-ups, and what waits."""
    drawable = "+".join(f'COUNTIF({_objects.status},"{status}")' for status in DRAWABLE)
    yield Figure(COVERED, "本年度检查过的名录内对象，按对象编码去重", countifs(_checked.first, '">0"'), lambda v: whole(v).checked)
    yield Figure(REGISTERED, "名录库中状态为正常、失联的对象，及本年已检查的", f'{drawable}+{countifs(_checked.left, "1")}',
                 lambda v: whole(v).registered)
    yield Figure(COVERAGE, "已查对象 ÷ 名录对象", share(COVERED, REGISTERED), _share_of(COVERED, REGISTERED))
    yield Figure(_CHECKED, "本年度的检查结果（条）", countifs(*_OF_YEAR), _findings_where(_this_year))
    yield Figure(_PUBLISHED, "其中已公示的", countifs(*_OF_YEAR, _findings.published, '">0"'),
                 _findings_where(lambda v, r: _this_year(v, r) and r["published"]))
    yield Figure(PUBLISHED_SHARE, "本年检查已公示 ÷ 本年检查", share(_PUBLISHED, _CHECKED), _share_of(_PUBLISHED, _CHECKED))
    problem = (*_OF_YEAR, _checked.problem, "1")
    yield Figure(_PROBLEMS, "本年度发现问题的检查结果（条）", countifs(*problem),
                 _findings_where(lambda v, r: _this_year(v, r) and _is_problem(v, r)))
    yield Figure(_SETTLED, "其中已办结的", countifs(*problem, _findings.closed, '">0"'),
                 _findings_where(lambda v, r: _this_year(v, r) and _is_problem(v, r) and r["closed"]))
    yield Figure(SETTLED_SHARE, "本年问题已办结 ÷ 本年问题", share(_SETTLED, _PROBLEMS), _share_of(_SETTLED, _PROBLEMS))
    yield Figure(TO_ENTER, "已检查、没有录入日期的结果（条）", countifs(_findings.checked, '">0"', _findings.entered, '""'),
                 _findings_where(lambda v, r: r["checked"] and not r["entered"]))
    yield Figure(TO_PUBLISH, "已检查、有结果、没有公示日期的（条）",
                 countifs(_findings.checked, '">0"', _findings.result, '"?*"', _findings.published, '""'),
                 _findings_where(lambda v, r: r["checked"] and r["result"] and not r["published"]))
    yield Figure(TO_SETTLE, "发现问题、需要后续处置、没有办结日期的（条）",
                 countifs(_checked.problem, "1", _findings.closed, '""', _findings.disposal, f'"<>{NO_DISPOSAL}"'),
                 _findings_where(lambda v, r: _is_problem(v, r) and not r["closed"] and r["disposal"] != NO_DISPOSAL))
    yield from _notes()


CARDS = (COVERAGE, PUBLISHED_SHARE, SETTLED_SHARE, TO_ENTER, TO_PUBLISH, TO_SETTLE)
"""The six key figures, coverage first."""


def note(card: str) -> str:
    """The name of the figure with the line below a key figure."""
    return f"{card}·说明"


def _notes() -> Iterator[Figure]:
    floor = setting("yearly_floor")
    met = f'IF({_of(COVERED)}>={_of(REGISTERED)}*{floor},"达到","低于")&"下限 "&TEXT({floor},"0.0%")'
    yield Figure(note(COVERAGE), "两个数和下限",
                 f'"已查 "&{_of(COVERED)}&" ÷ 名录 "&{_of(REGISTERED)}&"，"&IF({_of(REGISTERED)}=0,"名录库为空",{met})', _coverage_note)
    for card, part, total, words in ((PUBLISHED_SHARE, _PUBLISHED, _CHECKED, ("已公示 ", " ÷ 已检查 ", "，要求 100%")),
                                     (SETTLED_SHARE, _SETTLED, _PROBLEMS, ("已办结 ", " ÷ 发现问题 ", ""))):
        yield Figure(note(card), "两个数", f'"{words[0]}"&{_of(part)}&"{words[1]}"&{_of(total)}&"{words[2]}"',
                     _two(part, total, words))
    for card, rule in ((TO_ENTER, "entry"), (TO_PUBLISH, "publication"), (TO_SETTLE, "disposal")):
        yield Figure(note(card), "其中已逾期的", f'"其中已逾期 "&{_of(late(rule))}&" 条"', _late_of(rule))


def _coverage_note(view: View) -> str:
    found, floor = whole(view), view.world.settings.yearly_floor
    # As TEXT rounds: half away from zero.
    shown = int(floor * 1000 + Fraction(1, 2))
    met = "达到" if found.checked >= found.registered * floor else "低于"
    end = f"{met}下限 {shown // 10}.{shown % 10}%" if found.registered else "名录库为空"
    return f"已查 {found.checked} ÷ 名录 {found.registered}，{end}"


def _two(part: str, total: str, words: tuple[str, str, str]) -> Callable[[View], str]:
    return lambda view: f"{words[0]}{view.values[part]}{words[1]}{view.values[total]}{words[2]}"


def _late_of(rule: str) -> Callable[[View], str]:
    return lambda view: f"其中已逾期 {view.late(rule)} 条"


# --- object types and tiers --------------------------------------------------------------------------

def type_names(number: int) -> tuple[str, str, str, str]:
    """Figures of the `number`-th object type (from 1): its name, objects, those checked, share."""
    line = f"类型{number}"
    return f"{line}·名称", f"{line}·名录", f"{line}·已查", f"{line}·比例"


OTHER_TYPES = ("其他类型·名称", "其他类型·名录", "其他类型·已查", "其他类型·比例")


def type_figures() -> Iterator[Figure]:
    """Coverage by object type, in the order of 代码表; what has no line of its own together."""
    for number in range(1, TYPES_SHOWN + 1):
        name, register, done, part = type_names(number)
        at = f"INDEX({Column(CODES).name},MATCH({number},{Helper(CODES).number},0))"
        own = figure(name)
        drawable = "+".join(countifs(_objects.object_type, own, _objects.status, f'"{status}"') for status in DRAWABLE)
        yield Figure(name, f"代码表中第 {number} 个对象类型", f'IFERROR({at}&"","{BLANK}")', _nth(listed_types, number))
        yield Figure(register, "该类型的名录对象", f"{drawable}+{countifs(_checked.type, own, _checked.left, '1')}", _of_type(number, 0))
        yield Figure(done, "该类型本年已查的", countifs(_checked.type, own), _of_type(number, 1))
        yield Figure(part, "该类型的年度抽查比例", f'IF({own}="{BLANK}","{BLANK}",{share(done, register)})', _type_share(number))
    name, register, done, part = OTHER_TYPES
    yield Figure(name, "没有单列的对象类型合在一起", '"其他"', lambda v: "其他")
    for target, total, place in ((register, REGISTERED, 1), (done, COVERED, 2)):
        listed = [type_names(line)[place] for line in range(1, TYPES_SHOWN + 1)]
        yield Figure(target, "合计减去各行", "-".join(map(figure, (total, *listed))), _rest(total, listed))
    yield Figure(part, "其他类型的年度抽查比例", share(done, register), _share_of(done, register))


def _nth(names: Callable[[View], list[str]], number: int) -> Callable[[View], str]:
    def value(view: View) -> str:
        found = names(view)
        return found[number - 1] if number <= len(found) else BLANK

    return value


def _of_type(number: int, which: int) -> Callable[[View], int]:
    def value(view: View) -> int:
        found = view.coverages.get(_nth(listed_types, number)(view), Coverage(0, 0))
        return (found.registered, found.checked)[which]

    return value


def _type_share(number: int) -> Callable[[View], Value]:
    name, register, done, _ = type_names(number)
    return lambda view: BLANK if view.values[name] == BLANK else _share_of(done, register)(view)


def _rest(total: str, parts: list[str]) -> Callable[[View], int]:
    return lambda view: view.number(total) - sum(view.number(part) for part in parts)


def tier_names(number: int) -> tuple[str, str]:
    """Figures of the `number`-th tier (from 1): its name and how many objects have it."""
    return f"等级{number}·名称", f"等级{number}·对象"


OTHER_TIERS, UNRATED = "其他等级·对象", "未评级·对象"


def tier_figures() -> Iterator[Figure]:
    """Objects by tier, in the order of 风险等级; internal, never public."""
    for number in range(1, TIERS_SHOWN + 1):
        name, objects = tier_names(number)
        at = f"INDEX({Column(TIERS).tier},MATCH({number},{Helper(TIERS).number},0))"
        yield Figure(name, f"风险等级表中第 {number} 个等级", f'IFERROR({at}&"","{BLANK}")', _nth(listed_tiers, number))
        yield Figure(objects, "该等级的对象", f'IF({figure(name)}="{BLANK}",0,{countifs(_objects.tier, figure(name))})', _of_tier(number))
    every = [tier_names(number)[1] for number in range(1, TIERS_SHOWN + 1)]
    rated = count_rows(f'{_objects.tier}<>""', f"ROW({_objects.tier})>1")
    yield Figure("已评级·对象", "填写了等级的对象", rated, lambda v: count(row for row in v.rows(OBJECTS) if row["tier"]))
    yield Figure(OTHER_TIERS, "没有单列的等级，和不在风险等级表中的", "-".join(map(figure, ("已评级·对象", *every))), _rest("已评级·对象", every))
    yield Figure(UNRATED, "没有填写等级的对象", count_rows(f'{_objects.code}<>""', f'{_objects.tier}=""'),
                 lambda v: count(row for row in v.rows(OBJECTS) if row["code"] and not row["tier"]))


def _of_tier(number: int) -> Callable[[View], int]:
    name = _nth(listed_tiers, number)
    return lambda view: view.tiers[name(view)]


# --- tasks, plans, registers -------------------------------------------------------------------------

PLANS_ALL, PLANS_PUBLISHED = "计划合计", "计划已公示"
PLAN_LINES = (f"计划{IDLE}", f"计划{RUNNING}", f"计划{DONE}", f"计划{LATE}", f"计划{DROPPED}", PLANS_ALL, PLANS_PUBLISHED,
              "计划有变更", "计划内任务", "计划外任务")
PLANS_DONE_SHARE, PLANS_PUBLISHED_SHARE = "计划完成率", "计划公示率"
REGISTER_LINES = ("抽查事项（在用）", "检查对象（正常、失联）", "执法人员（未停用）")


def in_state(state: str) -> str:
    """The figure that counts the tasks in a state."""
    return f"任务{state}"


def register_figures() -> Iterator[Figure]:
    """Tasks by state, plans by state, and how many items, objects and inspectors are in use."""
    for state in STATES:
        blank = count_rows(f'{_tasks.code}<>""', f'{_tasks.state}=""')
        counted = countifs(_tasks.state, f'"{state}"', _tasks.code, '"<>"')
        yield Figure(in_state(state), f"状态为“{state}”的抽查任务", f"{counted}+{blank}" if state == PREPARING else counted, _tasks_in(state))
    state, code = Helper(PLANS).state, _plans.code
    # Plans of the year before stand in a workbook that was rolled over, for the tasks that name them.
    own = (f'{code}<>""', f"ROW({code})>1", f'({_plans.year}&""={figure(YEAR)}&"")+({_plans.year}="")>0')
    for word in (IDLE, RUNNING, DONE, LATE, DROPPED):
        yield Figure(f"计划{word}", f"执行状态为“{word}”的本年计划", count_rows(*own, f'{state}="{word}"'), _plans_in(word))
    standing = (*own, f'{state}<>"{DROPPED}"')
    yield Figure(PLANS_ALL, "年度计划，已取消的不计", count_rows(*standing), lambda v: count(_standing_plans(v)))
    yield Figure(PLANS_PUBLISHED, "其中已公示的", count_rows(*standing, f"ISNUMBER({_plans.published})"),
                 lambda v: count(row for row in _standing_plans(v) if row["published"]))
    yield Figure("计划有变更", "有变更日期的本年计划", count_rows(*own, f"ISNUMBER({_plans.changed})"),
                 lambda v: count(row for row, _ in _plans_of(v) if row["changed"]))
    for name, sign in (("计划内任务", "<>"), ("计划外任务", "=")):
        yield Figure(name, "没有取消的抽查任务", count_rows(f'{_tasks.code}<>""', f'{_tasks.plan}{sign}""', f'{_tasks.state}<>"{CANCELLED}"',
                                                  f"ROW({_tasks.code})>1"), _planned(sign == "<>"))
    yield Figure(PLANS_DONE_SHARE, "已完成 ÷ 计划合计", share(f"计划{DONE}", PLANS_ALL), _share_of(f"计划{DONE}", PLANS_ALL))
    yield Figure(PLANS_PUBLISHED_SHARE, "已公示 ÷ 计划合计", share(PLANS_PUBLISHED, PLANS_ALL), _share_of(PLANS_PUBLISHED, PLANS_ALL))
    yield from _registers()


def _tasks_in(state: str) -> Callable[[View], int]:
    return lambda view: count(row for row in view.rows(TASKS) if row["code"] and (row["state"] or PREPARING) == state)


def _plans_in(state: str) -> Callable[[View], int]:
    return lambda view: count(1 for _, found in _plans_of(view) if found.state == state)


def _standing_plans(view: View) -> list[PlanRow]:
    return [row for row, found in _plans_of(view) if found.state != DROPPED]


def _plans_of(view: View) -> Iterator[tuple[PlanRow, PlanProgress]]:
    """The year's own plans, each with how far it is."""
    return ((row, found) for row, found in zip(view.rows(PLANS), view.progress, strict=True)
            if row["code"] and row["year"] in (view.year, None))


def _planned(wanted: bool) -> Callable[[View], int]:
    return lambda view: count(row for row in view.rows(TASKS)
                              if row["code"] and row["state"] != CANCELLED and bool(row["plan"]) == wanted)


def _registers() -> Iterator[Figure]:
    items, people, today = Column(ITEMS), Column(INSPECTORS), figure(TODAY)
    in_use = f'(({items.valid_to}="")+ISNUMBER({items.valid_to})*({items.valid_to}>={today})>0)'
    here = f'(({people.away_from}="")+ISNUMBER({people.away_from})*({people.away_from}>{today})>0)'
    yield Figure(REGISTER_LINES[0], "没有停用的事项", count_rows(f'{items.code}<>""', in_use, f"ROW({items.code})>1"),
                 lambda v: count(r for r in v.rows(ITEMS) if r["code"] and (not r["valid_to"] or r["valid_to"] >= v.today)))
    yield Figure(REGISTER_LINES[1], "状态为正常、失联的对象", "+".join(f'COUNTIF({_objects.status},"{status}")' for status in DRAWABLE),
                 lambda v: count(r for r in v.rows(OBJECTS) if r["status"] in DRAWABLE))
    yield Figure(REGISTER_LINES[2], "没有停用的执法人员", count_rows(f'{people.code}<>""', here, f"ROW({people.code})>1"),
                 lambda v: count(r for r in v.rows(INSPECTORS) if r["code"] and (not r["away_from"] or r["away_from"] > v.today)))


# --- months and this period --------------------------------------------------------------------------

MONTH_LINES = (("抽取对象（户）", "抽取"), ("检查（条）", "检查"), ("公示（条）", "公示"))


def in_month(what: str, month: int) -> str:
    """The figure of a month: 抽取, 检查 or 公示; month 0 is the whole year."""
    return f"{month}月{what}" if month else f"全年{what}"


def month_figures() -> Iterator[Figure]:
    """Drawn, checked and published in the period of each month's form of the workbook's year."""
    year = figure(YEAR)
    for _, what in MONTH_LINES:
        for month in range(1, 13):
            days = {"检查": _findings.checked, "公示": _findings.published}.get(what)
            formula = countifs(Helper(WINNERS).month, f"{year}*100+{month}") if days is None else countifs(
                days, f'">"&{month_end(month - 1)}', days, f'"<="&{month_end(month)}')
            yield Figure(in_month(what, month), f"本年 {month} 月报表期内{what}的数量", formula, _month_of(what, month))
        every = [in_month(what, month) for month in range(1, 13)]
        yield Figure(in_month(what, 0), "十二个月合计", "+".join(map(figure, every)), _sum(every))


def _sum(names: list[str]) -> Callable[[View], int]:
    return lambda view: sum(view.number(name) for name in names)


def _month_of(what: str, month: int) -> Callable[[View], int]:
    def value(view: View) -> int:
        if what == "抽取":
            return view.drawn_by_month[view.year, month]
        holds = period_of(f"{view.year}-{month}", view.world.settings.period).holds
        return sum(found for day, found in view.finding_days["checked" if what == "检查" else "published"].items() if holds(day))

    return value


FORM_LINES = ("会议", "文件", "培训", "抽查方案", "抽取（次）", "检查（条）", "发现问题（条）", "结果公示（条）", "区县已报（家）")


def form_line(what: str) -> str:
    """The figure of a line of this period's form."""
    return f"本期{what}"


def form_figures() -> Iterator[Figure]:
    """What this reporting period has for the monthly form, in the form's order."""
    start, end, activities, draws = figure(START), figure(END), Column(ACTIVITIES), Column(DRAWS)

    def within(column: str) -> tuple[str, str, str, str]:
        return column, f'">="&{start}', column, f'"<="&{end}'

    counted = f"COUNTIFS({_tasks.code},{draws.task},{Helper(TASKS).own},1)>0"
    drawn = count_rows(f'LEFT({draws.drawn_at},10)>=TEXT({start},"yyyy-mm-dd")',
                       f'LEFT({draws.drawn_at},10)<=TEXT({end},"yyyy-mm-dd")', f'{draws.void_at}=""', counted)
    formulas = {
        **{kind: countifs(activities.category, f'"{kind}"', *within(activities.day)) for kind in FORM_LINES[:3]},
        "抽查方案": countifs(Helper(TASKS).document, "1"), "抽取（次）": drawn, "检查（条）": countifs(*within(_findings.checked)),
        "发现问题（条）": countifs(*within(_findings.checked), _checked.problem, "1"),
        "结果公示（条）": countifs(*within(_findings.published)),
        "区县已报（家）": count_rows(f'{Column(COUNTIES).month}=TEXT({end},"yyyy-mm")'),
    }
    for what in FORM_LINES:
        yield Figure(form_line(what), "本期（报表周期）内的数量", formulas[what], _form_value(what))


def _form_value(what: str) -> Callable[[View], int]:
    def value(view: View) -> int:
        return count(1 for _ in _of_period(view, what))

    return value


def _of_period(view: View, what: str) -> list[Row]:
    holds, findings = view.period.holds, view.rows(FINDINGS)
    if what in FORM_LINES[:3]:
        return [row for row in view.rows(ACTIVITIES) if row["category"] == what and holds(row["day"])]
    if what == "抽查方案":
        return [rows[0] for rows in schemes((row for row in view.rows(TASKS) if view.is_counted(row)), holds)]
    if what == "抽取（次）":
        own = {row["code"] for row in view.rows(TASKS) if view.is_counted(row)}
        return [row for row in view.rows(DRAWS) if row["drawn_at"] and not row["void_at"] and row["task"] in own
                and holds(date.fromisoformat(row["drawn_at"][:10]))]
    if what == "区县已报（家）":
        return [row for row in view.rows(COUNTIES) if row["month"] == view.period.month]
    if what == "结果公示（条）":
        return [row for row in findings if holds(row["published"])]
    return [row for row in findings if holds(row["checked"]) and (what == "检查（条）" or _is_problem(view, row))]
