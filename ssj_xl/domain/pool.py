"""Who can be drawn in a task: the pool, those left out with the reason, those to be checked in any case.

The pool is the whole register of the task's scope: objects in practice or unreachable (an unreachable firm stays
drawable) take part.  Nobody is left out silently: whoever takes no part, for its status too, stays in the locked list
as group X with the reason; only who was gone before the year began is not listed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ssj_xl.domain.account.ledger import Ledger
from ssj_xl.domain.draw.canon import EXCLUDED, NAME_ID
from ssj_xl.domain.draw.quotas import Group
from ssj_xl.domain.draw.tiers import Grouping
from ssj_xl.domain.staff import is_for
from ssj_xl.tables.registers import DRAWABLE, GONE

ALWAYS = "有事必查"
"""The label of older workbooks for objects that are checked in any case; it never ends, and 线索 stands in its place."""
DECLINED = "参与方申报不参加"
"""Why an object takes no part that a party of a joint task has left out."""
ARRANGED = "另行安排"
"""Why an object with a lead takes no part: it is visited as 个案检查, and nothing public says that somebody complained."""
LONG = 20_000
"""From so many lines on a list keeps of those who take no part the code and the reason only."""
_ENDED = "注销|吊销|撤销|迁出|停业|歇业|解散|停办"
_ENDED_IN_NAME = re.compile(rf"[（(\[【](?:现|已|被)*((?:{_ENDED})[^）)\]】]*)[）)\]】]|[已被]({_ENDED})\s*$")
STATUS = "状态："
"""How the reason of an object begins that takes no part for its 状态."""


def ended_in_name(name: str, status: str) -> str:
    """What a name says of an object that is no more, as 甲律师事务所（已注销）, though by its 状态 it is drawn; '' for nothing of the kind."""
    found = _ENDED_IN_NAME.search(name) if status in DRAWABLE else None
    return (found[1] or found[2]) if found else ""


@dataclass(frozen=True)
class Candidate:
    """One object of the pool.  group: label in the draw; tier: as in force at the lock (internal)."""

    object: Mapping[str, Any]
    group: str
    tier: str = ""
    excluded: str = ""

    @property
    def code(self) -> str:
        """对象编码."""
        return str(self.object["code"])

    @property
    def bare(self) -> Candidate:
        """The candidate with its code and nothing else of the register; a code that was made from a name keeps the name."""
        name = self.object["name"] if NAME_ID.fullmatch(self.code) else ""
        return replace(self, object={"code": self.object["code"], "name": name, "object_type": self.object["object_type"]}, tier="")


@dataclass(frozen=True)
class Limits:
    """What is asked of the account: the day, the task itself, which does not count, and how often its items and its plan may be.

    items: rows of 事项清单; plan: code and 抽查频次; left_out: objects that a party of a joint task leaves out; leads: objects with an open lead.
    """

    day: date
    task: str
    items: tuple[Mapping[str, Any], ...] = ()
    plan: tuple[str, str] = ("", "")
    left_out: frozenset[str] = frozenset()
    leads: frozenset[str] = frozenset()

    def frequencies(self, obj: Mapping[str, Any]) -> Iterator[str]:
        """Every 抽查频次 that an object is held to in this draw."""
        yield from (text for _, text in self.wanted(obj))
        yield self.plan[1]

    def wanted(self, obj: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """The items that are for an object, with their 抽查频次."""
        return ((item["code"], item["frequency"]) for item in self.items if is_for(item, obj))


@dataclass(frozen=True)
class Pool:
    """Candidates in register order, the groups by label, and objects without a tier in force."""

    candidates: tuple[Candidate, ...]
    groups: Mapping[str, Group]
    unrated: tuple[Mapping[str, Any], ...] = ()

    def sizes(self) -> dict[str, int]:
        """How many candidates each group has, M and X included where there are any."""
        counts: dict[str, int] = {}
        for candidate in self.candidates:
            counts[candidate.group] = counts.get(candidate.group, 0) + 1
        return counts

    @property
    def stored(self) -> Pool:
        """The pool as a lock keeps it: of a long list, whoever takes no part has code and reason only (its line has no identity then)."""
        if len(self.candidates) < LONG:
            return self
        return replace(self, candidates=tuple(one.bare if one.excluded else one for one in self.candidates))

    def joined(self, label: str, parts: Collection[str]) -> Pool:
        """The pool with several groups made one, which is drawn at their highest ratio, minimum and lots."""
        groups = [self.groups[part] for part in parts]
        ratios = [group.ratio for group in groups if group.ratio is not None]
        one = Group(label, max(ratios, default=None), max(g.minimum for g in groups), max(g.lots for g in groups))
        rest = {key: group for key, group in self.groups.items() if key not in parts}
        moved = tuple(replace(c, group=label) if c.group in parts else c for c in self.candidates)
        return replace(self, candidates=moved, groups={**rest, label: one})


def in_scope(obj: Mapping[str, Any], task: Mapping[str, Any]) -> bool:
    """Whether an object belongs to the task's scope and is drawable."""
    return obj["status"] in DRAWABLE and is_wanted(obj, task)


def was_gone(obj: Mapping[str, Any], day: date) -> bool:
    """Whether an object had left the register before the year of `day`; without 状态日期 nobody knows, so it had not."""
    since = obj["status_date"]
    return obj["status"] in GONE and since is not None and since < date(day.year, 1, 1)


def is_wanted(obj: Mapping[str, Any], task: Mapping[str, Any]) -> bool:
    """Whether an object is of the scope, whatever its 状态; a blank field of the scope means all."""
    wanted = (("object_type", "object_type"), ("county", "county"), ("pool_division", "division"))
    if any(task[theirs] and obj[ours] not in task[theirs] for theirs, ours in wanted):
        return False
    return set(task["labels"]) <= set(obj["labels"])


def exclusion(obj: Mapping[str, Any], ledger: Ledger, cap: int | None, limits: Limits) -> str:
    """Why an object is left out of this draw, as the words that stand in the locked list; '' if it is not."""
    if obj["status"] not in DRAWABLE:
        return f"{STATUS}{obj['status']}"
    if obj["code"] in limits.left_out:
        return DECLINED
    return (ledger.reason(obj, limits.day, tier_cap=cap, but=limits.task)
            or ledger.too_often(obj["code"], limits.day, wanted=limits.wanted(obj), plan=limits.plan, but=limits.task))


def build_pool(objects: Iterable[Mapping[str, Any]], task: Mapping[str, Any], grouping: Grouping, *,
               ledger: Ledger, limits: Limits) -> Pool:
    """The pool of a task.  Objects in scope whose tier is not in force are returned apart, for an error."""
    candidates: list[Candidate] = []
    groups: dict[str, Group] = {}
    unrated: list[Mapping[str, Any]] = []
    for obj in objects:
        if not is_wanted(obj, task) or was_gone(obj, limits.day):
            continue
        group = grouping.group_of(obj)
        if group is None and obj["status"] in DRAWABLE:
            unrated.append(obj)
            continue
        row = grouping.book.row_of(obj)
        why = ARRANGED if ALWAYS in obj["labels"] or obj["code"] in limits.leads else exclusion(obj, ledger, grouping.yearly_cap(obj), limits)
        label = EXCLUDED if why or group is None else group.label
        if group and not why:
            groups[label] = group
        candidates.append(Candidate(obj, label, str(row["tier"]) if row else "", why))
    return Pool(tuple(candidates), groups, tuple(unrated))
