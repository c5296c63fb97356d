"""The running balance of 抽查, 检查, 公示: what is open, what crosses months, and the year month by month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from ssj_xl.domain.monthly import Conduct, Figure, Flow, MonthLine, Source
from ssj_xl.domain.period import Period, period_of
from ssj_xl.tables import records, registers
from ssj_xl.tables.spec import TableSpec
from ssj_xl.workflows.monthly.frames import Frame, Month, among, filtered, first_of

Visit: TypeAlias = tuple[str, str]
"""Task and object."""


@dataclass(frozen=True)
class Days:
    """The first day on which each visit was drawn, checked, published."""

    drawn: Mapping[Visit, date]
    checked: Mapping[Visit, date]
    published: Mapping[Visit, date]

    def by_task(self) -> dict[str, Days]:
        """The same for each task that has a visit."""
        parts = [defaultdict[str, dict[Visit, date]](dict) for _ in range(3)]
        for part, days in zip(parts, (self.drawn, self.checked, self.published), strict=True):
            for visit, day in days.items():
                part[visit[0]][visit] = day
        return {task: Days(*(part[task] for part in parts)) for task in {task for part in parts for task in part}}


@dataclass(frozen=True)
class DaysOfRows(Days):
    """The same, and the rows of what was drawn and of the first checks."""

    winners: Frame
    checks: Frame


def days_of(month: Month) -> DaysOfRows:
    """The days of all visits of a set of tasks, whenever they were."""
    winners = among(month.ledger.winners, month.tasks)
    checks = first_of(among(month.ledger.checks, month.tasks), "checked")
    published = first_of(among(month.ledger.publications, month.tasks), "published")
    return DaysOfRows(_days(winners, "drawn"), _days(checks, "checked"), _days(published, "published"), winners, checks)


def _days(rows: Frame, key: str) -> dict[Visit, date]:
    return dict(zip(_visits(rows), rows[key], strict=True))


def _visits(rows: Frame) -> list[Visit]:
    return list(zip(rows["task"], rows["object"], strict=True))


def flows(days: Days, period: Period) -> dict[str, Any]:
    """The balances of a period: drawn and to be checked, checked and to be published; and what crosses months."""
    in_period = {visit for visit, day in days.checked.items() if period.holds(day)}
    return {
        "to_check": _flow(days.drawn, days.checked, period),
        "to_publish": _flow(days.checked, days.published, period),
        "carried": sum(days.drawn[visit] < period.start for visit in in_period if visit in days.drawn),
        "unlisted": sum(visit not in days.drawn for visit in in_period),
    }


def _flow(came: Mapping[Visit, date], went: Mapping[Visit, date], period: Period) -> Flow:
    """What came by one day and goes by another, never before it came; a visit that only goes is not in it."""
    pairs = [(day, _gone(day, went.get(visit))) for visit, day in came.items()]
    return Flow(
        opening=sum(day < period.start <= gone for day, gone in pairs),
        came=sum(period.holds(day) for day, _ in pairs),
        went=sum(period.holds(gone) for _, gone in pairs),
        closing=sum(day <= period.last < gone for day, gone in pairs),
    )


def open_objects(days: Days, period: Period) -> set[str]:
    """Objects of visits that are to be checked or published when the period begins or ends."""
    return {visit[1] for came, went in ((days.drawn, days.checked), (days.checked, days.published)) for visit, day in came.items()
            if day <= period.last and _gone(day, went.get(visit)) >= period.start}


def _gone(came: date, went: date | None) -> date:
    return date.max if went is None else max(came, went)


def months(days: Days, reading: str, period: Period) -> tuple[MonthLine, ...]:
    """The year to this month, a line each month.  reading: the setting 报表周期."""
    year, number = period.month.split("-")
    before = [period_of(f"{year}-{month:02}", reading) for month in range(1, int(number))]
    return tuple(_line(days, each) for each in (*before, period))


def _line(days: Days, period: Period) -> MonthLine:
    drawn, checked, published = (_within(own.values(), period) for own in (days.drawn, days.checked, days.published))
    found = flows(days, period)
    return MonthLine(period.month, period.text, drawn, checked, published,
                     found["to_check"].closing, found["to_publish"].closing)


def _within(days: Iterable[date], period: Period) -> int:
    return sum(map(period.holds, days))


def figures_of(month: Month, part: Conduct, days: DaysOfRows) -> list[Figure]:
    """The trace of the balances, with the rows that are open, and the sums of the year."""
    open_ = (("scope", "待检查结存", part.to_check, ("抽取", "检查"),
              _open(month, records.WINNERS, (days.winners, "drawn"), days.checked)),
             ("publication", "待公示结存", part.to_publish, ("检查", "公示"),
              _open(month, registers.FINDINGS, (days.checks, "checked"), days.published)))
    return [*(month.figure(field, what, flow.closing, by=rows, note=(
        f"期初{flow.opening} ＋ 本期{came}{flow.came} － 本期{went}{flow.went} ＝ 期末{flow.closing}，以任务＋对象计；"
        "列出的是期末未办结的")) for field, what, flow, (came, went), rows in open_), *_year(month, part)]


def _open(month: Month, spec: TableSpec, came: tuple[Frame, str], went: Mapping[Visit, date]) -> Sequence[Source]:
    """The rows of what came by the last day and has not gone by it."""
    rows, key = came
    last = month.period.last
    still = {visit for visit, day in _days(rows, key).items() if day <= last < _gone(day, went.get(visit))}
    rows = rows.assign(visit=_visits(rows))
    return month.cells(spec, filtered(rows, still.__contains__, "visit"), "object")


def _year(month: Month, part: Conduct) -> list[Figure]:
    note = f"{part.months[0].month}至{part.months[-1].month}各期之和，以任务＋对象计，只计首次；各月见“结存”"
    return [month.figure(field, f"本年累计{what}", sum(getattr(line, key) for line in part.months), note=note)
            for field, what, key in (("scope", "抽取", "drawn"), ("problem_subjects", "检查", "checked"),
                                     ("publication", "公示", "published"))]
