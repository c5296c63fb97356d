"""Registers that other programs left out of shape: rows below the Excel Table, columns that lost their formula.

LibreOffice grows no table and drops what a table says about its formulas; Excel grows none where rows are pasted.
Every write puts that right, whatever else it is about.
"""

from __future__ import annotations

from collections.abc import Iterator

from ssj_xl.gateways.xlsx.editing import Editor
from ssj_xl.gateways.xlsx.reading import Region
from ssj_xl.office.refs import moved
from ssj_xl.office.sheetxml import SheetXml
from ssj_xl.office.workbook import Workbook
from ssj_xl.tables.extent import spec_of


def suspects(workbook: Workbook) -> Iterator[str]:
    """Registers that are worth a closer look: with rows below their Excel Table, or with formulas."""
    for sheet in workbook.sheets.values():
        for listed in sheet.lists:
            if spec_of(listed.name, sheet.name) and not listed.totals:
                numbers = sheet.xml.numbers
                if (numbers and numbers[-1] > listed.area.bottom) or listed.formulas or sheet.xml.formulas:
                    yield listed.name


def mend(editor: Editor, region: Region) -> None:
    """Take the rows below into the Excel Table, and give its columns their formulas again.

    A table does not grow over merged cells, which Excel does not allow in one.
    """
    if region.listed is None or region.listed.totals:
        return
    last = region.after - 1
    if last > region.inside and editor.is_free(region, region.inside + 1, last):
        editor.grow(region, last)
    if region.undeclared:
        editor.grow(region, 0, region.undeclared)
    for column in sorted(region.computed):
        _fill(editor, region, column)


def _fill(editor: Editor, region: Region, column: int) -> None:
    xml, at = region.sheet.xml, region.left + column
    formulas = xml.formulas
    origin, text = _model(xml, region, column)
    for number in range(region.first, region.inside + 1):
        if text and at not in formulas.get(number, ()):
            formula = moved(text, number - origin)
            editor.fill(region, number, column, formula)


def _model(xml: SheetXml, region: Region, column: int) -> tuple[int, str]:
    """A row and the formula that stands in it; without one what the table tells, if that is the same in every row."""
    at = region.left + column
    for number in range(region.inside, region.first - 1, -1):
        if at in xml.formulas.get(number, ()) and (text := xml.formula(number, at)):
            return number, text
    text = region.listed.formulas.get(column, "") if region.listed else ""
    return 0, text if moved(text, 1) == text else ""
