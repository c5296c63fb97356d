"""The list in DuckDB: Parquet in, sorted Parquet out, within a bound of memory; what does not fit goes to the disk beside the list.

Only where `duckdb` is installed (extra `duckdb`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

from ssj_xl.engines.registry import Columns, Places, Taken
from ssj_xl.engines.registry import statements as sql

_PART = 1 << 20  # lines hashed at a time: whole subtrees
_GROUP_ROWS = 122_880
_FETCHED = 100_000


def is_there() -> bool:
    """Whether the library is there."""
    return bool(find_spec("duckdb"))


class Duck:
    """An engine on DuckDB.  folder: where it may put what does not fit into memory; memory: its bound."""

    suffix = ".parquet"

    def __init__(self, folder: Path, memory: str = "1500MB") -> None:
        import duckdb

        self._spill = folder / ".~duckdb"
        self._db: Any = duckdb.connect(config={"memory_limit": memory, "temp_directory": str(self._spill)})
        self._db.execute("SET enable_progress_bar = false")

    def sort(self, files: Sequence[Path], columns: Columns, out: Path) -> None:
        """Write the list sorted."""
        source = _source(files)
        types = {row[0]: row[1] for row in self._rows(f"DESCRIBE SELECT * FROM {source}")}
        for title in columns:
            if title not in types:
                raise KeyError(title)
            if types[title] != "VARCHAR":
                raise TypeError(title)
        picked = f"SELECT {sql.name(columns.id)} AS id, {sql.name(columns.group)} AS grp FROM {source} ORDER BY id"
        self._save(picked, out)

    def take(self, path: Path) -> Taken:
        """What stands in a sorted list; hashed in parts, so that a part's leaves stand in memory and no more."""
        listed = _source([path])
        counts = dict(self._rows(sql.counts(listed)))
        number = self._rows(sql.odd(listed, counted=True))[0][0]
        if number:
            return Taken(counts, (), [str(row[0]) for row in self._rows(sql.odd(listed, counted=False))], number)
        twice, tops = list[str](), list[bytes]()
        for part in self._parts(path):
            twice += [row[0] for row in self._rows(sql.twice(part))]
            tops += [bytes.fromhex(row[1]) for row in self._rows(sql.tops(part))] if not twice else []
        return Taken(counts, tops, twice=twice)

    def draw(self, path: Path, places: Places, outs: tuple[Path, Path]) -> None:
        """Write winners and reserves."""
        for everybody in (False, True):
            self._db.execute(f"CREATE OR REPLACE TEMP TABLE places AS {sql.ranked(_source([path]), places, everybody=everybody)}")
            if self._rows("SELECT count(*) FROM places")[0][0] == sum(places.wanted.values()):
                break
        for out, winners in zip(outs, (True, False), strict=True):
            self._save(sql.parted("places", places.quotas, winners=winners), out)

    def lines(self, path: Path) -> Iterator[str]:
        """The rows of a file, cells joined by TAB."""
        found = self._db.execute(f"SELECT * FROM {_source([path])}")
        while rows := found.fetchmany(_FETCHED):
            for row in rows:
                yield "\t".join(map(str, row))

    def near(self, path: Path, id_: str, size: int) -> tuple[int, list[str]]:
        """A code's number and the lines of its part."""
        return sql.near(self._rows, _numbered(path), id_, size)

    def has(self, path: Path, ticket: str) -> bool:
        """Whether a ticket stands in a file of winners."""
        return bool(self._rows(f"SELECT 1 FROM {_source([path])} WHERE ticket = {sql.text(ticket)}"))

    def _parts(self, path: Path) -> Iterator[str]:
        """The sorted list in parts by the codes where they begin: row groups that have none of them are not read."""
        numbered = _numbered(path)
        starts = [row[0] for row in self._rows(f"SELECT id FROM {numbered} WHERE n % {_PART} = 0 ORDER BY n")]
        for first, after in pairwise([*starts, None]):
            until = f" AND id < {sql.text(after)}" if after is not None else ""
            yield f"(SELECT n, id, grp FROM {numbered} WHERE id >= {sql.text(first)}{until})"

    def _rows(self, statement: str) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self._db.execute(statement).fetchall()
        return found

    def _save(self, select: str, out: Path) -> None:
        kind = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_GROUP_ROWS}" if out.suffix == ".parquet" else "FORMAT csv, HEADER"
        self._db.execute(f"COPY ({select}) TO {sql.text(str(out))} ({kind})")


def _numbered(path: Path) -> str:
    return f"(SELECT file_row_number AS n, id, grp FROM read_parquet({sql.text(str(path))}, file_row_number = true))"


def _source(files: Sequence[Path]) -> str:
    names = "[" + ", ".join(sql.text(str(path / "*.parquet" if path.is_dir() else path)) for path in files) + "]"
    parquet = all(path.suffix == ".parquet" for path in files)
    return f"read_parquet({names})" if parquet else f"read_csv({names}, all_varchar = true, header = true)"
