"""Files that somebody wants verified: a workbook, a record, a public page, a receipt, a handed-out list; told apart by their content."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ssj_xl.domain.attempts import by_attempt
from ssj_xl.domain.receipts import is_receipt
from ssj_xl.domain.record import people_lines_of
from ssj_xl.domain.verifying import STATEMENT, Notice, parse_notice
from ssj_xl.domain.verifying.book import BookRows
from ssj_xl.domain.verifying.printed import Cell, Rows, is_list
from ssj_xl.domain.verifying.shape import read_json
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.foreign.content import read_sheets
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.office import word_text
from ssj_xl.office.hostile import missing, read_file
from ssj_xl.office.package import Package
from ssj_xl.office.refusals import why_not_read
from ssj_xl.office.xml import Element
from ssj_xl.papers.ledger import LEDGER
from ssj_xl.papers.page import records_of, text_of
from ssj_xl.tables import records
from ssj_xl.tables.cells import as_text
from ssj_xl.tables.grid import column_letters
from ssj_xl.tables.lottery import Breaks, parse_breaks
from ssj_xl.tables.problems import Place, Problem, UserError, errors, fail
from ssj_xl.tables.table import Row, Table
from ssj_xl.workflows.rounds.integrity import list_note, teams_note

_DOCUMENT = "word/document.xml"


@dataclass(frozen=True)
class PrintedFile:
    """A handed-out list: its tables or sheets, and all its text."""

    file: str
    tables: Sequence[Rows]
    text: str


def is_document(path: Path) -> bool:
    """Whether a zip is a Word document.  Raises UserError F01, F02, F08."""
    data = read_file(path)
    return data.startswith(b"PK") and Package(data, str(path)).has(_DOCUMENT)


def read_printed(path: Path) -> PrintedFile | None:
    """A handed-out list; None for a file in which nothing could be compared.  Raises UserError (exit code 3) where it cannot be read."""
    tables, texts = _of_document(path) if is_document(path) else _of_workbook(path)
    return PrintedFile(str(path), tables, "\n".join(texts)) if is_list(tables) else None


def _of_document(path: Path) -> tuple[list[Rows], list[str]]:
    body = Package(read_file(path), str(path)).tree(_DOCUMENT)
    tables: list[Rows] = [[[Cell(Place(path.name, f"第 {number} 个表", f"第 {line} 行第 {column} 格"), word_text.text_of(list(cell.iter("{*}p"))))
                for column, cell in enumerate(row.iterchildren("{*}tc"), 1)]
               for line, row in enumerate(table.iterchildren("{*}tr"), 1)]
              for number, table in enumerate(body.iter("{*}tbl"), 1)]
    return tables, list(_paragraphs(body))


def _paragraphs(body: Element) -> Iterator[str]:
    for paragraph in body.iter("{*}p"):
        yield word_text.text_of([paragraph])


def _of_workbook(path: Path) -> tuple[list[Rows], list[str]]:
    sheets = [sheet for sheet in read_sheets(path) if sheet.refused is None]
    tables: list[Rows] = [[[Cell(Place(path.name, sheet.name, f"{column_letters(column)}{line}"), as_text(value)) for column, value in enumerate(row, 1)]
               for line, row in enumerate(sheet.rows, 1)] for sheet in sheets]
    return tables, [cell.text for table in tables for row in table for cell in row]


_NOTICE_LIMIT, _LONGEST_PATH = 1_000_000, 250
_BOOK_MB, _TEXT_MB, _PARTS = 512, 64, 1_500_000
"""A workbook may be so big, a record or page so big and of so many objects and arrays: a list of a million lines fits."""
EVIDENCE = (records.DRAWS, records.LOCKED, records.LOCKED_PEOPLE, records.WINNERS, records.LOG)
"""The tables that are evidence, as 核验 in a cell takes them."""


@dataclass(frozen=True)
class RecordFile:
    """A record as found in a file."""

    file: str
    record: Any


@dataclass(frozen=True)
class PageFile:
    """A public page: its text, and the records that it carries."""

    file: str
    text: str
    records: Sequence[Any]


@dataclass(frozen=True)
class LedgerFile:
    """The text of a public ledger."""

    file: str
    text: str


@dataclass(frozen=True)
class NoticeFile:
    """The data of a lock notice as found in a file."""

    file: str
    notice: Any


@dataclass(frozen=True)
class ReceiptFile:
    """A receipt as found in a file."""

    file: str
    receipt: Any


@dataclass(frozen=True)
class BookFile:
    """The evidence in a workbook: its log, its attempts, and cells of these tables that cannot be read."""

    file: str
    book: Book
    log: Table
    attempts: tuple[BookRows, ...]
    faults: tuple[Problem, ...]


Evidence = RecordFile | PageFile | LedgerFile | NoticeFile | ReceiptFile | BookFile | PrintedFile


def read_evidence(path: Path) -> list[Evidence]:
    """What a file has to verify.  Raises UserError (exit code 3): F01, F02, F03, F08 or V12, V18."""
    place = Place(str(path))
    if not path.is_file():
        raise missing(path)
    try:
        with path.open("rb") as file:
            is_book = file.read(4).startswith((b"PK", b"\xd0\xcf\x11\xe0"))
        limit = _BOOK_MB if is_book else _TEXT_MB
        if path.stat().st_size > limit << 20:
            raise fail("V18", place, exit_code=3, file=path.name, limit=limit)
        data = b"" if is_book else path.read_bytes()
    except OSError as error:
        raise fail("V12", place, exit_code=3, why=why_not_read(error)) from error
    if is_book:
        return [_book_or_list(path)]
    if data.count(b"[") + data.count(b"{") > _PARTS:
        raise fail("V12", place, exit_code=3, why="里面的项太多，不会是一份记录")
    if data.startswith(STATEMENT):
        return [NoticeFile(str(path), _statement(data, place).facts)]
    if LEDGER in data[:2000]:
        return [LedgerFile(str(path), text_of(data))]
    found = _values(data, place)
    if isinstance(found, list):
        return [*(RecordFile(str(path), value) for value in found), PageFile(str(path), text_of(data), found)]
    if "notice" in found:
        return [NoticeFile(str(path), found)]
    return [ReceiptFile(str(path), found) if is_receipt(found) else RecordFile(str(path), found)]


def read_notice(text: str) -> Notice:
    """The notice that a text is, or that is in the text file of this name.  Raises UserError V15."""
    try:
        path = Path(text)
        if len(text) < _LONGEST_PATH and path.is_file():
            text = path.read_bytes()[:_NOTICE_LIMIT].decode("utf-8-sig")
        return parse_notice(text)
    except (ValueError, OSError):
        raise fail("V15", value=text[:80]) from None


def _statement(data: bytes, place: Place) -> Notice:
    try:
        return parse_notice(data.decode())
    except ValueError as error:
        raise fail("V12", place, exit_code=3, why="内容读不出来") from error


def _values(data: bytes, place: Place) -> Any:
    """The JSON of a record or receipt (a dict), or the records of a page (a list)."""
    try:
        if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            found: Any = records_of(data)
        else:
            found = read_json(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise fail("V12", place, exit_code=3, why="内容读不出来") from error
    if not found or not isinstance(found, dict | list) or (isinstance(found, list) and not isinstance(found[0], dict)):
        raise fail("V12", place, exit_code=3, why="里面没有记录")
    if isinstance(found, dict) and not {"draw", "spec", "list", "receipt"} & found.keys():
        raise fail("V12", place, exit_code=3, why="是别的 JSON 文件")
    return found


def _book_or_list(path: Path) -> BookFile | PrintedFile:
    """A master, or a list that was handed out.  Raises V12 where it is neither."""
    if is_document(path):
        printed = read_printed(path)
        if printed is None:
            raise fail("V12", Place(str(path)), exit_code=3, why="里面没有名单")
        return printed
    try:
        return _book(path)
    except UserError as error:
        printed = read_printed(path) if [found.code for found in error.problems] == ["V12"] else None
        if printed is None:
            raise
        return printed


def _book(path: Path) -> BookFile:
    return book_evidence(Book(open_gateway(path)), str(path))


def book_evidence(book: Book, file: str) -> BookFile:
    """What an open workbook has to verify.  file: for messages.  Raises UserError A39 for a bureau workbook, V12 for another one, F09 for each missing table."""
    if book.consolidated:
        raise fail("A39", Place(file), exit_code=5)
    tables, missing = book.read_all(EVIDENCE)
    if missing:
        # Without any of the sheets it is no damaged master but another kind of workbook.
        other = fail("V12", Place(file), exit_code=3, why="不是主台账")
        raise other if len(missing) == len(EVIDENCE) else UserError(missing, exit_code=3)
    faults = [p for table in tables.values() for p in errors(table.problems)]
    drawn = tables[records.DRAWS.name]
    rows = sorted((row for row in drawn if isinstance(row["attempt"], int)), key=lambda r: (r["task"], r["attempt"]))
    return BookFile(file, book, tables[records.LOG.name], tuple(_attempts(tables, rows, _breaks(book))), tuple(faults))


def _breaks(book: Book) -> Breaks:
    """The lottery's breaks that a workbook has registered; those that cannot be read count for nothing."""
    try:
        return parse_breaks(book.settings()[0].lottery_breaks)
    except ValueError:
        return ()


def _attempts(tables: dict[str, Table], rows: Iterable[Row], breaks: Breaks) -> Iterator[BookRows]:
    locked, people, winners = (by_attempt(tables[spec.name]) for spec in (records.LOCKED, records.LOCKED_PEOPLE, records.WINNERS))
    for row in rows:
        key = row["task"], row["attempt"]
        yield BookRows(
            row, locked[key], winners[key], people_lines_of(people[key], locked[key]),
            tables[records.LOG.name].rows, list_note(locked[key]), teams_note(winners[key]),
            lambda name, at, key: tables[name].place(at, key),  # type: ignore[arg-type]
            breaks,
        )
