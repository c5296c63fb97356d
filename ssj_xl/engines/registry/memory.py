"""The list in Python alone: for what a machine holds in memory, without any extra; Parquet is not read."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from ssj_xl.domain import merkle, ssj1
from ssj_xl.domain.canon import ID
from ssj_xl.engines.registry import SHOWN, Columns, Places, Taken


class Memory:
    """An engine without an engine."""

    suffix = ".csv"

    def sort(self, files: Sequence[Path], columns: Columns, out: Path) -> None:
        """Write the list sorted."""
        rows = [row for path in files for row in _read(path, columns)]
        _write(out, ("id", "grp"), sorted(rows))

    def take(self, path: Path) -> Taken:
        """What stands in a sorted list."""
        rows = list(_read(path, Columns("id", "grp")))
        odd = [id_ for id_, _ in rows if not ID.fullmatch(id_)]
        twice = sorted({one for (one, _), (two, _) in pairwise(rows) if one == two})
        tops = merkle.tops(["\t".join(row) for row in rows]) if not odd and not twice else []
        return Taken(Counter(group for _, group in rows), tops, odd[:SHOWN], len(odd), twice[:SHOWN])

    def draw(self, path: Path, places: Places, outs: tuple[Path, Path]) -> None:
        """Write winners and reserves."""
        lock = ssj1.Lock("", 1, ssj1.Lines(tuple(self.lines(path))), places.quotas)
        order = ssj1.ranking(lock, places.key)
        for out, first in zip(outs, (True, False), strict=True):
            _write(out, ("grp", "rank", "id", "ticket"), (
                (win.group, win.rank, win.id, win.ticket) for group, members in order.items() for win in members[:places.wanted[group]]
                if (win.rank <= places.quotas[group]) == first))

    def lines(self, path: Path) -> Iterator[str]:
        """The rows of a file, cells joined by TAB."""
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            next(rows)
            yield from map("\t".join, rows)

    def near(self, path: Path, id_: str, size: int) -> tuple[int, list[str]]:
        """A code's number and the lines of its part."""
        lines = list(self.lines(path))
        number = next((n for n, line in enumerate(lines) if line.partition("\t")[0] == id_), -1)
        first = number // size * size
        return (number, lines[first: first + size]) if number >= 0 else (-1, [])

    def has(self, path: Path, ticket: str) -> bool:
        """Whether a ticket stands in a file of winners."""
        return any(line.endswith("\t" + ticket) for line in self.lines(path))


def _read(path: Path, columns: Columns) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        head = next(rows, [])
        for title in columns:
            if title not in head:
                raise KeyError(title)
        at, group = head.index(columns.id), head.index(columns.group)
        for row in rows:
            if row:
                yield row[at], row[group]


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(head)
        out.writerows(rows)
