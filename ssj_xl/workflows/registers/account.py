"""检查台账 of a workbook: what it says now, and the bureau's account of visits taken in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ssj_xl.domain.account.ledger import Ledger
from ssj_xl.domain.account.returning import TAKEN_IN, fingerprint, noted, unmasked
from ssj_xl.domain.account.rows import gone_on
from ssj_xl.domain.checks import check
from ssj_xl.domain.workdays import Calendar
from ssj_xl.domain.world import World
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables import records, registers
from ssj_xl.tables.account import COUNTS, LIMITS, SENT_DAY, SENT_DIGEST, SENT_DIVISION, SENT_UNIT, VISITS
from ssj_xl.tables.cells import day_of, fold_name, value_text
from ssj_xl.tables.problems import Place, Problem, block, errors, fail, problem
from ssj_xl.tables.settings import Settings
from ssj_xl.tables.table import Row, Table
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.desk.office import add_entry, refuse_broken_log
from ssj_xl.workflows.desk.years import last_book

_SHOWN = 20


@dataclass(frozen=True)
class Standing:
    """How often institutions were visited in a year, which is that of the day and may be after that of an old workbook.

    rows: (institution, name, count, cap, why it is left alone) of those with a visit or at their cap, the most visited first;
    known: up to when; filled: rows of 检查台账 that were filled in or added; old: the bureau's account is too old;
    doubts: errors of 检查台账, 次数规则 and 检查次数, for which what is said here may be too little.
    """

    rows: tuple[tuple[str, str, int, int | None, str], ...]
    known: str
    year: int
    filled: int = 0
    old: bool = False
    doubts: tuple[Problem, ...] = ()

    @property
    def full(self) -> int:
        """How many may not be drawn for it."""
        return sum(bool(why) for *_, why in self.rows)

    @property
    def lines(self) -> list[str]:
        """For people."""
        filled = [f"检查台账填写、更新 {self.filled} 行。"] if self.filled else []
        shown = [f"{code} {name}：{count} 次" + (f"，上限 {cap} 次" if cap is not None else "") + (f"；{why}" if why else "")
                 for code, name, count, cap, why in self.rows[:_SHOWN]]
        more = [f"……还有 {len(self.rows) - _SHOWN} 家"] if len(self.rows) > _SHOWN else []
        return [*filled, f"检查次数截至{self.known}：{self.year} 年有计入次数的检查（含待检查）或在免查期的 {len(self.rows)} 家，其中不能再抽的 {self.full} 家。", *shown, *more]


def ledger_of(book: Book, day: date) -> Ledger:
    """The account of a workbook on a day.  Raises what is wrong with its registers."""
    return Ledger.of(_world(book, day))


def is_old(book: Book, day: date) -> bool:
    """Whether the bureau's account of visits is so old that a lock asks for a reason."""
    return ledger_of(book, day).is_stale if book.has(COUNTS) else False


def standing(book: Book, day: date, *, filled: int = 0) -> Standing:
    """How often the institutions of a workbook were visited this year; nothing is written."""
    ledger, objects = ledger_of(book, day), book.read(registers.OBJECTS).by("code")
    rows = []
    for code in sorted(set(ledger.institutions.values())):
        count, cap = ledger.standing(code, day)
        why = ledger.reason(objects.get(code, {"code": code, "visited": None}), day)
        if count or why:
            rows.append((code, objects[code]["name"] if code in objects else "", count, cap, why))
    return Standing(tuple(sorted(rows, key=lambda row: (-row[2], row[0]))), ledger.known, day.year, filled, ledger.is_stale, tuple(_doubts(book, day)))


_COUNTED_BY = (VISITS, LIMITS, COUNTS)


def _doubts(book: Book, day: date) -> Iterator[Problem]:
    """Errors of the registers that visits are counted by: of a row that has one, the count does not know."""
    needed = (registers.CODES, registers.OBJECTS, registers.ITEMS, *_COUNTED_BY)
    tables = {spec.name: book.read(spec) for spec in needed if book.has(spec)}
    found = check(tables, book.settings()[0], calendar=Calendar.from_rows([]), today=day)
    sheets = {tables[spec.name].grid.place(-1).sheet for spec in _COUNTED_BY if spec.name in tables}
    return (one for one in errors(found) if one.place.sheet in sheets)


def keep_account(book: Book, desk: Desk) -> Standing:
    """Fill 检查台账 in as of today, and save it; a workbook of before it gets the sheet with its first row.

    Visits of last year's tasks are as last year's workbook has them (上年台账).
    """
    ledger_of(book, desk.today)
    filled = _follow_last_year(book, desk.today) + book.refresh_account(desk.today, anew=True)
    if filled:
        book.commit()
    return standing(book, desk.today, filled=filled)


def _follow_last_year(book: Book, day: date) -> int:
    """How many rows last year's workbook changed or added; 0 where none is named.  Raises as `last_book`."""
    earlier = last_book(book)
    if earlier is None or not book.has(VISITS):
        return 0
    found = gone_on(_world(book, day), _world(earlier, day))
    if found.changed:
        book.replace(VISITS, found.changed)
    if found.added:
        book.append(VISITS, found.added)
    return len(found.changed) + len(found.added)


def _world(book: Book, day: date) -> World:
    tables, missing = book.read_all(records.ACCOUNT)
    settings, found = book.settings()
    block([*missing, *found, *(one for table in tables.values() for one in table.problems)])
    return World(tables, settings, Calendar.from_rows([]), day)


@dataclass(frozen=True)
class Taken:
    """The bureau's account as it was taken in: up to when, rows, and how it stands now."""

    as_of: date
    rows: int
    now: Standing

    @property
    def lines(self) -> list[str]:
        """For people."""
        return [f"已取入截至 {self.as_of} 的检查次数，{self.rows} 家机构，记入操作日志。", *self.now.lines]


def take_in(book: Book, path: Path, desk: Desk) -> Taken:
    """Take the bureau's file (检查次数-处室-截至….xlsx) into a workbook.

    Raises UserError K51 for another file, K52 for another division's, K53 for one that was changed, K54 for one that is
    older than what is there.
    """
    refuse_broken_log(book)
    rows, as_of = _read_file(path, book.settings()[0])
    before = ledger_of(book, desk.today).as_of
    if before and as_of < before:
        raise fail("K54", Place(path.name), as_of=as_of, known=before)
    codes: Table | tuple[()] = book.read(registers.CODES) if book.has(registers.CODES) else ()
    new = {_key(row): dict(row) for row in unmasked(rows, book.read(registers.OBJECTS), codes)}
    here = {_key(row): row for row in book.read(COUNTS)}
    book.replace(COUNTS, [(row, new[key]) for key, row in here.items() if key in new]) if here else None
    book.append(COUNTS, [cells for key, cells in new.items() if key not in here])
    add_entry(book, desk, TAKEN_IN, f"取入“{path.name}”：截至{as_of}，{len(rows)}家机构，{noted(book.read(COUNTS))}", fingerprint(rows))
    filled = book.refresh_account(desk.today, anew=True)
    book.commit()
    return Taken(as_of, len(rows), standing(book, desk.today, filled=filled))


def _key(row: Row) -> tuple[str, str, str]:
    return str(row["institution"]), value_text(row["year"]), fold_name(row["body"])


def _read_file(path: Path, own: Settings) -> tuple[Sequence[Row], date]:
    """The rows of the bureau's file, and up to when they count."""
    file = Book(open_gateway(path))
    names = file.gateway.names()
    as_of = day_of(str(names.get(SENT_DAY, "")))
    if not file.has(COUNTS) or as_of is None or file.has(VISITS):
        raise fail("K51", Place(path.name))
    table = file.read(COUNTS)
    block(one.within(path.name) for one in table.problems)
    unit, division = (str(names.get(name) or "") for name in (SENT_UNIT, SENT_DIVISION))
    wrong: list[Problem] = []
    if (fold_name(unit), fold_name(division)) != (fold_name(own.unit), fold_name(own.division)):
        wrong.append(problem("K52", Place(path.name), whose=f"{unit}{division}", own=f"{own.unit}{own.division}"))
    if fingerprint(table) != str(names.get(SENT_DIGEST, "")):
        wrong.append(problem("K53", Place(path.name)))
    block(wrong)
    return table.rows, as_of
