"""Rules of 检查台账 and of 抽查频次: what was typed is whole, nobody was visited more often than may be, frequencies can be kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from ssj_xl.domain.account.ledger import Ledger
from ssj_xl.domain.account.returning import is_as_noted
from ssj_xl.domain.account.rules import read_frequency
from ssj_xl.domain.account.visits import situation_known
from ssj_xl.domain.checks.world import World
from ssj_xl.domain.leads import is_open
from ssj_xl.domain.period import ON_THE_LIST
from ssj_xl.domain.plans import is_dropped
from ssj_xl.tables.account import (
    BY_ORDER,
    CAP,
    COUNTS,
    DAILY,
    EXEMPT,
    FROM_TASK,
    KINDS,
    LIMITS,
    ORDERED,
    REMOTE,
    SAME_DAY,
    UNTOLD,
    VISITS,
)
from ssj_xl.tables.leads import LEADS
from ssj_xl.tables.problems import Problem
from ssj_xl.tables.records import LOG, WINNERS
from ssj_xl.tables.registers import FINDINGS, ITEMS, PLANS


def typed_visits_are_whole(world: World) -> Iterator[Problem]:
    """R130: a visit that was typed without its day, which then counts for nothing, or without the document it is based on."""
    table = world[VISITS]
    for row in table:
        if row["origin"] != FROM_TASK and not row["task"] and not row["start"]:
            yield table.problem("R130", row, "start")
        if row["kind"] in KINDS and row["kind"] != DAILY and not row["basis"]:
            yield table.problem("R130", row, "basis")


def a_lead_is_open_where_somebody_is_drawn(world: World) -> Iterator[Problem]:
    """R157: a drawn visit of an institution about which, or about one of whose people, a lead is open: one visit will do.

    A lead keeps nobody but its own object out of the lottery: a complaint against one lawyer must not excuse the firm.
    """
    places = world.institutions
    leads = {places.get(row["object"], row["object"]): row["number"] for row in world[LEADS] if is_open(row, world.today)} if LEADS in world else {}
    seen = {(row["task"], row["object"]) for row in world[FINDINGS] if row["checked"]} if leads else set()
    table = world[WINNERS]
    for row in table if leads else ():
        lead = leads.get(places.get(row["object"], row["object"]))
        waits = row["state"] in ON_THE_LIST and (row["task"], row["attempt"]) not in world.void and (row["task"], row["object"]) not in seen
        if lead and waits:
            yield table.problem("R157", row, "object", name=row["name"] or row["object"], value=lead)


def situations_fit(world: World) -> Iterator[Problem]:
    """R156: a 不计入情形 that somebody wrote and that the kind of visit, its lead or its way contradicts; what is written counts."""
    table = world[VISITS]
    for row in table:
        known = situation_known(row, world) if row["situation"] not in ("", SAME_DAY, UNTOLD) and row["origin"] != FROM_TASK else ""
        wrong = known and known != row["situation"] and REMOTE not in (known, row["situation"])
        if wrong or (row["situation"] == BY_ORDER and row["kind"] in KINDS and row["kind"] != ORDERED):
            yield table.problem("R156", row, "situation", value=row["situation"], known=f"线索、检查类别应是“{known}”" if known else f"检查类别是“{row['kind']}”，不会是它")


def caps_are_of_enterprises(world: World) -> Iterator[Problem]:
    """R155: a row of 次数规则 for a type of which visits are none of an enterprise, and which therefore never holds."""
    table = world[LIMITS]
    for row in table:
        if row["rule"] == CAP and row["object_type"] and not world.persons.is_enterprise(row["object_type"]):
            yield table.problem("R155", row, "object_type", value=row["object_type"])


def rules_of_counting_are_whole(world: World) -> Iterator[Problem]:
    """R131: a row of 次数规则 without what it is about."""
    table = world[LIMITS]
    for row in table:
        key = "situation" if row["rule"] == EXEMPT else "number"
        if row["rule"] and row.get(key) in ("", None):
            yield table.problem("R131", row, key, rule=row["rule"])


def nobody_is_visited_too_often(world: World) -> Iterator[Problem]:
    """R132: an institution over its cap of this year, with the visits that count; told once, where it stands in 检查对象."""
    ledger = Ledger.of(world)
    year, table = world.today.year, world[VISITS]
    objects = world.objects
    for code in sorted(ledger.by_institution) if ledger.rules.limit_anything or ledger.elsewhere else ():
        count, cap = ledger.standing(code, world.today)
        if cap is not None and count > cap and code in objects:
            visits = "；".join(ledger.describe(visit, year) for visit in ledger.counted(code, year))
            rows = [row for row in table if row["institution"] == code]
            place = table.place(rows[-1], "counts") if rows else None
            yield (Problem("R132", {"name": objects[code]["name"], "year": year, "count": count, "cap": cap, "visits": visits}, place) if place
                   else world.tables["检查对象"].problem("R132", objects[code], "code", name=objects[code]["name"], year=year, count=count, cap=cap, visits=visits))


def counts_are_what_was_taken_in(world: World) -> Iterator[Problem]:
    """R159: 检查次数 is otherwise than the bureau's file left it; whoever is raised to the cap there is kept out of a draw."""
    if COUNTS in world and not is_as_noted(world[COUNTS], world[LOG]):
        yield Problem("R159", {}, world.tables[COUNTS.name].grid.place(-1))


def frequencies_can_be_read(world: World) -> Iterator[Problem]:
    """R133: an 抽查频次 that nobody can keep to, since it cannot be read."""
    for spec in (ITEMS, PLANS):
        table = world[spec]
        yield from (table.problem("R133", row, "frequency", value=row["frequency"]) for row in table if read_frequency(row["frequency"]) is None)


def plans_are_carried_out_as_often_as_they_say(world: World) -> Iterator[Problem]:
    """R134: a plan that is over and was drawn less often than its 抽查频次.  What last year's workbook drew is not known here."""
    table, drawn = world[PLANS], defaultdict[str, set[str]](set)
    elsewhere = {row["plan"] for row in world.tasks.values() if row["carried"]}
    for task, at in world.drawn_at.items():
        if task in world.tasks:
            drawn[world.tasks[task]["plan"]].add(at)
    for row in table:
        known = read_frequency(row["frequency"])
        if known is None or not known.least or is_dropped(row) or not row["end"] or row["end"] >= world.today or row["code"] in elsewhere:
            continue
        start: date = row["start"] or date(row["end"].year, 1, 1)
        periods = max(1, -(-((row["end"].year - start.year) * 12 + row["end"].month - start.month + 1) // known.months)) if known.months < 12 else 1
        done, wanted = len(drawn[row["code"]]), known.least * periods
        if done < wanted:
            yield table.problem("R134", row, "frequency", value=row["frequency"], wanted=wanted, done=done)
