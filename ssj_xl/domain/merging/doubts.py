"""Rows of which something has to be decided: only these become claims, where a register has many rows of which nobody else speaks."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from ssj_xl.domain.merging.claims import OF_A_TASK, Claim, Fate, Handed, Source
from ssj_xl.domain.merging.clash import PROOFS, Lost
from ssj_xl.domain.merging.keys import row_key
from ssj_xl.tables import records, registers
from ssj_xl.tables.problems import Problem, errors
from ssj_xl.tables.spec import TableSpec
from ssj_xl.tables.table import Row, Table

_MANY = (registers.OBJECTS, records.LOCKED, records.LOCKED_PEOPLE, records.WINNERS, registers.FINDINGS)
"""Registers that grow with the objects.  Of the others every row is a claim: they are few, and much hangs on them."""


def registers_of(books: Iterable[Handed], spec: TableSpec) -> Iterator[tuple[Source, Table]]:
    """A register in each workbook that has it."""
    return ((source, tables[spec.name]) for source, tables in books if spec.name in tables)


def wrong_headers(table: Table) -> list[Problem]:
    """What is wrong with the header of a table, of which then no row is taken."""
    return [found for found in errors(table.problems) if found.place.row == table.grid.top - 1]


def claimed(books: Sequence[Handed], spec: TableSpec, tasks: Sequence[Claim], lost: Lost) -> list[Claim]:
    """The rows of a register that may have another fate than to be merged, or of which something has to be said, in order.

    tasks: all of 抽查任务, with their fates, for rows that belong to one; lost: as `clash.reject_task_collisions` says.
    """
    if spec not in _MANY:
        return [Claim(source, table, row) for source, table in registers_of(books, spec) for row in table]
    shared = [(mark, twice) for mark in _marks(spec) if (twice := _find_repeated(books, spec, mark))]
    merged = {claim.row["code"] for claim in tasks if claim.fate is Fate.MERGED}
    missing = {claim.row["code"] for claim in tasks} - merged if spec in OF_A_TASK else set[str]()
    found = []
    for source, table in registers_of(books, spec):
        every = bool(source.instead or wrong_headers(table))
        lines = {problem.place.row - table.grid.top for problem in errors(table.problems)}
        gone = missing | {task for file, task in lost if file == source.file and spec in OF_A_TASK}
        if every or lines or gone or shared:
            found += [Claim(source, table, row) for row in table if every or row.line in lines or _is_shared(source, row, shared)
                      or (gone and row["task"] in gone)]
    return found


Mark = Callable[[Source, Row], int | None]


def _marks(spec: TableSpec) -> Iterator[Mark]:
    """What two rows have in common of which one is not merged, or has to be named beside the other; None where a row has no such thing."""
    yield lambda source, row: hash(row_key(spec, source, row))
    for key in PROOFS.get(spec.name, ()):
        yield partial(_proof, key)


def _proof(key: str, _source: Source, row: Row) -> int | None:
    return hash(row[key]) if row[key] else None


def _is_shared(source: Source, row: Row, shared: Iterable[tuple[Mark, Container[int | None]]]) -> bool:
    return any(mark(source, row) in twice for mark, twice in shared)


def _find_repeated(books: Sequence[Handed], spec: TableSpec, mark: Mark) -> set[int]:
    """Marks that several rows have; two that are alike by chance only make two rows claims."""
    seen, twice = set[Any](), set[int]()
    for source, table in registers_of(books, spec):
        for row in table:
            one = mark(source, row)
            if one is not None:
                (twice if one in seen else seen).add(one)
    return twice
