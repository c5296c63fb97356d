"""What a closed workbook computes, stored beside its formulas: 计算 as a whole, 首页, and the formula columns of registers.

Only a workbook with the sheet 计算 is touched; formulas of the user's own keep the values that they have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import chain
from typing import Any
from xml.sax.saxutils import unescape

from ssj_xl.domain.counts import COUNTED, SHEET, Counted, Standing
from ssj_xl.domain.counts.calendar import TODAY
from ssj_xl.domain.counts.language import Value
from ssj_xl.gateways.xlsx.editing import Editor
from ssj_xl.gateways.xlsx.reading import Reader, Region
from ssj_xl.office.computed import Computed, plain, sheet_data
from ssj_xl.office.formats import END, moment_of
from ssj_xl.office.hostile import parse_xml
from ssj_xl.office.package import Package
from ssj_xl.office.refs import Area
from ssj_xl.office.sheetxml import SheetXml
from ssj_xl.office.workbook import Workbook
from ssj_xl.office.xml import MAIN, serialised

HOME = "首页"
_FIGURE = re.compile(r"=?(?:HYPERLINK\([^,]+,)?'?" + SHEET + r"'?!\$?C\$?(\d+)\)?")
_NAME, _VALUE = 0, 2
_FIRST_COLUMN = re.compile(rb'c r="A[0-9]')
_OWN_NAME = re.compile(rb'<c r="A([0-9]+)" t="inlineStr"><is><t xml:space="preserve">([^<]+)</t></is></c>')
_NO_REPEAT = re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^>]*>(?!<f t="shared" si=)')
_SHARED = re.compile(rb'<f t="shared" ref="[A-Z]+[0-9]+:([A-Z]+)([0-9]+)"')


class Stored:
    """The values of one workbook in its package."""

    def __init__(self, package: Package, workbook: Workbook, reader: Reader) -> None:
        self._package, self._workbook, self._reader = package, workbook, reader

    def standing(self) -> Standing:
        """What stands where on 计算, which stays there."""
        sheet = self._workbook.sheets[SHEET]
        names = _own_names(sheet.xml.body)
        if names is not None:
            return Standing(names, _own_ends(sheet.xml.body))
        names = {str(row[_NAME]): number for number, row in enumerate(self._reader.rows(sheet), start=1) if row[_NAME]}
        return Standing(names, _ends(re.findall(rb'<(?:\w+:)?c r="([A-Z]+)(\d+)"', sheet.xml.body)))

    def day(self) -> date | None:
        """The day for which values stand in the file."""
        rows = self._reader.rows(self._workbook.sheets[SHEET])
        value = next((row[_VALUE] for row in rows if row[_NAME] == TODAY and len(row) > _VALUE), None)
        shown = moment_of(int(value), from_1904=self._workbook.from_1904) if isinstance(value, int | float) and 0 < value < END else None
        return shown if isinstance(shown, date) else None

    def store(self, found: Counted) -> None:
        """Write 计算 anew, and the figures that 首页 shows."""
        sheet = self._workbook.sheets[SHEET]
        strips = [Computed(strip.column, strip.row, strip.formula,
                           [value if type(value) is int else self._plain(value) for value in strip.values]) for strip in found.strips()]
        area = str(Area(1, 1, max(strip.row + len(strip.values) - 1 for strip in strips), max(strip.column for strip in strips)))
        head = re.sub(rb'(<(?:\w+:)?dimension ref=")[^"]*"', rb"\g<1>" + area.encode() + b'"', sheet.xml.head)
        self._package.put(sheet.part, head + sheet_data(strips, sheet.xml.prefix.decode()) + sheet.xml.tail)
        if HOME in self._workbook.sheets:
            home = self._workbook.sheets[HOME]
            self._package.put(home.part, self._shown(home.xml, found))

    def _shown(self, xml: SheetXml, found: Counted) -> bytes:
        """首页 with the value of every cell that refers to a figure."""
        root = parse_xml(xml.head + b"<" + xml.prefix + b"sheetData>" + xml.body + b"</" + xml.prefix + b"sheetData>" + xml.tail,
                         xml.place)
        names = {row: name for name, row in found.layout.figures.items()}
        for cell in root.iter(f"{{{MAIN}}}c"):
            formula = cell.find(f"{{{MAIN}}}f")
            match = _FIGURE.fullmatch(formula.text or "") if formula is not None else None
            if match and int(match[1]) in names:
                _set_value(cell, self._plain(found.values[names[int(match[1])]]))
        return serialised(root)

    def words(self, found: Counted, regions: Mapping[str, Region]) -> Iterator[tuple[Region, int, Mapping[int, tuple[str, Any]]]]:
        """Cells of formula columns whose stored value is another: region, column, sheet row → formula and value."""
        for name, region in regions.items():
            for hint, formula, values in found.words(name):
                if hint.title in region.header:
                    column = region.header.index(hint.title)
                    shown = {line: self._plain(value) for line, value in values.items()}
                    yield region, column, {line: (formula, value) for line, value in shown.items()
                                           if _at(region, line, column) != value}

    def _plain(self, value: Value) -> str | int | float:
        return plain(value, from_1904=self._workbook.from_1904)


def _own_names(body: bytes) -> dict[str, int] | None:
    """Texts of column A by their rows, as `sheet_data` writes them; None where another program wrote the sheet.

    So an act need not read the tens of thousands of cells that it is about to write anew.
    """
    own = _OWN_NAME.findall(body)
    return {unescape(text.decode()): int(row) for row, text in own} if len(own) == len(_FIRST_COLUMN.findall(body)) else None


def _own_ends(body: bytes) -> dict[str, int]:
    """The last row of each column, of a sheet that `sheet_data` wrote: of a shared formula the first cell says where it ends."""
    return _ends(chain(_NO_REPEAT.findall(body), _SHARED.findall(body)))


def _ends(cells: Iterable[tuple[bytes, bytes]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, row in cells:
        letters = column.decode()
        found[letters] = max(found.get(letters, 0), int(row))
    return found


def _at(region: Region, line: int, column: int) -> object:
    row = region.rows[line - region.first] if line - region.first < len(region.rows) else []
    return row[column] if column < len(row) else None


def _set_value(cell: Any, value: str | int | float) -> None:
    """Give a formula's cell its value."""
    for child in cell.findall(f"{{{MAIN}}}v"):
        cell.remove(child)
    cell.attrib.pop("t", None)
    if isinstance(value, str):
        cell.set("t", "str")
    element = cell.makeelement(f"{{{MAIN}}}v")
    element.text = value if isinstance(value, str) else repr(value)
    cell.insert(list(cell).index(cell.find(f"{{{MAIN}}}f")) + 1, element)


def store(editor: Editor, stored: Stored, found: Counted, regions: Mapping[str, Region]) -> None:
    """Put everything that was counted into the package and into the editor's changes."""
    stored.store(found)
    for region, column, cells in stored.words(found, regions):
        for line, (formula, value) in cells.items():
            editor.compute(region, line, column, formula=formula, value=value)


def names() -> tuple[str, ...]:
    """Registers with formula columns or figures."""
    return tuple(spec.name for spec in COUNTED)
