"""Excel as COM shows it, as far as the live door touches it: in memory, under xlwings' own layer for Windows.

What is typed into a cell is interpreted (00123 is a number, =1 a formula, an apostrophe makes text) unless the
cell is formatted as text; numbers come as floats, days as moments, money rounded, errors as their codes, one cell
bare and several as rows; protected sheets refuse.  `Excel.calls` counts every access, and `Excel.before` may fail
any of them.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import xlsxwriter
import xlwings

from ssj_xl.gateways.live.blocks import serial
from ssj_xl.office import formats
from ssj_xl.office.formats import Percent
from ssj_xl.office.refs import LAST_COLUMN, LAST_ROW, Area
from tests.gateways import workbooks
from tests.gateways.com import WINDOWS, Dispatch, Items, Time, of, refused
from tests.gateways.workbooks import Table as Rows

BLOCK_TEXT = 8203
_NUMBER = re.compile(r"[+-]?[\d,]*\.?\d+(?:[eE][+-]?\d+)?%?")
_DATE = re.compile(r"(\d{4})[-/年](\d{1,2})[-/月](\d{1,2})日?")
_ERRORS = {"#N/A": -2146826246, "#DIV/0!": -2146826281, "#NAME?": -2146826259}
_COPY, _FORMATS, _NO_COLOUR = 1, 3, -4142
_VISIBLE, _VERY_HIDDEN = -1, 2


@dataclass(frozen=True)
class Cell:
    """One cell: what it holds, its formula, its number format."""

    value: Any = None
    formula: str = ""
    code: str = "General"


def _switch(name: str) -> Any:
    def write(excel: Excel, value: Any) -> None:
        excel.switches[name] = value
        if name == "StatusBar":
            excel.said.append(value)

    return property(lambda excel: excel.switches[name], write)


class Excel(Dispatch):
    """The program.  before: called with the name of every access; it may raise."""

    def __init__(self) -> None:
        self.program, self.hwnd = self, 7
        self.calls: Counter[str] = Counter()
        self.before: Callable[[str], None] = lambda title: None
        self.keeps_apostrophes = False
        self.said: list[Any] = []
        self.books: list[Workbook] = []
        self.selection: Range | None = None
        self.switches = {"ScreenUpdating": True, "DisplayAlerts": True, "EnableEvents": True, "Calculation": -4105, "StatusBar": False}

    ScreenUpdating, DisplayAlerts, EnableEvents, Calculation, StatusBar = map(
        _switch, ("ScreenUpdating", "DisplayAlerts", "EnableEvents", "Calculation", "StatusBar"))
    Application, Hwnd, Selection = of("program"), of("hwnd"), of("selection")
    Workbooks = property(lambda self: Items(self, self.books))

    def call(self, title: str) -> None:
        """Count an access, and let it fail where the test wants it to."""
        self.calls[title] += 1
        self.before(title)


class Workbook(Dispatch):
    """An open workbook.  saves: how often it was saved."""

    def __init__(self, excel: Excel, path: str) -> None:
        self.program, self.fullname, self.name = excel, path, Path(path).name
        self.sheets: list[Worksheet] = []
        self.front: Worksheet | None = None
        self.names: dict[str, str] = {}
        self.saves = 0
        self.from_1904 = self.read_only = self.saved = False
        excel.books.append(self)

    Application, Name, FullName, Date1904, ReadOnly = map(of, ("program", "name", "fullname", "from_1904", "read_only"))
    Saved = of("saved", fixed=False)
    Path = property(lambda self: str(Path(self.fullname).parent))
    FileFormat = property(lambda self: 51)
    Worksheets = property(lambda self: Worksheets(self))
    ActiveSheet = property(lambda self: self.front or self.sheets[0])
    Names = property(lambda self: Items(self.program, [Name(self.program, *item) for item in self.names.items()]))

    def Save(self) -> None:
        self.saves += 1
        Path(self.fullname).write_bytes(content(self))

    def SaveCopyAs(self, path: str) -> None:
        Path(path).write_bytes(content(self))

    def sheet(self, name: str) -> Worksheet:
        """The sheet of this name, made where there is none."""
        if not any(sheet.name == name for sheet in self.sheets):
            self.sheets.append(Worksheet(self, name))
        return next(sheet for sheet in self.sheets if sheet.name == name)


class Worksheets(Items):
    """The sheets of a workbook; a new one comes to the front."""

    def __init__(self, book: Workbook) -> None:
        super().__init__(book.program, book.sheets)
        self._book = book

    Parent = of("_book")

    def Add(self, Before: Worksheet) -> Worksheet:
        made = Worksheet(self._book, f"Sheet{len(self._items) + 1}")
        self._items.insert(self._items.index(Before), made)
        self._book.front = made
        return made


class Name(Dispatch):
    """A defined name."""

    def __init__(self, excel: Excel, name: str, text: str) -> None:
        self.program, self.name, self.text = excel, name, text

    Name, RefersTo = of("name"), of("text")


_ALLOWED = ("FormattingCells", "FormattingColumns", "FormattingRows", "InsertingColumns", "InsertingRows", "InsertingHyperlinks",
            "DeletingColumns", "DeletingRows", "Sorting", "Filtering", "UsingPivotTables")


class Protection(Dispatch):
    """What a protected sheet allows: filters, as it is when a test protects it."""

    def __init__(self, excel: Excel) -> None:
        self.program = excel

    locals().update({f"Allow{name}": property(lambda self, name=name: name == "Filtering") for name in _ALLOWED})


class Worksheet(Dispatch):
    """A sheet: cells by row and column, tables, merged areas, protection with a password ('' is none)."""

    def __init__(self, book: Workbook, name: str) -> None:
        self.program, self.book, self.name = book.program, book, name
        self.cells: dict[tuple[int, int], Cell] = {}
        self.looks: dict[tuple[Area, str], Any] = {}
        self.merged: list[Area] = []
        self.tables: list[ListObject] = []
        self.hidden: set[int] = set()
        self.selected = (1, 1)
        self.password: str | None = None
        self.protected_with: tuple[Any, ...] = ()
        self.choice, self.visible = 0, _VISIBLE

    Application, Parent, Name, EnableSelection = of("program"), of("book"), of("name", fixed=False), of("choice", fixed=False)
    Visible = of("visible", fixed=False)
    Index = property(lambda self: self.book.sheets.index(self) + 1)
    Cells = property(lambda self: Range(self, Area(1, 1, LAST_ROW, LAST_COLUMN)))
    ListObjects = property(lambda self: ListObjects(self))
    ProtectContents = property(lambda self: self.password is not None)
    ProtectDrawingObjects, ProtectScenarios = property(lambda self: True), property(lambda self: False)
    Protection = property(lambda self: Protection(self.program))

    def Range(self, one: Any, two: Any = None) -> Range:
        if isinstance(one, str):
            return Range(self, Area.parse(one.replace("$", "")))
        return Range(self, one.area.joined((two or one).area))

    @property
    def UsedRange(self) -> Range:
        held = [at for at, cell in self.cells.items() if cell != Cell()] or [(1, 1)]
        (top, bottom), (left, right) = ((min(line), max(line)) for line in zip(*held, strict=True))
        return Range(self, Area(top, left, bottom, right))

    def Move(self, Before: Worksheet) -> None:
        self.book.sheets.remove(self)
        self.book.sheets.insert(self.book.sheets.index(Before), self)

    def Delete(self) -> None:
        self.book.sheets.remove(self)
        self.book.front = None

    def Activate(self) -> None:
        self.book.front = self
        self.program.selection = Range(self, Area(*self.selected, *self.selected))

    def Unprotect(self, password: str) -> None:
        if self.password != password:
            raise refused("您提供的密码不正确")
        self.password = None

    def Protect(self, password: str, *allowed: Any) -> None:
        self.password, self.protected_with = password, allowed

    def change(self, at: tuple[int, int], **what: Any) -> None:
        """Change one cell."""
        self.cells[at] = replace(self.cells.get(at, Cell()), **what)

    def refuse_protected(self) -> None:
        """Protected cells are not changed."""
        if self.password is not None:
            raise refused()


def _look(member: str, given: Any) -> Any:
    def write(look: Any, value: Any) -> None:
        look.cells.sheet.refuse_protected()
        look.cells.sheet.looks[look.cells.area, member] = value

    return property(lambda look: look.cells.sheet.looks.get((look.cells.area, member), given), write)


class Look(Dispatch):
    """Font and fill of cells."""

    def __init__(self, cells: Range) -> None:
        self.program, self.cells = cells.program, cells

    Bold, Color, ColorIndex = _look("Bold", False), _look("Color", 0.0), _look("ColorIndex", _NO_COLOUR)


class Range(Dispatch):
    """Cells of a sheet, in one area or several.  lines: how many rows or columns it counts, where it is asked for those."""

    def __init__(self, sheet: Worksheet, area: Area, *more: Area, lines: int = 0) -> None:
        self.program, self.sheet, self.area, self.more = sheet.program, sheet, area, more
        self.lines = lines or self.height * self.width
        self.cells = self

    @property
    def height(self) -> int:
        """How many rows."""
        return self.area.bottom - self.area.top + 1

    @property
    def width(self) -> int:
        """How many columns."""
        return self.area.right - self.area.left + 1

    Application, Worksheet, Parent, Count = of("program"), of("sheet"), of("sheet"), of("lines")
    Row, Column = property(lambda self: self.area.top), property(lambda self: self.area.left)
    Rows = property(lambda self: Range(self.sheet, self.area, lines=self.height))
    Columns = property(lambda self: Range(self.sheet, self.area, lines=self.width))
    Areas = property(lambda self: Items(self.program, [Range(self.sheet, area) for area in (self.area, *self.more)]))
    Address = property(lambda self: str(self.area))
    EntireRow = property(lambda self: self)
    Font = Interior = property(lambda self: Look(self))
    ColumnWidth, WrapText = _look("ColumnWidth", 8.43), _look("WrapText", False)

    def __call__(self, row: int, column: int) -> Range:
        self.program.call("Range.Item")
        top, left = self.area.top + row - 1, self.area.left + column - 1
        return Range(self.sheet, Area(top, left, top, left))

    def spots(self) -> Iterator[list[tuple[int, int]]]:
        """Row and column of every cell, by row."""
        for row in range(self.area.top, self.area.bottom + 1):
            yield [(row, column) for column in range(self.area.left, self.area.right + 1)]

    def _got(self, give: Callable[[Cell], Any]) -> Any:
        held, blank = self.sheet.cells, Cell()
        rows = tuple(tuple([give(held.get(at, blank)) for at in row]) for row in self.spots())
        return rows[0][0] if len(rows) == len(rows[0]) == 1 else rows

    @property
    def Value(self) -> Any:
        return self._got(lambda cell: _shown(cell, from_1904=self.sheet.book.from_1904))

    @Value.setter
    def Value(self, value: Any) -> None:
        self.sheet.refuse_protected()
        rows = value if isinstance(value, tuple) else [[value] * self.width] * self.height
        assert (len(rows), len(rows[0])) == (self.height, self.width)
        for spots, row in zip(self.spots(), rows, strict=True):
            for at, cell in zip(spots, row, strict=True):
                if isinstance(cell, str) and len(cell) > BLOCK_TEXT and isinstance(value, tuple):
                    raise refused("应用程序定义或对象定义错误")
                old = self.sheet.cells.get(at, Cell())
                self.sheet.cells[at] = _typed(cell, old, keeps=self.program.keeps_apostrophes)

    @property
    def Value2(self) -> Any:
        return self._got(lambda cell: cell.value)

    @property
    def Formula(self) -> Any:
        return self._got(lambda cell: cell.formula or _text(cell.value))

    @property
    def NumberFormat(self) -> str | None:
        codes = {self.sheet.cells.get(at, Cell()).code for row in self.spots() for at in row}
        return codes.pop() if len(codes) == 1 else None

    @NumberFormat.setter
    def NumberFormat(self, code: str) -> None:
        self.sheet.refuse_protected()
        for row in self.spots():
            for at in row:
                self.sheet.change(at, code=code)

    @property
    def Hidden(self) -> bool | None:
        found = {row in self.sheet.hidden for row in range(self.area.top, self.area.bottom + 1)}
        return found.pop() if len(found) == 1 else None

    @property
    def MergeCells(self) -> bool | None:
        if self.area in self.sheet.merged:
            return True
        return None if any(self.area.meets(area) for area in self.sheet.merged) else False

    @property
    def MergeArea(self) -> Range:
        return Range(self.sheet, next((area for area in self.sheet.merged if area.meets(self.area)), self.area))

    def Select(self) -> None:
        chosen = self.program.selection
        if chosen is None or chosen.sheet is not self.sheet:
            raise refused("类 Range 的 Select 方法无效")
        self.sheet.selected = (self.area.top, self.area.left)
        self.program.selection = self

    def ClearContents(self) -> None:
        self.sheet.refuse_protected()
        for row in self.spots():
            for at in row:
                self.sheet.change(at, value=None, formula="")

    def AutoFill(self, Destination: Range, Type: int) -> None:
        self.sheet.refuse_protected()
        assert Type in (_COPY, _FORMATS)
        for row in list(Destination.spots())[1:]:
            for at in row:
                model = self.sheet.cells.get((self.area.top, at[1]), Cell())
                self.sheet.change(at, **({"code": model.code} if Type == _FORMATS else vars(model)))


class ListColumn(Dispatch):
    """A column of an Excel Table."""

    def __init__(self, excel: Excel, name: str) -> None:
        self.program, self.name = excel, name

    Name = of("name")


class ListObject(Dispatch):
    """An Excel Table.  titles: of its columns, where no row of the sheet shows them."""

    def __init__(self, sheet: Worksheet, name: str, area: Area, *, totals: bool = False, titles: tuple[str, ...] = ()) -> None:
        self.program, self.parent, self.name, self.area = sheet.program, sheet, name, area
        self.titles, self.show_totals = titles, totals

    Parent, Name, ShowTotals = of("parent"), of("name", fixed=False), of("show_totals")
    ShowHeaders = property(lambda self: not self.titles)
    Range = property(lambda self: Range(self.parent, self.area))
    ListColumns = property(lambda self: Items(self.program, [ListColumn(self.program, title) for title in self.titles]))

    def Resize(self, cells: Range) -> None:
        self.parent.refuse_protected()
        if (cells.area.top, cells.area.left) != (self.area.top, self.area.left):
            raise refused("标题必须保留在同一行中，且调整后的表格必须与原始表格重叠")
        self.area = cells.area


class ListObjects(Items):
    """The tables of a sheet."""

    def __init__(self, sheet: Worksheet) -> None:
        super().__init__(sheet.program, sheet.tables)
        self._sheet = sheet

    def Add(self, Source: Range, **_others: Any) -> ListObject:
        self._items.append(ListObject(self._sheet, f"表{len(self._items) + 1}", Source.area))
        return self._items[-1]  # type: ignore[no-any-return]


def _shown(cell: Cell, *, from_1904: bool) -> Any:
    """As `Value` gives it: days counted without a year 1900, money with four digits."""
    if isinstance(cell.value, float) and formats.is_timelike(cell.code):
        return (Time(1904, 1, 1, tzinfo=UTC) if from_1904 else Time(1899, 12, 30, tzinfo=UTC)) + timedelta(milliseconds=round(cell.value * 86_400_000))
    if isinstance(cell.value, float) and "¥" in cell.code:
        return Decimal(f"{cell.value:.4f}")
    return cell.value


def _text(value: Any) -> str:
    """A constant as `Formula` gives it."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int):
        return next((text for text, code in _ERRORS.items() if code == value), "#VALUE!")
    return "" if value is None else f"{value:.15g}" if isinstance(value, float) else str(value)


def _typed(value: Any, old: Cell, *, keeps: bool) -> Cell:
    """What a cell holds after something was put into it."""
    if value is None or value == "":
        return replace(old, value=None, formula="")
    if old.code == "@":
        if not isinstance(value, str):
            return replace(old, value=str(value).upper() if isinstance(value, bool) else f"{value:g}", formula="")
        return replace(old, value=value if keeps else value.removeprefix("'"), formula="")
    if not isinstance(value, str):
        return replace(old, value=value if isinstance(value, bool) else float(value), formula="")
    if value.startswith("'"):
        return replace(old, value=value[1:], formula="")
    if value.startswith("@"):
        raise refused("输入的公式有错误")
    if value.startswith("="):
        return replace(old, value=2.0, formula=value)
    return replace(old, value=_parsed(value), formula="")


def _parsed(text: str) -> Any:
    if text.strip().upper() in ("TRUE", "FALSE"):
        return text.strip().upper() == "TRUE"
    if _NUMBER.fullmatch(text.strip()):
        plain = text.strip().replace(",", "")
        return float(plain[:-1]) / 100 if plain.endswith("%") else float(plain)
    if found := _DATE.fullmatch(text.strip()):
        return serial(date(*map(int, found.groups())), from_1904=False)
    return _ERRORS.get(text, text)


def opened(tables: Mapping[str, Rows], names: Mapping[str, Any] | None, path: Path,
           excel: Excel | None = None) -> Any:
    """An xlwings.Book with one sheet and one Excel Table a table, and a sheet of named cells."""
    book = Workbook(excel or Excel(), str(path))
    for name, (header, rows) in tables.items():
        sheet = book.sheet(name)
        for r, row in enumerate([header, *rows], 1):
            for c, value in enumerate(row, 1):
                sheet.cells[r, c] = _given(value)
        sheet.tables.append(ListObject(sheet, name, Area(1, 1, max(len(rows), 1) + 1, len(header))))
    if names:
        sheet = book.sheet("参数")
        for r, (name, value) in enumerate(names.items(), 1):
            sheet.cells[r, 1], sheet.cells[r, 2] = Cell(name), _given(value)
            book.names[name] = f"=参数!$B${r}"
    path.write_bytes(content(book))
    return shown(book)


def loaded(path: Path, excel: Excel | None = None) -> Any:
    """An xlwings.Book of a file: values, formulas, formats, tables, merged cells and names."""
    book = Workbook(excel or Excel(), str(path))
    found, values = _read(path.read_bytes())
    for page in found.worksheets:
        sheet = book.sheet(page.title)
        for cell in (cell for row in page for cell in row if cell.value is not None):
            text = cell.value if cell.data_type == "f" else ""
            kept = _given(values[page.title][cell.coordinate].value)
            sheet.cells[cell.row, cell.column] = replace(kept, formula=text, code=cell.number_format)
        sheet.hidden = {number for number, row in page.row_dimensions.items() if row.hidden}
        sheet.merged = [Area.parse(str(area)) for area in page.merged_cells.ranges]  # type: ignore[misc]
        for table in page.tables.values():
            area = Area.parse(table.ref)
            sheet.tables.append(ListObject(sheet, table.name, area, totals=bool(table.totalsRowCount)))  # type: ignore[arg-type]
    book.names = {name: f"={item.attr_text}" for name, item in found.defined_names.items()}
    return shown(book)


@lru_cache(maxsize=2)
def _read(data: bytes) -> tuple[Any, Any]:
    """A file as openpyxl sees it, with formulas and with values; the same one is often opened again and again."""
    formulas, values = (workbooks.loaded(io.BytesIO(data), data_only=data_only) for data_only in (False, True))
    return formulas, values


def shown(book: Workbook) -> Any:
    """An open workbook as xlwings shows it."""
    return xlwings.Book(impl=WINDOWS.Book(xl=WINDOWS.COMRetryObjectWrapper(book)))


def behind(book: Any) -> Workbook:
    """The stand-in behind an xlwings.Book."""
    found: Workbook = book.impl.xl._oleobj_.owner
    return found


def _given(value: Any) -> Cell:
    if isinstance(value, Percent):
        return Cell(float(value), code="0%")
    if isinstance(value, date):
        return Cell(serial(value, from_1904=False), code="yyyy-mm-dd")
    return Cell(float(value) if type(value) is int else value)


def content(book: Workbook) -> bytes:
    """The workbook as a file."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as made:
        codes = {cell.code for sheet in book.sheets for cell in sheet.cells.values()}
        styles = {code: made.add_format({"num_format": code}) for code in sorted(codes)}
        for sheet in book.sheets:
            page = made.add_worksheet(sheet.name)
            if sheet.visible != _VISIBLE:
                page.very_hidden() if sheet.visible == _VERY_HIDDEN else page.hide()
            for table in sheet.tables:
                area = table.area
                head = [str(sheet.cells[area.top, column].value) for column in range(area.left, area.right + 1)]
                page.add_table(area.top - 1, area.left - 1, area.bottom - 1, area.right - 1,
                               {"name": table.name, "total_row": table.show_totals, "columns": [{"header": title} for title in head]})
            for row in sheet.hidden:
                page.set_row(row - 1, None, None, {"hidden": True})
            for (row, column), cell in sheet.cells.items():
                _written(page, (row - 1, column - 1), cell, styles[cell.code])
        for name, text in book.names.items():
            made.define_name(name, text)
    return stream.getvalue()


def _written(page: Any, at: tuple[int, int], cell: Cell, style: Any) -> None:
    if cell.formula:
        page.write_formula(*at, cell.formula, style, cell.value)
    elif isinstance(cell.value, bool):
        page.write_boolean(*at, cell.value, style)
    elif isinstance(cell.value, str):
        page.write_string(*at, cell.value, style)
    elif cell.value is None:
        page.write_blank(*at, None, style)
    elif type(cell.value) is int:
        page.write_string(*at, next(text for text, code in _ERRORS.items() if code == cell.value), style)
    else:
        page.write_number(*at, cell.value, style)
