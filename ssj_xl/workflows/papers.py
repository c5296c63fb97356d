"""文书: what a division prints for a task: 抽查方案, 行政检查通知书, 检查记录表, 结果公示表."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ssj_xl.gateways.book import Book
from ssj_xl.papers import receipt as receipt_paper
from ssj_xl.papers.handouts import results, scheme, visit_notice, visit_record
from ssj_xl.papers.handouts.excel import as_workbook
from ssj_xl.papers.handouts.facts import Job, Visit
from ssj_xl.papers.handouts.layout import Paper
from ssj_xl.papers.handouts.names import file_stem
from ssj_xl.papers.handouts.word import as_document
from ssj_xl.tables import registers
from ssj_xl.tables.problems import Place, Problem, UserError, problem
from ssj_xl.tables.settings import SETTING_BY_KEY
from ssj_xl.tables.settings import SHEET as PARAMETERS
from ssj_xl.workflows import papers_facts as facts
from ssj_xl.workflows.desk import Progress, silent
from ssj_xl.workflows.office import Office, open_office
from ssj_xl.workflows.receipt import Receipt, receipts_with_notice

SCHEME, NOTICE, RECORD, RESULTS = "方案", "通知书", "记录表", "公示表"
STEMS = {SCHEME: "抽查方案", NOTICE: "行政检查通知书", RECORD: "检查记录表", RESULTS: "结果公示表"}
"""The kinds of papers, and what their files are called."""
WORD, EXCEL = "docx", "xlsx"
_ONLY_WORD = (SCHEME, NOTICE)


@dataclass(frozen=True)
class Wanted:
    """What is asked for.

    day: the date on the papers; kinds: () for all that can be made; formats: () for Word, and 公示表 as Excel too;
    split: 检查记录表 also as one file an object.
    """

    day: date
    kinds: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    split: bool = False

    def formats_of(self, kind: str) -> tuple[str, ...]:
        """The formats of a kind of paper."""
        if kind in _ONLY_WORD:
            return (WORD,)
        return self.formats or ((WORD, EXCEL) if kind == RESULTS else (WORD,))


@dataclass(frozen=True)
class File:
    """One file.  name: below the folder of the papers, with / for a folder in it; single: of one object only."""

    kind: str
    name: str
    data: bytes
    single: bool = False


@dataclass(frozen=True)
class Made:
    """Papers as files, why others cannot be made yet (kind, problem), and what is doubtful."""

    files: tuple[File, ...]
    missing: tuple[tuple[str, Problem], ...]
    warnings: tuple[Problem, ...]


def papers(book: Book, task: str, wanted: Wanted, *, progress: Progress = silent) -> Made:
    """The papers of a task as they can be made now.

    Raises D01, D30 and P57; P51–P53 where a kind that was asked for cannot be made yet; P64 where only kinds
    without an Excel form are asked for in Excel; D17–D19 or D38 where the draw was tampered with.
    """
    _refuse_excel(wanted)
    office = open_office(book)
    job = facts.job_of(office, office.task(task), wanted.day)
    kinds = wanted.kinds or tuple(STEMS)
    missing = [(kind, why) for kind in STEMS if kind in kinds and (why := _obstacle(office, job, kind))]
    if missing and wanted.kinds:
        raise UserError([why for _, why in missing])
    possible = [kind for kind in STEMS if kind in kinds and kind not in dict(missing)]
    files: list[File] = []
    for number, kind in enumerate(possible):
        progress(f"生成{STEMS[kind]}", number, len(possible))
        files += _files(kind, _MAKERS[kind](office, job), wanted, progress)
    enclosed, withheld = _receipts(office, job) if NOTICE in possible else ((), ())
    return Made((*files, *enclosed), tuple(missing), (*withheld, *_doubts(office, job, possible)))


def _refuse_excel(wanted: Wanted) -> None:
    if wanted.formats == (EXCEL,) and wanted.kinds and set(wanted.kinds) <= set(_ONLY_WORD):
        raise UserError([problem("P64", paper="、".join(STEMS[kind] for kind in wanted.kinds))])


def _obstacle(office: Office, job: Job, kind: str) -> Problem | None:
    """Why a kind cannot be made yet."""
    said = {"paper": STEMS[kind], "task": job.task["code"]}
    if kind == RESULTS and not facts.public_task_of(office, job).lines:
        return problem("P53", **said, day=job.day)
    if kind not in (NOTICE, RECORD):
        return None
    if not job.drawn:
        return problem("P51", **said)
    count = facts.unmatched(office, job)
    return problem("P52", **said, count=count) if count else None


def _record_paper(office: Office, job: Job) -> Paper:
    return visit_record.record_forms(job, facts.visits_of(office, job), facts.choices_of(office))


_MAKERS: dict[str, Callable[[Office, Job], Paper]] = {
    SCHEME: lambda _office, job: scheme.scheme(job),
    NOTICE: lambda office, job: visit_notice.notices(job, facts.visits_of(office, job)),
    RECORD: _record_paper,
    RESULTS: lambda office, job: results.results_table(facts.public_task_of(office, job)),
}
_PRINTERS: dict[str, Callable[[Paper], bytes]] = {WORD: as_document, EXCEL: as_workbook}


def _files(kind: str, paper: Paper, wanted: Wanted, progress: Progress) -> Iterator[File]:
    for suffix in wanted.formats_of(kind):
        yield File(kind, f"{STEMS[kind]}.{suffix}", _PRINTERS[suffix](paper))
        if wanted.split and kind == RECORD:
            for number, form in enumerate(paper.forms):
                progress(f"{STEMS[kind]}：{form.name}", number, len(paper.forms))
                single = replace(paper, title=f"{STEMS[kind]} {form.name}", forms=(form,))
                yield File(kind, f"{STEMS[kind]}/{file_stem(form.name)}.{suffix}", _PRINTERS[suffix](single), single=True)


def _receipts(office: Office, job: Job) -> tuple[tuple[File, ...], Sequence[Problem]]:
    """名录回执 that go out with the notices, as the bureau has set: what a computer checks and what a firm reads."""
    codes = [winner["object"] for winner in facts.winners_of(office, job)]
    found, withheld = receipts_with_notice(office, facts.draw_of(job), codes)
    return tuple(File(NOTICE, f"名录回执/{number:03}-{file_stem(one.name)}{suffix}", data, single=True)
                 for number, one in enumerate(found, 1) for suffix, data in _sheets(one)), withheld


def _sheets(one: Receipt) -> tuple[tuple[str, bytes], ...]:
    return ((".json", receipt_paper.as_json(one.receipt)), (".txt", receipt_paper.as_text(one.receipt, name=one.name).encode()))


def _doubts(office: Office, job: Job, kinds: list[str]) -> Iterator[Problem]:
    if SCHEME in kinds:
        yield from _gaps(office, job)
    if set(kinds) & {SCHEME, NOTICE, RECORD}:
        yield from facts.doubts_of_items(office, job)
    if NOTICE in kinds:
        for key in ("contact", "phone"):
            if not getattr(job.settings, key):
                header = SETTING_BY_KEY[key].column.header
                yield problem("P56", Place(office.book.path, PARAMETERS, header), header=header)
    if set(kinds) & {NOTICE, RECORD}:
        visits: tuple[Visit, ...] = facts.visits_of(office, job)
        yield from facts.doubts_of_visits(office, visits)
    if RESULTS in kinds and (count := facts.kept_back(office, job)):
        yield problem("P61", count=count, day=job.day)


def _gaps(office: Office, job: Job) -> Iterator[Problem]:
    """P54: elements of the scheme that the notice demands, P62: what else stays to be filled in."""
    table = office.table(registers.TASKS)
    row = office.task(job.task["code"])
    for key, element in scheme.ELEMENTS.items():
        if not row[key] and not (key == "scope" and scheme.is_restricted(row)):
            yield table.problem("P54", row, key, element=element)
    for key in ("plan", "scheme_number", "scheme_date", "scheme_published", "operator", "supervisor"):
        if not row[key]:
            yield table.problem("P62", row, key)
