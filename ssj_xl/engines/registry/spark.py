"""The list on Spark, in this process or on a cluster: DuckDB's statements, translated by sqlglot.

Only where `pyspark` and `sqlglot` are installed (extra `spark`), with Java 17.  On a cluster all files, the lock's too, must lie
where every worker sees them under the same path.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ssj_xl.engines.registry import (
    DAMAGED,
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

_FILE = "file://"
_SETTINGS = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.sql.ansi.enabled": "true"}


def is_there() -> bool:
    """Whether the libraries are there."""
    return bool(find_spec("pyspark") and find_spec("sqlglot"))


def translated(statement: str) -> str:
    """A statement in Spark's dialect."""
    import sqlglot

    found: str = sqlglot.transpile(statement, read="duckdb", write="spark")[0]
    return found


class Spark:
    """An engine on Spark.  master: of the cluster ('spark://host:7077'), '' for what spark-submit gives, else this machine."""

    suffix = ".parquet"

    def __init__(self, master: str = "") -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # of what it does with pandas, which is not used here
            self._spark = _session(master)
        self._spark.sparkContext.setLogLevel("ERROR")
        if self._spark.conf.get("spark.sql.shuffle.partitions") == "200":  # Spark's own default, far too many for a few cores
            self._spark.conf.set("spark.sql.shuffle.partitions", str(4 * self._spark.sparkContext.defaultParallelism))

    def sort(self, files: Sequence[Path], columns: Columns, out: Path) -> None:
        """Write the list sorted: a folder of files, each later in the order than the one before."""
        for number, path in enumerate(files):
            refuse_types(dict(self._view(path, f"taken{number}").dtypes), columns, "string", path)
        taken = sql.picked([f"taken{number}" for number in range(len(files))], columns)
        self._save(f"SELECT * FROM ({taken}) AS taken ORDER BY id", out)

    def take(self, path: Path) -> Taken:
        """What stands in a sorted list."""
        self._view(path, "listed")
        counts = dict(self._rows(sql.counts("listed")))
        tree, sound = read_subtrees(self._rows(sql.subtrees(self._numbered(path))))
        if sound:
            return Taken(counts, Subtrees([top for top, _ in tree.values()], [start for _, start in tree.values()]))
        if number := self._rows(sql.odd("listed", counted=True))[0][0]:
            return Taken(counts, Subtrees(), [row[0] or "" for row in self._rows(sql.odd("listed", counted=False))], number)
        return Taken(counts, Subtrees(), twice=[row[0] for row in self._rows(sql.twice("listed"))])

    def sizes(self, path: Path) -> Mapping[str, int]:
        """Region → lines of a sorted list."""
        self._view(path, "listed")
        return dict(self._rows(sql.sizes("listed")))

    def trees(self, path: Path, sizes: Mapping[str, int], scratch: Path) -> Mapping[str, Subtrees]:
        """Region → the tree over its own lines; numbered where they lie, nothing is written."""
        self._view(path, "listed")
        numbering = Numbering(sizes)
        return numbering.split(read_subtrees(self._rows(sql.subtrees(
            "(SELECT number + row_number() OVER (PARTITION BY region ORDER BY id) - 1 AS n, id, grp, lead(id) OVER (PARTITION BY region ORDER BY id) AS following "
            f"FROM listed JOIN {sql.numbers(numbering.firsts)} ON name = region)")))[0])

    def draw(self, path: Path, places: Places, outs: tuple[Path, Path]) -> None:
        """Write winners and reserves."""
        self._view(path, "listed")
        for everybody in (False, True):
            found = self._spark.sql(translated(sql.ranked("listed", places, everybody=everybody))).cache()
            if found.count() == sum(places.wanted.values()):
                break
            found.unpersist()
        found.createOrReplaceTempView("places")
        for out, winners in zip(outs, (True, False), strict=True):
            self._save(sql.parted("places", places.quotas, winners=winners), out)
        found.unpersist()

    def lines(self, path: Path) -> Iterator[str]:
        """The rows of a file, cells joined by TAB, in their order: that of its columns but the ticket."""
        found = self._view(path, "lines")
        order = [title for title in ("grp", "rank") if "rank" in found.columns] or ["id"]
        for row in found.orderBy(*order).toLocalIterator():
            yield "\t".join(map(str, row))

    def span(self, path: Path, codes: tuple[str, str], region: str = "") -> list[list[str]]:
        """The rows of a sorted list from a code to before another."""
        self._view(path, "listed")
        return [list(row) for row in self._rows(sql.span("listed", codes, region))]

    def has(self, path: Path, ticket: str) -> bool:
        """Whether a ticket stands in a file of winners."""
        self._view(path, "winners")
        return bool(self._rows(f"SELECT 1 FROM winners WHERE ticket = {sql.text(ticket)} LIMIT 1"))

    def _numbered(self, path: Path) -> str:
        """The lines with their numbers: each file's in its order, after those of the files before it."""
        from pyspark.sql import functions as of
        from pyspark.sql.window import Window

        found = self._view(path, "listed").withColumn("part", of.input_file_name())
        sizes = found.groupBy("part").agg(of.count("*").alias("size"), of.min("id").alias("first")).orderBy("first").collect()
        before, starts = 0, []
        for row in sizes:
            starts.append((row["part"], before))
            before += row["size"]
        offsets = self._spark.createDataFrame(starts, "part string, start long")
        in_order = Window.partitionBy("part").orderBy("id")
        found.withColumns({"place": of.row_number().over(in_order) - 1, "following": of.lead("id").over(in_order)}).join(of.broadcast(offsets), "part").selectExpr(
            "start + place AS n", "id", "grp", "following").createOrReplaceTempView("numbered")
        return "numbered"

    def _view(self, path: Path, name: str) -> Any:
        from pyspark.errors import AnalysisException

        read = self._spark.read
        try:
            found = read.parquet(_read_from(path)) if path.suffix.lower() == ".parquet" else read.options(header="true", quote='"', escape='"').csv(_read_from(path))
        except AnalysisException as error:
            raise Unfit(DAMAGED, path) from error
        found.createOrReplaceTempView(name)
        return found

    def _rows(self, statement: str) -> list[Any]:
        found: list[Any] = self._spark.sql(translated(statement)).collect()
        return found

    def _save(self, select: str, out: Path) -> None:
        found = self._spark.sql(translated(select)).write.mode("error")
        name = _FILE + str(out.absolute())
        found.parquet(name) if out.suffix == ".parquet" else found.option("header", "true").csv(name)


def _session(master: str) -> Any:
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("ssj-xl")
    builder = builder.master(master) if master else builder
    for key, value in _SETTINGS.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def _read_from(path: Path) -> str:
    """A path as Spark reads it: not encoded, as a URI is, and with its own signs for several files escaped."""
    return _FILE + re.sub(r"([][{}*?,\\])", r"\\\1", str(path.absolute()))
