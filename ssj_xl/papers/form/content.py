"""The cell that the content of a label goes to, read from where it stands and from the heads of columns and rows.

Where the form leaves two cells that could be meant, both are named and none is chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from ssj_xl.papers.form.grid import Cell, CellGrid
from ssj_xl.papers.form.labels import Asked, Rank, fold, is_hint, is_number, is_total, rank_of

HEAD_ROWS = 3
"""So many rows over the first label are looked at for heads and for the width of the table."""
_MEASURES = frozenset("家次个件份名人户场期项")
_MEASURE_WORDS = frozenset((*_MEASURES, "家次", "人次", "万元", "%"))


@dataclass(frozen=True)
class Surroundings:
    """The sheet around the labels: `labels` (captions too) end a search to the right, `margins` also one below.

    named: the cells that are labels of a field; edge: the last column of the table.
    """

    grid: CellGrid
    labels: frozenset[Cell]
    margins: frozenset[Cell]
    named: frozenset[Cell]
    asked: Asked
    edge: int


def content_cells(label: Cell, around: Surroundings) -> tuple[Cell, ...]:
    """The content cell of a label; several where each of them could be meant; none where there is none.

    A hint in the only cell there is counts as standing in the content cell; with a second cell
    there, the hint is in a cell of its own and stays.
    """
    beside = _beside(label, around)
    if beside:
        return _meant(beside, lambda cell: _head_over(cell, label, around))
    below = _below(label, around)
    return _below_or_beside(label, below, around) or below or _outside(label, around)


def without_borders(labels: Collection[Cell], around: Surroundings) -> dict[Cell, tuple[Cell, ...]]:
    """The content cells of labels that have none with a border: the blank ones all below them, or all just right of them."""
    below = {label: _beneath(label, around) for label in labels}
    if all(below.values()):
        return below
    beside = {label: _beyond(label, around) for label in labels}
    columns = {label.col for label in labels}
    whole = sum(label.col in columns for label in around.named) == len(labels)
    return beside if whole and all(beside.values()) else {}


def _beneath(label: Cell, around: Surroundings) -> tuple[Cell, ...]:
    under = [cell for cell in _free_below(label, around) if label.framed and not cell.framed]
    if _is_head(label, around):
        return ()
    return tuple(under) if len(under) == 1 and (under[0].col, under[0].col_span) == (label.col, label.col_span) else ()


def _beyond(label: Cell, around: Surroundings) -> tuple[Cell, ...]:
    beside = around.grid.right_of(label)[:1]
    if not label.framed or around.grid.bounded or label.last_col < around.edge or (beside and beside[0] in around.labels):
        return ()
    return (beside[0] if beside else Cell(label.row, label.last_col + 1, label.row_span, framed=False),)


def agreed(choices: Mapping[Cell, tuple[Cell, ...]], around: Surroundings) -> dict[Cell, tuple[Cell, ...]]:
    """The choices again; a doubtful one takes the column in which labels of the same column have their only cell."""
    sure: dict[int, set[int]] = {}
    for label in choices:
        only = _beside(label, around)
        if len(only) == 1:
            sure.setdefault(label.col, set()).add(only[0].col)
    found = {}
    for label, cells in choices.items():
        own = [cell for cell in cells if cell.col in sure.get(label.col, ()) and not is_hint(cell.text)]
        found[label] = (own[0],) if len(cells) > 1 and len(own) == 1 else cells
    return found


def total_cell(content: Cell, label: Cell, around: Surroundings) -> Cell | None:
    """The cell for the running total of the year, where a column beside a label, or a row below its content, is headed so."""
    if content.shares_rows(label):
        near: Iterable[Cell] = _beside(label, around)
        return next((cell for cell in near if cell != content and is_total(_nearest_head(cell, label, around), around.asked.month)), None)
    rows = _rows_below(label, around)
    return next((cell for cell in rows if cell != content
                 and any(is_total(key.text, around.asked.month) for key in _keys(cell, label, around))), None)


# --- beside the label ------------------------------------------------------------------------------------

def _beside(label: Cell, around: Surroundings) -> list[Cell]:
    """The cells on the right that belong to the label, one a column."""
    nearest = takewhile(lambda cell: cell not in around.labels, around.grid.right_of(label))
    cells = [cell for cell in nearest if not (_numbers_next(cell, around) or _serves_other_label(cell, label, around)
                                              or _in_label_column(cell, label, around))]
    columns: dict[int, list[Cell]] = {}
    for cell in _inside(cells, label, around):
        columns.setdefault(cell.col, []).append(cell)
    return [next((cell for cell in column if not is_hint(cell.text)), column[0]) for column in columns.values()]


def _inside(cells: Sequence[Cell], label: Cell, around: Surroundings) -> Sequence[Cell]:
    """In a table with borders, its own cells, whether each has a border or not; in a list without, the columns in use.

    Beside a blank cell with a border, one without is none.
    """
    if label.framed:
        ruled = [cell for cell in cells if cell.framed]
        if not all(cell.text.strip() for cell in ruled):
            return ruled
        return [cell for cell in cells if cell.framed or cell.col <= around.edge]
    used = {cell.col for cell in cells if cell.text or _is_used(cell, around)}
    return [cell for number, cell in enumerate(cells) if number == 0 or cell.col in used]


def _is_used(cell: Cell, around: Surroundings) -> bool:
    rows = {row for label in around.named for row in range(label.row, label.last_row + 1)}
    first = min(rows, default=1)
    rows.update(range(first - HEAD_ROWS, first))
    return any(other.col == cell.col and other.text and other.row in rows
               for other in around.grid.cells if other not in around.labels)


def _numbers_next(cell: Cell, around: Surroundings) -> bool:
    """Whether a cell is the running number of a label on its right (two columns of labels on one sheet)."""
    return is_number(cell.text) and any(other in around.labels for other in around.grid.right_of(cell)[:1])


def _serves_other_label(cell: Cell, label: Cell, around: Surroundings) -> bool:
    """Whether a tall cell stands beside several labels (a stamp or remarks column)."""
    return cell.row_span > 1 and any(
        other != label and other.shares_columns(label) and other.shares_rows(cell) for other in around.labels)


def _in_label_column(cell: Cell, label: Cell, around: Surroundings) -> bool:
    """Whether a cell is in a column of other labels (two columns of labels, one longer than the other): it begins there,
    or reaches there and does not begin beside the label."""
    beside = cell.col == label.last_col + 1
    return any((other.col <= cell.col <= other.last_col if beside else other.shares_columns(cell))
               and not other.shares_columns(label) for other in around.named)


def _meant(cells: Sequence[Cell], rank: Callable[[Cell], Rank]) -> tuple[Cell, ...]:
    """Of cells that could hold a content those that the heads speak for most."""
    ranks = {cell: rank(cell) for cell in cells}
    best = max(ranks.values())
    if best is Rank.AGAINST:
        return ()
    if best is Rank.UNKNOWN and len(cells) > 1:
        return tuple(cells)
    top = [cell for cell in cells if ranks[cell] is best]
    if any(not cell.text.strip() for cell in top):
        top = [cell for cell in top if not is_hint(cell.text)]
    return tuple([cell for cell in top if not _is_measure(cell.text)] or top)


def _is_measure(text: str) -> bool:
    return fold(text) in _MEASURE_WORDS


def _head_over(cell: Cell, label: Cell, around: Surroundings) -> Rank:
    return rank_of(_nearest_head(cell, label, around), around.asked)


def _nearest_head(cell: Cell, label: Cell, around: Surroundings) -> str:
    """The text of the nearest head over a cell that says something; the nearest of all where none does."""
    heads = [over for over in _over(cell, around.grid) if over.text and _is_over_content(over, label, around)]
    telling = (over.text for over in heads if rank_of(over.text, around.asked) not in (Rank.NONE, Rank.UNKNOWN))
    return next(telling, heads[0].text if heads else "")


def _over(cell: Cell, grid: CellGrid) -> list[Cell]:
    over = [other for other in grid.cells if other.last_row < cell.row and other.shares_columns(cell)]
    return over[::-1]


def _is_over_content(over: Cell, label: Cell, around: Surroundings) -> bool:
    """Whether a cell over the table can be the head of a column: not over the labels too, nor content of another label."""
    if over in around.labels or over in around.margins or over.shares_columns(label) or over.framed != label.framed:
        return False
    return not any(other.shares_rows(over) for other in around.named)


def _below_or_beside(label: Cell, below: Sequence[Cell], around: Surroundings) -> tuple[Cell, ...]:
    """Both, where what is below may be another's: at the end of a row of labels with blanks between, or under all that is in use."""
    if not below or around.grid.bounded:
        return ()
    beside = around.grid.right_of(label)[:1]
    last = max(cell.last_row for cell in around.grid.cells if cell.text or cell.framed)
    if beside and beside[0] in around.labels - around.named and below[0].row > last:
        return (beside[0], *below)
    if beside or not _after_blank(label, around):
        return ()
    return (*below, Cell(label.row, label.last_col + 1, label.row_span, framed=False))


def _after_blank(label: Cell, around: Surroundings) -> bool:
    """Whether another label stands before it in the row, with its blank between."""
    before = [cell for cell in around.grid.cells if cell.last_col < label.col and cell.shares_rows(label)]
    return len(before) > 1 and not before[-1].text and any(cell.text and not (is_number(cell.text) or is_hint(cell.text)) for cell in before)


# --- below the label -------------------------------------------------------------------------------------

def _below(label: Cell, around: Surroundings) -> tuple[Cell, ...]:
    if _is_head(label, around):
        return _in_rows_below(label, around)
    first = _first_not_hint(_framed_alike(_free_below(label, around), label))
    if first is None or not is_hint(first.text):
        return (first,) if first else ()
    next_row = [cell for cell in _free_below(first, around) if _same_box(cell, first)]
    return (next((cell for cell in next_row if not is_hint(cell.text)), first),)


def _is_head(label: Cell, around: Surroundings) -> bool:
    """Whether labels stand side by side, as heads of columns."""
    return sum(other.last_row == label.last_row for other in around.named) > 1


def _in_rows_below(label: Cell, around: Surroundings) -> tuple[Cell, ...]:
    """Where labels are heads: of the rows under them the one whose key speaks for it."""
    cells = _rows_below(label, around)
    cells = [cell for cell in cells if not is_hint(cell.text)] or cells[:1]
    ranks = {cell: _key_rank(cell, label, around) for cell in cells}
    if not cells or set(ranks.values()) == {Rank.NONE}:
        return tuple(cells[:1])
    return _meant(cells, ranks.__getitem__)


def _rows_below(label: Cell, around: Surroundings) -> list[Cell]:
    """The cells under a label that is a head, down to the end of the table."""
    found: list[Cell] = []
    cell: Cell | None = label
    while cell is not None:
        under = [other for other in around.grid.row_below(cell) if other.col == label.col]
        cell = under[0] if under else None
        if cell is None or cell in around.labels | around.margins or not _in_table(cell, label, around):
            return found
        found.append(cell)
    return found


def _in_table(cell: Cell, label: Cell, around: Surroundings) -> bool:
    """Whether a row under heads belongs to their table: it has borders; without any, it is the first or has a key."""
    if not label.framed:
        return cell.row == label.last_row + 1 or bool(_keys(cell, label, around))
    return cell.framed or any(other.framed for other in around.grid.cells if other.shares_rows(cell))


def _keys(cell: Cell, label: Cell, around: Surroundings) -> list[Cell]:
    """The cells on the left of a row, before the first label's column."""
    first = min(other.col for other in around.named if other.last_row == label.last_row)
    return [other for other in around.grid.cells if other.shares_rows(cell) and other.last_col < first and other.text]


def _key_rank(cell: Cell, label: Cell, around: Surroundings) -> Rank:
    ranks = [rank_of(key.text, around.asked) for key in _keys(cell, label, around)]
    if Rank.OWN in ranks:
        return Rank.OWN
    return Rank.AGAINST if Rank.AGAINST in ranks else max(ranks, default=Rank.NONE)


def _first_not_hint(candidates: Sequence[Cell]) -> Cell | None:
    filled_or_blank = [cell for cell in candidates if not is_hint(cell.text)]
    return next(iter(filled_or_blank or candidates), None)


def _framed_alike(cells: Sequence[Cell], label: Cell) -> list[Cell]:
    return [cell for cell in cells if cell.framed or not label.framed]


def _free_below(cell: Cell, around: Surroundings) -> list[Cell]:
    under = around.grid.row_below(cell)
    return [] if any(other in around.labels | around.margins for other in under) else under


def _same_box(cell: Cell, hint: Cell) -> bool:
    """Whether a cell below a hint belongs to the same box of the form, and is not the blank row after it."""
    return (cell.col, cell.col_span) == (hint.col, hint.col_span) and (
        cell.framed if hint.framed else cell.col_span > 1
    )


def _outside(label: Cell, around: Surroundings) -> tuple[Cell, ...]:
    """The cell beside the last used column, in a plain list of labels without borders."""
    col = label.last_col + 1
    taken = label.framed or around.grid.bounded or around.grid.at(label.row, col) is not None
    return () if taken else (Cell(label.row, col, framed=False),)
