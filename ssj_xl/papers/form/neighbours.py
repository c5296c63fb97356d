"""Which cell holds the content that belongs to a label: beside it, or below it where nothing stands beside."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile

from ssj_xl.papers.form.grid import Cell, CellGrid
from ssj_xl.papers.form.labels import fold, is_hint
from ssj_xl.tables.form import NOTE_COLUMNS

_NUMBER = re.compile(r"\(?[0-9一二三四五六七八九十]{1,2}\)?[、.]?")


@dataclass(frozen=True)
class Surroundings:
    """The sheet around the labels: `labels` (captions too) end a search to the right, `margins` also one below."""

    grid: CellGrid
    labels: set[Cell]
    margins: set[Cell]


def content_cell(label: Cell, around: Surroundings) -> Cell | None:
    """The content cell of a label.

    A hint in the only cell there is counts as standing in the content cell; with a second cell
    there, the hint is in a cell of its own and stays.
    """
    beside = _first_not_hint(_inside_frame(_beside(label, around), label))
    return beside or _below(label, around) or _outside(label, around)


def _beside(label: Cell, around: Surroundings) -> list[Cell]:
    nearest = takewhile(lambda cell: cell not in around.labels, around.grid.right_of(label))
    return [cell for cell in nearest if not _numbers_next(cell, around)
            and not _serves_other_label(cell, label, around) and not _in_note_column(around.grid, cell)]


def _inside_frame(candidates: list[Cell], label: Cell) -> list[Cell]:
    """In a table with borders, only cells with borders; the empty cells beside the table are not part of it."""
    return [cell for cell in candidates if cell.framed or not label.framed]


def _first_not_hint(candidates: list[Cell]) -> Cell | None:
    filled_or_blank = [cell for cell in candidates if not is_hint(cell.text)]
    return next(iter(filled_or_blank or candidates), None)


def _numbers_next(cell: Cell, around: Surroundings) -> bool:
    """Whether a cell is the running number of a label on its right (two columns of labels on one sheet)."""
    if not _NUMBER.fullmatch(fold(cell.text)):
        return False
    return any(other in around.labels for other in around.grid.right_of(cell)[:1])


def _serves_other_label(cell: Cell, label: Cell, around: Surroundings) -> bool:
    """Whether a tall cell stands beside several labels (a stamp or remarks column)."""
    return cell.row_span > 1 and any(
        other != label and other.shares_columns(label) and other.shares_rows(cell) for other in around.labels)


def _in_note_column(grid: CellGrid, cell: Cell) -> bool:
    """Whether a header over the cell says that the column is for remarks."""
    titles = (fold(over.text) for over in grid.above(cell) if over.col == cell.col)
    return any(title in NOTE_COLUMNS for title in titles)


def _below(label: Cell, around: Surroundings) -> Cell | None:
    first = _first_not_hint(_inside_frame(_free_below(label, around), label))
    if first is None or not is_hint(first.text):
        return first
    next_row = [cell for cell in _free_below(first, around) if _same_box(cell, first)]
    return next((cell for cell in next_row if not is_hint(cell.text)), first)


def _free_below(cell: Cell, around: Surroundings) -> list[Cell]:
    under = around.grid.row_below(cell)
    return [] if any(other in around.labels | around.margins for other in under) else under


def _same_box(cell: Cell, hint: Cell) -> bool:
    """Whether a cell below a hint belongs to the same box of the form, and is not the blank row after it."""
    return (cell.col, cell.col_span) == (hint.col, hint.col_span) and (
        cell.framed if hint.framed else cell.col_span > 1
    )


def _outside(label: Cell, around: Surroundings) -> Cell | None:
    """The cell beside the last used column, in a plain list of labels without borders."""
    col = label.last_col + 1
    taken = label.framed or around.grid.bounded or around.grid.at(label.row, col) is not None
    return None if taken else Cell(label.row, col, framed=False)
