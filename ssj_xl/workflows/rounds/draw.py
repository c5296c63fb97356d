"""抽取: the seed enters, the locked list decides.  Everything is saved before anyone sees a winner."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ssj_xl.domain import staff
from ssj_xl.domain.draw import ceremony, ssj1
from ssj_xl.domain.draw.canon import EXCLUDED
from ssj_xl.domain.draw.public_value import canon_public, comes_from, flaw, is_proof_of
from ssj_xl.domain.draw.sources import DICE, value_spellings
from ssj_xl.domain.matching.case import parse_listed
from ssj_xl.domain.pool import STATUS
from ssj_xl.domain.scheme import day_of, mode_of
from ssj_xl.gateways.book import Book
from ssj_xl.tables import records, registers
from ssj_xl.tables.problems import Problem, block, fail, problem
from ssj_xl.tables.table import Row
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.desk.office import Office, open_office
from ssj_xl.workflows.rounds import parties
from ssj_xl.workflows.rounds.evidence import Attempt
from ssj_xl.workflows.rounds.integrity import read_verified_attempt, refuse_other_seed
from ssj_xl.workflows.rounds.records import save_records

if TYPE_CHECKING:
    from ssj_xl.tables.rows import DrawRow, TaskRow


@dataclass(frozen=True)
class Drawn:
    """A finished draw: the row of 抽取记录, the rows of 抽取名单 (winners, then reserves), the files."""

    row: dict[str, Any]
    winners: tuple[dict[str, Any], ...]
    digest: str
    files: tuple[Path, ...]
    warnings: tuple[Problem, ...] = ()


class Signed(NamedTuple):
    """A public value of the drand beacon with the signature (96 hex) that was published with it."""

    value: str
    proof: str


def draw(book: Book, task: str, public: str | Signed, desk: Desk, *, nonces: Mapping[str, str] | None = None) -> Drawn:
    """Draw a locked task with the public value of the source named at its lock.

    nonces: party → the number behind its commitment, where parties committed at the lock (V05–V07).

    Raises UserError for a signature of another value (D52), a draw before the lock (D14), a second one (D16), another source (D13), a value
    in no canonical form (D12), a list, rule or staff that changed after the lock (D17–D19), a record of the lock
    that was edited (D38), and another value where this lock was drawn before (D44).
    """
    office = open_office(book)
    row = _open_attempt(office, office.task(task), desk)
    given = public if isinstance(public, Signed) else Signed(public, "")
    value = read_public(given.value, row["source"])
    proof = read_proof(given.proof, value)
    opened = _opened(office, row, nonces or {})
    _refuse_future_round(office, row, desk)
    _refuse_odd_dice(office, row, value)
    attempt = read_verified_attempt(office, row)
    _refuse_changed_staff(office, attempt)
    _refuse_changed_task(office, attempt)
    seed_text = ssj1.seed_text(attempt.lock, value, opened)
    refuse_other_seed(office, attempt, seed_text)
    keys = ssj1.keys(seed_text)
    wins, reserves = ssj1.drawn(attempt.lock, keys.objects, attempt.rule.reserve)
    digest = ssj1.result_digest(wins)
    entry = row | {"seed_text": seed_text, "seed": keys.seed, "drawn_at": desk.stamp,
                   "nonces": ceremony.pairs_text(opened), "proof": proof}
    summary = f"任务{row['task']}第{row['attempt']}轮：抽中{len(wins)}家，种子{keys.seed}，结果指纹{digest}"
    entry["log_head"] = office.journal(desk, "抽取", summary, digest)
    listed = _winner_rows(office, attempt, wins, reserves)
    _write(office, attempt, entry, listed)
    doubts = tuple(_changed_objects(office, attempt))
    return Drawn(entry, tuple(listed), digest, save_records(office, row), doubts)


def _open_attempt(office: Office, task: TaskRow, desk: Desk) -> DrawRow:
    row = office.current(task["code"])
    if row is None:
        raise fail("D14", task=task["code"])
    place = office.table(records.DRAWS).place(row, "drawn_at")
    if row["drawn_at"]:
        raise fail("D16", place, task=task["code"], attempt=row["attempt"], at=row["drawn_at"])
    if desk.stamp < row["locked_at"]:
        raise fail("D20", place, at=desk.stamp, locked=row["locked_at"])
    return row


def read_public(public: str, source: str) -> str:
    """A public value in canonical form.  Raises UserError D12, D13 for one of another source than the locked one."""
    try:
        value = canon_public(public)
    except ValueError:
        raise fail("D12", value=public, flaw=flaw(public), values=value_spellings()) from None
    if not comes_from(value, source):
        raise fail("D13", source=source, public=value)
    return value


def read_proof(proof: str, public: str) -> str:
    """The beacon's signature in canonical form; '' where none was given."""
    plain = "".join(proof.split()).lower()
    if plain and not is_proof_of(plain, public):
        raise fail("D52", value=proof)
    return plain


def _opened(office: Office, row: Row, nonces: Mapping[str, str]) -> dict[str, str]:
    """The nonces of all parties, each held against its commitment; one that fails voids the attempt."""
    found = ceremony.opening_problems(row["task"], ceremony.read_pairs(row["commitments"]), nonces)
    block([Problem(p.code, p.params, office.table(records.DRAWS).place(row, "commitments")) for p in found])
    return dict(sorted(nonces.items()))


def _refuse_future_round(office: Office, row: Row, desk: Desk) -> None:
    """A round of the beacon that is not out yet has no value."""
    number = ceremony.drand_round(row["source"])
    if number is not None and desk.stamp < ceremony.due(number):
        raise fail("V09", office.table(records.DRAWS).place(row, "source"), source=row["source"],
                   due=ceremony.due(number), at=desk.stamp)


def _refuse_odd_dice(office: Office, row: Row, value: str) -> None:
    """Digits that chance would hardly give (V89) or that were used before (V90), or without the witness of the lock (V91)."""
    kind, _, digits = value.partition(":")
    if kind != DICE.key:
        return
    task, why = office.task(row["task"]), ceremony.unlikely(digits)
    used = [past for past in office.table(records.DRAWS) if past["seed_text"] and ssj1.public_of(ssj1.whole(past["seed_text"])) == value
            and (past["task"], past["attempt"]) != (row["task"], row["attempt"])]
    there = ceremony.witness_mark(row["task"], row["attempt"], task["witness"])
    block([*([problem("V89", digits=digits, why=why)] if why else []),
           *(problem("V90", digits=digits, task=past["task"], attempt=past["attempt"]) for past in used),
           *([problem("V91", office.table(registers.TASKS).place(task, "witness"), task=row["task"])]
             if row.get("witness", there) != there else [])])


def _refuse_changed_staff(office: Office, attempt: Attempt) -> None:
    """The registers' staff must be the locked staff: nobody falls "ill" between the lock and the draw.

    Headroom is not compared: other tasks may have been matched in between, and the locked figure counts.
    """
    task = office.task(attempt.row["task"])
    start = task["start"] or day_of(attempt.row["locked_at"])
    now = parties.as_lent(office, task["code"], staff.listed(parties.inspectors_for(office, task["code"]), task, start, loads={}, base=0))
    ids = attempt.pid_of
    locked = {p.code: (p.lead, p.items, p.party, status, p.barred) for p, status in parse_listed(attempt.lock.people)}

    def changed(barred: Mapping[str, frozenset[str]]) -> list[str]:
        today = {p.code: (p.lead, p.items, p.party, status, frozenset(ids[c] for c in barred.get(p.code, ()) if c in ids)) for p, status in now}
        return sorted(code for code in today.keys() | locked.keys() if today.get(code) != locked.get(code))

    barred = parties.barred_in(office, task, staff.barred_pairs(office.table(registers.RECUSALS), start, task["end"]))
    who = changed(office.by_institution(barred))
    if who and changed(barred):  # lists of before were locked with the recusals of the object alone
        raise fail("D18", office.table(registers.INSPECTORS).grid.place(-1), who="、".join(who))


def _refuse_changed_task(office: Office, attempt: Attempt) -> None:
    """Team size, items, last day and parties stand in the locked rule; task and 联合参与方 must still say the same."""
    task, rule = office.task(attempt.row["task"]), attempt.rule
    tasks = office.table(registers.TASKS)
    current = {"team": task["team"] or registers.TEAM, "end": task["end"], "items": tuple(sorted(staff.needed_scope(task))),
               "method": mode_of(task["method"])}
    locked = {"team": rule.team, "end": rule.end, "items": rule.scope, "method": rule.mode}
    changed = [tasks.spec.header(key) for key in current if current[key] != locked[key]]
    seated = parties.party_rules(office, task["code"])
    changed += ["参与方"] if seated != (dict(rule.parties), dict(rule.seats)) else []
    if changed:
        raise fail("D19", tasks.place(task, "code"), what="任务的" + "、".join(changed) + "与锁定时不同")


_NAMED = 5
"""So many changed objects are named in the warning; the rest are counted."""


def _changed_objects(office: Office, attempt: Attempt) -> Iterable[Problem]:
    """D47: objects closed, deleted, rated anew or open again since the lock; the locked list stands, but the clerk must know."""
    objects = office.table(registers.OBJECTS)
    known = objects.by("code")
    changed = [f"{row['object']}（{what}）" for row in attempt.locked
               if (what := _change(row, known.get(row["object"])))]
    if changed:
        shown = "、".join(changed[:_NAMED]) + ("等" if len(changed) > _NAMED else "")
        yield problem("D47", objects.grid.place(-1), count=len(changed), which=shown)


def _change(locked: Row, now: Row | None) -> str:
    if locked["group"] == EXCLUDED:
        back = locked["excluded"].startswith(STATUS) and now is not None and now["status"] in registers.DRAWABLE
        return f"锁定时{locked['excluded']}，现在{now['status']}" if back and now else ""
    if now is None:
        return "已从名录中删除"
    if now["status"] not in registers.DRAWABLE:
        return f"状态{now['status']}"
    return "等级已变" if locked["tier"] and now["tier"] and locked["tier"] != now["tier"] else ""


def _winner_rows(office: Office, attempt: Attempt, wins: Iterable[ssj1.Win],
                 reserves: Iterable[ssj1.Win]) -> list[dict[str, Any]]:
    objects, code_of, name_of = office.table(registers.OBJECTS).by("code"), attempt.code_of, attempt.name_of
    rows = []
    for number, (win, state) in enumerate([*((w, "抽中") for w in wins), *((w, "候补") for w in reserves)], 1):
        obj: Mapping[str, Any] = objects.get(code_of[win.id], {})
        rows.append({
            "task": attempt.row["task"], "attempt": attempt.row["attempt"], "rank": number,
            "object": code_of[win.id], "name": name_of.get(code_of[win.id], obj.get("name", "")), "object_type": obj.get("object_type", ""),
            "ticket": win.ticket, "state": state,
        })
    return rows


def _write(office: Office, attempt: Attempt, entry: dict[str, Any], winners: list[dict[str, Any]]) -> None:
    book, tickets = office.book, ssj1.tickets(attempt.lock, ssj1.keys(entry["seed_text"]).objects)
    keys = ("seed_text", "seed", "drawn_at", "log_head", "nonces", *(("proof",) if entry.get("names_root") else ()))
    book.replace(records.DRAWS, [(attempt.row, {key: entry[key] for key in keys})])
    book.replace(records.LOCKED, [(row, {"ticket": tickets[row["pid"]]}) for row in attempt.locked])
    book.append(records.WINNERS, winners)
    book.replace(registers.TASKS, [(office.task(entry["task"]), {"state": "已抽取"})])
