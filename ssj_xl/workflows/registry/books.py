"""Lists as engines read them: codes and groups as CSV, out of the first sheet of a workbook or a text of any encoding and delimiter.

Engines have their own ideas of what a CSV file says; each is given one that leaves no room for them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from ssj_xl.engines.registry import Columns
from ssj_xl.gateways.foreign import content, delimited
from ssj_xl.gateways.foreign.books import Sheet
from ssj_xl.tables import cells
from ssj_xl.tables.grid import Raw
from ssj_xl.tables.problems import Place, fail

_SHOWN = 5

Record = Sequence[str]


class _List(NamedTuple):
    """A list as somebody has it.  head: its titles; records: its rows, each as wide as the head."""

    head: Sequence[str]
    records: Iterable[Record]


def as_text(files: Sequence[Path], columns: Columns, folder: Path) -> tuple[list[Path], list[int]]:
    """The files as CSV in a folder, and how many codes of each were numbers; Parquet stays where it is.

    Raises UserError D118, G10 for titles, D119 for a code that has lost digits, G11 for records of another width; I05, I06 and
    as `read_sheets`.
    """
    texts, numbers = list[Path](), list[int]()
    for place, path in enumerate(files):
        is_parquet = path.suffix.lower() == ".parquet"
        texts.append(path if is_parquet else folder / f"{place}.csv")
        numbers.append(0 if is_parquet else _write_csv(path, columns, texts[-1]))
    return texts, numbers


def _write_csv(path: Path, columns: Columns, out: Path) -> int:
    """Write the wanted columns of a list; returns how many of its codes were numbers."""
    sheet = content.first_sheet(path)
    if sheet and sheet.refused:
        raise sheet.refused
    found = _of_sheet(sheet, columns.id, path) if sheet else _of_records(delimited.streamed(path), path)
    at = [_place(found.head, title, path) for title in columns.titles.values()]
    with out.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(columns.titles.values())
        rows.writerows([record[place] for place in at] for record in found.records)
    return sum(isinstance(row[at[0]], float | int) for row in sheet.rows) if sheet else 0


def _place(head: Sequence[str], title: str, path: Path) -> int:
    """Where a title stands."""
    if count := [*map(cells.tidy, head)].count(cells.tidy(title)):
        if count > 1:
            raise fail("G10", Place(str(path)), title=title, count=count)
        return [*map(cells.tidy, head)].index(cells.tidy(title))
    raise fail("D118", Place(str(path)), title=title)


def _of_records(records: Iterator[Record], path: Path) -> _List:
    filled = ((number, record) for number, record in enumerate(records, start=1) if any(record))
    _, head = next(filled, (0, ()))
    return _List(head, _of_one_width(filled, len(head), path))


def _of_one_width(records: Iterable[tuple[int, Record]], width: int, path: Path) -> Iterator[Record]:
    """The records, if all are as wide as the head: in one that is not, values may stand in other columns."""
    odd = list[int]()
    for number, record in records:
        if len(record) == width:
            yield record
        else:
            odd.append(number)
    if odd:
        raise fail("G11", Place(str(path)), count=len(odd), lines="、".join(map(str, odd[:_SHOWN])) + ("等" if len(odd) > _SHOWN else ""))


def _of_sheet(sheet: Sheet, code: str, path: Path) -> _List:
    lines = [(number, row) for number, row in enumerate(sheet.rows, start=1) if any(cell is not None for cell in row)]
    head = [cells.as_text(cell) for cell in lines[0][1]] if lines else []
    id_ = _place(head, code, path)
    return _List(head, ([_code(sheet, cell, (number, id_ + 1), path) if place == id_ else cells.as_text(cell) for place, cell in enumerate(row)]
                        for number, row in lines[1:]))


def _code(sheet: Sheet, cell: Raw, at: tuple[int, int], path: Path) -> str:
    """A code as text; a number as its format fills it up.  at: row and column, from 1."""
    if cell is None or isinstance(cell, str):
        return cell or ""
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        reading = cells.read_number_as_code(cell)
        if reading.code != "T04":
            return str(reading.value).zfill(sheet.digits(*at))
    # What Excel has made a day or a truth value of was a code once; which one, nobody knows.
    raise fail("D119", Place(str(path)), title=f"{path.name} 第 {at[0]} 行：{cells.as_text(cell)}")
