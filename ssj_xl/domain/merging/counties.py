"""Row 5 of the bureau's form: what the counties did, from their workbooks, else from 区县开展情况; never from both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from ssj_xl.domain.merging.claims import Claim, Fate
from ssj_xl.domain.monthly import CountyFigure
from ssj_xl.domain.period import ON_THE_LIST, Period, same_month, standing
from ssj_xl.domain.plans import CANCELLED
from ssj_xl.tables import records, registers
from ssj_xl.tables.cells import Cell, fold_name
from ssj_xl.tables.consolidated import EARLIER, IN_TIME, LATE, UNDATED
from ssj_xl.tables.problems import Problem
from ssj_xl.tables.settings import COUNTY
from ssj_xl.tables.spec import TableSpec

_BUREAU = "司法局"
_HIGHER = ("省", "市", "州", "盟", "地区")

Rows = Iterable[Mapping[str, Cell]]
_T = TypeVar("_T")


def same_unit(one: str, other: str) -> bool:
    """Whether two names mean one county bureau: 桥东区, 桥东区司法局 and 云州市桥东区司法局 do.

    >>> same_unit("云州市桥东区司法局", "桥东区"), same_unit("桥东区", "东区")
    (True, False)
    """
    short, long = sorted((fold_name(one).removesuffix(_BUREAU), fold_name(other).removesuffix(_BUREAU)), key=len)
    return bool(short) and (short == long or (long.endswith(short) and long.removesuffix(short).endswith(_HIGHER)))


def from_workbooks(tables: Mapping[str, Rows], sent: Rows, period: Period) -> list[CountyFigure]:
    """One figure a county (a unit with several workbooks has one, with last year's beside this year's too): distinct objects drawn, objects published.

    Cancelled tasks count for nothing, as in the county's own form.

    tables: merged rows with their source; sent: rows of 报送情况, of which the counties' that were used count.
    """
    unit_of = {row["file"]: str(row["unit"] or row["division"] or row["file"]) for row in sent
               if row["state"] in (IN_TIME, LATE, UNDATED, EARLIER) and row["level"] == COUNTY}
    own: dict[tuple[str, str], list[Mapping[str, Cell]]] = {}
    cancelled = {row["code"] for row in tables.get(registers.TASKS.name, ()) if row["state"] == CANCELLED}
    for spec in (records.DRAWS, records.WINNERS, registers.FINDINGS):
        for row in tables.get(spec.name, ()):
            if row["source_level"] == COUNTY and row["source_file"] in unit_of and row["task"] not in cancelled:
                own.setdefault((unit_of[row["source_file"]], spec.name), []).append(row)

    def of(unit: str, spec: TableSpec) -> Rows:
        return own.get((unit, spec.name), ())

    return [CountyFigure(unit, _drawn(of(unit, records.DRAWS), of(unit, records.WINNERS), period),
                         _published(of(unit, registers.FINDINGS), period)) for unit in dict.fromkeys(unit_of.values())]


def _drawn(draws: Rows, winners: Rows, period: Period) -> int:
    valid = {key for key, row in standing(draws).items()
             if period.start.isoformat() <= str(row["drawn_at"])[:10] <= period.last.isoformat()}
    return len({row["object"] for row in winners
                if row["state"] in ON_THE_LIST and (row["task"], row["attempt"]) in valid})


def _published(findings: Rows, period: Period) -> int:
    return len({(row["task"], row["object"]) for row in findings if period.holds(row["published"])})  # type: ignore[arg-type]


def county_figures(told: Rows, booked: Sequence[CountyFigure], period: Period) -> list[CountyFigure]:
    """All counties of the month, in the order of their names in the workbooks, then in the table.

    told: rows of 区县开展情况.  Where a county has a workbook its rows there are left out; rows of several divisions
    for one county are added, because each knows its own line of work.
    """
    groups = _by_unit(told, period, lambda row: row)
    return [*booked, *(CountyFigure.added(unit, group) for unit, group in groups.items() if not _of_unit(booked, unit))]


def county_doubts(told: Iterable[Claim], booked: Sequence[CountyFigure], period: Period) -> list[Problem]:
    """K16 where the table differs from a county's workbook, K17 where several divisions told of one county."""
    problems = []
    groups = _by_unit((claim for claim in told if claim.fate is Fate.MERGED), period, lambda claim: claim.row)
    for unit, group in groups.items():
        added, book = CountyFigure.added(unit, [claim.row for claim in group]), _of_unit(booked, unit)
        if book is None:
            problems += _claimed_by_several(unit, group)
        elif (book.checked, book.published) != (added.checked, added.published):
            problems.append(group[0].problem("K16", "unit", unit=book.unit, checked=book.checked,
                                             published=book.published, told=added.checked,
                                             told_published=added.published))
    return problems


def _by_unit(told: Iterable[_T], period: Period, row_of: Callable[[_T], Mapping[str, Cell]]) -> dict[str, list[_T]]:
    groups: dict[str, list[_T]] = {}
    for one in told:
        row = row_of(one)
        if same_month(str(row["month"]), period):
            unit = str(row["unit"])
            name = next((known for known in groups if same_unit(known, unit)), unit)
            groups.setdefault(name, []).append(one)
    return groups


def _of_unit(booked: Sequence[CountyFigure], unit: str) -> CountyFigure | None:
    return next((figure for figure in booked if same_unit(figure.unit, unit)), None)


def _claimed_by_several(unit: str, group: Sequence[Claim]) -> list[Problem]:
    if len(group) < 2:
        return []
    parts = "、".join(f"{claim.source.division or claim.source.title} "
                     f"{claim.shown('checked')}／{claim.shown('published')}" for claim in group)
    return [group[1].problem("K17", "unit", unit=unit, parts=parts)]
