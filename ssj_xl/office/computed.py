"""The rows of a sheet that a program computes: formulas with their values, and texts, as XML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from itertools import chain, repeat
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
    if type(value) in (int, str):  # nearly all: whether something is a Fraction is asked slowly
        return value  # type: ignore[return-value]
    if isinstance(value, date):
        return int(serial(value, from_1904=from_1904))
    return float(value) if isinstance(value, Fraction) else value


def sheet_data(cells: Iterable[Computed], prefix: str = "") -> bytes:
    """The element sheetData with these cells, in any order.  Equal formulas below each other are written once.

    prefix: of the tags, with its colon.
    """
    rows: dict[int, list[str]] = {}
    number = 0
    for run in _runs(sorted(cells)):
        letters, shared = column_letters(run[0].column), len(run) > 1 and bool(run[0].formula)
        first, other = _elements(run, number if shared else None)
        number += shared
        for formula, cell in zip(chain((first,), repeat(other)), run, strict=False):
            rows.setdefault(cell.row, []).append(f'<c r="{letters}{cell.row}"{content(formula, cell.value)}</c>')
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


def _elements(run: list[Computed], number: int | None) -> tuple[str, str]:
    """The element f of the first cell of a run and of the others.  number: of the formula they share, None for one alone."""
    first, last = run[0], run[-1]
    text = escape(first.formula)
    if number is None:
        return f"<f>{text}</f>" if text else "", ""
    area = f"{column_letters(first.column)}{first.row}:{column_letters(last.column)}{last.row}"
    return f'<f t="shared" ref="{area}" si="{number}">{text}</f>', f'<f t="shared" si="{number}"/>'


def _runs(cells: list[Computed]) -> Iterator[list[Computed]]:
    """Cells that stand below each other in a column, with one formula."""
    run: list[Computed] = []
    for cell in cells:
        if run and (cell.formula != run[-1].formula or cell.row != run[-1].row + 1 or cell.column != run[-1].column):
            yield run
            run = []
        run.append(cell)
    if run:
        yield run
