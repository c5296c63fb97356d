"""变更记录: what must have a basis has one."""

from __future__ import annotations

from collections.abc import Iterator

from ssj_xl.domain.checks.world import World
from ssj_xl.domain.trace import asks_a_basis
from ssj_xl.tables.problems import Problem
from ssj_xl.tables.registers import PLANS
from ssj_xl.tables.trace import CHANGES, PLAN, PUBLISHED_OF_PLAN


def changes_have_a_basis(world: World, code: str = "") -> Iterator[Problem]:
    """R142, R143: of plans 依据 and both dates, an error without 依据 where the plan was public; of statuses that take an object out 依据.

    code: only of this plan.
    """
    table = world[CHANGES]
    binding = {PLANS.header(key) for key in PUBLISHED_OF_PLAN}
    for row in (row for row in table if asks_a_basis(row) and code in ("", row["code"])):
        plan = world.plans.get(row["code"]) if row["kind"] == PLAN else None
        public = plan is not None and plan["published"] and plan["published"].isoformat() <= row["noticed_at"][:10]
        if public and not row["why"] and binding & set(row["field"].split("、")):
            yield table.problem("R142", row, "why", name=row["name"], field=row["field"])
            continue
        for key in ("why", "reported", "published") if public else ("why",):
            if not row[key] and (public or row["kind"] != PLAN):
                yield table.problem("R143", row, key, name=row["name"], field=row["field"], header=table.spec.header(key))
