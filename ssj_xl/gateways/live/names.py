"""Defined names of an open workbook that stand for one cell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ssj_xl.gateways.live.blocks import block, read
from ssj_xl.gateways.live.busy import patiently
from ssj_xl.gateways.xlsx.refs import LAST_COLUMN, LAST_ROW, Area, target
from ssj_xl.tables.grid import Raw

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
        cells = block(self._book.sheets[title], area)
        return patiently(lambda: cells.merge_cells is True and cells[0, 0].merge_area.shape == cells.shape)

    def values(self) -> dict[str, Raw]:
        """Name → value; one call a sheet."""
        sheets: dict[str, Area] = {}
        for title, row, column in self.cells.values():
            cell = Area(row, column, row, column)
            sheets[title] = sheets[title].joined(cell) if title in sheets else cell
        rows = {title: read(self._book.sheets[title], area) for title, area in sheets.items()}
        return {name: rows[title][row - sheets[title].top][column - sheets[title].left]
                for name, (title, row, column) in self.cells.items()}
