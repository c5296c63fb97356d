"""The finishing of a file made by XlsxWriter, so that every program computes it on opening.

XlsxWriter stores 0 as the value of every formula, and LibreOffice with its own settings shows stored values
instead of computing.  So they go; and the file says what really made it.
"""

from __future__ import annotations

import io
import re
import zipfile

_FORMULA_VALUE = re.compile(rb"(</f>)<v>[^<]*</v>")
_ROW_HEIGHT = re.compile(rb'(<row r="(?!1")[^>]* ht="[^"]*") customHeight="1"')
_APPLICATION = re.compile(rb"<Application>[^<]*</Application>")
_STAMP = (1980, 1, 1, 0, 0, 0)


def finished(data: bytes) -> bytes:
    """The workbook without stored results of formulas, and with the same bytes for the same content."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, _STAMP)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.create_system = 0
            new.writestr(part, _part(name, old.read(name)))
    return out.getvalue()


def _adaptable(sheet: bytes) -> bytes:
    """On sheets with a table the rows keep their height only until somebody types: it is no fixed one."""
    return _ROW_HEIGHT.sub(rb"\1", sheet) if b"<tableParts" in sheet else sheet


def _part(name: str, content: bytes) -> bytes:
    if name.startswith("xl/worksheets/sheet"):
        return _adaptable(_FORMULA_VALUE.sub(rb"\1", content))
    if name == "docProps/app.xml":
        return _APPLICATION.sub(b"<Application>ssj_xl</Application>", content)
    return content
