"""What a file really is: told by its content, since a suffix may lie."""

from __future__ import annotations

from pathlib import Path

from ssj_xl.gateways.foreign import books, delimited, markup, opendocument
from ssj_xl.gateways.foreign.books import Sheet
from ssj_xl.gateways.foreign.kinds import is_other_tree, why_by_start, why_no_table
from ssj_xl.office.hostile import BIFF, LOCAL, OLE, damaged, read_file
from ssj_xl.tables.problems import Place, fail

_START = 4096


def read_sheets(path: Path) -> tuple[Sheet, ...]:
    """Every sheet of an .xlsx, .xlsm, .xls, .ods, .fods, .csv or tabbed text file, or of a web page or XML saved under such a name.

    Raises UserError (exit code 3): F01, F02, F03, F05, F08, F23 as for a workbook of ours; I05 an encoding, I06 no
    table, I07 too large.
    """
    data, place = read_file(path), Place(str(path))
    if why := why_no_table(data, _start(data)):
        raise fail("I06", place, exit_code=3, why=why)
    if data.startswith(LOCAL) and opendocument.MARK in data[:_START]:
        return opendocument.read_ods(data, place)
    if data.startswith(LOCAL):
        return books.read_xlsx(data, place)
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise fail("F03", place, exit_code=3)
        return books.read_xls(data, place)
    return _text_sheets(data, place)


def first_sheet(path: Path) -> Sheet | None:
    """The first sheet of a workbook or a web page, whatever its name ends with; None for a text, which may be of any length.

    Raises UserError as `read_sheets`.
    """
    if path.is_dir():
        raise fail("I06", Place(str(path)), exit_code=3, why="是文件夹")
    with path.open("rb") as file:
        start = file.read(_START)
    known = start.startswith((LOCAL, OLE, *BIFF)) or why_by_start(start)
    return read_sheets(path)[0] if known or _is_markup(start) else None


def _is_markup(data: bytes) -> bool:
    start = _start(data)
    return markup.SPREADSHEET in start or opendocument.is_flat(start) or markup.is_page(start)


def _text_sheets(data: bytes, place: Place) -> tuple[Sheet, ...]:
    start = _start(data)
    if markup.SPREADSHEET in start and start.lstrip().startswith(("<?xml", "<Workbook", "<ss:Workbook")):
        return markup.read_xml(data, place)
    if opendocument.is_flat(start):
        return opendocument.read_flat(data, place)
    if markup.is_page(start):
        return markup.read_page(markup.page_text(data, place), place)
    if not data.strip():
        raise damaged("文件是空的", place)
    if is_other_tree(start):
        raise fail("I06", place, exit_code=3, why="是 XML，不是工作簿")
    return (delimited.read(delimited.decoded(data, place), place),)


def _start(data: bytes) -> str:
    """The first characters of a text, good enough to see markup in any encoding."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return data[:_START].decode(encoding, "replace")
