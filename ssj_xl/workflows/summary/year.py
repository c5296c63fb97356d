"""年度情况: the year's coverage against the floor (实施方案一: 不低于3%), publication, follow-up, by tier and by division.

Nothing is written here.

And does it work: how often checks of drawn objects find something, over the years at hand.  Internal: it speaks of tiers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from ssj_xl.domain.hits import BY_TIER, FEW, Rate, rates, results_of
from ssj_xl.domain.period import long_day
from ssj_xl.domain.summary.model import Listing, Section, Summary, percent
from ssj_xl.domain.summary.spans import year_of
from ssj_xl.domain.workdays import Calendar
from ssj_xl.domain.world import World
from ssj_xl.gateways.book import Book
from ssj_xl.tables import records, registers
from ssj_xl.tables.problems import Place, Problem, block, fail
from ssj_xl.tables.settings import SHEET
from ssj_xl.workflows.summary.plans import change_section, plan_section
from ssj_xl.workflows.summary.quarter import Made, definitions, of_units, printed, refuse_kind, unit_name
from ssj_xl.workflows.summary.results import result_section
from ssj_xl.workflows.summary.scope import PAST, Scope, open_scope
from ssj_xl.workflows.summary.tasks import (
    activity_section,
    archive_section,
    credit_section,
    offsite_section,
    platform_section,
    scheme_section,
)
from ssj_xl.workflows.summary.units import coverage_section, tier_section

NOT_PUBLIC = frozenset(("5结果公示", "5后续处理", PAST))
"""Listings of objects: their results are published one by one, when they are due, and nowhere else."""


class Edition(NamedTuple):
    """Which report is wanted.  kind: .xlsx or .docx; public: fit to be published; earlier: workbooks of years before, for
    the rates at which checks find something."""

    kind: str = ".xlsx"
    public: bool = False
    earlier: Sequence[Book] = ()


WORKBOOK = Edition()


def year(book: Book, number: int | None, *, made_on: date, edition: Edition = WORKBOOK) -> Made:
    """The report on a year; `number` None takes 参数 年度.

    Raises UserError Q02 for another kind, and all that `summarise` refuses.
    """
    refuse_kind(edition.kind)
    summary, warnings = summarise(book, number, made_on=made_on, public=edition.public, earlier=edition.earlier)
    return Made(printed(summary, edition.kind), summary, warnings)


def summarise(book: Book, number: int | None, *, made_on: date, public: bool = False,
              earlier: Sequence[Book] = ()) -> tuple[Summary, tuple[Problem, ...]]:
    """What the report on a year says, with warnings.

    made_on: the report's date; what happens later is not counted.  public: without tiers, credit records, objects and
    sources, fit to be published.  Raises UserError Q06 where no year is known, and all that `open_scope` refuses.
    """
    known = number or book.settings()[0].year
    if not known:
        raise fail("Q06", Place(book.path, SHEET, "年度"))
    scope, warnings = open_scope(book, year_of(known), made_on=made_on)
    sections = (*_sections(scope), hits_section(scope, earlier))
    if public:
        sections = tuple(published(section) for section in sections if not section.internal)
    summary = Summary(
        f"{scope.span}“双随机、一公开”监管工作情况", unit_name(scope), scope.span, scope.period, scope.until, made_on,
        _opening(scope), sections, definitions(scope), public=public)
    return summary, tuple(warnings)


def published(section: Section) -> Section:
    """A section without what names objects and cells."""
    facts = tuple(replace(fact, sources=()) for fact in section.facts)
    return replace(section, facts=facts, listings=tuple(map(_published, filter(_is_public, section.listings))))


def _is_public(listing: Listing) -> bool:
    return listing.sheet not in NOT_PUBLIC


def _published(listing: Listing) -> Listing:
    return replace(listing, origins=())


def _sections(scope: Scope) -> tuple[Section, ...]:
    return (
        coverage_section(scope), plan_section(scope, covered=False), change_section(scope), scheme_section(scope),
        platform_section(scope), result_section(scope), archive_section(scope), *of_units(scope),
        activity_section(scope), offsite_section(scope), tier_section(scope), credit_section(scope))


def _opening(scope: Scope) -> str:
    return f"现将{scope.span}“双随机、一公开”监管工作情况报告如下。统计期间为{scope.period.text}，数据截至{long_day(scope.until)}。"


LOOKED_AT = (registers.CODES, registers.ITEMS, registers.OBJECTS, registers.TASKS, records.DRAWS, records.WINNERS, registers.FINDINGS, records.LOCKED)
TITLE = "抽中对象检查发现问题的比率"
_COLUMNS = (("分组", 14), ("名称", 30), ("有结果", 10), ("有问题", 10), ("发现率", 10), ("95%区间", 20), ("说明", 20))
NOTE = ("在名单上的对象，一次任务里有检查结果的计一家次；有一项结果是问题而没有撤下的，计一次有问题（按检查事项的，一个事项计一次）。"
        "等级是抽取锁定时的，报送件里没有。区间是 Clopper–Pearson 精确区间，上下限向外取整到万分之一。等级为内部资料，不得公开。")


def hits_section(scope: Scope, earlier: Iterable[Book]) -> Section:
    """The rates by year, tier, item, type and division, with exact intervals.  earlier: workbooks of years before, of which the
    results come from these alone, whether or not the scope counts what was seen to there since.

    Raises UserError with what keeps one of these from being read.
    """
    tables = {name: replace(table, rows=[row for row in table if table.home(row) is table]) for name, table in scope.tables.items()}
    own = World(tables, scope.settings, scope.calendar, scope.until)
    before = (one for book in earlier for one in results_of(_world(book)))
    found = rates([*(one for one in results_of(own) if one.visit[0] in scope.tasks), *before])
    listing = Listing("问题发现率", TITLE, _COLUMNS, tuple(map(_row, found)), note=NOTE, document=True)
    return Section("hits", TITLE, (_text(found),), (), (listing,), internal=True)


def _world(book: Book) -> World:
    tables, missing = book.read_all(LOOKED_AT)
    settings, found = book.settings()
    block([*missing, *found, *(one for table in tables.values() for one in table.problems)])
    return World(tables, settings, Calendar.from_rows([]), date.max)


def _row(rate: Rate) -> tuple[str | int, ...]:
    return (rate.by, rate.label, rate.checked, rate.hits, percent(rate.share), between(rate), f"不足 {FEW}，只作参考" if rate.few else "")


def between(rate: Rate) -> str:
    """The interval as text: 0.25%–44.51%."""
    low, high = rate.interval
    return f"{percent(low)}–{percent(high)}"


def _text(found: list[Rate]) -> str:
    if not found:
        return "还没有抽中对象的检查结果。"
    whole, *others = found
    tiers = "；".join(f"{one.label} {percent(one.share)}（{one.checked}家次，区间{between(one)}）" for one in others if one.by == BY_TIER)
    few = f"不足{FEW}家次的只作参考，区间宽就是说不准。" if any(one.few for one in found) else ""
    return (f"在手各年有检查结果的抽中对象{whole.checked}家次，发现问题{whole.hits}家次，占{percent(whole.share)}（95%区间{between(whole)}）。"
            f"按抽取时的等级：{tiers}。{few}")
