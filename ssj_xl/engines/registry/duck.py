"""The list in DuckDB: Parquet in, sorted Parquet out, within a bound of memory; what does not fit goes to the disk beside the list.

Only where `duckdb` is installed (extra `duckdb`).
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from ssj_xl.domain.draw.merkle import SUBTREE
from ssj_xl.engines.registry import (
    DAMAGED,
    SHOWN,
    Columns,
    Numbering,
    Places,
    Subtrees,
    Taken,
    Unfit,
    read_subtrees,
    refuse_types,
)
from ssj_xl.engines.registry import statements as sql

_UNSORTED = f"SELECT id FROM {{}} AS lines WHERE following <= id LIMIT {SHOWN}"
_GROUP_ROWS = 122_880  # whole subtrees
_PART = 8 * _GROUP_ROWS  # lines hashed at a time, so that a part's leaves stand in memory and no more
_FETCHED, _BESIDE = 16, 2
_ERRNO = re.compile(r'"errno":"(\d+)"')


def is_there() -> bool:
    """Whether the library is there."""
    return bool(find_spec("duckdb"))


class Duck:
    """An engine on DuckDB.  folder: where it may put what does not fit into memory; memory: its bound."""

    suffix = ".parquet"

    def __init__(self, folder: Path, memory: str = "1500MB") -> None:
        import duckdb

        self._spill = Spill(folder)
        self._db: Any = duckdb.connect(config={"memory_limit": memory, "temp_directory": str(self._spill.folder)})
        _prepare(self._db)

    def sort(self, files: Sequence[Path], columns: Columns, out: Path) -> None:
        """Write the list sorted."""
        import duckdb

        parts = [part for path in files for part in _parquet_files(path)]
        for path in parts:
            refuse_types(types_of(self._db, path), columns, "VARCHAR", path)
        try:
            self._sort(sql.picked(map(_source, parts), columns), "id", out)
        except duckdb.InvalidInputException as error:  # found only where the rows are read
            raise Unfit(DAMAGED, next((path for path in parts if str(path) in str(error)), parts[0])) from error

    def take(self, path: Path) -> Taken:
        """What stands in a sorted list."""
        listed = _source(path)
        counts = dict(self._rows(sql.counts(listed)))
        tree, sound = self._tree(sum(counts.values()), partial(_numbered, path))
        if sound:
            return Taken(counts, Subtrees([top for top, _ in tree.values()], [start for _, start in tree.values()]))
        if number := self._rows(sql.odd(listed, counted=True))[0][0]:
            return Taken(counts, Subtrees(), [row[0] or "" for row in self._rows(sql.odd(listed, counted=False))], number)
        return Taken(counts, Subtrees(), twice=[row[0] for row in self._rows(_UNSORTED.format(_numbered(path, 0, sum(counts.values()))))])

    def sizes(self, path: Path) -> Mapping[str, int]:
        """Region → lines of a sorted list."""
        return dict(self._rows(sql.sizes(_source(path))))

    def trees(self, path: Path, sizes: Mapping[str, int], scratch: Path) -> Mapping[str, Subtrees]:
        """Region → the tree over its own lines, which are sorted by region into `scratch` first."""
        self._sort(f"SELECT region, id, grp FROM {_source(path)}", "region, id", scratch)
        numbering = Numbering(sizes)
        self._run(f"CREATE OR REPLACE TABLE shifts AS SELECT * FROM {sql.numbers(numbering.shifts)}")

        def part(first: int, end: int) -> str:
            lines = _numbered(scratch, numbering.before(first), numbering.before(end), "region, id, grp")
            return f"(SELECT n + number AS n, id, grp, following FROM {lines} AS every JOIN shifts ON name = region)"

        return numbering.split(self._tree(numbering.end, part)[0])

    def draw(self, path: Path, places: Places, outs: tuple[Path, Path]) -> None:
        """Write winners and reserves."""
        for everybody in (False, True):
            self._run(f"CREATE OR REPLACE TEMP TABLE places AS {sql.ranked(_source(path), places, everybody=everybody)}")
            if self._rows("SELECT count(*) FROM places")[0][0] == sum(places.wanted.values()):
                break
        for out, winners in zip(outs, (True, False), strict=True):
            self._save(sql.parted("places", places.quotas, winners=winners), out)
        self._run("DROP TABLE places")

    def lines(self, path: Path) -> Iterator[str]:
        """The rows of a file, or of the Parquet files of a folder in the order of their names; cells joined by TAB, never all in memory."""
        if not _is_parquet(path):
            found = self._run(f"SELECT concat_ws(chr(9), *COLUMNS(*)) FROM {_source(path)}")
            while rows := found.fetchmany(SUBTREE):
                yield from (line for (line,) in rows)
            return
        for file in _parquet_files(path):
            source = f"read_parquet({sql.file(file)}, file_row_number = true)"
            # A row group at a time: more takes memory and no less time.
            every = f"SELECT concat_ws(chr(9), *COLUMNS(* EXCLUDE file_row_number)) AS line, file_row_number AS n FROM {source}"
            for first in range(0, self._rows(f"SELECT count(*) FROM {source}")[0][0], _GROUP_ROWS):
                yield from self._joined(f"({every} WHERE file_row_number >= {first} AND file_row_number < {first + _GROUP_ROWS}) AS part")

    def _joined(self, part: str) -> Iterator[str]:
        """Numbered lines in order; some thousand come as one text, which takes half the time of a row each."""
        found = self._run(f"SELECT string_agg(line, chr(10) ORDER BY n) FROM {part} GROUP BY n // {SUBTREE} ORDER BY n // {SUBTREE}")
        while rows := found.fetchmany(_FETCHED):
            for (text,) in rows:
                yield from text.split("\n")

    def span(self, path: Path, codes: tuple[str, str], region: str = "") -> list[list[str]]:
        """The rows of a sorted list from a code to before another; other row groups are not read."""
        return [list(row) for row in self._rows(sql.span(_source(path), codes, region))]

    def has(self, path: Path, ticket: str) -> bool:
        """Whether a ticket stands in a file of winners."""
        return bool(self._rows(f"SELECT 1 FROM {_source(path)} WHERE ticket = {sql.text(ticket)}"))

    def _tree(self, end: int, part: Callable[[int, int], str]) -> tuple[dict[int, tuple[bytes, str]], bool]:
        """As `read_subtrees`.  part: the numbered lines from a number to before another.

        Two parts at a time: what looks at the next line of each runs on one processor.
        """
        parts = [sql.subtrees(part(first, min(first + _PART, end))) for first in range(0, end, _PART)]
        with ThreadPoolExecutor(_BESIDE) as pool:
            return read_subtrees([row for rows in pool.map(self._aside, parts) for row in rows])

    def _aside(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows of a statement that runs beside others."""
        with self._db.cursor() as beside:
            _prepare(beside)
            found: list[tuple[Any, ...]] = _execute(beside, statement).fetchall()
            return found

    def _sort(self, select: str, order: str, out: Path) -> None:
        """Write rows sorted; by way of a table, of which DuckDB knows enough to sort it in a third of the time that files take."""
        self._run(f"CREATE OR REPLACE TEMP TABLE unsorted AS {select}")
        self._save(f"SELECT * FROM unsorted ORDER BY {order}", out)
        self._run("DROP TABLE unsorted")

    def _rows(self, statement: str) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self._run(statement).fetchall()
        return found

    def _run(self, statement: str) -> Any:
        return _execute(self._db, statement)

    def _save(self, select: str, out: Path) -> None:
        kind = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_GROUP_ROWS}" if _is_parquet(out) else "FORMAT csv, HEADER"
        self._run(f"COPY ({select}) TO {sql.text(str(out))} ({kind})")


def _prepare(db: Any) -> None:
    db.execute("SET enable_progress_bar = false")
    db.execute("SET parquet_metadata_cache = true")  # a long list is asked part by part, hundreds of times


def _execute(db: Any, statement: str) -> Any:
    """Execute.  Raises OSError where the system refuses to read or write, as a full disk does."""
    import duckdb

    try:
        return db.execute(statement)
    except duckdb.IOException as error:
        if refused := _ERRNO.search(str(error)):
            raise OSError(int(refused[1]), os.strerror(int(refused[1]))) from error
        raise


def _numbered(path: Path, first: int, end: int, columns: str = "id, grp") -> str:
    """The lines of a file from a number to before another, as `sql.subtrees` takes them; other row groups are not read."""
    every = f"SELECT file_row_number AS n, {columns} FROM read_parquet({sql.file(path)}, file_row_number = true)"
    return f"(SELECT *, lead(id) OVER () AS following FROM ({every}) AS every WHERE n >= {first} AND n < {end})"


def _parquet_files(path: Path) -> list[Path]:
    """Those of a folder; a file itself, whatever it is."""
    return sorted(path.glob("*.parquet")) or [path]


def _is_parquet(path: Path) -> bool:
    return path.suffix.lower() == ".parquet"


def _source(path: Path) -> str:
    return f"read_parquet({sql.file(path)})" if _is_parquet(path) else sql.csv_file(path)


def types_of(db: Any, path: Path) -> dict[str, str]:
    """Title → type of a file's columns.  Raises Unfit for a file that cannot be read."""
    import duckdb

    try:
        return {row[0]: row[1] for row in db.execute(f"DESCRIBE SELECT * FROM {_source(path)}").fetchall()}
    except duckdb.Error as error:
        raise Unfit(DAMAGED, path) from error


_PREFIX, _HELD = ".~duckdb-", "在用"


class Spill:
    """A folder below another, or below the system's where that one takes none; it lives as long as this object."""

    def __init__(self, parent: Path) -> None:
        _sweep(parent)
        self.folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent if os.access(parent, os.W_OK) else None))
        lock = FileLock(self.folder / _HELD)
        lock.acquire(timeout=0)
        weakref.finalize(self, _remove, self.folder, lock)


def _remove(folder: Path, lock: FileLock) -> None:
    lock.release()
    shutil.rmtree(folder, ignore_errors=True)


def _sweep(parent: Path) -> None:
    """Remove the folders whose holder is no more; one that cannot be asked is left alone."""
    for folder in parent.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError, Timeout):
            lock = FileLock(folder / _HELD)
            lock.acquire(timeout=0)
            _remove(folder, lock)
