"""Sheets and Excel Tables that look like a register and are none: copies, renamed sheets, lists kept on the side.

What nobody reads is said, with the sheet, the row of its header and how many rows stand below it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ssj_xl.gateways.headers import WITHIN, Header, Rows, find_header
from ssj_xl.tables.cells import is_blank
from ssj_xl.tables.grid import Raw, column_letters
from ssj_xl.tables.headers import Untaken, titles_of
from ssj_xl.tables.problems import Place, Problem, UserError, problem
from ssj_xl.tables.records import BY_NAME
from ssj_xl.tables.spec import TableSpec


def columns_beside(header: Sequence[str], spec: TableSpec, columns: Iterable[tuple[int, Sequence[Raw]]]) -> Iterator[Untaken]:
    """Columns outside of a register's Excel Table that have a title in the row of its header and values below it.

    columns: sheet column (from 1) and its cells, from the row of the header on.
    """
    titles = titles_of(spec)
    taken = {column.key for title in header if (column := titles.column(title))}
    for at, (title, *cells) in columns:
        values = sum(not is_blank(cell) for cell in cells)
        if isinstance(title, str) and values:
            yield Untaken(title, at, values, titles.nearest(title, taken))


_COPY = re.compile(r"[\s_（(.·—-]*(?:\d{1,8}|[一二三四五六七八九十新旧续补]|副本|复件|备份|补充|copy)\D{0,4}", re.IGNORECASE)
_TITLE = 40
_ENOUGH, _LEAST = 4, 3
"""A header with so many titles of one register is that register's; with one fewer, all required ones must be there."""


@dataclass(frozen=True)
class Piece:
    """A sheet, or an Excel Table on one, that no register is read from.

    rows: its cells from `top`, `left` on (1-based), the header of an Excel Table first.  table: its name, '' for a sheet.
    """

    sheet: str
    rows: Callable[[], Rows]
    table: str = ""
    top: int = 1
    left: int = 1


def find_strays(pieces: Iterable[Piece], file: str) -> Iterator[Problem]:
    """F42 for each that looks like a register and holds rows, F43 for one that cannot be read.

    The pieces of a sheet follow each other, its Excel Tables first: a sheet of which one is named is not named again.
    """
    named = ""
    for piece in pieces:
        if piece.sheet == named:
            continue
        try:
            found = _stray(piece, file)
        except UserError as error:
            yield from (problem("F43", Place(file, piece.sheet), sheet=piece.sheet, why=one.text) for one in error.problems)
            continue
        if found:
            named = piece.sheet
            yield found


def _stray(piece: Piece, file: str) -> Problem | None:
    rows = piece.rows()
    found = max(_likely(rows), key=lambda pair: len(pair[1].keys), default=None)
    spec = found[0] if found else _copied(piece.sheet)
    if spec is None:
        return None
    start = found[1].end if found else 0
    count = sum(any(not is_blank(cell) for cell in row) for row in rows[start:])
    place = Place(file, piece.sheet, f"{column_letters(piece.left)}{piece.top + (found[1].row if found else 0)}")
    return problem("F42", place, sheet=piece.sheet, table=spec.name, count=count) if count else None


def _copied(sheet: str) -> TableSpec | None:
    """The register of whose sheet this is a copy by its name: 检查对象 (2), 检查结果2."""
    return next((spec for name, spec in BY_NAME.items() if sheet.startswith(name) and _COPY.fullmatch(sheet[len(name):])), None)


def _likely(rows: Rows) -> Iterator[tuple[TableSpec, Header]]:
    """Registers whose header is among the first rows."""
    hits = [Counter(name for cell in row if isinstance(cell, str) and len(cell) < _TITLE for name in _registers_of(cell))
            for row in rows[:WITHIN]]
    for name in {name for row in hits for name, count in row.items() if count >= _LEAST}:
        spec = BY_NAME[name]
        header = find_header(rows[:WITHIN], titles_of(spec))[0]
        required = {column.key for column in spec.columns if column.required}
        if header and (len(header.keys) >= _ENOUGH or (len(header.keys) >= _LEAST and required <= header.keys)):
            yield spec, header


@lru_cache(20_000)
def _registers_of(text: str) -> tuple[str, ...]:
    """Registers that have a column of this title."""
    return tuple(name for name, spec in BY_NAME.items() if titles_of(spec).column(text))
