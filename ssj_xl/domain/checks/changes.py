"""变更记录: what must have a basis has one."""

from __future__ import annotations

from collections.abc import Iterator

from ssj_xl.domain.checks.world import World
from ssj_xl.domain.trace import is_binding
from ssj_xl.tables.problems import Problem
from ssj_xl.tables.trace import ALL, CHANGES


def changes_have_a_basis(world: World, code: str = "") -> Iterator[Problem]:
    """R142, R143: of a public plan 依据 and both dates, an error without 依据; of a status that takes an object out 依据.

    code: only of this plan.
    """
    table = world[CHANGES]
    for row in (row for row in table if row["needs"] and code in ("", row["code"])):
        if is_binding(row) and not row["why"]:
            yield table.problem("R142", row, "why", name=row["name"], field=row["field"])
            continue
        for key in ("why", "reported", "published") if row["needs"] == ALL else ("why",):
            if not row[key]:
                yield table.problem("R143", row, key, name=row["name"], field=row["field"], header=table.spec.header(key))
