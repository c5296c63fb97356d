"""From registers to a lock: the list, the people, the rule and the quotas of one draw, before any seed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from ssj_xl.domain.draw import ssj1
from ssj_xl.domain.draw.canon import bound_pid, canon_id, canon_name, dealt_labels, object_key, pid
from ssj_xl.domain.draw.quotas import Group, floor_total, quota
from ssj_xl.domain.draw.rule import Rule
from ssj_xl.domain.draw.ssj1 import BY_RATIO, WEIGHTED, names_root
from ssj_xl.domain.draw.tiers import Grouping
from ssj_xl.domain.matching.case import Listed, applying_lines, people_lines
from ssj_xl.domain.pool import Candidate, Pool
from ssj_xl.domain.staff import needed_scope
from ssj_xl.tables.registers import EVEN, TEAM

PUBLIC, PRIVATE = "公开", "不公开等级"


@dataclass(frozen=True)
class Entry:
    """One line of the locked list with what only the bureau knows: object, tier, why it is left out."""

    candidate: Candidate
    line: ssj1.Line

    @property
    def name(self) -> str:
        """The object's name as the lock binds it."""
        return canon_name(self.candidate.object["name"])


@dataclass(frozen=True)
class Scheme:
    """A draw that is ready to be locked.  entries are in register order; groups by their real label."""

    lock: ssj1.Lock
    rule: Rule
    entries: tuple[Entry, ...]
    profile: str
    labels: Mapping[str, str]

    @property
    def names_root(self) -> str:
        """Root of the names of the whole list, by object code."""
        return names_root({entry.candidate.code: entry.name for entry in self.entries})


def total_of(task: Mapping[str, Any], pool: Pool, how: Grouping) -> int | None:
    """How many the task wants in all; None where only the groups' ratios decide.

    分级比例 wants the larger of 抽取数量 and of what the floor asks for beyond the tiers' own ratios.  加权 always has one
    number, of those drawn by lot: the largest of 抽取数量, of the ratio of the whole pool and of what the tiers' ratios add
    up to, less the groups that are taken whole; where ratios are no floor the first of these that there is.
    """
    sizes = {label: size for label, size in pool.sizes().items() if label in pool.groups}
    if task["method"] != WEIGHTED:
        wanted = None if how.floor is None else floor_total(sizes, pool.groups, how.floor)
        return max((int(n) for n in (task["quantity"], wanted) if n is not None), default=None)
    whole = sum(size for label, size in sizes.items() if pool.groups[label].whole)
    return max(0, _wanted(task, pool, sizes, how=how) - whole)


def _wanted(task: Mapping[str, Any], pool: Pool, sizes: Mapping[str, int], *, how: Grouping) -> int:
    asked = [] if task["quantity"] is None else [int(task["quantity"])]
    if how.ratio is not None:
        asked.append(quota(sum(sizes.values()), how.ratio))
    own = sum(quota(size, pool.groups[g].ratio or Fraction(0), pool.groups[g].minimum) for g, size in sizes.items())
    if not asked:
        return own
    return max(*asked, own if how.private else 0) if how.beside else asked[0]


def mode_of(method: str) -> str:
    """The mode of SSJ-1 of an 抽取方式: 等比例 is 分级比例 over groups that have one ratio, and needs no word of its own."""
    return BY_RATIO if method == EVEN else method


def make_rule(task: Mapping[str, Any], groups: Mapping[str, Group], total: int | None, *, pseudonyms: int = 1) -> Rule:
    """The rule of a task over groups with public labels.  pseudonyms: the scheme of a private list's."""
    scope = tuple(sorted(needed_scope(task)))
    return Rule(mode_of(task["method"]), groups, total, task["team"] or TEAM, scope, task["end"], task["reserve"] or 0,
                pseudonyms=pseudonyms)


@dataclass(frozen=True)
class Secrecy:
    """How a list is made pseudonymous: by `secret` (64 hex; '' leaves it open) under a scheme of pseudonyms.

    tiers: whether groups are tiers, so that their labels are hidden too and each line keeps its tier for the audit.
    """

    secret: str
    scheme: int = 2
    tiers: bool = True

    def id_of(self, obj: Mapping[str, Any]) -> str:
        """An object's id in the list."""
        id_ = canon_id(str(obj["code"]))
        if not self.secret:
            return id_
        if self.scheme == 1:
            return pid(self.secret, id_)
        return bound_pid(object_key(self.secret, id_), id_, identity_of(obj))


OPEN = Secrecy("")


def joined_tiers(tiers: Iterable[str]) -> str:
    """The label of a group of several tiers (of one: the tier itself), in the list as in the audit record."""
    return "+".join(sorted(set(tiers)))


def identity_of(obj: Mapping[str, Any]) -> str:
    """What tells an object from all others in law: its USCC, else its 执业证号, else ''."""
    for key in ("uscc", "licence"):
        try:
            return canon_id(str(obj.get(key) or ""))
        except ValueError:
            continue
    return ""


def make_scheme(task: Mapping[str, Any], pool: Pool, attempt: int, *, total: int | None,
                secrecy: Secrecy = OPEN) -> Scheme:
    """List, rule and quotas of a task."""
    secret = secrecy.secret
    labels = dealt_labels(secret, pool.groups) if secret and secrecy.tiers else {label: label for label in pool.groups}
    groups = {labels[label]: replace(group, label=labels[label]) for label, group in pool.groups.items()}
    candidates = pool.candidates if secrecy.tiers else tuple(replace(one, tier="") for one in pool.candidates)
    entries = tuple(Entry(c, ssj1.Line(secrecy.id_of(c.object), labels.get(c.group, c.group))) for c in candidates)
    lines = ssj1.sorted_lines(entry.line for entry in entries)
    rule = make_rule(task, groups, total, pseudonyms=secrecy.scheme if secret else 1)
    lock = ssj1.Lock(task["code"], attempt, lines, rule.quotas(lines.sizes()), _weights(rule, lines), rule.text)
    return Scheme(lock, rule, entries, PRIVATE if secret else PUBLIC, labels)


def _weights(rule: Rule, lines: ssj1.Lines) -> dict[str, int]:
    present = lines.sizes()
    return {label: lots for label, lots in rule.weights.items() if label in present}


def with_people(scheme: Scheme, people: Iterable[Listed], barred: Mapping[str, frozenset[str]], *,
                applies: Mapping[str, Iterable[str]] | None = None) -> Scheme:
    """The scheme with the inspectors' lines; recusals (by object code) are kept for objects of the list.

    applies: of a joint task, the items that are for each object, by its id in the list.
    """
    id_of = {entry.candidate.code: entry.line.id for entry in scheme.entries}
    listed = [
        Listed(replace(person, barred=frozenset(id_of[c] for c in barred.get(person.code, ()) if c in id_of)), status)
        for person, status in people
    ]
    lines = sorted([*people_lines(listed), *applying_lines(applies or {})], key=str.encode)
    return replace(scheme, lock=replace(scheme.lock, people=tuple(lines)))


def drawn_count(lock: ssj1.Lock) -> int:
    """How many objects the lock's quotas draw in all."""
    return sum(lock.quotas.values())


def lock_of(task: str, attempt: int, *, pairs: Iterable[tuple[str, str]], rule: Rule,
            people: Sequence[str]) -> ssj1.Lock:
    """The lock again from what the workbook keeps: (名单代号, 组别) pairs, the rule, the people lines."""
    lines = ssj1.sorted_lines(pairs)
    return ssj1.Lock(task, attempt, lines, rule.quotas(lines.sizes()), _weights(rule, lines), rule.text, tuple(people))


def day_of(text: str) -> date:
    """The day of a time text 'YYYY-MM-DD HH:MM:SS'."""
    return date.fromisoformat(text[:10])
