"""What goes to the provincial platform: its layout, its files, what is typed into it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from ssj_xl.domain.plans import CANCELLED
from ssj_xl.domain.platform.fill import Around, Filled, fill
from ssj_xl.domain.platform.layout import RESULTS, Layout, Sheet, parse_layout
from ssj_xl.domain.platform.reading import numbers_in
from ssj_xl.domain.platform.words import Words
from ssj_xl.domain.pool import in_scope
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.foreign import Foreign, read_list, read_sheets
from ssj_xl.gateways.memory import MemoryGateway
from ssj_xl.office.hostile import missing
from ssj_xl.office.refusals import why_not_read
from ssj_xl.papers.platform import as_workbook, checklist
from ssj_xl.tables import registers
from ssj_xl.tables.normalising import normalise
from ssj_xl.tables.platform import RESULT_SHEET, TASK_SHEET, with_titles
from ssj_xl.tables.problems import Place, Problem, UserError, block, errors, fail, problem
from ssj_xl.tables.spec import TableSpec
from ssj_xl.tables.table import Row, Table
from ssj_xl.workflows.desk.office import open_office
from ssj_xl.workflows.rounds.result_rows import keep_in_step

NEEDED = (registers.OBJECTS, registers.INSPECTORS, registers.PLANS, registers.TASKS, registers.ITEMS)
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

    what: 对象, 人员, 计划, 任务, 结果; by default all of the layout but the results, which come with a list to tick.  Gaps are warnings, and the file is made all the same.
    Raises UserError with the registers' errors, D01 for an unknown task, S16 for a part the layout does not have.
    """
    sheets = _wanted(layout, what)
    results = any(sheet.part == RESULTS for sheet in sheets)
    if results:
        book = Book.for_act(MemoryGateway.copy_of(book.gateway, path=""))
        keep_in_step(open_office(book))
    tables, missing = book.read_all((*NEEDED, *((registers.FINDINGS,) if results else ())))
    settings, odd = book.settings()
    block([*missing, *odd, *(found for table in tables.values() for found in table.problems)])
    row = _task(tables[registers.TASKS.name], task) if task else None
    items = {item["code"]: item["minor"] for item in tables[registers.ITEMS.name]}
    around = Around(settings, {name: table.by("code") for name, table in tables.items() if "code" in table.spec.by_key}, items, today)
    filled, problems = [], []
    for sheet in sheets:
        table = tables[sheet.register.name]
        filled.append(fill(sheet, _rows(sheet, table, row, settings.year), table, around))
        problems += _no_plan(filled[-1], row)
    problems += [found for one in filled for found in one.problems]
    lists = [checklist(_rows(sheet, tables[registers.FINDINGS.name], row, settings.year), tables[registers.TASKS.name].by("code"), today)
             for sheet in sheets if sheet.part == RESULTS]
    return Exported(as_workbook(filled, lists), tuple((one.sheet.name, len(one.rows)) for one in filled), tuple(problems))


def _wanted(layout: Layout, what: Sequence[str]) -> list[Sheet]:
    parts = {sheet.part for sheet in layout.sheets}
    block([problem("S16", layout=layout.name, what=part) for part in what if part not in parts])
    return [sheet for sheet in layout.sheets if sheet.part in (what or parts - {RESULTS})]


def _task(tasks: Table, code: str) -> Row:
    by_code = tasks.by("code")
    row = by_code.get(code.strip().upper())
    if row is None:
        raise fail("D01", task=code, known="、".join(by_code) or "（还没有任务）")
    return row


def _rows(sheet: Sheet, table: Table, task: Row | None, year: int) -> list[Row]:
    if sheet.part == "人员":
        return table.rows
    if sheet.part == RESULTS:
        return [row for row in sorted((*table.rows, *table.waiting), key=lambda row: row.line) if task is None or row["task"] == task["code"]]
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


# --- the platform's result file --------------------------------------------------------------------------

_NOT_THIS = ("I01",)
_TOLD = ("I11", "I12", "I16", "I18", "I53", "I54", "I55")
"""Remarks of the reader that a clerk should see: values of formulas."""


@dataclass(frozen=True)
class PlatformFile:
    """What was read.  tables: normalised, by their specs 平台任务 and 平台结果; notes: sentences for the preview."""

    path: Path
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def numbers(self) -> tuple[str, ...]:
        """The task numbers in it; '' alone where no sheet says."""
        return numbers_in(self.tables)


def read_platform(path: Path, layout: Layout) -> PlatformFile:
    """Read a file of the platform.

    Raises UserError as `read_sheets`, S20 where no sheet is one of results or tasks, I04 for columns that could be
    the same, and every cell that cannot be read.
    """
    specs = tuple(with_titles(spec, layout.titles.get(spec.name, {})) for spec in (RESULT_SHEET, TASK_SHEET))
    tables, notes, seen = [], [], []
    for sheet in read_sheets(path):
        if sheet.refused:
            notes += [f"工作表“{sheet.name}”没有读取：{error.text}" for error in sheet.refused.problems]
            continue
        found = _best(path, specs, sheet.name)
        if found is None:
            notes.append(f"工作表“{sheet.name}”不是任务清单，也不是结果表，没有读取。")
            continue
        foreign, table = found
        tables.append(table)
        notes += _notes(foreign, table)
        seen += [note for note in foreign.notes if note.code in _TOLD]
    if not tables:
        raise fail("S20", Place(str(path)), accepted="、".join(specs[0].by_key["name"].accepted))
    block([found for table in tables for found in (*errors(table.problems), *_unnumbered(table, tables))])
    return PlatformFile(path, tuple(tables), tuple(notes), tuple(seen))


def _best(path: Path, specs: tuple[TableSpec, ...], sheet: str) -> tuple[Foreign, Table] | None:
    """The sheet as that of the two kinds of which it has more columns; results on a tie."""
    found = [pair for pair in (_read(path, spec, sheet) for spec in specs) if pair]
    return max(found, key=lambda pair: len(pair[1].columns), default=None)


def _read(path: Path, spec: TableSpec, sheet: str) -> tuple[Foreign, Table] | None:
    try:
        foreign = read_list(path, spec, sheet=sheet)
    except UserError as error:
        if all(found.code in _NOT_THIS for found in error.problems):
            return None
        raise
    return None if foreign.missing else (foreign, normalise(foreign.grid, spec))


def _unnumbered(table: Table, tables: list[Table]) -> Iterator[Problem]:
    """T03: a row without number in a file that has numbers."""
    if table.spec.name == RESULT_SHEET.name and any(row["number"] for one in tables for row in one):
        yield from (table.problem("T03", row, "number") for row in table if not row["number"])


def _notes(foreign: Foreign, table: Table) -> Iterator[str]:
    yield f"{f'工作表“{foreign.sheet}”' if foreign.sheet else '文件'}按{table.spec.name}读取：{len(table)} 行。"
    if foreign.unknown:
        yield f"没有采用的列：{'、'.join(map(str, foreign.unknown))}。"
    yield from (f"第 {one.line} 行作为{one.kind}跳过：{one.text}" for one in foreign.skipped)


def words_of(book: Book, layout: Layout) -> Words:
    """The registers as a dictionary for the platform's words."""
    objects, people, items = (book.read(spec).rows for spec in (registers.OBJECTS, registers.INSPECTORS, registers.ITEMS))
    codes = book.read(registers.CODES).rows if book.has(registers.CODES) else []
    return Words(objects, people, items, codes, layout.words)


# --- where a platform's layout comes from ----------------------------------------------------------------

_PART = ("data", "platform", "general.json")
_LIMIT = 1 << 20  # bytes; a layout has some ten thousand


def built_in() -> bytes:
    """The JSON of the layout that comes with the program, to be adapted."""
    return files("ssj_xl").joinpath(*_PART).read_bytes()


def load_layout(path: Path | None = None) -> Layout:
    """The layout of a file, else the built-in one.  Raises UserError F01, S01 (exit code 3), S02–S07."""
    if path is None:
        return parse_layout(json.loads(built_in()))
    place = Place(str(path))
    if not path.is_file():
        raise missing(path)
    try:
        if path.stat().st_size > _LIMIT:
            raise fail("S01", place, exit_code=3, why="文件过大，不是版式")
        value = json.loads(path.read_bytes().decode("utf-8-sig"), object_pairs_hook=_no_doubles)
    except json.JSONDecodeError as error:
        raise fail("S01", place, exit_code=3, why=f"第 {error.lineno} 行第 {error.colno} 个字符附近的写法不是 JSON") from None
    except (ValueError, RecursionError) as error:
        why = "文字不是 UTF-8 编码" if isinstance(error, UnicodeDecodeError) else f"{error}"
        raise fail("S01", place, exit_code=3, why=why) from None
    except OSError as error:
        raise fail("S01", place, exit_code=3, why=why_not_read(error)) from error
    return parse_layout(value, path.name)


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of a key that stands twice only the last would count, unseen."""
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            raise ValueError(f"“{key}”在同一处写了两次")
        seen.add(key)
    return dict(pairs)
