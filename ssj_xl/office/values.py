"""Values of a worksheet read from its own XML, for a workbook that the usual reader gives up on and Excel opens.

The same values as that reader gives: text, int or float, bool, dates and times by the cell's format, errors as their text.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from ssj_xl.office.formats import moment_of
from ssj_xl.office.hostile import damaged
from ssj_xl.office.package import Package
from ssj_xl.office.refs import Area
from ssj_xl.office.runs import runs_of
from ssj_xl.office.sheetxml import SheetXml, is_number
from ssj_xl.office.workbook import Workbook
from ssj_xl.office.xml import Element, child, children, integer, unescaped
from ssj_xl.tables.grid import Raw


class XmlValues:
    """The values of a workbook's sheets."""

    def __init__(self, package: Package, workbook: Workbook) -> None:
        self._place = package.place
        self._workbook = workbook
        items = children(package.tree(workbook.shared_strings), "si") if workbook.shared_strings else []
        self._shared = [_text(item) for item in items]

    def rows(self, xml: SheetXml) -> list[list[Raw]]:
        """All rows of a sheet from A1 down to its last value, blank cells as None.  Raises UserError F02."""
        found: dict[tuple[int, int], Raw] = dict(self._cells(xml))
        bottom, right = max((row for row, _ in found), default=0), max((column for _, column in found), default=0)
        rows: list[list[Raw]] = [[None] * right for _ in range(bottom)]
        for (row, column), value in found.items():
            rows[row - 1][column - 1] = value
        return rows

    def _cells(self, xml: SheetXml) -> Iterator[tuple[tuple[int, int], Raw]]:
        for row in children(child(xml.tree_of_cells(), "sheetData"), "row"):
            for cell in children(row, "c"):
                at = Area.parse(cell.get("r", ""))
                value = self._value(cell)
                if at and value is not None and value != "":
                    yield (at.top, at.left), value

    def _value(self, cell: Element) -> Raw:
        kind, found = cell.get("t", "n"), child(cell, "v")
        text = "".join(found.itertext()) if found is not None else ""
        if kind == "inlineStr":
            return _text(child(cell, "is"))
        if not text.strip():
            return text if kind == "str" else None
        if kind == "s":
            return self._of_shared(text.strip())
        if kind == "b":
            return text.strip() in ("1", "true")
        if kind == "d":
            return _iso(text.strip())
        return self._number(text.strip(), integer(cell, "s")) if kind == "n" else unescaped(text)

    def _of_shared(self, text: str) -> str:
        if not text.isdecimal() or int(text) >= len(self._shared):
            raise damaged(f"没有第 {text} 段共用文字", self._place)
        return self._shared[int(text)]

    def _number(self, text: str, style: int) -> Raw:
        """A number, or a day or time where its format shows one; what no cell can hold stays text."""
        of_days = self._workbook.is_timelike(style)
        if not is_number(text.encode(), of_days=of_days):
            return text
        return moment_of(float(text), from_1904=self._workbook.from_1904) if of_days else float(text)


def _text(item: Element | None) -> str:
    """The text of a shared or inline string."""
    return "".join(run.text for run in runs_of(item))


def _iso(text: str) -> date | datetime | str:
    try:
        moment = datetime.fromisoformat(text.removesuffix("Z"))
    except ValueError:
        return text
    return moment.date() if moment.time() == time() else moment
