"""XlsxWriter's workbook with long tables and lists: it makes everything but their rows, which go to a spool as they come.

No row is kept, and of a column of names or numbers no more than some of its texts.  Up to there the bytes are those that
XlsxWriter would have made.  Imported where a workbook is made, since XlsxWriter takes a while to load.
"""

from __future__ import annotations

import io
import marshal
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache, lru_cache
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
from ssj_xl.office.formats import serial
from ssj_xl.office.package import Pieces, packed_in_turn
from ssj_xl.office.xml import TEXT_LIMIT

_MARK = "<!--rows-->"
"""Where the rows go in a sheet that XlsxWriter wrote."""
_TEXTS, _TEXTS_PART = "<r>texts</r>", "xl/sharedStrings.xml"
"""Where the texts go, and the part with them; XlsxWriter writes what begins and ends so as it is."""
_ROW = "\x04"
"""Stands for the number of a row; no character of XML."""
_NOTHING, _KINDS = "/>", ("><v>%s</v></c>", ' t="s"><v>%s</v></c>', ' t="inlineStr"><is><t>%s</t></is></c>')
"""What follows the address and the format of a cell: of one with nothing, a number, a text among the shared ones, a text of its own."""
_NUMBER, _SHARED, _OWN = range(3)
_NAMES = 1_000
"""So many different texts a column has that are shared; of one in which most are new the others stand in their cells."""
_SHAPES = 1_000
"""Shapes of rows of which the XML is remembered; nearly all rows of a table have one of a few."""
_ROWS_AT_ONCE, _TEXTS_AT_ONCE = 200, 5_000
_SPOOLED = 1 << 20
"""So many bytes of rows stay in memory."""
_POINTS_A_PIXEL = 0.75
_ERRORS = frozenset(("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"))
_ODD = re.compile(r"[&<>]|_x|^ | $")
Cell = str | int | float | Fraction | date | None


class Line(NamedTuple):
    """One row: its cells, its height in points where the usual one is too low, its formats where they are not its columns'.

    cells: all of them, or those that hold something by column (from 0), ascending.
    """

    cells: Sequence[Cell] | dict[int, Cell]
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


class _Shape(NamedTuple):
    """What rows have in common that differ in what they hold: formats, and the columns that are filled, each with the kind of what it holds."""

    styles: tuple[Any, ...]
    filled: tuple[tuple[int, int], ...]


class StreamedSheet(Worksheet):  # type: ignore[misc]
    """XlsxWriter's worksheet, with rows that it does not hold."""

    # For each text of a formula the thirty patterns are tried once: a whole column has one.
    _prepare_formula = staticmethod(cache(Worksheet()._prepare_formula))
    body: Body | None = None
    dim_rowmin: int
    dim_rowmax: int
    _spool: IO[bytes]
    _sizes: list[int]
    _styles: dict[int, Any]
    _shapes: list[_Shape]
    _names: dict[int, _Names]
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
        self._sizes, self._styles, self._shapes, self._names = [], {}, [], {}
        self._spool = SpooledTemporaryFile(_SPOOLED)  # noqa: SIM115 (read when the package is written)
        lines = self._rows(body)
        while chunk := [*islice(lines, _ROWS_AT_ONCE)]:
            self._sizes.append(self._spool.write(marshal.dumps(chunk)))

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
        for style in self._styles.values():
            style._get_xf_index()  # in the order in which the rows need them
        self.fh.write(_MARK)
        self.dim_rowmin, self.dim_rowmax = self.body.first + self._length, bottom
        super()._write_rows()
        self.dim_rowmin = top

    def pieces(self) -> Iterator[bytes]:
        """The rows as XML, some at a time."""
        assert self.body is not None
        row, template = self.body.first + 1, lru_cache(_SHAPES)(self._template)
        with self._spool as spool:
            spool.seek(0)
            for size in self._sizes:
                rows = enumerate(marshal.loads(spool.read(size)), start=row)
                chunk = [str(row := number).join(template(self._shapes[shape])) % contents for number, (shape, contents) in rows]
                row += 1
                yield "".join(chunk).encode()

    def _template(self, shape: _Shape) -> list[str]:
        """A row of this shape with %s for each of its contents, in the pieces between which its number stands."""
        filled = {column: _KINDS[kind] for column, kind in shape.filled}
        strips = len(shape.styles) - len(self.body.strips if self.body else ())
        cells = [f'<c r="{xl_col_to_name(column)}{_ROW}" s="{style._get_xf_index()}"{filled.get(column, _NOTHING) if column < strips else "%s"}'
                 for column, style in enumerate(shape.styles)]
        return f'<row r="{_ROW}" spans="1:{len(cells)}"%s>{"".join(cells)}</row>'.split(_ROW)

    def _rows(self, body: Body) -> Iterator[tuple[int, tuple[str | int, ...]]]:
        """The number of each row's shape, and its contents."""
        usual = (*body.styles, *(strip.style for strip in body.strips))
        tails = [_Tails(escape(self._prepare_formula(strip.formula).lstrip("=")), strip.values, body.blank) for strip in body.strips]
        known: dict[tuple[object, ...], int] = {}
        for row, line in enumerate(body.lines(), start=body.first + 1):
            own, styles = self.table.get(row - 1), line.styles or usual
            if own:
                self.str_table.count -= len(own)  # the texts of links, counted when they were written
                styles = [own[column].format if column in own else style for column, style in enumerate(styles)]
            pattern, contents = self._contents(line.cells, body.listed)
            look = () if styles is usual else tuple(map(id, styles))
            shape = known.get((look, pattern))
            if shape is None:
                shape = known[look, pattern] = self._shape(styles, pattern)
            tall = f' ht="{int(line.height * 4 / 3 + 0.5) * _POINTS_A_PIXEL:.16g}"' if line.height else ""
            fixed = ' customHeight="1"' if tall and body.listed else ""
            self._length += 1
            yield shape, (tall + fixed, *contents, *[tail.of(row) for tail in tails])

    def _shape(self, styles: Sequence[Any], pattern: tuple[int, ...]) -> int:
        """The number of a new shape."""
        self._styles.update((id(style), style) for style in styles if id(style) not in self._styles)
        self._shapes.append(_Shape(tuple(styles), tuple(divmod(one, len(_KINDS)) for one in pattern)))
        return len(self._shapes) - 1

    def _contents(self, cells: Sequence[Cell] | Mapping[int, Cell], listed: bool) -> tuple[tuple[int, ...], list[str | int]]:
        """Which cells hold something, by column and kind, and what."""
        pattern, found, texts = list[int](), list[str | int](), 0
        for column, value in cells.items() if isinstance(cells, dict) else enumerate(cells):
            if value is None or (value == "" and not listed):
                continue
            kind, shown = self._text(column, value) if isinstance(value, str) else (_NUMBER, _number(value))
            texts += kind == _SHARED
            pattern.append(len(_KINDS) * column + kind)
            found.append(shown)
        self.str_table.count += texts
        self.str_table.unique_count = len(self.str_table.string_table)
        return tuple(pattern), found

    def _text(self, column: int, text: str) -> tuple[int, str | int]:
        """The kind of a text, and its place among the shared ones or itself."""
        names = self._names.get(column)
        if names is not None and names.own and _is_plain(text):
            return _OWN, text
        texts = self.str_table.string_table
        place = texts.get(text)
        if names is None:
            names = self._names[column] = _Names()
        names.every += 1
        if place is None:
            place = texts.setdefault(_fitting(text), len(texts))
            names.new += 1
            names.own = names.new >= _NAMES and 2 * names.new > names.every
        return _SHARED, place


@dataclass
class _Names:
    """What a column's texts were so far.  every, new: how many, and of these such as no cell had before; own: whether those to come are not shared."""

    every: int = 0
    new: int = 0
    own: bool = False


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


@lru_cache(10_000)
def _number(value: float | Fraction | date) -> str:
    number = serial(value) if isinstance(value, date) else float(value) if isinstance(value, Fraction) else value
    return f"{number:.16G}"


class _PlainTexts(SharedStrings):  # type: ignore[misc]
    """XlsxWriter's writer of texts without its rich ones: a text from <r> to </r> would go into the file as markup, whoever typed it."""

    def _xml_rich_si_element(self, string: str) -> None:
        self._xml_si_element(string, [])


def _shared(text: str) -> str:
    if _is_plain(text):
        return f"<si><t>{text}</t></si>"
    writer = _PlainTexts()
    writer.fh = io.StringIO()
    writer._write_si(text)
    return str(writer.fh.getvalue())


def _is_plain(text: str) -> bool:
    """Whether a text stands in XML, and in a cell, as it is."""
    return text != "" and text.isprintable() and len(text) <= TEXT_LIMIT // 2 and not _ODD.search(text)


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
