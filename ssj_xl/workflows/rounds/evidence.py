"""An attempt read back from the workbook, held against what its lock fixed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from ssj_xl.domain.codes import PROMOTION, shown_reason
from ssj_xl.domain.draw import ssj1
from ssj_xl.domain.draw.ceremony import read_pairs
from ssj_xl.domain.draw.rule import Rule, parse_rule
from ssj_xl.domain.draw.ssj1 import names_root
from ssj_xl.domain.period import ON_THE_LIST, team_of
from ssj_xl.domain.platform.evidence import is_platform_draw
from ssj_xl.domain.publication import names_are_public
from ssj_xl.domain.record import Draw, lock_from_rows, people_lines_of
from ssj_xl.domain.scheme import PRIVATE
from ssj_xl.tables import records, registers
from ssj_xl.tables.problems import fail
from ssj_xl.tables.table import Row
from ssj_xl.workflows.desk.office import Office

if TYPE_CHECKING:
    from ssj_xl.tables.rows import DrawRow, WinnerRow


@dataclass(frozen=True)
class Attempt:
    """One attempt: its row (the seed text whole), its locked list, and the lock rebuilt from them."""

    row: DrawRow
    locked: tuple[Row, ...]
    lock: ssj1.Lock

    @cached_property
    def rule(self) -> Rule:
        """The rule as locked."""
        return parse_rule(self.row["rule_text"])

    @cached_property
    def keys(self) -> ssj1.Keys:
        """Seed and keys of a drawn attempt."""
        return ssj1.keys(self.row["seed_text"])

    @property
    def tells_tiers(self) -> bool:
        """Whether a group of the list says which tier an object has; a list of persons is pseudonymous without that."""
        return self.row["profile"] == PRIVATE and any(row["tier"] for row in self.locked)

    @cached_property
    def pid_of(self) -> Mapping[str, str]:
        """Object code → id in the list."""
        return {row["object"]: row["pid"] for row in self.locked}

    @cached_property
    def name_of(self) -> Mapping[str, str]:
        """Object code → name as the lock binds it; empty for a lock of format 1."""
        return {row["object"]: row["name"] for row in self.locked if self.row.get("names_root")}

    @cached_property
    def code_of(self) -> Mapping[str, str]:
        """Id in the list → object code."""
        return {row["pid"]: row["object"] for row in self.locked}


def read_attempt(office: Office, row: DrawRow) -> Attempt:
    """Rebuild the lock of an attempt.

    Raises D17, D18 or D19 where list, people or rule are not as locked, D38 where the seed is not the lock's or a name not the locked one, S40
    for a draw of the platform, which has none of them.
    """
    if is_platform_draw(row):
        raise fail("S40", office.table(records.DRAWS).place(row, "source"), task=row["task"], attempt=row["attempt"])
    locked = office.rows_of(records.LOCKED, row)
    people = people_lines_of(office.rows_of(records.LOCKED_PEOPLE, row), locked)
    place = office.table(records.DRAWS).place(row, "root")
    if ssj1.digest(row["rule_text"]) != row["rule"]:
        raise fail("D19", place, what="“规则原文”与规则指纹不符")
    try:
        lock = lock_from_rows(row, locked, people)
    except (ValueError, KeyError):
        raise fail("D17", place) from None
    if lock.root != row["root"] or len(lock.lines) != row["count"]:
        raise fail("D17", place)
    if row.get("names_root") and names_root({r["object"]: r["name"] for r in locked}) != row["names_root"]:
        raise fail("D38", office.table(records.LOCKED).grid.place(-1), attempt=row["attempt"],
                   what="锁定名录里的对象编码或名称与名称指纹不符")
    if lock.people_root != row["people"]:
        raise fail("D18", place, who="“锁定人员”与人员指纹不符")
    return Attempt(_with_seed(office, row, lock), tuple(locked), lock)


def _with_seed(office: Office, row: DrawRow, lock: ssj1.Lock) -> DrawRow:
    """The row with its seed text as it was hashed (a cell keeps no line feed at the end)."""
    text = ssj1.whole(row["seed_text"])
    public = ssj1.public_of(text)
    if text and (text != ssj1.seed_text(lock, public, read_pairs(row["nonces"])) or ssj1.digest(text) != row["seed"]):
        raise fail("D38", office.table(records.DRAWS).place(row, "seed_text"), attempt=row["attempt"],
                   what="种子不是由锁定的名录、规则和随机数算出的")
    return row.changed(seed_text=text)


def describe(office: Office, attempt: Attempt) -> Draw:
    """The attempt with the names a reader needs: those of the list and its teams as they were put down."""
    task = office.task(attempt.row["task"])
    winners = [w for w in office.rows_of(records.WINNERS, attempt.row) if w["state"] in ON_THE_LIST]
    people = {code: person["name"] for code, person in office.table(registers.INSPECTORS).by("code").items()}
    return Draw(
        attempt.row, attempt.lock, office.settings.unit, task["name"],
        {w["object"]: w["name"] for w in winners},
        {w["object"]: _names(w, people) for w in winners if w["lead"]},
        substituted_in(office, attempt.row), office.showing,
    )


def names_are_due(office: Office, task: str, day: date) -> bool:
    """Whether the names of a task's draws may be shown on a day; where no attempt stands there is nobody to be notified."""
    current, row = office.current(task), office.task(task)
    if current is None:
        return True
    listed = [w["object"] for w in office.rows_of(records.WINNERS, current) if w["state"] in ON_THE_LIST]
    findings = [f for f in office.table(registers.FINDINGS) if f["task"] == row["code"]]
    return names_are_public(office.settings.list_when, row, listed, findings, day)


def without_names(draw: Draw) -> Draw:
    """A draw whose names are not due yet.  Records of format 1 are none without their names."""
    return replace(draw, names={}, teams={}, substituted=()) if draw.row.get("names_root") else draw


def _names(winner: WinnerRow, people: Mapping[str, str]) -> list[str]:
    names, team = winner["team_names"].split("、"), team_of(winner)
    return names if len(names) == len(team) else [people.get(code, code) for code in team]


def substituted_in(office: Office, row: DrawRow) -> list[dict[str, str]]:
    """Who left and who came, in the order of the tickets; where groups are secret nobody is paired.

    Both of a pair are of one group, so a pair would say that two firms have the same tier.
    """
    rows = office.rows_of(records.WINNERS, row)
    by_code = {w["object"]: w for w in rows}
    pairs = [(by_code[w["replaces"]], w) for w in sorted(rows, key=lambda w: int(w["rank"])) if w["replaces"] in by_code]
    codes = office.book.read(registers.CODES) if office.book.has(registers.CODES) else ()
    found = [{"left": left["object"], "left_name": left["name"], "why": shown_reason(codes, PROMOTION, left["why"]),
              "came": came["object"]} for left, came in pairs]
    if row["profile"] != PRIVATE:
        return found
    return sorted(({key: text for key, text in one.items() if key != "came"} for one in found), key=lambda one: one["left"])
