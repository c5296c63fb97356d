"""A sheet as it stands in somebody's file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from ssj_xl.gateways.xlsx.refs import Area
from ssj_xl.tables.grid import Raw
from ssj_xl.tables.problems import Place, UserError, fail

ROW_LIMIT = 1_000_000
COLUMN_LIMIT = 1_000
CELL_LIMIT = 16_000_000


def _never(_row: int, _column: int) -> bool:
    return False


def _none(_row: int, _column: int) -> int:
    return 0


@dataclass(frozen=True)
class Sheet:
    """Raw rows from A1 on, each as long as the sheet is wide; a blank cell is None.

    merged: merged areas (1-based); formulas, uncomputed: 1-based (row, column) of formula cells, and of those for
    which the file holds no value; is_percent: whether a cell (1-based row and column) is formatted as a percentage.
    hidden: 1-based rows that are not shown; widths: of a text, 1-based row → how many cells its record has.
    from_1904: whether day numbers count from 1904.  digits: to how many digits a cell's format fills a whole number up.  refused: why nothing of it could be read; it bars nobody who asks
    for another sheet.
    """

    name: str
    rows: Sequence[Sequence[Raw]]
    merged: Sequence[Area] = ()
    formulas: Collection[tuple[int, int]] = ()
    uncomputed: Collection[tuple[int, int]] = ()
    is_percent: Callable[[int, int], bool] = _never
    hidden: Collection[int] = ()
    widths: Mapping[int, int] = field(default_factory=dict)
    from_1904: bool = False
    digits: Callable[[int, int], int] = _none
    refused: UserError | None = None

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.rows[0]) if self.rows else 0


def squared(rows: Sequence[Sequence[Raw]], place: Place) -> list[list[Raw]]:
    """Rows made equally long, '' as None, without blank rows and columns at the ends.  Raises UserError I07."""
    cleaned = [[None if cell == "" else cell for cell in row] for row in rows]
    while cleaned and not any(cell is not None for cell in cleaned[-1]):
        cleaned.pop()
    width = max((_used(row) for row in cleaned), default=0)
    for what, size, limit in (("行数", len(cleaned), ROW_LIMIT), ("列数", width, COLUMN_LIMIT),
                              ("单元格数", len(cleaned) * width, CELL_LIMIT)):
        if size > limit:
            raise fail("I07", place, exit_code=3, what=what, limit=limit)
    return [row[:width] + [None] * (width - len(row)) for row in cleaned]


def _used(row: Sequence[Raw]) -> int:
    end = len(row)
    while end and row[end - 1] is None:
        end -= 1
    return end
