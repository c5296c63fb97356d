"""The figures of the form, the quarter and the year: the registers read once, what a bureau knows of its counties, and what is handed in later."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from ssj_xl.domain.merging.counties import county_figures, from_workbooks
from ssj_xl.domain.monthly import Activity, CountyFigure, Figure, Figures, Joint, Source
from ssj_xl.domain.period import Period, same_month, short_day
from ssj_xl.domain.plans import CANCELLED, is_counted, is_partner
from ssj_xl.tables import records, registers
from ssj_xl.tables.cells import Cell
from ssj_xl.tables.problems import Problem, problem
from ssj_xl.tables.settings import BUREAU, COUNTY, Settings
from ssj_xl.tables.spec import TableSpec
from ssj_xl.tables.table import Row, Table
from ssj_xl.workflows.monthly.conduct import conduct
from ssj_xl.workflows.monthly.frames import VISIT, Frame, Ledger, among, filtered, first_of, ledger, register, sources

if TYPE_CHECKING:
    from ssj_xl.tables.rows import ActivityRow, TaskRow

UNPLANNED = "计划外 "
COUNTED: dict[TableSpec, tuple[str, ...]] = {
    registers.CODES: ("category", "name", "is_problem", "is_check", "person"),
    registers.ITEMS: ("code", "major", "minor", "item_class"),
    registers.PLANS: ("code",),
    registers.TASKS: ("code", "plan", "platform", "name", "division", "partners", "items", "object_type", "county",
                      "pool_division", "labels", "scope", "scheme_name", "scheme_number", "scheme_date", "state"),
    records.DRAWS: ("task", "attempt", "count", "drawn_at", "void_at"),
    records.LOCKED: ("task", "attempt", "object", "group"),
    records.WINNERS: ("task", "attempt", "object", "object_type", "state"),
    registers.FINDINGS: ("task", "object", "item", "checked", "result", "published", "site"),
    registers.ACTIVITIES: ("day", "category", "name", "number", "people", "content", "division"),
    registers.COUNTIES: ("month", "unit", "checked", "published", "note"),
}
"""What the form is counted from: the tables it needs, and the columns in which an error would make it wrong.

检查对象 is used where it is there, for object types only.
"""
_ACTIVITIES = {"会议": "meetings", "文件": "documents", "培训": "trainings"}


def figures(tables: Mapping[str, Table], settings: Settings, period: Period, *,
            counties: Sequence[CountyFigure] | None = None) -> Figures:
    """The figures of one period.  tables: by name, those of `COUNTED`; a table not given counts as empty.

    counties: row 5 from the counties' own workbooks; None takes 区县开展情况.  A joint task counts with its 发起处室:
    where settings.division is only among its 参与处室 it is named and not counted.
    """
    book = ledger(tables, settings.site)
    tasks = [row for row in register(tables, registers.TASKS) if row["state"] != CANCELLED]
    own = [row for row in tasks if not is_partner(row, settings)]
    planned, first = conduct(book, settings, period, tasks=[row for row in own if row["plan"]])
    unplanned, second = conduct(book, settings, period, tasks=[row for row in own if not row["plan"]], prefix=UNPLANNED)
    activities = {key: _activities(tables, period, category) for category, key in _ACTIVITIES.items()}
    joint = _joint(book, period, [row for row in tasks if is_partner(row, settings)])
    region, region_figures = _region(tables, period, counties)
    divisions = {row["division"] for row in own if row["division"]}
    apart = any((unplanned.files, unplanned.draws, unplanned.checks.objects, unplanned.publications.visits,
                 unplanned.to_check.closing, unplanned.to_publish.closing))
    whole = conduct(book, settings, period, tasks=own)[0] if apart else planned
    return Figures(
        period, **{key: acts for key, (acts, _) in activities.items()}, planned=planned, unplanned=unplanned, whole=whole,
        joint=tuple(task for task, _ in joint), counties=region, several=len(divisions) > 1 or settings.level == BUREAU,
        figures=(*(figure for _, figure in activities.values()), *first, *(second if apart else []), *(figure for _, figure in joint),
                 *region_figures))


def cancelled(tables: Mapping[str, Table], period: Period) -> list[TaskRow]:
    """Cancelled tasks whose scheme or standing draw lies in the period: they are not counted."""
    draws = filtered(ledger(tables, "").draws, period.holds, "drawn")
    drawn = set(draws["task"])
    return [row for row in register(tables, registers.TASKS)
            if row["state"] == CANCELLED and (row["code"] in drawn or period.holds(row["scheme_date"]))]


def cancelled_work(tables: Mapping[str, Table], period: Period) -> list[Problem]:
    """P45, once a cancelled task: objects visited or published under it in the period, which are not counted either."""
    found: dict[str, tuple[set[str], set[str]]] = {}
    for row in register(tables, registers.FINDINGS):
        checked, published = found.setdefault(row["task"], (set(), set()))
        if row["checked"] and period.holds(row["checked"]):
            checked.add(row["object"])
        if row["checked"] and period.holds(row["published"]):
            published.add(row["object"])
    tasks = register(tables, registers.TASKS)
    return [tasks.problem("P45", row, "state", task=row["code"], checked=len(checked), published=len(published)) for row in tasks
            if row["state"] == CANCELLED for checked, published in [found.get(row["code"], ((), ()))] if checked or published]


def voided_since(tables: Mapping[str, Table], period: Period) -> list[Problem]:
    """P46: a draw of an earlier period, which that one's form may have told, was voided in this one: it is counted nowhere any more."""
    draws = register(tables, records.DRAWS)
    return [draws.problem("P46", row, "void_at", task=row["task"], attempt=row["attempt"], drawn=row["drawn_at"][:10], day=row["void_at"][:10])
            for row in draws if row["drawn_at"] and row["void_at"] and period.holds(date.fromisoformat(row["void_at"][:10]))
            and date.fromisoformat(row["drawn_at"][:10]) < period.start]


def _activities(tables: Mapping[str, Table], period: Period, category: str) -> tuple[tuple[Activity, ...], Figure]:
    """Items 1 to 3, by date; what two divisions registered alike is one."""
    table = register(tables, registers.ACTIVITIES)
    rows = sorted((row for row in table if row["category"] == category and period.holds(row["day"])),
                  key=lambda row: row["day"])
    found: dict[tuple[object, ...], list[ActivityRow]] = {}
    for row in rows:
        key = tuple(row[part] for part in ("day", "name", "number", "people", "content"))
        found.setdefault(key, []).append(row)
    acts = tuple(_activity(own) for own in found.values())
    note = f"工作动态中类别为“{category}”、日期在期间内"
    return acts, Figure(_ACTIVITIES[category], category, str(len(acts)), sources(table, rows, "day"), note)


def _activity(rows: Sequence[ActivityRow]) -> Activity:
    """One activity, which several rows may register."""
    first, divisions = rows[0], tuple(dict.fromkeys(row["division"] for row in rows))
    return Activity(first["day"], first["name"], first["number"], first["people"], first["content"], divisions)


def _joint(book: Ledger, period: Period, tasks: Sequence[TaskRow]) -> list[tuple[Joint, Figure]]:
    """Joint tasks of other divisions that were ordered, drawn or checked in the period."""
    active = {code for rows, key in ((book.draws, "drawn"), (book.checks, "checked"))
              for code in filtered(among(rows, [task["code"] for task in tasks]), period.holds, key)["task"]}
    active |= {task["code"] for task in tasks if any(map(period.holds, (task["scheme_date"], task["platform_drawn"])))}
    table = register(book.tables, registers.TASKS)
    return [(Joint(row["code"], row["name"], row["division"]),
             Figure("scope", f"参与联合抽查 {row['code']}", "不计数", sources(table, [row], "partners"),
                    f"由发起处室{row['division']}计数"))
            for row in tasks if row["code"] in active]


def _region(tables: Mapping[str, Table], period: Period,
            counties: Sequence[CountyFigure] | None) -> tuple[tuple[CountyFigure, ...], list[Figure]]:
    """Item 5: figures that were handed in, or those of 区县开展情况; a unit listed twice is added up."""
    if counties is not None:
        return tuple(counties), [_county_figure(county, "由该单位的工作簿汇总") for county in counties]
    table = register(tables, registers.COUNTIES)
    rows: dict[str, list[Row]] = {}
    for row in table:
        if same_month(row["month"], period):
            rows.setdefault(row["unit"], []).append(row)
    found = [(CountyFigure.added(unit, own), sources(table, own, "checked")) for unit, own in rows.items()]
    return tuple(county for county, _ in found), [
        _county_figure(county, "区县开展情况中本月的行", by) for county, by in found]


def _county_figure(county: CountyFigure, note: str, by: tuple[Source, ...] = ()) -> Figure:
    return Figure("region", county.unit, f"抽查{county.checked}，公示{county.published}", by, note)


# --- the figures of a whole bureau from merged registers -------------------------------------------------

_WORK = frozenset(spec.name for spec in (
    registers.PLANS, registers.TASKS, records.DRAWS, records.LOCKED, records.WINNERS, registers.FINDINGS,
    registers.ACTIVITIES))


def own_work(tables: Mapping[str, Table]) -> dict[str, Table]:
    """Without the counties' rows where work is counted; registers are kept whole."""
    return {name: replace(table, rows=[row for row in table if not _is_countys(row)]) if name in _WORK and any(map(_is_countys, table)) else table
            for name, table in tables.items()}


def _is_countys(row: Row) -> bool:
    return bool(row.get("source_level") == COUNTY)


def city_figures(tables: Mapping[str, Table], sent: Iterable[Mapping[str, Cell]], settings: Settings,
                 period: Period) -> Figures:
    """tables: merged, with the source of each row; sent: rows of 报送情况, which say whose workbooks there were."""
    counties = county_figures(register(tables, registers.COUNTIES), from_workbooks(tables, sent, period), period)
    return figures(own_work(tables), replace(settings, division=""), period, counties=counties)


# --- what happened after the period and before the form was filled ---------------------------------------

_SHOWN = 3


def later(tables: Mapping[str, Table], settings: Settings, period: Period, day: date) -> list[Problem]:
    """P37 where the unit's own tasks were drawn, checked or published after the period's end, up to `day`."""
    book = ledger(tables, settings.site)
    own = [row["code"] for row in register(tables, registers.TASKS)
           if is_counted(row, settings)]

    def after(rows: Frame, key: str) -> Frame:
        return filtered(among(rows, own), _between(period.end, day), key)

    draws, checks = after(book.draws, "drawn"), after(first_of(book.checks, "checked"), "checked")
    published = after(book.publications, "published").drop_duplicates(VISIT)
    happened = [_draws(draws)] if len(draws) else []
    happened += [f"{what}{len(rows)}个对象" for what, rows in (("检查", checks), ("公示", published)) if len(rows)]
    return [problem("P37", end=period.end, day=day, what="、".join(happened))] if happened else []


def _between(end: date, day: date) -> Callable[[date], bool]:
    return lambda each: end < each <= day


def _draws(draws: Frame) -> str:
    named = [f"{task} {short_day(day)}" for task, day in zip(draws["task"], draws["drawn"], strict=True)]
    more = "等" if len(named) > _SHOWN else ""
    return f"抽取{len(named)}次（{'，'.join(named[:_SHOWN])}{more}）"
