"""What a workbook computes, put into a new one: the hidden sheet 计算, and the words beside the rows of registers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from ssj_xl.domain.counts import COUNTED, SHEET, Counted, World, sheet_of
from ssj_xl.domain.counts.language import Value
from ssj_xl.domain.workdays import Calendar
from ssj_xl.office.computed import Computed, sheet_data
from ssj_xl.tables.cells import read_cell
from ssj_xl.tables.grid import Grid
from ssj_xl.tables.registers import HOLIDAYS
from ssj_xl.tables.settings import SETTING_BY_KEY, Settings
from ssj_xl.tables.spec import TableSpec
from ssj_xl.tables.table import Table, cell_text, normalise

_EPOCH = date(1899, 12, 30)
_WIDTHS = (30, 60, 14, 30)


def counted(settings: Mapping[str, Any], rows: Mapping[str, Sequence[Mapping[str, Any]]],
            specs: Mapping[str, TableSpec], today: date) -> Counted:
    """Everything that the workbook with these parameters and rows computes on a day (查看日 goes before it)."""
    tables = {spec.name: _table(specs[spec.name], rows.get(spec.name, ())) for spec in COUNTED}
    known = _settings(settings)
    calendar = Calendar.from_rows(tables[HOLIDAYS.name])
    return sheet_of(World(tables, known, calendar, known.view_day or today))


def _settings(given: Mapping[str, Any]) -> Settings:
    read: dict[str, Any] = {key: read_cell(_plain(value), SETTING_BY_KEY[key].column, percent=True).value for key, value in given.items()}
    return Settings(**{key: value for key, value in read.items() if value not in ("", None)})


def _table(spec: TableSpec, rows: Sequence[Mapping[str, Any]]) -> Table:
    """The register as it will be read: on its own sheet, from the second row on."""
    raw = [[_plain(cell_text(row.get(column.key))) for column in spec.columns] for row in rows]
    header = tuple(column.header for column in spec.columns)
    return normalise(Grid(spec.name, header, raw, "", spec.name, is_percent=lambda _row, _column: True), spec)


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Fraction) else value


def stored(value: Value) -> str | int | float:
    """A value as it stands beside its formula in the file."""
    if isinstance(value, date):
        return (value - _EPOCH).days
    return float(value) if isinstance(value, Fraction) else value


def add_counted(book: Any) -> None:
    """Add the hidden worksheet 计算; `rows_of` has what it holds."""
    sheet = book.add_worksheet(SHEET)
    for index, characters in enumerate(_WIDTHS):
        sheet.set_column(index, index, characters)
    sheet.hide()


def rows_of(found: Counted) -> bytes:
    """The rows of 计算 as XML."""
    texts = (Computed(column, row, "", text) for row, column, text in found.titles())
    return sheet_data((*texts, *(Computed(cell.column, cell.row, cell.formula, stored(cell.value)) for cell in found.cells())))
