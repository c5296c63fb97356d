"""A bureau's workbook as the add-in of WPS sends it, made from its tables."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from ssj_xl.entry.serve import rows
from ssj_xl.gateways.contract import Gateway
from ssj_xl.office.formats import serial
from ssj_xl.office.refs import Area
from tests.bureau import Bureau

HINT = ("提示", '=IF([@备注]="x","","　")', "　")
"""A column that a formula fills."""


def sent(folder: Path) -> dict[str, Any]:
    """The rows of a bureau's workbook, which lies in the folder."""
    gateway = Bureau().gateway()
    names = dict(gateway.names())
    settings = {"name": "参数", "top": 1, "left": 1, "values": [[name, _plain(value)] for name, value in names.items()], "tables": [],
                "formats": [[2, n, n, "yyyy-mm-dd"] for n, value in enumerate(names.values(), 1) if isinstance(value, date)]}
    sheets = [settings, *(_sheet(gateway, name) for name in gateway.tables())]
    for sheet in sheets:
        sheet.setdefault("formulas", [["" if cell is None else str(cell) for cell in row] for row in sheet["values"]])
    found = {"path": str(folder / "主台账.xlsx"), "front": "检查对象", "selected": [[2, 1]], "sheets": sheets,
             "names": {name: f"=参数!$B${n}" for n, name in enumerate(names, 1)}}
    Path(found["path"]).write_bytes(rows.workbook(found))
    return found


def _sheet(gateway: Gateway, name: str) -> dict[str, Any]:
    grid = gateway.table(name)
    body = [list(row) for row in grid.rows] or [[None] * len(grid.header)]
    formats = [[c + 1, r + 2, r + 2, "yyyy-mm-dd" if isinstance(cell, date) else "0%"] for r, row in enumerate(body) for c, cell in enumerate(row)
               if isinstance(cell, date) or grid.is_percent(r, c)]
    values: list[list[Any]] = [list(grid.header), *([_plain(cell) for cell in row] for row in body)]
    texts = [["" if cell is None else str(cell) for cell in row] for row in values]
    if name == "检查对象":
        for n, (row, shown) in enumerate(zip(values, texts, strict=True)):
            row.append(HINT[2] if n else HINT[0])
            shown.append(HINT[1] if n else HINT[0])
    return {"name": name, "top": 1, "left": 1, "values": values, "formulas": texts, "formats": formats,
            "tables": [[name, str(Area(1, 1, len(values), len(values[0]))), False]]}


def _plain(value: Any) -> Any:
    return serial(value) if isinstance(value, date) else value
