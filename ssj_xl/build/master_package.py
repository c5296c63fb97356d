"""The finishing of a file made by XlsxWriter, so that every program computes it on opening.

XlsxWriter stores 0 as the value of every formula, and LibreOffice with its own settings shows stored values
instead of computing.  So they go; and the file says what really made it.
"""

from __future__ import annotations

import re

from ssj_xl.papers.package import packed, unpacked

_FORMULA_VALUE = re.compile(rb"(</f>)<v>[^<]*</v>")
_ROW_HEIGHT = re.compile(rb'(<row r="(?!1")[^>]* ht="[^"]*") customHeight="1"')
_EXTERNAL = re.compile(rb'Target="[^"]*" TargetMode="External"')
_APPLICATION = re.compile(rb"<Application>[^<]*</Application>")


def finished(data: bytes) -> bytes:
    """The workbook without stored results of formulas, and with the same bytes for the same content."""
    return packed({name: _part(name, part) for name, part in unpacked(data).items()})


def _adaptable(sheet: bytes) -> bytes:
    """On sheets with a table the rows keep their height only until somebody types: it is no fixed one."""
    return _ROW_HEIGHT.sub(rb"\1", sheet) if b"<tableParts" in sheet else sheet


def _part(name: str, content: bytes) -> bytes:
    if name.startswith("xl/worksheets/sheet"):
        return _adaptable(_FORMULA_VALUE.sub(rb"\1", content))
    if name.startswith("xl/worksheets/_rels/"):
        # Links to files with / in them, which every program on every system takes; XlsxWriter writes \\.
        return _EXTERNAL.sub(lambda found: found[0].replace(b"\\", b"/"), content)
    if name == "docProps/app.xml":
        return _APPLICATION.sub(b"<Application>ssj_xl</Application>", content)
    return content
