"""Handed-out lists as files: Word documents and workbooks that are no master, read cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ssj_xl.domain.verifying.printed import Cell, Rows, is_list
from ssj_xl.gateways.foreign.content import read_sheets
from ssj_xl.office.hostile import read_file
from ssj_xl.office.package import Package
from ssj_xl.office.word_text import text_of
from ssj_xl.office.xml import Element
from ssj_xl.tables.cells import as_text
from ssj_xl.tables.grid import column_letters
from ssj_xl.tables.problems import Place

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
    tables: list[Rows] = [[[Cell(Place(path.name, f"第 {number} 个表", f"第 {line} 行第 {column} 格"), text_of(list(cell.iter("{*}p"))))
                for column, cell in enumerate(row.iterchildren("{*}tc"), 1)]
               for line, row in enumerate(table.iterchildren("{*}tr"), 1)]
              for number, table in enumerate(body.iter("{*}tbl"), 1)]
    return tables, list(_paragraphs(body))


def _paragraphs(body: Element) -> Iterator[str]:
    for paragraph in body.iter("{*}p"):
        yield text_of([paragraph])


def _of_workbook(path: Path) -> tuple[list[Rows], list[str]]:
    sheets = [sheet for sheet in read_sheets(path) if sheet.refused is None]
    tables: list[Rows] = [[[Cell(Place(path.name, sheet.name, f"{column_letters(column)}{line}"), as_text(value)) for column, value in enumerate(row, 1)]
               for line, row in enumerate(sheet.rows, 1)] for sheet in sheets]
    return tables, [cell.text for table in tables for row in table for cell in row]
