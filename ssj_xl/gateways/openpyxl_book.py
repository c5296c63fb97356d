"""A workbook that the caller holds as an openpyxl.Workbook: our tables in it are read, and changed in place; the caller saves it.

openpyxl has lost what it loses (text boxes, stored values of formulas …) before we see the workbook.  It is read as the
file that it would be saved as, so that extents, percent formats and headers mean what they mean in a file.
"""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path
from typing import Any

from ssj_xl.gateways.memory import MemoryGateway
from ssj_xl.gateways.snapshots import Home
from ssj_xl.gateways.xlsx.gateway import FileGateway
from ssj_xl.office.formats import Percent
from ssj_xl.office.refs import Area
from ssj_xl.tables.grid import Grid, Raw
from ssj_xl.tables.records import BY_NAME


class OpenpyxlGateway(MemoryGateway):
    """The workbook as it was when it was opened, with changes held until `commit` puts them into its cells.

    workbook: an openpyxl.Workbook.
    """

    def __init__(self, workbook: Any) -> None:
        super().__init__({})
        self._workbook = workbook
        self._look()

    def _look(self) -> None:
        """Read the workbook anew."""
        stream = BytesIO()
        self._workbook.save(stream)
        data = stream.getvalue()
        self._source = self._file = FileGateway(Home(Path("工作簿.xlsx"), hashlib.sha256(data).digest()), data)
        self._grids, self._names, self._beyond = {}, None, {}

    def commit(self) -> None:
        """Put what was changed into the cells, tables and names of the workbook."""
        super().commit()
        for name, grid in self._grids.items():
            self._write(self._file.table(name) if self._file.has(name) else self._new_sheet(grid), grid)
        known = self._file.names()
        for name, value in self.names().items():
            if value != known[name]:
                self._fill(name, value)
        self._look()

    def _new_sheet(self, grid: Grid) -> Grid:
        """A sheet with a blank table, as a workbook has it that knows the register."""
        from openpyxl.worksheet.table import Table

        sheet = self._workbook.create_sheet(grid.name)
        for column, title in enumerate(grid.header, 1):
            _put(sheet.cell(1, column), title)
        sheet.add_table(Table(displayName=grid.name, ref=str(Area(1, 1, 2, len(grid.header)))))
        if (spec := BY_NAME.get(grid.name)) and spec.hidden:
            sheet.sheet_state = "veryHidden"
        return Grid(grid.name, grid.header, (), sheet=grid.name)

    def _write(self, before: Grid, now: Grid) -> None:
        if now.header == before.header and now.rows == before.rows:
            return
        sheet = self._workbook[before.sheet]
        table = next((found for found in sheet.tables.values() if _starts_at(found.ref, before)), None)
        for column in range(len(before.header), len(now.header)):
            sheet.cell(before.top - 1, before.left + column).value = now.header[column]
            if table is not None:
                _add_column(table, now.header[column])
        for line, row in enumerate(now.rows):
            old = before.rows[line] if line < len(before.rows) else ()
            for column, value in enumerate(row):
                if column in before.computed:
                    _copy_formula(sheet, before, line, column)
                elif column >= len(old) or value != old[column]:
                    _put(sheet.cell(before.top + line, before.left + column), value)
        if table is not None:
            self._stretch(table, before, now)

    @staticmethod
    def _stretch(table: Any, before: Grid, now: Grid) -> None:
        area = Area.parse(table.ref)
        last = max(area.bottom if area else 0, before.top + len(now.rows) - 1)
        ref = Area(before.top - 1, before.left, last, before.left + len(now.header) - 1)
        table.ref = str(ref)
        if table.autoFilter is not None:
            table.autoFilter.ref = str(ref)

    def _fill(self, name: str, value: Any) -> None:
        for title, at in self._workbook.defined_names[name].destinations:
            _put(self._workbook[title][at.replace("$", "")], value)


def _starts_at(ref: str, grid: Grid) -> bool:
    area = Area.parse(ref)
    return area is not None and (area.top, area.left) == (grid.top - 1, grid.left)


def _add_column(table: Any, title: str) -> None:
    from openpyxl.worksheet.table import TableColumn

    number = max(column.id for column in table.tableColumns) + 1
    table.tableColumns.append(TableColumn(id=number, name=title))


def _put(cell: Any, value: Raw) -> None:
    """A value as one of its kind: text is text, whatever it begins with."""
    if isinstance(value, Percent):
        cell.value, cell.number_format = float(value), "0.##%"
        return
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.number_format = "@"


def _copy_formula(sheet: Any, grid: Grid, line: int, column: int) -> None:
    """A column that formulas fill goes on filling itself in a new row."""
    from openpyxl.formula.translate import Translator

    above, cell = sheet.cell(grid.top, grid.left + column), sheet.cell(grid.top + line, grid.left + column)
    if cell.value is None and isinstance(above.value, str) and above.value.startswith("="):
        cell.value = Translator(above.value, above.coordinate).translate_formula(cell.coordinate)

