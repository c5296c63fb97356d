"""Rows of the registers, counted by a reader of its own: lxml on the parts, nothing of the package's readers."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterable
from typing import Any

from lxml import etree

from ssj_xl.tables.records import REGISTERS
from ssj_xl.tables.titles import fold_title

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TITLES = {spec.name: {fold_title(column.header) for column in spec.columns} for spec in REGISTERS}


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
