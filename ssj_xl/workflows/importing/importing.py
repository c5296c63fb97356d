"""Other people's lists into a register: previewed, told, written."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import NamedTuple

from ssj_xl.domain import codes
from ssj_xl.domain.importing import Asked, Comparison, Outcome, Terms, Verdict, classify, compare, incoming_rows
from ssj_xl.domain.importing.finding import ACCEPTABLE, name_column
from ssj_xl.domain.importing.incoming import DOUBTFUL
from ssj_xl.domain.persons import Persons
from ssj_xl.domain.plans import ENDED
from ssj_xl.domain.workdays import in_force
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.foreign import Foreign, read_list
from ssj_xl.tables import records, registers
from ssj_xl.tables.cells import fold_name, is_blank
from ssj_xl.tables.headers import fold_title
from ssj_xl.tables.likeness import fold_word
from ssj_xl.tables.normalising import NOT_ALL_READ, locate_columns, normalise
from ssj_xl.tables.problems import Place, Problem, block, fail, problem
from ssj_xl.tables.registers import OBJECTS
from ssj_xl.tables.spec import TableSpec
from ssj_xl.tables.table import Table
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.desk.office import add_entry, refuse_broken_log
from ssj_xl.workflows.desk.remembered import read_readings, remember_readings
from ssj_xl.workflows.importing.asked import Request, Spoken, Wishes, put, reworded, tried, wishes, written

TITLES = ("执业机构", "执业机构名称", "所在机构", "所在机构名称", "所在律所", "所在律师事务所", "所属机构", "执业单位")
"""What public lists of persons call the column."""
_NEAR, _ALIKE = 5, 0.5


class Unplaced(NamedTuple):
    """A name that is none of the register's institutions, or several of them.

    cells: how many have it; near: code and name of those that it may be, the likeliest first.
    """

    cells: int
    near: tuple[tuple[str, str], ...]


def place_employers(read: Callable[[Mapping[str, str]], Foreign], register: Table, persons: Persons, wished: Wishes) -> tuple[Foreign, dict[str, str], dict[str, Unplaced]]:
    """The list with its column of institutions read, their names as words for codes, and the names that stay open.

    read: reads the list with these titles (outside → own) besides those that were told.  A name that one institution of
    the register has is that one; any other is left blank until somebody says which it is.
    """
    foreign = read({})
    if wished.spec is not OBJECTS:
        return foreign, {}, {}
    known = {fold_title(title) for title in TITLES}
    named = [one.title for one in foreign.unknown if fold_title(one.title) in known and one.title not in wished.renamed]
    columns, _ = locate_columns(foreign.grid, OBJECTS)
    if "employer" not in columns and len(named) == 1:
        foreign = read({named[0]: OBJECTS.header("employer")})
        columns, _ = locate_columns(foreign.grid, OBJECTS)
    if "employer" not in columns:
        return foreign, {}, {}
    cells = Counter(cell for row in foreign.grid.rows if isinstance(cell := row[columns["employer"]], str) and not is_blank(cell) and not cell.isascii())
    return foreign, *_placed(cells, _bodies(register, persons), wished)


def _bodies(register: Table, persons: Persons) -> dict[str, list[tuple[str, str]]]:
    bodies: dict[str, list[tuple[str, str]]] = {}
    for row in register:
        if row["object_type"] not in persons:
            bodies.setdefault(fold_name(row["name"]), []).append((row["code"], row["name"]))
    return bodies


def _placed(cells: Mapping[str, int], bodies: Mapping[str, list[tuple[str, str]]], wished: Wishes) -> tuple[dict[str, str], dict[str, Unplaced]]:
    words, unplaced = dict[str, str](), dict[str, Unplaced]()
    told = wished.words.get("employer", {})
    for cell, count in cells.items():
        folded = fold_name(cell)
        same = bodies.get(folded, [])
        if len(same) == 1:
            words[cell] = same[0][0]
        elif fold_word(cell) in told:
            words[cell] = told[fold_word(cell)]
        else:
            words[cell] = ""
            alike = [one for name in get_close_matches(folded, bodies, _NEAR, _ALIKE) for one in bodies[name]]
            unplaced[cell] = Unplaced(count, tuple(same or alike[:_NEAR]))
    return words, unplaced


def with_words(wished: Wishes, words: Mapping[str, str]) -> Wishes:
    """The wishes with the words for institutions, which nobody needs to remember."""
    return replace(wished, words={**wished.words, "employer": {fold_word(name): code for name, code in words.items()}}) if words else wished


ACT = "导入"


@dataclass(frozen=True)
class Preview:
    """What an import would do.

    verdicts: every row of the file that is data, each in one class; foreign: how the file was read;
    update: whether changes are written; blocking: errors that it would make elsewhere in the workbook;
    warnings: what is to be known about file and workbook; digest: SHA-256 of the file; wished: what was asked for, as far as it
    is worth remembering; spoken: which words were taken for which; allowed: column key → values of its list;
    coining: whether rows without any number get a code of their own; unplaced: names of institutions that stay open.
    """

    spec: TableSpec
    foreign: Foreign
    verdicts: tuple[Verdict, ...]
    register: Table
    update: bool
    digest: str
    wished: Wishes
    blocking: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    counts: dict[Outcome, int] = field(default_factory=dict)
    spoken: Spoken = field(default_factory=dict)
    allowed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    coining: bool = False
    unplaced: Mapping[str, Unplaced] = field(default_factory=dict)

    def of(self, outcome: Outcome) -> list[Verdict]:
        """The rows of a class."""
        return [verdict for verdict in self.verdicts if verdict.outcome is outcome]

    @property
    def name_key(self) -> str:
        """The column that names a row for people."""
        return name_column(self.spec).key

    @property
    def to_write(self) -> int:
        """How many rows would be written."""
        added, changed = written(self.verdicts, update=self.update)
        return len(added) + len(changed)


def preview(book: Book, asked: Request, *, update: bool = False, found: Preview | None = None) -> Preview:
    """Read the file and class every row.  Nothing is written.

    found: what `classed` made of the same request, where that is known.  Raises UserError: I40–I43 what was asked, I01–I08 and F the file, T01, T02 or F09 the register, I45 rows of
    `accept` that are not doubtful, K29 a bureau workbook.
    """
    found = found or classed(book, asked)
    _refuse_unknown_rows(found, asked)
    trial = tried(book, found.spec, found.verdicts, update=update, today=asked.today)
    counts = Counter(verdict.outcome for verdict in trial.verdicts)
    warnings = (*found.warnings, *_under_way(book, found.spec))
    return replace(found, verdicts=trial.verdicts, update=update, blocking=trial.blocking, warnings=warnings,
                   counts={outcome: counts[outcome] for outcome in Outcome})


def comparison(book: Book, asked: Request) -> tuple[Preview, Comparison]:
    """Compare a roster with the register both ways; nothing is written.  Raises UserError as `preview`, and I47."""
    found = classed(book, asked, comparing=True)
    if found.spec.unique != ("code",):
        raise fail("I47", table=found.spec.name)
    return found, compare(found.register, found.verdicts, found.name_key)


def write(book: Book, done: Preview, desk: Desk) -> str:
    """Write what was previewed, with one entry in 操作日志; returns the entry's text.

    `book` must be the one that was previewed, locked since.  Raises UserError with what blocks: errors that the
    import would make elsewhere, a broken log (D40), F04, F07, F13.
    """
    block(done.blocking)
    refuse_broken_log(book)
    added, changed = written(done.verdicts, update=done.update)
    put(book, done.spec, done.verdicts, update=done.update)
    remember_readings(book.path, done.spec, done.wished.readings)
    text = (f"{done.spec.name}：新增{len(added)}行，变更{len(changed)}行；来自{done.foreign.path.name}"
            f"（SHA-256 {done.digest[:16]}）")
    entry = add_entry(book, desk, ACT, text, done.digest)
    book.commit()
    return entry["summary"]


def classed(book: Book, asked: Request, *, comparing: bool = False) -> Preview:
    """The file read and classed, without the trial.  Raises UserError as `preview`."""
    if not comparing:
        book.refuse_acts()
    wanted = wishes(asked)
    before = read_readings(book.path, wanted.spec)
    register = book.read(wanted.spec)
    block(p for p in register.problems if p.code in ("T01", "T02"))
    persons = Persons.of(book.read(registers.CODES) if book.has(registers.CODES) else ())
    wishes_now = wanted.after(before)
    read, employers, unplaced = place_employers(
        lambda more: read_list(asked.file, wanted.spec, sheet=asked.sheet, renamed=wanted.renamed, remembered={**before.columns, **more}), register, persons, wishes_now)
    foreign, spoken = reworded(read, with_words(wishes_now, employers))
    allowed = _allowed(book, wanted.spec) | ({} if comparing else _tiers(book, wanted.spec, asked))
    terms = Terms(wanted.defaults, allowed, [n for n in foreign.notes if n.code in DOUBTFUL], persons)
    listed = normalise(foreign.grid, wanted.spec)
    rows = incoming_rows(listed, register, terms)
    if not rows:
        raise fail("I46", Place(str(asked.file), foreign.sheet))
    verdicts = classify(register, rows, Asked(wanted.key, asked.accept, comparing, asked.coin, persons))
    digest = hashlib.sha256(asked.file.read_bytes()).hexdigest()
    warnings = (*_warnings(foreign, register, wanted), *(p for p in listed.problems if p.code in NOT_ALL_READ - {"F44"}))
    return Preview(wanted.spec, foreign, tuple(verdicts), register, False, digest, wanted, warnings=warnings, spoken=spoken, allowed=allowed,
                   coining=asked.coin or wanted.spec is registers.ITEMS, unplaced=unplaced)


def _allowed(book: Book, spec: TableSpec) -> dict[str, tuple[str, ...]]:
    """The values of every column that has a list."""
    listed = book.read(registers.CODES).rows if book.has(registers.CODES) else []
    return {column.key: codes.names(listed, column.choices) if isinstance(column.choices, str) else column.choices
            for column in spec.columns if column.choices}


def _tiers(book: Book, spec: TableSpec, asked: Request) -> dict[str, tuple[str, ...]]:
    """The tiers of which an object must have one, where there are any."""
    known = book.read(registers.TIERS) if spec is registers.OBJECTS and book.has(registers.TIERS) else ()
    found = tuple(dict.fromkeys(row["tier"] for row in known if in_force(row, asked.today)))
    return {"tier": found} if found else {}


def _warnings(foreign: Foreign, register: Table, wanted: Wishes) -> Iterator[Problem]:
    place = Place(str(foreign.path), foreign.sheet)
    if foreign.liked:
        yield problem("I49", place, titles="、".join(f"{title}→{foreign.meant[title]}" for title in foreign.liked))
    if foreign.unknown:
        yield problem("I10", place, titles="、".join(map(str, foreign.unknown)))
    given = locate_columns(foreign.grid, wanted.spec)[0].keys() | wanted.defaults.keys()
    lacking = [wanted.spec.header(key) for key in wanted.spec.by_key if key in given and key not in register.columns]
    if lacking:
        yield problem("I15", register.grid.place(-1), table=wanted.spec.name, titles="、".join(lacking))
    yield from (note for note in foreign.notes if note.code not in DOUBTFUL)


def _under_way(book: Book, spec: TableSpec) -> Iterator[Problem]:
    """I44: tasks whose list is locked and that are not finished; what is imported now is not in that list."""
    if spec not in (registers.OBJECTS, registers.INSPECTORS, registers.RECUSALS) or not book.has(records.DRAWS):
        return
    states = {row["code"]: row for row in book.read(registers.TASKS)} if book.has(registers.TASKS) else {}
    for row in book.read(records.DRAWS):
        task = states.get(row["task"])
        if row["void_at"] or not task or task["state"] in ENDED or task["archived"]:
            continue
        yield book.read(records.DRAWS).problem("I44", row, "task", task=row["task"], attempt=row["attempt"],
                                               value=row["locked_at"])


def _refuse_unknown_rows(found: Preview, asked: Request) -> None:
    """Raise I45 for rows that were to be accepted and are not doubtful, or must not be."""
    overruled = {verdict.line for verdict in found.verdicts
                 if verdict.outcome is not Outcome.DOUBTFUL and any(n.code in ACCEPTABLE for n in verdict.notes)}
    if wrong := sorted(asked.accept - overruled):
        raise fail("I45", Place(str(asked.file)), lines="、".join(map(str, wrong)))
