"""Accounts of visits for tests, from a few rows in the language of tables."""

from __future__ import annotations

from datetime import date
from typing import Any

from ssj_xl.domain.account.ledger import Ledger
from ssj_xl.domain.workdays import Calendar
from ssj_xl.domain.world import World
from ssj_xl.tables.settings import Settings
from tests.tables_language import tables

UNIT = "云州市司法局"


def world(day: date, text: str = "", **settings: Any) -> World:
    """Registers (`tests.tables_language.tables`) of a bureau on a day."""
    known = {"unit": UNIT, "unit_code": "YZ", "division": "律师处", "division_code": "LS", "year": day.year, **settings}
    return World(tables(text) if text else {}, Settings(**known), Calendar.from_rows([]), day)


def ledger(day: date, text: str = "", **settings: Any) -> Ledger:
    """The account that they make."""
    return Ledger.of(world(day, text, **settings))
