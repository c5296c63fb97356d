"""From a task to a scheme that can be locked: checks, pool, groups, quotas, people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from ssj_xl.domain import staff
from ssj_xl.domain.account.ledger import STALE_DAYS, Ledger
from ssj_xl.domain.account.rules import read_frequency
from ssj_xl.domain.checks import World, check
from ssj_xl.domain.checks.cells import parts
from ssj_xl.domain.checks.visits import counts_are_what_was_taken_in
from ssj_xl.domain.draw.canon import canon_id, group_label
from ssj_xl.domain.draw.quotas import basis_points
from ssj_xl.domain.draw.rule import names_group
from ssj_xl.domain.draw.ssj1 import WEIGHTED
from ssj_xl.domain.draw.tiers import Grouping, is_example
from ssj_xl.domain.leads import arranged
from ssj_xl.domain.period import History
from ssj_xl.domain.pool import ARRANGED, Limits, Pool, build_pool
from ssj_xl.domain.scheme import OPEN, Scheme, Secrecy, drawn_count, make_scheme, total_of, with_people
from ssj_xl.domain.workdays import Calendar, in_force
from ssj_xl.tables import records, registers
from ssj_xl.tables.account import COUNTS, LIMITS, VISITS
from ssj_xl.tables.leads import LEADS
from ssj_xl.tables.problems import Problem, block, errors, fail, problem
from ssj_xl.tables.settings import AT_DRAW
from ssj_xl.tables.spec import TableSpec
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.desk.office import Office
from ssj_xl.workflows.rounds import parties
from ssj_xl.workflows.rounds.outlook import look_ahead
from ssj_xl.workflows.rounds.overrides import chosen, overrides
from ssj_xl.workflows.rounds.planned import Planned

if TYPE_CHECKING:
    from ssj_xl.tables.rows import TaskRow


def plan_draw(office: Office, task: TaskRow, desk: Desk, *, attempt: int, secret: str) -> Planned:
    """The scheme of a task as of now.  `secret` makes the list pseudonymous where groups are tiers or persons are listed.

    Raises UserError with everything that stands in the way.
    """
    doubts = _register_doubts(office, desk)
    past = office.history(desk.today.year)
    task, use, told = chosen(office, task)
    how = office.grouping(task, desk.today, use=use)
    ledger = office.ledger(desk.today)
    limits = _limits(office, task, desk)
    pool_in = partial(build_pool, office.table(registers.OBJECTS), task, ledger=ledger, limits=limits)
    pool = pool_in(how)
    found = [*_task_problems(office, task, desk), *_pool_problems(office, task, pool),
             *_ratio_problems(task, pool, how), *_hidden_visits(office, pool, how, ledger, limits), *parties.missing_replies(office, task["code"])]
    block(found)
    outlook = look_ahead(office, pool, task=task, how=how, year=desk.today.year)
    by_tier = how.private and len(outlook.pool.groups) > 1
    pool = (outlook.pool if by_tier or not how.private else outlook.pool.joined(EVERYBODY, [*outlook.pool.groups])).stored
    total = total_of(task, pool, how)
    secrecy = _secrecy(office, pool, secret, tiers=by_tier)
    scheme = parties.seated(office, task, make_scheme(task, pool, attempt, total=total, secrecy=secrecy))
    unconfirmed, found = [*_unconfirmed(office, how)], [*found, *[old_account("D121", ledger)] * ledger.is_stale, *_unseen(pool, ledger, limits)]
    warnings = [p for p in (*doubts, *found, *outlook.problems) if p.severity == "warning" and not (unconfirmed and p.code == "R19")]
    planned = Planned(task, _staffed(office, task, scheme, past, desk), pool, how, past, ledger, tuple(warnings),
                   outlook.found, (*errors(outlook.problems), *unconfirmed), use)
    return replace(planned, warnings=(*planned.warnings, *told, *overrides(office, planned, pool_in), *parties.uninvited(office, task)))


def old_account(code: str, ledger: Ledger) -> Problem:
    """D120 or D121 about the bureau's account of visits."""
    return problem(code, as_of=ledger.known, days=STALE_DAYS)


def _unseen(pool: Pool, ledger: Ledger, limits: Limits) -> Iterator[Problem]:
    """D125, once: objects that others visited within the period of an 抽查频次, for which items nobody knows."""
    if ledger.elsewhere and (count := sum(ledger.unseen(one.code, limits.day, limits.frequencies(one.object)) for one in pool.candidates if not one.excluded)):
        yield problem("D125", count=count, as_of=ledger.known)


def _limits(office: Office, task: TaskRow, desk: Desk) -> Limits:
    items, plan = office.table(registers.ITEMS).by("code"), office.plan(task)
    return Limits(desk.today, task["code"], tuple(items[code] for code in task["items"] if code in items),
                  (plan["code"], plan["frequency"]) if plan else ("", ""), parties.left_out(office, task["code"]),
                  arranged(office.table(LEADS), desk.today))


def _unconfirmed(office: Office, how: Grouping) -> Iterator[Problem]:
    """D96: a draw by tiers that are an example.  A workbook that has locked before is at work and is only warned (R19)."""
    tiers = office.table(registers.TIERS)
    examples = [row for row in tiers if is_example(row)]
    if how.private and examples and not office.table(records.DRAWS).rows:
        yield tiers.problem("D96", examples[0], "scheme", count=len(examples), value=examples[0]["scheme"])


EVERYBODY = "全部对象"
"""The group of a draw in which one tier, or nobody's, leaves nothing to hide."""


def _secrecy(office: Office, pool: Pool, secret: str, *, tiers: bool) -> Secrecy:
    """A list is pseudonymous where groups are tiers (two or more, else they hide nothing) or names wait, and always where natural persons are on it or a lead
    keeps somebody out: an open list would say who takes no part.

    Of an open list anybody computes the winners as soon as the public value is known.  A workbook made before names
    were bound cannot show a draw without them.
    """
    waits = binds_names(office) and office.settings.list_when != AT_DRAW
    persons = office.showing.persons
    closed = any(one.object["object_type"] in persons or one.excluded == ARRANGED for one in pool.candidates)
    return Secrecy(secret, 2 if binds_names(office) else 1, tiers=tiers) if tiers or closed or waits else OPEN


def binds_names(office: Office) -> bool:
    """Whether the workbook has the columns that a lock of format 2 fills; one made before them locks as it did."""
    return all(office.table(spec).columns.keys() >= keys for spec, keys in _OF_FORMAT_2)


_OF_FORMAT_2 = ((records.DRAWS, {"names_root", "floor", "proof", "supervisor", "witness", "last"}), (records.LOCKED, {"name", "identity"}))


_DRAWN_FROM = (registers.CODES, registers.TIERS, registers.ITEMS, registers.OBJECTS, registers.INSPECTORS,
               registers.RECUSALS, LIMITS, LEADS)


_REPEATED = ("R19", "R33")
"""The warnings about the registers that a draw repeats: tiers that are an example, objects drawn as the default one."""


def _register_doubts(office: Office, desk: Desk) -> list[Problem]:
    """An unknown 状态, a doubled code or a tier not in force would put the wrong objects into the pool: refused."""
    tables = {spec.name: office.table(spec) for spec in _DRAWN_FROM if office.book.has(spec)}
    calendar = Calendar.from_rows([])
    kept = World({spec.name: office.table(spec) for spec in (COUNTS, records.LOG) if office.book.has(spec)}, office.settings, calendar, desk.today)
    found = [*check(tables, office.settings, calendar=calendar, today=desk.today), *counts_are_what_was_taken_in(kept)]
    block(found)
    return [p for p in found if p.code in _REPEATED]


_VISIT: Mapping[TableSpec, tuple[str, ...]] = {
    registers.FINDINGS: ("task", "object", "checked"),
    VISITS: ("number", "object", "kind", "start", "end", "state", "situation"),
}
"""The cells that say whom a visit went to, when, and whether it counts."""


def _hidden_visits(office: Office, pool: Pool, how: Grouping, ledger: Ledger, limits: Limits) -> list[Problem]:
    """Errors of 检查结果 and 检查台账 that hide a visit, so that somebody at the cap, within the months of rest or visited
    as often as 抽查频次 says could be drawn.

    Those of other objects' rows are in nobody's way, nor is any where visits leave nobody out.
    """
    if not _visits_matter(how, ledger, limits):
        return []
    known = office.table(registers.OBJECTS).by("code")
    near = {candidate.code for candidate in pool.candidates}
    cells = {table.place(row, key) for spec, keys in _VISIT.items() for table in (office.table(spec),) for row in table
             if any(one in near or one not in known for one in parts(row, "object")) for key in keys}
    specs = (registers.OBJECTS, registers.TASKS, records.DRAWS, records.WINNERS, *_VISIT)
    found = check({spec.name: office.table(spec) for spec in specs}, office.settings, calendar=Calendar.from_rows([]), today=ledger.today)
    return [one for one in errors(found) if one.place in cells]


def _visits_matter(how: Grouping, ledger: Ledger, limits: Limits) -> bool:
    """Whether a visit may leave somebody out of this draw: by a cap, by months of rest, by 抽查频次."""
    frequencies = (read_frequency(text) for text in (limits.plan[1], *(item["frequency"] for item in limits.items)))
    return (ledger.rules.limit_anything or any(row["yearly_cap"] for row in how.book.by_key.values())
            or any(one and one.most is not None for one in frequencies))


def _task_problems(office: Office, task: TaskRow, desk: Desk) -> Iterator[Problem]:
    tasks = office.table(registers.TASKS)
    for key in ("items", "end", "method"):
        if not task[key]:
            yield tasks.problem("D36", task, key, task=task["code"], field=tasks.spec.header(key))
    if task["method"] and task["method"] not in registers.METHODS:
        yield tasks.problem("D49", task, "method", task=task["code"], method=task["method"])
    if task["end"] and task["end"] < desk.today:
        yield tasks.problem("D48", task, "end", task=task["code"], end=task["end"].isoformat())
    if not task["platform"]:
        yield tasks.problem("D34", task, "platform", task=task["code"])
    items = office.table(registers.ITEMS).by("code")
    for code in task["items"]:
        if code not in items or not in_force(items[code], desk.today):
            yield tasks.problem("D35", task, "items", item=code, day=desk.today.isoformat())


def _pool_problems(office: Office, task: TaskRow, pool: Pool) -> Iterator[Problem]:
    tasks, objects = office.table(registers.TASKS), office.table(registers.OBJECTS)
    for obj in pool.unrated:
        yield objects.problem("D03", obj, "tier", name=obj["name"], tier=obj["tier"] or "（空白）")  # type: ignore[arg-type]
    if not pool.groups and not pool.sizes().get("M"):
        kept_out = [one for one in pool.candidates if one.excluded]
        yield tasks.problem("D02", task, "code", task=task["code"],
                            why=f"范围内 {len(kept_out)} 个都不参加，如“{kept_out[0].object['name']}”：{kept_out[0].excluded}。" if kept_out else "")
    for candidate in pool.candidates:
        try:
            canon_id(candidate.code)
        except ValueError:
            yield objects.problem("D10", candidate.object, "code", value=candidate.code)  # type: ignore[arg-type]


def _ratio_problems(task: TaskRow, pool: Pool, how: Grouping) -> Iterator[Problem]:
    weighted = task["method"] == WEIGHTED
    for label, group in pool.groups.items():
        if not _usable_label(label):
            yield problem("D08", label=label)
        if group.ratio is None:
            if not weighted and task["quantity"] is None:
                yield problem("D04", task=task["code"])
        elif group.ratio == 0:
            yield problem("D05", tier=label)
        else:
            yield from _fine_ratio(group.ratio)
    if how.floor is not None:
        yield from _fine_ratio(how.floor)
    if weighted:
        yield from _weighted_problems(task, pool, how)


def _usable_label(label: str) -> bool:
    try:
        return group_label(label) == label and names_group(label)
    except ValueError:
        return False


def _fine_ratio(ratio: Fraction) -> Iterator[Problem]:
    try:
        basis_points(ratio)
    except ValueError:
        yield problem("D07", ratio=ratio)


def _weighted_problems(task: TaskRow, pool: Pool, how: Grouping) -> Iterator[Problem]:
    """What forbids 加权: a ratio too fine, or nothing that says how many are drawn by lot."""
    ratios = [how.ratio, *(group.ratio for group in pool.groups.values())]
    if any(True for ratio in ratios if ratio is not None for _ in _fine_ratio(ratio)):
        return
    if not total_of(task, pool, how) and not any(group.whole for group in pool.groups.values()):
        yield problem("D09")


def _staffed(office: Office, task: TaskRow, scheme: Scheme, past: History, desk: Desk) -> Scheme:
    inspectors = parties.inspectors_for(office, task["code"])
    if not inspectors:
        raise fail("D41", office.table(registers.INSPECTORS).grid.place(-1))
    start = task["start"] or desk.today
    base = staff.base_load(inspectors, past.loads, drawn_count(scheme.lock))
    people = parties.as_lent(office, task["code"], staff.listed(inspectors, task, start, loads=past.loads, base=base))
    own = staff.barred_pairs(office.table(registers.RECUSALS), start, task["end"])
    return with_people(scheme, people, office.by_institution(parties.barred_in(office, task, own)), applies=parties.applying(office, task, scheme))
