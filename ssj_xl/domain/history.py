"""What the year's records say of an object or an inspector: visits, loads, coverage.

A voided attempt counts for nothing; a replaced object was not visited.  Years are calendar years of
the draw (drawn) and of 检查日期 (checked).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ssj_xl.tables.registers import DRAWABLE

Rows = Iterable[Mapping[str, Any]]
ON_THE_LIST = ("抽中", "递补")
RESERVE = "候补"


def standing(draws: Rows) -> dict[tuple[str, int], Mapping[str, Any]]:
    """Attempts that were drawn and not voided, by (task, attempt)."""
    return {(row["task"], row["attempt"]): row for row in draws if row["drawn_at"] and not row["void_at"]}


def current_winners(winners: Rows, draws: Rows) -> list[Mapping[str, Any]]:
    """Rows of 抽取名单 that stand: drawn or promoted, in an attempt that was not voided."""
    valid = standing(draws)
    return [row for row in winners if row["state"] in ON_THE_LIST and (row["task"], row["attempt"]) in valid]


@dataclass(frozen=True)
class History:
    """One year's visits.  tasks_of: object → distinct tasks; last_checked: object → latest 检查日期 of all years.

    loads: inspector → visits of the year; checked: objects with a 检查日期 in the year.
    """

    tasks_of: Mapping[str, frozenset[str]] = field(default_factory=dict)
    last_checked: Mapping[str, date] = field(default_factory=dict)
    loads: Mapping[str, int] = field(default_factory=dict)
    checked: frozenset[str] = frozenset()

    def visits(self, code: str, *, but: str = "") -> int:
        """How many tasks of the year, other than `but`, checked the object or are still to check it."""
        return len(self.tasks_of.get(code, frozenset()) - {but})


def history(findings: Rows, winners: Rows, draws: Rows, year: int) -> History:
    """The history of one calendar year from 检查结果, 抽取名单 and 抽取记录."""
    findings, draws = list(findings), list(draws)
    drawn_in = {key for key, row in standing(draws).items() if row["drawn_at"][:4] == str(year)}
    rows = [row for row in current_winners(winners, draws) if (row["task"], row["attempt"]) in drawn_in]
    tasks_of: dict[str, set[str]] = {}
    last: dict[str, date] = {}
    for row in rows:
        tasks_of.setdefault(row["object"], set()).add(row["task"])
    for row in findings:
        if row["checked"] is None:
            continue
        last[row["object"]] = max(row["checked"], last.get(row["object"], row["checked"]))
        if row["checked"].year == year:
            tasks_of.setdefault(row["object"], set()).add(row["task"])
    loads = Counter(person for row in rows for person in team_of(row))
    checked = frozenset(row["object"] for row in findings if row["checked"] and row["checked"].year == year)
    return History({code: frozenset(tasks) for code, tasks in tasks_of.items()}, last, loads, checked)


def team_of(winner: Mapping[str, Any]) -> tuple[str, ...]:
    """Everybody in the team of a row of 抽取名单, the lead first, each once."""
    return tuple(dict.fromkeys(code for code in (winner["lead"], *winner["members"]) if code))


@dataclass(frozen=True)
class Coverage:
    """年度覆盖: distinct objects checked in the year over distinct objects in the register; both are shown."""

    checked: int
    registered: int

    def reaches(self, permille_floor: int) -> bool:
        """Whether checked ÷ registered is at least the floor (in thousandths), in integers."""
        return self.checked * 1000 >= self.registered * permille_floor


def coverage(objects: Rows, checked: Iterable[str]) -> Coverage:
    """Coverage of the register: objects in practice, and those checked before they closed, are the denominator."""
    done = set(checked)
    codes = {row["code"] for row in objects if row["status"] in DRAWABLE or row["code"] in done}
    return Coverage(len(done & codes), len(codes))
