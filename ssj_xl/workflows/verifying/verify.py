"""核验: a draw computed anew from a workbook, a record or a page, and the places of what does not hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ssj_xl.domain.draw import ssj1
from ssj_xl.domain.draw.registry import Regions
from ssj_xl.domain.formulas.numbers import Block, block
from ssj_xl.domain.period import team_of
from ssj_xl.domain.receipts import verify_receipt
from ssj_xl.domain.verifying import NO_NOTICE, Answers, Notice, Report, answer
from ssj_xl.domain.verifying.audit import final_teams
from ssj_xl.domain.verifying.book import BookRows, place_of, verify_attempt, verify_log
from ssj_xl.domain.verifying.record import lock_only, verify_record
from ssj_xl.engines.witnesses import beacon_verifier
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.memory import MemoryGateway
from ssj_xl.papers.page import compare, mentions
from ssj_xl.tables.cells import as_text
from ssj_xl.tables.consolidated import SOURCE_COLUMNS
from ssj_xl.tables.problems import Place, Problem, fail
from ssj_xl.workflows.publishing.ledger import check_ledger
from ssj_xl.workflows.verifying.evidence_files import (
    EVIDENCE,
    BookFile,
    Evidence,
    LedgerFile,
    NoticeFile,
    PageFile,
    PrintedFile,
    ReceiptFile,
    RecordFile,
    book_evidence,
    read_evidence,
)
from ssj_xl.workflows.verifying.printed import check_printed
from ssj_xl.workflows.verifying.stamp import Stamp, check_stamp
from ssj_xl.workflows.verifying.together import Checked, hold_together, notice_against_attempts, page_against_books


def verify(paths: Sequence[Path], *, notice: Notice = NO_NOTICE, task: str = "", stamp: Stamp | None = None) -> list[Checked]:
    """Verify files together.  task: only this task's attempts; stamp: a time stamp over the notice's statement.

    Raises UserError (exit code 3) for a file that is nothing of ours, V17 where the task is in none of them.
    """
    given = [evidence for path in paths for evidence in read_evidence(path)]
    wanted = [one for one in _attempts(given) if not task or one.key is None or one.key[0] == task]
    if task and not any(one.key for one in wanted):
        raise fail("V17", task=task)
    # A root without draw and attempt is held against the attempt that has it, if there is one.
    matching = [one for one in wanted if _root(one) == notice.root]
    checked = [_verified(one, notice if _concerned(one, notice, matching) else _only_log(notice)) for one in wanted]
    hold_together(checked)
    _audited_teams(checked)
    books = [one for one in given if isinstance(one, BookFile)]
    logs = [Checked(book.file, "操作日志", _log(book, notice)) for book in books]
    receipts = [_receipt(one, checked, notice) for one in given if isinstance(one, ReceiptFile)]
    pages = [_page(one, books) for one in given if isinstance(one, PageFile)]
    notices = [_notice(one, checked) for one in given if isinstance(one, NoticeFile)]
    lists = [Checked(one.file, "名单", check_printed(one, checked)) for one in given if isinstance(one, PrintedFile)]
    ledgers = [Checked(one.file, "公开台账", check_ledger(one.text, {book.file: book.book for book in books})) for one in given if isinstance(one, LedgerFile)]
    stamps = [Checked(str(stamp.token), "时间戳", check_stamp(stamp, notice))] if stamp else []
    done = [*checked, *pages, *logs, *notices, *receipts, *lists, *ledgers, *stamps]
    if notice.draw and done and not any(_is_of(one, notice) for one in done):
        done[0].report.deny("V76", draw=notice.draw, attempt=notice.attempt)
    elif notice.root and not notice.draw and done and not checked and not receipts:
        done[0].report.deny("V83", root=notice.root)
    return [replace(one, report=_within(one)) for one in done]


def answers(checked: Sequence[Checked]) -> Answers:
    """The three questions, answered by all files together."""
    return answer([one.report for one in checked], [one.report for one in checked if one.is_attempt])


def _attempts(given: Iterable[Evidence]) -> Iterator[Checked]:
    for one in given:
        if isinstance(one, RecordFile):
            yield Checked(one.file, _title(one.record), Report(), one.record)
        elif isinstance(one, BookFile):
            for rows in one.attempts:
                record = rows.record
                yield Checked(one.file, _title(record), Report(), record, rows, one.book)


def _title(record: Any) -> str:
    draw = record.get("draw", "（未写任务编号）") if isinstance(record, Mapping) else "（不是记录）"
    attempt = record.get("attempt", 1) if isinstance(record, Mapping) else 1
    return f"任务 {draw} 第 {attempt} 轮"


def _root(one: Checked) -> object:
    return one.record.get("root") if isinstance(one.record, Mapping) else None


def _concerned(one: Checked, notice: Notice, matching: list[Checked]) -> bool:
    if not notice.known or notice.draw:
        return one.key is not None and notice.concerns(*one.key)
    return one in matching or not matching


def _is_of(one: Checked, notice: Notice) -> bool:
    return one.key == (notice.draw, notice.attempt)


def _only_log(notice: Notice) -> Notice:
    """For attempts that the notice is not of: the log it was taken from is the same."""
    return Notice(log_head=notice.log_head)


def _verified(one: Checked, notice: Notice) -> Checked:
    if one.rows is not None:
        return replace(one, report=verify_attempt(one.rows, notice, beacon_verifier()))
    return replace(one, report=verify_record(one.record, notice, beacon_verifier()))


def _page(page: PageFile, books: Sequence[BookFile]) -> Checked:
    """What a page shows against the records that it carries, and its results against workbooks."""
    report, count = Report(), mentions(page.text)
    if count != 1:
        report.deny("V80", count=count)
    shown = compare(page.text, page.records)
    for place in shown.altered:
        report.deny("V81", where=place)
    if not shown.version:
        report.doubt("N22", digest=shown.digest or "（没有写）")
    elif report.holds:
        report.prove("P25", version=shown.version, digest=shown.digest)
    if shown.unbound:
        report.doubt("N31", version=shown.version, fields="、".join(shown.unbound))
    if report.holds and shown.version:
        page_against_books(page, books, report)
    return Checked(page.file, "网页显示的内容", report)


def _notice(notice: NoticeFile, checked: Sequence[Checked]) -> Checked:
    """The file of a notice, which nobody signed: no anchor, but it must say what the others say."""
    report = Report()
    notice_against_attempts(notice, checked, report)
    return Checked(notice.file, f"锁定公告 {_title(notice.notice)}", report)


def _audited_teams(checked: Sequence[Checked]) -> None:
    """Teams in 抽取名单 must be those that the audit record of the same attempt leads to, its cases in the log."""
    audits = {one.key: one for one in checked if one.rows is None and one.report.holds and one.key
              and one.record.get("audit") and "teams" in one.record.get("matching", {})}
    for one in checked:
        audit = audits.get(one.key) if one.key else None
        if one.rows is None or audit is None or "seed_text" not in one.record:
            continue
        number = _older(audit.record, one.rows)
        if number:
            one.report.doubt("N24", file=Path(audit.file).name, number=number)
            continue
        teams = final_teams(audit.record, lock_only(audit.record), ssj1.keys(audit.record["seed_text"]))
        _hold_teams(one.rows, teams, one.report)
        _hold_cases(one.rows, audit.record["matching"].get("cases", []), one.report)


def _older(record: Mapping[str, Any], rows: BookRows) -> str:
    """The number of the log's entry after which a record was made, where the workbook went on since; '' elsewhere."""
    head = record.get("log_head")
    found = next((entry["number"] for entry in rows.log if entry["digest"] == head), "")
    return found if head != rows.draw["log_head"] else ""


def _hold_teams(rows: BookRows, teams: Mapping[str, tuple[str, ...]], report: Report) -> None:
    wrong = [row for row in rows.winners if row["lead"] and row["state"] != "被替换"
             and team_of(row) != teams.get(row["object"])]
    for row in wrong:
        report.deny("V59", rows.place("抽取名单", row, "lead"), object=row["object"],
                    computed="、".join(teams.get(row["object"], ("（没有）",))), stated="、".join(team_of(row)))
    if not wrong:
        report.unknown = [fact for fact in report.unknown if fact.code != "N08"]
        report.prove("P10", count=len(teams))


def _hold_cases(rows: BookRows, cases: Sequence[Mapping[str, Any]], report: Report) -> None:
    for case in cases:
        if ssj1.digest(case["text"]) not in {entry["content"] for entry in rows.entries(case["act"])}:
            report.deny("V75", act=case["act"], at=case["at"])


def _log(book: BookFile, notice: Notice = NO_NOTICE) -> Report:
    """The log of a workbook, and cells of the evidence that cannot be read."""
    recorded = {(rows.draw["task"], rows.draw["attempt"]) for rows in book.attempts}
    report = verify_log(book.log.rows, recorded, book.log.place, notice)
    report.wrong[:0] = book.faults
    if not book.attempts:
        report.doubt("N32")
    return report


def _receipt(one: ReceiptFile, checked: Sequence[Checked], notice: Notice) -> Checked:
    """A receipt against the first sound record of its attempt among the files, and the notice."""
    receipt = one.receipt
    key = (receipt.get("draw"), receipt.get("attempt"))
    record = next((c.record for c in checked if c.key == key and c.report.holds), None)
    lock = lock_only(record) if record else None
    keys = ssj1.keys(record["seed_text"]) if record and "seed_text" in record else None
    regions = Regions.of_data(record["regions"]) if record and "regions" in record else None
    report = verify_receipt(receipt, lock=lock, keys=keys, notice=notice, regions=regions)
    return Checked(one.file, f"名录回执 {_title(receipt)}", report, receipt)


def _within(one: Checked) -> Report:
    """The report with every finding's place named: at least the file, for a workbook the attempt's row."""
    home = place_of(one.rows) if one.rows is not None else Place(Path(one.file).name)

    def placed(found: Problem) -> Problem:
        return found if str(found.place) else Problem(found.code, found.params, home)

    return replace(one.report, wrong=[placed(found) for found in one.report.wrong])


# --- 核验 in a cell: the draws of a workbook verified from its own tables, as one sentence -----------------

HOLDS, FAILS = "相符", "不符"
_SHOWN = 3


def verify_cells(tables: Sequence[Any]) -> str:
    """相符 with what was verified, or 不符 with the first reasons.

    tables: the cells of 抽取记录, 锁定名录, 锁定人员, 抽取名单, 操作日志, each with its row of titles.  Raises UserError
    A38 for a table without titles, A39 for those of a bureau workbook.
    """
    given = {spec.name: _table(spec.name, block(cells)) for spec, cells in zip(EVIDENCE, tables, strict=True)}
    evidence = book_evidence(Book(MemoryGateway(given)), "")
    wrong = [found.text for found in _log(evidence).wrong]
    for rows in evidence.attempts:
        title = f"任务 {rows.draw['task']} 第 {rows.draw['attempt']} 轮，"
        wrong += [title + found.text for found in verify_attempt(rows).wrong]
    return _failing(wrong) if wrong else _holding(evidence.attempts, len(evidence.log))


def _table(name: str, cells: Block) -> tuple[list[str], Block]:
    head = [as_text(cell) for cell in cells[0]]
    if not any(title.strip() for title in head):
        raise fail("A38", table=name)
    if SOURCE_COLUMNS[0].header in head:
        raise fail("A39")
    return head, cells[1:]


def _failing(wrong: Sequence[str]) -> str:
    told = "".join(wrong[:_SHOWN])
    return f"{FAILS}（{len(wrong)} 处）：{told}" + ("……" if len(wrong) > _SHOWN else "")


def _holding(attempts: Sequence[BookRows], entries: int) -> str:
    if not attempts:
        return f"{HOLDS}：还没有锁定或抽取，操作日志 {entries} 条连续。"
    drawn = sum(1 for rows in attempts if rows.draw["drawn_at"])
    waiting = f"，{len(attempts) - drawn} 轮已锁定未抽取" if len(attempts) > drawn else ""
    return f"{HOLDS}：{drawn} 轮已抽取{waiting}，操作日志 {entries} 条连续。锁定是否在先，另须与签字的锁定公告核对。"
