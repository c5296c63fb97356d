"""匹配: teams for the drawn objects, and who is there for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ssj_xl.domain.matching import Team
from ssj_xl.domain.matching.case import to_record
from ssj_xl.domain.period import ON_THE_LIST
from ssj_xl.gateways.book import Book
from ssj_xl.tables import records, registers
from ssj_xl.tables.problems import fail
from ssj_xl.tables.table import Row
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.desk.office import Office, open_office
from ssj_xl.workflows.rounds import result_rows
from ssj_xl.workflows.rounds.evidence import Attempt
from ssj_xl.workflows.rounds.integrity import read_verified_attempt, teams_note
from ssj_xl.workflows.rounds.proofs import Standing, matching_digest, solved, wording_of
from ssj_xl.workflows.rounds.records import refuse_newer_records, save_records

if TYPE_CHECKING:
    from ssj_xl.tables.rows import DrawRow, WinnerRow


@dataclass(frozen=True)
class Matched:
    """Teams by object code (inspector codes, lead first), the largest number of visits of one inspector, files."""

    teams: Mapping[str, tuple[str, ...]]
    most: int
    files: tuple[Path, ...]


def match(book: Book, task: str, desk: Desk) -> Matched:
    """Match teams to all drawn objects of a task.  Raises D27 before the draw, D28 when done, M01–M06 if impossible."""
    office = open_office(book)
    row = drawn_attempt(office, task)
    standing = standing_winners(office, row)
    if any(winner["lead"] for winner in standing):
        raise fail("D28", office.table(records.WINNERS).place(standing[0], "lead"), task=row["task"])
    attempt = read_verified_attempt(office, row)
    now = Standing(attempt, {})
    solution = solved(now.instance(attempt.pid_of[winner["object"]] for winner in standing), wording_of(office, attempt))
    teams = write_teams(office, attempt, standing, now.seating.joined(solution.teams))
    matching = to_record(solution)
    summary = f"任务{row['task']}第{row['attempt']}轮：匹配检查组{len(teams)}个"
    head = office.journal(desk, "匹配", summary + teams_note(office.rows_of(records.WINNERS, row)),
                          matching_digest(matching))
    book.replace(records.DRAWS, [(row, {"log_head": head})])
    book.replace(registers.TASKS, [(office.task(task), {"state": "已匹配"})])
    result_rows.keep_in_step(office, row["task"])
    loads = Counter(code for team in teams.values() for code in team)
    files = save_records(office, row, matching)
    return Matched(teams, max(loads.values(), default=0), files)


def drawn_attempt(office: Office, task: str) -> DrawRow:
    """The drawn attempt of a task that stands.  Raises D27 where there is none, D60 where its records are ahead of the workbook."""
    code = office.task(task)["code"]
    row = office.current(code)
    if row is None or not row["drawn_at"]:
        raise fail("D27", task=code)
    refuse_newer_records(office, row)
    return row


def standing_winners(office: Office, row: DrawRow) -> list[WinnerRow]:
    """The rows of 抽取名单 that are to be visited in this attempt: 抽中 and 递补."""
    return [winner for winner in office.rows_of(records.WINNERS, row) if winner["state"] in ON_THE_LIST]


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
