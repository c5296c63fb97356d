"""The finishing of a file made by XlsxWriter: it says what really made it, and is the same wherever it is made."""

from __future__ import annotations

import re

from ssj_xl.papers.package import packed, unpacked

_SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
_EMPTY = re.compile(rb"<sheetData\s*/>")
_ROW_HEIGHT = re.compile(rb'(<row r="(?!1")[^>]* ht="[^"]*") customHeight="1"')
_EXTERNAL = re.compile(rb'Target="[^"]*" TargetMode="External"')
_APPLICATION = re.compile(rb"<Application>[^<]*</Application>")


def finished(data: bytes, last_rows: bytes = b"<sheetData/>") -> bytes:
    """The workbook with the same bytes for the same content.  last_rows: sheetData of its last sheet, if that is empty."""
    parts = unpacked(data)
    last = max((name for name in parts if _SHEET.fullmatch(name)), key=lambda name: int(_SHEET.sub(r"\1", name)))
    filled = _EMPTY.sub(lambda _: last_rows, parts[last], count=1)
    return packed({name: _part(name, part) for name, part in {**parts, last: filled}.items()})


def _adaptable(sheet: bytes) -> bytes:
    """On sheets with a table the rows keep their height only until somebody types: it is no fixed one."""
    return _ROW_HEIGHT.sub(rb"\1", sheet) if b"<tableParts" in sheet else sheet


def _part(name: str, content: bytes) -> bytes:
    if name.startswith("xl/worksheets/sheet"):
        return _adaptable(content)
    if name.startswith("xl/worksheets/_rels/"):
        # Links to files with / in them, which every program on every system takes; XlsxWriter writes \\.
        return _EXTERNAL.sub(lambda found: found[0].replace(b"\\", b"/"), content)
    if name == "docProps/app.xml":
        return _APPLICATION.sub(b"<Application>ssj_xl</Application>", content)
    return content
