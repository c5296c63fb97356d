"""The files of a consolidation: what is handed in, last month's workbook, the bureau's form."""

from __future__ import annotations

import glob
import hashlib
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ssj_xl.domain.account.rows import numbered
from ssj_xl.domain.draw.sources import BEIJING
from ssj_xl.domain.merging.claims import Handed, Previous, Source
from ssj_xl.domain.merging.silent import COMPARED
from ssj_xl.domain.merging.units import Arrival
from ssj_xl.domain.submitting import SENT, mask_numbers
from ssj_xl.domain.workdays import Calendar
from ssj_xl.domain.world import World
from ssj_xl.gateways import keys
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.contract import Gateway
from ssj_xl.gateways.locking import owner_mark
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.gateways.safe import BACKUPS
from ssj_xl.office.hostile import missing, unreadable
from ssj_xl.papers.trace import Trace
from ssj_xl.tables import account
from ssj_xl.tables.consolidated import HEADS, MERGED, ROSTER_FILE, SUBMISSIONS, UNMERGED
from ssj_xl.tables.grid import Grid
from ssj_xl.tables.normalising import NOT_ALL_READ, OWN_SHAPE, rows_unread
from ssj_xl.tables.packed import PackedRows
from ssj_xl.tables.problems import Place, Problem, UserError, block, fail, problem
from ssj_xl.tables.records import DRAWS, LOG, PROBLEMS
from ssj_xl.tables.registers import HOLIDAYS, TASKS
from ssj_xl.tables.settings import BUREAU, COUNTY, DIVISION, SETTING_BY_KEY, SHEET, Settings
from ssj_xl.tables.sparse import blanks
from ssj_xl.tables.table import Table
from ssj_xl.tables.trace import CHANGES
from ssj_xl.workflows.consolidation.unpack import PACKED, open_any, unpack
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.desk.side_by_side import results
from ssj_xl.workflows.desk.trace import with_pending
from ssj_xl.workflows.monthly import report
from ssj_xl.workflows.monthly.own_form import OwnForm

WORKBOOKS = frozenset((".xlsx", ".xlsm", ".xls", ".xlsb", ".et", ".ods", ".csv"))
"""What is taken for a workbook in a folder; those that cannot be read are named with the remedy."""

_TABLES_OF_A_MASTER = 3


@dataclass
class Inbox:
    """What was found.

    paths: file by the name it has in messages (the archive, of one that was packed); scratch: where files are unpacked; arrivals: the masters that could be read, with `settings` by file;
    unread: how many rows of each were not read;
    unreadable: files that could not; others: files that are no workbooks, left alone.
    """

    paths: dict[str, Path] = field(default_factory=dict)
    scratch: Path = Path()
    arrivals: list[Arrival] = field(default_factory=list)
    settings: dict[str, Settings] = field(default_factory=dict)
    unread: dict[str, int] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def take(self, other: Inbox) -> None:
        """Add what was found in one file."""
        self.arrivals += other.arrivals
        self.settings |= other.settings
        self.unread |= other.unread
        self.unreadable += other.unreadable
        self.skipped += other.skipped
        self.problems += other.problems


def collect(paths: Sequence[Path], desk: Desk, *, but: Path | None = None) -> Inbox:
    """Read every master workbook among files, folders (and their subfolders) and patterns.

    but: a file that is not handed in although it may lie there (last month's bureau workbook).
    Raises UserError U03 where no path is given.
    """
    if not paths:
        raise fail("U03", exit_code=2)
    with tempfile.TemporaryDirectory(prefix="ssj-") as scratch:
        return _collected(paths, desk, Inbox(scratch=Path(scratch)), but)


def _collected(paths: Sequence[Path], desk: Desk, inbox: Inbox, but: Path | None) -> Inbox:
    without = {but.resolve()} if but else set()
    handed = [path for path in dict.fromkeys(path.resolve() for path in _expanded(paths, inbox)) if path not in without]
    packed = {path: _unpacked(path, inbox) for path in handed if path.suffix.lower() == PACKED}
    inside = {file: path for path, files in packed.items() for file in files}
    found = [file for path in handed for file in packed.get(path, [path])]
    named = {path.resolve() for path in paths}
    books = [path for path in found if path.suffix.lower() in WORKBOOKS or path in named]
    inbox.others += [path.name for path in found if path not in books]
    inbox.paths = dict(sorted(_labelled(books)))
    jobs = [(label, path, inbox.scratch / f"r{number}.xlsx", desk.now) for number, (label, path) in enumerate(inbox.paths.items())]
    read = results(read_file, jobs)
    for number, label in enumerate(inbox.paths):
        desk.progress(f"读取 {label}", number, len(inbox.paths))
        inbox.take(next(read) or Inbox(unreadable=[label], problems=[problem("K48", Place(label))]))
    inbox.paths = {label: inside.get(path, path) for label, path in inbox.paths.items()}
    return inbox


def _unpacked(path: Path, inbox: Inbox) -> list[Path]:
    try:
        return list(unpack(path, inbox.scratch))
    except (UserError, OSError) as error:
        _name_unreadable(inbox, path.name, error)
        return []


def _name_unreadable(inbox: Inbox, label: str, error: UserError | OSError) -> None:
    """A file that could not be read, or that was moved away meanwhile: the rest goes on."""
    found = error.problems if isinstance(error, UserError) else unreadable(error, Place(label)).problems
    inbox.unreadable.append(label)
    inbox.problems += [problem.within(label) for problem in found]


def _expanded(paths: Iterable[Path], inbox: Inbox) -> Iterator[Path]:
    for path in paths:
        fault = _fault_of(path)
        if isinstance(fault, OSError):
            _name_unreadable(inbox, str(path), fault)
        elif fault is None and path.is_dir():
            yield from _inside(path, inbox)
        elif fault is None:
            yield path
        else:
            matches = sorted(glob.glob(str(path)))
            if not matches:
                inbox.problems.append(problem("F01", Place(str(path))))
            yield from _expanded(map(Path, matches), inbox)


def _inside(folder: Path, inbox: Inbox, around: tuple[Path, ...] = ()) -> Iterator[Path]:
    """Files of a folder and of all folders in it; hidden ones, owner files, 备份 and the list of 应报单位 apart.

    around: the folders that it is in, so that a link back to one of them ends there.  A folder that cannot be read is named as a file is,
    and so is a link that leads nowhere.
    """
    around = (*around, folder.resolve())
    try:
        found = sorted(folder.iterdir())
    except OSError as error:
        _name_unreadable(inbox, str(folder), error)
        return
    for path in found:
        if path.name.startswith((".", "~", keys.START)) or path.name in (BACKUPS, ROSTER_FILE, account.COUNTS.name):
            continue
        if fault := _fault_of(path):
            _name_unreadable(inbox, str(path), fault)
        elif path.is_file():
            yield path
        elif path.is_dir() and path.resolve() not in around:
            yield from _inside(path, inbox, around)


def _fault_of(path: Path) -> UserError | OSError | None:
    """Why nothing is known of a path: it leads nowhere, or lies in a folder into which nobody may go."""
    try:
        return None if path.exists() else missing(path)
    except OSError as error:
        return error


def _labelled(paths: Sequence[Path]) -> Iterator[tuple[str, Path]]:
    """Each file with its name, or with as much of its folders as tells it from the others."""
    names = Counter(path.name for path in paths)
    pairs = Counter((path.parent.name, path.name) for path in paths)
    for path in paths:
        if names[path.name] == 1:
            yield path.name, path
        else:
            yield (f"{path.parent.name}/{path.name}" if pairs[path.parent.name, path.name] == 1 else str(path)), path


def read_file(job: tuple[str, Path, Path, datetime]) -> Inbox:
    """Read one file, given with its name in messages, a path for a copy in a newer format, and the time of the act.

    Whatever is wrong with it is its own problem, and the rest goes on.
    """
    label, path, scratch, now = job
    inbox = Inbox({label: path}, scratch)
    if owner_mark(path):
        inbox.problems.append(problem("K20", Place(label)))
    try:
        _sort_out(inbox, label, now)
    except (UserError, OSError) as error:
        _name_unreadable(inbox, label, error)
    return inbox


def _sort_out(inbox: Inbox, label: str, now: datetime) -> None:
    gateway = open_any(inbox.paths[label], inbox.scratch)
    book = Book(gateway)
    if book.consolidated:
        inbox.skipped.append(label)
        inbox.problems.append(problem("K02", Place(label)))
    elif not _is_master(gateway):
        inbox.skipped.append(label)
        inbox.problems.append(problem("K01", Place(label)))
    else:
        _take(inbox, label, book, now)


def _is_master(gateway: Gateway) -> bool:
    known = [spec.name for spec in MERGED if gateway.has(spec.name)]
    named = SETTING_BY_KEY["unit"].column.header in gateway.names()
    return len(known) >= _TABLES_OF_A_MASTER or (named and bool(known))


def _take(inbox: Inbox, label: str, book: Book, now: datetime) -> None:
    path = inbox.paths[label]
    month = book.submitted
    tables, lacking = book.read_all((*SENT, PROBLEMS) if month else (*MERGED, CHANGES, HOLIDAYS, LOG))
    settings, found = book.settings()
    if account.VISITS.name in tables:
        given = World(tables, settings, Calendar.from_rows([]), now.date())
        tables = {**tables, account.VISITS.name: numbered(given)[0][account.VISITS]}
    if settings.level == DIVISION and not settings.division:
        found.append(problem("K18", Place(label, SHEET)))
    if not month:
        found.append(problem("K26", Place(label)))
        tables = {**tables, CHANGES.name: with_pending(book, "汇总", Desk(now, "", str))}
        mask_numbers({name: table.rows for name, table in tables.items()})
    whole = (p for table in tables.values() for p in table.problems if p.code in NOT_ALL_READ - OWN_SHAPE)
    unread = [p.within(label) for p in (*book.strays(), *whole)]
    inbox.problems += [*(p.within(label) for p in (*_missing(lacking), *found)), *unread]
    inbox.unread[label] = rows_unread(unread)
    inbox.settings[label] = settings
    source = Source(label, settings.unit, settings.division, settings.level, month=month,
                    codes=(settings.unit_code, settings.division_code), year=settings.year)
    named = {name: _named_table(table, label) for name, table in tables.items()}
    digest, saved = _stamp(path)
    inbox.arrivals.append(Arrival(Handed(source, named), digest, min(saved, now.replace(microsecond=0)), book.filled_on))


def _missing(problems: Iterable[Problem]) -> Iterator[Problem]:
    """K05 for merged tables that are not there; every other failure of a table as it is."""
    merged = {spec.name for spec in MERGED}
    for found in problems:
        name = found.params.get("table")
        if found.code == "F09" and name in merged:
            yield problem("K05", found.place, table=name)
        elif not (found.code == "F09" and name == HOLIDAYS.name):
            yield found


def _named_table(table: Table, label: str) -> Table:
    """The table with its file named as in messages, its rows packed, and without the cells as written, which nobody needs any more."""
    grid = table.grid
    rows: Any = PackedRows.of(table, blanks(table.spec))
    slim = Grid(grid.name, grid.header, (), label, grid.sheet, grid.top, grid.left)
    return Table(table.spec, rows, [p.within(label) for p in table.problems], slim, table.columns)


def _stamp(path: Path) -> tuple[bytes, datetime]:
    saved = datetime.fromtimestamp(path.stat().st_mtime, BEIJING).replace(tzinfo=None)
    return hashlib.sha256(path.read_bytes()).digest(), saved.replace(microsecond=0)


# --- the bureau's form -----------------------------------------------------------------------------------

@dataclass(frozen=True)
class BureauForm:
    """The form and its annex, b'' where it could not be filled or needs none, and what its trace tells; the problems say why."""

    data: bytes = b""
    companion: Trace | None = None
    annex: bytes = b""
    problems: tuple[Problem, ...] = ()


def fill_form(counts: report.Counts, *, template: OwnForm, filled_on: date) -> BureauForm:
    """Fill the template; where that cannot be done the form is empty, and the bureau workbook is made all the same."""
    try:
        made = report.form(counts, template=template, filled_on=filled_on)
    except UserError as error:
        return BureauForm(problems=error.problems)
    return BureauForm(made.data, made.companion, made.annex, made.warnings)


# --- last month's bureau workbook ------------------------------------------------------------------------

@dataclass(frozen=True)
class Before:
    """What the month before left; settings is None where there was none."""

    evidence: Previous = field(default_factory=Previous)
    log: Sequence[Mapping[str, Any]] = ()
    settings: Settings | None = None


def read_previous(path: Path | None) -> Before:
    """Read last month's bureau workbook.  Raises UserError K19 for another workbook, F.. for one that cannot be read,
    and every error in the sheets that are compared."""
    if path is None:
        return Before()
    book = Book(open_gateway(path))
    for spec in (SUBMISSIONS, HEADS):
        if not book.has(spec):
            raise fail("K19", Place(path.name), table=spec.name)
    tables = [book.read(spec) for spec in (HEADS, SUBMISSIONS, DRAWS, LOG)]
    block(found.within(path.name) for table in tables for found in table.problems)
    heads, sent, draws, log = (table.rows for table in tables)
    tasks = book.read(TASKS).rows if book.has(TASKS) else ()
    watched = {spec.name: book.read(spec).rows for spec in COMPARED if book.has(spec)}
    unmerged = book.read(UNMERGED).rows if book.has(UNMERGED) else ()
    return Before(Previous(heads, sent, draws, tasks, watched, unmerged), log, book.settings()[0])


def moved_to(settings: Settings, year: int, handed: Iterable[Settings]) -> Settings:
    """The parameters as they are in the year of the form: last month's may be those of the year before.

    名录基准日 of another year is what most of the year's workbooks have, '' where none has one.
    """
    if settings.year == year:
        return settings
    days = Counter(one.base_day for one in handed if one.year == year and one.base_day)
    return replace(settings, year=year, base_day=days.most_common(1)[0][0] if days else None)


def bureau_settings(before: Before, handed: Mapping[str, Settings]) -> Settings:
    """The bureau's parameters: those of the month before, else of its own workbook, else what its divisions share.

    Of counties alone nobody knows the bureau's name: it is blank.
    """
    if before.settings and before.settings.unit:
        return before.settings
    own = [settings for settings in handed.values() if settings.level == BUREAU]
    if own:
        return replace(own[0], division="", division_code="")
    divisions = [settings for settings in handed.values() if settings.level == DIVISION] or list(handed.values())
    unit = Counter(settings.unit for settings in divisions).most_common(1)[0][0]
    first = next(settings for settings in divisions if settings.unit == unit)
    if first.level == COUNTY:
        first = replace(first, unit="", unit_code="", site="")
    period = Counter(settings.period for settings in divisions).most_common(1)[0][0]
    return replace(first, division="", division_code="", level=BUREAU, period=period, contact="", phone="", mobile="")
