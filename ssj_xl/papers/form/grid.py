"""The cells of a form: of a worksheet, or of a document's paragraphs and tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ssj_xl.office.refs import Area
from ssj_xl.tables.grid import column_letters
from ssj_xl.tables.problems import Place


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell, or one merged area.  Rows and columns count from 1.

    framed: whether it has a border; in a form with borders what lies outside them is not content.
    where: how people find it, in a document that has no A1 addresses.
    """

    row: int
    col: int
    row_span: int = 1
    col_span: int = 1
    text: str = ""
    framed: bool = True
    where: str = ""

    @property
    def address(self) -> str:
        """The A1 address of its first position, or what a document has in its place."""
        return self.where or f"{column_letters(self.col)}{self.row}"

    @property
    def last_row(self) -> int:
        """The last row it covers."""
        return self.row + self.row_span - 1

    @property
    def last_col(self) -> int:
        """The last column it covers."""
        return self.col + self.col_span - 1

    def shares_rows(self, other: Cell) -> bool:
        """Whether both cover some row."""
        return self.row <= other.last_row and other.row <= self.last_row

    def shares_columns(self, other: Cell) -> bool:
        """Whether both cover some column."""
        return self.col <= other.last_col and other.col <= self.last_col


class CellGrid:
    """All cells of one sheet, or of one form in a document, blank ones included, in reading order.

    name: the sheet's, empty in a document; title: how people call it, the name by default; bounded: no cell can be
    added beside those that are there (a Word table has as many as it has).
    """

    def __init__(self, cells: Iterable[Cell], *, name: str = "", title: str = "", bounded: bool = False) -> None:
        self.name, self.title, self.bounded = name, title or name, bounded
        self.cells = tuple(sorted(cells, key=lambda cell: (cell.row, cell.col)))

    def place(self, cell: Cell) -> Place:
        """A cell as the place of a problem."""
        return Place(sheet=self.name, cell=cell.address)

    def at(self, row: int, col: int) -> Cell | None:
        """The cell or merged area that covers a position."""
        # An area may span the whole sheet: its positions are not listed.
        return next((cell for cell in reversed(self.cells)
                     if cell.row <= row <= cell.last_row and cell.col <= col <= cell.last_col), None)

    def position(self, address: str) -> tuple[int, int] | None:
        """Where the cell is that a message calls so, on a sheet "C5" or "三月!C5"; None where this grid has no such cell."""
        sheet, _, cell = address.rpartition("!")
        if sheet and sheet.strip("'") != self.name:
            return None
        area = None if self.bounded else Area.parse(cell.upper())
        if area:
            return area.top, area.left
        return next(((one.row, one.col) for one in self.cells if one.address == cell), None)

    def right_of(self, cell: Cell) -> list[Cell]:
        """Cells beside `cell` on its right, nearest first."""
        beside = (other for other in self.cells if other.col > cell.last_col and other.shares_rows(cell))
        return sorted(beside, key=lambda other: (other.col, other.row))

    def row_below(self, cell: Cell) -> list[Cell]:
        """Cells that begin in the row just below `cell` and under it, from left to right."""
        row = cell.last_row + 1
        return [other for other in self.cells if other.row == row and other.shares_columns(cell)]

    def above(self, cell: Cell) -> list[Cell]:
        """Cells over `cell` in its first column, nearest first."""
        over = [other for other in self.cells if other.last_row < cell.row and other.col <= cell.col <= other.last_col]
        return over[::-1]
