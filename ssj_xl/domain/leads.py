"""Which leads are open on a day: their objects are visited without a lot, and only until then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from ssj_xl.domain.months import rest_end
from ssj_xl.tables.account import CASE as CASE_VISIT
from ssj_xl.tables.account import DONE, VISITS
from ssj_xl.tables.leads import LEADS, PASSED_ON, REFUSED

if TYPE_CHECKING:
    from ssj_xl.domain.world import World

MONTHS = 6
"""How long a lead keeps its object out of the lottery where nobody says."""
SOON = 15
"""Days before its end in which a lead is named."""
Row = Mapping[str, Any]


def last_day(lead: Row) -> date | None:
    """The last day on which a lead keeps its object out of the lottery; None where nobody knows when it came."""
    end = lead["valid_to"] or (rest_end(lead["received"], MONTHS) if lead["received"] else None)
    return min(lead["closed"], end) if lead["closed"] and end else lead["closed"] or end


def is_open(lead: Row, day: date) -> bool:
    """Whether a lead keeps its object out of the lottery on a day.  One that was passed on, or is not followed, does not."""
    end = last_day(lead)
    return lead["handling"] not in (PASSED_ON, REFUSED) and end is not None and bool(lead["received"] and lead["received"] <= day <= end)


def arranged(leads: Iterable[Row], day: date) -> frozenset[str]:
    """The objects that are visited without a lot on a day."""
    return frozenset(lead["object"] for lead in leads if is_open(lead, day))


def days_of_visits(world: World) -> list[tuple[Any, date]]:
    """Leads whose 检查日期 is to be filled, with the day: the first 个案检查 of the object that took place since the lead came."""
    cases = sorted((row["start"], row["object"]) for row in world[VISITS]
                   if row["kind"] == CASE_VISIT and row["state"] == DONE and row["start"] and row["start"] <= world.today)
    found = []
    for lead in world[LEADS]:
        day = next((start for start, objects in cases if lead["object"] in objects and lead["received"] and start >= lead["received"]), None)
        if day and not lead["checked"]:
            found.append((lead, day))
    return found
