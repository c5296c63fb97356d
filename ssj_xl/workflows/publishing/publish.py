"""公示: the public page of a task, from the workbook alone.  Only what may be public leaves this module."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from ssj_xl.domain import logchain
from ssj_xl.domain.attempts import attempts_like
from ssj_xl.domain.codes import problem_results
from ssj_xl.domain.draw import ssj1
from ssj_xl.domain.draw.canon import canon_name
from ssj_xl.domain.period import ON_THE_LIST
from ssj_xl.domain.persons import Showing
from ssj_xl.domain.platform.evidence import is_platform_draw
from ssj_xl.domain.publication import change_of, count_withheld, is_public, shown_result
from ssj_xl.domain.record import Draw, bound, broken_record, public_record
from ssj_xl.domain.scheme import PUBLIC
from ssj_xl.domain.wording import measure
from ssj_xl.gateways.book import Book
from ssj_xl.papers.page import Beside, ResultLine, build
from ssj_xl.tables import records, registers
from ssj_xl.tables.problems import Problem, UserError, fail, problem
from ssj_xl.tables.settings import AFTER_VISIT, AT_NOTICE, WITH_RESULTS
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.desk.office import Office, open_office
from ssj_xl.workflows.rounds.cautions import cautions_at, changes_of
from ssj_xl.workflows.rounds.evidence import Attempt, describe, names_are_due, read_attempt, without_names
from ssj_xl.workflows.rounds.match import standing_winners
from ssj_xl.workflows.rounds.outlook import in_words, look_back

if TYPE_CHECKING:
    from ssj_xl.tables.rows import DrawRow, TaskRow

# Telephone and identity numbers that staff may have typed into a reason.
_NUMBERS = re.compile(r"(?<![0-9A-Za-z])(?:\d{17}[\dXx]|\d{15}|1\d{10}|0\d{2,3}[- ]?\d{7,8})(?![0-9A-Za-z])")


class Published(NamedTuple):
    """The public page (UTF-8 HTML), what it does not show yet, in sentences, and P61 for results that have no 公示日期."""

    page: bytes
    withheld: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = ()


class _Shown(NamedTuple):
    """What may be shown of draws: whether the names, the teams of which objects."""

    names: bool
    visited: frozenset[str]


def publish(book: Book, task: str, desk: Desk) -> Published:
    """The public page of a task: every attempt, and the results whose 公示日期 has come; names and teams when they are due.

    Raises D14 where nothing is locked yet, and D17–D19 or D38 where the standing attempt is not as locked and
    drawn; a voided attempt that was tampered with is shown as one that cannot be recomputed.
    """
    office = open_office(book)
    row = office.task(task)
    attempts = office.attempts(row["code"])
    if not attempts:
        raise fail("D14", task=row["code"])
    may = _may_be_shown(office, row, desk.today)
    shown, results = [_shown(office, attempt, may) for attempt in attempts], public_results(office, row["code"], desk.today)
    if "format" in shown[-1]:
        shown[-1] = bound(shown[-1], results=results)
    page = build(shown, Beside(desk.today, office.settings.unit, row["name"], results, **beside(office, row["code"], attempts, desk.today)))
    return Published(page, tuple(_withheld(office, attempts[-1], shown[-1])), undated(office, row["code"], desk.today))


def undated(office: Office, task: str, day: date) -> tuple[Problem, ...]:
    """P61 where results of a task are not listed on its page, because their 公示日期 is missing or to come."""
    count = count_withheld(office.table(registers.FINDINGS), task, day)
    return (problem("P61", count=count, day=day, paper="公示页"),) if count else ()


def _may_be_shown(office: Office, task: TaskRow, day: date) -> _Shown:
    visited = (f["object"] for f in office.table(registers.FINDINGS) if f["task"] == task["code"] and f["checked"] and f["checked"] <= day)
    return _Shown(names_are_due(office, task["code"], day), frozenset(visited if office.settings.team_when == AFTER_VISIT else ()))


def _as_due(draw: Draw, may: _Shown) -> Draw:
    """A draw with the names and teams that may be shown."""
    draw = draw if may.names else without_names(draw)
    return replace(draw, teams={code: team for code, team in draw.teams.items() if code in may.visited})


def _withheld(office: Office, attempt: DrawRow, record: Mapping[str, Any]) -> Iterator[str]:
    settings = office.settings
    if "seed_text" not in record or attempt["void_at"]:
        return
    if not record["names"]:
        then = {AT_NOTICE: "通知送达以后（在“抽查任务”填“通知送达日期”）", WITH_RESULTS: "结果全部公示以后"}[settings.list_when]
        yield f"抽中对象的名称没有公布：{then}再生成一次（参数“名单公示时点”为“{settings.list_when}”）。"
    waiting = sum(bool(w["lead"]) for w in standing_winners(office, attempt)) - len(record["teams"])
    if waiting and attempt["profile"] == PUBLIC:
        then = "检查以后再生成一次，" if settings.team_when == AFTER_VISIT else ""
        yield f"{waiting} 个检查组的姓名没有公布：{then}参数“检查人员公示”为“{settings.team_when}”。"


def unlogged(book: Book, task: str, day: date) -> list[tuple[str, str]]:
    """Results that the page shows corrected or no longer shows, and of which 操作日志 does not tell: (act, sentence)."""
    office = open_office(book)
    code = office.task(task)["code"]
    known = {entry["content"] for entry in office.table(records.LOG)}
    changes = [change_of(f, day) for f in office.table(registers.FINDINGS) if f["task"] == code]
    return [(act, text) for act, text in changes if text and ssj1.digest(text) not in known]


def log_changes(book: Book, task: str, desk: Desk) -> int:
    """Put what `unlogged` finds into 操作日志, a row each, and save; returns how many.  The log keeps what the page drops."""
    found = unlogged(book, task, desk.today)
    office = open_office(book)
    for act, text in found:
        office.journal(desk, act, logchain.plain(text), ssj1.digest(text))
    if found:
        book.commit()
    return len(found)


def inferred(book: Book, task: str) -> tuple[str, tuple[Problem, ...]]:
    """What an outsider can infer of tiers about the firms on a task's page: a sentence for the bureau, '' where the
    groups are no tiers, and D56 where it is above the limit."""
    office = open_office(book)
    found, problems = look_back(office, office.task(task)["code"])
    return in_words(found, office.settings.inference_limit), problems


def _shown(office: Office, row: DrawRow, may: _Shown) -> dict[str, Any]:
    """The record of one attempt with its substitutions, free of numbers in reasons."""
    try:
        attempt = read_attempt(office, row)
        _refuse_tampered(office, attempt)
    except UserError as error:
        if not row["void_at"]:
            raise
        return _broken(row, error)
    draw = _as_due(describe(office, attempt), may)
    void = {"void_why": without_numbers(row["void_why"])} if row["void_at"] else {}
    return bound(public_record(draw), substituted=[dict(one) for one in draw.public.substituted], **void)


def _refuse_tampered(office: Office, attempt: Attempt) -> None:
    """The winners in the workbook must be those that the seed gives, before any substitution."""
    row = attempt.row
    if not row["seed_text"]:
        return
    wins = {win.id for win in ssj1.winners(attempt.lock, attempt.keys.objects)}
    listed = {attempt.pid_of.get(w["object"]) for w in office.rows_of(records.WINNERS, row)
              if w["state"] != "候补" and not w["replaces"]}
    if listed != wins:
        raise fail("D38", office.table(records.DRAWS).place(row, "seed"), attempt=row["attempt"],
                   what="“抽取名单”不是由种子算出的中签名单")


def _broken(row: DrawRow, error: UserError) -> dict[str, Any]:
    """A voided attempt that can no longer be recomputed: its announced facts, and why."""
    why = "这一轮是在省监管平台抽取的，已作废，不能在本页重算。" if is_platform_draw(row) else (
        "这一轮已作废，工作簿里的记录与锁定时不符，无法重算：" + "".join(p.text for p in error.problems))
    return broken_record(row, why, void_why=without_numbers(row["void_why"]))


def public_results(office: Office, task: str, today: date) -> list[str]:
    """Results that are public on a day, as lines of a record: object, item, result and day; no problem text, no names of staff."""
    showing, items = office.showing, office.table(registers.ITEMS).by("code")
    lines = [ResultLine(_name(showing, f["object"]), _item(items.get(f["item"]), f["item"]),
                        shown_result(f, today), f["published"])
             for f in office.table(registers.FINDINGS)
             if f["task"] == task and is_public(f, today)]
    return [line.text for line in sorted(lines, key=lambda line: (line.published, line.name, line.item))]


def others_like(office: Office, task: str, attempts: Sequence[Mapping[str, Any]]) -> list[str]:
    """The attempts of tasks like this one in the year of its last lock, as lines (`domain.attempts`)."""
    row = office.table(registers.TASKS).by("code")[task]
    found = attempts_like(row, office.table(registers.TASKS), office.table(records.DRAWS), attempts[-1]["locked_at"][:4])
    return [one.text for one in found]


def beside(office: Office, task: str, attempts: Sequence[Mapping[str, Any]], day: date) -> dict[str, list[str]]:
    """What a page of a day says of the lock, of changes, of other attempts and of how far publication is, beside its records."""
    last = attempts[-1]["attempt"]
    return {"tally": [_tally(office, task, last, day)], "others": others_like(office, task, attempts), "cautions": cautions_at(office, task, last), "changes": changes_of(office, task)}


def _tally(office: Office, task: str, attempt: int, day: date) -> str:
    """Measure word, objects on the list of an attempt with public results on a day, those of them with problems; as a line."""
    listed = {w["object"] for w in office.table(records.WINNERS) if (w["task"], w["attempt"]) == (task, attempt) and w["state"] in ON_THE_LIST}
    shown = [f for f in office.table(registers.FINDINGS) if f["task"] == task and f["object"] in listed and is_public(f, day)]
    problems = problem_results(office.table(registers.CODES))
    faulty = {f["object"] for f in shown if f["result"] in problems}
    unit = measure(office.showing.measure(f["object"]) for f in office.table(records.WINNERS) if f["task"] == task)
    return f"{unit}\t{len({f['object'] for f in shown})}\t{len(faulty)}"


def disputed(office: Office, task: str) -> set[tuple[str, str]]:
    """(name, item) of the results that were corrected or taken down, so that pages of other days show something else."""
    showing, items = office.showing, office.table(registers.ITEMS).by("code")
    return {(canon_name(_name(showing, f["object"])), canon_name(_item(items.get(f["item"]), f["item"])))
            for f in office.table(registers.FINDINGS) if f["task"] == task and f["dispute_result"]}


def _name(showing: Showing, code: str) -> str:
    row = showing.rows.get(code)
    return showing.name(code, row["name"]) if row else showing.code(code, "")


def _item(row: Mapping[str, Any] | None, code: str) -> str:
    return f"{row['major']}：{row['minor']}" if row else code


def without_numbers(text: str) -> str:
    """A reason without telephone and identity numbers.

    >>> without_numbers("联系13800000000无人接听")
    '联系（号码略）无人接听'
    """
    return _NUMBERS.sub("（号码略）", text)
