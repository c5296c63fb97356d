"""Files that may bring results: returns of teams' pages, and 检查记录表 that were filled in on the PC, in whatever format they were saved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ssj_xl.domain.codes import clean_result, names, problem_results
from ssj_xl.domain.period import team_of
from ssj_xl.domain.returns import LIMIT, Refused, Return, read_return, record_code
from ssj_xl.gateways.foreign.content import read_sheets
from ssj_xl.gateways.opening import safe_content
from ssj_xl.office.hostile import LOCAL, OLE, missing
from ssj_xl.office.package import CREATED
from ssj_xl.office.xml import child
from ssj_xl.papers.form.template import WORDS, Template
from ssj_xl.papers.form.word import rows_of
from ssj_xl.papers.handouts import visit_record
from ssj_xl.papers.handouts.record_reading import Known, RecordForm, Row, forms_in, is_blank, plain, visit_of
from ssj_xl.papers.handouts.results import DISPOSALS, RESULTS, WAYS, item_name
from ssj_xl.papers.pdf import OLD, read_modern
from ssj_xl.tables import records, registers
from ssj_xl.tables.cells import as_text
from ssj_xl.tables.problems import Place, Problem, UserError, fail, problem
from ssj_xl.workflows.desk.office import Office
from ssj_xl.workflows.publishing.papers import fitting_items

if TYPE_CHECKING:
    from ssj_xl.tables.rows import DrawRow, WinnerRow

_OFFICE = (".xlsx", ".xlsm", ".docx", ".docm", *OLD)
SUFFIXES = (".json", ".txt", *_OFFICE)
"""What files that may bring results end in."""
_SHEETS = (".xls", ".et")
_OFFICE_LIMIT = 50 << 20
_NAMED = 20
_BEIJING = timedelta(hours=8)


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
        raise fail("V12", Place(str(path)), exit_code=3, why=error.strerror or "读取出错") from error
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
        return _Content((tuple(rows_of(child(template.main, "body"))),), _saved(template))
    return _Content(_rows_of_sheets(path), _saved(template))


def _rows_of_sheets(path: Path) -> tuple[tuple[Row, ...], ...]:
    return tuple(tuple({column: as_text(cell) for column, cell in enumerate(row) if cell is not None} for row in sheet.rows)
                 for sheet in read_sheets(path))


def _saved(template: Template) -> str:
    """When the file was saved last, "" where it does not say; that it was made is not said by ours."""
    try:
        at = datetime.strptime(template.modified()[:19], "%Y-%m-%dT%H:%M:%S")
    except ValueError:
        return ""
    return "" if at == CREATED else f"{at + _BEIJING:%Y-%m-%d %H:%M:%S}"


def returns_in(given: Given, tokens: Iterable[str], forms: RecordForms) -> Iterator[Return | Problem]:
    """The returns that a file brings, and what is wrong with it."""
    yield from given.problems
    if given.sheets is not None:
        yield from () if given.problems else forms.read(given)
        return
    try:
        yield read_return(given.data, tokens)
    except Refused as why:
        yield problem(str(why), Place(given.name))


class RecordForms:
    """The record forms of a book's draws.  stamp: the time now, when a form that does not say was saved."""

    def __init__(self, office: Office, stamp: str) -> None:
        self._office, self._stamp = office, stamp
        self._codes = office.table(registers.CODES) if office.book.has(registers.CODES) else ()
        draws = {(row["task"], row["attempt"]): row for row in office.table(records.DRAWS)}
        self._found: dict[str, tuple[DrawRow, WinnerRow, str]] = {}
        for row in office.table(records.WINNERS):
            if draw := draws.get((row["task"], row["attempt"])):
                object_, _, team = record_code(draw, row["object"], team_of(row)).partition("-")
                self._found[object_] = (draw, row, team)

    def read(self, given: Given) -> Iterator[Return | Problem]:
        """A return for each form that is filled in and of an object that was drawn, without items where several differ; what is wrong."""
        forms = list({repr(one): one for rows in given.sheets or () for one in forms_in(rows)}.values())
        if not forms:
            yield problem("B09", Place(given.name), title=visit_record.TITLE)
        filled = [one for one in forms if not is_blank(one)]
        counts = Counter(one.code for one in filled if one.code[0])
        for one in filled:
            found = self._return(given, one)
            if counts[one.code] < 2:
                yield found
                continue
            doubled = problem("B11", Place(given.name), object=_name(one))
            yield doubled
            if isinstance(found, Return):
                yield found._replace(visits=(found.visits[0]._replace(items=(), why=doubled.text),))
        if blank := [one for one in forms if is_blank(one) and not counts[one.code]]:
            yield problem("B12", Place(given.name), count=len(blank), objects=_named(blank))

    def _return(self, given: Given, one: RecordForm) -> Return | Problem:
        draw, winner, team = self._found.get(one.code[0], (None, None, ""))
        if draw is None or winner is None or not self._is_of(one, winner):
            return problem("B10", Place(given.name), object=_name(one), printed="-".join(filter(None, one.code)) or "没有")
        visit = visit_of(one, winner["object"], self._known(winner))
        its = team_of(winner) if one.code[1] == team else ()
        return Return(winner["task"], winner["attempt"], draw["seed"], its, 0, min(given.saved or self._stamp, self._stamp), (visit,), "")

    def _is_of(self, one: RecordForm, winner: WinnerRow) -> bool:
        """Whether a form names the task and the object of its code."""
        found = self._office.table(registers.OBJECTS).by("code").get(winner["object"])
        names_ = {plain(winner["name"]), plain(found["name"]) if found else ""} - {""}
        return plain(one.values.get(visit_record.TASK, "")) == plain(winner["task"]) and plain(_name(one)) in names_

    def _known(self, winner: WinnerRow) -> Known:
        problems, clean = problem_results(self._codes), clean_result(self._codes)
        results, disposals, ways = (names(self._codes, category) for category in (RESULTS, DISPOSALS, WAYS))
        away = next((name for name in results if name not in problems and name != clean), "")
        return Known(results, problems, clean, away, disposals, ways, {
            row["code"]: item_name(row) for row in fitting_items(self._office, winner)})


def _named(forms: Sequence[RecordForm]) -> str:
    """Whose forms they are, the first ones where there are many."""
    return "、".join(map(_name, forms[:_NAMED])) + ("等" if len(forms) > _NAMED else "")


def _name(one: RecordForm) -> str:
    return one.values.get(visit_record.BODY) or one.values.get(visit_record.PERSON, "")
