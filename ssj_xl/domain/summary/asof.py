"""The registers as they stood at the end of a day: what happened later is left out.

So a report on a quarter says the same whenever it is made.  What registers keep without a date (状态 of a task or an
object, the register itself) stays as it is now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from ssj_xl.tables import records, registers
from ssj_xl.tables.spec import TableSpec
from ssj_xl.tables.table import Row, Table

HAPPENED: Mapping[str, tuple[str, ...]] = {spec.name: keys for spec, keys in {
    registers.PLANS: ("published", "changed", "change_reported", "change_published"),
    registers.TASKS: ("scheme_date", "scheme_published", "platform_scheme", "platform_drawn", "platform_people",
                      "platform_published", "archived"),
    records.DRAWS: ("locked_at", "drawn_at", "void_at"),
    registers.FINDINGS: ("checked", "entered", "published", "closed", "transferred", "credit_pushed", "listed_on"),
    registers.ACTIVITIES: ("day",),
}.items()}
"""Columns that date what has happened; planned days (截止日期, 处置期限 …) are not among them."""

_NEEDED: Mapping[str, str] = {spec.name: key for spec, key in {
    registers.FINDINGS: "checked", records.DRAWS: "locked_at"}.items()}
"""A row whose day here lies later was not there yet."""


def as_of(tables: Mapping[str, Table], day: date) -> dict[str, Table]:
    """The tables with every later day blank, and without rows that were not there yet."""
    return {name: _table(table, day) for name, table in tables.items()}


def _table(table: Table, day: date) -> Table:
    keys = [key for key in HAPPENED.get(table.spec.name, ()) if _has(table.spec, key)]
    if not keys:
        return table
    needed = _NEEDED.get(table.spec.name, "")
    rows = [_row(row, keys, day) for row in table if not (needed and _later(row[needed], day))]
    return replace(table, rows=rows)


def _row(row: Row, keys: list[str], day: date) -> Row:
    late = [key for key in keys if _later(row[key], day)]
    return Row({**row, **{key: _blank(row[key]) for key in late}}, row.line) if late else row


def _later(value: Any, day: date) -> bool:
    """Whether a day, or a time written as text, lies after `day`."""
    if isinstance(value, date):
        return value > day
    return bool(value) and isinstance(value, str) and value[:10] > day.isoformat()


def _blank(value: Any) -> str | None:
    return "" if isinstance(value, str) else None


def _has(spec: TableSpec, key: str) -> bool:
    return any(column.key == key for column in spec.columns)
