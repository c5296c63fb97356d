"""What last month's consolidation noted, compared with what the divisions hand in now: logs, locks and draws.

A division can rewrite its own workbook, log and all; it cannot rewrite what the bureau noted a month earlier.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ssj_xl.domain import logchain
from ssj_xl.domain.merging.claims import Claim, Fate, Handed, Source, fold
from ssj_xl.tables import records
from ssj_xl.tables.problems import Place, Problem, problem
from ssj_xl.tables.table import Row

Rows = Sequence[Mapping[str, Any]]

SOUND, LINKED, BROKEN, ABSENT, NOT_CHECKED = "完整", "逐条相接（报送件不含摘要）", "有断裂", "没有日志表", "未报，沿用上次"

# What may never change once it stands.  Sound workbooks fill in the second set at the draw, the third at a void.
_FIXED = ("root", "people", "rule", "source", "commitments", "locked_at")
_ONCE = ("nonces", "seed_text", "seed", "drawn_at", "void_at")


@dataclass(frozen=True)
class Previous:
    """What the bureau workbook of the month before says; empty where there is none.

    heads, submissions: rows of these sheets; draws: rows of 抽取记录 with their source.
    """

    heads: Rows = ()
    submissions: Rows = ()
    draws: Rows = ()


def unit_key(unit: str, division: str) -> tuple[str, str]:
    """Which unit and division is meant, whatever blanks and widths its name is written with."""
    return fold(unit), fold(division)


def log_heads(books: Iterable[Handed], previous: Previous, stamp: str) -> list[dict[str, Any]]:
    """Rows of 日志末指纹: of every workbook that was handed in, and the last known of those that were not."""
    rows = [_head(source, tables.get(records.LOG.name), stamp) for source, tables in books if not source.instead]
    here = {unit_key(row["unit"], row["division"]) for row in rows}
    missing = [row for row in previous.heads if unit_key(row["unit"], row["division"]) not in here]
    return rows + [{**row, "state": NOT_CHECKED} for row in missing]


def _head(source: Source, log: Any, stamp: str) -> dict[str, Any]:
    rows: list[Row] = list(log) if log else []
    head = logchain.head(rows)
    last = next((row for row in rows if row["digest"] == head), None)
    broken = logchain.verify(rows, links_only=bool(source.month))
    state = ABSENT if log is None else BROKEN if broken else LINKED if source.month else SOUND
    return {"unit": source.unit, "division": source.division, "count": len(rows), "at": last["at"] if last else "",
            "head": head, "state": state, "file": source.file, "taken_at": stamp}


def lost_heads(books: Iterable[Handed], previous: Previous) -> Iterator[Problem]:
    """K14: a log that no longer holds the head noted last time."""
    noted = {unit_key(row["unit"], row["division"]): row for row in previous.heads}
    for source, tables in books:
        row = noted.get(unit_key(source.unit, source.division))
        log = tables.get(records.LOG.name)
        if row and not source.instead and not logchain.contains(log or (), row["head"]):
            place = Place(source.file, records.LOG.name)
            yield problem("K14", place, unit=source.title, at=row["taken_at"] or row["at"], head=row["head"][:16] + "…")


def changed_draws(draws: Iterable[Claim], books: Iterable[Handed], previous: Previous) -> Iterator[Problem]:
    """K15: an attempt noted last time that is gone, or whose list, rule, seed or times are others now.

    Only units that handed in a workbook are asked; what stands of an attempt may be filled in, never altered.
    """
    claims = [claim for claim in draws if claim.fate is not Fate.REJECTED]
    now = {(claim.row["task"], claim.row["attempt"]): claim for claim in reversed(claims)}
    handed = {fold(book.source.title): book.source for book in books if not book.source.instead}
    for row in previous.draws:
        source = handed.get(fold(row["source_unit"]))
        claim = now.get((row["task"], row["attempt"]))
        if source is None:
            continue
        if claim is None:
            place = Place(source.file, records.DRAWS.name)
            yield problem("K15", place, key=row["task"], attempt=row["attempt"], what="这一行不见了")
        elif changed := _changed(row, claim.row):
            what = "、".join(f"{records.DRAWS.header(key)}变了" for key in changed)
            yield claim.problem("K15", changed[0], key=row["task"], attempt=row["attempt"], what=what)


def _changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    return [key for key in (*_FIXED, *_ONCE) if before[key] not in ("", None) and before[key] != now[key]]


def open_locks(draws: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Attempts that were locked and neither drawn nor voided."""
    return [row for row in draws if row["locked_at"] and not row["drawn_at"] and not row["void_at"]]
