"""A small invented office on which a draw is carried through: in memory, and as a real workbook file.

Forty law firms in four tiers, six inspectors, two items, two tasks.  `Bureau` holds rows by column key; a test
changes what it is about and opens a book.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ssj_xl.gateways.book import Book
from ssj_xl.gateways.memory import MemoryGateway
from ssj_xl.gateways.opening import working
from ssj_xl.tables import records, registers
from ssj_xl.tables.problems import UserError
from ssj_xl.tables.records import REGISTERS
from ssj_xl.tables.settings import AT_DRAW, SETTING_BY_KEY
from ssj_xl.tables.spec import TableSpec
from ssj_xl.tables.table import Row
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.registers.acting import book_for
from ssj_xl.workflows.rounds.draw import Drawn, draw
from ssj_xl.workflows.rounds.lock import Locked, lock
from ssj_xl.workflows.rounds.match import Matched, match

TASK, OPEN_TASK = "LG-LS-2026-001", "LG-LS-2026-002"
"""The first is drawn by tier, which is private; the second at its own ratio, which is public."""
SOURCE, PUBLIC = "ssq:2026024", "ssq:2026024:01,05,12,19,23,31+07"
"""Of the first attempt; every later one needs a lottery of its own (`source_of`, `public_of`)."""
TIER_SIZES = {"A": 24, "B": 12, "C": 3, "D": 1}
ITEMS = ("LS-01", "LS-02")
INSPECTORS = tuple(f"P0{n}" for n in range(1, 7))


def desk(hour: int = 9, day: int = 2, *, operator: str = "张某", secret: str = "") -> Desk:
    """The desk on a day of March 2026; its secret hangs on the time only."""
    now = datetime(2026, 3, day, hour)
    return Desk(now, operator, lambda: secret or sha256(now.isoformat().encode()).hexdigest())


def _objects() -> list[dict[str, Any]]:
    tiers = [tier for tier, size in TIER_SIZES.items() for _ in range(size)]
    return [
        {"code": f"LS{number:03}", "name": f"第{number:03}律师事务所", "object_type": "律师事务所", "tier": tier,
         "county": "东区" if number % 2 else "西区", "division": "律师处", "status": "正常", "labels": (),
         "phone": f"0399-56000{number:02}"}
        for number, tier in enumerate(tiers, 1)
    ]


def _inspectors() -> list[dict[str, Any]]:
    return [
        {"code": code, "name": f"执法{number}某", "certificate": f"ZF{number:05}", "valid_to": date(2030, 12, 31),
         "division": "律师处", "items": ("全部",), "labels": (), "may_lead": "是" if number <= 3 else "否"}
        for number, code in enumerate(INSPECTORS, 1)
    ]


def _tiers() -> list[dict[str, Any]]:
    rows = (("A", 5, 1), ("B", 10, 2), ("C", 50, 5), ("D", 100, 10))
    return [{"tier": tier, "ratio": Fraction(percent, 100), "lots": lots, "default": "是" if tier == "B" else "否"}
            for tier, percent, lots in rows]


def _task(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "platform": f"HB{code}", "name": "律师事务所抽查", "division": "律师处", "items": ITEMS,
            "object_type": (), "county": (), "pool_division": (), "labels": (), "people_labels": (), "start": date(2026, 3, 1),
            "end": date(2026, 3, 31), "method": "分级比例", "reserve": 1, "team": 2, "witness": "见证人乙", "state": "筹备", **more}


def _rows() -> dict[str, list[dict[str, Any]]]:
    items = [{"code": code, "major": "执业监督", "minor": code, "item_class": "一般检查事项", "object_type": "律师事务所",
              "basis": "律师法", "valid_from": date(2020, 1, 1), "people_labels": ()} for code in ITEMS]
    recusals = [{"inspector": "P01", "object": "LS001", "why": "配偶在该所任职"}]
    tasks = [_task(TASK), _task(OPEN_TASK, ratio=Fraction(10, 100), method="等比例")]
    given = {registers.TIERS: _tiers(), registers.ITEMS: items, registers.OBJECTS: _objects(),
             registers.INSPECTORS: _inspectors(), registers.RECUSALS: recusals, registers.TASKS: tasks}
    return {spec.name: rows for spec, rows in given.items()}


_BUILT: dict[str, bytes] = {}


@dataclass
class Bureau:
    """The office.  rows: by table name, dicts by column key; settings: parameters by key."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=_rows)
    settings: dict[str, Any] = field(default_factory=lambda: {
        "unit": "栾谷县司法局", "unit_code": "LG", "division": "律师处", "division_code": "LS", "year": 2026, "list_when": AT_DRAW})

    def __getitem__(self, spec: TableSpec) -> list[dict[str, Any]]:
        return self.rows.setdefault(spec.name, [])

    def change(self, spec: TableSpec, code: str, **values: Any) -> Bureau:
        """Other values in the row of a code."""
        next(row for row in self[spec] if row["code"] == code).update(values)
        return self

    def add(self, spec: TableSpec, **values: Any) -> Bureau:
        """One more row."""
        self[spec].append(values)
        return self

    def reordered(self, order: Callable[[list[Any]], list[Any]]) -> Bureau:
        """The same office with the rows of every table in another order."""
        return Bureau({name: order(list(rows)) for name, rows in self.rows.items()}, dict(self.settings))

    def gateway(self) -> MemoryGateway:
        """The workbook in memory."""
        names = {SETTING_BY_KEY[key].column.header: value for key, value in self.settings.items()}
        found = MemoryGateway({spec.name: ([c.header for c in spec.columns], []) for spec in REGISTERS}, names)
        book = Book(found)
        for spec in REGISTERS:
            book.append(spec, self.rows.get(spec.name, []))
        return found

    def book(self) -> Book:
        """A book on the workbook in memory."""
        return Book(self.gateway())

    def file(self, folder: Path) -> Path:
        """The workbook as a file; the same office is built once a process."""
        path = folder / "主台账.xlsx"
        rows = {spec.name: self.rows[spec.name] for spec in REGISTERS if spec.name in self.rows}
        told = repr((self.settings, rows))
        if told not in _BUILT:
            from ssj_xl.build import master

            _BUILT[told] = master.content(settings=self.settings, rows=deepcopy(rows), spare=5)
        path.write_bytes(_BUILT[told])
        return path


@contextlib.contextmanager
def opened(path: Path, at: Desk, act: str = "") -> Iterator[Book]:
    """A workbook file locked for one act.  act: its name, where changes before and by it are to be noted."""
    with working(path, reason="试", now=at.now) as gateway:
        yield book_for(gateway, act, at) if act else Book.for_act(gateway)


@contextlib.contextmanager
def refused(*codes: str) -> Iterator[pytest.ExceptionInfo[UserError]]:
    """The act is refused with exactly these problems (each once or more)."""
    with pytest.raises(UserError) as caught:
        yield caught
    assert {problem.code for problem in caught.value.problems} == set(codes)
    for problem in caught.value.problems:
        assert "{" not in str(problem)


def source_of(attempt: int) -> str:
    """The lottery of an attempt: the first names that of 2026-03-05, the next the one after it."""
    return f"ssq:2026{23 + attempt:03}"


def public_of(attempt: int) -> str:
    """The result of the lottery of an attempt; the numbers are always the same."""
    return f"{source_of(attempt)}:01,05,12,19,23,31+07"


def attempts(book: Book, task: str = TASK) -> int:
    """How many times a task was locked."""
    return len(rows(book, records.DRAWS, task=task))


def locked(book: Book, task: str = TASK, at: Desk | None = None) -> Locked:
    """Lock a task for the lottery of its next attempt."""
    return lock(book, task, source_of(attempts(book, task) + 1), at or desk(9))


def drawn(book: Book, task: str = TASK) -> Drawn:
    """Lock and draw a task."""
    locked(book, task)
    return draw(book, task, public_of(attempts(book, task)), desk(10, 4))


def matched(book: Book, task: str = TASK) -> Matched:
    """Lock, draw and match a task."""
    drawn(book, task)
    return match(book, task, desk(11, 4))


def rows(book: Book, spec: TableSpec, **where: Any) -> list[Row]:
    """Rows of a table that have these values."""
    return [row for row in book.read(spec) if all(row[key] == value for key, value in where.items())]


def cells(book: Book) -> dict[str, Any]:
    """Everything that a workbook holds, to see whether something was written."""
    return {name: deepcopy(book.gateway.table(name).rows) for name in book.gateway.tables()}


def edit(book: Book, spec: TableSpec, where: Mapping[str, Any], **values: Any) -> None:
    """Somebody types over cells of the first row that has these values."""
    found = rows(book, spec, **where)
    assert found, "no such row"
    book.replace(spec, [(found[0], values)])


def without(gateway: MemoryGateway, spec: TableSpec, keep: Callable[[Row], bool]) -> Book:
    """Somebody deletes the rows of a table that are not kept."""
    table = Book(gateway).read(spec)
    kept = [table.grid.rows[row.line] for row in table if keep(row)]
    tables = {name: (gateway.table(name).header, gateway.table(name).rows) for name in gateway.tables()}
    tables[spec.name] = (table.grid.header, kept)
    return Book(MemoryGateway(tables, gateway.names(), gateway.path))


def codes(problems: Iterable[Any]) -> set[str]:
    """The codes of problems."""
    return {problem.code for problem in problems}


def chain_is_whole(book: Book) -> bool:
    """Whether 操作日志 verifies, and 抽取记录 notes heads that it contains."""
    from ssj_xl.domain import logchain

    log = book.read(records.LOG).rows
    return not logchain.verify(log) and all(logchain.contains(log, row["log_head"]) for row in book.read(records.DRAWS))
