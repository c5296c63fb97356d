"""The import carried out on a draft: a row that would make the register wrong is rejected before anything is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ssj_xl.domain.checks import check
from ssj_xl.domain.importing import Outcome, Verdict
from ssj_xl.domain.workdays import Calendar
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.memory import MemoryGateway
from ssj_xl.tables import registers
from ssj_xl.tables.problems import Place, Problem
from ssj_xl.tables.records import REGISTERS
from ssj_xl.tables.spec import TableSpec
from ssj_xl.tables.table import normalise

_ROUNDS = 8
_BELOW = "F12"
"""Rows below the Excel Table: so it is in the draft only, the file's table grows."""


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
             if _mark(found) not in known.marks and found.code != _BELOW]
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
    found = re.match(r"[A-Z]*(\d+)", place.cell) if place.sheet == spec.name else None
    return int(found[1]) if found else 0


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
