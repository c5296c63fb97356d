"""Changes to the sheets of a package: what may be written where, and the parts that follow from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ssj_xl.gateways.xlsx.package import Package
from ssj_xl.gateways.xlsx.reading import Region
from ssj_xl.gateways.xlsx.refs import LAST_ROW, Area, extended
from ssj_xl.gateways.xlsx.rows import Formula, Plan, RowWriter, SheetChanges, plan_attributes
from ssj_xl.gateways.xlsx.sheetxml import MAIN, SheetXml
from ssj_xl.gateways.xlsx.workbook import Sheet, Workbook, resized
from ssj_xl.tables.grid import Raw, column_letters
from ssj_xl.tables.problems import Place, UserError, fail

_X14_REFERENCES = "{http://schemas.microsoft.com/office/excel/2006/main}sqref"

_X14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_X14_RULES = (f"{_X14}conditionalFormatting", f"{_X14}dataValidation")


class _Growth(NamedTuple):
    """A region that ends lower than before: its area then, its last row now, the part of its Excel Table."""

    before: Area
    last: int
    part: str


class Editor:
    """Collects changes by sheet, refusing what would damage something, and writes them into the package."""

    def __init__(self, package: Package, workbook: Workbook) -> None:
        self._package = package
        self._workbook = workbook
        self._changes: dict[str, SheetChanges] = {}
        self._grown: dict[str, dict[tuple[str, int, int], _Growth]] = {}

    @property
    def pending(self) -> bool:
        """Whether anything is to be written."""
        return bool(self._changes)

    def append(self, region: Region, rows: Sequence[Sequence[Raw]]) -> None:
        """Put rows after the region's last one.

        Raises UserError F10 where something stands in the way, F14 for a totals row or a formula
        that would be overwritten, F17 merged cells or an array formula, F21 where the sheet ends.
        """
        first, last = region.after, region.after + len(rows) - 1
        self._check_room(region, first, last)
        self._check_formulas(region, rows, first)
        changes = self._changes.setdefault(region.sheet.name, SheetChanges())
        plan_inside, plan_outside = self._plans(region)
        for number, row in enumerate(rows, first):
            inside = number <= region.inside
            changes.plans[number] = _merged(changes.plans.get(number), plan_inside if inside else plan_outside)
            for column, value in _cells(region, row, inside=inside):
                changes.set(number, column, value)
        if last > region.inside:
            self._grow(region, last)

    def replace(self, region: Region, changes: Mapping[int, Mapping[int, Raw]]) -> None:
        """Put values into cells of the region (rows and columns from 0).  Raises UserError F14, F17."""
        xml = region.sheet.xml
        blocked = self._blocked(region.sheet)
        for row, cells in changes.items():
            number = region.first + row
            formulas = {column for column, info in xml.cells(number).items() if info.formula}
            for column in cells:
                if region.left + column in formulas or column in region.formulas:
                    raise self._formula(region, number, column)
                self._check_free(region, Area(number, region.left + column, number, region.left + column), blocked)
        pending = self._changes.setdefault(region.sheet.name, SheetChanges())
        for row, cells in changes.items():
            for column, value in cells.items():
                pending.set(region.first + row, region.left + column, value)

    def put(self, sheet: Sheet, row: int, column: int, value: Raw) -> None:
        """Put a value into one cell.  Raises UserError F24 where a formula stands."""
        info = sheet.xml.cells(row).get(column)
        cell = Area(row, column, row, column)
        if (info and info.formula) or any(area.meets(cell) for area in sheet.xml.array_areas()):
            raise fail("F24", Place(self._package.place.file, sheet.name, str(cell)))
        self._changes.setdefault(sheet.name, SheetChanges()).set(row, column, value)

    def compute(self, region: Region, row: int, column: int, *, formula: str, value: str | int | float) -> None:
        """Put a formula and its value into a cell of a formula column.  row: of the sheet; column: of the region."""
        changes = self._changes.setdefault(region.sheet.name, SheetChanges())
        changes.set(row, region.left + column, Formula(formula, value))

    def _check_room(self, region: Region, first: int, last: int) -> None:
        place = Place(self._package.place.file, region.sheet.name, f"{first}:{first}")
        if last > region.inside and region.listed and region.listed.totals:
            raise fail("F14", place, table=region.name, column="汇总")
        if last >= LAST_ROW:
            raise fail("F21", place, table=region.name, limit=LAST_ROW)
        self._check_free(region, region.area(first, last), self._blocked(region.sheet))
        # One row more must stay blank, or what stands there would count as part of the table from now on.
        line = self._occupied(region, max(first, region.inside + 1), last + 1)
        if line and last > region.inside:
            raise fail("F10", place, table=region.name, line=line)

    def _occupied(self, region: Region, first: int, last: int) -> int:
        """The first row in which something stands in the region's columns, 0 where there is none."""
        xml = region.sheet.xml
        pending = self._changes.get(region.sheet.name, SheetChanges()).cells
        columns = range(region.left, region.right + 1)
        others = [listed.area for listed in region.sheet.lists if listed is not region.listed]
        lines = [area.top for area in others if area.meets(region.area(first, last))]
        lines += [n for n in pending if first <= n <= last and any(c in pending[n] for c in columns)]
        for number in xml.numbers_between(first, last):
            if any(info.filled and column in columns for column, info in xml.cells(number).items()):
                lines.append(number)
                break
        return min(lines, default=0)

    def _check_formulas(self, region: Region, rows: Sequence[Sequence[Raw]], first: int) -> None:
        """Refuse a value for a cell that computes itself."""
        xml = region.sheet.xml
        for column in region.formulas:
            if any(row[column] is not None for row in rows):
                raise self._formula(region, first, column)
        for number in xml.numbers_between(first, min(first + len(rows) - 1, region.inside)):
            for column, info in xml.cells(number).items():
                index = column - region.left
                if info.formula and 0 <= index < len(region.header) and rows[number - first][index] is not None:
                    raise self._formula(region, number, index)

    def _formula(self, region: Region, row: int, column: int) -> UserError:
        cell = f"{column_letters(region.left + column)}{row}"
        place = Place(self._package.place.file, region.sheet.name, cell)
        return fail("F14", place, table=region.name, column=region.header[column])

    def _blocked(self, sheet: Sheet) -> list[Area]:
        return [*sheet.xml.merged_areas(), *sheet.xml.array_areas()]

    def _check_free(self, region: Region, area: Area, blocked: list[Area]) -> None:
        for other in blocked:
            if other.meets(area):
                place = Place(self._package.place.file, region.sheet.name, str(other))
                raise fail("F17", place, table=region.name, area=str(other))

    def _plans(self, region: Region) -> tuple[Plan, Plan]:
        """How new rows look inside and outside the Excel Table: as its last row with data."""
        xml = region.sheet.xml
        changed = self._changes.get(region.sheet.name)
        model = min(max(region.after - 1, region.first), max(region.inside, region.first))
        known = changed.plans.get(model) if changed else None
        if known:
            return known, Plan(known.styles, True, known.attributes)
        cells = xml.cells(model)
        style = {c: cells[c].style for c in range(region.left, region.right + 1) if c in cells}
        attributes = plan_attributes(xml, model)
        return Plan(style, False, attributes), Plan(style, True, attributes)

    def _grow(self, region: Region, last: int) -> None:
        """Remember that the region now ends lower, and what it ended with before."""
        grown = self._grown.setdefault(region.sheet.name, {})
        known = grown.get(region.corner)
        before = known.before if known else region.area(region.first, max(region.inside, region.first))
        grown[region.corner] = _Growth(before, last, region.listed.part if region.listed else "")
        region.inside = last

    def write(self) -> None:
        """Put the changed sheets, tables and formats into the package."""
        for name, changes in self._changes.items():
            sheet = self._workbook.sheets[name]
            grown = self._grown.get(name, {})
            writer = RowWriter(sheet.xml, self._workbook.styles, from_1904=self._workbook.from_1904)
            frame = sheet.xml.frame()
            _widen_dimension(frame, changes)
            for growth in grown.values():
                _extend_rules(frame, growth.before, growth.last)
                if growth.part:
                    resized(self._package, growth.part, growth.last)
            self._package.put(sheet.part, sheet.xml.rebuilt(frame, writer.written(changes)))
        self._workbook.recalculate_on_load()


def _merged(known: Plan | None, plan: Plan) -> Plan:
    """The plan of a row that two tables side by side share."""
    return Plan({**known.styles, **plan.styles}, known.anew or plan.anew, known.attributes) if known else plan


def _cells(region: Region, row: Sequence[Raw], *, inside: bool) -> Iterator[tuple[int, Any]]:
    for index, value in enumerate(row):
        if value is not None:
            yield region.left + index, value
        elif index in region.formulas and not inside:
            yield region.left + index, Formula(region.formulas[index])


def _widen_dimension(frame: Any, changes: SheetChanges) -> None:
    dimension = frame.find(f"{{{MAIN}}}dimension")
    area = Area.parse(dimension.get("ref", "")) if dimension is not None else None
    for row, cells in changes.cells.items():
        if area and cells:
            area = area.joined(Area(row, min(cells), row, max(cells)))
    if area:
        dimension.set("ref", str(area))


def _extend_rules(frame: Any, before: Area, last: int) -> None:
    """Let validations, conditional formats and silenced hints that end with the table end with it again."""
    for tag in ("conditionalFormatting", "dataValidation", "ignoredError"):
        for element in frame.iter(f"{{{MAIN}}}{tag}"):
            element.set("sqref", extended(element.get("sqref", ""), before, last))
    for element in frame.iter(_X14_REFERENCES):
        # Sparklines say in the same way where they stand; they stay there.
        if element.getparent().tag in _X14_RULES:
            element.text = extended(element.text or "", before, last)


def named_row_and_column(area: Area, xml: SheetXml) -> tuple[int, int] | None:
    """The one cell that a name's area means: a single cell, or merged cells; None for any other area."""
    single = (area.top, area.left) == (area.bottom, area.right) or area in xml.merged_areas()
    return (area.top, area.left) if single else None
