"""Points 1 and 4: the yearly plan made, carried out and changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal

from ssj_xl.domain.period import coverage, history, short_day
from ssj_xl.domain.plans import DONE, DROPPED, IDLE, LATE, RUNNING, STATES, is_dropped
from ssj_xl.domain.summary.model import (
    Carried,
    Chart,
    Fact,
    Listing,
    Section,
    missing,
    named,
    parts,
    percent,
    ratio,
    sentences,
    together,
)
from ssj_xl.domain.wording import measure, visits_measure
from ssj_xl.tables import records, registers
from ssj_xl.tables.registers import PLANS, TASKS
from ssj_xl.workflows.monthly.frames import register
from ssj_xl.workflows.summary.scope import Scope, past_listings, past_sources

if TYPE_CHECKING:
    from ssj_xl.tables.rows import ObjectRow, PlanRow, TaskRow

_CHANGE: tuple[tuple[Literal["change_why", "change_reported", "change_published"], str], ...] = (
    ("change_why", "变更原因"), ("change_reported", "变更报备日期"), ("change_published", "变更公示日期"))


def carried(scope: Scope, tasks: Iterable[TaskRow]) -> Carried:
    """What tasks have come to by the end of the period, since they began."""
    return together(scope.carried[row["code"]] for row in tasks)


def plan_section(scope: Scope, *, covered: bool = True) -> Section:
    """抽查计划制定及执行.  covered: with the year's coverage, where no section of its own has it."""
    progress = [(plan, carried(scope, _tasks_of(scope, plan["code"]))) for plan in scope.plans]
    made, work = _made(scope), _work(scope)
    listing = _plan_list(scope, progress)
    chart = Chart("年度计划执行情况（年初至期末，家次）", tuple(plan["name"] for plan, _ in progress), (
        ("抽取", tuple(done.drawn for _, done in progress)), ("检查", tuple(done.checked for _, done in progress)),
        ("公示", tuple(done.published for _, done in progress))), bars=True)
    texts = sentences(_made_text(scope), _plans_text(scope), _work_text(scope),
                      coverage_text(scope) if covered else "")
    return Section("plans", "抽查计划制定及执行情况", texts, (*made, *work, *(coverage_facts(scope) if covered else ())),
                   (listing, task_list(scope), *(past_listings(scope) if covered else ())), (chart,))


def _tasks_of(scope: Scope, plan: str) -> list[TaskRow]:
    return [row for row in scope.tasks.values() if row["plan"] == plan]


def _due(scope: Scope) -> list[PlanRow]:
    return [row for row in scope.plans if row["start"] and row["start"] <= scope.until and not is_dropped(row)]


def _state(scope: Scope, plan: PlanRow) -> str:
    return scope.progress[plan["code"]].state


def _made(scope: Scope) -> list[Fact]:
    """Facts on the plan: made, published, and where it stands."""
    of = (PLANS, "code")
    facts = [
        scope.fact("年度计划", scope.plans, unit="项", note="年度计划中“年度”为报告年度的行；参与的联合计划由责任处室计数", of=of),
        scope.fact("其中已公示", [row for row in scope.plans if row["published"]], unit="项", note="公示日期不晚于期末",
                   of=(PLANS, "published")),
        scope.fact("按计划应启动", _due(scope), unit="项", note="计划开始日期不晚于期末，已取消的计划不计", of=(PLANS, "start")),
    ]
    notes = {DONE: "所属任务都为“已完成”或已归档", RUNNING: "所属任务至少有一个已抽取", IDLE: "没有任务，或任务都没有抽取",
             LATE: "计划截止日期早于期末而没有完成", DROPPED: "变更类型为“取消”"}
    return [*facts, *(scope.fact(f"期末{state}", [row for row in scope.plans if _state(scope, row) == state], unit="项",
                                 note=notes[state], of=of) for state in STATES)]


def _made_text(scope: Scope) -> str:
    if not scope.plans:
        return f"{scope.period.end.year}年没有登记年度抽查计划。"
    hidden = [row["code"] for row in scope.plans if not row["published"]]
    told = "全部公示" if not hidden else f"已公示{len(scope.plans) - len(hidden)}项"
    text = f"制定{scope.period.end.year}年度抽查计划{len(scope.plans)}项，{told}。"
    return text + missing(hidden, "项计划未公示")


def _plans_text(scope: Scope) -> str:
    if not scope.plans:
        return ""
    states = [_state(scope, row) for row in scope.plans]
    due = _due(scope)
    waiting = [row["code"] for row in due if not scope.progress[row["code"]].drawn]
    late = [row["code"] for row, state in zip(scope.plans, states, strict=True) if state == LATE]
    day = short_day(scope.until)
    text = f"按计划应于{day}前启动{len(due)}项，已启动{len(due) - len(waiting)}项。" if due else f"按计划{day}前没有应启动的项目。"
    text += f"截至{day}，{parts(((states.count(state), state) for state in STATES), '项')}。"
    return text + missing(waiting, "项计划到期未启动") + missing(late, "项计划超过计划截止日期未完成")


def _work(scope: Scope) -> list[Fact]:
    """Facts on what was drawn and checked in the period."""
    part, counted = scope.conduct, scope.counted
    drawn = [row for row in scope.table(records.DRAWS) if row["task"] in {draw.code for draw in part.draws}]
    winners = [row for row in scope.rows(records.WINNERS, scope.ledger.winners)
               if scope.period.holds(date.fromisoformat(scope.drawn_at[row["task"]][:10]))]
    visits, objects = visits_measure(part.measures), measure(part.measures)
    by_winner, by_check = scope.sources(records.WINNERS, winners, "object"), (registers.FINDINGS, "checked")
    check_cells = scope.sources(registers.FINDINGS, scope.checked, by_check[1])
    unplanned = [row for row in drawn if not scope.tasks[row["task"]]["plan"]]
    return [
        Fact("本期随机抽查", len(part.draws), "次", "抽取时间在期间内、未作废的抽取；联合抽查由发起处室计数",
             scope.sources(records.DRAWS, drawn, "drawn_at")),
        Fact("其中计划外", len(counted.unplanned.draws), "次", "任务没有计划编号",
             scope.sources(records.DRAWS, unplanned, "task")),
        Fact("本期抽取", part.visits, visits, "任务编号＋对象编码去重，含递补，不含候补和被替换的", by_winner),
        Fact("本期抽取对象", part.objects, objects, "对象编码去重", by_winner),
        Fact("本期检查", part.checks.visits, visits, "检查日期在期间内且为该任务首次检查，任务编号＋对象编码去重", check_cells),
        Fact("本期检查对象", part.checks.objects, objects, "检查日期在期间内，对象编码去重", check_cells),
        Fact("期末待检查", part.to_check.closing, visits, f"期初{part.to_check.opening}＋抽取{part.to_check.came}－检查{part.to_check.went}"),
    ]


def _work_text(scope: Scope) -> str:
    part, outside = scope.conduct, scope.counted.unplanned.draws
    if not part.draws and not part.checks.objects:
        return "本期没有开展随机抽查。"
    visits, objects = visits_measure(part.measures), measure(part.measures)
    text = (f"本期开展随机抽查{len(part.draws)}次（计划内{len(part.draws) - len(outside)}次、计划外{len(outside)}次），"
            f"抽取检查对象{_both(part.objects, objects, part.visits, visits)}；"
            f"检查{_both(part.checks.objects, objects, part.checks.visits, visits)}。")
    if part.to_check.closing:
        text += f"截至{short_day(scope.until)}待检查{part.to_check.closing}{visits}。"
    joint = "；".join(f"{task.name}（{task.division}发起）" for task in scope.counted.joint)
    joined = f"另参与联合抽查{len(scope.counted.joint)}项，由发起处室计数：{joint}。" if joint else ""
    return text + missing([draw.code for draw in outside], "个任务没有年度计划") + joined


def _both(objects: int, unit: str, visits: int, visits_unit: str) -> str:
    """Objects, and visits where they are another number: 95家（96家次）."""
    return f"{objects}{unit}" + (f"（{visits}{visits_unit}）" if visits != objects else "")


def _covered(scope: Scope) -> tuple[list[ObjectRow], set[str]]:
    """Objects of the register, and codes of those checked since the year began."""
    objects = register(scope.whole, registers.OBJECTS).rows
    return objects, checked_codes(scope)


def checked_codes(scope: Scope) -> set[str]:
    """Objects with a 检查日期 in the year up to the day, whoever checked them (as on 首页 and in the preview)."""
    findings, winners, draws = (register(scope.whole, spec) for spec in (
        registers.FINDINGS, records.WINNERS, records.DRAWS))
    return set(history(findings, winners, draws, scope.period.end.year).checked)


def coverage_facts(scope: Scope) -> list[Fact]:
    """Coverage since the year began: both numbers, the share, and the floor."""
    objects, done = _covered(scope)
    found = coverage(objects, done)
    listed = [row for row in objects if row["code"] in done and row.line >= 0]
    return [
        Fact("名录库检查对象", found.registered, "个", registered_note(scope), past_sources(scope)),
        Fact("年初至期末已检查对象", found.checked, "个", "本年度有检查日期的对象，对象编码去重，含区县局检查的",
             scope.sources(registers.OBJECTS, listed, "code")),
        Fact("年度抽查比例", ratio(found.checked, found.registered), "", "已检查对象÷名录库检查对象，精确计算，保留两位小数"),
        Fact("年度抽查比例下限", scope.settings.yearly_floor, "", "参数“年度抽查比例下限”"),
    ]


def registered_note(scope: Scope) -> str:
    """What the denominator is."""
    day, then = scope.settings.base_day, f"{short_day(scope.until)}的登记" if scope.past.reaches(scope.until) else "现有登记"
    base = f"名录基准日{day.isoformat()}，之后的变动按{then}计" if day else f"未填写名录基准日，按{then}计"
    return f"检查对象中状态为正常、失联的，加上本年已检查后停业注销的，对象编码去重；{base}"


def coverage_text(scope: Scope) -> str:
    """Coverage since the year began, against the floor."""
    found = coverage(*_covered(scope))
    if not found.registered:
        return "检查对象名录库为空，不能计算年度抽查比例。"
    share, floor = ratio(found.checked, found.registered), scope.settings.yearly_floor
    met = "达到" if found.checked >= floor * found.registered else "未达到"
    counties = "（含区县局检查的）" if scope.bureau else ""
    return (f"年初至{short_day(scope.until)}已检查对象{found.checked}个{counties}，占名录库{found.registered}个的"
            f"{percent(share)}，{met}年度抽查比例不低于{percent(floor)}的要求。" if share is not None else "")


def _plan_list(scope: Scope, progress: Sequence[tuple[PlanRow, Carried]]) -> Listing:
    rows = tuple((plan["code"], plan["name"], plan["division"], plan["start"], plan["end"], plan["published"] or "未公示",
                  (own := scope.progress[plan["code"]]).tasks, done.drawn, done.checked, done.published, own.archived,
                  own.state) for plan, done in progress)
    columns = (("计划编号", 19), ("任务名称", 26), ("责任处室", 14), ("计划开始", 11), ("计划截止", 11), ("公示日期", 11),
               ("任务", 6), ("抽取", 7), ("检查", 7), ("公示", 7), ("归档", 6), ("期末状态", 9))
    short = ("任务名称", "责任处室", "计划截止", "任务", "抽取", "检查", "公示", "归档", "期末状态")
    return Listing("1计划执行", "年度计划执行情况", columns, rows, scope.sources(PLANS, scope.plans, "code"),
                   note="任务、归档以个计，抽取、检查、公示以家次（人次）计，从任务开始起累计至期末。", document=short)


def task_list(scope: Scope) -> Listing:
    """本期开展的任务, each with what it has come to."""
    rows = tuple(_task_row(scope, row) for row in scope.active)
    columns = (("任务编号", 19), ("任务名称", 26), ("发起处室", 14), ("计划编号", 19), ("抽取时间", 12), ("抽取", 7), ("检查", 7),
               ("待检查", 7), ("公示", 7), ("待公示", 7), ("问题", 7), ("状态", 9))
    short = ("任务编号", "任务名称", "抽取", "检查", "待检查", "公示", "待公示", "问题")
    return Listing("1任务进展", "本期开展的任务进展情况", columns, rows, scope.sources(TASKS, scope.active, "code"),
                   note="抽取、检查、公示以家次（人次）计，问题以条计，从任务开始起累计至期末；“状态”为期末的登记，取消、完成照变更记录推回。", document=short)


def _task_row(scope: Scope, row: TaskRow) -> tuple[str | int, ...]:
    done = carried(scope, [row])
    found = sum(scope.is_problem(finding) for finding in scope.findings if finding["task"] == row["code"])
    return (row["code"], row["name"], row["division"], row["plan"] or "计划外", scope.drawn_at.get(row["code"], "未抽取"),
            done.drawn, done.checked, done.to_check, done.published, done.to_publish, found, row["state"])


def change_section(scope: Scope) -> Section:
    """抽查计划变更及公示."""
    changed = [row for row in scope.plans if scope.period.holds(row["changed"])]
    facts = [scope.fact("本期变更计划", changed, unit="项", note="变更日期在期间内；一项计划多次变更的，台账只记最后一次",
                        of=(PLANS, "changed"))]
    notes = {"change_why": "变更原因不为空", "change_reported": "变更报备日期不晚于期末", "change_published": "变更公示日期不晚于期末"}
    names = {"change_why": "其中写明原因", "change_reported": "其中已报备", "change_published": "其中已公示"}
    facts += [scope.fact(names[key], [row for row in changed if row[key]], unit="项", note=notes[key], of=(PLANS, key))
              for key, _ in _CHANGE]
    columns = (("计划编号", 19), ("任务名称", 26), ("责任处室", 14), ("变更类型", 9), ("变更日期", 11), ("变更原因", 44), ("报备日期", 11), ("公示日期", 11))
    rows = tuple((row["code"], row["name"], row["division"], row["change_kind"], row["changed"], row["change_why"] or "未填写",
                  row["change_reported"] or "未报备", row["change_published"] or "未公示") for row in changed)
    listing = Listing("4计划变更", "抽查计划变更情况", columns, rows, scope.sources(PLANS, changed, "changed"),
                      document=("任务名称", "变更类型", "变更日期", "变更原因", "报备日期", "公示日期"))
    return Section("changes", "抽查计划变更及公示情况", _change_texts(changed), tuple(facts), (listing,))


def _change_texts(changed: Sequence[PlanRow]) -> tuple[str, ...]:
    if not changed:
        return ("本期没有变更年度抽查计划。",)
    done = {key: sum(bool(row[key]) for row in changed) for key, _ in _CHANGE}
    text = (f"本期变更年度抽查计划{len(changed)}项：{named(row['name'] for row in changed)}。写明原因{done['change_why']}项，"
            f"报行政执法协调监督处{done['change_reported']}项，向社会公示{done['change_published']}项。")
    gaps = (missing([row["code"] for row in changed if not row[key]], f"项没有填写{title}") for key, title in _CHANGE)
    return (text + "".join(gaps),)
