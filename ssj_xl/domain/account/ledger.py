"""The account of visits as one workbook knows it, and what it says of an institution or an object.

A visit counts once however many divisions tell of it.  Those of one institution, body and day count once where 次数规则
exempts 与同日联合并计: in order of time, a visit that has no day of its own is with the ones before it; a drawn visit
that is still open has a day of its own, for nobody knows yet which it will be.
What other divisions visited is known from the bureau's file (检查次数), less this division's own part of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ssj_xl.domain.account.rules import Rules, read_frequency
from ssj_xl.domain.account.visits import Entry, Key, Visit, find_visits
from ssj_xl.domain.draw.canon import EXCLUDED
from ssj_xl.domain.persons import BUILT_IN, Persons
from ssj_xl.domain.workdays import rest_end
from ssj_xl.tables import account, records, registers
from ssj_xl.tables.cells import fold_name

if TYPE_CHECKING:
    from ssj_xl.domain.world import World

STALE_DAYS = 35
"""An account from the bureau that is older than so many days is told at the lock, which asks why it is used all the same."""
OWN_BOOK = "本台账"
"""What a lock knew of visits where the bureau never sent its account."""
_SHOWN = 6


@dataclass(frozen=True)
class Ledger:
    """Visits by key, and what is needed to judge them.

    body: 检查主体 of the workbook; types: 对象类型 by object code; institutions: object → the one that is entered;
    elsewhere: rows of 检查次数 by institution; locked: institution and object → tasks whose list is locked and not drawn yet;
    tasks: rows of 抽查任务 by code; persons: which types are persons, and of which a visit is one of an enterprise;
    today: the day on which it is looked at.
    """

    visits: Mapping[Key, Visit]
    rules: Rules
    body: str
    today: date
    types: Mapping[str, str]
    institutions: Mapping[str, str]
    elsewhere: Mapping[str, tuple[Mapping[str, Any], ...]]
    locked: Mapping[tuple[str, str], tuple[str, ...]]
    tasks: Mapping[str, Mapping[str, Any]]
    persons: Persons = BUILT_IN

    @classmethod
    def of(cls, world: World, visits: Mapping[Key, Visit] | None = None) -> Ledger:
        """The account of a workbook.  visits: those of all divisions, where it is the bureau's."""
        elsewhere: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for row in world[account.COUNTS]:
            if fold_name(row["body"]) == fold_name(world.settings.unit):
                elsewhere[row["institution"]].append(row)
        return cls(
            find_visits(world) if visits is None else visits, Rules.of(world[account.LIMITS], world.settings.rest_months), world.settings.unit,
            world.today, {row["code"]: row["object_type"] for row in world[registers.OBJECTS]}, world.institutions,
            {code: tuple(rows) for code, rows in elsewhere.items()}, _locked(world), world.tasks,
            world.persons)

    def of_body(self, body: str) -> Ledger:
        """The same account for another 检查主体; the visits, of all of them, are put in order once."""
        other = replace(self, body=body)
        other.__dict__["by_institution"] = self.by_institution  # as cached_property keeps it
        return other

    @cached_property
    def folded(self) -> str:
        """检查主体 as it is compared."""
        return fold_name(self.body)

    @cached_property
    def as_of(self) -> date | None:
        """The day of the bureau's account; None where none was taken in."""
        return max((row["as_of"] for rows in self.elsewhere.values() for row in rows if row["as_of"]), default=None)

    @property
    def known(self) -> str:
        """Up to when visits are counted: the day of the bureau's account, else the workbook's own only."""
        return self.as_of.isoformat() if self.as_of else OWN_BOOK

    @property
    def is_stale(self) -> bool:
        """Whether the bureau's account is too old to be used without a reason."""
        return self.as_of is not None and self.as_of + timedelta(days=STALE_DAYS) < self.today

    @cached_property
    def by_institution(self) -> Mapping[str, tuple[Visit, ...]]:
        """Visits that took or will take place, by institution, in order of time."""
        found: dict[str, list[Visit]] = defaultdict(list)
        for visit in self.visits.values():
            if visit.entries:
                found[visit.institution].append(visit)
        return {code: tuple(sorted(rows, key=lambda one: (one.all_days(self.today), one.key))) for code, rows in found.items()}

    def is_exempt(self, visit: Visit) -> bool:
        """Whether a visit's situation does not count on its first day."""
        return self.rules.is_exempt(visit.situation, visit.body, self.types.get(visit.institution, ""), visit.all_days(self.today)[0])

    def counted(self, institution: str, year: int, *, body: str = "", but: str = "") -> list[Visit]:
        """The visits of a year that count, in order of time.  body: the workbook's own if ''; but: a task to leave out."""
        wanted, days = fold_name(body) if body else self.folded, set[date]()
        found = []
        for visit in self.by_institution.get(institution, ()):
            own = {day for day in visit.all_days(self.today) if day.year == year}
            if not own or visit.key[0] != wanted or (but and visit.task == but) or self.is_exempt(visit):
                continue
            sure = own if not visit.task else own.intersection(visit.days)
            together = own == sure and own <= days and self.rules.is_exempt(account.SAME_DAY, visit.body, self.types.get(institution, ""), min(own))
            days |= sure
            if not together:
                found.append(visit)
        return found

    def others(self, institution: str, year: int) -> tuple[int, date | None]:
        """How many visits of a year other divisions made, by the bureau's account, and up to which day."""
        rows = [row for row in self.elsewhere.get(institution, ()) if row["year"] == year]
        return sum(max(0, (row["counted"] or 0) - (row["own"] or 0)) for row in rows), max((row["as_of"] for row in rows if row["as_of"]), default=None)

    def is_enterprise(self, institution: str) -> bool:
        """Whether a visit there is one of an enterprise (`Persons.is_enterprise`)."""
        return self.persons.is_enterprise(self.types.get(institution, ""))

    def cap(self, institution: str, day: date) -> int | None:
        """How often a year the institution may be visited: by 次数规则, where that says nothing by the bureau's account.

        None where nobody says, or a visit there is none of an enterprise.
        """
        if not self.is_enterprise(institution):
            return None
        told = self.rules.cap(self.body, self.types.get(institution, ""), day)
        sent = (row["cap"] for row in self.elsewhere.get(institution, ()) if row["cap"] is not None and row["year"] == day.year)
        return min(sent, default=None) if told is None else told

    def last_visit(self, institution: str) -> date | None:
        """The last day on which somebody was there for a visit that counts."""
        return max((one for visit in self.by_institution.get(institution, ()) if visit.key[0] == self.folded and not self.is_exempt(visit)
                    for one in visit.days), default=None)

    def months(self, institution: str, day: date) -> int:
        """For how many months after a visit there is no other, by the rules of a day."""
        return self.rules.rest(self.body, self.types.get(institution, ""), day)

    def rest_until(self, institution: str, day: date) -> date | None:
        """The last day on which the institution is left alone after its last visit, by the rules of a day."""
        last, months = self.last_visit(institution), self.months(institution, day)
        return rest_end(last, months) if last and months else None

    def reason(self, obj: Mapping[str, Any], day: date, *, tier_cap: int | None = None, but: str = "") -> str:
        """Why an object is not drawn on a day, with the visits that count; '' where nothing keeps it out."""
        institution = self.institutions.get(obj["code"], obj["code"])
        return self._over_cap(institution, day, tier_cap, but) or self._at_rest(obj, institution, day)

    def standing(self, object_: str, day: date, *, tier_cap: int | None = None, but: str = "") -> tuple[int, int | None]:
        """How many visits of the year count where an object is visited, and how many may be."""
        institution = self.institutions.get(object_, object_)
        caps = [cap for cap in (tier_cap, self.cap(institution, day)) if cap is not None]
        return len(self.counted(institution, day.year, but=but)) + self.others(institution, day.year)[0], min(caps, default=None)

    def _over_cap(self, institution: str, day: date, tier_cap: int | None, but: str) -> str:
        count, cap = self.standing(institution, day, tier_cap=tier_cap, but=but)
        if cap is None:
            return ""
        visits, (others, as_of) = self.counted(institution, day.year, but=but), self.others(institution, day.year)
        told = [self.describe(visit, day.year) for visit in visits[:_SHOWN]] + (["等"] if len(visits) > _SHOWN else [])
        told += [f"其他处室{others}次（截至{as_of}）"] if others else []
        if count >= cap:
            return f"本年度检查{count}次{_listed(told)}，达到年度检查上限{cap}次"
        waiting = [task for task in self.locked.get((institution, ""), ()) if task != but and all(visit.task != task for visit in visits)]
        if count + len(waiting) >= cap:
            return f"本年度检查{count}次{_listed(told)}，另有已锁定待抽的任务{'、'.join(waiting)}，可能达到年度检查上限{cap}次"
        return ""

    def describe(self, visit: Visit, year: int) -> str:
        """A visit in few words: its days or that it is open, what it was for."""
        days = "、".join(day.isoformat() for day in visit.days if day.year == year)
        return f"{days or '待检查'} {visit.task or visit.number or visit.kind}"

    def _at_rest(self, obj: Mapping[str, Any], institution: str, day: date) -> str:
        months = self.months(institution, day)
        last = max((one for one in (self.last_visit(institution), obj["visited"]) if one), default=None)
        if months and last and day <= rest_end(last, months):
            return f"{last.isoformat()}已检查，{months}个月内不再抽取"
        sent = max((row["rest_until"] for row in self.elsewhere.get(institution, ()) if row["rest_until"]), default=None)
        return f"其他处室已检查，免查至{sent.isoformat()}" if sent and day <= sent else ""

    def too_often(self, object_: str, day: date, *, wanted: Iterable[tuple[str, str]], plan: tuple[str, str] = ("", ""), but: str = "") -> str:
        """Why 抽查频次 keeps an object out; '' where it does not.

        wanted: items of the task with their 抽查频次; plan: code and 抽查频次; but: the task itself.
        """
        visits = [one for one in self.by_institution.get(self.institutions.get(object_, object_), ()) if not but or one.task != but]
        for item, text in wanted:
            same = [(visit, {one for one in visit.entries if (one.object, one.item) == (object_, item)}) for visit in visits]
            if told := self._beyond(text, day, same, [task for task in self._waiting(object_, but) if item in self.tasks[task]["items"]]):
                return f"事项{item}抽查频次“{text}”，{told}"
        code, text = plan
        same = [(visit, {one for one in visit.entries if one.object == object_}) for visit in visits if code and self._plan_of(visit.task) == code]
        told = self._beyond(text, day, same, [task for task in self._waiting(object_, but) if code and self._plan_of(task) == code])
        return f"计划{code}抽查频次“{text}”，{told}" if told else ""

    def unseen(self, object_: str, day: date, frequencies: Iterable[str]) -> bool:
        """Whether somebody else was where an object is visited within the period of one of these 抽查频次, by the bureau's account.

        For which item nobody sends, so it keeps nobody out.
        """
        institution = self.institutions.get(object_, object_)
        own = {one for visit in self.by_institution.get(institution, ()) for one in visit.days}
        days = [row["last"] for row in self.elsewhere.get(institution, ()) if row["last"] and row["last"] not in own]
        known = [found for text in frequencies if (found := read_frequency(text)) and found.most is not None]
        return any(found.begins(day) <= one for found in known for one in days)

    def _plan_of(self, task: str) -> str:
        return str(self.tasks[task]["plan"]) if task in self.tasks else ""

    def _waiting(self, object_: str, but: str) -> list[str]:
        """Other tasks in whose locked list an object takes part."""
        return [task for task in self.locked.get(("", object_), ()) if task != but and task in self.tasks]

    def _beyond(self, text: str, day: date, visits: Iterable[tuple[Visit, Collection[Entry]]], waiting: Collection[str]) -> str:
        """What used a frequency up; '' where there is room.

        visits: with their entries that are of the object, or of object and item; waiting: tasks that are locked and may take it.
        """
        known = read_frequency(text)
        if known is None or known.most is None:
            return ""
        begins, found = known.begins(day), [replace(visit, entries=frozenset(own)) for visit, own in visits if own]
        found = [visit for visit in found if any(one >= begins for one in visit.all_days(self.today))]
        told = f"已检查或待检查{len(found)}次{_listed([self.describe(visit, day.year) for visit in found[:_SHOWN]])}"
        if len(found) >= known.most:
            return told
        return f"{told}，另有已锁定待抽的任务{'、'.join(waiting)}" if len(found) + len(waiting) >= known.most else ""


def _listed(told: list[str]) -> str:
    return f"（{'；'.join(told)}）" if told else ""


def _locked(world: World) -> dict[tuple[str, str], tuple[str, ...]]:
    """(Institution, "") and ("", object) → tasks in whose locked list they take part and whose winners nobody knows yet."""
    waiting = {(row["task"], row["attempt"]) for row in world[records.DRAWS] if row["locked_at"] and not row["drawn_at"] and not row["void_at"]}
    found: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for row in world[records.LOCKED] if waiting else ():
        if (row["task"], row["attempt"]) in waiting and row["group"] != EXCLUDED:
            for key in ((world.institutions.get(row["object"], row["object"]), ""), ("", row["object"])):
                found[key][row["task"]] = None
    return {code: tuple(tasks) for code, tasks in found.items()}
