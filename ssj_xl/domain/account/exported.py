"""The visits and objects of a workbook as plain rows of texts, for registers that no sheet holds (`draw-registry export`).

What counts as a visit is decided here as ever (`find_visits`); engines put the same visits of several workbooks together.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ssj_xl.domain.account.visits import find_visits
from ssj_xl.tables import account, registers

if TYPE_CHECKING:
    from ssj_xl.domain.world import World


class EntryRow(NamedTuple):
    """One object and day of a visit; a visit that was cancelled has one row without either.

    body: 检查主体 as it is compared; written: as it is written; work: task or 台账编号; of_task: '1' where it is a task;
    day: as ISO; done: '1' where somebody was there.
    """

    body: str
    written: str
    work: str
    of_task: str
    institution: str
    division: str
    situation: str
    object: str
    day: str
    done: str


class ObjectRow(NamedTuple):
    """An object of the register, by whom it is managed and where it is visited."""

    code: str
    institution: str
    object_type: str
    tier: str
    division: str


def entry_rows(world: World) -> Iterator[EntryRow]:
    """Every visit of a workbook, each once, in the order in which it tells them."""
    for (body, work, institution), visit in find_visits(world).items():
        known = (body, visit.body, work, "1" if visit.task else "", institution, visit.division, visit.situation)
        days = sorted({(one.object, one.day.isoformat(), "1" if one.state == account.DONE else "") for one in visit.entries})
        yield from (EntryRow(*known, *day) for day in days or [("", "", "")])


def object_rows(world: World) -> Iterator[ObjectRow]:
    """The objects of a workbook."""
    for row in world[registers.OBJECTS]:
        yield ObjectRow(row["code"], world.institutions.get(row["code"], row["code"]), row["object_type"], row["tier"], world.settings.division)
