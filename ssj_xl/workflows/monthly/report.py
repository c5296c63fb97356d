"""The monthly form: figures put into the bureau's own template, and the template found."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from ssj_xl.domain.checks import check
from ssj_xl.domain.form_spec import OwnSpec, briefs, totals, worded
from ssj_xl.domain.monthly import NO_SITE, Figures
from ssj_xl.domain.period import MONTH_SPAN, Period, long_day, span_of, year_to
from ssj_xl.domain.wording import texts
from ssj_xl.domain.workdays import Calendar
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.safe import atomic_write, find_free, remove
from ssj_xl.papers.form import Asked, Look, Wanted, fill, kind, look
from ssj_xl.papers.listing import PrintedList
from ssj_xl.papers.listing import as_workbook as printed
from ssj_xl.papers.trace import Trace
from ssj_xl.tables import records, registers
from ssj_xl.tables.consolidated import SUBMISSIONS
from ssj_xl.tables.normalising import NOT_ALL_READ
from ssj_xl.tables.problems import ERROR_LEVEL, Place, Problem, UserError, errors, fail, problem
from ssj_xl.tables.settings import SETTING_BY_KEY, Settings
from ssj_xl.tables.table import Table
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.desk.years import JoinedBook, with_last_year
from ssj_xl.workflows.monthly.figures import (
    COUNTED,
    cancelled,
    cancelled_work,
    city_figures,
    figures,
    later,
    own_work,
    voided_since,
)
from ssj_xl.workflows.monthly.own_form import OFFICIAL, OwnForm, official

_SETTINGS = ("unit", "division", "level", "year", "period", "item_reading", "site", "contact", "phone", "mobile")
_STRUCTURE = frozenset(("R02", "R10", "R72", "R74", "R80", "R82", "R83", "R163", "T18"))
_REFERENCES = frozenset(("R01", "R41"))
"""Errors that would put a wrong number into the form: of rows, and of references in counted columns."""

_NOT_NAME = re.compile(r'[\\/:*?"<>|\s]+')


@dataclass(frozen=True)
class Report:
    """A filled form.  data: the form; companion: its trace, of which `trace` is the workbook and `trace_data` the values for JSON.

    warnings: what staff should look at (of the rows counted); name, trace_name: suggested file names;
    cells, layout: field → where it was written, and what the form is known by, as `papers.form.Filled` says; annex: a
    workbook with the whole of what did not fit into its cells, b'' where all of it did.
    """

    data: bytes
    name: str
    trace_name: str
    figures: Figures
    companion: Trace = field(repr=False)
    cells: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()
    layout: str = ""
    annex: bytes = b""

    @cached_property
    def trace(self) -> bytes:
        """The companion workbook."""
        return self.companion.as_workbook()

    @cached_property
    def trace_data(self) -> dict[str, Any]:
        """What it says, for JSON."""
        return self.companion.as_data()


def report(book: Book, month: str, *, template: OwnForm = OFFICIAL, desk: Desk, filled_on: date | None = None) -> Report:
    """Fill the form of a month ("2021-03") from a workbook.

    template: a bureau's own form (workbook or document), checked as safe to open, perhaps with wordings of its own.
    filled_on: 填表时间, today by default; what is dated after it is not counted.

    Raises UserError with every problem at once: P40, P41, P43, P44 where 上年台账 is not last year's workbook, U01 the month, P32 and P33 a month the workbook does not have or that
    has not begun, F09 a missing table, errors of cells and rows that would make a figure wrong, and what
    `papers.form.fill` refuses.
    """
    day = filled_on or desk.today
    return form(_count(book, month, day, template), template=template, filled_on=day)


def preview(book: Book, month: str, *, template: OwnForm = OFFICIAL, desk: Desk, filled_on: date | None = None) -> Look:
    """What would be filled where, with what is in doubt; nothing is written.  Raises what `report` raises of the figures."""
    day = filled_on or desk.today
    blank, wanted, _ = _wanted(_count(book, month, day, template), template, day)
    return look(blank, wanted)


def _count(book: Book, month: str, day: date, own: OwnForm) -> Counts:
    """The figures of a form's period, and what is to be said of them; last year's workbook counts too, where this one names it."""
    book = with_last_year(book)
    tables, missing = book.read_all(COUNTED)
    settings, setting_problems = book.settings()
    span = own.declared.span if own.declared else MONTH_SPAN
    period = span_of(month, settings.period, span).until(day)
    found = _found(book, tables, settings, day)
    refused = [*missing, *_wrong_settings(setting_problems), *(p for p in errors(found) if makes_wrong(p, tables)),
               *_outside(period, settings, day)]
    if refused:
        raise UserError([*refused, *_others(found, refused)])
    known = _with_objects(book, tables)
    counted = _counted(book, known, settings, period)
    year = _counted(book, known, settings, year_to(period.month, settings.period).until(day)) if own.template else None
    work, shown = own_work(tables), concerning((p for p in found if p.code not in NOT_ALL_READ), counted)
    notes = [*_december(book, settings, period), *book.strays(), *(p for table in tables.values() for p in table.problems if p.code in NOT_ALL_READ),
             *_doubts(work, counted, day), *later(work, settings, period, day), *shown, *_others(found, shown),
             *unsolved(book)]
    return Counts(counted, settings, year, notes)


class Counts(NamedTuple):
    """What a form is filled from.  year: the figures of the year up to the period's end, where a bureau's own form may ask
    for them; notes: to be handed on."""

    figures: Figures
    settings: Settings
    year: Figures | None = None
    notes: Sequence[Problem] = ()


def _found(book: Book, tables: Mapping[str, Table], settings: Settings, day: date) -> list[Problem]:
    """Of a bureau workbook only what cannot be read: the rules were asked of each workbook that went into it."""
    if book.consolidated:
        return [found for table in tables.values() for found in table.problems]
    return check(tables, settings, calendar=Calendar.from_rows([]), today=day)


def _counted(book: Book, tables: Mapping[str, Table], settings: Settings, period: Period) -> Figures:
    if book.consolidated:
        return city_figures(tables, book.read(SUBMISSIONS), settings, period)
    return figures(tables, settings, period)


def unsolved(book: Book) -> list[Problem]:
    """Q07 where a bureau workbook lists errors of the workbooks that went into it."""
    wrong = sum(row["severity"] == ERROR_LEVEL for row in book.read(records.PROBLEMS)) if book.consolidated else 0
    return [problem("Q07", Place(book.path, records.PROBLEMS.name), count=wrong)] if wrong else []


def form(counts: Counts, *, template: OwnForm, filled_on: date) -> Report:
    """Fill a template with figures, wherever they were counted."""
    counted = replace(counts.figures, period=counts.figures.period.until(filled_on))
    counts, settings = counts._replace(figures=counted), counts.settings
    blank, wanted, said = _wanted(counts, template, filled_on)
    filled = fill(blank, wanted)
    warnings = (*counts.notes, *said, *filled.warnings)
    stem = file_stem(unit_title(settings), counted.period.month)
    name = template.spec.name
    return Report(
        filled.data, f"{name}-{stem}{kind(blank)}", f"{name.removesuffix('表')}追溯-{stem}.xlsx", counted,
        Trace(counted, _cells_of_items(filled.cells, template.declared), _facts(counted, settings, filled_on), warnings), filled.cells, warnings, filled.layout,
        _annex(filled.annexed, wanted, unit_title(settings), counted.period))


def _annex(keys: Sequence[str], wanted: Wanted, unit: str, period: Period) -> bytes:
    """The whole text of items that did not fit, an entry a row, to be printed and handed in with the form."""
    if not keys:
        return b""
    rows = [(field_.title, line) for field_ in wanted.spec.body if field_.key in keys
            for line in wanted.texts[field_.key].split("\n")]
    heads = (f"{wanted.spec.name}附件", f"{unit}　　统计期间：{period.text}")
    return printed(f"{wanted.spec.name}附件", [PrintedList(name="附件", columns=(("栏目", 28), ("内容", 100)), rows=rows, heads=heads,
                                                          internal=False)])


def _cells_of_items(cells: Mapping[str, str], declared: OwnSpec | None) -> Mapping[str, str]:
    """Where the figures of each item of the monthly form stand on another form, for the trace."""
    if declared is None:
        return cells
    found: dict[str, list[str]] = {}
    for field_ in declared.spec.body:
        for item in sorted(declared.monthly_fields(field_.key)) if field_.key in cells else ():
            found.setdefault(item, []).append(cells[field_.key])
    return {item: "、".join(places) for item, places in found.items()}


def _wanted(counts: Counts, own: OwnForm, filled_on: date) -> tuple[bytes, Wanted, list[Problem]]:
    """The form to be filled, what has to be on it, and P75 where what was said of it no longer fits.

    Raises UserError P78 where a declared form has no file to be filled.
    """
    if own.declared and not own.template:
        raise fail("P78", exit_code=2, name=own.spec.name)
    counted, settings, blank = counts.figures, counts.settings, own.template or official()
    head = {"unit": unit_title(settings), "filled_on": long_day(filled_on), "contact": settings.contact,
            "phone": settings.phone, "mobile": settings.mobile}
    names = (unit_title(settings), settings.division, settings.unit)
    year = counts.year or counted
    body = worded(own.declared.wordings, counted, year, own.words) if own.declared else texts(counted, own.words)
    running = totals(year, own.words) if counts.year and not own.declared else {}
    asked = Asked(counted.period.month, names)
    if own.declared and own.declared.span != MONTH_SPAN:
        asked = Asked("", names, now=own.declared.now)
    wanted = Wanted(body | head, asked, running, own.spec,
                    {} if own.declared else briefs(counted, own.words))
    notes = [problem("P80", old=own.converted, new=kind(blank))] if own.converted else []
    if own.answers.layout not in ("", look(blank, wanted).layout):
        return blank, wanted, [*notes, problem("P75")]
    return blank, replace(wanted, asked=replace(wanted.asked, places=own.answers.cells)), notes


def makes_wrong(found: Problem, tables: Mapping[str, Table]) -> bool:
    """Whether an error would make a figure wrong: of a counted column's cell, or of the structure of rows."""
    if found.code in _STRUCTURE:
        return True
    return (found.code.startswith("T") or found.code in _REFERENCES) and _is_counted(found, tables)


def concerning(found: Iterable[Problem], counted: Figures) -> list[Problem]:
    """The problems of rows that the form counts, so that nobody reads about other months."""
    rows = {_row(source.place) for figure in counted.figures for source in figure.sources}
    return [item for item in found if _row(item.place) in rows]


def _others(found: Iterable[Problem], shown: Collection[Problem]) -> list[Problem]:
    """P38, one line for all errors that are not shown one by one."""
    told = {(item.code, str(item.place)) for item in shown}
    count = sum((item.code, str(item.place)) not in told for item in errors(found))
    return [problem("P38", count=count)] if count else []


def _is_counted(found: Problem, tables: Mapping[str, Table]) -> bool:
    header = found.params.get("header")
    return any(spec.header(key) == header for spec, keys in COUNTED.items() for key in keys
               if spec.name in tables and tables[spec.name].grid.sheet == found.place.sheet)


def _row(place: Place) -> tuple[str, str, int]:
    return place.file, place.sheet, place.row


def _wrong_settings(found: Iterable[Problem]) -> list[Problem]:
    used = {SETTING_BY_KEY[key].column.header for key in _SETTINGS}
    return [item for item in errors(found) if item.place.cell in used]


def _outside(period: Period, settings: Settings, day: date) -> list[Problem]:
    """P32: a month none of whose days is in the workbook's year; P33: one that has not begun."""
    start, end, found = period.start, period.end, []
    if settings.year and settings.year not in (start.year, end.year):
        found.append(problem("P32", month=period.month, start=start, end=end, year=settings.year))
    if day < start:
        found.append(problem("P33", month=period.month, start=start, end=end, day=day))
    return found


def _december(book: Book, settings: Settings, period: Period) -> list[Problem]:
    """P39: January's period begins in the year before, whose work stands in another workbook."""
    if not period.year_before or period.end.year != settings.year or book.consolidated or isinstance(book, JoinedBook):
        return []
    last = date(period.start.year, 12, 31)
    return [problem("P39", Place(book.path), start=period.start, end=last, year=last.year)]


def _with_objects(book: Book, tables: dict[str, Table]) -> dict[str, Table]:
    """With 检查对象, which tells object types of what is on no list; the form does without it."""
    return {**tables, registers.OBJECTS.name: book.read(registers.OBJECTS)} if book.has(registers.OBJECTS) else tables


def _doubts(tables: Mapping[str, Table], counted: Figures, day: date) -> list[Problem]:
    period, tasks, draws = counted.period, tables[registers.TASKS.name], tables[records.DRAWS.name]
    found = [tasks.problem("P31", row, "state", task=row["code"]) for row in cancelled(tables, period)]
    found += [*cancelled_work(tables, period), *voided_since(tables, period)]
    if day < period.end:
        found.append(problem("P34", end=period.end, day=day, deadline=period.deadline))
    unknown = {draw.code for part in (counted.planned, counted.unplanned) for draw in part.draws if draw.listed is None}
    found += [draws.problem("P35", row, "count", task=row["task"]) for row in draws
              if row["task"] in unknown and row["drawn_at"] and not row["void_at"]]
    nowhere = dict(counted.whole.publications.by_site).get(NO_SITE, 0)
    found += [problem("P79", count=nowhere)] if nowhere else []
    return found + _blank_counties(tables[registers.COUNTIES.name], counted)


def _blank_counties(table: Table, counted: Figures) -> list[Problem]:
    lines = {_row(source.place) for figure in counted.figures if figure.field == "region" for source in figure.sources}
    return [table.problem("P36", row, key, unit=row["unit"]) for row in table if _row(table.place(row, "unit")) in lines
            for key in ("checked", "published") if row[key] is None]


def trace_path(form: Path) -> Path:
    """Where the trace of a form is written: beside it."""
    return form.with_name(f"{form.stem}-追溯.xlsx")


def annex_path(form: Path) -> Path:
    """Where what did not fit into a form's cells is written: beside it."""
    return form.with_name(f"{form.stem}-附件.xlsx")


def bureau_form_path(output: Path, month: str, suffix: str, *, force: bool = False) -> Path:
    """The bureau's form beside its workbook; where that is new, a name that another consolidation's form does not have."""
    form = output.with_name(f"月报表-汇总-{month}{suffix}")
    return form if force or output.exists() else find_free(form, beside=trace_path)


def write_form(path: Path, *, data: bytes, trace: bytes, annex: bytes) -> list[Path]:
    """Write a form with its trace, and with its annex where it needs one; returns the files.

    The annex and the PDF of an earlier form under this name go, for they would be handed in with this one.  A form that
    could not be filled (b'') leaves what is there.
    """
    if not data:
        return []
    files = {path: data, trace_path(path): trace, annex_path(path): annex}
    for file, content in files.items():
        if content:
            atomic_write(file, content)
    for stale in (*(() if annex else (annex_path(path),)), path.with_suffix(".pdf")):
        if why := remove(stale):
            raise fail("F07", Place(str(stale)), exit_code=3, why=why)
    return [file for file, content in files.items() if content]


def file_stem(*parts: str) -> str:
    """A file's name from its parts; blank ones are left out, and signs that no file name may have."""
    return _NOT_NAME.sub("_", "-".join(part for part in parts if part))


def unit_title(settings: Settings) -> str:
    """单位名称 of the form: the bureau, and the division whose form it is."""
    return settings.unit + (settings.division if settings.level == "处室" else "")


def _facts(counted: Figures, settings: Settings, filled_on: date) -> list[tuple[str, str]]:
    period = counted.period
    return [
        ("单位", unit_title(settings)), ("月份", period.month),
        ("统计期间", f"{period.text}（{settings.period}，首尾两日计入）"), ("报送期限", long_day(period.deadline)),
        ("填表时间", long_day(filled_on)), ("大小项口径", settings.item_reading),
        ("计数规则", "抽查文件按方案日期；抽取和检查事项按抽取时间（作废的轮次不计）；发现问题按检查日期，对象去重；"
                     "公示按公示日期，任务＋对象去重；联合抽查只由发起处室计数；没有计划编号的任务单列为计划外。"),
        ("用途", "本表列出月报表每个数字所依据的行，供核对，不上报。"),
    ]
