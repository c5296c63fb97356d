"""What a lock says of the chance that it leaves, and what was changed after the draw: fixed in 操作日志, told on notice and page.

可选人数 (`seats`): whether every object that could be drawn can have a team, and how many inspectors it has to choose from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ssj_xl.domain import logchain
from ssj_xl.domain.codes import PROMOTION, REASSIGNMENT, shown_reason
from ssj_xl.domain.draw import ssj1
from ssj_xl.domain.draw.canon import EXCLUDED
from ssj_xl.domain.draw.rule import Rule
from ssj_xl.domain.matching import Instance, choices
from ssj_xl.domain.matching.case import ON_DUTY, parse_listed
from ssj_xl.domain.matching.explain import Wording, explain
from ssj_xl.domain.matching.seating import Seating
from ssj_xl.domain.plans import is_planned
from ssj_xl.domain.pool import is_wanted
from ssj_xl.tables import registers
from ssj_xl.tables.problems import Problem, problem
from ssj_xl.workflows.desk.office import Office
from ssj_xl.workflows.rounds.evidence import Attempt
from ssj_xl.workflows.rounds.integrity import logged
from ssj_xl.workflows.rounds.parties import party_names
from ssj_xl.workflows.rounds.planned import Planned


@dataclass(frozen=True)
class Seats:
    """choices: every object's name with its number of eligible inspectors, fewest first.

    blocked: what would make a matching impossible (M01–M05), whatever is drawn.
    """

    choices: tuple[tuple[str, int], ...]
    blocked: tuple[Problem, ...]


def _asking(lock: ssj1.Lock, rule: Rule) -> Instance:
    """Every object that could be drawn, and everybody on the list without a bound of load."""
    asked = Seating.read(rule, lock.people).instance("0" * 32, (line.id for line in lock.lines if line.group != EXCLUDED))
    return replace(asked, people=tuple(replace(p, headroom=len(asked.visits)) for p in asked.people))


def choice_range(attempt: Attempt) -> tuple[int, int]:
    """可选人数 of the objects of a locked list: the fewest and the most; (0, 0) where nobody takes part."""
    counts = [sum(choice) for choice in choices(_asking(attempt.lock, attempt.rule)).values()]
    return (min(counts), max(counts)) if counts else (0, 0)


def seats(office: Office, planned: Planned) -> Seats:
    """可选人数 of every object that could be drawn.

    Every object of the pool is asked about, though only some are drawn: load does not bind here, so an object
    that has a team by itself has one in any draw, and no flow need be solved.
    """
    scheme = planned.scheme
    names = {e.line.id: e.candidate.object["name"] for e in scheme.entries}
    absent = {p.code: status for p, status in parse_listed(scheme.lock.people) if status != ON_DUTY}
    people = {row["code"]: row["name"] for row in office.table(registers.INSPECTORS)}
    instance = _asking(scheme.lock, scheme.rule)
    wording = Wording(names, people, absent, party_names(office, planned.task["code"]))
    counts = sorted((sum(choice), wording.object(key)) for key, choice in choices(instance).items())
    blocked = explain(instance, None, wording)
    return Seats(tuple((name, count) for count, name in counts), tuple(blocked))


ENOUGH = 3
"""Below this many eligible inspectors an object's team can be guessed beforehand."""
_NOTE = re.compile(r"，提示：(.*)，名录对照[0-9a-f]{64}")
_GROUNDS = re.compile(r"；原因：(.*?)；批准人：(.*?)(?:，检查组对照[0-9a-f]{64})?$")
_LEFT = re.compile(r"退出(?:本任务：)?([0-9A-Z._、-]+)；")


def cautions(office: Office, planned: Planned, staffed: Seats) -> tuple[Problem, ...]:
    """Warnings of a lock: a scope narrower than the plan's (D84), one object that takes part (D85), thin choice (D86)."""
    return tuple(_cautions(office, planned, staffed))


def _cautions(office: Office, planned: Planned, staffed: Seats) -> Iterator[Problem]:
    task, plan = planned.task, office.plan(planned.task)
    items = office.table(registers.ITEMS).by("code")
    planned_for = [obj for obj in office.table(registers.OBJECTS) if plan and is_planned(obj, plan, items)]
    within = sum(is_wanted(obj, task) for obj in planned_for)
    if plan and within < len(planned_for):
        spec = registers.TASKS
        bounds = (("object_type", task["object_type"]), ("county", task["county"]), ("pool_division", task["pool_division"]))
        by = [f"{spec.header(key)} {'、'.join(values)}" for key, values in bounds if values] + ([spec.header("labels")] if task["labels"] else [])
        yield problem("D84", plan=plan["code"], planned=len(planned_for), within=within, by="；".join(by))
    if sum(size for label, size in planned.pool.sizes().items() if label != EXCLUDED) == 1:
        yield problem("D85")
    few = [count for _, count in staffed.choices if count < ENOUGH]
    if few:
        yield problem("D86", count=len(few), enough=ENOUGH, least=min(few))


def cautions_note(found: tuple[Problem, ...]) -> str:
    """The part of the log's summary of a lock that keeps its warnings."""
    return f"，提示：{logchain.plain(''.join(one.text for one in found))}" if found else ""


def cautions_at(office: Office, task: str, attempt: int) -> list[str]:
    """The warnings of a lock as the log keeps them, a sentence each."""
    notes = [_NOTE.search(entry["summary"]) for number, entry in logged(office, task, "锁定") if number == attempt]
    return [sentence for note in notes[-1:] if note for sentence in re.findall("[^。]+。", note[1])]


def changes_of(office: Office, task: str) -> list[str]:
    """Each 递补 and 改派 of a task as a line: attempt, time, act, how many, the listed reason, whether it was approved; no names."""
    codes = office.book.read(registers.CODES) if office.book.has(registers.CODES) else ()
    found = [(entry["at"], number, entry, category) for act, category in (("递补", PROMOTION), ("改派", REASSIGNMENT))
             for number, entry in logged(office, task, act)]
    lines = []
    for at, number, entry, category in sorted(found, key=lambda one: (one[0], logchain.number_of(one[2]))):
        grounds, left = _GROUNDS.search(entry["summary"]), _LEFT.search(entry["summary"])
        what = f"1 人退出 {left[1].count('、') + 1} 个检查组" if left else "1 个由同组的下一签递补"
        why = shown_reason(codes, category, grounds[1]) if grounds else shown_reason(codes, category, "")
        lines.append("\t".join((str(number), at, entry["act"], what, why, "已批准" if grounds and grounds[2] else "没有写明批准人")))
    return lines
