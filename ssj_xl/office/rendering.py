"""Rows of a sheet as XML: what stands in their cells is put into the pattern that rows of the same shape have."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from ssj_xl.office.computed import plain
from ssj_xl.office.days import serial
from ssj_xl.office.deflating import Deflated, deflated
from ssj_xl.office.text import TEXT_LIMIT
from ssj_xl.tables.grid import column_letters

_ROW = "\x04"
"""Stands for the number of a row; no character of XML."""
_NOTHING, KINDS = "/>", ("><v>%s</v></c>", ' t="s"><v>%s</v></c>', ' t="inlineStr"><is>%s</is></c>')
"""What follows the address and the format of a cell: of one with nothing, a number, a text among the shared ones, a text of its own."""
NUMBER, SHARED, OWN = range(3)
NAMES = 1_000
"""So many different texts a column has that are shared; of one in which most are new the others stand in their cells."""
SHAPES = 1_000
"""Shapes of rows of which the XML is remembered; nearly all rows of a table have one of a few."""
ROWS_AT_ONCE = 200
_POINTS_A_PIXEL = 0.75
_ERRORS = frozenset(("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"))
_ODD = re.compile(r"[&<>]|_x|^ | $")
Cell = str | int | float | Fraction | date | None
Cells = Sequence[Cell] | Mapping[int, Cell]
Value = str | int | Fraction | date
Texts = Callable[[int, str], tuple[int, str | int]]
"""The kind of a text in a column, and what stands for it: its number among the shared ones, or itself as XML."""


Give = Callable[[Callable[[], Any]], Callable[[], Any]]
"""Begins some work, perhaps in another process; what comes back waits for its result."""


def here(work: Callable[[], Any]) -> Callable[[], Any]:
    """Do the work in this process, when its result is asked for."""
    return work


class Line(NamedTuple):
    """One row: its cells, its height in points where the usual one is too low, its formats where they are not its columns'.

    cells: all of them, or those that hold something by column (from 0), ascending.
    """

    cells: Cells
    height: float = 0
    styles: Sequence[Any] | None = None


class Shape(NamedTuple):
    """What rows have in common that differ in what they hold: the numbers of their formats, how many columns at the end are computed, and
    the columns that are filled, each with the kind of what it holds."""

    styles: tuple[int, ...]
    computed: int
    filled: tuple[int, ...]


def template(shape: Shape) -> list[str]:
    """A row of this shape with %s for each of its contents, in the pieces between which its number stands."""
    filled = {column: KINDS[kind] for column, kind in (divmod(one, len(KINDS)) for one in shape.filled)}
    declared = len(shape.styles) - shape.computed
    cells = [f'<c r="{column_letters(column + 1)}{_ROW}" s="{style}"{filled.get(column, _NOTHING) if column < declared else "%s"}'
             for column, style in enumerate(shape.styles)]
    return f'<row r="{_ROW}" spans="1:{len(cells)}"%s>{"".join(cells)}</row>'.split(_ROW)


def row_xml(row: int, pieces: Sequence[str], contents: Sequence[str | int]) -> str:
    """A row with its number, of the pieces of its template."""
    return str(row).join(pieces) % contents


def contents(cells: Cells, texts: Texts, *, listed: bool) -> tuple[tuple[int, ...], list[str | int]]:
    """Which cells hold something, by column and kind, and what.  listed: '' is a text too."""
    pattern, found = list[int](), list[str | int]()
    for column, value in cells.items() if isinstance(cells, dict) else enumerate(cells):
        if value is None or (value == "" and not listed):
            continue
        kind, shown = texts(column, value) if isinstance(value, str) else (NUMBER, number(value))
        pattern.append(len(KINDS) * column + kind)
        found.append(shown)
    return tuple(pattern), found


def tall(line: Line, *, listed: bool) -> str:
    """The attributes of a row that is higher than the usual one."""
    found = f' ht="{int(line.height * 4 / 3 + 0.5) * _POINTS_A_PIXEL:.16g}"' if line.height else ""
    return found + ' customHeight="1"' if found and listed else found


class Tails:
    """A column that the workbook computes: what follows the address and the format of each of its cells.

    formula: as XML; values: by sheet row; blank: of a row for which there is none.
    """

    def __init__(self, formula: str, values: Mapping[int, Value], blank: str) -> None:
        self.formula, self.values, self.blank = formula, values, blank
        self._known: dict[tuple[type, Any], str] = {}

    def of(self, row: int) -> str:
        """That of a sheet row."""
        value = self.values.get(row, self.blank)
        key = value.__class__, value
        return self._known.get(key) or self._known.setdefault(key, _computed(self.formula, plain(value)))


@dataclass
class Names:
    """The texts of a column so far, each shared; own: whether those to come are not.

    every: how many there were; words: those of a column of few words, with their numbers.
    """

    every: int = 0
    new: int = 0
    own: bool = False
    words: dict[str, int] = field(default_factory=dict)

    def take(self, *, new: bool) -> None:
        """Note a text.  new: no cell of the workbook had it before."""
        self.every, self.new = self.every + 1, self.new + new
        self.own = self.new >= NAMES and 2 * self.new > self.every
        if self.own:
            self.words.clear()


@dataclass(frozen=True)
class Block:
    """Rows of a table that are made in any process.

    lines: gives them; first: sheet row (from 1) of the first; styles: numbers of their formats; tails: formula, values and blank of the computed
    columns at the end; words: texts that are shared, with their numbers.
    """

    lines: Callable[[], Iterable[Line]]
    first: int
    styles: tuple[int, ...]
    tails: Sequence[tuple[str, Mapping[int, Value], str]]
    words: Mapping[str, int]


def rendered(block: Block) -> tuple[Deflated, int]:
    """The XML of a block's rows, and how many shared texts they have."""
    shared = [0]
    found = deflated(_pieces(block, shared))
    return found, shared[0]


def _pieces(block: Block, shared: list[int]) -> Iterator[bytes]:
    tails, known = [Tails(*tail) for tail in block.tails], lru_cache(SHAPES)(template)

    def text(_column: int, value: str) -> tuple[int, str | int]:
        place = block.words.get(value)
        return (OWN, own_text(value)) if place is None else (SHARED, place)

    def rows() -> Iterator[str]:
        for row, line in enumerate(block.lines(), start=block.first):
            pattern, found = contents(line.cells, text, listed=False)
            shared[0] += sum(one % len(KINDS) == SHARED for one in pattern)
            yield row_xml(row, known(Shape(block.styles, len(tails), pattern)), (tall(line, listed=False), *found, *[tail.of(row) for tail in tails]))

    made = rows()
    while some := "".join(islice(made, ROWS_AT_ONCE)):
        yield some.encode()


@lru_cache(10_000)
def number(value: float | Fraction | date) -> str:
    """A number as XlsxWriter writes it."""
    found = serial(value) if isinstance(value, date) else float(value) if isinstance(value, Fraction) else value
    return f"{found:.16G}"


def is_plain(text: str) -> bool:
    """Whether a text stands in XML, and in a cell, as it is."""
    return text != "" and text.isprintable() and len(text) <= TEXT_LIMIT // 2 and not _ODD.search(text)


def own_text(text: str) -> str:
    """A text as it stands in its cell."""
    return f"<t>{text}</t>" if is_plain(text) else shared(fitting(text)).removeprefix("<si>").removesuffix("</si>")


def shared(text: str) -> str:
    """A text as it stands among the shared ones."""
    if is_plain(text):
        return f"<si><t>{text}</t></si>"
    from xlsxwriter.sharedstrings import SharedStrings

    class PlainTexts(SharedStrings):  # type: ignore[misc]
        """XlsxWriter's writer of texts without its rich ones: a text from <r> to </r> would go into the file as markup, whoever typed it."""

        def _xml_rich_si_element(self, string: str) -> None:
            self._xml_si_element(string, [])

    writer = PlainTexts()
    writer.fh = io.StringIO()
    writer._write_si(text)
    return str(writer.fh.getvalue())


def fitting(text: str) -> str:
    """What of a text a cell holds."""
    if len(text) <= TEXT_LIMIT // 2:
        return text
    return text.encode("utf-16-le", "surrogatepass")[: 2 * TEXT_LIMIT].decode("utf-16-le", "ignore")


def _computed(formula: str, value: str | int | float) -> str:
    kind = ' t="b"' if isinstance(value, bool) else "" if not isinstance(value, str) or not value else ' t="e"' if value in _ERRORS else ' t="str"'
    shown = int(value) if isinstance(value, bool) else escape(value) if isinstance(value, str) else value
    return f"{kind}><f>{formula}</f><v>{shown}</v></c>"
