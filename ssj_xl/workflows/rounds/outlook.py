"""What an outsider could infer of tiers once a draw is public: counted before the lock, groups joined above the limit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from ssj_xl.domain.attempts import by_attempt
from ssj_xl.domain.draw.chances import chances
from ssj_xl.domain.draw.inference import NOTHING, Inference, Line, Published, highest, published
from ssj_xl.domain.draw.rule import Rule, percent
from ssj_xl.domain.draw.tiers import Grouping, TierBook
from ssj_xl.domain.period import RESERVE
from ssj_xl.domain.pool import Pool
from ssj_xl.domain.scheme import PRIVATE, day_of, joined_tiers, make_rule, total_of
from ssj_xl.tables import records, registers
from ssj_xl.tables.problems import Problem, problem
from ssj_xl.tables.settings import REFUSE
from ssj_xl.tables.table import Row
from ssj_xl.workflows.desk.office import Office

if TYPE_CHECKING:
    from ssj_xl.tables.rows import TaskRow

_FEWEST = 3
"""With fewer groups none are joined: one group would be a draw at one ratio for all, and the highest at that."""


@dataclass(frozen=True)
class Outlook:
    """The pool as it is to be drawn, the highest figure for it, and what the clerk must be told (an error: no lock)."""

    pool: Pool
    found: Inference = NOTHING
    problems: tuple[Problem, ...] = ()


def in_words(found: Inference, limit: Fraction) -> str:
    """The figure as a sentence for the bureau; '' where nothing can be inferred.  It is for no public paper."""
    return "" if found == NOTHING else (
        f"外人推断最高等级单位的把握不超过 {shown(found.figure)}（本年度 {found.draws} 次按等级抽取都公布名字的 {found.objects} 家，"
        f"上限 {percent(limit)}；内部掌握，不公开）。")


def shown(figure: Fraction) -> str:
    """A probability for reading, rounded up so that it never looks smaller than it is.

    >>> shown(Fraction(1, 3))
    '33.4%'
    """
    tenths = -int(-(figure * 1000) // 1)
    return f"{tenths // 10}.{tenths % 10}%"


def look_ahead(office: Office, pool: Pool, *, task: TaskRow, how: Grouping, year: int) -> Outlook:
    """The pool of a task as it may be drawn in groups that are tiers, after what the year's draws made public."""
    if not how.private or not pool.groups:
        return Outlook(pool)
    past = _past(office, year)
    before = _figure(past, task, pool, how)
    settings = office.settings
    tasks = office.table(registers.TASKS)
    if before.figure <= settings.inference_limit:
        again = _figure(past, task, pool, how, times=2).figure
        late = again > settings.inference_limit
        twice = {"figure": shown(before.figure), "again": shown(again), "limit": percent(settings.inference_limit)}
        return Outlook(pool, before, (tasks.problem("D57", task, "code", **twice),) if late else ())
    seen = {"figure": shown(before.figure), "draws": before.draws, "objects": before.objects,
            "limit": percent(settings.inference_limit)}
    if settings.beyond_limit == REFUSE:
        return Outlook(pool, before, (tasks.problem("D55", task, "code", **seen, why="参数“超过推断上限时”为“不锁定”",
                                                    also="把参数“超过推断上限时”改为“合并等级”；"),))
    joined = _joined(pool, lambda one: _figure(past, task, one, how), settings.inference_limit)
    if joined is None:
        return Outlook(pool, before, (tasks.problem("D55", task, "code", **seen, also="",
                                                    why="合并要求最严的两个等级也降不到上限以内"),))
    after = _figure(past, task, joined, how)
    told = tasks.problem("D54", task, "code", **seen, after=shown(after.figure), was=drawn_of(task, pool, how),
                         becomes=drawn_of(task, joined, how))
    return Outlook(joined, after, (told,))


def look_back(office: Office, task: str) -> tuple[Inference, tuple[Problem, ...]]:
    """The highest figure about the firms that a task's draws name, over the year; a warning where it is above the limit."""
    drawn = [row for row in office.attempts(task) if _tells(row, office.rows_of(records.LOCKED, row))]
    if not drawn:
        return NOTHING, ()
    named = frozenset().union(*(_named(office.rows_of(records.WINNERS, row)) for row in drawn))
    types = _types(office)
    found = highest(_past(office, day_of(drawn[-1]["drawn_at"]).year), {code: types.get(code, "") for code in named})
    limit = office.settings.inference_limit
    if found.figure <= limit:
        return found, ()
    return found, (problem("D56", figure=shown(found.figure), draws=found.draws, objects=found.objects, limit=percent(limit)),)


def _joined(pool: Pool, figure: Callable[[Pool], Inference], limit: Fraction) -> Pool | None:
    """The pool with the two strictest groups of each type that is above the limit joined; None where that is not enough."""
    done: set[str] = set()
    while (found := figure(pool)).figure > limit:
        order = _strictest_first(pool, found.object_type)
        if found.object_type in done or len(order) < _FEWEST:
            return None
        done.add(found.object_type)
        pool = pool.joined(joined_tiers(order[:2]), order[:2])
    return pool


def _strictest_first(pool: Pool, object_type: str) -> list[str]:
    labels = {c.group for c in pool.candidates if c.object["object_type"] == object_type} & pool.groups.keys()
    return sorted(labels, key=lambda label: (-(pool.groups[label].ratio or 0), -pool.groups[label].lots, label))


def _figure(past: Sequence[Published], task: TaskRow, pool: Pool, how: Grouping, *, times: int = 1) -> Inference:
    """The highest figure about those who can be drawn, if they are, so many times in the same groups."""
    lines = [Line(c.code, c.object["object_type"], c.tier, c.group) for c in pool.candidates if c.group in pool.groups]
    codes = {line.code: line.object_type for line in lines}
    return highest([*past, *[published(lines, codes, how.book, rates=_rates(task, pool, how))] * times], codes)


def _quotas(task: TaskRow, pool: Pool, how: Grouping) -> tuple[Rule, dict[str, int]]:
    rule = make_rule(task, pool.groups, total_of(task, pool, how))
    return rule, rule.quotas({label: size for label, size in pool.sizes().items() if label in pool.groups})


def drawn_of(task: TaskRow, pool: Pool, how: Grouping) -> int:
    """How many objects a task draws of a pool, whoever must be checked besides left out."""
    return sum(_quotas(task, pool, how)[1].values())


def _rates(task: TaskRow, pool: Pool, how: Grouping) -> dict[str, Fraction]:
    """Group → chance of being drawn; in 加权 as the preview reckons it, since what comes out is not known before."""
    rule, _ = _quotas(task, pool, how)
    return dict(chances(rule, {label: size for label, size in pool.sizes().items() if label in pool.groups}).of)


def _past(office: Office, year: int) -> list[Published]:
    """What the year's draws by tiers made public, or will once their names are due; voided ones too, which stay on the page."""
    types, tiers = _types(office), office.table(registers.TIERS)
    locked, winners = (by_attempt(office.table(spec)) for spec in (records.LOCKED, records.WINNERS))
    out = []
    for row in office.table(records.DRAWS):
        key = row["task"], row["attempt"]
        if _tells(row, locked[key]) and day_of(row["drawn_at"]).year == year:
            lines = [Line(r["object"], types.get(r["object"], ""), r["tier"], r["group"]) for r in locked[key]]
            out.append(published(lines, _named(winners[key]), TierBook.on(tiers, day_of(row["locked_at"]))))
    return out


def _tells(row: Row, locked: Iterable[Row]) -> bool:
    """Whether the groups of a draw are tiers; lists are pseudonymous for other reasons too, and then have none."""
    return row["profile"] == PRIVATE and bool(row["drawn_at"]) and any(r["tier"] for r in locked)


def _named(winners: Iterable[Row]) -> frozenset[str]:
    return frozenset(w["object"] for w in winners if w["state"] != RESERVE)


def _types(office: Office) -> dict[str, str]:
    return {row["code"]: row["object_type"] for row in office.table(registers.OBJECTS)}
