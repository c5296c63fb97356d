"""Deadlines: those of a draw and its results, those of the year."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from ssj_xl.domain.codes import asks_for_more
from ssj_xl.domain.credit import pushed_results
from ssj_xl.domain.deadlines import leads
from ssj_xl.domain.deadlines.joint import replies
from ssj_xl.domain.deadlines.rule import Duty, Rule
from ssj_xl.domain.period import ON_THE_LIST, month_in_words, period_of, team_of
from ssj_xl.domain.plans import CANCELLED, DONE, FINISHED, is_dropped, progress
from ssj_xl.domain.world import World
from ssj_xl.tables import records
from ssj_xl.tables.problems import Place
from ssj_xl.tables.records import DRAWS
from ssj_xl.tables.registers import (
    ACTIVITIES,
    CODES,
    FINDINGS,
    INSPECTORS,
    MONTH_REPORT,
    PLANS,
    QUARTER_REPORT,
    RECTIFY,
    TASKS,
)
from ssj_xl.tables.settings import BUREAU
from ssj_xl.tables.table import Row

SHOWN = 5
"""How many object codes a message names."""


def active_tasks(world: World) -> list[Row]:
    """Tasks that were not cancelled."""
    return [row for row in world[TASKS] if row["state"] != CANCELLED]


def _of_finding(world: World, row: Row, key: str) -> dict[str, Any]:
    """Where a finding's duty stands, what it is about and who answers for it."""
    found, task = world.objects.get(row["object"]), world.tasks.get(row["task"])
    name = found["name"] if found and found["name"] else row["object"]
    division = task["division"] if task else world.settings.division
    return {"place": world[FINDINGS].place(row, key), "subject": f"{name}（{row['task']}）", "division": division}


def _of_task(world: World, row: Row, key: str) -> dict[str, Any]:
    return {"place": world[TASKS].place(row, key), "subject": f"{row['code']} {row['name']}", "division": row["division"]}


def _entries(world: World) -> Iterator[Duty]:
    for row in world[FINDINGS]:
        if row["checked"]:
            yield Duty(**_of_finding(world, row, "entered"), start=row["checked"], days=world.settings.entry_days,
                       done=row["entered"])


def _publications(world: World) -> Iterator[Duty]:
    for row in world[FINDINGS]:
        if row["checked"] and row["result"]:
            yield Duty(**_of_finding(world, row, "published"), start=row["checked"], days=world.settings.publish_days,
                       done=row["published"])


def _pushes(world: World) -> Iterator[Duty]:
    called_for = pushed_results(world[CODES])
    for row in world[FINDINGS]:
        if row["checked"] and row["result"] in called_for:
            yield Duty(**_of_finding(world, row, "credit_pushed"), start=row["checked"], days=world.settings.push_days,
                       done=row["credit_pushed"], facts={"result": row["result"]})


def _disposals(world: World) -> Iterator[Duty]:
    for row in world[FINDINGS]:
        if asks_for_more(row) and row["disposal_due"]:
            yield Duty(**_of_finding(world, row, "disposal_due"), day=row["disposal_due"], start=row["checked"],
                       done=row["closed"], note=row["disposal"])


def _transfers(world: World) -> Iterator[Duty]:
    """A result is a text without a day: a transfer that has one is finished, on the day it was closed if known."""
    for row in world[FINDINGS]:
        if row["transferred"]:
            told = bool(row["transfer_result"])
            yield Duty(**_of_finding(world, row, "transfer_result"), start=row["transferred"],
                       days=world.settings.transfer_days, done=row["closed"] if told else None, finished=told,
                       note=f"移送{row['transfer_to']}" if row["transfer_to"] else "")


def _objections(world: World) -> Iterator[Duty]:
    for row in world[FINDINGS]:
        if row["disputed"]:
            yield Duty(**_of_finding(world, row, "dispute_result"), start=row["disputed"], days=world.settings.dispute_days,
                       done=row["corrected"], finished=bool(row["dispute_result"]))


def _rechecks(world: World) -> Iterator[Duty]:
    """Somebody looks again once the term of an order to put right has passed.  Books of before have nowhere to write it."""
    for row in world[FINDINGS] if "rechecked" in world[FINDINGS].columns else ():
        if row["disposal_due"] and any(word in row["disposal"] for word in RECTIFY):
            yield Duty(**_of_finding(world, row, "rechecked"), start=row["disposal_due"], days=world.settings.recheck_days,
                       done=row["rechecked"], note=row["disposal"])


def _expiries(world: World) -> Iterator[Duty]:
    """A result leaves the website after its last day; whether it has, only whoever took it down can say."""
    for row in world[FINDINGS]:
        if row["published"] and row["shown_until"]:
            yield Duty(**_of_finding(world, row, "withdrawn"), day=row["shown_until"], done=row["withdrawn"],
                       note="重新生成公示页、换上网站后填写" if row["shown_until"] < world.today else "")


def _confirmations(world: World) -> Iterator[Duty]:
    for row in active_tasks(world):
        if row["platform_drawn"]:
            yield Duty(**_of_task(world, row, "platform_people"), start=row["platform_drawn"],
                       days=world.settings.confirm_days, done=row["platform_people"])


def _schemes(world: World) -> Iterator[Duty]:
    """Before the draw; while nothing is drawn, before the task's first day."""
    for row in active_tasks(world) if DRAWS in world else ():
        drawn = world.drawn_at.get(row["code"], "")
        event = date.fromisoformat(drawn[:10]) if drawn else row["platform_drawn"] or row["start"]
        if event:
            yield Duty(**_of_task(world, row, "scheme_published"), before=event, days=world.settings.scheme_days,
                       done=row["scheme_published"])


def visits(world: World) -> dict[str, dict[str, date | None]]:
    """Task → objects of its standing list (those replaced left out), each with the last day on which it was checked."""
    found: dict[str, dict[str, date | None]] = {
        task: {code: None for code, state in listed.items() if state != "被替换"} for task, listed in world.drawn.items()}
    for row in world[FINDINGS]:
        listed = found.get(row["task"], {})
        if row["checked"] and row["object"] in listed:
            listed[row["object"]] = max(row["checked"], listed[row["object"]] or row["checked"])
    return found


def due_with_task(world: World, task: str, drawn: Mapping[str, date | None]) -> dict[str, date | None]:
    """Those of a task's visits that end with the task; one that was put off has a day of its own."""
    return {code: day for code, day in drawn.items() if (task, code) not in world.put_off}


def _tasks(world: World) -> Iterator[Duty]:
    """Every object drawn is checked by the task's last day; one that was put off has a day of its own (`_put_off`)."""
    found = visits(world)
    for row in active_tasks(world):
        if row["end"] and FINDINGS in world:
            yield _task(world, row, found.get(row["code"], {}))


def _task(world: World, row: Row, drawn: dict[str, date | None]) -> Duty:
    """drawn: the objects of the standing list, each with the day on which it was checked."""
    due = due_with_task(world, row["code"], drawn)
    left = [code for code, day in due.items() if day is None]
    days = [day for day in due.values() if day]
    finished = not left and (row["state"] == FINISHED or (bool(drawn) and not due))
    note = f"还有 {len(left)} 个抽中的对象没有检查" if left else "" if drawn or finished else "还没有抽取名单"
    named = "、".join(left[:SHOWN]) + (" 等" if len(left) > SHOWN else "")
    return Duty(**_of_task(world, row, "end"), day=row["end"], start=row["start"], note=note,
                done=max(days) if days and not left else None, finished=finished,
                facts={"count": len(left), "objects": named})


def _put_off(world: World) -> Iterator[Duty]:
    """Whoever was put off is checked by the day to which the visit was put off (延期至)."""
    found = visits(world)
    for row in world[records.WINNERS] if FINDINGS in world else ():
        task, listed = world.tasks.get(row["task"]), found.get(row["task"], {})
        if world.is_put_off(row) and task and task["state"] != CANCELLED and row["object"] in listed:
            yield Duty(world[records.WINNERS].place(row, "put_off_to"), f"{row['name'] or row['object']}（{row['task']}）", task["division"],
                       day=row["put_off_to"], done=listed[row["object"]], note=f"延期第 {row['put_off']} 次" if row["put_off"] else "",
                       facts={"object": row["object"], "task": row["task"]})


def _archives(world: World) -> Iterator[Duty]:
    """Counted from the last publication or closing, once every object drawn is checked, published and closed."""
    days = finished(world)
    for row in active_tasks(world):
        if end := days.get(row["code"]):
            yield Duty(**_of_task(world, row, "archived"), start=end, days=world.settings.archive_days,
                       done=row["archived"])


def finished(world: World) -> dict[str, date]:
    """Task → the day on which it was over: every object drawn checked, every result published, every problem closed."""
    checked = visits(world)
    return {task: day for task, day in ends(world).items() if None not in checked.get(task, {}).values()}


def ends(world: World) -> dict[str, date]:
    """Task → the last publication or closing of its findings; tasks with anything open are left out."""
    found: dict[str, date] = {}
    pending: set[str] = set()
    for row in world[FINDINGS]:
        needed = [row["published"], *([row["closed"]] if asks_for_more(row) else [])]
        if not row["checked"] or None in needed:
            pending.add(row["task"])
        else:
            found[row["task"]] = max([found.get(row["task"], date.min), *needed])
    return {task: day for task, day in found.items() if task not in pending}


_DISPOSAL_SOURCE = "实施方案二（三）：后续处置无例外；处置期限由登记确定"

CONDUCT_RULES = (
    Rule("scheme", "实施方案公示", "实施方案二（二）：实施方案及时向社会公开", "scheme_days", _schemes),
    Rule("reply", "参与件收齐", "联合抽查：邀请件写明的截止日期，锁定前收齐各参与方的参与件", "", replies),
    Rule("confirm", "平台人员确定", "省监管平台：两个工作日内完成比对和确认", "confirm_days", _confirmations, optional=False),
    Rule("task", "抽查任务按期检查", "实施方案二（二）：方案规定的时间节点（任务截止日期）", "", _tasks),
    Rule("put_off", "延期对象检查", "实施方案二（二）：方案规定的时间节点（经批准的延期至）", "", _put_off),
    Rule("entry", "检查结果录入", "实施方案三（二）：按时限完成结果录入", "entry_days", _entries, optional=False),
    Rule("publication", "检查结果公示", "检查完毕之日起20个工作日内公示；实施方案一：检查结果100%公示", "publish_days",
         _publications, optional=False),
    Rule("disposal", "后续处置办结", _DISPOSAL_SOURCE, "", _disposals),
    Rule("recheck", "整改复查", _DISPOSAL_SOURCE, "recheck_days", _rechecks),
    Rule("objection", "公示异议处理", "行政执法公示：公示的信息不准确的，及时更正", "dispute_days", _objections),
    Rule("expiry", "公示期满下线", "行政执法公示：过了公示期限的撤下（公示截止日期）", "", _expiries),
    Rule("transfer", "移送结果反馈", "实施方案二（三）：规范问题线索的转办、移送", "transfer_days", _transfers),
    *leads.RULES,
    Rule("push", "信用信息归集", "实施方案二（四）；公共信用信息目录列明的才归集", "push_days", _pushes),
    Rule("archive", "材料归档", "实施方案三（三）：相关材料归档", "archive_days", _archives),
)


# --- duties of the year ----------------------------------------------------------------------------------

ADDED = "新增"
_QUARTERS = {3: "一", 6: "二", 9: "三", 12: "四"}
_DAY = timedelta(days=1)


def _of_plan(world: World, row: Row, key: str) -> dict[str, Any]:
    return {"place": world[PLANS].place(row, key), "subject": f"{row['code']} {row['name']}", "division": row["division"]}


def _plan_publications(world: World) -> Iterator[Duty]:
    """By the end of a month of the plan's year; a plan added later by the term of changes."""
    month = world.settings.plan_month
    for row in world[PLANS]:
        if row["year"] and row["change_kind"] != ADDED and not is_dropped(row):
            yield Duty(**_of_plan(world, row, "published"), day=end_of(row["year"], month), done=row["published"],
                       facts={"month": month})


def _changes(world: World, key: str, days: int) -> Iterator[Duty]:
    for row in world[PLANS]:
        if row["changed"]:
            yield Duty(**_of_plan(world, row, key), start=row["changed"], days=days, done=row.get(key),
                       note="；".join(part for part in (row["change_kind"], "" if row["change_why"] else "还没有写依据") if part))


def _change_reports(world: World) -> Iterator[Duty]:
    return _changes(world, "change_reported", world.settings.change_report_days)


def _change_publications(world: World) -> Iterator[Duty]:
    return _changes(world, "change_published", world.settings.change_publish_days)


def _plans(world: World) -> Iterator[Duty]:
    """A plan is carried out by its last day; one that a change has cancelled is no duty any more."""
    if TASKS not in world:
        return
    known = progress(world[PLANS], world[TASKS], world[records.DRAWS], world[FINDINGS], today=world.today)
    for row, done in zip(world[PLANS], known, strict=True):
        if row["end"] and not is_dropped(row):
            note = f"任务 {done.tasks} 个，已抽取 {done.drawn} 个，已归档 {done.archived} 个" if done.tasks else "还没有抽查任务"
            yield Duty(**_of_plan(world, row, "end"), day=row["end"], start=row["start"], note=note,
                       finished=done.state == DONE, facts={"tasks": done.tasks})


def _trainings(world: World) -> Iterator[Duty]:
    table = world[ACTIVITIES]
    for row in table:
        if row["planned"]:
            key = "day" if not row["day"] else "planned"
            yield Duty(table.place(row, key), f"{row['category']}“{row['name']}”", row["division"] or _unit(world),
                       day=row["planned"], done=row["day"], facts={"name": row["name"]})


def report_name(category: str, month: str) -> str:
    """2021年3月月报表; 2021年一季度落实情况, by the quarter's last month.  category: of 工作动态; month: "2021-03"."""
    if category == QUARTER_REPORT:
        return f"{month[:4]}年{_QUARTERS[int(month[5:])]}季度落实情况"
    return f"{month_in_words(month)}月报表"


def _forms(world: World) -> Iterator[Duty]:
    """The form of every month of the workbook's year from the one in which its records begin."""
    first, done = first_day(world), handed_in(world, MONTH_REPORT)
    for month in range(1, 13):
        period = period_of(f"{_year(world)}-{month}", world.settings.period)
        if period.end >= first:
            yield _report(world, report_name(MONTH_REPORT, period.month), done.get(period.month),
                          day=next_day(period.end, world.settings.form_day), entry=(MONTH_REPORT, period.month))


def _quarters(world: World) -> Iterator[Duty]:
    first, done = first_day(world), handed_in(world, QUARTER_REPORT)
    for month in _QUARTERS:
        year, text = _year(world), f"{_year(world)}-{month:02}"
        last = end_of(year, month)
        if last >= first:
            yield _report(world, report_name(QUARTER_REPORT, text), done.get(text),
                          day=last.replace(day=min(world.settings.quarter_day, last.day)),
                          entry=(QUARTER_REPORT, text))


def _report(world: World, subject: str, row: Row | None, *, day: date, entry: tuple[str, str]) -> Duty:
    """row: of 工作动态, which says that it was handed in; entry: what such a row has as 类别 and 所属月份."""
    table, (category, month) = world[ACTIVITIES], entry
    place = table.place(row, "day") if row else Place(table.grid.file, ACTIVITIES.name)
    return Duty(place, subject, _unit(world), day=day, done=row["day"] if row else None,
                note="" if row else f"报送后登记一行：类别 {category}，所属月份 {month}", facts={"month": month})


def _certificates(world: World) -> Iterator[Duty]:
    """Of everybody who is not away for good; sooner where the holder is in the team of an open task it will not see."""
    table, open_tasks = world[INSPECTORS], _last_tasks(world)
    ahead = timedelta(days=world.settings.certificate_days)
    for row in table:
        if row["valid_to"] is None or (row["away_from"] and not row["away_to"]):
            continue
        end, task = open_tasks.get(row["code"], (row["valid_to"], ""))
        short = end > row["valid_to"]
        soon = max(row["valid_to"], date.min + ahead) - ahead
        yield Duty(
            table.place(row, "valid_to"), f"{row['name']}（{row['code']}）", row["division"], day=row["valid_to"],
            soon_from=min(soon, world.today) if short else soon,
            note=f"任务 {task} 的截止日期 {end} 在此之后" if short else "",
            facts={"name": row["name"], "days": (row["valid_to"] - world.today).days,
                   **({"task": task, "end": end} if short else {})})


def _last_tasks(world: World) -> dict[str, tuple[date, str]]:
    """Inspector → last day and code of the open task that ends last among those whose teams they are in."""
    ends = {row["code"]: row["end"] for row in active_tasks(world) if row["end"] and row["state"] != FINISHED}
    found: dict[str, tuple[date, str]] = {}
    for row in world[records.WINNERS]:
        if row["state"] in ON_THE_LIST and row["task"] in ends and (row["task"], row["attempt"]) not in world.void:
            for code in team_of(row):
                found[code] = max(found.get(code, (date.min, "")), (ends[row["task"]], row["task"]))
    return found


def handed_in(world: World, category: str) -> dict[str, Row]:
    """Month → the first row that says its report was handed in; of a bureau only its own, not its divisions'."""
    own = ("", world.settings.division, world.settings.unit)
    rows = [row for row in world[ACTIVITIES] if row["category"] == category and row["day"] and row["month"]
            and (world.settings.level != BUREAU or row["division"] in own)]
    return {row["month"]: row for row in sorted(rows, key=lambda row: row["day"], reverse=True)}


def first_day(world: World) -> date:
    """The day before which no report was due: of 启用月份 its first, else the first day of the unit's work in the
    registers; today where there is none.  A plan that was published is no work yet."""
    if world.settings.start_month:
        return date.fromisoformat(f"{world.settings.start_month}-01")
    days = [row["day"] for row in world[ACTIVITIES]] + [row["scheme_date"] for row in world[TASKS]]
    return min((day for day in (*days, *(row["checked"] for row in world[FINDINGS])) if day), default=world.today)


def _year(world: World) -> int:
    return world.settings.year or world.today.year


def _unit(world: World) -> str:
    return world.settings.division or world.settings.unit


def end_of(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def next_day(day: date, number: int) -> date:
    """The first day after `day` that is the `number`-th of a month."""
    found = day + _DAY
    return found.replace(day=number) if number >= found.day else (end_of(found.year, found.month) + _DAY).replace(day=number)


YEARLY_RULES = (
    Rule("plan_publication", "年度计划公示", "实施方案二（二）：年度计划及时向社会公开", "plan_month", _plan_publications),
    Rule("change_report", "计划变更报备", "实施方案二（二）：调整年度计划及时报行政执法协调监督处", "change_report_days", _change_reports),
    Rule("change_publication", "计划变更公示", "实施方案二（二）：调整年度计划向社会公示", "change_publish_days", _change_publications),
    Rule("plan", "年度计划执行", "实施方案二（二）：严格按照年度计划开展抽查（计划截止）", "", _plans),
    Rule("training", "培训（活动）计划落实", "实施方案二（五）：制定培训计划并按计划严格落实", "", _trainings),
    Rule("form", "月报表报送", "实施方案三（三）：每月21日前报送月报表", "form_day", _forms),
    Rule("quarter", "季度落实情况报送", "实施方案三（三）：3月、6月、9月、12月底前报送落实情况", "quarter_day", _quarters),
    Rule("certificate", "执法证件换证", "行政处罚法第四十二条：由具有执法资格的人员实施", "certificate_days", _certificates,
         optional=False),
)
