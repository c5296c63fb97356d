"""What a button sees and shows on the screen: selection, sheets filled for reading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from ssj_xl.entry.ribbon.case import Link, Page
from ssj_xl.entry.ribbon.dialogs import Dialogs, ExcelDialogs, OfficeDialogs
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.live.blocks import LONG, Formula, block, outgoing
from ssj_xl.gateways.live.host import app_of, host_of
from ssj_xl.gateways.live.quiet import is_program_error, name_of, patiently, quiet
from ssj_xl.office import formats
from ssj_xl.office.refs import Area
from ssj_xl.tables.problems import Problem
from ssj_xl.tables.records import REGISTERS
from ssj_xl.tables.settings import SHEET as SETTINGS_SHEET
from ssj_xl.tables.spec import TableSpec
from ssj_xl.tables.table import Row, Table

LIBREOFFICE = "libreoffice"


def dialogs_of(book: Any) -> Dialogs:
    """The dialogs of the program in which a workbook is open."""
    return OfficeDialogs(app_of(book)) if _is_office(book) else ExcelDialogs(app_of(book))


def _is_office(book: Any) -> bool:
    return bool(app_of(book).engine.name == LIBREOFFICE)


def show(book: Any, sheet: str) -> None:
    """Bring a sheet of the workbook to the front, if it has it."""
    found = _find(book, sheet)
    if found is not None:
        patiently(found.activate)


def _find(book: Any, title: str) -> Any:
    return patiently(lambda: next((sheet for sheet in book.sheets if sheet.name == title), None))


_LANDSCAPE, _A4 = 2, 9
_TOP_IN_EXCEL, _TOP_IN_OFFICE = -4160, 1
_STYLE = "双随机查看"


def align_top(cells: Any) -> None:
    """Let cells of a row begin at the same height, however many lines they have.  cells: an xlwings.Range."""
    office = patiently(lambda: _is_office(cells.sheet.book))
    patiently(lambda: setattr(cells.api, *(("VertJustify", _TOP_IN_OFFICE) if office else ("VerticalAlignment", _TOP_IN_EXCEL))))


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
    chosen = _selection(book)
    spec = next((one for one in REGISTERS if chosen is not None and one.name == chosen.sheet), None)
    if chosen is None or spec is None or not registers.has(spec):
        return None
    table, line = registers.read(spec), chosen.row
    found = next((row for row in (*table.rows, *table.waiting) if table.grid.top + row.line == line), None)
    return None if found is None else (spec, found)


class _Chosen(NamedTuple):
    """The sheet on which cells are selected, and their first row."""

    sheet: str
    row: int


def _selection(book: Any) -> _Chosen | None:
    """What is selected in the workbook; None where that is in another one."""
    def ask() -> _Chosen | None:
        chosen = book.app.selection
        if chosen is None or chosen.sheet.book.name != book.name:
            return None
        return _Chosen(str(chosen.sheet.name), int(chosen.row))

    return patiently(ask)


def selected_rows(book: Any, registers: Book, spec: TableSpec) -> list[Row]:
    """The rows of a register that are selected on its sheet and shown there, those that wait among them; none where only one line is."""
    chosen = _selection(book)
    if chosen is None or chosen.sheet != spec.name or not registers.has(spec):
        return []
    table, areas = registers.read(spec), host_of(book).selected_rows()
    if len({line for area in areas for line in (area[0], area[-1])}) < 2:
        return []
    return [row for row in (*table.rows, *table.waiting)
            if any(table.grid.top + row.line in area for area in areas) and row.line not in table.grid.hidden]


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


def select_round(book: Any, registers: Book, spec: TableSpec, task: str) -> None:
    """Put the cursor on a task (a plan), or on its newest round, in a register whose sheet is in front, unless it is there already.

    The next button takes its task from the row of the cursor.  spec: the register of tasks or plans, or one with their rounds.
    """
    table = registers.read(spec)
    rows = [row for row in table if row.get("task", row.get("code")) == task]
    lines = [row.line for row in rows if row.get("attempt", 0) == max(one.get("attempt", 0) for one in rows)]
    found = row_of_cursor(book, registers)
    if not lines or (found is not None and found[0] is spec and found[1].line in lines):
        return
    _select(book, table, lines[0])


def select_added(book: Any, registers: Book, spec: TableSpec) -> None:
    """Put the cursor on the first row that the act appended to a register whose sheet is in front."""
    count = registers.appended.get(spec.name, 0)
    if count:
        table = registers.read(spec)
        _select(book, table, sorted(row.line for row in (*table.rows, *table.waiting))[-count])


def _select(book: Any, table: Table, line: int) -> None:
    cell = (table.grid.top + line, table.grid.left)
    patiently(lambda: book.sheets[table.grid.sheet or table.spec.name].range(cell).select())


# --- sheets that a button fills for reading (问题清单 --------------------------------------------------------

PROBLEMS = "问题清单"
MARK = "（程序填写，可以删除）"
SHOWN = 2000
"""Rows of a page; more helps nobody on a screen."""
JUMP = "点“位置”（LibreOffice 里按住 Ctrl 再点）可以跳到那一格。"
"""What the links of such a sheet are for."""
_COLUMNS = (("严重程度", 9), ("代码", 7), ("位置", 26), ("原因", 60), ("办法", 60))
_HEAD, _GREY = (31, 73, 125), (221, 235, 247)


def in_front(one: Problem, path: str) -> Problem:
    """A problem as it is told at the workbook of this file: that one is not named, any other by its folder and name."""
    at = one.place
    if not at.file or not (at.sheet or at.cell):
        return one
    file = Path(at.file)
    return one.within("" if file == Path(path) else f"{file.parent.name}/{file.name}".lstrip("/"))


def problem_page(problems: Iterable[Problem], sheets: Iterable[str], path: str = "") -> Page:
    """The page 问题清单: errors first, each with a link to its cell.  sheets: those of the workbook, which is the file `path`."""
    known = set(sheets)
    found = [in_front(one, path) for one in sorted(problems, key=lambda one: one.severity)]
    rows = tuple((one.level, one.code, _place(one, known), one.text, one.remedy)
                 for one in found)
    wrong = sum(one.severity == "error" for one in found)
    return Page(PROBLEMS, _COLUMNS, rows or (("", "", "", "没有问题。", ""),),
                (f"错误 {wrong} 项，提醒 {len(found) - wrong} 项。{JUMP}",))


def _place(one: Problem, known: set[str]) -> object:
    at = one.place
    return Link(at.sheet, at.cell) if at.sheet in known and not at.file else str(at)


def put(book: Any, page: Page, stamp: str) -> str:
    """Fill the page's sheet; returns its name.  book: an xlwings.Book.

    A sheet of that name that is not ours (汇总台账 has its own 问题清单) is left alone, and another name is taken.
    Whether the workbook counts as changed stays as it was: such a sheet is no reason to ask for saving.
    """
    with host_of(book).looking(), quiet(app_of(book), computing=True):
        sheet = _sheet(book, page.name)
        _fill(sheet, page, stamp)
    return name_of(sheet)


def _sheet(book: Any, name: str) -> Any:
    for number in range(1, 100):
        title = name if number == 1 else f"{name}-{number}"
        found = _find(book, title)
        if found is None:
            return patiently(partial(_added, book, title))
        if is_ours(found):
            patiently(found.clear)
            return found
    raise ValueError(name)


def _added(book: Any, title: str) -> Any:
    return book.sheets.add(title, after=book.sheets[len(book.sheets) - 1])


def is_ours(sheet: Any) -> bool:
    """Whether a sheet is one that was filled here."""
    return patiently(lambda: MARK in str(sheet.range("A1").value or ""))


def _fill(sheet: Any, page: Page, stamp: str) -> None:
    """Formats first, then everything in one block, then the links in another."""
    rows = rows_of(page, stamp)
    width, head = len(page.columns), len(page.heading) + 2
    area = Area(1, 1, len(rows), width)
    patiently(lambda: setattr(block(sheet, area), "number_format", formats.TEXT))
    _send(sheet, area, [[_text(cell) for cell in row] for row in rows])
    for column in range(width):
        links = [row[column] for row in rows[head:]]
        if any(isinstance(cell, Link) for cell in links):
            _link(sheet, Area(head + 1, column + 1, len(rows), column + 1), links)
    _dress(sheet, page, area, head)


def rows_of(page: Page, stamp: str) -> list[Sequence[object]]:
    """The rows of the page's sheet, the title first."""
    width = len(page.columns)
    above = [f"{page.name}{MARK}　{stamp}", *page.heading]
    shown = list(page.rows[:SHOWN])
    if len(page.rows) > SHOWN:
        shown.append((f"……另有 {len(page.rows) - SHOWN} 行未列出",))
    rows = [*((text,) for text in above), tuple(title for title, _ in page.columns), *shown]
    return [(*row, *[""] * (width - len(row))) for row in rows]


def _text(value: object) -> object:
    text = "" if value is None else str(value)
    return outgoing(text[:LONG], formats.TEXT, from_1904=False) if text else None


def _link(sheet: Any, area: Area, cells: Sequence[object]) -> None:
    patiently(lambda: setattr(block(sheet, area), "number_format", formats.GENERAL))
    sent = [[_formula(cell)] for cell in cells]
    _send(sheet, area, sent)
    patiently(lambda: setattr(block(sheet, area).font, "color", (5, 99, 193)))


def _formula(cell: object) -> object:
    """A link by formula, because one made cell by cell would be a call for each."""
    if not isinstance(cell, Link):
        return outgoing(str(cell), formats.GENERAL, from_1904=False) if cell else None
    target = _target(cell).replace('"', '""')
    shown = str(cell).replace('"', '""')
    return Formula(f'=HYPERLINK("{target}","{shown}")').text


_CELLS = re.compile(r"[A-Z]{1,3}[0-9]+(?::[A-Z]{1,3}[0-9]+)?|[0-9]+:[0-9]+")


def _target(cell: Link) -> str:
    """Where a link leads: a parameter is found by its name alone (LibreOffice takes no sheet before one), a column without a row by its sheet."""
    if cell.sheet == SETTINGS_SHEET and cell.cell and not _CELLS.fullmatch(cell.cell):
        return f"#{cell.cell}"
    sheet = cell.sheet.replace("'", "''")
    return f"#'{sheet}'!{cell.cell if _CELLS.fullmatch(cell.cell) else 'A1'}"


def _send(sheet: Any, area: Area, rows: Sequence[Sequence[object]]) -> None:
    values = tuple(map(tuple, rows))
    patiently(lambda: setattr(block(sheet, area), "raw_value", values if area.right > 1 or len(values) > 1 else values[0][0]))


def _dress(sheet: Any, page: Page, area: Area, head: int) -> None:
    """Widths, wrapped text, and a header that is told apart."""
    for column, (_, width) in enumerate(page.columns, 1):
        cells = block(sheet, Area(1, column, 1, column))
        patiently(lambda cells=cells, width=width: setattr(cells, "column_width", width))  # type: ignore[misc]
    body = block(sheet, Area(head, 1, area.bottom, area.right))
    patiently(lambda: setattr(body, "wrap_text", True))
    align_top(body)
    title, header = block(sheet, Area(1, 1, 1, 1)), block(sheet, Area(head, 1, head, area.right))
    patiently(lambda: setattr(title.font, "bold", True))
    patiently(lambda: setattr(header.font, "bold", True))
    patiently(lambda: setattr(header.font, "color", _HEAD))
    patiently(lambda: setattr(header, "color", _GREY))
    lay_out(sheet)
