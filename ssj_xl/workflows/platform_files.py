"""The platform's result file, whatever its format: which of its sheets are task lists, which are results."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ssj_xl.domain.platform.layout import Layout
from ssj_xl.domain.platform.reading import numbers_in
from ssj_xl.domain.platform.words import Words
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.foreign import Foreign, read_list, read_sheets
from ssj_xl.tables import registers
from ssj_xl.tables.platform import RESULT_SHEET, TASK_SHEET, with_titles
from ssj_xl.tables.problems import Place, Problem, UserError, block, errors, fail
from ssj_xl.tables.spec import TableSpec
from ssj_xl.tables.table import Table, normalise

_NOT_THIS = ("I01",)
_TOLD = ("I11", "I12", "I16", "I18")
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
    yield f"工作表“{foreign.sheet}”按{table.spec.name}读取：{len(table)} 行。"
    if foreign.unknown:
        yield f"没有采用的列：{'、'.join(map(str, foreign.unknown))}。"
    yield from (f"第 {one.line} 行作为{one.kind}跳过：{one.text}" for one in foreign.skipped)


def words_of(book: Book, layout: Layout) -> Words:
    """The registers as a dictionary for the platform's words."""
    objects, people, items = (book.read(spec).rows for spec in (registers.OBJECTS, registers.INSPECTORS, registers.ITEMS))
    codes = book.read(registers.CODES).rows if book.has(registers.CODES) else []
    return Words(objects, people, items, codes, layout.words)
