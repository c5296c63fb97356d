"""锁定: freeze list, people, rule and source before any seed exists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ssj_xl.domain import logchain
from ssj_xl.domain.attempts import attempts_like, given_up, how_far, tasks_like
from ssj_xl.domain.draw import ceremony, ssj1
from ssj_xl.domain.draw.public_value import canon_source
from ssj_xl.domain.draw.quotas import reaches
from ssj_xl.domain.draw.rule import percent
from ssj_xl.domain.draw.sources import DICE, NOTHING, Known, kind_of, spellings
from ssj_xl.domain.matching.case import parse_applying, parse_listed
from ssj_xl.domain.record import row_of_lock
from ssj_xl.domain.scheme import PRIVATE, identity_of
from ssj_xl.gateways.book import Book
from ssj_xl.tables import records, registers
from ssj_xl.tables.problems import Problem, block, fail, problem
from ssj_xl.tables.table import Row
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.desk.office import Office, open_office
from ssj_xl.workflows.desk.trace import unexplained
from ssj_xl.workflows.rounds import archive
from ssj_xl.workflows.rounds.cautions import cautions, cautions_note, seats
from ssj_xl.workflows.rounds.integrity import clock_doubts, list_note, refuse_lost_attempts
from ssj_xl.workflows.rounds.lottery import Dated, known_calendar, last_problems, read_last
from ssj_xl.workflows.rounds.older import refuse_older_book
from ssj_xl.workflows.rounds.outlook import in_words
from ssj_xl.workflows.rounds.planned import Planned
from ssj_xl.workflows.rounds.planning import binds_names, old_account, plan_draw
from ssj_xl.workflows.rounds.records import save_records


@dataclass(frozen=True)
class Locked:
    """A lock as it is announced: the row of 抽取记录, quotas and sizes by group, the files.

    inference: what an outsider could infer of tiers, in words for the bureau; '' where groups are no tiers.
    """

    row: dict[str, Any]
    lock: ssj1.Lock
    warnings: tuple[Problem, ...]
    files: tuple[Path, ...]
    inference: str = ""


def lock(book: Book, task: str, source: str | Dated, desk: Desk, *,
         commitments: Mapping[str, str] | None = None) -> Locked:
    """Lock a task's list for a draw with a named source (`ssq:2021026`, `dice`, `drand:12345`), perhaps with 最近一期.

    commitments: for the full ceremony, party → commitment (`domain.draw.ceremony`), two parties or more.
    Everything is saved before it returns.  Raises UserError with all that stands in the way.
    """
    given = source if isinstance(source, Dated) else Dated(source)
    named = read_source(given.source)
    office = open_office(book)
    row = office.task(task)
    known = _calendar(office, named, given, desk)
    _refuse_open_attempt(office, row["code"])
    promised = dict(commitments or {})
    block([*early_round(named, desk), *early_period(named, known, desk), *_known_period(office, named, desk), *_used_source(office, row["code"], named),
           *_no_witness(row, named),
           *_unfit_commitments(office, row["code"], promised), *_given_up(office, row)])
    attempt = max((past["attempt"] for past in office.attempts(row["code"])), default=0) + 1
    refuse_lost_attempts(office, row["code"], attempt)
    refuse_older_book(office)
    doubts = clock_doubts(office, desk)
    secret = desk.token()
    planned = plan_draw(office, row, desk, attempt=attempt, secret=secret)
    staffed = seats(office, planned)
    block([*planned.refused, *unexplained(office, row["plan"]), *staffed.blocked, *_old_account(planned, given.why_old)])
    told = cautions(office, planned, staffed)
    private = planned.scheme.profile == PRIVATE
    entry = {**_draw_row(planned, named, desk), "commitments": ceremony.pairs_text(promised),
             "secret": ssj1.digest(secret) if private else "", **({**_bound(planned, row), "last": known.last} if binds_names(office) else {})}
    if "visits_to" in office.table(records.DRAWS).columns:  # what a workbook cannot keep, its lock does not say
        entry["visits_to"] = planned.ledger.known
    listed = _list_rows(planned, entry)
    entry["log_head"] = office.journal(desk, "锁定", ceremony.lock_summary(entry) + _account_note(planned, given.why_old) + cautions_note(told) + list_note(listed),
                                       ssj1.digest(ceremony.lock_statement(entry)))
    _write(office, planned, entry, listed)
    if private:
        archive.keep_key(book, row["code"], attempt, secret)
    files = save_records(office, entry)
    return Locked(entry, planned.scheme.lock, (*planned.warnings, *told, *_beside(office, row, desk), *doubts), files,
                  in_words(planned.inference, office.settings.inference_limit))


def _old_account(planned: Planned, why: str) -> list[Problem]:
    """D120: the bureau's account of visits is too old, and nobody says why it is used."""
    return [old_account("D120", planned.ledger)] if planned.ledger.is_stale and not why.strip() else []


def _account_note(planned: Planned, why: str) -> str:
    """What the log keeps of the account that the lock counted."""
    ledger = planned.ledger
    return f"，检查次数截至{ledger.known}" * bool(ledger.as_of) + (f"（{logchain.plain(why.strip())}）" if ledger.is_stale else "")


def _given_up(office: Office, task: Row) -> list[Problem]:
    """A task like this one that was drawn and then only cancelled would make this a second throw."""
    tasks = office.table(registers.TASKS)
    return [problem("D74", tasks.place(row, "state"), other=row["code"], attempt=stands["attempt"], how=how_far(stands))
            for row, stands in given_up(tasks_like(task, tasks), office.table(records.DRAWS))]


def _beside(office: Office, task: Row, desk: Desk) -> list[Problem]:
    found = attempts_like(task, office.table(registers.TASKS), office.table(records.DRAWS), str(desk.today.year))
    which = "、".join(f"{one.task} 第 {one.attempt} 轮（{one.state}，{one.locked_at or one.drawn_at}）" for one in found)
    return [problem("D75", count=len(found), which=which)] if found else []


def read_source(source: str) -> str:
    """A source in canonical form.  Raises UserError D11, D51 for one with which nothing is locked."""
    try:
        named = canon_source(source)
    except ValueError:
        raise fail("D11", value=source, sources=spellings()) from None
    kind = kind_of(named)
    if kind and not kind.locks:
        raise fail("D51", value=source, sources=spellings())
    return named


def _calendar(office: Office, source: str, given: Dated, desk: Desk) -> Known:
    """What is known of the lottery of a source, 最近一期 checked; nothing for a source that is no lottery.

    A workbook without the columns of the lock cannot keep 最近一期 and counts without.
    """
    kind, draws = kind_of(source), office.table(records.DRAWS)
    last = read_last(given.last)
    if kind is None or not kind.evenings or not binds_names(office):
        return NOTHING
    known = known_calendar(office.settings, draws, source.partition(":")[2][:4], last)
    block(last_problems(known, draws, desk.stamp))
    return known


def _no_witness(task: Row, source: str) -> list[Problem]:
    """Dice are worth what their witness is worth, who is named before they are thrown."""
    return [problem("D83", task=task["code"])] if source == DICE.key and not ceremony.one_word(task["witness"]) else []


def early_period(source: str, known: Known, desk: Desk) -> list[Problem]:
    """A lottery period that is not surely drawn after the lock."""
    kind, period = kind_of(source), source.partition(":")[2]
    if kind is None or not kind.evenings:
        return []
    earliest, first = kind.earliest(period, known), kind.next_period(desk.stamp, known)
    if earliest > desk.stamp:
        return []
    code = "D76" if earliest else "D77"
    return [problem(code, source=source, at=desk.stamp, earliest=earliest, first=f"{kind.key}:{first}", when=kind.earliest(first, known))]


def _known_period(office: Office, source: str, desk: Desk) -> list[Problem]:
    """A period no later than one whose numbers were already drawn with is known as well."""
    kind = kind_of(source)
    used = [row for row in office.table(records.DRAWS) if row["seed_text"] and row["drawn_at"] <= desk.stamp
            and kind and kind.evenings and kind_of(row["source"]) is kind]
    newest = max(used, key=lambda row: row["source"], default=None)
    if newest is None or source > newest["source"]:
        return []
    return [problem("D78", source=source, other=newest["source"], task=newest["task"])]


def _used_source(office: Office, task: str, source: str) -> list[Problem]:
    """A public result that an earlier attempt named may be known already: voiding would be a way to throw again."""
    kind = kind_of(source)
    return [problem("D46", office.table(records.DRAWS).place(row, "source"), source=source, attempt=row["attempt"])
            for row in office.attempts(task) if row["source"] == source and (kind is None or kind.once)]


def early_round(source: str, desk: Desk) -> list[Problem]:
    """A round of the beacon that is out already, or never will be, is no source."""
    number = ceremony.drand_round(source)
    if number is None or ceremony.due(number) > desk.stamp:
        return []
    return [problem("V08", source=source, due=ceremony.due(number) or "（没有这一轮）", at=desk.stamp,
                    round=ceremony.first_round_after(desk.stamp))]


def _unfit_commitments(office: Office, task: str, promised: Mapping[str, str]) -> list[Problem]:
    used = [value for row in office.attempts(task) for value in ceremony.read_pairs(row["commitments"]).values()]
    return ceremony.commitment_problems(promised, used=used)


def _refuse_open_attempt(office: Office, task: str) -> None:
    standing = office.current(task)
    if standing is not None:
        code, at = ("D16", "drawn_at") if standing["drawn_at"] else ("D15", "locked_at")
        raise fail(code, office.table(records.DRAWS).place(standing, at), task=task,
                   attempt=standing["attempt"], at=standing.get(at))


def _draw_row(planned: Planned, source: str, desk: Desk) -> dict[str, Any]:
    return {
        **row_of_lock(planned.scheme.lock), "profile": planned.scheme.profile, "source": source,
        "locked_at": desk.stamp, "seed_text": "", "seed": "", "drawn_at": "", "log_head": "", "void_at": "",
        "void_why": "", "commitments": "", "nonces": "", "method": planned.task["method"], "ratio_use": planned.use,
    }


def _bound(planned: Planned, task: Row) -> dict[str, str]:
    """What a lock of format 2 fixes beside: the names, the ratio that was announced for the whole, who supervises and witnesses."""
    scheme, ratio = planned.scheme, planned.grouping.ratio
    reached = ratio is not None and reaches(scheme.lock.quotas, Counter(line.group for line in scheme.lock.lines), ratio)
    return {"names_root": scheme.names_root, "floor": percent(ratio) if ratio and reached else "", "proof": "",
            "supervisor": ceremony.one_word(task["supervisor"]),
            "witness": ceremony.witness_mark(scheme.lock.draw, scheme.lock.attempt, task["witness"])}


def _list_rows(planned: Planned, entry: dict[str, Any]) -> list[dict[str, Any]]:
    applies = parse_applying(planned.scheme.lock.people)
    return [
        {"task": entry["task"], "attempt": entry["attempt"], "object": e.candidate.code, "pid": e.line.id,
         **({"applies": tuple(sorted(applies[e.line.id]))} if e.line.id in applies else {}),
         "group": e.line.group, "tier": e.candidate.tier, "excluded": e.candidate.excluded,
         **({"name": e.name, "identity": identity_of(e.candidate.object)} if entry.get("names_root") else {})}
        for e in planned.scheme.entries
    ]


def _write(office: Office, planned: Planned, entry: dict[str, Any], listed: list[dict[str, Any]]) -> None:
    book = office.book
    mark = {"task": entry["task"], "attempt": entry["attempt"]}
    book.append(records.DRAWS, [entry])
    book.append(records.LOCKED, listed)
    book.append(records.LOCKED_PEOPLE, [{**mark, **person} for person in _people_rows(planned.scheme.lock)])
    book.replace(registers.TASKS, [(planned.task, {"state": "已锁定", "method": planned.task["method"]})])


def _people_rows(fixed: ssj1.Lock) -> list[dict[str, Any]]:
    """The people lines field by field, as 锁定人员 keeps them (parsed back, so that nothing can differ)."""
    fields = [parts for line in fixed.people if len(parts := line.split("\t")) == 5]
    known = {person.code: person for person, _ in parse_listed(fixed.people)}
    return [
        {"inspector": code, "headroom": int(headroom), "lead": lead, "items": items, "status": status,
         "barred": "、".join(sorted(known[code].barred)), "party": known[code].party}
        for code, headroom, lead, items, status in fields
    ]

