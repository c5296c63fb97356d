"""Workbooks for the gateway tests: plain ones from tables, a rich one with everything a user may add, odd ones."""

from __future__ import annotations

import base64
import io
import warnings
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

from ssj_xl.office.formats import Percent

Table = tuple[Sequence[str], Sequence[Sequence[Any]]]
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
OBJECTS = ("对象编码", "对象名称", "等级日期", "抽查比例", "备注")


def plain(tables: Mapping[str, Table], names: Mapping[str, Any] | None = None) -> bytes:
    """A workbook with one sheet and one Excel Table a table, and a sheet of named cells."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        codes = {"date": "yyyy-mm-dd", "percent": "0%"}
        formats = {kind: book.add_format({"num_format": code}) for kind, code in codes.items()}
        for name, (header, rows) in tables.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows, 1):
                for column, value in enumerate(cells):
                    write(sheet, (row, column), value, formats)
            sheet.add_table(0, 0, max(len(rows), 1), len(header) - 1,
                            {"name": name, "columns": [{"header": title} for title in header]})
        if names:
            sheet = book.add_worksheet("参数")
            for row, (name, value) in enumerate(names.items()):
                sheet.write_string(row, 0, name)
                write(sheet, (row, 1), value, formats)
                book.define_name(name, f"=参数!$B${row + 1}")
    return stream.getvalue()


def write(sheet: Any, at: tuple[int, int], value: Any, formats: Mapping[str, Any]) -> None:
    """One value into one cell, as what it is."""
    if value is None:
        return
    if isinstance(value, str):
        sheet.write_string(*at, value)
    elif isinstance(value, bool):
        sheet.write_boolean(*at, value)
    elif isinstance(value, date):
        sheet.write_datetime(*at, value, formats["date"])
    else:
        sheet.write_number(*at, value, formats["percent"] if isinstance(value, Percent) else None)


def objects(count: int) -> Table:
    """A register of invented law firms."""
    rows = [(f"D{n:04d}", f"第{n}律师事务所", date(2021, 3, 1), Percent(0.03), None) for n in range(1, count + 1)]
    return OBJECTS, rows


def rewritten(
    data: bytes, changes: Mapping[str, Callable[[str], str]], more: Mapping[str, bytes] | None = None
) -> bytes:
    """The archive with some parts changed as text and more parts at the end."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename in changes:
                content = changes[info.filename](content.decode()).encode()
            new.writestr(info, content)
        for name, content in (more or {}).items():
            new.writestr(name, content)
    return stream.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    """Contents of all parts by name, in the order of the archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def loaded(path: Path | str, **options: Any) -> Any:
    """The workbook as openpyxl sees it; it warns of what it would drop, which is why it is never used to save."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(path, **options)


def rich(folder: Path) -> bytes:
    """A workbook with charts, pictures, rules, notes, macros, ribbon and parts of unknown programs."""
    picture = folder / "图章.png"
    picture.write_bytes(PIXEL)
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        formats = {"date": book.add_format({"num_format": "yyyy-mm-dd", "border": 1}),
                   "percent": book.add_format({"num_format": "0.0%", "border": 1})}
        sheet = book.add_worksheet("检查对象")
        header, rows = objects(3)
        for row, cells in enumerate(rows, 1):
            for column, value in enumerate(cells):
                write(sheet, (row, column), value, formats)
        sheet.add_table("A1:E4", {"name": "检查对象", "columns": [{"header": title} for title in header]})
        _rules(book, sheet)
        sheet.write_comment("A2", "请核对编码", {"author": "张三丰"})
        sheet.set_header("&C&G", {"image_center": str(picture)})
        sheet.insert_image("H2", str(picture))
        _overview(book)
        book.define_name("年度", "=参数!$A$1")
        book.add_worksheet("参数").write_number("A1", 2021)
    return _injected(stream.getvalue())


def _rules(book: Any, sheet: Any) -> None:
    sheet.data_validation("A2:A4", {"validate": "custom", "value": "=LEN(A2)<20"})
    sheet.data_validation("E2:E1000", {"validate": "list", "source": ["甲", "乙"]})
    red = book.add_format({"bg_color": "#FFC7CE"})
    sheet.conditional_format("A2:E4", {"type": "formula", "criteria": "=$A2=$A1", "format": red})
    sheet.conditional_format("D2:D4", {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format("G1:G2", {"type": "blanks", "format": red})
    sheet.freeze_panes(1, 0)
    sheet.set_column(5, 5, 12, book.add_format({"num_format": "@"}))


def _overview(book: Any) -> None:
    sheet = book.add_worksheet("首页")
    sheet.write_formula("A1", "=COUNTA(检查对象[对象编码])", None, 3)
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=检查对象!$D$2:$D$4"})
    sheet.insert_chart("C3", chart)
    sheet.insert_textbox("C20", "说明")
    sheet.insert_button("A20", {"macro": "抽取", "caption": "抽取"})


def _injected(data: bytes) -> bytes:
    more = {
        "xl/vbaProject.bin": bytes(range(256)) * 40,
        "customUI/customUI14.xml": b'<customUI xmlns="http://schemas.microsoft.com/office/2009/07/customui"/>',
        "customXml/item1.xml": '<单位 xmlns="urn:x">某区司法局</单位>'.encode(),
        "xl/threadedComments/threadedComment1.xml": b"<ThreadedComments xmlns='urn:t'><!-- kept --></ThreadedComments>",
        "xl/persons/person.xml": b"<personList\n xmlns='urn:p'/>",
        "xl/unknown.bin": b"\x00\x01",
    }
    types = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
    ribbon = ('<Relationship Id="rIdUi" Type="http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"'
              ' Target="customUI/customUI14.xml"/></Relationships>')
    vba = ('<Relationship Id="rIdVba" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject"'
           ' Target="vbaProject.bin"/></Relationships>')
    macro_kind = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    plain_kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return rewritten(data, {
        "[Content_Types].xml": lambda t: t.replace("<Override", types + "<Override", 1).replace(plain_kind, macro_kind),
        "_rels/.rels": lambda t: t.replace("</Relationships>", ribbon),
        "xl/workbook.xml": lambda t: t.replace(' fullCalcOnLoad="1"', ""),
        "xl/_rels/workbook.xml.rels": lambda t: t.replace("</Relationships>", vba),
    }, more)
