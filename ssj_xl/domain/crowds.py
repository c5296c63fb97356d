"""Too many firms for one team on one day: a batch of results must not breed visits that never were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from ssj_xl.tables.table import R, Row

Crew = tuple[tuple[str, ...], date]


class Crowd(NamedTuple):
    """A team (codes) that checked several firms on one day.  row: the first of its rows; firms: how many, each once."""

    row: Row
    firms: int


def first_rows(findings: Iterable[R], institutions: Mapping[str, str]) -> Iterator[tuple[R, Crew]]:
    """The first row of every visit, by team, day and firm, with team and day.  institutions: `World.institutions`."""
    seen: set[tuple[Crew, str]] = set()
    for row in findings:
        if row["checked"] and row["inspectors"]:
            crew = row["inspectors"], row["checked"]
            visit = crew, institutions.get(row["object"], row["object"])
            if visit not in seen:
                seen.add(visit)
                yield row, crew


def crowds(findings: Iterable[Row], institutions: Mapping[str, str]) -> list[Crowd]:
    """Every team and day with the number of firms, the largest first.  institutions: `World.institutions`."""
    rows = list(first_rows(findings, institutions))
    firms = Counter(crew for _, crew in rows)
    first = {crew: row for row, crew in reversed(rows)}
    return sorted((Crowd(first[crew], number) for crew, number in firms.items()), key=lambda one: (-one.firms, one.row.line))
