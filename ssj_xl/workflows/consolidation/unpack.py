"""What is handed in as something else than a workbook of ours: packed files are unpacked, old formats converted.

Both into a folder that goes away afterwards; what was handed in is only read.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path, PurePosixPath

from ssj_xl.domain.draw.sources import BEIJING
from ssj_xl.gateways.foreign.opendocument import MARK as _OPEN_DOCUMENT
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.gateways.xlsx.gateway import FileGateway
from ssj_xl.office.hostile import Entry, check, check_size
from ssj_xl.papers.pdf import converted
from ssj_xl.tables.problems import Place, UserError

PACKED = ".zip"
_UTF8 = 0x800


def unpack(path: Path, folder: Path) -> Iterator[Path]:
    """The files of an archive, each under its own folders' names, with the times they had.

    Raises UserError (exit code 3) as opening a workbook does: F02 damaged, F03 encrypted, F08 hostile.
    """
    check_size(path, Place(path.name))
    data = path.read_bytes()
    root = folder / f"{len(list(folder.iterdir()))}" / path.name
    for entry in check(data, path.name):
        name = PurePosixPath(_name(entry))
        if entry.name.endswith(("/", "\\")) or name.name.startswith((".", "~")) or "__MACOSX" in name.parts:
            continue
        made = root.joinpath(*name.parts)
        made.parent.mkdir(parents=True, exist_ok=True)
        made.write_bytes(entry.content(data))
        with suppress(OverflowError, ValueError):
            moment = datetime(*entry.info.date_time, tzinfo=BEIJING).timestamp()  # archives know no zone
            os.utime(made, (moment, moment))
        yield made


def _name(entry: Entry) -> str:
    """A member's name; Windows in Chinese packs names in GBK without saying so, other systems in UTF-8."""
    name = entry.name
    for encoding in () if entry.info.flag_bits & _UTF8 else ("utf-8", "gb18030"):
        with suppress(UnicodeError):
            name = name.encode("cp437").decode(encoding)
            break
    return name.replace("\\", "/")


def open_any(path: Path, made: Path) -> FileGateway:
    """A workbook, of an older or foreign format (.xls, .et, .ods, .xlsb) where LibreOffice can convert it, into `made`.

    Raises UserError as `open_gateway`.
    """
    try:
        return open_gateway(path)
    except UserError as error:
        if not any(found.code == "F05" for found in error.problems) and not _is_open_document(path):
            raise
        if not converted(path, made):
            raise
        return open_gateway(made)


def _is_open_document(path: Path) -> bool:
    with path.open("rb") as file:
        return _OPEN_DOCUMENT in file.read(200)
