"""Files that clerks hand over, whatever program saved them: the bytes, and of an Office file the rows of its sheets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from pathlib import Path
from typing import NamedTuple

from ssj_xl.domain.draw.sources import BEIJING
from ssj_xl.domain.returns import LIMIT
from ssj_xl.gateways.foreign.content import read_sheets
from ssj_xl.gateways.opening import safe_content
from ssj_xl.office.hostile import LOCAL, OLE, missing
from ssj_xl.office.package import CREATED, saved_at
from ssj_xl.office.refusals import why_not_read
from ssj_xl.office.xml import child
from ssj_xl.papers.form.template import WORDS, Template
from ssj_xl.papers.form.word import rows_of
from ssj_xl.papers.handouts.record_reading import Row
from ssj_xl.papers.pdf import OLD, read_modern
from ssj_xl.tables.cells import as_text
from ssj_xl.tables.problems import Place, Problem, UserError, fail

_OFFICE = (".xlsx", ".xlsm", ".docx", ".docm", *OLD)
SUFFIXES = (".json", ".txt", *_OFFICE)
"""What files that may bring results end in."""
_SHEETS = (".xls", ".et")
_OFFICE_LIMIT = 50 << 20


class Given(NamedTuple):
    """A file: its name, its bytes, and of an Office file the rows of each sheet, when it was saved last (Beijing time), or why
    it cannot be read."""

    name: str
    data: bytes
    sheets: tuple[tuple[Row, ...], ...] | None = None
    saved: str = ""
    problems: tuple[Problem, ...] = ()


class _Content(NamedTuple):
    sheets: tuple[tuple[Row, ...], ...]
    saved: str = ""


def read_files(paths: Iterable[Path]) -> list[Given]:
    """The files that may bring results, of a folder all in it and below it that end in one of SUFFIXES.

    Raises as `read_file`, and U03 for a folder without any.
    """
    found: list[Path] = []
    for path in paths:
        inside = sorted(each for each in path.rglob("*") if _may_bring(each)) if path.is_dir() else [path]
        if not inside:
            raise fail("U03", Place(str(path)), exit_code=3)
        found += inside
    return [read_file(path) for path in found]


def _may_bring(path: Path) -> bool:
    """Whether a file of a folder is meant: not what Office or the system put beside it."""
    return path.suffix.lower() in SUFFIXES and not path.name.startswith(("~$", ".")) and path.is_file()


def read_file(path: Path) -> Given:
    """A file that may bring results; of one that is no Office file only the beginning, if it is too big.

    Raises F01, V12 (exit code 3).
    """
    if not path.is_file():
        raise missing(path)
    try:
        with path.open("rb") as file:
            data = file.read(LIMIT + 1)
    except OSError as error:
        raise fail("V12", Place(str(path)), exit_code=3, why=why_not_read(error)) from error
    if not (data.startswith((LOCAL, OLE, b"{\\rtf")) or path.suffix.lower() in _OFFICE):
        return Given(path.name, data)
    try:
        found = read_modern(path, _content)
    except UserError as error:
        return Given(path.name, data, (), problems=tuple(one.within(path.name) for one in error.problems))
    return Given(path.name, data, found.sheets, found.saved)


def _content(path: Path) -> _Content:
    """The rows of a workbook or document.  Raises F02–F08, I06, I07, and B08 for what only LibreOffice can read."""
    suffix = path.suffix.lower()
    if path.stat().st_size > _OFFICE_LIMIT:
        raise fail("I07", Place(path.name), exit_code=3, what="文件大小", limit=f"{_OFFICE_LIMIT >> 20} MB")
    if suffix in OLD and suffix not in _SHEETS:
        raise fail("B08", Place(path.name), exit_code=3, suffix=suffix)
    if suffix in _SHEETS:
        return _Content(_rows_of_sheets(path))
    template = Template(safe_content(path))
    if template.kind in WORDS:
        return _Content((tuple(rows_of(child(template.main, "body"))),), _saved(path))
    return _Content(_rows_of_sheets(path), _saved(path))


def _rows_of_sheets(path: Path) -> tuple[tuple[Row, ...], ...]:
    return tuple(tuple({column: as_text(cell) for column, cell in enumerate(row) if cell is not None} for row in sheet.rows)
                 for sheet in read_sheets(path))


def _saved(path: Path) -> str:
    """When the file was saved last, "" where it does not say; that it was made is not said by ours."""
    at = saved_at(path)
    return "" if at is None or at == CREATED else f"{at.replace(tzinfo=UTC).astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"
