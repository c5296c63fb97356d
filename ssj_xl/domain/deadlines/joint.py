"""The deadline of a joint draw."""

from __future__ import annotations

from collections.abc import Iterator

from ssj_xl.domain.deadlines.rule import Duty
from ssj_xl.domain.plans import CANCELLED
from ssj_xl.domain.world import World
from ssj_xl.tables.registers import TASKS


def replies(world: World) -> Iterator[Duty]:
    """The parties have answered by the day that the invitation says."""
    for row in world[TASKS]:
        if row["state"] != CANCELLED and row["replies_due"]:
            yield Duty(world[TASKS].place(row, "replied"), f"{row['code']} {row['name']}", row["division"], day=row["replies_due"], done=row["replied"])
