"""An open workbook of invented law firms in a program that takes values as Excel does, for tests of the live gateway."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from ssj_xl.gateways.live.gateway import LiveGateway
from tests.gateways import fake_excel, workbooks
from tests.gateways.fake_excel import Cell, Excel

NOW = datetime(2026, 3, 2, 9)


class Desk:
    """An open workbook of invented law firms, and the program behind it."""

    def __init__(self, folder: Path, count: int = 3, names: dict[str, Any] | None = None) -> None:
        self.path = folder / "主台账.xlsx"
        self.excel = Excel()
        tables = {"检查对象": workbooks.objects(count), "执法人员": (("人员编码", "姓名"), [("R1", "李四光")])}
        self.book = fake_excel.opened(tables, names, self.path, self.excel)
        self.file = fake_excel.behind(self.book)
        self.objects, self.people = self.file.sheets[:2]

    def gateway(self, **how: Any) -> LiveGateway:
        return LiveGateway(self.book, **how)

    def held(self) -> list[dict[tuple[int, int], Cell]]:
        """Values and formulas of every sheet; blank cells count for nothing."""
        return [{at: replace(cell, code="") for at, cell in sheet.cells.items() if cell.value is not None}
                for sheet in self.file.sheets]

    def unchanged(self) -> bool:
        """Whether the program is as a user likes it."""
        return self.excel.switches == Excel().switches
