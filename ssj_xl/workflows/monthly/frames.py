"""The registers as frames to count on: normalised values only, every column of objects, so that nothing is guessed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import PurePath
from sys import intern
from typing import TYPE_CHECKING, Any, TypeAlias, overload

from ssj_xl.domain.codes import RESULTS, counted_results, names, problem_results
from ssj_xl.domain.draw.canon import EXCLUDED
from ssj_xl.domain.monthly import NO_SITE, Cells, Figure, Source
from ssj_xl.domain.period import ON_THE_LIST, Period
from ssj_xl.domain.persons import Persons
from ssj_xl.tables import records, registers
from ssj_xl.tables.cells import as_text
from ssj_xl.tables.grid import column_letters
from ssj_xl.tables.problems import Place
from ssj_xl.tables.settings import Settings
from ssj_xl.tables.spec import Register, TableSpec
from ssj_xl.tables.table import R, Row, Table, TableOf

if TYPE_CHECKING:
    from ssj_xl.tables.rows import TaskRow

Frame: TypeAlias = Any
"""A pandas DataFrame (pandas comes without types here)."""

VISIT = ["task", "object"]
_ORIGIN = ("来源文件", "来源行")


@overload
def register(tables: Mapping[str, Table], spec: Register[R]) -> TableOf[R]: ...


@overload
def register(tables: Mapping[str, Table], spec: TableSpec) -> Table: ...


def register(tables: Mapping[str, Table], spec: TableSpec) -> Table:
    """A register; an empty one where it was not given."""
    return tables.get(spec.name) or Table(spec, [])


def frame(table: Table, *keys: str) -> Frame:
    """Columns of a register by key, and `at`: the place of each row in `table.rows`."""
    import pandas

    data = [[*(row[key] for key in keys), at] for at, row in enumerate(table.rows)]
    return pandas.DataFrame(data, columns=[*keys, "at"], dtype=object)


def computed(on: Frame, function: Callable[[Any], Any], key: str) -> Frame:
    """A column of objects: `function` of each value of the column `key`."""
    import pandas

    return pandas.Series([function(value) for value in on[key]], index=on.index, dtype=object)


def filtered(on: Frame, test: Callable[[Any], bool], key: str) -> Frame:
    """The rows whose value of `key` passes a test."""
    import pandas

    return on[pandas.Series([test(value) for value in on[key]], index=on.index, dtype=bool)]


def among(on: Frame, tasks: Iterable[str]) -> Frame:
    """The rows of these tasks."""
    return on[on["task"].isin(set(tasks))]


def sources(table: Table, rows: Iterable[Row], key: str = "") -> tuple[Source, ...]:
    """The cells of a column in these rows, with file and row before consolidation where the table says so."""
    return tuple(cells(table, rows, key))


def cells(table: Table, rows: Iterable[Row], key: str = "") -> Sequence[Source]:
    """The same, as they lie in memory; a text that several figures have is there once."""
    rows = list(rows)
    if any(table.home(row) is not table for row in rows):  # two years, read as one
        return tuple(replace(source, origin=source.origin or _of_last_year(home, table))
                     for row in rows for home in [table.home(row)] for source in cells(home, [row], key))
    at = [table.grid.header.index(title) for title in _ORIGIN if title in table.grid.header]
    kept_in = [table.spec.by_title[title].key for title in _ORIGIN if title in table.spec.by_title]
    column = table.columns.get(key)
    where = Place(table.grid.file, table.grid.sheet, "" if column is None else column_letters(table.grid.left + column))
    return Cells(table.spec.name, where, tuple(table.grid.top + row.line for row in rows), tuple(intern(_about(row)) for row in rows),
                 tuple(intern(_shown(row[own] for own in kept_in) or _origin(table, row, at)) for row in rows))


def _of_last_year(home: Table, table: Table) -> str:
    """The workbook in which a row of another year stands, as a clerk finds it; '' for this year's own."""
    file = PurePath(home.grid.file)
    return "" if home is table else f"上年台账 {file.parent.name}/{file.name}"


def _about(row: Row) -> str:
    """What a row is about, for the reader of a trace: 任务 对象 名称."""
    known = (row.get(key) for key in ("task", "object", "code", "name", "minor", "unit"))
    return " ".join(str(value) for value in known if value)


def _origin(table: Table, row: Row, columns: Iterable[int]) -> str:
    cells = table.grid.rows[row.line] if 0 <= row.line < len(table.grid.rows) else ()
    return _shown(cells[column] for column in columns if column < len(cells))


def _shown(values: Iterable[Any]) -> str:
    return " ".join(as_text(value) for value in values if value not in (None, ""))


@dataclass(frozen=True)
class Ledger:
    """What item 4 is counted from.  Frames, a row each:

    draws: attempts that stand (task, attempt, count, drawn: date, at); winners: objects on their lists
    (task, object, object_type, drawn, at); checks: findings that count as a check (task, object, result, checked, at);
    publications: findings with a 公示日期 (task, object, published, site, at); sizes: (task, attempt) → group → objects.
    """

    tables: Mapping[str, Table]
    draws: Frame
    winners: Frame
    checks: Frame
    publications: Frame
    sizes: Mapping[tuple[str, int], Mapping[str, int]]
    problems: frozenset[str]
    results: tuple[str, ...]

    @cached_property
    def checked_in(self) -> dict[str, list[tuple[str, date]]]:
        """Objects with the days of their checks, by task."""
        found: defaultdict[str, list[tuple[str, date]]] = defaultdict(list)
        for task, code, day in zip(self.checks["task"], self.checks["object"], self.checks["checked"], strict=True):
            found[task].append((code, day))
        return found

    @cached_property
    def left_out(self) -> dict[tuple[str, int], list[Row]]:
        """Rows of 锁定名录 that took no part in the draw, by task and attempt."""
        found: defaultdict[tuple[str, int], list[Row]] = defaultdict(list)
        for row in register(self.tables, records.LOCKED):
            if row["group"] == EXCLUDED:
                found[row["task"], row["attempt"]].append(row)
        return found

    def types(self, winners: Frame, codes: Iterable[str]) -> tuple[str, ...]:
        """Object types of drawn rows and of further objects, each once."""
        objects = {row["code"]: row["object_type"] for row in register(self.tables, registers.OBJECTS)}
        found = [*winners["object_type"], *(objects.get(code, "") for code in codes)]
        return tuple(dict.fromkeys(kind for kind in found if kind))

    def measures(self, types: Iterable[str]) -> tuple[str, ...]:
        """The measure words of object types, each once."""
        known = Persons.of(register(self.tables, registers.CODES))
        return tuple(sorted(set(map(known.measure, types))))


def ledger(tables: Mapping[str, Table], site: str) -> Ledger:
    """The frames of a workbook's registers.  site: where results are published if a row does not say."""
    draws = _standing(register(tables, records.DRAWS))
    codes = register(tables, registers.CODES).rows
    problems = problem_results(codes)
    findings = frame(register(tables, registers.FINDINGS), "task", "object", "item", "result", "checked",
                     "published", "site")
    not_counted = frozenset(names(codes, RESULTS)) - counted_results(codes) - problems
    checks = filtered(filtered(findings, _is_day, "checked"), lambda result: result not in not_counted, "result")
    publications = filtered(findings, _is_day, "published")
    publications = publications.assign(site=computed(publications, lambda own: own or site or NO_SITE, "site"))
    return Ledger(tables, draws, _winners(register(tables, records.WINNERS), draws), checks, publications,
                  _sizes(register(tables, records.LOCKED)), problems, names(codes, RESULTS))


def _is_day(value: Any) -> bool:
    return isinstance(value, date)


def _standing(table: Table) -> Frame:
    """Attempts drawn and not voided, with the day of the draw."""
    rows = frame(table, "task", "attempt", "count", "drawn_at", "void_at")
    rows = rows[(rows["drawn_at"] != "") & (rows["void_at"] == "")]
    return rows.assign(drawn=computed(rows, lambda at: date.fromisoformat(at[:10]), "drawn_at"))


def _winners(table: Table, draws: Frame) -> Frame:
    """Objects on the lists that stand: 抽中 and 递补; a replaced one was not visited."""
    rows = frame(table, "task", "attempt", "object", "object_type", "state")
    rows = rows[rows["state"].isin(ON_THE_LIST)]
    return rows.merge(draws[["task", "attempt", "drawn"]], on=["task", "attempt"]).drop_duplicates(VISIT)


def _sizes(table: Table) -> dict[tuple[str, int], Counter[str]]:
    found: defaultdict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    for row in table:
        found[row["task"], row["attempt"]][row["group"]] += 1
    return dict(found)


def first_of(rows: Frame, key: str) -> Frame:
    """Each visit once, with its earliest day."""
    return rows.sort_values(key, kind="stable").drop_duplicates(VISIT)


@dataclass(frozen=True)
class Month:
    """One set of tasks in one period.  tasks: by code; prefix: stands before every figure's name in the trace."""

    ledger: Ledger
    settings: Settings
    period: Period
    tasks: Mapping[str, TaskRow]
    prefix: str

    def table(self, spec: TableSpec) -> Table:
        """A register."""
        return register(self.ledger.tables, spec)

    def holding(self, rows: Frame, key: str) -> Frame:
        """The rows of these tasks whose day `key` lies in the period."""
        return filtered(among(rows, self.tasks), self.period.holds, key)

    def cells(self, spec: TableSpec, rows: Frame, key: str) -> Sequence[Source]:
        """The cells of the column `key` in the rows of a frame."""
        table = self.table(spec)
        return cells(table, (table.rows[at] for at in rows["at"]), key)

    def figure(self, field: str, what: str, value: object, *, by: Sequence[Source] = (), note: str = "") -> Figure:
        """A figure of this set of tasks."""
        return Figure(field, self.prefix + what, str(value), by, note)
