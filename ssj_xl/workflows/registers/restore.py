"""恢复: registers, plans, results and settings of a snapshot brought back into the workbook.

What was locked, drawn and logged never goes back, nor do keys: otherwise a restore would be a second throw.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.gateways.snapshots import Snapshot, snapshots
from ssj_xl.office.formats import Percent
from ssj_xl.tables import joint, records, registers
from ssj_xl.tables.account import FROM_TASK
from ssj_xl.tables.problems import Place, fail
from ssj_xl.tables.settings import SETTINGS
from ssj_xl.tables.spec import TableSpec
from ssj_xl.tables.table import Row, Table, identity
from ssj_xl.tables.trace import CHANGES
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.desk.office import Office, add_entry, refuse_broken_log
from ssj_xl.workflows.rounds.result_rows import keep_in_step

ACT = "恢复"
STAYING = (records.DRAWS, records.LOCKED, records.LOCKED_PEOPLE, records.WINNERS, joint.PARTIES, joint.LENT, CHANGES, records.LOG)
"""Evidence: no restore touches it."""
GOING_BACK = tuple(spec for spec in records.REGISTERS if spec not in STAYING)

Cells = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """What a restore does to one table: rows that get other values (by line), rows that come back, lines emptied."""

    spec: TableSpec
    changed: Mapping[int, Cells]
    added: Sequence[Cells]
    emptied: Mapping[int, Cells]

    @property
    def text(self) -> str:
        """For people."""
        return f"{self.spec.name}：改回 {len(self.changed)} 行，取回 {len(self.added)} 行，去掉 {len(self.emptied)} 行"


@dataclass(frozen=True)
class Planned:
    """A restore before it is carried out.  settings: name → value; staying: tasks that are locked or drawn and stay."""

    snapshot: Snapshot
    digest: str
    changes: tuple[Change, ...]
    settings: Mapping[str, Any]
    staying: int

    @property
    def lines(self) -> list[str]:
        """What it does, for people; empty where nothing differs."""
        found = [change.text for change in self.changes]
        return found + ([f"参数：改回 {'、'.join(self.settings)}"] if self.settings else [])


def chosen(book: Book, which: str) -> Snapshot:
    """A snapshot of a workbook by its number in the list (1 is the newest) or its file name.  Raises UserError F60."""
    found = snapshots(Path(book.path))
    if which.isdecimal() and 1 <= int(which) <= len(found):
        return found[int(which) - 1]
    named = [one for one in found if one.path.name == Path(which).name]
    if not named:
        raise fail("F60", Place(book.path), which=which, count=len(found))
    return named[0]


def plan_restore(book: Book, snapshot: Snapshot) -> Planned:
    """What differs between a snapshot and the workbook.  Raises UserError as `open_gateway`, and D40 for a broken log."""
    refuse_broken_log(book)
    past = Book(open_gateway(snapshot.path))
    drawn = {row["task"] for row in book.read(records.DRAWS)}
    both = [spec for spec in GOING_BACK if book.has(spec) and past.has(spec)]
    changes = [_change(past.read(spec), book.read(spec), drawn if spec is registers.TASKS else set()) for spec in both]
    content = sha256(snapshot.path.read_bytes()).hexdigest()
    return Planned(snapshot, content, tuple(c for c in changes if c.changed or c.added or c.emptied),
                   _settings(past, book), sum(row["code"] in drawn for row in book.read(registers.TASKS)))


def restore(book: Book, planned: Planned, desk: Desk) -> str:
    """Carry a restore out and save it; returns the sentence of the log.  The present state goes into 备份 first."""
    for change in planned.changes:
        lines = {**change.changed, **change.emptied}
        if lines:
            book.gateway.replace(change.spec.name, lines)
        if change.added:
            book.gateway.append(change.spec.name, change.added)
    for name, value in planned.settings.items():
        book.gateway.put(name, value)
    book.read_anew()
    keep_in_step(Office(book, book.settings()[0]))
    at = planned.snapshot.at
    summary = (f"从备份“{planned.snapshot.path.name}”（{at:%Y-%m-%d %H:%M:%S}，{planned.snapshot.reason or '未注明'}）恢复："
               f"{'；'.join(planned.lines) or '没有不同'}")
    entry = add_entry(book, desk, ACT, summary, planned.digest)
    book.commit()
    return entry["summary"]


def _change(past: Table, now: Table, staying: set[str]) -> Change:
    """Rows are the same where their keys are; rows of tasks that stay are left as they are."""
    keys = [key for key in past.columns if key in now.columns]
    waiting: dict[tuple[Any, ...], list[Row]] = {}
    for row in filter(_comes_back, now):
        waiting.setdefault(identity(row, now.spec), []).append(row)
    changed: dict[int, Cells] = {}
    added: list[Cells] = []
    for row in filter(_comes_back, past):
        cells, same = _cells(past, row, now, keys), waiting.get(identity(row, past.spec))
        if not same:
            added.append(cells)
            continue
        there = same.pop(0)
        if there.get("code") not in staying and _cells(now, there, now, keys) != cells:
            changed[there.line] = cells
    left = [row for rows in waiting.values() for row in rows if row.get("code") not in staying]
    return Change(now.spec, changed, added, {row.line: _blank(now) for row in left})


def _comes_back(row: Row) -> bool:
    """Whether a row is somebody's: those of 检查台账 that follow from a draw are made from the evidence, which stays."""
    return bool(row.get("origin") != FROM_TASK)


def _cells(table: Table, row: Row, now: Table, keys: Iterable[str]) -> Cells:
    """The cells of a row as they stand, under the headers of the present workbook."""
    raw = table.grid.rows[row.line]
    return {now.grid.header[now.columns[key]]: _value(table, row.line, table.columns[key], raw) for key in keys}


def _value(table: Table, line: int, column: int, raw: Sequence[Any]) -> Any:
    value = raw[column]
    is_ratio = isinstance(value, int | float) and not isinstance(value, bool) and table.grid.is_percent(line, column)
    return Percent(value) if is_ratio else value


def _blank(table: Table) -> Cells:
    return {table.grid.header[index]: None for index in table.columns.values()}


def _settings(past: Book, now: Book) -> dict[str, Any]:
    return dict(_differing(past.gateway.names(), now.gateway.names()))


def _differing(past: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for header in (setting.column.header for setting in SETTINGS):
        if header in past and header in now and past[header] != now[header]:
            yield header, past[header]
