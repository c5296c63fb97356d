"""月度通报: a line for each division on the six points on which the city's office reports every month.

抽查计划制定及执行、实施方案制定及公示、平台使用、抽查计划变更及公示、抽查结果公示及后续处理、相关材料归档 (实施方案三（三）).  The period is that of
the monthly form.  Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from ssj_xl.domain.period import long_day, period_of
from ssj_xl.domain.plans import DONE, LATE
from ssj_xl.domain.summary.model import Cell, Listing, Section, Summary, missing
from ssj_xl.gateways.book import Book
from ssj_xl.tables import consolidated
from ssj_xl.tables.consolidated import MISSING, SUBMISSIONS, UNREADABLE
from ssj_xl.tables.settings import DIVISION
from ssj_xl.tables.table import Row
from ssj_xl.workflows.summary.plans import change_section, plan_section
from ssj_xl.workflows.summary.quarter import Made, definitions, printed, refuse_kind, unit_name
from ssj_xl.workflows.summary.results import open_rows, problem_rows, result_section
from ssj_xl.workflows.summary.scope import Scope, divisions, open_scope
from ssj_xl.workflows.summary.tasks import archive_section, platform_section, scheme_section, to_file
from ssj_xl.workflows.summary.units import county_section

if TYPE_CHECKING:
    from ssj_xl.tables.rows import PlanRow

POINTS = ("抽查计划制定及执行", "实施方案制定及公示", "平台使用", "抽查计划变更及公示", "抽查结果公示及后续处理", "相关材料归档")
"""The six points, in the notice's order."""


def bulletin(book: Book, month: str, *, made_on: date, kind: str = ".docx") -> Made:
    """The bulletin on a month ("2021-03").

    kind: .docx or .xlsx.  Raises UserError Q02 for another kind, U01 for what is no month, and all that `open_scope` refuses.
    """
    refuse_kind(kind)
    period = period_of(month, book.settings()[0].period)
    scope, warnings = open_scope(book, period, made_on=made_on)
    sent = [row for row in book.read(SUBMISSIONS) if row["month"] == period.month] if book.consolidated else []
    opening = (f"按照“双随机、一公开”监管工作实施方案，现将{scope.span}（{period.text}）各处室抽查计划制定及执行、实施方案制定及公示、平台使用、"
               f"抽查计划变更及公示、抽查结果公示及后续处理、相关材料归档等工作落实情况通报如下。数据截至{long_day(scope.until)}。")
    points = (plan_section(scope, covered=False), scheme_section(scope), platform_section(scope), change_section(scope),
              result_section(scope), archive_section(scope))
    counties = county_section(scope)
    sections = (_table(scope, sent), *([_handed_in(sent)] if sent else []), *(replace(one, facts=(), listings=(), charts=()) for one in points),
                *([counties] if counties else []))
    summary = Summary(f"{scope.span}“双随机、一公开”监管工作情况通报", unit_name(scope), scope.span, period, scope.until, made_on, opening,
                      sections, definitions(scope, natural=False))
    return Made(printed(summary, kind), summary, tuple(warnings))


def _table(scope: Scope, sent: Iterable[Mapping[str, Any]]) -> Section:
    """A line a division; those that handed in and have no plan or task too."""
    states = {row["division"]: row["state"] for row in sent if row["level"] == DIVISION and row["state"] != consolidated.UNUSED}
    names = list(dict.fromkeys([*divisions(scope), *states]))
    columns = (("处室", 16), *((("报送", 9),) if states else ()), *((point, 22) for point in POINTS))
    rows = tuple((name or "（未填写处室）", *((states.get(name, "—"),) if states else ()), *line_of(scope, name)) for name in names)
    listing = Listing("通报表", f"{scope.span}各处室六项工作落实情况", columns, rows, document=True,
                      note="计划、任务、方案、归档以个（项）计，检查、公示以家次（人次）计，发现问题以条计。联合抽查由发起处室计数。")
    return Section("points", "各处室工作落实情况", (f"共{len(names)}个处室。",), (), (listing,))


def line_of(scope: Scope, division: str) -> tuple[Cell, ...]:
    """What a division did on each of the six points, in words."""
    plans = [row for row in scope.plans if row["division"] == division]
    tasks = [row for row in scope.tasks.values() if row["division"] == division]
    codes = {row["code"] for row in tasks}
    active = [row for row in scope.active if row["code"] in codes]
    part = scope.conduct_of(tasks)
    found, open_ = (sum(row["task"] in codes for row in rows) for rows in (problem_rows(scope), open_rows(scope)))
    closed = to_file(scope, tasks)
    archived = sum(bool(row["archived"]) for row in closed)
    return (
        _plans(scope, plans),
        f"开展任务{len(active)}个，有方案{_filled(active, 'scheme_date')}个，已公示{_filled(active, 'scheme_published')}个" if active else "本月没有开展任务",
        f"登记平台编号{_filled(active, 'platform')}个，未登记{len(active) - _filled(active, 'platform')}个" if active else "—",
        _changes([row for row in plans if scope.period.holds(row["changed"])]),
        f"检查{part.checks.visits}，公示{part.publications.visits}，待公示{part.to_publish.closing}；发现问题{found}条，未办结{open_}条",
        f"已归档{archived}个，应归档未归档{len(closed) - archived}个" if closed else "没有应归档的任务")


def _plans(scope: Scope, plans: list[PlanRow]) -> str:
    if not plans:
        return "没有登记年度计划"
    states = [scope.progress[row["code"]].state for row in plans]
    return f"计划{len(plans)}项，已公示{_filled(plans, 'published')}项，已完成{states.count(DONE)}项，逾期{states.count(LATE)}项"


def _changes(changed: list[PlanRow]) -> str:
    if not changed:
        return "没有变更"
    return f"变更{len(changed)}项，报备{_filled(changed, 'change_reported')}项，公示{_filled(changed, 'change_published')}项"


def _filled(rows: Iterable[Row], key: str) -> int:
    return sum(bool(row[key]) for row in rows)


def _handed_in(sent: list[Row]) -> Section:
    """Who handed in when, from 报送情况."""
    return Section("submissions", "报送情况", tuple(_states(sent)))


def _states(sent: list[Row]) -> Iterator[str]:
    named: dict[str, list[str]] = {}
    for row in sent:
        if row["state"] not in (consolidated.UNUSED, consolidated.EARLIER):
            named.setdefault(row["state"], []).append(f"{row['unit']}{row['division']}" or row["file"])
    yield "，".join(f"{state}{len(units)}个" for state, units in named.items()) + "。"
    for state in (MISSING, consolidated.LATE, UNREADABLE, consolidated.UNDATED):
        if state in named:
            yield missing(named[state], f"个单位{state}")
