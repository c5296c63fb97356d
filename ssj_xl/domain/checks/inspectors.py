"""Rules of 执法人员: certificates, names, scope."""

from __future__ import annotations

from collections.abc import Iterator

from ssj_xl.domain.checks.world import World, line_of, repeated
from ssj_xl.domain.matching.people import EVERYTHING
from ssj_xl.tables.problems import Problem
from ssj_xl.tables.registers import INSPECTORS, ITEMS

SOON = 60
"""Days before the end of a certificate from which on its holder is reminded."""


def certificates_are_valid(world: World) -> Iterator[Problem]:
    """R20: a certificate that has expired; R21: one that will in two months.  People away are left alone."""
    table = world[INSPECTORS]
    for row in table:
        if row["valid_to"] is None or (row["away_from"] and not row["away_to"]):
            continue
        left = (row["valid_to"] - world.today).days
        if left <= SOON:
            yield table.problem("R20" if left < 0 else "R21", row, "valid_to", name=row["name"],
                                value=row["valid_to"], days=left)


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
