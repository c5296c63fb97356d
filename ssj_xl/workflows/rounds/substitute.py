"""Changes of a round: 递补, 改派, 延期 and 作废."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ssj_xl.domain import logchain
from ssj_xl.domain.codes import DELAY, PROMOTION, REASSIGNMENT, listed_name, names
from ssj_xl.domain.draw import ssj1
from ssj_xl.domain.draw.canon import ONE_POOL
from ssj_xl.domain.draw.ssj1 import digest
from ssj_xl.domain.period import REPLACED, team_of
from ssj_xl.domain.plans import PREPARING
from ssj_xl.gateways.book import Book
from ssj_xl.tables import records, registers
from ssj_xl.tables.problems import UserError, block, fail, problem
from ssj_xl.tables.table import Row, Table
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.desk.office import Office, open_office
from ssj_xl.workflows.rounds import result_rows
from ssj_xl.workflows.rounds.evidence import Attempt, read_attempt
from ssj_xl.workflows.rounds.integrity import read_verified_attempt, teams_note
from ssj_xl.workflows.rounds.match import drawn_attempt, standing_winners, write_teams
from ssj_xl.workflows.rounds.parties import lent_to, party_names
from ssj_xl.workflows.rounds.proofs import WHOLE_TASK, solved, standing, wording_of
from ssj_xl.workflows.rounds.records import save_records

if TYPE_CHECKING:
    from ssj_xl.tables.rows import DrawRow, WinnerRow

_HINTS = {PROMOTION: "只是对方不方便的（搬迁、装修、负责人外出等），用“延期”：仍留在名单上。"}


def _codes(book: Book) -> Iterable[Row]:
    return book.read(registers.CODES) if book.has(registers.CODES) else ()


def reasons(book: Book, category: str) -> tuple[str, ...]:
    """The reasons that a workbook allows for a change, by the category of its 代码表."""
    return names(_codes(book), category)


class Grounds(NamedTuple):
    """Why something is changed, and who approved it; both stand in list, log and record.

    why: a name or code of a list in 代码表; note: what happened, free text that stays in 抽取名单.
    """

    why: str
    approver: str
    note: str = ""

    def listed(self, book: Book, category: str) -> Grounds:
        """These grounds with the name that the list has.

        Raises D22, D29 where reason or approver is blank, D70 where the list (代码表: category) has no such reason.
        """
        block([problem(code) for code, text in (("D22", self.why), ("D29", self.approver)) if not text.strip()])
        name = listed_name(_codes(book), category, self.why)
        if not name:
            raise fail("D70", value=self.why.strip(), category=category, known="、".join(reasons(book, category)),
                       hint=_HINTS.get(category, ""))
        return Grounds(name, self.approver.strip(), self.note.strip())

    def cells(self, table: Table) -> dict[str, str]:
        """Reason, note and approver as a row of 抽取名单 has them; a book without 说明 has the note behind the reason."""
        if "note" in table.columns:
            return {"why": self.why, "approver": self.approver, **({"note": self.note} if self.note else {})}
        return {"why": f"{self.why}：{self.note}" if self.note else self.why, "approver": self.approver}

    @property
    def text(self) -> str:
        """How the grounds end a sentence of the log."""
        return f"；原因：{self.why}；批准人：{self.approver}"


@dataclass(frozen=True)
class Substituted:
    """What was done: the object or inspector that left, who came, the teams changed (object → codes), files.

    stale: parties of a joint task whose 分发件 says other teams now, by name.
    """

    left: str
    came: tuple[str, ...]
    teams: Mapping[str, tuple[str, ...]]
    files: tuple[Path, ...]
    stale: tuple[str, ...] = ()


class Leaver(NamedTuple):
    """An inspector who leaves: every team of the task that has not checked yet, or only those of `objects`."""

    person: str
    objects: tuple[str, ...] = ()


class Case(NamedTuple):
    """One substitution to be saved: the act, its sentence for the log, what was done."""

    act: str
    text: str
    done: Substituted


def promote(book: Book, task: str, object_: str, grounds: Grounds, desk: Desk) -> Substituted:
    """递补: replace a drawn object by the next ticket of its group.  The old row stays, marked 被替换.

    Where teams are matched already, only the new object gets one; all others stay.  Raises what `Grounds.listed`
    and `unvisited` do, D24 where the group has nobody left, M-codes where no team exists.
    """
    grounds = grounds.listed(book, PROMOTION)
    office = open_office(book)
    row = drawn_attempt(office, task)
    leaving = unvisited(office, row, object_)
    attempt = read_verified_attempt(office, row)
    win = _next_in_group(office, attempt, leaving)
    _refuse_at_cap(office, attempt, win, desk)
    came = _write_promotion(office, attempt, leaving, win=win, grounds=grounds)
    teams = _match_promoted(office, attempt, came, leaving)
    done = Substituted(leaving["object"], (came["object"],), teams, (), _stale(office, row, [team_of(leaving), *teams.values()]))
    text = f"{leaving['object']}由{came['object']}递补{grounds.text}"
    return _close(office, attempt, desk, Case("递补", text, done))


def unvisited(office: Office, row: DrawRow, object_: str) -> WinnerRow:
    """The row of 抽取名单 of an object that stands on the list and was not checked yet.  Raises D23, D25."""
    task, code = row["task"], object_.strip().upper()
    found = next((w for w in standing_winners(office, row) if w["object"] == code), None)
    if found is None:
        other = [w["state"] for w in office.rows_of(records.WINNERS, row) if w["object"] == code]
        raise fail("D23", object=object_, task=task, state=f"（现在是“{other[-1]}”）" if other else "")
    for finding in office.table(registers.FINDINGS):
        if finding["task"] == task and finding["object"] == found["object"] and finding["checked"]:
            raise fail("D25", office.table(registers.FINDINGS).place(finding, "checked"), object=object_)
    return found


def _next_in_group(office: Office, attempt: Attempt, leaving: WinnerRow) -> ssj1.Win:
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


def _refuse_at_cap(office: Office, attempt: Attempt, win: ssj1.Win, desk: Desk) -> None:
    """D122: who would come has been visited as often as it may be since the lock.  Nobody else may come in its place."""
    obj = office.table(registers.OBJECTS).by("code").get(attempt.code_of[win.id])
    tier = office.grouping(office.task(attempt.row["task"]), desk.today).book.row_of(obj) if obj else None
    why = office.ledger(desk.today).reason(obj, desk.today, tier_cap=tier["yearly_cap"] if tier else None, but=attempt.row["task"]) if obj else ""
    if obj and why:
        raise fail("D122", office.table(registers.OBJECTS).place(obj, "code"), name=obj["name"], why=why)


def _write_promotion(office: Office, attempt: Attempt, leaving: WinnerRow, *, win: ssj1.Win, grounds: Grounds) -> Row:
    """Mark the old row, and the new object's: its 候补 row if it has one, a new row otherwise."""
    code = attempt.code_of[win.id]
    rows = office.rows_of(records.WINNERS, attempt.row)
    cells = grounds.cells(office.table(records.WINNERS))
    mark, gone = {"state": "递补", "replaces": leaving["object"], **cells}, {"state": REPLACED, **cells}
    waiting = next((w for w in rows if w["object"] == code), None)
    if waiting is not None:
        office.book.replace(records.WINNERS, [(leaving, gone), (waiting, mark)])
    else:
        obj: Mapping[str, Any] = office.table(registers.OBJECTS).by("code").get(code, {})
        office.book.replace(records.WINNERS, [(leaving, gone)])
        office.book.append(records.WINNERS, [{
            "task": attempt.row["task"], "attempt": attempt.row["attempt"], "object": code, "ticket": win.ticket,
            "rank": max(w["rank"] for w in rows) + 1, "name": attempt.name_of.get(code, obj.get("name", "")),
            "object_type": obj.get("object_type", ""), **mark,
        }])
    return next(w for w in office.rows_of(records.WINNERS, attempt.row) if w["object"] == code)


def _match_promoted(office: Office, attempt: Attempt, came: Row, leaving: WinnerRow) -> dict[str, tuple[str, ...]]:
    if not leaving["lead"]:
        return {}
    id_ = attempt.pid_of[came["object"]]
    others = standing(office, attempt, standing_winners(office, attempt.row))
    solution = solved(others.promotion(id_), wording_of(office, attempt))
    return write_teams(office, attempt, [came], others.seating.joined(solution.teams))


def reassign(book: Book, task: str, leaver: Leaver, grounds: Grounds, desk: Desk) -> Substituted:
    """改派: fill the seats of an inspector who leaves.  Whoever left the task altogether takes no seat of it again."""
    grounds = grounds.listed(book, REASSIGNMENT)
    office = open_office(book)
    row = drawn_attempt(office, task)
    attempt = read_verified_attempt(office, row)
    winners = standing_winners(office, row)
    code, objects = leaver.person.strip().upper(), leaver.objects
    affected = _teams_with(office, winners, code, objects=objects)
    if not affected:
        raise fail("D26", person=leaver.person, task=row["task"])
    ids = [attempt.pid_of[w["object"]] for w in affected]
    now = standing(office, attempt, winners)
    solution = solved(now.reassignment(code, ids, everywhere=not objects), wording_of(office, attempt))
    teams = write_teams(office, attempt, affected, now.seating.joined(solution.teams))
    came = tuple(sorted({c for w in affected for c in teams[w["object"]] if c not in team_of(w)}))
    left = f"{code}退出{'' if objects else WHOLE_TASK}{'、'.join(w['object'] for w in affected)}"
    stale = _stale(office, row, [(code,), *teams.values()])
    return _close(office, attempt, desk, Case("改派", left + grounds.text, Substituted(code, came, teams, (), stale)))


def _stale(office: Office, row: DrawRow, teams: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """The parties, but the initiator, of the people of these teams."""
    lent, names_ = lent_to(office, row["task"]), party_names(office, row["task"])
    return tuple(dict.fromkeys(names_[lent[code]["party"]] for team in teams for code in team if code in lent))


def _teams_with(office: Office, winners: list[WinnerRow], person: str, *, objects: tuple[str, ...]) -> list[WinnerRow]:
    wanted = {code.strip().upper() for code in objects}
    checked = {(f["task"], f["object"]) for f in office.table(registers.FINDINGS) if f["checked"]}
    return [w for w in winners if person in team_of(w) and (w["task"], w["object"]) not in checked
            and (not wanted or w["object"] in wanted)]


def _close(office: Office, attempt: Attempt, desk: Desk, case: Case) -> Substituted:
    """Log, head and both records of a substitution, saved together."""
    row, text = attempt.row, logchain.plain(case.text)
    summary = f"任务{row['task']}第{row['attempt']}轮：{text}{teams_note(office.rows_of(records.WINNERS, row))}"
    head = office.journal(desk, case.act, summary, ssj1.digest(text))
    office.book.replace(records.DRAWS, [(row, {"log_head": head})])
    result_rows.keep_in_step(office, row["task"])
    return replace(case.done, files=save_records(office, row))


# --- 延期 --------------------------------------------------------------------------------------------------

NOT_NEEDED = "未超过截止日期"


class Delay(NamedTuple):
    """The object whose visit is put off, and the day by which it is made up for."""

    object: str
    until: date


def postpone(book: Book, task: str, delay: Delay, grounds: Grounds, desk: Desk) -> int:
    """Put the visit of a drawn object off to a day; returns how often that was done.  The list stays as it is.

    grounds: the reason from 代码表 (延期原因), its note, and who approved; without approver only up to the task's
    last day.  Raises D22, D70 (reason), D23, D25 (object), D71–D73, D27 (not drawn).
    """
    office = open_office(book)
    row = drawn_attempt(office, task)
    until = delay.until
    winners, end = office.table(records.WINNERS), office.task(task)["end"]
    late = end is not None and until > end
    if late and not grounds.approver.strip():
        raise fail("D72", day=until.isoformat(), end=end.isoformat())
    grounds = grounds._replace(approver=grounds.approver.strip() or NOT_NEEDED).listed(book, DELAY)
    found = unvisited(office, row, delay.object)
    if until <= desk.today:
        raise fail("D71", day=until.isoformat())
    if "put_off_to" not in winners.columns:
        raise fail("D73", winners.place(found, "state"))
    times = (found["put_off"] or 0) + 1
    text = logchain.plain(f"{found['object']}第{times}次延期至{until.isoformat()}{grounds.text}")
    office.journal(desk, "延期", f"任务{row['task']}第{row['attempt']}轮：{text}", digest(text))
    note = {"note": "；".join(filter(None, (found["note"], grounds.note)))}
    book.replace(records.WINNERS, [(found, {"put_off_to": until, "put_off": times, "put_off_why": grounds.why,
                                            "put_off_by": grounds.approver, **note})])
    book.commit()
    return times


# --- 作废: an attempt is voided with a reason, never deleted; the next lock is a new 轮次 --------------------

def visited(book: Book, task: str) -> tuple[int, int]:
    """How many objects of a task have a result, and how many of these a published one: they outlive an attempt that is voided."""
    code = task.strip().upper()
    done = [row for row in book.read(registers.FINDINGS) if row["task"] == code and row["checked"]]
    return len({row["object"] for row in done}), len({row["object"] for row in done if row["published"]})


def void(book: Book, task: str, why: str, desk: Desk) -> tuple[int, tuple[Path, ...]]:
    """Void the standing attempt of a task; returns its number and the record files.  Raises D21, D22.

    An attempt whose locked list was tampered with can still be voided: then only the workbook is written,
    and the record files stay as they were.
    """
    if not why.strip():
        raise fail("D22")
    office = open_office(book)
    row = office.current(office.task(task)["code"])
    if row is None:
        raise fail("D21", task=task)
    text = f"任务{row['task']}第{row['attempt']}轮作废：{why.strip()}"
    head = office.journal(desk, "作废", text, digest(text))
    mark = {"void_at": desk.stamp, "void_why": why.strip(), "log_head": head}
    book.replace(records.DRAWS, [(row, mark)])
    book.replace(registers.TASKS, [(office.task(task), {"state": PREPARING})])
    result_rows.keep_in_step(office, row["task"])
    try:
        read_attempt(office, row)
    except UserError:
        book.commit()
        return row["attempt"], ()
    return row["attempt"], save_records(office, row)
