"""Chance for invented data: numbers, picks and orders that a SHA-256 of their own name decides.

The same name gives the same number on every machine, so the example is the same files everywhere; and a
value depends on nothing but its name, so a row added later does not change the others.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any, TypeVar

from ssj_xl.tables.records import BY_NAME
from ssj_xl.tables.spec import Column, Kind

T = TypeVar("T")
Row = dict[str, Any]

_SERIES = "云州市"
_BLANK: dict[Kind, Any] = {Kind.INT: None, Kind.RATIO: None, Kind.DATE: None, Kind.LIST: (), Kind.CODES: ()}


def number(name: str, below: int) -> int:
    """A whole number from 0 to below − 1, decided by `name` alone."""
    return int.from_bytes(sha256(f"{_SERIES}|{name}".encode()).digest()[:8], "big") % below


def pick(choices: Sequence[T], name: str) -> T:
    """One of `choices`, decided by `name` alone."""
    return choices[number(name, len(choices))]


def shuffled(things: Iterable[T], name: str) -> list[T]:
    """The things in an order decided by `name` and their own text."""
    return sorted(things, key=lambda thing: sha256(f"{_SERIES}|{name}|{thing}".encode()).digest())


@cache
def load(name: str) -> Any:
    """The content of one data file of the example; it is shared, so callers never change it."""
    return json.loads((files("ssj_xl") / "data" / "example" / f"{name}.json").read_text(encoding="utf-8"))


def full_row(table: str, **values: Any) -> Row:
    """A row of `table` with every column; JSON values become the column's kind, the rest is blank.

    Dates may be ISO texts, ratios texts such as '3/100', lists any sequence.  Raises KeyError for a key
    that is no column of the table.
    """
    spec = BY_NAME[table]
    row = {column.key: _BLANK.get(column.kind, "") for column in spec.columns}
    for key, value in values.items():
        row[key] = _typed(spec.by_key[key], value)
    return row


def _typed(column: Column, value: Any) -> Any:
    if value is None:
        return _BLANK.get(column.kind, "")
    if column.kind is Kind.DATE and isinstance(value, str):
        return date.fromisoformat(value)
    if column.kind is Kind.RATIO and isinstance(value, str):
        return Fraction(value)
    if column.kind in (Kind.LIST, Kind.CODES):
        return (value,) if isinstance(value, str) else tuple(value)
    return value


def workday(day: date, days: int) -> date:
    """The day `days` Monday-to-Friday days after `day`; the example's month has no holiday."""
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day


def workdays(start: date, end: date) -> list[date]:
    """Monday to Friday from `start` to `end`, both included."""
    span = (start + timedelta(days=n) for n in range((end - start).days + 1))
    return [day for day in span if day.weekday() < 5]
