"""What the user has before them: the workbook in front, the row of the cursor, and whether it wants saving."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from ssj_xl.entry.ribbon.dialogs import Dialogs
from ssj_xl.entry.ribbon.excel_dialogs import ExcelDialogs
from ssj_xl.entry.ribbon.office_dialogs import OfficeDialogs
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.live.busy import is_program_error, patiently
from ssj_xl.tables.records import REGISTERS
from ssj_xl.tables.spec import TableSpec
from ssj_xl.tables.table import Row

LIBREOFFICE = "libreoffice"


def book_in_front() -> Any:
    """The workbook whose button was pressed: an xlwings.Book."""
    import xlwings

    active = xlwings.engines.active
    if active is not None and active.name == LIBREOFFICE:
        return xlwings.books.active
    return xlwings.Book.caller()


def dialogs_of(book: Any) -> Dialogs:
    """The dialogs of the program in which a workbook is open."""
    return OfficeDialogs(book.app) if _is_office(book) else ExcelDialogs(book.app)


def _is_office(book: Any) -> bool:
    return bool(book.app.engine.name == LIBREOFFICE)


@contextlib.contextmanager
def unchanged(book: Any) -> Iterator[None]:
    """What is done here does not make the program ask whether to save, unless there was reason to before."""
    clean = _is_saved(book)
    try:
        yield
    finally:
        if clean:
            _call_saved(book)


def _is_saved(book: Any) -> bool:
    return patiently(lambda: not book.api.isModified() if _is_office(book) else bool(book.api.Saved))


def _call_saved(book: Any) -> None:
    patiently(lambda: _forget_changes(book.api) if _is_office(book) else setattr(book.api, "Saved", True))


def _forget_changes(document: Any) -> None:
    """A document of LibreOffice counts as changed, too, while a chart in it was computed anew."""
    for sheet in document.Sheets:
        for chart in sheet.Charts:
            chart.EmbeddedObject.setModified(False)
    document.setModified(False)


def show(book: Any, sheet: str) -> None:
    """Bring a sheet of the workbook to the front, if it has it."""
    for found in book.sheets:
        if found.name == sheet:
            patiently(found.activate)


_LANDSCAPE, _A4 = 2, 9
_TOP_IN_EXCEL, _TOP_IN_OFFICE = -4160, 1
_STYLE = "双随机查看"


def align_top(cells: Any) -> None:
    """Let cells of a row begin at the same height, however many lines they have.  cells: an xlwings.Range."""
    if _is_office(cells.sheet.book):
        patiently(lambda: setattr(cells.api, "VertJustify", _TOP_IN_OFFICE))
    else:
        patiently(lambda: setattr(cells.api, "VerticalAlignment", _TOP_IN_EXCEL))


def lay_out(sheet: Any) -> None:
    """Let a sheet be printed on A4 across, as wide as the page.

    Excel refuses this where no printer is set up; then it is printed as it comes.
    """
    try:
        patiently(lambda: _office_page(sheet) if _is_office(sheet.book) else _excel_page(sheet.api.PageSetup))
    except Exception as error:
        if is_program_error(error):
            return
        raise


def _excel_page(page: Any) -> None:
    page.Orientation, page.PaperSize, page.Zoom = _LANDSCAPE, _A4, False
    page.FitToPagesWide, page.FitToPagesTall = 1, False


def _office_page(sheet: Any) -> None:
    document = sheet.book.api
    styles = document.StyleFamilies.getByName("PageStyles")
    if not styles.hasByName(_STYLE):
        styles.insertByName(_STYLE, document.createInstance("com.sun.star.style.PageStyle"))
        page = styles.getByName(_STYLE)
        page.IsLandscape, page.Width, page.Height = True, 29700, 21000
        page.ScaleToPagesX, page.ScaleToPagesY = 1, 0
    sheet.api.PageStyle = _STYLE


def row_of_cursor(book: Any, registers: Book) -> tuple[TableSpec, Row] | None:
    """The register's row in which the cursor is; None where it is in none.

    registers: the same workbook as it is read.
    """
    chosen = patiently(lambda: book.app.selection)
    if chosen is None or chosen.sheet.book.name != book.name:
        return None
    title, line = str(chosen.sheet.name), int(chosen.row)
    spec = next((one for one in REGISTERS if one.name == title), None)
    if spec is None or not registers.has(spec):
        return None
    table = registers.read(spec)
    found = next((row for row in table if table.grid.top + row.line == line), None)
    return None if found is None else (spec, found)


def value_of_cursor(book: Any, registers: Book, refers: TableSpec, key: str) -> str:
    """A code that the row of the cursor names: of its own register, or of one it refers to; '' where there is none.

    refers: the register of the code (抽查任务, 检查对象, 执法人员); key: the column in other registers.
    """
    found = row_of_cursor(book, registers)
    if found is None:
        return ""
    spec, row = found
    value = row.get("code" if spec is refers else key, "")
    return value if isinstance(value, str) else ""
