"""递补 and 改派: one object or one inspector replaced, everything else stays; reason and approver are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from ssj_xl.domain import ssj1
from ssj_xl.domain.canon import ONE_POOL
from ssj_xl.domain.history import team_of
from ssj_xl.domain.matching import Instance, Visit
from ssj_xl.domain.matching_case import promoted, reassigned
from ssj_xl.gateways.book import Book
from ssj_xl.tables import records, registers
from ssj_xl.tables.problems import block, fail, problem
from ssj_xl.tables.table import Row
from ssj_xl.workflows import archive
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.evidence import Attempt, read_attempt, save_records
from ssj_xl.workflows.match import (
    drawn_attempt,
    instance_of,
    proof_of,
    standing_winners,
    teams_of,
    wording_of,
    write_teams,
)
from ssj_xl.workflows.office import Office, open_office


class Grounds(NamedTuple):
    """Why a substitution is made, and who approved it; both are kept in list, log and record."""

    why: str
    approver: str

    def check(self) -> None:
        """Raises D22, D29 where one of them is blank."""
        block([problem(code) for code, text in (("D22", self.why), ("D29", self.approver)) if not text.strip()])


@dataclass(frozen=True)
class Substituted:
    """What was done: the object or inspector that left, who came, the teams changed (object → codes), files."""

    left: str
    came: tuple[str, ...]
    teams: Mapping[str, tuple[str, ...]]
    files: tuple[Path, ...]


def promote(book: Book, task: str, object_: str, grounds: Grounds, desk: Desk) -> Substituted:
    """递补: replace a drawn object by the next ticket of its group.  The old row stays, marked 被替换.

    Where teams are matched already, only the new object gets one; all others stay.
    """
    grounds.check()
    office = open_office(book)
    row = drawn_attempt(office, task)
    standing = standing_winners(office, row)
    leaving = _replaceable(office, standing, row["task"], object_)
    attempt = read_attempt(office, row)
    win = _next_in_group(office, attempt, leaving)
    came = _write_promotion(office, attempt, leaving, win=win, grounds=grounds)
    teams, proof = _match_promoted(office, attempt, came, leaving)
    return _close(office, attempt, desk, act="递补",
                  text=f"{leaving['object']}由{came['object']}递补；原因：{grounds.why}；批准人：{grounds.approver}",
                  done=Substituted(leaving["object"], (came["object"],), teams, ()), proof=proof)


def _replaceable(office: Office, standing: list[Row], task: str, object_: str) -> Row:
    found = next((w for w in standing if w["object"] == object_.strip().upper()), None)
    if found is None:
        raise fail("D23", object=object_, task=task)
    for finding in office.table(registers.FINDINGS):
        if finding["task"] == task and finding["object"] == found["object"] and finding["checked"]:
            raise fail("D25", office.table(registers.FINDINGS).place(finding, "checked"), object=object_)
    return found


def _next_in_group(office: Office, attempt: Attempt, leaving: Row) -> ssj1.Win:
    """The smallest ticket of the same group that never stood on the list of this attempt."""
    ids = attempt.pid_of
    group = next(line.group for line in attempt.lock.lines if line.id == ids[leaving["object"]])
    pool = ONE_POOL if group in attempt.lock.weights else group
    used = {ids[w["object"]] for w in office.rows_of(records.WINNERS, attempt.row) if w["state"] != "候补"}
    order = ssj1.ranking(attempt.lock, attempt.keys.objects)[pool]
    found = next((win for win in order if win.id not in used), None)
    if found is None:
        raise fail("D24", office.table(records.WINNERS).place(leaving, "object"))
    return found


def _write_promotion(office: Office, attempt: Attempt, leaving: Row, *, win: ssj1.Win, grounds: Grounds) -> Row:
    """Mark the old row, and the new object's: its 候补 row if it has one, a new row otherwise."""
    code = attempt.code_of[win.id]
    rows = office.rows_of(records.WINNERS, attempt.row)
    mark = {"state": "递补", "replaces": leaving["object"], "why": grounds.why, "approver": grounds.approver}
    gone = {"state": "被替换", "why": grounds.why, "approver": grounds.approver}
    waiting = next((w for w in rows if w["object"] == code), None)
    if waiting is not None:
        office.book.replace(records.WINNERS, [(leaving, gone), (waiting, mark)])
    else:
        obj = office.table(registers.OBJECTS).by("code").get(code, {})
        office.book.replace(records.WINNERS, [(leaving, gone)])
        office.book.append(records.WINNERS, [{
            "task": attempt.row["task"], "attempt": attempt.row["attempt"], "object": code, "ticket": win.ticket,
            "rank": max(w["rank"] for w in rows) + 1, "name": obj.get("name", ""),
            "object_type": obj.get("object_type", ""), **mark,
        }])
    return next(w for w in office.rows_of(records.WINNERS, attempt.row) if w["object"] == code)


def _match_promoted(office: Office, attempt: Attempt, came: Row,
                    leaving: Row) -> tuple[dict[str, tuple[str, ...]], dict[str, Any]]:
    from ssj_xl.engines.flow import solve

    if not leaving["lead"]:
        return {}, {}
    others = [w for w in standing_winners(office, attempt.row) if w["lead"]]
    visit = Visit(attempt.pid_of[came["object"]], attempt.rule.team, frozenset(attempt.rule.scope))
    instance = promoted(instance_of(attempt, others), teams_of(attempt, others), visit=visit)
    solution = solve(instance, wording_of(office, attempt))
    teams = write_teams(office, attempt, [came], {visit.object_id: solution.teams[visit.object_id]})
    return teams, proof_of(instance, solution)


def reassign(book: Book, task: str, person: str, grounds: Grounds, desk: Desk, *,
             objects: tuple[str, ...] = ()) -> Substituted:
    """改派: replace an inspector in the teams of this task that have not checked yet (or only in `objects`)."""
    from ssj_xl.engines.flow import solve

    grounds.check()
    office = open_office(book)
    row = drawn_attempt(office, task)
    attempt = read_attempt(office, row)
    standing = standing_winners(office, row)
    code = person.strip().upper()
    affected = _teams_with(office, standing, code, objects=objects)
    if not affected:
        raise fail("D26", person=person, task=row["task"])
    instance = _without(attempt, standing, code, affected, everywhere=not objects)
    solution = solve(instance, wording_of(office, attempt))
    teams = write_teams(office, attempt, affected, solution.teams)
    came = tuple(sorted({c for w in affected for c in teams[w["object"]]} - {c for w in affected for c in team_of(w)}))
    return _close(office, attempt, desk, act="改派",
                  text=f"{code}退出{'、'.join(w['object'] for w in affected)}；原因：{grounds.why}；批准人：{grounds.approver}",
                  done=Substituted(code, came, teams, ()), proof=proof_of(instance, solution))


def _teams_with(office: Office, standing: list[Row], person: str, *, objects: tuple[str, ...]) -> list[Row]:
    wanted = {code.strip().upper() for code in objects}
    checked = {(f["task"], f["object"]) for f in office.table(registers.FINDINGS) if f["checked"]}
    return [w for w in standing if person in team_of(w) and (w["task"], w["object"]) not in checked
            and (not wanted or w["object"] in wanted)]


def _without(attempt: Attempt, standing: list[Row], person: str, affected: list[Row], *, everywhere: bool) -> Instance:
    """The open seats after `person` left; one who falls ill (everywhere) takes no other seat of the task either."""
    seated = [w for w in standing if w["lead"]]
    leaving = {attempt.pid_of[w["object"]]: {person} for w in affected}
    instance = reassigned(instance_of(attempt, seated), teams_of(attempt, seated), leaving=leaving)
    if not everywhere:
        return instance
    all_ids = frozenset(visit.object_id for visit in instance.visits)
    fixed = {id_ for id_, members in instance.fixed.items() if person in members}
    people = tuple(replace(p, barred=p.barred | (all_ids - fixed)) if p.code == person else p for p in instance.people)
    return replace(instance, people=people)


def _close(office: Office, attempt: Attempt, desk: Desk, *, act: str, text: str, done: Substituted,
           proof: dict[str, Any]) -> Substituted:
    """Log, head and both records of a substitution, saved together."""
    row = attempt.row
    head = office.journal(desk, act, f"任务{row['task']}第{row['attempt']}轮：{text}", ssj1.digest(text))
    office.book.replace(records.DRAWS, [(row, {"log_head": head})])
    kept = archive.kept_audit(office.book, row["task"], row["attempt"]).get("matching") or {}
    cases = [*kept.get("cases", ()), {"act": act, "at": desk.stamp, "text": text, **({"proof": proof} if proof else {})}]
    files = save_records(office, attempt, row={**row, "log_head": head}, matching={**kept, "cases": cases})
    return replace(done, files=files)
