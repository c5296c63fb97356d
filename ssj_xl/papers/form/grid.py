"""Where a label of the form stands, and the cell that its content goes to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import takewhile

from ssj_xl.tables.form import (
    BODY_FIELDS,
    HEADING_OF_ITEM_4,
    MARGIN_FIELDS,
    NOTE_COLUMNS,
    SECTION_ARRANGEMENT,
    SECTION_CONDUCT,
    FormField,
)
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


# --- how a label is recognised whatever its spaces, line breaks, full-width forms and numbering ----------

_ONE_COMMA = str.maketrans(",;·", "、、、") | dict.fromkeys(map(ord, "*\u200b\ufeff“”„\"'‘’「」『』"), "")
_NUMBER = r"(?:\(?(?:[0-9]{1,2}(?:[.-][0-9]{1,2})?|[一二三四五六七八九十]{1,3}|[a-zA-Z])\)?[、.:]?)?"
_TAIL = r":?(?:\(.*\))?:?"
_HINT = re.compile(r"[((【\[][^()]*(?:\([^()]*\)[^()]*)*[))】\]][。.]?")
_HINT_OPENING = re.compile(r"请?(?:注明|填写|填报|说明)")
_TEXTS = 8192
"""So many texts are remembered: one long shared text may stand in every cell of a sheet."""
_STAMP = r"(?:\((?:盖章|签章|公章|加盖公章)\))?"


@dataclass(frozen=True)
class Folded:
    """Text without white space and width variants; `origin[i]` is where its i-th character came from."""

    text: str
    origin: tuple[int, ...]

    def source(self, index: int) -> int:
        """Position in the unfolded text just after the folded character `index - 1`."""
        return self.origin[index - 1] + 1 if index else 0


@lru_cache(_TEXTS)
def fold_with_origin(text: str) -> Folded:
    """NFKC, no white space, one kind of comma; each character's origin is kept."""
    characters: list[str] = []
    origin: list[int] = []
    for index, raw in enumerate(text):
        for character in unicodedata.normalize("NFKC", raw).translate(_ONE_COMMA):
            if not character.isspace():
                characters.append(character)
                origin.append(index)
    return Folded("".join(characters), tuple(origin))


def fold(text: str) -> str:
    """The form of a text in which labels are compared."""
    return fold_with_origin(text).text


@cache
def _whole(label: str) -> re.Pattern[str]:
    return re.compile(_NUMBER + re.escape(fold(label)) + _TAIL)


@cache
def _opening(label: str) -> re.Pattern[str]:
    return re.compile(_NUMBER + re.escape(fold(label)))


@lru_cache(_TEXTS)
def body_field(text: str) -> FormField | None:
    """The body field whose label this cell is: the label alone, or with a number before or a hint behind it."""
    folded = fold(text)
    for field in BODY_FIELDS:
        if any(_whole(label).fullmatch(folded) for label in field.labels):
            return field
    return None


def label_end(text: str, field: FormField) -> int | None:
    """Where the label at the beginning of a cell ends, in the cell's own characters; None if it is not there."""
    folded = fold_with_origin(text)
    for label in field.labels:
        match = _opening(label).match(folded.text)
        if match:
            return folded.source(match.end())
    return None


def opens_with(text: str, field: FormField) -> bool:
    """Whether a cell holds the label on lines of its own (or before a colon) and its content under it."""
    end = label_end(text, field)
    if end is None:
        return False
    rest = text[end:].lstrip(" \t\u3000")
    return rest[:1] in {"\n", "：", ":"} and bool(rest[1:].strip())


def is_caption(text: str) -> bool:
    """Whether a cell is one of the form's captions that has no content: a section, or the heading of item 4."""
    folded = fold(text)
    return any(_whole(label).fullmatch(folded) for label in (HEADING_OF_ITEM_4, *_SECTIONS))


_SECTIONS = tuple(section.split("、", 1)[1] for section in (SECTION_ARRANGEMENT, SECTION_CONDUCT))
_HINTS = frozenset(fold(field.hint).strip("()") for field in BODY_FIELDS if field.hint)


@lru_cache(_TEXTS)
def is_hint(text: str) -> bool:
    """Whether a cell says what is to be filled in, rather than being filled: (注明…), or words of the form."""
    folded = fold(text)
    if not folded:
        return False
    if folded.strip("()。.") in _HINTS:
        return True
    return bool(_HINT.fullmatch(folded) or (len(folded) <= 40 and _HINT_OPENING.match(folded)))


@lru_cache(_TEXTS)
def margin_field(text: str) -> FormField | None:
    """The head or foot field of which this cell is the label and nothing else."""
    folded = fold(text)
    for field in MARGIN_FIELDS:
        if any(re.fullmatch(re.escape(fold(label)) + _STAMP + ":?", folded) for label in field.labels):
            return field
    return None


@cache
def margin_pattern() -> re.Pattern[str]:
    """A head or foot label before a colon, the longest wording first, on folded text."""
    wordings = sorted((fold(label) for field in MARGIN_FIELDS for label in field.labels), key=len, reverse=True)
    return re.compile("(" + "|".join(map(re.escape, wordings)) + ")" + _STAMP + ":")


@cache
def margin_field_of(wording: str) -> FormField:
    """The head or foot field of a folded wording."""
    return next(field for field in MARGIN_FIELDS if wording in {fold(label) for label in field.labels})


# --- which cell holds the content that belongs to a label ------------------------------------------------

_ORDINAL = re.compile(r"\(?[0-9一二三四五六七八九十]{1,2}\)?[、.]?")


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
    if not _ORDINAL.fullmatch(fold(cell.text)):
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
