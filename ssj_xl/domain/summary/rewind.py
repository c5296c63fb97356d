"""The registers as they stood at the end of a day: what 变更记录 says of later days is undone, the last row first.

A change counts from the day on which it was noticed; when somebody typed it before that, nobody knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

from ssj_xl.domain.trace import moves
from ssj_xl.tables.cells import read_cell
from ssj_xl.tables.registers import OBJECTS, TASKS
from ssj_xl.tables.spec import TableSpec
from ssj_xl.tables.table import Row, Table
from ssj_xl.tables.trace import ADDED, ROW

_UNDONE: tuple[tuple[TableSpec, tuple[str, ...]], ...] = (
    (OBJECTS, ("status", "tier", "object_type", "employer", "county", "division")), (TASKS, ("state",)))
"""The columns that are counted, each of which holds one text."""
_WAS = re.compile(rf"{ROW}（(.*)·(.*)）")
"""What is known of an object that is gone: type and state."""


class Undone(NamedTuple):
    """One cell that stood otherwise at the end of the day, and the row of 变更记录 that says so."""

    table: str
    code: str
    name: str
    field: str
    then: str
    since: str
    told: Row


@dataclass(frozen=True)
class Past:
    """How far back the record leads.

    since: the day on which it begins, None where there is none; undone: what was put back; unread: rows of 变更记录 that do not say of
    which objects they speak.
    """

    since: date | None = None
    undone: tuple[Undone, ...] = ()
    unread: tuple[Row, ...] = field(default=())

    def reaches(self, day: date) -> bool:
        """Whether the state at the end of a day is known."""
        return self.since is not None and self.since <= day


def rewind(tables: Mapping[str, Table], changes: Iterable[Row], day: date, since: date | None) -> tuple[dict[str, Table], Past]:
    """The tables as they stood at the end of `day`, and how that is known.  since: when the record begins."""
    later = sorted((row for row in changes if (row["noticed_at"] or "")[:10] > day.isoformat()), key=lambda row: row["number"] or 0, reverse=True)
    undone, unread, found = list[Undone](), list[Row](), dict(tables)
    for spec, keys in _UNDONE:
        own = [row for row in later if row["table"] == spec.name]
        if own and spec.name in found:
            found[spec.name] = _table(found[spec.name], keys, own, undone, unread)
    return found, Past(since, tuple(undone), tuple(unread))


def _table(table: Table, keys: tuple[str, ...], told: Iterable[Row], undone: list[Undone], unread: list[Row]) -> Table:
    spec = table.spec
    by_header = {spec.header(key): key for key in keys}
    rows = {row["code"]: row for row in table}
    for row in told:
        key = by_header.get(row["field"], "")
        if not key and row["field"] != ROW:
            continue
        moved = moves(row)
        if moved is None:
            unread.append(row)
            continue
        for one in moved:
            now = rows.get(one.code)
            if row["field"] == ROW:
                _list_again(rows, table, one.code, one.old, came=one.new == ADDED)
            elif now is not None:
                rows[one.code] = now.changed(**{key: one.old})
            undone.append(Undone(spec.name, one.code, one.name or (now["name"] if now else ""), row["field"], one.old, one.new, row))
    return replace(table, rows=[*rows.values()])


def _list_again(rows: dict[str, Row], table: Table, code: str, was: str, *, came: bool) -> None:
    """Take out a row that came later, or put back one that is gone: with its type and state, without the rest."""
    if came:
        rows.pop(code, None)
        return
    found = _WAS.fullmatch(was)
    known: dict[str, Any] = {"code": code, "object_type": found[1], "status": found[2]} if found else {"code": code}
    blank = {column.key: read_cell(None, column).value for column in table.spec.columns}
    rows[code] = Row({**blank, **known}, -1)
