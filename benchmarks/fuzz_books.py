"""The workbook that is mutilated: a small office after a draw, with a row in every register."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

from ssj_xl.gateways.book import Book
from ssj_xl.gateways.xlsx.package import Package
from ssj_xl.gateways.xlsx.reading import Reader
from ssj_xl.gateways.xlsx.workbook import Workbook
from ssj_xl.tables import registers
from ssj_xl.tables.grid import column_letters
from ssj_xl.tables.records import REGISTERS
from ssj_xl.tables.settings import SETTINGS
from ssj_xl.tables.spec import Column
from ssj_xl.tables.table import locate_columns
from ssj_xl.workflows.draw import draw
from ssj_xl.workflows.match import match
from tests import bureau

TODAY, MONTH = date(2026, 3, 21), "2026-03"
DAY = date(2026, 3, 10)
PLAN = "JH-2026-01"


def office() -> bureau.Bureau:
    """The office of the tests, with a plan, results, activities and county figures."""
    found = bureau.Bureau()
    found.settings |= {"base_day": date(2026, 1, 1), "site": "县司法局网站", "contact": "张某", "phone": "0399-5600000"}
    found.add(registers.PLANS, code=PLAN, year=2026, name="律所抽查", items=bureau.ITEMS, object_type=("律师事务所",),
              ratio=Fraction(3, 100), start=date(2026, 3, 1), end=date(2026, 12, 31), division="律师处",
              published=date(2026, 1, 20))
    found.change(registers.TASKS, bureau.TASK, plan=PLAN, scheme_name="方案", scheme_date=date(2026, 3, 1),
                 scheme_published=date(2026, 3, 1), quantity=3, ratio=Fraction(5, 100))
    found.add(registers.ACTIVITIES, day=DAY, category="会议", name="部署会", people=12, division="律师处")
    found.add(registers.COUNTIES, month=MONTH, unit="东区司法局", checked=4, published=4)
    return found


def ledger(folder: Path) -> Path:
    """The office's workbook after lock, draw, match and the first results; its records lie beside it."""
    path = office().file(folder)
    with bureau.opened(path, bureau.desk(9)) as book:
        bureau.locked(book)
    with bureau.opened(path, bureau.desk(10, 4)) as book:
        draw(book, bureau.TASK, bureau.PUBLIC, bureau.desk(10, 4))
    with bureau.opened(path, bureau.desk(11, 4)) as book:
        match(book, bureau.TASK, bureau.desk(11, 4))
        _results(book)
        book.commit()
    return path


def _results(book: Book) -> None:
    drawn = [row for row in book.read(BY_NAME["抽取名单"]) if row["state"] == "抽中"]
    book.append(registers.FINDINGS, [
        {"task": row["task"], "object": row["object"], "item": bureau.ITEMS[0], "checked": DAY,
         "inspectors": row["members"], "result": "未发现问题", "entered": DAY, "published": date(2026, 3, 17)}
        for row in drawn])


BY_NAME = {spec.name: spec for spec in REGISTERS}


@dataclass(frozen=True)
class Cell:
    """A declared cell of the workbook: its register ('参数' for a setting), column, sheet part and address."""

    table: str
    column: Column
    part: str
    sheet: str
    address: str


class Archive:
    """A workbook as parts, and where its declared cells stand.  The bytes are never changed in place."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.parts = {info.filename: archive.read(info) for info in archive.infolist()}
        self._workbook = Workbook(Package(data, ""))
        self._reader = Reader(self._workbook.package, self._workbook)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The declared cells of the first row of every register, and every setting."""
        return (*self._of_registers(), *self._of_settings())

    def _of_registers(self) -> Iterator[Cell]:
        for spec in REGISTERS:
            region = self._reader.region(spec.name)
            if region is None or not region.rows:
                continue
            columns, _ = locate_columns(_Header(region.header), spec)  # type: ignore[arg-type]
            for key, index in columns.items():
                address = f"{column_letters(region.left + index)}{region.first}"
                yield Cell(spec.name, spec.by_key[key], region.sheet.part, region.sheet.name, address)

    def _of_settings(self) -> Iterator[Cell]:
        for setting in (one for one in SETTINGS if one.column.header in self._workbook.named_cells):
            title, area = self._workbook.named_cells[setting.column.header]
            sheet = self._workbook.sheets[title]
            yield Cell("参数", setting.column, sheet.part, title, f"{column_letters(area.left)}{area.top}")

    def with_parts(self, changed: Mapping[str, bytes]) -> bytes:
        """The workbook with some parts exchanged."""
        return zipped({**self.parts, **changed})

    def with_cells(self, changed: Mapping[Cell, str]) -> bytes:
        """The workbook with what stands inside of some cells exchanged: the XML of their content, their type gone."""
        parts = dict(self.parts)
        for cell, content in changed.items():
            parts[cell.part] = exchanged(parts[cell.part], cell.address, lambda _, content=content: content)
        return zipped(parts)


@dataclass(frozen=True)
class _Header:
    header: tuple[str, ...]

    def place(self, *_: Any) -> Any:
        """Nobody asks where a header of our own is wrong."""
        return None


def exchanged(xml: bytes, address: str, content: Callable[[str], str]) -> bytes:
    """A sheet's XML with a cell's content made anew; its style stays, its type goes."""
    pattern = re.compile(rf'<c r="{address}"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
    found = pattern.search(xml.decode())
    assert found, address
    attributes = re.sub(r'\st="\w*"', "", found[1])
    new = f'<c r="{address}"{attributes}>{content(found[2] or "")}</c>'
    return pattern.sub(lambda _: new, xml.decode(), count=1).encode()


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """An archive of these parts, quickly."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()
