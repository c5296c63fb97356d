"""The rows of a sheet that a program computes: formulas with their values, and texts, as XML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple
from xml.sax.saxutils import escape

from ssj_xl.office.days import serial
from ssj_xl.tables.grid import column_letters


class Computed(NamedTuple):
    """A cell.  Rows and columns from 1; formula without the equals sign, '' for a text; value: what it shows."""

    column: int
    row: int
    formula: str
    value: str | int | float


def plain(value: str | int | Fraction | date, *, from_1904: bool = False) -> str | int | float:
    """A value as it stands beside its formula in the file."""
    if isinstance(value, date):
        return int(serial(value, from_1904=from_1904))
    return float(value) if isinstance(value, Fraction) else value


def sheet_data(cells: Iterable[Computed], prefix: str = "") -> bytes:
    """The element sheetData with these cells, in any order.  Equal formulas below each other are written once.

    prefix: of the tags, with its colon.
    """
    rows: dict[int, list[str]] = {}
    for cell, formula in _formulas(sorted(cells)):
        rows.setdefault(cell.row, []).append(f'<c r="{column_letters(cell.column)}{cell.row}"{content(formula, cell.value)}</c>')
    lines = (f'<row r="{number}">{"".join(rows[number])}</row>' for number in sorted(rows))
    data = "".join(("<sheetData>", *lines, "</sheetData>"))
    return (re.sub(r"<(/?)", rf"<\1{prefix}", data) if prefix else data).encode()


def content(formula: str, value: str | int | float) -> str:
    """The rest of a cell's tag and what is in it.  formula: an element f, or '' for a text."""
    if not formula:
        return f' t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is>'
    if isinstance(value, str):
        return f' t="str">{formula}<v>{escape(value)}</v>'
    return f">{formula}<v>{value!r}</v>"


def _formulas(cells: list[Computed]) -> Iterator[tuple[Computed, str]]:
    """Cells by column with their element f; the first of a run of equal ones has the text, the others its number."""
    number = 0
    for (_, formula), run in groupby(_runs(cells), itemgetter(0)):
        same = [cell for _, cell in run]
        if not formula or len(same) == 1:
            yield from ((cell, f"<f>{escape(formula)}</f>" if formula else "") for cell in same)
            continue
        first, last = same[0], same[-1]
        area = f"{column_letters(first.column)}{first.row}:{column_letters(last.column)}{last.row}"
        yield first, f'<f t="shared" ref="{area}" si="{number}">{escape(formula)}</f>'
        yield from ((cell, f'<f t="shared" si="{number}"/>') for cell in same[1:])
        number += 1


def _runs(cells: list[Computed]) -> Iterator[tuple[tuple[int, str], Computed]]:
    """Cells with a key that changes wherever a column, a formula or the row after row does."""
    run, before = 0, None
    for cell in cells:
        if before is None or (cell.column, cell.formula, cell.row) != (before.column, before.formula, before.row + 1):
            run += 1
        yield (run, cell.formula), cell
        before = cell
