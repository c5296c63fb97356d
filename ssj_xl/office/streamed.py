"""XlsxWriter's workbook with long tables and lists: it makes everything but their rows, which go to a spool as they come.

The bytes are those that XlsxWriter would have made; no row is kept, so a table of a million rows takes no more room than
its texts.  Imported where a workbook is made, since XlsxWriter takes a while to load.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import IO, Any, NamedTuple
from xml.sax.saxutils import escape
from zipfile import ZipFile

from xlsxwriter.sharedstrings import SharedStrings, SharedStringTable
from xlsxwriter.utility import xl_col_to_name, xl_range
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from ssj_xl.office.computed import plain
from ssj_xl.office.days import serial
from ssj_xl.office.package import Pieces, packed_in_turn
from ssj_xl.office.text import TEXT_LIMIT

_MARK = "<!--rows-->"
"""Where the rows go in a sheet that XlsxWriter wrote."""
_TEXTS, _TEXTS_PART = "<r>texts</r>", "xl/sharedStrings.xml"
"""Where the texts go, and the part with them; XlsxWriter writes what begins and ends so as it is."""
_STYLE = "\x01{}\x02"
"""Stands in the spool for the number of a format, which XlsxWriter gives later; no character of XML."""
_CELL, _ROW = "\x03", "\x04"
"""Between the heads of a row's cells, and for its number in them."""
_ROWS_AT_ONCE, _TEXTS_AT_ONCE = 500, 5_000
_SPOOLED = 1 << 20
"""So many bytes of rows stay in memory."""
_POINTS_A_PIXEL = 0.75
_ERRORS = frozenset(("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"))
_ODD = re.compile(r"[&<>]|_x|^ | $")
Cell = str | int | float | Fraction | date | None


class Line(NamedTuple):
    """One row: its cells, its height in points where the usual one is too low, its formats where they are not its columns'."""

    cells: Sequence[Cell]
    height: float = 0
    styles: Sequence[Any] | None = None


class Strip(NamedTuple):
    """A column that the workbook computes: its formula (with =), its format, and what it shows by sheet row."""

    formula: str
    style: Any
    values: Mapping[int, str | int | Fraction | date]


@dataclass(frozen=True)
class Body:
    """The rows of a table below its header, or of a list.

    lines: gives them, once; styles: format of each of their columns; strips: columns behind these;
    blank: what a strip shows in a row for which it has no value; first: sheet row (from 0) of the first;
    listed: of a list, in which '' is a text and heights are fixed.
    """

    lines: Callable[[], Iterable[Line]]
    styles: Sequence[Any]
    strips: Sequence[Strip] = ()
    blank: str = ""
    first: int = 1
    listed: bool = False


class StreamedSheet(Worksheet):  # type: ignore[misc]
    """XlsxWriter's worksheet, with rows that it does not hold."""

    # For each text of a formula the thirty patterns are tried once: a whole column has one.
    _prepare_formula = staticmethod(cache(Worksheet()._prepare_formula))
    body: Body | None = None
    dim_rowmin: int
    dim_rowmax: int
    _spool: IO[bytes]
    _sizes: list[int]
    _styles: dict[int, tuple[str, Any]]
    _length = 0

    def stream(self, body: Body, last: int, table: Mapping[str, Any] | None = None) -> None:
        """Write the body's rows, the last of them in row `last` (from 0).

        table: options of `add_table`, of one from the first row on.  Links of its cells go before it (`write_url`).
        """
        self.body = body
        right = len(body.styles) + len(body.strips) - 1
        if table is not None:
            self.add_table(0, 0, 1, right, table)
            self.tables[-1].update(dict.fromkeys(("range", "a_range", "autofilter"), xl_range(0, 0, last, right)))
        self._check_dimensions(last, right)
        self._sizes, self._styles = [], {}
        self._spool = SpooledTemporaryFile(_SPOOLED)  # noqa: SIM115 (read when the package is written)
        lines = self._rows(body)
        while chunk := "".join(islice(lines, _ROWS_AT_ONCE)).encode():
            self._sizes.append(self._spool.write(chunk))

    def _write_formula(self, row: int, col: int, formula: str, cell_format: Any = None, value: Any = 0) -> int:
        """What a table would write into each of its rows is in the body."""
        return 0 if row and self.body else int(super()._write_formula(row, col, formula, cell_format, value))

    def _write_rows(self) -> None:
        if self.body is None:
            super()._write_rows()
            return
        top, bottom = self.dim_rowmin, self.dim_rowmax
        self.dim_rowmax = self.body.first - 1
        super()._write_rows()
        for _, style in self._styles.values():
            style._get_xf_index()  # in the order in which the rows need them
        self.fh.write(_MARK)
        self.dim_rowmin, self.dim_rowmax = self.body.first + self._length, bottom
        super()._write_rows()
        self.dim_rowmin = top

    def pieces(self) -> Iterator[bytes]:
        """The rows as XML, some at a time."""
        marks = [(mark.encode(), f' s="{style._get_xf_index()}"'.encode()) for mark, style in self._styles.values()]
        with self._spool as spool:
            spool.seek(0)
            for size in self._sizes:
                chunk = spool.read(size)
                for mark, number in marks:
                    chunk = chunk.replace(mark, number)
                yield chunk

    def _mark(self, style: Any) -> str:
        known = self._styles.get(id(style))
        return known[0] if known else self._styles.setdefault(id(style), (_STYLE.format(len(self._styles)), style))[0]

    def _rows(self, body: Body) -> Iterator[str]:
        usual = (*body.styles, *(strip.style for strip in body.strips))
        letters = [xl_col_to_name(column) for column in range(len(usual))]
        spans = f'spans="1:{len(letters)}"'
        tails = [_Tails(escape(self._prepare_formula(strip.formula).lstrip("=")), strip.values, body.blank) for strip in body.strips]
        heads: dict[tuple[int, ...], str] = {}
        for row, line in enumerate(body.lines(), start=body.first + 1):
            own, styles = self.table.get(row - 1), line.styles or usual
            if own:
                self.str_table.count -= len(own)  # the texts of links, counted when they were written
                styles = [own[column].format if column in own else style for column, style in enumerate(styles)]
            kind = tuple(map(id, styles))
            head = heads.get(kind) or heads.setdefault(kind, self._heads(letters, styles))
            contents = (*self._contents(line.cells, body.listed), *[tail.of(row) for tail in tails])
            cells = [one + content for one, content in zip(head.replace(_ROW, str(row)).split(_CELL), contents, strict=True)]
            tall = f' ht="{int(line.height * 4 / 3 + 0.5) * _POINTS_A_PIXEL:.16g}"' if line.height else ""
            fixed = ' customHeight="1"' if tall and body.listed else ""
            self._length += 1
            yield f'<row r="{row}" {spans}{tall}{fixed}>{"".join(cells)}</row>'

    def _heads(self, letters: Iterable[str], styles: Iterable[Any]) -> str:
        """Address and format of each cell of a row, wherever it stands."""
        return _CELL.join(f'<c r="{letter}{_ROW}"{self._mark(style)}' for letter, style in zip(letters, styles, strict=True))

    def _contents(self, cells: Iterable[Cell], listed: bool) -> list[str]:
        """What follows the address and the format of each cell."""
        texts, found, count = self.str_table.string_table, list[str](), 0
        for value in cells:
            if value is None or (value == "" and not listed):
                found.append("/>")
            elif isinstance(value, str):
                place = texts.get(value)
                if place is None:
                    place = texts.setdefault(_fitting(value), len(texts))
                count += 1
                found.append(f' t="s"><v>{place}</v></c>')
            else:
                number = serial(value) if isinstance(value, date) else float(value) if isinstance(value, Fraction) else value
                found.append(f"><v>{number:.16G}</v></c>")
        self.str_table.count += count
        self.str_table.unique_count = len(texts)
        return found


class _Tails:
    """A column that the workbook computes: what follows the address and the format of each of its cells."""

    def __init__(self, formula: str, values: Mapping[int, str | int | Fraction | date], blank: str) -> None:
        self._formula, self._values, self._blank = formula, values, blank
        self._known: dict[tuple[type, Any], str] = {}

    def of(self, row: int) -> str:
        """That of a sheet row."""
        value = self._values.get(row, self._blank)
        key = value.__class__, value
        return self._known.get(key) or self._known.setdefault(key, _computed(self._formula, plain(value)))


class _Texts(SharedStringTable):  # type: ignore[misc]
    """XlsxWriter's shared texts, without its list of them: they are written into the package as they are."""

    texts: tuple[str, ...] = ()
    string_table: dict[str, int]
    string_array: list[str]

    def _sort_string_data(self) -> None:
        self.texts = tuple(self.string_table)
        self.string_table, self.string_array = {}, [_TEXTS]

    def _get_shared_string(self, index: int) -> str:
        return self.texts[index]

    def pieces(self) -> Iterator[bytes]:
        """The texts as XML, some at a time."""
        lines = map(_shared, self.texts)
        while chunk := "".join(islice(lines, _TEXTS_AT_ONCE)):
            yield chunk.encode()


def _shared(text: str) -> str:
    if text and text.isprintable() and not _ODD.search(text):
        return f"<si><t>{text}</t></si>"
    writer = SharedStrings()
    writer.fh = io.StringIO()
    writer._write_si(text)
    return str(writer.fh.getvalue())


def _fitting(text: str) -> str:
    """What of a text a cell holds."""
    if len(text) <= TEXT_LIMIT // 2:
        return text
    return text.encode("utf-16-le", "surrogatepass")[: 2 * TEXT_LIMIT].decode("utf-16-le", "ignore")


def _computed(formula: str, value: str | int | float) -> str:
    kind = ' t="b"' if isinstance(value, bool) else "" if not isinstance(value, str) or not value else ' t="e"' if value in _ERRORS else ' t="str"'
    shown = int(value) if isinstance(value, bool) else escape(value) if isinstance(value, str) else value
    return f"{kind}><f>{formula}</f><v>{shown}</v></c>"


class StreamedBook(Workbook):  # type: ignore[misc]
    """XlsxWriter's workbook of such sheets; `bodies` once it is closed."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.worksheet_class, self.str_table = StreamedSheet, _Texts()

    def bodies(self) -> dict[str, Callable[[bytes], Pieces]]:
        """By the name of a part, what makes the whole of what XlsxWriter wrote."""
        sheets = {f"xl/worksheets/sheet{place}.xml": _around(_MARK, sheet.pieces) for place, sheet in enumerate(self.worksheets_objs, start=1)
                  if getattr(sheet, "body", None)}
        return sheets | {_TEXTS_PART: _around(f"<si>{_TEXTS}</si>", self.str_table.pieces)}


def completed(data: bytes, book: StreamedBook) -> bytes:
    """The package that XlsxWriter wrote of a book, with everything in it; the same bytes for the same content."""
    bodies = book.bodies()
    with ZipFile(io.BytesIO(data)) as package:
        parts = ((name, package.read(name)) for name in package.namelist())
        return packed_in_turn((name, bodies[name](part) if name in bodies else part) for name, part in parts)


def _around(mark: str, inside: Callable[[], Iterator[bytes]]) -> Callable[[bytes], Pieces]:
    def whole(part: bytes) -> Pieces:
        before, found, after = part.partition(mark.encode())
        assert found
        yield before
        yield from inside()
        yield after

    return whole
