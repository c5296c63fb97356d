"""Every door to a workbook, for tests that are tried on each: made of tables, or opened with a given content."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ssj_xl.gateways.contract import Gateway
from ssj_xl.gateways.live.gateway import LiveGateway
from ssj_xl.gateways.memory import MemoryGateway
from ssj_xl.gateways.opening import open_gateway
from tests.gateways import fake_excel, workbooks
from tests.office import LiveOffice

Standing = dict[tuple[int, int], Any]
"""Row and column → value, or the formula where there is one; blank cells left out."""


class MemoryDoor:
    """Workbooks that live in memory; the next reader finds the same one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def make(self, tables: Mapping[str, workbooks.Table], names: Mapping[str, Any] | None = None) -> Gateway:
        return MemoryGateway(tables, names)

    def opened(self, data: bytes) -> Gateway:
        path = self._folder / "主台账.xlsx"
        path.write_bytes(data)
        source = open_gateway(path)
        grids = {name: source.table(name) for name in source.tables()}
        self.gateway = MemoryGateway({name: (grid.header, grid.rows) for name, grid in grids.items()}, source.names())
        return self.gateway

    def again(self, gateway: Gateway) -> Gateway:
        return gateway

    def standing(self, sheet: str) -> Standing:
        """What stands on a sheet."""
        return cells_of(self.gateway, sheet)


class FileDoor:
    """Workbooks in closed files; the next reader opens the file."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "主台账.xlsx"

    def make(self, tables: Mapping[str, workbooks.Table], names: Mapping[str, Any] | None = None) -> Gateway:
        return self.opened(workbooks.plain(tables, names))

    def opened(self, data: bytes) -> Gateway:
        self.path.write_bytes(data)
        return open_gateway(self.path)

    def again(self, gateway: Gateway) -> Gateway:
        gateway.commit()
        return open_gateway(self.path)

    def standing(self, sheet: str) -> Standing:
        """What stands on a sheet."""
        cells = workbooks.loaded(self.path)[sheet]
        return {(cell.row, cell.column): cell.value for row in cells for cell in row if cell.value is not None}


class TwinDoor(FileDoor):
    """The dry-run twin of a closed file."""

    def opened(self, data: bytes) -> Gateway:
        self.gateway = MemoryGateway.copy_of(super().opened(data))
        return self.gateway

    def standing(self, sheet: str) -> Standing:
        return cells_of(self.gateway, sheet)

    def again(self, gateway: Gateway) -> Gateway:
        return gateway


class OfficeDoor(FileDoor):
    """Workbooks that are open in LibreOffice; the next reader finds them open, and the same in the saved file."""

    live: LiveOffice

    def opened(self, data: bytes) -> Gateway:
        self.path.write_bytes(data)
        self.book = self.live.open(self.path)
        return LiveGateway(self.book)

    def standing(self, sheet: str) -> Standing:
        used = self.book.sheets[sheet].used_range
        values, texts = used.options(ndim=2).value, used.formula
        rows = texts if isinstance(texts, tuple) and isinstance(texts[0], tuple) else ((texts,),)
        return {(used.row + r, used.column + c): rows[r][c] if str(rows[r][c]).startswith("=") else value
                for r, row in enumerate(values) for c, value in enumerate(row) if value is not None or rows[r][c] != ""}

    def again(self, gateway: Gateway) -> Gateway:
        gateway.commit()
        found, saved = LiveGateway(self.book), open_gateway(self.path)
        assert sorted(found.tables()) == sorted(saved.tables())
        for name in saved.tables():
            assert rows_of(found, name) == rows_of(saved, name)
        assert found.names() == saved.names()
        return found


class ExcelDoor(FileDoor):
    """Workbooks that are open in the stand-in for Excel, under xlwings' own layer for Windows."""

    def make(self, tables: Mapping[str, workbooks.Table], names: Mapping[str, Any] | None = None) -> Gateway:
        self.book = fake_excel.opened(tables, names, self.path)
        return LiveGateway(self.book)

    def opened(self, data: bytes) -> Gateway:
        self.path.write_bytes(data)
        self.book = fake_excel.loaded(self.path)
        return LiveGateway(self.book)

    def standing(self, sheet: str) -> Standing:
        cells = fake_excel.behind(self.book).sheet(sheet).cells
        return {at: cell.formula or cell.value for at, cell in cells.items() if cell.formula or cell.value is not None}

    def again(self, gateway: Gateway) -> Gateway:
        gateway.commit()
        return LiveGateway(self.book)


Door = MemoryDoor | FileDoor


def rows_of(gateway: Gateway, name: str = "检查对象") -> list[list[Any]]:
    """The rows of a table."""
    return [list(row) for row in gateway.table(name).rows]


def cells_of(gateway: Gateway, name: str) -> Standing:
    """Row and column → value of the rows of a table."""
    grid = gateway.table(name)
    return {(grid.top + r, grid.left + c): value for r, row in enumerate(grid.rows) for c, value in enumerate(row)
            if value is not None}
