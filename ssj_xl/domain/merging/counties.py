"""Row 5 of the bureau's form: what the counties did, from their workbooks, else from 区县开展情况; never from both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ssj_xl.domain.history import ON_THE_LIST, standing
from ssj_xl.domain.merging.claims import Claim, Fate, Handed, fold
from ssj_xl.domain.monthly import CountyFigure
from ssj_xl.domain.period import Period, same_month
from ssj_xl.tables import records, registers
from ssj_xl.tables.cells import Cell
from ssj_xl.tables.problems import Problem

_BUREAU = "司法局"
_HIGHER = ("省", "市", "州", "盟", "地区")

Rows = Iterable[Mapping[str, Cell]]


def same_unit(one: str, other: str) -> bool:
    """Whether two names mean one county bureau: 桥东区, 桥东区司法局 and 云州市桥东区司法局 do.

    >>> same_unit("云州市桥东区司法局", "桥东区"), same_unit("桥东区", "东区")
    (True, False)
    """
    short, long = sorted((fold(one).removesuffix(_BUREAU), fold(other).removesuffix(_BUREAU)), key=len)
    return bool(short) and (short == long or (long.endswith(short) and long.removesuffix(short).endswith(_HIGHER)))


def from_workbooks(claims: Mapping[str, Sequence[Claim]], books: Iterable[Handed],
                   period: Period) -> list[CountyFigure]:
    """One figure a county workbook (a unit with several has one): distinct objects drawn, objects published.

    claims: the merged rows; only those that came from the county's own workbooks count.
    """
    units = dict.fromkeys(book.source.unit or book.source.title for book in books
                          if book.source.is_county and not book.source.instead)
    rows: dict[tuple[str, str], list[Claim]] = {}
    for spec in (records.DRAWS, records.WINNERS, registers.FINDINGS):
        for claim in claims.get(spec.name, ()):
            if claim.fate is Fate.MERGED and claim.source.is_county:
                rows.setdefault((claim.source.unit or claim.source.title, spec.name), []).append(claim)

    def of(unit: str, name: str) -> list[Mapping[str, Cell]]:
        return [claim.row for claim in rows.get((unit, name), ())]

    return [CountyFigure(unit, _drawn(of(unit, records.DRAWS.name), of(unit, records.WINNERS.name), period),
                         _published(of(unit, registers.FINDINGS.name), period)) for unit in units]


def _drawn(draws: Rows, winners: Rows, period: Period) -> int:
    valid = {key for key, row in standing(draws).items()
             if period.start.isoformat() <= str(row["drawn_at"])[:10] <= period.end.isoformat()}
    return len({row["object"] for row in winners
                if row["state"] in ON_THE_LIST and (row["task"], row["attempt"]) in valid})


def _published(findings: Rows, period: Period) -> int:
    return len({(row["task"], row["object"]) for row in findings if period.holds(row["published"])})  # type: ignore[arg-type]


def county_figures(told: Iterable[Claim], booked: Sequence[CountyFigure],
                   period: Period) -> tuple[list[CountyFigure], list[Problem]]:
    """All counties of the month, in the order of their names in the workbooks, then in the table.

    told: rows of 区县开展情况.  Where a county has a workbook its rows there are left out (K16 where they differ);
    rows of several divisions for one county are added, because each knows its own line of work (K17).
    """
    groups: dict[str, list[Claim]] = {}
    for claim in told:
        if claim.fate is Fate.MERGED and same_month(str(claim.row["month"]), period):
            name = next((known for known in groups if same_unit(known, claim.row["unit"])), claim.row["unit"])
            groups.setdefault(name, []).append(claim)
    figures, problems = list(booked), []
    for unit, group in groups.items():
        added = _added(unit, group)
        book = next((figure for figure in booked if same_unit(figure.unit, unit)), None)
        if book is None:
            figures.append(added)
            problems += _told_by_several(unit, group)
        elif (book.checked, book.published) != (added.checked, added.published):
            problems.append(group[0].problem("K16", "unit", unit=book.unit, checked=book.checked,
                                             published=book.published, told=added.checked,
                                             told_published=added.published))
    return figures, problems


def _added(unit: str, group: Sequence[Claim]) -> CountyFigure:
    notes = dict.fromkeys(str(claim.row["note"]).rstrip("。；") for claim in group if claim.row["note"])
    return CountyFigure(unit, sum(claim.row["checked"] or 0 for claim in group),
                        sum(claim.row["published"] or 0 for claim in group), "；".join(notes))


def _told_by_several(unit: str, group: Sequence[Claim]) -> list[Problem]:
    if len(group) < 2:
        return []
    parts = "、".join(f"{claim.source.division or claim.source.title} "
                     f"{claim.shown('checked')}／{claim.shown('published')}" for claim in group)
    return [group[1].problem("K17", "unit", unit=unit, parts=parts)]
