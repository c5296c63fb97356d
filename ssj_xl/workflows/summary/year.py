"""年度情况: the year's coverage against the floor (实施方案一: 不低于3%), publication, follow-up, by tier and by division.

Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from ssj_xl.domain.period import long_day
from ssj_xl.domain.summary.model import Listing, Section, Summary
from ssj_xl.domain.summary.spans import year_of
from ssj_xl.gateways.book import Book
from ssj_xl.tables.problems import Place, Problem, fail
from ssj_xl.tables.settings import SHEET
from ssj_xl.workflows.summary.hits import hits_section
from ssj_xl.workflows.summary.past import SHEET as PAST
from ssj_xl.workflows.summary.plans import change_section, plan_section
from ssj_xl.workflows.summary.quarter import Made, definitions, of_units, printed, refuse_kind, unit_name
from ssj_xl.workflows.summary.results import result_section
from ssj_xl.workflows.summary.scope import Scope, open_scope
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
