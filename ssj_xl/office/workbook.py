"""The workbook part: sheets, tables, defined names, and what is set there on saving."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from ssj_xl.office.hostile import damaged
from ssj_xl.office.package import Package
from ssj_xl.office.refs import Area, target
from ssj_xl.office.sheetxml import SheetXml
from ssj_xl.office.styles import Styles
from ssj_xl.office.xml import MAIN, serialised, unescaped, whole
from ssj_xl.tables.problems import fail

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/"
_AFTER_CALC = ("oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing",
               "fileRecoveryPr", "webPublishObjects", "extLst")


@dataclass
class ListObject:
    """An Excel Table: its part, its whole area, and how many rows of it are header and totals."""

    name: str
    part: str
    area: Area
    headers: int
    totals: int
    columns: tuple[str, ...]
    formulas: dict[int, str] = field(default_factory=dict)

    @property
    def first(self) -> int:
        """Sheet row of the first data row."""
        return self.area.top + self.headers

    @property
    def last(self) -> int:
        """Sheet row of the last data row inside the table."""
        return self.area.bottom - self.totals


@dataclass
class Sheet:
    """A worksheet: its name, its part and the tables on it."""

    name: str
    part: str
    package: Package

    @cached_property
    def xml(self) -> SheetXml:
        """The sheet's indexed XML."""
        return SheetXml(self.package.part(self.part), self.package.place)

    @cached_property
    def lists(self) -> tuple[ListObject, ...]:
        """Its Excel Tables, as they stand in the file."""
        related = self.package.relations(self.part).values()
        return tuple(_list_object(self.package, target) for kind, target in related if kind == "table")


class Workbook:
    """Sheets and names of a package."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.part = next((r.target for r in package.relations("").values() if r.kind == "officeDocument"), "")
        self._check_kind()
        self._root: Any = package.tree(self.part)
        if self._root.tag.startswith("{" + _STRICT):
            raise fail("F23", package.place, exit_code=3)
        if self._root.tag != f"{{{MAIN}}}workbook":
            raise damaged("不是 Excel 工作簿", package.place)
        self._relations = package.relations(self.part)
        package.refuse_faults(r.target for r in self._relations.values() if r.kind in ("sharedStrings", "styles"))

    def _check_kind(self) -> None:
        place = self.package.place
        if self.part.endswith(".bin"):
            raise fail("F05", place, exit_code=3, suffix=".xlsb")
        if not self.part:
            raise damaged("不是 .xlsx/.xlsm 文件", place)

    @cached_property
    def sheets(self) -> dict[str, Sheet]:
        """Worksheets by name, in workbook order (chart sheets and dialogs left out)."""
        found: dict[str, Sheet] = {}
        for item in self._root.iterfind(f"{{{MAIN}}}sheets/{{{MAIN}}}sheet"):
            relation = self._relations.get(item.get(f"{{{_RELATIONS}}}id", ""))
            name = item.get("name", "")
            if not name or name in found:
                raise damaged("工作表没有名称，或名称重复", self.package.place)
            if relation and relation.kind == "worksheet":
                found[name] = Sheet(name, relation.target, self.package)
        return found

    @cached_property
    def hidden(self) -> set[str]:
        """Names of the worksheets that are not shown, by hand or for good."""
        items = self._root.iterfind(f"{{{MAIN}}}sheets/{{{MAIN}}}sheet")
        return {item.get("name", "") for item in items if item.get("state") in ("hidden", "veryHidden")}

    def take_in(self, name: str, part: str, relation: str, *, hidden: bool = False) -> None:
        """Tell of a sheet that was added to the package.  relation: by which the workbook part leads to it."""
        sheets = self._root.find(f"{{{MAIN}}}sheets")
        number = max((whole(item, "sheetId", 0, self.package.place) for item in sheets), default=0) + 1
        sheets.append(sheets.makeelement(f"{{{MAIN}}}sheet", {"name": name, "sheetId": str(number), f"{{{_RELATIONS}}}id": relation,
                                                                **({"state": "veryHidden"} if hidden else {})}))
        self.package.put(self.part, serialised(self._root))
        self._relations = self.package.relations(self.part)
        self.sheets[name] = Sheet(name, part, self.package)

    def plainest(self) -> bytes:
        """The part with nothing in it but its worksheets, for a reader that knows no other kinds of sheet."""
        root = deepcopy(self._root)
        for item in root.findall(f"{{{MAIN}}}sheets/{{{MAIN}}}sheet"):
            if item.get("name") not in self.sheets:
                item.getparent().remove(item)
        for child in list(root):
            if child.tag not in (f"{{{MAIN}}}sheets", f"{{{MAIN}}}workbookPr"):
                root.remove(child)
        return serialised(root)

    @cached_property
    def styles(self) -> Styles:
        """Cell formats."""
        part = next((r.target for r in self._relations.values() if r.kind == "styles"), "")
        if not part:
            raise damaged("缺少样式部件", self.package.place)
        return Styles(self.package, part)

    @property
    def shared_strings(self) -> str:
        """The part of the texts that cells share; '' where there is none."""
        return next((r.target for r in self._relations.values() if r.kind == "sharedStrings"), "")

    def is_timelike(self, style: int) -> bool:
        """Whether a number in a style is read as a day, time or duration; a workbook need not have any styles."""
        return any(relation.kind == "styles" for relation in self._relations.values()) and self.styles.is_timelike(style)

    @cached_property
    def from_1904(self) -> bool:
        """Whether day numbers count from 1904."""
        properties = self._root.find(f"{{{MAIN}}}workbookPr")
        return properties is not None and properties.get("date1904") in ("1", "true")

    @property
    def defined_names(self) -> set[str]:
        """Defined names of the whole workbook, whatever they stand for."""
        names = self._root.findall(f"{{{MAIN}}}definedNames/{{{MAIN}}}definedName")
        return {item.get("name", "") for item in names if item.get("localSheetId") is None}

    @cached_property
    def named_cells(self) -> dict[str, tuple[str, Area]]:
        """Defined names that point to one area: sheet and area; names of the workbook go before names of a sheet."""
        found: dict[str, tuple[str, Area]] = {}
        names = self._root.findall(f"{{{MAIN}}}definedNames/{{{MAIN}}}definedName")
        for item in sorted(names, key=lambda item: item.get("localSheetId") is not None):
            cells = target(item.text or "")
            name = item.get("name", "")
            if cells and cells[0] in self.sheets and name and not name.startswith("_xlnm."):
                found.setdefault(name, cells)
        return found

    def recalculate_on_load(self) -> None:
        """Ask the program that opens the file next to compute every formula."""
        settings = self._root.find(f"{{{MAIN}}}calcPr")
        if settings is None:
            settings = self._root.makeelement(f"{{{MAIN}}}calcPr")
            after = [child for tag in _AFTER_CALC for child in self._root.iterfind(f"{{{MAIN}}}{tag}")]
            self._root.insert(min((self._root.index(a) for a in after), default=len(self._root)), settings)
        if settings.get("fullCalcOnLoad") in ("1", "true"):
            return
        settings.set("fullCalcOnLoad", "1")
        self.package.put(self.part, serialised(self._root))


def _list_object(package: Package, part: str) -> ListObject:
    root = package.tree(part)
    area = Area.parse(root.get("ref", ""))
    if area is None:
        raise damaged(f"内部部件 {part} 没有范围", package.place)
    columns = list(_columns(root))
    return ListObject(
        name=root.get("displayName") or root.get("name", ""),
        part=part,
        area=area,
        headers=whole(root, "headerRowCount", 1, package.place),
        totals=whole(root, "totalsRowCount", 0, package.place),
        columns=tuple(unescaped(column.get("name", "")) for column in columns),
        formulas={
            index: formula
            for index, column in enumerate(columns)
            if (formula := column.findtext(f"{{{MAIN}}}calculatedColumnFormula"))
        },
    )


def _columns(root: Any) -> Iterator[Any]:
    yield from root.iterfind(f"{{{MAIN}}}tableColumns/{{{MAIN}}}tableColumn")


def restore_header(package: Package, part: str) -> None:
    """Let a table say that its first row is its header; nothing is saved before something else is."""
    root = package.tree(part)
    root.attrib.pop("headerRowCount", None)
    package.put(part, serialised(root))


def widened(package: Package, part: str, titles: Sequence[str]) -> None:
    """Let a table (and its filter) have columns with these titles at its right."""
    root = package.tree(part)
    for element in (root, root.find(f"{{{MAIN}}}autoFilter")):
        area = Area.parse(element.get("ref", "")) if element is not None else None
        if area:
            element.set("ref", str(replace(area, right=area.right + len(titles))))
    columns = root.find(f"{{{MAIN}}}tableColumns")
    if columns is None:
        raise damaged(f"内部部件 {part} 没有列", package.place)
    number = max((whole(column, "id", 0, package.place) for column in columns), default=0)
    for title in titles:
        number += 1
        columns.append(columns.makeelement(f"{{{MAIN}}}tableColumn", {"id": str(number), "name": title}))
    columns.set("count", str(len(columns)))
    package.put(part, serialised(root))


def reshaped(package: Package, part: str, bottom: int, formulas: Mapping[int, str]) -> None:
    """Let a table (and its filter) end in another row, and let it tell the formulas of columns (from 0)."""
    root = package.tree(part)
    for element in (root, root.find(f"{{{MAIN}}}autoFilter")) if bottom else ():
        area = Area.parse(element.get("ref", "")) if element is not None else None
        if area:
            element.set("ref", str(area.down_to(bottom)))
    columns = list(_columns(root))
    for number, formula in formulas.items():
        told = root.makeelement(f"{{{MAIN}}}calculatedColumnFormula")
        told.text = formula
        columns[number].insert(0, told)
    package.put(part, serialised(root))
