"""What 检查台账 is to hold: rows of what was drawn, made anew from the evidence, and the cells of typed rows that nobody types.

Nothing is ever taken out: a drawn visit that stands no longer is 已取消.  The same visits and their objects as plain rows of
texts are for registers that no sheet holds (`draw-registry export`); engines put those of several workbooks together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from ssj_xl.domain.account.ledger import Ledger
from ssj_xl.domain.account.visits import Visit, find_visits, is_repeated, of_row
from ssj_xl.domain.leads import days_of_visits
from ssj_xl.tables import account, registers
from ssj_xl.tables.table import Row, Table

if TYPE_CHECKING:
    from ssj_xl.domain.world import World
    from ssj_xl.tables.rows import VisitRow

Cells = dict[str, Any]


class Refreshed(NamedTuple):
    """Changed cells of rows, rows to be added, and leads with the day on which somebody was there."""

    changed: tuple[tuple[Row, Cells], ...]
    added: tuple[Cells, ...]
    leads: tuple[tuple[Row, date], ...] = ()


def refresh(world: World) -> Refreshed:
    """What has to change in 检查台账 so that it says what the workbook knows on the world's day, and in 线索 what follows from that."""
    world, given = numbered(world)
    ledger = Ledger.of(world)
    here = {visit.number: drawn_row(visit, world, ledger) for visit in ledger.visits.values() if visit.task in world.own_tasks}
    changed, known = list[tuple[Row, Cells]](), set[str]()
    for row in world[account.VISITS]:
        known.add(row["number"])
        wanted = _repeated(row, here) if is_repeated(row, world) else typed_row(row, world, ledger)
        cells = {**given.get(row.line, {}), **{key: value for key, value in wanted.items() if (row.get(key) or "") != (value or "")}}
        if cells:
            changed.append((row, cells))
    now = {row.line: cells for row, cells in changed}
    rows = [row.changed(**now[row.line]) if row.line in now else row for row in world[account.VISITS]]
    return Refreshed(tuple(changed), tuple(cells for number, cells in here.items() if number not in known), tuple(days_of_visits(world, rows)))


def carried(world: World) -> list[Cells]:
    """Rows of 检查台账 that the next year's workbook needs: what is open, and what lies in the time that rules look back on."""
    world, _ = numbered(world)
    ledger, rows = Ledger.of(world), {row["number"]: row for row in world[account.VISITS]}
    first = date(world.settings.year - max(1, -(-ledger.rules.longest_rest // 12)), 1, 1)
    found = list[Cells]()
    for visit in ledger.visits.values():
        if visit.planned or any(day >= first for day in visit.days):
            own: Mapping[str, Any] = rows.get(visit.number, {})
            found.append({**own, **(drawn_row(visit, world, ledger) if visit.task and own.get("origin") != account.TYPED
                                    else typed_row(rows[visit.number], world, ledger))})
    return sorted(found, key=lambda row: (row["start"] or date.max, row["number"]))


def gone_on(world: World, earlier: World) -> Refreshed:
    """Rows of 检查台账 that tell visits of last year's tasks, as last year's workbook has them by now.

    Added is what is open there or was checked in the world's year; what stands there no longer is 已取消.
    """
    ledger, tasks = Ledger.of(earlier), earlier.own_tasks - world.own_tasks
    there = {visit.number: visit for visit in ledger.visits.values() if visit.task in tasks}
    here = {row["number"]: row for row in world[account.VISITS] if row["origin"] == account.FROM_TASK and row["task"] in tasks}
    rows = {number: drawn_row(visit, earlier, ledger) for number, visit in there.items()}
    wanted = ((row, _repeated(row, rows)) for row in here.values())
    changed = ((row, {key: value for key, value in cells.items() if (row.get(key) or "") != (value or "")}) for row, cells in wanted)
    first = date(world.settings.year, 1, 1)
    added = (rows[number] for number, visit in there.items()
             if number not in here and (visit.planned or any(day >= first for day in visit.days)))
    return Refreshed(tuple((row, cells) for row, cells in changed if cells), tuple(added))


def numbered(world: World) -> tuple[World, dict[int, Cells]]:
    """The registers with a 台账编号 in every row of 检查台账 (单位编码-处室编码-年-J序), and the new ones by line."""
    table, given = world[account.VISITS], dict[int, Cells]()
    taken = {row["number"] for row in table}
    codes = "-".join(filter(None, (world.settings.unit_code, world.settings.division_code)))
    for row in table:
        number = 1
        while not row["number"] and row.line not in given:
            code = f"{codes}-{row['start'].year if row['start'] else world.settings.year}-J{number:03}"
            if code not in taken:
                given[row.line] = {"number": code}
                taken.add(code)
            number += 1
    rows: list[Any] = [row.changed(**given[row.line]) if row.line in given else row for row in table]
    known = Table(table.spec, rows, table.problems, table.grid, table.columns)
    return (replace(world, tables={**world.tables, account.VISITS.name: known}) if given else world), given


def typed_row(row: VisitRow, world: World, ledger: Ledger) -> Cells:
    """The cells that the program fills in a row that was typed; what stands there stays."""
    if not row["object"]:
        return {}
    visit = of_row(row, world)
    names = "、".join(world.objects[code]["name"] for code in row["object"] if code in world.objects)
    blanks = {"name": names, "institution": visit.institution, "body": visit.body, "division": visit.division,
              "random": "否", "way": account.ON_SITE, "end": row["start"], "origin": account.TYPED}
    state = "" if visit.state == account.OPEN and not row["task"] else visit.state
    return {**{key: value for key, value in blanks.items() if not row.get(key)}, "state": state, **counting(visit, ledger)}


def drawn_row(visit: Visit, world: World, ledger: Ledger) -> Cells:
    """The row of a visit that was drawn, or checked for a task."""
    task: Mapping[str, Any] = world.tasks.get(visit.task, {})
    objects = tuple(sorted(visit.objects)) or (visit.institution,)
    return {
        "number": visit.number, "object": objects, "name": "、".join(world.objects[code]["name"] for code in objects if code in world.objects),
        "institution": visit.institution, "body": visit.body, "division": visit.division, "kind": visit.kind, "random": "是", "task": visit.task,
        "items": tuple(sorted({one.item for one in visit.entries if one.item})), "partners": task.get("partners", ()),
        "way": account.OFF_SITE if visit.situation == account.REMOTE else account.ON_SITE,
        "start": visit.days[0] if visit.days else None, "end": visit.days[-1] if visit.days else None,
        "state": visit.state, **counting(visit, ledger), "origin": account.FROM_TASK}


def counting(visit: Visit, ledger: Ledger) -> Cells:
    """Whether it counts, and why not."""
    years = {day.year for day in visit.all_days(ledger.today)}
    enterprise = ledger.is_enterprise(visit.institution)
    counts = enterprise and any(one.key == visit.key for year in years for one in ledger.counted(visit.institution, year, body=visit.body))
    exempt = bool(visit.entries) and ledger.is_exempt(visit)
    together = account.SAME_DAY if enterprise and visit.entries and not counts and not exempt else ""
    return {"counts": "是" if counts else "否", "situation": visit.situation or together}


def _repeated(row: Mapping[str, Any], here: Mapping[str, Cells]) -> Cells:
    """What a row of a drawn visit is to say: what the evidence says, 已取消 where it says nothing any more."""
    return here.get(row["number"]) or {"state": account.CANCELLED, "counts": "否"}


class EntryRow(NamedTuple):
    """One object and day of a visit; a visit that was cancelled has one row without either.

    body: 检查主体 as it is compared; written: as it is written; work: task or 台账编号; of_task: '1' where it is a task;
    day: as ISO; done: '1' where somebody was there.
    """

    body: str
    written: str
    work: str
    of_task: str
    institution: str
    division: str
    situation: str
    object: str
    day: str
    done: str


class ObjectRow(NamedTuple):
    """An object of the register, by whom it is managed and where it is visited."""

    code: str
    institution: str
    object_type: str
    tier: str
    division: str


def entry_rows(world: World) -> Iterator[EntryRow]:
    """Every visit of a workbook, each once, in the order in which it tells them."""
    for (body, work, institution), visit in find_visits(world).items():
        known = (body, visit.body, work, "1" if visit.task else "", institution, visit.division, visit.situation)
        days = sorted({(one.object, one.day.isoformat(), "1" if one.state == account.DONE else "") for one in visit.entries})
        yield from (EntryRow(*known, *day) for day in days or [("", "", "")])


def object_rows(world: World) -> Iterator[ObjectRow]:
    """The objects of a workbook."""
    for row in world[registers.OBJECTS]:
        yield ObjectRow(row["code"], world.institutions.get(row["code"], row["code"]), row["object_type"], row["tier"], world.settings.division)
