"""Workbooks: .xlsx and .xlsm through our own checks, real .xls (BIFF) through calamine."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from ssj_xl.gateways.foreign.old_reader import PASSWORD
from ssj_xl.gateways.foreign.sheet import Sheet, squared
from ssj_xl.gateways.hostile import DATEMODE, FILEPASS, damaged, old_globals
from ssj_xl.gateways.xlsx.package import Package
from ssj_xl.gateways.xlsx.reading import Reader
from ssj_xl.gateways.xlsx.refs import Area, column_number
from ssj_xl.gateways.xlsx.sheetxml import SheetXml
from ssj_xl.gateways.xlsx.workbook import Sheet as PackedSheet
from ssj_xl.gateways.xlsx.workbook import Workbook
from ssj_xl.tables.grid import Raw
from ssj_xl.tables.problems import Place, UserError, fail

_PATIENCE_SECONDS = 300


def read_xlsx(data: bytes, place: Place) -> tuple[Sheet, ...]:
    """Every worksheet; one that cannot be read (also I07) says so in `refused`.  Raises UserError as `open_gateway`."""
    package = Package(data, place.file)
    workbook = Workbook(package)
    reader = Reader(package, workbook)
    return tuple(_packed(workbook, reader, sheet) for sheet in workbook.sheets.values())


def _packed(workbook: Workbook, reader: Reader, sheet: PackedSheet) -> Sheet:
    place = Place(workbook.package.place.file, sheet.name)
    try:
        formulas, uncomputed = _formulas(sheet.xml)
        return Sheet(sheet.name, squared(reader.rows(sheet), place), tuple(sheet.xml.merged_areas()), formulas,
                     uncomputed, _percents(workbook, sheet.xml), sheet.xml.hidden_rows(), from_1904=workbook.from_1904,
                     digits=_digits(workbook, sheet.xml))
    except UserError as error:
        return Sheet(sheet.name, (), refused=error)


def _percents(workbook: Workbook, xml: SheetXml) -> Callable[[int, int], bool]:
    def is_percent(row: int, column: int) -> bool:
        cell = xml.cells(row).get(column)
        return cell is not None and workbook.styles.is_percent(cell.style)

    return is_percent


def _digits(workbook: Workbook, xml: SheetXml) -> Callable[[int, int], int]:
    def digits(row: int, column: int) -> int:
        cell = xml.cells(row).get(column)
        return workbook.styles.digits(cell.style) if cell else 0

    return digits


def _formulas(xml: SheetXml) -> tuple[frozenset[tuple[int, int]], frozenset[tuple[int, int]]]:
    """Cells with a formula, and those of them for which no value was saved."""
    found = list(_formula_cells(xml))
    return frozenset(at for at, _ in found), frozenset(at for at, valued in found if not valued)


def _formula_cells(xml: SheetXml) -> Iterator[tuple[tuple[int, int], bool]]:
    p = xml.prefix
    cell = re.compile(rb'<%sc r="([A-Z]{1,3})(\d{1,7})"(?:[^>]*[^/>])?>((?:(?!</%sc>).)*)</%sc>' % (p, p, p), re.DOTALL)
    formula, value = re.compile(rb"<%sf[ />]" % p), re.compile(rb"<%sv>[^<]" % p)
    for number in xml.numbers if b"<" + p + b"f" in xml.body else ():
        row = xml.row(number)
        for match in cell.finditer(row) if formula.search(row) else ():
            if formula.search(match[3]):
                text = re.search(rb'\st="str"', match[0][:80]) is not None  # a text formula may well give ""
                yield (int(match[2]), column_number(match[1].decode())), text or value.search(match[3]) is not None


def read_xls(data: bytes, place: Place) -> tuple[Sheet, ...]:
    """Every worksheet of an old workbook (.xls, .et), read in a process of its own.

    Raises UserError F02 (also where reading takes too long), F03, I07.
    """
    settings = old_globals(data)
    if FILEPASS in settings:
        raise fail("F03", place, exit_code=3)
    command = [sys.executable, "-P", str(Path(__file__).with_name("old_reader.py"))]
    try:
        run = subprocess.run(command, input=data, capture_output=True, timeout=_PATIENCE_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise damaged("旧格式工作簿读取超时", place) from error
    if run.returncode == PASSWORD:
        raise fail("F03", place, exit_code=3)
    if run.returncode:
        raise damaged("旧格式工作簿的内部结构有错", place)
    from_1904 = settings.get(DATEMODE, b"")[:1] == b"\1"
    return tuple(replace(_old_sheet(sheet, place), from_1904=from_1904) for sheet in json.loads(run.stdout))


def _old_sheet(sheet: Mapping[str, Any], place: Place) -> Sheet:
    rows = [[_old_value(cell) for cell in row] for row in sheet["rows"]]
    merged = tuple(Area(a[0] + 1, a[1] + 1, b[0] + 1, b[1] + 1) for a, b in sheet["merged"])
    try:
        return Sheet(sheet["name"], squared(rows, Place(place.file, sheet["name"])), merged)
    except UserError as error:
        return Sheet(sheet["name"], (), refused=error)


def _old_value(cell: Any) -> Raw:
    if not isinstance(cell, list):
        return cell  # type: ignore[no-any-return]
    kind, text = cell
    return _MOMENTS[kind](text)


_MOMENTS: dict[str, Callable[[str], Raw]] = {
    "datetime": datetime.fromisoformat, "date": date.fromisoformat, "time": time.fromisoformat,
    "timedelta": lambda text: timedelta(seconds=float(text)),
}
