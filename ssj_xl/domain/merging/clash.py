"""Codes that mean two things: such rows are rejected, because nobody can tell which of them is meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ssj_xl.domain.attempts import may_pass_for
from ssj_xl.domain.merging.claims import OF_A_TASK, Claim, Fate, task_of
from ssj_xl.domain.merging.keys import Owners
from ssj_xl.domain.plans import CANCELLED
from ssj_xl.tables import registers
from ssj_xl.tables.problems import Problem
from ssj_xl.tables.settings import COUNTY
from ssj_xl.tables.spec import TableSpec

_IDENTITY: dict[str, tuple[tuple[str, ...], ...]] = {
    registers.OBJECTS.name: (("uscc",), ("name", "licence")), registers.INSPECTORS.name: (("certificate",),),
    registers.ITEMS.name: (("major", "minor"),), registers.PLANS.name: (("division", "name"),)}
"""By register: columns of which two rows of one code that differ in all are two things; where the last of them is blank in either, the next ones are asked."""
PROOFS = {registers.OBJECTS.name: ("uscc", "licence"), registers.INSPECTORS.name: ("certificate",)}
"""Columns that no two rows of different codes have alike, by register."""

Lost = set[tuple[str, str]]
"""(file, task): tasks whose row in that file was rejected because the number is another task's."""


def reject_task_collisions(claims: Iterable[Claim], problems: list[Problem]) -> Lost:
    """K08: one 任务编号 for two tasks.  A joint task is the same in name and 发起处室 wherever it stands.

    The row in the workbook of its own 发起处室 stays, if there is exactly one such workbook and it says one thing; of
    several that of the unit whose codes the number begins with, so that a wrong number costs nobody else a month.
    """
    lost: Lost = set()
    for code, group in _groups(claims, "code").items():
        if len({_task_name(claim) for claim in group}) == 1 and len(_initiators(group)) <= 1:
            continue
        owners = [claim for claim in group if claim.source.answers_to(claim.row["division"])]
        if len(_initiators(owners)) > 1:
            owners = [claim for claim in owners if claim.source.numbered(code)]
        owners = [claim for claim in owners if not claim.source.earlier] or owners
        names = {_task_name(claim) for claim in owners}
        right = owners[0] if len(_initiators(owners)) == 1 == len(names) else None
        for claim in group:
            if right and _task_name(claim) == _task_name(right) and (claim in owners or not _initiators([claim])):
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
    """K09: one code for two objects (统一社会信用代码, else 执业证号 and name), two inspectors (执法证号), two items (大项 and 小项) or two plans.

    The row in the workbook of its own division stays, if there is exactly one; of several that of the unit whose codes the code begins with.
    """
    keys = _IDENTITY.get(spec.name)
    if keys is None:
        return
    for code, group in _groups(claims, "code").items():
        known = [claim for claim in group if any(claim.row[each[-1]] for each in keys)]
        if not any(_difference(claim, other, keys) for other in known for claim in known):
            continue
        right = _right(code, [claim for claim in known if owners.owns(claim)], keys)
        for claim in known if right else group:
            other = right or next((c for c in known if _difference(c, claim, keys)), known[0])
            if right is None or _difference(claim, right, keys):
                _reject_clash(claim, other, _difference(claim, other, keys) or keys[0][-1], problems)


def _right(code: str, own: Sequence[Claim], keys: Sequence[Sequence[str]]) -> Claim | None:
    """The row that a code means, of those that stand in the workbooks of their own divisions; None where nobody can tell."""
    for rows in (own, [claim for claim in own if claim.source.numbered(code)]):
        if rows and not any(_difference(claim, rows[0], keys) for claim in rows):
            return rows[0]
    return None


def _difference(claim: Claim, other: Claim, keys: Sequence[Sequence[str]]) -> str:
    """The column that shows that two rows are two things; '' where none does."""
    for each in keys:
        if claim.row[each[-1]] and other.row[each[-1]]:
            return each[-1] if all(claim.row[key] != other.row[key] for key in each) else ""
    return ""


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
    for key in PROOFS.get(spec.name, ()):
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


def shared_numbers(tasks: Iterable[Claim]) -> Iterator[Problem]:
    """S50: a number of the platform on tasks of two workbooks; counties carry out parts of one task under its number."""
    earlier: dict[str, list[Claim]] = {}
    for claim in tasks:
        if claim.fate is Fate.MERGED and claim.row["platform"] and claim.row["state"] != CANCELLED:
            before = earlier.setdefault(claim.row["platform"], [])
            other = next((one for one in before if one.source.file != claim.source.file and may_pass_for(one.row, claim.row)
                          and not (COUNTY in (one.source.level, claim.source.level) and one.source.unit != claim.source.unit)), None)
            before.append(claim)
            if other is not None:
                yield claim.problem("S50", "platform", value=claim.row["platform"], other=f"{other.row['code']}（{other.source.file}）")
