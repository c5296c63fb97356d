"""XlsxWriter's workbook with long tables and lists: it makes everything but their rows, which go to a spool as they come.

No row is kept, and of a column of names or numbers no more than some of its texts.  Up to there the bytes are those that
XlsxWriter would have made.  Imported where a workbook is made, since XlsxWriter takes a while to load.
"""

from __future__ import annotations

import io
import marshal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import IO, Any, NamedTuple
from xml.sax.saxutils import escape
from zipfile import ZipFile

from xlsxwriter.sharedstrings import SharedStringTable
from xlsxwriter.utility import xl_range
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from ssj_xl.office.deflating import Deflated
from ssj_xl.office.package import Pieces, packed_in_turn
from ssj_xl.office.rendering import (
    OWN,
    ROWS_AT_ONCE,
    SHAPES,
    SHARED,
    Block,
    Give,
    Line,
    Names,
    Shape,
    Tails,
    Value,
    contents,
    fitting,
    here,
    is_plain,
    own_text,
    rendered,
    row_xml,
    shared,
    tall,
    template,
)

__all__ = ["Body", "Further", "Line", "StreamedBook", "Strip", "completed"]

_MARK = "<!--rows-->"
"""Where the rows go in a sheet that XlsxWriter wrote."""
_TEXTS, _TEXTS_PART = "<r>texts</r>", "xl/sharedStrings.xml"
"""Where the texts go, and the part with them; XlsxWriter writes what begins and ends so as it is."""
_TEXTS_AT_ONCE = 5_000
_SPOOLED = 1 << 20
"""So many bytes of rows stay in memory."""
_AHEAD = 4
"""Blocks of rows that are being made while one is written: enough that no process waits, and few lie in memory."""


class Strip(NamedTuple):
    """A column that the workbook computes: its formula (with =), its format, and what it shows by sheet row."""

    formula: str
    style: Any
    values: Mapping[int, Value]


class Further(NamedTuple):
    """Rows behind those of a body.  lines: gives them, in another process too; length: how many."""

    lines: Callable[[], Iterable[Line]]
    length: int


@dataclass(frozen=True)
class Body:
    """The rows of a table below its header, or of a list.

    lines: gives them, once; styles: format of each of their columns; strips: columns behind these;
    blank: what a strip shows in a row for which it has no value; first: sheet row (from 0) of the first;
    listed: of a list, in which '' is a text and heights are fixed;
    further: rows of the usual formats behind them, which `give` lets another process make.
    """

    lines: Callable[[], Iterable[Line]]
    styles: Sequence[Any]
    strips: Sequence[Strip] = ()
    blank: str = ""
    first: int = 1
    listed: bool = False
    further: Sequence[Further] = ()
    give: Give = here


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
    _shapes: list[tuple[tuple[Any, ...], tuple[int, ...]]]
    _names: dict[int, Names]
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
        while chunk := [*islice(lines, ROWS_AT_ONCE)]:
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
        self.dim_rowmin, self.dim_rowmax = self.body.first + self._length + sum(one.length for one in self.body.further), bottom
        super()._write_rows()
        self.dim_rowmin = top

    def pieces(self) -> Iterator[bytes | Deflated]:
        """The rows as XML, some at a time."""
        assert self.body is not None
        row, known = self.body.first + 1, lru_cache(SHAPES)(self._template)
        with self._spool as spool:
            spool.seek(0)
            for size in self._sizes:
                rows = enumerate(marshal.loads(spool.read(size)), start=row)
                chunk = [row_xml(row := number, known(shape), contents) for number, (shape, contents) in rows]
                row += 1
                yield "".join(chunk).encode()
        waiting = deque[Callable[[], tuple[Deflated, int]]]()
        left = self._blocks(self.body)
        while waiting := deque((*waiting, *(self.body.give(partial(rendered, block)) for block in islice(left, _AHEAD - len(waiting))))):
            found, texts = waiting.popleft()()
            self.str_table.count += texts
            yield found

    def _blocks(self, body: Body) -> Iterator[Block]:
        """The rows behind those that are written here."""
        styles = tuple(style._get_xf_index() for style in (*body.styles, *(strip.style for strip in body.strips)))
        words = {text: place for names in self._names.values() for text, place in names.words.items()}
        first = body.first + 1 + self._length
        for lines, length in body.further:
            own = [(tail.formula, {row: tail.values[row] for row in range(first, first + length) if row in tail.values}, tail.blank) for tail in self._tails(body)]
            yield Block(lines, first, styles, own, words)
            first += length

    def _tails(self, body: Body) -> list[Tails]:
        return [Tails(escape(self._prepare_formula(strip.formula).lstrip("=")), strip.values, body.blank) for strip in body.strips]

    def _template(self, shape: int) -> list[str]:
        styles, pattern = self._shapes[shape]
        return template(Shape(tuple(style._get_xf_index() for style in styles), len(self.body.strips if self.body else ()), pattern))

    def _rows(self, body: Body) -> Iterator[tuple[int, tuple[str | int, ...]]]:
        """The number of each row's shape, and its contents."""
        usual, tails = (*body.styles, *(strip.style for strip in body.strips)), self._tails(body)
        known: dict[tuple[object, ...], int] = {}
        for row, line in enumerate(body.lines(), start=body.first + 1):
            own, styles = self.table.get(row - 1), line.styles or usual
            if own:
                self.str_table.count -= len(own)  # the texts of links, counted when they were written
                styles = [own[column].format if column in own else style for column, style in enumerate(styles)]
            pattern, found = contents(line.cells, self._text, listed=body.listed)
            look = () if styles is usual else tuple(map(id, styles))
            shape = known.get((look, pattern))
            if shape is None:
                shape = known[look, pattern] = self._shape(styles, pattern)
            self._length += 1
            yield shape, (tall(line, listed=body.listed), *found, *[tail.of(row) for tail in tails])

    def _shape(self, styles: Sequence[Any], pattern: tuple[int, ...]) -> int:
        """The number of a new shape."""
        self._styles.update((id(style), style) for style in styles if id(style) not in self._styles)
        self._shapes.append((tuple(styles), pattern))
        return len(self._shapes) - 1

    def _text(self, column: int, text: str) -> tuple[int, str | int]:
        names = self._names.get(column) or self._names.setdefault(column, Names())
        if names.own and is_plain(text):
            return OWN, own_text(text)
        texts = self.str_table.string_table
        place = texts.get(text)
        if new := place is None:
            place = texts.setdefault(fitting(text), len(texts))
            self.str_table.unique_count = len(texts)
        names.take(new=new)
        if self.body and self.body.further and not names.own:
            names.words[text] = place
        self.str_table.count += 1
        return SHARED, place


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
        lines = map(shared, self.texts)
        while chunk := "".join(islice(lines, _TEXTS_AT_ONCE)):
            yield chunk.encode()


class StreamedBook(Workbook):  # type: ignore[misc]
    """XlsxWriter's workbook of such sheets; `bodies` once it is closed."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.worksheet_class, self.str_table = StreamedSheet, _Texts()

    def bodies(self) -> dict[str, Callable[[bytes], Pieces]]:
        """By the name of a part, what makes the whole of what XlsxWriter wrote."""
        sheets = {f"xl/worksheets/sheet{place}.xml": _around(_MARK, sheet.pieces) for place, sheet in enumerate(self.worksheets_objs, start=1)
                  if getattr(sheet, "body", None)}
        written = self.str_table.count

        def texts(part: bytes) -> Pieces:  # after the sheets, of which some counted on
            told = part.replace(b' count="%d"' % written, b' count="%d"' % self.str_table.count, 1)
            yield from _around(f"<si>{_TEXTS}</si>", self.str_table.pieces)(told)

        return sheets | {_TEXTS_PART: texts}


def completed(data: bytes, book: StreamedBook) -> bytes:
    """The package that XlsxWriter wrote of a book, with everything in it; the same bytes for the same content."""
    bodies = book.bodies()
    with ZipFile(io.BytesIO(data)) as package:
        parts = ((name, package.read(name)) for name in package.namelist())
        return packed_in_turn((name, bodies[name](part) if name in bodies else part) for name, part in parts)


def _around(mark: str, inside: Callable[[], Iterator[bytes | Deflated]]) -> Callable[[bytes], Pieces]:
    def whole(part: bytes) -> Pieces:
        before, found, after = part.partition(mark.encode())
        assert found
        yield before
        yield from inside()
        yield after

    return whole
