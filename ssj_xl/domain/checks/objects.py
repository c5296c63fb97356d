"""Rules of 检查对象: 统一社会信用代码, licences, names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ssj_xl.domain import uscc
from ssj_xl.domain.checks.world import World, line_of, repeated
from ssj_xl.tables.problems import Problem
from ssj_xl.tables.registers import OBJECTS
from ssj_xl.tables.table import Row

GONE = ("注销", "吊销", "迁出")
"""An object that is gone may stand beside its successor."""


def _present(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row["status"] not in GONE]


def credit_codes_are_right(world: World) -> Iterator[Problem]:
    """R12: length, alphabet, authority, region or check character wrong."""
    table = world[OBJECTS]
    for row in table:
        if row["uscc"] and (fault := uscc.validate(row["uscc"])):
            hint = f"，可能是 {fault.suggestion}" if fault.suggestion else ""
            yield table.problem("R12", row, "uscc", value=row["uscc"], why=fault.kind.value, hint=hint)


def credit_codes_fit_the_type(world: World) -> Iterator[Problem]:
    """R13: a sound code of another class of body than the object type."""
    table = world[OBJECTS]
    for row in table:
        expected = uscc.expected_prefix(row["object_type"])
        if expected and uscc.is_valid(row["uscc"]) and not uscc.compact(row["uscc"]).startswith(expected):
            yield table.problem("R13", row, "uscc", value=row["uscc"], prefix=uscc.compact(row["uscc"])[:2],
                                object_type=row["object_type"], expected=expected)


def credit_codes_are_unique(world: World) -> Iterator[Problem]:
    """R14: one body under two object codes."""
    bodies = [row for row in _present(world[OBJECTS]) if row["object_type"] not in world.persons]
    yield from _same(world, "R14", "uscc", bodies)


def licences_are_unique(world: World) -> Iterator[Problem]:
    """R15: one licence under two object codes of the same type."""
    by_type: dict[str, list[Row]] = {}
    for row in _present(world[OBJECTS]):
        by_type.setdefault(row["object_type"], []).append(row)
    for rows in by_type.values():
        yield from _same(world, "R15", "licence", rows)


def _same(world: World, code: str, key: str, rows: Iterable[Row]) -> Iterator[Problem]:
    table = world[OBJECTS]
    for row, first in repeated(rows, lambda row: uscc.compact(row[key])):
        if row["code"] != first["code"]:
            yield table.problem(code, row, key, value=row[key], line=line_of(table, first), other=first["name"])


def names_are_distinct(world: World) -> Iterator[Problem]:
    """R16: two objects of one type and name that no number tells apart."""
    table = world[OBJECTS]
    for row, first in repeated(_present(table), lambda row: row["name"] and (row["object_type"], row["name"])):
        if row["code"] != first["code"] and not _told_apart(world, row, first):
            yield table.problem("R16", row, "name", value=row["name"], object_type=row["object_type"],
                                line=line_of(table, first))


def _told_apart(world: World, one: Row, other: Row) -> bool:
    keys = ("licence",) if one["object_type"] in world.persons else ("uscc", "licence")
    return any(one[key] and other[key] for key in keys)
