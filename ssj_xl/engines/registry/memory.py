"""The list in Python alone: for what a machine holds in memory, without any extra; Parquet is not read."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, pairwise
from pathlib import Path

from ssj_xl.domain.draw import merkle, ssj1
from ssj_xl.domain.draw.canon import ID
from ssj_xl.engines.registry import MOST_REGIONS, SHOWN, Columns, Places, Subtrees, Taken, refuse_types

_LISTED, _BY_REGION = Columns("id", "grp"), Columns("id", "grp", "region")


class Memory:
    """An engine without an engine."""

    suffix = ".csv"

    def sort(self, files: Sequence[Path], columns: Columns, out: Path) -> None:
        """Write the list sorted."""
        rows = [row for path in files for row in _read(path, columns)]
        _write(out, list(columns.titles), sorted(rows))

    def take(self, path: Path) -> Taken:
        """What stands in a sorted list."""
        rows = list(_read(path, _LISTED))
        odd = [id_ for id_, _ in rows if not ID.fullmatch(id_)]
        twice = sorted({one for (one, _), (two, _) in pairwise(rows) if two <= one})
        tree = _tree(rows) if not odd and not twice else Subtrees()
        return Taken(Counter(group for _, group in rows), tree, odd[:SHOWN], len(odd), twice[:SHOWN])

    def sizes(self, path: Path) -> Mapping[str, int]:
        """Region → lines of a sorted list."""
        return dict(islice(Counter(region for *_, region in _read(path, _BY_REGION)).items(), MOST_REGIONS))

    def trees(self, path: Path, sizes: Mapping[str, int], scratch: Path) -> Mapping[str, Subtrees]:
        """Region → the tree over its own lines."""
        found: dict[str, list[Sequence[str]]] = {name: [] for name in sizes}
        for *line, region in _read(path, _BY_REGION):
            found[region].append(line)
        return {name: _tree(lines) for name, lines in found.items()}

    def draw(self, path: Path, places: Places, outs: tuple[Path, Path]) -> None:
        """Write winners and reserves."""
        lock = ssj1.Lock("", 1, ssj1.Lines(tuple(map("\t".join, _read(path, _LISTED)))), places.quotas)
        reserve = max((number - places.quotas[group] for group, number in places.wanted.items()), default=0)
        for out, wins in zip(outs, ssj1.drawn(lock, places.key, reserve), strict=True):
            _write(out, ("grp", "rank", "id", "ticket"), wins)

    def lines(self, path: Path) -> Iterator[str]:
        """The rows of a file, cells joined by TAB."""
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            next(rows)
            yield from map("\t".join, rows)

    def span(self, path: Path, codes: tuple[str, str], region: str = "") -> list[list[str]]:
        """The rows of a sorted list from a code to before another."""
        rows = (line.split("\t") for line in self.lines(path))
        return [row for row in rows if codes[0] <= row[0] and (not codes[1] or row[0] < codes[1]) and (not region or row[2] == region)]

    def has(self, path: Path, ticket: str) -> bool:
        """Whether a ticket stands in a file of winners."""
        return any(line.endswith("\t" + ticket) for line in self.lines(path))


def _tree(rows: Sequence[Sequence[str]]) -> Subtrees:
    return Subtrees(merkle.tops(["\t".join(row) for row in rows]), [row[0] for row in rows[:: merkle.SUBTREE]])


def _read(path: Path, columns: Columns) -> Iterator[tuple[str, ...]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        head = next(rows, [])
        refuse_types(dict.fromkeys(head, ""), columns, "", path)
        at = [head.index(title) for title in columns.titles.values()]
        for row in rows:
            if row:
                yield tuple([row[place] for place in at])


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(head)
        out.writerows(rows)
