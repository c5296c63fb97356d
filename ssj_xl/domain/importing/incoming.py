"""Rows of a file as values of a register's columns, with what is wrong or doubtful about each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ssj_xl.domain.importing.names import is_persons_name, person
from ssj_xl.domain.persons import BUILT_IN, Persons
from ssj_xl.domain.pool import ended_in_name
from ssj_xl.domain.uscc import is_valid
from ssj_xl.tables import registers
from ssj_xl.tables.problems import Place, Problem, problem
from ssj_xl.tables.spec import Column, Kind
from ssj_xl.tables.table import Row, Table

_LEFT_OUT = frozenset(("T01", "T03"))
"""A column or value that is lacking says nothing about a row that the register has already."""
DOUBTFUL = frozenset(("I12", "I16", "I55"))
"""Notes on how a file was read, of a cell or a row, that make the row doubtful: no value of a formula; a record of another width; lost characters."""
_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+\d+")
_DIGITS = 15
_TELLING = 6
"""Numbers of so many digits are as long as each other in one list; serial numbers are not."""
_NUMBERED = (Kind.CODE, Kind.ID)


@dataclass(frozen=True)
class Incoming:
    """A row of the file.

    line: its 1-based sheet row; values: what it says, by column key, blanks left out; defaults: what the user sets
    for rows that do not say; places: its cells by key, '' the whole row.
    faults: why it cannot be taken; doubts: why somebody must look; notes: how it was read.
    """

    line: int
    values: Mapping[str, Any]
    defaults: Mapping[str, Any] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    faults: tuple[Problem, ...] = ()
    doubts: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()

    def get(self, key: str) -> Any:
        """A value, or what was set for it, or ''."""
        return self.values.get(key, self.defaults.get(key, ""))

    def problem(self, code: str, key: str = "", **params: object) -> Problem:
        """A problem at one of its cells, or of the row."""
        place = self.places.get(key) or self.places.get("", Place())
        return problem(code, place, **params)


@dataclass(frozen=True)
class Terms:
    """On what terms rows are read.

    defaults: values for columns where a row has none; allowed: column key → values of its list;
    seen: what was noted of cells and rows of the file, and makes a row doubtful (`DOUBTFUL`);
    persons: object types that are natural persons.
    """

    defaults: Mapping[str, Any] = field(default_factory=dict)
    allowed: Mapping[str, Collection[str]] = field(default_factory=dict)
    seen: Sequence[Problem] = ()
    persons: Persons = BUILT_IN


def incoming_rows(table: Table, register: Table, terms: Terms) -> list[Incoming]:
    """The rows of a normalised foreign table; `register` proves which numbers lost zeros in front."""
    reader = _Reader(table, register, terms)
    return [reader.read(row) for row in table]


class _Reader:
    def __init__(self, table: Table, register: Table, terms: Terms) -> None:
        self._table = table
        self._terms = terms
        self._columns = [column for column in table.spec.columns if column.key in table.columns]
        self._problems: dict[Place, list[Problem]] = {}
        for found in (*table.problems, *terms.seen):
            self._problems.setdefault(found.place, []).append(found)
        self._usual = {c.key: _usual_length(table, c.key) for c in self._columns if c.kind is Kind.ID}
        self._known = {c.key: _padded(register, c.key) for c in self._columns if c.kind in _NUMBERED}

    def read(self, row: Row) -> Incoming:
        """One row."""
        pile = _Pile()
        pile.doubts += [one for one in self._problems.get(self._table.place(row), ()) if one.code in DOUBTFUL]
        values: dict[str, Any] = {}
        for column in self._columns:
            value = self._value(column, row, pile)
            if self._names_a_person(column, row) and isinstance(value, str):
                value = _person(column, value, pile)
                if column.key == "name" and value and not is_persons_name(value):
                    pile.doubts.append(problem("I56", self._table.place(row, column.key), name=value))
            if value not in ("", None, ()):
                values[column.key] = value
        self._ended(row, values, pile)
        places = {"": self._table.place(row), **{c.key: self._table.place(row, c.key) for c in self._columns}}
        return Incoming(self._table.grid.top + row.line, values, self._terms.defaults, places,
                        tuple(pile.faults), tuple(pile.doubts), tuple(pile.notes))

    def _ended(self, row: Row, values: Mapping[str, Any], pile: _Pile) -> None:
        """I60: an object that is no more by its name, and in practice by its status."""
        status = str(values.get("status") or self._terms.defaults.get("status", ""))
        name = str(values.get("name", ""))
        if self._table.spec is registers.OBJECTS and (told := ended_in_name(name, status)):
            pile.doubts.append(problem("I60", self._table.place(row, "name"), name=name, told=told, status=status))

    def _value(self, column: Column, row: Row, pile: _Pile) -> Any:
        value, place = row[column.key], self._table.place(row, column.key)
        found = self._problems.get(place, [])
        if any(one.code == "T04" for one in found) or (column.kind in _NUMBERED and _SCIENTIFIC.fullmatch(str(value))):
            pile.doubts.append(problem("I20", place, header=column.header, value=value))
            return None
        for one in found:
            if one.code == "T17" and (whole := self._known.get(column.key, {}).get(str(value))):
                pile.notes.append(problem("I21", place, header=column.header, value=value, read=whole))
                value = whole
            else:
                pile.take(one)
                if one.code == "T17" and len(str(value)) < self._usual.get(column.key, 0):
                    pile.doubts.append(problem("I57", place, header=column.header, value=value, length=len(str(value)), usual=self._usual[column.key]))
        if column.kind is Kind.ID and _looks_cut(str(value)):
            count = len(str(value))
            pile.notes.append(problem("I29", place, header=column.header, value=value, count=count))
        self._check_choice(column, value, place, pile)
        return value

    def _check_choice(self, column: Column, value: Any, place: Place, pile: _Pile) -> None:
        allowed = self._terms.allowed.get(column.key)
        given = value if isinstance(value, tuple) else (value,) if value else ()
        if allowed and (wrong := [one for one in given if one not in allowed]):
            pile.faults.append(problem("T10", place, header=column.header, value="、".join(wrong),
                                       allowed="、".join(allowed), words=tuple(wrong)))

    def _names_a_person(self, column: Column, row: Row) -> bool:
        """Whether the column holds a person's name; a firm's name keeps the blanks inside it."""
        if self._table.spec is registers.OBJECTS:
            return column.key == "head" or (column.key == "name" and self._is_person(row))
        return self._table.spec is registers.INSPECTORS and column.key == "name"

    def _is_person(self, row: Row) -> bool:
        return (row["object_type"] or self._terms.defaults.get("object_type", "")) in self._terms.persons


class _Pile:
    """The problems of one row, as faults, doubts and notes."""

    def __init__(self) -> None:
        self.faults: list[Problem] = []
        self.doubts: list[Problem] = []
        self.notes: list[Problem] = []

    def take(self, found: Problem) -> None:
        """Put a problem of reading where it belongs: an error makes the row unfit, a warning is noted."""
        if found.code == "T16":
            header, value = found.params["header"], found.params["value"]
            self.doubts.append(problem("I30", found.place, header=header, value=value))
        elif found.code in DOUBTFUL:
            self.doubts.append(found)
        elif found.code not in _LEFT_OUT:
            (self.faults if found.severity == "error" else self.notes).append(found)


def _person(column: Column, value: str, pile: _Pile) -> str:
    """A person's name without blanks inside, and a note (T11) that says what was read."""
    read = person(value)
    noted = [note for note in pile.notes if note.code == "T11" and note.params["header"] == column.header]
    raw, place = (noted[0].params["value"], noted[0].place) if noted else (value, None)
    pile.notes = [note for note in pile.notes if note not in noted]
    if noted and place:
        pile.notes.append(problem("T11", place, header=column.header, value=raw, read=read))
    return read


def _padded(register: Table, key: str) -> dict[str, str]:
    """The register's codes with zeros in front, by the number that Excel makes of them; ambiguous ones left out."""
    codes = {str(row[key]) for row in register}
    found: dict[str, list[str]] = {}
    for code in sorted(codes):
        if code.startswith("0") and code.isdigit():
            found.setdefault(code.lstrip("0"), []).append(code)
    return {short: whole[0] for short, whole in found.items() if len(whole) == 1 and short not in codes}


def _usual_length(table: Table, key: str) -> int:
    """How many digits most numbers of a column have; 0 where they vary or are short."""
    lengths = Counter(len(text) for row in table if (text := str(row[key])).isdigit())
    length, count = lengths.most_common(1)[0] if lengths else (0, 0)
    return length if count * 2 > lengths.total() and length >= _TELLING else 0


def _looks_cut(text: str) -> bool:
    """Whether everything after the 15 digits that Excel keeps is zeros."""
    return len(text) > _DIGITS and text.isdigit() and not text[_DIGITS:].strip("0") and not is_valid(text)
