"""One sheet's XML as bytes, indexed by row, so that a change touches only its own rows.

A sheet of 100,000 rows as an element tree costs seconds and hundreds of megabytes; as bytes with
an index of its rows it costs a scan.  What the scan cannot take (comments, CDATA, rows or cells
without a reference) is first rewritten by lxml into the plain form.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple
from xml.sax.saxutils import unescape

from ssj_xl.office.formats import END
from ssj_xl.office.hostile import damaged, parse_xml
from ssj_xl.office.refs import LAST_COLUMN, LAST_ROW, Area, column_number
from ssj_xl.office.xml import MAIN, Element, serialised, whole
from ssj_xl.tables.grid import column_letters
from ssj_xl.tables.problems import Place

_ROOT = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?)worksheet\b[^>]*>")
_STYLE = re.compile(rb'\ss="(\d+)"')
_TYPE = re.compile(rb'\st="(\w*)"')
_NUMBER = re.compile(rb"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,4})?")


class CellInfo(NamedTuple):
    """What a cell's XML tells: style index, whether it shows a value, whether it has a formula."""

    style: int
    filled: bool
    formula: bool


class SheetXml:
    """Head, rows and tail of a sheet part.

    prefix: the namespace prefix of its tags, with the colon.
    rewritten: the whole part in the plain form, where it did not come in it; else empty.
    """

    def __init__(self, data: bytes, place: Place) -> None:
        self.place = place
        self.rewritten = b""
        if _looks_plain(data) and self._index(data):
            return
        self.rewritten = plain(data, place)
        if not self._index(self.rewritten):
            raise damaged("工作表内部结构有错", place)

    def _index(self, data: bytes) -> bool:
        """Take the bytes apart; False where they are not in the plain form."""
        root = _ROOT.search(data)
        if root is None:
            return False
        self.prefix = root[1]
        self.start = root.group()
        split = self._split(data)
        if split is None:
            return False
        self.head, self.body, self.tail = split
        return self._tags_are_plain()

    def _split(self, data: bytes) -> tuple[bytes, bytes, bytes] | None:
        tag = b"<" + self.prefix + b"sheetData"
        at = data.find(tag)
        end = data.find(b">", at)
        if at < 0 or end < 0:
            return None
        if data[end - 1 : end] == b"/":
            return data[:at], b"", data[end + 1 :]
        close = data.rfind(b"</" + self.prefix + b"sheetData>")
        if close < 0:
            return None
        return data[:at], data[end + 1 : close], data[close + len(tag) + 2 :]

    def _tags_are_plain(self) -> bool:
        """Whether every row and cell has its reference as the first attribute."""
        tags = [b"<" + self.prefix + name for name in (b"row", b"c")]
        if all(self.body.count(tag + b' r="') == self.body.count(tag) for tag in tags):
            return True
        # Counting is the fast way; a <color> within a cell's text spoils it, so look closely.
        return not re.search(rb"<%s(?:row|c)(?=[\s/>])(?! r=\")" % self.prefix, self.body)

    @property
    def cells_alone(self) -> bytes:
        """The part with nothing in it but its rows."""
        p = self.prefix
        return b"%s<%ssheetData>%s</%ssheetData></%sworksheet>" % (self.start, p, self.body, p, p)

    def tree_of_cells(self) -> Element:
        """The same as an element tree."""
        return parse_xml(self.cells_alone, self.place)

    @cached_property
    def rows(self) -> dict[int, int]:
        """Where each row begins in `body`, by ascending row number."""
        tag = b"<" + self.prefix + b'row r="'
        starts = {int(m[1]): m.start() for m in re.finditer(tag + rb'(\d{1,7})"', self.body)}
        numbers = list(starts)
        is_whole = len(numbers) == self.body.count(tag) and numbers == sorted(numbers)
        if not is_whole or (numbers and not 1 <= numbers[0] <= numbers[-1] <= LAST_ROW):
            raise damaged("工作表的行次序混乱", self.place)
        return starts

    @cached_property
    def numbers(self) -> list[int]:
        """Numbers of the rows that are in the file, ascending."""
        return list(self.rows)

    def _span(self, number: int) -> tuple[int, int]:
        start = self.rows.get(number)
        if start is None:
            return 0, 0
        after = bisect_left(self.numbers, number) + 1
        return start, self.rows[self.numbers[after]] if after < len(self.numbers) else len(self.body)

    def row(self, number: int) -> bytes:
        """The XML of one row; empty where the row is not in the file."""
        start, end = self._span(number)
        return self.body[start:end].rstrip()

    def cells(self, number: int) -> dict[int, CellInfo]:
        """Cells of one row by 1-based column."""
        p = self.prefix
        pattern = rb'<%sc r="([A-Z]{1,3})\d+"([^>]*?)(?:/>|>(.*?)</%sc>)' % (p, p)
        return {
            column_number(match[1].decode()): _info(match[2], match[3] or b"", p)
            for match in re.finditer(pattern, self.row(number), re.DOTALL)
        }

    def numbers_between(self, first: int, last: int) -> list[int]:
        """Numbers of the rows that are in the file, from first to last."""
        return self.numbers[bisect_left(self.numbers, first) : bisect_left(self.numbers, last + 1)]

    def row_attributes(self, number: int) -> dict[str, str]:
        """Attributes of a row's own tag."""
        tag = self.row(number).partition(b">")[0].decode()
        return dict(re.findall(r'\s([\w:]+)="([^"]*)"', tag))

    def hidden_rows(self) -> frozenset[int]:
        """Rows that are not shown: hidden by hand, or by a filter."""
        pattern = rb'<%srow r="(\d{1,7})"[^>]*?\shidden="(?:1|true)"' % self.prefix
        return frozenset(int(found) for found in re.findall(pattern, self.body)) if b'hidden="' in self.body else frozenset()

    def is_sparse(self, limit: int) -> bool:
        """Whether the rectangle from A1 that holds all values has more than `limit` cells."""
        p = self.prefix
        suspicious = set(re.findall(rb'<%sc r="([A-Z]{2,}|[A-Z]\d{7,})' % p, self.body))
        wide = max((column_number(word.decode()) for word in suspicious if word.isalpha()), default=26)
        if wide * LAST_ROW <= limit and not any(int(word[1:9]) > LAST_ROW for word in suspicious if not word.isalpha()):
            return False
        digits = len(str(self.numbers[-1])) if self.numbers else 1
        if wide * 10**digits <= limit and not re.search(rb'<%sc r="[A-Z]+\d{%d}' % (p, digits + 1), self.body):
            return False  # no cell stands below the numbers that rows have, and where these end there is room
        pattern = rb'<%sc r="([A-Z]+)(\d+)"(?:[^>]*[^/>])?>(?!</%sc>)' % (p, p)
        found = re.findall(pattern, self.body)
        row = max((int(number[:8]) for number in {number for _, number in found}), default=0)
        column = max((column_number(word.decode()) for word in {word for word, _ in found}), default=0)
        return row * column > limit or row > LAST_ROW or column > LAST_COLUMN

    def errors(self) -> Iterator[tuple[int, int, str]]:
        """Row, column and text (#N/A …) of the cells that hold an error."""
        if b't="e"' not in self.body:
            return
        cell = rb'<@c r="([A-Z]{1,3})(\d{1,7})"[^>]*?\st="e"[^>]*>(?:(?!</@c>).)*?<@v>([^<]*)</@v>'
        pattern = cell.replace(b"@", self.prefix)
        for match in re.finditer(pattern, self.body, re.DOTALL):
            yield int(match[2]), column_number(match[1].decode()), match[3].decode()

    def numbers_as_text(self, is_timelike: Callable[[int], bool]) -> bytes:
        """The part with every number that no cell can hold made a text, as it stands there; empty if there is none.

        Readers stumble over them: what is not finite, what is no number at all, and a day outside of the calendar.
        is_timelike: whether numbers of a style are read as days or times.
        """
        p, body = self.prefix, self.body
        parts, at = [], 0
        # Passed by quickly: small numbers (shared texts are numbered too), and what a formula gives and is a word.
        odd = rb"<%sv>(?!\d{1,6}(?:\.\d+)?</)(?:(?<!/%sf><%sv>)|(?=[-+.\dnNiI]))([^<]+)</" % (p, p, p)
        for found in re.finditer(odd, body):
            start = body.rfind(b"<" + p + b"c ", 0, found.start())
            tag = body[start : body.find(b">", start)]
            kind, style = _TYPE.search(tag), _STYLE.search(tag)
            if start >= at and (not kind or kind[1] == b"n") and not is_number(
                    found[1], of_days=is_timelike(int(style[1]) if style else 0)):
                parts += [body[at:start], tag.replace(kind[0], b"") if kind else tag, b' t="str"']
                at = start + len(tag)
        return self.head + b"<" + p + b"sheetData>" + b"".join(parts) + body[at:] + b"</" + p + b"sheetData>" + (
            self.tail) if parts else b""

    @cached_property
    def formulas(self) -> dict[int, frozenset[int]]:
        """Row → columns (1-based) of the cells that have a formula; rows with formulas in the same columns share one set."""
        p = self.prefix
        # As every program writes it, the formula is the first thing in its cell; where one is not, it is looked for backwards.
        cells: list[tuple[bytes, bytes]] = re.findall(rb'<%sc r="([A-Z]{1,3})(\d{1,7})"[^>]*><%sf[ >/]' % (p, p), self.body)
        if len(cells) != sum(self.body.count(b"<" + p + b"f" + end) for end in (b" ", b">", b"/")):
            cells = list(self._cells_of_formulas())
        found: dict[int, frozenset[int]] = {}
        shared: dict[tuple[bytes, ...], frozenset[int]] = {}
        for number, group in groupby(cells, itemgetter(1)):
            letters = tuple(name for name, _ in group)
            columns = shared.get(letters) or shared.setdefault(letters, frozenset(column_number(name.decode()) for name in letters))
            row = int(number)
            found[row] = found[row] | columns if row in found else columns
        return found

    def _cells_of_formulas(self) -> Iterator[tuple[bytes, bytes]]:
        """Column and row of each cell that has a formula, wherever in the cell that stands."""
        tag, cell = b"<" + self.prefix + b"f", b"<" + self.prefix + b'c r="'
        at = self.body.find(tag)
        while at >= 0:
            start = self.body.rfind(cell, 0, at) + len(cell)
            if start >= len(cell) and self.body[at + len(tag) : at + len(tag) + 1] in b" >/":
                place = self.body[start : self.body.find(b'"', start)]
                letters = place.rstrip(b"0123456789")
                if letters != place and letters.isalpha() and len(letters) <= 3:
                    yield letters.upper(), place[len(letters) :][:7]
            at = self.body.find(tag, at + 1)

    def formula(self, row: int, column: int) -> str:
        """A cell's formula; empty where it has none of its own (a shared one stands in full in its first cell)."""
        p = self.prefix
        pattern = rb'<%sc r="%s%d"[^>]*>(?:(?!</%sc>).)*?<%sf(?: [^>]*)?>([^<]*)</%sf>' % (
            p, column_letters(column).encode(), row, p, p, p)
        found = re.search(pattern, self.row(row), re.DOTALL)
        return unescape(found[1].decode(), {"&quot;": '"', "&apos;": "'"}) if found else ""

    def array_areas(self) -> list[Area]:
        """Areas that array formulas and data tables fill."""
        pattern = rb"<%sf\b(?=[^>]*\st=\"(?:array|dataTable)\")[^>]*\sref=\"([^\"]+)\"" % self.prefix
        found = re.findall(pattern, self.body) if b't="array"' in self.body or b't="dataTable"' in self.body else []
        return [area for area in (Area.parse(text.decode()) for text in found) if area]

    def frame(self) -> Any:
        """Everything but the rows, as an element tree."""
        tag = b"<" + self.prefix + b"sheetData/>"
        return parse_xml(self.head + tag + self.tail, self.place)

    def merged_areas(self) -> list[Area]:
        """Merged cells."""
        cells = self.frame().iterfind(f"{{{MAIN}}}mergeCells/{{{MAIN}}}mergeCell")
        return [area for area in (Area.parse(cell.get("ref", "")) for cell in cells) if area]

    def column_styles(self) -> list[tuple[int, int, int]]:
        """First column, last column and style of the column definitions that have a style."""
        cols = self.frame().iterfind(f"{{{MAIN}}}cols/{{{MAIN}}}col")
        numbers = [[whole(col, name, 0, self.place) for name in ("min", "max", "style")] for col in cols]
        return [(first, last, style) for first, last, style in numbers if style]

    def column_widths(self) -> list[tuple[int, int, float]]:
        """First column, last column and width of the column definitions that have a width."""
        cols = self.frame().iterfind(f"{{{MAIN}}}cols/{{{MAIN}}}col")
        return [(whole(col, "min", 0, self.place), whole(col, "max", 0, self.place), float(width))
                for col in cols if (width := col.get("width", "")).replace(".", "", 1).isdigit()]

    def rebuilt(self, frame: Any, changed: Mapping[int, bytes]) -> bytes:
        """The part with another frame and some rows put in or exchanged."""
        text = serialised(frame)
        tag = b"<" + self.prefix + b"sheetData"
        head, _, tail = text.partition(tag + b"/>")
        close = b"</" + self.prefix + b"sheetData>"
        return b"".join((head, tag, b">", *self._merged(changed), close, tail))

    def _merged(self, changed: Mapping[int, bytes]) -> Iterator[bytes]:
        at = 0
        for number in sorted(changed):
            start, end = self._span(number)
            if not end:
                after = bisect_left(self.numbers, number)
                start = end = self.rows[self.numbers[after]] if after < len(self.numbers) else len(self.body)
            yield self.body[at:start]
            yield changed[number]
            at = end
        yield self.body[at:]


def _info(attributes: bytes, inner: bytes, prefix: bytes) -> CellInfo:
    style = _STYLE.search(attributes)
    formula = re.search(rb"<%sf[ >/]" % prefix, inner) is not None
    value = re.search(rb"<%s(?:v|t|t [^>]*)>[^<]" % prefix, inner) is not None
    return CellInfo(int(style[1]) if style else 0, formula or value, formula)


def is_number(text: bytes, *, of_days: bool) -> bool:
    """Whether a cell can hold the number; in a format of days or times only what lies in the calendar."""
    if not _NUMBER.fullmatch(text):
        return False
    number = float(text)
    return 0 <= number < END if of_days else math.isfinite(number)


def _looks_plain(data: bytes) -> bool:
    """Whether the scan may try: nothing that could hide or imitate a tag."""
    if b"<!" in data or data.find(b"<?", 5) >= 0:
        return False
    # A formula may hold =' as well; what matters is an attribute in single quotes.
    return b"='" not in data[200:] or not re.search(rb"<[^<>]*='", data[200:])


def plain(data: bytes, place: Place) -> bytes:
    """The part rewritten: UTF-8, no comments, every row and cell with its reference in front, rows in order."""
    from lxml import etree

    root = parse_xml(data, place)
    # CDATA, comments and processing instructions say nothing to Excel; entities were refused before.
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)
    sheet_data = root.find(f"{{{MAIN}}}sheetData")
    if sheet_data is None:
        raise damaged("工作表内部结构有错", place)
    number = 0
    for row in sheet_data.iterchildren(f"{{{MAIN}}}row"):
        number = whole(row, "r", number + 1, place)
        _reference_first(row, str(number))
        _number_cells(row, number, place)
    sheet_data[:] = sorted(sheet_data.iterchildren(f"{{{MAIN}}}row"), key=lambda row: int(row.get("r")))
    return serialised(root)


def _number_cells(row: Any, number: int, place: Place) -> None:
    column = 0
    for cell in row.iterchildren(f"{{{MAIN}}}c"):
        area = Area.parse(cell.get("r", f"{column_letters(column + 1)}{number}"))
        if area is None or area.right > LAST_COLUMN or area.top != number:
            raise damaged("工作表内部结构有错", place)
        column = area.left
        _reference_first(cell, f"{column_letters(column)}{number}")


def _reference_first(element: Any, reference: str) -> None:
    others = [(name, value) for name, value in element.attrib.items() if name != "r"]
    element.attrib.clear()
    element.set("r", reference)
    for name, value in others:
        element.set(name, value)
