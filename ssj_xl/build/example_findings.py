"""Invented results of the drawn objects: most without a problem, a few to be put right, some still open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from ssj_xl.build.example_chance import Row, full_row, load, number, shuffled, workday, workdays
from ssj_xl.tables.cells import split_list
from ssj_xl.tables.defaults import DISPOSALS, RESULTS
from ssj_xl.tables.registers import RECTIFIED

Winner = Mapping[str, Any]

_CLEAN, _, _, _UNREACHABLE, _CORRECTED, _, _, _PENDING = (row.name for row in RESULTS)
_NO_DISPOSAL, _ORDERED, _, _, _TO_THE_BAR, _NOTIFIED, _ = DISPOSALS
_PROBLEMS = (_UNREACHABLE, _CORRECTED, _PENDING)
_LATE, _UNCHECKED = "待公示", "待检查"  # not results: no problem but published later; not visited yet
_LAST_CHECK = date(2021, 3, 18)  # later checks are not in the books of the month yet


class Visit(NamedTuple):
    """One drawn object as it is checked: the task's row, the object's row, the items, who, and the outcome."""

    task: Mapping[str, Any]
    object: Mapping[str, Any]
    items: tuple[Mapping[str, Any], ...]
    team: tuple[str, ...]
    outcome: str


def visits(rows: Mapping[str, Sequence[Row]], winners: Iterable[Winner]) -> list[Visit]:
    """The visits of rows of 抽取名单 whose state is 抽中 or 递补, in their order; `rows` are the workbook's."""
    tasks = {row["code"]: row for row in rows["抽查任务"]}
    objects = {row["code"]: row for row in rows["检查对象"]}
    items = {row["code"]: row for row in rows["事项清单"]}
    current = [winner for winner in winners if winner["state"] in ("抽中", "递补")]
    outcomes = _outcomes(current, tasks, objects)
    result = []
    for winner in current:
        task, body = tasks[winner["task"]], objects[winner["object"]]
        listed = tuple(items[code] for code in task["items"])
        fitting = tuple(item for item in listed if item["object_type"] == body["object_type"])
        outcome = outcomes[winner["task"], winner["object"]]
        result.append(Visit(task, body, fitting or listed, _team(winner), outcome))
    return result


def _team(winner: Winner) -> tuple[str, ...]:
    """Codes of the team, the lead first, whether the cell is text or already a list."""
    members = winner["members"] or ()
    codes = split_list(members) if isinstance(members, str) else tuple(members)
    return tuple(dict.fromkeys(code for code in (winner["lead"], *codes) if code))


def _outcomes(winners: Sequence[Winner], tasks: Mapping[str, Row], objects: Mapping[str, Row]) -> dict[
        tuple[str, str], str]:
    """What comes out of every visit, by task and object."""
    result: dict[tuple[str, str], str] = {}
    for task in dict.fromkeys(winner["task"] for winner in winners):
        drawn = [winner["object"] for winner in winners if winner["task"] == task]
        result |= {(task, code): outcome for code, outcome in _task_outcomes(tasks[task], drawn, objects).items()}
    return result


def _task_outcomes(task: Row, drawn: Sequence[str], objects: Mapping[str, Row]) -> dict[str, str]:
    """Outcomes of one task: an eighth with problems, a twelfth not checked yet, one or two not published yet.

    A firm that the register has as 失联 is found so; where the lawyers' task drew none, one more has moved away.
    """
    order = shuffled(drawn, task["code"] + "结果")
    count = len(order)
    shares = [_CORRECTED] * (count // 8 + (count >= 3)) + [_UNCHECKED] * (count // 12) + [_LATE] * min(2, count // 6)
    outcomes = dict.fromkeys(order, _CLEAN) | dict(zip(order, shares, strict=False))
    if count >= 20:
        outcomes[order[0]] = _PENDING
    lost = [code for code in drawn if objects[code]["status"] == "失联"]
    if not lost and task["code"].endswith("LS-2021-001") and count > 1:
        lost = order[-1:]
    return outcomes | dict.fromkeys(lost, _UNREACHABLE)


def visit_findings(visit: Visit, settings: Mapping[str, Any], until: date) -> list[Row]:
    """The rows of 检查结果 of one visit as they stand at the end of `until`, one an item."""
    if visit.outcome == _UNCHECKED:
        return []
    name = f"{visit.task['code']}{visit.object['code']}"
    days = workdays(visit.task["start"], min(visit.task["end"], _LAST_CHECK))
    if visit.outcome in _PROBLEMS:
        days = days[:(len(days) + 1) // 2]  # so that the month sees what follows from them
    checked = days[number(name + "检查", len(days))]
    if checked > until:
        return []
    faulty = visit.items[number(name + "问题", len(visit.items))]["code"]
    return [_finding(visit, item, settings, checked=checked, faulty=faulty, until=until) for item in visit.items]


def _finding(visit: Visit, item: Mapping[str, Any], settings: Mapping[str, Any], **when: Any) -> Row:
    checked, until = when["checked"], when["until"]
    name = f"{visit.task['code']}{visit.object['code']}"
    entered = workday(checked, number(name + "录入", 2))
    published = workday(entered, 1 + number(name + "公示", 2))
    late = visit.outcome == _LATE or published > until
    row = full_row(
        "检查结果", task=visit.task["code"], object=visit.object["code"], item=item["code"], checked=checked,
        inspectors=visit.team, way=item["way"][:1], result=_CLEAN, disposal=_NO_DISPOSAL,
        entered=entered if entered <= until else None, published=None if late else published,
        site="" if late else settings["site"], url="" if late else public_url(visit.task["code"]))
    if visit.outcome == _UNREACHABLE or item["code"] == when["faulty"]:
        row |= _problem(visit, item["code"], checked, until)
    return row


def _problem(visit: Visit, item: str, checked: date, until: date) -> dict[str, Any]:
    """The columns of a row that says what was wrong and what follows from it."""
    due = {"disposal_due": checked + timedelta(days=15)}
    if visit.outcome == _UNREACHABLE:
        return {**due, "result": _UNREACHABLE, "disposal": _NOTIFIED,
                "problem": "登记住所已无人办公，登记电话无人接听，现场拍照并由物业人员见证。"}
    if visit.outcome == _PENDING:
        sent = workday(checked, 2)
        return {**due, "result": _PENDING, "problem": load("problems")[item], "disposal": _TO_THE_BAR,
                "transfer_to": "云州市律师协会", "transferred": sent if sent <= until else None}
    if visit.outcome != _CORRECTED:
        return {}
    closed = workday(checked, 4)
    over = {"closed": closed, "rechecked": closed, "recheck_result": RECTIFIED, "rechecker": visit.team[0]}
    return {**due, "result": _CORRECTED, "problem": load("problems")[item], "disposal": _ORDERED,
            **(over if closed <= until else {})}


def public_url(task: str) -> str:
    """Where a task's results stand on the invented bureau's site (.example is reserved for examples)."""
    return f"https://sfj.yunzhou.example/ssj/{task.lower()}.html"
