"""A paper as blocks: lines of text, grids of cells, breaks between forms.  Word and Excel show the same blocks.

Heights are known before anything is printed, because every line has a fixed pitch: so a form can be set in
the largest size with which it stays on its page.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate
from typing import Literal

from ssj_xl.office.measuring import line_count

SONG, HEI, FANGSONG, KAI = "宋体", "黑体", "仿宋", "楷体"
FILL_IN = "（待填写）"
"""What stands where a paper must say something that the workbook does not know."""

POINTS_A_MM = 72 / 25.4
CELL_SIDE, CELL_TOP = 4.0, 3.0
"""Points of white inside a cell, left and right, above and below."""

_lines = lru_cache(maxsize=8192)(line_count)
"""The same labels and items stand on the forms of all objects."""

_RESERVE = 10.0
_RULE = 0.75
"""Points of the line between two rows."""

_SLACK = 4.0
"""Points: of the sides that `line_count` leaves free, so much is not needed in a cell, whose sides are counted already."""

Align = Literal["left", "center", "right"]
Across = Literal["top", "center", "bottom"]


@dataclass(frozen=True)
class Face:
    """How a text is set.

    size, pitch (from line to line), before, after: points; indent: of the first line, inset: from the right, in
    ems; outline: level of a heading in the document's navigation, 0 for none.
    """

    font: str = SONG
    size: float = 12.0
    pitch: float = 20.0
    align: Align = "left"
    bold: bool = False
    indent: int = 0
    inset: int = 0
    before: float = 0.0
    after: float = 0.0
    outline: int = 0


@dataclass(frozen=True)
class Text:
    """One paragraph, or several with the same face (line feeds); keep: on one page with what follows."""

    text: str
    face: Face
    keep: bool = False

    def height(self, width: float) -> float:
        """Points that it takes in a column of `width` points."""
        indent = "\u3000" * self.face.indent
        width -= self.face.inset * self.face.size
        lines = sum(_lines(indent + part, width, self.face.size) for part in self.text.split("\n"))
        return lines * self.face.pitch + self.face.before + self.face.after


@dataclass(frozen=True)
class Cell:
    """One cell.  span: how many columns of its grid it takes; shade: a label's grey ground."""

    text: str
    face: Face
    span: int = 1
    across: Across = "center"
    shade: bool = False


@dataclass(frozen=True)
class Line:
    """One row of a grid.

    least: points of height at the least, for what is written by hand; head: repeated on each page; keep: on one
    page with what follows.
    """

    cells: tuple[Cell, ...]
    least: float = 0.0
    head: bool = False
    keep: bool = False


@dataclass(frozen=True)
class Grid:
    """A table.  widths: of its columns in mm."""

    widths: tuple[float, ...]
    lines: tuple[Line, ...]

    def line_height(self, line: Line) -> float:
        """Points that a row takes."""
        tallest, column = line.least, 0
        for cell in line.cells:
            width = sum(self.widths[column: column + cell.span]) * POINTS_A_MM
            tallest = max(tallest, cell_height(cell, width))
            column += cell.span
        return tallest + _RULE

    def height(self, _width: float = 0.0) -> float:
        """Points that the whole table takes."""
        return sum(map(self.line_height, self.lines))


Block = Text | Grid


@dataclass(frozen=True)
class Sheet:
    """The paper.  Margins and sides in mm; folio: the face of the page number."""

    top: float = 20.0
    bottom: float = 18.0
    left: float = 22.0
    right: float = 22.0
    landscape: bool = False
    folio: Face = Face(SONG, 10.5, 14.0, "center")

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of A4 as it lies, in mm."""
        return (297.0, 210.0) if self.landscape else (210.0, 297.0)

    @property
    def width(self) -> float:
        """Points from margin to margin."""
        return (self.size[0] - self.left - self.right) * POINTS_A_MM

    @property
    def height(self) -> float:
        """Points of text on one page, less what office programs count otherwise than we do."""
        return (self.size[1] - self.top - self.bottom) * POINTS_A_MM - _RESERVE


@dataclass(frozen=True)
class Form:
    """One form of a paper: its blocks, what its sheet or file is called, and whether its pages count from 1 again."""

    blocks: tuple[Block, ...]
    name: str = ""


@dataclass(frozen=True)
class Paper:
    """A paper to print: title (in the file's properties), sheet, and one form or more, each on a page of its own."""

    title: str
    sheet: Sheet
    forms: tuple[Form, ...]


def ruled(rows: Sequence[Sequence[tuple[float, Cell]]], *, least: Sequence[float] = (), keep: int = 0) -> Grid:
    """A table whose rows have columns of their own: (width in mm, cell) each, the rows equally wide.

    least: height of each row at the least, in points; keep: so many of the last rows stay together.
    """
    places = sorted({place for row in rows for place in _places(row)})
    lines = []
    for number, row in enumerate(rows):
        cells, start = [], 0.0
        for (_, cell), end in zip(row, _places(row), strict=True):
            cells.append(replace(cell, span=sum(start < place <= end for place in places)))
            start = end
        lines.append(Line(tuple(cells), least[number] if least else 0.0, keep=len(rows) - keep <= number < len(rows) - 1))
    return Grid(tuple(end - start for start, end in zip([0.0, *places], places, strict=False)), tuple(lines))


def _places(row: Iterable[tuple[float, Cell]]) -> list[float]:
    """Where the columns of a row end, in mm from the left."""
    return [round(place, 2) for place in accumulate(width for width, _ in row)]


def cell_height(cell: Cell, width: float) -> float:
    """Points that a cell takes in a column of `width` points."""
    return Text(cell.text, cell.face).height(width - 2 * CELL_SIDE + _SLACK) + 2 * CELL_TOP


def pages_of(blocks: Iterable[Block], sheet: Sheet) -> int:
    """Pages that blocks take below each other: rows stay whole, and what is to be kept stays with what follows."""
    pages, used, together = 1, 0.0, 0.0
    for height, keep in _pieces(blocks, sheet):
        together += height
        if keep:
            continue
        if used and used + together > sheet.height:
            pages, used = pages + 1, 0.0
        used += together
        while used > sheet.height:
            pages, used = pages + 1, used - sheet.height
        together = 0.0
    return pages


def _pieces(blocks: Iterable[Block], sheet: Sheet) -> Iterator[tuple[float, bool]]:
    """What no page break divides: (height, whether it is kept with what follows)."""
    for block in blocks:
        if isinstance(block, Grid):
            yield from ((block.line_height(line), line.keep or line.head) for line in block.lines)
        elif block.keep:
            yield block.height(sheet.width), True
        else:
            space = block.face.before + block.face.after
            yield space + block.face.pitch, False
            yield from [(block.face.pitch, False)] * (round((block.height(sheet.width) - space) / block.face.pitch) - 1)


def fitting(build: Callable[[int], tuple[Block, ...]], levels: int, sheet: Sheet) -> tuple[Block, ...]:
    """The blocks that take the fewest pages; of those the largest level (0 is the largest)."""
    best: tuple[Block, ...] = ()
    fewest = math.inf
    for level in range(levels):
        blocks = build(level)
        pages = pages_of(blocks, sheet)
        if pages < fewest:
            best, fewest = blocks, pages
        if pages == 1:
            return tuple(map(_free, blocks))
    return best


def _free(block: Block) -> Block:
    """A block of a form on one page: nothing need be kept together, and LibreOffice keeps more than it is told."""
    if isinstance(block, Text):
        return replace(block, keep=False)
    return replace(block, lines=tuple(replace(line, keep=False) for line in block.lines))


def lowest(grids: Iterable[Grid]) -> Grid:
    """Of one table with columns of different widths the one that is the least high."""
    return min(grids, key=Grid.height)


def boxes(options: Sequence[str], ticked: Iterable[str], room: float) -> str:
    """Boxes to tick: □ before each option, ■ before those that are; in two columns where `room` ems take them."""
    chosen = set(ticked)
    marked = [("■" if option in chosen else "□") + option for option in options]
    half = int(room) // 2 - 1
    if sum(map(len, marked)) + 2 * len(marked) <= room or any(len(text) > half for text in marked):
        return "\u3000".join(marked) if all(len(text) <= half for text in marked) else "\n".join(marked)
    rows = [marked[place: place + 2] for place in range(0, len(marked), 2)]
    return "\n".join("".join(text.ljust(half, "\u3000") for text in row).rstrip("\u3000") for row in rows)
