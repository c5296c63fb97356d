"""平台核对: the ledger's tasks against the platform's file; what is on one side only, and what differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from ssj_xl.domain.platform.compare import Compared, Pair, compare
from ssj_xl.domain.platform.layout import Layout
from ssj_xl.domain.platform.reading import PlatformTask, read_task
from ssj_xl.domain.platform.sides import ledger_sides, platform_sides
from ssj_xl.domain.platform.words import Words
from ssj_xl.gateways.book import Book
from ssj_xl.papers.platform.comparison import Facts, as_workbook, summary
from ssj_xl.tables import records, registers
from ssj_xl.tables.platform import STEPS
from ssj_xl.tables.problems import Place, Problem, block, fail
from ssj_xl.tables.table import Row, Table
from ssj_xl.workflows.platform import CANCELLED
from ssj_xl.workflows.platform_files import PlatformFile, read_platform, words_of

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
        return as_workbook(self.compared, self.facts)

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


