"""A program for xlwings that takes values as Excel does, as far as the live door touches it: in memory, no Windows.

What is typed into a cell is interpreted (00123 is a number, =1 a formula, an apostrophe makes text) unless the
cell is formatted as text; days are numbers with a format; protected sheets refuse.  `Excel.calls` counts
every access over what would be COM, and `Excel.before` may fail any of them.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter
import xlwings

from ssj_xl.gateways.live.blocks import serial
from ssj_xl.office import formats
from ssj_xl.office.formats import Percent
from ssj_xl.office.refs import Area
from tests.gateways import workbooks
from tests.gateways.workbooks import Table as Rows

BLOCK_TEXT = 8203
_NUMBER = re.compile(r"[+-]?[\d,]*\.?\d+(?:[eE][+-]?\d+)?%?")
_DATE = re.compile(r"(\d{4})[-/年](\d{1,2})[-/月](\d{1,2})日?")
_ERRORS = {"#N/A": -2146826246, "#DIV/0!": -2146826281, "#NAME?": -2146826259}
_SWITCHES = ("screen_updating", "display_alerts", "enable_events", "calculation", "status_bar")
_COUNTED = ("raw_value", "formula", "number_format", "merge_cells", "shape", "row", "column")


class com_error(Exception):
    """A failure of a COM call: code, text, (…, …, text, …, …, inner code), argument."""


def refused(text: str = "不能对受保护的单元格进行此操作") -> com_error:
    """What Excel answers to what it does not do."""
    return com_error(-2147352567, "发生意外。", (0, "Microsoft Excel", text, None, 0, -2146827284), None)


def failing_at(number: int) -> Callable[[str], None]:
    """For `Excel.before`: the call of that number (from 0) is refused."""
    calls = iter(range(10**6))

    def fail(name: str) -> None:
        if next(calls) == number:
            raise refused(f"第 {number} 步 {name}")

    return fail


def busy(code: int = 0x80010001) -> com_error:
    """What Excel answers while it attends to its user."""
    return com_error(code - (1 << 32), "被呼叫方拒绝接收呼叫。", None, None)


@dataclass(frozen=True)
class Cell:
    """One cell: what it holds, its formula, its number format."""

    value: Any = None
    formula: str = ""
    code: str = "General"


@dataclass
class Excel:
    """The program.  before: called with the name of every access; it may raise."""

    calls: Counter[str] = field(default_factory=Counter)
    before: Callable[[str], None] = lambda name: None
    keeps_apostrophes: bool = False
    switches: dict[str, Any] = field(default_factory=lambda: {
        "screen_updating": True, "display_alerts": True, "enable_events": True, "calculation": "automatic",
        "status_bar": False})
    said: list[Any] = field(default_factory=list)

    name = "excel"
    type = "desktop"

    def call(self, name: str) -> None:
        """Count an access, and let it fail where the test wants it to."""
        self.calls[name] += 1
        self.before(name)

    @staticmethod
    def clean_value_data(data: Any, dates: Any, empty: Any, _numbers: Any, err_to_str: bool) -> list[list[Any]]:
        """As xlwings cleans what comes over COM."""
        names = {code: text for text, code in _ERRORS.items()}

        def clean(value: Any) -> Any:
            if value in ("", None):
                return empty
            if isinstance(value, datetime):
                return dates(year=value.year, month=value.month, day=value.day, hour=value.hour,
                             minute=value.minute, second=value.second, microsecond=value.microsecond, tzinfo=None)
            return names[value] if type(value) is int and value in names and err_to_str else value

        return [[clean(value) for value in row] for row in data]


def _switch(name: str) -> property:
    def read(app: App) -> Any:
        app.excel.call(f"App.{name}")
        return app.excel.switches[name]

    def write(app: App, value: Any) -> None:
        app.excel.call(f"App.{name}=")
        app.excel.switches[name] = value
        if name == "status_bar":
            app.excel.said.append(value)

    return property(read, write)


class App:
    """The program as xlwings sees it."""

    pid = 1
    screen_updating, display_alerts, enable_events, calculation, status_bar = map(_switch, _SWITCHES)

    def __init__(self, excel: Excel) -> None:
        self.excel = self.engine = excel
        self.selection: Range | None = None


class Api:
    """What lies behind xlwings: names as in VBA, set as attributes."""

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)


class Book:
    """An open workbook.  saves: how often it was saved."""

    def __init__(self, excel: Excel, path: str) -> None:
        self.excel, self.fullname = excel, path
        self.name = Path(path).name
        self.app = App(excel)
        self.sheets = Sheets()
        self.names = Names(self)
        self.saves = 0
        self.api = Api(Date1904=False, ReadOnly=False, Saved=False, SaveCopyAs=self.save_copy)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        self.excel.call("Book.save")
        self.saves += 1
        Path(self.fullname).write_bytes(content(self))

    def save_copy(self, path: str) -> None:
        self.excel.call("Book.SaveCopyAs")
        Path(path).write_bytes(content(self))

    def sheet(self, name: str) -> Sheet:
        """A sheet of its own to build on."""
        made = Sheet(self, name)
        self.sheets.append(made)
        return made


class Sheets(list["Sheet"]):
    """The sheets of a workbook."""

    def __call__(self, name: str) -> Sheet:
        return next(sheet for sheet in self if sheet.name == name)


class Sheet:
    """A sheet: cells by row and column, tables, merged areas, protection with a password ('' is none)."""

    def __init__(self, book: Book, name: str) -> None:
        self.book, self.name, self.excel = book, name, book.excel
        self.cells: dict[tuple[int, int], Cell] = {}
        self.merged: list[Area] = []
        self.tables: list[Table] = []
        self.password: str | None = None
        self.selected = (1, 1)
        self.hidden: set[int] = set()
        allowed = {f"Allow{name}": name == "Filtering" for name in (
            "FormattingCells", "FormattingColumns", "FormattingRows", "InsertingColumns", "InsertingRows", "Sorting",
            "InsertingHyperlinks", "DeletingColumns", "DeletingRows", "Filtering", "UsingPivotTables")}
        self.protected_with: tuple[Any, ...] = ()
        self.api = SheetApi(self, Api(**allowed))

    def range(self, one: Any, two: Any = None) -> Range:
        row, column, *size = one
        last = (row + size[0] - 1, column + size[1] - 1) if size else two or one
        return Range(self, Area(row, column, *last))

    @property
    def used_range(self) -> Range:
        held = [at for at, cell in self.cells.items() if cell.value is not None] or [(1, 1)]
        return Range(self, Area(min(r for r, _ in held), min(c for _, c in held),
                                max(r for r, _ in held), max(c for _, c in held)))

    def activate(self) -> None:
        self.excel.call("Sheet.activate")
        self.book.app.selection = self.range(self.selected)

    def change(self, at: tuple[int, int], **what: Any) -> None:
        """Change one cell."""
        self.cells[at] = replace(self.cells.get(at, Cell()), **what)

    def refuse_protected(self) -> None:
        """Protected cells are not changed."""
        if self.password is not None:
            raise refused()


class SheetApi:
    """Worksheet as in VBA: protection."""

    ProtectDrawingObjects, ProtectScenarios, EnableSelection = True, False, 0

    def __init__(self, sheet: Sheet, protection: Api) -> None:
        self._sheet, self.Protection = sheet, protection

    @property
    def ProtectContents(self) -> bool:
        return self._sheet.password is not None

    def Unprotect(self, password: str) -> None:
        self._sheet.excel.call("Sheet.Unprotect")
        if self._sheet.password != password:
            raise refused("您提供的密码不正确")
        self._sheet.password = None

    def Protect(self, password: str, *allowed: Any) -> None:
        self._sheet.excel.call("Sheet.Protect")
        self._sheet.password, self._sheet.protected_with = password, allowed


class Range:
    """Cells of a sheet."""

    options: Mapping[str, Any]

    def __init__(self, sheet: Sheet, area: Area) -> None:
        self.sheet, self.area, self.api = sheet, area, self
        self.Areas = [self]

    def __getattribute__(self, name: str) -> Any:
        if name in _COUNTED:
            object.__getattribute__(self, "sheet").excel.call(f"Range.{name}")
        return object.__getattribute__(self, name)

    @property
    def row(self) -> int:
        return self.area.top

    @property
    def column(self) -> int:
        return self.area.left

    @property
    def shape(self) -> tuple[int, int]:
        return self.area.bottom - self.area.top + 1, self.area.right - self.area.left + 1

    def _spots(self) -> Iterator[list[tuple[int, int]]]:
        for row in range(self.area.top, self.area.bottom + 1):
            yield [(row, column) for column in range(self.area.left, self.area.right + 1)]

    def _got(self, give: Callable[[Cell], Any]) -> Any:
        cells = self.sheet.cells
        rows = tuple(tuple(give(cells.get(at, Cell())) for at in row) for row in self._spots())
        return rows[0][0] if len(rows) == len(rows[0]) == 1 else rows

    @property
    def raw_value(self) -> Any:
        return self._got(_shown)

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        self.sheet.excel.call("Range.raw_value=")
        self.sheet.refuse_protected()
        single = not isinstance(value, tuple)
        rows = ((value,),) if single else value
        assert (len(rows), len(rows[0])) == (self.area.bottom - self.area.top + 1, self.area.right - self.area.left + 1)
        for spots, row in zip(self._spots(), rows, strict=True):
            for at, cell in zip(spots, row, strict=True):
                if isinstance(cell, str) and len(cell) > BLOCK_TEXT and not single:
                    raise refused("应用程序定义或对象定义错误")
                old = self.sheet.cells.get(at, Cell())
                self.sheet.cells[at] = _typed(cell, old, keeps=self.sheet.excel.keeps_apostrophes)

    @property
    def formula(self) -> Any:
        return self._got(lambda cell: cell.formula or ("" if cell.value is None else str(cell.value)))

    @property
    def number_format(self) -> str | None:
        codes = {self.sheet.cells.get(at, Cell()).code for row in self._spots() for at in row}
        return codes.pop() if len(codes) == 1 else None

    @number_format.setter
    def number_format(self, code: str) -> None:
        self.sheet.excel.call("Range.number_format=")
        self.sheet.refuse_protected()
        for row in self._spots():
            for at in row:
                self.sheet.change(at, code=code)

    @property
    def font(self) -> Range:
        return self

    column_width, color, wrap_text, bold = 8.43, None, False, False

    @property
    def Row(self) -> int:
        return self.area.top

    @property
    def Rows(self) -> Api:
        return Api(Count=self.shape[0])

    @property
    def EntireRow(self) -> Range:
        return self

    @property
    def Hidden(self) -> bool | None:
        self.sheet.excel.call("Range.Hidden")
        found = {row in self.sheet.hidden for row in range(self.area.top, self.area.bottom + 1)}
        return found.pop() if len(found) == 1 else None

    def __getitem__(self, at: tuple[int, int]) -> Range:
        return self(at[0] + 1, at[1] + 1)

    @property
    def merge_cells(self) -> bool | None:
        if self.area in self.sheet.merged:
            return True
        return None if any(self.area.meets(area) for area in self.sheet.merged) else False

    @property
    def merge_area(self) -> Range:
        found = (area for area in self.sheet.merged if area.meets(self.area))
        return Range(self.sheet, next(found, self.area))

    def __call__(self, row: int, column: int) -> Range:
        top, left = self.area.top + row - 1, self.area.left + column - 1
        return Range(self.sheet, Area(top, left, top, left))

    def select(self) -> None:
        self.sheet.excel.call("Range.select")
        chosen = self.sheet.book.app.selection
        if chosen is None or chosen.sheet is not self.sheet:
            raise refused("类 Range 的 Select 方法无效")
        self.sheet.selected = (self.area.top, self.area.left)
        self.sheet.activate()

    def clear_contents(self) -> None:
        self.sheet.excel.call("Range.clear_contents")
        self.sheet.refuse_protected()
        for row in self._spots():
            for at in row:
                self.sheet.change(at, value=None, formula="")

    def autofill(self, destination: Any, type_: str) -> None:
        self.sheet.excel.call("Range.autofill")
        self.sheet.refuse_protected()
        for row in list(destination.impl._spots())[1:]:
            for at in row:
                model = self.sheet.cells.get((self.area.top, at[1]), Cell())
                self.sheet.change(at, **({"code": model.code} if type_ == "fill_formats" else vars(model)))


class Table:
    """An Excel Table."""

    def __init__(self, sheet: Sheet, name: str, area: Area, *, totals: bool = False) -> None:
        self.parent, self.name, self.area = sheet, name, area
        self.show_headers, self.show_totals = True, totals

    @property
    def range(self) -> Range:
        return Range(self.parent, self.area)

    def resize(self, range: Any) -> None:
        self.parent.excel.call("Table.resize")
        self.parent.refuse_protected()
        self.area = range.impl.area


class Names:
    """Defined names: name → what it refers to."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self.texts: dict[str, str] = {}

    def snapshot(self) -> list[tuple[str, Any]]:
        self._book.excel.call("Names")
        return [(name, Api(name=name, refers_to=text)) for name, text in self.texts.items()]


def _shown(cell: Cell) -> Any:
    """As it comes over COM: numbers in a date format are days, counted without a year 1900."""
    if isinstance(cell.value, float) and formats.is_timelike(cell.code):
        return datetime(1899, 12, 30) + timedelta(milliseconds=round(cell.value * 86_400_000))
    return cell.value


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
    book = Book(excel or Excel(), str(path))
    for name, (header, rows) in tables.items():
        sheet = book.sheet(name)
        for r, row in enumerate([header, *rows], 1):
            for c, value in enumerate(row, 1):
                sheet.cells[r, c] = _given(value)
        sheet.tables.append(Table(sheet, name, Area(1, 1, max(len(rows), 1) + 1, len(header))))
    if names:
        sheet = book.sheet("参数")
        for r, (name, value) in enumerate(names.items(), 1):
            sheet.cells[r, 1], sheet.cells[r, 2] = Cell(name), _given(value)
            book.names.texts[name] = f"=参数!$B${r}"
    path.write_bytes(content(book))
    return xlwings.Book(impl=book)


def loaded(path: Path, excel: Excel | None = None) -> Any:
    """An xlwings.Book of a file: values, formulas, formats, tables, merged cells and names."""
    book = Book(excel or Excel(), str(path))
    found, values = (workbooks.loaded(path, data_only=data_only) for data_only in (False, True))
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
            sheet.tables.append(Table(sheet, table.name, area, totals=bool(table.totalsRowCount)))  # type: ignore[arg-type]
    book.names.texts = {name: f"={item.attr_text}" for name, item in found.defined_names.items()}
    return xlwings.Book(impl=book)


def _given(value: Any) -> Cell:
    if isinstance(value, Percent):
        return Cell(float(value), code="0%")
    if isinstance(value, date):
        return Cell(serial(value, from_1904=False), code="yyyy-mm-dd")
    return Cell(float(value) if type(value) is int else value)


def content(book: Book) -> bytes:
    """The workbook as a file."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as made:
        codes = {cell.code for sheet in book.sheets for cell in sheet.cells.values()}
        styles = {code: made.add_format({"num_format": code}) for code in sorted(codes)}
        for sheet in book.sheets:
            page = made.add_worksheet(sheet.name)
            for table in sheet.tables:
                area = table.area
                head = [str(sheet.cells[area.top, column].value) for column in range(area.left, area.right + 1)]
                page.add_table(area.top - 1, area.left - 1, area.bottom - 1, area.right - 1,
                               {"name": table.name, "total_row": table.show_totals, "columns": [{"header": title} for title in head]})
            for row in sheet.hidden:
                page.set_row(row - 1, None, None, {"hidden": True})
            for (row, column), cell in sheet.cells.items():
                _written(page, (row - 1, column - 1), cell, styles[cell.code])
        for name, text in book.names.texts.items():
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
