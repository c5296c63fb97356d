"""Whether the rows of a draw are still what the program wrote: held against the log, the rule of the draw, the files.

Someone may delete rows of 抽取记录, edit a cell by hand, or put an old copy of the workbook back.  What can be
seen inside the workbook and beside it is refused here; only an anchor outside shows the rest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ssj_xl.domain.draw import ssj1
from ssj_xl.domain.draw.ceremony import lock_statement
from ssj_xl.domain.logchain import number_of
from ssj_xl.domain.period import ON_THE_LIST, REPLACED, team_of
from ssj_xl.tables import records
from ssj_xl.tables.problems import Place, Problem, fail, problem
from ssj_xl.tables.table import Row
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.desk.office import Office
from ssj_xl.workflows.rounds import archive
from ssj_xl.workflows.rounds.evidence import Attempt, read_attempt

if TYPE_CHECKING:
    from ssj_xl.tables.rows import DrawRow, WinnerRow


def logged(office: Office, task: str, act: str) -> list[tuple[int, Row]]:
    """Entries of 操作日志 about one act on a task, each with its attempt."""
    start = re.compile(rf"任务{re.escape(task)}第([0-9]{{1,9}})轮：")
    found = ((start.match(row["summary"]), row) for row in office.table(records.LOG) if row["act"] == act)
    return [(int(match[1]), row) for match, row in found if match]


def team_entries(office: Office, attempt: Attempt) -> list[Row]:
    """Entries of 操作日志 about the teams of an attempt, in their order."""
    found = (entry for act in records.TEAM_ACTS for number, entry in logged(office, attempt.row["task"], act)
             if number == attempt.row["attempt"])
    return sorted(found, key=number_of)


def list_note(locked: Iterable[Mapping[str, Any]]) -> str:
    """How the log's summary of a lock ends: a fingerprint of 锁定名录 with what the root leaves out.

    The root covers pseudonyms only; without this, two firms' codes could change places before the draw.
    """
    rows = list(locked)
    later = ("name", "identity") if any(row.get("name") for row in rows) else ()
    keys = ("object", "pid", "group", "tier", "excluded", *later)
    lines = sorted("\t".join(str(row[key]) for key in keys) + "\n" for row in rows)
    return f"，名录对照{ssj1.digest(''.join(lines))}"


def teams_note(winners: Iterable[Mapping[str, Any]]) -> str:
    """How the log's summary of 匹配, 递补 and 改派 ends: a fingerprint of all teams as they stand afterwards."""
    lines = sorted(f"{row['object']}\t{'、'.join(team_of(row))}\n" for row in winners if row["lead"] or row["members"])
    return f"，检查组对照{ssj1.digest(''.join(lines))}"


def refuse_lost_attempts(office: Office, task: str, attempt: int) -> None:
    """Before a new lock: every attempt that the log has must still be recorded, and the new one be new on disk.

    Raises D42 where rows of 抽取记录 were deleted, D43 where the workbook was put back to an earlier state.
    """
    known = {row["attempt"] for row in office.attempts(task)}
    lost = sorted({number for number, _ in logged(office, task, "锁定")} - known)
    if lost:
        raise fail("D42", office.table(records.DRAWS).grid.place(-1), task=task, attempt="、".join(map(str, lost)))
    if archive.read_public_record(office.book, task, attempt):
        file = archive.record_paths(office.book, task, attempt)[0]
        raise fail("D43", Place(str(file)), attempt=attempt, file=file.name)


def clock_doubts(office: Office, desk: Desk) -> list[Problem]:
    """D45 where the clock is behind the last entry of the log."""
    last = max((row["at"] for row in office.table(records.LOG)), default="")
    return [problem("D45", at=desk.stamp, last=last)] if desk.stamp < last else []


def refuse_other_seed(office: Office, attempt: Attempt, seed_text: str) -> None:
    """D44 where a record beside the workbook shows this lock drawn by another public value.

    A draw that was cut short may be carried through with the same value: it gives the same result.
    """
    row = attempt.row
    for kept in (archive.read_public_record(office.book, row["task"], row["attempt"]),
                 archive.read_audit_record(office.book, row["task"], row["attempt"])):
        if kept.get("root") == attempt.lock.root and kept.get("seed_text", seed_text) != seed_text:
            raise fail("D44", attempt=row["attempt"], public=kept.get("public", ""),
                       given=ssj1.public_of(seed_text))


def read_verified_attempt(office: Office, row: DrawRow) -> Attempt:
    """An attempt read back, with lock, draw and list as the log has them.  Raises D17–D19, D38."""
    attempt = read_attempt(office, row)
    table = office.table(records.DRAWS)
    entries = [entry for number, entry in logged(office, row["task"], "锁定") if number == row["attempt"]]
    statement = ssj1.digest(lock_statement(row))
    if not any(entry["content"] == statement for entry in entries):
        raise fail("D38", table.place(row, "source"), attempt=row["attempt"],
                   what="公示方式、随机源、锁定时间等与操作日志里锁定的内容不符")
    note = list_note(attempt.locked)
    if not any(entry["summary"].endswith(note) for entry in entries):
        raise fail("D38", office.table(records.LOCKED).grid.place(-1), attempt=row["attempt"],
                   what="锁定名录里的对象编码、风险等级或排除原因与操作日志里的名录对照不符")
    if row["seed_text"]:
        _refuse_changed_result(office, attempt)
        _refuse_changed_list(office, attempt)
        _refuse_changed_teams(office, attempt)
    return attempt


def _refuse_changed_result(office: Office, attempt: Attempt) -> None:
    row = attempt.row
    digest = ssj1.result_digest(ssj1.winners(attempt.lock, attempt.keys.objects))
    contents = {entry["content"] for number, entry in logged(office, row["task"], "抽取") if number == row["attempt"]}
    if digest not in contents:
        raise fail("D38", office.table(records.DRAWS).place(row, "seed_text"), attempt=row["attempt"],
                   what="种子与操作日志里抽取的结果不符")


def _refuse_changed_list(office: Office, attempt: Attempt) -> None:
    """抽取名单 must hold the smallest tickets of each group, and one more for each 递补 that the log has."""
    table = office.table(records.WINNERS)
    rows = [row for row in office.rows_of(records.WINNERS, attempt.row) if row["state"] != "候补"]
    promotions = [n for n, _ in logged(office, attempt.row["task"], "递补") if n == attempt.row["attempt"]]
    what = "抽取名单里的对象不是按签号抽中、递补的" if _odd_list(attempt, rows) else ""
    if not what and sum(row["state"] == REPLACED for row in rows) != len(promotions):
        what = "抽取名单里的递补与操作日志不符"
    if what:
        raise fail("D38", table.place(rows[0], "object") if rows else table.grid.place(-1),
                   attempt=attempt.row["attempt"], what=what)


def _refuse_changed_teams(office: Office, attempt: Attempt) -> None:
    """Teams are those of the last act that the log has; an inspector is exchanged by 改派, not by typing."""
    entries = team_entries(office, attempt)
    rows = office.rows_of(records.WINNERS, attempt.row)
    note = entries[-1]["summary"] if entries else teams_note(())
    if not note.endswith(teams_note(rows)):
        table = office.table(records.WINNERS)
        raise fail("D38", table.place(rows[0], "lead"), attempt=attempt.row["attempt"], what="检查组与操作日志不符")


def _odd_list(attempt: Attempt, rows: list[WinnerRow]) -> bool:
    ids = attempt.pid_of
    state_of = {ids.get(row["object"], ""): row["state"] for row in rows}
    order = ssj1.ranking(attempt.lock, attempt.keys.objects)
    pool_of = {win.id: pool for pool, wins in order.items() for win in wins}
    gone = Counter(pool_of.get(id_, "") for id_, state in state_of.items() if state == REPLACED)
    due = {win.id: win.rank > attempt.lock.quotas[pool]
           for pool, wins in order.items() for win in wins[: attempt.lock.quotas[pool] + gone[pool]]}
    if len(rows) != len(state_of) or state_of.keys() != due.keys():
        return True
    return any(state in ON_THE_LIST and (state == "递补") != due[id_] for id_, state in state_of.items())
