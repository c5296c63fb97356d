"""联合抽查 at the lock: who takes part, whom each party lends, and which seats that gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ssj_xl.domain import staff
from ssj_xl.domain.draw.canon import EXCLUDED
from ssj_xl.domain.matching.case import ON_DUTY, Listed
from ssj_xl.domain.scheme import Scheme
from ssj_xl.tables import registers
from ssj_xl.tables.joint import LENT, PARTIES, RECEIVED, WITHDRAWN
from ssj_xl.tables.problems import Problem, problem
from ssj_xl.workflows.desk.office import Office

if TYPE_CHECKING:
    from ssj_xl.tables.rows import InspectorRow, LentRow, PartyRow, TaskRow

ABSENT = "不参加"
"""The status of somebody whom a party does not send."""


def parties_of(office: Office, task: str) -> list[PartyRow]:
    """The parties of a task, the initiator first, the others by code; none for a task that is not joint."""
    rows = [row for row in office.table(PARTIES) if row["task"] == task and row["state"] != WITHDRAWN]
    return sorted(rows, key=lambda row: (row["leads"] != "是", row["code"]))


def party_names(office: Office, task: str) -> dict[str, str]:
    """The names of a task's parties by code."""
    return {row["code"]: row["name"] for row in parties_of(office, task)}


def party_rules(office: Office, task: str) -> tuple[dict[str, tuple[str, ...]], dict[str, int]]:
    """Items and seats by party, the initiator first, as the rule of a draw says them; nothing for a task that is not joint."""
    rows = parties_of(office, task)
    return {row["code"]: tuple(sorted(row["items"])) for row in rows}, {row["code"]: row["seats"] for row in rows}


def missing_replies(office: Office, task: str) -> list[Problem]:
    """J21 where a party's 参与件 is not there."""
    late = [row for row in parties_of(office, task) if row["leads"] != "是" and row["state"] != RECEIVED]
    return [problem("J21", office.table(PARTIES).place(late[0], "state"), task=task, parties="、".join(row["name"] for row in late))] if late else []


def uninvited(office: Office, task: TaskRow) -> list[Problem]:
    """J35 where a task names 参与处室 and nobody was invited: its teams would be drawn from this workbook's people, without seats."""
    if not task["partners"] or parties_of(office, task["code"]):
        return []
    return [problem("J35", office.table(registers.TASKS).place(task, "partners"), task=task["code"], partners="、".join(task["partners"]))]


def left_out(office: Office, task: str) -> frozenset[str]:
    """Objects that a party says cannot take part."""
    return frozenset(code for row in parties_of(office, task) for code in row["left_out"])


def lent_to(office: Office, task: str) -> dict[str, LentRow]:
    """Whom the parties of a task lend, by inspector."""
    known = {row["code"] for row in parties_of(office, task)}
    return {row["inspector"]: row for row in office.table(LENT) if row["task"] == task and row["party"] in known}


def borrowed(office: Office) -> frozenset[str]:
    """Everybody in 执法人员 whom some party lent: they take part in that party's tasks only."""
    return frozenset(row["inspector"] for row in office.table(LENT))


def inspectors_for(office: Office, task: str) -> list[InspectorRow]:
    """Who of 执法人员 a task may list: the own ones, and those whom its parties lend."""
    lent, others = lent_to(office, task), borrowed(office)
    return [row for row in office.table(registers.INSPECTORS) if row["code"] in lent or row["code"] not in others]


def as_lent(office: Office, task: str, people: Iterable[Listed]) -> list[Listed]:
    """The people of a joint task with their parties; whom a party lends takes no more visits than it says."""
    parties, lent = parties_of(office, task), lent_to(office, task)
    if not parties:
        return list(people)
    return [_lent(one, lent.get(one.person.code), parties[0]["code"]) for one in people]


def _lent(listed: Listed, row: LentRow | None, initiator: str) -> Listed:
    if row is None:
        return listed._replace(person=replace(listed.person, party=initiator))
    room = listed.person.headroom if row["limit"] is None else min(listed.person.headroom, row["limit"])
    status = listed.status if row["takes"] == "是" or listed.status != ON_DUTY else ABSENT
    return Listed(replace(listed.person, party=row["party"], headroom=room), status)


def barred_in(office: Office, task: TaskRow, own: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """The own recusals, and those of the parties' files."""
    theirs = {code: frozenset(row["recused"]) for code, row in lent_to(office, task["code"]).items() if row["recused"]}
    return {**own, **{code: own.get(code, frozenset()) | objects for code, objects in theirs.items()}}


def seated(office: Office, task: TaskRow, scheme: Scheme) -> Scheme:
    """The scheme whose rule says each party's items and seats; as it is for a task that is not joint."""
    items, seats = party_rules(office, task["code"])
    if not seats:
        return scheme
    rule = replace(scheme.rule, parties=items, seats=seats)
    return replace(scheme, rule=rule, lock=replace(scheme.lock, rule=rule.text))


def applying(office: Office, task: TaskRow, scheme: Scheme) -> dict[str, tuple[str, ...]]:
    """The items of a joint task that are for each object that takes part, by its id in the list."""
    if not scheme.rule.seats:
        return {}
    items = office.table(registers.ITEMS).by("code")
    return {entry.line.id: tuple(sorted(code for code in task["items"] if staff.is_for(items[code], entry.candidate.object)))
            for entry in scheme.entries if entry.line.group != EXCLUDED}


def describe_parties(office: Office, task: str) -> list[str]:
    """A line a party, as notice and 确认单 have it: seats, items, and what its answer says."""
    return [f"{row['name']}（{row['code']}）：{'牵头，' if row['leads'] == '是' else ''}席位 {row['seats']} 人，事项 {'、'.join(row['items'])}"
            + (f"；参与件 {row['reply']}，人员 {row['people']} 人（参加 {row['taking']} 人），回避 {row['recusals']} 对，"
               f"对象 {row['objects']} 个（不参加 {len(row['left_out'])} 个）" if row["reply"] else "") for row in parties_of(office, task)]
