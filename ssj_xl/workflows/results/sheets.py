"""检查组填写页: a file a team, bound to the draw by a token that stands in 抽取名单."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from ssj_xl.domain.codes import NO_DISPOSAL, RESULTS, clean_result, names, problem_results
from ssj_xl.domain.draw.ssj1 import digest
from ssj_xl.domain.draw.tiers import TierBook
from ssj_xl.domain.period import team_of
from ssj_xl.domain.returns import FORMAT
from ssj_xl.gateways.book import Book
from ssj_xl.papers import sheet
from ssj_xl.papers.handouts.results import DISPOSALS, file_stem
from ssj_xl.tables import records, registers
from ssj_xl.tables.problems import fail
from ssj_xl.tables.registers import FINDINGS, SIGNATURES
from ssj_xl.tables.table import Row
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.desk.office import Office, open_office
from ssj_xl.workflows.rounds.integrity import read_verified_attempt
from ssj_xl.workflows.rounds.match import drawn_attempt, standing_winners
from ssj_xl.workflows.rounds.result_rows import keep_in_step

Team = tuple[str, ...]
_LONGEST = 200
"""Characters of a file name that must not be cut: two teams may differ in the last member only."""


class Sheet(NamedTuple):
    """A team's page: file name, content, how many objects."""

    name: str
    data: bytes
    firms: int


def sheets(book: Book, task: str, desk: Desk) -> tuple[Sheet, ...]:
    """A page for each team of a matched task, in the order of the list; the book keeps token and revision; the caller saves.

    A page that is made again takes nothing from one that is out.  Raises B06 before the match, and what `drawn_attempt` does.
    """
    office = open_office(book)
    draw = drawn_attempt(office, task)
    read_verified_attempt(office, draw)
    keep_in_step(office, draw["task"])
    teams: dict[Team, list[Row]] = {}
    for winner in standing_winners(office, draw):
        if team := team_of(winner):
            teams.setdefault(team, []).append(winner)
    if not teams:
        raise fail("B06", task=draw["task"])
    tokens = _tokens(teams, desk)
    revision = 1 + max(winner["sheet_revision"] or 0 for rows in teams.values() for winner in rows)
    book.replace(records.WINNERS, [(winner, {"sheet_token": tokens[team], "sheet_revision": revision}) for team, rows in teams.items() for winner in rows])
    whole = _Whole(office, draw, revision)
    return tuple(Sheet(whole.name(team), sheet.build(whole.page(team, rows, tokens[team])), len(rows)) for team, rows in teams.items())


def _tokens(teams: Mapping[Team, Sequence[Row]], desk: Desk) -> dict[Team, str]:
    """Each team's token: the one that all its rows have, else a new one.  After 改派 two teams may share one; a return names its team."""
    secret = desk.token()
    held = {team: {winner["sheet_token"] for winner in rows} for team, rows in teams.items()}
    return {team: next(iter(tokens)) if len(tokens) == 1 and all(tokens) else digest(f"{secret}|{'|'.join(team)}")[:32]
            for team, tokens in held.items()}


class _Whole:
    """What the pages of a task have in common."""

    def __init__(self, office: Office, draw: Any, revision: int) -> None:
        self._office, self._draw, self._revision = office, draw, revision
        self._task = office.task(draw["task"])
        self._objects = office.table(registers.OBJECTS).by("code")
        self._items = office.table(registers.ITEMS).by("code")
        self._people = {row["code"]: row["name"] for row in office.table(registers.INSPECTORS)}
        self._day = date.fromisoformat(draw["drawn_at"][:10])
        self._ledger = office.ledger(self._day)
        self._tiers = TierBook.on(office.table(registers.TIERS), self._day)
        self._codes = office.table(registers.CODES) if office.book.has(registers.CODES) else ()

    def name(self, team: Team) -> str:
        """What a team's file is called."""
        return file_stem(f"填写页-{self._task['code']}-{'-'.join(team)}", longest=_LONGEST) + ".html"

    def page(self, team: Team, rows: Sequence[Row], token: str) -> dict[str, Any]:
        """What the script of a team's page reads."""
        clean = clean_result(self._codes)
        harmless = [name for name in names(self._codes, RESULTS) if name not in problem_results(self._codes) and name != clean]
        return {
            "format": FORMAT, "token": token, "revision": self._revision, "task": self._task["code"], "attempt": self._draw["attempt"],
            "draw": self._draw["seed"], "title": self._task["name"], "end": str(self._task["end"] or ""), "team": list(team),
            "people": [f"{self._people.get(code, code)}{'（组长）' if code == team[0] else ''}" for code in team],
            "signs": list(SIGNATURES), "clean": clean, "none": harmless[0] if harmless else "", "nothing": NO_DISPOSAL,
            "problems": [name for name in names(self._codes, RESULTS) if name in problem_results(self._codes)],
            "disposals": [name for name in names(self._codes, DISPOSALS) if name != NO_DISPOSAL],
            "firms": [self._firm(row) for row in rows],
        }

    def _firm(self, winner: Row) -> dict[str, Any]:
        found: Mapping[str, Any] = self._objects.get(winner["object"], {})
        tier = self._tiers.row_of(found) if found else None
        visits, cap = self._ledger.standing(winner["object"], self._day, tier_cap=tier["yearly_cap"] if tier else None, but=self._task["code"])
        return {"object": winner["object"], "name": winner["name"], "address": found.get("address", ""), "phone": found.get("phone", ""),
                "head": found.get("head", ""), "visits": visits,
                "cap": cap or 0, "items": list(self._asked(winner["object"]))}

    def _asked(self, object_: str) -> Iterator[dict[str, str]]:
        table = self._office.table(FINDINGS)
        asked = [row["item"] for row in (*table.waiting, *table.rows) if row["task"] == self._task["code"] and row["object"] == object_]
        for code in self._task["items"]:
            if code in asked and code in self._items:
                item = self._items[code]
                yield {"item": code, "name": item["minor"], "content": item["content"], "basis": item["basis"]}
