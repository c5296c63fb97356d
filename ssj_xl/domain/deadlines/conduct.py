"""Deadlines of the work as it is done: a task, its draw, the checks and their results, leads, joint draws."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from ssj_xl.domain.codes import asks_for_more
from ssj_xl.domain.credit import pushed_results
from ssj_xl.domain.deadlines.rule import Duty, Rule
from ssj_xl.domain.leads import is_followed, last_day
from ssj_xl.domain.plans import CANCELLED, FINISHED
from ssj_xl.domain.world import World
from ssj_xl.tables import records
from ssj_xl.tables.leads import LEADS
from ssj_xl.tables.records import DRAWS
from ssj_xl.tables.registers import (
    CODES,
    FINDINGS,
    RECTIFY,
    TASKS,
)
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


def _replies(world: World) -> Iterator[Duty]:
    """The parties have answered by the day that the invitation says."""
    for row in world[TASKS]:
        if row["state"] != CANCELLED and row["replies_due"]:
            yield Duty(world[TASKS].place(row, "replied"), f"{row['code']} {row['name']}", row["division"], day=row["replies_due"], done=row["replied"])


def _of_lead(world: World, row: Row, key: str) -> dict[str, Any]:
    found = world.objects.get(row["object"])
    table = world[LEADS]
    return {"place": table.place(row, key if key in table.columns else ""), "subject": f"{found['name'] if found and found['name'] else row['object']}（{row['number']}）",
            "division": world.settings.division, "facts": {"value": row["number"], "end": last_day(row)}}


def _lead_ends(world: World) -> Iterator[Duty]:
    """A lead that is followed is closed by its last day; after it the object is drawn by lot again."""
    for row in world[LEADS]:
        if row["number"] and is_followed(row) and (day := last_day(row.changed(closed=None))):
            yield Duty(**_of_lead(world, row, "closed"), day=day, start=row["received"], done=row["closed"],
                       note="" if row["closed"] else "过期后照常参加抽签；要继续的，改“有效期至”并写批准人、批准日期")


def _lead_handlings(world: World) -> Iterator[Duty]:
    """Somebody says what becomes of a lead within a term."""
    for row in world[LEADS]:
        if row["number"] and row["received"]:
            yield Duty(**_of_lead(world, row, "handling"), start=row["received"], days=world.settings.lead_days,
                       finished=bool(row["handling"] or row["closed"]))


_LEAD_SOURCE = "实施方案二（三）：规范问题线索的转办、移送"
_DISPOSAL_SOURCE = "实施方案二（三）：后续处置无例外；处置期限由登记确定"

CONDUCT_RULES = (
    Rule("scheme", "实施方案公示", "实施方案二（二）：实施方案及时向社会公开", "scheme_days", _schemes),
    Rule("reply", "参与件收齐", "联合抽查：邀请件写明的截止日期，锁定前收齐各参与方的参与件", "", _replies),
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
    Rule("transfer", "移送结果反馈", _LEAD_SOURCE, "transfer_days", _transfers),
    Rule("lead_handling", "线索处理", _LEAD_SOURCE, "lead_days", _lead_handlings),
    Rule("lead", "线索办结", f"{_LEAD_SOURCE}；有效期内不参加抽签，过期照常抽签", "", _lead_ends),
    Rule("push", "信用信息归集", "实施方案二（四）；公共信用信息目录列明的才归集", "push_days", _pushes),
    Rule("archive", "材料归档", "实施方案三（三）：相关材料归档", "archive_days", _archives),
)
