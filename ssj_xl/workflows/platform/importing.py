"""What comes from the provincial platform: its draw and results taken over, and compared with the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ssj_xl.domain.draw.ssj1 import digest
from ssj_xl.domain.plans import CANCELLED
from ssj_xl.domain.platform.compare import Compared, Pair, compare
from ssj_xl.domain.platform.evidence import is_platform_draw, statement
from ssj_xl.domain.platform.fill import ledger_sides, platform_sides
from ssj_xl.domain.platform.layout import Layout
from ssj_xl.domain.platform.reading import PlatformTask, read_task
from ssj_xl.domain.platform.taking import Ledger, Taking, take
from ssj_xl.domain.platform.words import Words
from ssj_xl.gateways.book import Book
from ssj_xl.papers.platform import Facts, comparison, summary
from ssj_xl.tables import records, registers
from ssj_xl.tables.platform import ACT, STEPS
from ssj_xl.tables.problems import Place, Problem, block, errors, fail, problem
from ssj_xl.tables.table import Row, Table
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.desk.office import Office, open_office
from ssj_xl.workflows.platform.exporting import PlatformFile, read_platform, words_of
from ssj_xl.workflows.rounds import result_rows

if TYPE_CHECKING:
    from ssj_xl.tables.rows import DrawRow, TaskRow


@dataclass(frozen=True)
class Wanted:
    """What is to be imported: the task, the platform's file and layout; pool: 抽查基数; update: overwrite."""

    task: str
    file: Path
    layout: Layout
    pool: int | None = None
    update: bool = False


@dataclass(frozen=True)
class Planned:
    """What an import would write, with the platform's task it comes from and remarks on the file."""

    task: str
    name: str
    platform: PlatformTask
    taking: Taking
    notes: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def blocked(self) -> bool:
        """Whether an error forbids the import."""
        return bool(errors(self.problems))


def plan_import(book: Book, wanted: Wanted) -> Planned:
    """Work out an import; nothing is written.  Errors about the list are in the plan, all at once.

    Raises UserError for a workbook or a file that cannot be read, D01, D30 for the task, S21, S22 for its number.
    """
    office = open_office(book)
    task = office.task(wanted.task)
    file = read_platform(wanted.file, wanted.layout)
    number = _number(file, task)
    words = words_of(book, wanted.layout)
    platform = read_task(file.tables, number, words=words, items=task["items"])
    taking = take(platform, _ledger(office, task), words, pool=wanted.pool, update=wanted.update)
    found = [*file.problems, *taking.problems]
    if not number:
        found.append(problem("S48", Place(str(wanted.file)), count=sum(map(len, file.tables)), task=task["code"]))
    return Planned(task["code"], task["name"], platform, taking, file.notes, tuple(found))


def _number(file: PlatformFile, task: TaskRow) -> str:
    """Which of the file's numbers is the task's."""
    numbers, place = [number for number in file.numbers if number], Place(str(file.path))
    if not numbers:
        return ""
    if task["platform"] and task["platform"] not in numbers:
        raise fail("S22", place, number=task["platform"], numbers="、".join(numbers))
    if not task["platform"] and len(numbers) > 1:
        raise fail("S21", place, task=task["code"], numbers="、".join(numbers))
    return task["platform"] or numbers[0]


def _ledger(office: Office, task: TaskRow) -> Ledger:
    attempts, draw = office.attempts(task["code"]), office.current(task["code"])
    return Ledger(
        task, draw, max((row["attempt"] for row in attempts), default=0),
        office.rows_of(records.WINNERS, draw) if draw else [], office.table(records.WINNERS),
        office.table(registers.FINDINGS), office.table(registers.TASKS))


def do_import(book: Book, wanted: Wanted, seen: Planned, desk: Desk) -> Planned:
    """Write what was planned.  seen: the plan that was shown; raises S46 where another would be made by now.

    Raises UserError with the plan's errors.  A plan that would write nothing writes nothing, no log entry either.
    """
    planned = plan_import(book, wanted)
    block(planned.problems)
    if planned != seen:
        raise fail("S46", exit_code=3)
    if not planned.taking.is_empty:
        _write(open_office(book), planned, desk)
        book.commit()
    return planned


def _write(office: Office, planned: Planned, desk: Desk) -> None:
    book, taking = office.book, planned.taking
    if taking.draw:
        book.append(records.DRAWS, [taking.draw])
        book.append(records.WINNERS, taking.winners)
    book.replace(records.WINNERS, taking.teams)
    book.replace(registers.FINDINGS, taking.changed)
    result_rows.enter(book, taking.added)
    result_rows.keep_in_step(office, planned.task)
    if taking.task:
        book.replace(registers.TASKS, [(office.task(planned.task), taking.task)])
    _log(office, planned, desk)


def _log(office: Office, planned: Planned, desk: Desk) -> None:
    """One entry; for a draw of the platform its fingerprint is that of the list as it stands now."""
    draw = office.current(planned.task)
    summary = _summary(office.task(planned.task), draw, planned.taking)
    if draw is None or not is_platform_draw(draw):
        office.journal(desk, ACT, summary, digest(summary))
        return
    listed = statement(draw, office.rows_of(records.WINNERS, draw))
    head = office.journal(desk, ACT, summary, digest(listed))
    office.book.replace(records.DRAWS, [(draw, {"log_head": head})])


def _summary(task: TaskRow, draw: DrawRow | None, taking: Taking) -> str:
    start = f"任务{task['code']}第{draw['attempt']}轮：" if draw else f"任务{task['code']}："
    parts = [f"平台任务编号{task['platform'] or '（没有）'}"]
    parts += [f"平台抽取{len(taking.winners)}家"] if taking.draw else []
    parts += [f"检查组{len(taking.teams)}个"] if taking.teams else []
    parts.append(f"检查结果新增{len(taking.added)}条、更改{len(taking.changed)}条")
    dates = [registers.TASKS.header(key) for key in taking.task if key not in ("state", "platform")]
    return start + "，".join([*parts, *dates])


# --- 平台核对 ------------------------------------------------------------------------------------------------

_NEEDED = (registers.OBJECTS, registers.INSPECTORS, registers.ITEMS, registers.TASKS, registers.FINDINGS,
           records.DRAWS, records.WINNERS)
_SHOWN = ("S25", "S28", "S29", "S30", "S32", "S45")
"""Problems of the platform's file that a comparison repeats; the others show as differences."""


@dataclass(frozen=True)
class Done:
    """A finished comparison with the facts of its head and what is doubtful about the platform's file."""

    compared: Compared
    facts: Facts
    problems: tuple[Problem, ...]

    def as_workbook(self) -> bytes:
        """The comparison to be printed."""
        return comparison(self.compared, self.facts)

    @property
    def summary(self) -> str:
        """One sentence on the whole."""
        return summary(self.compared)

    def as_data(self) -> dict[str, Any]:
        """The comparison as plain values for JSON."""
        return {"summary": self.summary, "counts": self.compared.counts(),
                "tasks": [_task_data(self.compared, pair) for pair in self.compared.pairs],
                "differences": [one._asdict() for one in self.compared.differences]}


def compare_with(book: Book, path: Path, layout: Layout, *, task: str = "", today: date) -> Done:
    """Compare the ledger with the platform's file.  task: only this one.

    Raises UserError with the errors of the registers and of the file, D01 for an unknown task, S18 for a file without
    numbers, S19 where the task has no number either.
    """
    tables, missing = book.read_all(_NEEDED)
    settings, odd = book.settings()
    block([*missing, *odd, *(found for table in tables.values() for found in table.problems)])
    tasks = _tasks(tables[registers.TASKS.name], task)
    words = words_of(book, layout)
    theirs = _platform(read_platform(path, layout), tasks, words, task=task)
    compared = compare(ledger_sides(tables, tasks, words), platform_sides(theirs, words))
    problems = tuple(found for one in theirs for found in one.problems if found.code in _SHOWN)
    return Done(compared, Facts(settings.unit, path.name, today), problems)


def _tasks(table: Table, task: str) -> list[Row]:
    """The tasks that are to be compared: all but those cancelled, or the one."""
    if not task:
        return [row for row in table if row["state"] != CANCELLED]
    row = table.by("code").get(task.strip().upper())
    if row is None:
        raise fail("D01", task=task, known="、".join(table.by("code")) or "（还没有任务）")
    return [row]


def _platform(file: PlatformFile, tasks: list[Row], words: Words, *, task: str) -> list[PlatformTask]:
    items: Mapping[str, Any] = {row["platform"]: row["items"] for row in tasks if row["platform"]}
    numbers, place = [number for number in file.numbers if number], Place(str(file.path))
    if not numbers:
        if not task:
            raise fail("S18", place)
        number = tasks[0]["platform"]
        if not number:
            raise fail("S19", place, task=tasks[0]["code"])
        return [replace(read_task(file.tables, "", words=words, items=items[number]), number=number)]
    every = tuple(row["code"] for row in words.items)
    wanted = [number for number in numbers if not task or number == tasks[0]["platform"]]
    return [read_task(file.tables, number, words=words, items=items.get(number, every)) for number in wanted]


def _task_data(compared: Compared, pair: Pair) -> dict[str, Any]:
    sides = {"ledger": pair.ours, "platform": pair.theirs}
    steps = {key: {name: side.steps.get(key) if side else None for name, side in sides.items()} for key in STEPS}
    return {"task": pair.known.code, "number": pair.number, "name": pair.known.name, "verdict": compared.verdict(pair),
            "steps": steps, "objects": {name: len(side.visits) if side else None for name, side in sides.items()},
            "differences": len(compared.of(pair))}
