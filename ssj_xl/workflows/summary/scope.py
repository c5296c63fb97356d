"""What a report on a quarter or a year looks at: one workbook's own work up to a day, all that it holds, and what was brought back to that day.

In a bureau workbook (汇总台账) the divisions' rows are the bureau's own work; the counties' stand apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple, overload

from ssj_xl.domain.checks import check
from ssj_xl.domain.monthly import Conduct, Figures, Source
from ssj_xl.domain.period import Period, long_day, standing
from ssj_xl.domain.plans import PlanProgress, is_counted, progress
from ssj_xl.domain.summary.model import Carried, Fact, Listing
from ssj_xl.domain.summary.rewind import Past, Undone, rewind
from ssj_xl.domain.summary.spans import as_of, in_words
from ssj_xl.domain.workdays import Calendar
from ssj_xl.gateways.book import Book
from ssj_xl.tables import records, registers
from ssj_xl.tables.grid import Grid
from ssj_xl.tables.problems import Place, Problem, UserError, errors, problem
from ssj_xl.tables.registers import OBJECTS
from ssj_xl.tables.settings import BUREAU, SHEET, Settings
from ssj_xl.tables.spec import Register, TableSpec
from ssj_xl.tables.table import R, Row, Table, TableOf
from ssj_xl.tables.trace import CHANGES
from ssj_xl.workflows.desk.trace import record_begins
from ssj_xl.workflows.desk.years import with_last_year
from ssj_xl.workflows.monthly.balance import Days, days_of, flows
from ssj_xl.workflows.monthly.conduct import conduct
from ssj_xl.workflows.monthly.figures import COUNTED, cancelled, figures, own_work
from ssj_xl.workflows.monthly.frames import Frame, Ledger, Month, among, filtered, ledger, register, sources
from ssj_xl.workflows.monthly.report import makes_wrong, unsolved

if TYPE_CHECKING:
    from ssj_xl.tables.rows import FindingRow, PlanRow, TaskRow

_OPTIONAL = (registers.HOLIDAYS, registers.TIERS)
_ALSO_COUNTED: Mapping[str, tuple[str, ...]] = {spec.name: keys for spec, keys in {
    registers.PLANS: ("year", "start", "end", "division", "published", "changed", "change_reported",
                      "change_published"),
    registers.TASKS: ("start", "end", "scheme_published", "platform_scheme", "platform_drawn", "platform_people",
                      "platform_published", "archived"),
    registers.FINDINGS: ("entered", "way", "disposal", "disposal_due", "closed", "transferred", "credit_pushed"),
    registers.ACTIVITIES: ("planned",), registers.CODES: ("push", "offsite"),
    registers.OBJECTS: ("code", "object_type", "status", "division"),
}.items()}
_TASK_DAYS: tuple[Literal["start", "scheme_date", "scheme_published", "platform_drawn", "platform_published", "archived"], ...] = (
    "start", "scheme_date", "scheme_published", "platform_drawn", "platform_published", "archived")
_NO_HOLIDAYS, _NOT_LISTED, _LONG_AGO = "R11", "R01", date(2000, 1, 1)


_PRESENT = Past()
_NO_TRACE = Table(CHANGES, [], [], Grid(CHANGES.name, (), ()), {})


class Mark(NamedTuple):
    """A problem of the registers as it stood at the end of the period: its code and the row it is about."""

    code: str
    row: Row


@dataclass(frozen=True)
class Scope:
    """One report's view.

    tables: the unit's own work as it stood at the end of `until`; whole: the counties' rows too; bureau: whether
    divisions and counties are told apart; made_on: the day of the report; past: how the registers were brought back to `until`; trace: 变更记录;
    two_years: whether last year's workbook is counted with this one.
    """

    settings: Settings
    period: Period
    until: date
    made_on: date
    tables: Mapping[str, Table]
    whole: Mapping[str, Table]
    calendar: Calendar
    bureau: bool = False
    past: Past = _PRESENT
    trace: Table = field(default_factory=lambda: _NO_TRACE)
    two_years: bool = False

    @overload
    def table(self, spec: Register[R]) -> TableOf[R]: ...

    @overload
    def table(self, spec: TableSpec) -> Table: ...

    def table(self, spec: TableSpec) -> Table:
        """A register of the unit's own work; an empty one where it was not given."""
        return register(self.tables, spec)

    @property
    def span(self) -> str:
        """The period in words."""
        return in_words(self.period)

    @cached_property
    def ledger(self) -> Ledger:
        """Draws, checks and publications."""
        return ledger(self.tables, self.settings.site)

    @cached_property
    def tasks(self) -> dict[str, TaskRow]:
        """The unit's own tasks by code; cancelled ones, those of other divisions and those that were filed away last year left out."""
        table, new_year = self.table(registers.TASKS), date(self.period.end.year, 1, 1)
        return {row["code"]: row for row in table if is_counted(row, self.settings)
                and (table.home(row) is table or not row["archived"] or row["archived"] >= new_year)}

    @cached_property
    def plans(self) -> list[PlanRow]:
        """The year's own plans; a division that takes part in another's joint plan does not count it."""
        own = self.settings.division if not self.bureau else ""
        return [row for row in self.table(registers.PLANS) if row["year"] == self.period.end.year
                and not (own and row["division"] and row["division"] != own)]

    @cached_property
    def counted(self) -> Figures:
        """The figures of the monthly form, counted for this period."""
        return figures(self.tables, self.settings, _monthly(self.period), counties=())

    @cached_property
    def conduct(self) -> Conduct:
        """All own tasks together."""
        return self.conduct_of(self.tasks.values())

    def conduct_of(self, tasks: Iterable[TaskRow], period: Period | None = None) -> Conduct:
        """Draws, checks and publications of some tasks, in the period or in another one."""
        return conduct(self.ledger, self.settings, _monthly(period or self.period), tasks=list(tasks))[0]

    @cached_property
    def carried(self) -> dict[str, Carried]:
        """What each own task has come to by the end of the period, since it began."""
        since = Period(_LONG_AGO, self.until, "")
        parts = days_of(Month(self.ledger, self.settings, since, self.tasks, "")).by_task()
        return {code: _carried(parts[code], since) if code in parts else Carried() for code in self.tasks}

    @cached_property
    def progress(self) -> dict[str, PlanProgress]:
        """Where each plan stands at the end of the period, by code."""
        tables = (self.table(spec) for spec in (registers.PLANS, registers.TASKS, records.DRAWS, registers.FINDINGS))
        return {found.code: found for found in progress(*tables, today=self.until)}

    @cached_property
    def drawn_at(self) -> dict[str, str]:
        """Task → time of the draw that stands."""
        return {task: row["drawn_at"] for (task, _), row in standing(self.table(records.DRAWS)).items()}

    @cached_property
    def active(self) -> list[TaskRow]:
        """本期开展的任务: something of the task is dated in the period, or its first day is."""
        moved = {row["task"] for row in self.table(registers.FINDINGS)
                 if self.period.holds(row["checked"]) or self.period.holds(row["published"])}
        moved |= {task for task, at in self.drawn_at.items() if self.period.holds(date.fromisoformat(at[:10]))}
        return [row for code, row in self.tasks.items()
                if code in moved or any(self.period.holds(row[key]) for key in _TASK_DAYS)]

    def rows(self, spec: Register[R], frame: Frame) -> list[R]:
        """The rows of own tasks that a frame of the ledger stands for."""
        table = self.table(spec)
        return [table.rows[at] for at in among(frame, self.tasks)["at"]]

    @cached_property
    def checked(self) -> list[FindingRow]:
        """Findings of own tasks that count as checks, with 检查日期 in the period."""
        return self.rows(registers.FINDINGS, filtered(self.ledger.checks, self.period.holds, "checked"))

    @cached_property
    def findings(self) -> list[FindingRow]:
        """All findings of own tasks up to the day."""
        return [row for row in self.table(registers.FINDINGS) if row["task"] in self.tasks]

    def is_problem(self, row: FindingRow) -> bool:
        """Whether a finding is one that 代码表 calls a problem."""
        return row["result"] in self.ledger.problems

    def sources(self, spec: TableSpec, rows: Iterable[Row], key: str = "") -> tuple[Source, ...]:
        """The cells of a column in these rows."""
        return sources(self.table(spec), rows, key)

    def fact(self, name: str, rows: Iterable[Row], *, unit: str, note: str, of: tuple[TableSpec, str]) -> Fact:
        """How many rows there are, with their cells.  of: their table and the column that was looked at."""
        found = list(rows)
        return Fact(name, len(found), unit, note, self.sources(of[0], found, of[1]))

    def object_name(self, code: str) -> str:
        """The name of an object; '' for one that is on no list."""
        return self._names.get(code, "")

    @cached_property
    def _names(self) -> dict[str, str]:
        drawn = {row["object"]: row["name"] for row in self.table(records.WINNERS)}
        return drawn | {row["code"]: row["name"] for row in register(self.whole, registers.OBJECTS)}

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """What `check` finds in the unit's own work as it stood at the end of the period, row by row."""
        at = {_line(table.place(row)): row for table in self.tables.values() for row in table}
        rows = ((item, at.get(_line(item.place))) for item in self._found)
        return tuple(Mark(item.code, row) for item, row in rows if row is not None)

    def marked(self, *codes: str, rows: Iterable[R]) -> list[R]:
        """Those of the rows that have one of these problems."""
        lines = {id(mark.row) for mark in self.marks if mark.code in codes}
        return [row for row in rows if id(row) in lines]

    @cached_property
    def uncounted_years(self) -> tuple[int, ...]:
        """Years whose holidays are not in the table, so that terms in working days are not known."""
        return tuple(sorted({int(str(item.params["year"])) for item in self._found if item.code == _NO_HOLIDAYS}))

    @cached_property
    def _found(self) -> list[Problem]:
        return check(self.tables, self.settings, calendar=self.calendar, today=self.until)


def _line(place: Place) -> tuple[str, str, int]:
    return place.file, place.sheet, place.row


def _carried(days: Days, period: Period) -> Carried:
    drawn, checked, published = (sum(map(period.holds, part.values())) for part in (days.drawn, days.checked, days.published))
    still = flows(days, period)
    return Carried(drawn, checked, published, still["to_check"].closing, still["to_publish"].closing)


def _monthly(period: Period) -> Period:
    """The same days under the name of their last month, which is how the monthly form's figures know a period."""
    return replace(period, month=f"{period.end:%Y-%m}")


def open_scope(book: Book, period: Period, *, made_on: date) -> tuple[Scope, list[Problem]]:
    """Read a workbook for a report, with warnings; what is seen to in last year's workbook counts too, where this one names it.

    Raises UserError with everything at once: F09 a missing table, errors that would make a number wrong, Q03 a period
    outside the workbook's year, Q04 one that has not begun, P40, P41, P43, P44 where 上年台账 is not last year's workbook.
    """
    bureau, both = book.consolidated, with_last_year(book)
    tables, missing = both.read_all(COUNTED)
    # The lists are this year's: what is on them, and what has been changed there since.
    lists, absent = book.read_all([registers.OBJECTS])
    tables, missing = tables | lists, [*missing, *absent]
    tables |= book.read_all(spec for spec in _OPTIONAL if book.has(spec))[0]
    settings, found = book.settings()
    calendar = Calendar.from_rows(register(tables, registers.HOLIDAYS))
    refused = [*missing, *errors(found), *_outside(period, settings, made_on)]
    if not bureau:
        checked = check(tables, settings, calendar=calendar, today=made_on)
        refused += [item for item in errors(checked) if (makes_wrong(item, tables) or _is_counted(item, tables)) and not _names_old_list(item, book)]
    if refused:
        raise UserError(refused)
    until = min(period.end, made_on)
    tables |= both.read_all([records.LOCKED] if both.has(records.LOCKED) else [])[0]
    trace = _NO_TRACE if bureau else book.read_all([CHANGES])[0].get(CHANGES.name, _NO_TRACE)
    then, past = rewind(as_of(tables, until), trace, until, None if bureau else record_begins(book))
    scope = Scope(settings, period, until, made_on, own_work(then), then, calendar, bureau, past, trace, two_years=both is not book)
    return scope, _doubts(scope, book)


def _names_old_list(found: Problem, book: Book) -> bool:
    """Whether a row of last year's workbook names what stands on last year's lists, which are not looked at."""
    return found.code == _NOT_LISTED and found.place.file != book.path


def _is_counted(found: Problem, tables: Mapping[str, Table]) -> bool:
    """Whether an unreadable cell stands in a column that only these reports count."""
    if not found.code.startswith("T"):
        return False
    header = found.params.get("header")
    return any(tables[name].spec.header(key) == header for name, keys in _ALSO_COUNTED.items() for key in keys
               if name in tables and tables[name].grid.sheet == found.place.sheet)


def _outside(period: Period, settings: Settings, made_on: date) -> list[Problem]:
    span, start, end, found = in_words(period), period.start, period.end, []
    if settings.year and settings.year != end.year:
        at = Place(sheet=SHEET, cell="年度")
        found.append(problem("Q03", at, span=span, start=start, end=end, year=settings.year))
    if made_on < start:
        found.append(problem("Q04", span=span, start=start, end=end, day=made_on))
    return found


def _doubts(scope: Scope, book: Book) -> list[Problem]:
    found = [scope.table(registers.TASKS).problem("Q10", row, "state", task=row["code"])
             for row in cancelled(scope.tables, scope.period)]
    if scope.made_on < scope.period.end:
        found.append(problem("Q05", span=scope.span, end=scope.period.end, day=scope.made_on))
    if scope.settings.base_day is None:
        found.append(problem("Q08", Place(book.path, SHEET, "名录基准日")))
    found += [problem("Q09", Place(book.path, registers.HOLIDAYS.name), year=year) for year in scope.uncounted_years]
    return [*found, *unsolved(book)]


def divisions(scope: Scope) -> list[str]:
    """Divisions that have a plan or a task, in the order in which they come; '' for those of nobody."""
    return list(dict.fromkeys(row["division"] for row in (*scope.plans, *scope.tasks.values())))


def is_bureau(scope: Scope) -> bool:
    """Whether several divisions stand in the workbook, so that each is told apart."""
    return scope.bureau or scope.settings.level == BUREAU or len([name for name in divisions(scope) if name]) > 1


PAST = "名录变动"
_COLUMNS = (("表", 12), ("编码", 22), ("名称", 30), ("栏目", 14), ("期末", 18), ("其后", 18), ("发现于", 12))


def past_text(scope: Scope) -> str:
    """As of which day denominators and states are, and how that is known."""
    past, day = scope.past, long_day(scope.until)
    what = "对象的状态、类型、区县、管理处室和名录库，任务的取消和完成"
    if past.since is None:
        return f"{what}：{'汇总台账不带变更记录' if scope.bureau else '还没有“变更记录”'}，取现状。"
    told = f"{what}，照“变更记录”推回到{long_day(max(past.since, scope.until))}（以发现变更的日期为准，推回{len(past.undone)}处）。"
    if not past.reaches(scope.until):
        told += f"变更记录从{long_day(past.since)}开始，{day}至这一天之间的变动没有记录。"
    return told + (f"另有{len(past.unread)}行变更没有写明是哪几个，没有推回。" if past.unread else "")


def past_listings(scope: Scope) -> list[Listing]:
    """名录变动: every cell that was brought back, with the row of 变更记录 that says so; without tiers, and nothing where nothing was."""
    shown = [one for one in scope.past.undone if one.field != OBJECTS.header("tier")]
    if not shown:
        return []
    rows = tuple((one.table, one.code, one.name, one.field, one.then or "（空白）", one.since or "（空白）", one.told["noticed_at"][:10]) for one in shown)
    return [Listing(PAST, "期末以后的变动（照变更记录推回）", _COLUMNS, rows, tuple(_source(scope, one.told) for one in shown),
                    note="统计用“期末”一栏的值；名录库＝现有登记，去掉期末以后新增的，加上期末以后不再在册的。")]


def past_sources(scope: Scope) -> tuple[Source, ...]:
    """The rows of 变更记录 by which the register of the day differs from the one that stands now."""
    told = {id(one.told): one.told for one in scope.past.undone if _is_listed(one)}
    return tuple(_source(scope, row) for row in told.values())


def _is_listed(one: Undone) -> bool:
    return one.table == OBJECTS.name and one.field != OBJECTS.header("tier")


def _source(scope: Scope, row: Row) -> Source:
    return Source(CHANGES.name, scope.trace.place(row, "number"), f"第 {row['number']} 行 {row['name']}", "")
