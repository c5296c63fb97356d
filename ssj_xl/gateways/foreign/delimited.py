"""Text with delimiters (.csv, .txt): encoding and delimiter are found out, never asked."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator

from ssj_xl.gateways.foreign.books import ROW_LIMIT, Sheet, squared
from ssj_xl.tables.problems import Place, fail

TEXT_LIMIT = 1 << 28
DELIMITERS = ",\t;"
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SEPARATOR = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_FORMULA_TEXT = re.compile(r'="([^"]*)"')
_QUOTED_CODE = re.compile(r"['’]([0-9A-Za-z._-]+)")
_SAMPLE = 30
_FEW = 3
"""More Chinese characters than so many for each broken one: damaged UTF-8.  In GBK read as UTF-8 nearly all break."""


def decoded(data: bytes, place: Place) -> str:
    """The text of a file in UTF-8, UTF-16 or GB18030 (which holds GBK and GB2312).  Raises UserError I05, I07."""
    if len(data) > TEXT_LIMIT:
        raise fail("I07", place, exit_code=3, what="文件大小", limit=f"{TEXT_LIMIT >> 20} MB")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark):], encoding, place)
    if encoding := _unmarked_utf16(data):
        return _strictly(data, encoding, place)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _strictly(data, "utf-8" if _damaged_utf8(data) else "gb18030", place)


def _strictly(data: bytes, encoding: str, place: Place) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        newline = "\n".encode(encoding)
        line = data.count(newline, 0, error.start) + 1
        raise fail("I05", place, exit_code=3, line=line, encoding=encoding.upper()) from error


def _unmarked_utf16(data: bytes) -> str:
    """UTF-16 without its mark has line breaks and delimiters with a zero byte before or after."""
    start = data[:4096]
    if b"\0" not in start:
        return ""
    for encoding in ("utf-16-le", "utf-16-be"):
        breaks = [character.encode(encoding) for character in "\n\t,"]
        if any(start.find(one) % 2 == 0 for one in breaks if one in start):
            return encoding
    return ""


def _damaged_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    chinese = sum("\u4e00" <= character <= "\u9fff" for character in text)
    return chinese >= 10 and broken * _FEW < chinese


def read(text: str, place: Place) -> Sheet:
    """The text as a sheet without a name; a row is a record, as Excel counts them.  Raises UserError I06, I07."""
    if "\0" in text:
        raise fail("I06", place, exit_code=3, why="不是文本文件")
    told = _SEPARATOR.match(text)
    delimiter = told[1] if told else _delimiter(text)
    rows: list[list[str | None]] = []
    widths: dict[int, int] = {}
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            if any(_swallowed(cell, delimiter, len(row)) for cell in row):
                raise csv.Error
            widths[len(rows) + 1] = len(row)
            rows.append([_cell(cell) for cell in row])
            if len(rows) > ROW_LIMIT:
                raise fail("I07", place, exit_code=3, what="行数", limit=ROW_LIMIT)
    except csv.Error as error:
        raise fail("I06", place, exit_code=3, why=f"第 {len(rows) + 1} 行起引号不成对，或一格内文字过长") from error
    if told:
        rows[0] = []
    return Sheet("", squared(rows, place), widths=widths)


def _swallowed(cell: str, delimiter: str, width: int) -> bool:
    """Whether a cell holds whole records: so many line breaks, and for each as many delimiters as a record has."""
    breaks = cell.count("\n") or cell.count("\r")
    return breaks > 0 and width > 1 and cell.count(delimiter) >= breaks * (width - 1)


def _cell(text: str) -> str | None:
    r"""A cell without what programs put around a code so that Excel keeps it: ="001", '001, a tab."""
    plain = text.strip(" \t")
    found = _FORMULA_TEXT.fullmatch(plain) or _QUOTED_CODE.fullmatch(plain)
    return (found[1] if found else text) or None


def _delimiter(text: str) -> str:
    """The delimiter that divides the first rows into most cells, most evenly."""
    sample = "".join(_first_lines(text))
    return max(DELIMITERS, key=lambda one: (_evenness(sample, one), -DELIMITERS.index(one)))


def _first_lines(text: str) -> Iterator[str]:
    for number, line in enumerate(io.StringIO(text, newline=None)):
        if number >= _SAMPLE:
            return
        yield line[:10_000]


def _evenness(sample: str, delimiter: str) -> int:
    try:
        widths = sorted(len(row) for row in csv.reader(io.StringIO(sample), delimiter=delimiter) if row)
    except csv.Error:
        return 0
    # The median: a title line above the table has no delimiter, a remark may have many.
    return widths[len(widths) // 2] if widths else 0
