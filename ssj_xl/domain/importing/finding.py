"""Which columns an incoming list has, and what its words mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from hashlib import sha256
from typing import Any

from ssj_xl.domain.importing.incoming import Incoming
from ssj_xl.domain.importing.names import bare, comparable, folded, same
from ssj_xl.domain.persons import BUILT_IN, Persons
from ssj_xl.tables import registers as r
from ssj_xl.tables.cells import CODE
from ssj_xl.tables.problems import Problem
from ssj_xl.tables.registers import GONE
from ssj_xl.tables.spec import Column, TableSpec
from ssj_xl.tables.table import Row, Table

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Way:
    """Columns by which a row is recognised; `narrowing` are compared too where the row has a value.

    bodies: only for objects that are bodies, since persons share their employer's number.
    exact: a blank in a narrowing column that the file has means a blank in the register.
    """

    keys: tuple[str, ...]
    narrowing: tuple[str, ...] = ()
    bodies: bool = False
    exact: bool = False

    @property
    def key(self) -> str:
        """The column that stands for it in messages."""
        return self.keys[0]


NUMBERS: dict[str, tuple[Way, ...]] = {
    r.OBJECTS.name: (Way(("uscc",), bodies=True), Way(("licence",), ("object_type",))),
    r.INSPECTORS.name: (Way(("certificate",)),),
    r.TASKS.name: (Way(("platform",)),),
}
"""Numbers that belong to one row only."""

NAMES: dict[str, Way] = {
    r.OBJECTS.name: Way(("name",), ("object_type",)),
    r.INSPECTORS.name: Way(("name", "division")),
    r.ITEMS.name: Way(("major", "minor")),
    r.PLANS.name: Way(("year", "name")),
}
"""Names by which a row without code and number is recognised, as long as only one row has them."""

COINAGE = "ZB-"
COINED = {r.OBJECTS.name: ("object_type", "name"), r.INSPECTORS.name: ("division", "name"), r.ITEMS.name: ("major", "minor")}
"""What the code of a row without any number is made of."""


@dataclass(frozen=True)
class Found:
    """The register's row that was meant, and the doubts about that; `target` alone where there is no doubt."""

    target: Row | None = None
    doubts: tuple[Problem, ...] = ()


class Finder:
    """A register, indexed."""

    def __init__(self, register: Table, asked: Asked) -> None:
        self.spec: TableSpec = register.spec
        self.register = register
        self._asked = asked
        self._columns = set(self.spec.by_key)
        self._index: dict[tuple[str, ...], dict[tuple[Any, ...], list[Row]]] = {}
        self._bare: dict[str, list[Row]] = {}
        for row in register if "name" in self._columns else ():
            self._bare.setdefault(bare(str(row["name"])), []).append(row)

    @property
    def has_code(self) -> bool:
        """Whether rows of this register have a code of their own."""
        return self.spec.unique == ("code",)

    @property
    def numbers(self) -> tuple[Way, ...]:
        """Numbers that belong to one row only."""
        return NUMBERS.get(self.spec.name, ())

    @property
    def naming(self) -> Way | None:
        """How a row is recognised by name."""
        return NAMES.get(self.spec.name)

    def find(self, row: Incoming) -> Found:
        """The register's row that a row of the file is."""
        if self._asked.key:
            return self._certain(Way((self._asked.key,)), row)
        if not self.spec.unique:
            return Found(next((old for old in self.register if self.agrees(row, old)), None))
        if not self.has_code:
            return self._certain(Way(self.spec.unique[:1], self.spec.unique[1:], exact=True), row)
        return self._by_code(row) if row.get("code") else self._without_code(row)

    def is_person(self, get: Any) -> bool:
        """Whether an object is a person."""
        return (get("object_type") or "") in self._asked.persons

    def is_distinguishable(self, get: Any, old: Values) -> bool:
        """Whether two rows of one name are two persons: each has a licence, and they differ.

        Two bodies of one name are doubtful even with two numbers: one of the numbers is likely to be wrong.
        """
        return self.is_person(old.get) and bool(get("licence") and old["licence"]) and \
            comparable("licence", get("licence")) != comparable("licence", old["licence"])

    def derived_code(self, row: Incoming) -> str:
        """The code of a new row that has none: a number of its own that can be one, else one made of its names; '' where it has none."""
        person = self.spec is r.OBJECTS and self.is_person(row.get)
        ways: Iterable[str] = ("licence",) if person else ("uscc", "licence", "certificate")
        numbers = [str(comparable("uscc", row.get(key))) for key in ways if row.get(key)]
        made = made_code(*map(str, names)) if (names := self.coined_of(row).values()) else ""
        return next(filter(CODE.fullmatch, numbers), made or next(iter(numbers), ""))

    def coined_of(self, row: Incoming) -> dict[str, Any]:
        """What the code of a row without a number is made of, by header; nothing where none is to be made."""
        keys = COINED.get(self.spec.name, ()) if self._asked.coining or self.spec is r.ITEMS else ()
        return {self.spec.header(key): row.get(key) for key in keys} if keys and all(row.get(key) for key in keys) else {}

    def agrees(self, row: Incoming, old: Row) -> bool:
        """Whether the register's row has every value that the file's has."""
        return all(same(self.spec.by_key[key], value, old[key]) for key, value in row.values.items())

    def line(self, old: Row) -> int:
        """The sheet row of a row of the register."""
        return self.register.grid.top + old.line

    def rows(self, way: Way, row: Incoming) -> list[Row]:
        """Rows of the register that a way leads to; one that is gone only where no other is."""
        if any(_is_blank(row.get(key)) for key in way.keys) or (way.bodies and self.is_person(row.get)):
            return []
        wanted = tuple(comparable(key, row.get(key)) for key in way.keys)
        found = [old for old in self._by(way.keys).get(wanted, []) if not (way.bodies and self.is_person(old.get))]
        for key in way.narrowing:
            value = row.get(key)
            if not _is_blank(value):
                found = [old for old in found if comparable(key, old[key]) == comparable(key, value)]
            elif way.exact and key in row.places:
                found = [old for old in found if _is_blank(old[key])]
        return [old for old in found if not is_gone(old)] or found

    def _by(self, keys: tuple[str, ...]) -> dict[tuple[Any, ...], list[Row]]:
        if keys not in self._index:
            index: dict[tuple[Any, ...], list[Row]] = {}
            for old in self.register:
                index.setdefault(tuple(comparable(key, old[key]) for key in keys), []).append(old)
            self._index[keys] = index
        return self._index[keys]

    def _certain(self, way: Way, row: Incoming) -> Found:
        """The one row of a way; of several, one that agrees with the file, else none of them."""
        found = self.rows(way, row)
        if len(found) < 2:
            return Found(found[0] if found else None)
        if agreeing := [old for old in found if self.agrees(row, old)]:
            return Found(agreeing[0])
        lines = "、".join(str(self.line(old)) for old in found)
        doubt = row.problem("I27", way.key, header=self.spec.header(way.key), value=row.get(way.key),
                            count=len(found), lines=lines)
        return Found(None, (doubt,))

    def _by_code(self, row: Incoming) -> Found:
        found = self._certain(Way(("code",)), row)
        if found.doubts:
            return found
        doubts = [doubt for way in self.numbers for doubt in self._owned_by_another(way, row, found.target)]
        if found.target and not doubts and self._is_another(row, found.target):
            key = self.name_column.key
            doubts.append(row.problem("I17", "code", header=self.spec.header("code"), value=row.get("code"),
                                      line=self.line(found.target), other=found.target[key], name=row.get(key)))
        if found.target or doubts:
            return Found(found.target, tuple(doubts))
        return next(self._namesakes(row), Found())

    def _is_another(self, row: Incoming, old: Row) -> bool:
        """Whether a row of the file has nothing of one of the same code but the code: a serial number, perhaps.

        What both have of names and numbers is compared; one that agrees is enough, and of names alone there must be one.
        """
        naming = [key for key in (self.naming.keys if self.naming else ()) if key not in ("division", "year")]
        pairs = [(key, row.get(key), old[key]) for key in (*naming, *(key for way in self.numbers for key in way.keys))]
        both = [(key, new, before) for key, new, before in pairs if not _is_blank(new) and not _is_blank(before)]
        return any(key in naming for key, _, _ in both) and not any(
            comparable(key, new) == comparable(key, before) for key, new, before in both)

    def _owned_by_another(self, way: Way, row: Incoming, target: Row | None) -> Iterator[Problem]:
        """I24: the number is another row's; a number that the register has already under this code is left alone."""
        value = row.get(way.key)
        if target and comparable(way.key, target[way.key]) == comparable(way.key, value):
            return
        for old in self.rows(way, row):
            if old is not target and not is_gone(old):
                yield row.problem("I24", way.key, header=self.spec.header(way.key), value=value, line=self.line(old),
                                  other=old.get("name", ""), own=old["code"])

    def _without_code(self, row: Incoming) -> Found:
        for way in self.numbers:
            found = self._certain(way, row)
            if found.target or found.doubts:
                return found
        if self.naming:
            found = self._certain(self.naming, row)
            if found.doubts or (found.target and not self._contradicts(row, found.target)):
                return found
        return next(self._namesakes(row), Found())

    def _contradicts(self, row: Incoming, old: Row) -> bool:
        return any(row.get(way.key) and old[way.key] and not same(self.spec.by_key[way.key], row.get(way.key), old[way.key])
                   for way in self.numbers)

    def _namesakes(self, row: Incoming) -> Iterator[Found]:
        """I22, I23: rows in practice of the same or a near-identical name that no number tells apart."""
        for old in self._near(row):
            if not is_gone(old) and not self.is_distinguishable(row.get, old):
                code = "I22" if same(self.name_column, row.get(self.name_column.key), old[self.name_column.key]) else "I23"
                yield Found(old, (row.problem(code, self.name_column.key, name=row.get(self.name_column.key),
                                              line=self.line(old), other=old[self.name_column.key], own=old["code"]),))

    def _near(self, row: Incoming) -> list[Row]:
        if self.spec is not r.OBJECTS:
            return self.rows(self.naming, row) if self.naming else []
        alike = self._bare.get(bare(str(row.get("name"))), []) if row.get("name") else []
        return [old for old in alike if row.get("object_type") in ("", old["object_type"])]

    @property
    def name_column(self) -> Column:
        """The column that names a row for people."""
        return name_column(self.spec)


def name_column(spec: TableSpec) -> Column:
    """The column that names a row of a register for people."""
    naming = NAMES[spec.name].keys if spec.name in NAMES else spec.unique or (spec.columns[0].key,)
    return spec.by_key["name" if "name" in naming else naming[-1]]


def made_code(major: str, minor: str) -> str:
    """The code of a row that has none: 自编 and what its two names give, the same in every file and every office."""
    return f"{COINAGE}{sha256(f'{folded(major)}|{folded(minor)}'.encode()).hexdigest()[:8].upper()}"


def is_gone(row: Values) -> bool:
    """Whether an object is gone, so that its successor may stand beside it."""
    return row.get("status") in GONE


def _is_blank(value: Any) -> bool:
    return value in ("", None, ())


# --- what can become of a row ----------------------------------------------------------------------------

class Outcome(Enum):
    """The classes, in the order in which they are shown."""

    ADDED = "新增"
    CHANGED = "变更"
    SAME = "一致"
    DOUBTFUL = "疑似"
    REJECTED = "退回"


ACCEPTABLE = frozenset(("I16", "I22", "I23", "I26", "I28", "I30", "I55", "I56", "I57", "I60"))
"""Doubts that a person may overrule; a damaged number or two rows that contradict each other are none of them."""


@dataclass(frozen=True)
class Change:
    """One value that the file has otherwise than the register."""

    key: str
    old: Any
    new: Any


@dataclass(frozen=True)
class Asked:
    """What the user asked for.  key: the only column to match by, '' for the usual ones; accepted: sheet rows of
    doubtful rows to be taken all the same; comparing: rows are compared only, so a new one may lack anything;
    coining: a new row that has neither code nor number gets a code made of its name;
    persons: object types that are natural persons."""

    key: str = ""
    accepted: frozenset[int] = frozenset()
    comparing: bool = False
    coining: bool = False
    persons: Persons = BUILT_IN


@dataclass(frozen=True)
class Verdict:
    """A row of the file with its class.

    target: the register's row that it is, or of a doubtful row may be; values: what a new row would be written as;
    reasons: why it is doubtful or rejected; notes: what is to be known though it is neither.
    """

    row: Incoming
    outcome: Outcome
    target: Row | None = None
    changes: tuple[Change, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    reasons: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()

    @property
    def line(self) -> int:
        """Its row in the file's sheet."""
        return self.row.line

    @property
    def acceptable(self) -> bool:
        """Whether a person may overrule its doubts."""
        return self.outcome is Outcome.DOUBTFUL and all(reason.code in ACCEPTABLE for reason in self.reasons)
