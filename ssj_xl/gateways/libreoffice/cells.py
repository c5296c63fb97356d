"""Cells of LibreOffice: values, fonts, names."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from ssj_xl.gateways.libreoffice.bridge import Unfinished, bridge, structure
from ssj_xl.gateways.libreoffice.document import DAY, LOGICAL, TEXT, TIME, Document, down, filled
from ssj_xl.tables.grid import column_letters

Block = Sequence[Sequence[Any]]

_MOMENTS, FORMULAS = 2, 16
"""com.sun.star.sheet.CellFlags."""
_NUMBERS, _ERRORS = 1, 4
"""com.sun.star.sheet.FormulaResult."""
ERROR_NAMES = {502: "#NUM!", 503: "#NUM!", 519: "#VALUE!", 521: "#NULL!", 524: "#REF!", 525: "#NAME?",
               532: "#DIV/0!", 32767: "#N/A"}
"""By LibreOffice's numbers; what it has more than Excel is #VALUE!."""


class CellError(str):
    """The name of an error that a formula gives, told apart from text that looks like it."""


class Area(NamedTuple):
    """Rows and columns of an area within a block, counted from 0; ends are included."""

    top: int
    left: int
    bottom: int
    right: int

    def cells(self) -> Iterator[tuple[int, int]]:
        """Row and column of every cell."""
        return ((row, column) for row in range(self.top, self.bottom + 1) for column in range(self.left, self.right + 1))

    def moved(self, down: int, right: int) -> Area:
        """The same area counted from elsewhere."""
        return Area(self.top + down, self.left + right, self.bottom + down, self.right + right)


def areas(found: Any, block: Any) -> list[Area]:
    """Areas of a collection of ranges (`SheetCellRanges`) relative to the block's first cell."""
    at = block.RangeAddress
    return [Area(a.StartRow - at.StartRow, a.StartColumn - at.StartColumn,
                 a.EndRow - at.StartRow, a.EndColumn - at.StartColumn) for a in found.RangeAddresses]


def formats(block: Any) -> Iterator[tuple[int, list[Area]]]:
    """Key of each number format in the block, with the areas that have it; one round a format, not a cell."""
    groups = block.UniqueCellFormatRanges
    for index in range(groups.Count):
        group = groups.getByIndex(index)
        yield group.NumberFormat, areas(group, block)


def read(document: Document, block: Any) -> list[list[Any]]:
    """Values of a block as COM gives them: float, bool, str, None, datetime where the format shows one."""
    rows = filled(block)
    if any(isinstance(cell, float) for row in rows for cell in row):
        _show(document, rows, DAY, areas(block.queryContentCells(_MOMENTS), block))
        for column, first, last in _doubtful(rows, block):
            part = block.getCellRangeByPosition(column, first, column, last)
            for key, found in formats(part):
                _show(document, rows, document.kind(key), [area.moved(first, column) for area in found])
    for row, column in _cells(areas(block.queryFormulaCells(_ERRORS), block)):
        code = block.getCellByPosition(column, row).getError()
        rows[row][column] = CellError(ERROR_NAMES.get(code, "#VALUE!"))
    return rows


def _doubtful(rows: list[list[Any]], block: Any) -> Iterator[tuple[int, int, int]]:
    """Columns, each with its first and last row, in which only a cell's format can tell what a number is.

    That is so of what a formula gives, and of 0 and 1, which may be truth values; dates that were typed the program names.
    """
    computed = set(_cells(areas(block.queryFormulaCells(_NUMBERS), block)))
    found: dict[int, list[int]] = {}
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, float) and (cell in (0, 1) or (at, column) in computed):
                found.setdefault(column, []).append(at)
    return ((column, lines[0], lines[-1]) for column, lines in found.items())


def _cells(found: Iterable[Area]) -> Iterator[tuple[int, int]]:
    return (cell for area in found for cell in area.cells())


def _show(document: Document, rows: list[list[Any]], kind: int, found: list[Area]) -> None:
    """Turn the numbers of these areas into what a format of this kind shows."""
    if not kind & (DAY | TIME | LOGICAL):
        return
    for row, column in _cells(found):
        value = rows[row][column]
        if isinstance(value, float):
            rows[row][column] = value != 0 if kind & LOGICAL else _moment(document, value)


def _moment(document: Document, number: float) -> datetime | float:
    try:
        return document.null_date + timedelta(milliseconds=round(number * 86_400_000))
    except OverflowError:
        return number


def write(document: Document, block: Any, rows: Block) -> None:
    """Put values into a block as Excel takes them: an apostrophe makes text, an equals sign a formula.

    Unlike Excel, text that looks like a number or a date stays text.  A cell that shows no date (truth value)
    and gets one is formatted so, and one that shows a truth value and gets a number is not any more.
    """
    formulas: dict[tuple[int, int], str] = {}
    data = tuple(tuple(_plain(document, cell, (r, c), formulas) for c, cell in enumerate(row))
                 for r, row in enumerate(rows))
    literal = _literal(document, block) if formulas else set()
    block.setDataArray(tuple(
        tuple(formulas[r, c] if (r, c) in formulas and (r, c) in literal else cell for c, cell in enumerate(row))
        for r, row in enumerate(data)))
    for (row, column), text in formulas.items():
        if (row, column) not in literal:
            block.getCellByPosition(column, row).FormulaLocal = text
    _fit(document, block, rows)


def _plain(document: Document, value: Any, at: tuple[int, int], formulas: dict[tuple[int, int], str]) -> Any:
    if value is None:
        return ""
    if isinstance(value, str):
        if value.startswith("="):
            formulas[at] = value
            return ""
        return value[1:] if value.startswith("'") else value
    if isinstance(value, date):
        return document.serial(value)
    number = float(value)
    return "" if math.isnan(number) else number


def _literal(document: Document, block: Any) -> set[tuple[int, int]]:
    """Cells whose format says text: there an equals sign is text as well."""
    return {cell for key, found in formats(block) if document.kind(key) & TEXT for cell in _cells(found)}


def _fit(document: Document, block: Any, rows: Block) -> None:
    """Let numbers show as what they were meant."""
    wanted = {(r, c): _wanted(cell) for r, row in enumerate(rows) for c, cell in enumerate(row)}
    wanted = {at: kind for at, kind in wanted.items() if kind is not None}
    if not wanted:
        return
    changes: dict[tuple[int, int], int] = {}
    for key, found in formats(block):
        has = document.kind(key)
        for at in _cells(found):
            kind = wanted.get(at)
            if kind is not None and (has & LOGICAL if kind == 0 else not has & kind):
                changes[at] = kind
    for area, kind in _runs(changes):
        part = block.getCellRangeByPosition(area.left, area.top, area.right, area.bottom)
        part.NumberFormat = _format(document, kind)


def _wanted(value: Any) -> int | None:
    if isinstance(value, bool):
        return LOGICAL
    if isinstance(value, date):
        return DAY
    return 0 if isinstance(value, int | float) else None


def _format(document: Document, kind: int) -> int:
    return document.logical if kind == LOGICAL else document.key("yyyy-mm-dd" if kind == DAY else "General")


def _runs(changes: dict[tuple[int, int], int]) -> Iterator[tuple[Area, int]]:
    """Cells below each other that get the same, as areas one column wide."""
    start: tuple[int, int] | None = None
    for row, column in sorted(changes, key=lambda at: (at[1], at[0])):
        if start is None:
            start = (row, column)
        if changes.get((row + 1, column)) != changes[row, column]:
            yield Area(start[0], column, row, column), changes[row, column]
            start = None


def formulas(block: Any) -> list[list[Any]]:
    """Formulas of a block as Excel writes them; what has none gives its value.

    A column that repeats one formula takes as many calls as one cell: the program tells them all at once only in its own
    spelling, by which they are known to be the same.
    """
    rows: list[list[Any]] = [list(row) for row in block.DataArray]
    for area in areas(block.queryContentCells(FORMULAS), block):
        for column in range(area.left, area.right + 1):
            part = block.getCellRangeByPosition(column, area.top, column, area.bottom)
            for row, text in enumerate(down(part, area.bottom + 1 - area.top), area.top):
                rows[row][column] = text
    return rows


# --- fonts of cells for xlwings --------------------------------------------------------------------------

_BOLD, _NORMAL = 150.0, 100.0


class Font(Unfinished):
    """The font of a range; Chinese text has one of its own, which is kept the same."""

    def __init__(self, block: Any) -> None:
        self.api = block

    @property
    def bold(self) -> bool:
        """Whether it is bold."""
        return float(self.api.CharWeight) >= _BOLD

    @bold.setter
    def bold(self, value: bool) -> None:
        self.api.CharWeight = self.api.CharWeightAsian = _BOLD if value else _NORMAL

    @property
    def italic(self) -> bool:
        """Whether it is italic."""
        return bool(self.api.CharPosture.value == "ITALIC")

    @italic.setter
    def italic(self, value: bool) -> None:
        slant = bridge().Enum("com.sun.star.awt.FontSlant", "ITALIC" if value else "NONE")
        self.api.CharPosture = self.api.CharPostureAsian = slant

    @property
    def size(self) -> float:
        """Points."""
        return float(self.api.CharHeight)

    @size.setter
    def size(self, value: float) -> None:
        self.api.CharHeight = self.api.CharHeightAsian = float(value)

    @property
    def name(self) -> str:
        """The font's name."""
        return str(self.api.CharFontName)

    @name.setter
    def name(self, value: str) -> None:
        self.api.CharFontName = self.api.CharFontNameAsian = value

    @property
    def color(self) -> tuple[int, int, int] | None:
        """Red, green, blue; None for the automatic colour."""
        number = self.api.CharColor
        return None if number == -1 else (number >> 16 & 255, number >> 8 & 255, number & 255)

    @color.setter
    def color(self, value: tuple[int, int, int] | None) -> None:
        self.api.CharColor = -1 if value is None else value[0] << 16 | value[1] << 8 | value[2]


# --- defined names for xlwings ---------------------------------------------------------------------------

if TYPE_CHECKING:
    from ssj_xl.gateways.libreoffice.book import Book
    from ssj_xl.gateways.libreoffice.range import Range

_CELLS = re.compile(r"=?(?:'((?:[^']|'')+)'|([^'!]+))!(\$?[A-Z]+\$?\d+)(?::(\$?[A-Z]+\$?\d+))?")


_CONTENT = re.compile(r"\$?(?:'((?:[^']|'')+)'|([^'.!#$:]+))\.(\$[A-Z]+\$\d+)(?::(\$[A-Z]+\$\d+))?")
"""Cells of a name as LibreOffice writes them: $参数.$B$5."""


class Names(Unfinished):
    """Names of a book, or of one sheet."""

    def __init__(self, book: Book, api: Any) -> None:
        self._book = book
        self.api = api

    def snapshot(self) -> list[tuple[str, Name]]:
        """Every name with its object; a book gives those of its sheets too, as Sheet!name."""
        found = [(name, Name(self._book, self.api, name)) for name in self.api.ElementNames]
        for sheet in self._book.sheets if self._is_of_book else ():
            own = sheet.api.NamedRanges
            found += [(f"{sheet.name}!{n}", Name(self._book, own, n, f"{sheet.name}!{n}")) for n in own.ElementNames]
        return found

    @property
    def _is_of_book(self) -> bool:
        return bool(self.api == self._book.document.model.NamedRanges)

    def __iter__(self) -> Iterator[Name]:
        return (name for _, name in self.snapshot())

    def __len__(self) -> int:
        return len(self.snapshot())

    def contains(self, which: int | str) -> bool:
        """Whether there is such a name (or number, from 1)."""
        return 1 <= which <= len(self) if isinstance(which, int) else any(n == which for n, _ in self.snapshot())

    def __call__(self, which: int | str) -> Name:
        """A name by number, from 1, or by its text.  Raises KeyError, IndexError."""
        found = self.snapshot()
        return found[which - 1][1] if isinstance(which, int) else dict(found)[which]

    def add(self, name: str, refers_to: str) -> Name:
        """Define a name for cells (=Sheet!$A$1), or for a formula as LibreOffice writes it."""
        at = structure("table.CellAddress", Sheet=0, Column=0, Row=0)
        self.api.addNewByName(name, _own(refers_to), at, 0)
        return Name(self._book, self.api, name)


class Name(Unfinished):
    """One name."""

    def __init__(self, book: Book, names: Any, key: str, shown: str = "") -> None:
        self._book, self._names, self._key = book, names, key
        self._shown = shown or key

    @property
    def api(self) -> Any:
        """LibreOffice's own object."""
        return self._names.getByName(self._key)

    @property
    def name(self) -> str:
        """The name, that of a sheet before it where it holds there only."""
        return self._shown

    @property
    def refers_to(self) -> str:
        """What it stands for: cells as Excel writes them, other formulas as LibreOffice does."""
        found = self.api
        text = str(found.Content)
        if plain := _CONTENT.fullmatch(text):  # most are so, and asking for the cells takes three calls more
            return _as_cells((plain[1] or plain[2]).replace("''", "'"), [plain[3], plain[4] or plain[3]])
        block = found.ReferredCells
        if block is None:
            return f"={text}"
        at = block.RangeAddress
        corners = [(at.StartColumn, at.StartRow), (at.EndColumn, at.EndRow)]
        return _as_cells(block.Spreadsheet.Name, [f"${column_letters(column + 1)}${row + 1}" for column, row in corners])

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self.api.Content = _own(value)

    @property
    def refers_to_range(self) -> Range:
        """The cells.  Raises ValueError for a name that stands for none."""
        block = self.api.ReferredCells
        if block is None:
            raise ValueError(f"{self._shown} stands for no cells")
        at = block.RangeAddress
        sheet = self._book.sheets(at.Sheet + 1)
        return sheet.block(at.StartRow + 1, at.StartColumn + 1, at.EndRow - at.StartRow + 1,
                           at.EndColumn - at.StartColumn + 1)

    def delete(self) -> None:
        """Remove it."""
        self._names.removeByName(self._key)


def _as_cells(title: str, corners: Iterable[str]) -> str:
    """Cells of a sheet as Excel writes them: =参数!$B$5."""
    quoted = title if title.isalnum() else "'" + title.replace("'", "''") + "'"
    return f"={quoted}!{':'.join(dict.fromkeys(corners))}"


def _own(text: str) -> str:
    """Cells as LibreOffice writes them: =参数!$B$5 → $'参数'.$B$5."""
    found = _CELLS.fullmatch(text)
    if found is None:
        return text.removeprefix("=")
    sheet = found[1] or found[2].replace("'", "''")
    return f"$'{sheet}'.{found[3]}" + (f":{found[4]}" if found[4] else "")
