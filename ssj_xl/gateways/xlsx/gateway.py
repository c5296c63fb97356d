"""A workbook in a file that no program has open: .xlsx and .xlsm.  New columns and sheets say and offer what those of a new workbook do."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from ssj_xl.domain.counts.language import SHEET, TITLES
from ssj_xl.gateways import values
from ssj_xl.gateways.contract import Count, Value
from ssj_xl.gateways.snapshots import Home
from ssj_xl.gateways.strays import find_strays
from ssj_xl.gateways.xlsx.editing import Editor, named_row_and_column
from ssj_xl.gateways.xlsx.mending import mend, suspects
from ssj_xl.gateways.xlsx.reading import Reader, Region
from ssj_xl.office.computed import head_row
from ssj_xl.office.formats import Percent
from ssj_xl.office.new_sheet import Look, Rule, add_sheet
from ssj_xl.office.package import Package
from ssj_xl.office.refs import Area
from ssj_xl.office.workbook import Sheet, Workbook
from ssj_xl.tables.extent import spec_of
from ssj_xl.tables.grid import Grid, Raw, column_letters
from ssj_xl.tables.headers import titles_of
from ssj_xl.tables.inputs import NAMED, PROGRAM, list_name, prompt, validation
from ssj_xl.tables.problems import Place, Problem, UserError, fail
from ssj_xl.tables.records import BY_NAME
from ssj_xl.tables.registers import ITEMS
from ssj_xl.tables.spec import Kind, TableSpec


class FileGateway:
    """The file as it was when it was opened, with changes held until `commit`."""

    def __init__(self, home: Home, data: bytes) -> None:
        self._home = home
        self._count: Count | None = None
        self._load(Package(data, self.path))

    def _load(self, package: Package) -> None:
        self._package = package
        self._workbook = Workbook(self._package)
        self._reader = Reader(self._package, self._workbook)
        self._editor = Editor(self._package, self._workbook)
        self._regions: dict[str, Region] = {}
        self._put: dict[tuple[str, int, int], Raw] = {}
        self._tables: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The file."""
        return str(self._home.path)

    def tables(self) -> tuple[str, ...]:
        """Every name under which `table` finds something: Excel Tables, and sheets that have no table so named."""
        if not self._tables:
            self._tables = tuple(self._reader.names())
        return self._tables

    def has(self, name: str) -> bool:
        """Whether `table` finds something under this name."""
        return self._reader.has(name)

    def table(self, name: str) -> Grid:
        """One table: the Excel Table of this name, else the one on the sheet of this name, else that sheet's rows.

        Its rows go on below an Excel Table as `tables.extent` says (`Grid.ref_rows` tells how many are inside).
        Raises UserError F09, T18, F22.
        """
        region = self._region(name)
        return Grid(
            name=name,
            header=region.header,
            rows=region.rows,
            file=self.path,
            sheet=region.sheet.name,
            top=region.first,
            left=region.left,
            ref_rows=min(len(region.rows), max(0, region.inside - region.first + 1)),
            unread=region.unread,
            computed=tuple(sorted(region.computed - region.typed)),
            beside=region.beside,
            hidden=tuple(row - region.first for row in sorted(region.sheet.xml.hidden_rows()) if row >= region.first),
            from_1904=self._workbook.from_1904,
            lacking=tuple(region.header[column] for column in sorted(region.lacking | region.undeclared.keys())),
            is_percent=self._percents(region),
            digits=self._digits(region),
        )

    def strays(self) -> Sequence[Problem]:
        """Sheets and tables that look like a register and are read for none (F42, F43)."""
        return tuple(find_strays((piece for piece in self._reader.pieces(BY_NAME) if not self._is_counted(piece.sheet)), self.path))

    def _is_counted(self, name: str) -> bool:
        """Whether a sheet is 计算 as the program writes it, larger than all registers: nobody keeps a list there."""
        return name == SHEET and self._workbook.sheets[name].xml.body.startswith(head_row(TITLES))

    def _region(self, name: str) -> Region:
        if name not in self._regions:
            region = self._reader.region(name)
            if region is None:
                raise fail("F09", Place(self.path), table=name)
            # Two names may mean one table; what one appends, the other must see.
            same = (known for known in self._regions.values() if known.corner == region.corner)
            self._regions[name] = next(same, region)
        return self._regions[name]

    def _percents(self, region: Region) -> Callable[[int, int], bool]:
        rows, workbook = region.rows, self._workbook

        def is_percent(row: int, column: int) -> bool:
            if row >= len(rows) or isinstance(rows[row][column], Percent):
                return row < len(rows)
            cell = region.sheet.xml.cells(region.first + row).get(region.left + column)
            return cell is not None and workbook.styles.is_percent(cell.style)

        return is_percent

    def _digits(self, region: Region) -> Callable[[int, int], int]:
        def digits(row: int, column: int) -> int:
            cell = region.sheet.xml.cells(region.first + row).get(region.left + column)
            return self._workbook.styles.digits(cell.style) if cell else 0

        return digits

    def names(self) -> Mapping[str, object]:
        """Defined names of one cell (or of one merged cell), with the cell's raw value."""
        found: dict[str, object] = {}
        for name in self._workbook.named_cells:
            target = self._named(name)
            if target:
                sheet, area = target
                cell = (sheet.name, area.top, area.left)
                found[name] = self._put[cell] if cell in self._put else self._reader.value(sheet, area.top, area.left)
        return found

    def _named(self, name: str) -> tuple[Sheet, Area] | None:
        title, area = self._workbook.named_cells[name]
        sheet = self._workbook.sheets[title]
        if (area.top, area.left) == (area.bottom, area.right):
            return sheet, area
        return (sheet, area) if named_row_and_column(area, sheet.xml) else None

    def add(self, name: str, titles: Sequence[str]) -> None:
        """Add a sheet with a blank Excel Table; its columns look like those of their kind in another register."""
        looks, spec = self._looks(), titles_of(BY_NAME[name])
        add_sheet(self._package, self._workbook, name, [(title, looks.get(column.kind, Look()) if (column := spec.column(title)) else Look()) for title in titles], hidden=BY_NAME[name].hidden)
        self._tables = ()
        self._editor.touch(name)
        self._editor.guide(name, guides(BY_NAME[name], [*enumerate(titles, start=1)], first=2, last=2, names=self._workbook.defined_names))

    def _looks(self) -> dict[Kind, Look]:
        """How a column of each kind looks: as in the first register that has one, those of the staff first."""
        found: dict[Kind, Look] = {}
        for known in sorted((spec for spec in BY_NAME.values() if self.has(spec.name)), key=lambda spec: spec.written_by == PROGRAM):
            region = self._region(known.name)
            xml, titles = region.sheet.xml, titles_of(known)
            heads = xml.cells(region.first - 1)
            for at, title in enumerate(region.header, region.left):
                column = titles.column(title)
                if column and column.kind not in found:
                    body = next((style for first, last, style in xml.column_styles() if first <= at <= last), 0)
                    width = next((wide for first, last, wide in xml.column_widths() if first <= at <= last), 0.0)
                    found[column.kind] = Look(heads[at].style if at in heads else 0, body, width)
        return found

    def append(self, name: str, rows: Sequence[Mapping[str, Value]]) -> None:
        """Add rows below the last one.  Raises UserError F09, F10, F14, F16–F21."""
        region = self._region(name)
        new = values.appended(self.table(name), rows)
        while new and not any(cell is not None for cell in new[-1]):
            new.pop()
        if not new:
            return
        self._editor.append(region, new)
        standing = (self._reader.cells(region, number) for number in range(region.after, region.after + len(new)))
        shown = [[cell if value is None else value for value, cell in zip(row, old, strict=True)]
                 for row, old in zip(new, standing, strict=True)]
        region.set_rows([*region.rows, *shown])

    def replace(self, name: str, changes: Mapping[int, Mapping[str, Value]]) -> None:
        """Put values into rows.  Raises UserError F09, F14, F16–F20; IndexError for a row that is not there."""
        region = self._region(name)
        new = values.replaced(self.table(name), changes)
        self._editor.replace(region, new)
        rows = list(region.rows)
        for number, cells in new.items():
            rows[number] = [cells.get(column, old) for column, old in enumerate(rows[number])]
        region.set_rows(rows)

    def widen(self, name: str, titles: Sequence[str]) -> None:
        """Add columns at the right of a table.  Raises UserError F09, F63."""
        region = self._region(name)
        last, spec = max(region.inside, region.after - 1), spec_of(name, region.sheet.name)
        self._editor.widen(region, titles, self._bodies(region, spec, titles) if spec else {})
        if spec:
            new = [*enumerate(titles, start=region.right + 1)]
            self._editor.guide(region.sheet.name, guides(spec, new, first=region.first, last=last, names=self._workbook.defined_names))
        region.widen(titles)

    def _bodies(self, region: Region, spec: TableSpec, titles: Sequence[str]) -> dict[str, int]:
        """The formats of those of these columns of whose kind a register has no column."""
        known = titles_of(spec)
        kinds = {title: column.kind for title in titles if (column := known.column(title))}
        there = {column.kind for title in region.header if (column := known.column(title))}
        looks = self._looks() if set(kinds.values()) - there else {}
        return {title: looks[kind].body for title, kind in kinds.items() if kind not in there and kind in looks}

    def put(self, name: str, value: Value) -> None:
        """Fill the cell of a defined name.  Raises UserError F11, F18–F20, F24."""
        target = self._named(name) if name in self._workbook.named_cells else None
        if target is None:
            raise fail("F11", Place(self.path), name=name)
        sheet, area = target
        place = Place(self.path, sheet.name, str(Area(area.top, area.left, area.top, area.left)))
        raw = values.single(value, place)
        self._editor.put(sheet, area.top, area.left, raw)
        self._put[sheet.name, area.top, area.left] = raw

    def show(self, count: Count) -> None:
        """What is stored beside the formulas at `commit`."""
        self._count = count

    def _store(self) -> None:
        """Store what the workbook computes, on the day of the act; without one on the day for which it is stored now."""
        if self._count is None or SHEET not in self._workbook.sheets:
            return
        # Loaded by acts that write only.
        from ssj_xl.gateways.xlsx.counted import Stored, names, store

        stored = Stored(self._package, self._workbook, self._reader)
        day = self._home.now.date() if self._home.now else stored.day()
        found = self._count(day, stored.standing()) if day else None
        if found:
            store(self._editor, stored, found, {name: self._region(name) for name in names() if self.has(name)})

    def commit(self) -> None:
        """Save the changed parts, every other part byte for byte.

        Raises UserError F04, F07, F13 (exit code 3); FidelityError where an untouched part would
        differ.  The old file stays whole in every case.
        """
        if not self._editor.pending:
            return
        for name in suspects(self._workbook):
            # A register that cannot be read stops acts that need it; this one did not.
            with contextlib.suppress(UserError):
                mend(self._editor, self._region(name))
        self._store()
        self._editor.write()
        built = self._package.build()
        saved = self._package.verify(built)
        self._home.save(built)
        self._load(saved)


SPARE = 2000
"""Rows below a title that are prepared for typing at least, as in a new workbook."""


def guides(spec: TableSpec, titles: Sequence[tuple[int, str]], *, first: int, last: int, names: Collection[str]) -> Iterator[Rule]:
    """The rules of columns (from 1) with these titles.

    first: the sheet row of the first record; last: of the last one that the register has; names: defined names of the workbook; a
    list that it does not have is not offered.
    """
    known, last = titles_of(spec), max(last, first + SPARE - 1)
    for at, title in titles:
        column, letters = known.column(title), column_letters(at)
        if column is None:
            continue
        yield f"{letters}{first - 1}", prompt(column, spec)
        rule = validation(column, spec, letters=letters, first=first, last=last)
        if rule and spec.written_by != PROGRAM and (there := _offered(rule, names)):
            yield f"{letters}{first}:{letters}{last}", there


def _offered(rule: dict[str, Any], names: Collection[str]) -> dict[str, Any] | None:
    """The rule with a list that the workbook has; without one only what it says, None where that is nothing."""
    source = rule.get("source")
    if not isinstance(source, str) or source.removeprefix("=") in names:
        return rule
    plain = list_name(ITEMS.name)
    if source == f"={list_name(NAMED)}" and plain in names:
        return {**rule, "source": f"={plain}"}
    return {"validate": "any", **{key: rule[key] for key in ("input_title", "input_message")}} if "input_message" in rule else None
