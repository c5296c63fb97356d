"""Codes that mean two things: such rows are rejected, because nobody can tell which of them is meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ssj_xl.domain.merging.claims import OF_A_TASK, Claim, Fate, task_of
from ssj_xl.domain.merging.keys import Owners
from ssj_xl.tables import registers
from ssj_xl.tables.problems import Problem
from ssj_xl.tables.spec import TableSpec

_IDENTITY = {registers.OBJECTS.name: "uscc", registers.INSPECTORS.name: "certificate"}
_PROOFS = {registers.OBJECTS.name: ("uscc", "licence"), registers.INSPECTORS.name: ("certificate",)}

Lost = set[tuple[str, str]]
"""(file, task): tasks whose row in that file was rejected because the number is another task's."""


def reject_task_collisions(claims: Iterable[Claim], problems: list[Problem]) -> Lost:
    """K08: one 任务编号 for two tasks.  A joint task is the same in name and 发起处室 wherever it stands.

    The row in the workbook of its own 发起处室 stays, if there is exactly one such workbook and it says one thing.
    """
    lost: Lost = set()
    for code, group in _groups(claims, "code").items():
        if len({_task_name(claim) for claim in group}) == 1 and len(_initiators(group)) <= 1:
            continue
        owners = [claim for claim in group if claim.source.answers_to(claim.row["division"])]
        names = {_task_name(claim) for claim in owners}
        right = names.pop() if len(_initiators(group)) == 1 == len(names) else None
        for claim in group:
            if _task_name(claim) == right:
                continue
            other = next(c for c in (*owners, *group) if c is not claim and _differ(c, claim))
            claim.settle(Fate.REJECTED, f"任务编号“{code}”在“{other.source.file}”是另一个任务。", claim.place("code"))
            problems.append(claim.problem("K08", "code", key=code, own=_described(claim),
                                          other=str(other.place("code")), others=_described(other)))
            lost.add((claim.source.file, code))
    return lost


def _task_name(claim: Claim) -> tuple[str, str]:
    return claim.row["division"], claim.row["name"]


def _initiators(group: Iterable[Claim]) -> set[tuple[str, str]]:
    """Units and divisions that started the task, by their own workbooks."""
    return {(claim.source.unit, claim.source.division) for claim in group
            if claim.source.answers_to(claim.row["division"])}


def _differ(one: Claim, other: Claim) -> bool:
    return _task_name(one) != _task_name(other) or one.source.title != other.source.title


def _described(claim: Claim) -> str:
    return f"{claim.source.title}所记{claim.row['division']}的“{claim.row['name']}”"


def _groups(claims: Iterable[Claim], key: str) -> dict[str, list[Claim]]:
    """Rows that are still open, by a column; only values that stand more than once."""
    found: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.fate is None and claim.row[key]:
            found.setdefault(claim.row[key], []).append(claim)
    return {value: group for value, group in found.items() if len(group) > 1}


def reject_rows_of_lost_tasks(spec: TableSpec, claims: Mapping[str, Sequence[Claim]], lost: Lost,
                              problems: list[Problem]) -> None:
    """K11: records and results go with their task, so that no half of it is counted."""
    if spec not in OF_A_TASK:
        return
    tasks = claims[registers.TASKS.name]
    merged = {claim.row["code"] for claim in tasks if claim.fate is Fate.MERGED}
    missing = {claim.row["code"] for claim in tasks} - merged
    rejected: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims[spec.name]:
        task = task_of(claim)
        if claim.fate is None and (task in missing or (claim.source.file, task) in lost):
            claim.settle(Fate.REJECTED, f"任务“{task}”没有并入。", claim.place("task"))
            rejected.setdefault((claim.source.file, task), []).append(claim)
    for (_, task), group in rejected.items():
        problems.append(group[0].problem("K11", "task", key=task, count=len(group)))


def reject_clashes(spec: TableSpec, claims: Iterable[Claim], owners: Owners, problems: list[Problem]) -> None:
    """K09: one code for two objects (统一社会信用代码) or two inspectors (执法证号).

    The row in the workbook of its own division stays, if there is exactly one.
    """
    key = _IDENTITY.get(spec.name)
    if key is None:
        return
    for group in _groups(claims, "code").values():
        known = [claim for claim in group if claim.row[key]]
        if len({claim.row[key] for claim in known}) < 2:
            continue
        own = {claim.row[key] for claim in known if owners.owns(claim)}
        right = own.pop() if len(own) == 1 else None
        for claim in known if right else group:
            if claim.row[key] != right:
                _reject_clash(claim, next(c for c in known if c.row[key] != claim.row[key]), key, problems)


def _reject_clash(claim: Claim, other: Claim, key: str, problems: list[Problem]) -> None:
    found = claim.problem("K09", key, key=claim.label, other=str(other.place(key)), value=claim.shown(key),
                          theirs=other.shown(key))
    claim.settle(Fate.REJECTED, found.text, claim.place(key))
    problems.append(found)


def same_proof(spec: TableSpec, claims: Sequence[Claim]) -> list[Problem]:
    """K10: the same number under two codes; K21: the same code under two names.  Both rows are merged."""
    merged = [claim for claim in claims if claim.fate is Fate.MERGED]
    if spec is registers.CODES:
        return _two_names(merged)
    found: list[Problem] = []
    for key in _PROOFS.get(spec.name, ()):
        first: dict[str, Claim] = {}
        for claim in merged:
            value = claim.row[key]
            if value and (other := first.setdefault(value, claim)) is not claim:
                found.append(claim.problem("K10", key, value=value, other=str(other.place(key)), key=claim.row["code"],
                                           theirs=other.row["code"]))
    return found


def _two_names(merged: Iterable[Claim]) -> list[Problem]:
    first: dict[tuple[str, str], Claim] = {}
    found = []
    for claim in merged:
        category, code = claim.row["category"], claim.row["code"]
        other = first.setdefault((category, code), claim)
        if other is not claim:
            found.append(claim.problem("K21", "name", category=category, key=code, other=str(other.place("name")),
                                       theirs=other.row["name"], value=claim.row["name"]))
    return found
