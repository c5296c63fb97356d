"""Rules of 执法人员: certificates, names, scope.  When certificates end is a matter of `deadlines`."""

from __future__ import annotations

from collections.abc import Iterator

from ssj_xl.domain.checks.world import World, line_of, repeated
from ssj_xl.domain.matching.people import EVERYTHING
from ssj_xl.tables.problems import Problem
from ssj_xl.tables.registers import INSPECTORS, ITEMS


def certificates_are_unique(world: World) -> Iterator[Problem]:
    """R22: one certificate under two codes."""
    table = world[INSPECTORS]
    for row, first in repeated(table, lambda row: row["certificate"]):
        if row["code"] != first["code"]:
            yield table.problem("R22", row, "certificate", value=row["certificate"], line=line_of(table, first),
                                other=first["name"])


def names_are_distinct(world: World) -> Iterator[Problem]:
    """R23: the same name twice, with different certificates."""
    table = world[INSPECTORS]
    for row, first in repeated(table, lambda row: row["name"]):
        if row["code"] != first["code"] and row["certificate"] != first["certificate"]:
            yield table.problem("R23", row, "name", value=row["name"], line=line_of(table, first))


def scopes_are_listed_items(world: World) -> Iterator[Problem]:
    """R24: an item that is not in the list; R25: nothing at all that the inspector may check."""
    table = world[INSPECTORS]
    for row in table:
        unknown = [item for item in row["items"] if item != EVERYTHING and item not in world.items]
        if unknown and ITEMS in world:
            yield table.problem("R24", row, "items", value="、".join(unknown))
        if not row["items"]:
            yield table.problem("R25", row, "items", name=row["name"])
