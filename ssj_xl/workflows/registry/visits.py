"""名库里的检查台账: a workbook's visits and objects as Parquet, and the figures of many such files without any workbook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ssj_xl.domain.account.rows import EntryRow, ObjectRow, entry_rows, object_rows
from ssj_xl.domain.account.rules import Rules
from ssj_xl.domain.persons import Persons
from ssj_xl.domain.workdays import Calendar
from ssj_xl.domain.world import World
from ssj_xl.engines.registry import Unfit, duck, visits
from ssj_xl.gateways.book import Book
from ssj_xl.tables import account, records
from ssj_xl.tables.problems import Place, block, fail, problem
from ssj_xl.tables.registers import CODES
from ssj_xl.workflows.monthly.report import file_stem
from ssj_xl.workflows.registry.files import DUCKDB

VISITS, OBJECTS = "检查.parquet", "对象.parquet"


@dataclass(frozen=True)
class Exported:
    """What was written: the files, objects, and rows of visits."""

    files: tuple[Path, Path]
    objects: int
    rows: int


def exports_of(book: Book, folder: Path) -> tuple[Path, Path]:
    """The files that an export writes."""
    settings, _ = book.settings()
    stem = file_stem(settings.unit, settings.division)
    return folder / f"{stem}-{VISITS}", folder / f"{stem}-{OBJECTS}"


def export(book: Book, folder: Path, today: date) -> Exported:
    """Write the visits and objects of a workbook as Parquet.

    Raises what is wrong with its registers; D112 without DuckDB; K29 for a bureau workbook, whose divisions hand in their own files.
    """
    needs_duckdb()
    book.refuse_acts()
    world, (first, second) = _world(book, today), exports_of(book, folder)
    rows = visits.write(entry_rows(world), EntryRow, first)
    return Exported((first, second), visits.write(object_rows(world), ObjectRow, second), rows)


def needs_duckdb() -> None:
    """Raise D112 where it is not installed."""
    if not duck.is_there():
        raise fail("D112", Place(), exit_code=3, engine=DUCKDB)


def _world(book: Book, today: date) -> World:
    tables, missing = book.read_all(records.ACCOUNT)
    settings, found = book.settings()
    block([*missing, *found, *(one for table in tables.values() for one in table.problems)])
    return World(tables, settings, Calendar.from_rows([]), today)


@dataclass(frozen=True)
class Totals:
    """The figures of a year over files of many divisions.  files: of visits."""

    today: date
    files: int
    figures: visits.Figures

    @property
    def lines(self) -> list[str]:
        """For people."""
        found, year = self.figures, self.today.year
        tiers: dict[str, list[int]] = {}
        for _, tier, objects, seen in found.tiers:
            tiers[tier] = [objects + tiers.get(tier, [0, 0])[0], seen + tiers.get(tier, [0, 0])[1]]
        resting = sum(row[6] is not None and row[6] >= self.today for row in found.institutions)
        counted, checked = sum(row[2] for row in found.institutions), sum(row[3] for row in found.institutions)
        months: dict[str, list[str]] = {}
        for division, month, count in found.months:
            months.setdefault(division, []).append(f"{month}月{count}")
        return [f"{self.files} 个处室的导出，截至 {self.today}：{year} 年计入上限的检查 {counted} 次（已检查 {checked} 次），"
                f"涉及 {len({row[1] for row in found.institutions if row[2]})} 家机构；不计入的 {sum(row[4] for row in found.institutions)} 次；在免查期的机构 {resting} 家",
                *(f"等级 {tier or '（没有登记）'}：{objects} 个对象，已检查 {seen} 个（{seen * 100 / objects:.2f}%）" for tier, (objects, seen) in sorted(tiers.items())),
                *(f"{division or '（没有处室）'}检查次数：{'，'.join(told)}" for division, told in months.items()),
                *(f"超过年度上限：{institution}，{body} {count} 次，上限 {cap} 次" for body, institution, count, cap in found.over)]

    def as_data(self) -> dict[str, Any]:
        """With stable keys, for JSON."""
        keys = {"institutions": ("body", "institution", "counted", "checked", "exempt", "last", "rest_until"), "months": ("division", "month", "visits"),
                "tiers": ("division", "tier", "objects", "checked"), "over": ("body", "institution", "counted", "cap")}
        return {"as_of": str(self.today), "files": self.files,
                **{name: [dict(zip(columns, row, strict=True)) for row in getattr(self.figures, name)] for name, columns in keys.items()}}


def count(folders: Iterable[Path], rules: Book | None, today: date) -> Totals:
    """The figures of all exports in folders.

    rules: the workbook with the bureau's 次数规则, its parameter 免查月数 and, in 代码表, which types are enterprises
    (`Persons.is_enterprise`: of others no visit counts); without one nothing has a cap and there are no free periods.

    A file that lies in several of the folders is one.  Raises UserError G04 for a folder without exports, G14 for a file that is
    none, D112 without DuckDB.
    """
    needs_duckdb()
    folders = list(folders)
    files = [_files(folder) for folder in folders]
    block([problem("G04", Place(str(folder))) for folder, found in zip(folders, files, strict=True)
           if not found[VISITS] or [*found[VISITS]] != [*found[OBJECTS]]])
    told, listed = ([*dict.fromkeys(one.resolve() for found in files for one in found[name].values())] for name in (VISITS, OBJECTS))
    limits = Rules.of(rules.read(account.LIMITS) if rules and rules.has(account.LIMITS) else (), rules.settings()[0].rest_months if rules else 0)
    persons = Persons.of(rules.read(CODES) if rules and rules.has(CODES) else ())
    judge = visits.Judge(limits.is_exempt, persons.is_enterprise, lambda body, kind: limits.cap(body, kind, today), lambda body, kind: limits.rest(body, kind, today))
    try:
        return Totals(today, len(told), visits.count(told, listed, judge, today, folders[0]))
    except Unfit as error:
        raise fail("G14", Place(str(error.path)), exit_code=3) from error


def _files(folder: Path) -> Mapping[str, Mapping[Path, Path]]:
    """The exports in a folder by their kind: division → file, in the order of the divisions."""
    return {name: dict(sorted((one.with_name(one.name.removesuffix(name)), one) for one in folder.rglob(f"*-{name}"))) for name in (VISITS, OBJECTS)}
