"""Changes to the sheets of a package: what may be written where, and the parts that follow from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any, NamedTuple

from ssj_xl.gateways.xlsx.reading import Region
from ssj_xl.office.new_sheet import Rule, add_rules
from ssj_xl.office.package import Package
from ssj_xl.office.refs import LAST_COLUMN, LAST_ROW, Area, extended
from ssj_xl.office.rows import Formula, Plan, RowWriter, SheetChanges, plan_attributes
from ssj_xl.office.sheetxml import SheetXml
from ssj_xl.office.workbook import Sheet, Workbook, reshaped, widened
from ssj_xl.office.xml import MAIN
from ssj_xl.tables.extent import models, spec_of
from ssj_xl.tables.grid import Raw, column_letters
from ssj_xl.tables.problems import Place, UserError, fail

_X14_REFERENCES = "{http://schemas.microsoft.com/office/excel/2006/main}sqref"

_X14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_X14_RULES = (f"{_X14}conditionalFormatting", f"{_X14}dataValidation")


class _Growth(NamedTuple):
    """A region that ends lower than before: its area then, its last row now, the part of its Excel Table.

    formulas: by column (from 0), what the Excel Table is to tell again.
    """

    before: Area
    last: int
    part: str
    formulas: Mapping[int, str] = {}


class Editor:
    """Collects changes by sheet, refusing what would damage something, and writes them into the package."""

    def __init__(self, package: Package, workbook: Workbook) -> None:
        self._package = package
        self._workbook = workbook
        self._changes: dict[str, SheetChanges] = {}
        self._grown: dict[str, dict[tuple[str, int, int], _Growth]] = {}
        self._like: dict[str, dict[int, int]] = {}  # sheet → new column → the column whose look it takes
        self._bodies: dict[str, dict[int, int]] = {}  # sheet → new column → the format of its cells, where none there has its kind
        self._guides: dict[str, list[Rule]] = {}

    @property
    def pending(self) -> bool:
        """Whether anything is to be written."""
        return bool(self._changes)

    def touch(self, sheet: str) -> None:
        """Let a sheet be written although nothing in it changes: it is new."""
        self._changes.setdefault(sheet, SheetChanges())

    def guide(self, sheet: str, rules: Iterable[Rule]) -> None:
        """Let cells of a sheet that is to be written say and offer something."""
        self._guides.setdefault(sheet, []).extend(rules)

    def append(self, region: Region, rows: Sequence[Sequence[Raw]]) -> None:
        """Put rows after the region's last one.

        Raises UserError F10 where something stands in the way, F14 for a totals row or a formula
        that would be overwritten, F17 merged cells or an array formula, F21 where the sheet ends.
        """
        first, last = region.after, region.after + len(rows) - 1
        self._check_formulas(region, rows, first)
        self._check_room(region, first, last, {c for row in rows for c, cell in enumerate(row) if cell is not None})
        changes = self._changes.setdefault(region.sheet.name, SheetChanges())
        plan_inside, plan_outside = self._plans(region)
        for number, row in enumerate(rows, first):
            plan = plan_inside if number <= region.inside else plan_outside
            changes.plans[number] = _merged(changes.plans.get(number), plan)
            for column, value in enumerate(row, region.left):
                if value is not None:
                    changes.set(number, column, value)
        if last > region.inside:
            self.grow(region, last)

    def widen(self, region: Region, titles: Sequence[str], bodies: Mapping[str, int] = {}) -> None:
        """Put blank columns with these titles right of the region, each looking like the last one of its kind.

        bodies: titles of whose kind the region has none, with the format of their cells.

        Raises UserError F63 where something stands there.
        """
        xml, head = region.sheet.xml, region.first - 1
        area = Area(head, region.right + 1, max(region.inside, region.after - 1), region.right + len(titles))
        self._check_beside(region, area, titles)
        changes = self._changes.setdefault(region.sheet.name, SheetChanges())
        like = {area.left + n: region.left + column for n, column in enumerate(models(region.header, spec_of(region.name, region.sheet.name), titles))}
        for at, title in zip(like, titles, strict=True):
            changes.set(head, at, title)
        own = {at: bodies[title] for at, title in zip(like, titles, strict=True) if title in bodies}
        for number in (head, *xml.numbers_between(region.first, area.bottom)):
            cells = xml.cells(number)
            styles = {at: own[at] if at in own and number != head else cells[model].style for at, model in like.items() if model in cells}
            if styles or number == head:
                known = changes.plans.get(number)
                changes.plans[number] = _merged(known, Plan(styles, True)) if known else Plan(styles, True)
        self._like.setdefault(region.sheet.name, {}).update(like)
        self._bodies.setdefault(region.sheet.name, {}).update(own)
        if region.listed:
            widened(self._package, region.listed.part, titles)
            region.sheet.__dict__.pop("lists", None)

    def _check_beside(self, region: Region, area: Area, titles: Sequence[str]) -> None:
        """Refuse columns over anything that stands there, other tables and merged cells too."""
        xml = region.sheet.xml
        filled = (Area(number, at, number, at) for number in xml.numbers_between(area.top, area.bottom)
                  for at, info in xml.cells(number).items() if info.filled and area.left <= at <= area.right)
        others = (other for other in (*region.others, *self._blocked(region.sheet)) if other.meets(area))
        found = next(iter((*others, *filled)), None) if area.right <= LAST_COLUMN else area
        if found:
            place = Place(self._package.place.file, region.sheet.name, str(found))
            raise fail("F63", place, table=region.name, titles="、".join(titles))

    def fill(self, region: Region, row: int, column: int, formula: str) -> None:
        """Put a formula into a cell of a sheet row and a column of the region (from 0), unless something stands there."""
        changes = self._changes.setdefault(region.sheet.name, SheetChanges())
        at = region.left + column
        info = region.sheet.xml.cells(row).get(at) if row in region.sheet.xml.rows else None
        if not (info and info.filled) and changes.cells.get(row, {}).get(at) is None:
            changes.set(row, at, Formula(formula))

    def replace(self, region: Region, changes: Mapping[int, Mapping[int, Raw]]) -> None:
        """Put values into cells of the region (rows and columns from 0).  Raises UserError F14, F17."""
        xml = region.sheet.xml
        blocked = self._blocked(region.sheet)
        for row, cells in changes.items():
            number = region.first + row
            formulas = xml.formulas.get(number, ())
            for column in cells:
                if region.left + column in formulas or column in region.computed:
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

    def _check_room(self, region: Region, first: int, last: int, given: set[int]) -> None:
        place = Place(self._package.place.file, region.sheet.name, f"{first}:{first}")
        if last > region.inside and region.listed and region.listed.totals:
            raise fail("F14", place, table=region.name, column="汇总")
        if last >= LAST_ROW:
            raise fail("F21", place, table=region.name, limit=LAST_ROW)
        if not self.is_free(region, first, last):
            area = next(a for a in self._blocked(region.sheet) if a.meets(region.area(min(first, region.inside + 1), last)))
            raise self._in_the_way(region, area)
        line = self._occupied(region, first, last, given)
        if line:
            raise fail("F10", place, table=region.name, line=line)

    def _occupied(self, region: Region, first: int, last: int, given: set[int]) -> int:
        """The first row in which another table, or what counts or would be written over, stands; 0 where there is none."""
        beyond = region.area(region.inside + 1, last)
        lines = [area.top for area in region.others if last > region.inside and area.meets(beyond)]
        for number in range(first, last + 1):
            columns = given if number <= region.inside else given.union(region.counting.columns) - region.computed
            if any(self._stands(region, number, column) for column in columns):
                lines.append(number)
                break
        return min(lines, default=0)

    def _stands(self, region: Region, row: int, column: int) -> bool:
        """Whether a cell holds something, now or after what is pending."""
        at = region.left + column
        if self._changes.get(region.sheet.name, SheetChanges()).cells.get(row, {}).get(at) is not None:
            return True
        info = region.sheet.xml.cells(row).get(at) if row in region.sheet.xml.rows else None
        return info is not None and info.filled

    def is_free(self, region: Region, first: int, last: int) -> bool:
        """Whether no merged cells and no array formula lie in rows that the region is to have."""
        area = region.area(min(first, region.inside + 1), last)
        return not any(other.meets(area) for other in self._blocked(region.sheet))

    def _check_formulas(self, region: Region, rows: Sequence[Sequence[Raw]], first: int) -> None:
        """Refuse a value for a cell that computes itself."""
        formulas = region.sheet.xml.formulas
        for number, row in enumerate(rows, first):
            for column in region.computed | {at - region.left for at in formulas.get(number, ())}:
                if 0 <= column < len(row) and row[column] is not None:
                    raise self._formula(region, number, column)

    def _formula(self, region: Region, row: int, column: int) -> UserError:
        cell = f"{column_letters(region.left + column)}{row}"
        place = Place(self._package.place.file, region.sheet.name, cell)
        return fail("F14", place, table=region.name, column=region.header[column])

    def _blocked(self, sheet: Sheet) -> list[Area]:
        return [*sheet.xml.merged_areas(), *sheet.xml.array_areas()]

    def _check_free(self, region: Region, area: Area, blocked: list[Area]) -> None:
        for other in blocked:
            if other.meets(area):
                raise self._in_the_way(region, other)

    def _in_the_way(self, region: Region, area: Area) -> UserError:
        place = Place(self._package.place.file, region.sheet.name, str(area))
        return fail("F17", place, table=region.name, area=str(area))

    def _plans(self, region: Region) -> tuple[Plan, Plan]:
        """How new rows look inside and outside the Excel Table: as its last row with data."""
        xml = region.sheet.xml
        changed = self._changes.get(region.sheet.name)
        model = min(max(region.after - 1, region.first), max(region.inside, region.first))
        known = changed.plans.get(model) if changed else None
        cells = xml.cells(model)
        style = {c: cells[c].style for c in range(region.left, region.right + 1) if c in cells}
        style |= known.styles if known else {}
        attributes = known.attributes if known and model not in xml.rows else plan_attributes(xml, model)
        return Plan(style, False, attributes), Plan(style, True, attributes)

    def grow(self, region: Region, last: int, formulas: Mapping[int, str] | None = None) -> None:
        """Let the region's table end in a row (0: as it does), and tell formulas of columns again."""
        self._changes.setdefault(region.sheet.name, SheetChanges())
        grown = self._grown.setdefault(region.sheet.name, {})
        known = grown.get(region.corner)
        before = known.before if known else region.area(region.first, max(region.inside, region.first))
        region.inside = max(last, region.inside)
        told = known.formulas if known and formulas is None else formulas or {}
        grown[region.corner] = _Growth(before, region.inside, region.listed.part if region.listed else "", told)

    def write(self) -> None:
        """Put the changed sheets, tables and formats into the package."""
        for name, changes in self._changes.items():
            sheet = self._workbook.sheets[name]
            grown = self._grown.get(name, {})
            writer = RowWriter(sheet.xml, self._workbook.styles, from_1904=self._workbook.from_1904)
            frame = sheet.xml.frame()
            _widen_dimension(frame, changes)
            _add_columns(frame, self._like.get(name, {}), self._bodies.get(name, {}))
            add_rules(frame, self._guides.get(name, ()), from_1904=self._workbook.from_1904)
            for growth in grown.values():
                _extend_rules(frame, growth.before, growth.last)
                if growth.part:
                    bottom = growth.last if growth.last > growth.before.bottom else 0
                    reshaped(self._package, growth.part, bottom, growth.formulas)
            self._package.put(sheet.part, sheet.xml.rebuilt(frame, writer.written(changes)))
        self._workbook.recalculate_on_load()


def _merged(known: Plan | None, plan: Plan) -> Plan:
    """The plan of a row that two tables side by side share."""
    return Plan({**known.styles, **plan.styles}, known.anew or plan.anew, known.attributes) if known else plan


def _widen_dimension(frame: Any, changes: SheetChanges) -> None:
    dimension = frame.find(f"{{{MAIN}}}dimension")
    area = Area.parse(dimension.get("ref", "")) if dimension is not None else None
    rows, columns = [row for row, cells in changes.cells.items() if cells], {column for cells in changes.cells.values() for column in cells}
    if area and columns:
        area = area.joined(Area(min(rows), min(columns), max(rows), max(columns)))
    if area:
        dimension.set("ref", str(area))


def _add_columns(frame: Any, like: Mapping[int, int], bodies: Mapping[int, int]) -> None:
    """Widths and formats of new columns, as other columns have them.

    like: new column → that column; bodies: new column → the format of its cells, where it is another.
    """
    cols = frame.find(f"{{{MAIN}}}cols")
    if cols is None:
        return
    spans = [(int(col.get("min", 0)), int(col.get("max", 0)), col) for col in cols]
    for at, model in like.items():
        found = next((col for first, last, col in spans if first <= model <= last), None)
        if found is None or any(first <= at <= last for first, last, _ in spans):
            continue
        new = deepcopy(found)
        new.set("min", str(at))
        new.set("max", str(at))
        new.attrib.update({"style": str(bodies[at])} if at in bodies else {})
        cols.append(new)
    cols[:] = sorted(cols, key=lambda col: int(col.get("min", 0)))


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
