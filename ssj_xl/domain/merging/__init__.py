"""Consolidation: the rows of many workbooks become one register each, and every row has exactly one fate.

A row is merged, or a duplicate of a row that is kept, or rejected for a reason; `Claim.settle` refuses a second
fate, and `Merged.count` fails where a row has none, so that the three always add up to what was read.

Rows are rejected where reading them found an error, where their table has a wrong header, where a code means two
things (`merging.clash`), and where the task they belong to was not merged.  Of rows with the same key
(`merging.keys`) one is kept: that of the division it belongs to, else the fuller one, else the first.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ssj_xl.domain.merging.claims import Claim, Fate, Handed, Source
from ssj_xl.domain.merging.clash import (
    Lost,
    reject_clashes,
    reject_rows_of_lost_tasks,
    reject_task_collisions,
    same_proof,
)
from ssj_xl.domain.merging.doubts import claimed, registers_of, wrong_headers
from ssj_xl.domain.merging.keys import Owners, contradictions, key_of, preferred
from ssj_xl.tables import registers
from ssj_xl.tables.consolidated import MERGED, with_source
from ssj_xl.tables.grid import Grid
from ssj_xl.tables.packed import PackedRows, Part
from ssj_xl.tables.problems import Problem, errors, problem
from ssj_xl.tables.sparse import Common, blanks
from ssj_xl.tables.spec import TableSpec
from ssj_xl.tables.table import Table

__all__ = ["Claim", "Count", "Fate", "Handed", "Merged", "Source", "merge"]


@dataclass(frozen=True)
class Count:
    """How many rows were read, and what became of them."""

    read: int = 0
    merged: int = 0
    duplicates: int = 0
    rejected: int = 0


@dataclass(frozen=True)
class Merged:
    """What became of every row, by table, and what has to be said about them.

    claims: the rows of which something had to be decided, with their fates; books: every row, of which those that are no claims
    were merged.
    """

    claims: Mapping[str, Sequence[Claim]]
    problems: tuple[Problem, ...]
    books: Sequence[Handed] = ()

    def every(self, spec: TableSpec) -> list[Claim]:
        """The rows of a table with their fates, in the order of files and rows."""
        told = self._lines(spec)
        claims = iter(self.claims.get(spec.name, ()))
        return [next(claims) if row.line in told[id(table)] else Claim.merged(source, table, row)
                for source, table in registers_of(self.books, spec) for row in table]

    def unmerged(self) -> Iterator[Claim]:
        """Every duplicate and every rejected row."""
        return (claim for claims in self.claims.values() for claim in claims if claim.fate is not Fate.MERGED)

    def count(self, file: str = "") -> Count:
        """The sum of all files, or of one.  Raises ArithmeticError where it does not add up: that is a bug."""
        fates = self._fates.get(file, Counter()) if file else sum(self._fates.values(), Counter[Fate | None]())
        found = Count(sum(fates.values()), *(fates[fate] for fate in Fate))
        if found.read != found.merged + found.duplicates + found.rejected:
            raise ArithmeticError(f"{found.read} rows were read, but {found}")
        return found

    @cached_property
    def _fates(self) -> dict[str, Counter[Fate | None]]:
        """How often each fate is in each file."""
        found: defaultdict[str, Counter[Fate | None]] = defaultdict(Counter)
        for claims in self.claims.values():
            for claim in claims:
                found[claim.source.file][claim.fate] += 1
        for spec in MERGED:
            told = self._lines(spec)
            for source, table in registers_of(self.books, spec):
                found[source.file][Fate.MERGED] += len(table) - len(told[id(table)])
        return dict(found)

    def _lines(self, spec: TableSpec, *but: Fate) -> Mapping[int, set[int]]:
        """The lines of a table's claims, by its id.  but: fates of claims that are left out."""
        found: defaultdict[int, set[int]] = defaultdict(set)
        for claim in self.claims.get(spec.name, ()):
            if claim.fate not in but:
                found[id(claim.table)].add(claim.row.line)
        return found

    def table(self, spec: TableSpec) -> Table:
        """A merged register as it stands in the bureau workbook, with the source of each row."""
        wide, parts, line, lost = with_source(spec), list[Part](), 0, self._lines(spec, Fate.MERGED)
        for source, table in registers_of(self.books, spec):
            out = lost[id(table)]
            parts += PackedRows.of(table.rows, blanks(spec)).chosen(out, _rest(wide, source), line, table.grid.top)
            line += len(table) - len(out)
        grid = Grid(spec.name, tuple(column.header for column in wide.columns), (), sheet=spec.name)  # nobody asks for its cells as written
        rows: Any = PackedRows(parts)
        return Table(wide, rows, [], grid, {column.key: place for place, column in enumerate(wide.columns)})


def _rest(wide: TableSpec, source: Source) -> Common:
    """What the rows of one workbook have in common: their blanks, and where they come from."""
    return Common({**blanks(wide), "source_file": source.file, "source_unit": source.title, "source_level": source.level})


def merge(books: Sequence[Handed]) -> Merged:
    """Merge the registers of workbooks, given in the order in which the first goes before the later.

    A book whose `source.instead` names another file is compared with what that file brought, and brings nothing.
    """
    problems = [*_lost_tables(books)]
    tasks = _claims(books, registers.TASKS, (), set())
    collided = reject_task_collisions(_current(tasks), problems)
    claims: dict[str, list[Claim]] = {}
    owners = Owners()
    for spec in _in_order():
        rows = claims[spec.name] = tasks if spec is registers.TASKS else _claims(books, spec, _current(tasks), collided)
        current = {registers.TASKS.name: _current(tasks), spec.name: _current(rows)}
        reject_rows_of_lost_tasks(spec, current, collided, problems)
        reject_clashes(spec, current[spec.name], owners, problems)
        _keep_one_of_each(spec, current[spec.name], owners, problems)
        owners.learn(spec, current[spec.name])
    for spec in MERGED:
        _compare_replaced(claims[spec.name], _current(claims[spec.name]), problems)
    for spec in MERGED:
        problems += same_proof(spec, _current(claims[spec.name]))
    return Merged({spec.name: claims[spec.name] for spec in MERGED}, tuple(problems), books)


def _current(claims: Iterable[Claim]) -> list[Claim]:
    """The rows of workbooks that are used."""
    return [claim for claim in claims if not claim.source.instead]


def _prefer_this_year(claims: Sequence[Claim]) -> None:
    """Of a row that stands in this year's workbook of a unit and in last year's, this year's is kept: it went on there."""
    if not any(claim.source.earlier for claim in claims):
        return
    now = {_in_unit(claim): claim for claim in reversed(claims) if not claim.source.earlier and claim.fate is None}
    for claim in claims:
        kept = now.get(_in_unit(claim))
        if claim.source.earlier and claim.fate is None and kept:
            claim.settle(Fate.DUPLICATE, "上一年的台账也有，以本年的为准。", kept=kept)


def _in_unit(claim: Claim) -> tuple[object, ...]:
    # A task of another name is another one, which has the number of last year's once more: that is a collision.
    return claim.source.title, key_of(claim), claim.row["name"] if claim.table.spec is registers.TASKS else ""


def _in_order() -> list[TableSpec]:
    """Tasks and inspectors first: rows of other tables belong to whom these belong."""
    first = (registers.TASKS, registers.INSPECTORS)
    return [*first, *(spec for spec in MERGED if spec not in first)]


def _lost_tables(books: Sequence[Handed]) -> Iterator[Problem]:
    """K06 for every table whose header is wrong."""
    for spec in MERGED:
        for _, table in registers_of(books, spec):
            if wrong := wrong_headers(table):
                yield problem("K06", wrong[0].place, table=spec.name, headers=_headers(wrong), count=len(table))


def _headers(wrong: Iterable[Problem]) -> str:
    return "、".join(str(found.params["header"]) for found in wrong)


def _claims(books: Sequence[Handed], spec: TableSpec, tasks: Sequence[Claim], lost: Lost) -> list[Claim]:
    """The rows of a register that something has to be decided of; those that could not be read or that went on elsewhere are decided."""
    claims = claimed(books, spec, tasks, lost)
    for _, table in registers_of(books, spec):
        if wrong := wrong_headers(table):
            for claim in claims:
                if claim.table is table:
                    claim.settle(Fate.REJECTED, f"表头有误（{_headers(wrong)}），整表退回。", wrong[0].place)
    _reject_unread(claims)
    _prefer_this_year(_current(claims))
    return claims


def _reject_unread(claims: Iterable[Claim]) -> None:
    """Reject rows in which a cell could not be read; such a row is not merged with the cell left blank."""
    wrong: dict[tuple[int, int], list[Problem]] = {}
    seen: set[int] = set()
    for claim in claims:
        if id(claim.table) not in seen:
            seen.add(id(claim.table))
            for found in errors(claim.table.problems):
                wrong.setdefault((id(claim.table), found.place.row), []).append(found)
        found_here = wrong.get((id(claim.table), claim.line))
        if found_here and claim.fate is None:
            claim.settle(Fate.REJECTED, "".join(p.text for p in found_here), found_here[0].place)


def _keep_one_of_each(spec: TableSpec, claims: Iterable[Claim], owners: Owners, problems: list[Problem]) -> None:
    """Merge one row of every key, and say of the others which row was kept and why."""
    groups: dict[object, list[Claim]] = {}
    for claim in claims:
        if claim.fate is None:
            groups.setdefault(key_of(claim), []).append(claim)
    for group in groups.values():
        kept, why = preferred(group, owners)
        kept.settle(Fate.MERGED)
        for claim in group:
            if claim is not kept:
                different = contradictions(claim, kept, owners)
                problems += _set_aside(claim, kept, why, different)


def _set_aside(claim: Claim, kept: Claim, why: str, different: Sequence[str]) -> list[Problem]:
    if not different:
        claim.settle(Fate.DUPLICATE, "内容相同。", kept=kept)
        return []
    told = _describe(claim, kept, different)
    claim.settle(Fate.DUPLICATE, f"{why}；不同之处：{told}。", claim.place(different[0]), kept=kept)
    return [claim.problem("K07", different[0], key=claim.label, kept=str(kept.place(different[0])), differences=told,
                          why=why)]


def _compare_replaced(claims: Iterable[Claim], current: Iterable[Claim], problems: list[Problem]) -> None:
    """Rows of a workbook that another one of the same unit replaces: there too (K31 with the cells that differ), or only here."""
    open_claims = [claim for claim in claims if claim.fate is None]
    if not open_claims:
        return
    merged = {key_of(claim): claim for claim in current if claim.fate is Fate.MERGED}
    for claim in open_claims:
        kept = merged.get(key_of(claim))
        if kept:
            different = _changed(claim, kept)
            told = f"不同之处：{_describe(claim, kept, different)}。" if different else ""
            claim.settle(Fate.DUPLICATE, f"该单位采用“{claim.source.instead}”。{told}", claim.place(*different[:1]), kept=kept)
            if different:
                problems.append(claim.problem("K31", different[0], key=claim.label, differences=_describe(claim, kept, different),
                                              kept=str(kept.place(different[0]))))
        else:
            claim.settle(Fate.REJECTED, f"该单位采用“{claim.source.instead}”，其中没有并入这一行。")


def _changed(claim: Claim, kept: Claim) -> list[str]:
    """Columns in which two versions of a row differ, a blank in either included; of a 报送件 those that it does not carry apart."""
    sent = claim.source.month or kept.source.month
    return [key for key, column in claim.table.spec.by_key.items()
            if claim.row[key] != kept.row[key] and not (sent and column.internal)]


def _describe(claim: Claim, kept: Claim, different: Sequence[str]) -> str:
    return "、".join(f"{claim.table.spec.header(key)}（{claim.shown(key)}／{kept.shown(key)}）" for key in different)
