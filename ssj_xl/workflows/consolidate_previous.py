"""Last month's bureau workbook: who is expected, what was noted, and the bureau's own parameters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ssj_xl.domain.merging.evidence import Previous
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables.consolidated import BUREAU, DIVISION, HEADS, SUBMISSIONS
from ssj_xl.tables.problems import Place, block, fail
from ssj_xl.tables.records import DRAWS, LOG
from ssj_xl.tables.settings import Settings


@dataclass(frozen=True)
class Before:
    """What the month before left; settings is None where there was none."""

    evidence: Previous = field(default_factory=Previous)
    log: Sequence[Mapping[str, Any]] = ()
    settings: Settings | None = None


def read_previous(path: Path | None) -> Before:
    """Read last month's bureau workbook.  Raises UserError K19 for another workbook, F.. for one that cannot be read,
    and every error in the sheets that are compared."""
    if path is None:
        return Before()
    book = Book(open_gateway(path))
    for spec in (SUBMISSIONS, HEADS):
        if not book.has(spec):
            raise fail("K19", Place(path.name), table=spec.name)
    tables = [book.read(spec) for spec in (HEADS, SUBMISSIONS, DRAWS, LOG)]
    block(found.within(path.name) for table in tables for found in table.problems)
    heads, sent, draws, log = (table.rows for table in tables)
    return Before(Previous(heads, sent, draws), log, book.settings()[0])


def bureau_settings(before: Before, handed: Mapping[str, Settings]) -> Settings:
    """The bureau's parameters: those of the month before, else of its own workbook, else what its divisions share."""
    if before.settings and before.settings.unit:
        return before.settings
    own = [settings for settings in handed.values() if settings.level == BUREAU]
    if own:
        return replace(own[0], division="", division_code="")
    divisions = [settings for settings in handed.values() if settings.level == DIVISION] or list(handed.values())
    unit = Counter(settings.unit for settings in divisions).most_common(1)[0][0]
    first = next(settings for settings in divisions if settings.unit == unit)
    period = Counter(settings.period for settings in divisions).most_common(1)[0][0]
    return replace(first, division="", division_code="", level=BUREAU, period=period, contact="", phone="", mobile="")
