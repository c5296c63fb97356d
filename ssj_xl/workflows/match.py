"""匹配: a team for every drawn object, from the locked staff and the seed of the draw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ssj_xl.domain.history import ON_THE_LIST, team_of
from ssj_xl.domain.matching import Instance, Solution, Team, Visit
from ssj_xl.domain.matching.explain import Wording
from ssj_xl.domain.matching.people import ON_DUTY, parse_listed, parse_people
from ssj_xl.domain.matching.record import to_record
from ssj_xl.domain.ssj1 import digest
from ssj_xl.gateways.book import Book
from ssj_xl.papers.record import as_json
from ssj_xl.tables import records, registers
from ssj_xl.tables.problems import fail
from ssj_xl.tables.table import Row
from ssj_xl.workflows import archive
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.evidence import Attempt, save_records
from ssj_xl.workflows.integrity import held_attempt, teams_note
from ssj_xl.workflows.office import Office, open_office


@dataclass(frozen=True)
class Matched:
    """Teams by object code (inspector codes, lead first), the largest number of visits of one inspector, files."""

    teams: Mapping[str, tuple[str, ...]]
    most: int
    files: tuple[Path, ...]


def match(book: Book, task: str, desk: Desk) -> Matched:
    """Match teams to all drawn objects of a task.  Raises D27 before the draw, D28 when done, M01–M06 if impossible."""
    from ssj_xl.engines.flow import solve

    office = open_office(book)
    row = drawn_attempt(office, task)
    standing = standing_winners(office, row)
    if any(winner["lead"] for winner in standing):
        raise fail("D28", office.table(records.WINNERS).place(standing[0], "lead"), task=row["task"])
    attempt = held_attempt(office, row)
    solution = solve(instance_of(attempt, standing), wording_of(office, attempt))
    teams = write_teams(office, attempt, standing, solution.teams)
    matching = to_record(solution)
    summary = f"任务{row['task']}第{row['attempt']}轮：匹配检查组{len(teams)}个"
    head = office.journal(desk, "匹配", summary + teams_note(office.rows_of(records.WINNERS, row)),
                          digest(as_json(matching).decode()))
    entry = {**attempt.row, "log_head": head}
    book.replace(records.DRAWS, [(row, {"log_head": head})])
    book.replace(registers.TASKS, [(office.task(task), {"state": "已匹配"})])
    loads = [code for team in teams.values() for code in team]
    earlier = archive.kept_audit(book, row["task"], row["attempt"]).get("matching") or {}
    cases = {"cases": earlier["cases"]} if "cases" in earlier else {}  # 递补 made before the matching
    files = save_records(office, attempt, row=entry, matching={**matching, **cases})
    return Matched(teams, max((loads.count(code) for code in set(loads)), default=0), files)


def drawn_attempt(office: Office, task: str) -> Row:
    """The drawn attempt of a task that stands.  Raises D27 where there is none."""
    code = office.task(task)["code"]
    row = office.current(code)
    if row is None or not row["drawn_at"]:
        raise fail("D27", task=code)
    return row


def standing_winners(office: Office, row: Row) -> list[Row]:
    """The rows of 抽取名单 that are to be visited in this attempt: 抽中 and 递补."""
    return [winner for winner in office.rows_of(records.WINNERS, row) if winner["state"] in ON_THE_LIST]


def instance_of(attempt: Attempt, winners: Iterable[Mapping[str, Any]]) -> Instance:
    """The matching problem of these winners with the locked staff, in list ids."""
    rule, pid_of = attempt.rule, attempt.pid_of
    scope = frozenset(rule.scope)
    visits = tuple(Visit(pid_of[winner["object"]], rule.team, scope) for winner in winners)
    return Instance(attempt.keys.matching, visits, tuple(parse_people(attempt.lock.people)))


def wording_of(office: Office, attempt: Attempt) -> Wording:
    """Names for the codes in sentences about this matching."""
    objects = office.table(registers.OBJECTS).by("code")
    names = {pid: objects[code]["name"] for code, pid in attempt.pid_of.items() if code in objects}
    people = {row["code"]: row["name"] for row in office.table(registers.INSPECTORS)}
    absent = {p.code: status for p, status in parse_listed(attempt.lock.people) if status != ON_DUTY}
    return Wording(names, people, absent)


def teams_of(attempt: Attempt, winners: Iterable[Mapping[str, Any]]) -> dict[str, Team]:
    """The teams that stand in 抽取名单, by list id."""
    pid_of = attempt.pid_of
    return {pid_of[w["object"]]: Team(w["lead"], team_of(w)) for w in winners if w["lead"]}


def write_teams(office: Office, attempt: Attempt, winners: Iterable[Row],
                teams: Mapping[str, Team]) -> dict[str, tuple[str, ...]]:
    """Put teams into the rows of their objects; returns them by object code, lead first."""
    names = {row["code"]: row["name"] for row in office.table(registers.INSPECTORS)}
    pid_of, done, changes = attempt.pid_of, {}, []
    for winner in winners:
        team = teams.get(pid_of[winner["object"]])
        if team is None:
            continue
        members = (team.lead, *(code for code in team.members if code != team.lead))
        done[winner["object"]] = members
        changes.append((winner, {"lead": team.lead, "members": members[1:],
                                 "team_names": "、".join(names.get(code, code) for code in members)}))
    office.book.replace(records.WINNERS, changes)
    return done


def proof_of(instance: Instance, solution: Solution) -> dict[str, Any]:
    """A one-case matching as the audit record keeps it: who was fixed or barred, and the solution with its proof."""
    return {
        "fixed": {key: list(value) for key, value in sorted(instance.fixed.items())},
        "barred": {person.code: sorted(person.barred) for person in instance.people if person.barred},
        **to_record(solution),
    }
