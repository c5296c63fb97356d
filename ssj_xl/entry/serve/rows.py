"""A workbook of which only the rows were sent, and what an act changed in it."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ssj_xl.gateways.live.blocks import Formula, outgoing
from ssj_xl.office.refs import Area, target
from ssj_xl.tables.problems import fail

Json = dict[str, Any]
_THIS_ROW = re.compile(r"\[@([^\[\]]+)\]")
Cells = dict[tuple[int, int], tuple[Any, str]]
"""Row and column → the value or formula, and the number format."""


def workbook(sent: Json) -> bytes:
    """A workbook with the sheets, tables and names that were sent.  Raises UserError A95 for what is none.

    sent: `sheets`, each with name, top, left, values and formulas by row, formats as [column, first row, last row, code]
    (all from 1), and tables as [name, address, totals]; `names` with what they refer to.
    """
    from xlsxwriter.exceptions import XlsxWriterException

    from ssj_xl.office.streamed import StreamedBook, completed

    stream = io.BytesIO()
    if sent.get("from1904"):
        raise fail("A95", why="日期从 1904 年算起")
    try:
        with StreamedBook(stream, {"in_memory": True, "nan_inf_to_errors": True}) as made:
            for sheet in sent["sheets"]:
                _put_sheet(made, made.add_worksheet(str(sheet["name"])), sheet)
            there = {str(sheet["name"]) for sheet in sent["sheets"]}
            for name, text in sent["names"].items():
                if (meant := target(text)) and meant[0] in there:
                    made.define_name(name, text if text.startswith("=") else f"={text}")
    except (LookupError, TypeError, ValueError, AttributeError, XlsxWriterException) as error:
        raise fail("A95", why=str(error)) from error
    return completed(stream.getvalue(), made)


def _put_sheet(made: Any, page: Any, sheet: Json) -> None:
    top, left, values = sheet["top"], sheet["left"], sheet["values"]
    codes = {(row, column): code for column, first, last, code in sheet["formats"] for row in range(first, last + 1)}
    styles = {code: made.add_format({"num_format": code}) for code in sorted({*codes.values(), "General"})}
    for name, address, totals in sheet["tables"]:
        area = Area.parse(address)
        if area is None:
            raise ValueError(address)
        columns = [_column(values[area.top - top][at], [row[at] for row in sheet["formulas"][area.top - top + 1 : area.bottom - top + 1]])
                   for at in range(area.left - left, area.right - left + 1)]
        page.add_table(area.top - 1, area.left - 1, area.bottom - 1, area.right - 1, {"name": name, "total_row": totals, "columns": columns})
    for r, (row, texts) in enumerate(zip(values, sheet["formulas"], strict=True), top):
        for c, (value, text) in enumerate(zip(row, texts, strict=True), left):
            _put(page, (r - 1, c - 1), (value, text), styles[codes.get((r, c), "General")])


def _column(title: Any, texts: list[Any]) -> Json:
    """A column of a table: one that has a formula in every cell is computed."""
    computed = texts and all(str(text).startswith("=") for text in texts)
    return {"header": str(title), **({"formula": _THIS_ROW.sub(r"[@[\1]]", texts[0])} if computed else {})}


def _put(page: Any, at: tuple[int, int], cell: tuple[Any, Any], style: Any) -> None:
    value, text = cell
    if isinstance(text, str) and text.startswith("=") and text != value:
        page.write_formula(*at, text, style, 0 if value is None else value)
    elif value is None or value == "":
        page.write_blank(*at, None, style)
    elif isinstance(value, bool):
        page.write_boolean(*at, value, style)
    elif isinstance(value, int | float) and math.isfinite(value):
        page.write_number(*at, value, style)
    else:
        page.write_string(*at, str(value), style)


def writes(before: bytes, after: bytes) -> list[Json]:
    """What to do in the open workbook, in this order, so that it holds what `after` holds: sheets that are new, tables that grew, cells, tables of new sheets.

    A cell comes as the value to type (text with an apostrophe, a day as its number), the value to read back, and the
    number format where it is another one.
    """
    old, new = _sheets(before), _sheets(after)
    done: list[Json] = [{"do": "add", "sheet": name} for name in new if name not in old]
    for name, (cells, tables, hidden) in new.items():
        known, were, _ = old.get(name, ({}, tables, hidden))
        done += [{"do": "resize", "sheet": name, "table": table, "to": to} for table, to in tables.items() if were.get(table) != to]
        done += [{"do": "put", "sheet": name, "row": row, "column": column, **_typed(cell, known.get((row, column)))}
                 for (row, column), cell in sorted(cells.items()) if known.get((row, column), (None, "General")) != cell]
        done += [{"do": "put", "sheet": name, "row": row, "column": column, "value": None, "read": None}
                 for (row, column), cell in sorted(known.items()) if (row, column) not in cells and cell[0] is not None]
        done += [{"do": "table", "sheet": name, "table": table, "to": to, "hidden": hidden} for table, to in tables.items() if name not in old]
    return done


def _typed(cell: tuple[Any, str], before: tuple[Any, str] | None) -> Json:
    value, code = cell
    made: Json = {} if code == (before[1] if before else "General") else {"format": code}
    if isinstance(value, Formula):
        return {**made, "value": value.text.replace("[#This Row],", "@"), "read": None}
    return {**made, "value": outgoing(value, code, from_1904=False), "read": value}


def _sheets(data: bytes) -> dict[str, tuple[Cells, Mapping[str, str], bool]]:
    """Each sheet: its cells, its tables with where they are, whether it is hidden."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data))
    return {page.title: (dict(_cells(page)), {table.name: table.ref for table in page.tables.values()}, page.sheet_state != "visible") for page in book.worksheets}


def _cells(page: Any) -> Iterator[tuple[tuple[int, int], tuple[Any, str]]]:
    for row in page.iter_rows():
        for cell in row:
            if cell.value is not None or cell.number_format != "General":
                yield (cell.row, cell.column), (_value(cell), cell.number_format)


def _value(cell: Any) -> Any:
    from openpyxl.utils.datetime import to_excel

    if cell.data_type == "f":
        return Formula(getattr(cell.value, "text", cell.value))
    if cell.is_date and cell.value is not None:
        return float(to_excel(cell.value))
    return float(cell.value) if isinstance(cell.value, int) and not isinstance(cell.value, bool) else cell.value


def is_read_back(wanted: list[Json], found: Any) -> bool:
    """Whether the workbook holds what was written.  found: a value for each cell that was put, in that order."""
    cells = [one for one in wanted if one["do"] == "put" and not str(one["value"]).startswith("=")]
    return isinstance(found, list) and len(found) == len(cells) and all(
        (None if one["read"] == "" else one["read"]) == (None if value == "" else value) for one, value in zip(cells, found, strict=True))
