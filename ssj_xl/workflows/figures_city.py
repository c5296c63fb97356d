"""The figures of a whole bureau from merged registers: the divisions' work, the counties' in row 5 and nowhere else.

Consolidation counts what it merged and `report` counts the bureau workbook by this, so that their forms are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ssj_xl.domain.merging.counties import county_figures, from_workbooks
from ssj_xl.domain.monthly import Figures
from ssj_xl.domain.period import Period
from ssj_xl.tables import records, registers
from ssj_xl.tables.cells import Cell
from ssj_xl.tables.consolidated import COUNTY
from ssj_xl.tables.settings import Settings
from ssj_xl.tables.table import Table
from ssj_xl.workflows.figures import figures
from ssj_xl.workflows.figures_ledger import register

_WORK = frozenset(spec.name for spec in (
    registers.PLANS, registers.TASKS, records.DRAWS, records.LOCKED, records.WINNERS, registers.FINDINGS,
    registers.ACTIVITIES))


def own_work(tables: Mapping[str, Table]) -> dict[str, Table]:
    """Without the counties' rows where work is counted; registers are kept whole."""
    return {name: replace(table, rows=[row for row in table if row.get("source_level") != COUNTY])
            if name in _WORK else table for name, table in tables.items()}


def city_figures(tables: Mapping[str, Table], sent: Iterable[Mapping[str, Cell]], settings: Settings,
                 period: Period) -> Figures:
    """tables: merged, with the source of each row; sent: rows of 报送情况, which say whose workbooks there were."""
    counties = county_figures(register(tables, registers.COUNTIES), from_workbooks(tables, sent, period), period)
    return figures(own_work(tables), replace(settings, division=""), period, counties=counties)
