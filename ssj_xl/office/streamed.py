"""XlsxWriter's workbook with long tables: it makes everything but their rows, which are written as they go into the package.

The bytes are those that XlsxWriter would have made; no cell is kept, so a table of a million rows takes no more room than
its texts.  Imported where a workbook is made, since XlsxWriter takes a while to load.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import islice
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from ssj_xl.office.computed import plain
from ssj_xl.office.days import serial
from ssj_xl.office.package import Pieces
from ssj_xl.office.text import TEXT_LIMIT

_MARK = "<!--rows-->"
"""Where the rows go in a sheet that XlsxWriter wrote."""
_ROWS_AT_ONCE = 500
_POINTS_A_PIXEL = 0.75
_ERRORS = frozenset(("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"))
Cell = str | int | float | Fraction | date | None


class Line(NamedTuple):
    """One row: its cells, and its height in points where the usual one is too low."""

    cells: Sequence[Cell]
    height: float = 0


class Strip(NamedTuple):
    """A column that the workbook computes: its formula (with =), its format, and what it shows by sheet row."""

    formula: str
    style: Any
    values: Mapping[int, str | int | Fraction | date]


@dataclass(frozen=True)
class Body:
    """The rows of a table below the header.

    lines: gives them anew whenever they are asked for; styles: format of each of their columns; strips: columns behind these;
    blank: what a strip shows in a row for which it has no value.
    """

    lines: Callable[[], Iterable[Line]]
    styles: Sequence[Any]
    strips: Sequence[Strip] = ()
    blank: str = ""


class StreamedSheet(Worksheet):  # type: ignore[misc]
    """XlsxWriter's worksheet, with rows that it does not hold."""

    # For each text of a formula the thirty patterns are tried once: a whole column has one.
    _prepare_formula = staticmethod(cache(Worksheet()._prepare_formula))
    body: Body | None = None
    dim_rowmax: int
    _texts: dict[str, int]

    def stream(self, body: Body, last: int, table: Mapping[str, Any]) -> None:
        """Add a table from the first row to row `last` (from 0), whose rows below the header are in the body.

        table: options of `add_table`.
        """
        self.body = body
        right = len(body.styles) + len(body.strips) - 1
        self.add_table(0, 0, last, right, table)
        self._check_dimensions(last, right)
        self._texts = texts = self.str_table.string_table  # closing the book puts another one in its place
        for line in body.lines():
            for value in line.cells:
                if value and isinstance(value, str):
                    texts.setdefault(_fitting(value), len(texts))
                    self.str_table.count += 1
        self.str_table.unique_count = len(texts)

    def _write_formula(self, row: int, col: int, formula: str, cell_format: Any = None, value: Any = 0) -> int:
        """What a table would write into each of its rows is in the body."""
        return 0 if row and self.body else int(super()._write_formula(row, col, formula, cell_format, value))

    def _write_rows(self) -> None:
        if self.body is None:
            super()._write_rows()
            return
        bottom = self.dim_rowmax
        self.dim_rowmax = 0
        super()._write_rows()
        self.dim_rowmax = bottom
        self._number_styles(self.body)
        self.fh.write(_MARK)

    def _number_styles(self, body: Body) -> None:
        """Ask for the formats' numbers in the order in which the rows need them: those of links may come first or later."""
        linked = min((row for row in self.table if row), default=1)
        unlinked = next((row for row in range(1, self.dim_rowmax + 1) if row not in self.table), 1)
        for row in sorted({1, linked, unlinked}):
            own = self.table.get(row, {})
            for column, style in enumerate((*body.styles, *(strip.style for strip in body.strips))):
                (own[column].format if column in own else style)._get_xf_index()

    def pieces(self) -> Iterator[bytes]:
        """The rows as XML, some at a time."""
        assert self.body is not None
        lines = self._rows(self.body)
        while chunk := "".join(islice(lines, _ROWS_AT_ONCE)):
            yield chunk.encode()

    def _rows(self, body: Body) -> Iterator[str]:
        marks = [f' s="{style._get_xf_index()}"' for style in body.styles]
        letters = [xl_col_to_name(column) for column in range(len(marks) + len(body.strips))]
        heads = list(zip(letters, marks, strict=False))
        computed = [(name, f' s="{strip.style._get_xf_index()}"', escape(self._prepare_formula(strip.formula).lstrip("=")), strip.values)
                    for name, strip in zip(letters[len(marks):], body.strips, strict=True)]
        spans = f'spans="1:{len(letters)}"'
        for row, line in enumerate(body.lines(), start=2):
            own = self.table.get(row - 1)
            cells = [self._cell(f'{name}{row}"{mark}', value) for (name, mark), value in zip(heads, line.cells, strict=True)]
            for column in own or ():
                cells[column] = self._cell(f'{letters[column]}{row}" s="{own[column].format._get_xf_index()}"', line.cells[column])
            cells += [_computed(f'{name}{row}"{mark}', formula, plain(values.get(row, body.blank))) for name, mark, formula, values in computed]
            tall = f' ht="{int(line.height * 4 / 3 + 0.5) * _POINTS_A_PIXEL:.16g}"' if line.height else ""
            yield f'<row r="{row}" {spans}{tall}>{"".join(cells)}</row>'

    def _cell(self, head: str, value: Cell) -> str:
        if value is None or value == "":
            return f'<c r="{head}/>'
        if isinstance(value, str):
            return f'<c r="{head} t="s"><v>{self._texts[_fitting(value)]}</v></c>'
        number = serial(value) if isinstance(value, date) else float(value) if isinstance(value, Fraction) else value
        return f'<c r="{head}><v>{number:.16G}</v></c>'


def _fitting(text: str) -> str:
    """What of a text a cell holds."""
    if len(text) <= TEXT_LIMIT // 2:
        return text
    return text.encode("utf-16-le", "surrogatepass")[: 2 * TEXT_LIMIT].decode("utf-16-le", "ignore")


def _computed(head: str, formula: str, value: str | int | float) -> str:
    kind = ' t="b"' if isinstance(value, bool) else "" if not isinstance(value, str) or not value else ' t="e"' if value in _ERRORS else ' t="str"'
    shown = int(value) if isinstance(value, bool) else escape(value) if isinstance(value, str) else value
    return f'<c r="{head}{kind}><f>{formula}</f><v>{shown}</v></c>'


class StreamedBook(Workbook):  # type: ignore[misc]
    """XlsxWriter's workbook of such sheets; `bodies` once it is closed."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.worksheet_class = StreamedSheet

    def bodies(self) -> dict[str, Callable[[bytes], Pieces]]:
        """By the name of a sheet's part, what makes the whole of what XlsxWriter wrote."""
        return {f"xl/worksheets/sheet{place}.xml": _around(sheet.pieces) for place, sheet in enumerate(self.worksheets_objs, start=1)
                if getattr(sheet, "body", None)}


def _around(rows: Callable[[], Iterator[bytes]]) -> Callable[[bytes], Pieces]:
    def whole(part: bytes) -> Pieces:
        before, mark, after = part.partition(_MARK.encode())
        assert mark
        yield before
        yield from rows()
        yield after

    return whole
