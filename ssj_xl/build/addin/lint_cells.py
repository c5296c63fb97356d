"""Rules of rows and cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ssj_xl.build.addin.opened import MAIN, MAX_ROWS, Finding, Opened, Sheet, cell, number
from ssj_xl.tables.grid import column_letters

_TYPES = {"b", "d", "e", "inlineStr", "n", "s", "str"}
_ERRORS = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!"}
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_TEXT_LIMIT = 32_767
_SHOWN = 5  # findings of one rule a sheet: a systematic fault is one fault


def rows(book: Opened) -> Iterator[Finding]:
    """Rows ascend, and cells ascend within their row and name it."""
    for sheet in book.sheets:
        yield from _few(_order(sheet))


def cells(book: Opened) -> Iterator[Finding]:
    """A cell's type, value, style and string agree with each other."""
    styles, strings = max(book.count("cellXfs"), 1), len(book.strings)
    for sheet in book.sheets:
        yield from _few(finding for entry in sheet.root.iterfind(f"{MAIN}sheetData/{MAIN}row/{MAIN}c")
                        for finding in _cell(sheet, entry, styles, strings))


def row_styles(book: Opened) -> Iterator[Finding]:
    """Styles of rows and columns exist."""
    styles = max(book.count("cellXfs"), 1)
    for sheet in book.sheets:
        entries = [(entry, "s") for entry in sheet.root.iterfind(f"{MAIN}sheetData/{MAIN}row")]
        entries += [(entry, "style") for entry in sheet.root.iterfind(f"{MAIN}cols/{MAIN}col")]
        yield from _few(Finding("style", sheet.part, f"行或列的样式 {entry.get(name)} 不存在") for entry, name in entries
                        if not 0 <= number(entry, name) < styles)


def _few(findings: Iterator[Finding]) -> Iterator[Finding]:
    for finding, _ in zip(findings, range(_SHOWN), strict=False):
        yield finding


def _order(sheet: Sheet) -> Iterator[Finding]:
    last_row = 0
    for row in sheet.root.iterfind(f"{MAIN}sheetData/{MAIN}row"):
        line = number(row, "r", last_row + 1)
        if not last_row < line <= MAX_ROWS:
            yield Finding("row-order", sheet.part, f"第 {line} 行的位置不对")
        last_row, last_column = line, 0
        for entry in row.iterfind(f"{MAIN}c"):
            at = cell(str(entry.get("r", f"{column_letters(last_column + 1)}{line}")))
            if at is None or at[0] != line or at[1] <= last_column:
                yield Finding("cell-order", sheet.part, f"单元格 {entry.get('r')} 不在第 {line} 行的顺序里")
            else:
                last_column = at[1]


def _cell(sheet: Sheet, entry: Any, styles: int, strings: int) -> Iterator[Finding]:
    at, kind = entry.get("r"), entry.get("t", "n")
    value = entry.findtext(f"{MAIN}v")
    if not 0 <= number(entry, "s") < styles:
        yield Finding("style", sheet.part, f"{at} 的样式 {entry.get('s')} 不存在")
    if kind not in _TYPES:
        yield Finding("cell-type", sheet.part, f"{at} 的类型 {kind} 不存在")
    elif value is not None and not _fits(kind, value, strings):
        yield Finding("cell-value", sheet.part, f"{at} 的值与类型 {kind} 不符：{value[:20]}")
    text = "".join(part.text or "" for part in entry.iter(f"{MAIN}t"))
    if len(text) > _TEXT_LIMIT:
        yield Finding("cell-value", sheet.part, f"{at} 的文字超过 {_TEXT_LIMIT} 个字符")


def _fits(kind: str, value: str, strings: int) -> bool:
    if kind == "s":
        return value.isdecimal() and int(value) < strings
    if kind == "n":
        return _NUMBER.fullmatch(value) is not None
    if kind == "b":
        return value in ("0", "1")
    return kind != "e" or value in _ERRORS


RULES = (rows, cells, row_styles)
