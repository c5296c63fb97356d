"""Rules of every register: allowed values, references, keys, order of dates, ratios."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ssj_xl.domain.checks.world import World, line_of, repeated
from ssj_xl.domain.codes import names
from ssj_xl.tables import registers as r
from ssj_xl.tables.account import LIMITS, VISITS
from ssj_xl.tables.cells import brackets, cell_text, split_list
from ssj_xl.tables.leads import LEADS
from ssj_xl.tables.problems import Problem
from ssj_xl.tables.spec import Column, TableSpec
from ssj_xl.tables.table import Row, Table

ORDER: dict[str, tuple[tuple[str, str], ...]] = {
    r.TIERS.name: (("valid_from", "valid_to"),),
    r.ITEMS.name: (("valid_from", "valid_to"),),
    r.INSPECTORS.name: (("away_from", "away_to"),),
    r.RECUSALS.name: (("valid_from", "valid_to"),),
    LEADS.name: (("received", "valid_to"), ("received", "approved"), ("received", "closed")),
    VISITS.name: (("start", "end"),),
    LIMITS.name: (("valid_from", "valid_to"),),
    r.PLANS.name: (("start", "end"),),
    r.TASKS.name: (
        ("scheme_date", "scheme_published"), ("start", "end"), ("platform_scheme", "platform_drawn"),
        ("platform_drawn", "platform_people"), ("platform_people", "platform_published"), ("start", "archived"),
    ),
    r.FINDINGS.name: (
        *(("checked", later) for later in ("entered", "published", "disposal_due", "closed", "transferred", "credit_pushed",
                                           "rechecked", "listed_on")),
        ("published", "disputed"), ("published", "shown_until"), ("disputed", "corrected"), ("rechecked", "closed"),
    ),
}
"""Table → pairs of date columns of which the second is never before the first."""

HAPPENED: dict[str, tuple[str, ...]] = {
    r.OBJECTS.name: ("tier_date", "status_date"),
    r.PLANS.name: ("published", "change_reported", "change_published"),
    r.TASKS.name: ("platform_scheme", "platform_drawn", "platform_people", "platform_published", "archived"),
    r.FINDINGS.name: ("checked", "entered", "published", "closed", "transferred", "credit_pushed",
                      "disputed", "corrected", "rechecked", "listed_on", "withdrawn"),
    r.ACTIVITIES.name: ("day",),
    LEADS.name: ("received", "approved", "closed"),
}
"""Table → date columns that tell what has happened."""


def choices_are_allowed(world: World) -> Iterator[Problem]:
    """T10: a value outside the column's list, or outside its category of 代码表."""
    for table in world.tables.values():
        for column in table.spec.columns:
            if column.choices:
                yield from _outside(table, column, _allowed(world, column))


def _allowed(world: World, column: Column) -> tuple[str, ...]:
    if isinstance(column.choices, str):
        return names(world[r.CODES], column.choices)
    return column.choices or ()


def _outside(table: Table, column: Column, allowed: Sequence[str]) -> Iterator[Problem]:
    known = {"", *allowed}
    for row in table:
        if wrong := [value for value in parts(row, column.key) if value not in known]:
            yield table.problem("T10", row, column.key, value="、".join(wrong), allowed="、".join(allowed))


def parts(row: Row, key: str) -> tuple[str, ...]:
    """The values of a cell that may hold several, or the one that it holds."""
    value = row[key]
    return value if isinstance(value, tuple) else (value,)


_NAMES = {r.INSPECTORS.name: "name", r.OBJECTS.name: "name", r.ITEMS.name: "minor", r.PLANS.name: "name", r.TASKS.name: "name"}
"""Where a register that is referred to by code has the name."""


def with_codes(world: World, found: Problem) -> Problem:
    """A problem of reading as it is; names where codes belong (T21) with the codes of whoever is called so."""
    if found.code != "T21" or not (key := _NAMES.get(str(found.params["table"]))):
        return found
    codes: dict[str, list[str]] = {}
    for row in world.tables.get(str(found.params["table"]), ()):
        codes.setdefault(row[key], []).append(row["code"])
    typed = [brackets(name) for name in split_list(str(found.params["value"]))]
    known = "，".join(f"{name}是 {' 或 '.join(codes[name])}" for name in typed if name in codes)
    return replace(found, params={**found.params, "known": f"（{known}）" if known else ""})


def references_lead_somewhere(world: World) -> Iterator[Problem]:
    """R01: a code that its register does not have; R41: an item that is not in the list (清单之外)."""
    for table in world.tables.values():
        for column in table.spec.columns:
            target, _, key = column.refers.partition(".")
            if target in world.tables:
                known = {row[key] for row in world.tables[target]}
                yield from _dangling(table, column, world.tables[target].spec, known)


def _dangling(table: Table, column: Column, target: TableSpec, known: set[str]) -> Iterator[Problem]:
    code = "R41" if target is r.ITEMS else "R01"
    for row in table:
        if missing := [value for value in parts(row, column.key) if value and value not in known]:
            yield table.problem(code, row, column.key, value="、".join(missing), table=target.name)


def keys_are_unique(world: World) -> Iterator[Problem]:
    """R02: two rows of the same key."""
    for table in world.tables.values():
        unique = table.spec.unique
        if not unique:
            continue
        header = "、".join(table.spec.header(key) for key in unique)
        for row, first in repeated(table, lambda row, unique=unique: _key(row, unique)):  # type: ignore[misc]
            value = "、".join(str(cell_text(row[key])) for key in unique if row[key] is not None)
            yield table.problem("R02", row, unique[0], header=header, value=value, line=line_of(table, first))


def _key(row: Row, unique: tuple[str, ...]) -> tuple[object, ...]:
    """The key of a row; nothing where its first part is blank, which is reported already."""
    return tuple(row[key] for key in unique) if row[unique[0]] not in ("", None) else ()


def dates_are_in_order(world: World) -> Iterator[Problem]:
    """R03: a date before the one that it follows."""
    for name, pairs in ORDER.items():
        table = world.tables.get(name)
        for row in table or ():
            for before, after in pairs:
                if table and row[before] and row[after] and row[after] < row[before]:
                    yield table.problem("R03", row, after, value=row[after], other=table.spec.header(before),
                                        day=row[before])


def what_has_happened_is_not_in_the_future(world: World) -> Iterator[Problem]:
    """R04: a date after today in a column that tells what has happened."""
    for name, keys in HAPPENED.items():
        table = world.tables.get(name)
        for row in table or ():
            for key in keys:
                if table and row[key] and row[key] > world.today:
                    yield table.problem("R04", row, key, value=row[key], today=world.today)


def ratios_are_not_zero(world: World) -> Iterator[Problem]:
    """R30: a tier, a plan or a task that nobody could be drawn by (不免抽)."""
    for spec in (r.TIERS, r.PLANS, r.TASKS):
        table = world[spec]
        yield from (table.problem("R30", row, "ratio") for row in table if row["ratio"] == 0)
