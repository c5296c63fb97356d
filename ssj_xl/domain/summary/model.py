"""A report on a period: sections of sentences, facts, listings and charts.  How it is printed is not said here.

Every fact has its definition and the cells it was counted from; every line of a listing has the row it came from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from ssj_xl.domain.monthly import Source
from ssj_xl.domain.period import Period
from ssj_xl.domain.summary.share import percent

Cell: TypeAlias = str | int | date | Fraction | None
"""A value of a listing: a fraction is a share, None a blank."""

INTERNAL = "内部资料"
BLANK = "—"


@dataclass(frozen=True)
class Fact:
    """One number.  value: None where there is nothing to divide by; unit: 项, 家次 …; note: how it is counted."""

    name: str
    value: int | Fraction | None
    unit: str = ""
    note: str = ""
    sources: tuple[Source, ...] = ()

    @property
    def text(self) -> str:
        """The number with its unit: 4项, 2.97%."""
        return shown(self.value) if self.value is None else f"{shown(self.value)}{self.unit}"


@dataclass(frozen=True)
class Listing:
    """A table: the rows that were counted.

    sheet: name of its sheet in the workbook; columns: (title, width in half-width characters); origins: the source
    of each row, or none at all; note: stands below; total: the last row adds up the others; document: whether the
    Word paper has it too, with the columns of these titles (all where `document` is True).
    """

    sheet: str
    title: str
    columns: tuple[tuple[str, int], ...]
    rows: tuple[tuple[Cell, ...], ...] = ()
    origins: tuple[Source, ...] = ()
    note: str = ""
    total: bool = False
    document: bool | tuple[str, ...] = False

    def printed(self) -> Listing:
        """The listing as it stands in the Word paper: only the columns it names, without sources."""
        if isinstance(self.document, bool):
            return replace(self, origins=())
        kept = [at for at, (title, _) in enumerate(self.columns) if title in self.document]
        return replace(self, columns=tuple(self.columns[at] for at in kept), origins=(),
                       rows=tuple(tuple(row[at] for at in kept) for row in self.rows))


@dataclass(frozen=True)
class Chart:
    """Columns, or bars where the names are long.  series: (name, a value for each category); share: values are ratios."""

    title: str
    categories: tuple[str, ...]
    series: tuple[tuple[str, tuple[int | Fraction, ...]], ...]
    bars: bool = False
    share: bool = False

    @property
    def empty(self) -> bool:
        """Whether there is nothing to see."""
        return not self.categories or not any(value for _, values in self.series for value in values)


@dataclass(frozen=True)
class Section:
    """One point of the report.  internal: for the office only, never in a paper that is published."""

    key: str
    title: str
    sentences: tuple[str, ...]
    facts: tuple[Fact, ...] = ()
    listings: tuple[Listing, ...] = ()
    charts: tuple[Chart, ...] = ()
    internal: bool = False


@dataclass(frozen=True)
class Summary:
    """The whole report.  span: the period in words (2021年第一季度); until: the day up to which things are counted.

    to: whom it is addressed to, or ''; public: fit to be published, without anything internal and without sources.
    """

    title: str
    unit: str
    span: str
    period: Period
    until: date
    made_on: date
    opening: str
    sections: tuple[Section, ...]
    definitions: tuple[str, ...] = ()
    to: str = ""
    public: bool = False

    def section(self, key: str) -> Section:
        """The section of a key.  Raises KeyError."""
        return {section.key: section for section in self.sections}[key]

    def listings(self) -> Iterator[tuple[Section, Listing]]:
        """Every listing with its section, in order."""
        return ((section, listing) for section in self.sections for listing in section.listings)

    def charts(self) -> Iterator[tuple[Section, Chart]]:
        """Every chart that shows something, with its section."""
        return ((section, chart) for section in self.sections for chart in section.charts if not chart.empty)


def shown(value: Cell) -> str:
    """A cell as text: shares with two decimals, days as 2021-03-05, — for a number that there is not."""
    if isinstance(value, Fraction):
        return percent(value)
    return BLANK if value is None else value.isoformat() if isinstance(value, date) else str(value)
