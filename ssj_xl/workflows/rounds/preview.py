"""预览: what a lock would fix, and what is doubtful about it.  It never shows, or makes, a draw."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from ssj_xl.domain.draw.canon import EXCLUDED, ONE_POOL
from ssj_xl.domain.draw.chances import EXACT
from ssj_xl.domain.draw.inference import NOTHING, Inference
from ssj_xl.domain.draw.quotas import quota, quotas
from ssj_xl.domain.draw.rule import percent as in_points
from ssj_xl.domain.draw.ssj1 import WEIGHTED
from ssj_xl.domain.period import Coverage, coverage
from ssj_xl.domain.pool import is_wanted, was_gone
from ssj_xl.domain.summary.model import percent
from ssj_xl.gateways.book import Book
from ssj_xl.tables import records, registers
from ssj_xl.tables.problems import Problem, problem
from ssj_xl.tables.registers import EVEN
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.desk.office import Office, open_office
from ssj_xl.workflows.rounds.cautions import ENOUGH, cautions, seats
from ssj_xl.workflows.rounds.planned import Planned
from ssj_xl.workflows.rounds.planning import plan_draw

DRUM = "全部（加权）"
"""The line of all that are drawn by lot from one drum."""


@dataclass(frozen=True)
class GroupLine:
    """One group: how many there are, how many are drawn, the share that makes, the odds of one object."""

    label: str
    size: int
    quota: int
    odds: Fraction

    @property
    def share(self) -> str:
        """quota ÷ size as a percentage for reading."""
        return percent(Fraction(self.quota, self.size)) if self.size else "—"


@dataclass(frozen=True)
class Changes:
    """Who takes part against the last locked list of the same items."""

    since: str
    added: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """Everything the clerk and the witness look at before the lock."""

    task: str
    groups: tuple[GroupLine, ...]
    excluded: tuple[tuple[str, str, str], ...]
    profile: str
    rule: str
    coverage_after: Coverage
    choices: tuple[tuple[str, int], ...]
    changes: Changes | None
    problems: tuple[Problem, ...]
    floor: Fraction = Fraction(0)
    inactive: tuple[tuple[str, str, str], ...] = ()
    inference: Inference = NOTHING
    limit: Fraction = Fraction(1)
    steps: str = ""
    odds_how: str = EXACT

    @property
    def drawn(self) -> int:
        """How many objects would be drawn."""
        return sum(group.quota for group in self.groups)


def preview(book: Book, task: str, desk: Desk) -> Preview:
    """Preview a task's draw as of now.  Nothing is written and no seed exists."""
    office = open_office(book)
    row = office.task(task)
    attempt = len(office.attempts(row["code"])) + 1
    planned = plan_draw(office, row, desk, attempt=attempt, secret="0" * 64)
    staffed = seats(office, planned)
    few = [problem("D33", object=name, count=count) for name, count in staffed.choices if count < ENOUGH]
    after, floor = _coverage_after(office, planned, desk)
    candidates = planned.pool.candidates
    return Preview(
        row["code"], _group_lines(planned),
        tuple((c.code, c.object["name"], c.excluded) for c in candidates if c.group == EXCLUDED),
        planned.scheme.profile, planned.scheme.rule.text, after, staffed.choices, _changes(office, planned),
        (*planned.refused, *planned.warnings, *cautions(office, planned, staffed), *few[:10], *staffed.blocked, *floor), office.settings.yearly_floor,
        tuple((obj["code"], obj["name"], obj["status"]) for obj in office.table(registers.OBJECTS)
              if is_wanted(obj, row) and was_gone(obj, desk.today)),
        planned.inference, office.settings.inference_limit, _steps(planned), planned.chances.how,
    )


def _steps(planned: Planned) -> str:
    """How the number comes about where tiers, a ratio or a number of the whole all speak; '' where only one does."""
    how, groups, sizes = planned.grouping, planned.pool.groups, planned.sizes
    if how.even and planned.task["method"] == EVEN and how.book.by_key:
        return f"抽取方式是“等比例”：各对象类型都照 {in_points(how.ratio) if how.ratio is not None else '抽取数量'} 抽，不看等级的比例"
    if not how.private:
        return ""
    alone, asked = sum(quotas(sizes, groups).values()), _asked(planned, sum(sizes.values()))
    if planned.task["method"] == WEIGHTED:
        whole = sum(size for label, size in sizes.items() if groups[label].whole)
        return "；".join([f"各等级照自己的比例共 {alone} 个", *asked, f"加权共抽 {planned.drawn} 个，其中比例 100% 的等级 {whole} 个全部列入，"
                         f"其余 {planned.drawn - whole} 个按签数抽"])
    floor = how.floor
    if floor is None:
        return ""
    head, needed = f"各等级照自己的比例共抽 {alone} 个", quota(sum(sizes.values()), floor)
    if alone >= needed:
        return f"{head}，已达到抽查比例 {in_points(floor)} 要求的 {needed} 个"
    return f"{head}；抽查比例 {in_points(floor)} 要求合计 {needed} 个，差的 {needed - alone} 个按各等级的个数和比例分摊"


def _asked(planned: Planned, size: int) -> list[str]:
    """What task and plan ask for in all."""
    ratio, wanted = planned.grouping.ratio, planned.task["quantity"]
    return [*([f"抽查比例 {in_points(ratio)} 要求合计 {quota(size, ratio)} 个"] if ratio is not None else []),
            *([f"抽取数量 {wanted} 个"] if wanted is not None else [])]


def _group_lines(planned: Planned) -> tuple[GroupLine, ...]:
    places, odds, labels = planned.scheme.lock.quotas, planned.chances.of, planned.scheme.labels
    drawn = dict(sorted(planned.sizes.items()))
    by_lot = {label: size for label, size in drawn.items() if labels[label] in planned.scheme.lock.weights}
    alone = [GroupLine(label, size, places[labels[label]], odds[labels[label]]) for label, size in drawn.items() if label not in by_lot]
    if not by_lot:
        return tuple(alone)
    size, count = sum(by_lot.values()), places[ONE_POOL]
    pool = GroupLine(DRUM, size, count, Fraction(count, size))
    return (pool, *(GroupLine(label, size, 0, odds[labels[label]]) for label, size in by_lot.items()), *alone)


def _coverage_after(office: Office, planned: Planned, desk: Desk) -> tuple[Coverage, list[Problem]]:
    """The year's coverage once this draw is carried out, at the least; below the floor is a warning."""
    done = set(planned.past.touched)
    fresh = _fresh(planned, done)
    base = coverage(office.table(registers.OBJECTS), done)
    after = Coverage(min(base.registered, base.checked + fresh), base.registered)
    floor = office.settings.yearly_floor
    needed = -int(-(floor * after.registered) // 1)
    if after.checked >= needed:
        return after, []
    share = percent(Fraction(after.checked, after.registered))
    return after, [problem("D32", done=after.checked, registered=after.registered, share=share,
                           floor=f"{float(100 * floor):g}%", missing=needed - after.checked)]


def _fresh(planned: Planned, done: set[str]) -> int:
    """How many objects this draw adds to the year's at the least: it may hit those that were drawn before."""
    pool_of = {e.line.id: ONE_POOL if e.line.group in planned.scheme.lock.weights else e.line.group
               for e in planned.scheme.entries}
    known = Counter(pool_of[e.line.id] for e in planned.scheme.entries if e.candidate.code in done)
    return sum(max(0, quota - known[pool]) for pool, quota in planned.scheme.lock.quotas.items())


def _changes(office: Office, planned: Planned) -> Changes | None:
    """Who came and who went since the last locked list over the same items."""
    tasks = office.table(registers.TASKS).by("code")
    earlier = [row for row in office.table(records.DRAWS)
               if row["root"] and row["task"] in tasks and tasks[row["task"]]["items"] == planned.task["items"]]
    if not earlier:
        return None
    last = max(earlier, key=lambda row: row["locked_at"])
    then = {row["object"] for row in office.rows_of(records.LOCKED, last) if row["group"] != EXCLUDED}
    now = {candidate.code for candidate in planned.pool.candidates if candidate.group != EXCLUDED}
    return Changes(f"{last['task']}第{last['attempt']}轮（{last['locked_at']}）",
                   tuple(sorted(now - then)), tuple(sorted(then - now)))
