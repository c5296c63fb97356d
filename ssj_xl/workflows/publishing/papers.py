"""The papers of a draw: scheme, notice to each object, record of each visit, results; and the facts that they print."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from ssj_xl.domain.draw import ssj1
from ssj_xl.domain.period import RESERVE, team_of
from ssj_xl.domain.platform.evidence import is_platform_draw, odd, statement
from ssj_xl.domain.publication import count_withheld, is_public, shown_result
from ssj_xl.domain.returns import record_code
from ssj_xl.domain.workdays import in_force
from ssj_xl.gateways.book import Book
from ssj_xl.papers.handouts import confirmation, results, scheme, visit_notice, visit_record
from ssj_xl.papers.handouts.excel import as_workbook
from ssj_xl.papers.handouts.layout import Paper
from ssj_xl.papers.handouts.results import (
    DISPOSALS,
    RESULTS,
    WAYS,
    Choices,
    Job,
    Person,
    PublicLine,
    PublicTask,
    Visit,
    file_stem,
    item_name,
)
from ssj_xl.papers.handouts.word import as_document
from ssj_xl.tables import records, registers
from ssj_xl.tables.defaults import code_rows
from ssj_xl.tables.problems import Place, Problem, UserError, block, problem
from ssj_xl.tables.settings import SETTING_BY_KEY
from ssj_xl.tables.settings import SHEET as PARAMETERS
from ssj_xl.tables.table import Row
from ssj_xl.workflows.desk import Progress, silent
from ssj_xl.workflows.desk.office import Office, open_office
from ssj_xl.workflows.rounds.integrity import logged, read_verified_attempt
from ssj_xl.workflows.rounds.match import standing_winners
from ssj_xl.workflows.rounds.notice import list_code_of, named, receipts_with_notice, sheets
from ssj_xl.workflows.rounds.overrides import chosen
from ssj_xl.workflows.rounds.parties import parties_of

if TYPE_CHECKING:
    from ssj_xl.tables.rows import DrawRow, TaskRow, WinnerRow

SCHEME, CONFIRMATION, NOTICE, RECORD, RESULTS_TABLE = "方案", "确认单", "通知书", "记录表", "公示表"
STEMS = {SCHEME: "抽查方案", CONFIRMATION: "抽取结果确认单", NOTICE: "行政检查通知书", RECORD: "检查记录表", RESULTS_TABLE: "结果公示表"}
"""The kinds of papers, and what their files are called."""
WORD, EXCEL = "docx", "xlsx"
ONLY_WORD = (SCHEME, CONFIRMATION, NOTICE)
"""The kinds that have no form in Excel."""


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
        if kind in ONLY_WORD:
            return (WORD,)
        return self.formats or ((WORD, EXCEL) if kind == RESULTS_TABLE else (WORD,))


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
    job = job_of(office, office.task(task), wanted.day)
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
    if wanted.formats == (EXCEL,) and wanted.kinds and set(wanted.kinds) <= set(ONLY_WORD):
        raise UserError([problem("P64", paper="、".join(STEMS[kind] for kind in wanted.kinds))])


def _obstacle(office: Office, job: Job, kind: str) -> Problem | None:
    """Why a kind cannot be made yet."""
    said = {"paper": STEMS[kind], "task": job.task["code"]}
    if kind == RESULTS_TABLE and not public_task_of(office, job).lines:
        return problem("P53", **said, day=job.day)
    if kind not in (CONFIRMATION, NOTICE, RECORD):
        return None
    if not job.drawn:
        return problem("P51", **said)
    if kind == CONFIRMATION:
        return None
    count = unmatched(office, job)
    return problem("P52", **said, count=count) if count else None


def _as_drawn(office: Office, job: Job) -> list[WinnerRow]:
    """The rows of 抽取名单 that the seed gave, in their order."""
    return [row for row in office.rows_of(records.WINNERS, draw_of(job)) if row["state"] != RESERVE and not row["replaces"]]


def _later(office: Office, job: Job) -> list[str]:
    """What changed the list or the teams after draw and match, by the log."""
    attempt = draw_of(job)["attempt"]
    return [f"{entry['at'][:16]} {act}" for act in ("递补", "改派") for number, entry in logged(office, job.task["code"], act)
            if number == attempt]


def _record_paper(office: Office, job: Job) -> Paper:
    return visit_record.record_forms(job, visits_of(office, job), choices_of(office))


_MAKERS: dict[str, Callable[[Office, Job], Paper]] = {
    SCHEME: lambda _office, job: scheme.scheme(job),
    CONFIRMATION: lambda office, job: confirmation.confirmation(job, _as_drawn(office, job), _later(office, job)),
    NOTICE: lambda office, job: visit_notice.notices(job, visits_of(office, job)),
    RECORD: _record_paper,
    RESULTS_TABLE: lambda office, job: results.results_table(public_task_of(office, job)),
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
    codes = [winner["object"] for winner in winners_of(office, job)]
    found, withheld = receipts_with_notice(office, draw_of(job), codes)
    return tuple(File(NOTICE, f"名录回执/{name}{suffix}", data, single=True) for name, one in named(found) for suffix, data in sheets(one)), withheld


def _doubts(office: Office, job: Job, kinds: list[str]) -> Iterator[Problem]:
    if SCHEME in kinds:
        yield from _gaps(office, job)
    if set(kinds) & {SCHEME, NOTICE, RECORD}:
        yield from doubts_of_items(office, job)
    if NOTICE in kinds:
        for key in ("contact", "phone"):
            if not getattr(job.settings, key):
                header = SETTING_BY_KEY[key].column.header
                yield problem("P56", Place(office.book.path, PARAMETERS, header), header=header)
    if set(kinds) & {NOTICE, RECORD}:
        visits: tuple[Visit, ...] = visits_of(office, job)
        yield from doubts_of_visits(office, visits)
    if RESULTS_TABLE in kinds and (count := count_withheld(office.table(registers.FINDINGS), job.task["code"], job.day)):
        yield problem("P61", count=count, day=job.day, paper=STEMS[RESULTS_TABLE])


def _gaps(office: Office, job: Job) -> Iterator[Problem]:
    """P54: elements of the scheme that the notice demands, P62: what else stays to be filled in."""
    table = office.table(registers.TASKS)
    row = office.task(job.task["code"])
    for key, element in scheme.ELEMENTS.items():
        if not row.get(key) and not (key == "scope" and scheme.is_restricted(row)):
            yield table.problem("P54", row, key, element=element)
    for key in ("plan", "scheme_number", "scheme_date", "scheme_published", "operator", "supervisor"):
        if not row.get(key):
            yield table.problem("P62", row, key)


# --- what the papers of a task say, read from the workbook -----------------------------------------------

def job_of(office: Office, task: TaskRow, day: date) -> Job:
    """The task with its plan, items and standing draw.

    Raises P57 for items outside 事项清单, D17–D19, D38 or S41–S43 where a draw is not as it was locked or taken over.
    """
    items = office.table(registers.ITEMS).by("code")
    table = office.table(registers.TASKS)
    block([table.problem("P57", task, "items", item=code) for code in task["items"] if code not in items])
    draw = office.current(task["code"])
    if draw is not None:
        _refuse_tampered(office, draw)
    drawn = len(standing_winners(office, draw)) if draw and draw["drawn_at"] else 0
    task, use, _ = chosen(office, task)
    return Job(task, office.settings, tuple(items[code] for code in task["items"]), day, office.plan(task), draw, drawn,
               office.showing.persons, office.grouping(task, day, use=use).private, tuple(row["name"] for row in parties_of(office, task["code"])[1:]))


def _refuse_tampered(office: Office, draw: DrawRow) -> None:
    """A draw must be as the log has it, wherever it was made; papers of another list are not printed."""
    if not is_platform_draw(draw):
        read_verified_attempt(office, draw)
        return
    entries = {act: [entry for number, entry in logged(office, draw["task"], act) if number == draw["attempt"]]
               for act in ("平台导入", "锁定")}
    winners = office.rows_of(records.WINNERS, draw)
    block(odd(draw, winners, entries["平台导入"], digest=ssj1.digest(statement(draw, winners)), locked=bool(entries["锁定"])))


def winners_of(office: Office, job: Job) -> list[WinnerRow]:
    """The rows of 抽取名单 to be visited, none before the draw."""
    return standing_winners(office, draw_of(job)) if job.drawn else []


def draw_of(job: Job) -> DrawRow:
    """The row of 抽取记录 of a job that was drawn."""
    return cast("DrawRow", job.draw if isinstance(job.draw, Row) else Row(job.draw or {}))


def visits_of(office: Office, job: Job) -> tuple[Visit, ...]:
    """The visits of a matched task, in the order of 抽取名单."""
    objects = office.table(registers.OBJECTS).by("code")
    findings: dict[str, dict[str, Row]] = {}
    for row in office.table(registers.FINDINGS):
        if row["task"] == job.task["code"]:
            findings.setdefault(row["object"], {})[row["item"]] = row
    visits = []
    pids = list_code_of(office, draw_of(job)) if job.drawn else {}
    for number, winner in enumerate(winners_of(office, job), 1):
        obj = objects.get(winner["object"]) or _stub(winner)
        visits.append(Visit(number, obj, _fitting(job.items, obj["object_type"]), _team(office, winner), findings.get(winner["object"], {}),
                            obj["object_type"] in job.persons, pids.get(winner["object"], ""),
                            record_code(draw_of(job), winner["object"], team_of(winner))))
    return tuple(visits)


def _fitting(items: tuple[Mapping[str, Any], ...], object_type: str) -> tuple[Mapping[str, Any], ...]:
    """The items of a task that fit an object, in the order of the form; all where none does."""
    return tuple(item for item in items if object_type in item["object_type"]) or items


def fitting_items(office: Office, winner: WinnerRow) -> tuple[Mapping[str, Any], ...]:
    """The rows of 事项清单 that the record form of an object has, in its order."""
    items, found = office.table(registers.ITEMS).by("code"), office.table(registers.OBJECTS).by("code").get(winner["object"])
    asked = tuple(items[code] for code in office.task(winner["task"])["items"] if code in items)
    return _fitting(asked, found["object_type"] if found else winner["object_type"])


def _stub(winner: Row) -> dict[str, Any]:
    """What is known of an object that is no longer in the register."""
    return {**dict.fromkeys(registers.OBJECTS.by_key, ""), "code": winner["object"],
            "name": winner["name"] or winner["object"], "object_type": winner["object_type"]}


def _team(office: Office, winner: Row) -> tuple[Person, ...]:
    """The team with certificates; people of other units, known by name only, come last.

    检查组姓名 has the names in the order of the codes, and then those who have no code.
    """
    people = office.table(registers.INSPECTORS).by("code")
    codes = team_of(winner)
    named = [name for name in (winner["team_names"] or "").split("、") if name]
    team = [Person(people[code]["name"], people[code]["certificate"], people[code]["division"], code == winner["lead"])
            if code in people else Person(named[place] if place < len(named) else code, lead=code == winner["lead"])
            for place, code in enumerate(codes)]
    known = {person.name for person in team}
    return (*team, *(Person(name) for name in named[len(codes):] if name not in known))


def choices_of(office: Office) -> Choices:
    """What 代码表 gives to tick; a category that it does not have is the default one."""
    codes = office.book.read(registers.CODES).rows if office.book.has(registers.CODES) else []
    given: list[Mapping[str, Any]] = [*codes]
    for category in (WAYS, RESULTS, DISPOSALS):
        if not any(row["category"] == category for row in codes):
            given += [row._asdict() for row in code_rows() if row.category == category]
    options = {category: tuple(dict.fromkeys(row["name"] for row in given if row["category"] == category))
               for category in (WAYS, RESULTS, DISPOSALS)}
    return Choices(options, frozenset(row["name"] for row in given
                                      if row["category"] == RESULTS and row["is_problem"] == "否"))


def public_task_of(office: Office, job: Job) -> PublicTask:
    """What is public of a task on the day of the papers: results whose 公示日期 has come, and nothing internal."""
    shown, items = office.showing, office.table(registers.ITEMS).by("code")
    names = {row["object"]: _stub(row) for row in winners_of(office, job)}
    lines, types = [], set()
    for row in office.table(registers.FINDINGS):
        if row["task"] == job.task["code"] and is_public(row, job.day):
            obj = shown.rows.get(row["object"]) or names.get(row["object"]) or _stub(
                Row({"object": row["object"], "name": "", "object_type": ""}))
            item, whose = items.get(row["item"]), (row["object"], obj["name"], obj["object_type"])
            types.add(obj["object_type"])
            lines.append(PublicLine(row["object"], shown.name(*whose), shown.number(*whose),
                                    item_name(item) if item else row["item"], shown_result(row, job.day), row["checked"],
                                    row["published"]))
    lines.sort(key=lambda line: (line.published, line.name, line.code, line.item))
    plan = job.plan or {"code": "", "draw_type": ""}
    return PublicTask(job.settings.unit, job.task["name"], job.task["code"], plan["code"], plan["draw_type"],
                      job.drawn, tuple(sorted({job.persons.measure(kind) for kind in types if kind})), tuple(lines), job.day)


def doubts_of_items(office: Office, job: Job) -> list[Problem]:
    """P55: items without content or basis; P58: items not in force when the task begins."""
    table = office.table(registers.ITEMS)
    day = job.task["start"] or job.task["end"]
    found = [table.problem("P55", row, key, item=item_name(row))
             for row in job.items for key in ("content", "basis") if isinstance(row, Row) and not row[key]]
    return found + [table.problem("P58", row, "valid_to", item=item_name(row), day=day)
                    for row in job.items if isinstance(row, Row) and day and not in_force(row, day)]


def doubts_of_visits(office: Office, visits: tuple[Visit, ...]) -> list[Problem]:
    """P59: objects, P60: inspectors that the registers no longer have."""
    objects = office.table(registers.OBJECTS)
    known = objects.by("code")
    gone = [problem("P59", objects.grid.place(-1), name=visit.object["name"])
            for visit in visits if visit.object["code"] not in known]
    people = office.table(registers.INSPECTORS).grid.place(-1)
    nameless = dict.fromkeys(person.name for visit in visits for person in visit.team if not person.certificate)
    return gone + [problem("P60", people, name=name) for name in nameless]


def unmatched(office: Office, job: Job) -> int:
    """How many objects to be visited have no team."""
    return sum(not (row["lead"] or row["members"] or row["team_names"]) for row in winners_of(office, job))
