"""Room below a table of an open workbook, and its names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ssj_xl.gateways.live.blocks import Formula, block, formulas, read, rectangles, sheet_of, standing
from ssj_xl.gateways.live.host import place_of
from ssj_xl.gateways.live.quiet import patiently
from ssj_xl.gateways.live.regions import Region
from ssj_xl.gateways.live.writing import BLOCKS
from ssj_xl.office.refs import LAST_COLUMN, LAST_ROW, Area, target
from ssj_xl.tables.grid import Raw
from ssj_xl.tables.problems import Place, UserError, fail

Block = list[list[Raw | Formula]]


def check_append(region: Region, rows: Sequence[Sequence[Raw]], others: Sequence[Area]) -> Block:
    """What stands, and stays, in the sheet rows into which new rows are to go.

    rows: full rows to stand after the region's last one.  others: the other tables on the sheet.
    Raises UserError F10 where something stands in the way, F14 for a totals row or a formula that would be
    overwritten, F17 merged cells, F21 where the sheet ends.
    """
    first, last = region.after, region.after + len(rows) - 1
    if last > region.inside and region.totals:
        raise fail("F14", _place(region, f"{first}:{first}"), table=region.name, column="汇总")
    if last >= LAST_ROW:
        raise fail("F21", _place(region, f"{first}:{first}"), table=region.name, limit=LAST_ROW)
    area = region.area(min(first, region.inside + 1), last)
    if not is_free(region, area):
        raise fail("F17", _place(region, str(area)), table=region.name, area=str(area))
    found = standing(region.sheet, region.area(first, last))
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell is not None and (column in region.computed or isinstance(found[number][column], Formula)):
                raise _formula(region, first + number, column)
    _refuse_occupied(region, rows, found, others)
    return found


def check_widen(region: Region, titles: Sequence[str], others: Sequence[Area]) -> None:
    """Refuse columns over anything that stands there (F63), other tables and merged cells too."""
    area = Area(region.first - 1, region.right + 1, max(region.inside, region.after - 1), region.right + len(titles))
    free = area.right <= LAST_COLUMN and not any(other.meets(area) for other in others) and is_free(region, area)
    if not free or any(cell is not None for row in standing(region.sheet, area) for cell in row):
        raise fail("F63", _place(region, str(area)), table=region.name, titles="、".join(titles))


def end_of(region: Region) -> int:
    """The sheet row in which a region's table is to end: its last one, as far as the table may grow that far."""
    last = region.after - 1
    grows = last > region.inside and not region.totals and is_free(region, region.area(region.inside + 1, last))
    return last if grows else region.inside


def is_free(region: Region, area: Area) -> bool:
    """Whether no cells of an area are merged."""
    return patiently(lambda: block(region.sheet, area).merge_cells) is False


def _refuse_occupied(region: Region, rows: Sequence[Sequence[Raw]], found: Block, others: Sequence[Area]) -> None:
    """Neither another table nor anything that counts, or would be written over, may stand where rows are to go."""
    first, last = region.after, region.after + len(rows) - 1
    given = {column for row in rows for column, cell in enumerate(row) if cell is not None}
    beyond = region.area(region.inside + 1, last)
    lines = [other.top for other in others if last > region.inside and other.meets(beyond)]
    for number, row in enumerate(found, first):
        columns = given if number <= region.inside else given.union(region.counting.columns) - region.computed
        if any(row[column] is not None for column in columns):
            lines.append(number)
    if lines:
        line = min(lines)
        raise fail("F10", _place(region, f"{line}:{line}"), table=region.name, line=line)


def check_replace(region: Region, changes: Mapping[int, Mapping[int, Raw]]) -> None:
    """Refuse to overwrite formulas (F14) and merged cells (F17).  changes: row → column, from 0."""
    for row, cells in changes.items():
        for column in cells:
            if column in region.computed:
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
    return place_of(region.sheet, cell)


# --- defined names of an open workbook that stand for one cell -------------------------------------------

Cell = tuple[str, int, int]
"""Sheet, row and column of a cell."""


class NamedCells:
    """Names of one workbook (an xlwings.Book), looked up once.  Names of the workbook go before names of a sheet."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._cells: dict[str, Cell] | None = None

    @property
    def cells(self) -> dict[str, Cell]:
        """Name → cell."""
        if self._cells is None:
            self._cells = dict(self._found())
        return self._cells

    def _found(self) -> Iterator[tuple[str, Cell]]:
        texts = patiently(lambda: [(name.name, name.refers_to) for name in self._book.names])
        seen: set[str] = set()
        for full, text in sorted(texts, key=lambda item: "!" in item[0]):
            name = full.rpartition("!")[2]
            meant = target(text or "")
            if meant and name not in seen and not name.startswith(("_xlnm.", "Print_")) and self._is_cell(*meant):
                seen.add(name)
                yield name, (meant[0], meant[1].top, meant[1].left)

    def _is_cell(self, title: str, area: Area) -> bool:
        """Whether an area is one cell, or one merged cell."""
        if (area.top, area.left) == (area.bottom, area.right):
            return True
        if area.bottom >= LAST_ROW or area.right >= LAST_COLUMN:
            return False
        cells = block(sheet_of(self._book, title), area)
        return patiently(lambda: cells.merge_cells is True and cells[0, 0].merge_area.shape == cells.shape)

    def values(self) -> dict[str, Raw]:
        """Name → value; one call a sheet."""
        sheets: dict[str, Area] = {}
        for title, row, column in self.cells.values():
            cell = Area(row, column, row, column)
            sheets[title] = sheets[title].joined(cell) if title in sheets else cell
        rows = {title: read(sheet_of(self._book, title), area) for title, area in sheets.items()}
        return {name: rows[title][row - sheets[title].top][column - sheets[title].left]
                for name, (title, row, column) in self.cells.items()}
