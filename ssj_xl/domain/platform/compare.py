"""Ledger and platform held against each other, task by task (平台之外无抽查).

The two sides are of one shape (`sides` makes them) and the comparison is symmetric: what it finds in (ours, theirs) it
finds in (theirs, ours) with the values exchanged.  A part that one side cannot tell (a column the platform's file does
not have) is not compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest
from typing import NamedTuple

from ssj_xl.domain.platform.reading import OUTCOMES, PEOPLE, SAID, VISITS
from ssj_xl.tables.platform import STEPS

OUTSIDE, ONLY_OURS, ONLY_THEIRS = "平台之外", "平台文件里没有", "台账里没有"
STEP, LIST, TEAM, RESULT, CHECKED, PUBLISHED = "步骤日期", "抽查对象", "检查人员", "检查结果", "检查日期", "公示日期"
KINDS = (OUTSIDE, ONLY_OURS, ONLY_THEIRS, STEP, LIST, TEAM, RESULT, CHECKED, PUBLISHED)
SAME, DIFFERENT = "一致", "不一致"
NOTHING, ON_THE_LIST, NO_LIST = "（空）", "在名单上", "（没有名单）"

EVERY_PART = frozenset((*STEPS, VISITS, PEOPLE, OUTCOMES, *SAID))
_SAID = {"result": RESULT, "checked": CHECKED, "published": PUBLISHED}
WHOLE = ""
"""The key of an outcome that is said of the whole visit."""


@dataclass(frozen=True)
class OutcomeSide:
    """What one side says of an item.  is_problem: whether the result is a problem."""

    label: str = ""
    result: str = ""
    checked: date | None = None
    published: date | None = None
    is_problem: bool = False


@dataclass(frozen=True)
class VisitSide:
    """One object on one side's list.  people: as they are shown; outcomes: by item, `WHOLE` for the whole visit."""

    name: str
    people: frozenset[str] = frozenset()
    outcomes: Mapping[str, OutcomeSide] = field(default_factory=dict)


@dataclass(frozen=True)
class TaskSide:
    """One task on one side.  number: on the platform, '' outside it; code: in the ledger; has: parts it can tell."""

    number: str
    name: str = ""
    code: str = ""
    steps: Mapping[str, date | None] = field(default_factory=dict)
    visits: Mapping[str, VisitSide] = field(default_factory=dict)
    has: frozenset[str] = EVERY_PART
    state: str = ""


class Difference(NamedTuple):
    """One finding.  what: the step or the item it is about; ours, theirs: what ledger and platform say."""

    kind: str
    number: str
    code: str
    task: str
    object: str
    what: str
    ours: str
    theirs: str


class Pair(NamedTuple):
    """One task on both sides, either of which may be missing."""

    ours: TaskSide | None
    theirs: TaskSide | None

    @property
    def known(self) -> TaskSide:
        """The side that is there, the ledger first."""
        return self.ours or self.theirs or TaskSide("")

    @property
    def number(self) -> str:
        """The number on the platform, whichever side has it."""
        return self.known.number


@dataclass(frozen=True)
class Compared:
    """Pairs in order, those outside the platform first, and all differences in the same order."""

    pairs: tuple[Pair, ...]
    differences: tuple[Difference, ...]

    def of(self, pair: Pair) -> list[Difference]:
        """The differences of one task."""
        key = (pair.number, pair.known.code)
        return [one for one in self.differences if (one.number, one.code) == key]

    def verdict(self, pair: Pair) -> str:
        """One word on a task."""
        if pair.ours is None:
            return ONLY_THEIRS
        if pair.theirs is None:
            return ONLY_OURS if pair.number else OUTSIDE
        return DIFFERENT if self.of(pair) else SAME

    def counts(self) -> dict[str, int]:
        """How many differences of each kind there are."""
        return {kind: sum(one.kind == kind for one in self.differences) for kind in KINDS}


def compare(ours: Sequence[TaskSide], theirs: Sequence[TaskSide]) -> Compared:
    """Everything that differs between ledger and platform."""
    pairs = tuple(sorted(_pairs(ours, theirs), key=lambda pair: (bool(pair.number), pair.number, pair.known.code)))
    found = [one for pair in pairs for one in _differences(pair)]
    return Compared(pairs, tuple(found))


def _pairs(ours: Iterable[TaskSide], theirs: Iterable[TaskSide]) -> Iterator[Pair]:
    """Tasks of the same number; where a number is there twice, in order."""
    left, right = _by_number(ours), _by_number(theirs)
    yield from (Pair(task, None) for task in left.pop("", ()))
    yield from (Pair(None, task) for task in right.pop("", ()))
    for number in dict.fromkeys((*left, *right)):
        yield from (Pair(*pair) for pair in zip_longest(left.get(number, ()), right.get(number, ())))


def _by_number(tasks: Iterable[TaskSide]) -> dict[str, list[TaskSide]]:
    found: dict[str, list[TaskSide]] = {}
    for task in tasks:
        found.setdefault(task.number, []).append(task)
    return found


def _differences(pair: Pair) -> Iterator[Difference]:
    ours, theirs = pair
    if ours is None or theirs is None:
        kind = OUTSIDE if not pair.number else ONLY_OURS if theirs is None else ONLY_THEIRS
        yield _difference(pair, kind, said=(_about(ours), _about(theirs)))
        return
    has = ours.has & theirs.has
    for key, step in STEPS.items():
        first, second = ours.steps.get(key), theirs.steps.get(key)
        if key in has and first != second:
            yield _difference(pair, STEP, what=step, said=(_day(first), _day(second)))
    if VISITS in has:
        yield from _lists(pair, ours, theirs, has)


def _lists(pair: Pair, ours: TaskSide, theirs: TaskSide, has: frozenset[str]) -> Iterator[Difference]:
    if bool(ours.visits) != bool(theirs.visits):
        yield _difference(pair, LIST, said=(_count(ours), _count(theirs)))
        return
    for key in dict.fromkeys((*ours.visits, *theirs.visits)):
        first, second = ours.visits.get(key), theirs.visits.get(key)
        if first is None or second is None:
            yield _difference(pair, LIST, (first or second or VisitSide(key)).name,
                              said=(ON_THE_LIST if first else NOTHING, ON_THE_LIST if second else NOTHING))
            continue
        if PEOPLE in has and first.people != second.people:
            yield _difference(pair, TEAM, first.name, said=(_people(first), _people(second)))
        if OUTCOMES in has:
            yield from _outcomes(pair, first, second, has)


def _outcomes(pair: Pair, first: VisitSide, second: VisitSide, has: frozenset[str]) -> Iterator[Difference]:
    ours, theirs = first.outcomes, second.outcomes
    if WHOLE in ours or WHOLE in theirs:
        ours, theirs = _whole(ours), _whole(theirs)
    for key in sorted({*ours, *theirs}):
        one, other = ours.get(key, OutcomeSide()), theirs.get(key, OutcomeSide())
        for part, kind in _SAID.items():
            if part in has and getattr(one, part) != getattr(other, part):
                yield _difference(pair, kind, first.name, what=one.label or other.label,
                                  said=(_text(getattr(one, part)), _text(getattr(other, part))))


def _whole(outcomes: Mapping[str, OutcomeSide]) -> dict[str, OutcomeSide]:
    """What items say together: the problems if there are any, and the last of the dates (none unless all have one)."""
    if not outcomes:
        return {}
    each = list(outcomes.values())
    told = [one for one in each if one.is_problem] or each
    results = "、".join(sorted({one.result for one in told if one.result}))
    return {WHOLE: OutcomeSide("", results, _last(one.checked for one in each), _last(one.published for one in each),
                               any(one.is_problem for one in each))}


def _last(days: Iterable[date | None]) -> date | None:
    each = list(days)
    known = [day for day in each if day]
    return max(known) if known and len(known) == len(each) else None


def _difference(pair: Pair, kind: str, object_: str = "", *, said: tuple[str, str], what: str = "") -> Difference:
    known = pair.known
    return Difference(kind, pair.number, known.code, known.name, object_, what, *said)


def _about(task: TaskSide | None) -> str:
    return "（没有）" if task is None else "，".join(filter(None, (task.state, _count(task))))


def _count(task: TaskSide) -> str:
    return f"{len(task.visits)} 家" if task.visits else NO_LIST


def _people(visit: VisitSide) -> str:
    return "、".join(sorted(visit.people)) or NOTHING


def _day(day: date | None) -> str:
    return day.isoformat() if day else NOTHING


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or NOTHING)
