"""A master workbook seen as registers: English keys inside, whatever headers the file has outside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

from ssj_xl.domain.workdays import Calendar
from ssj_xl.domain.world import World
from ssj_xl.gateways.contract import Gateway, Value
from ssj_xl.gateways.safe import doubt
from ssj_xl.office.formats import Percent
from ssj_xl.tables import account, leads
from ssj_xl.tables.cells import as_text, cell_text, read_cell
from ssj_xl.tables.consolidated import SUBMISSIONS, SUBMITTED_DAY, SUBMITTED_MONTH, with_source
from ssj_xl.tables.defaults import default_of
from ssj_xl.tables.grid import Grid
from ssj_xl.tables.normalising import PARTED, locate_columns, normalise
from ssj_xl.tables.problems import Place, Problem, UserError, errors, fail, problem
from ssj_xl.tables.records import ACCOUNT, BY_NAME, LOG
from ssj_xl.tables.registers import HOLIDAYS
from ssj_xl.tables.settings import SCHEMA, SCHEMA_NAME, SETTINGS, SHEET, Settings
from ssj_xl.tables.spec import Column, Kind, Register, TableSpec
from ssj_xl.tables.table import R, Row, Table, TableOf

_SCHEMA = Column("schema", SCHEMA_NAME, Kind.INT)
_DAY = Column("filled_on", SUBMITTED_DAY, Kind.DATE)

if TYPE_CHECKING:
    from ssj_xl.domain.counts import Counted, Standing


class Book:
    """One workbook through one gateway.  Tables are read and normalised once; after a write what it changed is, again.

    before_commit: what is done before each save; reasons: by code of a plan, what an act says in 变更记录 of the change that it makes.

    Raises UserError F31 (exit code 3) where the workbook has a later layout than this program knows.
    """

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self._tables: dict[str, Table] = {}
        self._written: dict[str, Table] = {}
        self._added: list[str] = []
        self.appended: dict[str, int] = {}
        """How many rows were appended to each register."""
        self._parted: list[Problem] = []
        self._account_day: date | None = None
        self.before_commit: Callable[[], None] | None = None
        self.reasons: dict[str, dict[str, Any]] = {}
        schema = read_cell(gateway.names().get(SCHEMA_NAME), _SCHEMA).value  # type: ignore[arg-type]
        if isinstance(schema, int) and schema > SCHEMA:
            raise fail("F31", Place(gateway.path), exit_code=3, found=schema, known=SCHEMA)

    @classmethod
    def for_act(cls, gateway: Gateway) -> Book:
        """A workbook in which an act is to write.  What was made before columns existed has them from then on.

        Raises UserError F31, K29, K30 where no act may write.
        """
        book = cls(gateway)
        book.refuse_acts()
        for spec in BY_NAME.values():
            if any(column.dispensable for column in spec.columns) and book.has(spec):
                book._complete(spec)
        return book

    def _complete(self, spec: TableSpec) -> None:
        """Add the columns that a register lacks since it is older than they are, or since somebody took away what is only shown.

        A register that cannot be read, or lacks more than that, is left to whoever asks for it.
        """
        try:
            found, problems = locate_columns(self.gateway.table(spec.name), spec)
            missing = [column for column in spec.columns if column.key not in found and column.dispensable]
            if not missing or errors(problems):
                return
            before = self.read(spec)
            self.gateway.widen(spec.name, [column.header for column in missing])
        except UserError as error:
            for one in error.problems:
                if one.code == "F63":
                    doubt(one)
            return
        self._forget(spec)
        values = ((row, {c.key: row[c.key] or default_of(spec.name, c.key, row) for c in missing}) for row in before)
        self.replace(spec, [(row, filled) for row, filled in values if any(filled.values())])
        self._added.append(f"“{spec.name}”的{'、'.join(column.header for column in missing)}")
        self._parted += [one for one in before.problems if one.code == PARTED]

    @property
    def path(self) -> str:
        """Where the workbook lives."""
        return self.gateway.path

    def has(self, spec: TableSpec) -> bool:
        """Whether the workbook has this table at all."""
        return self.gateway.has(spec.name)

    @cached_property
    def consolidated(self) -> bool:
        """Whether consolidation made it: every report works on it, with the source of each row, and no act writes in it."""
        return self.has(SUBMISSIONS)

    @cached_property
    def submitted(self) -> str:
        """The month for which a 报送件 was made; '' for every other workbook."""
        return as_text(self.gateway.names().get(SUBMITTED_MONTH))  # type: ignore[arg-type]

    @property
    def filled_on(self) -> date | None:
        """填报日期 of a 报送件, as far as it says one."""
        found = read_cell(self.gateway.names().get(SUBMITTED_DAY), _DAY).value  # type: ignore[arg-type]
        return found if isinstance(found, date) else None

    def refuse_acts(self) -> None:
        """Raise UserError where acts must not write: K29 in a consolidated workbook, K30 in a 报送件.

        The next consolidation would drop what was written there without a word.
        """
        if self.consolidated:
            raise fail("K29", Place(self.path))
        if self.submitted:
            raise fail("K30", Place(self.path))

    @overload
    def read(self, spec: Register[R]) -> TableOf[R]: ...

    @overload
    def read(self, spec: TableSpec) -> Table: ...

    def read(self, spec: TableSpec) -> Table:
        """One register, normalised; an empty one where it is `later` than the workbook.  Raises UserError F09 where the table is missing."""
        return self._read(spec)

    def _read(self, spec: TableSpec) -> Table:
        if spec.name not in self._tables:
            wanted = with_source(spec) if self.consolidated else spec
            table = self._tables[spec.name] = normalise(self._grid(wanted), wanted, self._written.pop(spec.name, None))
            for column in spec.columns:
                if column.copies:
                    self._copy(column, table)
        return self._tables[spec.name]

    def _grid(self, spec: TableSpec) -> Grid:
        """The cells of a register; none where it is `later` than the workbook.  One that is there and cannot be read is no blank one."""
        try:
            return self.gateway.table(spec.name)
        except UserError as error:
            if not spec.later or {found.code for found in error.problems} != {"F09"}:
                raise
            return Grid(spec.name, tuple(column.header for column in spec.columns), (), self.path, spec.name)

    def _copy(self, column: Column, table: Table) -> None:
        """Fill a column that only repeats another register's, where the workbook has lost it or a cell of it is blank."""
        blank = [row for row in (*table.rows, *table.waiting) if not row[column.key]]
        key, _, of = column.copies.partition(" ")
        name, _, copied = of.partition(".")
        known = self.read(BY_NAME[name]).by("code") if blank and self.gateway.has(name) else {}
        for row in blank:
            row[column.key] = known[row[key]][copied] if row[key] in known else ""

    def read_all(self, specs: Iterable[TableSpec]) -> tuple[dict[str, Table], list[Problem]]:
        """Several registers by name, and a problem F09 for each that is missing."""
        found: dict[str, Table] = {}
        missing: list[Problem] = []
        for spec in specs:
            try:
                found[spec.name] = self.read(spec)
            except UserError as error:
                missing += [found for found in error.problems if found not in missing]
        return found, missing

    def strays(self) -> list[Problem]:
        """What looks like a register and is read for none (F42, F43); a consolidated workbook was made by the program."""
        return [] if self.consolidated else list(self.gateway.strays())

    def settings(self) -> tuple[Settings, list[Problem]]:
        """The parameters, with defaults for blanks and for what is wrong, and the problems of their cells."""
        names, lost = self._parameters()
        values: dict[str, Any] = {}
        problems = [problem("F50", Place(self.path, SHEET), names="、".join(lost))] if lost else []
        for setting in SETTINGS:
            column = setting.column
            raw = next((names[title] for title in column.accepted if title in names), None)
            percent = isinstance(raw, int | float) and raw == 1
            reading = read_cell(raw, column, percent=percent)  # type: ignore[arg-type]
            place = Place(self.path, SHEET, column.header)
            told = [problem(reading.code, place, header=column.header, **dict(reading.params))] if reading.code else []
            problems += told
            if errors(told) or reading.code == "T16":
                continue  # the default stands; a value that was only written oddly is used as it was read
            if reading.value in ("", None):
                if column.required:
                    problems.append(problem("T03", place, header=column.header))
            elif wrong := _setting_problems(column, reading.value, place):
                problems += wrong  # the default stands, as for a cell that cannot be read
            else:
                values[column.key] = reading.value
        return Settings(**values), problems

    def _parameters(self) -> tuple[Mapping[str, object], list[str]]:
        """Raw values by title: of the defined names; where a program dropped one, of the row on 参数 with that title.

        Returns with them the titles of the names that were dropped.
        """
        names = self.gateway.names()
        missing = {setting.column.header for setting in SETTINGS} - names.keys()
        if not missing or not self.gateway.has(SHEET):
            return names, []
        rows = [row for row in self.gateway.table(SHEET).rows if len(row) > 1]
        labelled = {str(row[0] or "").partition("（")[0].strip(): row[1] for row in rows}
        lost = [setting.column.header for setting in SETTINGS if setting.column.header in missing & labelled.keys()]
        return {**names, **{title: labelled[title] for title in lost}}, lost

    def append(self, spec: TableSpec, rows: Iterable[Mapping[str, Any]]) -> None:
        """Add rows given by column key; a column that the workbook lacks (`for_act`) is left out.

        Raises KeyError for a key that the register does not declare, UserError K29 in a bureau workbook.
        """
        self.refuse_acts()
        rows = list(rows)
        if spec.later and not self.has(spec):
            if not rows:
                return
            self.gateway.add(spec.name, [column.header for column in spec.columns])
            self._forget(spec)
            if not spec.hidden:  # a sheet for the program alone comes with the first act of every workbook
                self._added.append(f"工作表“{spec.name}”")
        titles = self._titles(spec)
        self.gateway.append(spec.name, [_outward(row, spec, titles) for row in rows])
        self.appended[spec.name] = self.appended.get(spec.name, 0) + len(rows)
        self._forget(spec)

    def replace(self, spec: TableSpec, changes: Iterable[tuple[Row, Mapping[str, Any]]]) -> None:
        """Put new values (by column key) into rows that were read from this book.  Raises as `append`."""
        self.refuse_acts()
        changes = list(changes)
        if spec.later and not changes:  # the sheet need not be there
            return
        titles = self._titles(spec)
        self.gateway.replace(spec.name, {row.line: _outward(values, spec, titles) for row, values in changes})
        self._forget(spec)

    def put(self, name: str, value: Value) -> None:
        """Put a value into the cell of a defined name.  Raises UserError K29."""
        self.refuse_acts()
        self.gateway.put(name, value)

    def _forget(self, spec: TableSpec) -> None:
        """A register was written into: the next time it is read, with what is known of the rows that stayed."""
        if spec.name in self._tables:
            self._written[spec.name] = self._tables.pop(spec.name)

    def read_anew(self) -> None:
        """Forget what was read: somebody has written past this book into its gateway."""
        self._tables.clear()
        self._written.clear()

    def commit(self) -> None:
        """Save everything at once, or nothing.  检查台账, where there is one, then says what the other registers say."""
        if self.before_commit:
            self.before_commit()
        self.refresh_account()
        self.gateway.show(self._count)
        self.gateway.commit()
        if self._added and self.path:
            for one in (problem("F64", Place(self.path), columns="；".join(self._added)), *self._parted):
                doubt(one)
        self._added, self._parted = [], []

    def refresh_account(self, day: date | None = None, *, anew: bool = False) -> int:
        """Bring 检查台账 into line with what was drawn and checked; returns how many rows that changed.

        day: today; without one the day of the last entry of 操作日志, or the one given before if that is later.  Where a register
        cannot be read nothing is done, nor where there is no 检查台账 yet, unless it is to be made (`anew`).
        """
        from ssj_xl.domain.account.rows import refresh

        if self.consolidated or self.submitted or not (anew or self.has(account.VISITS)):
            return 0
        tables, missing = self.read_all(ACCOUNT)
        if missing or any(errors(table.problems) for table in tables.values()):
            return 0
        log = tables[LOG.name].rows
        known = [self._account_day] if self._account_day else []
        at = self._account_day = day or max([date.fromisoformat(row["at"][:10]) for row in log[-1:]] + known, default=None)
        if not at:
            return 0
        found = refresh(World(tables, self.settings()[0], Calendar.from_rows([]), at))
        if found.changed:
            self.replace(account.VISITS, found.changed)
        if found.added:
            self.append(account.VISITS, found.added)
        if found.leads:
            self.replace(leads.LEADS, [(row, {"checked": day}) for row, day in found.leads])
        return len(found.changed) + len(found.added)

    def _count(self, day: date, standing: Standing) -> Counted | None:
        """What the workbook computes on a day; its 查看日 goes before it."""
        from ssj_xl.domain.counts import COUNTED, sheet_of

        tables, missing = self.read_all(COUNTED)
        settings, _ = self.settings()
        if missing:
            return None
        calendar = Calendar.from_rows(tables[HOLIDAYS.name])
        return sheet_of(World(tables, settings, calendar, settings.view_day or day), standing)

    def _titles(self, spec: TableSpec) -> dict[str, str]:
        """The titles that the columns of a register have here, by key; its rows are not read for them."""
        known = self._tables.get(spec.name)
        grid = known.grid if known else self._grid(spec)
        columns = known.columns if known else locate_columns(grid, spec)[0]
        return {key: grid.header[index] for key, index in columns.items()}


def _setting_problems(column: Any, value: Any, place: Place) -> list[Problem]:
    if column.choices and value not in column.choices:
        return [problem("T10", place, header=column.header, value=value, allowed="、".join(column.choices))]
    if column.low is not None and not column.low <= value <= column.high:
        return [problem("T14", place, header=column.header, value=value, low=column.low, high=column.high)]
    return []


def _outward(row: Mapping[str, Any], spec: TableSpec, titles: Mapping[str, str]) -> dict[str, Value]:
    if unknown := row.keys() - spec.by_key.keys():
        raise KeyError(f"{spec.name} has no column {', '.join(sorted(unknown))}")
    return {titles[key]: _written(value) for key, value in row.items() if key in titles}


def _written(value: Any) -> Value:
    if isinstance(value, Fraction):
        return Percent(value)
    shown = cell_text(value)
    return None if shown == "" else shown
