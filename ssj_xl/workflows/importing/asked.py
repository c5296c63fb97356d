"""What is asked before an import, and the trial of it on a copy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from ssj_xl.domain.checks import check
from ssj_xl.domain.importing import Outcome, Verdict
from ssj_xl.domain.workdays import Calendar
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.foreign import Foreign
from ssj_xl.gateways.memory import MemoryGateway
from ssj_xl.tables import registers
from ssj_xl.tables.catalogue import CATALOGUE
from ssj_xl.tables.cells import is_blank, read_cell, split_list
from ssj_xl.tables.grid import Raw
from ssj_xl.tables.headers import titles_of
from ssj_xl.tables.likeness import fold_word
from ssj_xl.tables.normalising import OWN_SHAPE, locate_columns, normalise
from ssj_xl.tables.problems import Place, Problem, UserError, fail, problem
from ssj_xl.tables.records import IMPORTED, REGISTERS
from ssj_xl.tables.spec import Column, Kind, TableSpec
from ssj_xl.workflows.desk.remembered import Readings


@dataclass(frozen=True)
class Request:
    """What is to be imported.

    table: name of the register; file, sheet: where the list is; sets: 列=值 for rows that do not say;
    maps: 外部列=列 (or 外部列= to leave a column out); words: 列:原值=新值; key: the only column to match by;
    accept: sheet rows of doubtful rows to be taken all the same; coin: whether rows without code and number get a code made
    of their name; today: the day on which the result is checked.
    """

    table: str
    file: Path
    today: date
    sheet: str = ""
    sets: tuple[str, ...] = ()
    maps: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    key: str = ""
    accept: frozenset[int] = frozenset()
    coin: bool = False


@dataclass(frozen=True)
class Wishes:
    """The request in column keys.  words: column key → value of the file, folded → value of the register."""

    spec: TableSpec
    defaults: Mapping[str, Any] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    key: str = ""

    @property
    def readings(self) -> Readings:
        """What is worth remembering of it: how columns and words are read, not what is set for one file."""
        return Readings(self.renamed, {self.spec.header(key): words for key, words in self.words.items()})

    def after(self, before: Readings) -> Wishes:
        """The wishes with the words that were answered before, where nothing else is wished now."""
        keys = {column.header: column.key for column in self.spec.columns}
        known = {keys[title]: words for title, words in before.words.items()}
        return replace(self, words={key: {**known.get(key, {}), **self.words.get(key, {})} for key in {**known, **self.words}})


def wishes(asked: Request) -> Wishes:
    """Make out a request.  Raises UserError I40–I43 with everything that cannot be made out."""
    spec = next((one for one in IMPORTED if one.name == asked.table.strip()), None)
    if spec is None:
        raise fail("I40", exit_code=2, value=asked.table, known="、".join(one.name for one in IMPORTED))
    parser = _Parser(spec)
    found = Wishes(spec, parser.defaults(asked.sets), parser.renamed(asked.maps), parser.words(asked.words),
                   parser.key(asked.key))
    if parser.problems:
        raise UserError(parser.problems, exit_code=2)
    return found


_WORD = "状态:存续=正常"


class _Parser:
    def __init__(self, spec: TableSpec) -> None:
        self._spec = spec
        self.problems: list[Problem] = []

    def defaults(self, texts: Iterable[str]) -> dict[str, Any]:
        """--set 列=值."""
        found: dict[str, Any] = {}
        for title, value in self._pairs("--set", texts, "列=值", "对象类型=律师事务所"):
            column = self._column(title)
            if column and (read := self._read(column, value)) not in ("", None, ()):
                found[column.key] = read
        return found

    def renamed(self, texts: Iterable[str]) -> dict[str, str]:
        """--map 外部列=列."""
        found: dict[str, str] = {}
        for title, own in self._pairs("--map", texts, "外部列=列", "律所全称=对象名称"):
            column = self._column(own) if own else None
            found[title] = column.header if column else ""
        return found

    def words(self, texts: Iterable[str]) -> dict[str, dict[str, str]]:
        """--value 列:原值=新值."""
        found: dict[str, dict[str, str]] = {}
        for left, new in self._pairs("--value", texts, "列:原值=新值", _WORD):
            title, colon, old = left.replace("：", ":").partition(":")
            if not colon:
                self.problems.append(problem("I41", option="--value", value=f"{left}={new}", form="列:原值=新值", example=_WORD))
            elif column := self._column(title):
                found.setdefault(column.key, {})[fold_word(old)] = new
        return found

    def key(self, title: str) -> str:
        """--key 列."""
        column = self._column(title) if title.strip() else None
        return column.key if column else ""

    def _pairs(self, option: str, texts: Iterable[str], form: str, example: str) -> Iterable[tuple[str, str]]:
        for text in texts:
            left, equals, right = text.replace("＝", "=").partition("=")
            if equals and left.strip():
                yield left.strip(), right.strip()
            else:
                self.problems.append(problem("I41", option=option, value=text, form=form, example=example))

    def _column(self, title: str) -> Column | None:
        column = titles_of(self._spec).column(title)
        if column is None:
            known = "、".join(one.header for one in self._spec.columns)
            self.problems.append(problem("I42", table=self._spec.name, value=title, known=known))
        return column

    def _read(self, column: Column, text: str) -> Any:
        """The value of a --set; what a cell may hold with a warning is fine here."""
        reading = read_cell(text, column)
        if not reading.code or CATALOGUE[reading.code].severity == "warning":
            return reading.value
        wrong = Problem(reading.code, {"header": column.header, **dict(reading.params)})
        self.problems.append(problem("I43", header=column.header, value=text, why=wrong.text, remedy=wrong.remedy))
        return None


Spoken = Mapping[tuple[str, str, str], int]
"""Header, word of the file, word of the register → in how many cells the one was taken for the other."""


def reworded(foreign: Foreign, asked: Wishes) -> tuple[Foreign, Spoken]:
    """The list with the words of the file replaced by those of the register, and how often each was."""
    columns, _ = locate_columns(foreign.grid, asked.spec)
    places = {columns[key]: asked.spec.by_key[key] for key in asked.words if key in columns}
    spoken = Counter[tuple[str, str, str]]()

    def read(column: Column | None, cell: Raw) -> Raw:
        if column is None or not isinstance(cell, str) or is_blank(cell):
            return cell
        words = asked.words[column.key]
        parts = (cell,) if fold_word(cell) in words or column.kind is not Kind.LIST else split_list(cell)
        found = [words.get(fold_word(part), part) for part in parts]
        spoken.update((column.header, part, own) for part, own in zip(parts, found, strict=True) if own != part)
        return "、".join(filter(None, found)) if found != list(parts) else cell

    if not places:
        return foreign, spoken
    rows = [[read(places.get(at), cell) for at, cell in enumerate(row)] for row in foreign.grid.rows]
    return replace(foreign, grid=replace(foreign.grid, rows=rows)), spoken


# --- the import carried out on a draft -------------------------------------------------------------------

_ROUNDS = 8


@dataclass(frozen=True)
class Tried:
    """The verdicts after the trial, and errors that the import would make elsewhere in the workbook."""

    verdicts: tuple[Verdict, ...]
    blocking: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Known:
    """What a check of the workbook finds anyway, and the day of the check."""

    today: date
    marks: frozenset[tuple[str, str, str]]


def written(verdicts: Iterable[Verdict], *, update: bool) -> tuple[list[Verdict], list[Verdict]]:
    """The rows that are appended and those that are replaced; changes are written only with `update`."""
    rows = list(verdicts)
    changed = [v for v in rows if v.outcome is Outcome.CHANGED] if update else []
    return [v for v in rows if v.outcome is Outcome.ADDED], changed


def put(book: Book, spec: TableSpec, verdicts: Iterable[Verdict], *, update: bool) -> None:
    """Append and replace; what the file leaves blank, and columns that it does not have, stay as they are."""
    added, changed = written(verdicts, update=update)
    changes = [(verdict.target, _new(verdict)) for verdict in changed if verdict.target is not None]
    if changes:
        book.replace(spec, changes)
    if added:
        book.append(spec, [verdict.values for verdict in added])


def _new(verdict: Verdict) -> Mapping[str, Any]:
    return {change.key: change.new for change in verdict.changes}


def tried(book: Book, spec: TableSpec, verdicts: Iterable[Verdict], *, update: bool, today: date) -> Tried:
    """Reject every row that brings an error into the workbook, and note the warnings that it brings.

    Rows go until no new error is left at a row of the import; errors elsewhere are `blocking`.
    """
    rows = tuple(verdicts)
    known = Known(today, frozenset(_mark(found) for found in _checked(book, today)))
    for _ in range(_ROUNDS):
        fresh, lines = _fresh(book, spec, rows, update=update, known=known)
        errors = [found for found in fresh if found.severity == "error"]
        guilty: dict[int, list[Problem]] = {}
        for found in errors:
            if (line := lines.get(_at(found.place, spec))) is not None:
                guilty.setdefault(line, []).append(found)
        if not guilty:
            return Tried(_noted(rows, spec, fresh, lines), tuple(errors))
        rows = tuple(_rejected(row, guilty[row.line]) if row.line in guilty else row for row in rows)
    return Tried(rows, tuple(errors))


def _fresh(book: Book, spec: TableSpec, rows: tuple[Verdict, ...], *, update: bool,
           known: Known) -> tuple[list[Problem], dict[int, int]]:
    """What a check finds after the import and did not find before; register's row → file's row for what is written."""
    draft = Book(MemoryGateway.copy_of(book.gateway))
    grid = draft.read(spec).grid
    added, changed = written(rows, update=update)
    lines = {grid.top + len(grid.rows) + place: verdict.line for place, verdict in enumerate(added)}
    lines |= {grid.top + verdict.target.line: verdict.line for verdict in changed if verdict.target is not None}
    put(draft, spec, rows, update=update)
    fresh = [found for found in _checked(draft, known.today)
             if _mark(found) not in known.marks and found.code not in OWN_SHAPE]  # so it is in the draft only, the file's table grows
    return fresh, lines


def _checked(book: Book, today: date) -> list[Problem]:
    """Every problem of the registers; a place's sheet is the table's name, so that tables are told apart."""
    tables = {spec.name: normalise(replace(book.gateway.table(spec.name), sheet=spec.name), spec)
              for spec in REGISTERS if book.has(spec)}
    settings, _ = book.settings()
    holidays = tables.get(registers.HOLIDAYS.name)
    return check(tables, settings, calendar=Calendar.from_rows(holidays.rows if holidays else []), today=today)


def _mark(found: Problem) -> tuple[str, str, str]:
    return found.code, found.place.sheet, found.place.cell


def _at(place: Place, spec: TableSpec) -> int:
    """The sheet row of a place in this register; 0 for any other place."""
    return place.row if place.sheet == spec.name else 0


def _rejected(verdict: Verdict, found: Iterable[Problem]) -> Verdict:
    """The row with the errors it would make, at its place in the file, where they are to be mended."""
    reasons = tuple(verdict.row.problem("I36", text=one.text, remedy=one.remedy) for one in found)
    return replace(verdict, outcome=Outcome.REJECTED, reasons=reasons)


def _noted(rows: tuple[Verdict, ...], spec: TableSpec, fresh: Iterable[Problem],
           lines: Mapping[int, int]) -> tuple[Verdict, ...]:
    """The verdicts with the warnings that a check will have about them."""
    warnings: dict[int, list[Problem]] = {}
    for found in fresh:
        at = lines.get(_at(found.place, spec))
        if at is not None and found.severity == "warning":
            warnings.setdefault(at, []).append(found)
    return tuple(_with_notes(row, warnings.get(row.line, ())) for row in rows)


def _with_notes(verdict: Verdict, found: Iterable[Problem]) -> Verdict:
    seen = {(note.code, note.text) for note in verdict.notes}
    more: Iterator[Problem] = (one for one in found if (one.code, one.text) not in seen)
    return replace(verdict, notes=(*verdict.notes, *more))
