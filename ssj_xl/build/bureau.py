"""The bureau workbook (汇总台账): the merged registers with their sources, and what consolidation has to say.

It is laid out as the master workbook is, dashboard included; the same arguments give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from ssj_xl.build.bureau_units import write_units
from ssj_xl.build.holidays import holiday_rows, last_year
from ssj_xl.build.master import laid_out
from ssj_xl.build.master_registers import Sheets, counted, write_register
from ssj_xl.build.master_styles import NAVY, Styles
from ssj_xl.domain.world import World
from ssj_xl.tables.consolidated import OWN_SHEETS, SUBMISSIONS, UNMERGED, with_source
from ssj_xl.tables.problems import fail
from ssj_xl.tables.records import LOCKED, PROBLEMS, REGISTERS
from ssj_xl.tables.registers import HOLIDAYS
from ssj_xl.tables.spec import TableSpec
from ssj_xl.tables.table import Row, Table

SHEET_ROWS = 1_048_575
"""Rows that an Excel sheet holds below its header."""

LINKS = 60_000
"""Links that are made on a sheet; Excel takes 65,530."""

_LINKED = {PROBLEMS.name: "cell", UNMERGED.name: "cell"}
_LINK_LENGTH = 2000

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class Bureau:
    """What the workbook holds.

    settings: by key; rows: by table name, dicts by column key; day: of the consolidation; targets: file in a row → where a link to it leads
    (a path, relative to the bureau workbook or absolute); tables: those of `rows` that were read already.
    """

    settings: Mapping[str, Any]
    rows: Rows
    day: date
    targets: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)


def content(bureau: Bureau) -> bytes:
    """The workbook as bytes.  Raises UserError F21 where a table has more rows than a sheet."""
    year = bureau.settings.get("year") or last_year()
    rows = {HOLIDAYS.name: holiday_rows(min(year, last_year()) - 1), **bureau.rows}
    for name, kept in rows.items():
        if len(kept) > SHEET_ROWS:
            raise fail("F21", table=name, limit=SHEET_ROWS + 1)
    specs = {spec.name: with_source(spec) for spec in REGISTERS}
    found = counted(bureau.settings, rows, specs, bureau.day, bureau.tables)

    def registers(book: Any, made: Sheets) -> None:
        for spec in (*OWN_SHEETS, *specs.values()):
            sheet = book.add_worksheet(spec.name)
            _link(sheet, spec, bureau, made.styles)
            write_register(sheet, spec, rows.get(spec.name, ()), made)

    return laid_out("“双随机、一公开”监管汇总台账", bureau.settings, found, registers=registers,
                    below=lambda page: write_units(page, rows.get(SUBMISSIONS.name, ()), _with_lists(found.view.world, bureau)))


def _with_lists(world: World, bureau: Bureau) -> World:
    """The world that is counted, with the locked lists, of which no formula counts anything."""
    lists = bureau.tables.get(LOCKED.name) or Table(LOCKED, [Row(row) for row in bureau.rows.get(LOCKED.name, ())])
    return replace(world, tables={**world.tables, LOCKED.name: lists})


def _link(sheet: Any, spec: TableSpec, bureau: Bureau, styles: Styles) -> None:
    """Let the cells that name a cell of a file lead there."""
    if spec.name not in _LINKED:
        return
    column = [column.key for column in spec.columns].index(_LINKED[spec.name])
    style = styles.get(font_color=NAVY, underline=1, num_format="@")
    for number, row in enumerate(bureau.rows.get(spec.name, ())[:LINKS], start=1):
        url = _url(row, bureau.targets)
        if url:
            sheet.write_url(number, column, url, style, string=row["cell"])


def _url(row: Mapping[str, Any], targets: Mapping[str, str]) -> str:
    target = targets.get(row["file"], "")
    if not (target and row["sheet"] and row["cell"]) or "#" in target or len(target) > _LINK_LENGTH:
        return ""
    sheet = str(row["sheet"]).replace("'", "''")
    return f"external:{target}#'{sheet}'!{row['cell']}"
