"""A summary as a value: sections, figures, shares, progress, and how they are worded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from ssj_xl.domain.monthly import Source
from ssj_xl.domain.period import Period

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


# --- small words of a report: names after a number, parts of a sum ---------------------------------------

SHOWN = 8
"""How many names a sentence has; the listing has all of them."""


def named(names: Iterable[str]) -> str:
    """甲、乙, or the first eight and 等12个, each name once."""
    once = list(dict.fromkeys(name for name in names if name))
    shown = "、".join(once[:SHOWN])
    return shown if len(once) <= SHOWN else f"{shown}等{len(once)}个"


def missing(names: Sequence[str], what: str) -> str:
    """A sentence on what is not there: 2个任务未登记平台任务编号：甲、乙。  '' where nothing is missing."""
    return f"{len(names)}{what}：{named(names)}。" if names else ""


def parts(entries: Iterable[tuple[int, str]], unit: str) -> str:
    """What a number is made of: 已完成1项、执行中3项.  Zeros are left out."""
    return "、".join(f"{name}{count}{unit}" for count, name in entries if count)


def sentences(*texts: str) -> tuple[str, ...]:
    """Paragraphs that say something."""
    return tuple(text for text in texts if text)


# --- shares with two decimals that never claim more than there is ----------------------------------------

def points(ratio: Fraction) -> int:
    """A ratio in hundredths of a percent, rounded half up, but never up to a whole percent that is not reached.

    2.997 % shows as 2.99 %, so that no floor seems met.

    >>> points(Fraction(1, 30)), points(Fraction(2997, 100_000))
    (333, 299)
    """
    exact = ratio * 10_000
    found = int(exact + Fraction(1, 2))
    return found - 1 if found > exact and found % 100 == 0 else found


def percent(ratio: Fraction) -> str:
    """A ratio with two decimals: 3.00%, 3.33%."""
    whole, rest = divmod(points(ratio), 100)
    return f"{whole}.{rest:02}%"


def ratio(part: int, whole: int) -> Fraction | None:
    """part ÷ whole, exact; None where there is nothing to divide by."""
    return Fraction(part, whole) if whole else None


# --- how far tasks are carried out -----------------------------------------------------------------------

@dataclass(frozen=True)
class Carried:
    """What tasks have come to: visits drawn, checked, published, and those still open."""

    drawn: int = 0
    checked: int = 0
    published: int = 0
    to_check: int = 0
    to_publish: int = 0

    @property
    def over(self) -> bool:
        """Whether something was drawn, and everything drawn is checked and published."""
        return self.drawn > 0 and not self.to_check and not self.to_publish


def together(parts: Iterable[Carried]) -> Carried:
    """What several tasks have come to: a visit is of one task, so everything adds up."""
    return Carried(*(sum(values) for values in zip(*map(astuple, (Carried(), *parts)), strict=True)))
