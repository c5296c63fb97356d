"""季度落实情况: the six points on which the city's office reports on departments, from a workbook.

抽查计划制定及执行、实施方案制定及公示、平台使用、抽查计划变更及公示、抽查结果公示及后续处理、相关材料归档 (实施方案三（三）).
Nothing is written here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from ssj_xl.domain.period import long_day
from ssj_xl.domain.summary.model import Section, Summary, shown
from ssj_xl.domain.summary.spans import quarter_of
from ssj_xl.gateways.book import Book
from ssj_xl.papers.summary.word import as_document
from ssj_xl.papers.summary.workbook import as_workbook
from ssj_xl.tables.problems import Problem, fail
from ssj_xl.workflows.summary.plans import change_section, plan_section
from ssj_xl.workflows.summary.results import result_section
from ssj_xl.workflows.summary.scope import Scope, is_bureau, open_scope, past_text
from ssj_xl.workflows.summary.tasks import (
    activity_section,
    archive_section,
    credit_section,
    offsite_section,
    platform_section,
    scheme_section,
)
from ssj_xl.workflows.summary.units import county_section, division_section, exception_section

OFFICE = "行政执法协调监督处"
"""To whom a division reports."""

_KINDS = {".docx": as_document, ".xlsx": as_workbook}


@dataclass(frozen=True)
class Made:
    """A report.  data: the file; summary: what it says; warnings: what staff should look at."""

    data: bytes
    summary: Summary
    warnings: tuple[Problem, ...] = ()


def quarter(book: Book, text: str, *, made_on: date, kind: str = ".docx") -> Made:
    """The report on a quarter ("2021Q1").

    kind: .docx or .xlsx.  Raises UserError Q02 for another kind, and all that `summarise` refuses.
    """
    refuse_kind(kind)
    summary, warnings = summarise(book, text, made_on=made_on)
    return Made(printed(summary, kind), summary, warnings)


def summarise(book: Book, text: str, *, made_on: date) -> tuple[Summary, tuple[Problem, ...]]:
    """What the report on a quarter says, with warnings.

    made_on: the report's date; what happens later than it, or later than the quarter, is not counted.  Raises
    UserError Q01 for what is no quarter, and all that `open_scope` refuses.
    """
    scope, warnings = open_scope(book, quarter_of(text), made_on=made_on)
    summary = Summary(
        f"{scope.span}“双随机、一公开”监管工作落实情况", unit_name(scope), scope.span, scope.period, scope.until, made_on,
        _opening(scope), _sections(scope), definitions(scope), to=OFFICE if scope.settings.level == "处室" else "")
    return summary, tuple(warnings)


def refuse_kind(kind: str) -> None:
    """Raise UserError Q02 for what is neither .docx nor .xlsx."""
    if kind.lower() not in _KINDS:
        raise fail("Q02", value=kind or "（没有扩展名）")


def printed(summary: Summary, kind: str) -> bytes:
    """The report as a file of a kind."""
    return _KINDS[kind.lower()](summary)


def unit_name(scope: Scope) -> str:
    """单位名称, and the division whose report it is."""
    return scope.settings.unit + (scope.settings.division if scope.settings.level == "处室" else "")


def _sections(scope: Scope) -> tuple[Section, ...]:
    found = [plan_section(scope), scheme_section(scope), platform_section(scope), change_section(scope),
             result_section(scope), archive_section(scope), exception_section(scope), activity_section(scope),
             credit_section(scope), offsite_section(scope)]
    return (*found, *of_units(scope))


def of_units(scope: Scope) -> list[Section]:
    """Divisions and counties, where the workbook holds several."""
    counties = county_section(scope)
    return [*([division_section(scope)] if is_bureau(scope) else []), *([counties] if counties else [])]


def _opening(scope: Scope) -> str:
    return (f"按照“双随机、一公开”监管工作实施方案关于3月、6月、9月、12月底前报送工作落实情况的要求，现将{scope.span}"
            f"（{scope.period.text}）“双随机、一公开”监管工作落实情况报告如下。数据截至{long_day(scope.until)}。")


def definitions(scope: Scope, *, natural: bool = True) -> tuple[str, ...]:
    """What holds for every number.  natural: the period is a quarter or a year, not that of the monthly form."""
    settings = scope.settings
    own = "汇总台账中处室的行（区县另列）" if scope.bureau else "本工作簿和上年台账（名录只取本工作簿）" if scope.two_years else "本工作簿"
    return (
        f"统计期间：{scope.period.text}，首尾两日计入；" + (f"按自然季度、自然年度，与月报表的报表周期（{settings.period}）不同。" if natural
                                                  else "与月报表的报表周期相同。"),
        f"数据范围：{own}，截至{long_day(scope.until)}登记的情况；日期晚于这一天的抽取、检查、公示、办结、归档按没有发生计。",
        past_text(scope),
        "“家次（人次）”以任务编号＋对象编码计：一个对象在两个任务中被抽取，计两家次；“家（名）”以对象编码去重。",
        "作废的抽取、已取消的任务不计；联合抽查由发起处室计数，参与处室只列名。比例按分数精确计算，显示两位小数。",
    )


def as_data(made: Made) -> dict[str, Any]:
    """The report as plain values for JSON: sections with sentences, facts with definitions and sources, listings."""
    summary = made.summary
    return {
        "title": summary.title, "unit": summary.unit, "start": summary.period.start.isoformat(),
        "end": summary.period.end.isoformat(), "until": summary.until.isoformat(),
        "sections": [_section_data(section) for section in summary.sections], "definitions": list(summary.definitions)}


def _section_data(section: Section) -> dict[str, Any]:
    return {
        "key": section.key, "title": section.title, "internal": section.internal, "sentences": list(section.sentences),
        "facts": [{"name": fact.name, "value": shown(fact.value), "unit": fact.unit, "note": fact.note,
                   "sources": [f"{source.table}!{source.place.cell}" for source in fact.sources]} for fact in section.facts],
        "listings": [{"title": listing.title, "columns": [title for title, _ in listing.columns],
                      "rows": [[shown(value) for value in row] for row in listing.rows]} for listing in section.listings]}
