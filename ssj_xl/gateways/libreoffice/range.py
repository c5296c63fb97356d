"""Ranges of cells for xlwings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ssj_xl.gateways.libreoffice import cells
from ssj_xl.gateways.libreoffice.bridge import Unfinished, bridge, structure
from ssj_xl.gateways.libreoffice.cells import Font
from ssj_xl.gateways.libreoffice.document import Document
from ssj_xl.tables.grid import column_letters

if TYPE_CHECKING:
    from ssj_xl.gateways.libreoffice.sheet import Sheet
    from ssj_xl.gateways.libreoffice.tables import Table

_POINT = 2540 / 72
"""Lengths are hundredths of a millimetre; Excel's are points."""
_CHARACTER = 2540 / 96 * 7
"""Width of a digit of Excel's default font, 7 pixels."""
_CONTENTS = 1 | 2 | 4 | 16
"""Numbers, dates, text and formulas (com.sun.star.sheet.CellFlags)."""
_NOTES = 8
_FORMATS = 32 | 64 | 256
_LOOK = ("CellBackColor", "CellProtection", "CharColor", "CharFontName", "CharFontNameAsian", "CharHeight",
         "CharHeightAsian", "CharPosture", "CharUnderline", "CharWeight", "CharWeightAsian", "HoriJustify", "IsTextWrapped",
         "NumberFormat", "ParaIndent", "TableBorder2", "Validation", "VertJustify")
"""Properties of a cell that are its format, in the order of the alphabet, which the bridge wants."""
_DIRECTIONS = {"up": "UP", "down": "DOWN", "left": "LEFT", "right": "RIGHT"}
_JUSTIFY = {"general": "STANDARD", "left": "LEFT", "center": "CENTER", "right": "RIGHT", "justify": "BLOCK",
            "fill": "REPEAT"}


class Range(Unfinished):
    """A block of cells.  `api` is LibreOffice's own object (XCellRange)."""

    options: dict[str, Any]

    def __init__(self, sheet: Sheet, block: Any) -> None:
        self.sheet = sheet
        self.api = block
        self.options = {}

    @property
    def _document(self) -> Document:
        return self.sheet.document

    @property
    def coords(self) -> tuple[str, int, int, int, int]:
        """Sheet, first row and column (from 1), rows and columns."""
        return (self.sheet.name, self.row, self.column, *self.shape)

    @property
    def row(self) -> int:
        """First row, from 1."""
        return int(self.api.RangeAddress.StartRow) + 1

    @property
    def column(self) -> int:
        """First column, from 1."""
        return int(self.api.RangeAddress.StartColumn) + 1

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        at = self.api.RangeAddress
        return at.EndRow - at.StartRow + 1, at.EndColumn - at.StartColumn + 1

    def __len__(self) -> int:
        rows, columns = self.shape
        return rows * columns

    @property
    def max_cells_per_read(self) -> None:
        """No limit: a block is read in one call."""

    @property
    def max_cells_per_write(self) -> None:
        """No limit: a block is written in one call."""

    def __call__(self, row: int, column: int | None = None) -> Range:
        """One cell: by row and column, or by its number counted row by row, from 1."""
        if column is None:
            row, column = (number + 1 for number in divmod(row - 1, self.shape[1]))
        return self.sheet.block(self.row + row - 1, self.column + column - 1, 1, 1)

    @property
    def address(self) -> str:
        """As $A$1 or $A$1:$B$2."""
        return self.get_address(True, True, False)

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        """The address, dollars as asked; external: with workbook and sheet before it."""
        rows, columns = self.shape
        corners = [(self.row, self.column)] + ([(self.row + rows - 1, self.column + columns - 1)] if len(self) > 1 else [])
        text = ":".join(f"{'$' * col_absolute}{column_letters(c)}{'$' * row_absolute}{r}" for r, c in corners)
        return f"'[{self.sheet.book.name}]{self.sheet.name}'!{text}" if external else text

    # --- contents ---

    @property
    def raw_value(self) -> Any:
        """Rows of values; the value itself for one cell."""
        rows = cells.read(self._document, self.api)
        return rows[0][0] if len(self) == 1 else tuple(map(tuple, rows))

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        cells.write(self._document, self.api, self._rows(value))

    def _rows(self, value: Any) -> cells.Block:
        """One value fills the whole range; a list of values is a row, or a value for each row."""
        rows, columns = self.shape
        if not isinstance(value, list | tuple):
            return [[value] * columns] * rows
        if value and isinstance(value[0], list | tuple):
            return value
        return [value] if rows == 1 else [[item] for item in value]

    @property
    def formula(self) -> Any:
        """Formulas, and values where there are none: rows, or the one of one cell."""
        rows = cells.formulas(self.api)
        return rows[0][0] if len(self) == 1 else tuple(map(tuple, rows))

    @formula.setter
    def formula(self, value: Any) -> None:
        self.raw_value = value

    formula2 = formula

    @property
    def formula_array(self) -> Any:
        """The array formula, empty where there is none."""
        return self.api.ArrayFormula

    @formula_array.setter
    def formula_array(self, value: str) -> None:
        self.api.ArrayFormula = value

    @property
    def has_array(self) -> bool:
        """Whether the first cell belongs to an array formula."""
        found = self.sheet.api.createCursorByRange(self.api.getCellByPosition(0, 0))
        found.collapseToCurrentArray()
        return bool(found.ArrayFormula)

    def clear_contents(self) -> None:
        """Remove values and formulas."""
        self.api.clearContents(_CONTENTS)

    def clear_formats(self) -> None:
        """Remove formats."""
        self.api.clearContents(_FORMATS)

    def clear(self) -> None:
        """Remove everything."""
        self.api.clearContents(_CONTENTS | _FORMATS)

    # --- formats ---

    @property
    def number_format(self) -> str | None:
        """The code as Excel writes it; None where the cells differ."""
        codes = {self._document.code(key) for key, _ in cells.formats(self.api)}
        return codes.pop() if len(codes) == 1 else None

    @number_format.setter
    def number_format(self, code: str) -> None:
        self.api.NumberFormat = self._document.key(code)

    @property
    def font(self) -> Font:
        """The font."""
        return Font(self.api)

    @property
    def color(self) -> tuple[int, int, int] | None:
        """The background as red, green, blue."""
        number = self.api.CellBackColor
        return None if number == -1 else (number >> 16 & 255, number >> 8 & 255, number & 255)

    @color.setter
    def color(self, value: tuple[int, int, int] | str | None) -> None:
        self.api.CellBackColor = -1 if value is None else colour(value)

    @property
    def wrap_text(self) -> bool:
        """Whether text is broken into lines."""
        return bool(self.api.IsTextWrapped)

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self.api.IsTextWrapped = value

    @property
    def horizontal_alignment(self) -> str | None:
        """As xlwings names it."""
        return next((name for name, code in _JUSTIFY.items() if self.api.HoriJustify.value == code), None)

    @horizontal_alignment.setter
    def horizontal_alignment(self, value: str) -> None:
        self.api.HoriJustify = bridge().Enum("com.sun.star.table.CellHoriJustify", _JUSTIFY[value])

    @property
    def row_height(self) -> float:
        """Points."""
        return float(self.api.Rows.getByIndex(0).Height / _POINT)

    @row_height.setter
    def row_height(self, value: float) -> None:
        self.api.Rows.Height = round(value * _POINT)

    @property
    def column_width(self) -> float:
        """Characters of the default font, about as Excel counts them."""
        return float(self.api.Columns.getByIndex(0).Width / _CHARACTER)

    @column_width.setter
    def column_width(self, value: float) -> None:
        self.api.Columns.Width = round(value * _CHARACTER)

    def autofit(self, axis: str | None = None) -> None:
        """Let rows, columns or both be as large as their content."""
        if axis in (None, "c", "columns"):
            self.api.Columns.OptimalWidth = True
        if axis in (None, "r", "rows"):
            self.api.Rows.OptimalHeight = True

    # --- merged cells ---

    @property
    def merge_cells(self) -> bool | None:
        """Whether the cells are merged; None where some are."""
        if self.api.IsMerged:
            return True
        groups = self.api.UniqueCellFormatRanges
        found = any(self._is_merged(area) for n in range(groups.Count) for area in cells.areas(groups.getByIndex(n), self.api))
        return None if found else False

    def _is_merged(self, area: cells.Area) -> bool:
        # Merging is part of a cell's format, so an area of one format that begins merged is merged.
        corner = self.api.getCellByPosition(area.left, area.top)
        return bool(self.sheet.merged(corner))

    @property
    def merge_area(self) -> Range:
        """The merged cells to which the first cell belongs, or that cell."""
        cursor = self.sheet.api.createCursorByRange(self.api.getCellByPosition(0, 0))
        cursor.collapseToMergedArea()
        return Range(self.sheet, cursor)

    def merge(self, across: bool) -> None:
        """Merge all cells, or those of each row."""
        if not across:
            self.api.merge(True)
            return
        for row in range(self.shape[0]):
            self.api.getCellRangeByPosition(0, row, self.shape[1] - 1, row).merge(True)

    def unmerge(self) -> None:
        """Undo merging."""
        self.api.merge(False)

    # --- places ---

    def end(self, direction: str) -> Range:
        """The cell to which Ctrl and an arrow key lead."""
        cursor = self.sheet.edge(self.row, self.column, _DIRECTIONS[direction])
        return self.sheet.block(*cursor, 1, 1)

    def expand(self, mode: str = "table") -> Range:
        """The filled block that begins here, as xlwings finds it: table, down or right."""
        from xlwings import Range as Outer
        from xlwings import expansion

        found: Range = expansion.expanders.get(mode, mode).expand(Outer(impl=self)).impl
        return found

    @property
    def current_region(self) -> Range:
        """The block of filled cells around the first cell."""
        cursor = self.sheet.api.createCursorByRange(self.api.getCellByPosition(0, 0))
        cursor.collapseToCurrentRegion()
        return Range(self.sheet, cursor)

    @property
    def table(self) -> Table | None:
        """The table to which the first cell belongs."""
        return next((t for t in self.sheet.tables if t.holds(self.row, self.column)), None)

    @property
    def rows(self) -> Range:
        """The range; xlwings takes its rows from it."""
        return self

    @property
    def columns(self) -> Range:
        """The range; xlwings takes its columns from it."""
        return self

    def select(self) -> None:
        """Select it in the window, if there is one."""
        controller = self._document.model.CurrentController
        if controller is not None:
            controller.select(self.api)

    # --- moving ---

    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:
        """Insert cells here, moving what is there down or right."""
        mode = bridge().Enum("com.sun.star.sheet.CellInsertMode", "RIGHT" if shift == "right" else "DOWN")
        self.sheet.api.insertCells(self.api.RangeAddress, mode)

    def delete(self, shift: str | None = None) -> None:
        """Remove the cells, moving what follows up or left."""
        mode = bridge().Enum("com.sun.star.sheet.CellDeleteMode", "LEFT" if shift == "left" else "UP")
        self.sheet.api.removeRange(self.api.RangeAddress, mode)

    def copy(self, destination: Any = None) -> None:
        """Copy everything to where another range (of xlwings or of this engine) begins."""
        if destination is None:
            raise NotImplementedError("Range.copy without a destination is not part of the LibreOffice engine")
        at = destination.api.RangeAddress
        target = structure("table.CellAddress", Sheet=at.Sheet, Row=at.StartRow, Column=at.StartColumn)
        self.sheet.api.copyRange(target, self.api.RangeAddress)

    def autofill(self, destination: Any, type_: str = "fill_default") -> None:
        """Continue these rows down to the end of a range of xlwings that begins with them.

        type_: `fill_formats` (contents stay), else formats and contents, references moved along.
        """
        rows, columns = self.shape
        total = destination.shape[0]
        if total <= rows:
            return
        fresh = self.sheet.block(self.row + rows, self.column, total - rows, columns)
        if type_ == "fill_formats" and fresh.api.queryContentCells(_CONTENTS | _NOTES).Count:
            self.sheet.block(self.row + rows - 1, self.column, 1, columns).dress(fresh)
            return
        if type_ == "fill_formats":
            first = self.sheet.block(self.row + rows, self.column, 1, columns)
            self.sheet.block(self.row + rows - 1, self.column, 1, columns).copy(first)
            first.clear_contents()
            whole = fresh
        else:
            whole = self.sheet.block(self.row, self.column, total, columns)
        down = bridge().Enum("com.sun.star.sheet.FillDirection", "TO_BOTTOM")
        simple = bridge().Enum("com.sun.star.sheet.FillMode", "SIMPLE")
        daily = bridge().Enum("com.sun.star.sheet.FillDateMode", "FILL_DATE_DAY")
        whole.api.fillSeries(down, simple, daily, 0.0, 0.0)


    def dress(self, target: Range) -> None:
        """Give the rows of a range as wide the formats of this one's first row; what stands in them is not touched."""
        for number in range(self.shape[1]):
            model = self.api.getCellByPosition(number, 0)
            column = target.api.getCellRangeByPosition(number, 0, number, target.shape[0] - 1)
            # The style goes first: it would put the others back.
            column.CellStyle = model.CellStyle
            column.setPropertyValues(_LOOK, model.getPropertyValues(_LOOK))


def colour(value: tuple[int, int, int] | str | int) -> int:
    """A colour as LibreOffice counts it, from red, green and blue or #RRGGBB."""
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        return int(value.lstrip("#"), 16)
    red, green, blue = value
    return red << 16 | green << 8 | blue
