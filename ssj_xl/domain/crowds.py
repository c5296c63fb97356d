"""Too many firms for one team on one day: a batch of results must not breed visits that never were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from ssj_xl.tables.table import Row

Crew = tuple[tuple[str, ...], date]


class Crowd(NamedTuple):
    """A team (codes) that checked several firms on one day.  row: the first of its rows; firms: how many, each once."""

    row: Row
    firms: int


def firm_of(row: Mapping[str, Any], objects: Mapping[str, Any]) -> str:
    """The institution that is entered: of a person his employer, else the object itself."""
    found = objects.get(row["object"])
    return str((found and found["employer"]) or row["object"])


def first_rows(findings: Iterable[Row], objects: Mapping[str, Any]) -> Iterator[tuple[Row, Crew]]:
    """The first row of every visit, by team, day and firm, with team and day."""
    seen: set[tuple[Crew, str]] = set()
    for row in findings:
        if row["checked"] and row["inspectors"]:
            crew = row["inspectors"], row["checked"]
            if (crew, firm_of(row, objects)) not in seen:
                seen.add((crew, firm_of(row, objects)))
                yield row, crew


def crowds(findings: Iterable[Row], objects: Mapping[str, Any]) -> list[Crowd]:
    """Every team and day with the number of firms, the largest first."""
    rows = list(first_rows(findings, objects))
    firms = Counter(crew for _, crew in rows)
    first = {crew: row for row, crew in reversed(rows)}
    return sorted((Crowd(first[crew], number) for crew, number in firms.items()), key=lambda one: (-one.firms, one.row.line))
