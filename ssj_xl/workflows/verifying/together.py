"""Every file that is given held against every other: attempts pair by pair, pages' results and notices against the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import Any

from ssj_xl.domain.attempts import Like
from ssj_xl.domain.platform.evidence import is_platform_draw
from ssj_xl.domain.record import Draw, audit_record, public_record
from ssj_xl.domain.verifying import Report
from ssj_xl.domain.verifying.book import BookRows
from ssj_xl.domain.verifying.together import differences, is_as_new, notice_differences, result_differences
from ssj_xl.gateways.book import Book
from ssj_xl.papers.notice import as_data
from ssj_xl.papers.page import facts_of
from ssj_xl.papers.page.sections import is_void
from ssj_xl.papers.page.words import SLOTS
from ssj_xl.tables import registers
from ssj_xl.tables.problems import UserError
from ssj_xl.workflows.desk.office import open_office
from ssj_xl.workflows.publishing.publish import beside, disputed, public_results
from ssj_xl.workflows.rounds import notice as notices
from ssj_xl.workflows.rounds.evidence import Attempt, describe, read_attempt
from ssj_xl.workflows.verifying.evidence_files import BookFile, NoticeFile, PageFile

Key = tuple[str, int]


@dataclass(frozen=True)
class Checked:
    """One thing verified: its file, what it is, and the report; `record` is what it says in the keys of a record.

    rows, book: of an attempt in a workbook.
    """

    file: str
    title: str
    report: Report
    record: Any = None
    rows: BookRows | None = None
    book: Book | None = None

    @property
    def is_attempt(self) -> bool:
        """Whether it is a record or the rows of an attempt, not a log, a page's text or a receipt."""
        return self.key is not None and "list" in self.record

    @property
    def is_sound(self) -> bool:
        """Whether it can be compared at all."""
        return self.is_attempt and not any(p.code in ("V20", "V22") for p in self.report.wrong)

    @property
    def key(self) -> Key | None:
        """Draw and attempt, where it has them."""
        record = self.record if isinstance(self.record, Mapping) else {}
        draw, attempt = record.get("draw"), record.get("attempt", 1)
        return (draw, attempt) if isinstance(draw, str) and isinstance(attempt, int) else None

    @cached_property
    def _attempt(self) -> tuple[Attempt, Draw]:
        assert self.book is not None
        assert self.rows is not None
        office, row = open_office(self.book), self.rows.draw
        attempt = read_attempt(office, next(one for one in office.attempts(row["task"]) if one["attempt"] == row["attempt"]))
        return attempt, describe(office, attempt)

    @cached_property
    def public(self) -> Mapping[str, Any]:
        """公开记录 that the workbook would give now.  Raises UserError where it can give none."""
        return public_record(self._attempt[1])

    @cached_property
    def audit(self) -> Mapping[str, Any]:
        """审计记录 that the workbook would give now, as far as it can without secret and matching.  Raises UserError."""
        attempt, draw = self._attempt
        return audit_record(draw, attempt.locked, secret="", matching=None)


def hold_together(checked: Sequence[Checked]) -> None:
    """Files about the same attempt must say the same; what differs is put into the report of the later one."""
    sound = [one for one in checked if one.is_sound]
    for one, other in combinations(sound, 2):
        if one.key == other.key:
            _hold(*((other, one) if other.rows is not None else (one, other)))


def _hold(one: Checked, other: Checked) -> None:
    """one: the workbook, where either is."""
    name, report = Path(one.file).name, other.report
    audit = bool(other.record.get("audit"))
    told, said = _record_of(one, report, audit=audit), _record_of(other, report, audit=audit)
    found = list(differences(told, said))
    for what in found:
        report.deny("V72", other=name, what=what)
    if one.rows is not None and other.rows is None and not _knows_head(one.rows, other.record):
        report.deny("V84", head=other.record["log_head"], other=name)
    elif not is_as_new(told, said):
        report.doubt("N35", other=name)
    if not found:
        report.prove("P19", other=name)
        if one.rows is not None:  # what the digests alone bind was held against the workbook
            report.unknown = [fact for fact in report.unknown if fact.code != "N30"]


def _knows_head(rows: BookRows, record: Mapping[str, Any]) -> bool:
    """Whether the log has the entry that a record was made after."""
    return "log_head" not in record or any(entry["digest"] == record["log_head"] for entry in rows.log)


def _record_of(one: Checked, report: Report, *, audit: bool) -> Mapping[str, Any]:
    """What a file says as a record; of a workbook the one that it would give now, as far as it can give one.  audit: 审计记录."""
    if one.rows is not None and not is_platform_draw(one.rows.draw):
        try:
            return one.audit if audit else one.public
        except UserError:
            report.doubt("N34", other=Path(one.file).name)
    return dict(one.record)


def page_against_books(page: PageFile, books: Sequence[BookFile], report: Report) -> None:
    """The results on a page against 检查结果 as it was on the page's day."""
    facts, last = facts_of(page.text, page.records), page.records[-1]
    for book in (book for book in books if any(rows.draw["task"] == last.get("draw") for rows in book.attempts)):
        name, day = Path(book.file).name, date.fromisoformat(facts["made_on"])
        try:
            office = open_office(book.book)
        except UserError:
            report.doubt("N34", other=name)
            continue
        shown, other = ([line for line in lines if tuple(line.split("\t")[:2]) not in disputed(office, last["draw"])]
                        for lines in (last.get("results", facts.get("results", ())), public_results(office, last["draw"], day)))
        due = beside(office, last["draw"], [row for row in office.attempts(last["draw"]) if row["attempt"] == last["attempt"]] or [last], day)
        is_drawn = bool(last.get("seed_text")) and not is_void(last)
        answered = sum(bool(f["task"] == last["draw"] and f["dispute_result"]) for f in office.table(registers.FINDINGS))
        for what in (*_unlike_results(other, shown), *_left_out(facts, due["others"]), *_unlike_beside(facts, due), *(_unlike_tally(facts, due, answered) if is_drawn else ())):
            report.deny("V72", other=name, what=what)


def _left_out(facts: Mapping[str, Any], due: Sequence[str]) -> Iterator[str]:
    """Attempts of the same purpose that stood when the page was made and are not on it, or are on it and nowhere else."""
    def key(line: str) -> tuple[str, ...]:
        one = Like(*line.split("\t"))
        return one.task, one.attempt, one.locked_at, one.root

    if "others" not in facts:
        return
    here, there = {key(line) for line in facts["others"]}, {key(line) for line in due}
    yield from (f"同类的抽取（任务 {one[0]} 第 {one[1]} 轮，{one[2]} 锁定）页面没有列出" for one in sorted(there - here) if one[2][:10] < facts["made_on"])
    yield from (f"页面列出的同类抽取（任务 {one[0]} 第 {one[1]} 轮）那边没有" for one in sorted(here - there))


def _unlike_beside(facts: Mapping[str, Any], due: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """What the lock warned of, and what was changed until the page was made."""
    for key in ("cautions", "changes"):
        here, there = facts.get(key, due[key]), due[key]
        yield from (f"“{line.replace(chr(9), ' ')}”页面没有列出（{SLOTS[key]}）" for line in there
                    if line not in here and (key == "cautions" or line.split("\t")[1][:10] < facts["made_on"]))
        yield from (f"页面列出的“{line.replace(chr(9), ' ')}”那边没有（{SLOTS[key]}）" for line in here if line not in there)


def _unlike_tally(facts: Mapping[str, Any], due: Mapping[str, Sequence[str]], answered: int) -> Iterator[str]:
    """How many objects have public results, and how many of them problems.

    answered: disputes that were; each may have changed, since the page was made, what the workbook counts for its day by one.
    """
    there, told = due["tally"][0].split("\t"), "公示{1}{0}、有问题{2}{0}"
    here = [line.split("\t") for line in facts.get("tally", due["tally"])]
    if len(here) != 1 or here[0][0] != there[0] or any(abs(int(a) - int(b)) > answered for a, b in zip(here[0][1:], there[1:], strict=True)):
        yield f"页面开头写的是{told.format(*here[0]) if here else '（没有数目）'}，那边是{told.format(*there)}"


def _unlike_results(due: Sequence[str], shown: Sequence[str]) -> Iterator[str]:
    yield from result_differences(due, shown)
    firms = {tuple(line.split("\t")[:2]) for line in due}
    for line in shown:
        if tuple(line.split("\t")[:2]) not in firms:
            yield f"检查结果“{line.replace(chr(9), ' ')}”那边没有"


_KNOWN = {"on_duty": "在岗人数", "choice": "可选人数", "cautions": "锁定时的提示", "others": "本年度同类抽取"}


def _unlike_known(told: Mapping[str, Any], one: Checked) -> list[str]:
    """What a notice says of what its lock knew beside the list, against the workbook."""
    if one.book is None or one.key is None or not _KNOWN.keys() & told.keys():
        return []
    try:
        due = as_data(notices.notice(one.book, one.key[0], attempt=one.key[1]))
    except UserError:
        return []
    return [f"{name}：公告上是 {told[key]}，那边是 {due[key]}" for key, name in _KNOWN.items() if key in told and told[key] != due[key]]


def notice_against_attempts(notice: NoticeFile, checked: Sequence[Checked], report: Report) -> None:
    """What a notice's file says against every attempt that it is of."""
    key = (notice.notice.get("draw"), notice.notice.get("attempt"))
    same = [one for one in checked if one.key == key and one.is_sound]
    for one in same:
        found = list(notice_differences(notice.notice, one.record))
        found += _unlike_known(notice.notice, one)
        for what in found:
            report.deny("V72", other=Path(one.file).name, what=what)
        if not found:
            report.prove("P19", other=Path(one.file).name)
    if not same:
        report.doubt("N36")
