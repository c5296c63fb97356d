"""Deadlines of the year: plans and their changes, trainings, reports, certificates."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from ssj_xl.domain.deadlines.conduct import active_tasks
from ssj_xl.domain.deadlines.rule import Duty, Rule
from ssj_xl.domain.period import ON_THE_LIST, month_in_words, period_of, team_of
from ssj_xl.domain.plans import DONE, FINISHED, is_dropped, progress
from ssj_xl.domain.world import World
from ssj_xl.tables import records
from ssj_xl.tables.problems import Place
from ssj_xl.tables.registers import (
    ACTIVITIES,
    FINDINGS,
    INSPECTORS,
    MONTH_REPORT,
    PLANS,
    QUARTER_REPORT,
    TASKS,
)
from ssj_xl.tables.settings import BUREAU
from ssj_xl.tables.table import Row

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
