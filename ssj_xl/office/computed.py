"""The rows of a sheet that a program computes: formulas with their values, and texts, as XML."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import chain, count, pairwise, repeat
from operator import itemgetter
from typing import NamedTuple
from xml.sax.saxutils import escape

from ssj_xl.office.formats import serial
from ssj_xl.tables.grid import column_letters


class Computed(NamedTuple):
    """Cells below each other that have one formula or are texts.

    Column, and row of the first, from 1; formula of the first without the equals sign, '' for texts, whose relative
    addresses move down with the cells; values: what they show.
    """

    column: int
    row: int
    formula: str
    values: Sequence[str | int | float]


def plain(value: str | int | Fraction | date, *, from_1904: bool = False) -> str | int | float:
    """A value as it stands beside its formula in the file."""
    if type(value) in (int, str):  # nearly all: whether something is a Fraction is asked slowly
        return value  # type: ignore[return-value]
    if isinstance(value, date):
        return int(serial(value, from_1904=from_1904))
    return float(value) if isinstance(value, Fraction) else value


def sheet_data(cells: Iterable[Computed], prefix: str = "") -> bytes:
    """The element sheetData with these cells, in any order.  The formula of cells below each other is written once.

    prefix: of the tags, with its colon.
    """
    data = "".join(("<sheetData>", *sheet_rows(cells), "</sheetData>"))
    return (re.sub(r"<(/?)", rf"<\1{prefix}", data) if prefix else data).encode()


def sheet_rows(cells: Iterable[Computed]) -> Iterator[str]:
    """The rows of that element, one after the other."""
    numbers = count()
    strips = [(strip, _contents(strip, _elements(strip, numbers))) for strip in sorted(cells, key=itemgetter(0, 1))]
    begin = defaultdict[int, list[tuple[Computed, Iterator[str]]]](list)
    for strip, contents in strips:
        begin[strip.row].append((strip, contents))
    here: list[tuple[Computed, Iterator[str]]] = []
    for first, last in pairwise(sorted({row for strip, _ in strips for row in (strip.row, strip.row + len(strip.values))})):
        here = sorted([one for one in here if one[0].row + len(one[0].values) > first] + begin[first], key=_column)
        letters = [column_letters(strip.column) for strip, _ in here]
        across = zip(*(contents for _, contents in here), strict=True)
        for row, found in zip(range(first, last), across, strict=False):
            built = "".join([f'<c r="{letter}{row}"{content}</c>' for letter, content in zip(letters, found, strict=True)])
            yield f'<row r="{row}">{built}</row>'


def _column(one: tuple[Computed, Iterator[str]]) -> int:
    return one[0].column


@cache
def head_row(titles: tuple[str, ...]) -> bytes:
    """How a sheet with these titles in its first row, and nothing else there, begins."""
    data = sheet_data([Computed(column, 1, "", (title,)) for column, title in enumerate(titles, start=1)])
    return data.removeprefix(b"<sheetData>").removesuffix(b"</sheetData>")


def content(formula: str, value: str | int | float) -> str:
    """The rest of a cell's tag and what is in it.  formula: an element f, or '' for a text."""
    if not formula:
        return f' t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is>'
    if isinstance(value, str):
        return f' t="str">{formula}<v>{escape(value)}</v>'
    return f">{formula}<v>{value!r}</v>"


def _contents(strip: Computed, formulas: Iterator[str]) -> Iterator[str]:
    """What follows the address of each cell."""
    for value, formula in zip(strip.values, formulas, strict=False):
        yield f">{formula}<v>{value}</v>" if formula and type(value) is int else content(formula, value)  # nearly all of tens of thousands are


def _elements(strip: Computed, numbers: Iterator[int]) -> Iterator[str]:
    """The element f of each cell; the first of several has the text, the others its number.  No end: there are as many as asked for."""
    text, letters = escape(strip.formula), column_letters(strip.column)
    if not text or len(strip.values) == 1:
        return repeat(f"<f>{text}</f>" if text else "")
    number, area = next(numbers), f"{letters}{strip.row}:{letters}{strip.row + len(strip.values) - 1}"
    return chain((f'<f t="shared" ref="{area}" si="{number}">{text}</f>',), repeat(f'<f t="shared" si="{number}"/>'))
