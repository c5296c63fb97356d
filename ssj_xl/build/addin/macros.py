"""A VBA project into a finished master workbook: 主台账.xlsx becomes 主台账.xlsm.

The project comes ready-made with the package (ssj_xl/data/addin/vbaProject.bin), so that this needs no library
and works wherever the program runs.
"""

from __future__ import annotations

import re
from importlib.resources import files

from ssj_xl.build.addin.package import declare, relate, set_main_type
from ssj_xl.office.package import Parts, packed, unpacked
from ssj_xl.tables.records import REGISTERS

SHEETS = len(REGISTERS) + 3
"""Sheets of a master workbook: one a register, 首页, 参数 and 计算."""

PROJECT_PART, PROJECT_TYPE = "xl/vbaProject.bin", "application/vnd.ms-office.vbaProject"
PROJECT_LINK = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
_MACRO_BOOK = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_DATE_FIRST = re.compile(rb"<workbookPr\b(?: date1904=\"[^\"]*\")?")
_SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
_SHEET_PR = re.compile(rb"<sheetPr\b")
_ROOT = re.compile(rb"<worksheet\b[^>]*>")


def prebuilt() -> bytes:
    """The VBA project of a master workbook, as `ssj-xl addin build` made it."""
    return files("ssj_xl").joinpath("data", "addin", "vbaProject.bin").read_bytes()


def with_macros(data: bytes, project: bytes | None = None) -> bytes:
    """The workbook made by `ssj_xl.build.master.content`, macro-enabled.

    project: vbaProject.bin, by default the one in the package.  Raises ValueError where the workbook does not
    have the sheets for which that project has document modules, or has a project already.
    """
    parts = unpacked(data)
    sheets = sorted(int(found[1]) for found in map(_SHEET.fullmatch, parts) if found)
    if project is None and len(sheets) != SHEETS:
        raise ValueError(f"the project is for {SHEETS} sheets, and there are {len(sheets)}")
    add_project(parts, prebuilt() if project is None else project)
    name_modules(parts)
    set_main_type(parts, _MACRO_BOOK)
    return packed(parts)


def add_project(parts: Parts, project: bytes) -> None:
    """The project as a part, declared and related.  Raises ValueError where there is one."""
    if PROJECT_PART in parts:
        raise ValueError("the workbook has a VBA project already")
    parts[PROJECT_PART] = project
    declare(parts, "bin", PROJECT_TYPE)
    relate(parts, "xl/workbook.xml", PROJECT_LINK, "vbaProject.bin")


def name_modules(parts: Parts) -> None:
    """Code names for workbook and sheets, by which they find their document modules."""
    book = parts["xl/workbook.xml"]
    parts["xl/workbook.xml"] = _DATE_FIRST.sub(lambda found: found[0] + b' codeName="ThisWorkbook"', book, count=1)
    for name in parts:
        found = _SHEET.fullmatch(name)
        if found:
            parts[name] = _named(parts[name], f"Sheet{found[1]}".encode("ascii"))


def _named(sheet: bytes, code_name: bytes) -> bytes:
    attribute = b' codeName="' + code_name + b'"'
    if _SHEET_PR.search(sheet):
        return _SHEET_PR.sub(b"<sheetPr" + attribute, sheet, count=1)
    return _ROOT.sub(lambda root: root[0] + b"<sheetPr" + attribute + b"/>", sheet, count=1)
