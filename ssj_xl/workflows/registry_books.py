"""Workbooks as engines read them: codes and groups of the first sheet as CSV, a number as a code by the registers' own rule."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ssj_xl.engines.registry import Columns
from ssj_xl.gateways.foreign.books import Sheet
from ssj_xl.gateways.foreign.content import read_sheets
from ssj_xl.tables import cells
from ssj_xl.tables.grid import Raw

_BOOKS = (".xlsx", ".xlsm", ".xls")


@contextmanager
def as_text(files: Sequence[Path], columns: Columns) -> Iterator[tuple[list[Path], list[int]]]:
    """The files, of a workbook its first sheet as CSV; and how many codes of each were numbers.

    Raises KeyError for a title that a workbook does not have, TypeError for a number that has lost digits; UserError as `read_sheets`.
    """
    with tempfile.TemporaryDirectory() as folder:
        texts, numbers = list[Path](), list[int]()
        for place, path in enumerate(files):
            is_book = path.suffix.lower() in _BOOKS
            texts.append(Path(folder) / f"{place}.csv" if is_book else path)
            numbers.append(_write_csv(path, columns, texts[-1]) if is_book else 0)
        yield texts, numbers


def _write_csv(path: Path, columns: Columns, out: Path) -> int:
    sheet = read_sheets(path)[0]
    if sheet.refused:
        raise sheet.refused
    lines = [(number, row) for number, row in enumerate(sheet.rows, start=1) if any(cell is not None for cell in row)]
    head = [cells.as_text(cell) for cell in lines[0][1]] if lines else []
    for title in columns.titles.values():
        if title not in head:
            raise KeyError(title)
    id_, *others = (head.index(title) for title in columns.titles.values())
    count = 0
    with out.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(columns.titles.values())
        for number, row in lines[1:]:
            count += isinstance(row[id_], float | int)
            rows.writerow((_code(sheet, row[id_], (number, id_ + 1), path), *(cells.as_text(row[other]) for other in others)))
    return count


def _code(sheet: Sheet, cell: Raw, at: tuple[int, int], path: Path) -> str:
    """A code as text; a number as its format fills it up.  at: row and column, from 1."""
    if not isinstance(cell, float | int) or isinstance(cell, bool):
        return cells.as_text(cell)
    reading = cells.read_number_as_code(cell)
    if reading.code == "T04":
        raise TypeError(f"{path.name} 第 {at[0]} 行：{reading.value}")
    return str(reading.value).zfill(sheet.digits(*at))
