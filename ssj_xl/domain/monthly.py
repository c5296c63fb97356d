"""What the monthly form says, as figures: no words yet, and every figure with the rows it was counted from.

A *visit* is one object in one task: an object drawn in two tasks is one object (主体) and two visits (家次).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, overload

from ssj_xl.domain.period import Period
from ssj_xl.tables.problems import Place

NO_SITE = "（未注明网站）"
"""The site of a publication that no row and no parameter names: it is counted, and no form says it."""


@dataclass(frozen=True, slots=True)
class Source:
    """One cell that was counted.  row: what its row is about; origin: file and row before consolidation."""

    table: str
    place: Place
    row: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Cells(Sequence[Source]):
    """The cells of one column that were counted, of a city hundreds of thousands: each is made when it is asked for.

    at: file, sheet and letters of the column ('' for whole rows); lines: their sheet rows; rows, origins: as of `Source`.
    """

    table: str
    at: Place
    lines: tuple[int, ...]
    rows: tuple[str, ...]
    origins: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.lines)

    @overload
    def __getitem__(self, index: int) -> Source: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Source]: ...

    def __getitem__(self, index: int | slice) -> Source | Sequence[Source]:
        if isinstance(index, slice):
            return Cells(self.table, self.at, self.lines[index], self.rows[index], self.origins[index])
        line = self.lines[index]
        cell = f"{self.at.cell}{line}" if self.at.cell else f"{line}:{line}"
        return Source(self.table, Place(self.at.file, self.at.sheet, cell), self.rows[index], self.origins[index])


@dataclass(frozen=True)
class Figure:
    """One number of the form.  field: key of its cell (`tables.form`); what: its name; note: how it is counted."""

    field: str
    what: str
    value: str
    sources: Sequence[Source] = ()
    note: str = ""


@dataclass(frozen=True)
class Activity:
    """A meeting, a document or a training; divisions: those that registered it."""

    day: date
    name: str
    number: str = ""
    people: int | None = None
    content: str = ""
    divisions: tuple[str, ...] = ()


@dataclass(frozen=True)
class SchemeFile:
    """A document that orders one task or several; name '' where the task names none."""

    name: str
    number: str
    tasks: tuple[str, ...]
    division: str = ""


@dataclass(frozen=True)
class TaskDraw:
    """One task's draw.

    listed: the locked list, None where it is not known; excluded: left out of the draw (group X);
    mandatory: checked in any case (group M), among the drawn; checked: of the drawn, by the period's end;
    measures: the measure words of the types of its objects.
    """

    code: str
    name: str
    scope: str
    drawn: int
    listed: int | None = None
    excluded: int = 0
    mandatory: int = 0
    checked: int = 0
    measures: tuple[str, ...] = ()
    division: str = ""
    partners: tuple[str, ...] = ()

    @property
    def pool(self) -> int | None:
        """How many could be drawn: the list less those left out."""
        return None if self.listed is None else self.listed - self.excluded

    @property
    def ratio(self) -> Fraction | None:
        """Drawn ÷ pool, exact; None where the pool is empty or not known."""
        return Fraction(self.drawn, self.pool) if self.pool else None


@dataclass(frozen=True)
class Flow:
    """A running balance: opening + came − went = closing."""

    opening: int = 0
    came: int = 0
    went: int = 0
    closing: int = 0


@dataclass(frozen=True)
class MonthLine:
    """One month of the running balance, in visits: each drawn, checked and published once, on its first day.

    period: its days in words; to_check, to_publish: what is open at its end.
    """

    month: str
    period: str
    drawn: int = 0
    checked: int = 0
    published: int = 0
    to_check: int = 0
    to_publish: int = 0


@dataclass(frozen=True)
class Checks:
    """Checks of the period, in objects; visits: those checked for the first time; again: visits of which other items were checked before it.

    clean: all results entered and none a problem; pending: no problem so far, a result still missing.
    by_result: the problems among the results, each in objects; one object may stand under several.
    """

    objects: int = 0
    visits: int = 0
    clean: int = 0
    pending: int = 0
    problems: int = 0
    by_result: tuple[tuple[str, int], ...] = ()
    again: int = 0


@dataclass(frozen=True)
class Publications:
    """Results published in the period, in visits; by_site: the same by site.

    earlier: of visits checked before the period; again: of visits published in part before it.
    """

    visits: int = 0
    objects: int = 0
    by_site: tuple[tuple[str, int], ...] = ()
    earlier: int = 0
    again: int = 0


@dataclass(frozen=True)
class Conduct:
    """Item 4 of the form for one set of tasks.

    objects, visits: drawn in the period; items: (大项, 小项 …) of the tasks drawn; item_count: 小项 by code;
    carried: checks of visits drawn before the period; unlisted: checks of visits on no list;
    months: the running balance of the year, month by month to this one;
    measures: the measure words of the object types of everything here, what is still open from months before included.
    """

    files: tuple[SchemeFile, ...] = ()
    draws: tuple[TaskDraw, ...] = ()
    objects: int = 0
    visits: int = 0
    items: tuple[tuple[str, tuple[str, ...]], ...] = ()
    item_count: int = 0
    checks: Checks = Checks()
    publications: Publications = Publications()
    to_check: Flow = Flow()
    to_publish: Flow = Flow()
    carried: int = 0
    unlisted: int = 0
    months: tuple[MonthLine, ...] = ()
    measures: tuple[str, ...] = ()

    @property
    def pending(self) -> int:
        """Visits drawn in the period and not checked by its end."""
        return sum(draw.drawn - draw.checked for draw in self.draws)


@dataclass(frozen=True)
class CountyFigure:
    """One county bureau's month: 抽查主体数, 公示数.  blank: which of them nobody knows (checked, published); they are 0."""

    unit: str
    checked: int
    published: int
    note: str = ""
    blank: tuple[str, ...] = ()

    @classmethod
    def added(cls, unit: str, rows: Sequence[Mapping[str, Any]]) -> CountyFigure:
        """The figure of a unit from its rows of 区县开展情况."""
        blank = tuple(key for key in ("checked", "published") if all(row[key] is None for row in rows))
        notes = dict.fromkeys(str(row["note"]).rstrip("。；") for row in rows if row["note"])
        return cls(unit, sum(row["checked"] or 0 for row in rows), sum(row["published"] or 0 for row in rows),
                   "；".join(notes), blank)


@dataclass(frozen=True)
class Joint:
    """A joint task that another division started and counts; this unit took part in it."""

    code: str
    name: str
    division: str


@dataclass(frozen=True)
class Figures:
    """Everything a form says.  planned: tasks of the yearly plan; unplanned: the rest (计划外), named apart; whole: both
    together, in which an object of both is one.

    several: more than one division's work, so that entries say whose they are; figures: the trace.
    """

    period: Period
    meetings: tuple[Activity, ...] = ()
    documents: tuple[Activity, ...] = ()
    trainings: tuple[Activity, ...] = ()
    planned: Conduct = Conduct()
    unplanned: Conduct = Conduct()
    whole: Conduct = Conduct()
    joint: tuple[Joint, ...] = ()
    counties: tuple[CountyFigure, ...] = ()
    several: bool = False
    figures: tuple[Figure, ...] = field(default=(), repr=False)
