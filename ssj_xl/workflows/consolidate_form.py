"""The bureau's form: the city's work from the merged rows, the counties' in row 5 and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ssj_xl.domain.merging import Handed, Merged
from ssj_xl.domain.merging.counties import county_figures, from_workbooks
from ssj_xl.domain.monthly import Figures
from ssj_xl.domain.period import Period
from ssj_xl.tables import records, registers
from ssj_xl.tables.consolidated import COUNTY
from ssj_xl.tables.problems import Problem, UserError
from ssj_xl.tables.settings import Settings
from ssj_xl.tables.table import Row, Table
from ssj_xl.workflows import report
from ssj_xl.workflows.figures import COUNTED, figures

_CITY_ONLY = frozenset(spec.name for spec in (
    registers.PLANS, registers.TASKS, records.DRAWS, records.LOCKED, records.WINNERS, registers.FINDINGS,
    registers.ACTIVITIES))


@dataclass(frozen=True)
class CityFigures:
    """What the bureau's form says, and what has to be said about it."""

    figures: Figures
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class BureauForm:
    """The form and its trace, b'' where it could not be filled; the problems say why."""

    data: bytes = b""
    trace: bytes = b""
    problems: tuple[Problem, ...] = ()


def city_figures(merged: Merged, books: Sequence[Handed], period: Period, *, settings: Settings,
                 handed: Mapping[str, Settings]) -> CityFigures:
    """The figures of the whole bureau.  handed: the parameters of each file, of which 公示网站 is asked for."""
    counties, problems = county_figures(merged.claims[registers.COUNTIES.name],
                                        from_workbooks(merged.claims, books, period), period)
    tables = {spec.name: _city(merged.table(spec), handed) for spec in (*COUNTED, registers.OBJECTS)}
    return CityFigures(figures(tables, replace(settings, division=""), period, counties=counties), tuple(problems))


def fill_form(counted: CityFigures, settings: Settings, *, template: bytes | None, filled_on: date) -> BureauForm:
    """Fill the template; where that cannot be done the form is empty, and the bureau workbook is made all the same."""
    try:
        made = report.form(counted.figures, settings, template=template, filled_on=filled_on)
    except UserError as error:
        return BureauForm(problems=error.problems)
    return BureauForm(made.data, made.trace, made.warnings)


def _city(table: Table, handed: Mapping[str, Settings]) -> Table:
    """The table without the counties' rows where they would be counted, on its rows of the bureau workbook."""
    if table.spec.name not in _CITY_ONLY:
        return table
    rows = [row for row in table if row["source_level"] != COUNTY]
    if table.spec.name == registers.FINDINGS.name:
        rows = [_sited(row, handed) for row in rows]
    return replace(table, rows=rows)


def _sited(row: Row, handed: Mapping[str, Settings]) -> Row:
    """A result whose 公示网站 is blank is on the site of its own division's parameters."""
    site = handed[row["source_file"]].site
    return row if row["site"] or not site else Row({**row, "site": site}, row.line)
