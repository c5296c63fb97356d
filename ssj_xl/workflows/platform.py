"""平台导出: objects, inspectors, plan and task as the sheets that the provincial platform's import takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ssj_xl.domain.platform.fill import Around, Filled, fill
from ssj_xl.domain.platform.layout import Layout, Sheet
from ssj_xl.domain.pool import in_scope
from ssj_xl.gateways.book import Book
from ssj_xl.papers.platform.sheets import as_workbook
from ssj_xl.tables import registers
from ssj_xl.tables.problems import Problem, block, fail, problem
from ssj_xl.tables.table import Row, Table

NEEDED = (registers.OBJECTS, registers.INSPECTORS, registers.PLANS, registers.TASKS, registers.ITEMS)
CANCELLED = "已取消"
GAPS = ("S08", "S10", "S12", "S13")
"""Codes of single cells that the platform will not take."""


@dataclass(frozen=True)
class Exported:
    """The file, the rows of each sheet, and everything that is doubtful."""

    data: bytes
    rows: tuple[tuple[str, int], ...]
    problems: tuple[Problem, ...]

    @property
    def gaps(self) -> int:
        """How many cells the platform will not take as they are."""
        return sum(found.code in GAPS for found in self.problems)


def export(book: Book, layout: Layout, today: date, *, task: str = "", what: Sequence[str] = ()) -> Exported:
    """Everything the platform is to get, or what concerns one task: its pool, its plan and itself.

    what: 对象, 人员, 计划, 任务; all of the layout by default.  Gaps are warnings, and the file is made all the same.
    Raises UserError with the registers' errors, D01 for an unknown task, S16 for a part the layout does not have.
    """
    tables, missing = book.read_all(NEEDED)
    settings, odd = book.settings()
    block([*missing, *odd, *(found for table in tables.values() for found in table.problems)])
    sheets = _wanted(layout, what)
    row = _task(tables[registers.TASKS.name], task) if task else None
    items = {item["code"]: item["minor"] for item in tables[registers.ITEMS.name]}
    around = Around(settings, tables[registers.PLANS.name].by("code"), items, today)
    filled, problems = [], []
    for sheet in sheets:
        table = tables[sheet.register.name]
        filled.append(fill(sheet, _rows(sheet, table, row, settings.year), table, around))
        problems += _no_plan(filled[-1], row)
    problems += [found for one in filled for found in one.problems]
    return Exported(as_workbook(filled), tuple((one.sheet.name, len(one.rows)) for one in filled), tuple(problems))


def _wanted(layout: Layout, what: Sequence[str]) -> list[Sheet]:
    parts = {sheet.part for sheet in layout.sheets}
    block([problem("S16", layout=layout.name, what=part) for part in what if part not in parts])
    return [sheet for sheet in layout.sheets if not what or sheet.part in what]


def _task(tasks: Table, code: str) -> Row:
    by_code = tasks.by("code")
    row = by_code.get(code.strip().upper())
    if row is None:
        raise fail("D01", task=code, known="、".join(by_code) or "（还没有任务）")
    return row


def _rows(sheet: Sheet, table: Table, task: Row | None, year: int) -> list[Row]:
    if sheet.part == "人员":
        return table.rows
    if task is not None:
        return [row for row in table if _concerns(sheet.part, row, task)]
    if sheet.part == "计划":
        return [row for row in table if not year or row["year"] == year]
    return [row for row in table if sheet.part != "任务" or row["state"] != CANCELLED]


def _concerns(part: str, row: Row, task: Row) -> bool:
    if part == "对象":
        return in_scope(row, task)
    return bool(row["code"] == (task["plan"] if part == "计划" else task["code"]))


def _no_plan(filled: Filled, task: Row | None) -> list[Problem]:
    if filled.sheet.part != "计划" or task is None or filled.rows:
        return []
    return [problem("S17", plan=task["plan"] or "（空）", sheet=filled.sheet.name)]
