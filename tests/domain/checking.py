"""Cases for the rules: a few rows of registers, and where which problem must stand."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from ssj_xl.domain.checks import check
from ssj_xl.tables.problems import Problem
from ssj_xl.tables.settings import Settings
from tests.tables_language import calendar, tables

TODAY = date(2021, 6, 30)
CALENDAR = calendar(2021, 2021)
DEFAULTS = Settings()


class Case(NamedTuple):
    """`code` stands exactly at `cells` (sheet!cell, divided by blanks) when these registers are checked."""

    code: str
    cells: str
    text: str
    why: str = ""


def problems(text: str, settings: Settings = DEFAULTS, today: date = TODAY) -> list[Problem]:
    """Every problem of the registers in `text`."""
    return check(tables(text), settings, calendar=CALENDAR, today=today)


def places(code: str, text: str, settings: Settings = DEFAULTS) -> list[str]:
    """Where `code` stands; each sentence is also made, so that no parameter is missing."""
    found = problems(text, settings)
    for problem in found:
        assert "{" not in str(problem)
    return [str(problem.place) for problem in found if problem.code == code]


def name(case: Case) -> str:
    """What a test of the case is called."""
    return f"{case.code} {case.why}".strip()
