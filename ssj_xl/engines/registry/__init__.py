"""Engines for the list of a draw that no sheet holds: a list is taken in, sorted, hashed and drawn from.

`memory` is Python alone; `duckdb` and `spark` run one SQL text (`statements`), written for DuckDB and translated for Spark.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol


class Columns(NamedTuple):
    """The titles of the columns of object code and group in the files."""

    id: str
    group: str


@dataclass(frozen=True)
class Taken:
    """What stands in a sorted list.  odd: codes that SSJ-1 does not take (the first), odd_count: how many rows have such;
    twice: codes that stand twice (the first); counts: group → lines; tops: of the subtrees of the tree."""

    counts: Mapping[str, int]
    tops: Sequence[bytes]
    odd: Sequence[str] = ()
    odd_count: int = 0
    twice: Sequence[str] = ()

    @property
    def sound(self) -> bool:
        """Whether it is a list."""
        return not (self.odd_count or self.twice)


class Places(NamedTuple):
    """Who is drawn.  quotas: group → winners; wanted: group → winners and reserves; key: K of the seed."""

    key: str
    quotas: Mapping[str, int]
    wanted: Mapping[str, int]
    counts: Mapping[str, int]


class Engine(Protocol):
    """What takes a list in, and draws."""

    suffix: str
    """Of the sorted list: .parquet, or .csv."""

    def sort(self, files: Sequence[Path], columns: Columns, out: Path) -> None:
        """Write the list, sorted by code, with columns id and grp.  Raises KeyError for a title that is not there, TypeError for
        codes that are numbers."""

    def take(self, path: Path) -> Taken:
        """What stands in a sorted list."""

    def draw(self, path: Path, places: Places, outs: tuple[Path, Path]) -> None:
        """Write winners and reserves, each with columns grp, rank, id, ticket in the order of the result lines."""

    def lines(self, path: Path) -> Iterator[str]:
        """The rows of a file of the engine, cells joined by TAB, in their order."""

    def near(self, path: Path, id_: str, size: int) -> tuple[int, list[str]]:
        """The number of a code in the sorted list, from 0, and the lines of its part of `size` lines; (-1, []) where it is not on it."""

    def has(self, path: Path, ticket: str) -> bool:
        """Whether a ticket stands in a file of winners."""


SHOWN = 20
"""So many codes at most are named in a finding."""
