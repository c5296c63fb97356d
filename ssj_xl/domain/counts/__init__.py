"""What is counted: the figures of 首页 and the formula columns of registers, as formulas and as Python that agree.

`sheet_of` says for one workbook what stands in every cell of the hidden sheet 计算 (formula and value) and in every
formula column.  首页 only refers to 计算, so each figure is declared once, here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from ssj_xl.domain.counts import duties, reports, steps, work
from ssj_xl.domain.counts.calendar import blocks, lines, scalars
from ssj_xl.domain.counts.helpers import helper_columns
from ssj_xl.domain.counts.hints import Hint, hints
from ssj_xl.domain.counts.language import SHEET, TITLES, Area, Beyond, Layout, Value
from ssj_xl.domain.counts.view import Figure, View
from ssj_xl.domain.world import World
from ssj_xl.tables.grid import column_letters
from ssj_xl.tables.leads import LEADS
from ssj_xl.tables.records import DRAWS, WINNERS
from ssj_xl.tables.registers import (
    ACTIVITIES,
    CODES,
    COUNTIES,
    FINDINGS,
    HOLIDAYS,
    INSPECTORS,
    ITEMS,
    OBJECTS,
    PLANS,
    TASKS,
    TIERS,
)
from ssj_xl.tables.table import Table

__all__ = ["COUNTED", "COVERED", "SHEET", "TITLES", "Counted", "Figure", "Hint", "Standing", "World", "area_of", "figures", "hints", "sheet_of"]

COUNTED = (CODES, TIERS, ITEMS, OBJECTS, INSPECTORS, PLANS, TASKS, DRAWS, WINNERS, FINDINGS, ACTIVITIES, COUNTIES, HOLIDAYS, LEADS)
"""The registers that figures are made of."""

ROOM = {**dict.fromkeys((spec.name for spec in COUNTED), 200), OBJECTS.name: 1000, ITEMS.name: 1000, INSPECTORS.name: 1000,
        FINDINGS.name: 500, WINNERS.name: 500}
"""Rows that may be added before the workbook is written by the program again: whole lists are pasted into registers of
objects, items and people; the two others grow by every task.  Each of their rows costs an office program up to twelve
cells, in time whenever it opens or saves."""
COVERED = "统计至·"
"""Before the name of a register on 计算: its last row that is counted stands beside it."""

_FIRST_BLOCK = len(TITLES) + 2
_FIRST_ROW = 2


@cache
def figures() -> tuple[Figure, ...]:
    """Every figure, in the order of the rows of 计算; each is made of earlier ones only in Python."""
    full = "+".join(f"IF(COUNTA({getattr(Beyond(spec), spec.columns[0].key)})>0,1,0)" for spec in COUNTED)
    groups = (scalars(), lines(), (reports.first_report(),), reports.report_figures(), duties.duty_figures(), work.year_figures(),
              work.type_figures(), work.tier_figures(), work.register_figures(), work.month_figures(), work.form_figures(),
              steps.flaw_figures(full), steps.step_figures(), steps.text_figures())
    return tuple(figure for group in groups for figure in group)


class Strip(NamedTuple):
    """Cells of 计算 from a row down: the first one's formula without the equals sign, '' for a text, and their values.

    A relative address in the formula moves down with the cells, as where one is copied.
    """

    row: int
    column: int
    formula: str
    values: Sequence[Value]


@dataclass(frozen=True)
class Counted:
    """One workbook, counted.

    layout: where everything stands; values: figures by name; words: for each formula column (register, title) its
    formula and its values by sheet row.
    """

    layout: Layout
    view: View
    values: Mapping[str, Value]

    def strips(self) -> Iterator[Strip]:
        """Every cell of 计算: texts, figures, blocks, helper columns."""
        yield from (Strip(row, column, "", (text,)) for row, column, text in self._titles())
        render = cache(self.layout.render)
        for figure in figures():
            yield Strip(self.layout.figures[figure.name], 3, render(figure.formula), (self.values[figure.name],))
        for column, block in enumerate(blocks(), start=_FIRST_BLOCK):
            values, start = list(block.values(self.view)), _FIRST_ROW
            if block.first:
                yield Strip(start, column, render(block.first), (values.pop(0),))
                start += 1
            above = f"{column_letters(column)}{start - 1}"
            yield Strip(start, column, render(block.formula).replace("{above}", above), values)
        for column, helper in enumerate(helper_columns(), start=_FIRST_BLOCK + len(tuple(blocks()))):
            values_at = helper.values(self.view)
            rows = range(_FIRST_ROW, self.layout.areas[helper.table].last + 1)
            yield Strip(_FIRST_ROW, column, render(helper.formula), [values_at.get(row, 0) for row in rows])

    def _titles(self) -> Iterator[tuple[int, int, str]]:
        """Row, column and text of every cell of 计算 that is no formula."""
        yield from ((1, column, text) for column, text in enumerate(TITLES, start=1))
        for figure in figures():
            row = self.layout.figures[figure.name]
            yield from ((row, column, text) for column, text in
                        ((1, figure.name), (2, figure.meaning), (4, "、".join(figure.settings))) if text)
        row, column = _FIRST_ROW + len(figures()) + 1, _FIRST_BLOCK
        for title in (*(block.title for block in blocks()), *(helper.title for helper in helper_columns())):
            yield row, 1, f"{column_letters(column)} 列"
            yield row, 2, title
            row, column = row + 1, column + 1
        for number, spec in enumerate(COUNTED, start=row + 1):
            area = self.layout.areas[spec.name]
            yield from ((number, at, text) for at, text in ((1, COVERED + spec.name), (2, "首页统计到这一行"), (3, str(area.last))))

    def words(self, table: str) -> Iterator[tuple[Hint, str, Mapping[int, Value]]]:
        """The formula columns of a register: what each is, its formula, its values by sheet row."""
        for hint in hints().get(table, ()):
            yield hint, self.layout.render(hint.formula), hint.values(self.view)


@dataclass(frozen=True)
class Standing:
    """What stands on 计算 already and keeps its place: rows of figures by name, the last row of each column by letters."""

    figures: Mapping[str, int] = field(default_factory=dict)
    last: Mapping[str, int] = field(default_factory=dict)


def area_of(table: Table, least: int = 0) -> Area:
    """Where a register stands, with room for half its rows again or for `ROOM`, down to row `least` at least."""
    grid = table.grid
    if table.spec.later and not table.columns:
        return Area(SHEET, max(least, ROOM[table.spec.name]), {})  # a workbook that does not have the sheet yet
    letters = {key: column_letters(grid.left + index) for key, index in table.columns.items()}
    rows = max((row.line for row in (*table.rows, *table.waiting)), default=0) + 1
    room = max(rows // 2, ROOM[table.spec.name])
    return Area(grid.sheet or table.spec.name, max(least, grid.top - 1 + rows + room), letters)


def layout_of(tables: Mapping[str, Table], standing: Standing) -> Layout:
    """The layout of 计算 for these registers."""
    column, ranges, helpers = _FIRST_BLOCK, {}, {}
    for block in blocks():
        letters = column_letters(column)
        ranges[block.name] = f"{SHEET}!${letters}${_FIRST_ROW}:${letters}${_FIRST_ROW + block.rows - 1}"
        column += 1
    for helper in helper_columns():
        helpers[helper.table, helper.key] = column_letters(column)
        column += 1
    least: dict[str, int] = {}
    for (table, _), letters in helpers.items():
        # A cell that loses its formula would still be in the list of formulas that Excel keeps.
        least[table] = max(least.get(table, 0), standing.last.get(letters, 0))
    areas = {spec.name: area_of(tables[spec.name], least.get(spec.name, 0)) for spec in COUNTED}
    return Layout(areas, helpers, ranges, _rows(dict(standing.figures)))


def _rows(known: dict[str, int]) -> dict[str, int]:
    """A row for every figure: its own where it has one, else one that is free."""
    names = [figure.name for figure in figures()]
    found = {name: known[name] for name in names if name in known}
    free = iter(sorted(set(range(_FIRST_ROW, _FIRST_ROW + 2 * len(names))) - set(known.values())))
    return {name: found[name] if name in found else next(free) for name in names}


def sheet_of(world: World, standing: Standing | None = None) -> Counted:
    """Everything that a workbook computes.  The world's tables hold every register of `COUNTED`."""
    values: dict[str, Value] = {}
    view = View(world, (), values)
    for figure in figures():
        values[figure.name] = figure.value(view)
    return Counted(layout_of(world.tables, standing or Standing()), view, values)


