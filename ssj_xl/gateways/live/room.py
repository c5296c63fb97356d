"""What may be written where in an open workbook: refused before anything is touched, as for a closed file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ssj_xl.gateways.live.blocks import block, formulas, read, rectangles
from ssj_xl.gateways.live.busy import patiently
from ssj_xl.gateways.live.host import where
from ssj_xl.gateways.live.regions import Region
from ssj_xl.gateways.live.writing import BLOCKS
from ssj_xl.gateways.xlsx.refs import LAST_ROW, Area
from ssj_xl.tables.grid import Raw
from ssj_xl.tables.problems import Place, UserError, fail

Spot = tuple[int, int]
"""Row and column of a region, from 0."""


def check_append(region: Region, rows: Sequence[Sequence[Raw]], others: Sequence[Area]) -> set[Spot]:
    """Cells of the new rows that compute themselves and are left alone.

    rows: full rows to stand after the region's last one.  others: the other tables on the sheet.
    Raises UserError F10 where something stands in the way, F14 for a totals row or a formula that would be
    overwritten, F17 merged cells, F21 where the sheet ends.
    """
    first, last = region.after, region.after + len(rows) - 1
    if last > region.inside and region.totals:
        raise fail("F14", _place(region, f"{first}:{first}"), table=region.name, column="汇总")
    if last >= LAST_ROW:
        raise fail("F21", _place(region, f"{first}:{first}"), table=region.name, limit=LAST_ROW)
    area = region.area(first, last)
    if patiently(lambda: block(region.sheet, area).merge_cells) is not False:
        raise fail("F17", _place(region, str(area)), table=region.name, area=str(area))
    if last > region.inside:
        _refuse_occupied(region, last, others)
    return _kept(region, rows, first)


def _refuse_occupied(region: Region, last: int, others: Sequence[Area]) -> None:
    """One row more must stay blank, or what stands there would count as part of the table from now on."""
    start = max(region.after, region.inside + 1)
    beyond = region.area(start, last + 1)
    lines = [other.top for other in others if other.meets(beyond)]
    found = read(region.sheet, beyond)
    lines += [start + n for n, row in enumerate(found) if any(cell is not None for cell in row)]
    # Rows that were appended before and not yet written stand there as well, but in front.
    if lines:
        line = min(lines)
        raise fail("F10", _place(region, f"{line}:{line}"), table=region.name, line=line)


def _kept(region: Region, rows: Sequence[Sequence[Raw]], first: int) -> set[Spot]:
    computed = {(number, column) for number in range(len(rows)) for column in region.formulas}
    inside = min(first + len(rows) - 1, region.inside)
    if inside >= first:
        computed |= {(n, c) for n, row in enumerate(formulas(region.sheet, region.area(first, inside)))
                     for c, text in enumerate(row) if text}
    for number, column in sorted(computed):
        if rows[number][column] is not None:
            raise _formula(region, first + number, column)
    return {(first - region.first + number, column) for number, column in computed}


def check_replace(region: Region, changes: Mapping[int, Mapping[int, Raw]]) -> None:
    """Refuse to overwrite formulas (F14) and merged cells (F17).  changes: row → column, from 0."""
    for row, cells in changes.items():
        for column in cells:
            if column in region.formulas:
                raise _formula(region, region.first + row, column)
    placed = {region.first + row: {region.left + column: None for column in cells}
              for row, cells in changes.items() if row < len(region.seen)}
    if not any(placed.values()):
        return
    areas = rectangles(placed)
    whole = areas[0]
    for area in areas[1:]:
        whole = whole.joined(area)
    texts = formulas(region.sheet, whole)
    for row, cells in placed.items():
        for column in cells:
            if texts[row - whole.top][column - whole.left]:
                raise _formula(region, row, column - region.left)
    if patiently(lambda: block(region.sheet, whole).merge_cells) is not False:
        _refuse_merged(region, areas)


def _refuse_merged(region: Region, areas: Sequence[Area]) -> None:
    for area in areas[:BLOCKS]:
        cells = block(region.sheet, area)
        if patiently(lambda cells=cells: cells.merge_cells) is not False:  # type: ignore[misc]
            raise fail("F17", _place(region, str(area)), table=region.name, area=str(area))


def _formula(region: Region, row: int, column: int) -> UserError:
    cell = str(Area(row, region.left + column, row, region.left + column))
    return fail("F14", _place(region, cell), table=region.name, column=region.header[column])


def _place(region: Region, cell: str) -> Place:
    return Place(where(region.sheet.book), region.title, cell)
