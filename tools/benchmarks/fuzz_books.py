"""Workbooks of the fuzz trial, the acts done with them, and their rows counted by another reader."""

from __future__ import annotations

import io
import posixpath
import re
import traceback
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

from lxml import etree

from ssj_xl.gateways.book import Book
from ssj_xl.gateways.memory import MemoryGateway
from ssj_xl.gateways.opening import open_gateway, working
from ssj_xl.gateways.xlsx.reading import Reader
from ssj_xl.office.package import Package
from ssj_xl.office.workbook import Workbook
from ssj_xl.tables import registers
from ssj_xl.tables.grid import column_letters
from ssj_xl.tables.headers import fold_title
from ssj_xl.tables.normalising import locate_columns
from ssj_xl.tables.problems import Problem, UserError
from ssj_xl.tables.records import REGISTERS
from ssj_xl.tables.settings import SETTINGS
from ssj_xl.tables.spec import Column
from ssj_xl.workflows.consolidation import consolidate
from ssj_xl.workflows.importing import importing
from ssj_xl.workflows.importing.asked import Request
from ssj_xl.workflows.monthly import report
from ssj_xl.workflows.monthly.own_form import OwnForm, read_template
from ssj_xl.workflows.registers import check
from ssj_xl.workflows.rounds.draw import draw
from ssj_xl.workflows.rounds.match import match
from ssj_xl.workflows.verifying import verify
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


# --- rows of the registers -------------------------------------------------------------------------------

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TITLES = {spec.name: {fold_title(column.header) for column in spec.columns if not column.given} for spec in REGISTERS}
"""What the program fills in beforehand makes no row."""


def count_rows(data: bytes) -> dict[str, int] | None:
    """Register → rows with a typed value under a declared column; None for what is no well-formed workbook.

    A register whose sheet is not well-formed, or has no header, is left out.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        root = etree.fromstring(parts["xl/workbook.xml"])
        links = {link.get("Id"): link.get("Target", "") for link in etree.fromstring(parts["xl/_rels/workbook.xml.rels"])}
        texts = _texts(parts["xl/sharedStrings.xml"])
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, ValueError, NotImplementedError, OSError):
        return None
    except Exception as error:
        if type(error).__module__ == "zlib":
            return None
        raise
    found: dict[str, int] = {}
    for sheet in root.iterfind(f"{MAIN}sheets/{MAIN}sheet"):
        name = sheet.get("name", "")
        part = posixpath.normpath(posixpath.join("xl", links.get(sheet.get(_LINK), "").removeprefix("/xl/")))
        if name in _TITLES and part in parts:
            try:
                count = _rows(etree.fromstring(parts[part]), texts, _TITLES[name])
            except (etree.XMLSyntaxError, ValueError):
                continue
            if count is not None:
                found[name] = count
    return found


def _texts(part: bytes) -> list[str]:
    return ["".join(item.itertext(f"{MAIN}t")) for item in etree.fromstring(part).iterfind(f"{MAIN}si")]


def _rows(root: Any, texts: list[str], titles: set[str]) -> int | None:
    columns: set[str] | None = None
    count = 0
    for row in root.iterfind(f"{MAIN}sheetData/{MAIN}row"):
        cells = {re.sub(r"\d", "", cell.get("r", "")): _value(cell, texts) for cell in row.iterfind(f"{MAIN}c")}
        if columns is None:
            named = {column for column, value in cells.items() if fold_title(value) in titles}
            columns = named if len(named) >= 2 else None
        elif any(cells[column].strip() for column in columns & cells.keys()):
            count += 1
    return None if columns is None else count


def _value(cell: Any, texts: list[str]) -> str:
    """What the cell shows; a formula's value does not count, for nobody typed it."""
    if cell.find(f"{MAIN}f") is not None:
        return ""
    text = cell.findtext(f"{MAIN}v") or ""
    if cell.get("t") == "s":
        return texts[int(text)] if text.isdecimal() and int(text) < len(texts) else text
    return text or "".join(cell.itertext(f"{MAIN}t"))


def lost(typed: dict[str, int] | None, read: dict[str, int], named: Iterable[str]) -> list[str]:
    """Registers of which fewer rows were read than typed, and nothing was said of it.

    named: sheets and registers of which a problem speaks.
    """
    spoken = set(named)
    return [f"{name}：{count} → {read.get(name, 0)}" for name, count in (typed or {}).items()
            if read.get(name, 0) < count and name not in spoken]


# --- what is done with a damaged workbook ----------------------------------------------------------------

DONE, REFUSED, CRASHED, LOST = "完成", "有说明地拒绝", "程序错误", "丢行"
DESK = bureau.desk(12, 21)
NEW = "对象编码,对象名称,对象类型,状态\nNEW001,新设第一律师事务所,律师事务所,正常\n".encode("utf-8-sig")


@dataclass(frozen=True)
class Case:
    """A damaged workbook on disk, and whole ones beside it.

    data: its bytes; whole: the workbook before the damage; folder: where the act may write.
    """

    path: Path
    data: bytes
    whole: Path
    folder: Path


@dataclass(frozen=True)
class Outcome:
    """How an act ended, and where it crashed or which rows it lost."""

    state: str
    detail: str = ""


def run(act: str, case: Case) -> Outcome:
    """Carry out one act; a sentence is as good as a result, anything else is a crash."""
    try:
        lost = ACTS[act](case)
    except UserError as error:
        return Outcome(REFUSED if error.problems else CRASHED, "" if error.problems else "没有说明")
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a panic of a library is no Exception
        return Outcome(CRASHED, _where(error))
    return Outcome(LOST, "；".join(lost)) if lost else Outcome(DONE)


def _where(error: BaseException) -> str:
    steps = [step for step in traceback.extract_tb(error.__traceback__) if "ssj_xl" in step.filename]
    at = steps[-1] if steps else None
    return f"{type(error).__name__}: {str(error)[:80]}" + (f" @ {Path(at.filename).name}:{at.lineno}" if at else "")


def _named(problems: Iterable[Problem]) -> set[str]:
    """Sheets and registers of which problems speak; all of them where the file as a whole cannot be read."""
    problems = list(problems)
    if any(found.code.startswith("F") and not found.place.sheet and "table" not in found.params for found in problems):
        return {spec.name for spec in REGISTERS}
    return {name for found in problems for name in (found.place.sheet, str(found.params.get("table", "")))}


def _check(case: Case) -> list[str]:
    found = check.check(Book(open_gateway(case.path)), TODAY)
    return lost(count_rows(case.data), found.rows, _named(found.problems))


def _import(case: Case) -> list[str]:
    """The damaged workbook is the list of somebody else; the whole one takes it in."""
    book = Book(MemoryGateway.copy_of(open_gateway(case.whole), path=""))
    found = importing.preview(book, Request(registers.OBJECTS.name, case.path, TODAY), update=True)
    name = found.foreign.sheet
    read = {name: len(found.verdicts) + len(found.foreign.skipped)}
    typed = {key: count for key, count in (count_rows(case.data) or {}).items() if key == name}
    importing.write(book, found, DESK)
    return lost(typed, read, _named(found.warnings))


def _write(case: Case) -> list[str]:
    """A list is imported into the damaged workbook, which is saved: every row that was typed stays."""
    given = case.folder / "新设.csv"
    given.write_bytes(NEW)
    before = count_rows(case.data)
    with working(case.path, reason="试", now=DESK.now) as gateway:
        book = Book(gateway)
        found = importing.preview(book, Request(registers.OBJECTS.name, given, TODAY))
        importing.write(book, found, DESK)
    after = count_rows(case.path.read_bytes())
    return [f"{name}：{count} → {(after or {}).get(name, 0)}" for name, count in (before or {}).items()
            if (after or {}).get(name, 0) < count]


def _consolidate(case: Case) -> list[str]:
    done = consolidate.consolidate([case.path], month=MONTH, previous=None, desk=DESK,
                                   output=consolidate.Output(filled_on=TODAY, beside=case.folder))
    count = done.count
    if count.read != count.merged + count.duplicates + count.rejected:
        return [f"读取 {count.read} ≠ 并入 {count.merged} + 重复 {count.duplicates} + 退回 {count.rejected}"]
    merged = {spec.name for spec in consolidate.MERGED}
    typed = {name: rows for name, rows in (count_rows(case.data) or {}).items() if name in merged}
    if sum(typed.values()) > count.read and not typed.keys() & _named(done.problems):
        return [f"输入 {sum(typed.values())} 行，读取 {count.read} 行"]
    return []


def _verify(case: Case) -> list[str]:
    verify.verify([case.path])
    return []


def _report(case: Case) -> list[str]:
    report.report(Book(open_gateway(case.path)), MONTH, desk=DESK, filled_on=TODAY)
    return []


def _form(case: Case) -> list[str]:
    """The damaged file is the bureau's form; the whole workbook is reported on it."""
    report.report(Book(open_gateway(case.whole)), MONTH, template=OwnForm(read_template(case.path)), desk=DESK, filled_on=TODAY)
    return []


ACTS: dict[str, Callable[[Case], list[str]]] = {
    "检查": _check, "导入（作为名单）": _import, "导入（写入它）": _write, "汇总": _consolidate, "核验": _verify, "月报": _report,
    "月报（作为表样）": _form,
}
OF_BOOKS = tuple(act for act in ACTS if ACTS[act] is not _form)
OF_FORMS = ("月报（作为表样）",)
