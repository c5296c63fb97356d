"""The deadlines of leads (线索): somebody says what becomes of one, and it is closed before it ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ssj_xl.domain.deadlines.rule import Duty, Rule
from ssj_xl.domain.leads import is_followed, last_day
from ssj_xl.domain.world import World
from ssj_xl.tables.leads import LEADS
from ssj_xl.tables.table import Row


def _of_lead(world: World, row: Row, key: str) -> dict[str, Any]:
    found = world.objects.get(row["object"])
    table = world[LEADS]
    return {"place": table.place(row, key if key in table.columns else ""), "subject": f"{found['name'] if found and found['name'] else row['object']}（{row['number']}）",
            "division": world.settings.division, "facts": {"value": row["number"], "end": last_day(row)}}


def ends(world: World) -> Iterator[Duty]:
    """A lead that is followed is closed by its last day; after it the object is drawn by lot again."""
    for row in world[LEADS]:
        if row["number"] and is_followed(row) and (day := last_day(row.changed(closed=None))):
            yield Duty(**_of_lead(world, row, "closed"), day=day, start=row["received"], done=row["closed"],
                       note="" if row["closed"] else "过期后照常参加抽签；要继续的，改“有效期至”并写批准人、批准日期")


def handlings(world: World) -> Iterator[Duty]:
    """Somebody says what becomes of a lead within a term."""
    for row in world[LEADS]:
        if row["number"] and row["received"]:
            yield Duty(**_of_lead(world, row, "handling"), start=row["received"], days=world.settings.lead_days,
                       finished=bool(row["handling"] or row["closed"]))


_SOURCE = "实施方案二（三）：规范问题线索的转办、移送"
RULES = (
    Rule("lead_handling", "线索处理", _SOURCE, "lead_days", handlings),
    Rule("lead", "线索办结", f"{_SOURCE}；有效期内不参加抽签，过期照常抽签", "", ends),
)
