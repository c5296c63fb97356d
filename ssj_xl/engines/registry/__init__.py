"""Engines for the list of a draw that no sheet holds: a list is taken in, sorted, hashed and drawn from.

`memory` is Python alone; `duckdb` and `spark` run one SQL text (`statements`), written for DuckDB and translated for Spark.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from ssj_xl.domain.draw.merkle import SUBTREE

ABSENT, NUMBERS, DAMAGED = "absent", "numbers", "damaged"


class Unfit(ValueError):
    """A file that cannot be taken in.  why: it has no column `title`, or that is not of texts, or nobody can read it."""

    def __init__(self, why: str, path: Path, title: str = "") -> None:
        super().__init__(f"{path}: {why} {title}")
        self.why, self.path, self.title = why, path, title


def refuse_types(types: Mapping[str, str], columns: Columns, text: str, path: Path) -> None:
    """Raise Unfit where a wanted column is not in a file, or not of texts.  types: title → type; text: that of texts."""
    for title in columns.titles.values():
        if types.get(title) != text:
            raise Unfit(NUMBERS if title in types else ABSENT, path, title)


class Columns(NamedTuple):
    """The titles of the columns of object code, group and region in the files; '' where no regions are wanted."""

    id: str
    group: str
    region: str = ""

    @property
    def titles(self) -> dict[str, str]:
        """Column of the sorted list → title, of those that are wanted, in the order of the sorted list."""
        return {name: title for name, title in zip(("id", "grp", "region"), self, strict=True) if title}


class Subtrees(NamedTuple):
    """The subtrees of the tree over a list (`merkle.SUBTREE` lines each).  tops: their roots; starts: their first codes."""

    tops: Sequence[bytes] = ()
    starts: Sequence[str] = ()


@dataclass(frozen=True)
class Taken:
    """What stands in a sorted list.  odd: codes that SSJ-1 does not take (the first), odd_count: how many rows have such;
    twice: codes that stand twice (the first); counts: group → lines; tree: of all lines."""

    counts: Mapping[str, int]
    tree: Subtrees
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
        """Write the list, sorted by code, with columns id and grp.

        files: all Parquet, or all CSV as RFC 4180 has it (UTF-8, commas, each record as wide as the head).  Raises Unfit.
        """

    def take(self, path: Path) -> Taken:
        """What stands in a sorted list."""

    def sizes(self, path: Path) -> Mapping[str, int]:
        """Region → lines of a sorted list, '' for none; of `MOST_REGIONS` and more not all."""

    def trees(self, path: Path, sizes: Mapping[str, int], scratch: Path) -> Mapping[str, Subtrees]:
        """Region → the tree over its own lines.  scratch: a file that may be written meanwhile."""

    def draw(self, path: Path, places: Places, outs: tuple[Path, Path]) -> None:
        """Write winners and reserves, each with columns grp, rank, id, ticket in the order of the result lines."""

    def lines(self, path: Path) -> Iterator[str]:
        """The rows of a file of the engine, cells joined by TAB, in their order."""

    def span(self, path: Path, codes: tuple[str, str], region: str = "") -> list[list[str]]:
        """The rows of a sorted list from a code to before another ('' for its end), of a region if there is one; all columns."""

    def has(self, path: Path, ticket: str) -> bool:
        """Whether a ticket stands in a file of winners."""


def read_subtrees(rows: Sequence[Sequence[Any]]) -> tuple[dict[int, tuple[bytes, str]], bool]:
    """Top and first code of each subtree by its number, out of the rows of `statements.subtrees`; and whether all are sound, one after the other."""
    tree = {number: (bytes.fromhex(top or ""), first) for number, top, first, _, _ in rows}  # no top where a code is missing
    return tree, all(sound for *_, sound in rows) and all(last < first for (*_, last, _), (_, _, first, *_) in pairwise(rows))


SHOWN = 20
"""So many codes at most are named in a finding."""
MOST_REGIONS = 10_000
"""More regions than counties and townships of a province have: it is another column."""


@dataclass(frozen=True)
class Numbering:
    """The lines of all regions, a region after the other in the order of their bytes, each beginning a subtree of its own.

    sizes: region → lines.
    """

    sizes: Mapping[str, int]

    @cached_property
    def firsts(self) -> Mapping[str, int]:
        """Region → the number of its first line."""
        found, place = {}, 0
        for name in sorted(self.sizes, key=str.encode):
            found[name] = place
            place += self._subtrees(name) * SUBTREE
        return found

    @cached_property
    def shifts(self) -> Mapping[str, int]:
        """Region → by how much its lines' numbers are more than how many lines stand before them."""
        found, place = {}, 0
        for name, first in self.firsts.items():
            found[name] = first - place
            place += self.sizes[name]
        return found

    @property
    def end(self) -> int:
        """The number after the last."""
        return sum(map(self._subtrees, self.sizes)) * SUBTREE

    def before(self, number: int) -> int:
        """How many lines have smaller numbers."""
        return sum(min(max(number - first, 0), self.sizes[name]) for name, first in self.firsts.items())

    def split(self, tree: Mapping[int, tuple[bytes, str]]) -> dict[str, Subtrees]:
        """Region → its own subtrees, out of all by number."""
        return {name: Subtrees(*zip(*(tree[first // SUBTREE + part] for part in range(self._subtrees(name))), strict=True))
                for name, first in self.firsts.items()}

    def _subtrees(self, name: str) -> int:
        return -(-self.sizes[name] // SUBTREE)
