"""The matching of an attempt with its proof, as the audit record has it, replayed from the log.

Seed, locked staff and the substitutions in the log decide everything, so the same proof comes out each time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ssj_xl.domain.draw import ssj1
from ssj_xl.domain.matching import SEAT, Instance, Solution, Team
from ssj_xl.domain.matching.case import (
    EVERYWHERE,
    ON_DUTY,
    barring,
    from_record,
    parse_listed,
    promoted,
    reassigned,
    to_record,
)
from ssj_xl.domain.matching.explain import PLAIN, Wording
from ssj_xl.domain.matching.seating import Seating
from ssj_xl.domain.period import team_of
from ssj_xl.domain.record import as_json
from ssj_xl.tables import registers
from ssj_xl.workflows.desk.office import Office
from ssj_xl.workflows.rounds.evidence import Attempt
from ssj_xl.workflows.rounds.integrity import logged, team_entries
from ssj_xl.workflows.rounds.parties import party_names

WHOLE_TASK = "本任务："
_PROMOTED = re.compile(r"([0-9A-Z._-]+)由([0-9A-Z._-]+)递补；")
_REASSIGNED = re.compile(rf"([0-9A-Z._-]+)退出({WHOLE_TASK})?([0-9A-Z._、-]*)；")
_SUMMARY = re.compile(r"任务\S+?第[0-9]+轮：(.*?)(?:，检查组对照[0-9a-f]{64})?", re.DOTALL)


@dataclass
class Standing:
    """Teams by list id (in a joint task each party's part of them) as they stand, and who left which of them (or
    `EVERYWHERE`) at a 改派 and takes no seat again."""

    attempt: Attempt
    teams: dict[str, Team]
    departed: dict[str, frozenset[str]] = field(default_factory=dict)
    seating: Seating = field(init=False)

    def __post_init__(self) -> None:
        self.seating = Seating.read(self.attempt.rule, self.attempt.lock.people)
        self.teams = self.seating.parted(self.teams)

    def instance(self, ids: Iterable[str]) -> Instance:
        """The matching problem of these list ids with the locked staff."""
        return self.seating.instance(self.attempt.keys.matching, ids)

    def _matched(self) -> Instance:
        return self.instance(dict.fromkeys(key.partition(SEAT)[0] for key in self.teams))

    def drop(self, id_: str) -> bool:
        """Take an object's team off; whether it had one."""
        gone = self.seating.keys((id_,)) & self.teams.keys()
        for key in gone:
            del self.teams[key]
        return bool(gone)

    def promotion(self, id_: str) -> Instance:
        """递补: the team of one new object, all present teams fixed."""
        return barring(promoted(self._matched(), self.teams, visits=self.seating.visits(id_)), self.departed)

    def reassignment(self, person: str, ids: Iterable[str], *, everywhere: bool) -> Instance:
        """改派: the seats that an inspector leaves, of these objects; everywhere: in the whole task."""
        leaving = {key: {person} for key in self.seating.keys(ids, person)}
        gone = {person: frozenset((EVERYWHERE,))} if everywhere else {}
        return barring(reassigned(self._matched(), self.teams, leaving=leaving), {**self.departed, **gone})

    def leave(self, person: str, ids: Iterable[str], *, everywhere: bool) -> None:
        """Note who left what."""
        left = frozenset((EVERYWHERE,)) if everywhere else frozenset(self.seating.keys(ids, person))
        self.departed[person] = self.departed.get(person, frozenset()) | left


def standing(office: Office, attempt: Attempt, winners: Iterable[Mapping[str, Any]]) -> Standing:
    """The teams of these rows of 抽取名单, and who left at earlier 改派, as the log has it."""
    pid_of = attempt.pid_of
    found = Standing(attempt, {pid_of[w["object"]]: Team(w["lead"], team_of(w)) for w in winners if w["lead"]})
    for number, entry in logged(office, attempt.row["task"], "改派"):
        left = _REASSIGNED.search(entry["summary"]) if number == attempt.row["attempt"] else None
        if left:
            found.leave(left[1], (pid_of[o] for o in left[3].split("、") if o in pid_of), everywhere=bool(left[2]))
    return found


def wording_of(office: Office, attempt: Attempt) -> Wording:
    """Names for the codes in sentences about this matching."""
    objects = office.table(registers.OBJECTS).by("code")
    names = {pid: objects[code]["name"] for code, pid in attempt.pid_of.items() if code in objects}
    people = {row["code"]: row["name"] for row in office.table(registers.INSPECTORS)}
    absent = {p.code: status for p, status in parse_listed(attempt.lock.people) if status != ON_DUTY}
    return Wording(names, people, absent, party_names(office, attempt.row["task"]))


def matching_digest(matching: Mapping[str, Any]) -> str:
    """The fingerprint of a matching in the log's entry of 匹配; cases that came before or after it apart."""
    return ssj1.digest(as_json({key: value for key, value in matching.items() if key != "cases"}).decode())


def matching_of(office: Office, attempt: Attempt, *earlier: Mapping[str, Any]) -> dict[str, Any]:
    """The matching of an attempt with all its cases, as the audit record has it; {} where there is none.

    earlier: matchings that are known already; one with the fingerprint that the log has need not be found again.
    """
    if not attempt.row["seed_text"]:
        return {}
    replay = _Replay(Standing(attempt, {}), earlier)
    for entry in team_entries(office, attempt):
        replay.step(entry)
    return {**replay.matching, **({"cases": replay.cases} if replay.cases else {})}


@dataclass
class _Replay:
    """One entry of the log after the other.  ids: the list as it stands; matching and cases: what the record gets."""

    now: Standing
    earlier: tuple[Mapping[str, Any], ...]
    matching: dict[str, Any] = field(default_factory=dict)
    cases: list[dict[str, Any]] = field(default_factory=list)
    ids: set[str] = field(init=False)

    def __post_init__(self) -> None:
        attempt = self.now.attempt
        self.ids = {win.id for win in ssj1.winners(attempt.lock, attempt.keys.objects)}

    def step(self, entry: Mapping[str, Any]) -> None:
        """Carry out what an entry tells of."""
        if entry["act"] == "匹配":
            self._match(entry["content"])
            return
        text, pids = self._text(entry), self.now.attempt.pid_of
        came, left = _PROMOTED.match(text), _REASSIGNED.match(text)
        case = {"act": entry["act"], "at": entry["at"], "text": text}
        if came:
            old, new = pids[came[1]], pids[came[2]]
            self.ids = self.ids - {old} | {new}
            if self.now.drop(old):
                case |= self._proved(self.now.promotion(new))
        elif left:
            ids, everywhere = [pids[code] for code in left[3].split("、")], bool(left[2])
            case |= self._proved(self.now.reassignment(left[1], ids, everywhere=everywhere))
            self.now.leave(left[1], ids, everywhere=everywhere)
        self.cases.append(case)

    def _text(self, entry: Mapping[str, Any]) -> str:
        """The sentence of a case; books before 2026-12 hashed it with the blanks that a cell does not keep."""
        found = _SUMMARY.fullmatch(entry["summary"])
        text = found[1] if found else entry["summary"]
        if ssj1.digest(text) == entry["content"]:
            return str(text)
        known = (case["text"] for one in self.earlier for case in one.get("cases", ()))
        return next((old for old in known if ssj1.digest(old) == entry["content"]), str(text))

    def _match(self, content: str) -> None:
        known = next((one for one in self.earlier if matching_digest(one) == content), None)
        if known is None:
            solution = solved(self.now.instance(sorted(self.ids)))
            self.matching = to_record(solution)
        else:
            self.matching = {key: value for key, value in known.items() if key != "cases"}
            solution = from_record(self.matching)
        self.now.teams = dict(solution.teams)

    def _proved(self, instance: Instance) -> dict[str, Any]:
        solution = solved(instance)
        self.now.teams = dict(solution.teams)
        return {"proof": proof_of(instance, solution)}


def solved(instance: Instance, wording: Wording = PLAIN) -> Solution:
    """The matching of an instance.  Raises UserError M01–M06 where there is none."""
    from ssj_xl.engines.flow import solve

    return solve(instance, wording)


def proof_of(instance: Instance, solution: Solution) -> dict[str, Any]:
    """A one-case matching as the audit record keeps it: who was fixed or barred, and the solution with its proof."""
    return {
        "fixed": {key: list(value) for key, value in sorted(instance.fixed.items())},
        "barred": {person.code: sorted(person.barred) for person in instance.people if person.barred},
        **to_record(solution),
    }
