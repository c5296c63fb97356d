"""What the benchmark of large workbooks measures: acts on a closed file, the peer and the limit, and the same acts on an open workbook."""

from __future__ import annotations

import contextlib
import io
import os
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from ssj_xl.entry import session
from ssj_xl.gateways.book import Book
from ssj_xl.tables import registers
from tools.benchmarks.large_books import PUBLIC, SOURCE, TASK, desk, objects

BOOK, LAST_MONTH = "主台账.xlsx", "2026-01"
_NEW = 900_000
"""Number of the first object that is appended."""
FEW = 100
"""Rows that are appended with everything that a command does around it."""
FEW_ROWS = f"追加 {FEW} 行"


class Cost(NamedTuple):
    """Seconds of processor and of clock."""

    cpu: float
    wall: float


def check(path: Path) -> None:
    """Every rule of the registers."""
    from ssj_xl.workflows.registers.check import check

    found = check(session.reading(path), date(2026, 3, 1))
    if found.problems:
        raise RuntimeError(f"{path}: {found.sentence}")


def report(path: Path) -> None:
    """The form of the month in which everything was checked."""
    from ssj_xl.workflows.monthly.report import report

    report(session.reading(path), LAST_MONTH, desk=desk(9))


def append(path: Path) -> None:
    """A hundred rows to 检查对象, with everything that a command does around it."""
    with session.writing(path, "追加", desk(9)) as book:
        book.append(registers.OBJECTS, objects(_NEW, FEW))
        book.commit()


def lock(book: Book) -> None:
    """The list is all objects."""
    from ssj_xl.workflows.rounds.lock import lock

    lock(book, TASK, SOURCE, desk(9))


def draw(book: Book) -> None:
    """With the numbers of the lottery."""
    from ssj_xl.workflows.rounds.draw import draw

    draw(book, TASK, PUBLIC, desk(10, 6))


def match(book: Book) -> None:
    """Teams for all that were drawn, with the proof."""
    from ssj_xl.workflows.rounds.match import match

    match(book, TASK, desk(11, 6))


def on_file(name: str, act: Callable[[Book], None]) -> Callable[[Path], None]:
    """An act on a closed file, as its command does it."""
    def done(path: Path) -> None:
        with session.writing(path, name, desk(9)) as book:
            act(book)

    return done


DRAWING: dict[str, Callable[[Book], None]] = {"锁定": lock, "抽取": draw, "匹配": match}
"""Each begins with the workbook that the one before has left."""
ACTS: dict[str, Callable[[Path], None]] = {
    "检查": check, "月报": report, FEW_ROWS: append, **{name: on_file(name, act) for name, act in DRAWING.items()}}


def by_openpyxl(path: Path) -> None:
    """The peer: load, append a hundred rows, save."""
    import openpyxl

    book = openpyxl.load_workbook(path)
    sheet = book[registers.OBJECTS.name]
    for row in objects(_NEW, FEW):
        sheet.append([row["code"], row["name"], row["uscc"]])
    book.save(path)


def by_zip(path: Path) -> None:
    """The limit: every part unpacked, and packed again."""
    made = io.BytesIO()
    with zipfile.ZipFile(path) as book, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in book.namelist():
            copy.writestr(name, book.read(name))
    path.write_bytes(made.getvalue())


PEERS: dict[str, Callable[[Path], None]] = {"openpyxl 读入、加 100 行、保存": by_openpyxl, "只解压、再压缩": by_zip}


def append_many(count: int, book: Book) -> None:
    """So many rows that writing them counts."""
    book.append(registers.OBJECTS, objects(_NEW + count, count))
    book.gateway.commit()


MANY_ROWS: dict[str, Callable[[Book], None]] = {f"追加 {count:,} 行": partial(append_many, count) for count in (1_000, 10_000)}
"""Nothing but writing, into a closed file and into an open workbook."""


def _on_opened(act: Callable[[Book], None], path: Path) -> None:
    act(Book(_opened(path)))


ON_FILE = {**ACTS, **PEERS, **{name: partial(_on_opened, act) for name, act in MANY_ROWS.items()}}


def _opened(path: Path) -> Any:
    from ssj_xl.gateways.opening import open_gateway

    return open_gateway(path)


def timed(act: Callable[[], None]) -> Cost:
    """What it takes in this process."""
    cpu, wall = time.process_time(), time.perf_counter()
    act()
    return Cost(time.process_time() - cpu, time.perf_counter() - wall)


# --- matching in memory ----------------------------------------------------------------------------------

def match_and_prove(visits: int, people: int) -> Cost:
    """Teams of two, and the proof that nothing is cheaper.  Raises RuntimeError where it does not hold."""
    from ssj_xl.domain.matching import Instance, Person, Visit
    from ssj_xl.domain.matching.check import verify
    from ssj_xl.engines.flow import solve

    item = frozenset(("LS-01",))
    room = 4 * visits // people + 1
    instance = Instance("0f" * 16, tuple(Visit(f"V{number:06}", 2, item) for number in range(visits)),
                        tuple(Person(f"P{number:04}", room, number % 2 == 0, item) for number in range(people)))

    def done() -> None:
        if verify(instance, solve(instance)):
            raise RuntimeError("the matching is not proved")

    return timed(done)


# --- the same in an open workbook ------------------------------------------------------------------------

class Live(NamedTuple):
    """An act on a workbook that is open in LibreOffice: its cost here and there, and how often xlwings called the engine.

    limit: processor seconds that LibreOffice alone takes afterwards to compute the workbook anew after one cell and to store it.
    """

    wall: float
    cpu: float
    calls: int
    limit: float


OPENED: dict[str, Callable[[Book], None]] = {**MANY_ROWS, **DRAWING}
"""Acts that are measured on an open workbook too."""


def live(books: Iterable[tuple[str, Path]]) -> Iterator[tuple[str, Live]]:
    """Acts of `OPENED`, each on a workbook of its own, one after another in one LibreOffice.  books: by act."""
    from ssj_xl.gateways.live.gateway import LiveGateway
    from tests.office import LiveOffice

    office = LiveOffice()
    office.start()
    try:
        for name, path in books:
            book = office.open(path)
            begin = Book if name in MANY_ROWS else Book.for_act  # as on the closed file beside it
            with counted() as calls:
                before = _used()
                cost = timed(partial(_carried_out, begin, LiveGateway(book), OPENED[name]))
                done = _used()
            first = book.sheets[registers.OBJECTS.name]["A2"]
            first.value = first.value
            book.save()
            yield name, Live(cost.wall, cost.cpu + done - before, calls.total(), _used() - done)
            office.close_books()
    finally:
        office.stop()


def _carried_out(begin: Callable[[Any], Book], gateway: Any, act: Callable[[Book], None]) -> None:
    act(begin(gateway))


def _used() -> float:
    """Processor seconds of every soffice.bin that this process began."""
    ticks = os.sysconf("SC_CLK_TCK")
    found = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            name, _, rest = stat.read_text().rpartition(")")
            fields = rest.split()
            if name.endswith("soffice.bin") and os.getsid(int(stat.parent.name)) in _sessions():
                found += (int(fields[11]) + int(fields[12])) / ticks
    return found


def _sessions() -> set[int]:
    """Sessions of the processes that this one began."""
    children = (child for task in Path("/proc/self/task").iterdir() for child in (task / "children").read_text().split())
    return {os.getsid(int(child)) for child in children}


@contextlib.contextmanager
def counted() -> Iterator[Counter[str]]:
    """Counts every access of xlwings to the parts of the engine: in Excel each would cross to another process."""
    from ssj_xl.gateways.libreoffice.bridge import Unfinished

    tally: Counter[str] = Counter()

    def counting(self: Any, name: str) -> Any:
        if not name.startswith("_"):
            tally[name] += 1
        return object.__getattribute__(self, name)

    Unfinished.__getattribute__ = counting  # type: ignore[method-assign,assignment]
    try:
        yield tally
    finally:
        del Unfinished.__getattribute__  # type: ignore[misc]
