"""Text with delimiters (.csv, .txt): encoding and delimiter are found out, never asked."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import IO

from ssj_xl.gateways.foreign.books import ROW_LIMIT, Sheet, squared
from ssj_xl.gateways.foreign.cleaning import bare
from ssj_xl.tables.problems import Place, UserError, fail

TEXT_LIMIT = 1 << 28
DELIMITERS = ",\t;|"
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SEPARATOR = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_MARK = "\ufeff"
_PIECE, _LONG = 1 << 20, 10_000
_SAMPLE = 30
_FEW = 3
"""More Chinese characters than so many for each broken one: damaged UTF-8.  In GBK read as UTF-8 nearly all break."""


def decoded(data: bytes, place: Place) -> str:
    """The text of a file in UTF-8, UTF-16 or GB18030 (which holds GBK and GB2312).  Raises UserError I05, I07."""
    if len(data) > TEXT_LIMIT:
        raise fail("I07", place, exit_code=3, what="文件大小", limit=f"{TEXT_LIMIT >> 20} MB")
    encoding = _encoding_of([data])
    try:
        return data.decode(encoding).removeprefix(_MARK)
    except UnicodeDecodeError as error:
        raise _undecodable([data], encoding, place) from error


def _encoding_of(pieces: Iterable[bytes]) -> str:
    """What a text is in."""
    each = iter(pieces)
    start = last = next(each, b"")
    if found := next((encoding for mark, encoding in _MARKS if start.startswith(mark)), "") or _unmarked_utf16(start):
        return found
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for last in chain([start], each):
            decoder.decode(last)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "utf-8" if _damaged_utf8(last) else "gb18030"
    return "utf-8"


def _undecodable(pieces: Iterable[bytes], encoding: str, place: Place) -> UserError:
    """I05 with the line in which a text is not in its encoding."""
    decoder, line = codecs.getincrementaldecoder(encoding)(), 1
    try:
        for piece in pieces:
            line += decoder.decode(piece).count("\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        line += error.object[: error.start].decode(encoding).count("\n")
    return fail("I05", place, exit_code=3, line=line, encoding=encoding.upper())


def _unmarked_utf16(data: bytes) -> str:
    """UTF-16 without its mark has a zero byte at (nearly: 上 is 4E0A) every line break and delimiter; a text that is damaged has few."""
    start = data[:4096]
    if b"\0" not in start:
        return ""
    singles = sum(map(start.count, (b"\n", b"\t", b",")))
    for encoding in ("utf-16-le", "utf-16-be"):
        pairs = [start[at : at + 2] for at in range(0, len(start), 2)]
        breaks = sum(pairs.count(character.encode(encoding)) for character in "\n\t,")
        if breaks and breaks * 2 >= singles:
            return encoding
    return ""


def _damaged_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    chinese = sum("\u4e00" <= character <= "\u9fff" for character in text)
    return chinese >= 10 and broken * _FEW < chinese


def read(text: str, place: Place) -> Sheet:
    """The text as a sheet without a name; a row is a record, as Excel counts them.  Raises UserError I06, I07."""
    told = _SEPARATOR.match(text)
    rows: list[list[str | None]] = []
    widths: dict[int, int] = {}
    for row in _records(io.StringIO(text, newline=""), told[1] if told else _delimiter(text), place):
        widths[len(rows) + 1] = len(row)
        rows.append([_cell(cell) for cell in row])
        if len(rows) > ROW_LIMIT:
            raise fail("I07", place, exit_code=3, what="行数", limit=ROW_LIMIT)
    if told:
        rows[0] = []
    return Sheet("", squared(rows, place), widths=widths)


def streamed(path: Path) -> Iterator[list[str]]:
    """The records of a text of any length, one after the other, as `read` has them.  Raises UserError I05, I06."""
    encoding, place = _encoding_of(_pieces(path)), Place(str(path))
    with path.open(encoding=encoding, newline="") as file:
        try:
            yield from _checked_records(file, place)
        except UnicodeDecodeError as error:
            raise _undecodable(_pieces(path), encoding, place) from error


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def _checked_records(file: IO[str], place: Place) -> Iterator[list[str]]:
    start = [*islice(file, _SAMPLE)]
    start[:1] = [line.removeprefix(_MARK) for line in start[:1]]
    told = _SEPARATOR.match(start[0]) if start else None
    records = _records(chain(start[1 if told else 0:], file), told[1] if told else _delimiter("".join(line[:_LONG] for line in start)), place)
    return ([_cell(cell) or "" for cell in record] for record in records)


def _records(lines: Iterable[str], delimiter: str, place: Place) -> Iterator[list[str]]:
    """The records of a text.  Raises UserError I06 where quotes do not match, and where a zero byte stands."""
    line = 0
    try:
        for line, row in enumerate(csv.reader(_without_zeros(lines, place), delimiter=delimiter, strict=True), start=1):
            whole = "".join(row)
            if ("\n" in whole or "\r" in whole) and any(_swallowed(cell, delimiter, len(row)) for cell in row):
                line -= 1
                raise csv.Error
            yield row
    except csv.Error as error:
        raise fail("I06", place, exit_code=3, why=f"第 {line + 1} 行起引号不成对，或一格内文字过长") from error


def _without_zeros(lines: Iterable[str], place: Place) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        if "\0" in line:
            raise fail("I06", place, exit_code=3, why=f"第 {number} 行有零字节：不是文本文件，或者已经损坏")
        yield line


def _swallowed(cell: str, delimiter: str, width: int) -> bool:
    """Whether a cell holds whole records: so many line breaks, and for each as many delimiters as a record has."""
    breaks = cell.count("\n") or cell.count("\r")
    return breaks > 0 and width > 1 and cell.count(delimiter) >= breaks * (width - 1)


def _cell(text: str) -> str | None:
    return bare(text) or None


def _delimiter(text: str) -> str:
    """The delimiter that divides the first rows into most cells, most evenly."""
    sample = "".join(_first_lines(text))
    return max(DELIMITERS, key=lambda one: (_evenness(sample, one), -DELIMITERS.index(one)))


def _first_lines(text: str) -> Iterator[str]:
    for number, line in enumerate(io.StringIO(text, newline=None)):
        if number >= _SAMPLE:
            return
        yield line[:_LONG]


def _evenness(sample: str, delimiter: str) -> int:
    try:
        widths = sorted(len(row) for row in csv.reader(io.StringIO(sample), delimiter=delimiter) if row)
    except csv.Error:
        return 0
    # The median: a title line above the table has no delimiter, a remark may have many.
    return widths[len(widths) // 2] if widths else 0
