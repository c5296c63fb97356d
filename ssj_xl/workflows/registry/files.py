"""A draw over a register that no sheet holds: the files of a lock, the engine that reads them, how they are held against one another."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from ssj_xl.domain import logchain
from ssj_xl.domain.draw import ceremony, merkle, ssj1
from ssj_xl.domain.draw.registry import Counted, Regions, Registry
from ssj_xl.domain.draw.rule import Rule, parse_rule
from ssj_xl.domain.verifying.shape import read_json
from ssj_xl.engines.registry import Engine, Subtrees, duck, spark
from ssj_xl.engines.registry.memory import Memory
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.tables.problems import Place, fail

AUTO, MEMORY, DUCKDB, SPARK = "auto", "memory", "duckdb", "spark"
ENGINES = (AUTO, MEMORY, DUCKDB, SPARK)
_IN_MEMORY = 64 << 20
"""Files up to so many bytes, about a million lines, are drawn in memory."""
_UNFINISHED, _MOVED = ".未完成", "已放好的文件.json"
_ROW_TEXTS = ("task", "root", "rule", "rule_text", "source", "locked_at", "profile", "log_head")


@dataclass(frozen=True)
class Locked:
    """A lock as its file has it, and where that stands.

    row: of 抽取记录, as a workbook would have it; counts: group → lines; log: its own chained entries; inputs, listed:
    name and SHA-256 of the files that were given (numbers: how many of its codes were typed as numbers), and of the sorted list;
    regions: their roots, where regions were wanted.
    """

    path: Path
    row: dict[str, Any]
    counts: Mapping[str, int]
    statement: str
    log: Sequence[dict[str, str]]
    engine: str
    inputs: Sequence[Mapping[str, Any]]
    listed: Mapping[str, str]
    regions: Regions | None = None

    @property
    def rule(self) -> Rule:
        """The locked rule."""
        return parse_rule(self.row["rule_text"])

    @property
    def lock(self) -> Registry:
        """The lock for the seed."""
        return Registry(self.row["task"], self.row["attempt"], Counted((), self.counts), self.rule.quotas(self.counts), {},
                        self.row["rule_text"], (), self.row["root"])

    @property
    def listing(self) -> Path:
        """The sorted list."""
        return self.path.with_name(self.listed["file"])

    @property
    def subtrees(self) -> Subtrees:
        """The subtrees of the list; locks of the first programs have no codes of theirs.  Raises UserError F01, D116 where they do not give the root."""
        return self._subtrees("子树.txt", [], self.row["root"])

    def subtrees_of(self, region: str) -> Subtrees:
        """The subtrees of a region's own list.  Raises as `subtrees`."""
        assert self.regions is not None
        return self._subtrees("分区子树.txt", [region], self.regions.parts[region].root)

    def _subtrees(self, name: str, of: list[str], root: str) -> Subtrees:
        path = beside(self.path, name)
        if not path.is_file():
            raise fail("F01", Place(str(path)), exit_code=3)
        lines = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
        own = [line[len(of):] for line in lines if line[:len(of)] == of]
        try:
            tops = [bytes.fromhex(line[0]) for line in own]
        except ValueError:
            tops = []
        if merkle.root_of(tops) != root:
            raise fail("D116", Place(str(path)), file=path.name)
        return Subtrees(tops, [line[1] for line in own if len(line) > 1])

    def as_json(self) -> bytes:
        """The file."""
        facts = {"registry": ssj1.SPEC, "row": self.row, "counts": self.counts, "statement": self.statement, "log": self.log,
                 "engine": self.engine, "inputs": self.inputs, "list": self.listed}
        facts |= {"regions": self.regions.as_data()} if self.regions else {}
        return (json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode()


def note_of(regions: Regions | None) -> str:
    """What the log's summary of a lock says of its regions; '' where there are none."""
    return regions.note if regions else ""


def beside(path: Path, name: str) -> Path:
    """A file of the lock beside it."""
    return path.with_name(f"{path.stem}-{name}")


def withdraw(path: Path) -> None:
    """Take back what a lock left that was killed between putting its files in their places: without the lock file, the last
    of them, they are none."""
    folder = path.with_name(path.stem + _UNFINISHED)
    try:
        left = json.loads((folder / _MOVED).read_text("utf-8"))
    except (OSError, ValueError):
        left = {}
    if not path.exists():
        for name, digest in left.items():
            _remove(path.with_name(name), digest)
    shutil.rmtree(folder, ignore_errors=True)


def _remove(path: Path, digest: str) -> None:
    if digest_of(path) == digest:
        shutil.rmtree(path) if path.is_dir() else path.unlink()


@contextmanager
def placed(*paths: Path) -> Iterator[list[Path]]:
    """Drafts of the files of a lock, the lock file first; at the end, unless it fails, all take their places, the lock file last:
    a lock is there whole or not at all (`withdraw`)."""
    withdraw(paths[0])
    folder = paths[0].with_name(paths[0].stem + _UNFINISHED)
    folder.mkdir()
    try:
        drafts = [folder / path.name for path in paths]
        yield drafts
        order = [pair for pair in zip(drafts, paths, strict=True) if pair[0].exists()]
        atomic_write(folder / _MOVED, json.dumps({path.name: digest_of(draft) for draft, path in order}, ensure_ascii=False).encode())
        for draft, path in reversed(order):
            draft.rename(path)
    finally:
        withdraw(paths[0])


@contextmanager
def unfinished(*paths: Path) -> Iterator[list[Path]]:
    """Drafts of files (or of folders, as Spark writes them) in a folder beside them; at the end, unless it fails, they take
    their places.  What a killed act left there is removed first.  Not a hidden folder: Spark passes over those."""
    folder = paths[0].with_name(paths[0].stem + _UNFINISHED)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        drafts = [folder / path.name for path in paths]
        yield drafts
        for draft, path in zip(drafts, paths, strict=True):
            if not path.exists():
                draft.rename(path)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def read_locked(path: Path) -> Locked:
    """The lock of a file.  Raises UserError F01, D117 for what is no such file or was edited."""
    if not path.is_file():
        raise fail("F01", Place(str(path)), exit_code=3)
    try:
        facts = read_json(path.read_text("utf-8"))
        regions = Regions.of_data(facts["regions"]) if "regions" in facts else None
        locked = Locked(path, facts["row"], facts["counts"], facts["statement"], facts["log"], facts["engine"], facts["inputs"], facts["list"], regions)
        bound = _is_formed(locked) and _is_bound(locked) and (regions is None or regions.as_data() == facts["regions"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise fail("D117", Place(str(path)), exit_code=3) from error
    if not bound:
        raise fail("D117", Place(str(path)), exit_code=3)
    return locked


def _is_formed(locked: Locked) -> bool:
    """Whether it says what a lock says, of files that lie beside it."""
    files = [locked.listed, *locked.inputs]
    return (locked.engine in ENGINES[1:] and bool(locked.log) and type(locked.row["attempt"]) is int
            and all(isinstance(one["sha256"], str) and one["file"] == Path(one["file"]).name not in ("", "..") for one in files))


def _is_bound(locked: Locked) -> bool:
    """Whether what the file says is what its own log has bound."""
    row, entry = locked.row, locked.log[0]
    right = sum(locked.counts.values()) == row["count"] and ssj1.digest(row["rule_text"]) == row["rule"]
    logged = not logchain.verify(locked.log) and entry["summary"] == logchain.plain(ceremony.lock_summary(row) + note_of(locked.regions))
    whole = locked.regions is None or sum(part.lines for part in locked.regions.parts.values()) == row["count"]
    return (right and logged and whole and all(isinstance(row[key], str) for key in _ROW_TEXTS)
            and entry["content"] == ssj1.digest(ceremony.lock_statement(row))
            and locked.statement.split("|")[1:8:2] == [row["task"], row["root"], row["rule"], entry["digest"]]
            and set(locked.lock.quotas) == set(locked.counts))


def digest_of(path: Path) -> str:
    """SHA-256 of a file; of a folder that Spark wrote, of its files' digests in their order.  '' for nothing there."""
    if path.is_dir():
        return sha256("".join(map(digest_of, sorted(path.glob("*.parquet")))).encode()).hexdigest()
    if not path.exists():
        return ""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def size_of(path: Path) -> int:
    """Bytes of a file, or of the files in a folder."""
    return sum(one.stat().st_size for one in path.iterdir()) if path.is_dir() else path.stat().st_size


def choose_engine(wanted: str, files: Sequence[Path]) -> tuple[str, str]:
    """The engine for these files, and why, as a clause."""
    if wanted != AUTO:
        return wanted, "照 --engine"
    size = sum(map(size_of, files))
    told = f"文件共 {size / (1 << 20):.1f} MB"
    if any(path.suffix.lower() == ".parquet" for path in files):
        return DUCKDB, f"{told}，Parquet 由 DuckDB 读"
    return (MEMORY, f"{told}，在内存里算") if size <= _IN_MEMORY else (DUCKDB, f"{told}，超过 {_IN_MEMORY >> 20} MB")


def to_read(locked: Locked) -> str:
    """The engine for a look into a locked list: DuckDB, which starts at once, wherever it can read the list."""
    return DUCKDB if locked.engine == SPARK and locked.listing.suffix == ".parquet" and duck.is_there() else locked.engine


def open_engine(name: str, folder: Path, *, master: str = "") -> Engine:
    """An engine.  Raises UserError D112 where its extra is not installed."""
    if name == MEMORY:
        return Memory()
    if not (duck.is_there() if name == DUCKDB else spark.is_there()):
        raise fail("D112", Place(), exit_code=3, engine=name)
    return duck.Duck(folder) if name == DUCKDB else spark.Spark(master)
