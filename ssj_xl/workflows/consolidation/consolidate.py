"""汇总: the workbooks of divisions and counties become one bureau workbook, one problem list and one form.

The files handed in are only read.  What is wrong in one of them is listed, and the rest goes on.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from ssj_xl.build import bureau
from ssj_xl.domain import logchain, merging
from ssj_xl.domain.checks import check
from ssj_xl.domain.merging import Count, Handed, Merged, Source
from ssj_xl.domain.merging.claims import changed_draws, log_heads, lost_heads, open_locks
from ssj_xl.domain.merging.clash import shared_numbers
from ssj_xl.domain.merging.counties import county_doubts, from_workbooks
from ssj_xl.domain.merging.foreign import foreign_books
from ssj_xl.domain.merging.roster import NO_ROSTER, Roster
from ssj_xl.domain.merging.silent import silent_changes
from ssj_xl.domain.merging.statements import ReceiptLog, broken, check_draws
from ssj_xl.domain.merging.units import Arrival, choose, replaced, submissions
from ssj_xl.domain.period import Period, period_of, year_to
from ssj_xl.domain.workdays import Calendar
from ssj_xl.tables import records, registers
from ssj_xl.tables.account import VISITS
from ssj_xl.tables.consolidated import HEADS, MERGED, MISSING, SUBMISSIONS, UNMERGED, UNREADABLE
from ssj_xl.tables.normalising import OWN_SHAPE
from ssj_xl.tables.problems import ERROR_LEVEL, Place, Problem, UserError, problem
from ssj_xl.tables.settings import SHEET, Settings
from ssj_xl.tables.table import Table
from ssj_xl.workflows.consolidation.account import Account, Handing, build_account
from ssj_xl.workflows.consolidation.files import (
    Before,
    Inbox,
    bureau_settings,
    collect,
    fill_form,
    moved_to,
    read_previous,
)
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.desk.side_by_side import Aside, aside, uncollected
from ssj_xl.workflows.monthly.figures import COUNTED, city_figures
from ssj_xl.workflows.monthly.own_form import OFFICIAL, OwnForm
from ssj_xl.workflows.monthly.report import Counts

ACT = "汇总"
_WORTH = 10_000
"""Merged rows from which on the files that nobody waits for are made in a process beside this one."""


@dataclass(frozen=True)
class Output:
    """How the results are wanted.

    template: what the bureau has of its own; filled_on: 填表时间, today by default; beside: the folder in which the
    bureau workbook will stand, for links relative to it; statements: 收件日志, where the draws are to be held against what
    was mailed at the lock; roster: 应报单位, None where nobody keeps such a list.
    """

    template: OwnForm = OFFICIAL
    filled_on: date | None = None
    beside: Path | None = None
    statements: ReceiptLog | None = None
    roster: Roster | None = None


@dataclass(frozen=True)
class Consolidated:
    """What came out.

    data: the bureau workbook; annex: what did not fit into the form's cells; form, trace: the bureau's form and its trace, b'' where it could not be filled (the
    problems say why); submissions: rows of 报送情况 with the count of each file; count: of all rows; merged: by
    table; open_locks: (task, attempt, locked_at) of locks without a draw; skipped: files that are no masters; unread:
    rows that are in none of these counts, each named in the problems with its reason; others:
    files of the folder that are no workbooks; month: for which; new_units: rows for 应报单位, to be confirmed; account: of visits, with the file that each unit gets back.
    """

    data: bytes
    form: bytes
    trace: bytes
    problems: tuple[Problem, ...]
    count: Count
    submissions: tuple[dict[str, Any], ...]
    merged: dict[str, int]
    open_locks: tuple[tuple[str, int, str], ...] = ()
    skipped: tuple[str, ...] = ()
    unread: int = 0
    others: tuple[str, ...] = ()
    annex: bytes = b""
    month: str = ""
    new_units: tuple[dict[str, Any], ...] = ()
    account: Account | None = None

    @property
    def errors(self) -> int:
        """How many problems are errors."""
        return sum(found.severity == "error" for found in self.problems)

    def as_data(self) -> dict[str, Any]:
        """The summary with stable keys, for JSON."""
        return {
            "files": [dict(row) for row in self.submissions], "skipped": list(self.skipped),
            "rows_read": self.count.read, "merged": self.count.merged, "duplicates": self.count.duplicates,
            "rejected": self.count.rejected, "unread": self.unread, "tables": dict(self.merged),
            "open_locks": [list(lock) for lock in self.open_locks],
            "problems": [{**_problem_row(found), "severity": found.severity} for found in self.problems],
        }

    def summary(self) -> list[str]:
        """The summary as lines to read: the sum, then who handed in."""
        count = self.count
        states = [row["state"] for row in self.submissions]
        told = "，".join(f"{state} {states.count(state)}" for state in dict.fromkeys(states))
        lines = [f"读取 {count.read} 行 = 并入 {count.merged} + 重复 {count.duplicates} + 退回 {count.rejected}；未读 {self.unread} 行"
                 + ("（见“问题清单”F41、F42）" if self.unread else ""),
                 f"报送：{told}"]
        lines += [f"  未报：{row['unit']}{row.get('division') or ''}" for row in self.submissions
                  if row["state"] == MISSING]
        if self.others:
            lines.append(f"没有读取的其他文件 {len(self.others)} 个：{'、'.join(self.others)}")
        if self.open_locks:
            lines.append("锁定未抽：" + "、".join(f"{task} 第 {attempt} 轮" for task, attempt, _ in self.open_locks))
        warned = len(self.problems) - self.errors
        return [*lines, f"问题：错误 {self.errors} 项，提醒 {warned} 项（见“{records.PROBLEMS.name}”）"]


@dataclass
class _Work:
    """What is known so far.  day: that of the form, on which deadlines are looked at too."""

    desk: Desk
    day: date
    period: Period
    settings: Settings
    inbox: Inbox
    before: Before
    arrivals: list[Arrival]
    statements: ReceiptLog | None = None
    roster: Roster | None = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def books(self) -> list[Handed]:
        return [arrival.book for arrival in self.arrivals]


def consolidate(paths: Sequence[Path], *, month: str, previous: Path | None, desk: Desk,
                output: Output = Output()) -> Consolidated:
    """Consolidate files, folders (with their subfolders) and patterns for a month ("2021-03").

    previous: last month's bureau workbook; it says who is expected, which log heads and draws were noted, and the
    bureau's own parameters.  Raises UserError U01, U03; K19 or F.. for `previous`; K23 with everything that is wrong
    where not one workbook could be read.  Everything else is in `Consolidated.problems`.
    """
    with uncollected():
        return _consolidated(paths, month, previous, desk, output=output)


def _consolidated(paths: Sequence[Path], month: str, previous: Path | None, desk: Desk, *, output: Output) -> Consolidated:
    before = read_previous(previous)
    period_of(month, Settings().period)
    inbox = collect(paths, desk, but=previous)
    if not inbox.arrivals:
        raise UserError([*inbox.problems, problem("K23")])
    with aside(worth=sum(len(table) for arrival in inbox.arrivals for table in arrival.book.tables.values()) > _WORTH) as beside:
        found = _find(inbox, before, (month, beside), desk, output=output)
        desk.progress("生成汇总台账")
        data = bureau.content(found.bureau)
        account = replace(found.account, files=tuple((name, content()) for name, content in found.sent.items()))
        return replace(found.result, data=data, trace=found.trace(), account=account)


class _Found(NamedTuple):
    """Everything but the bureau workbook, and what waits for the files that are made meanwhile: the trace, those that go back."""

    result: Consolidated
    bureau: bureau.Bureau
    account: Account
    trace: Callable[[], bytes]
    sent: Mapping[str, Callable[[], bytes]]


def _find(inbox: Inbox, before: Before, asked: tuple[str, Aside], desk: Desk, *, output: Output) -> _Found:
    """asked: the month, and what makes files meanwhile."""
    month, beside = asked
    settings = (output.roster or NO_ROSTER).settings(bureau_settings(before, inbox.settings))
    day = output.filled_on or desk.today
    period = period_of(month, settings.period).until(day)
    settings = moved_to(settings, period.end.year, inbox.settings.values())
    arrivals, copies = choose(inbox.arrivals, period.end.year, period=period)
    nameless = [] if settings.unit else [problem("K45")]
    work = _Work(desk, day, period, settings, inbox, before, arrivals, output.statements, output.roster, [*inbox.problems, *copies, *nameless])
    new_units = _new_units(work)
    desk.progress("合并各表")
    merged = merging.merge(work.books)
    tables = _merged_tables(merged, inbox.settings)
    rows, listed = _listed(work, merged, tables)
    account, files = _account(work, tables, listed)
    sent = {name: beside.give(content) for name, content in files.items()}
    rows[VISITS.name] = account.rows
    counties, count = merged.claims[registers.COUNTIES.name], merged.count()
    # The rows as they were read are let go: figures and workbook need the room.
    inbox.arrivals.clear()
    work.arrivals.clear()
    del merged
    form = fill_form(_counts(work, tables, listed, output), template=output.template, filled_on=day)
    trace = beside.give(form.companion.as_workbook) if form.companion else bytes
    doubts = county_doubts(counties, from_workbooks(tables, listed, period), period)
    problems = _in_order([*work.problems, *account.problems, *doubts, *form.problems], inbox)
    rows[records.PROBLEMS.name] = [_problem_row(found) for found in problems]
    locks = tuple((row["task"], row["attempt"], row["locked_at"]) for row in open_locks(tables[records.DRAWS.name]))
    sizes = {name: len(table) for name, table in tables.items()}
    result = Consolidated(b"", form.data, b"", tuple(problems), count, tuple(listed), sizes, locks, tuple(inbox.skipped + inbox.others),
                          sum(inbox.unread.values()), tuple(inbox.others), form.annex, period.month, new_units)
    book = bureau.Bureau(_given(settings), rows, desk.today, _targets(inbox, output.beside),
                         {name: table for name, table in tables.items() if name != VISITS.name})
    return _Found(result, book, account, trace, sent)


def _account(work: _Work, tables: Mapping[str, Table], listed: Sequence[Mapping[str, Any]]) -> tuple[Account, dict[str, Callable[[], bytes]]]:
    missing = [f"{row['unit']}{row.get('division') or ''}" for row in listed if row["state"] == MISSING]
    return build_account(work.arrivals, work.inbox.settings, (tables, work.settings), Handing(work.day, work.desk.stamp, work.period.month, missing))


def _new_units(work: _Work) -> tuple[dict[str, Any], ...]:
    """Who is new to 应报单位; K46 where rows of it, these or older ones, are to be confirmed."""
    if work.roster is None:
        return ()
    rows = work.roster.new_units((book.source for book in work.books if not (book.source.instead or book.source.earlier)), work.inbox.settings,
                                 work.settings, work.period.month)
    names = [*work.roster.unconfirmed(), *(f"{row['unit']}{row.get('division', '')}" for row in rows)]
    work.problems += [problem("K46", count=len(names), names="、".join(names))] if names else []
    return tuple(rows)


def _counts(work: _Work, tables: Mapping[str, Table], listed: Sequence[Mapping[str, Any]], output: Output) -> Counts:
    """The figures of the month; of the year too where a bureau's own form may ask for them."""
    counted = {spec.name: tables[spec.name] for spec in (*COUNTED, registers.OBJECTS)}
    year = year_to(work.period.month, work.settings.period).until(work.period.last)
    return Counts(city_figures(counted, listed, work.settings, work.period), work.settings,
                  city_figures(counted, listed, work.settings, year) if output.template.template else None)


def _merged_tables(merged: Merged, handed: Mapping[str, Settings]) -> dict[str, Table]:
    """The merged registers by name.  A result whose 公示网站 is blank is on the site of its own division's parameters."""
    tables = {spec.name: merged.table(spec) for spec in MERGED}
    findings: Any = tables[registers.FINDINGS.name].rows
    for at, row in enumerate(findings):
        if row["published"] and not row["site"]:
            findings.put(at, row.changed(site=handed[row["source_file"]].site))
    return tables


def _listed(work: _Work, merged: Merged, tables: Mapping[str, Table]) -> tuple[dict[str, Sequence[Mapping[str, Any]]], list[dict[str, Any]]]:
    """Rows of every sheet but the problems, and those of 报送情况; what is wrong goes to `work.problems`."""
    sent = _submissions(work, merged)
    rejected = {row["file"]: row.get("rejected", 0) for row in sent if row.get("file")}
    work.problems += [*_checks(work), *_settings_that_differ(work), *merged.problems,
                      *replaced(work.arrivals, rejected), *foreign_books(work.books, work.before.evidence),
                      *lost_heads(work.books, work.before.evidence), *silent_changes(work.books, work.before.evidence),
                      *shared_numbers(merged.claims[registers.TASKS.name]),
                      *changed_draws(merged.claims[records.DRAWS.name], work.books, work.before.evidence), *_mailed(work, merged)]
    heads = log_heads(work.books, work.before.evidence, work.desk.stamp)
    rows: dict[str, Sequence[Mapping[str, Any]]] = {name: table.rows for name, table in tables.items()}
    rows |= {SUBMISSIONS.name: sent, HEADS.name: heads, records.LOG.name: _log(work, merged.count()),
             UNMERGED.name: [_unmerged(claim) for claim in merged.unmerged()]}
    return rows, sent


def _mailed(work: _Work, merged: Merged) -> list[Problem]:
    """What the statements that came at the locks say of the draws that are handed in."""
    if work.statements is None:
        return []
    return [*broken(work.statements, work.before.log),
            *check_draws(merged.claims[records.DRAWS.name], work.books, work.statements, work.period)]


def _submissions(work: _Work, merged: Merged) -> list[dict[str, Any]]:
    rows, found = submissions(work.arrivals, work.before.evidence, work.period, work.roster or NO_ROSTER)
    work.problems += found
    for row in rows:
        if row["state"] != MISSING:
            count = merged.count(row["file"])
            row.update(rows=count.read, merged=count.merged, duplicates=count.duplicates, rejected=count.rejected,
                       unread=work.inbox.unread[row["file"]])
    return rows + [{"month": work.period.month, "state": UNREADABLE, "file": label, "unit": "", "division": ""}
                   for label in work.inbox.unreadable]


def _checks(work: _Work) -> list[Problem]:
    """What `check` finds in each workbook that is used; of a 报送件, what it found when that was made."""
    found: list[Problem] = []
    for source, tables in work.books:
        if source.instead or source.earlier:
            continue
        if source.month:
            found += _reported(work, source, tables[records.PROBLEMS.name])
        else:
            holidays = tables.get(registers.HOLIDAYS.name)
            calendar = Calendar.from_rows(holidays.rows if holidays else [])
            settings = work.inbox.settings[source.file]
            found += [p.within(source.file) for p in check(tables, settings, calendar=calendar, today=work.day)
                      if p.code not in OWN_SHAPE]
    return found


def _reported(work: _Work, source: Source, listed: Table) -> Iterator[Problem]:
    """What the unit's own check found, and whether the 报送件 is one of this month."""
    if source.month != work.period.month:
        yield problem("K27", Place(source.file), month=source.month, wanted=work.period.month)
    for row in (row for row in listed if row["code"] not in OWN_SHAPE):
        yield problem("K24" if row["severity"] == ERROR_LEVEL else "K25", Place(source.file, row["sheet"], row["cell"]),
                      found=row["code"], text=row["text"])


def _settings_that_differ(work: _Work) -> list[Problem]:
    used = work.settings.period
    return [problem("K22", Place(label, SHEET, "报表周期"), value=own.period, used=used)
            for label, own in work.inbox.settings.items() if own.period != used]


def _unmerged(claim: merging.Claim) -> dict[str, Any]:
    at = claim.at
    return {"file": claim.source.file, "sheet": at.sheet, "cell": at.cell, "key": claim.label,
            "fate": claim.fate.value if claim.fate else "", "why": claim.why,
            "kept": str(claim.kept.place()) if claim.kept else ""}


def _log(work: _Work, count: Count) -> list[dict[str, Any]]:
    """The bureau's own log: that of the month before, and an entry of this act over the fingerprints of its files."""
    names = "\n".join(f"{arrival.book.source.file}\t{arrival.digest.hex()}" for arrival in work.arrivals)
    summary = (f"{work.period.month}：{len(work.arrivals)} 个工作簿，读取 {count.read} 行，并入 {count.merged}，"
               f"重复 {count.duplicates}，退回 {count.rejected}" + (f"，{work.statements.mark}" if work.statements else ""))
    entry = logchain.next_entry(work.before.log, at=work.desk.stamp, act=ACT, who=work.desk.operator, summary=summary,
                                content=sha256(names.encode()).hexdigest())
    return [*(dict(row) for row in work.before.log), entry]


def _in_order(problems: Iterable[Problem], inbox: Inbox) -> list[Problem]:
    """What concerns no file first, then file by file; each problem once."""
    order = {label: place for place, label in enumerate(inbox.paths)}
    once = {(found.code, found.place, found.text): found for found in problems}
    return sorted(once.values(), key=lambda found: order.get(found.place.file, -1))


def _problem_row(found: Problem) -> dict[str, Any]:
    at = found.place
    return {"code": found.code, "severity": found.level, "file": at.file,
            "sheet": at.sheet, "cell": at.cell, "text": found.text, "remedy": found.remedy}


def _given(settings: Settings) -> dict[str, Any]:
    """Parameters for the bureau workbook; what is blank has the default.  Where a division keeps last year's workbook is its own."""
    return {key: value for key, value in asdict(settings).items() if value not in ("", None) and key != "last_book"}


def _targets(inbox: Inbox, beside: Path | None) -> dict[str, str]:
    """Where links to the files lead: relative to the bureau workbook, so that a folder can be moved as a whole."""
    if beside is None:
        return {label: str(path) for label, path in inbox.paths.items()}
    return {label: _relative(path, beside.resolve()) for label, path in inbox.paths.items()}


def _relative(path: Path, folder: Path) -> str:
    try:
        return os.path.relpath(path, folder)
    except ValueError:
        # On Windows there is no way from one drive to another.
        return str(path)
