"""Which leads are open on a day: their objects are visited without a lot, and only until then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from ssj_xl.domain.workdays import rest_end
from ssj_xl.tables.account import BY_COMPLAINT, BY_TRANSFER, DONE, RECHECK
from ssj_xl.tables.account import CASE as CASE_VISIT
from ssj_xl.tables.cells import fold_name
from ssj_xl.tables.leads import LEADS, MONTHS, PASSED_ON, REFUSED

if TYPE_CHECKING:
    from ssj_xl.domain.world import World

Row = Mapping[str, Any]


def last_day(lead: Row) -> date | None:
    """The last day on which a lead keeps its object out of the lottery; None where nobody knows when it came."""
    end = lead["valid_to"] or (rest_end(lead["received"], MONTHS) if lead["received"] else None)
    return min(lead["closed"], end) if lead["closed"] and end else lead["closed"] or end


def is_followed(lead: Row) -> bool:
    """Whether a lead is one's own to follow: neither passed on nor refused."""
    return lead["handling"] not in (PASSED_ON, REFUSED)


def is_open(lead: Row, day: date) -> bool:
    """Whether a lead keeps its object out of the lottery on a day.  One that was passed on, or is not followed, does not."""
    end = last_day(lead)
    return is_followed(lead) and end is not None and bool(lead["received"] and lead["received"] <= day <= end)


def arranged(leads: Iterable[Row], day: date) -> frozenset[str]:
    """The objects that are visited without a lot on a day."""
    return frozenset(lead["object"] for lead in leads if is_open(lead, day))


_BRACKETS = str.maketrans("〔〕[]【】", "（）" * 3)
SITUATION = {"投诉举报": BY_COMPLAINT, "上级交办": BY_TRANSFER, "部门移送": BY_TRANSFER, "整改复查": RECHECK}
"""不计入情形 of a visit for a lead of an origin; of others (媒体反映, 监测预警) nobody but staff can say."""


def lead_of(visit: Row, world: World) -> Row | None:
    """The lead for which a 个案检查 takes place; None where there is none, or nobody can tell.

    It is the one that its 依据文号 names, else one of an object of the visit that is open on its day.
    """
    if visit["kind"] != CASE_VISIT or not visit["object"] or LEADS not in world:
        return None
    named = next((lead for lead in world[LEADS] if _is_named(lead, visit, world)), None)
    return named or next((lead for lead in world[LEADS]
                          if lead["object"] in visit["object"] and visit["start"] and is_open(lead, visit["start"])), None)


def _is_named(lead: Row, visit: Row, world: World) -> bool:
    """Whether a visit's 依据文号 is the lead's 来文号 or 线索编号, and it takes place where the lead's object is visited."""
    named = _folded(visit["basis"])
    if not named or named not in (_folded(lead["letter"]), _folded(lead["number"])):
        return False
    places = world.institutions
    return places.get(lead["object"], lead["object"]) in {places.get(code, code) for code in visit["object"]}


def _folded(number: str) -> str:
    """The number of a document as it is compared: people write 〔2021〕, [2021] or （2021）, and codes in either case."""
    return fold_name(number).translate(_BRACKETS).upper()


def days_of_visits(world: World, visits: Iterable[Row]) -> list[tuple[Any, date]]:
    """Leads whose 检查日期 is to be filled, with the day: that of the first 个案检查 since the lead came that took place.

    visits: rows of 检查台账.  It counts for a lead of an object that it names, and where its 依据文号 names the lead (the firm may be
    what is named, and the lead be about one of its lawyers).
    """
    waiting = [lead for lead in world[LEADS] if lead["received"] and not lead["checked"]]
    cases = sorted((row for row in visits if waiting and row["kind"] == CASE_VISIT and row["state"] == DONE and row["start"]
                    and row["start"] <= world.today), key=lambda row: row["start"])
    found = []
    for lead in waiting:
        day = next((row["start"] for row in cases if row["start"] >= lead["received"]
                    and (lead["object"] in row["object"] or _is_named(lead, row, world))), None)
        if day:
            found.append((lead, day))
    return found
