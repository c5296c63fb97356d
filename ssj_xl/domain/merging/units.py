"""Who handed in, who did not: 报送情况, and which of two workbooks of one unit is used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from ssj_xl.domain.merging.claims import Handed, Previous, open_locks, unit_key
from ssj_xl.domain.merging.foreign import codes_of
from ssj_xl.domain.merging.roster import NO_ROSTER, Roster
from ssj_xl.domain.period import Period
from ssj_xl.tables import records, registers
from ssj_xl.tables.consolidated import ACTIVE, EARLIER, IDLE, IN_TIME, LATE, MISSING, UNDATED, UNUSED
from ssj_xl.tables.problems import Place, Problem, problem
from ssj_xl.tables.table import Table

Tables = Mapping[str, Table]
Row = dict[str, Any]

_MONTHS_WORK: tuple[tuple[str, tuple[str, ...]], ...] = (
    (registers.ACTIVITIES.name, ("day",)),
    (registers.TASKS.name, ("scheme_date",)),
    (records.DRAWS.name, ("drawn_at",)),
    (registers.FINDINGS.name, ("checked", "published")),
)


@dataclass(frozen=True)
class Arrival:
    """A workbook that could be read.

    digest: of its bytes; saved_at: the file's date, which tells versions apart and nothing else: a copy and an attachment
    have another; filled_on: 填报日期 of a 报送件.
    """

    book: Handed
    digest: bytes = b""
    saved_at: datetime | None = None
    filled_on: date | None = None


def is_active(tables: Tables, period: Period) -> bool:
    """Whether a workbook shows any work in the period: activities, schemes, draws, checks, publications."""
    return any(period.holds(_day(row[key])) for name, keys in _MONTHS_WORK if name in tables
               for row in tables[name] for key in keys)


def _day(value: Any) -> date | None:
    return date.fromisoformat(value[:10]) if isinstance(value, str) and value else value or None


def choose(arrivals: Sequence[Arrival], year: int = 0, *, period: Period | None = None) -> tuple[list[Arrival], list[Problem]]:
    """The same workbooks, of which those that another one of the same unit replaces say so in `source.instead`.

    Used is one of the year (where one is given), of these the one with the latest and longest log, else the last saved,
    else the fuller one, else the first by name.  K03 for equal files, K32 for a book of another year; K04 and K28 are said
    after merging, when it is known what only the other one holds.
    period: of the form; of a unit with a book of `year` that of the year before is used beside it (`source.earlier`), where the
    period begins in that year or the old book shows work in it.
    """
    arrivals = _with_years(arrivals, year, period)
    groups: dict[tuple[str, str, bool], list[Arrival]] = {}
    for arrival in arrivals:
        groups.setdefault((*_unit(arrival), arrival.book.source.earlier), []).append(arrival)
    used = {id(arrival): max(group, key=lambda one: (one.book.source.year in (0, year), *_newness(one))) for group in groups.values() for arrival in group}
    problems = [problem("K03", Place(arrival.book.source.file), kept=used[id(arrival)].book.source.file)
                for arrival in arrivals if _is_copy(arrival, used[id(arrival)])]
    problems += [problem("K32", Place(arrival.book.source.file), year=arrival.book.source.year, wanted=year)
                 for arrival in arrivals if year and arrival.book.source.year not in (0, year) and not arrival.book.source.earlier]
    chosen = [_marked(arrival, used[id(arrival)]) for arrival in arrivals]
    return chosen, problems + (_without_december(chosen, year, period.year_before) if period and period.year_before else [])


def _without_december(arrivals: Sequence[Arrival], year: int, before: int) -> list[Problem]:
    """K39 for every unit of which there is this year's workbook only, though the period begins in the year before."""
    old = {_unit(arrival) for arrival in arrivals if arrival.book.source.year == before}
    return [problem("K39", Place(arrival.book.source.file), unit=arrival.book.source.title, year=before) for arrival in arrivals
            if not arrival.book.source.instead and arrival.book.source.year == year and _unit(arrival) not in old]


def _unit(arrival: Arrival) -> tuple[str, str]:
    source = arrival.book.source
    return unit_key(source.unit, source.division) if source.unit else ("", source.file)


def _with_years(arrivals: Sequence[Arrival], year: int, period: Period | None) -> list[Arrival]:
    """The workbooks with what is known of their years; those of the year before are `earlier` where a new one is there."""
    new = {_unit(arrival) for arrival in arrivals if arrival.book.source.year == year}

    def is_earlier(arrival: Arrival) -> bool:
        return bool(period and year and arrival.book.source.year == year - 1 and _unit(arrival) in new
                    and (period.year_before or is_active(arrival.book.tables, period)))

    return [replace(arrival, book=Handed(replace(arrival.book.source, earlier=is_earlier(arrival)), arrival.book.tables)) for arrival in arrivals]


def _newness(arrival: Arrival) -> tuple[str, int, bool, str, int]:
    """Later and longer log first, then the 报送件 over the master it was made from, the last saved, the fuller one."""
    source, tables = arrival.book
    log = tables.get(records.LOG.name) or ()
    return max((str(row["at"]) for row in log), default=""), len(log), bool(source.month), str(arrival.saved_at or ""), \
        sum(map(len, tables.values()))


def _is_its_master(arrival: Arrival, used: Arrival) -> bool:
    """Whether a workbook is the master from which the 报送件 that is used was made."""
    return bool(used.book.source.month) and not arrival.book.source.month and _newness(arrival)[:2] == _newness(used)[:2]


def _is_copy(arrival: Arrival, used: Arrival) -> bool:
    return arrival is not used and arrival.digest == used.digest


def _marked(arrival: Arrival, used: Arrival) -> Arrival:
    if arrival is used:
        return arrival
    source = replace(arrival.book.source, instead=used.book.source.file)
    return replace(arrival, book=Handed(source, arrival.book.tables))


def replaced(arrivals: Sequence[Arrival], lost: Mapping[str, int]) -> list[Problem]:
    """K04 for every workbook that another one of its unit replaces, unless the two are equal (K28: its own master).

    lost: file → rows that only it holds.
    """
    by_file = {arrival.book.source.file: arrival for arrival in arrivals}
    found = []
    for arrival in arrivals:
        source = arrival.book.source
        used = by_file.get(source.instead)
        if used and _is_its_master(arrival, used):
            found.append(problem("K28", Place(source.file), unit=source.title, kept=source.instead))
        elif used and arrival.digest != used.digest:
            only = lost.get(source.file, 0)
            told = f"本文件有 {only} 行是采用的那份里没有的，已退回" if only else "本文件的各行采用的那份里都有"
            found.append(problem("K04", Place(source.file), unit=source.title, kept=source.instead, why=_why(used, arrival), lost=told))
    return found


def _why(used: Arrival, other: Arrival) -> str:
    """Why one version was used and not the other."""
    if used.book.source.year != other.book.source.year and used.book.source.year:
        return f"是 {used.book.source.year} 年度的"
    if _newness(used)[:2] > _newness(other)[:2]:
        return "操作日志更新"
    return "保存时间更晚" if _newness(used)[2:4] > _newness(other)[2:4] else "内容更全或在先"


def submissions(arrivals: Sequence[Arrival], previous: Previous, period: Period, roster: Roster = NO_ROSTER) -> tuple[list[Row], list[Problem]]:
    """Rows of 报送情况 but for their counts: those that handed in, then those expected that did not (K12, K13).

    Expected are the confirmed units of the roster, without one those of the month before.  In time is what `_handed_in_at` puts on the
    deadline at the latest.
    """
    rows, problems, versions = [], [], _versions(arrivals)
    for arrival in arrivals:
        source = arrival.book.source
        row = _handed_in(arrival, period, roster.receipt(period.month, source.unit, source.division)) | {"version": versions[source.file]}
        rows.append(row)
        if row["state"] == LATE:
            problems.append(problem("K13", Place(row["file"]), unit=arrival.book.source.title, at=row["handed_in"],
                                    due=period.deadline.isoformat()))
    here = {unit_key(row["unit"], row["division"]) for row in rows}
    for expected in roster.expected(period.month) if roster.is_confirmed else previous.submissions:
        known = unit_key(expected["unit"], expected["division"])
        if expected["unit"] and known not in here:
            here.add(known)
            row = {key: expected[key] for key in ("unit", "division", "level")}
            receipt = roster.receipt(period.month, expected["unit"], expected["division"])
            paper = f"收件登记写的是 {receipt['received']} 收到，没有文件" if receipt.get("received") else ""
            rows.append({"month": period.month, **row, "state": MISSING, "note": paper, **_receipt_cells(receipt)})
            problems.append(problem("K12", unit=f"{expected['unit']}{expected['division']}"))
    return rows, problems


def _versions(arrivals: Iterable[Arrival]) -> dict[str, int]:
    """Which of the different files of its unit and year each workbook is, by file; the oldest is 1."""
    groups: dict[tuple[Any, ...], list[Arrival]] = {}
    for arrival in arrivals:
        groups.setdefault((_unit(arrival), arrival.book.source.year), []).append(arrival)
    found: dict[str, int] = {}
    for group in groups.values():
        newness = {arrival.book.source.file: _newness(arrival) for arrival in group}
        different = {arrival.digest: newness[arrival.book.source.file] for arrival in group}.values()
        found |= {file: 1 + sum(other < own for other in different) for file, own in newness.items()}
    return found


def _receipt_cells(receipt: Mapping[str, Any]) -> Row:
    return {key: receipt.get(key, "") for key in ("channel", "stamped")}


def _handed_in_at(arrival: Arrival, period: Period, received: date | None = None) -> tuple[str, str]:
    """When a unit handed in, and how that is known; '' where nothing tells.

    What 收件登记 says goes first.  Of a 报送件 its 填报日期, or the last entry of the log in it where that is later; of a master what 工作动态 says of
    this month's report, else the last entry of its log.  Never the file's date: attachments that were copied would be late.
    """
    if received:
        return received.isoformat(), "收件登记"
    source, tables = arrival.book
    logged = max((str(row["at"]) for row in tables.get(records.LOG.name) or ()), default="")
    if source.month:
        filled = arrival.filled_on.isoformat() if arrival.filled_on else ""
        return (filled, "填报日期") if filled and filled >= logged[:10] else (logged, "操作日志")
    told = [row["day"] for row in tables.get(registers.ACTIVITIES.name) or ()
            if row["category"] == registers.MONTH_REPORT and row["month"] == period.month and row["day"]]
    return (min(told).isoformat(), "工作动态登记") if told else (logged, "操作日志")


def _handed_in(arrival: Arrival, period: Period, receipt: Mapping[str, Any]) -> Row:
    source, tables = arrival.book
    at, how = _handed_in_at(arrival, period, receipt.get("received"))
    late = at[:10] > period.deadline.isoformat()
    # What was last touched before the period began, or was made for another month, says nothing about this month.
    stale = at[:10] < period.start.isoformat() or source.month not in ("", period.month)
    draws = tables.get(records.DRAWS.name) or ()
    return {
        "month": period.month, "unit": source.unit, "division": source.division, "level": source.level,
        "state": UNUSED if source.instead else EARLIER if source.earlier else UNDATED if not at or stale else LATE if late else IN_TIME,
        "activity": ACTIVE if is_active(tables, period) else IDLE, "file": source.file,
        "handed_in": f"{at}（{how}）" if at else "", "codes": codes_of(source),
        "open_locks": tuple(f"{row['task']}-{row['attempt']}" for row in open_locks(draws)),
        "note": f"采用“{source.instead}”" if source.instead else "", **_receipt_cells(receipt),
    }
